"""From weights to a calibrated, measured model folder, by the commands alone."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ade_training.__main__ import run
from ade_training.errors import TrainingError


def test_the_commands_after_training(model_folder, data, kind, tmp_path, capsys):
    where = ["--data", str(data.folder), "--starter", str(data.starter), "--seed", "7"]
    run(["soup", str(model_folder), str(model_folder), "--weights", "0.5", "0.5", "--to", str(tmp_path / "soup")])
    card = tmp_path / "card.md"
    card.write_text("# $id\n\n<!-- results -->\n<!-- end of results -->\n")
    base = {"bert": "minilm", "mpnet": "mpnet"}[kind]
    made = tmp_path / "made"
    run(
        ["export", "--from", str(tmp_path / "soup"), "--to", str(made), "--id", "tiny", "--base", base, "--tuned"]
        + ["--card", str(card), "--names", str(data.starter), "--sample", "20", "--max-tokens", "16"]
    )
    run(["calibrate", str(made), *where])
    calibration = json.loads((made / "manifest.json").read_text())["calibration"]
    assert calibration["method"] == "logistic"
    run(["verify", str(made)])

    result = tmp_path / "results/tiny.json"
    run(["measure", str(made), "--name", "Tiny", "--note", "no words", "--to", str(result), *where])
    whole = tmp_path / "results/whole.json"
    run(["calibrate", str(made), *where, "--whole"])
    run(["measure", str(made), "--name", "Whole", "--to", str(whole), *where, "--whole"])
    measured = [json.loads(path.read_text())["development"] for path in (result, whole)]
    assert measured[0].keys() - measured[1].keys() == {"held-out phrases, all names", "unknown concepts, preferred names"}

    run(["report", str(result), "--into", str(made / "MODEL_CARD.md")])
    text = (made / "MODEL_CARD.md").read_text()
    assert "| Tiny | " in text and "- Tiny: no words" in text
    assert "calibration error of" in capsys.readouterr().out
    assert json.loads(result.read_text())["model"]["file"] == "model.onnx"
    with pytest.raises(TrainingError, match="no results"):
        run(["report", str(card)])


@pytest.mark.parametrize("kind", ["bert"])
def test_the_script_goes_from_a_base_to_a_calibrated_folder(model_folder, data, tmp_path):
    recipe = tmp_path / "ade-minilm.toml"
    recipe.write_text("""
base = "minilm"
seed = 7
max_tokens = 16

[export]
keep_float = ["layer.0/output/dense"]
smoothing = 0.5

[[stages]]
kind = "lay"
epochs = 1
learning_rate = 1e-3
options = { batch = 4, near = 8 }

[[stages]]
kind = "soup"
weights = { base = 0.2, 1-lay = 0.8 }
""")
    shutil.copytree(model_folder, tmp_path / "bases/minilm")
    toolkit = Path(__file__).parent.parent
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(toolkit),
        "ADE_BASES": str(tmp_path / "bases"),
        "ADE_RUNS": str(tmp_path / "runs"),
        "ADE_CHECKED_NAMES": "20",
        "ADE_MAX_TOKENS": "16",
    }
    command = ["bash", str(toolkit / "make-encoder.sh"), recipe, data.folder, tmp_path / "made", data.starter]
    subprocess.run(list(map(str, command)), check=True, env=environment, timeout=300)
    manifest = json.loads((tmp_path / "made/manifest.json").read_text())
    assert manifest["id"] == "ade-minilm"
    assert len(manifest["madeBy"]["quantization"]["keptFloat"]) == 1
    assert manifest["madeBy"]["quantization"]["smoothing"] == 0.5
    assert manifest["calibration"]["pooling"]["layOffset"] == 0.16
    assert manifest["calibration"]["pooling"]["synonymOffset"] == 0.08
    assert manifest["calibration"]["pooling"]["reportedWeight"] == 0.04
    assert manifest["calibration"]["pooling"]["hubnessWeight"] == 0.5
