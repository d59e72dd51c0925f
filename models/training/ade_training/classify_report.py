"""The tables of a model card, from what `classify-measure` wrote."""

from __future__ import annotations

import json
import statistics
from pathlib import Path
from typing import Any

from .classify_data import LABELS
from .errors import TrainingError
from .markdown import markdown_table


def read_classify_result(path: Path) -> dict[str, Any]:
    """Read a file of `classify-measure`; raises TrainingError if it is none."""
    try:
        result = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TrainingError(f"{path}: no results ({error})") from None
    missing = {"models", "single", "differences", "sets"} - set(result if isinstance(result, dict) else ())
    if missing:
        raise TrainingError(f"{path}: not a file of classify-measure, it lacks {', '.join(sorted(missing))}")
    return result


def classify_tables(result: dict[str, Any]) -> str:
    """Markdown: one table a set, then what is gained over the baseline, then thresholds and settings."""
    parts = []
    for name, count in result["sets"].items():
        parts.append(f"{name}, {count:,} texts, ADR in % (F1 with its 95% interval):")
        parts.append(_set_table(result, name))
    names = list(result["sets"])
    parts.append("F1 of ADR less that of the linear baseline, in points, with the 95% interval:")
    parts.append(
        markdown_table(
            ["model", *names],
            [[model, *(_gain(found[name]) for name in names)] for model, found in result["differences"].items()],
        )
    )
    parts.append("Thresholds, each the best on PsyTAR dev for its model and label:")
    parts.append(
        markdown_table(
            ["model", *LABELS],
            [
                [model, *(f"{figures['thresholds'][label]:.2f}" for label in LABELS)]
                for model, figures in result["models"].items()
                if figures["thresholds"]
            ],
        )
    )
    linear = result["baseline"]
    parts.append(
        f"The linear baseline has n-grams of up to {linear['words']} words and {linear['characters']} "
        f"characters, C = {linear['strength']:g}, {'balanced' if linear['balanced'] else 'plain'} classes, "
        f"{'with' if linear['posts'] else 'without'} the posts of odd ids: the best of its grid on PsyTAR dev."
    )
    return "\n\n".join(parts)


def _set_table(result: dict[str, Any], name: str) -> str:
    columns = ["precision", "recall"]
    macro = "macro f1" in next(iter(result["models"].values()))[name]
    rows = []
    for model, figures in result["models"].items():
        one = figures[name]
        f1 = f"{_percent(one['f1'])} [{_percent(one['low'])}, {_percent(one['high'])}]"
        cells = [model, *(_percent(one[column]) for column in columns), f1]
        rows.append([*cells, _percent(one["macro f1"])] if macro else cells)
    singles = [each[name] for each in result["single"]]
    keys = [*columns, "f1", *(["macro f1"] if macro else [])]
    label = f"one model, mean and sd of {len(singles)}"
    rows.insert(1, [label, *(_spread([each[key] for each in singles]) for key in keys)])
    head = ["model", "precision", "recall", "F1", *(["macro F1 of the labels"] if macro else [])]
    return markdown_table(head, rows)


def _spread(values: list[float]) -> str:
    sd = statistics.stdev(values) if len(values) > 1 else 0.0
    return f"{_percent(statistics.mean(values))} ± {_percent(sd)}"


def _gain(found: dict[str, float]) -> str:
    signs = [f"{100 * found[key]:+.1f}" for key in ("f1", "low", "high")]
    return f"{signs[0]} [{signs[1]}, {signs[2]}]"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"
