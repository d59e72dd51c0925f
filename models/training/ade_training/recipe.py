"""A recipe: the stages that turn a base into an encoder, from a TOML file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .errors import TrainingError
from .plans import plan_of

KINDS = ("sts", "biolord", "sapbert", "coder", "lay", "distill", "triplet")


@dataclass(frozen=True)
class StagePlan:
    """A stage that trains. `sources` are vocabularies (of the lay stage: those to rehearse beside the starter).

    It goes on from the stage before, or from `start`: the folder of an earlier one ("2-lay") or the `base`.
    `freeze` keeps the embeddings and so many of the lowest layers as they are: a step of a large
    base then costs a third less. `most` bounds the pairs or texts, drawn with the recipe's seed; `options` go to the
    stage's settings. `teacher` is the encoder, weights or a model folder, that the distill stage learns from, and the
    lay stage if it has one; with `posts` they learn what that makes of what training posts say, too (the lay stage
    as many clauses beside each batch as its option `said` says). The triplet stage reads `coded` (a table with mention
    and concept) and, for the names, `names` (name and concept) or `sources`; all are paths from where the command runs.
    With `held`, the lay stage learns what is held out for development, too: a last stage, when all is chosen; of what it
    made only the posts with even ids say anything then.
    Without `measure`, nobody is told what the stage reached: a large base takes ten minutes for the names of the
    starter.
    """

    kind: str
    epochs: float
    learning_rate: float
    start: str | None = None
    sources: tuple[str, ...] = ()
    most: int | None = None
    freeze: int = 0
    teacher: str | None = None
    posts: bool = False
    coded: str | None = None
    names: str | None = None
    held: bool = False
    measure: bool = True
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SoupPlan:
    """The mean of earlier stages, by the names of their folders ("2-lay"), and of the `base`."""

    kind: str
    weights: dict[str, float]


@dataclass(frozen=True)
class ExportPlan:
    """How `make-encoder.sh` has the encoder exported: options of the command `export`."""

    keep_float: tuple[str, ...] = ()
    smoothing: float = 0.0


@dataclass(frozen=True)
class Recipe:
    """Stages in their order, on a base of `base.py`; `seed` also divides the starter vocabulary."""

    name: str
    base: str
    seed: int
    stages: tuple[StagePlan | SoupPlan, ...]
    max_tokens: int = 64
    export: ExportPlan = ExportPlan()

    @property
    def learns_all(self) -> bool:
        """Whether a stage learns what is held out for development."""
        return any(isinstance(stage, StagePlan) and stage.held for stage in self.stages)


def read_recipe(path: Path) -> Recipe:
    """Read a TOML file; raises TrainingError that names what is wrong in it."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise TrainingError(f"{path}: {error}") from None
    stages = data.pop("stages", [])
    if not stages:
        raise TrainingError(f"{path}: no [[stages]]")
    plans = tuple(
        _plan(stage, f"{path}: stage {number}") for number, stage in enumerate(stages, start=1)
    )
    export = plan_of(ExportPlan, data.pop("export", {}), f"{path}: export")
    return plan_of(Recipe, {"name": path.stem, **data, "stages": plans, "export": export}, str(path))


def _plan(stage: dict[str, Any], where: str) -> StagePlan | SoupPlan:
    if stage.get("kind") == "soup":
        return plan_of(SoupPlan, stage, where)
    plan = plan_of(StagePlan, stage, where)
    if plan.kind not in KINDS:
        raise TrainingError(f"{where}: no kind {plan.kind!r}; there are {', '.join((*KINDS, 'soup'))}")
    return plan
