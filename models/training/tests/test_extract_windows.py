"""Windows of long texts, worked by hand."""

from __future__ import annotations

import json
import random

import numpy as np
import pytest
from ade_training.errors import TrainingError
from ade_training.extract_model import word_probabilities
from ade_training.extract_spans import SAID, TAGS
from ade_training.extract_tokens import Reading, WordTokenizer, token_marks
from ade_training.extract_windows import window_of_each, windows_of
from ade_training.tokens import TextTokenizer
from ade_training.words import words_of
from conftest import tiny_tokenizer
from tokenizers import Tokenizer, models, processors


def test_a_short_text_is_one_window() -> None:
    assert windows_of([1, 2, 3], room=6) == [range(0, 3)]
    assert windows_of([], room=6) == []


def test_windows_overlap_by_whole_words() -> None:
    # Of the first four words (6 tokens) the last has 2 tokens; the one before would make it 4.
    assert windows_of([1, 1, 2, 2, 2, 2], room=6, overlap=3) == [range(0, 4), range(3, 6)]
    # A word larger than the overlap: no overlap.
    assert windows_of([4, 4, 4], room=4, overlap=3) == [range(0, 1), range(1, 2), range(2, 3)]


@pytest.mark.parametrize("seed", range(20))
def test_windows_hold_every_word_and_never_too_much(seed: int) -> None:
    draw = random.Random(seed)
    lengths = [draw.choice([1, 1, 1, 2, 3, 9, 40]) for _ in range(draw.randrange(1, 300))]
    windows = windows_of(lengths, room=40, overlap=10)
    assert all(0 < sum(lengths[at] for at in window) <= 40 for window in windows)
    assert {at for window in windows for at in window} == set(range(len(lengths)))
    assert all(a.start < b.start <= a.stop for a, b in zip(windows, windows[1:], strict=False))
    chosen = window_of_each(windows, lengths)
    assert all(at in windows[number] for at, number in enumerate(chosen))


def test_a_word_is_read_where_it_stands_farthest_from_an_edge() -> None:
    windows = [range(0, 6), range(3, 9)]
    # Word 3: 2 tokens after it in the first, 0 before it in the second. Word 4: 1 and 1. Word 5: 0 and 2.
    assert window_of_each(windows, [1] * 9) == [0, 0, 0, 0, 0, 1, 1, 1, 1]
    # Word 5 has 3 tokens: word 4 has 3 after it in the first window.
    assert window_of_each(windows, [1, 1, 1, 1, 1, 3, 1, 1, 1]) == [0, 0, 0, 0, 0, 1, 1, 1, 1]


def test_marks_of_tokens() -> None:
    assert [token_marks(mark, 3) for mark in "BIO"] == ["BII", "III", "OOO"]


@pytest.fixture
def tokenizer(kind: str) -> WordTokenizer:
    data = tiny_tokenizer(kind)
    return WordTokenizer(TextTokenizer(data, 0 if kind == "bert" else 1, 8))


def reading(text: str, marks: str, tokenizer: WordTokenizer) -> Reading:
    words = words_of(text)
    return Reading(words, [tokenizer.pieces(word.spoken) for word in words], marks)


def test_batch(tokenizer: WordTokenizer) -> None:
    [window] = tokenizer.windows(reading("Heads \u200b ache", "BOI", tokenizer))
    first, last = tokenizer.first, tokenizer.last
    head, s, ache = (tokenizer.pieces(word) for word in ("heads", "\u200b", "ache"))
    assert len(head) == 2 and len(ache) == 1
    assert len(s) == 1  # no token of its own: [UNK]
    assert window.ids == [first, *head, *s, *ache, last]
    assert (window.marks, window.firsts, window.words) == ("OBIOIO", [1, 3, 4], range(0, 3))
    [short] = tokenizer.windows(reading("rash", "O", tokenizer))
    feed = tokenizer.batch([window, short])
    assert feed["attention_mask"].tolist() == [[1] * 6, [1, 1, 1, 0, 0, 0]]
    assert (feed["input_ids"][1, 3:] == tokenizer.pad_id).all()
    assert feed["gazetteer"][0].argmax(axis=1).tolist() == [2, 0, 1, 2, 1, 2]
    assert feed["gazetteer"][1].tolist() == [[0, 0, 1]] * 6


def test_probabilities_of_words_come_from_their_first_tokens(tokenizer: WordTokenizer) -> None:
    """A model that answers with the place of each token in its window."""
    text = "heads " * 7 + "rash"

    def run(feed: dict[str, np.ndarray]) -> np.ndarray:
        places = np.arange(feed["input_ids"].shape[1], dtype=np.float32)
        return np.tile(places[None, :, None], (len(feed["input_ids"]), 1, len(TAGS) + len(SAID)))

    # Room for 6 tokens, 3 words; no more than 32 tokens overlap, so each window begins a word later.
    [rows, none, one] = word_probabilities(
        run, tokenizer, [reading(text, "O" * 8, tokenizer), reading("", "", tokenizer), reading("ache", "O", tokenizer)]
    )
    assert rows[:, 0].tolist() == [1, 3, 3, 3, 3, 3, 3, 5]
    assert none.shape == (0, len(TAGS) + len(SAID))
    assert one[:, 0].tolist() == [1]


def test_a_tokenizer_without_unknown_token_is_refused() -> None:
    bytes_of = Tokenizer(models.BPE({"<s>": 0, "</s>": 1, "a": 2}, []))
    bytes_of.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 1)]
    )
    with pytest.raises(TrainingError, match="unk_token"):
        WordTokenizer(TextTokenizer(json.loads(bytes_of.to_str()), 0, 8))
