"""Ranking concepts for mentions as the service does it, for choosing encoders."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from .development import Mention
from .errors import TrainingError
from .normal_form import normal_form
from .vocabularies import Term


# Counts that come to more are scaled down to so many (src/ontology/lexicon.ts).
REPORTS = 3000


@dataclass(frozen=True)
class Pooling:
    """How names speak for their concept: as POOLING in src/normalize/rank.ts, which explains it."""

    lexical_weight: float = 0.15
    sharpness: float = 14.0
    synonym_offset: float = 0.08
    lay_offset: float = 0.16
    reported_weight: float = 0.04
    hubness_weight: float = 0.5
    names: int = 128


@dataclass(frozen=True)
class Dictionary:
    """Names that mentions are compared with: `concepts[i]` is the concept of `texts[i]`.

    `with_lay` are the concepts that have lay names, `with_synonyms` those that have synonyms and no lay names;
    `reported` says how often those are reported of which that is known; `hubness` is that of `with_hubness`, if at all.
    """

    texts: list[str]
    concepts: list[str]
    with_lay: frozenset[str] = frozenset()
    with_synonyms: frozenset[str] = frozenset()
    reported: Mapping[str, int] = field(default_factory=dict)
    kinds: list[int] = field(default_factory=list)  # of each name, the stronger the lower; none: all are equal
    hubness: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, terms: Sequence[Term], kinds: Sequence[str]) -> Dictionary:
        """Take names of the `kinds` among preferred, synonym, lay; concepts go by their name."""
        texts, concepts, places = [], [], []
        for term in terms:
            names = {"preferred": (term.name,), "synonym": term.synonyms, "lay": term.lay}
            for place, kind in enumerate(kinds):
                texts += names[kind]
                places += [place] * len(names[kind])
                concepts += [term.name] * len(names[kind])
        with_lay = frozenset(term.name for term in terms if term.lay and "lay" in kinds)
        with_synonyms = frozenset(term.name for term in terms if term.synonyms and "synonym" in kinds)
        reported = {term.name: term.reported for term in terms if term.reported is not None}
        return cls(texts, concepts, with_lay, with_synonyms - with_lay, reported, places)

    def __add__(self, other: Dictionary) -> Dictionary:
        return Dictionary(
            self.texts + other.texts,
            self.concepts + other.concepts,
            self.with_lay | other.with_lay,
            self.with_synonyms | other.with_synonyms,
            {**self.reported, **other.reported},
            self.kinds + other.kinds,
            {**self.hubness, **other.hubness},
        )

    def standing(self, concept: str, pooling: Pooling) -> float:
        """What is added to a concept's similarity: by how often it is reported, less by its hubness and the weakest kind of its names."""
        kind = "lay" if concept in self.with_lay else "synonym" if concept in self.with_synonyms else "preferred"
        offset = {"lay": pooling.lay_offset, "synonym": pooling.synonym_offset, "preferred": 0.0}[kind]
        hubness = pooling.hubness_weight * self.hubness.get(concept, 0.0)
        return pooling.reported_weight * self.prominence(concept) - hubness - offset

    def prominence(self, concept: str) -> float:
        """log(1 + how often the concept is reported), of counts that come to `REPORTS` at most.

        One of which nothing is known is taken for the average of those of which something is.
        """
        count = self.reported.get(concept)
        return self._mean if count is None else math.log1p(self._scale * count)

    @cached_property
    def _mean(self) -> float:
        return sum(math.log1p(self._scale * count) for count in self.reported.values()) / max(1, len(self.reported))

    @cached_property
    def _scale(self) -> float:
        return min(1.0, REPORTS / max(1, sum(self.reported.values())))

    def exact(self, form: str) -> list[str]:
        """The concepts that have a name of a normal form: the stronger kind first, then what is reported more often."""
        rows = self.rows_of.get(form, [])
        if self.kinds:
            rows = sorted(rows, key=lambda row: (self.kinds[row], -self.prominence(self.concepts[row])))
        return list(dict.fromkeys(self.concepts[row] for row in rows))

    @cached_property
    def forms(self) -> list[str]:
        """The normal form of each name."""
        return [normal_form(text) for text in self.texts]

    @cached_property
    def trigrams(self) -> list[frozenset[str]]:
        """The trigrams of each name."""
        return [_trigrams(form) for form in self.forms]

    @cached_property
    def rows_of(self) -> dict[str, list[int]]:
        """The rows of the names with a normal form."""
        rows: dict[str, list[int]] = {}
        for row, form in enumerate(self.forms):
            rows.setdefault(form, []).append(row)
        return rows


