"""How right the starter's names are that other vocabularies get: counts, a sample, and the verdicts on it.

The vocabularies have licences, so what is kept of a reading is a hash of each pair and the verdict.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import TrainingError
from .expansion import WAYS, matcher
from .intervals import wilson
from .markdown import markdown_table
from .readers_formats import rows
from .vocabularies import Term

VOCABULARIES = ("hpo", "symp", "oae", "ctcae", "doid", "mesh")

# The same concept; the term is a kind of the starter's concept, so what is said of that fits but says less; neither.
VERDICTS = ("same", "narrower", "wrong")

_SHOWN_SYNONYMS = 3


@dataclass(frozen=True)
class Attachment:
    """A term that takes the names of a starter concept, and by what it was found."""

    term: Term
    concept: Term
    way: str

    @property
    def key(self) -> str:
        """What verdicts go by: 16 hex digits that hold for this pair, however it was found."""
        return _digest(f"{self.term.source}|{self.term.id}|{self.concept.id}")[:16]

    def __str__(self) -> str:
        """Key, way, term and concept, apart by tabs."""
        return "\t".join((self.key, self.way, _shown(self.term), _shown(self.concept)))


@dataclass(frozen=True)
class Attachments:
    """What became of the terms: the attached ones, and how many there are of each (source, way)."""

    attached: list[Attachment]
    counts: Counter[tuple[str, str]]


def attach(terms: Iterable[Term], starter: Sequence[Term]) -> Attachments:
    """Find the starter concept of each term."""
    match = matcher(starter)
    attached: list[Attachment] = []
    counts: Counter[tuple[str, str]] = Counter()
    for term in terms:
        found = match(term)
        counts[term.source, found.way] += 1
        if found.concept:
            attached.append(Attachment(term, found.concept, found.way))
    return Attachments(attached, counts)


def draw(attached: Sequence[Attachment], count: int, seed: int) -> list[Attachment]:
    """Draw `count` of them, evenly over the ways; where one has too few, the others give more.

    Seed and key decide, not the place in the list: when some attachments change, most of the
    sample stays, with its verdicts.
    """
    order = sorted(attached, key=lambda each: _digest(f"{seed}|{each.key}"))
    by_way = [[each for each in order if each.way == way] for way in WAYS]
    sizes = [0] * len(WAYS)
    while sum(sizes) < min(count, len(attached)):
        open_ways = [at for at, found in enumerate(by_way) if sizes[at] < len(found)]
        sizes[min(open_ways, key=lambda at: sizes[at])] += 1
    return [each for found, size in zip(by_way, sizes, strict=True) for each in found[:size]]


def read_verdicts(path: Path) -> dict[str, str]:
    """Return the verdicts of a table key, way, verdict by key.

    The way is that by which the pair was found when it was read. Raises TrainingError for a file
    that cannot be read, an unknown way or verdict, and a key that stands twice.
    """
    verdicts: dict[str, str] = {}
    for where, (key, way, verdict) in rows(path, "key", "way", "verdict"):
        for value, known in ((way, WAYS), (verdict, VERDICTS)):
            if value not in known:
                raise TrainingError(f"{where}: {value!r} is none of {', '.join(known)}")
        if key in verdicts:
            raise TrainingError(f"{where}: {key} has a verdict above; keep one of the two")
        verdicts[key] = verdict
    return verdicts


def counts_table(counts: Counter[tuple[str, str]]) -> str:
    """Markdown: one row a vocabulary, and their sum."""
    sources = list(dict.fromkeys(source for source, _ in counts))
    ways = (*WAYS, "ambiguous")

    def row(head: str, chosen: Sequence[str]) -> list[str]:
        terms = sum(number for (source, _), number in counts.items() if source in chosen)
        cells = [sum(counts[source, way] for source in chosen) for way in ways]
        return [head, *(f"{number:,}" for number in (terms, *cells))]

    head = ["vocabulary", "terms", "by name", "by synonym", "by term form", "ambiguous"]
    return markdown_table(head, [*(row(source, [source]) for source in sources), row("all", sources)])


def verdicts_table(
    sample: Sequence[Attachment], verdicts: Mapping[str, str], counts: Counter[tuple[str, str]]
) -> str:
    """Markdown: for each way counts of verdicts, shares in % and their 95% intervals (Wilson).

    The last row weighs the ways by how many terms each attaches, since the sample does not.
    """
    table: list[list[str]] = []
    expected: Counter[str] = Counter()
    weight = 0
    for way in WAYS:
        read = Counter(verdicts[each.key] for each in sample if each.way == way and each.key in verdicts)
        total = read.total()
        if total == 0:
            continue
        attached = sum(number for (_, by), number in counts.items() if by == way)
        weight += attached
        for verdict in VERDICTS:
            expected[verdict] += attached * read[verdict] / total
        table.append([way, str(total), *(_share(read[verdict], total) for verdict in VERDICTS)])
    if weight:
        shares = (f"{100 * expected[verdict] / weight:.1f}%" for verdict in VERDICTS)
        table.append(["all, by their number", "", *shares])
    return markdown_table(["found by", "read", *VERDICTS], table)


def unread(sample: Sequence[Attachment], verdicts: Mapping[str, str]) -> int:
    """How many of the sample have no verdict."""
    return sum(each.key not in verdicts for each in sample)


def _share(number: int, total: int) -> str:
    low, high = wilson(number / total, total)
    return f"{number} ({100 * number / total:.1f}%, {100 * low:.1f} to {100 * high:.1f})"


def _shown(term: Term) -> str:
    """The name with the first synonyms."""
    return " | ".join((term.name, *term.synonyms[:_SHOWN_SYNONYMS]))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
