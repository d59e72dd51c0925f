"""What names lent by near concepts gain where concepts go by another name than in the starter, and cost elsewhere.

A list is made of the starter's concepts. Some keep their name and get the starter's names; some go by one of their
synonyms, which the starter is then without; of the others the starter knows nothing.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .development import Mention, Split
from .embedder import Embedder
from .hubness import Background, with_hubness
from .markdown import markdown_table
from .nearest import Lending, nearest_names
from .search import NAME_KINDS, Accuracy, Dictionary, accuracy
from .vocabularies import Term


@dataclass(frozen=True)
class Scenario:
    """How many of the concepts that are reported the list has (all concepts, without a number), and which share is known."""

    concepts: int | None
    attached: float
    renamed: float

    def __str__(self) -> str:
        size = "all" if self.concepts is None else str(self.concepts)
        return f"{size}, {self.attached:.0%} attached, {self.renamed:.0%} by another name"


SCENARIOS = (
    Scenario(None, 0.6, 0.2),
    Scenario(None, 0.3, 0.4),
    Scenario(None, 0.5, 0.0),
    Scenario(None, 0.9, 0.05),
    Scenario(500, 0.45, 0.35),
    Scenario(400, 0.5, 0.0),
    Scenario(150, 0.5, 0.3),
)
WAYS = ("names alone", "attached", "attached and near")


@dataclass(frozen=True)
class Renamed:
    """Accuracy in one scenario, by `WAYS`, of all mentions and of those whose concept goes by another name."""

    scenario: Scenario
    way: str
    found: Accuracy
    renamed: Accuracy | None


def measure_renamed(
    embed: Embedder,
    split: Split,
    mentions: Sequence[Mention],
    background: Background | None = None,
    lending: Lending = Lending(),
    seed: int = 1,
) -> Iterator[Renamed]:
    """Yield the accuracies, scenario by scenario."""
    terms = [*split.terms, *split.unknown]
    for scenario in SCENARIOS:
        draw = random.Random(seed)
        pool = terms
        if scenario.concepts is not None:
            reported = [term for term in split.terms if term.reported]
            pool = draw.sample(reported, min(scenario.concepts, len(reported)))
        own, attached, starter = _list(pool, scenario, {term.id for term in split.unknown}, draw)
        known = {term.id for term in pool}
        starter += [term for term in split.terms if term.id not in known]
        # Concepts go by their ids, which stay; mentions name their concept.
        name_of = {term.id: listed.name for term, listed in zip(pool, own, strict=True)}
        id_of = {term.name: term.id for term in pool}
        asked = [
            Mention(mention.text, name_of[id_of[mention.concept]])
            for mention in mentions
            if mention.concept in id_of
        ]
        renamed = {listed.name for term, listed in zip(pool, own, strict=True) if term.name != listed.name}
        dictionaries = {
            "names alone": Dictionary.of(own, NAME_KINDS),
            "attached": Dictionary.of(attached, NAME_KINDS),
            "attached and near": Dictionary.of(attached, NAME_KINDS)
            + nearest_names(attached, starter, NAME_KINDS, embed, lending),
        }
        for way, names in dictionaries.items():
            vectors = embed(names.texts)
            names = with_hubness(names, vectors, background)

            def found(some: Sequence[Mention], names: Dictionary = names, vectors=vectors) -> Accuracy | None:
                asking = embed([mention.text for mention in some]) if some else None
                return None if asking is None else accuracy(names, vectors, some, asking)

            every = found(asked)
            if every:
                yield Renamed(scenario, way, every, found([m for m in asked if m.concept in renamed]))


def _list(
    pool: Sequence[Term], scenario: Scenario, unknown: set[str], draw: random.Random
) -> tuple[list[Term], list[Term], list[Term]]:
    """The concepts with the list's own names; with what is attached; and what the starter has under another name."""
    own, attached, starter = [], [], []
    for term in pool:
        chance = draw.random()
        bare = replace(term, synonyms=(), lay=(), reported=None)
        own.append(bare)
        attached.append(bare)
        if term.id in unknown or chance >= scenario.attached + scenario.renamed:
            continue
        if chance < scenario.attached:
            attached[-1] = term
        elif term.synonyms:
            name = draw.choice(term.synonyms)
            own[-1] = attached[-1] = replace(bare, name=name)
            starter.append(replace(term, synonyms=tuple(text for text in term.synonyms if text != name)))
    return own, attached, starter


def table(rows: Sequence[Renamed]) -> str:
    """Markdown: one row a scenario; Acc@1 / Acc@5 in % of all mentions, and Acc@1 of those by another name."""
    cells: dict[Scenario, list[str]] = {}
    for row in rows:
        renamed = f" ({100 * row.renamed.first:.1f})" if row.renamed else ""
        cells.setdefault(row.scenario, []).append(f"{row.found}{renamed}")
    return markdown_table(["concepts", *WAYS], [[str(scenario), *found] for scenario, found in cells.items()])
