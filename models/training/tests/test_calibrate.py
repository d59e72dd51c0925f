import json
import math
from dataclasses import replace

import numpy as np
import pytest
from ade_training.calibrate import (
    Calibration,
    Example,
    by_margin,
    cross_fitted,
    cross_fitted_error,
    development_examples,
    examples_of,
    expected_calibration_error,
    fit,
    phrase_examples,
    reliability,
)
from ade_training.development import Mention
from ade_training.errors import TrainingError
from ade_training.search import Dictionary, Pooling, Ranked

TRUTH = Calibration(similarity=6.0, margin=12.0, intercept=-5.5)


def drawn(count: int, seed: int, truth: Calibration = TRUTH) -> list[Example]:
    """Examples that are right as often as the truth says."""
    draw = np.random.default_rng(seed)
    scores = zip(draw.normal(0.85, 0.2, count), draw.normal(0.05, 0.15, count), strict=True)
    return [Example(s, m, bool(draw.random() < truth.confidence(s, m))) for s, m in scores]


def confidences(calibration: Calibration, examples: list[Example]) -> list[float]:
    return [calibration.confidence(e.similarity, e.margin) for e in examples]


def rights(examples: list[Example]) -> list[bool]:
    return [example.right for example in examples]


def test_the_truth_is_found():
    found = fit(drawn(40_000, seed=1))
    assert found.similarity == pytest.approx(6.0, abs=0.3)
    assert found.margin == pytest.approx(12.0, abs=0.5)
    assert found.intercept == pytest.approx(-5.5, abs=0.3)


def test_the_optimum_is_reached_and_does_not_depend_on_the_order():
    examples = drawn(500, seed=2)
    found = fit(examples)
    over = [c - e.right for c, e in zip(confidences(found, examples), examples, strict=True)]
    bounded = [max(-0.3, min(0.3, example.margin)) for example in examples]
    # The derivatives of the loss: at the optimum all are 0.
    assert sum(over) + 1e-3 * found.intercept == pytest.approx(0, abs=1e-3)
    assert np.dot(over, bounded) + 1e-3 * found.margin == pytest.approx(0, abs=1e-3)
    by_similarity = np.dot(over, [example.similarity for example in examples])
    assert by_similarity + 1e-3 * found.similarity == pytest.approx(0, abs=1e-3)
    assert fit(examples[::-1]) == found


def test_separable_examples_have_an_optimum():
    found = fit([Example(s, 0.0, s > 0.5) for s in (0.1, 0.2, 0.8, 0.9)])
    assert found.confidence(0.9, 0.0) > 0.99
    assert found.confidence(0.1, 0.0) < 0.01
    assert math.isfinite(found.similarity)


def test_one_kind_of_example_is_not_enough():
    with pytest.raises(TrainingError, match="right and wrong"):
        fit([Example(0.9, 0.1, True)] * 5)
    with pytest.raises(TrainingError, match="right and wrong"):
        fit([])
    with pytest.raises(TrainingError, match="not a number"):
        fit([Example(0.9, math.nan, True), Example(0.8, 0.1, False)])


def test_margins_are_bounded_when_fitted_and_when_used():
    wide = [replace(e, margin=math.inf) if e.margin > 0.3 else e for e in drawn(300, seed=3)]
    assert fit(wide) == fit(drawn(300, seed=3))
    assert TRUTH.confidence(0.9, math.inf) == TRUTH.confidence(0.9, 0.3)
    assert TRUTH.confidence(0.2, -5.0) == TRUTH.confidence(0.2, -0.3)
    assert TRUTH.confidence(0.9, 0.1) == pytest.approx(1 / (1 + math.exp(-1.1)))
    assert Calibration(5000, 0, 0).confidence(-1, 0) == 0


def test_the_json_is_what_the_service_reads():
    calibration = Calibration(1.5, 2.5, -3.0, Pooling(lexical_weight=0.2, sharpness=9), 0.25)
    assert json.loads(json.dumps(calibration.as_json())) == {
        "method": "logistic",
        "pooling": {"lexicalWeight": 0.2, "sharpness": 9, "synonymOffset": 0.08, "layOffset": 0.16, "reportedWeight": 0.04, "hubnessWeight": 0.5, "pseudoReports": 0.5},
        "marginLimit": 0.25,
        "coefficients": {"similarity": 1.5, "margin": 2.5, "intercept": -3.0},
    }
    fitted = fit(drawn(300, seed=4), Pooling(sharpness=9), margin_limit=0.2)
    assert fitted.as_json()["pooling"]["sharpness"] == 9
    assert fitted.as_json()["marginLimit"] == 0.2


