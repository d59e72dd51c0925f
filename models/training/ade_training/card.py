"""Model cards: templates with `$placeholders`, filled from a manifest."""

from __future__ import annotations

import string
from typing import Any

from .errors import TrainingError


def filled(template: str, manifest: dict[str, Any], more: dict[str, Any]) -> str:
    """Put the figures of `manifest`, and `more` of its kind, into a card; raises TrainingError for an unknown one.

    Placeholders of every card: $id, $base_name, $base_sha256, $license, $megabytes, $smoothing, $kept_float, $command.
    """
    made = manifest["madeBy"]
    values = {
        "id": manifest["id"],
        "base_name": manifest["base"]["name"],
        "base_sha256": manifest["base"]["sha256"],
        "license": manifest["license"],
        "megabytes": f"{manifest['files']['model.onnx']['bytes'] / 1e6:.1f}",
        "smoothing": made["quantization"].get("smoothing") or "none",
        "kept_float": ", ".join(made["quantization"]["keptFloat"]) or "none",
        "command": made["command"],
        **more,
    }
    return substituted(template, values)


def substituted(template: str, values: dict[str, Any]) -> str:
    """Put values for the `$placeholders` of a card; raises TrainingError for an unknown one."""
    try:
        return string.Template(template).substitute(values)
    except (KeyError, ValueError) as error:
        raise TrainingError(f"model card template: unknown placeholder {error}") from None
