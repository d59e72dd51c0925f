"""Which concepts of the starter lend their names to concepts that go by other ones: the twin of src/ontology/nearest.ts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .embedder import Embedder
from .expansion import matcher
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
    starter: Sequence[Term],
    kinds: Sequence[str],
    embed: Embedder,
    lending: Lending = Lending(),
) -> Dictionary:
    """Return the names of the starter's concepts that equal no term, and are near to one, for the term's dictionary.

    Such a concept and a term must be nearest to each other: no other term is nearer to the concept, and no other concept
    that equals no term is nearer to the term. How near they are is the greatest cosine of the term's name and a name of
    the concept, lay names apart. `kinds` are the kinds of names that are lent; counts come with them.
    """
    match = matcher(starter)
    taken = {found.concept.id for found in map(match, terms) if found.concept}
    lenders = [concept for concept in starter if concept.id not in taken]
    if not lenders or not terms:
        return Dictionary([], [])
    best = _nearness(terms, lenders, embed)
    loans, lent = {}, []
    for at, asker in enumerate(best.argmax(axis=1)):
        cosine = min(1.0, float(best[at, asker]))
        if cosine >= lending.least and best[:, asker].argmax() == at:
            loans[lenders[at].name] = Loan(terms[asker].name, lending.discount * (1 - cosine))
            lent.append(lenders[at])
    return _renamed(replace(Dictionary.of(lent, kinds), loans=loans))


def _renamed(names: Dictionary) -> Dictionary:
    """With concepts that no term of the dictionary can be taken for."""

    def shadow(concept: str) -> str:
        return _SHADOW + concept

    return replace(
        names,
        concepts=[shadow(concept) for concept in names.concepts],
        reported={shadow(concept): count for concept, count in names.reported.items()},
        loans={shadow(concept): loan for concept, loan in names.loans.items()},
    )


def _nearness(terms: Sequence[Term], lenders: Sequence[Term], embed: Embedder) -> np.ndarray:
    """The greatest cosine of each term's name and a name of each lender, [lenders, terms]."""
    asking = embed([term.name for term in terms])
    names = [(at, text) for at, concept in enumerate(lenders) for text in (concept.name, *concept.synonyms)]
    starts = np.flatnonzero(np.diff([-1, *(at for at, _ in names)]))
    lent = embed([text for _, text in names])
    best = np.empty((len(lenders), len(terms)), dtype=np.float32)
    for start in range(0, len(terms), 1024):
        part = slice(start, start + 1024)
        best[:, part] = np.maximum.reduceat(lent @ asking[part].T, starts, axis=0)
    return best
