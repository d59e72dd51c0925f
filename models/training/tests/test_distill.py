from itertools import product
from pathlib import Path

import ade_training.distill as distill_module
import numpy as np
import pytest
import torch
from ade_training import noise
from ade_training.distill import DistillSettings, DistillStage
from ade_training.encoder import Encoder
from ade_training.errors import TrainingError
from ade_training.loop import Schedule, embed_all, fit
from ade_training.losses import similarity_divergence
from ade_training.teacher import teacher_vectors
from ade_training.tokens import TextTokenizer
from conftest import Killed, loaded, tiny_model

PLACES, FEELINGS = "head skin heart blood sleep".split(), "ache sick rash dizzy pain".split()
TEXTS = [f"{a} {b}{c}" for a, b, c in product(PLACES, FEELINGS, ("", " a"))]
SETTINGS = DistillSettings(batch=10, names=20)


def ranking_agreement(encoder: Encoder, tokenizer: TextTokenizer, wanted: np.ndarray) -> float:
    """Mean rank correlation of student and teacher in sorting all texts for each text."""
    own = embed_all(encoder, tokenizer, TEXTS)
    ranks = [(v @ v.T).argsort(axis=1).argsort(axis=1) for v in (own, wanted.astype(np.float32))]
    return float(np.mean([np.corrcoef(a, b)[0, 1] for a, b in zip(*ranks, strict=True)]))


# The loss


def test_divergence_by_hand():
    cosines = torch.tensor([[0.2, 0.8, 1.0], [0.5, 0.5, 0.1]])
    own = torch.tensor([[False, False, True], [False, False, True]])
    assert similarity_divergence(cosines, cosines, own, 0.1).item() == pytest.approx(0, abs=1e-6)
    want = torch.tensor([[0.8, 0.2, -1.0], [0.5, 0.5, 0.9]])
    p = torch.softmax(torch.tensor([8.0, 2.0]), dim=0)
    expected = (p * (p.log() - p.flip(0).log())).sum().item() / 2
    found = similarity_divergence(cosines, want, own, 0.1).item()
    assert found == pytest.approx(expected, rel=1e-5)


# The stage


def stage_of(
    folder: Path, wanted: np.ndarray, settings: DistillSettings = SETTINGS
) -> DistillStage:
    return DistillStage(*loaded(folder), TEXTS, wanted, settings)


@pytest.fixture
def wanted(teacher, tmp_path) -> np.ndarray:
    """The teacher's vectors without what they share, which in a random model is nearly all."""
    vectors = teacher_vectors(teacher, TEXTS, tmp_path / "cache", report=str).astype(np.float32)
    vectors -= vectors.mean(axis=0)
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float16)


def mean_loss(stage: DistillStage) -> float:
    stage.encoder.eval()
    with torch.no_grad():
        return sum(stage.loss_at(step).item() for step in range(5)) / 5


@pytest.mark.parametrize(
    ("options", "rest"),
    # The projection starts as the best one, so that the match alone has less to gain.
    [({}, 0.3), ({"neighbours": 0.0}, 0.9), ({"match": 0.0}, 0.3), ({"match": 0.0, "refresh": 10}, 0.3)],
    ids=["both", "match", "neighbours", "all names"],
)
def test_the_student_comes_to_rank_as_the_teacher(model_folder, wanted, tmp_path, options, rest):
    settings = DistillSettings(**{"batch": 10, "names": 20, **options})
    stage = stage_of(model_folder, wanted, settings)
    before = mean_loss(stage), ranking_agreement(stage.encoder, stage.tokenizer, wanted)
    schedule = Schedule(steps=150, learning_rate=3e-3, dropout=0.1)
    fit(stage.encoder, stage.loss_at, schedule, tmp_path / "run", str, extra=stage.extra)
    after = mean_loss(stage), ranking_agreement(stage.encoder, stage.tokenizer, wanted)
    assert after[0] < rest * before[0]
    assert after[1] > before[1] + 0.1


def test_a_step_has_the_same_loss_each_time(model_folder, wanted):
    stage = stage_of(model_folder, wanted)
    assert stage.steps_per_epoch == 5
    losses = [stage.loss_at(step).item() for step in (0, 1, 0)]
    assert losses[0] == losses[2] != losses[1]


