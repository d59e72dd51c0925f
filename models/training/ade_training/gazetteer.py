"""Names of a dictionary in a text, as a feature of its words (and, alone, as a baseline).

The Python twin of the service's gazetteer; both read test/fixtures/posts/words.json in their tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .normal_form import normal_form
from .vocabularies import starter_names
from .words import Word

MAX_WORDS = 6
MIN_CHARS = 3


@dataclass(frozen=True)
class Match:
    """A name found in a text: from word `first` up to, not including, word `end`."""

    first: int
    end: int


class Gazetteer:
    """A set of names, looked up by their normal forms."""

    def __init__(self, names: Iterable[str], max_words: int = MAX_WORDS, min_chars: int = MIN_CHARS) -> None:
        """Names whose form is shorter than `min_chars` characters are left out."""
        self.max_words = max_words
        self._forms = {form for form in map(normal_form, names) if len(form) >= min_chars}

    def matches(self, text: str, words: Sequence[Word]) -> list[Match]:
        """Return the names in `text`, greedily from the left and the longest at each place.

        A match has at most `max_words` words; it neither begins nor ends with a word that has no
        form of its own, such as a comma: ", nausea." holds the name "nausea", without its
        neighbours.
        """
        solid = [bool(normal_form(text[word.start : word.end])) for word in words]
        found: list[Match] = []
        at = 0
        while at < len(words):
            end = self._longest(text, words, solid, at) if solid[at] else at
            if end > at:
                found.append(Match(at, end))
            at = max(end, at + 1)
        return found

    def _longest(self, text: str, words: Sequence[Word], solid: Sequence[bool], at: int) -> int:
        for end in range(min(at + self.max_words, len(words)), at, -1):
            if solid[end - 1] and normal_form(text[words[at].start : words[end - 1].end]) in self._forms:
                return end
        return at


def word_marks(matches: Iterable[Match], count: int) -> str:
    """Return a letter for each of `count` words: B begins a name, I goes on with it, O is outside."""
    marks = ["O"] * count
    for match in matches:
        marks[match.first : match.end] = ["B", *"I" * (match.end - match.first - 1)]
    return "".join(marks)


def starter_gazetteer(starter: Path) -> Gazetteer:
    """Return all names (preferred, synonyms, lay) of the starter vocabulary's selectable concepts."""
    return Gazetteer(starter_names(starter))
