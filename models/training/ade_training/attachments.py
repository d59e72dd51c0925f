"""How right the starter's names are that other vocabularies get: counts, a sample, and the verdicts on it.

The vocabularies have licences, so what is kept of a reading is a hash of each pair and the verdict.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .embedder import Embedder
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


# Found by no name, but by an encoder: no way of the service, tried and measured only.
SIMILAR = "similar"

_TERMS_AT_ONCE = 512


def attach_similar(
    terms: Sequence[Term], starter: Sequence[Term], embed: Embedder, least: float
) -> list[tuple[float, Attachment]]:
    """Find for terms that no name leads anywhere the starter concept of the most similar name.

    Names and synonyms of both sides are compared by cosine; pairs from `least` on are returned,
    the most similar first.
    """
    match = matcher(starter)
    open_terms = [term for term in terms if match(term).way == "none"]
    owners = [concept for concept in starter for _ in (concept.name, *concept.synonyms)]
    names = embed([text for concept in starter for text in (concept.name, *concept.synonyms)])
    found: list[tuple[float, Attachment]] = []
    for start in range(0, len(open_terms), _TERMS_AT_ONCE):
        part = open_terms[start : start + _TERMS_AT_ONCE]
        texts = [(term, text) for term in part for text in (term.name, *term.synonyms)]
        scores = embed([text for _, text in texts]) @ names.T
        best: dict[str, tuple[float, Attachment]] = {}
        for row, (term, _) in enumerate(texts):
            at = int(scores[row].argmax())
            pair = (float(scores[row, at]), Attachment(term, owners[at], SIMILAR))
            if pair[0] >= max(least, best.get(term.id, (-1.0, pair[1]))[0]):
                best[term.id] = pair
        found += best.values()
    return sorted(found, key=lambda pair: (-pair[0], pair[1].key))


def similar_table(
    found: Sequence[tuple[float, Attachment]], sample: Sequence[Attachment], verdicts: Mapping[str, str]
) -> str:
    """Markdown: for cosines from each bound on, how many pairs there are, and the verdicts read."""
    cosine = {pair.key: score for score, pair in found}
    table: list[list[str]] = []
    for bound in (0.98, 0.96, 0.94, 0.92, 0.9):
        number = sum(score >= bound for score, _ in found)
        read = Counter(
            verdicts[each.key]
            for each in sample
            if each.key in verdicts and cosine.get(each.key, -1) >= bound
        )
        total = read.total()
        shares = (_share(read[verdict], total) if total else "" for verdict in VERDICTS)
        table.append([f"{bound:.2f}", f"{number:,}", str(total), *shares])
    return markdown_table(["cosine from", "pairs", "read", *VERDICTS], table)


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


def draw_similar(
    found: Sequence[tuple[float, Attachment]], count: int, seed: int
) -> list[Attachment]:
    """Draw `count` of them by seed and key, as `draw`."""
    order = sorted((pair for _, pair in found), key=lambda each: _digest(f"{seed}|{each.key}"))
    return order[:count]


def read_verdicts(path: Path) -> dict[str, str]:
    """Return the verdicts of a table key, way, verdict by key.

    The way is that by which the pair was found when it was read. Raises TrainingError for a file
    that cannot be read, an unknown way or verdict, and a key that stands twice.
    """
    verdicts: dict[str, str] = {}
    for where, (key, way, verdict) in rows(path, "key", "way", "verdict"):
        for value, known in ((way, (*WAYS, SIMILAR)), (verdict, VERDICTS)):
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
