"""What it costs and gains that only some concepts of a dictionary have synonyms, or lay names: for the offsets.

A dictionary of the starter's concepts is given the starter's synonyms, or synonyms and lay phrases, for a share of them
only, as an ontology gets them that the starter knows in part.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .development import Mention, Split
from .embedder import Embedder
from .expansion import shared
from .hubness import Background, with_hubness
from .markdown import markdown_table
from .search import NAME_KINDS, Accuracy, Dictionary, Pooling, accuracy
from .vocabularies import Term

SHARES = (0.0, 0.3, 0.6, 0.9, 1.0)
# What is tried of the offset of each kind, where concepts get names up to this kind.
OFFSETS = {"synonym": (0.0, 0.04, 0.08, 0.12, 0.16), "lay": (0.0, 0.1, 0.16, 0.22, 0.3)}


@dataclass(frozen=True)
class Partial:
    """Accuracy with a share of concepts expanded, drawn at random or those with most phrases first."""

    kind: str  # the weakest that the expanded concepts get
    chosen: str
    share: float
    offset: float
    found: Accuracy


def measure_partial(
    embed: Embedder,
    split: Split,
    mentions: Sequence[Mention],
    background: Background | None = None,
    pooling: Pooling = Pooling(),
    seed: int = 1,
) -> Iterator[Partial]:
    """Yield the accuracies, scenario by scenario; of `pooling` all but the offset that is tried."""
    asked = embed([mention.text for mention in mentions])
    terms = [*split.terms, *split.unknown]
    held = {term.id for term in split.unknown}
    drawn = random.Random(seed).sample(terms, len(terms))
    by_phrases = sorted(terms, key=lambda term: -len(term.lay))
    for chosen, order in (("at random", drawn), ("most phrases", by_phrases)):
        for share in SHARES:
            # Concepts that are held out are never expanded.
            expanded = {term.id for term in order[: round(share * len(order))]} - held
            dictionary = [term if term.id in expanded else _bare(term) for term in terms]
            left = [term for term in terms if term.id not in expanded]
            expected = shared(left, len(left))
            for kind, offsets in OFFSETS.items():
                names = Dictionary.of(dictionary, NAME_KINDS[: NAME_KINDS.index(kind) + 1])
                names = replace(names, expected=expected)
                vectors = embed(names.texts)
                names = with_hubness(names, vectors, background)
                for offset in offsets:
                    tried = replace(pooling, **{f"{kind}_offset": offset})
                    found = accuracy(names, vectors, mentions, asked, tried)
                    yield Partial(kind, chosen, share, offset, found)


def _bare(term: Term) -> Term:
    return replace(term, synonyms=(), lay=(), reported=None)


def table(rows: Sequence[Partial]) -> str:
    """Markdown: a table for each kind, one row a scenario, one column an offset; Acc@1 / Acc@5 in %."""
    found: dict[str, dict[str, list[str]]] = {kind: {} for kind in OFFSETS}
    for row in rows:
        found[row.kind].setdefault(f"{row.share:.0%} {row.chosen}", []).append(str(row.found))
    return "\n\n".join(
        markdown_table(
            [f"expanded, {kind}", *(f"{offset:g}" for offset in offsets)],
            [[scenario, *figures] for scenario, figures in found[kind].items()],
        )
        for kind, offsets in OFFSETS.items()
    )
