"""Running a recipe, stage after stage; what is finished is not done again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from .development import Split, split_starter
from .embedder import open_embedder
from .encoder import Encoder
from .files import changed, sha256_of, write_json
from .figures import Data, Figures, measure
from .loop import Schedule, fit
from .recipe import Recipe, SoupPlan, StagePlan
from .soup import average
from .stages import build_stage
from .tokens import TextTokenizer
from .vocabularies import load_terms


def run_recipe(
    recipe: Recipe, base: Path, data: Data, folder: Path, report: Callable[[str], None] = print
) -> Path:
    """Train; returns the folder of the last stage, with weights, config and tokenizer.

    Each stage has a folder below `folder`, with its losses, checkpoints of the last minutes, and
    at its end the weights and `figures.json`: development accuracy, seed, hashes of the data.
    """
    split = split_starter(load_terms(["starter"], data.folder, data.starter), recipe.seed)

    def made(name: str) -> Path:
        return base if name == "base" else folder / name

    source = base
    for number, plan in enumerate(recipe.stages, start=1):
        target = folder / f"{number}-{plan.kind}"
        if (target / "figures.json").exists():
            report(f"{target.name}: finished before{_difference(target / 'figures.json', plan, data)}")
            source = target
            continue
        report(f"{target.name}:")
        if isinstance(plan, SoupPlan):
            average([made(name) for name in plan.weights], list(plan.weights.values()), target)
        else:
            start = source if plan.start is None else made(plan.start)
            _train(start, target, plan, recipe, base, data, split, report)
        figures = None
        if isinstance(plan, SoupPlan) or plan.measure:
            figures = measure(open_embedder(target, recipe.max_tokens), data, split)
            for line in figures.lines():
                report(f"  {line}")
        write_json(target / "figures.json", _record(recipe, plan, data, target, figures))
        source = target
    return source


def _difference(figures: Path, plan: StagePlan | SoupPlan, data: Data) -> str:
    """What is to be said of a finished stage that would be another now. It is kept, as recipes and data grow."""
    before = json.loads(figures.read_text(encoding="utf-8"))
    now = {"stage": asdict(plan), "data": data.hashes()}
    other = changed(before, now, now)
    return f", with another {' and '.join(other)}: remove its folder to run it anew" if other else ""


def _train(
    source: Path,
    target: Path,
    plan: StagePlan,
    recipe: Recipe,
    base: Path,
    data: Data,
    split: Split,
    report: Callable[[str], None],
) -> None:
    """Train the encoder of `source` by a stage; `target` gets its weights."""
    encoder = Encoder.load(source)
    encoder.freeze(plan.freeze)
    tokenizer = TextTokenizer.load(
        base / "tokenizer.json", int(encoder.config.pad_token_id), recipe.max_tokens
    )
    stage = build_stage(plan, encoder, tokenizer, recipe, data, split, target.parent, report)
    schedule = Schedule(
        steps=max(1, round(plan.epochs * stage.steps_per_epoch)),
        learning_rate=plan.learning_rate,
        seed=recipe.seed,
    )
    made_of = {"stage": asdict(plan), "data": data.hashes()}
    fit(encoder, stage.loss_at, schedule, target, report, extra=stage.extra, made_of=made_of)
    encoder.save(target)
    shutil.copyfile(base / "tokenizer.json", target / "tokenizer.json")


def _record(
    recipe: Recipe, plan: StagePlan | SoupPlan, data: Data, target: Path, figures: Figures | None
) -> dict[str, Any]:
    return {
        "recipe": recipe.name,
        "base": recipe.base,
        "seed": recipe.seed,
        "stage": asdict(plan),
        "data": data.hashes(),
        "torch": torch.__version__,
        "weights": sha256_of(target / "model.safetensors"),
        "development": figures.record() if figures else None,
    }
