"""Training one classifier, and what it makes of texts."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch

from .classify_model import Classifier, logits_of
from .classify_plan import Fitting
from .classify_windows import Windows, greatest
from .encoder import Encoder
from .files import sha256_of
from .loop import Schedule, fit


@dataclass(frozen=True)
class Lesson:
    """Texts and what is to come out: float32 [texts, labels], probabilities, NaN where nothing is known."""

    texts: Sequence[str]
    wanted: np.ndarray

    def sha256(self) -> str:
        """A hash of both, as 64 hex digits."""
        return hashlib.sha256(json.dumps(list(self.texts)).encode() + self.wanted.tobytes()).hexdigest()


def known_loss(logits: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """The mean binary cross-entropy of the entries of `wanted` that are known (both [batch, labels]).

    `wanted` may be probabilities: then it is the divergence from them, but for a constant.
    """
    known = ~wanted.isnan()
    loss = torch.nn.functional.binary_cross_entropy_with_logits(
        logits, wanted.nan_to_num(), reduction="none"
    )
    return (loss * known).sum() / known.sum().clamp(min=1)


def alike_batch(step: int, lengths: Sequence[int], batch: int, seed: int) -> np.ndarray:
    """Which texts a step takes: texts of like length, so that little of it is padding.

    Each epoch goes through all texts but a rest in a new order: of every 16 batches' worth the shortest
    make a batch, the next another one, and then batches come in any order.
    """
    count = len(lengths) // batch
    epoch, place = divmod(step, count)
    draw = np.random.default_rng((seed, epoch))
    mixed, pool = draw.permutation(len(lengths)), 16 * batch
    measured = np.asarray(lengths)
    order = np.concatenate(
        [
            part[np.argsort(measured[part], kind="stable")]
            for part in (mixed[at : at + pool] for at in range(0, len(mixed), pool))
        ]
    )
    chosen = int(draw.permutation(count)[place])
    return order[chosen * batch : (chosen + 1) * batch]


def open_windows(folder: Path, encoder: Encoder, max_tokens: int) -> Windows:
    """The tokenizer beside the weights in `folder`; raises OSError or TrainingError."""
    return Windows(folder / "tokenizer.json", int(encoder.config.pad_token_id), max_tokens)


def train_classifier(
    start: Path,
    target: Path,
    lesson: Lesson,
    fitting: Fitting,
    seed: int,
    max_tokens: int,
    report: Callable[[str], None] = print,
    checkpoint_minutes: float = 1.0,
) -> None:
    """Train a classifier on the encoder of `start` and write it to `target`.

    The same seed gives the same weights on the same machine. A call that was cut off goes on from the
    last checkpoint in `target`; one of other texts, another start or another fitting raises TrainingError.
    """
    model = Classifier(Encoder.load(start), seed)
    model.encoder.freeze(fitting.freeze)
    windows = open_windows(start, model.encoder, max_tokens)
    rows = [windows.first(text) for text in lesson.texts]
    wanted = torch.from_numpy(lesson.wanted)
    lengths = [len(row) for row in rows]
    batch = min(fitting.batch, len(rows))

    def loss_at(step: int) -> torch.Tensor:
        chosen = alike_batch(step, lengths, batch, seed)
        logits = logits_of(model, windows.tokenizer.pad_id, [rows[at] for at in chosen])
        return known_loss(logits, wanted[chosen])

    schedule = Schedule(
        steps=fitting.epochs * (len(rows) // batch),
        learning_rate=fitting.learning_rate,
        seed=seed,
        dropout=fitting.dropout,
        checkpoint_minutes=checkpoint_minutes,
    )
    made_of = {
        "fitting": asdict(fitting),
        "start": sha256_of(start / "model.safetensors"),
        "lesson": lesson.sha256(),
        "max_tokens": max_tokens,
    }
    fit(model.encoder, loss_at, schedule, target, report, extra=[model.head], made_of=made_of)
    model.save(target)
    shutil.copyfile(start / "tokenizer.json", target / "tokenizer.json")


@torch.inference_mode()
def predict(folder: Path, texts: Sequence[str], max_tokens: int) -> np.ndarray:
    """Return float32 [texts, labels]: the probabilities by the weights in `folder`."""
    model = Classifier.load(folder)
    windows = open_windows(folder, model.encoder, max_tokens)
    rows = [windows.rows(text) for text in texts]
    flat = [row for found in rows for row in found]
    probabilities = logits_of(model, windows.tokenizer.pad_id, flat).sigmoid().numpy()
    return greatest(probabilities, [len(found) for found in rows])
