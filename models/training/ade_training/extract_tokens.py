"""Texts as the extractor reads them: tokens word by word, dictionary marks, windows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from .errors import TrainingError
from .extract_windows import windows_of
from .tokens import TextTokenizer, padded
from .words import Word

MAX_TOKENS = 128
MARKS = "BIO"


@dataclass(frozen=True)
class Reading:
    """A text cut into words, with the tokens and the dictionary mark (B, I, O) of each."""

    words: list[Word]
    pieces: list[list[int]]
    marks: str


@dataclass(frozen=True)
class Window:
    """Tokens of words next to each other, special ones included, with their dictionary marks.

    `ids` and `marks` are as long as each other; `firsts` are the places of the words' first tokens.
    """

    ids: list[int]
    marks: str
    firsts: list[int]
    words: range


class WordTokenizer:
    """A tokenizer.json that is given one word at a time."""

    def __init__(self, tokenizer: TextTokenizer) -> None:
        """Raises TrainingError if the tokenizer has no token for unknown words."""
        self.pad_id = tokenizer.pad_id
        self.room = tokenizer.max_tokens - 2
        self.first, self.last = tokenizer.ids("")
        self._tokenizer = Tokenizer.from_str(json.dumps(tokenizer.data))
        unknown = tokenizer.data["model"].get("unk_token")
        self._unknown = self._tokenizer.token_to_id(unknown) if unknown else None
        if self._unknown is None:
            raise TrainingError("tokenizer.json names no unk_token: a word without tokens could not be read")
        self.pieces = lru_cache(maxsize=1 << 16)(self._pieces)

    @classmethod
    def load(cls, folder: Path, pad_id: int, max_tokens: int = MAX_TOKENS) -> WordTokenizer:
        """Read the tokenizer.json of a folder; raises OSError or TrainingError."""
        return cls(TextTokenizer.load(folder / "tokenizer.json", pad_id, max_tokens))

    def _pieces(self, word: str) -> list[int]:
        """Tokens of one word, at least one, and no more than a window has room for."""
        return self._tokenizer.encode(word, add_special_tokens=False).ids[: self.room] or [self._unknown]

    def windows(self, reading: Reading) -> list[Window]:
        """Cut a text into windows with a special token at each end."""
        lengths = [len(pieces) for pieces in reading.pieces]
        return [self._window(reading, words) for words in windows_of(lengths, self.room)]

    def _window(self, reading: Reading, words: range) -> Window:
        ids, marks, firsts = [self.first], ["O"], []
        for at in words:
            firsts.append(len(ids))
            ids += reading.pieces[at]
            marks += token_marks(reading.marks[at], len(reading.pieces[at]))
        return Window([*ids, self.last], "".join([*marks, "O"]), firsts, words)

    def batch(self, windows: Sequence[Window]) -> dict[str, np.ndarray]:
        """Return the model's inputs: ids, mask and types int64 [windows, longest], gazetteer float32 [.., 3]."""
        feed = padded([window.ids for window in windows], self.pad_id)
        gazetteer = np.zeros((*feed["input_ids"].shape, len(MARKS)), dtype=np.float32)
        gazetteer[:, :, MARKS.index("O")] = 1
        for row, window in enumerate(windows):
            gazetteer[row, : len(window.ids)] = _ONE_HOT[[MARKS.index(mark) for mark in window.marks]]
        return {**feed, "gazetteer": gazetteer}


_ONE_HOT = np.eye(len(MARKS), dtype=np.float32)


def token_marks(mark: str, tokens: int) -> str:
    """The marks of a word's tokens: only the first one of a word that begins a name gets B."""
    return mark + ("I" if mark == "B" else mark) * (tokens - 1)
