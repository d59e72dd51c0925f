"""Texts to rows of token ids, and rows back to texts: a long text is read in windows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from .extract_windows import windows_of
from .graph import OnnxEncoder
from .tokens import TextTokenizer, padded

# A text is cut by us, not by the tokenizer.
_NEVER_CUT = 1_000_000


class Windows:
    """Cuts texts to windows of at most `max_tokens` tokens, special tokens included.

    A window begins 32 tokens before the end of the one before it, and each has the special tokens around it.
    """

    def __init__(self, tokenizer_json: Path, pad_id: int, max_tokens: int) -> None:
        """Read a tokenizer.json; raises OSError or TrainingError."""
        self.tokenizer = TextTokenizer.load(tokenizer_json, pad_id, max_tokens)
        self._whole = TextTokenizer.load(tokenizer_json, pad_id, _NEVER_CUT)
        self._most = max_tokens - 2

    def rows(self, text: str) -> list[list[int]]:
        """Return the ids of each window of a text; a text without tokens has one window."""
        first, *inner, last = self._whole.ids(text)
        windows = windows_of([1] * len(inner), self._most) or [range(0)]
        return [[first, *inner[window.start : window.stop], last] for window in windows]

    def first(self, text: str) -> list[int]:
        """Return the ids of a text's first window, which is what is trained on."""
        return self.tokenizer.ids(text)


def greatest(probabilities: np.ndarray, counts: Sequence[int]) -> np.ndarray:
    """Return float32 [texts, labels]: a label's greatest probability among the windows of a text.

    `probabilities` is [windows, labels], the windows of a text together, `counts` how many each has.
    """
    starts = np.cumsum([0, *counts[:-1]])
    return np.maximum.reduceat(probabilities, starts, axis=0)


def run_graph(graph: OnnxEncoder, windows: Windows, texts: Sequence[str], batch: int = 32) -> np.ndarray:
    """Return float32 [texts, labels] of an exported classifier, batches in the order of the texts.

    int8 takes the range of its activations from a whole batch, so `batch` = 1 is what a text gets alone.
    """
    rows = [windows.rows(text) for text in texts]
    flat = [row for found in rows for row in found]
    pad = windows.tokenizer.pad_id
    parts = [graph.encode(padded(flat[at : at + batch], pad)) for at in range(0, len(flat), batch)]
    return greatest(np.concatenate(parts), [len(found) for found in rows])