@dataclass(frozen=True)
class Accuracy:
    """Shares of mentions whose concept came first, and among the first five."""

    first: float
    five: float
    mentions: int

    def __str__(self) -> str:
        return f"{100 * self.first:.1f} / {100 * self.five:.1f}"


@dataclass(frozen=True)
class Ranked:
    """A concept found for a mention, with the similarity of its near names together."""

    concept: str
    pooled: float


def rank(
    dictionary: Dictionary,
    name_vectors: np.ndarray,
    texts: Sequence[str],
    vectors: np.ndarray,
    pooling: Pooling = Pooling(),
) -> Iterator[list[Ranked]]:
    """Yield the concepts near each text, best first; concepts that have it as a name come first.

    `name_vectors` is float32 [names, dim], `vectors` float32 [texts, dim].
    """
    width = min(pooling.names, len(dictionary.texts))
    for start in range(0, len(texts), 256):
        scores = vectors[start : start + 256] @ name_vectors.T
        near = np.argpartition(-scores, width - 1, axis=1)[:, :width]
        for at, text in enumerate(texts[start : start + 256]):
            form = normal_form(text)
            own = _trigrams(form)
            found: dict[str, list[float]] = {}
            for row in near[at]:
                value = float(scores[at, row]) + pooling.lexical_weight * _dice(own, dictionary.trigrams[row])
                found.setdefault(dictionary.concepts[row], []).append(value)
            exact = dictionary.exact(form)
            for concept in exact:
                found.setdefault(concept, []).append(1 + pooling.lexical_weight)
            pools = {
                concept: _pool(values, pooling) + dictionary.standing(concept, pooling)
                for concept, values in found.items()
            }
            others = sorted(pools.keys() - set(exact), key=lambda concept: (-pools[concept], concept))
            yield [Ranked(concept, pools[concept]) for concept in (*exact, *others)]


def accuracy(
    dictionary: Dictionary,
    name_vectors: np.ndarray,
    mentions: Sequence[Mention],
    mention_vectors: np.ndarray,
    pooling: Pooling = Pooling(),
) -> Accuracy:
    """Measure a dictionary on mentions; shapes as for `rank`.

    Raises TrainingError if there are no mentions.
    """
    return accuracy_of(places(dictionary, name_vectors, mentions, mention_vectors, pooling))


def places(
    dictionary: Dictionary,
    name_vectors: np.ndarray,
    mentions: Sequence[Mention],
    mention_vectors: np.ndarray,
    pooling: Pooling = Pooling(),
) -> list[float]:
    """The place of each mention's concept in its ranking, from 1; infinite where it is not found."""
    texts = [mention.text for mention in mentions]
    ranking = rank(dictionary, name_vectors, texts, mention_vectors, pooling)
    found = []
    for mention, ranked in zip(mentions, ranking, strict=True):
        concepts = [each.concept for each in ranked]
        known = mention.concept in concepts
        found.append(concepts.index(mention.concept) + 1 if known else math.inf)
    return found


def accuracy_of(found: Sequence[float]) -> Accuracy:
    """Shares of the places; raises TrainingError if there are none."""
    if not found:
        raise TrainingError("there are no mentions to measure on")
    first, five = (sum(place <= most for place in found) for most in (1, 5))
    return Accuracy(first / len(found), five / len(found), len(found))


def _pool(values: Sequence[float], pooling: Pooling) -> float:
    """The soft maximum, from the greatest so that nothing overflows."""
    greatest = max(values)
    total = sum(math.exp(pooling.sharpness * (value - greatest)) for value in values)
    return greatest + math.log(total) / pooling.sharpness


def _trigrams(form: str) -> frozenset[str]:
    padded = f" {form} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2)) if form else frozenset()


def _dice(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0
