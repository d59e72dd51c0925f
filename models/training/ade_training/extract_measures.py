"""How well extracted spans agree with those that people marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .extract_spans import Span


@dataclass(frozen=True)
class Agreement:
    """Counts over all texts: spans that agree, spans found, spans marked by people."""

    agreed: int
    found: int
    marked: int

    @property
    def precision(self) -> float:
        """Share of the found spans that agree; 0 if there are none."""
        return self.agreed / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of the marked spans that agree; 0 if there are none."""
        return self.agreed / self.marked if self.marked else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 if nothing was found or marked."""
        both = self.found + self.marked
        return 2 * self.agreed / both if both else 0.0

    def record(self) -> dict[str, float]:
        """For a file of figures."""
        return {
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            "f1": round(self.f1, 4),
            "agreed": self.agreed,
            "found": self.found,
            "marked": self.marked,
        }


def strict_pairs(found: Iterable[Span], marked: Iterable[Span]) -> list[tuple[Span, Span]]:
    """Pair the spans that have the same start, end and type."""
    return [(span, span) for span in sorted(set(found) & set(marked))]


def relaxed_pairs(found: Iterable[Span], marked: Iterable[Span]) -> list[tuple[Span, Span]]:
    """Pair found and marked spans of one type that overlap by a character or more, as many as can be.

    One to one: two halves of a marked span count once. Spans of one side do not overlap, so taking
    the leftmost possible pair each time leaves no larger set of pairs.
    """
    pairs = []
    left, right = sorted(found), sorted(marked)
    for kind in {span.kind for span in left}:
        ours = [span for span in left if span.kind == kind]
        theirs = [span for span in right if span.kind == kind]
        at = to = 0
        while at < len(ours) and to < len(theirs):
            if ours[at].start < theirs[to].end and theirs[to].start < ours[at].end:
                pairs.append((ours[at], theirs[to]))
                at, to = at + 1, to + 1
            elif ours[at].end <= theirs[to].end:
                at += 1
            else:
                to += 1
    return pairs


def agreement(
    found: Sequence[Sequence[Span]],
    marked: Sequence[Sequence[Span]],
    *,
    strict: bool,
    kind: str | None = None,
) -> Agreement:
    """Compare text by text, with micro average; of one type only if `kind` names it.

    Precision, recall and F1 as at SMM4H: strict needs the same borders, relaxed any overlap.
    """
    pair = strict_pairs if strict else relaxed_pairs
    total = Agreement(0, 0, 0)
    for ours, theirs in zip(found, marked, strict=True):
        ours = [span for span in ours if kind in (None, span.kind)]
        theirs = [span for span in theirs if kind in (None, span.kind)]
        total = Agreement(
            total.agreed + len(pair(ours, theirs)), total.found + len(ours), total.marked + len(theirs)
        )
    return total


def recall_by_mark(
    found: Sequence[Sequence[Span]],
    marked: Sequence[Sequence[Span]],
    marks: Sequence[dict[Span, str]],
) -> dict[str, dict[str, float]]:
    """Return, for what the texts say of a span (ade, neg, ...), how many are found, relaxed."""
    hits: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for ours, theirs, said in zip(found, marked, marks, strict=True):
        total.update(said[span] for span in theirs if span in said)
        hits.update(said[span] for _, span in relaxed_pairs(ours, theirs) if span in said)
    return {
        mark: {"recall": round(hits[mark] / count, 4), "marked": count}
        for mark, count in sorted(total.items())
    }


def f1_by_mark(pairs: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Return the F1 of each mark, and `macro`, their mean, over pairs of the right mark and the one told."""
    right, told = Counter(mark for mark, _ in pairs), Counter(mark for _, mark in pairs)
    both = Counter(mark for mark, other in pairs if mark == other)
    found = {mark: round(2 * both[mark] / (right[mark] + told[mark]), 4) for mark in sorted(right | told)}
    return {**found, "macro": round(sum(found.values()) / len(found), 4)} if found else {}
