"""The training loop: steps that can be taken up again after an interruption."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from .encoder import Encoder
from .errors import TrainingError
from .files import changed, write_json
from .tokens import TextTokenizer

_CHUNK = 32


@dataclass(frozen=True)
class Schedule:
    """How long and how fast: the rate rises over the `warmup` share of steps, then falls to 0."""

    steps: int
    learning_rate: float
    warmup: float = 0.1
    weight_decay: float = 0.01
    seed: int = 1
    checkpoint_minutes: float = 5.0
    dropout: float = 0.0  # noise in the texts does its work, and a step takes a fifth less
    clip: float = 1.0

    def rate(self, step: int) -> float:
        """The learning rate of a step, counted from 0."""
        rising = max(1, round(self.warmup * self.steps))
        if step < rising:
            return self.learning_rate * (step + 1) / rising
        return self.learning_rate * (self.steps - step) / max(1, self.steps - rising)


def batch_at(step: int, count: int, batch: int, seed: int) -> np.ndarray:
    """Which of `count` examples a step takes: each epoch goes through all of them in a new order."""
    epoch, place = divmod(step, count // batch)
    order = np.random.default_rng((seed, epoch)).permutation(count)
    return order[place * batch : (place + 1) * batch]


def embed(encoder: Encoder, tokenizer: TextTokenizer, texts: Sequence[str]) -> torch.Tensor:
    """Return float32 [texts, dim], with gradients where these are on.

    Texts of like length go through the transformer together, so that little of it is padding.
    """
    lengths = [len(text) for text in texts]
    order = sorted(range(len(texts)), key=lengths.__getitem__)
    parts = []
    with torch.autocast("cpu", dtype=torch.bfloat16):
        for start in range(0, len(order), _CHUNK):
            feed = tokenizer.batch([texts[at] for at in order[start : start + _CHUNK]])
            parts.append(encoder(*(torch.from_numpy(feed[name]) for name in encoder.inputs)))
    vectors = torch.cat(parts).float()
    back = torch.empty(len(order), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(order))
    return torch.nn.functional.normalize(vectors[back], dim=1)


@torch.inference_mode()
def embed_all(encoder: Encoder, tokenizer: TextTokenizer, texts: Sequence[str]) -> np.ndarray:
    """Return float32 [texts, dim] of many texts, without gradients or dropout."""
    if not texts:
        return np.empty((0, encoder.dimension), dtype=np.float32)
    was_training = encoder.training
    encoder.eval()
    vectors = embed(encoder, tokenizer, texts).numpy()
    encoder.train(was_training)
    return vectors


def fit(
    encoder: Encoder,
    loss_at: Callable[[int], torch.Tensor],
    schedule: Schedule,
    folder: Path,
    report: Callable[[str], None] = print,
    after: Callable[[int], None] = lambda step: None,
    extra: Sequence[torch.nn.Module] = (),
    made_of: Mapping[str, Any] | None = None,
) -> None:
    """Train `encoder` by `schedule.steps` steps; `loss_at(step)` gives the loss of a step.

    `loss_at` must depend on the step and the weights alone. Every few minutes `folder` gets
    `checkpoint.pt`; a call with the same folder goes on from there. `log.jsonl` gets the losses.
    `after(step)` is called with the number of steps that are done. `extra` are further modules
    that the loss trains, such as a projection; the checkpoint has them too. `made_of` is what else decides the
    outcome, such as hashes of the data. Raises TrainingError where the checkpoint is of another schedule or of other
    things: going on would mix both.
    """
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint = folder / "checkpoint.pt"
    _note_run(folder / "schedule.json", {**asdict(schedule), **(made_of or {})}, checkpoint.exists())
    trained = torch.nn.ModuleList([encoder, *extra])
    learning = [p for p in trained.parameters() if p.requires_grad]
    decayed = [p for p in learning if p.ndim > 1]
    plain = [p for p in learning if p.ndim <= 1]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": schedule.weight_decay}, {"params": plain, "weight_decay": 0.0}],
        lr=schedule.learning_rate,
        fused=True,
    )
    for module in encoder.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = schedule.dropout
    first = 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        encoder.load_state_dict(state["encoder"])
        torch.nn.ModuleList(extra).load_state_dict(state["extra"])
        optimizer.load_state_dict(state["optimizer"])
        first = state["step"]
        report(f"goes on from step {first}")
    trained.train()
    saved = started = time.monotonic()
    losses: list[float] = []
    for step in range(first, schedule.steps):
        torch.manual_seed(schedule.seed * 1_000_003 + step)  # dropout, alike after a resumption
        for group in optimizer.param_groups:
            group["lr"] = schedule.rate(step)
        loss = loss_at(step)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learning, schedule.clip)
        optimizer.step()
        losses.append(loss.item())
        done = step + 1
        if done % 25 == 0 or done == schedule.steps:
            mean = sum(losses) / len(losses)
            rate = (time.monotonic() - started) / (done - first)
            report(f"step {done}/{schedule.steps}  loss {mean:.4f}  {rate:.2f} s a step")
            with (folder / "log.jsonl").open("a") as log:
                log.write(json.dumps({"step": done, "loss": round(mean, 5)}) + "\n")
            losses.clear()
        if time.monotonic() - saved > 60 * schedule.checkpoint_minutes:
            _save(checkpoint, encoder, extra, optimizer, done)
            saved = time.monotonic()
        after(done)
    checkpoint.unlink(missing_ok=True)
    trained.eval()


def _note_run(path: Path, run: Mapping[str, Any], goes_on: bool) -> None:
    """Write what a run is; one that goes on must be the same."""
    if goes_on and path.exists():
        before = json.loads(path.read_text(encoding="utf-8"))
        # How often it is saved changes nothing; earlier releases noted less.
        if other := changed(before, run, before.keys() - {"checkpoint_minutes"}):
            raise TrainingError(
                f"the checkpoint in {path.parent} is of a run with another {', '.join(other)}: "
                "remove the folder to begin anew, or put back what was changed"
            )
    write_json(path, run)


def _save(
    path: Path,
    encoder: Encoder,
    extra: Sequence[torch.nn.Module],
    optimizer: torch.optim.Optimizer,
    step: int,
) -> None:
    """Whole or not at all: an interruption leaves the one before."""
    fresh = path.with_suffix(".new")
    state = {
        "encoder": encoder.state_dict(),
        "extra": torch.nn.ModuleList(extra).state_dict(),
        "optimizer": optimizer.state_dict(),
        "step": step,
    }
    torch.save(state, fresh)
    os.replace(fresh, path)
