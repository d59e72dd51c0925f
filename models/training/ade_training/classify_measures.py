"""Measures of a multi-label classification, thresholds, and how sure a difference is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from .classify_data import LABELS


@dataclass(frozen=True)
class Score:
    """Precision, recall and F1 of one label; 0 where nothing was found or nothing is there."""

    precision: float
    recall: float
    f1: float

    def record(self) -> dict[str, float]:
        """As JSON, rounded."""
        return {name: round(value, 5) for name, value in asdict(self).items()}


def score(truth: np.ndarray, found: np.ndarray) -> Score:
    """Compare two bool arrays [texts]."""
    right = int((truth & found).sum())
    precision = right / max(1, int(found.sum()))
    recall = right / max(1, int(truth.sum()))
    return Score(precision, recall, f1_of(right, int(found.sum()), int(truth.sum())))


def f1_of(right: int, found: int, there: int) -> float:
    """F1 = 2 right / (found + there), the harmonic mean of precision and recall; 0 if there is nothing."""
    return 2 * right / (found + there) if found + there else 0.0


def macro_f1(truth: np.ndarray, found: np.ndarray) -> float:
    """The mean of the labels' F1; both are bool [texts, labels]."""
    columns = range(truth.shape[1])
    return float(np.mean([score(truth[:, at], found[:, at]).f1 for at in columns]))


def best_threshold(truth: np.ndarray, probability: np.ndarray) -> float:
    """The threshold with the greatest F1 of `probability` >= it, of bool and float [texts].

    Between the two probabilities where the decision changes, in hundredths, so that it is not told to
    more digits than the data bear: of equally good ones the nearest to 0.5.
    """
    grid = np.arange(5, 96) / 100
    figures = [score(truth, probability >= at).f1 for at in grid]
    best = max(figures)
    good = [float(at) for at, figure in zip(grid, figures, strict=True) if figure >= best - 1e-12]
    return min(good, key=lambda at: abs(at - 0.5))


def thresholds(truth: np.ndarray, probabilities: np.ndarray) -> dict[str, float]:
    """The best threshold of each of LABELS; bool and float [texts, labels]."""
    return {
        label: best_threshold(truth[:, at], probabilities[:, at]) for at, label in enumerate(LABELS)
    }


def bootstrap_f1(
    truth: np.ndarray, found: Sequence[np.ndarray], samples: int = 2000, seed: int = 1
) -> list[tuple[float, float]]:
    """Return the 95% percentile interval of F1 of each of `found`, and last that of the first less the second.

    All are bool [texts]; the texts are drawn with replacement (Efron 1979), the same for each.
    """
    draw = np.random.default_rng(seed)
    figures = np.empty((samples, len(found)))
    for number in range(samples):
        chosen = draw.integers(0, len(truth), len(truth))
        there = truth[chosen]
        for column, each in enumerate(found):
            figures[number, column] = score(there, each[chosen]).f1
    columns = [figures[:, column] for column in range(len(found))]
    if len(found) > 1:
        columns.append(columns[0] - columns[1])
    return [(float(np.quantile(one, 0.025)), float(np.quantile(one, 0.975))) for one in columns]
