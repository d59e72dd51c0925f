"""Texts to token ids, by the reference tokenizer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from .errors import TrainingError


class TextTokenizer:
    """A `tokenizer.json` without built-in truncation or padding, plus batching.

    A text keeps at most `max_tokens` tokens, special tokens included.
    """

    def __init__(self, data: dict[str, Any], pad_id: int, max_tokens: int) -> None:
        """`data` is the parsed tokenizer.json; raises TrainingError if it adds no special tokens."""
        self.data = {**data, "truncation": None, "padding": None}
        self.pad_id = pad_id
        self.max_tokens = max_tokens
        self._tokenizer = Tokenizer.from_str(json.dumps(self.data))
        if self._tokenizer.num_special_tokens_to_add(is_pair=False) != 2:
            raise TrainingError("tokenizer.json does not put a special token at each end of a text")
        if not 0 <= pad_id < self.vocab_size:
            raise TrainingError(f"the padding id {pad_id} is outside the vocabulary")
        self._tokenizer.enable_truncation(max_tokens)

    @classmethod
    def load(cls, path: Path, pad_id: int, max_tokens: int) -> TextTokenizer:
        """Read a tokenizer.json; raises OSError or TrainingError."""
        return cls(json.loads(path.read_text(encoding="utf-8")), pad_id, max_tokens)

    def save(self, folder: Path) -> None:
        """Write `tokenizer.json`."""
        text = json.dumps(self.data, ensure_ascii=False, separators=(",", ":"))
        (folder / "tokenizer.json").write_text(text + "\n", encoding="utf-8")

    @property
    def vocab_size(self) -> int:
        """How many token ids there are, added tokens included."""
        return self._tokenizer.get_vocab_size(with_added_tokens=True)

    @property
    def model_type(self) -> str:
        """The kind of tokenizer, such as WordPiece."""
        return str(self.data["model"]["type"])

    @property
    def lowercase(self) -> bool:
        """Whether the tokenizer's own normalizer lower-cases."""
        return _lowercases(self.data.get("normalizer"))

    def ids(self, text: str) -> list[int]:
        """Return the token ids of one text, special tokens included."""
        return self._tokenizer.encode(text).ids

    def batch(self, texts: list[str]) -> dict[str, np.ndarray]:
        """Return input_ids, attention_mask and token_type_ids, int64 [texts, longest text]."""
        return padded([self.ids(text) for text in texts], self.pad_id)


def padded(rows: Sequence[Sequence[int]], pad_id: int) -> dict[str, np.ndarray]:
    """Return input_ids, attention_mask and token_type_ids, int64 [rows, longest row]."""
    width = max(len(row) for row in rows)
    ids = np.full((len(rows), width), pad_id, dtype=np.int64)
    mask = np.zeros_like(ids)
    for index, row in enumerate(rows):
        ids[index, : len(row)] = row
        mask[index, : len(row)] = 1
    return {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}


def _lowercases(normalizer: dict[str, Any] | None) -> bool:
    if normalizer is None:
        return False
    if normalizer["type"] == "Sequence":
        return any(_lowercases(part) for part in normalizer["normalizers"])
    return normalizer["type"] == "Lowercase" or bool(normalizer.get("lowercase", False))
