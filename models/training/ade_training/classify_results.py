"""What the classifiers reach: the baseline, each seed, the ensemble, and the one that ships."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .classify_baseline import GRID, LinearSettings, choose, linear_probabilities
from .classify_data import Example, PostData, label_array, read_sentences, training_examples
from .classify_measures import bootstrap_f1, macro_f1, score, thresholds
from .classify_plan import ClassifyPlan
from .classify_run import DISTILLED, SOUP, development, seed_name
from .classify_train import predict
from .classify_windows import Windows, run_graph
from .files import sha256_of
from .graph import OnnxEncoder
from .manifest import verify_folder

CHOSEN_ON = "PsyTAR dev"
POSTS = "even posts"  # of their labels only ADR is known
BASELINE, SHIPPED = "linear baseline", "one model, int8 (ships)"


@dataclass(frozen=True)
class Found:
    """What one classifier decides on each set: bool [texts, labels]; thresholds are None for a vote."""

    decisions: dict[str, np.ndarray]
    thresholds: dict[str, float] | None


def decide(
    probabilities: dict[str, np.ndarray], truths: dict[str, np.ndarray], chosen: dict[str, float] | None = None
) -> Found:
    """Decide by `chosen` thresholds, or by those that are best on CHOSEN_ON."""
    at = chosen or thresholds(truths[CHOSEN_ON], probabilities[CHOSEN_ON])
    limits = np.array(list(at.values()), dtype=np.float32)
    return Found({name: found >= limits for name, found in probabilities.items()}, at)


def vote(models: Sequence[Found]) -> Found:
    """The majority of the models' decisions; a tie is a yes."""
    names = models[0].decisions
    return Found(
        {name: np.mean([each.decisions[name] for each in models], axis=0) >= 0.5 for name in names}, None
    )


def measure_classifiers(
    plan: ClassifyPlan,
    run: Path,
    shipped: Path,
    data: PostData,
    exam: bool,
    report: Callable[[str], None] = print,
    grid: Sequence[LinearSettings] = GRID,
) -> dict[str, Any]:
    """Measure everything on the development sets and, with `exam`, on PsyTAR's test.

    `run` is the folder of `run_classify`, `shipped` the exported one. The baseline is chosen on
    CHOSEN_ON, with or without the posts of odd ids, from `grid`. The exam is for once all is chosen.
    """
    sets: dict[str, list[Example]] = development(data)
    if exam:
        sets["PsyTAR test"] = read_sentences(data.sentences("test"))
    texts = {name: [each.text for each in examples] for name, examples in sets.items()}
    truths = {name: label_array(examples) == 1 for name, examples in sets.items()}

    def torch_model(folder: Path) -> dict[str, np.ndarray]:
        report(f"{folder.name} answers")
        joined = predict(folder, [text for some in texts.values() for text in some], plan.max_tokens)
        ends = np.cumsum([len(some) for some in texts.values()])[:-1]
        return dict(zip(texts, np.split(joined, ends), strict=True))

    settings, posts, baseline = _baseline(data, sets[CHOSEN_ON], texts, grid, report)
    answers = [torch_model(run / seed_name(seed)) for seed in plan.seeds]
    mean = {name: np.mean([each[name] for each in answers], axis=0) for name in texts}
    manifest = verify_folder(shipped)
    singles = [decide(each, truths) for each in answers]
    found = {
        BASELINE: decide(baseline, truths),
        "ensemble, mean": decide(mean, truths),
        "ensemble, vote": vote(singles),
        **_others(run, torch_model, truths),
        SHIPPED: decide(_int8(shipped, manifest, texts), truths, manifest["thresholds"]),
    }
    return {
        "recipe": plan.name,
        "data": data.hashes(),
        "model": manifest["files"]["model.onnx"]["sha256"],
        "baseline": {**settings.record(), "posts": posts},
        "sets": {name: len(some) for name, some in texts.items()},
        "models": {name: _figures(each, truths) for name, each in found.items()},
        "single": [_figures(each, truths, samples=0) for each in singles],
        "differences": _differences(found, truths),
        **({"test": sha256_of(data.sentences("test"))} if exam else {}),
    }


def _others(
    run: Path,
    answer: Callable[[Path], dict[str, np.ndarray]],
    truths: dict[str, np.ndarray],
) -> dict[str, Found]:
    """The one model that was distilled from the ensemble, and the one that is its mean, where the run has them."""
    return {
        name: decide(answer(run / name), truths)
        for name in (DISTILLED, SOUP)
        if (run / name / "figures.json").exists()
    }


def _baseline(
    data: PostData,
    dev: Sequence[Example],
    texts: dict[str, list[str]],
    grid: Sequence[LinearSettings],
    report: Callable[[str], None],
) -> tuple[LinearSettings, bool, dict[str, np.ndarray]]:
    choices = []
    for posts in (False, True):
        report(f"{BASELINE}, {'with' if posts else 'without'} posts")
        settings, figure = choose(training_examples(data, posts), dev, grid, report)
        choices.append((figure, posts, settings))
    _, posts, settings = max(choices, key=lambda choice: choice[0])
    return settings, posts, linear_probabilities(training_examples(data, posts), settings, texts)


def _int8(folder: Path, manifest: dict[str, Any], texts: dict[str, list[str]]) -> dict[str, np.ndarray]:
    """Each text alone, so that what comes out depends on nothing else."""
    graph = OnnxEncoder(folder / "model.onnx")
    pad, most = manifest["tokenizer"]["padId"], manifest["maxTokens"]
    windows = Windows(folder / "tokenizer.json", pad, most)
    return {name: run_graph(graph, windows, some, batch=1) for name, some in texts.items()}


def _figures(found: Found, truths: dict[str, np.ndarray], samples: int = 2000) -> dict[str, Any]:
    """For each set: ADR's precision, recall and F1 with its interval, and macro F1 where all labels are known."""
    figures: dict[str, Any] = {"thresholds": found.thresholds}
    for name, decisions in found.decisions.items():
        truth = truths[name]
        one = score(truth[:, 0], decisions[:, 0]).record()
        if samples:
            ((low, high),) = bootstrap_f1(truth[:, 0], [decisions[:, 0]], samples)
            one |= {"low": round(low, 5), "high": round(high, 5)}
        if name != POSTS:
            one["macro f1"] = round(macro_f1(truth, decisions), 5)
        figures[name] = one
    return figures


def _differences(found: dict[str, Found], truths: dict[str, np.ndarray]) -> dict[str, Any]:
    """F1 of ADR of each model less the baseline's, with the 95% interval of paired samples."""
    rows: dict[str, Any] = {}
    for name, each in found.items():
        if name == BASELINE:
            continue
        rows[name] = {}
        for where, truth in truths.items():
            pair = [one.decisions[where][:, 0] for one in (each, found[BASELINE])]
            low, high = bootstrap_f1(truth[:, 0], pair)[-1]
            gain = score(truth[:, 0], pair[0]).f1 - score(truth[:, 0], pair[1]).f1
            rows[name][where] = {"f1": round(gain, 5), "low": round(low, 5), "high": round(high, 5)}
    return rows
