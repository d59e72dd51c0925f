from pathlib import Path

import numpy as np
import pytest
import torch
from ade_training.encoder import Encoder
from ade_training.errors import TrainingError
from ade_training.graph import OnnxEncoder, quantize, write_float_graph
from ade_training.smoothing import smooth
from ade_training.tokens import TextTokenizer

TEXTS = ["a head ache", "the night", "no sleep at all", "dry mouth", "ache", "sleep"]


@pytest.fixture
def spiky(model_folder: Path, tmp_path: Path) -> Path:
    """The float graph of an encoder of which one inner channel is much larger than the others."""
    encoder = Encoder.load(model_folder)
    with torch.no_grad():
        for name, weights in encoder.named_parameters():
            if "intermediate.dense" in name:
                weights[0] *= 300
            if "output.dense.weight" in name and "attention" not in name:
                weights[:, 0] /= 300
    write_float_graph(encoder, tmp_path / "float.onnx")
    return tmp_path / "float.onnx"


def test_the_product_stays_and_int8_comes_nearer(spiky: Path, model_folder: Path, tmp_path: Path) -> None:
    encoder = Encoder.load(model_folder)
    tokenizer = TextTokenizer.load(model_folder / "tokenizer.json", int(encoder.config.pad_token_id), 16)
    even = tmp_path / "even.onnx"
    smooth(spiky, even, [tokenizer.batch(TEXTS[:4]), tokenizer.batch(TEXTS[4:])], 0.7)
    expected = OnnxEncoder(spiky).encode_texts(tokenizer, TEXTS)
    np.testing.assert_allclose(OnnxEncoder(even).encode_texts(tokenizer, TEXTS), expected, atol=1e-4)

    def cosine(source: Path) -> float:
        quantize(source, tmp_path / "int8.onnx")
        found = OnnxEncoder(tmp_path / "int8.onnx").encode_texts(tokenizer, TEXTS)
        return float((found * expected).sum(axis=1).mean())

    assert cosine(even) > cosine(spiky)


def test_what_cannot_be_smoothed_is_refused(spiky: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="no texts"):
        smooth(spiky, tmp_path / "even.onnx", [], 0.5)
    for strength in (0, 1, float("nan")):
        with pytest.raises(TrainingError, match="between 0 and 1"):
            smooth(spiky, tmp_path / "even.onnx", [], strength)
