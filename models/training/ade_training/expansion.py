"""Names of the starter vocabulary for the concepts of another: the twin of src/ontology/expansion.ts."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from .normal_form import normal_form
from .term_form import term_form
from .vocabularies import Term

# By what a term is found, strongest first.
WAYS = ("name", "synonym", "form")

_ONE_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Match:
    """The starter's concepts found for a term: one where it is attached, several where that is ambiguous."""

    way: str  # of WAYS, or "ambiguous", or "none"
    concepts: tuple[Term, ...]

    @property
    def concept(self) -> Term | None:
        """The one whose names the term takes, if there is one."""
        return self.concepts[0] if self.way in WAYS else None


class _Lookup:
    """The starter's concepts under one form of some of their names."""

    def __init__(self, form: Callable[[str], str]) -> None:
        self._form = form
        self._entries: dict[str, list[tuple[Term, bool]]] = {}

    def enter(self, text: str, concept: Term, abbreviation: bool = False) -> None:
        """Add a concept; its abbreviation will only be found by one."""
        if key := self._form(text):
            self._entries.setdefault(key, []).append((concept, abbreviation))

    def find(self, texts: Sequence[str]) -> tuple[Term, ...]:
        """Return the concepts of any of the texts, each once."""
        found = {
            concept.id: concept
            for text in texts
            for concept, abbreviation in self._entries.get(self._form(text), ())
            if not abbreviation or _is_abbreviation(text)
        }
        return tuple(found.values())


def matcher(starter: Sequence[Term]) -> Callable[[Term], Match]:
    """Return what finds a term's concept among the starter's.

    It is the concept whose preferred name is the term's preferred name, or one of its synonyms;
    failing that, the one that has one of them as a synonym; failing that, the same by term form.
    Lay names are not compared.
    """
    name, synonym = _Lookup(normal_form), _Lookup(normal_form)
    name_form, synonym_form = _Lookup(_form_of), _Lookup(_form_of)
    for concept in starter:
        for lookup in (name, name_form):
            lookup.enter(concept.name, concept)
        for text in concept.synonyms:
            for lookup in (synonym, synonym_form):
                lookup.enter(text, concept, _is_abbreviation(text))

    def match(term: Term) -> Match:
        first, every = (term.name,), (term.name, *term.synonyms)
        for lookup, texts, way in (
            (name, first, "name"),
            (name, every, "name"),
            (synonym, every, "synonym"),
            (name_form, first, "form"),
            (name_form, every, "form"),
            (synonym_form, every, "form"),
        ):
            if found := lookup.find(texts):
                return Match(way if len(found) == 1 else "ambiguous", found)
        return Match("none", ())

    return match


def expand(terms: Sequence[Term], starter: Sequence[Term], lay: bool) -> list[Term]:
    """Return the terms with the names and counts that the starter has for them; `lay` names only if asked for.

    What is ambiguous gets the mean of the counts, and no names.
    """
    match = matcher(starter)
    counted = any(term.reported is not None for term in terms)  # counts of two sources are of two scales

    def expanded(term: Term) -> Term:
        found = match(term)
        concept = found.concept
        reported = term.reported if counted else _average_reported(found.concepts)
        if concept is None:
            return replace(term, reported=reported)
        known = {normal_form(text) for text in (term.name, *term.synonyms, *term.lay)}

        def fresh(texts: Sequence[str]) -> tuple[str, ...]:
            return tuple(text for text in texts if normal_form(text) not in known)

        return replace(
            term,
            synonyms=term.synonyms + fresh((concept.name, *concept.synonyms)),
            lay=term.lay + (fresh(concept.lay) if lay else ()),
            reported=reported,
        )

    return [expanded(term) for term in terms]


def expected_reports(terms: Sequence[Term], starter: Sequence[Term]) -> float | None:
    """How often, on average, a term is reported to which the starter lends no count.

    What is reported of the starter's concepts that are lent to none, shared among these terms. None where there is no
    such term, and where the terms have counts of their own.
    """
    if any(term.reported is not None for term in terms):
        return None
    match = matcher(starter)
    lenders = [match(term).concepts for term in terms]
    given = {lender.id for found in lenders for lender in found}
    return shared((concept for concept in starter if concept.id not in given), lenders.count(()))


def shared(left: Iterable[Term], without: int) -> float | None:
    """What is reported of the concepts that are left, shared among so many that have no count; None without any."""
    return sum(concept.reported or 0 for concept in left) / without if without else None


def _average_reported(concepts: Sequence[Term]) -> int | None:
    """What is known of how often they are reported, on average."""
    counts = [concept.reported for concept in concepts if concept.reported is not None]
    return math.floor(sum(counts) / len(counts) + 0.5) if counts else None


def _form_of(text: str) -> str:
    return term_form(normal_form(text))


def _is_abbreviation(text: str) -> bool:
    """One word with at least two capitals: lower-cased it may be an ordinary word."""
    return bool(_ONE_WORD.fullmatch(text)) and sum(letter.isupper() for letter in text) >= 2
