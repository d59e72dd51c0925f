"""From a folder of PyTorch weights to the folder that the service loads."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .base import BaseModel, check_weights
from .card import filled
from .checks import Figures, Thresholds, measure, read_names, sample_names
from .encoder import Encoder
from .errors import TrainingError
from .files import making, sha256_of, write_json
from .golden import golden
from .graph import OnnxEncoder, quantize, write_float_graph
from .manifest import build_manifest
from .smoothing import smooth
from .tokens import TextTokenizer

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


@dataclass(frozen=True)
class ExportOptions:
    """What an export needs besides the weights.

    `names` is the file whose names the checks run on; `sample` of them are drawn with `seed`.
    `smoothing` is the strength of `smoothing.smooth`, 0 for none; it takes its range from as many other names. `card` is
    a Markdown file with `$placeholders` (see `fill_card`). With `tuned` the weights may
    differ from those of `base`. `command` is recorded in the manifest.
    """

    model_id: str
    base: BaseModel
    names: Path
    card: Path
    license_id: str = "Apache-2.0"
    languages: list[str] = field(default_factory=lambda: ["en"])
    max_tokens: int = 128
    keep_float: tuple[str, ...] = ()
    reduce_range: bool = True
    smoothing: float = 0.0
    tuned: bool = False
    sample: int = 2000
    seed: int = 20240
    thresholds: Thresholds = Thresholds()
    command: str = ""


def export(
    source: Path, target: Path, options: ExportOptions, report: Callable[[str], None] = print
) -> Figures:
    """Write the model folder `target` from the model folder `source`.

    `source` holds `model.safetensors`, `config.json` and `tokenizer.json`. The new folder is made
    beside `target` and takes its place only after every check is passed; otherwise TrainingError
    (CheckFailed for a missed figure) is raised and `target` stays as it was. `report` gets each
    line of progress.
    """
    check_id(options.model_id)
    weights = source / "model.safetensors"
    if not weights.is_file():
        raise TrainingError(f"{weights} is missing")
    if not options.tuned:
        check_weights(weights, options.base)
    encoder = Encoder.load(source)
    if not 2 < options.max_tokens <= encoder.max_positions:
        raise TrainingError(f"max tokens must be 3 to {encoder.max_positions}")
    tokenizer = TextTokenizer.load(
        source / "tokenizer.json", int(encoder.config.pad_token_id), options.max_tokens
    )
    if tokenizer.vocab_size > encoder.config.vocab_size:
        raise TrainingError("tokenizer.json has more tokens than the model has embeddings")
    known = read_names(options.names)
    names = sample_names(known, options.sample, options.seed)

    with making(target) as (scratch, folder):
        float_graph = scratch / "float.onnx"
        write_float_graph(encoder, float_graph)
        even_graph = float_graph
        if options.smoothing:
            even_graph = scratch / "even.onnx"
            checked = set(names)
            others = [name for name in known if name not in checked]
            drawn = sample_names(others, min(len(others), options.sample), options.seed)
            batches = (tokenizer.batch(drawn[at : at + 32]) for at in range(0, len(drawn), 32))
            smooth(float_graph, even_graph, batches, options.smoothing)
        quantization = quantize(even_graph, folder / "model.onnx", options.keep_float, options.reduce_range)
        quantization["smoothing"] = options.smoothing
        figures = measure(
            encoder, float_graph, folder / "model.onnx", tokenizer, names, options.seed
        )
        report(f"float32 ONNX against PyTorch, min cosine:  {figures.float_min:.6f}")
        report(f"int8 against float32 ONNX, mean cosine:    {figures.int8_mean:.6f}")
        report(f"  least {figures.int8_min:.6f}; each text alone, mean {figures.int8_alone_mean:.6f}")
        figures.require(options.thresholds)

        tokenizer.save(folder)
        manifest = build_manifest(
            folder,
            model_id=options.model_id,
            dimension=encoder.dimension,
            inputs=encoder.inputs,
            tokenizer=tokenizer,
            languages=options.languages,
            license_id=options.license_id,
            base={"name": options.base.name, "sha256": options.base.sha256},
            weights_sha256=sha256_of(weights),
            command=options.command,
            quantization=quantization,
            figures=figures,
        )
        write_json(folder / "manifest.json", manifest)
        small = OnnxEncoder(folder / "model.onnx")
        write_json(folder / "golden.json", golden(options.model_id, small, tokenizer))
        card = fill_card(options.card.read_text(encoding="utf-8"), manifest)
        (folder / "MODEL_CARD.md").write_text(card, encoding="utf-8")
    return figures


def check_id(model_id: str) -> None:
    """Raise TrainingError for what cannot be the id of a model."""
    if not _ID.fullmatch(model_id):
        raise TrainingError(f"{model_id!r} is not an id (a-z, 0-9, '.', '_', '-')")


def fill_card(template: str, manifest: dict[str, Any]) -> str:
    """The card of an encoder (see `filled`); raises TrainingError for an unknown placeholder.

    Of its own: $dimension, $max_tokens, $names, $seed, $float_min, $int8_mean, $int8_min, $int8_alone_mean.
    """
    checks = manifest["madeBy"]["checks"]
    more = {
        "dimension": manifest["dimension"],
        "max_tokens": manifest["maxTokens"],
        "names": f"{checks['names']:,}",
        "seed": checks["seed"],
        "float_min": f"{checks['fp32MinCosine']:.6f}",
        "int8_mean": f"{checks['int8MeanCosine']:.4f}",
        "int8_min": f"{checks['int8MinCosine']:.4f}",
        "int8_alone_mean": f"{checks['int8AloneMeanCosine']:.4f}",
    }
    return filled(template, manifest, more)
