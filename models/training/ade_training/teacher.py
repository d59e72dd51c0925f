"""What a larger encoder makes of texts, for a smaller one to learn from."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch

from .embedder import open_embedder
from .files import sha256_of


class Teacher:
    """Vectors of texts, by the text."""

    def __init__(self, texts: Sequence[str], vectors: np.ndarray) -> None:
        """`vectors` is float [texts, dim], of any length each; may be mapped from disk."""
        self._row_of = {text: row for row, text in enumerate(texts)}
        self.vectors = vectors

    def of(self, texts: Sequence[str]) -> torch.Tensor:
        """Return float32 [texts, dim], of length 1; raises KeyError for a text that it was not given."""
        rows = [self._row_of[text] for text in texts]
        return torch.nn.functional.normalize(torch.from_numpy(self.vectors[rows].astype(np.float32)), dim=1)


def teacher_vectors(
    teacher: Path,
    texts: Sequence[str],
    cache: Path,
    max_tokens: int = 64,
    block: int = 4096,
    report: Callable[[str], None] = print,
) -> np.ndarray:
    """Return what the encoder in `teacher`, weights or a model folder, makes of `texts`, float16 [texts, dim], on disk.

    The vectors are kept in the folder `cache`, under a hash of all that they depend on, and
    written block by block; a call after an interruption goes on with the next block. `max_tokens` counts
    for weights. Raises TrainingError if `teacher` is neither.
    """
    path = cache / f"{_key(teacher, texts, max_tokens)}.npy"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        _write(part, teacher, texts, max_tokens, block, report)
        os.replace(part, path)
    return np.load(path, mmap_mode="r")


def _key(teacher: Path, texts: Sequence[str], max_tokens: int) -> str:
    names = ("model.onnx", "model.safetensors", "config.json", "tokenizer.json")
    files = [teacher / name for name in names]
    parts = [*(sha256_of(path) for path in files if path.exists()), max_tokens, list(texts)]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _write(
    part: Path,
    teacher: Path,
    texts: Sequence[str],
    max_tokens: int,
    block: int,
    report: Callable[[str], None],
) -> None:
    """Complete the .npy file `part`, whose length tells how many of its rows are there."""
    embed = open_embedder(teacher, max_tokens)
    dimension = embed(["a text"]).shape[1]
    form = {"descr": "<f2", "fortran_order": False, "shape": (len(texts), dimension)}
    bytes_of_block = 2 * dimension * block
    part.touch()
    with part.open("r+b") as file:
        length = file.seek(0, os.SEEK_END)
        file.seek(0)
        np.lib.format.write_array_header_1_0(file, form)
        begin = file.tell()
        done = max(0, length - begin) // bytes_of_block
        file.truncate(begin + done * bytes_of_block)
        file.seek(0, os.SEEK_END)
        for start in range(done * block, len(texts), block):
            file.write(embed(texts[start : start + block]).astype("<f2").tobytes())
            file.flush()
            report(f"teacher: {min(start + block, len(texts))} of {len(texts)} texts")
