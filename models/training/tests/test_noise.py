from __future__ import annotations

import random
import re

import pytest
from ade_training import noise
from ade_training.noise import negations, noisy, variants

SEEDS = range(400)
TEXTS = [
    "can't sleep",
    "Couldn’t keep food down, never been so sick",
    "no appetite",
    "without any feeling in my feet",
    "Not able to pee and I don't know why",
    "nothing tastes right",
    "this isn't a rash, won't itch",
    "can NOT breathe",
    "note",  # one slip from "not"
    "Nausea",
    "COPD",
    "took 20mg and 2.5 mg, HbA1c up",
    "blood pressure: too high (really)",
    "pneumonoultramicroscopicsilicovolcanoconiosis",
    "müde",
    "疲れた",
    "????",
]


def only(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    monkeypatch.setattr(noise, "WEIGHTS", {name: 1.0 for name in names})
    monkeypatch.setattr(noise, "COUNTS", {1: 1})


def outcomes(text: str) -> set[str]:
    return {noisy(text, random.Random(seed)) for seed in SEEDS}


@pytest.mark.parametrize("text", TEXTS)
def test_keeps_negation_and_is_never_empty_nor_long(text: str) -> None:
    for form in outcomes(text):
        assert negations(form) == negations(text)
        assert form.strip()
        # two fillers, a medicine with words around it, four letters, an ending, an emoji, each with what sets it apart
        assert len(form) <= len(text) + 2 * 25 + 32 + 4 + 3 + 2


def test_negations_are_found_however_they_are_typed() -> None:
    assert negations("Can't, cant CAN’T; won't not WITHOUT") == [
        "cant", "cant", "cant", "wont", "not", "without",
    ]  # fmt: skip
    assert negations("notice, another knot, significant, with, want") == []


def test_same_state_same_result() -> None:
    first, second = random.Random(5), random.Random(5)
    forms = [noisy(text, first) for text in TEXTS * 9]
    assert forms == [noisy(text, second) for text in TEXTS * 9]
    assert forms != [noisy(text, second) for text in TEXTS * 9]


def test_almost_every_result_differs_from_the_text() -> None:
    same = sum(noisy(text, random.Random(seed)) == text for text in TEXTS for seed in SEEDS)
    assert same < len(TEXTS) * len(SEEDS) / 1000


def test_short_texts_change_in_case_and_by_fillers_only() -> None:
    before = "|".join(noise.OPENERS + noise.INTERJECTIONS)
    after = "|".join(noise.CLOSERS)
    for text in ("MI", "Ill", "you", "a"):
        allowed = re.compile(rf"(?:(?:{before}) )?{text}(?: (?:{after}))?", re.IGNORECASE)
        assert [form for form in outcomes(text) if not allowed.fullmatch(form)] == []
        assert len(outcomes(text)) > 20


def test_empty_and_blank_stay() -> None:
    assert [noisy(text, random.Random(1)) for text in ("", " ", "\n \t  ")] == ["", " ", "\n \t  "]


def test_lower_case_is_the_most_common_change() -> None:
    forms = [noisy("Blood Pressure Increased", random.Random(seed)) for seed in range(2000)]
    plain = sum(form == form.lower() for form in forms)
    loud = sum(form == form.upper() for form in forms)
    assert 2000 > plain > 600
    assert 0 < loud < 200


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("drop", "rash", {"rsh", "rah", "ras"}),
        ("double", "rash", {"raash", "rassh", "rashh"}),
        ("swap", "rash", {"rsah", "rahs"}),
        ("neighbour", "rash", {"rssh", "raah", "radh", "rasg", "rasj"}),
        ("elongate", "so dull", {"sooo dull", "soooo dull", "sooooo dull"}),
        ("lower", "Blood IN Urine", {"blood in urine"}),
        ("caps", "Can't eat", {"CAN'T EAT"}),
        ("apostrophe", "can't, I’ve, I'll", {"cant, Ive, I'll"}),
        ("unspace", "sick , can't eat. 2, 3 / x", {"sick,can't eat. 2, 3/x"}),
        ("ending", "so sick.", {f"so sick{ending}" for ending in noise.ENDINGS}),
        ("speak", "with you, without", {"w/ you, without", "with u, without"}),
        ("speak", "up to 3", {"up to 3"}),
        ("speak", "hard to eat", {"hard 2 eat"}),
        ("emoji", "Nausea", {"Nausea 🤢", "Nausea 🤮"}),
        ("emoji", "no nausea", {f"no nausea {emoji}" for emoji in noise.EMOJI}),
        ("after", "rash", {f"rash {filler}" for filler in noise.CLOSERS}),
        ("before", "Rash", {f"{filler} rash" for filler in noise.OPENERS + noise.INTERJECTIONS}),
        ("before", "I can't", {f"{filler} I can't" for filler in noise.INTERJECTIONS}),
        ("join", "sick and dizzy", {"sickand dizzy", "sick anddizzy"}),
        ("join", "not sick, no", {"not sick, no"}),
        ("before", "COPD", {f"{filler} COPD" for filler in noise.OPENERS + noise.INTERJECTIONS}),
    ],
)  # fmt: skip
def test_operation(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str, expected: set[str]
) -> None:
    only(monkeypatch, name)
    assert outcomes(text) == expected


@pytest.mark.parametrize("name", ["drop", "swap", "double", "neighbour"])
def test_letter_operations_spare(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    only(monkeypatch, name)
    text = "can't won't without nothing not 20mg HbA1c COPD red eye 2023 ill"
    assert outcomes(text) == {text}


def test_a_slip_never_makes_a_negation(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, "drop")
    assert outcomes("note") == {"note", "nte", "noe"}


def test_every_operation_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = set()
    for name, operation in noise._OPERATIONS.items():

        def spy(text: str, rng: random.Random, name=name, operation=operation) -> str:
            drawn.add(name)
            return operation(text, rng)

        monkeypatch.setitem(noise._OPERATIONS, name, spy)
    outcomes("Nausea")
    assert drawn == set(noise.WEIGHTS) == set(noise._OPERATIONS)


def test_fillers_neither_deny_nor_name_a_symptom() -> None:
    fillers = [*noise.OPENERS, *noise.INTERJECTIONS, *noise.CLOSERS]
    assert negations(" ".join(fillers)) == []
    assert max(map(len, fillers)) <= 24
    symptom = re.compile("|".join(pattern.pattern for pattern, _ in noise.FITTING_EMOJI))
    assert not [filler for filler in fillers if symptom.search(filler)]


def test_variants_are_distinct_and_other_than_the_text() -> None:
    forms = variants("Nausea", random.Random(1), 40)
    assert len(forms) == len(set(forms)) == 40
    assert "Nausea" not in forms
    assert forms == variants("Nausea", random.Random(1), 40)
    assert variants("Nausea", random.Random(1), 0) == []


def test_fewer_variants_where_there_are_not_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, "lower", "caps")
    assert set(variants("Rash", random.Random(1), 9)) == {"rash", "RASH"}
    only(monkeypatch, "drop")  # which often leaves this text as it is
    assert set(variants("note", random.Random(1), 9)) == {"nte", "noe"}


def test_a_medicine_may_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, "blame")
    before = r"(?:damn |that |on )?#?(\w+)(?: gives me| gave me|:| =| and)? rash"
    around = re.compile(rf"{before}|rash .*? #?(\w+)", re.IGNORECASE)
    for form in outcomes("Rash"):
        found = around.fullmatch(form)
        assert found and (found[1] or found[2]).lower() in noise.DRUGS, form
    assert not any("gives me" in form for form in outcomes("can't sleep"))
