"""What is measured of an encoder: on development data while choosing, on evaluation sets afterwards."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .development import Mention, Split, post_mentions
from .embedder import Embedder
from .evaluation import EvaluationSet
from .expansion import expand, expected_reports
from .files import sha256_of
from .hubness import Background, read_background, with_hubness
from .intervals import wilson
from .nearest import nearest_names
from .noise import noisy
from .normal_form import normal_form
from .pairs import agreement, read_sts
from .search import NAME_KINDS, Accuracy, Dictionary, accuracy, accuracy_of, places
from .vocabularies import Term


@dataclass(frozen=True)
class Data:
    """Where the data are: the shared folder, and the starter vocabulary and further posts of this repository."""

    folder: Path
    starter: Path
    more_posts: tuple[Path, ...] = ()  # to train on, whatever their ids

    def hashes(self) -> dict[str, str]:
        """The sha256 of what was written for this project."""
        files = {"starter": self.starter, "posts": self.posts}
        beside = {"not names": self._not_names, "background": self._background}
        files |= {name: path for name, path in beside.items() if path.exists()}
        return {name: sha256_of(path) for name, path in files.items()} | {
            f"posts {path.stem}": sha256_of(path) for path in self.more_posts
        }

    @property
    def posts(self) -> Path:
        """The posts: odd ids train, even ids choose."""
        return self.folder / "posts/posts.jsonl"

    @property
    def _background(self) -> Path:
        return self.starter.with_name("background.jsonl")

    @property
    def _not_names(self) -> Path:
        return self.starter.with_name("not-names.txt")

    def not_names(self) -> frozenset[str]:
        """Normal forms of what posts say and what names nothing without its post; none without the file."""
        if not self._not_names.exists():
            return frozenset()
        return frozenset(normal_form(line) for line in self._not_names.read_text(encoding="utf-8").splitlines())

    def background(self, embed: Embedder) -> Background | None:
        """The mentions beside the starter that hubness is measured with; none without the file."""
        return read_background(self._background, embed) if self._background.exists() else None

    def sts(self, part: str) -> Path:
        """Pairs of sentences: `train` trains, `dev` chooses, `test` is reported."""
        return self.folder / f"sts/stsb-en-{part}.csv"


@dataclass(frozen=True)
class Figures:
    """What an encoder is chosen on."""

    found: dict[str, Accuracy]
    similarity: float  # Spearman on the development part of STS-B

    def lines(self) -> list[str]:
        """One line a figure."""
        rows = [f"{name}: {found}" for name, found in self.found.items()]
        return [*rows, f"STS-B: {100 * self.similarity:.1f}"]

    def record(self) -> dict[str, Any]:
        """As it stands in `figures.json`."""
        return {
            name: {"acc@1": round(f.first, 4), "acc@5": round(f.five, 4), "mentions": f.mentions}
            for name, f in self.found.items()
        } | {"STS-B": {"spearman": round(self.similarity, 4)}}


def development_dictionaries(split: Split, counted: bool = True) -> dict[str, Dictionary]:
    """The starter with its preferred names alone, with synonyms, with lay phrases: by the last kind.

    Concepts that are held out have their preferred name in each. Where preferred names alone are not `counted`, which
    they are in the service, they tell what an encoder knows by itself.
    """
    unknown = Dictionary.of(_uncounted(split.unknown), NAME_KINDS[:1])
    known = {1: split.terms if counted else _uncounted(split.terms), 2: split.terms, 3: split.terms}
    return {NAME_KINDS[count - 1]: Dictionary.of(terms, NAME_KINDS[:count]) + unknown for count, terms in known.items()}


def _typed_badly(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions as somebody in a hurry might have typed them, each always alike.

    By the same kinds of slips that stages train with, though not the same ones; what the service spells out
    (hashtags, stretched words) is not spelt out here.
    """
    return [replace(mention, text=noisy(mention.text, random.Random(mention.text))) for mention in mentions]


def _uncounted(terms: Sequence[Term]) -> list[Term]:
    return [replace(term, reported=None) for term in terms]


