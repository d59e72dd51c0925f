"""What an extractor learns from, and what it is chosen and tested on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .extract_data import Example, read_labels, read_posts, read_psytar, said_by_type, sample_labels
from .extract_measures import agreement, f1_by_mark, recall_by_mark, relaxed_pairs
from .extract_spans import SAID, Span, said_at, scored_spans, spans_of, tags_of
from .extract_tokens import Reading, WordTokenizer
from .files import sha256_of
from .gazetteer import Gazetteer, word_marks
from .words import words_of


# What is measured: of ADR and of all types, with the same borders and with any overlap.
WAYS = ("ADR strict", "ADR relaxed", "all strict", "all relaxed")


@dataclass(frozen=True)
class Corpora:
    """Where the marked texts lie, below one data folder."""

    folder: Path
    more_posts: tuple[Path, ...] = ()  # further posts to train on, whatever their ids

    @property
    def posts(self) -> Path:
        """Odd ids are for training, even ids for development."""
        return self.folder / "posts/posts.jsonl"

    @property
    def labels(self) -> Path:
        """Drug labels of TAC 2017; the training part only."""
        return self.folder / "mentions/tac2017-train.json.gz"

    def psytar(self, part: str) -> Path:
        """Sentences of PsyTAR: train, dev or test."""
        return self.folder / f"mentions/psytar-ner/{part}.conll.gz"

    def hashes(self) -> dict[str, str]:
        """The sha256 of every file that training or development reads."""
        files = {"posts": self.posts, "labels": self.labels}
        files |= {f"psytar {part}": self.psytar(part) for part in ("train", "dev")}
        files |= {f"posts {path.stem}": path for path in self.more_posts}
        return {name: sha256_of(path) for name, path in files.items()}

    def training(self, labels: int, bare_labels: int, seed: int) -> list[Example]:
        """Posts with odd ids, PsyTAR's training part, and so many pieces of drug labels."""
        pieces = sample_labels(read_labels(self.labels), labels, bare_labels, seed) if labels else []
        psytar = [said_by_type(sentence) for sentence in read_psytar(self.psytar("train"))]
        return [*psytar, *self.training_posts(), *pieces]

    def training_posts(self) -> list[Example]:
        """Posts with odd ids, and further ones."""
        more = [post for path in self.more_posts for post in read_posts(path, even=None)]
        return [*read_posts(self.posts, even=False), *more]

    def development(self) -> dict[str, list[Example]]:
        """What extractors are chosen on."""
        return {
            "PsyTAR dev": read_psytar(self.psytar("dev")),
            "posts": read_posts(self.posts, even=True),
        }

    def test(self) -> dict[str, list[Example]]:
        """What the chosen extractor is measured on, once."""
        return {"PsyTAR test": read_psytar(self.psytar("test"))}


def reading_of(text: str, tokenizer: WordTokenizer, gazetteer: Gazetteer | None) -> Reading:
    """Cut a text into words, with the tokens of each and its dictionary mark."""
    words = words_of(text)
    matches = gazetteer.matches(text, words) if gazetteer else []
    return Reading(words, [tokenizer.pieces(word.spoken) for word in words], word_marks(matches, len(words)))


@dataclass(frozen=True)
class MarkedSet:
    """Texts read once, with the spans that people marked, borders moved to those of words."""

    examples: list[Example]
    readings: list[Reading]
    marked: list[list[Span]]
    said: list[dict[Span, str]]


def marked_set(
    examples: Sequence[Example], tokenizer: WordTokenizer, gazetteer: Gazetteer | None
) -> MarkedSet:
    """Read texts for measuring."""
    readings = [reading_of(example.text, tokenizer, gazetteer) for example in examples]
    marked, said = [], []
    for example, reading in zip(examples, readings, strict=True):
        spans = spans_of(tags_of(example.spans, reading.words), reading.words)
        marked.append(spans)
        pairs = relaxed_pairs(spans, example.spans)
        said.append({span: example.marks[source] for span, source in pairs if source in example.marks})
    return MarkedSet(list(examples), readings, marked, said)


def spans_in(texts: MarkedSet, rows: Sequence[np.ndarray], least: float) -> list[list[Span]]:
    """Return the spans of each text whose probability is at least `least`."""
    return [
        [span for span, _ in scored_spans(row, reading.words, least)]
        for row, reading in zip(rows, texts.readings, strict=True)
    ]


def dictionary_spans(texts: MarkedSet, gazetteer: Gazetteer) -> list[list[Span]]:
    """The baseline: whatever is a name of the dictionary is an ADR."""
    return [
        [
            Span(reading.words[match.first].start, reading.words[match.end - 1].end, "ADR")
            for match in gazetteer.matches(example.text, reading.words)
        ]
        for example, reading in zip(texts.examples, texts.readings, strict=True)
    ]


def compare(found: Sequence[Sequence[Span]], texts: MarkedSet) -> dict[str, Any]:
    """Return strict and relaxed agreement for ADR and all types; recall by mark where texts have marks."""
    figures: dict[str, Any] = {}
    for way in WAYS:
        kind = "ADR" if way.startswith("ADR") else None
        figures[way] = agreement(found, texts.marked, strict=way.endswith("strict"), kind=kind).record()
    if any(texts.said):
        figures["recall by mark"] = recall_by_mark(found, texts.marked, texts.said)
    return figures


def marks_told(rows: Sequence[np.ndarray], texts: MarkedSet) -> dict[str, Any]:
    """Return what a model says of the mentions that people marked against what they say: F1 of each mark, macro F1."""
    order = list(SAID)
    pairs = [
        (mark, order[int(said_at(row, span, reading.words).argmax())])
        for row, reading, said in zip(rows, texts.readings, texts.said, strict=True)
        for span, mark in said.items()
    ]
    return f1_by_mark(pairs)
