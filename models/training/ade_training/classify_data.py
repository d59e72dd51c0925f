"""What the classifier learns from: PsyTAR's sentences, and posts of which one label is known."""

from __future__ import annotations

import csv
import gzip
import json
import random
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import extract_data
from .classify_clean import clean_text
from .errors import TrainingError
from .files import sha256_of
from .readers_formats import lines
from .vocabularies import starter_names

# PsyTAR (Zolnoori et al. 2019): adverse reaction, withdrawal, effective, ineffective, sign or symptom of the
# illness, drug indication.
LABELS = ("ADR", "WD", "EF", "INF", "SSI", "DI")
PARTS = ("train", "dev", "test")

# Names of the starter vocabulary that are texts of their own: a verbatim is often no more than that.
BARE_NAMES = 600
_BARE_SEED = 1
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True)
class Example:
    """A cleaned text and, for each of LABELS, 1, 0 or NaN where nobody has said."""

    text: str
    labels: tuple[float, ...]


@dataclass(frozen=True)
class PostData:
    """The files that the classifier reads: those of a data folder, further posts, and the starter vocabulary."""

    folder: Path
    more_posts: tuple[Path, ...] = ()
    starter: Path | None = None

    @property
    def posts(self) -> Path:
        """Posts with the mark whether they report a reaction."""
        return self.folder / "posts/posts.jsonl"

    def sentences(self, part: str) -> Path:
        """PsyTAR's sentences; `part` is one of PARTS."""
        return self.folder / f"mentions/psytar-sentences/{part}.csv.gz"

    def hashes(self) -> dict[str, str]:
        """The sha256 of each file that a choice or a weight depends on."""
        files = {part: self.sentences(part) for part in ("train", "dev")}
        files |= {"posts": self.posts, **{f"posts {path.stem}": path for path in self.more_posts}}
        files |= {"starter": self.starter} if self.starter else {}
        return {name: sha256_of(path) for name, path in files.items()}


def read_sentences(path: Path) -> list[Example]:
    """Return the sentences of a part of PsyTAR, in file order.

    A table with a tab between its columns: `sentences` and LABELS, each 0 or 1. Raises TrainingError
    that names the file and the row.
    """
    examples = []
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file, delimiter="\t"), start=2):
                try:
                    labels = tuple(float("01".index(row[label])) for label in LABELS)
                    examples.append(Example(clean_text(row["sentences"]), labels))
                except (KeyError, ValueError, TypeError, AttributeError):
                    expected = ", ".join(LABELS)
                    raise TrainingError(
                        f"{path}: row {number} is no sentence with 0 or 1 for each of {expected}"
                    ) from None
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise TrainingError(f"{path}: not a readable gzip file of sentences ({error})") from None
    if not examples:
        raise TrainingError(f"{path}: no sentences")
    return examples


def read_posts(path: Path, even: bool | None) -> list[Example]:
    """Return the posts with even ids (development), odd ids (may be trained on) or all (None), in file order.

    ADR is their mark `ade`; the other labels are not known. Raises TrainingError that names the line.
    """
    found = []
    for where, line in lines(path):
        try:
            post = json.loads(line)
            number, text, ade = int(post["id"].lstrip("p")), post["text"], post["ade"]
            if not isinstance(ade, bool):
                raise TypeError
            example = _of_reaction(text, ade)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise TrainingError(f"{where}: not a post with id, text and ade (true or false)") from None
        if even is None or (number % 2 == 0) == even:
            found.append(example)
    return found


def _of_reaction(text: str, reported: bool) -> Example:
    """A text of which nothing but ADR is known."""
    return Example(clean_text(text), (float(reported), *(float("nan"),) * (len(LABELS) - 1)))


def read_sentences_of_posts(path: Path, even: bool | None) -> list[Example]:
    """Return the sentences of posts of several, each with whether a reaction is reported in it.

    No sentence ends within a mention. Raises TrainingError for a line that is no post with spans.
    """
    found = []
    for post in extract_data.read_posts(path, even):
        ends = [
            (match.start(), match.end())
            for match in _SENTENCE_END.finditer(post.text)
            if not any(span.start < match.end() and match.start() < span.end for span in post.spans)
        ]
        starts = [0, *(after for _, after in ends)]
        stops = [*(before for before, _ in ends), len(post.text)]
        reported = [span for span in post.spans if post.marks[span] == "ade"]
        if ends:
            found += [
                _of_reaction(_ended(post.text[start:stop], at), any(start <= span.start < stop for span in reported))
                for at, (start, stop) in enumerate(zip(starts, stops, strict=True))
                if start < stop
            ]
    return found


def _ended(sentence: str, at: int) -> str:
    """Every second sentence without the stop at its end, as many people write none."""
    return sentence.rstrip(".!") if at % 2 else sentence


def without(examples: Iterable[Example], texts: Collection[str]) -> list[Example]:
    """Leave out what stands in `texts` word for word: it is to be measured on."""
    return [example for example in examples if example.text not in texts]


def training_examples(data: PostData, with_posts: bool) -> list[Example]:
    """PsyTAR's train and, `with_posts`, posts, their sentences, and bare names; what stands in dev or test is left out.

    Of the data folder's posts those with odd ids, of further ones all.
    """
    measured = {each.text for part in ("dev", "test") for each in read_sentences(data.sentences(part))}
    posts = _posts(data) if with_posts else []
    return without([*read_sentences(data.sentences("train")), *posts], measured)


def _posts(data: PostData) -> list[Example]:
    files = [(data.posts, False), *((path, None) for path in data.more_posts)]
    names = starter_names(data.starter) if data.starter else []
    drawn = random.Random(_BARE_SEED).sample(names, min(BARE_NAMES, len(names)))
    return [
        *(post for path, even in files for post in read_posts(path, even)),
        *(sentence for path, even in files for sentence in read_sentences_of_posts(path, even)),
        *(_of_reaction(name, True) for name in drawn),
    ]


def label_array(examples: Sequence[Example]) -> np.ndarray:
    """Return float32 [examples, labels] with 1, 0 and NaN."""
    return np.array([example.labels for example in examples], dtype=np.float32).reshape(-1, len(LABELS))
