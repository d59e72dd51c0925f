import json
import math

import numpy as np
import pytest
from ade_training.development import Mention
from ade_training.embedder import open_embedder, remembering
from ade_training.errors import TrainingError
from ade_training.evaluation import EvaluationSet
from ade_training.figures import examine
from ade_training.report import put_into, read_results, tables
from ade_training.vocabularies import Term

ANGLES = {"Fever": 0, "hot": 10, "Chills": 90, "burning up": 50, "shivers": 80, "on fire": 50, "teeth chattering": 95}


def turn(texts) -> np.ndarray:
    angles = np.radians([ANGLES[text] for text in texts])
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def term(name: str, *lay: str) -> Term:
    return Term("any", name, name, (), lay, None, (), None)


def test_an_exam_takes_the_mean_of_its_folds():
    mentions = [Mention("hot", "Fever"), Mention("on fire", "Fever"), Mention("shivers", "Chills")]
    exam = EvaluationSet("set", [term("Fever"), term("Chills")], [mentions[:2], mentions[2:]])
    found = examine(turn, exam, [term("Fever", "burning up", "hot"), term("Chills", "teeth chattering")])
    own, lay = found["own names"], found["with lay phrases"]
    assert (own.first, own.five, own.mentions) == (0.75, 1, 3), "folds of 1/2 and 1/1"
    assert (lay.first, lay.unseen) == (1, 1)
    assert 0 < own.low < 0.75 < own.high < 1
    assert math.isclose(own.unseen, 2 / 3)


def test_a_table_has_a_row_an_encoder_and_goes_into_a_card(tmp_path):
    exam = {"acc@1": 0.7, "acc@5": 0.9, "low": 0.65, "high": 0.75, "acc@1 not in the dictionary": 0.6}
    base = {"posts": {"acc@1": 0.5, "acc@5": 0.75}, "STS-B": {"spearman": 0.85}}
    rows = [
        {"name": "base", "development": base},
        {
            "name": "chosen",
            "note": "of two",
            "development": {**base, "typed badly": {"acc@1": 0.4, "acc@5": 0.6}},
            "similarity": 0.81,
            "exam": {"Set": {"own names": exam}},
        },
    ]
    paths = []
    for number, row in enumerate(rows):
        paths.append(tmp_path / f"{number}.json")
        paths[-1].write_text(json.dumps(row))
    text = tables(read_results(paths))
    assert "| base | 50.0 / 75.0 | - | 85.0, - |" in text
    assert "| chosen | 50.0 / 75.0 | 40.0 / 60.0 | 85.0, 81.0 |" in text
    assert "| chosen | 70.0 / 90.0 [65.0, 75.0] 60.0 |" in text
    assert text.endswith("- chosen: of two")

    card = tmp_path / "card.md"
    card.write_text("before\n<!-- results -->\nold\n<!-- end of results -->\nafter\n")
    put_into(card, "new")
    assert card.read_text() == "before\n<!-- results -->\n\nnew\n\n<!-- end of results -->\nafter\n"
    card.write_text("no markers")
    with pytest.raises(TrainingError, match="no <!-- results -->"):
        put_into(card, "new")


def test_a_file_that_is_no_result_is_named(tmp_path):
    path = tmp_path / "x.json"
    path.write_text("[]")
    with pytest.raises(TrainingError, match="x.json: no results"):
        read_results([path])


def test_texts_are_embedded_once(model_folder, texts):
    calls = []

    def embed(asked):
        calls.append(list(asked))
        return turn(["Fever"] * len(asked))

    remember = remembering(embed)
    assert remember(["a", "b", "a"]).shape == (3, 2)
    remember(["b", "c"])
    assert calls == [["a", "b"], ["c"]]
    vectors = open_embedder(model_folder, 16)(texts)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
