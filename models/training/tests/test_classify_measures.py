"""Measures against figures worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from ade_training.classify_measures import Score, best_threshold, bootstrap_f1, macro_f1, score, thresholds


def bools(text: str) -> np.ndarray:
    return np.array([letter == "1" for letter in text])


def test_score() -> None:
    # Found 3, of which 2 are right; 4 are there.
    assert score(bools("111100"), bools("110010")) == Score(2 / 3, 1 / 2, 4 / 7)
    assert score(bools("00"), bools("00")) == Score(0, 0, 0)
    assert score(bools("10"), bools("00")) == Score(0, 0, 0)
    assert score(bools("10"), bools("10")) == Score(1, 1, 1)


def test_macro_f1_is_the_mean_of_the_labels() -> None:
    truth = np.stack([bools("1100"), bools("1010")], axis=1)
    found = np.stack([bools("1100"), bools("0110")], axis=1)
    assert macro_f1(truth, found) == pytest.approx((1 + 1 / 2) / 2)


def test_best_threshold() -> None:
    # From 0.31 to 0.40 all three and nothing else are found; 0.40 is nearest to 0.5.
    truth = bools("11100")
    assert best_threshold(truth, np.array([0.9, 0.6, 0.4, 0.305, 0.1])) == pytest.approx(0.40)
    # Of everything alike, the middle.
    assert best_threshold(bools("10"), np.array([0.99, 0.01])) == pytest.approx(0.5)


def test_thresholds_go_by_label() -> None:
    truth = np.stack([bools("10")] * 6, axis=1)
    found = np.array([[0.9, 0.2, 0.9, 0.9, 0.9, 0.9], [0.7, 0.1, 0.1, 0.1, 0.1, 0.1]])
    at = thresholds(truth, found)
    assert list(at) == ["ADR", "WD", "EF", "INF", "SSI", "DI"]
    assert at["ADR"] == pytest.approx(0.71)
    assert at["WD"] == pytest.approx(0.2)


def test_bootstrap_holds_what_it_is_of() -> None:
    draw = np.random.default_rng(3)
    truth = draw.random(400) < 0.4
    good = truth ^ (draw.random(400) < 0.1)
    bad = truth ^ (draw.random(400) < 0.3)
    first, second, difference = bootstrap_f1(truth, [good, bad], samples=300)
    assert first[0] < score(truth, good).f1 < first[1]
    assert second[0] < score(truth, bad).f1 < second[1]
    gain = score(truth, good).f1 - score(truth, bad).f1
    assert 0 < difference[0] < gain < difference[1]
    assert bootstrap_f1(truth, [good, bad], samples=300) == [first, second, difference], "the same seed"
    (alone,) = bootstrap_f1(truth, [truth], samples=20)
    assert alone == (1.0, 1.0)
