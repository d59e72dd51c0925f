"""The ensemble of seeds, their mean, and a model distilled from them; what is finished is not done again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch

from .classify_data import Example, PostData, label_array, read_posts, read_sentences, training_examples
from .classify_measures import score, thresholds
from .classify_model import HEAD, read_head, write_head
from .classify_plan import ClassifyPlan, Fitting
from .classify_train import Lesson, predict, train_classifier
from .files import sha256_of, write_json
from .soup import average, mean_state

SOUP, DISTILLED = "soup", "distilled"


def run_classify(
    plan: ClassifyPlan, start: Path, data: PostData, folder: Path, report: Callable[[str], None] = print
) -> Path:
    """Train the seeds, average them, and distil them if that is planned; returns the folder of the last one.

    Each has a folder below `folder` with its losses, the checkpoint of the last minute, and at its end
    weights and `figures.json`: development F1, seed, hashes. `soup` is the mean of the seeds' weights
    (Wortsman et al. 2022): an ensemble that costs no more than one of them. `distilled` learns from the
    mean of what they say about PsyTAR's train and the posts of odd ids (Hinton et al. 2015).
    """
    examples = training_examples(data, plan.posts)
    lesson = Lesson([each.text for each in examples], label_array(examples))
    for seed in plan.seeds:
        _once(folder / seed_name(seed), lesson, plan, plan.model, seed, start, data, report)
    _soup(folder, plan, data, report)
    if plan.distil is None:
        return folder / SOUP
    texts = [each.text for each in training_examples(data, with_posts=True)]
    wanted = _mean_of_teachers(plan, texts, folder, report)
    lesson = Lesson(texts, wanted)
    _once(folder / DISTILLED, lesson, plan, plan.distil, plan.distil_seed, start, data, report)
    return folder / DISTILLED


def seed_name(seed: int) -> str:
    """The folder of one model of the ensemble."""
    return f"seed-{seed}"


def development(data: PostData) -> dict[str, list[Example]]:
    """The two sets that everything is chosen on."""
    return {
        "PsyTAR dev": read_sentences(data.sentences("dev")),
        "even posts": read_posts(data.posts, even=True),
    }


def _once(
    target: Path,
    lesson: Lesson,
    plan: ClassifyPlan,
    fitting: Fitting,
    seed: int,
    start: Path,
    data: PostData,
    report: Callable[[str], None],
) -> None:
    if (target / "figures.json").exists():
        report(f"{target.name}: finished before")
        return
    report(f"{target.name}:")
    train_classifier(start, target, lesson, fitting, seed, plan.max_tokens, report)
    made = {
        "seed": seed,
        "fitting": asdict(fitting),
        "texts": len(lesson.texts),
        "start": sha256_of(start / "model.safetensors"),
    }
    _record(target, plan, data, made, report)


def _soup(folder: Path, plan: ClassifyPlan, data: PostData, report: Callable[[str], None]) -> None:
    target = folder / SOUP
    if (target / "figures.json").exists():
        report(f"{SOUP}: finished before")
        return
    report(f"{SOUP}:")
    seeds = [folder / seed_name(seed) for seed in plan.seeds]
    average(seeds, [1 / len(seeds)] * len(seeds), target)
    write_head(target, mean_state([read_head(each) for each in seeds]))
    _record(target, plan, data, {"seeds": list(plan.seeds)}, report)


def _record(
    target: Path, plan: ClassifyPlan, data: PostData, made: dict[str, Any], report: Callable[[str], None]
) -> None:
    """Measure what `target` has, and write `figures.json`: with it a model is finished."""
    figures = {
        "recipe": plan.name,
        "base": plan.base,
        "posts": plan.posts,
        **made,
        "data": data.hashes(),
        "torch": torch.__version__,
        "weights": {name: sha256_of(target / name) for name in ("model.safetensors", HEAD)},
        "development": _figures(target, plan.max_tokens, data),
    }
    write_json(target / "figures.json", figures)
    report(f"  {figures['development']}")


def _figures(folder: Path, max_tokens: int, data: PostData) -> dict[str, Any]:
    """F1 of ADR with the threshold that is best on PsyTAR's dev."""
    found = {}
    at = 0.5
    for name, examples in development(data).items():
        truth = label_array(examples)
        probabilities = predict(folder, [each.text for each in examples], max_tokens)
        if name == "PsyTAR dev":
            at = thresholds(truth == 1, probabilities)["ADR"]
        found[name] = score(truth[:, 0] == 1, probabilities[:, 0] >= at).record()
    return {"threshold": at, **found}


def _mean_of_teachers(
    plan: ClassifyPlan, texts: Sequence[str], folder: Path, report: Callable[[str], None]
) -> np.ndarray:
    """Float32 [texts, labels]; each teacher's answers are kept, since they take a minute."""
    answers = []
    for seed in plan.seeds:
        teacher = folder / seed_name(seed)
        kept = teacher / "lesson.npy"
        if not kept.exists():
            report(f"{teacher.name}: answers for the one model")
            np.save(kept, predict(teacher, texts, plan.max_tokens))
        answers.append(np.load(kept))
    return np.mean(answers, axis=0).astype(np.float32)