def measure(embed: Embedder, data: Data, split: Split) -> Figures:
    """Development accuracy, Acc@1 and Acc@5, with what is held out in no dictionary.

    Posts with even ids on all names, on preferred names and synonyms, and on preferred names alone, without counts; the
    same typed badly, on preferred names and synonyms; lay phrases held out, on all names; lay phrases of unknown
    concepts, on preferred names. Where nothing is held out there are none of the last two.
    """
    dictionaries = development_dictionaries(split, counted=False)
    background = data.background(embed)
    texts = list(dict.fromkeys(dictionaries["lay"].texts))
    row_of = {text: row for row, text in enumerate(texts)}
    vectors = embed(texts)

    def found(mentions: Sequence[Mention], kind: str) -> Accuracy:
        own = vectors[[row_of[text] for text in dictionaries[kind].texts]]
        names = with_hubness(dictionaries[kind], own, background)
        asked = embed([mention.text for mention in mentions])
        return accuracy(names, own, mentions, asked)

    posts = post_mentions(data.posts, even=True)
    sample = random.Random(5).sample(split.unknown_mentions, min(1500, len(split.unknown_mentions)))
    accuracies = {
        "posts, all names": found(posts, "lay"),
        "posts, with synonyms": found(posts, "synonym"),
        "posts, preferred names": found(posts, "preferred"),
        "posts typed badly, with synonyms": found(_typed_badly(posts), "synonym"),
    }
    if split.phrases:
        accuracies["held-out phrases, all names"] = found(split.phrases, "lay")
    if sample:
        accuracies["unknown concepts, preferred names"] = found(sample, "preferred")
    judged = read_sts(data.sts("dev"))
    return Figures(accuracies, agreement(embed, judged))


@dataclass(frozen=True)
class Exam:
    """Accuracy on an evaluation set with one dictionary: the mean over its folds.

    `low` and `high` bound Acc@1 with 95% confidence (Wilson's interval on the distinct mentions).
    `unseen` is Acc@1 of those that do not stand in the dictionary word for word.
    """

    first: float
    five: float
    low: float
    high: float
    unseen: float
    mentions: int

    def record(self) -> dict[str, float]:
        """As it stands in a results file."""
        shares = {
            "acc@1": self.first,
            "acc@5": self.five,
            "low": self.low,
            "high": self.high,
            "acc@1 not in the dictionary": self.unseen,
        }
        return {name: round(share, 4) for name, share in shares.items()} | {"mentions": self.mentions}


def examine(
    embed: Embedder, exam: EvaluationSet, starter: Sequence[Term], background: Background | None = None
) -> dict[str, Exam]:
    """Measure with the set's own names, with the starter's synonyms attached, lay phrases too, and near names.

    Own names are just that: the counts that the service has with them, too, come with the synonyms here.
    """
    expected = expected_reports(exam.concepts, starter)

    def named(terms: Sequence[Term]) -> Dictionary:
        return replace(Dictionary.of(terms, NAME_KINDS), expected=expected)

    attached = expand(exam.concepts, starter, lay=True)
    dictionaries = {
        "own names": Dictionary.of(exam.concepts, NAME_KINDS),
        "with synonyms": named(expand(exam.concepts, starter, lay=False)),
        "with lay phrases": named(attached),
        "with near names": named(attached) + nearest_names(exam.concepts, attached, starter, NAME_KINDS, embed),
    }
    return {name: _examined(embed, names, exam.folds, background) for name, names in dictionaries.items()}


def _examined(
    embed: Embedder,
    dictionary: Dictionary,
    folds: Sequence[Sequence[Mention]],
    background: Background | None,
) -> Exam:
    vectors = embed(dictionary.texts)
    dictionary = with_hubness(dictionary, vectors, background)
    mentions = list(dict.fromkeys(mention for fold in folds for mention in fold))
    asked = embed([mention.text for mention in mentions])
    place_of = dict(zip(mentions, places(dictionary, vectors, mentions, asked), strict=True))
    accuracies = [accuracy_of([place_of[mention] for mention in fold]) for fold in folds]
    unseen = [
        place
        for mention, place in place_of.items()
        if normal_form(mention.text) not in dictionary.rows_of
    ]
    first = sum(found.first for found in accuracies) / len(folds)
    low, high = wilson(first, len(mentions))
    return Exam(
        first=first,
        five=sum(found.five for found in accuracies) / len(folds),
        low=low,
        high=high,
        unseen=accuracy_of(unseen).first if unseen else math.nan,
        mentions=len(mentions),
    )
