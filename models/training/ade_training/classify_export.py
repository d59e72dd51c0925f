"""From a trained classifier to the folder that the service loads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from .base import BaseModel
from .card import filled
from .classify_clean import clean_text
from .classify_data import LABELS, Example, label_array
from .classify_measures import thresholds
from .classify_model import HEAD, Classifier
from .classify_train import open_windows, predict
from .classify_windows import Windows, run_graph
from .errors import CheckFailed
from .files import making, sha256_of, write_json
from .graph import OnnxEncoder, quantize, write_graph
from .manifest import FORMAT, file_entries, made_by, tokenizer_entry

OUTPUT = "probabilities"
# Written for this file: what a post may hold, one that reports nothing, and one for each label.
GOLDEN = (
    "Day 3 on sertraline and my head is pounding 😩",
    "picked up my refill &amp; a coffee @corner_shop https://example.org/a?b=1",
    "I tried to come off it and got terrible brain zaps.",
    "It has given me my life back, no more panic.",
    "Did nothing at all for me after two months.",
    "Still anxious and crying most mornings.",
    "Prescribed for migraine.",
    "Gained 20 pounds, can't sleep, dry mouth, naüsea",
    "?",
    "The first week was rough: shaking hands, sweating at night, no appetite. " * 12,
)


@dataclass(frozen=True)
class ClassifyExport:
    """What an export needs besides the weights.

    `examples` are what int8 is compared with float32 on, and on what the thresholds of the manifest are the
    best for what ships, each text alone. `card` is a Markdown file with `$placeholders` (see `_card`). `most_loss` is the greatest mean difference of a
    probability that int8 may make, `command` what the manifest says that made it.
    """

    model_id: str
    base: BaseModel
    card: Path
    examples: Sequence[Example]
    max_tokens: int = 128
    keep_float: tuple[str, ...] = ()
    most_loss: float = 0.03
    command: str = ""


def export_classifier(
    source: Path, target: Path, options: ClassifyExport, report: Callable[[str], None] = print
) -> dict[str, Any]:
    """Write the model folder `target` from the classifier in `source`; returns the manifest.

    The new folder is made beside `target` and takes its place only when float32 ONNX agrees with
    PyTorch and int8 with float32; otherwise CheckFailed is raised and `target` stays as it was.
    """
    model = Classifier.load(source)
    windows = open_windows(source, model.encoder, options.max_tokens)
    with making(target) as (scratch, folder):
        float_graph = scratch / "float.onnx"
        write_classifier_graph(model, float_graph)
        quantization = quantize(float_graph, folder / "model.onnx", options.keep_float)
        small = OnnxEncoder(folder / "model.onnx")
        texts = [each.text for each in options.examples]
        alone = run_graph(small, windows, texts, batch=1)
        checks = _compare(source, float_graph, small, windows, alone, options)
        for name, value in checks.items():
            report(f"{name}: {value}")
        windows.tokenizer.save(folder)
        chosen = thresholds(label_array(options.examples) == 1, alone)
        manifest = _manifest(folder, source, model, windows, options, quantization, checks, chosen)
        write_json(folder / "manifest.json", manifest)
        write_json(folder / "golden.json", golden(options.model_id, small, windows))
        card = _card(options.card.read_text(encoding="utf-8"), manifest)
        (folder / "MODEL_CARD.md").write_text(card, encoding="utf-8")
    return manifest


def write_classifier_graph(model: Classifier, path: Path) -> None:
    """Write the classifier, sigmoids included, as a float32 ONNX graph.

    Inputs are the encoder's, int64 [batch, width]; `probabilities` is float32 [batch, labels].
    """
    ids = torch.arange(14).reshape(2, 7) % model.encoder.config.vocab_size
    mask = torch.ones_like(ids)
    mask[1, 4:] = 0
    example = {"input_ids": ids, "attention_mask": mask, "token_type_ids": torch.zeros_like(ids)}
    inputs = model.encoder.inputs
    axes = {**{name: {0: "batch", 1: "width"} for name in inputs}, OUTPUT: {0: "batch"}}
    write_graph(model, {name: example[name] for name in inputs}, OUTPUT, axes, path)


def golden(model_id: str, graph: OnnxEncoder, windows: Windows) -> dict[str, Any]:
    """Texts as they are posted, as they are cleaned, the ids of their windows, and the probabilities.

    Each window is run alone, in a batch of 1 without padding.
    """
    cleaned = [clean_text(text) for text in GOLDEN]
    found = run_graph(graph, windows, cleaned, batch=1)
    return {
        "format": 1,
        "id": model_id,
        "batchSize": 1,
        "labels": list(LABELS),
        "cases": [
            {
                "text": text,
                "cleaned": clean,
                "input_ids": windows.rows(clean),
                "probabilities": [round(float(value), 6) for value in row],
            }
            for text, clean, row in zip(GOLDEN, cleaned, found, strict=True)
        ],
    }


def _compare(
    source: Path,
    float_graph: Path,
    small: OnnxEncoder,
    windows: Windows,
    alone: np.ndarray,
    options: ClassifyExport,
) -> dict[str, Any]:
    """The checks of the manifest; raises CheckFailed for one that is missed.

    `alone` is what int8 says of each text alone, float32 [examples, labels].
    """
    texts = [each.text for each in options.examples]
    floats = run_graph(OnnxEncoder(float_graph), windows, texts)
    batches = np.abs(run_graph(small, windows, texts) - floats)
    # PyTorch predicts in bfloat16, so this tells a wrong graph from a right one and no more.
    torch_loss = float(np.abs(predict(source, texts, options.max_tokens) - floats).mean())
    if not torch_loss <= 0.01:
        raise CheckFailed(
            f"float32 ONNX differs from PyTorch by {torch_loss:.4f} on average, at most 0.01 is right"
        )
    if not batches.mean() <= options.most_loss:
        raise CheckFailed(
            f"int8 differs from float32 by {batches.mean():.4f} on average, at most {options.most_loss} may be; "
            "leave matrices in float32 with --keep-float"
        )
    return {
        "texts": len(texts),
        "fp32MeanDifference": round(torch_loss, 6),
        "int8MeanDifference": round(float(batches.mean()), 6),
        "int8MaxDifference": round(float(batches.max()), 6),
        "int8AloneMeanDifference": round(float(np.abs(alone - floats).mean()), 6),
    }


def _manifest(
    folder: Path,
    source: Path,
    model: Classifier,
    windows: Windows,
    options: ClassifyExport,
    quantization: dict[str, Any],
    checks: dict[str, Any],
    chosen: dict[str, float],
) -> dict[str, Any]:
    tokenizer = windows.tokenizer
    return {
        "format": FORMAT,
        "task": "classify",
        "id": options.model_id,
        "maxTokens": options.max_tokens,
        "labels": list(LABELS),
        "thresholds": chosen,
        "inputs": list(model.encoder.inputs),
        "output": OUTPUT,
        "tokenizer": tokenizer_entry(tokenizer),
        "languages": ["en"],
        "files": file_entries(folder),
        "license": options.base.license,
        "base": {"name": options.base.name, "sha256": options.base.sha256},
        "madeBy": made_by(
            options.command,
            {name: sha256_of(source / name) for name in ("model.safetensors", HEAD)},
            quantization,
            checks,
        ),
    }


def _card(template: str, manifest: dict[str, Any]) -> str:
    """The card of a classifier (see `filled`); of its own: $thresholds, $texts and the checks of int8."""
    checks = manifest["madeBy"]["checks"]
    more = {
        "thresholds": ", ".join(f"{k} {v:g}" for k, v in manifest["thresholds"].items()),
        "texts": f"{checks['texts']:,}",
        "int8_mean": f"{checks['int8MeanDifference']:.4f}",
        "int8_max": f"{checks['int8MaxDifference']:.4f}",
        "int8_alone": f"{checks['int8AloneMeanDifference']:.4f}",
    }
    return filled(template, manifest, more)
