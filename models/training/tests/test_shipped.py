"""The model folder that comes with the repository."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from ade_training.graph import OnnxEncoder
from ade_training.manifest import verify_folder
from ade_training.tokens import TextTokenizer

FOLDER = Path(__file__).resolve().parents[2] / "ade-minilm"


@pytest.fixture(scope="module")
def manifest() -> dict:
    return verify_folder(FOLDER)


@pytest.fixture(scope="module")
def vectors(manifest: dict) -> np.ndarray:
    tokenizer = shipped_tokenizer(manifest)
    cases = json.loads((FOLDER / "golden.json").read_text(encoding="utf-8"))["cases"]
    model = OnnxEncoder(FOLDER / "model.onnx")
    return model.encode_texts(tokenizer, [case["text"] for case in cases], batch_size=1)


def shipped_tokenizer(manifest: dict) -> TextTokenizer:
    pad = manifest["tokenizer"]["padId"]
    return TextTokenizer.load(FOLDER / "tokenizer.json", pad, manifest["maxTokens"])


def test_manifest(manifest: dict) -> None:
    assert manifest["dimension"] == 384
    assert manifest["tokenizer"]["vocabSize"] == 30522
    assert manifest["files"]["model.onnx"]["bytes"] < 30_000_000
    assert manifest["madeBy"]["checks"]["fp32MinCosine"] >= 0.9999
    assert manifest["madeBy"]["checks"]["int8MeanCosine"] >= 0.99


def test_golden(manifest: dict, vectors: np.ndarray) -> None:
    golden = json.loads((FOLDER / "golden.json").read_text(encoding="utf-8"))
    tokenizer = shipped_tokenizer(manifest)
    assert golden["id"] == manifest["id"]
    assert len(golden["cases"]) == 12
    for case in golden["cases"]:
        assert tokenizer.ids(case["text"]) == case["input_ids"]
    expected = np.array([case["embedding"] for case in golden["cases"]])
    # Processors round differently in the last place, which can move an activation by one step.
    assert np.allclose(vectors[:, :8], expected, atol=0.01)
    assert np.allclose(vectors @ vectors.T, golden["cosines"], atol=0.02)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)


def test_case_does_not_matter(vectors: np.ndarray) -> None:
    assert np.array_equal(vectors[0], vectors[1])
