"""Mentions as spans of words, and spans as tags."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from .words import Word

TYPES = ("ADR", "WD", "SSI", "DI")
TAGS = ("O", *(f"{place}-{kind}" for kind in TYPES for place in "BI"))


@dataclass(frozen=True, order=True)
class Span:
    """A mention of a type, from code point `start` up to, not including, `end`."""

    start: int
    end: int
    kind: str


def flat(spans: Iterable[Span]) -> list[Span]:
    """Return spans that do not overlap, in the order of the text: of two that do, the longer one stays."""
    kept: list[Span] = []
    for span in sorted(set(spans), key=lambda each: (each.start - each.end, each)):
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return sorted(kept)


def tags_of(spans: Iterable[Span], words: Sequence[Word]) -> list[int]:
    """Return the index in TAGS of each word: a word of which a part lies in a span belongs to it."""
    tags = [0] * len(words)
    for span in flat(spans):
        begins = 1 + 2 * TYPES.index(span.kind)
        inside = [at for at, word in enumerate(words) if word.start < span.end and span.start < word.end]
        for place, at in enumerate(inside):
            tags[at] = begins if place == 0 else begins + 1
    return tags


def spans_of(tags: Sequence[int], words: Sequence[Word]) -> list[Span]:
    """Return the runs B-x (I-x)*; an I-x after anything else begins one, as a B-x does."""
    return [
        Span(words[first].start, words[end - 1].end, TYPES[kind]) for first, end, kind in _runs(tags)
    ]


def scored_spans(
    probabilities: np.ndarray, words: Sequence[Word], least: float = 0.0
) -> list[tuple[Span, float]]:
    """Return the spans of the likeliest tags with their probabilities, those of at least `least`.

    `probabilities` is float [words, tags]. A span's probability is the mean over its words of what
    B-x and I-x have together.
    """
    tags = probabilities.argmax(axis=1).tolist()
    scored = []
    for first, end, kind in _runs(tags):
        score = float(probabilities[first:end, 1 + 2 * kind : 3 + 2 * kind].sum(axis=1).mean())
        if score >= least:
            scored.append((Span(words[first].start, words[end - 1].end, TYPES[kind]), score))
    return scored


def _runs(tags: Sequence[int]) -> list[tuple[int, int, int]]:
    """First word, the one after the last, and index in TYPES."""
    runs: list[tuple[int, int, int]] = []
    for at, tag in enumerate(tags):
        if tag == 0:
            continue
        kind, inside = divmod(tag - 1, 2)
        if inside and runs and runs[-1][1:] == (at, kind):
            runs[-1] = (runs[-1][0], at + 1, kind)
        else:
            runs.append((at, at + 1, kind))
    return runs
