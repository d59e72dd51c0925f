"""Figures of extractors as files, and the tables of them in a model card."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from typing import Any

from .errors import TrainingError
from .extract_corpora import WAYS, Corpora, compare, dictionary_spans, marked_set, marks_told, spans_in
from .extract_model import word_probabilities
from .extract_spans import TAGS
from .extract_tokens import WordTokenizer
from .files import sha256_of, write_json
from .gazetteer import starter_gazetteer
from .graph import OnnxEncoder
from .manifest import verify_folder
from .markdown import markdown_table

_MARKS = {
    "ade": "reported",
    "neg": "denied",
    "hyp": "possible",
    "oth": "of someone else",
    "ind": "indication (DI)",
}


def write_measures(folder: Path, corpora: Corpora, starter: Path, target: Path, exam: bool) -> dict[str, Any]:
    """Measure the model folder `folder`, and the dictionary alone, and write `target`.

    With `exam` on PsyTAR's test part too: once the extractor is chosen, never to choose one. Raises
    TrainingError if the folder is not as its manifest says, or holds another kind of model.
    """
    manifest = verify_folder(folder)
    if manifest.get("task") != "extract" or manifest.get("tags") != list(TAGS):
        raise TrainingError(f"{folder} is no extractor with the tags {', '.join(TAGS)}; see its manifest.json")
    tokenizer = WordTokenizer.load(folder, manifest["tokenizer"]["padId"], manifest["maxTokens"])
    gazetteer = starter_gazetteer(starter)
    model = OnnxEncoder(folder / "model.onnx", threads=2)
    sets = {**corpora.development(), **(corpora.test() if exam else {})}
    figures: dict[str, Any] = {}
    for name, examples in sets.items():
        texts = marked_set(examples, tokenizer, gazetteer)
        rows = word_probabilities(model.encode, tokenizer, texts.readings)
        figures[name] = {
            "dictionary": compare(dictionary_spans(texts, gazetteer), texts),
            "extractor": compare(spans_in(texts, rows, manifest.get("minProbability", 0.0)), texts),
        }
        if any(texts.said):
            figures[name]["extractor"]["marks"] = marks_told(rows, texts)
    data = {**corpora.hashes(), "starter": sha256_of(starter)}
    if exam:
        data["psytar test"] = sha256_of(corpora.psytar("test"))
    result = {
        "model": {"id": manifest["id"], "sha256": manifest["files"]["model.onnx"]["sha256"]},
        "data": data,
        "sets": figures,
    }
    target.parent.mkdir(parents=True, exist_ok=True)
    write_json(target, result)
    return result


def read_figures(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Read files of runs and of measures; raises TrainingError for one that is neither."""
    found = []
    for path in paths:
        try:
            figures = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise TrainingError(f"{path}: no figures ({error})") from None
        if not isinstance(figures, dict) or not ("plan" in figures or "sets" in figures):
            raise TrainingError(f"{path}: neither the figures of extract-train nor of extract-measure")
        found.append(figures)
    return found


def tables(figures: Sequence[dict[str, Any]]) -> str:
    """Markdown: what was measured of the model that ships, then runs with and without each part."""
    measured = [each for each in figures if "sets" in each]
    runs = [each for each in figures if "plan" in each]
    parts = [part for each in measured for part in _measured(each)]
    if runs:
        parts += _ablation(runs)
    return "\n\n".join(parts)


def _measured(result: dict[str, Any]) -> list[str]:
    rows = [
        [f"{name}: {who}", *(_long(found[way]) for way in WAYS)]
        for name, each in result["sets"].items()
        for who, found in each.items()
    ]
    parts = [
        "F1 (precision / recall) in %, of what ships (int8) and of the dictionary alone:",
        markdown_table(["texts", *WAYS], rows),
    ]
    for name, each in result["sets"].items():
        if "recall by mark" in each["extractor"]:
            parts += [f"Found, relaxed, in % of what is marked ({name}):", _recalls(each)]
        if "marks" in each["extractor"]:
            parts += [f"What is said of marked mentions, F1 in % of the model alone ({name}):", _marks(each)]
    return parts


def _recalls(found: dict[str, Any]) -> str:
    rows = [
        [
            _MARKS.get(mark, mark),
            str(counted["marked"]),
            *(_percent(who["recall by mark"][mark]["recall"]) for who in found.values()),
        ]
        for mark, counted in found["extractor"]["recall by mark"].items()
    ]
    return markdown_table(["what the post says of it", "marked", *found], rows)


def _marks(found: dict[str, Any]) -> str:
    f1s = found["extractor"]["marks"]
    return markdown_table([_MARKS.get(mark, mark) for mark in f1s], [[_percent(f1) for f1 in f1s.values()]])


def _ablation(runs: Sequence[dict[str, Any]]) -> list[str]:
    groups: dict[tuple[bool, bool], list[dict[str, Any]]] = defaultdict(list)
    for run in runs:
        groups[run["plan"]["gazetteer"], run["plan"]["labels"] > 0].append(run)
    parts = []
    for name in runs[0]["development"]:
        rows = [
            [
                f"{'with' if marks else 'without'} dictionary marks, {'with' if labels else 'without'} drug labels",
                str(len(group)),
                *(_spread([run["development"][name][way]["f1"] for run in group]) for way in WAYS),
            ]
            for (marks, labels), group in sorted(groups.items())
        ]
        parts += [
            f"F1 in % on {name}, mean over seeds [least, greatest], float weights:",
            markdown_table(["training", "seeds", *WAYS], rows),
        ]
    return parts


def _spread(values: Sequence[float]) -> str:
    return f"{_percent(mean(values))} [{_percent(min(values))}, {_percent(max(values))}]"


def _long(found: dict[str, float]) -> str:
    return f"{_percent(found['f1'])} ({_percent(found['precision'])} / {_percent(found['recall'])})"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"
