"""Plans as TOML files have them: a table for each dataclass."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from .errors import TrainingError


def plan_of(kind: type, values: dict[str, Any], where: str) -> Any:
    """Return the dataclass `kind` with `values`; raises TrainingError for one that is unknown or missing."""
    known = {each.name for each in fields(kind)}
    unknown = sorted(set(values) - known)
    if unknown:
        raise TrainingError(f"{where}: unknown {', '.join(unknown)}; known: {', '.join(sorted(known))}")
    try:
        return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})
    except TypeError as error:
        raise TrainingError(f"{where}: {str(error).split('__init__() ')[-1]}") from None
