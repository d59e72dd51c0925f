"""How near each concept is to what people say of others: the twin of src/index/hubness.ts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from .embedder import Embedder
from .errors import TrainingError
from .files import sha256_of
from .normal_form import normal_form
from .readers_formats import lines
from .search import NAME_KINDS, Dictionary

# Of so many nearest mentions the mean is taken.
NEAREST = 20
# Of the soft maximum over a concept's names: that of Pooling.
SHARPNESS = 14.0


@dataclass(frozen=True)
class Background:
    """Mentions of all kinds of concepts (`ontologies/starter/background.jsonl`), with their vectors [mentions, dim].

    `names[i]` are the normal forms of the preferred name and the synonyms of what mention i means, `said[i]` is its own,
    `sha256` that of the file.
    """

    names: Sequence[frozenset[str]]
    vectors: np.ndarray
    said: Sequence[str] = ()
    sha256: str = ""


def read_background(path: Path, embed: Embedder) -> Background:
    """Read the mentions and encode them; raises TrainingError for a line that is none."""
    texts, names = [], []
    for where, line in lines(path):
        if not line.strip():
            continue
        try:
            mention = json.loads(line)
            text, meant = mention["text"], mention["names"]
        except (ValueError, KeyError, TypeError):
            text, meant = "", []
        if not (isinstance(text, str) and text and isinstance(meant, list) and meant):
            raise TrainingError(f"{where}: no text with the names of its concept")
        texts.append(text)
        names.append(frozenset(normal_form(str(name)) for name in meant))
    if not texts:
        raise TrainingError(f"{path} has no mentions")
    return Background(names, embed(texts), [normal_form(text) for text in texts], sha256_of(path))


def with_hubness(dictionary: Dictionary, vectors: np.ndarray, background: Background | None) -> Dictionary:
    """Return the dictionary with the hubness of its concepts, by their names up to each kind.

    A mention that means the concept is left out: its own concept shares a name with this one, lay names apart, or what is
    said is a name of this one itself. Without a background the dictionary stays as it is; `vectors` is [names, dim].
    """
    if background is None:
        return dictionary
    rows_of: dict[str, list[int]] = {}
    for row, concept in enumerate(dictionary.concepts):
        rows_of.setdefault(concept, []).append(row)
    meant, said = _places(background.names), _places([form] for form in background.said)
    found = {}
    for concept, rows in rows_of.items():
        kinds = np.array([dictionary.kind(row) for row in rows])
        own = {at for row in rows for at in said.get(dictionary.forms[row], ())}
        own |= {at for row, kind in zip(rows, kinds, strict=True) if kind < 2 for at in meant.get(dictionary.forms[row], ())}
        cosines = vectors[rows] @ background.vectors.T
        found[concept] = [_hubness(cosines[kinds <= kind], own) for kind in range(len(NAME_KINDS))]
    return replace(dictionary, hubness=found)


def _places(forms: Iterable[Iterable[str]]) -> dict[str, list[int]]:
    """The mentions that have each form."""
    found: dict[str, list[int]] = {}
    for at, own in enumerate(forms):
        for form in own:
            found.setdefault(form, []).append(at)
    return found


def _hubness(cosines: np.ndarray, own: set[int]) -> float:
    """The mean of the greatest similarities, [names, mentions], of mentions that are not the concept's own."""
    if not cosines.size:
        return 0.0
    greatest = cosines.max(axis=0)
    pooled = greatest + np.log(np.exp(SHARPNESS * (cosines - greatest)).sum(axis=0)) / SHARPNESS
    others = np.delete(pooled, sorted(own))
    nearest = min(NEAREST, len(others))
    return float(np.sort(others)[len(others) - nearest :].mean()) if nearest else 0.0
