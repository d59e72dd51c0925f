"""What it costs that a dictionary is large, and what knowing gains of how often concepts are reported.

The starter's concepts stand among thousands of other vocabularies that the starter does not know, as they do in MedDRA.
Nobody says in the posts what these mean, though one or the other would be as right as the starter's.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .development import Mention, Split
from .embedder import Embedder
from .expansion import matcher, shared
from .hubness import Background, with_hubness
from .markdown import markdown_table
from .normal_form import normal_form
from .search import NAME_KINDS, PSEUDO_REPORTS, PSEUDO_UNKNOWN, Accuracy, Dictionary, Pooling, accuracy
from .vocabularies import Term

SIZES = (0, 4000, 16000)
# What is added to what is expected of a concept without a count: as much as to a count, what the service adds, less.
PSEUDO = (PSEUDO_REPORTS, PSEUDO_UNKNOWN, 0.1)


@dataclass(frozen=True)
class Crowded:
    """Accuracy among so many other concepts, by names up to a kind, and by what is made of counts."""

    kind: str
    others: int
    way: str
    found: Accuracy


def strangers(split: Split, terms: Sequence[Term], seed: int) -> list[Term]:
    """Those of the terms that the starter does not know, by their names alone, each name once, in an order of the seed.

    It knows what is one of its lay phrases, too, though no term is matched by these.
    """
    known = [*split.terms, *split.unknown]
    match = matcher(known)
    phrases = {normal_form(text) for term in known for text in term.lay}
    phrases |= {normal_form(mention.text) for mention in split.phrases}
    named = {normal_form(term.name): term for term in reversed(terms)}
    found = [
        replace(term, synonyms=(), lay=(), reported=None)
        for form, term in named.items()
        if form not in phrases and match(term).way == "none"
    ]
    return random.Random(seed).sample(found, len(found))


def measure_crowded(
    embed: Embedder,
    split: Split,
    mentions: Sequence[Mention],
    others: Sequence[Term],
    background: Background | None = None,
    sizes: Sequence[int] = SIZES,
) -> Iterator[Crowded]:
    """Yield the accuracies of the mentions for each kind of names and size; `others` are what `strangers` gave."""
    asked = embed([mention.text for mention in mentions])
    for kind in range(len(NAME_KINDS)):
        for size in sizes:
            crowd = [*(replace(term, reported=None) for term in split.unknown), *others[:size]]
            names = Dictionary.of(split.terms, NAME_KINDS[: kind + 1]) + Dictionary.of(crowd, NAME_KINDS[:1])
            vectors = embed(names.texts)
            names = with_hubness(names, vectors, background)
            expected = shared(split.unknown, len(crowd))
            ways = {
                "no counts": (names, Pooling(reported_weight=0)),
                "not known: average": (names, Pooling()),
                **{
                    f"not known: expected, {pseudo:g} added": (
                        replace(names, expected=expected, pseudo_unknown=pseudo),
                        Pooling(),
                    )
                    for pseudo in PSEUDO
                },
            }
            for way, (tried, pooling) in ways.items():
                found = accuracy(tried, vectors, mentions, asked, pooling)
                yield Crowded(NAME_KINDS[kind], len(crowd) - len(split.unknown), way, found)


def table(rows: Sequence[Crowded]) -> str:
    """Markdown: one row a dictionary, one column a way; Acc@1 / Acc@5 in %."""
    cells: dict[tuple[str, int], list[str]] = {}
    for row in rows:
        cells.setdefault((row.kind, row.others), []).append(str(row.found))
    ways = dict.fromkeys(row.way for row in rows)
    return markdown_table(
        ["names up to", "others", *ways],
        [[kind, f"{others:,}", *found] for (kind, others), found in cells.items()],
    )
