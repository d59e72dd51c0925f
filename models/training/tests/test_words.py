"""The fixture that the service reads too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ade_training.extract_golden import utf16
from ade_training.gazetteer import Gazetteer, Match, word_marks
from ade_training.words import words_of

FIXTURE = json.loads(
    (Path(__file__).resolve().parents[3] / "test/fixtures/posts/words.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", FIXTURE["cases"], ids=lambda case: case["why"])
def test_words_and_dictionary_marks(case: dict) -> None:
    text = case["text"]
    words = words_of(text)
    assert [
        {
            "text": text[word.start : word.end],
            "spoken": word.spoken,
            "start": utf16(text, word.start),
            "end": utf16(text, word.end),
            "codePoints": {"start": word.start, "end": word.end},
        }
        for word in words
    ] == case["words"]
    gazetteer = Gazetteer(FIXTURE["names"], FIXTURE["maxWords"], FIXTURE["minChars"])
    assert word_marks(gazetteer.matches(text, words), len(words)) == case["marks"]


def test_words_leave_out_nothing_but_white_space() -> None:
    text = "Tägl.\u00a0Übelkeit😰 @a https://b.c\n½ mg\u0301!"
    words = words_of(text)
    inside = {at for word in words for at in range(word.start, word.end)}
    assert [char for at, char in enumerate(text) if at not in inside] == ["\u00a0", " ", " ", "\n", " "]
    assert [word.end for word in words] == sorted(word.end for word in words)


def test_limits_of_the_gazetteer() -> None:
    text = "very dry mouth, dry mouth"
    words = words_of(text)
    names = ["dry mouth", "very dry mouth dry"]
    assert Gazetteer(names, max_words=5).matches(text, words) == [Match(0, 5)]
    assert Gazetteer(names, max_words=3).matches(text, words) == [Match(1, 3), Match(4, 6)]
    assert Gazetteer(names, min_chars=10).matches(text, words) == [Match(0, 5)]
