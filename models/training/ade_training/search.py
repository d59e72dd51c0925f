"""Ranking concepts for mentions as the service does it, for choosing encoders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .development import Mention
from .errors import TrainingError
from .normal_form import normal_form
from .vocabularies import Term


@dataclass(frozen=True)
class Pooling:
    """How names speak for their concept: as POOLING in src/normalize/rank.ts, which explains it."""

    lexical_weight: float = 0.15
    sharpness: float = 14.0
    names: int = 64


@dataclass(frozen=True)
class Dictionary:
    """Names that mentions are compared with: `concepts[i]` is the concept of `texts[i]`."""

    texts: list[str]
    concepts: list[str]

    @classmethod
    def of(cls, terms: Sequence[Term], kinds: Sequence[str]) -> Dictionary:
        """Take names of the `kinds` among preferred, synonym, lay; concepts go by their name."""
        texts, concepts = [], []
        for term in terms:
            names = {"preferred": (term.name,), "synonym": term.synonyms, "lay": term.lay}
            for kind in kinds:
                texts += names[kind]
                concepts += [term.name] * len(names[kind])
        return cls(texts, concepts)


@dataclass(frozen=True)
class Accuracy:
    """Shares of mentions whose concept came first, and among the first five."""

    first: float
    five: float
    mentions: int

    def __str__(self) -> str:
        return f"{100 * self.first:.1f} / {100 * self.five:.1f}"


def accuracy(
    dictionary: Dictionary,
    name_vectors: np.ndarray,
    mentions: Sequence[Mention],
    mention_vectors: np.ndarray,
    pooling: Pooling = Pooling(),
) -> Accuracy:
    """Measure a dictionary, float32 [names, dim], on mentions, float32 [mentions, dim].

    Raises TrainingError if there are no mentions.
    """
    if not mentions:
        raise TrainingError("there are no mentions to measure on")
    forms = [normal_form(text) for text in dictionary.texts]
    grams = [_trigrams(form) for form in forms]
    rows_of: dict[str, list[int]] = {}
    for row, form in enumerate(forms):
        rows_of.setdefault(form, []).append(row)
    first = five = 0
    width = min(pooling.names, len(forms))
    for start in range(0, len(mentions), 256):
        scores = mention_vectors[start : start + 256] @ name_vectors.T
        near = np.argpartition(-scores, width - 1, axis=1)[:, :width]
        for at, mention in enumerate(mentions[start : start + 256]):
            form = normal_form(mention.text)
            exact = [dictionary.concepts[row] for row in rows_of.get(form, [])]
            own = _trigrams(form)
            pools: dict[str, float] = {}
            for row in near[at]:
                value = float(scores[at, row]) + pooling.lexical_weight * _dice(own, grams[row])
                concept = dictionary.concepts[row]
                pools[concept] = pools.get(concept, 0.0) + np.exp(pooling.sharpness * value)
            ranked = list(dict.fromkeys([*exact, *sorted(pools, key=lambda c: -pools[c])]))[:5]
            first += ranked[:1] == [mention.concept]
            five += mention.concept in ranked
    count = len(mentions)
    return Accuracy(first / count, five / count, count)


def _trigrams(form: str) -> frozenset[str]:
    padded = f" {form} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2)) if form else frozenset()


def _dice(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0
