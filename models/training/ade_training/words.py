"""The words of a text as the extractor of mentions sees them: the Python twin of the service's words.

Both read test/fixtures/posts/words.json in their tests; change them together.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

# An address, a handle, a run of letters with their marks and numbers, or any one other character.
_WORD = regex.compile(
    r"(?P<url>https?://[^\p{White_Space}]+)"
    r"|(?P<user>@[\p{L}\p{N}_]+)"
    r"|[\p{L}\p{M}\p{N}]+"
    r"|[^\p{White_Space}\p{L}\p{M}\p{N}]"
)
_SPOKEN = {"url": "link", "user": "@username"}


@dataclass(frozen=True)
class Word:
    """A word by its place in the original text, in code points; `spoken` is what the tokenizer gets."""

    start: int
    end: int
    spoken: str


def words_of(text: str) -> list[Word]:
    """Return the words of a text in their order; what stands between them is white space."""
    return [
        Word(found.start(), found.end(), _SPOKEN.get(found.lastgroup or "", found.group()))
        for found in _WORD.finditer(text)
    ]
