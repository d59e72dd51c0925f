"""The form of a term without order of words, spelling and plural: the Python twin of src/text/term-form.ts.

Both read test/fixtures/term-form.jsonl in their tests; change them together.
"""

import re

# Words that say nothing of what a term names; those that deny or join ("no", "without", "and") are kept.
_EMPTY = {"a", "an", "the", "of", "in", "on", "to", "nos", "unspecified"}

_AMERICAN = (
    (re.compile(r"o?ae(?!s?\Z)|oe(?!s?\Z)"), "e"),
    (re.compile(r"our(?=s?\Z)"), "or"),
    (re.compile(r"([bt])re(?=s?\Z)"), r"\1er"),
    (re.compile(r"is(?=(?:e|ed|es|ing|ation|ations)\Z)"), "iz"),
)
_PLURAL_ES = re.compile(r"(?:sh|[^a]ch|x)es\Z")
_PLURAL_S = re.compile(r"[^suia]s\Z")


def term_form(normal: str) -> str:
    """Return the form in which "pain in jaw" is "jaw pain", and "oedema" is "edema", of a normal form.

    Coarser than the normal form: for finding the same concept in two vocabularies, not for what
    people write.
    """
    words = (_singular(_american(word)) for word in normal.split(" ") if word not in _EMPTY)
    return " ".join(sorted(words, key=_code_units))


def _american(word: str) -> str:
    for pattern, replacement in _AMERICAN:
        word = pattern.sub(replacement, word)
    return word


def _singular(word: str) -> str:
    """Of words that are not too short, and end in nothing but the plural's s."""
    if len(word) > 3 and _PLURAL_ES.search(word):
        return word[:-2]
    return word[:-1] if len(word) > 3 and _PLURAL_S.search(word) else word


def _code_units(word: str) -> bytes:
    """The order in which JavaScript sorts."""
    return word.encode("utf-16-be", "surrogatepass")
