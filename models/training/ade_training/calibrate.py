"""How sure to be of a candidate: a logistic function of its scores (after Platt 1999).

src/normalize/calibration.ts applies what is fitted here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .development import Mention
from .embedder import Embedder
from .errors import TrainingError
from .hubness import Background, with_hubness
from .normal_form import normal_form
from .search import NAME_KINDS, PSEUDO_REPORTS, Dictionary, Pooling, Ranked, rank

# By so much more than any other concept the service takes a lay phrase that equals a mention at its word
# (src/normalize/decide.ts).
LAY_MARGIN = 0.45

_L2 = 1e-3  # on the sum of the log losses; enough that separable examples have an optimum


@dataclass(frozen=True)
class Example:
    """A candidate of a development mention.

    `similarity` is its pooled score, `margin` what it has more than the best other concept
    (infinite if there is none).
    """

    similarity: float
    margin: float
    right: bool


@dataclass(frozen=True)
class Calibration:
    """Coefficients of the log odds, for scores by `pooling`.

    Margins count up to `margin_limit`, either way.
    """

    similarity: float
    margin: float
    intercept: float
    pooling: Pooling = Pooling()
    margin_limit: float = 0.3
    background: str = ""  # sha256 of the mentions that hubness was measured with; none without hubness

    def confidence(self, similarity: float, margin: float) -> float:
        """The probability that a candidate with these scores is right."""
        bounded = max(-self.margin_limit, min(self.margin_limit, margin))
        odds = self.similarity * similarity + self.margin * bounded + self.intercept
        return (1 + math.tanh(odds / 2)) / 2  # the logistic function, without overflow

    def as_json(self) -> dict[str, Any]:
        """The `calibration` of a manifest, as src/encoder/manifest.ts reads it."""
        return {
            "method": "logistic",
            "pooling": {
                "lexicalWeight": self.pooling.lexical_weight,
                "sharpness": self.pooling.sharpness,
                "synonymOffset": self.pooling.synonym_offset,
                "layOffset": self.pooling.lay_offset,
                "reportedWeight": self.pooling.reported_weight,
                "hubnessWeight": self.pooling.hubness_weight,
                "pseudoReports": PSEUDO_REPORTS,
            },
            **({"background": self.background} if self.background else {}),
            "marginLimit": self.margin_limit,
            "coefficients": {
                "similarity": self.similarity,
                "margin": self.margin,
                "intercept": self.intercept,
            },
        }


def examples_of(
    mentions: Sequence[Mention], rankings: Iterable[list[Ranked]], count: int = 5
) -> list[Example]:
    """Return the first `count` candidates of each mention, ranked as by `search.rank`."""
    examples = []
    for mention, ranked in zip(mentions, rankings, strict=True):
        for at, found in enumerate(ranked[:count]):
            others = [other.pooled for other in ranked[:at] + ranked[at + 1 :]]
            margin = found.pooled - max(others, default=-math.inf)
            examples.append(Example(found.pooled, margin, found.concept == mention.concept))
    return examples


@dataclass(frozen=True)
class Bin:
    """Candidates of like confidence: mean confidence, and the share that is right."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


def fit(
    examples: Sequence[Example], pooling: Pooling = Pooling(), margin_limit: float = 0.3
) -> Calibration:
    """Fit by Newton's method; the same examples in any order give the same calibration.

    Raises TrainingError unless some examples are right and some are wrong, and for a similarity
    or margin that is no number.
    """
    right = np.array([example.right for example in examples], dtype=float)
    if len(set(right)) < 2:
        raise TrainingError("a calibration needs right and wrong examples")
    scores = np.array([(example.similarity, example.margin, 1.0) for example in examples])
    scores[:, 1] = scores[:, 1].clip(-margin_limit, margin_limit)
    if not np.isfinite(scores).all():
        raise TrainingError("a similarity or margin is not a number")

    def loss(weights: np.ndarray) -> float:
        wrong_odds = (scores @ weights) * (1 - 2 * right)
        return float(np.logaddexp(0, wrong_odds).sum() + _L2 / 2 * weights @ weights)

    weights = np.zeros(3)
    for _ in range(100):
        expected = (1 + np.tanh(scores @ weights / 2)) / 2
        gradient = scores.T @ (expected - right) + _L2 * weights
        spread = expected * (1 - expected)
        curvature = (scores.T * spread) @ scores + _L2 * np.eye(3)
        step = np.linalg.solve(curvature, gradient)
        # Far from the optimum a whole step may overshoot.
        while loss(weights - step) > loss(weights) and abs(step).max() > 1e-10:
            step /= 2
        weights = weights - step
        if abs(step).max() <= 1e-10:
            break
    similarity, margin, intercept = (round(float(weight), 6) for weight in weights)
    return Calibration(similarity, margin, intercept, pooling, margin_limit)


