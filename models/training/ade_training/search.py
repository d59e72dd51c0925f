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


# Counts that come to more are scaled down to so many; so much is added to each, and to what is expected where there is
# none (src/ontology/prominence.ts).
REPORTS = 3000
PSEUDO_REPORTS = 0.5
PSEUDO_UNKNOWN = 0.2


NAME_KINDS = ("preferred", "synonym", "lay")


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
class Loan:
    """What a concept that only lends its names speaks for, and what it reaches less than by its own names."""

    concept: str
    discount: float


@dataclass(frozen=True)
class Dictionary:
    """Names that mentions are compared with: `concepts[i]` is the concept of `texts[i]`.

    `reported` says how often those are reported of which that is known; `hubness` is that of `with_hubness`, by kind of name, if at all.
    `loans` are the concepts that are none of the dictionary's own, and speak for one of these (`nearest.py`).
    `expected` is how often, on average, one is reported of which that is not known; None where that is not known either.
    To that `pseudo_unknown` is added.
    """

    texts: list[str]
    concepts: list[str]
    reported: Mapping[str, int] = field(default_factory=dict)
    kinds: list[int] = field(default_factory=list)  # of each name, the stronger the lower; none: all are equal
    hubness: Mapping[str, Sequence[float]] = field(default_factory=dict)
    loans: Mapping[str, Loan] = field(default_factory=dict)
    expected: float | None = None
    pseudo_unknown: float = PSEUDO_UNKNOWN

    @classmethod
    def of(cls, terms: Sequence[Term], kinds: Sequence[str]) -> Dictionary:
        """Take names of the `kinds` among preferred, synonym, lay; concepts go by their name."""
        texts, concepts, places = [], [], []
        for term in terms:
            names = {"preferred": (term.name,), "synonym": term.synonyms, "lay": term.lay}
            for kind in kinds:
                texts += names[kind]
                places += [NAME_KINDS.index(kind)] * len(names[kind])
                concepts += [term.name] * len(names[kind])
        reported = {term.name: term.reported for term in terms if term.reported is not None}
        return cls(texts, concepts, reported, places)

    def __add__(self, other: Dictionary) -> Dictionary:
        """Both; what this one expects of concepts without a count holds for those of the other, too."""
        return Dictionary(
            self.texts + other.texts,
            self.concepts + other.concepts,
            {**self.reported, **other.reported},
            self.kinds + other.kinds,
            {**self.hubness, **other.hubness},
            {**self.loans, **other.loans},
            self.expected,
            self.pseudo_unknown,
        )

    def reached(self, concept: str, names: Sequence[tuple[float, int]], pooling: Pooling) -> float:
        """What a concept's near names, with their similarities and kinds, reach together (src/normalize/rank.ts).

        The soft mean of what it reaches by its preferred name, with its synonyms, and with its lay names, less its hubness
        and an offset for each, with how often it is reported.
        """
        offsets = (0.0, pooling.synonym_offset, pooling.lay_offset)
        hubness = self.hubness.get(concept, (0.0,) * len(NAME_KINDS))
        ways = []
        for kind in self.searched_kinds.get(concept, (0,)):
            speaking = [similarity for similarity, own in names if own <= kind]
            if speaking:
                ways.append(_soft_maximum(speaking, pooling) - offsets[kind] - pooling.hubness_weight * hubness[kind])
        mean = _soft_maximum(ways, pooling) - math.log(len(ways)) / pooling.sharpness
        return mean + pooling.reported_weight * self.prominence(concept)

    @cached_property
    def searched_kinds(self) -> dict[str, list[int]]:
        """The kinds of names that each concept has, the strongest first."""
        found: dict[str, set[int]] = {}
        for row, concept in enumerate(self.concepts):
            found.setdefault(concept, set()).add(self.kind(row))
        return {concept: sorted(kinds) for concept, kinds in found.items()}

    def kind(self, row: int) -> int:
        """The place in NAME_KINDS of a name's kind."""
        return self.kinds[row] if self.kinds else 0

    def prominence(self, concept: str) -> float:
        """How much people speak of the concept: the twin of src/ontology/prominence.ts, which explains it.

        One that only lends its names is as prominent as the one that it speaks for.
        """
        loan = self.loans.get(concept)
        meant = loan.concept if loan else concept
        count = self.reported.get(meant)
        if count is not None:
            return self._prominence(count)
        return self._average if meant in self._borrowers else self._unknown

    def _prominence(self, count: float, pseudo: float = PSEUDO_REPORTS) -> float:
        return math.log(self._scale * count + pseudo)

    @cached_property
    def _average(self) -> float:
        return sum(map(self._prominence, self.reported.values())) / max(1, len(self.reported))

    @cached_property
    def _unknown(self) -> float:
        if self.expected is None:
            return self._average
        return min(self._average, self._prominence(self.expected, self.pseudo_unknown))

    @cached_property
    def _borrowers(self) -> frozenset[str]:
        return frozenset(loan.concept for loan in self.loans.values())

    @cached_property
    def _scale(self) -> float:
        return min(1.0, REPORTS / max(1, sum(self.reported.values())))

    def exact(self, form: str) -> list[str]:
        """The concepts that have a name of a normal form: the stronger kind first, then what is reported more often."""
        rows = [row for row in self.rows_of.get(form, []) if self.concepts[row] not in self.loans]
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
            found: dict[str, list[tuple[float, int]]] = {}
            for row in near[at]:
                value = float(scores[at, row]) + pooling.lexical_weight * _dice(own, dictionary.trigrams[row])
                found.setdefault(dictionary.concepts[row], []).append((value, dictionary.kind(row)))
            exact = dictionary.exact(form)
            for concept in exact:
                found.setdefault(concept, []).append((1 + pooling.lexical_weight, 0))
            pools = {concept: dictionary.reached(concept, names, pooling) for concept, names in found.items()}
            for lender in pools.keys() & dictionary.loans.keys():
                loan, reached = dictionary.loans[lender], pools.pop(lender)
                pools[loan.concept] = max(pools.get(loan.concept, -math.inf), reached - loan.discount)
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


def _soft_maximum(values: Sequence[float], pooling: Pooling) -> float:
    """From the greatest, so that nothing overflows."""
    greatest = max(values)
    total = sum(math.exp(pooling.sharpness * (value - greatest)) for value in values)
    return greatest + math.log(total) / pooling.sharpness


def _trigrams(form: str) -> frozenset[str]:
    padded = f" {form} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2)) if form else frozenset()


def _dice(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0
