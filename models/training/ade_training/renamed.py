"""What names lent by near concepts gain where concepts go by another name than in the starter, and cost elsewhere.

A list is made of the starter's concepts. Some keep their name and get the starter's names; some go by one of their
synonyms, which the starter is then without; of the others the starter knows nothing. It knows the concepts that are not
in the list, too, which may lend their names wrongly.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from .development import Mention, Split
from .embedder import Embedder
from .expansion import shared
from .hubness import Background, with_hubness
from .markdown import markdown_table
from .nearest import Lending, nearest_names
from .search import NAME_KINDS, Accuracy, Dictionary, accuracy
from .vocabularies import Term


@dataclass(frozen=True)
class Scenario:
    """How many concepts the list has, of all or of the reported ones, and which shares of it the starter knows."""

    concepts: int
    of: Literal["all", "the reported"]
    attached: float
    renamed: float

    def __str__(self) -> str:
        return f"{self.concepts} of {self.of}, {self.attached:.0%} attached, {self.renamed:.0%} by another name"


SCENARIOS = (
    Scenario(2000, "all", 0.6, 0.2),
    Scenario(2000, "all", 0.3, 0.4),
    Scenario(2000, "all", 0.5, 0.0),
    Scenario(2000, "all", 0.9, 0.05),
    Scenario(500, "the reported", 0.45, 0.35),
    Scenario(400, "the reported", 0.5, 0.0),
    Scenario(150, "the reported", 0.5, 0.3),
)
WAYS = ("names alone", "attached", "attached and near")


@dataclass(frozen=True)
class Renamed:
    """Accuracy in one scenario, by `WAYS`, of all mentions and of those whose concept goes by another name."""

    scenario: Scenario
    way: str
    found: Accuracy
    renamed: Accuracy | None


@dataclass(frozen=True)
class Made:
    """A list: its concepts with their own names, the same with what is attached, and what the starter has besides."""

    own: list[Term]
    attached: list[Term]
    starter: list[Term]


def measure_renamed(
    embed: Embedder,
    split: Split,
    mentions: Sequence[Mention],
    background: Background | None = None,
    lending: Lending = Lending(),
    seed: int = 1,
) -> Iterator[Renamed]:
    """Yield the accuracies, scenario by scenario, of the mentions whose concept is in the list."""
    for scenario in SCENARIOS:
        draw = random.Random(seed)
        pool = _pool(split, scenario, draw)
        made = make_list(pool, scenario, split, draw)
        # Mentions name their concept as the starter does.
        listed = {term.name: own.name for term, own in zip(pool, made.own, strict=True)}
        asked = [Mention(each.text, listed[each.concept]) for each in mentions if each.concept in listed]
        other = {name for before, name in listed.items() if before != name}
        renamed = [each for each in asked if each.concept in other]
        expected = _expected(made)
        attached = replace(Dictionary.of(made.attached, NAME_KINDS), expected=expected)
        counted = [replace(own, reported=term.reported) for own, term in zip(made.own, made.attached, strict=True)]
        dictionaries = {
            "names alone": replace(Dictionary.of(counted, NAME_KINDS), expected=expected),
            "attached": attached,
            "attached and near": attached
            + nearest_names(made.own, made.attached, made.starter, NAME_KINDS, embed, lending),
        }
        for way, names in dictionaries.items():
            every, some = _accuracies(embed, names, background, (asked, renamed))
            if every:
                yield Renamed(scenario, way, every, some)


def _pool(split: Split, scenario: Scenario, draw: random.Random) -> list[Term]:
    """The concepts of the list."""
    every = [*split.terms, *split.unknown]
    terms = every if scenario.of == "all" else [term for term in split.terms if term.reported]
    return draw.sample(terms, min(scenario.concepts, len(terms)))


def make_list(pool: Sequence[Term], scenario: Scenario, split: Split, draw: random.Random) -> Made:
    """Return the list of the pool's concepts; the starter keeps what is not in the pool, or goes by another name."""
    unknown = {term.id for term in split.unknown}
    listed = {term.id for term in pool}
    own, attached = [], []
    starter = [term for term in split.terms if term.id not in listed]
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
    return Made(own, attached, starter)


def _expected(made: Made) -> float | None:
    """How often a concept of the list is reported to which no count is lent: see `expected_reports`."""
    return shared(made.starter, sum(term.reported is None for term in made.attached))


def _accuracies(
    embed: Embedder,
    names: Dictionary,
    background: Background | None,
    asked: Sequence[Sequence[Mention]],
) -> list[Accuracy | None]:
    """The accuracy of each of the lists of mentions; None of an empty one."""
    vectors = embed(names.texts)
    names = with_hubness(names, vectors, background)
    return [
        accuracy(names, vectors, some, embed([mention.text for mention in some])) if some else None for some in asked
    ]


def table(rows: Sequence[Renamed]) -> str:
    """Markdown: one row a scenario; Acc@1 / Acc@5 in % of all mentions, and Acc@1 of those by another name."""
    cells: dict[Scenario, list[str]] = {}
    for row in rows:
        renamed = f" ({100 * row.renamed.first:.1f})" if row.renamed else ""
        cells.setdefault(row.scenario, []).append(f"{row.found}{renamed}")
    return markdown_table(["concepts", *WAYS], [[str(scenario), *found] for scenario, found in cells.items()])
