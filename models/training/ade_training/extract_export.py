"""From a folder that training wrote to the folder that the service loads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .base import BaseModel
from .card import filled
from .errors import CheckFailed
from .extract_corpora import WAYS, MarkedSet, compare, spans_in
from .extract_golden import golden
from .extract_graph import OUTPUT, write_extractor_graph
from .extract_model import Extractor, word_probabilities
from .extract_spans import SAID, TAGS
from .extract_tokens import WordTokenizer
from .files import making, sha256_of, write_json
from .gazetteer import MAX_WORDS, MIN_CHARS, Gazetteer
from .graph import OnnxEncoder, quantize
from .manifest import FORMAT, file_entries, made_by, tokenizer_entry
from .tokens import TextTokenizer

# PyTorch in float32 is slow: it is compared on so many texts of each set.
_EXACT = 100


@dataclass(frozen=True)
class ExtractExport:
    """What an export needs besides the weights; `card` is a Markdown file with `$placeholders`.

    The float32 graph must compute what PyTorch does, up to `float_most` in a probability; int8 must
    keep the tag of the share `least_same` of the words.
    """

    model_id: str
    base: BaseModel
    card: Path
    gazetteer: Gazetteer
    min_probability: float | None = None
    keep_float: tuple[str, ...] = ()
    max_tokens: int = 128
    float_most: float = 1e-3
    least_same: float = 0.98
    command: str = ""


def export_extractor(
    source: Path,
    target: Path,
    options: ExtractExport,
    sets: Callable[[WordTokenizer], dict[str, MarkedSet]],
    report: Callable[[str], None] = print,
) -> dict[str, Any]:
    """Write the model folder `target` from the folder `source` of a run; returns the checks.

    `sets` reads the development texts on which PyTorch, float32 and int8 are compared. The new
    folder takes its place only after both comparisons are passed; otherwise CheckFailed is raised
    and `target` stays as it was.
    """
    extractor = Extractor.load(source)
    words = TextTokenizer.load(
        source / "tokenizer.json", int(extractor.encoder.config.pad_token_id), options.max_tokens
    )
    tokenizer = WordTokenizer(words)
    texts = sets(tokenizer)
    with making(target) as (scratch, folder):
        float_graph = scratch / "float.onnx"
        write_extractor_graph(extractor, float_graph)
        quantization = quantize(float_graph, folder / "model.onnx", options.keep_float)
        small = OnnxEncoder(folder / "model.onnx", threads=2)
        checks = _checks(extractor, OnnxEncoder(float_graph, threads=2), small, tokenizer, texts, options)
        for name, value in checks.items():
            report(f"{name}: {value}")
        _require(checks, options)
        words.save(folder)
        manifest = _manifest(folder, extractor, words, options, quantization, checks, source)
        write_json(folder / "manifest.json", manifest)
        alone = OnnxEncoder(folder / "model.onnx")
        write_json(
            folder / "golden.json", golden(options.model_id, alone.encode, tokenizer, options.gazetteer)
        )
        card = fill_card(options.card.read_text(encoding="utf-8"), manifest)
        (folder / "MODEL_CARD.md").write_text(card, encoding="utf-8")
    return checks


def _checks(
    extractor: Extractor,
    floats: OnnxEncoder,
    small: OnnxEncoder,
    tokenizer: WordTokenizer,
    sets: dict[str, MarkedSet],
    options: ExtractExport,
) -> dict[str, Any]:
    of_floats = {name: word_probabilities(floats.encode, tokenizer, each.readings) for name, each in sets.items()}
    of_small = {name: word_probabilities(small.encode, tokenizer, each.readings) for name, each in sets.items()}
    some = {name: each.readings[:_EXACT] for name, each in sets.items()}
    exact = _stacked(word_probabilities(extractor.run_exact, tokenizer, each) for each in some.values())
    alike = _stacked(of_floats[name][: len(each)] for name, each in some.items())
    wide, narrow = _stacked(of_floats.values()), _stacked(of_small.values())
    least = options.min_probability or 0.0
    return {
        "words": len(wide),
        "fp32MaxDifference": round(float(np.abs(exact - alike).max()), 6),
        "int8MeanDifference": round(float(np.abs(narrow - wide).mean()), 6),
        "int8SameTag": round(float((narrow[:, : len(TAGS)].argmax(1) == wide[:, : len(TAGS)].argmax(1)).mean()), 5),
        "development": {
            name: {
                "fp32": _f1(of_floats[name], texts, least),
                "int8": _f1(of_small[name], texts, least),
            }
            for name, texts in sets.items()
        },
    }


def _stacked(rows: Iterable[list[np.ndarray]]) -> np.ndarray:
    return np.concatenate([row for text in rows for row in text])


def _f1(rows: list[np.ndarray], texts: MarkedSet, least: float) -> dict[str, float]:
    figures = compare(spans_in(texts, rows, least), texts)
    return {name: figures[name]["f1"] for name in WAYS}


def _require(checks: dict[str, Any], options: ExtractExport) -> None:
    """Raise CheckFailed for a figure that is out of its bounds (or is not a number)."""
    if not checks["fp32MaxDifference"] <= options.float_most:
        raise CheckFailed(
            f"float32 ONNX against PyTorch: a probability differs by {checks['fp32MaxDifference']}, "
            f"at most {options.float_most} is allowed"
        )
    if not checks["int8SameTag"] >= options.least_same:
        raise CheckFailed(
            f"int8 against float32: {checks['int8SameTag']} of the words keep their tag, needs {options.least_same}"
        )


def _manifest(
    folder: Path,
    extractor: Extractor,
    tokenizer: TextTokenizer,
    options: ExtractExport,
    quantization: dict[str, Any],
    checks: dict[str, Any],
    source: Path,
) -> dict[str, Any]:
    least = {} if options.min_probability is None else {"minProbability": options.min_probability}
    return {
        "format": FORMAT,
        "task": "extract",
        "id": options.model_id,
        "maxTokens": tokenizer.max_tokens,
        "tags": list(TAGS),
        "marks": list(SAID.values()),
        "gazetteer": {"maxWords": MAX_WORDS, "minChars": MIN_CHARS},
        **least,
        "inputs": list(extractor.inputs),
        "output": OUTPUT,
        "tokenizer": tokenizer_entry(tokenizer),
        "languages": ["en"],
        "files": file_entries(folder),
        "license": options.base.license,
        "base": {"name": options.base.name, "sha256": options.base.sha256},
        "madeBy": made_by(
            options.command, sha256_of(source / "model.safetensors"), quantization, checks
        ),
    }


def fill_card(template: str, manifest: dict[str, Any]) -> str:
    """The card of an extractor (see `filled`); raises TrainingError for an unknown placeholder.

    Of its own: $max_tokens, $words, $float_most, $int8_mean, $int8_same.
    """
    checks = manifest["madeBy"]["checks"]
    more = {
        "max_tokens": manifest["maxTokens"],
        "words": f"{checks['words']:,}",
        "float_most": checks["fp32MaxDifference"],
        "int8_mean": f"{checks['int8MeanDifference']:.4f}",
        "int8_same": f"{100 * checks['int8SameTag']:.2f}%",
    }
    return filled(template, manifest, more)
