"""How many evaluation mentions stand in the vocabulary word for word: counted, never shown.

No name was written after an evaluation set, but short phrases coincide ("dry mouth"). The counts
say how much of a figure is look-up; a jump after an edit would show a copied set.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import TrainingError
from .normal_form import normal_form
from .vocabularies import Term


@dataclass(frozen=True)
class Coincidences:
    """Of `mentions` distinct normal forms, how many equal a clinical name or a lay phrase."""

    set_name: str
    mentions: int
    clinical: int
    lay: int


def _column(name: str) -> Callable[[Path], Iterator[str]]:
    def mentions(path: Path) -> Iterator[str]:
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield row[name]

    return mentions


def _tac(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for section in json.load(file):
            for row in section["adverse_events"]:
                yield row[0]


def _pubtator(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            cells = line.rstrip("\n").split("\t")
            if len(cells) >= 5:
                yield cells[3]


# Set, file below mentions/, reader.
_SETS: tuple[tuple[str, str, Callable[[Path], Iterator[str]]], ...] = (
    ("AskAPatient", "askapatient.tsv.gz", _column("mention")),
    ("TwADR-L", "twadr-l.tsv.gz", _column("mention")),
    ("PsyTAR", "psytar.tsv.gz", _column("mention")),
    ("TAC 2017", "tac2017-test.json.gz", _tac),
    ("NCBI disease", "ncbi-disease/NCBItestset_corpus.txt.gz", _pubtator),
)


def count_coincidences(terms: Sequence[Term], data: Path) -> list[Coincidences]:
    """Count for each evaluation set; raises TrainingError for a file that cannot be read."""
    clinical = {normal_form(text) for term in terms for text in (term.name, *term.synonyms)}
    lay = {normal_form(text) for term in terms for text in term.lay} - clinical
    found = []
    for name, file, read in _SETS:
        path = data / "mentions" / file
        try:
            forms = {normal_form(text) for text in read(path)} - {""}
        except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
            raise TrainingError(f"{path}: cannot be read ({error!r})") from None
        found.append(Coincidences(name, len(forms), len(forms & clinical), len(forms & lay)))
    return found


def table(rows: Sequence[Coincidences]) -> str:
    """The counts as a Markdown table."""
    lines = ["| set | distinct mentions | equal a clinical name | equal a lay phrase |"]
    lines.append("| --- | ---: | ---: | ---: |")
    for row in rows:
        shares = (
            f"{count:,} ({100 * count / max(1, row.mentions):.1f}%)"
            for count in (row.clinical, row.lay)
        )
        lines.append(f"| {row.set_name} | {row.mentions:,} | {' | '.join(shares)} |")
    return "\n".join(lines)
