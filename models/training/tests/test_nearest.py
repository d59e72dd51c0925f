import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from ade_training.hubness import Background, with_hubness
from ade_training.nearest import Lending, nearest_names, nearest_pairs
from ade_training.search import Dictionary, Pooling, rank
from ade_training.vocabularies import Term

FIXTURE = Path(__file__).parents[3] / "test/fixtures/nearest.json"
KINDS = ("preferred", "synonym", "lay")


def term(name, synonyms=(), lay=()):
    return Term("starter", name, name, tuple(synonyms), tuple(lay), None, (), None, reported=7)


VECTORS = {
    "Bad sleep": (1.0, 0.0),
    "Insomnia": (0.8, 0.6),
    "up all night": (0.6, 0.8),
    "Rash": (0.0, 1.0),
    "Exanthem": (0.28, 0.96),
    "awake at four": (0.6, 0.8),
}


def embed(texts):
    return np.array([VECTORS[text] for text in texts], dtype=np.float32)


def test_pairs_are_those_of_the_service():
    fixture = json.loads(FIXTURE.read_text(encoding="utf-8"))
    found = nearest_pairs(
        np.array(fixture["rows"], dtype=np.float32),
        np.array([each["vector"] for each in fixture["vectors"]], dtype=np.float32),
        [each["group"] for each in fixture["vectors"]],
    )
    assert [(group, row) for group, row, _ in found] == [(p["group"], p["row"]) for p in fixture["pairs"]]
    assert [cosine for *_, cosine in found] == pytest.approx([p["cosine"] for p in fixture["pairs"]])


def test_what_goes_by_another_name_lends_its_names():
    own = [term("Bad sleep"), term("Rash")]
    starter = [term("Insomnia", lay=["up all night"]), term("Rash")]
    lent = nearest_names(own, own, starter, KINDS, embed)
    assert lent.texts == ["Insomnia", "up all night"]
    (loan,) = lent.loans.values()
    assert (loan.concept, loan.discount) == ("Bad sleep", pytest.approx(0.3 * 0.2))
    assert not lent.reported
    assert not nearest_names(own, own, starter, KINDS, embed, Lending(least=0.9)).texts
    assert nearest_names(own, own, starter, KINDS[:2], embed).texts == ["Insomnia"]


def test_nothing_is_lent_where_all_have_names():
    own = [term("Rash")]
    assert not nearest_names(own, own, [term("Rash")], KINDS, embed).texts
    assert not nearest_names([], [], [term("Rash")], KINDS, embed).texts


def test_the_better_of_own_and_lent_names_counts():
    terms = [term("Bad sleep"), term("Rash")]
    own = Dictionary.of(terms, KINDS)
    names = own + nearest_names(terms, terms, [term("Insomnia", lay=["up all night"])], KINDS, embed)
    (ranked,) = rank(names, embed(names.texts), ["awake at four"], embed(["awake at four"]), Pooling(lexical_weight=0))
    assert len(ranked) == 2
    sleep = next(found for found in ranked if found.concept == "Bad sleep")
    (plain,) = rank(own, embed(own.texts), ["awake at four"], embed(["awake at four"]), Pooling(lexical_weight=0))
    assert sleep.pooled > next(found for found in plain if found.concept == "Bad sleep").pooled
    assert names.exact("up all night") == []


def test_hubness_is_that_of_the_lender():
    terms = [term("Bad sleep")]
    names = nearest_names(terms, terms, [term("Insomnia")], KINDS, embed)
    background = Background([frozenset({"rash"})], embed(["Rash"]), ["rash"])
    (hubness,) = with_hubness(names, embed(names.texts), background).hubness.values()
    assert hubness[0] == pytest.approx(0.6)


def test_a_concept_whose_name_is_a_lay_name_of_the_list_lends_nothing():
    starter = [term("Insomnia", lay=["up all night"])]
    bare, own = [term("Bad sleep")], [term("Bad sleep", lay=["insomnia"])]
    assert nearest_names(bare, bare, starter, KINDS, embed).texts
    assert not nearest_names(own, own, starter, KINDS, embed).texts


def test_nothing_is_lent_to_what_has_names_attached_and_nothing_that_is_nearest_to_it():
    own = [term("Bad sleep"), term("Rash")]
    starter = [term("Insomnia")]
    assert nearest_names(own, own, starter, KINDS, embed).texts
    assert not nearest_names(own, [replace(own[0], lay=("tossed and turned",)), own[1]], starter, KINDS, embed).texts


def test_a_lender_is_as_prominent_as_the_concept_it_speaks_for():
    own = [term("Bad sleep"), replace(term("Rash"), reported=100)]
    lent = nearest_names(own, own, [term("Insomnia")], KINDS, embed)
    (lender,) = lent.loans
    names = Dictionary.of(own, KINDS) + lent
    assert names.prominence(lender) == names.prominence("Bad sleep") < names.prominence("Rash")


def test_both_lend_on_the_same_terms():
    assert Lending(**json.loads(FIXTURE.read_text(encoding="utf-8"))["lending"]) == Lending()


def test_a_synonym_that_a_term_has_does_not_say_how_near_a_concept_is():
    own = [term("Rash")]
    starter = [term("Insomnia", synonyms=["Exanthem"])]
    assert nearest_names(own, own, starter, KINDS, embed).texts
    ambiguous = [term("Exanthem")]
    assert not nearest_names(ambiguous, ambiguous, starter, KINDS, embed, Lending(least=0.9)).texts
