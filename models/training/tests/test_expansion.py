from dataclasses import replace

import pytest
from ade_training.expansion import expand, expected_reports, matcher
from ade_training.vocabularies import Term


def term(name: str, *synonyms: str, lay: tuple[str, ...] = ()) -> Term:
    return Term("any", f"id of {name}", name, synonyms, lay, None, (), None)


STARTER = [
    term("Pyrexia", "Fever", "Raised temperature", lay=("burning up",)),
    term("Anorexia", "Appetite lost"),
    term("Anorexia nervosa", "Anorexia", lay=("will not eat",)),
    term("Seasonal affective disorder", "SAD", lay=("winter blues",)),
    term("Jaw pain", "Sore jaw", lay=("my jaw kills me",)),
    term("Peripheral edema", "Ankle swelling"),
    term("Pain", "Sore"),
    term("Foot swelling", "Swollen foot"),
    term("Joint effusion", "Foot swollen by fluid", "Swollen foot, the"),
    term("Ventricular ectopy", "PVCs"),
]
FEVER, JAW = STARTER[0], STARTER[4]


def expanded(asked: Term, lay: bool = True) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found = expand([asked], STARTER, lay)[0]
    return found.synonyms, found.lay


def matched(name: str, *synonyms: str) -> tuple[str, ...]:
    match = matcher(STARTER)(term(name, *synonyms))
    return match.way, *(concept.name for concept in match.concepts)


def test_names_come_from_the_concept_of_the_same_name():
    assert expanded(term("PYREXIA")) == (("Fever", "Raised temperature"), ("burning up",))
    assert expanded(term("pyrexia"), lay=False) == (("Fever", "Raised temperature"), ())


def test_a_synonym_is_asked_after_the_names_and_what_is_known_is_not_repeated():
    assert expanded(term("fever")) == (("Pyrexia", "Raised temperature"), ("burning up",))
    assert expanded(term("Hot", "Pyrexia")) == (("Pyrexia", "Fever", "Raised temperature"), ("burning up",))
    assert expanded(term("Anorexia")) == (("Appetite lost",), ()), "the preferred name decides"


def test_an_abbreviation_is_no_word():
    assert expanded(term("Sad")) == ((), ())
    assert expanded(term("SAD"))[1] == ("winter blues",)


def test_names_of_two_concepts_are_ambiguous():
    assert expanded(term("?", "Fever", "SAD")) == (("Fever", "SAD"), ())


def test_what_is_not_found_stays():
    assert expanded(term("Gout", "Podagra")) == (("Podagra",), ())


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["Jaw pain"], ("name", "Jaw pain")),
        (["Pain of jaw", "Fever"], ("synonym", "Pyrexia")),
        (["Pain in the jaw"], ("form", "Jaw pain")),
        (["Aching mandible", "Jaw pains"], ("form", "Jaw pain")),
        (["Oedema, peripheral"], ("form", "Peripheral edema")),
        (["Swelling of the ankles"], ("form", "Peripheral edema")),
        (["Pains in jaw", "Swelling of foot"], ("form", "Jaw pain")),
        (["?", "Pains in jaw", "Swelling of foot"], ("ambiguous", "Jaw pain", "Foot swelling")),
        (["Foot, swollen"], ("ambiguous", "Foot swelling", "Joint effusion")),
        (["Jaw and tooth pain"], ("none",)),
        (["Of the"], ("none",)),
    ],
)
def test_the_term_form_is_asked_last_and_in_the_same_order(names, found):
    assert matched(*names) == found


def test_an_abbreviation_is_no_word_by_its_form_either():
    assert matched("pvc") == ("none",)
    assert matched("PVC") == ("form", "Ventricular ectopy")


def test_only_one_concept_is_attached():
    match = matcher(STARTER)
    assert match(FEVER).concept is FEVER
    assert match(term("Jaw, pain of")).concept is JAW
    assert match(term("?", "Fever", "SAD")).concept is None
    assert match(term("Gout")).concept is None
    assert expanded(term("Pain in jaw")) == (("Jaw pain", "Sore jaw"), ("my jaw kills me",))


def test_counts_are_lent_with_the_names_unless_the_terms_have_their_own():
    starter = [replace(each, reported=0) for each in STARTER]
    starter[0] = replace(FEVER, reported=40)
    asked = [term("Fever"), term("Rash"), term("Jaw pain")]
    assert [each.reported for each in expand(asked, starter, True)] == [40, None, 0]
    own = [term("Fever"), replace(term("Rash"), reported=3)]
    assert [each.reported for each in expand(own, starter, True)] == [None, 3]


def test_what_is_reported_of_others_is_expected_of_those_without_a_count():
    starter = [replace(each, reported=count) for each, count in zip(STARTER, (40, 10, 4, *[0] * 9), strict=False)]
    asked = [term("Fever"), term("Rash"), term("Gout")]
    left = sum(each.reported or 0 for each in starter) - 40
    assert left > 0 and expected_reports(asked, starter) == left / 2
    assert expected_reports([term("Fever")], starter) is None
    assert expected_reports([term("Rash"), replace(term("Gout"), reported=3)], starter) is None
