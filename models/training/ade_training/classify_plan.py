"""How the classifier of posts is trained: settings from a TOML file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from .errors import TrainingError
from .plans import plan_of


@dataclass(frozen=True)
class Fitting:
    """A run of training: `epochs` over the examples, the rate that is reached after a tenth of the steps.

    `freeze` keeps the embeddings and so many of the lowest layers as they are, as in a recipe's stage.
    """

    epochs: int
    learning_rate: float
    batch: int = 64
    dropout: float = 0.0
    freeze: int = 0


@dataclass(frozen=True)
class ClassifyPlan:
    """The ensemble, its mean and, where there is `distil`, one model distilled from it.

    `base` is a base of `base.py`, `start` the folder of the weights that training begins with, relative
    to the folder with `configs/`. There is a model for each of `seeds`, trained on PsyTAR and, with
    `posts`, on what further posts there are. `distil_seed` and `distil` are those of the distilled one.
    """

    name: str
    base: str
    start: str
    seeds: tuple[int, ...]
    posts: bool
    model: Fitting
    distil: Fitting | None = None
    distil_seed: int = 0
    max_tokens: int = 128


def read_classify_plan(path: Path) -> ClassifyPlan:
    """Read a TOML file; raises TrainingError that names what is wrong in it."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise TrainingError(f"{path}: {error}") from None
    for table in ("model", "distil"):
        if table == "distil" and table not in data:
            continue
        if not isinstance(data.get(table), dict):
            raise TrainingError(f"{path}: no table [{table}] with epochs and learning_rate")
        data[table] = plan_of(Fitting, data[table], f"{path}: [{table}]")
    plan = plan_of(ClassifyPlan, {"name": path.stem, **data}, str(path))
    if not plan.seeds:
        raise TrainingError(f"{path}: seeds is empty; give one for each model of the ensemble")
    return plan
