"""Pairs of texts that mean the same, from any vocabulary, and the stages that train on pairs."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from .embedder import Embedder
from .encoder import Encoder
from .errors import TrainingError
from .loop import batch_at, embed
from .losses import cosent, info_nce, multi_similarity
from .noise import typed
from .normal_form import normal_form
from .tokens import TextTokenizer
from .vocabularies import Term


@dataclass(frozen=True)
class Pair:
    """Two texts of the concept number `concept`."""

    left: str
    right: str
    concept: int


def concept_numbers(terms: Sequence[Term]) -> list[int]:
    """Give each term a number; terms that share a name share the number.

    Vocabularies overlap (and glossaries list every alias), so that a name met in two of them is
    no negative of itself.
    """
    leader = list(range(len(terms)))

    def find(at: int) -> int:
        while leader[at] != at:
            leader[at] = leader[leader[at]]
            at = leader[at]
        return at

    first: dict[str, int] = {}
    for at, term in enumerate(terms):
        for text in (term.name, *term.synonyms):
            other = first.setdefault(normal_form(text), at)
            leader[find(at)] = find(other)
    return [find(at) for at in range(len(terms))]


def name_pairs(terms: Sequence[Term], numbers: Sequence[int]) -> list[Pair]:
    """Name and synonym, name and lay phrase; `numbers` as of `concept_numbers`."""
    return [
        Pair(term.name, other, number)
        for term, number in zip(terms, numbers, strict=True)
        for other in (*term.synonyms, *term.lay)
    ]


def description_pairs(
    terms: Sequence[Term], numbers: Sequence[int], draw: random.Random
) -> list[Pair]:
    """Name and what is said of it, after BioLORD (Remy et al. 2022).

    A definition where there is one, and a description made from the hierarchy: "a kind of X", at
    times with a synonym ("also known as Y").
    """
    by_id = {(term.source, term.id): term for term in terms}
    pairs = []
    for term, number in zip(terms, numbers, strict=True):
        if term.definition:
            pairs.append(Pair(term.name, term.definition, number))
        parents = [by_id.get((term.source, parent)) for parent in term.parents]
        kinds = [parent.name for parent in parents if parent] or ([term.group] if term.group else [])
        if kinds:
            said = f"a kind of {draw.choice(kinds)}"
            if term.synonyms and draw.random() < 0.5:
                said += f", also known as {draw.choice(term.synonyms)}"
            if term.definition and draw.random() < 0.5:
                said += f" that is {term.definition[0].lower()}{term.definition[1:]}"
            pairs.append(Pair(term.name, said, number))
    return pairs


@dataclass(frozen=True)
class PairSettings:
    """`loss` is `info_nce` (BioLORD) or `multi_similarity` (SapBERT)."""

    loss: str = "info_nce"
    batch: int = 128
    scale: float = 20.0
    noise: float = 0.1  # share of the left texts that are typed badly
    seed: int = 1


class PairStage:
    """Contrast between pairs of texts."""

    extra: Sequence[torch.nn.Module] = ()

    def __init__(
        self,
        encoder: Encoder,
        tokenizer: TextTokenizer,
        pairs: Sequence[Pair],
        settings: PairSettings,
    ) -> None:
        """Raise TrainingError for an unknown loss, or fewer pairs than a batch."""
        if settings.loss not in ("info_nce", "multi_similarity"):
            raise TrainingError(f"no loss {settings.loss!r} for pairs")
        if len(pairs) < settings.batch:
            raise TrainingError(f"{len(pairs)} pairs are no batch of {settings.batch}")
        self.encoder, self.tokenizer = encoder, tokenizer
        self.pairs, self.settings = pairs, settings

    @property
    def steps_per_epoch(self) -> int:
        """Batches in which each pair comes once."""
        return len(self.pairs) // self.settings.batch

    def loss_at(self, step: int) -> torch.Tensor:
        """The loss of a step, counted from 0; its batch depends on the step and the seed alone."""
        settings = self.settings
        batch = [self.pairs[at] for at in batch_at(step, len(self.pairs), settings.batch, settings.seed)]
        draw = random.Random(settings.seed * 1_000_003 + step)
        left = [typed(pair.left, settings.noise, draw) for pair in batch]
        vectors = embed(self.encoder, self.tokenizer, left + [pair.right for pair in batch])
        groups = torch.tensor([pair.concept for pair in batch])
        if settings.loss == "multi_similarity":
            return multi_similarity(vectors, torch.cat([groups, groups]))
        return info_nce(vectors[: len(batch)], vectors[len(batch) :], groups, settings.scale)


@dataclass(frozen=True)
class Judged:
    """Two sentences and how alike people find them, 0 to 5."""

    left: str
    right: str
    score: float


def read_sts(path: Path) -> list[Judged]:
    """Read STS-B rows (sentence, sentence, score); raises TrainingError for a row that is none."""
    found = []
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.reader(file), start=1):
            try:
                left, right, score = row
                found.append(Judged(left, right, float(score)))
            except ValueError:
                raise TrainingError(f"{path}:{number}: not two sentences and a score") from None
    return found


class StsStage:
    """General similarity, so that it is not lost (the paper's first and last stage)."""

    extra: Sequence[torch.nn.Module] = ()

    def __init__(
        self,
        encoder: Encoder,
        tokenizer: TextTokenizer,
        rows: Sequence[Judged],
        batch: int = 64,
        seed: int = 1,
    ) -> None:
        """Raise TrainingError for fewer rows than a batch."""
        if len(rows) < batch:
            raise TrainingError(f"{len(rows)} rows are no batch of {batch}")
        self.encoder, self.tokenizer = encoder, tokenizer
        self.rows, self.batch, self.seed = rows, batch, seed

    @property
    def steps_per_epoch(self) -> int:
        """Batches in which each row comes once."""
        return len(self.rows) // self.batch

    def loss_at(self, step: int) -> torch.Tensor:
        """The loss of a step, counted from 0; its batch depends on the step and the seed alone."""
        batch = [self.rows[at] for at in batch_at(step, len(self.rows), self.batch, self.seed)]
        texts = [row.left for row in batch] + [row.right for row in batch]
        vectors = embed(self.encoder, self.tokenizer, texts)
        cosines = (vectors[: len(batch)] * vectors[len(batch) :]).sum(dim=1)
        return cosent(cosines, torch.tensor([row.score for row in batch]))


def agreement(embed_texts: Embedder, rows: Sequence[Judged]) -> float:
    """Spearman correlation of cosines with what people said."""
    left = embed_texts([row.left for row in rows])
    right = embed_texts([row.right for row in rows])
    scores = np.array([row.score for row in rows])
    return float(np.corrcoef(_ranks((left * right).sum(axis=1)), _ranks(scores))[0, 1])


def _ranks(values: np.ndarray) -> np.ndarray:
    """Places in ascending order; equal values share the mean of theirs."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[inverse]
