"""Mentions as spans of words, and spans as tags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .words import Word

TYPES = ("ADR", "WD", "SSI", "DI")
TAGS = ("O", *(f"{place}-{kind}" for kind in TYPES for place in "BI"))

# What a text says of a mention, by the marks of posts; the order is that of the model's output, after TAGS.
SAID = {
    "ade": "reported",
    "neg": "negated",
    "hyp": "hypothetical",
    "ind": "indication",
    "oth": "other",
}
# Of PsyTAR's mentions each is there because it happened, or because it is the illness.
SAID_OF_TYPE = {"ADR": "ade", "WD": "ade", "SSI": "ind", "DI": "ind"}
# Where nobody has said: no target of learning. Cross-entropy leaves it out, as it does padding, special tokens, and all
# but a word's first token.
UNSAID = -100


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
        for place, at in enumerate(_inside(span, words)):
            tags[at] = begins if place == 0 else begins + 1
    return tags


def said_of(spans: Iterable[Span], marks: Mapping[Span, str], words: Sequence[Word]) -> list[int]:
    """Return for each word the index in SAID of what `marks` has of its span; UNSAID outside of them."""
    said = [UNSAID] * len(words)
    order = list(SAID)
    for span in flat(spans):
        if span in marks:
            for at in _inside(span, words):
                said[at] = order.index(marks[span])
    return said


def said_at(rows: np.ndarray, span: Span, words: Sequence[Word]) -> np.ndarray:
    """Return float [SAID]: the mean over a span's words of what a model's rows [words, tags and SAID] have after TAGS."""
    return rows[_inside(span, words), len(TAGS) :].mean(axis=0)


def _inside(span: Span, words: Sequence[Word]) -> list[int]:
    """Which words a span covers, wholly or in part."""
    return [at for at, word in enumerate(words) if word.start < span.end and span.start < word.end]


def spans_of(tags: Sequence[int], words: Sequence[Word]) -> list[Span]:
    """Return the runs B-x (I-x)*; an I-x after anything else begins one, as a B-x does."""
    return [
        Span(words[first].start, words[end - 1].end, TYPES[kind]) for first, end, kind in _runs(tags)
    ]


def scored_spans(
    probabilities: np.ndarray, words: Sequence[Word], least: float = 0.0
) -> list[tuple[Span, float]]:
    """Return the spans of the likeliest tags with their probabilities, those of at least `least`.

    `probabilities` is float [words, tags]; columns after those of TAGS are not looked at. A span's
    probability is that of its surest word, of what B-x and I-x have together: where a mention ends is
    often unsure, and says little about whether it is one.
    """
    tags = probabilities[:, : len(TAGS)].argmax(axis=1).tolist()
    scored = []
    for first, end, kind in _runs(tags):
        score = float(probabilities[first:end, 1 + 2 * kind : 3 + 2 * kind].sum(axis=1).max())
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
