from ade_training.expansion import expand
from ade_training.vocabularies import Term


def term(name: str, *synonyms: str, lay: tuple[str, ...] = ()) -> Term:
    return Term("any", f"id of {name}", name, synonyms, lay, None, (), None)


STARTER = [
    term("Pyrexia", "Fever", "Raised temperature", lay=("burning up",)),
    term("Anorexia", "Appetite lost"),
    term("Anorexia nervosa", "Anorexia", lay=("will not eat",)),
    term("Seasonal affective disorder", "SAD", lay=("winter blues",)),
]


def expanded(asked: Term, lay: bool = True) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found = expand([asked], STARTER, lay)[0]
    return found.synonyms, found.lay


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
