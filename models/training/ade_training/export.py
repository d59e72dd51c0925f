"""From a folder of PyTorch weights to the folder that the service loads."""

from __future__ import annotations

import json
import re
import string
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .base import BaseModel, check_weights
from .checks import Figures, Thresholds, measure, read_names, sample_names
from .encoder import Encoder
from .errors import TrainingError
from .files import replace_folder, sha256_of, write_json
from .golden import golden
from .graph import OnnxEncoder, quantize, write_float_graph
from .manifest import build_manifest
from .tokens import TextTokenizer

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


@dataclass(frozen=True)
class ExportOptions:
    """What an export needs besides the weights.

    `names` is the file whose names the checks run on; `sample` of them are drawn with `seed`.
    `card` is a Markdown file with `$placeholders` (see `fill_card`). With `tuned` the weights may
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
    if not _ID.fullmatch(options.model_id):
        raise TrainingError(f"{options.model_id!r} is not an id (a-z, 0-9, '.', '_', '-')")
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
    names = sample_names(read_names(options.names), options.sample, options.seed)

    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as scratch:
        float_graph = Path(scratch) / "float.onnx"
        folder = Path(scratch) / "new"
        folder.mkdir()
        write_float_graph(encoder, float_graph)
        quantization = quantize(
            float_graph, folder / "model.onnx", options.keep_float, options.reduce_range
        )
        figures = measure(
            encoder, float_graph, folder / "model.onnx", tokenizer, names, options.seed
        )
        report(f"float32 ONNX against PyTorch, min cosine:  {figures.float_min:.6f}")
        report(f"int8 against float32 ONNX, mean cosine:    {figures.int8_mean:.6f}")
        report(f"  least {figures.int8_min:.6f}; each text alone, mean {figures.int8_alone_mean:.6f}")
        figures.require(options.thresholds)

        (folder / "tokenizer.json").write_text(
            json.dumps(tokenizer.data, ensure_ascii=False, separators=(",", ":")) + "\n",
            encoding="utf-8",
        )
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
        for path in folder.iterdir():
            path.chmod(0o644)
        replace_folder(folder, target)
    return figures


def fill_card(template: str, manifest: dict) -> str:
    """Put the figures of `manifest` into a card template; raises TrainingError for an unknown one.

    Placeholders: $id, $dimension, $max_tokens, $base_name, $base_sha256, $license, $megabytes,
    $names, $seed, $float_min, $int8_mean, $int8_min, $int8_alone_mean, $kept_float, $command.
    """
    checks = manifest["madeBy"]["checks"]
    values = {
        "id": manifest["id"],
        "dimension": manifest["dimension"],
        "max_tokens": manifest["maxTokens"],
        "base_name": manifest["base"]["name"],
        "base_sha256": manifest["base"]["sha256"],
        "license": manifest["license"],
        "megabytes": f"{manifest['files']['model.onnx']['bytes'] / 1e6:.1f}",
        "names": f"{checks['names']:,}",
        "seed": checks["seed"],
        "float_min": f"{checks['fp32MinCosine']:.6f}",
        "int8_mean": f"{checks['int8MeanCosine']:.4f}",
        "int8_min": f"{checks['int8MinCosine']:.4f}",
        "int8_alone_mean": f"{checks['int8AloneMeanCosine']:.4f}",
        "kept_float": ", ".join(manifest["madeBy"]["quantization"]["keptFloat"]) or "none",
        "command": manifest["madeBy"]["command"],
    }
    try:
        return string.Template(template).substitute(values)
    except (KeyError, ValueError) as error:
        raise TrainingError(f"model card template: unknown placeholder {error}") from None
