"""Texts with marked mentions: posts, sentences of PsyTAR, sections of drug labels (TAC 2017)."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from .errors import TrainingError
from .extract_spans import SAID, SAID_OF_TYPE, TAGS, Span, flat
from .readers_formats import lines


@dataclass(frozen=True)
class Example:
    """A text with its mentions, which do not overlap. `marks` says of each what the post says of it."""

    text: str
    spans: list[Span]
    marks: dict[Span, str] = field(default_factory=dict)


def read_posts(path: Path, even: bool | None) -> list[Example]:
    """Return the posts with even or odd ids, or all of them for None, in file order.

    What the medicine is taken for (`ind`) is DI, whatever else is marked is ADR: whether it
    happened is another question. Raises TrainingError for a line that is no post.
    """
    found = []
    for where, line in lines(path):
        try:
            post = json.loads(line)
            if even is not None and (int(post["id"].lstrip("p")) % 2 == 0) != even:
                continue
            marks = {
                Span(each["start"], each["end"], "DI" if each["mark"] == "ind" else "ADR"): each["mark"]
                for each in post["spans"]
            }
            if not set(marks.values()) <= set(SAID):
                raise ValueError
            found.append(Example(post["text"], flat(marks), marks))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise TrainingError(f"{where}: not a post with spans") from None
    return found


def read_psytar(path: Path) -> list[Example]:
    """Return the sentences of a CoNLL file: token, tab, tag; an empty line ends a sentence.

    The tokens are joined with spaces. Raises TrainingError for a line of another form.
    """
    found, tokens, tags = [], [], []
    for where, line in [*lines(path), (str(path), "")]:
        if line:
            token, tab, tag = line.partition("\t")
            if not tab or tag not in TAGS:
                raise TrainingError(f"{where}: {line!r} is not a token, a tab and a tag ({', '.join(TAGS)})")
            tokens.append(token)
            tags.append(tag)
        elif tokens:
            found.append(_sentence(tokens, tags))
            tokens, tags = [], []
    return found


def _sentence(tokens: list[str], tags: list[str]) -> Example:
    spans: list[Span] = []
    at, inside = 0, None
    for token, tag in zip(tokens, tags, strict=True):
        place, _, kind = tag.partition("-")
        end = at + len(token)
        if place == "I" and inside == kind:
            spans[-1] = Span(spans[-1].start, end, kind)
        elif kind:
            spans.append(Span(at, end, kind))
        inside = kind or None
        at = end + 1
    return Example(" ".join(tokens), spans)


# The end of a sentence, an empty line, or a new item of a list.
_BREAK = re.compile(r"(?<=[.;])\s+(?=[A-Z])|\n\s*\n|\n\s*[*-]\s")
_LONGEST = 400


def read_labels(path: Path) -> list[Example]:
    """Return pieces of drug-label sections with their adverse events, in file order.

    The file names one place for each wording of a section, so every place in the section where the
    wording stands is marked; mentions in parts, which have no place, are left out. A section is cut
    at ends of sentences, empty lines and items of lists, never inside a mention. Pieces of more
    than 400 characters, mostly tables, are left out. Raises TrainingError for another form.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            sections = [
                (each["section_text"], {row[0] for row in each["adverse_events"] if row[5] is not None})
                for each in json.load(file)
            ]
    except (ValueError, KeyError, TypeError, IndexError):
        raise TrainingError(f"{path}: not drug-label sections with section_text and adverse_events") from None
    return [piece for text, wordings in sections for piece in _pieces(text, _marked(text, wordings))]


def _marked(text: str, wordings: set[str]) -> list[Span]:
    if not wordings:
        return []
    longest_first = sorted(wordings, key=lambda each: (-len(each), each))
    either = "|".join(r"\s+".join(map(re.escape, wording.split())) for wording in longest_first)
    found = re.finditer(rf"(?<!\w)(?:{either})(?!\w)", text, re.IGNORECASE)
    return [Span(match.start(), match.end(), "ADR") for match in found]


def _pieces(text: str, spans: list[Span]) -> Iterator[Example]:
    start = 0
    cuts = [
        found.end()
        for found in _BREAK.finditer(text)
        if not any(span.start < found.end() and found.start() < span.end for span in spans)
    ]
    for end in [*cuts, len(text)]:
        piece = text[start:end]
        if piece.strip() and len(piece) <= _LONGEST:
            inside = [
                Span(span.start - start, span.end - start, span.kind)
                for span in spans
                if start <= span.start and span.end <= end
            ]
            yield Example(piece, inside)
        start = end


def sample_labels(pieces: list[Example], with_mentions: int, without: int, seed: int) -> list[Example]:
    """Draw so many pieces with and without mentions, or all if there are fewer; the same for a seed."""
    draw = random.Random(seed)
    having = [piece for piece in pieces if piece.spans]
    bare = [piece for piece in pieces if not piece.spans]
    return [
        *draw.sample(having, min(with_mentions, len(having))),
        *draw.sample(bare, min(without, len(bare))),
    ]


def swapped(examples: Sequence[Example], phrases: Sequence[str], count: int, seed: int) -> list[Example]:
    """Return `count` drawn texts with other words in place of their reactions; the same for a seed.

    Each ADR becomes one of `phrases`, however odd the sentence: what stands around a mention is to tell it and what
    is said of it, and not only its words. Every second text has a mention that is not reported, where there are such.
    Texts without an ADR are left out.
    """
    draw = random.Random(seed)
    having = [example for example in examples if any(span.kind == "ADR" for span in example.spans)]
    if not having or not phrases:
        return []
    others = [example for example in having if set(example.marks.values()) - {"ade"}]
    return [_swap(draw.choice(others if at % 2 and others else having), phrases, draw) for at in range(count)]


def _swap(example: Example, phrases: Sequence[str], draw: random.Random) -> Example:
    text, spans, marks, read = "", [], {}, 0
    for span in sorted(example.spans):
        words = draw.choice(phrases) if span.kind == "ADR" else example.text[span.start : span.end]
        text += example.text[read : span.start]
        spans.append(Span(len(text), len(text) + len(words), span.kind))
        marks |= {spans[-1]: example.marks[span]} if span in example.marks else {}
        text += words
        read = span.end
    return Example(text + example.text[read:], spans, marks)


def said_by_type(example: Example) -> Example:
    """Return a text of PsyTAR with a mark for each mention, which is there because it happened or is the illness."""
    return replace(example, marks={span: SAID_OF_TYPE[span.kind] for span in example.spans})
