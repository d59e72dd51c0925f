import random

import pytest
import torch
from ade_training.encoder import Encoder
from ade_training.errors import TrainingError
from ade_training.loop import Schedule, embed, fit
from ade_training.losses import triplet
from ade_training.tokens import TextTokenizer
from ade_training.triplet import TripletSettings, TripletStage, read_coded
from torch.nn.functional import normalize

NAMES = [
    ("head ache", "1"), ("sick head", "1"),
    ("skin rash", "2"), ("rash", "2"),
    ("heart pain", "3"), ("dizzy", "4"), ("sleep s", "5"), ("blood", "6"),
]
CODED = [
    ("a b", "1"), ("a c", "1"),
    ("d e", "2"), ("d f", "2"),
    ("b f", "3"), ("c e", "4"), ("b e", "5"), ("c d", "6"),
    ("a b", "2"), ("f f", "none of the dictionary"),
]
SETTINGS = TripletSettings(batch=3, negatives=4, mined=5)


def stage_of(folder, settings=SETTINGS, coded=CODED, names=NAMES) -> TripletStage:
    encoder = Encoder.load(folder)
    tokenizer = TextTokenizer.load(folder / "tokenizer.json", int(encoder.config.pad_token_id), 16)
    return TripletStage(encoder, tokenizer, coded, names, settings)


# The loss


def unit(*rows: tuple[float, ...]) -> torch.Tensor:
    return normalize(torch.tensor(rows, dtype=torch.float32), dim=1)


def test_a_negative_counts_by_how_much_it_is_too_near():
    anchor, positive = unit((1, 0)), unit((0.8, 0.6))
    negatives = unit((0.6, 0.8), (0, 1)).unsqueeze(0)
    # Distances: 0.2 of the positive, 0.4 and 1 of the negatives.
    found = triplet(anchor, positive, negatives, margin=0.3)
    assert found.item() == pytest.approx((0.3 + 0.2 - 0.4) / 2, abs=1e-6)
    euclidean = triplet(anchor, positive, negatives, 0.3, "euclidean")
    assert euclidean.item() == pytest.approx((0.3 + 0.4**0.5 - 0.8**0.5) / 2, abs=1e-6)


def test_equal_vectors_have_a_finite_slope():
    anchor = unit((1, 0)).requires_grad_()
    triplet(anchor, unit((1, 0)), unit((1, 0)).unsqueeze(0), 0.1, "euclidean").backward()
    assert torch.isfinite(anchor.grad).all()


# The table


def test_a_table_is_read_by_its_header(tmp_path):
    path = tmp_path / "coded.tsv"
    path.write_text("concept\tmention\tby\n10\t so tired \tme\n", encoding="utf-8")
    assert read_coded(path, ("mention", "concept")) == [("so tired", "10")]
    path = tmp_path / "coded.csv"
    path.write_text('\ufeffmention,concept\n"dizzy, sick",7\n', encoding="utf-8")
    assert read_coded(path, ("mention", "concept")) == [("dizzy, sick", "7")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("mention,code\na,1\n", "no column concept; its columns: mention, code"),
        ("mention,concept\na,1\nb,\n", "row 3 lacks mention or concept"),
        ("mention,concept\n", "no rows"),
        ("", "no column mention, concept; its columns: none"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(tmp_path, text, message):
    path = tmp_path / "coded.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TrainingError, match=message):
        read_coded(path, ("mention", "concept"))


def test_a_table_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "coded.csv"
    path.write_bytes(b"mention,concept\n\xff\xfe,1\n")
    with pytest.raises(TrainingError, match="not a table in UTF-8"):
        read_coded(path, ("mention", "concept"))


# The stage


def test_a_mention_is_told_from_no_concept_that_it_was_coded_with(model_folder):
    stage = stage_of(model_folder, TripletSettings(batch=3, negatives=4, choice="random"))
    assert len(stage.anchors) == len(CODED) - 1  # one concept is not in the dictionary


    query = stage.bank[0]
    for seed in range(20):
        own, *others = stage._names(query, "a b", 0, random.Random(seed))
        assert NAMES[own][1] == "1"
        assert {NAMES[at][1] for at in others}.isdisjoint({"1", "2"})
        assert len(set(others)) == 4


def test_names_are_encoded_with_the_weights_of_the_first_step(model_folder):
    settings = TripletSettings(batch=3, negatives=2)
    stage, before = stage_of(model_folder, settings), stage_of(model_folder, settings).bank
    with torch.no_grad():
        for weight in stage.encoder.parameters():
            weight += 0.5 * torch.randn(weight.shape)  # as where a checkpoint's weights come in
    assert not torch.allclose(stage.bank, before, atol=0.02)


def test_hard_negatives_are_the_nearest(model_folder):


    stage = stage_of(model_folder, TripletSettings(batch=3, negatives=2, mined=2))
    query = stage.bank[4]
    _, *others = stage._names(query, "b f", 2, random.Random(1))
    scores = stage.bank @ query
    wrong = [at for at, (_, concept) in enumerate(NAMES) if concept != "3"]
    nearest = sorted(wrong, key=lambda at: -scores[at].item())[:2]
    assert set(others) == set(nearest)


@pytest.mark.parametrize("distance", ["cosine", "euclidean"])
def test_mentions_come_nearer_to_their_concepts(model_folder, tmp_path, distance):
    stage = stage_of(model_folder, TripletSettings(batch=3, negatives=4, mined=5, distance=distance))
    plain = CODED[1:8]

    def right() -> int:
        names = embed(stage.encoder, stage.tokenizer, [name for name, _ in NAMES])
        found = (embed(stage.encoder, stage.tokenizer, [text for text, _ in plain]) @ names.T).argmax(dim=1)
        return sum(NAMES[at][1] == concept for at, (_, concept) in zip(found.tolist(), plain, strict=True))

    with torch.no_grad():
        before = right()
    schedule = Schedule(steps=100, learning_rate=3e-3, seed=1)
    fit(stage.encoder, stage.loss_at, schedule, tmp_path / "run", lambda _: None)
    stage.encoder.eval()
    with torch.no_grad():
        assert right() > max(before, len(plain) - 2)


def test_a_small_dictionary_repeats_its_wrong_names(model_folder):
    names = [("head ache", "1"), ("rash", "2"), ("dizzy", "2"), ("blood", "1")]
    coded = [("a b", "1"), ("c d", "2"), ("e f", "1")]
    stage = stage_of(model_folder, TripletSettings(batch=3, negatives=3), coded, names)
    assert torch.isfinite(stage.loss_at(0))


@pytest.mark.parametrize(
    ("settings", "coded", "message"),
    [
        (TripletSettings(choice="soft"), CODED, "choice is hard or random"),
        (TripletSettings(distance="manhattan"), CODED, "distance cosine or euclidean"),
        (TripletSettings(batch=50), CODED, "9 of 10 coded mentions have a concept with a name"),
        (TripletSettings(batch=3, negatives=8), CODED, "8 names are too few for 8 negatives"),
    ],
)
def test_what_cannot_be_learned_from_is_said(model_folder, settings, coded, message):
    with pytest.raises(TrainingError, match=message):
        stage_of(model_folder, settings, coded)
