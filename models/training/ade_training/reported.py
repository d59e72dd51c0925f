"""What it gains and costs that concepts count for more the more often they are reported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .development import Mention, Split
from .embedder import Embedder
from .figures import development_dictionaries
from .hubness import Background, with_hubness
from .markdown import markdown_table
from .search import Pooling, places

WEIGHTS = (0.0, 0.01, 0.02, 0.03, 0.04, 0.05, 0.07)


@dataclass(frozen=True)
class Reported:
    """Shares of mentions, and of those whose concept has no count, that are found first; and the mean over concepts."""

    kind: str  # the weakest names of the dictionary
    weight: float
    first: float
    five: float
    of_concepts: float
    uncounted: float


def measure_reported(
    embed: Embedder,
    split: Split,
    mentions: Sequence[Mention],
    background: Background | None = None,
    pooling: Pooling = Pooling(),
) -> Iterator[Reported]:
    """Yield the figures of development mentions for each dictionary and weight."""
    asked = embed([mention.text for mention in mentions])
    for kind, bare in development_dictionaries(split).items():
        vectors = embed(bare.texts)
        names = with_hubness(bare, vectors, background)
        for weight in WEIGHTS:
            found = places(names, vectors, mentions, asked, replace(pooling, reported_weight=weight))
            firsts = [place == 1 for place in found]
            of_concept: dict[str, list[bool]] = defaultdict(list)
            for mention, first in zip(mentions, firsts, strict=True):
                of_concept[mention.concept].append(first)
            uncounted = [
                first
                for mention, first in zip(mentions, firsts, strict=True)
                if not names.reported.get(mention.concept)
            ]
            yield Reported(
                kind,
                weight,
                _share(firsts),
                _share([place <= 5 for place in found]),
                _share([_share(each) for each in of_concept.values()]),
                _share(uncounted),
            )


def _share(values: Sequence[float]) -> float:
    return sum(values) / max(1, len(values))


def table(rows: Sequence[Reported]) -> str:
    """Markdown, in %."""
    return markdown_table(
        ["names up to", "weight", "Acc@1 / Acc@5", "Acc@1, mean over concepts", "Acc@1, concepts without a count"],
        [
            [
                row.kind,
                f"{row.weight:g}",
                f"{100 * row.first:.1f} / {100 * row.five:.1f}",
                f"{100 * row.of_concepts:.1f}",
                f"{100 * row.uncounted:.1f}",
            ]
            for row in rows
        ],
    )
