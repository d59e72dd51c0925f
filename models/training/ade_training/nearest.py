"""Which concepts of the starter lend names to concepts of other names: the twin of src/ontology/lent-build.ts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .embedder import Embedder
from .normal_form import normal_form
from .search import Dictionary, Loan
from .vocabularies import Term


# Before the id of a concept that lends: no name of a concept begins so.
_SHADOW = "\0"


@dataclass(frozen=True)
class Lending:
    """How near a concept must be to lend its names, and what it reaches less than the other's own names."""

    least: float = 0.6
    discount: float = 0.3  # times 1 - cosine


def nearest_names(
    terms: Sequence[Term],
    attached: Sequence[Term],
    starter: Sequence[Term],
    kinds: Sequence[str],
    embed: Embedder,
    lending: Lending = Lending(),
) -> Dictionary:
    """Return names of the starter's concepts that none of the terms has and that are near to one of them.

    `attached` are the terms at the same places with what `expand` attached to them. A concept whose name none of them
    has, be it as a lay name, and a term must be nearest to each other: no other term is nearer to the concept, and no
    other such concept is nearer to the term. How near they are is the greatest cosine of the term's name and a name of
    the concept, without lay names and what a term has: expansion does not attach by what is ambiguous. To a term to which
    names are attached nothing is lent. `kinds` are the kinds of names that are lent.
    """
    taken = {normal_form(text) for term in attached for text in (term.name, *term.synonyms, *term.lay)}
    lenders = [concept for concept in starter if normal_form(concept.name) not in taken]
    if not lenders or not terms:
        return Dictionary([], [])
    names = [
        (at, text)
        for at, concept in enumerate(lenders)
        for text in (concept.name, *(text for text in concept.synonyms if normal_form(text) not in taken))
    ]
    rows, vectors = embed([term.name for term in terms]), embed([text for _, text in names])
    near = {
        lender: (term, cosine)
        for lender, term, cosine in nearest_pairs(rows, vectors, [at for at, _ in names])
        if cosine >= lending.least and not _has_more(attached[term], terms[term])
    }
    lent = Dictionary.of([replace(lenders[lender], reported=None) for lender in near], kinds)
    loans = {
        lenders[lender].name: Loan(terms[term].name, lending.discount * (1 - cosine))
        for lender, (term, cosine) in near.items()
    }
    return _renamed(replace(lent, loans=loans))


def _has_more(attached: Term, term: Term) -> bool:
    return (attached.synonyms, attached.lay) != (term.synonyms, term.lay)


def nearest_pairs(
    rows: np.ndarray, vectors: np.ndarray, groups: Sequence[int]
) -> list[tuple[int, int, float]]:
    """Return group, row and cosine of those that are nearest to each other (src/index/nearest.ts).

    `rows` is float32 [rows, dim], `vectors` [vectors, dim], of which `groups` gives the group: ascending from 0, each at
    least once.
    """
    starts = np.flatnonzero(np.diff([-1, *groups]))
    best = np.empty((len(starts), len(rows)), dtype=np.float32)
    for start in range(0, len(rows), 1024):
        part = slice(start, start + 1024)
        best[:, part] = np.maximum.reduceat(vectors @ rows[part].T, starts, axis=0)
    group_of = best.argmax(axis=0)
    found = []
    for group, row in enumerate(best.argmax(axis=1)):
        if group_of[row] == group:
            found.append((group, int(row), min(1.0, float(best[group, row]))))
    return found


def _renamed(names: Dictionary) -> Dictionary:
    """With concepts that no term of the dictionary can be taken for."""

    def shadow(concept: str) -> str:
        return _SHADOW + concept

    return replace(
        names,
        concepts=[shadow(concept) for concept in names.concepts],
        loans={shadow(concept): loan for concept, loan in names.loans.items()},
    )
