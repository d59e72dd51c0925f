"""Names of the starter vocabulary for the concepts of another: the twin of src/ontology/expansion.ts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .normal_form import normal_form
from .vocabularies import Term

_ONE_WORD = re.compile(r"[^\W_]+")


def expand(terms: Sequence[Term], starter: Sequence[Term], lay: bool) -> list[Term]:
    """Return the terms with the names that the starter has for them; `lay` ones only if asked for.

    A term takes those of the starter's concept whose preferred name is its preferred name, or one
    of its synonyms; failing that, of the one concept that has one of them as a synonym.
    """
    by_name: dict[str, list[tuple[Term, bool]]] = {}
    by_synonym: dict[str, list[tuple[Term, bool]]] = {}
    for concept in starter:
        by_name.setdefault(normal_form(concept.name), []).append((concept, False))
        for text in concept.synonyms:
            by_synonym.setdefault(normal_form(text), []).append((concept, _abbreviation(text)))

    def attempt(table: dict[str, list[tuple[Term, bool]]], texts: Sequence[str]) -> list[Term]:
        found = {
            concept.id: concept
            for text in texts
            for concept, short in table.get(normal_form(text), ())
            if not short or _abbreviation(text)
        }
        return list(found.values())

    def expanded(term: Term) -> Term:
        names = (term.name, *term.synonyms)
        found = attempt(by_name, names[:1]) or attempt(by_name, names) or attempt(by_synonym, names)
        if len(found) != 1:
            return term
        known = {normal_form(text) for text in (*names, *term.lay)}

        def fresh(texts: Sequence[str]) -> tuple[str, ...]:
            return tuple(text for text in texts if normal_form(text) not in known)

        return replace(
            term,
            synonyms=term.synonyms + fresh((found[0].name, *found[0].synonyms)),
            lay=term.lay + (fresh(found[0].lay) if lay else ()),
        )

    return [expanded(term) for term in terms]


def _abbreviation(text: str) -> bool:
    """One word with at least two capitals: lower-cased it may be an ordinary word."""
    return bool(_ONE_WORD.fullmatch(text)) and sum(letter.isupper() for letter in text) >= 2
