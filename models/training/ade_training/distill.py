"""The stage in which a small encoder learns what a large one makes of the same texts."""

from __future__ import annotations

import hashlib
import json
import os
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from .embedder import open_embedder
from .encoder import Encoder
from .errors import TrainingError
from .files import sha256_of
from .loop import batch_at, embed, embed_all
from .losses import similarity_divergence
from .noise import noisy
from .tokens import TextTokenizer


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


@dataclass(frozen=True)
class DistillSettings:
    """Sizes and weights of the stage."""

    batch: int = 128
    names: int = 128  # names drawn for a step, to which the similarities are compared
    refresh: int | None = None  # steps after which all names are encoded anew, to be compared in place of those drawn
    noise: float = 0.0  # share of the texts that the student sees typed badly, and the teacher as they are
    temperature: float = 0.05  # of the similarities; the lower, the more the nearest names count
    match: float = 1.0  # weights of the two losses
    neighbours: float = 1.0
    seed: int = 1


class DistillStage:
    """The teacher's vectors through a linear projection, and its similarities as they are.

    The projection (after Jiao et al. 2020) is trained, so `extra` must be given to `loop.fit`; it
    is no part of the encoder. What it cannot keep, the order of names by similarity (after
    Tejankar et al. 2021), is learnt without it, since search has no projection.
    """

    def __init__(
        self,
        encoder: Encoder,
        tokenizer: TextTokenizer,
        texts: Sequence[str],
        teacher: np.ndarray,
        settings: DistillSettings,
        names: Sequence[int] | None = None,
    ) -> None:
        """`teacher` is float [texts, dim of the teacher], `names` the texts that name concepts.

        `names` are rows of `texts`; without them all texts are. Raises TrainingError if the vectors
        are not those of the texts, for fewer texts than a batch, and for no names.
        """
        self.names = np.arange(len(texts)) if names is None else np.asarray(names, dtype=int)
        if teacher.ndim != 2 or len(teacher) != len(texts):
            raise TrainingError(f"teacher vectors {teacher.shape} are not of {len(texts)} texts")
        if len(texts) < settings.batch:
            raise TrainingError(f"{len(texts)} texts are no batch of {settings.batch}")
        if len(self.names) == 0:
            raise TrainingError("no names to compare similarities to")
        self.encoder, self.tokenizer, self.settings = encoder, tokenizer, settings
        self.texts, self.teacher = list(texts), teacher
        self.projection = self._best_projection()
        self.extra = [self.projection]
        # None before the first step: then the weights are those that the step has, after an interruption, too.
        self.turn: int | None = None

    @property
    def steps_per_epoch(self) -> int:
        """Batches in which each text comes once."""
        return len(self.texts) // self.settings.batch

    def loss_at(self, step: int) -> torch.Tensor:
        """The loss of a step, counted from 0; its batch depends on the step and the seed alone."""
        settings = self.settings
        part = batch_at(step, len(self.texts), settings.batch, settings.seed)
        draw = random.Random(settings.seed * 1_000_003 + step)
        said = [self._typed(self.texts[row], draw) for row in part]
        if settings.refresh:
            self._fill_bank(step // settings.refresh)
            names, rows = self.names, part
        else:
            names = np.random.default_rng((settings.seed, step, 1)).permutation(self.names)[: settings.names]
            rows = np.concatenate([part, names])
            said += [self.texts[row] for row in names]
        vectors, wanted = embed(self.encoder, self.tokenizer, said), self._wanted(rows)
        projected = torch.nn.functional.normalize(self.projection(vectors), dim=1)
        match = 1 - (projected * wanted).sum(dim=1).mean()
        half = len(part)
        near, wanted_near = (self.bank, self.wanted_bank) if settings.refresh else (vectors[half:], wanted[half:])
        # How near a text is to itself says nothing.
        own = torch.from_numpy(part[:, None] == names)
        divergence = similarity_divergence(
            vectors[:half] @ near.T, wanted[:half] @ wanted_near.T, own, settings.temperature
        )
        return settings.match * match + settings.neighbours * divergence

    def _fill_bank(self, turn: int) -> None:
        """Encode all names, once a turn."""
        if turn == self.turn:
            return
        self.turn = turn
        texts = [self.texts[row] for row in self.names]
        self.bank = torch.from_numpy(embed_all(self.encoder, self.tokenizer, texts))
        self.wanted_bank = self._wanted(self.names)

    def _typed(self, text: str, draw: random.Random) -> str:
        """The text, now and then as people type it."""
        return noisy(text, draw) if draw.random() < self.settings.noise else text

    def _wanted(self, rows: np.ndarray) -> torch.Tensor:
        vectors = torch.from_numpy(np.asarray(self.teacher[rows], dtype=np.float32))
        return torch.nn.functional.normalize(vectors, dim=1)

    def _best_projection(self) -> torch.nn.Linear:
        """The least-squares projection on some texts: from there an encoder's small steps do."""
        rows = np.random.default_rng(self.settings.seed).permutation(len(self.texts))[:2048]
        own = torch.from_numpy(
            embed_all(self.encoder, self.tokenizer, [self.texts[row] for row in rows])
        )
        wanted = self._wanted(rows)
        # This driver copes with directions that few texts leave open.
        best = torch.linalg.lstsq(own, wanted, rcond=1e-3, driver="gelsd").solution
        projection = torch.nn.Linear(own.shape[1], wanted.shape[1], bias=False)
        with torch.no_grad():
            projection.weight.copy_(best.T)
        return projection
