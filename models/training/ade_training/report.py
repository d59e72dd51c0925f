"""Results of encoders as files, and the table of them in a model card."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .development import Split
from .embedder import Embedder, remembering
from .errors import TrainingError
from .evaluation import read_sets
from .figures import Data, examine, measure
from .files import replace_text, sha256_of, write_json
from .markdown import markdown_table
from .pairs import agreement, read_sts
from .vocabularies import load_terms

START, END = "<!-- results -->", "<!-- end of results -->"
_NONE = "-"


def write_result(
    target: Path, name: str, note: str, folder: Path, embed: Embedder, data: Data, split: Split, exam: bool
) -> dict[str, Any]:
    """Measure the encoder of `folder` and write `target`.

    With `exam` the evaluation sets and the test part of STS-B too: once an encoder is chosen, never
    to choose one. The development figures are without what `split` holds out; an evaluation set gets
    all of the starter's names.
    """
    embed = remembering(embed)
    model = next((folder / file for file in ("model.onnx", "model.safetensors") if (folder / file).is_file()))
    result: dict[str, Any] = {
        "name": name,
        "note": note,
        "model": {"file": model.name, "sha256": sha256_of(model)},
        "starter": sha256_of(data.starter),
        "development": measure(embed, data, split).record(),
    }
    if exam:
        starter = load_terms(["starter"], data.folder, data.starter)
        background = data.background(embed)
        result["similarity"] = round(agreement(embed, read_sts(data.sts("test"))), 4)
        result["exam"] = {
            each.name: {kind: found.record() for kind, found in examine(embed, each, starter, background).items()}
            for each in read_sets(data.folder)
        }
    target.parent.mkdir(parents=True, exist_ok=True)
    write_json(target, result)
    return result


def read_results(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Read what `write_result` wrote; raises TrainingError for a file that is something else."""
    results = []
    for path in paths:
        try:
            result = json.loads(path.read_text(encoding="utf-8"))
            results.append({"name": result["name"], "development": result["development"], **result})
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise TrainingError(f"{path}: no results ({error!r})") from None
    return results


def tables(results: Sequence[dict[str, Any]]) -> str:
    """Markdown: development figures of all, then one table for each evaluation set."""
    parts = ["Development, Acc@1 / Acc@5 in %:", _development(results)]
    examined = [result for result in results if result.get("exam")]
    for name in dict.fromkeys(name for result in examined for name in result["exam"]):
        parts += [f"{name}, Acc@1 / Acc@5 in %, [95% interval of Acc@1], Acc@1 without look-up:"]
        parts.append(_exam(name, examined))
    notes = [f"- {result['name']}: {result['note']}" for result in results if result.get("note")]
    return "\n\n".join([*parts, "\n".join(notes)] if notes else parts)


def put_into(card: Path, text: str) -> None:
    """Replace what stands between the markers of a card; raises TrainingError if they are missing."""
    before, start, rest = card.read_text(encoding="utf-8").partition(START)
    _, end, after = rest.partition(END)
    if not (start and end):
        raise TrainingError(f"{card}: no {START} with {END}")
    replace_text(card, f"{before}{START}\n\n{text}\n\n{END}{after}")


def _development(results: Sequence[dict[str, Any]]) -> str:
    measured = dict.fromkeys(name for result in results for name in result["development"])
    names = [name for name in measured if name != "STS-B"]
    rows = []
    for result in results:
        figures = result["development"]
        test = result.get("similarity")
        similar = f"{_percent(figures['STS-B']['spearman'])}, {_percent(test) if test else _NONE}"
        rows.append([result["name"], *(_pair(figures.get(name)) for name in names), similar])
    return markdown_table(["encoder", *names, "STS-B dev, test"], rows)


def _exam(name: str, results: Sequence[dict[str, Any]]) -> str:
    kinds = list(dict.fromkeys(kind for result in results for kind in result["exam"][name]))
    rows = [
        [result["name"], *(_long(result["exam"][name].get(kind)) for kind in kinds)] for result in results
    ]
    return markdown_table(["encoder", *kinds], rows)


def _long(found: dict[str, float] | None) -> str:
    if found is None:
        return _NONE
    interval = f"[{_percent(found['low'])}, {_percent(found['high'])}]"
    return f"{_pair(found)} {interval} {_percent(found['acc@1 not in the dictionary'])}"


def _pair(found: dict[str, float] | None) -> str:
    if found is None:
        return _NONE
    return f"{_percent(found['acc@1'])} / {_percent(found['acc@5'])}"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"
