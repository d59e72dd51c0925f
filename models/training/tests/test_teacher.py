import ade_training.teacher as teacher_module
import numpy as np
import pytest
import torch
from ade_training.embedder import open_embedder
from ade_training.loop import embed_all
from ade_training.teacher import Teacher, teacher_vectors
from conftest import Killed, loaded

TEXTS = [f"{a} {b}" for a in "head skin heart blood sleep".split() for b in "a b c d e f rash dizzy pain ache".split()]


def test_vectors_are_those_of_the_teacher(teacher, tmp_path):
    found = teacher_vectors(teacher, TEXTS, tmp_path / "cache", block=16, report=str)
    assert isinstance(found, np.memmap)
    assert (found.dtype, found.shape) == (np.float16, (50, 48))
    expected = embed_all(*loaded(teacher), TEXTS)
    assert (np.asarray(found, dtype=np.float32) * expected).sum(axis=1).min() > 0.999
    assert [path.suffix for path in (tmp_path / "cache").iterdir()] == [".npy"]


def test_an_interrupted_computation_goes_on(teacher, tmp_path, monkeypatch):
    said: list[str] = []

    def kill(line: str) -> None:
        said.append(line)
        if len(said) == 2:
            raise Killed

    with pytest.raises(Killed):
        teacher_vectors(teacher, TEXTS, tmp_path / "cut", block=16, report=kill)
    assert said == ["teacher: 16 of 50 texts", "teacher: 32 of 50 texts"]
    (part,) = (tmp_path / "cut").iterdir()
    with part.open("ab") as file:
        file.write(b"half a block" * 8)  # as a kill in the middle of writing leaves it

    computed: list[int] = []

    def counting(*given):
        embed = open_embedder(*given)
        return lambda texts: computed.append(len(texts)) or embed(texts)

    monkeypatch.setattr(teacher_module, "open_embedder", counting)
    again = teacher_vectors(teacher, TEXTS, tmp_path / "cut", block=16, report=str)
    assert computed == [1, 16, 2]  # the first tells the dimension
    whole = teacher_vectors(teacher, TEXTS, tmp_path / "whole", block=16, report=str)
    assert np.array_equal(again, whole)
    teacher_vectors(teacher, TEXTS, tmp_path / "cut", block=16, report=str)
    assert computed == [1, 16, 2, 1, 16, 16, 16, 2]


def test_other_texts_weights_and_limits_have_other_vectors(teacher, tmp_path):
    def files() -> int:
        return len(list((tmp_path / "cache").iterdir()))

    teacher_vectors(teacher, ["a b", "c"], tmp_path / "cache", report=str)
    teacher_vectors(teacher, ["a b", "c"], tmp_path / "cache", report=str)
    assert files() == 1
    teacher_vectors(teacher, ["a", "b c"], tmp_path / "cache", report=str)
    teacher_vectors(teacher, ["a b", "c"], tmp_path / "cache", max_tokens=3, report=str)
    assert files() == 3
    encoder, _ = loaded(teacher)
    with torch.no_grad():
        next(encoder.parameters()).mul_(2)
    encoder.save(teacher)
    teacher_vectors(teacher, ["a b", "c"], tmp_path / "cache", report=str)
    assert files() == 4


def test_vectors_come_by_the_text_and_have_length_1():
    teacher = Teacher(["sick", "dizzy"], np.array([[3, 4], [0, 2]], dtype=np.float16))
    torch.testing.assert_close(teacher.of(["dizzy", "sick", "dizzy"]), torch.tensor([[0, 1], [0.6, 0.8], [0, 1]]))
    with pytest.raises(KeyError, match="rash"):
        teacher.of(["rash"])
