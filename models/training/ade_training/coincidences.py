"""How many evaluation mentions stand in the vocabulary word for word: counted, never shown.

No name was written after an evaluation set, but short phrases coincide ("dry mouth"). The counts
say how much of a figure is look-up; a jump after an edit would show a copied set.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .evaluation import read_sets
from .markdown import markdown_table
from .normal_form import normal_form
from .vocabularies import Term


@dataclass(frozen=True)
class Coincidences:
    """Of `mentions` distinct normal forms, how many equal a clinical name or a lay phrase."""

    set_name: str
    mentions: int
    clinical: int
    lay: int


def count_coincidences(terms: Sequence[Term], data: Path) -> list[Coincidences]:
    """Count for each evaluation set; raises TrainingError for a file that cannot be read."""
    clinical = {normal_form(text) for term in terms for text in (term.name, *term.synonyms)}
    lay = {normal_form(text) for term in terms for text in term.lay} - clinical
    found = []
    for each in read_sets(data):
        forms = {normal_form(mention.text) for fold in each.folds for mention in fold} - {""}
        found.append(Coincidences(each.name, len(forms), len(forms & clinical), len(forms & lay)))
    return found


def table(rows: Sequence[Coincidences]) -> str:
    """The counts as a Markdown table."""
    cells = [
        [
            row.set_name,
            f"{row.mentions:,}",
            *(
                f"{count:,} ({100 * count / max(1, row.mentions):.1f}%)"
                for count in (row.clinical, row.lay)
            ),
        ]
        for row in rows
    ]
    return markdown_table(
        ["set", "distinct mentions", "equal a clinical name", "equal a lay phrase"], cells
    )
