"""Hubness and ranking come to what the service comes to: both check test/fixtures/ranking.json."""

import json
from pathlib import Path

import numpy as np
import pytest
from ade_training.calibrate import LAY_MARGIN
from ade_training.hubness import SHARPNESS, Background, with_hubness
from ade_training.nearest import Lending
from ade_training.normal_form import normal_form
from ade_training.search import NAME_KINDS, Dictionary, Loan, Pooling, rank

FIXTURE = Path(__file__).resolve().parents[3] / "test/fixtures/ranking.json"


def test_hubness_and_ranking_are_those_of_the_service() -> None:
    fixture = json.loads(FIXTURE.read_text(encoding="utf-8"))
    said, mention = fixture["background"], fixture["mention"]
    own = fixture["names"]
    lent = [{**name, "concept": lender["name"]} for lender in fixture["lenders"] for name in lender["names"]]
    names = own + lent

    def vectors(rows) -> np.ndarray:
        return np.array([row["vector"] for row in rows], dtype=np.float32)

    dictionary = Dictionary(
        [name["text"] for name in names],
        [name["concept"] for name in names],
        {each["name"]: each["reported"] for each in fixture["concepts"] if each["reported"] is not None},
        [NAME_KINDS.index(name["kind"]) for name in names],
        loans={
            lender["name"]: Loan(lender["concept"], Lending().discount * (1 - lender["cosine"]))
            for lender in fixture["lenders"]
        },
        expected=fixture["expectedReports"],
    )
    background = Background(
        [frozenset(map(normal_form, each["names"])) for each in said],
        vectors(said),
        [normal_form(each["text"]) for each in said],
    )
    measured = with_hubness(dictionary, vectors(names), background)
    assert measured.hubness.keys() == fixture["hubness"].keys()
    for concept, expected in fixture["hubness"].items():
        assert measured.hubness[concept] == pytest.approx(expected, abs=1e-3)
    [found] = rank(measured, vectors(names), [mention["text"]], vectors([mention]))
    assert [each.concept for each in found] == [each["concept"] for each in fixture["ranking"]]
    assert [each.pooled for each in found] == pytest.approx([each["pooled"] for each in fixture["ranking"]], abs=1e-3)


def test_hubness_is_measured_with_the_sharpness_that_ranks() -> None:
    assert Pooling().sharpness == SHARPNESS


def test_both_take_a_lay_phrase_at_its_word_by_the_same_margin() -> None:
    assert json.loads(FIXTURE.read_text(encoding="utf-8"))["layMargin"] == LAY_MARGIN
