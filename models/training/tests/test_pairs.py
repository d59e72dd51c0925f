import random

import pytest
import torch
from ade_training.encoder import Encoder
from ade_training.errors import TrainingError
from ade_training.pairs import (
    Pair,
    PairSettings,
    PairStage,
    concept_numbers,
    description_pairs,
    name_pairs,
    read_sts,
)
from ade_training.tokens import TextTokenizer
from ade_training.vocabularies import Term


def term(source: str, id: str, name: str, *synonyms: str, **more) -> Term:
    rest = {"lay": (), "definition": None, "parents": (), "group": None} | more
    return Term(source, id, name, synonyms, **rest)


TERMS = [
    term("hpo", "H:1", "Fever", "Pyrexia", definition="A raised temperature."),
    term("oae", "O:1", "pyrexia", parents=("O:2",)),
    term("oae", "O:2", "temperature disorder", lay=("too hot",)),
    term("starter", "A:9", "Rash", group="Skin eruptions"),
]


def test_terms_that_share_a_name_share_their_number():
    numbers = concept_numbers(TERMS)
    assert numbers[0] == numbers[1]
    assert len(set(numbers)) == 3


def test_pairs_of_names():
    found = {(pair.left, pair.right) for pair in name_pairs(TERMS, concept_numbers(TERMS))}
    assert found == {("Fever", "Pyrexia"), ("temperature disorder", "too hot")}


def test_descriptions_come_from_definition_and_hierarchy():
    found = {(pair.left, pair.right) for pair in description_pairs(TERMS, concept_numbers(TERMS), random.Random(1))}
    assert found == {
        ("Fever", "A raised temperature."),
        ("pyrexia", "a kind of temperature disorder"),
        ("Rash", "a kind of Skin eruptions"),
    }


@pytest.mark.parametrize("loss", ["info_nce", "multi_similarity"])
def test_pair_stages_give_a_loss_that_depends_on_the_step_alone(model_folder, loss):
    encoder = Encoder.load(model_folder)
    tokenizer = TextTokenizer.load(
        model_folder / "tokenizer.json", int(encoder.config.pad_token_id), 16
    )
    words = "head skin rash heart dizzy sleep pain blood".split()
    pairs = [Pair(word, f"{word} a", at) for at, word in enumerate(words)]
    stage = PairStage(encoder, tokenizer, pairs, PairSettings(loss=loss, batch=4))
    assert stage.steps_per_epoch == 2
    losses = [stage.loss_at(step).item() for step in (0, 1, 0)]
    assert losses[0] == losses[2]
    assert all(torch.isfinite(torch.tensor(losses)))
    with pytest.raises(TrainingError, match="no batch"):
        PairStage(encoder, tokenizer, pairs[:3], PairSettings(loss=loss, batch=4))
    with pytest.raises(TrainingError, match="no loss"):
        PairStage(encoder, tokenizer, pairs, PairSettings(loss="hinge", batch=4))


def test_sts_rows(tmp_path):
    path = tmp_path / "sts.csv"
    path.write_text('"A dog, running.",A dog.,3.8\n')
    assert read_sts(path)[0].left == "A dog, running."
    path.write_text("A dog.,3.8\n")
    with pytest.raises(TrainingError, match="sts.csv:1"):
        read_sts(path)
