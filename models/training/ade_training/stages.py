"""From a recipe's plan to the stage that the loop runs."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import torch

from .coder import CoderSettings, CoderStage
from .development import Mention, Split, all_mentions, clauses, post_mentions, post_texts
from .distill import DistillSettings, DistillStage
from .encoder import Encoder
from .errors import TrainingError
from .figures import Data
from .lay import LaySettings, LayStage
from .normal_form import normal_form
from .pairs import (
    PairSettings,
    PairStage,
    StsStage,
    concept_numbers,
    description_pairs,
    name_pairs,
    read_sts,
)
from .recipe import Recipe, StagePlan
from .teacher import Teacher, teacher_vectors
from .tokens import TextTokenizer
from .triplet import TripletSettings, TripletStage, read_coded
from .vocabularies import Term, load_terms


class Stage(Protocol):
    """What the loop needs of a stage."""

    extra: Sequence[torch.nn.Module]  # trained with the encoder, but no part of it

    @property
    def steps_per_epoch(self) -> int:
        """Steps that go through the data once."""

    def loss_at(self, step: int) -> torch.Tensor:
        """The loss of a step."""


def build_stage(
    plan: StagePlan,
    encoder: Encoder,
    tokenizer: TextTokenizer,
    recipe: Recipe,
    data: Data,
    split: Split,
    folder: Path,
    report: Callable[[str], None],
) -> Stage:
    """Make the stage of a plan; `folder` keeps what it computes once, such as a teacher's vectors.

    Raises TrainingError for options that the stage does not have.
    """
    options = {"seed": recipe.seed, **plan.options}
    try:
        if plan.kind == "sts":
            rows = read_sts(data.sts("train"))
            return StsStage(encoder, tokenizer, rows, **options)
        if plan.kind == "lay":
            held = _held(split) if plan.held else frozenset()
            concepts = load_terms(["starter"], data.folder, data.starter) if plan.held else split.terms
            mentions = _mentions(data, frozenset() if plan.held else _forms(split.phrases))
            said = _said(data, split) if plan.posts else []
            names = [text for term in concepts for text in (term.name, *term.synonyms, *term.lay)]
            texts = [*names, *(mention.text for mention in mentions), *said]
            teacher = _teacher(plan, texts, recipe, folder, report) if plan.teacher else None
            others, settings = _terms(plan, data, split), LaySettings(**options)
            return LayStage(encoder, tokenizer, concepts, mentions, settings, others, teacher, said, held)
        terms = _terms(plan, data, split)
        if plan.kind == "triplet":
            if plan.coded is None:
                raise TrainingError("stage triplet: no coded, the table of coded mentions")
            coded = read_coded(Path(plan.coded), ("mention", "concept"))
            names = _names(plan, terms)
            return TripletStage(encoder, tokenizer, coded, names, TripletSettings(**options))
        draw = random.Random(recipe.seed)
        if plan.kind == "coder":
            return CoderStage(encoder, tokenizer, terms, CoderSettings(**options))
        if plan.kind == "distill":
            texts, names = _texts(terms, _said(data, split) if plan.posts else [], plan.most, draw)
            teacher = _teacher(plan, texts, recipe, folder, report)
            return DistillStage(encoder, tokenizer, texts, teacher.vectors, DistillSettings(**options), names)
        numbers = concept_numbers(terms)
        pairs = name_pairs(terms, numbers)
        if plan.kind == "biolord":
            pairs += description_pairs(terms, numbers, draw)
        else:
            options = {"loss": "multi_similarity", **options}
        draw.shuffle(pairs)
        return PairStage(encoder, tokenizer, pairs[: plan.most], PairSettings(**options))
    except TypeError as error:
        raise TrainingError(
            f"stage {plan.kind}: options: {str(error).split('__init__() ')[-1]}"
        ) from None


def _teacher(
    plan: StagePlan, texts: Sequence[str], recipe: Recipe, folder: Path, report: Callable[[str], None]
) -> Teacher:
    """The plan's teacher, with what it makes of the texts."""
    if plan.teacher is None:
        raise TrainingError(f"stage {plan.kind}: no teacher")
    each = list(dict.fromkeys(texts))
    return Teacher(
        each, teacher_vectors(Path(plan.teacher), each, folder / "teacher", recipe.max_tokens, report=report)
    )


def _forms(phrases: Sequence[Mention]) -> frozenset[str]:
    return frozenset(normal_form(phrase.text) for phrase in phrases)


def _held(split: Split) -> frozenset[str]:
    """Normal forms of what is held out: lay phrases, and all names of concepts."""
    names = (text for term in split.unknown for text in (term.name, *term.synonyms, *term.lay))
    return _forms(split.phrases) | {normal_form(text) for text in names}


def _mentions(data: Data, held: frozenset[str]) -> list[Mention]:
    """Mentions of training posts that name their concept by themselves, but for normal forms that are held out."""
    mentions = post_mentions(data.posts, even=False)
    mentions += [mention for path in data.more_posts for mention in all_mentions(path)]
    left_out = data.not_names() | held
    return [mention for mention in mentions if normal_form(mention.text) not in left_out]


def _terms(plan: StagePlan, data: Data, split: Split) -> list[Term]:
    """The plan's vocabularies; of the starter's concepts only those that may be trained on."""
    others = [source for source in plan.sources if source != "starter"]
    terms = load_terms(others, data.folder, data.starter) if others else []
    return terms + (split.terms if "starter" in plan.sources else [])


def _names(plan: StagePlan, terms: Sequence[Term]) -> list[tuple[str, str]]:
    """Names with the id of their concept: of the plan's own table, or of its vocabularies."""
    if plan.names is not None:
        return read_coded(Path(plan.names), ("name", "concept"))
    return [(text, term.id) for term in terms for text in (term.name, *term.synonyms, *term.lay)]


def _said(data: Data, split: Split) -> list[str]:
    """What training posts say, clause by clause, whatever it is about, but for phrases that are held out."""
    posts = [post_texts(data.posts, even=False), *(post_texts(path) for path in data.more_posts)]
    found = dict.fromkeys(clause for texts in posts for text in texts for clause in clauses(text))
    left_out = _forms(split.phrases)
    return [clause for clause in found if normal_form(clause) not in left_out]


def _texts(
    terms: Sequence[Term], said: Sequence[str], most: int | None, draw: random.Random
) -> tuple[list[str], list[int]]:
    """All names of the terms and what is said, `most` of them at most, and which of them are preferred names.

    Preferred names are all among them, as they are what similarities are compared to.
    """
    preferred = list(dict.fromkeys(term.name for term in terms))
    names = (text for term in terms for text in (*term.synonyms, *term.lay))
    others = sorted({*names, *said}.difference(preferred))
    draw.shuffle(others)
    left = None if most is None else max(0, most - len(preferred))
    return [*preferred, *others[:left]], list(range(len(preferred)))