def test_a_teacher_that_is_a_linear_image_is_matched_from_the_start(model_folder):
    own = embed_all(*loaded(model_folder), TEXTS)
    image = own @ np.random.default_rng(1).normal(size=(32, 48)).astype(np.float32)
    stage = stage_of(model_folder, image, DistillSettings(batch=10, names=20, neighbours=0.0))
    assert mean_loss(stage) < 0.001
    torch.nn.init.orthogonal_(stage.projection.weight)
    assert mean_loss(stage) > 0.3


def test_similarities_are_compared_to_names_alone(model_folder, wanted, monkeypatch):
    stage = DistillStage(*loaded(model_folder), TEXTS, wanted, SETTINGS, names=[3, 7])
    seen: list[list[str]] = []
    embed = distill_module.embed

    def watched(encoder, tokenizer, texts):
        seen.append(texts)
        return embed(encoder, tokenizer, texts)

    monkeypatch.setattr(distill_module, "embed", watched)
    stage.loss_at(0)
    assert len(seen[0]) == 12
    assert set(seen[0][10:]) == {TEXTS[3], TEXTS[7]}


def test_names_are_encoded_anew_after_so_many_steps(model_folder, wanted, monkeypatch):
    settings = DistillSettings(batch=10, refresh=3)
    stage = DistillStage(*loaded(model_folder), TEXTS, wanted, settings, names=[3, 7])
    encoded: list[list[str]] = []
    monkeypatch.setattr(
        distill_module, "embed_all", lambda *given: encoded.append(given[2]) or embed_all(*given)
    )
    for step in range(7):
        stage.loss_at(step)
    assert encoded == [[TEXTS[3], TEXTS[7]]] * 3
    np.testing.assert_allclose(stage.bank, embed_all(stage.encoder, stage.tokenizer, encoded[0]), atol=1e-6)


def test_badly_typed_texts_are_to_mean_what_the_teachers_make_of_the_right_ones(model_folder, wanted, monkeypatch):
    typed: list[str] = []
    monkeypatch.setattr(noise, "noisy", lambda text, draw: typed.append(text) or f"{text}!")
    seen: list[list[str]] = []
    embed = distill_module.embed
    monkeypatch.setattr(distill_module, "embed", lambda *given: seen.append(given[2]) or embed(*given))
    stage = stage_of(model_folder, wanted, DistillSettings(batch=10, names=20, noise=0.5))
    for step in range(5):
        stage.loss_at(step)
    assert 10 < len(typed) < 40
    said = [text for texts in seen for text in texts[:10]]
    assert sorted(text.rstrip("!") for text in said) == sorted(TEXTS)
    assert sum(text.endswith("!") for text in said) == len(typed)
    assert not any(text.endswith("!") for texts in seen for text in texts[10:]), "names are spelt right"


def test_an_interrupted_run_takes_the_projection_up_again(model_folder, wanted, tmp_path):
    schedule = Schedule(steps=6, learning_rate=1e-3, checkpoint_minutes=0)

    def run(folder: Path, after=lambda step: None) -> DistillStage:
        stage = stage_of(model_folder, wanted)
        fit(stage.encoder, stage.loss_at, schedule, folder, str, after, stage.extra)
        return stage

    def kill(step: int) -> None:
        if step == 4:
            raise Killed

    whole = run(tmp_path / "whole").projection.weight
    assert not torch.allclose(whole, stage_of(model_folder, wanted).projection.weight, atol=1e-4)
    with pytest.raises(Killed):
        run(tmp_path / "cut", kill)
    torch.testing.assert_close(run(tmp_path / "cut").projection.weight, whole, atol=1e-6, rtol=0)


def test_what_does_not_fit_is_refused(model_folder, wanted):
    encoder, tokenizer = loaded(model_folder)
    with pytest.raises(TrainingError, match="not of 49 texts"):
        DistillStage(encoder, tokenizer, TEXTS[:49], wanted, SETTINGS)
    with pytest.raises(TrainingError, match="no batch"):
        DistillStage(encoder, tokenizer, TEXTS, wanted, DistillSettings(batch=51))
    with pytest.raises(TrainingError, match="no names"):
        DistillStage(encoder, tokenizer, TEXTS, wanted, SETTINGS, names=[])
