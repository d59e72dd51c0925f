import json
from pathlib import Path

import pytest
import torch
from ade_training.encoder import Encoder
from ade_training.errors import TrainingError
from ade_training.soup import average
from conftest import tiny_model
from safetensors.torch import load_file, save_file


def weights(folder: Path) -> dict[str, torch.Tensor]:
    return Encoder.load(folder).state_dict()


@pytest.fixture
def other(kind, tmp_path) -> Path:
    """A model of the same shape as `model_folder`, with other weights."""
    folder = tiny_model(kind, tmp_path / "other")
    path = folder / "model.safetensors"
    torch.manual_seed(3)
    save_file({n: v + torch.randn(v.shape) for n, v in load_file(path).items()}, path)
    return folder


def edit(path: Path, change) -> None:
    data = json.loads(path.read_text())
    change(data)
    path.write_text(json.dumps(data))


def test_a_model_averaged_with_itself_is_itself(model_folder, tmp_path):
    average([model_folder] * 3, [0.2, 0.3, 0.5], tmp_path / "soup")
    before, after = weights(model_folder), weights(tmp_path / "soup")
    assert before.keys() == after.keys()
    assert all(torch.equal(before[name], after[name]) for name in before)


@pytest.mark.parametrize("share", [0.5, 0.25])
def test_weights_are_the_weighted_mean(model_folder, other, tmp_path, share):
    average([model_folder, other], [share, 1 - share], tmp_path / "soup")
    a, b, mixed = weights(model_folder), weights(other), weights(tmp_path / "soup")
    assert any(not torch.equal(a[name], b[name]) for name in a)
    for name in a:
        torch.testing.assert_close(mixed[name], share * a[name] + (1 - share) * b[name])


def test_the_folder_is_whole_and_replaces_an_older_one(model_folder, other, tmp_path):
    (other / "stale.txt").write_text("old")
    average([model_folder, other], [0.5, 0.5], other)
    assert sorted(path.name for path in other.iterdir()) == [
        "config.json", "model.safetensors", "tokenizer.json"
    ]  # fmt: skip
    tokenizer = (other / "tokenizer.json").read_bytes()
    assert tokenizer == (model_folder / "tokenizer.json").read_bytes()


def test_a_base_with_prefixes_and_an_unused_head_is_taken(model_folder, other, kind, tmp_path):
    path = other / "model.safetensors"
    expected = weights(other)
    state = {f"{kind}.{name}": value for name, value in load_file(path).items()}
    save_file({**state, f"{kind}.pooler.dense.bias": torch.zeros(32)}, path)
    edit(other / "config.json", lambda data: data.update(transformers_version="4.8.2"))
    average([model_folder, other], [0.0, 1.0], tmp_path / "soup")
    assert all(torch.equal(v, expected[n]) for n, v in weights(tmp_path / "soup").items())


@pytest.mark.parametrize(
    "sizes", [[0.5, 0.4], [0.5, 0.500002], [1.0], [float("nan"), 1.0]], ids=str
)
def test_weights_that_do_not_sum_to_one_are_refused(model_folder, other, tmp_path, sizes):
    with pytest.raises(TrainingError, match="weights"):
        average([model_folder, other], sizes, tmp_path / "soup")
    assert not (tmp_path / "soup").exists()


def test_rounding_is_no_reason_to_refuse(model_folder, tmp_path):
    average([model_folder] * 3, [0.3333333] * 3, tmp_path / "soup")


def test_nothing_is_no_model(tmp_path):
    with pytest.raises(TrainingError, match="0 weights for 0 models"):
        average([], [], tmp_path / "soup")


def widen(folder: Path) -> None:
    """One more token, in weights and config."""
    path = folder / "model.safetensors"
    state = load_file(path)
    name = "embeddings.word_embeddings.weight"
    state[name] = torch.cat([state[name], torch.zeros(1, 32)])
    save_file(state, path)
    edit(folder / "config.json", lambda data: data.update(vocab_size=data["vocab_size"] + 1))


def cut_heads_finer(folder: Path) -> None:
    """The same shapes, put to another use."""
    edit(folder / "config.json", lambda data: data.update(num_attention_heads=8))


def swap_tokens(folder: Path) -> None:
    def swap(data: dict) -> None:
        vocabulary = data["model"]["vocab"]
        vocabulary["a"], vocabulary["b"] = vocabulary["b"], vocabulary["a"]

    edit(folder / "tokenizer.json", swap)


@pytest.mark.parametrize("change", [widen, cut_heads_finer, swap_tokens])
def test_models_that_differ_are_refused(model_folder, other, kind, tmp_path, change):
    if kind == "mpnet" and change is cut_heads_finer:
        pytest.skip("its relative positions have a weight for each head")
    change(other)
    target = tmp_path / "soup"
    target.mkdir()
    with pytest.raises(TrainingError, match="not of equal shape"):
        average([model_folder, other], [0.5, 0.5], target)
    assert list(target.iterdir()) == []
    assert not list(tmp_path.glob(".soup*"))
