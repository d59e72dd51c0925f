"""What encoders are chosen on: mentions from posts, and what is held out of the starter vocabulary."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from .errors import TrainingError
from .normal_form import normal_form
from .readers_formats import lines
from .vocabularies import Term


@dataclass(frozen=True)
class Mention:
    """A text as people wrote it, and the name of the starter concept that it means."""

    text: str
    concept: str


# "no rash" names a rash, but is no name of it; "no appetite" is reported and means what it says.
# As in scripts/starter/said.ts.
_DENIAL = re.compile(
    r"(?:(?:no|not|never|without|zero|none|nor|neither)"
    r"|(?:ai|are|ca|could|did|do|does|had|has|have|is|should|was|were|wo|would)n['’]?t)\b",
    re.IGNORECASE,
)


def post_mentions(posts: Path, even: bool) -> list[Mention]:
    """Return the reported reactions (`ade` spans) of the posts with even or odd ids, in file order.

    Even ids are for development, odd ids may be trained on. Raises TrainingError for a line that
    is no post.
    """
    return [
        Mention(span["text"], span["concept"])
        for number, span in _spans(posts)
        if (number % 2 == 0) == even and span["mark"] == "ade"
    ]


def all_mentions(posts: Path) -> list[Mention]:
    """Return what posts name, be it reported or not, in file order; denials that hold their "no" are left out.

    Raises TrainingError for a line that is no post.
    """
    return [
        Mention(span["text"], span["concept"])
        for _, span in _spans(posts)
        if span["mark"] == "ade" or not _DENIAL.match(span["text"])
    ]


def post_texts(posts: Path, even: bool | None = None) -> list[str]:
    """Return what the posts with even or odd ids say, or all, in file order.

    Raises TrainingError for a line that is no post.
    """
    return [text for number, text, _ in _posts(posts) if even is None or (number % 2 == 0) == even]


# Where a clause ends: what stands between two is mostly a mention with its context.
_END = re.compile(r"[.!?;:,()\n]+(?=\s|$)|\s(?:and|but|so|then|because|plus)\s|\s[-–—]+\s", re.IGNORECASE)


def clauses(text: str, least: int = 2, most: int = 16) -> list[str]:
    """Return the clauses of a post that have so many words, in their order."""
    parts = (part.strip() for part in _END.split(text))
    return [part for part in parts if least <= len(part.split()) <= most]


def _spans(posts: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Each marked span with the number of its post."""
    yield from ((number, span) for number, _, spans in _posts(posts) for span in spans)


def _posts(posts: Path) -> Iterator[tuple[int, str, list[dict[str, str]]]]:
    """Number, text and marked spans of each post."""
    for where, line in lines(posts):
        try:
            post = json.loads(line)
            number, text = int(post["id"].lstrip("p")), post["text"]
            spans = [{name: span[name] for name in ("text", "concept", "mark")} for span in post["spans"]]
        except (ValueError, KeyError, TypeError, AttributeError):
            raise TrainingError(f"{where}: not a post with spans") from None
        yield number, text, spans


@dataclass(frozen=True)
class Split:
    """The starter vocabulary divided: what is held out is out of training and of the dictionary.

    `terms` may be trained on. `unknown` are concepts held out whole, `unknown_mentions` their lay
    phrases. `phrases` are lay phrases held out of `terms`.
    """

    terms: list[Term]
    unknown: list[Term]
    unknown_mentions: list[Mention]
    phrases: list[Mention]


def split_starter(
    terms: Sequence[Term], seed: int, concepts: float = 0.05, phrases: float = 0.03
) -> Split:
    """Hold out shares of the starter's concepts and of the other concepts' lay phrases.

    The same seed gives the same split, and further phrases leave the others where they were. A phrase
    whose normal form stands in another concept too stays in training: as a mention it would have two
    answers.
    """
    draw = random.Random(seed)
    owners: dict[str, set[str]] = {}
    for term in terms:
        for text in (term.name, *term.synonyms, *term.lay):
            owners.setdefault(normal_form(text), set()).add(term.id)
    held_ids = set(draw.sample(sorted(term.id for term in terms), round(concepts * len(terms))))
    kept, unknown, held = [], [], []
    for term in terms:
        if term.id in held_ids:
            unknown.append(term)
            continue
        out = {
            text
            for text in term.lay
            if _chance(seed, text) < phrases and len(owners[normal_form(text)]) == 1
        }
        held += [Mention(text, term.name) for text in term.lay if text in out]
        kept.append(replace(term, lay=tuple(text for text in term.lay if text not in out)))
    mentions = [Mention(text, term.name) for term in unknown for text in term.lay]
    return Split(kept, unknown, mentions, held)


def _chance(seed: int, text: str) -> float:
    """A number from 0 up to 1 that looks drawn, and is the same for the same text."""
    digest = hashlib.sha256(f"{seed} {text}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64