def test_reliability_by_hand():
    sure, right = [0.05, 0.95, 0.9, 1.0, 0.5], [False, True, True, False, True]
    low, middle, high = reliability(sure, right)
    assert (low.low, low.high, low.count, low.right) == (0, 0.1, 1, 0)
    assert (middle.low, middle.count, middle.confidence) == (0.5, 1, 0.5)
    assert (high.low, high.high, high.count) == (0.9, 1, 3)
    assert (high.confidence, high.right) == pytest.approx((0.95, 2 / 3))
    expected = (0.05 + 0.5 + 3 * (0.95 - 2 / 3)) / 5
    assert expected_calibration_error(sure, right) == pytest.approx(expected)
    assert expected_calibration_error(sure, right, bins=1) == pytest.approx(0.68 - 0.6)


def test_the_error_tells_the_truth_from_boasting():
    examples = drawn(40_000, seed=5)
    honest = confidences(TRUTH, examples)
    assert expected_calibration_error(honest, rights(examples)) < 0.01
    boasting = [math.sqrt(confidence) for confidence in honest]
    excess = np.mean(boasting) - np.mean(honest)
    assert expected_calibration_error(boasting, rights(examples)) == pytest.approx(excess, abs=0.01)


def test_nonsense_is_refused():
    with pytest.raises(TrainingError, match="2 confidences for 1"):
        reliability([0.1, 0.2], [True])
    with pytest.raises(TrainingError, match="0 confidences"):
        expected_calibration_error([], [])
    for confidence in (1.1, -0.1, math.nan):
        with pytest.raises(TrainingError, match="between 0 and 1"):
            reliability([confidence], [True])


def test_an_example_has_no_say_in_its_own_confidence():
    examples = drawn(60, seed=6)
    before = cross_fitted(examples)
    flipped = [replace(examples[0], right=not examples[0].right), *examples[1:]]
    after = cross_fitted(flipped)
    assert after[0] == before[0]
    assert sum(a != b for a, b in zip(after, before, strict=True)) == 48  # the other folds
    assert confidences(fit(flipped), examples)[0] != confidences(fit(examples), examples)[0]


def test_the_cross_fitted_error_is_the_larger_one_where_little_is_known():
    own, crossed = [], []
    for seed in range(20):
        examples = drawn(40, seed)
        fitted = confidences(fit(examples), examples)
        own.append(expected_calibration_error(fitted, rights(examples)))
        crossed.append(cross_fitted_error(examples))
    assert np.mean(crossed) > np.mean(own) + 0.01
    assert cross_fitted_error(drawn(20_000, seed=7)) < 0.015


@pytest.mark.parametrize("folds", [1, 61])
def test_folds_that_cannot_be_made(folds):
    with pytest.raises(TrainingError, match="folds"):
        cross_fitted(drawn(60, seed=8), folds)


def test_examples_are_the_first_candidates_with_their_margins():
    mentions = [Mention("hot", "Fever"), Mention("x", "Rash")]
    rankings = [[Ranked("Fever", 0.9), Ranked("Chills", 0.6)], [Ranked("Itch", 0.5)]]
    found = examples_of(mentions, rankings)
    assert [example.right for example in found] == [True, False, False]
    assert found[0].margin == pytest.approx(0.3)
    assert found[1].margin == pytest.approx(-0.3)
    assert found[2].margin == math.inf
    assert len(examples_of(mentions, rankings, count=1)) == 2


def test_examples_come_from_each_dictionary():
    vectors = {"hot": (1, 0), "Fever": (0.9, 0.1), "Chills": (0, 1), "burning": (1, 0.1)}

    def embed(texts):
        return np.array([vectors[text] for text in texts], dtype=np.float32)

    small = Dictionary(["Fever", "Chills"], ["Fever", "Chills"])
    large = Dictionary(["Fever", "Chills", "burning"], ["Fever", "Chills", "Fever"])
    found = development_examples(embed, [small, large], [Mention("hot", "Fever")])
    assert [example.right for example in found] == [True, False, True, False]
    assert found[2].similarity > found[0].similarity


def test_phrases_that_are_one_concepts_alone_are_looked_at():
    vectors = {"Fever": (0.9, 0.1), "Chills": (0, 1), "burning": (1, 0.1), "shaky": (0.1, 1)}

    def embed(texts):
        return np.array([vectors.get(text, (0.5, 0.5)) for text in texts], dtype=np.float32)

    names = Dictionary(
        ["Fever", "Chills", "burning", "shaky", "shaky"],
        ["Fever", "Chills", "Fever", "Chills", "Fever"],
        kinds=[0, 0, 2, 2, 2],
    )
    asked = [Mention(text, "Fever") for text in ("burning", "Fever", "shaky", "something else")]
    found = phrase_examples(embed, names, [*asked, Mention("burning", "Chills")])
    assert [example.right for example in found] == [True, False]


def test_examples_are_parted_by_margin():
    far, near = Example(0.9, 0.5, True), Example(0.9, 0.4, False)
    assert by_margin([far, near], 0.45) == {"below": [False], "from": [True]}
