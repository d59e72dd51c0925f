"""The manifest of a model folder: what the service needs to know before it opens the model."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .checks import Figures
from .errors import TrainingError
from .files import sha256_of
from .graph import OPSET, OUTPUT
from .tokens import TextTokenizer

FORMAT = 1
HASHED_FILES = ("model.onnx", "tokenizer.json")
_LIBRARIES = ("torch", "transformers", "onnx", "onnxruntime", "tokenizers")


def versions() -> dict[str, str]:
    """Return the versions of the libraries that shape an export."""
    return {name: version(name) for name in _LIBRARIES}


def tokenizer_entry(tokenizer: TextTokenizer) -> dict[str, Any]:
    """What a manifest says of the tokenizer."""
    return {
        "type": tokenizer.model_type,
        "vocabSize": tokenizer.vocab_size,
        "padId": tokenizer.pad_id,
        "lowercase": tokenizer.lowercase,
    }


def file_entries(folder: Path) -> dict[str, Any]:
    """Hash and size of each file that a manifest lists; raises OSError if one is missing."""
    return {
        name: {"sha256": sha256_of(folder / name), "bytes": (folder / name).stat().st_size}
        for name in HASHED_FILES
    }


def made_by(command: str, weights: Any, quantization: dict[str, Any], checks: dict[str, Any]) -> dict[str, Any]:
    """How a model was made; `weights` are the hashes of what it was made from."""
    return {
        "command": command,
        "weightsSha256": weights,
        "opset": OPSET,
        "quantization": quantization,
        "versions": versions(),
        "checks": checks,
    }


def build_manifest(
    folder: Path,
    *,
    model_id: str,
    dimension: int,
    inputs: tuple[str, ...],
    tokenizer: TextTokenizer,
    languages: list[str],
    license_id: str,
    base: dict[str, str],
    weights_sha256: str,
    command: str,
    quantization: dict[str, Any],
    figures: Figures,
) -> dict[str, Any]:
    """Return the manifest of the model files in `folder`; raises OSError if one is missing."""
    return {
        "format": FORMAT,
        "id": model_id,
        "dimension": dimension,
        "maxTokens": tokenizer.max_tokens,
        "pooling": "mean",
        "normalized": True,
        "inputs": list(inputs),
        "output": OUTPUT,
        "tokenizer": tokenizer_entry(tokenizer),
        "languages": languages,
        "files": file_entries(folder),
        "license": license_id,
        "base": base,
        "madeBy": made_by(
            command,
            weights_sha256,
            quantization,
            {
                "fp32MinCosine": round(figures.float_min, 6),
                "int8MeanCosine": round(figures.int8_mean, 6),
                "int8MinCosine": round(figures.int8_min, 6),
                "int8AloneMeanCosine": round(figures.int8_alone_mean, 6),
                "names": figures.names,
                "seed": figures.seed,
            },
        ),
        "calibration": None,
    }


def verify_folder(folder: Path) -> dict[str, Any]:
    """Return the manifest of `folder` after comparing every listed file with its hash and size.

    Raises TrainingError at the first difference.
    """
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TrainingError(f"{folder}: no readable manifest.json ({error})") from None
    if manifest.get("format") != FORMAT:
        raise TrainingError(f"{folder}: manifest format {manifest.get('format')!r} is not known")
    for name, expected in manifest["files"].items():
        path = folder / name
        if not path.is_file():
            raise TrainingError(f"{path} is missing")
        if path.stat().st_size != expected["bytes"] or sha256_of(path) != expected["sha256"]:
            raise TrainingError(f"{path} is not the file that the manifest describes")
    return manifest
