"""What the classifier learns from: PsyTAR's sentences, and posts of which one label is known."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .classify_clean import clean_text
from .errors import TrainingError
from .files import sha256_of
from .readers_formats import lines

# PsyTAR (Zolnoori et al. 2019): adverse reaction, withdrawal, effective, ineffective, sign or symptom of the
# illness, drug indication.
LABELS = ("ADR", "WD", "EF", "INF", "SSI", "DI")
PARTS = ("train", "dev", "test")


@dataclass(frozen=True)
class Example:
    """A cleaned text and, for each of LABELS, 1, 0 or NaN where nobody has said."""

    text: str
    labels: tuple[float, ...]


@dataclass(frozen=True)
class PostData:
    """The files of a data folder that the classifier reads."""

    folder: Path

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
        return {name: sha256_of(path) for name, path in {**files, "posts": self.posts}.items()}


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


def read_posts(path: Path, even: bool) -> list[Example]:
    """Return the posts with even ids (development) or odd ids (may be trained on), in file order.

    ADR is their mark `ade`; the other labels are not known. Raises TrainingError that names the line.
    """
    unknown = (float("nan"),) * (len(LABELS) - 1)
    found = []
    for where, line in lines(path):
        try:
            post = json.loads(line)
            number, text, ade = int(post["id"].lstrip("p")), post["text"], post["ade"]
            if not isinstance(ade, bool):
                raise TypeError
            example = Example(clean_text(text), (float(ade), *unknown))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise TrainingError(f"{where}: not a post with id, text and ade (true or false)") from None
        if (number % 2 == 0) == even:
            found.append(example)
    return found


def without(examples: Iterable[Example], texts: Collection[str]) -> list[Example]:
    """Leave out what stands in `texts` word for word: it is to be measured on."""
    return [example for example in examples if example.text not in texts]


def training_examples(data: PostData, with_posts: bool) -> list[Example]:
    """PsyTAR's train, and posts of odd ids; sentences that stand in dev or test too are left out."""
    measured = {each.text for part in ("dev", "test") for each in read_sentences(data.sentences(part))}
    posts = read_posts(data.posts, even=False) if with_posts else []
    return without([*read_sentences(data.sentences("train")), *posts], measured)


def label_array(examples: Sequence[Example]) -> np.ndarray:
    """Return float32 [examples, labels] with 1, 0 and NaN."""
    return np.array([example.labels for example in examples], dtype=np.float32).reshape(-1, len(LABELS))
