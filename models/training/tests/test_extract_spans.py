"""Spans, tags and what they agree in: worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from ade_training.extract_measures import (
    Agreement,
    agreement,
    f1_by_mark,
    recall_by_mark,
    relaxed_pairs,
    strict_pairs,
)
from ade_training.extract_spans import (
    SAID,
    TAGS,
    UNSAID,
    Span,
    flat,
    said_at,
    said_of,
    scored_spans,
    spans_of,
    tags_of,
)
from ade_training.words import words_of

O, B, I, B_WD, I_WD = (TAGS.index(tag) for tag in ("O", "B-ADR", "I-ADR", "B-WD", "I-WD"))


def adr(start: int, end: int) -> Span:
    return Span(start, end, "ADR")


def test_the_longer_of_two_overlapping_spans_stays() -> None:
    assert flat([adr(0, 5), adr(3, 12), adr(12, 14), adr(0, 5)]) == [adr(3, 12), adr(12, 14)]
    # Alike in length: the first one.
    assert flat([adr(4, 8), adr(2, 6)]) == [adr(2, 6)]


def test_tags_of_words() -> None:
    words = words_of("can't sleep, brain zaps")
    spans = [adr(0, 11), Span(13, 23, "WD")]
    assert tags_of(spans, words) == [B, I, I, I, O, B_WD, I_WD]
    assert spans_of(tags_of(spans, words), words) == spans
    # A part of a word stands for the word.
    assert tags_of([adr(7, 9)], words) == [O, O, O, B, O, O, O]
    # Two mentions side by side stay two.
    assert tags_of([adr(13, 18), adr(19, 23)], words) == [O] * 5 + [B, B]


@pytest.mark.parametrize(
    ("tags", "places"),
    [
        ([B, I, O, I], [(0, 3, "ADR"), (6, 7, "ADR")]),
        ([B, B, I, O], [(0, 1, "ADR"), (2, 5, "ADR")]),
        ([I, I_WD, I_WD, B_WD], [(0, 1, "ADR"), (2, 5, "WD"), (6, 7, "WD")]),
        ([O, O, O, O], []),
    ],
)
def test_runs_of_tags(tags: list[int], places: list[tuple[int, int, str]]) -> None:
    assert spans_of(tags, words_of("a b c d")) == [Span(*place) for place in places]


def test_probability_of_a_span() -> None:
    rows = np.zeros((3, len(TAGS)), dtype=np.float32)
    rows[0, [B, I, O]] = 0.6, 0.3, 0.1
    rows[1, [B, I, O]] = 0.1, 0.5, 0.4
    rows[2, [B, B_WD, O]] = 0.3, 0.4, 0.3
    words = words_of("head hurts zaps")
    # Of the surest word: 0.6 + 0.3, and 0.4 + 0.
    [(first, one), (second, other)] = scored_spans(rows, words)
    assert (first, second) == (adr(0, 10), Span(11, 15, "WD"))
    assert (one, other) == (pytest.approx(0.9), pytest.approx(0.4))
    assert scored_spans(rows, words, least=0.5) == [(first, one)]
    assert scored_spans(rows[:0], []) == []


def test_what_is_said_of_words() -> None:
    words = words_of("no rash, sore feet")
    marks = {adr(3, 7): "neg", adr(9, 18): "ade"}
    # "no", "rash", the comma, "sore", "feet".
    said = dict(zip([word.spoken for word in words], said_of([*marks, adr(0, 2)], marks, words), strict=True))
    assert said == {"no": UNSAID, "rash": 1, ",": UNSAID, "sore": 0, "feet": 0}
    rows = np.zeros((len(words), len(TAGS) + len(SAID)), dtype=np.float32)
    rows[:, len(TAGS) :] = [0.2, 0.8, 0, 0, 0]
    rows[-1, len(TAGS) :] = [0.6, 0.4, 0, 0, 0]
    assert said_at(rows, adr(9, 18), words).tolist() == pytest.approx([0.4, 0.6, 0, 0, 0])


def test_marks_by_hand() -> None:
    # ade: 2 right, told twice, 1 both; neg: 1, 2, 1; hyp: told never.
    pairs = [("ade", "ade"), ("ade", "neg"), ("neg", "neg"), ("hyp", "ade")]
    expected = {"ade": 0.5, "hyp": 0.0, "neg": round(2 / 3, 4)}
    assert f1_by_mark(pairs) == {**expected, "macro": round(sum(expected.values()) / 3, 4)}
    assert f1_by_mark([]) == {}


def test_strict_needs_the_same_borders_and_type() -> None:
    assert strict_pairs([adr(0, 4), adr(6, 9)], [adr(0, 4), adr(6, 10), Span(0, 4, "WD")]) == [
        (adr(0, 4), adr(0, 4))
    ]


def test_relaxed_pairs_are_one_to_one() -> None:
    # Two halves of one mention count once.
    assert relaxed_pairs([adr(0, 4), adr(5, 9)], [adr(0, 9)]) == [(adr(0, 4), adr(0, 9))]
    # The first could take the second's partner; as many pairs as can be are made.
    assert relaxed_pairs([adr(0, 3), adr(5, 12)], [adr(0, 10), adr(11, 15)]) == [
        (adr(0, 3), adr(0, 10)),
        (adr(5, 12), adr(11, 15)),
    ]
    # Neighbours share no character, and types must agree.
    assert relaxed_pairs([adr(0, 4), Span(5, 9, "WD")], [adr(4, 9)]) == []


def test_agreement_sums_over_texts() -> None:
    found = [[adr(0, 4), Span(6, 9, "WD")], [adr(2, 5)], []]
    marked = [[adr(0, 5), Span(6, 9, "WD")], [], [adr(1, 2)]]
    assert agreement(found, marked, strict=True) == Agreement(1, 3, 3)
    assert agreement(found, marked, strict=False) == Agreement(2, 3, 3)
    assert agreement(found, marked, strict=True, kind="ADR") == Agreement(0, 2, 2)
    relaxed = agreement(found, marked, strict=False, kind="ADR")
    assert relaxed == Agreement(1, 2, 2)
    assert (relaxed.precision, relaxed.recall, relaxed.f1) == (0.5, 0.5, 0.5)


def test_nothing_found_is_no_division_by_zero() -> None:
    assert Agreement(0, 0, 0).record() == {
        "precision": 0.0, "recall": 0.0, "f1": 0.0, "agreed": 0, "found": 0, "marked": 0
    }
    # 2 * 1 / (3 + 1), 1/3, 1/1
    assert Agreement(1, 3, 1).record()["f1"] == 0.5


def test_recall_by_what_the_text_says() -> None:
    marked = [[adr(0, 4), adr(5, 9)], [adr(0, 2)]]
    said = [{adr(0, 4): "ade", adr(5, 9): "neg"}, {adr(0, 2): "ade"}]
    assert recall_by_mark([[adr(1, 2)], []], marked, said) == {
        "ade": {"recall": 0.5, "marked": 2},
        "neg": {"recall": 0.0, "marked": 1},
    }
