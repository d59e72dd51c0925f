"""The stage that learns synonyms together with the hierarchy (CODER; Yuan et al. 2022)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch

from .encoder import Encoder
from .errors import TrainingError
from .loop import batch_at, embed
from .losses import multi_similarity, multi_similarity_of
from .pairs import concept_numbers, name_pairs
from .tokens import TextTokenizer
from .vocabularies import Term

RELATIONS = ("is_a", "inverse_is_a")


@dataclass(frozen=True)
class Triple:
    """`tail` is what `head` has the relation number `relation` to; both are concept numbers."""

    head: int
    relation: int
    tail: int


def with_groups(terms: Sequence[Term]) -> list[Term]:
    """Return the terms and, as terms of their own, the groups that are their parents."""
    known = {(term.source, term.id) for term in terms}
    groups: dict[tuple[str, str], Term] = {}
    for term in terms:
        if term.group and term.parents and (term.source, term.parents[0]) not in known:
            group = Term(term.source, term.parents[0], term.group, (), (), None, (), None)
            groups.setdefault((group.source, group.id), group)
    return [*terms, *groups.values()]


class Hierarchy:
    """What is a kind of what, by the concept numbers of terms (see `concept_numbers`)."""

    def __init__(self, terms: Sequence[Term], numbers: Sequence[int]) -> None:
        """Leave out parents that are not among the terms, or that share a name with the child."""
        number_of = {
            (term.source, term.id): number for term, number in zip(terms, numbers, strict=True)
        }
        self.parents: dict[int, set[int]] = {number: set() for number in numbers}
        for term, number in zip(terms, numbers, strict=True):
            found = (number_of.get((term.source, parent)) for parent in term.parents)
            self.parents[number] |= {parent for parent in found if parent is not None}
            self.parents[number].discard(number)
        self.above = {number: self._above(number) for number in self.parents}

    def triples(self) -> list[Triple]:
        """Each child and parent, both ways."""
        pairs = [(child, parent) for child, own in self.parents.items() for parent in sorted(own)]
        return [
            triple
            for child, parent in pairs
            for triple in (Triple(child, 0, parent), Triple(parent, 1, child))
        ]

    def holds(self, head: int, relation: int, tail: int) -> bool | None:
        """Whether the relation holds; None where it neither holds directly nor is wrong.

        That is so of ancestors, since to be a kind of something is transitive, and of the
        concept itself.
        """
        child, parent = (head, tail) if relation == 0 else (tail, head)
        if parent in self.parents[child]:
            return True
        return None if parent == child or parent in self.above[child] else False

    def _above(self, number: int) -> frozenset[int]:
        seen: set[int] = set()
        ahead = [number]
        while ahead:  # merged vocabularies may have circles
            new = self.parents[ahead.pop()] - seen
            seen |= new
            ahead += new
        return frozenset(seen)


class RelationMatrices(torch.nn.Module):
    """A matrix for each relation, which turns the vector of a head into that of its tail."""

    def __init__(self, count: int, dimension: int) -> None:
        """Start as if each concept were related to itself: parents and children are alike."""
        super().__init__()
        self.matrices = torch.nn.Parameter(torch.eye(dimension).repeat(count, 1, 1))

    def forward(self, heads: torch.Tensor, relations: torch.Tensor) -> torch.Tensor:
        """Return unit vectors [batch, dim] for heads [batch, dim] and relations int64 [batch]."""
        turned = torch.einsum("bij,bj->bi", self.matrices[relations], heads)
        return torch.nn.functional.normalize(turned, dim=1)


@dataclass(frozen=True)
class CoderSettings:
    """Sizes of a step's batch, and the weight of the relations."""

    batch: int = 64  # pairs of names of a concept
    triples: int = 64
    relations: float = 1.0
    seed: int = 1


class CoderStage:
    """Multi-similarity of terms by concept, and of related terms through a matrix a relation.

    The matrices are trained, so `extra` must be given to `loop.fit`; they are no part of the
    encoder.
    """

    def __init__(
        self,
        encoder: Encoder,
        tokenizer: TextTokenizer,
        terms: Sequence[Term],
        settings: CoderSettings,
    ) -> None:
        """Raise TrainingError for fewer pairs or triples than a batch."""
        terms = with_groups(terms)
        numbers = concept_numbers(terms)
        self.hierarchy = Hierarchy(terms, numbers)
        self.pairs, self.triples = name_pairs(terms, numbers), self.hierarchy.triples()
        if len(self.pairs) < settings.batch or len(self.triples) < settings.triples:
            raise TrainingError(
                f"{len(self.pairs)} pairs and {len(self.triples)} triples are no batch of "
                f"{settings.batch} and {settings.triples}"
            )
        self.names: dict[int, list[str]] = {}
        for term, number in zip(terms, numbers, strict=True):
            self.names.setdefault(number, []).extend((term.name, *term.synonyms, *term.lay))
        self.encoder, self.tokenizer, self.settings = encoder, tokenizer, settings
        self.relations = RelationMatrices(len(RELATIONS), encoder.dimension)
        self.extra = [self.relations]

    @property
    def steps_per_epoch(self) -> int:
        """Batches in which each pair comes once."""
        return len(self.pairs) // self.settings.batch

    def loss_at(self, step: int) -> torch.Tensor:
        """The loss of a step, counted from 0; its batch depends on the step and the seed alone."""
        settings = self.settings
        pairs = [
            self.pairs[at] for at in batch_at(step, len(self.pairs), settings.batch, settings.seed)
        ]
        triples = [
            self.triples[at]
            for at in batch_at(step, len(self.triples), settings.triples, settings.seed)
        ]
        draw = random.Random(settings.seed * 1_000_003 + step)
        heads, tails = [t.head for t in triples], [t.tail for t in triples]
        texts = [pair.left for pair in pairs] + [pair.right for pair in pairs]
        texts += [draw.choice(self.names[number]) for number in heads + tails]
        vectors = embed(self.encoder, self.tokenizer, texts)
        numbers = torch.tensor([pair.concept for pair in pairs] * 2 + heads + tails)
        loss = multi_similarity(vectors, numbers)

        first = 2 * len(pairs)
        head_vectors, tail_vectors = vectors[first:].chunk(2)
        kinds = torch.tensor([triple.relation for triple in triples])
        cosines = self.relations(head_vectors, kinds) @ tail_vectors.T
        positive, negative = self._related(triples)
        return loss + settings.relations * multi_similarity_of(cosines, positive, negative)

    def _related(self, triples: Sequence[Triple]) -> tuple[torch.Tensor, torch.Tensor]:
        """Which tails (columns) the heads' relations (rows) hold of, and of which they do not."""
        found = [
            [self.hierarchy.holds(own.head, own.relation, other.tail) for other in triples]
            for own in triples
        ]
        positive = torch.tensor([[each is True for each in row] for row in found])
        negative = torch.tensor([[each is False for each in row] for row in found])
        return positive, negative
