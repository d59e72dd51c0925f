"""The mean of several runs' extractors ("model soups"; Wortsman et al. 2022): as good as all of them together, for the cost of one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .encoder import Encoder
from .errors import TrainingError
from .extract_corpora import Corpora
from .extract_model import HEAD, Extractor
from .extract_tokens import WordTokenizer
from .extract_train import development_sets, measure_sets
from .files import sha256_of, write_json
from .gazetteer import starter_gazetteer
from .soup import average, mean_state

# Besides the seed, all of a run's figures that must be the same in the others.
_SHARED = ("base", "data")


def soup_extractors(runs: Sequence[Path], target: Path, corpora: Corpora, starter: Path) -> dict[str, Any]:
    """Write the mean of the weights of finished runs, which differ in their seed alone; returns its figures.json.

    Raises TrainingError for a run that is not finished, or that has learned otherwise than the first.
    """
    figures = [_figures(run) for run in runs]
    for run, each in zip(runs, figures, strict=True):
        if _learned(each) != _learned(figures[0]):
            raise TrainingError(f"{run} and {runs[0]} differ in more than their seed; a mean of them means nothing")
    average(runs, [1 / len(runs)] * len(runs), target)
    extractors = [Extractor.load(run) for run in runs]
    mixed = Extractor(Encoder.load(target))
    for name in ("head", "said"):
        states = [extractor.get_submodule(name).state_dict() for extractor in extractors]
        mixed.get_submodule(name).load_state_dict(mean_state(states))
    mixed.eval().save(target)
    tokenizer = WordTokenizer.load(target, int(mixed.encoder.config.pad_token_id))
    gazetteer = starter_gazetteer(starter) if figures[0]["plan"]["gazetteer"] else None
    made = {
        **figures[0],
        "seeds": [each["plan"]["seed"] for each in figures],
        "weights": {name: sha256_of(target / name) for name in ("model.safetensors", HEAD)},
        "development": measure_sets(mixed, tokenizer, development_sets(corpora, tokenizer, gazetteer)),
    }
    write_json(target / "figures.json", made)
    return made


def _figures(run: Path) -> dict[str, Any]:
    try:
        return json.loads((run / "figures.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TrainingError(f"{run}: no finished run of extract-train ({error})") from None


def _learned(figures: dict[str, Any]) -> dict[str, Any]:
    plan = {name: value for name, value in figures["plan"].items() if name != "seed"}
    return {"plan": plan, **{name: figures[name] for name in _SHARED}}
