"""The figures an export must reach, and the names they are measured on."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .encoder import Encoder
from .errors import CheckFailed, TrainingError
from .graph import OnnxEncoder
from .tokens import TextTokenizer


@dataclass(frozen=True)
class Thresholds:
    """The least cosine an export must reach."""

    float_min: float = 0.9999
    int8_mean: float = 0.99


@dataclass(frozen=True)
class Figures:
    """Cosines measured on `names` texts in batches of 32.

    `float_min` compares the float32 graph with PyTorch (least), `int8_mean` and `int8_min` the
    int8 graph with the float32 graph, `int8_alone_mean` the same with each text run by itself
    (the range of the activations is taken from the batch, so the company of a text matters a
    little).
    """

    float_min: float
    int8_mean: float
    int8_min: float
    int8_alone_mean: float
    names: int
    seed: int

    def require(self, thresholds: Thresholds) -> None:
        """Raise CheckFailed if a figure is under its threshold (or is not a number)."""
        if not self.float_min >= thresholds.float_min:
            raise CheckFailed(
                f"float32 ONNX against PyTorch: min cosine {self.float_min:.6f}, "
                f"needs {thresholds.float_min}"
            )
        if not self.int8_mean >= thresholds.int8_mean:
            raise CheckFailed(
                f"int8 against float32: mean cosine {self.int8_mean:.6f}, "
                f"needs {thresholds.int8_mean}"
            )


def read_names(path: Path) -> list[str]:
    """Return the distinct names in a file, in the order of first appearance.

    A `.jsonl` file holds one object a line with `name` and perhaps a list `synonyms`; any other
    file holds one name a line. Raises TrainingError for a `.jsonl` line that is no such object.
    """
    names: dict[str, None] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        if path.suffix != ".jsonl":
            names[line.strip()] = None
            continue
        try:
            entry = json.loads(line)
            found = [entry["name"], *entry.get("synonyms", [])]
        except (ValueError, KeyError, TypeError, AttributeError):
            found = [None]
        if not all(isinstance(name, str) for name in found):
            raise TrainingError(f"{path}:{number}: not an entry with a name")
        names.update(dict.fromkeys(found))
    return list(names)


def sample_names(names: list[str], count: int, seed: int) -> list[str]:
    """Return `count` of the names, the same ones for the same seed.

    Raises TrainingError if there are fewer.
    """
    if len(names) < count:
        raise TrainingError(f"{len(names)} names, {count} are needed")
    return random.Random(seed).sample(sorted(names), count)


def cosines(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return the cosine of each row pair, float64 [rows], of two [rows, dim] arrays."""
    a, b = left.astype(np.float64), right.astype(np.float64)
    return (a * b).sum(axis=1) / (np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1))


def measure(
    encoder: Encoder,
    float_graph: Path,
    int8_graph: Path,
    tokenizer: TextTokenizer,
    names: list[str],
    seed: int,
) -> Figures:
    """Compare PyTorch, the float32 graph and the int8 graph on `names`."""
    reference = encoder.encode_texts(tokenizer, names)
    floats = OnnxEncoder(float_graph).encode_texts(tokenizer, names)
    small = OnnxEncoder(int8_graph)
    int8 = cosines(small.encode_texts(tokenizer, names), floats)
    alone = cosines(small.encode_texts(tokenizer, names, batch_size=1), floats)
    return Figures(
        float_min=float(cosines(floats, reference).min()),
        int8_mean=float(int8.mean()),
        int8_min=float(int8.min()),
        int8_alone_mean=float(alone.mean()),
        names=len(names),
        seed=seed,
    )