def reliability(
    confidences: Sequence[float], rights: Sequence[bool], bins: int = 10
) -> list[Bin]:
    """Group candidates by confidence into `bins` of equal width; empty ones are left out.

    Raises TrainingError for no candidates, unequal lengths, or a confidence outside 0 to 1.
    """
    sure, right = np.asarray(confidences, dtype=float), np.asarray(rights, dtype=float)
    if len(sure) == 0 or len(sure) != len(right):
        raise TrainingError(f"{len(sure)} confidences for {len(right)} candidates")
    if not ((sure >= 0) & (sure <= 1)).all():
        raise TrainingError("a confidence is not between 0 and 1")
    place = np.minimum((sure * bins).astype(int), bins - 1)
    return [
        Bin(
            low=number / bins,
            high=(number + 1) / bins,
            count=int((place == number).sum()),
            confidence=float(sure[place == number].mean()),
            right=float(right[place == number].mean()),
        )
        for number in np.unique(place).tolist()
    ]


def expected_calibration_error(
    confidences: Sequence[float], rights: Sequence[bool], bins: int = 10
) -> float:
    """Mean distance of confidence and share right, over the candidates' bins (Guo et al. 2017)."""
    found = reliability(confidences, rights, bins)
    return sum(b.count * abs(b.confidence - b.right) for b in found) / len(confidences)


def cross_fitted(
    examples: Sequence[Example], folds: int = 5, seed: int = 1, margin_limit: float = 0.3
) -> list[float]:
    """The confidence of each example by the calibration of the other folds' examples.

    Errors measured on these are not of the data that was fitted. Raises TrainingError for fewer
    than 2 folds, and where `fit` does.
    """
    if not 2 <= folds <= len(examples):
        raise TrainingError(f"{len(examples)} examples cannot be divided into {folds} folds")
    fold_of = np.random.default_rng(seed).permutation(len(examples)) % folds
    confidences = [0.0] * len(examples)
    for fold in range(folds):
        others = [e for e, own in zip(examples, fold_of, strict=True) if own != fold]
        calibration = fit(others, margin_limit=margin_limit)
        for at in np.flatnonzero(fold_of == fold):
            example = examples[at]
            confidences[at] = calibration.confidence(example.similarity, example.margin)
    return confidences


def cross_fitted_error(
    examples: Sequence[Example],
    folds: int = 5,
    seed: int = 1,
    margin_limit: float = 0.3,
    bins: int = 10,
) -> float:
    """The expected calibration error of `cross_fitted` confidences."""
    confidences = cross_fitted(examples, folds, seed, margin_limit)
    return expected_calibration_error(confidences, [e.right for e in examples], bins)


def development_examples(
    embed: Embedder,
    dictionaries: Iterable[Dictionary],
    mentions: Sequence[Mention],
    background: Background | None = None,
) -> list[Example]:
    """The candidates of the mentions with each of the dictionaries, one dictionary after the other."""
    return [
        example
        for dictionary in dictionaries
        for example in examples_of(mentions, _rankings(embed, dictionary, mentions, background))
    ]


def phrase_examples(
    embed: Embedder,
    dictionary: Dictionary,
    mentions: Sequence[Mention],
    background: Background | None = None,
) -> list[Example]:
    """The first candidates of the mentions that are, word for word, a lay phrase of one concept and no other's name."""
    lay = NAME_KINDS.index("lay")
    phrases = [
        mention
        for mention in mentions
        if (rows := dictionary.rows_of.get(normal_form(mention.text)))
        and len({dictionary.concepts[row] for row in rows}) == 1
        and all(dictionary.kind(row) == lay for row in rows)
    ]
    return examples_of(phrases, _rankings(embed, dictionary, phrases, background), count=1) if phrases else []


def by_margin(examples: Sequence[Example], limit: float) -> dict[str, list[bool]]:
    """Which examples are right, of those with a margin "below" the limit, and "from" there."""
    found: dict[str, list[bool]] = {"below": [], "from": []}
    for example in examples:
        found["from" if example.margin >= limit else "below"].append(example.right)
    return found


def _rankings(
    embed: Embedder, dictionary: Dictionary, mentions: Sequence[Mention], background: Background | None
) -> Iterator[list[Ranked]]:
    texts = [mention.text for mention in mentions]
    vectors = embed(dictionary.texts)
    return rank(with_hubness(dictionary, vectors, background), vectors, texts, embed(texts))
