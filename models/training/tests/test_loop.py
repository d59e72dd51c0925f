import json

import numpy as np
import pytest
import torch
from ade_training.encoder import Encoder
from ade_training.errors import TrainingError
from ade_training.loop import Schedule, batch_at, embed, embed_all, fit
from ade_training.pairs import Judged, StsStage
from conftest import Killed, loaded

ROWS = [
    Judged(a, b, float(score))
    for score, (a, b) in enumerate(
        [("head ache", "skin rash"), ("dizzy", "sleep"), ("sick", "sick pain"), ("rash", "rash")]
    )
] * 4


def weights(encoder: Encoder) -> np.ndarray:
    return torch.cat([p.detach().flatten() for p in encoder.parameters()]).numpy()


def test_texts_keep_their_order(model_folder, texts):
    encoder, tokenizer = loaded(model_folder)
    vectors = embed_all(encoder, tokenizer, texts)
    for at, text in enumerate(texts):
        alone = encoder.encode_texts(tokenizer, [text])[0]
        assert vectors[at] @ alone > 0.99  # bfloat16
    assert embed(encoder, tokenizer, texts).requires_grad


def test_the_rate_rises_and_falls():
    rates = [Schedule(steps=10, learning_rate=1.0, warmup=0.2).rate(step) for step in range(10)]
    assert rates[:3] == [0.5, 1.0, 1.0]
    assert rates == sorted(rates[:2]) + sorted(rates[2:], reverse=True)
    assert rates[-1] == pytest.approx(1 / 8)


def test_an_epoch_meets_each_example_once():
    first = [at for step in range(4) for at in batch_at(step, 8, 2, seed=1)]
    second = [at for step in range(4, 8) for at in batch_at(step, 8, 2, seed=1)]
    assert sorted(first) == sorted(second) == list(range(8))
    assert first != second


def test_training_learns_and_writes_its_losses(model_folder, tmp_path):
    encoder, tokenizer = loaded(model_folder)
    stage = StsStage(encoder, tokenizer, ROWS, batch=8)
    fit(encoder, stage.loss_at, Schedule(steps=60, learning_rate=5e-3), tmp_path / "run", str)
    log = [json.loads(line) for line in (tmp_path / "run/log.jsonl").read_text().splitlines()]
    assert [entry["step"] for entry in log] == [25, 50, 60]
    assert log[-1]["loss"] < log[0]["loss"]
    assert not (tmp_path / "run/checkpoint.pt").exists()


def test_frozen_layers_stay_as_they_are(model_folder, tmp_path):
    encoder, tokenizer = loaded(model_folder)
    before = {name: tensor.clone() for name, tensor in encoder.state_dict().items()}
    encoder.freeze(1)
    stage = StsStage(encoder, tokenizer, ROWS, batch=8)
    fit(encoder, stage.loss_at, Schedule(steps=3, learning_rate=5e-3), tmp_path / "run", str)
    changed = {name for name, tensor in encoder.state_dict().items() if not torch.equal(before[name], tensor)}
    assert changed
    assert all(".layer.1." in name for name in changed)


def test_not_all_layers_can_be_frozen(model_folder):
    with pytest.raises(TrainingError, match="one must train"):
        loaded(model_folder)[0].freeze(2)


def kill_at_5(step: int) -> None:
    if step == 5:
        raise Killed


def test_an_interrupted_run_ends_where_a_whole_one_does(model_folder, tmp_path):
    schedule = Schedule(steps=8, learning_rate=1e-3, checkpoint_minutes=0)
    whole, tokenizer = loaded(model_folder)
    fit(whole, StsStage(whole, tokenizer, ROWS, batch=8).loss_at, schedule, tmp_path / "whole", str)

    cut, _ = loaded(model_folder)
    stage = StsStage(cut, tokenizer, ROWS, batch=8)
    with pytest.raises(Killed):
        fit(cut, stage.loss_at, schedule, tmp_path / "cut", str, after=kill_at_5)
    again, _ = loaded(model_folder)
    said: list[str] = []
    stage = StsStage(again, tokenizer, ROWS, batch=8)
    fit(again, stage.loss_at, schedule, tmp_path / "cut", said.append)
    assert said[0] == "goes on from step 5"
    np.testing.assert_allclose(weights(again), weights(whole), atol=1e-6)


def test_a_run_goes_on_from_no_checkpoint_of_another(model_folder, tmp_path):
    def go_on(data: str, steps: int = 8, **options) -> None:
        encoder, tokenizer = loaded(model_folder)
        schedule = Schedule(steps=steps, learning_rate=1e-3, checkpoint_minutes=0)
        stage = StsStage(encoder, tokenizer, ROWS, batch=8)
        fit(encoder, stage.loss_at, schedule, tmp_path, str, made_of={"data": data}, **options)

    with pytest.raises(Killed):
        go_on("a", after=kill_at_5)
    with pytest.raises(TrainingError, match="another data: remove the folder"):
        go_on("b")
    with pytest.raises(TrainingError, match="another steps"):
        go_on("a", steps=9)
    go_on("a")
    go_on("b", steps=2)
