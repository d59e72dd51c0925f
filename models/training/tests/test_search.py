from dataclasses import replace

import numpy as np
import pytest
from ade_training.development import Mention
from ade_training.search import Dictionary, Loan, Pooling, accuracy
from ade_training.vocabularies import Term

TERMS = [
    Term("starter", "A:1", "Fever", ("Pyrexia",), ("burning up",), None, (), None),
    Term("starter", "A:2", "Chills", (), ("teeth chattering", "shivers"), None, (), None),
]


def test_kinds_of_names_are_chosen():
    assert Dictionary.of(TERMS, ("preferred",)).texts == ["Fever", "Chills"]
    both = Dictionary.of(TERMS, ("preferred", "lay"))
    assert both.texts == ["Fever", "burning up", "Chills", "teeth chattering", "shivers"]
    assert both.concepts == ["Fever", "Fever", "Chills", "Chills", "Chills"]


def turned(*degrees: float) -> np.ndarray:
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def test_an_exact_name_comes_first_whatever_its_vector():
    names = Dictionary(["Fever", "Chills"], ["Fever", "Chills"])
    found = accuracy(names, turned(0, 90), [Mention("CHILLS!", "Chills")], turned(0))
    assert (found.first, found.five, found.mentions) == (1, 1, 1)


def test_several_near_names_outweigh_a_single_one():
    names = Dictionary(["x", "y", "z"], ["one", "two", "two"])
    asked = [Mention("q", "two")]
    assert accuracy(names, turned(8, 12, -12), asked, turned(0)).first == 1
    best_name = Pooling(lexical_weight=0, sharpness=500)
    assert accuracy(names, turned(8, 12, -12), asked, turned(0), best_name).first == 0


def test_spelling_decides_between_equal_vectors():
    names = Dictionary(["stomach ache", "head ache"], ["belly", "head"])
    asked = [Mention("hedache", "head")]
    assert accuracy(names, turned(10, 10), asked, turned(0)).first == 1


def test_shares_are_of_all_mentions():
    names = Dictionary([f"n{i}" for i in range(9)], [f"c{i}" for i in range(9)])
    vectors = turned(*range(0, 90, 10))
    asked = [Mention("?", "c0"), Mention("?", "c4"), Mention("?", "c5"), Mention("?", "no such")]
    found = accuracy(names, vectors, asked, np.repeat(turned(0), 4, axis=0), Pooling(lexical_weight=0))
    assert (found.first, found.five) == pytest.approx((0.25, 0.5))


def test_a_concept_with_synonyms_has_to_be_nearer_by_a_smaller_offset():
    terms = [replace(TERMS[0], lay=(), synonyms=("Pyrexia",)), replace(TERMS[1], lay=(), synonyms=())]
    names = Dictionary.of(terms, ("preferred", "synonym"))
    asked = [Mention("?", "Chills")]
    vectors = turned(90, 5, 20)
    without = Pooling(lexical_weight=0, synonym_offset=0)
    assert accuracy(names, vectors, asked, turned(0), without).first == 0
    assert accuracy(names, vectors, asked, turned(0), Pooling(lexical_weight=0)).first == 1


def test_a_concept_reaches_the_soft_mean_of_what_its_kinds_of_names_reach():
    names = Dictionary(["A", "b", "c", "D"], ["A", "A", "A", "D"], kinds=[0, 1, 2, 0], hubness={"A": (0.2, 0.4, 0.6), "D": (0.5, 0.5, 0.5)})
    pooling = Pooling()
    assert names.reached("D", [(0.7, 0)], pooling) == pytest.approx(0.7 - 0.25)
    # Of kinds without a name that is near nothing counts, and of those the concept does not have.
    assert names.reached("A", [(0.9, 2)], pooling) == pytest.approx(0.9 - 0.16 - 0.3)

    def soft(*values):
        return np.log(np.exp(14 * np.array(values)).sum()) / 14

    ways = (0.8 - 0.1, soft(0.8, 0.85) - 0.08 - 0.2, soft(0.8, 0.85, 0.9) - 0.16 - 0.3)
    assert names.reached("A", [(0.9, 2), (0.8, 0), (0.85, 1)], pooling) == pytest.approx(soft(*ways) - np.log(3) / 14)


def test_of_concepts_as_near_the_one_that_is_reported_more_often_comes_first():
    names = Dictionary.of([replace(TERMS[0], reported=0), replace(TERMS[1], reported=9)], ("preferred",))
    asked = [Mention("?", "Chills")]
    assert names.reached("Chills", [(0.5, 0)], Pooling()) == pytest.approx(0.5 + 0.04 * np.log(9.5))
    assert accuracy(names, turned(20, 25), asked, turned(0), Pooling(lexical_weight=0)).first == 1
    assert accuracy(names, turned(20, 25), asked, turned(0), Pooling(lexical_weight=0, reported_weight=0)).first == 0
    assert accuracy(names, turned(20, 45), asked, turned(0), Pooling(lexical_weight=0)).first == 0
    # What is not known is taken for the average.
    some = Dictionary.of([*(replace(TERMS[0], name=name, reported=n) for name, n in (("A", 0), ("B", 9))), TERMS[1]], ("preferred",))
    assert some.prominence("Chills") == pytest.approx((np.log(0.5) + np.log(9.5)) / 2)
    # Unless it is known to be less.
    assert replace(some, expected=0.1).prominence("Chills") == pytest.approx(np.log(0.1 + 0.2))
    assert replace(some, expected=5.0).prominence("Chills") == some.prominence("Chills")
    borrows = replace(some, expected=0.1, loans={"Shivers": Loan("Chills", 0.1)})
    assert borrows.prominence("Chills") == borrows.prominence("Shivers") == some.prominence("Chills")
    # Counts of any size weigh the same.
    large = Dictionary.of([replace(TERMS[0], reported=2_000_000), replace(TERMS[1], reported=1_000_000)], ("preferred",))
    assert large.prominence("Fever") == pytest.approx(np.log(2000.5))
    # Word for word is word for word.
    assert accuracy(names, turned(0, 90), [Mention("fever", "Fever")], turned(90)).first == 1


def test_a_concept_with_lay_names_has_to_be_nearer_by_the_offset():
    terms = [TERMS[0], replace(TERMS[1], lay=())]
    names = Dictionary.of(terms, ("preferred", "lay"))
    assert names.texts == ["Fever", "burning up", "Chills"]
    asked = [Mention("?", "Chills")]
    vectors = turned(90, 10, 30)
    without = Pooling(lexical_weight=0, lay_offset=0)
    assert accuracy(names, vectors, asked, turned(0), without).first == 0
    assert accuracy(names, vectors, asked, turned(0), Pooling(lexical_weight=0)).first == 1


def test_of_equal_names_the_stronger_kind_comes_first_then_what_is_reported_more_often():
    named = [replace(TERMS[0], id=name, name=name, synonyms=(), lay=("sick",), reported=count) for name, count in (("A", 1), ("B", 5))]
    named.append(replace(TERMS[0], id="C", name="C", synonyms=("sick",), lay=(), reported=0))
    names = Dictionary.of(named, ("preferred", "synonym", "lay"))
    assert names.exact("sick") == ["C", "B", "A"]
