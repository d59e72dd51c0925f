"""Encoders averaged weight by weight ("model soups"; Wortsman et al. 2022)."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from .encoder import Encoder
from .errors import TrainingError
from .files import making

# In config.json, but of no consequence for what the weights compute.
_NOTES = ("_name_or_path", "architectures", "dtype", "torch_dtype", "transformers_version")


def average(folders: Sequence[Path], weights: Sequence[float], target: Path) -> None:
    """Write the encoder whose weights are the weighted mean of those in `folders`.

    All must come from one base: same configuration, shapes and vocabulary. `target`, which may be
    one of them, is replaced as a whole by config, weights and the first one's tokenizer. Raises
    TrainingError, leaving `target` as it was, if they differ or the weights do not sum to 1.
    """
    if not folders or len(folders) != len(weights):
        raise TrainingError(f"{len(weights)} weights for {len(folders)} models")
    if not abs(sum(weights) - 1) <= 1e-6:
        raise TrainingError(f"the weights sum to {sum(weights):g}, not to 1")
    first = Encoder.load(folders[0])
    form, vocabulary = _form(first), _vocabulary(folders[0])
    # In double precision, so that equal weights stay what they are.
    mean = {name: weights[0] * value.double() for name, value in first.state_dict().items()}
    for folder, weight in zip(folders[1:], weights[1:], strict=True):
        encoder = Encoder.load(folder)
        if _form(encoder) != form or _vocabulary(folder) != vocabulary:
            raise TrainingError(f"{folder} and {folders[0]} are not of equal shape and vocabulary")
        for name, value in encoder.state_dict().items():
            mean[name] += weight * value.double()
    first.load_state_dict(mean)

    with making(target) as (_, fresh):
        first.save(fresh)
        shutil.copyfile(folders[0] / "tokenizer.json", fresh / "tokenizer.json")


def mean_state(states: Sequence[Mapping[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """Return the plain mean of the same layer of several models, tensor by tensor."""
    return {name: torch.stack([state[name] for state in states]).mean(dim=0) for name in states[0]}


def _form(encoder: Encoder) -> tuple[dict[str, Any], dict[str, torch.Size]]:
    """What two encoders must share for their weights to mean the same."""
    settings = {k: v for k, v in encoder.config.to_dict().items() if k not in _NOTES}
    return settings, {name: value.shape for name, value in encoder.state_dict().items()}


def _vocabulary(folder: Path) -> Any:
    try:
        return json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]
    except (OSError, ValueError, KeyError) as error:
        raise TrainingError(f"{folder}: no readable tokenizer.json ({error})") from None
