"""The file formats of vocabularies: lines, tab-separated tables, OBO.

Every reader yields "file:line" with what it read, for the messages of those who use it, and raises
TrainingError with it for what it cannot read.
"""

from __future__ import annotations

import csv
import gzip
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from .errors import TrainingError


def lines(path: Path) -> Iterator[tuple[str, str]]:
    """Yield ("file:line", text) for every line of a UTF-8 file, gzipped if its name ends in .gz."""
    number = 0
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8", newline="\n") as handle:
            for number, line in enumerate(handle, start=1):
                yield f"{path}:{number}", line.rstrip("\r\n")
    except FileNotFoundError:
        raise TrainingError(f"{path}: no such file") from None
    except (OSError, EOFError, UnicodeDecodeError, zlib.error) as error:
        raise TrainingError(f"{path}:{number + 1}: {error}") from error


def rows(path: Path, *columns: str) -> Iterator[tuple[str, list[str]]]:
    """Yield ("file:line", the cells of `columns`) for each row of a tab-separated table.

    A cell that starts with a quote is quoted as in CSV; quotes elsewhere are just quotes.
    """
    header: list[str] = []
    for where, line in lines(path):
        try:
            cells = next(csv.reader([line], delimiter="\t", strict=True), [])
        except csv.Error as error:
            raise TrainingError(f"{where}: {error}") from None
        if not header:
            header = cells
            if missing := set(columns) - set(header):
                raise TrainingError(f"{where}: no column {', '.join(sorted(missing))}")
        elif len(cells) != len(header):
            raise TrainingError(f"{where}: {len(cells)} cells, the header has {len(header)}")
        else:
            yield where, [cells[header.index(column)] for column in columns]


_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"\s*(\w*)')
_QUOTED_TAGS = {"def", "synonym"}
_COMMENT = re.compile(r"\s[!{].*")
_ESCAPE = re.compile(r"\\(.)")


def obo_terms(path: Path) -> Iterator[tuple[str, dict[str, list[tuple[str, str]]]]]:
    """Yield ("file:line", tags) for each [Term] of an OBO file that is not obsolete.

    `tags` gives for every tag its values as (text, word): the text without escapes, comments and
    qualifiers, and the word after a quoted text, which is the scope of a synonym; else "".
    """
    stanza, start = "header", ""
    tags: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for where, line in chain(lines(path), [("", "[end]")]):
        if line.startswith("["):
            if stanza == "[Term]" and ("true", "") not in tags["is_obsolete"]:
                yield start, tags
            stanza, start, tags = line.strip(), where, defaultdict(list)
        elif line.strip() and not line.startswith("!"):
            tag, colon, value = line.partition(":")
            match = _QUOTED.match(value.strip()) if tag in _QUOTED_TAGS else None
            if not colon or (tag in _QUOTED_TAGS and not match):
                raise TrainingError(f"{where}: not a line of OBO")
            text, word = match.groups() if match else (_COMMENT.sub("", value).strip(), "")
            tags[tag].append((_ESCAPE.sub(_unescape, text), word))


def _unescape(match: re.Match[str]) -> str:
    """OBO writes white space as a letter; every other escaped character stands for itself."""
    return " " if match[1] in "nWt" else match[1]
