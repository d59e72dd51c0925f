"""Two encoders as one."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
from ade_training.__main__ import run
from ade_training.errors import TrainingError
from ade_training.export import ExportOptions, export
from ade_training.files import sha256_of
from ade_training.graph import OnnxEncoder
from ade_training.join import joined_graph
from ade_training.manifest import file_entries, verify_folder
from ade_training.tokens import TextTokenizer
from conftest import tiny_model


@pytest.fixture
def parts(tmp_path: Path, options: ExportOptions) -> dict[str, Path]:
    """A tiny encoder of each architecture, as the service loads it."""
    for kind in ("bert", "mpnet"):
        weights = tiny_model(kind, tmp_path / f"{kind}-weights")
        base = replace(options.base, sha256=sha256_of(weights / "model.safetensors"))
        longest = 16 if kind == "bert" else 12
        given = replace(options, model_id=kind, base=base, max_tokens=longest)
        export(weights, tmp_path / kind, given, lambda line: None)
    (tmp_path / "joined.md").write_text("# $id\n\n$first, $second: $share of $dimension, $difference on $names\n")
    return {kind: tmp_path / kind for kind in ("bert", "mpnet")}


def joined(parts: dict[str, Path], order: tuple[str, str], target: Path, *more: str) -> Path:
    names, card = target.parent / "names.jsonl", target.parent / "joined.md"
    folders = [str(parts[kind]) for kind in order]
    options = ["--id", "both", "--card", str(card), "--names", str(names), "--sample", "30", *more]
    run(["join", *folders, "--to", str(target), *options])
    return target


def vectors(folder: Path, texts: list[str]) -> np.ndarray:
    manifest = verify_folder(folder)
    tokenizer = TextTokenizer.load(folder / "tokenizer.json", manifest["tokenizer"]["padId"], manifest["maxTokens"])
    return OnnxEncoder(folder / "model.onnx").encode_texts(tokenizer, texts)


# The kind of the first one decides whose token ids are looked up.
@pytest.fixture(params=[("bert", "mpnet"), ("mpnet", "bert")], ids=" then ".join)
def order(request: pytest.FixtureRequest) -> tuple[str, str]:
    return request.param


@pytest.mark.parametrize("share", [0.5, 0.8])
def test_similarities_are_the_mean_of_both(parts, order, share, tmp_path, texts):
    target = joined(parts, order, tmp_path / "both", "--share", str(share))
    one, two = (vectors(parts[kind], texts) for kind in order)
    both = vectors(target, texts)
    assert both.shape == (len(texts), 64)
    np.testing.assert_allclose(np.linalg.norm(both, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(both @ both.T, share * one @ one.T + (1 - share) * two @ two.T, atol=1e-5)


def test_the_folder_is_one_that_the_service_loads(parts, order, tmp_path, capsys):
    target = joined(parts, order, tmp_path / "both")
    manifest = verify_folder(target)
    assert (manifest["id"], manifest["dimension"], manifest["maxTokens"]) == ("both", 64, 12)
    assert set(manifest["inputs"]) == {"input_ids", "attention_mask", "token_type_ids"}
    assert manifest["tokenizer"] == {**verify_folder(parts[order[0]])["tokenizer"]}
    assert [part["id"] for part in manifest["madeBy"]["parts"]] == list(order)
    assert manifest["calibration"] is None
    assert f"{manifest['madeBy']['checks']['largestDifference']:.7f}" in capsys.readouterr().out
    card = (target / "MODEL_CARD.md").read_text()
    assert card.startswith("# both") and "0.5 of 64" in card and "$" not in card
    cases = json.loads((target / "golden.json").read_text())["cases"]
    found = np.stack([vectors(target, [case["text"]])[0, :8] for case in cases])
    np.testing.assert_allclose(found, [case["embedding"] for case in cases], atol=1e-5)


def test_encoders_that_cut_texts_differently_are_not_joined(parts, tmp_path):
    path = parts["bert"] / "tokenizer.json"
    right, manifest = path.read_text(), verify_folder(parts["bert"])

    def refused(data: dict, message: str) -> None:
        path.write_text(json.dumps(data))
        (parts["bert"] / "manifest.json").write_text(json.dumps({**manifest, "files": file_entries(parts["bert"])}))
        with pytest.raises(TrainingError, match=message):
            joined(parts, ("mpnet", "bert"), tmp_path / "both")
        assert not (tmp_path / "both").exists()

    other = json.loads(right)
    other["model"]["vocab"]["elbow"] = len(other["model"]["vocab"])
    refused(other, "other tokens, such as 'elbow'")
    other = json.loads(right)
    other["normalizer"]["lowercase"] = False
    refused(other, "other tokens$")


def test_what_does_not_fit_is_refused(parts, order, tmp_path):
    with pytest.raises(TrainingError, match="share 1 is not between"):
        joined(parts, order, tmp_path / "both", "--share", "1")
    graphs = [onnx.load(str(parts[kind] / "model.onnx")) for kind in order]
    graphs[1].opset_import[0].version += 1
    with pytest.raises(TrainingError, match="different releases"):
        joined_graph(*graphs, np.arange(30), 0.5)
    (parts["bert"] / "model.onnx").write_bytes(b"x")
    with pytest.raises(TrainingError, match="model.onnx is not the file"):
        joined(parts, order, tmp_path / "both")
    assert not (tmp_path / "both").exists()
