"""The extractor that comes with the repository."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from ade_training.extract_corpora import reading_of
from ade_training.extract_golden import utf16
from ade_training.extract_model import word_probabilities
from ade_training.extract_spans import TAGS, scored_spans
from ade_training.extract_tokens import WordTokenizer
from ade_training.gazetteer import MAX_WORDS, MIN_CHARS, Gazetteer, starter_gazetteer
from ade_training.graph import OnnxEncoder
from ade_training.manifest import verify_folder

FOLDER = Path(__file__).resolve().parents[2] / "ade-extract"
STARTER = Path(__file__).resolve().parents[3] / "ontologies/starter/starter.jsonl"
GOLDEN = json.loads((FOLDER / "golden.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def manifest() -> dict:
    return verify_folder(FOLDER)


@pytest.fixture(scope="module")
def tokenizer(manifest: dict) -> WordTokenizer:
    return WordTokenizer.load(FOLDER, manifest["tokenizer"]["padId"], manifest["maxTokens"])


@pytest.fixture(scope="module")
def model() -> OnnxEncoder:
    return OnnxEncoder(FOLDER / "model.onnx")


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return starter_gazetteer(STARTER)


def test_manifest(manifest: dict) -> None:
    assert (manifest["task"], manifest["id"]) == ("extract", GOLDEN["id"])
    assert manifest["tags"] == list(TAGS)
    assert manifest["gazetteer"] == {"maxWords": MAX_WORDS, "minChars": MIN_CHARS}
    assert manifest["files"]["model.onnx"]["bytes"] < 30_000_000
    assert manifest["madeBy"]["checks"]["int8SameTag"] >= 0.98


@pytest.mark.parametrize("case", GOLDEN["cases"], ids=lambda case: case["text"][:30])
def test_golden(
    case: dict, tokenizer: WordTokenizer, model: OnnxEncoder, gazetteer: Gazetteer
) -> None:
    text = case["text"]
    reading = reading_of(text, tokenizer, gazetteer)
    windows = tokenizer.windows(reading)
    assert [{"input_ids": each.ids, "gazetteer": each.marks} for each in windows] == case["windows"]
    places = [(utf16(text, word.start), utf16(text, word.end)) for word in reading.words]
    assert places == [(word["start"], word["end"]) for word in case["words"]]
    [rows] = word_probabilities(model.encode, tokenizer, [reading], batch_size=1)
    # Processors round differently in the last place, which can move an activation by one step.
    assert np.allclose(rows, [word["probabilities"] for word in case["words"]], atol=0.05)
    expected = np.array([word["probabilities"] for word in case["words"]])
    assert [
        {"start": utf16(text, span.start), "end": utf16(text, span.end), "type": span.kind}
        for span, _ in scored_spans(expected, reading.words)
    ] == [{name: span[name] for name in ("start", "end", "type")} for span in case["spans"]]


def test_a_plain_report(tokenizer: WordTokenizer, model: OnnxEncoder, gazetteer: Gazetteer) -> None:
    text = "Since I started this pill I get terrible headaches and my hands shake."
    reading = reading_of(text, tokenizer, gazetteer)
    [rows] = word_probabilities(model.encode, tokenizer, [reading])
    found = {text[span.start : span.end]: span.kind for span, _ in scored_spans(rows, reading.words)}
    assert set(found.values()) == {"ADR"}
    assert any("headaches" in words for words in found) and any("shake" in words for words in found)
