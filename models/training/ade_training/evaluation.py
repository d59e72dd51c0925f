"""The sets that encoders are measured on once they are chosen. Nothing here may be trained or tuned on."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .development import Mention
from .errors import TrainingError
from .readers_formats import lines
from .vocabularies import Term


@dataclass(frozen=True)
class EvaluationSet:
    """Mentions, distinct with their concept in each fold, and the concepts they are told from."""

    name: str
    concepts: list[Term]
    folds: list[list[Mention]]


def read_sets(data: Path) -> list[EvaluationSet]:
    """Read all sets below `data`; raises TrainingError for a file that cannot be read."""
    found = []
    for name, read in _READERS.items():
        try:
            concepts, folds = read(data)
        except (OSError, EOFError, ValueError, KeyError, TypeError, IndexError, zlib.error) as error:
            raise TrainingError(f"{name}: cannot be read ({error!r})") from None
        if not all(folds) or not folds:
            raise TrainingError(f"{name}: no mentions")
        found.append(EvaluationSet(name, list(concepts), [list(dict.fromkeys(fold)) for fold in folds]))
    return found


_Read = tuple[Iterable[Term], list[list[Mention]]]


def _named(source: str, names: Iterable[str]) -> list[Term]:
    """Concepts that have a name and nothing else; they go by it."""
    return [Term(source, name, name, (), (), None, (), None) for name in dict.fromkeys(names)]


def _columns(path: Path, *columns: str) -> Iterator[list[str]]:
    """Yield cells of a table apart by tabs; quotes are just quotes."""
    header: list[str] = []
    for _, line in lines(path):
        cells = line.split("\t")
        if header:
            yield [cells[header.index(column)] for column in columns]
        else:
            header = cells


def _folds(file: str) -> Callable[[Path], _Read]:
    """A table of folds: the concepts are those of all rows, the mentions those of the test parts."""

    def read(data: Path) -> _Read:
        folds: dict[str, list[Mention]] = {}
        names: dict[str, None] = {}
        path = data / "mentions" / file
        for fold, split, name, text in _columns(path, "fold", "split", "concept_name", "mention"):
            names[name] = None
            if split == "test":
                folds.setdefault(fold, []).append(Mention(text, name))
        return _named(file, names), list(folds.values())

    return read


_SEMANTIC_TAG = re.compile(r"\s*\([a-z /]+\)$")


def _psytar(data: Path) -> _Read:
    """Reactions that have a SNOMED CT concept; its name is taken without "(finding)" and the like."""
    columns = _columns(data / "mentions/psytar.tsv.gz", "type", "mention", "sct_name")
    rows = [
        (text, _SEMANTIC_TAG.sub("", name)) for kind, text, name in columns if kind == "ADR" and name
    ]
    return _named("psytar", (name for _, name in rows)), [[Mention(*row) for row in rows]]


def _tac(data: Path) -> _Read:
    """Mentions of the test labels, among the MedDRA preferred terms of all labels."""

    def rows(part: str) -> list[tuple[str, str]]:
        with gzip.open(data / f"mentions/tac2017-{part}.json.gz", "rt", encoding="utf-8") as file:
            labels = json.load(file)
        return [(row[0], row[1]) for label in labels for row in label["adverse_events"] if row[2]]

    test = rows("test")
    names = (name for _, name in rows("train") + test)
    return _named("tac2017", names), [[Mention(*row) for row in test]]


def _ncbi(data: Path) -> _Read:
    """Disease spans of the test abstracts that have one concept of MEDIC."""
    concepts: list[Term] = []
    name_of: dict[str, str] = {}
    for _, line in lines(data / "vocab/medic-2012-07-06.txt.gz"):
        ids, others, name = _medic(line)
        concepts.append(Term("medic", ids[0], name, others, (), None, (), None))
        name_of.update(dict.fromkeys(ids, name))
    mentions = []
    for _, line in lines(data / "mentions/ncbi-disease/NCBItestset_corpus.txt.gz"):
        cells = line.split("\t")
        if len(cells) >= 6 and (concept := name_of.get(cells[5].strip().split(":")[-1])):
            mentions.append(Mention(cells[3], concept))
    return concepts, [mentions]


def _medic(line: str) -> tuple[list[str], tuple[str, ...], str]:
    """Read `id||alternative ids||name|synonym|...`; the second part may be missing."""
    first, *middle, names = line.split("||")
    name, *synonyms = names.split("|")
    ids = [first, *(id for part in middle for id in part.split("|"))]
    return [id.split(":")[-1] for id in ids], tuple(synonyms), name


_READERS: dict[str, Callable[[Path], _Read]] = {
    "AskAPatient": _folds("askapatient.tsv.gz"),
    "TwADR-L": _folds("twadr-l.tsv.gz"),
    "PsyTAR": _psytar,
    "TAC 2017": _tac,
    "NCBI disease": _ncbi,
}
