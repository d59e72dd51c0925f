"""The stage in which a small encoder learns what a large one makes of the same texts."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from .encoder import Encoder
from .errors import TrainingError
from .loop import batch_at, embed, embed_all
from .losses import similarity_divergence
from .noise import typed
from .tokens import TextTokenizer


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
        said = [typed(self.texts[row], settings.noise, draw) for row in part]
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
