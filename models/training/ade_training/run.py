"""Running a recipe, stage after stage; what is finished is not done again."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import torch

from .coder import CoderSettings, CoderStage
from .development import Split, post_mentions, split_starter
from .distill import DistillSettings, DistillStage, teacher_vectors
from .encoder import Encoder
from .errors import TrainingError
from .files import sha256_of, write_json
from .figures import Data, Figures, measure
from .lay import LaySettings, LayStage
from .loop import Schedule, embed_all, fit
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
from .tokens import TextTokenizer
from .vocabularies import Term, load_terms


class Stage(Protocol):
    """What the loop needs of a stage."""

    extra: Sequence[torch.nn.Module]  # trained with the encoder, but no part of it

    @property
    def steps_per_epoch(self) -> int:
        """Steps that go through the data once."""

    def loss_at(self, step: int) -> torch.Tensor:
        """The loss of a step."""


def run_recipe(
    recipe: Recipe, base: Path, data: Data, folder: Path, report: Callable[[str], None] = print
) -> Path:
    """Train; returns the folder of the last stage, with weights, config and tokenizer.

    Each stage has a folder below `folder`, with its losses, checkpoints of the last minutes, and
    at its end the weights and `figures.json`: development accuracy, seed, hashes of the data.
    """
    split = split_starter(load_terms(["starter"], data.folder, data.starter), recipe.seed)
    source = base
    for number, plan in enumerate(recipe.stages, start=1):
        target = folder / f"{number}-{plan.kind}"
        if (target / "figures.json").exists():
            report(f"{target.name}: finished before")
            source = target
            continue
        report(f"{target.name}:")
        encoder = Encoder.load(source)
        tokenizer = TextTokenizer.load(
            base / "tokenizer.json", int(encoder.config.pad_token_id), recipe.max_tokens
        )
        stage = _stage(plan, encoder, tokenizer, recipe, data, split, folder, report)
        schedule = Schedule(
            steps=max(1, round(plan.epochs * stage.steps_per_epoch)),
            learning_rate=plan.learning_rate,
            seed=recipe.seed,
        )
        fit(encoder, stage.loss_at, schedule, target, report, extra=stage.extra)
        encoder.save(target)
        shutil.copyfile(base / "tokenizer.json", target / "tokenizer.json")
        figures = measure(partial(embed_all, encoder, tokenizer), data, split)
        for line in figures.lines():
            report(f"  {line}")
        fresh = target / "figures.new"
        write_json(fresh, _record(recipe, plan, data, target, figures))
        os.replace(fresh, target / "figures.json")
        source = target
    return source


def _stage(
    plan: StagePlan,
    encoder: Encoder,
    tokenizer: TextTokenizer,
    recipe: Recipe,
    data: Data,
    split: Split,
    folder: Path,
    report: Callable[[str], None],
) -> Stage:
    options = {"seed": recipe.seed, **plan.options}
    try:
        if plan.kind == "sts":
            rows = read_sts(data.folder / "sts/stsb-en-train.csv")
            return StsStage(encoder, tokenizer, rows, **options)
        if plan.kind == "lay":
            odd = post_mentions(data.posts, even=False)
            others = _terms(plan, data, split)
            return LayStage(encoder, tokenizer, split.terms, odd, LaySettings(**options), others)
        terms = _terms(plan, data, split)
        draw = random.Random(recipe.seed)
        if plan.kind == "coder":
            return CoderStage(encoder, tokenizer, terms, CoderSettings(**options))
        if plan.kind == "distill":
            if plan.teacher is None:
                raise TrainingError("stage distill: no teacher")
            texts, names = _texts(terms, plan.most, draw)
            vectors = teacher_vectors(
                Path(plan.teacher), texts, folder / "teacher", recipe.max_tokens, report=report
            )
            settings = DistillSettings(**options)
            return DistillStage(encoder, tokenizer, texts, vectors, settings, names)
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


def _terms(plan: StagePlan, data: Data, split: Split) -> list[Term]:
    """The plan's vocabularies; of the starter's concepts only those that may be trained on."""
    others = [source for source in plan.sources if source != "starter"]
    terms = load_terms(others, data.folder, data.starter) if others else []
    return terms + (split.terms if "starter" in plan.sources else [])


def _texts(
    terms: Sequence[Term], most: int | None, draw: random.Random
) -> tuple[list[str], list[int]]:
    """All names of the terms, `most` of them at most, and which of them are preferred."""
    preferred = {term.name for term in terms}
    texts = list(
        dict.fromkeys(text for term in terms for text in (term.name, *term.synonyms, *term.lay))
    )
    draw.shuffle(texts)
    texts = texts[:most]
    return texts, [row for row, text in enumerate(texts) if text in preferred]


def _record(
    recipe: Recipe, plan: StagePlan, data: Data, target: Path, figures: Figures
) -> dict[str, Any]:
    return {
        "recipe": recipe.name,
        "base": recipe.base,
        "seed": recipe.seed,
        "stage": asdict(plan),
        "data": {"starter": sha256_of(data.starter), "posts": sha256_of(data.posts)},
        "torch": torch.__version__,
        "weights": sha256_of(target / "model.safetensors"),
        "development": figures.record(),
    }
