import json

import numpy as np
import pytest
from ade_training.development import Mention
from ade_training.errors import TrainingError
from ade_training.hubness import NEAREST, SHARPNESS, Background, read_background, with_hubness
from ade_training.search import Dictionary, Pooling, accuracy

NAMES = Dictionary(["Fever", "burning up", "Chills"], ["Fever", "Fever", "Chills"], kinds=[0, 2, 0])


def unit(rows: int, seed: int) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(rows, 8))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def test_it_is_the_mean_of_the_nearest_mentions_of_others() -> None:
    vectors, asked = unit(3, 1), unit(60, 2)
    own = [frozenset(["fever", "pyrexia"])] * 5 + [frozenset(["burning up"])] + [frozenset(["rash"])] * 54
    found = with_hubness(NAMES, vectors, Background(own, asked)).hubness
    cosines = vectors @ asked[5:].T  # a lay name makes no mention its own
    fever = np.sort(np.log(np.exp(SHARPNESS * cosines[:2]).sum(axis=0)) / SHARPNESS)[-NEAREST:].mean()
    alone = np.sort(cosines[0])[-NEAREST:].mean()
    assert found["Fever"] == pytest.approx([alone, alone, fever], abs=1e-5)
    chills = np.sort(vectors[2] @ asked.T)[-NEAREST:].mean()
    assert found["Chills"] == pytest.approx([chills] * 3, abs=1e-5)


def test_a_share_of_it_is_taken_off() -> None:
    names = with_hubness(NAMES, unit(3, 1), Background([], np.empty((0, 8), dtype=np.float32)))
    assert names.hubness == {"Fever": [0, 0, 0], "Chills": [0, 0, 0]}
    bare = Dictionary(["Fever", "Chills"], ["Fever", "Chills"])
    crowded = Dictionary(bare.texts, bare.concepts, hubness={"Fever": (0.5,), "Chills": (0.1,)})
    vectors = np.array([[1, 0], [0.95, 0.3]], dtype=np.float32)
    asked, vector = [Mention("hot", "Chills")], np.array([[1, 0]], dtype=np.float32)
    assert accuracy(bare, vectors, asked, vector).first == 0
    assert accuracy(crowded, vectors, asked, vector).first == 1
    assert accuracy(crowded, vectors, asked, vector, Pooling(hubness_weight=0)).first == 0


def test_the_file_is_read_with_its_faults_named(tmp_path) -> None:
    path = tmp_path / "background.jsonl"
    path.write_text(json.dumps({"text": "hot", "names": ["Fever", "PYREXIA!"]}) + "\n")
    background = read_background(path, lambda texts: np.ones((len(texts), 2), dtype=np.float32))
    assert background.names == [frozenset(["fever", "pyrexia"])]
    assert background.vectors.shape == (1, 2)
    path.write_text('{"text": "hot"}\n')
    with pytest.raises(TrainingError, match="background.jsonl:1"):
        read_background(path, lambda texts: np.ones((len(texts), 2), dtype=np.float32))
