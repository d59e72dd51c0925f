"""From a model folder that ships back to weights."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from ade_training.__main__ import run
from ade_training.encoder import Encoder
from ade_training.errors import TrainingError
from ade_training.export import ExportOptions, export
from ade_training.files import sha256_of
from ade_training.graph import OnnxEncoder
from ade_training.thaw import thaw
from ade_training.tokens import TextTokenizer
from conftest import tiny_model
from safetensors.torch import load_file, save_file


@pytest.fixture(params=[0.0, 0.7], ids=["plain", "smoothed"])
def shipped(request: pytest.FixtureRequest, model_folder: Path, tmp_path: Path, options: ExportOptions) -> Path:
    """The tiny model as the service would load it, two matrices in float32, with and without even activations."""
    path = model_folder / "model.safetensors"
    torch.manual_seed(5)
    # A fresh model has vectors that are all alike, which a graph holds once; a trained one has none.
    save_file({name: value + 0.02 * torch.randn(value.shape) for name, value in load_file(path).items()}, path)
    options = replace(options, base=replace(options.base, sha256=sha256_of(path)))
    folder = tmp_path / "shipped"
    export(model_folder, folder, replace(options, keep_float=("layer.0/*dense",), smoothing=request.param), lambda line: None)
    return folder


def test_the_weights_are_those_that_ship(
    shipped: Path, model_folder: Path, tmp_path: Path, texts: list[str]
) -> None:
    thaw(shipped, model_folder, tmp_path / "thawed")
    encoder = Encoder.load(tmp_path / "thawed")
    tokenizer = TextTokenizer.load(tmp_path / "thawed/tokenizer.json", encoder.config.pad_token_id, 16)
    vectors = encoder.encode_texts(tokenizer, texts)
    assert (vectors * OnnxEncoder(shipped / "model.onnx").encode_texts(tokenizer, texts)).sum(1).min() > 0.99
    for name, value in Encoder.load(model_folder).state_dict().items():
        assert np.allclose(encoder.state_dict()[name], value, atol=float(value.abs().max()) / 60), name


def test_of_another_base(shipped: Path, kind: str, tmp_path: Path) -> None:
    other = tiny_model("mpnet" if kind == "bert" else "bert", tmp_path / "other")
    with pytest.raises(TrainingError, match="weights missing|is not of the base"):
        thaw(shipped, other, tmp_path / "thawed")
    settings = json.loads((tmp_path / "source/config.json").read_text())
    (other / "config.json").write_text(json.dumps({**settings, "intermediate_size": 96}))
    with pytest.raises(TrainingError, match="is not of the base"):
        thaw(shipped, other, tmp_path / "thawed")
    assert not (tmp_path / "thawed").exists()


def test_a_damaged_folder(shipped: Path, model_folder: Path, tmp_path: Path) -> None:
    (shipped / "model.onnx").write_bytes(b"x")
    arguments = ["thaw", str(shipped), "--base", str(model_folder), "--to", str(tmp_path / "thawed")]
    with pytest.raises(TrainingError, match="model.onnx is not the file"):
        run(arguments)
