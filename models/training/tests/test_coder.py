import pytest
import torch
from ade_training.coder import (
    CoderSettings,
    CoderStage,
    Hierarchy,
    RelationMatrices,
    Triple,
    with_groups,
)
from ade_training.encoder import Encoder
from ade_training.errors import TrainingError
from ade_training.loop import Schedule, embed, fit
from ade_training.losses import multi_similarity, multi_similarity_of
from ade_training.pairs import concept_numbers
from ade_training.tokens import TextTokenizer
from ade_training.vocabularies import Term


def term(id: str, name: str, *synonyms: str, source: str = "hpo", **more) -> Term:
    rest = {"lay": (), "definition": None, "parents": (), "group": None} | more
    return Term(source, id, name, synonyms, **rest)


FEVERS = [
    term("H:1", "Abnormality"),
    term("H:2", "Abnormal temperature", parents=("H:1",)),
    term("H:3", "Fever", "Pyrexia", parents=("H:2", "H:99")),
    term("H:4", "Abnormality of skin", parents=("H:1",)),
    term("A:1", "Pyrexia", lay=("burning up",), source="starter", parents=("G:1",), group="Heat"),
    term("A:2", "Chills", source="starter", parents=("G:1",), group="Heat"),
]

# The names of kinds do not give away what they are kinds of.
KINDS = {
    "head": ("rash", "a b"),
    "skin": ("pain", "c d"),
    "heart": ("ache", "e f"),
    "blood": ("sick", "b c"),
}
TERMS = [term(f"K:{kind}", kind, f"{kind} a") for kind in KINDS] + [
    term(f"K:{name}", name, f"dizzy {name}", parents=(f"K:{kind}",))
    for kind, names in KINDS.items()
    for name in names
]
SETTINGS = CoderSettings(batch=6, triples=8)


# The loss


def test_of_equal_labels_it_is_the_loss_of_vectors():
    torch.manual_seed(1)
    vectors = torch.nn.functional.normalize(torch.randn(6, 4), dim=1)
    labels = torch.tensor([0, 0, 1, 1, 2, 2])
    same = labels.unsqueeze(0) == labels.unsqueeze(1)
    positive = same & ~torch.eye(6, dtype=torch.bool)
    found = multi_similarity_of(vectors @ vectors.T, positive, ~same)
    assert found.item() == multi_similarity(vectors, labels).item() > 0


def test_only_marked_pairs_are_moved():
    cosines = torch.tensor([[0.3, 0.6, 0.7], [0.3, 0.6, 0.7]], requires_grad=True)
    positive = torch.tensor([[True, False, False], [False, False, False]])
    negative = torch.tensor([[False, True, False], [False, True, True]])
    multi_similarity_of(cosines, positive, negative).backward()
    assert cosines.grad[0, 0] < 0 < cosines.grad[0, 1]
    assert cosines.grad[0, 2] == 0  # neither
    assert cosines.grad[1].tolist() == [0, 0, 0]  # nothing to be nearer than


# The hierarchy


def test_groups_become_terms():
    groups = with_groups(FEVERS)[len(FEVERS) :]
    assert [(g.source, g.id, g.name) for g in groups] == [("starter", "G:1", "Heat")]
    assert with_groups(with_groups(FEVERS)) == with_groups(FEVERS)


@pytest.fixture
def hierarchy() -> tuple[Hierarchy, dict[str, int]]:
    terms = with_groups(FEVERS)
    numbers = concept_numbers(terms)
    return Hierarchy(terms, numbers), {t.name: n for t, n in zip(terms, numbers, strict=True)}


def test_triples_go_both_ways_and_across_vocabularies(hierarchy):
    found, number = hierarchy
    assert number["Fever"] == number["Pyrexia"]
    pairs = {
        ("Abnormal temperature", "Abnormality"),
        ("Fever", "Abnormal temperature"),
        ("Fever", "Heat"),
        ("Abnormality of skin", "Abnormality"),
        ("Chills", "Heat"),
    }
    there = {Triple(number[child], 0, number[parent]) for child, parent in pairs}
    back = {Triple(number[parent], 1, number[child]) for child, parent in pairs}
    assert set(found.triples()) == there | back
    assert len(found.triples()) == 10


def test_ancestors_are_neither_right_nor_wrong(hierarchy):
    found, number = hierarchy
    fever, all_of_them = number["Fever"], number["Abnormality"]
    assert found.holds(fever, 0, number["Heat"]) is True
    assert found.holds(number["Heat"], 1, fever) is True
    assert found.holds(fever, 0, all_of_them) is None
    assert found.holds(all_of_them, 1, fever) is None
    assert found.holds(fever, 0, fever) is None
    assert found.holds(fever, 0, number["Abnormality of skin"]) is False
    assert found.holds(all_of_them, 0, fever) is False
    assert found.holds(fever, 1, all_of_them) is False


def test_circles_and_parents_of_the_same_name():
    terms = [
        term("1", "Rash", parents=("2",)),
        term("2", "Itch", parents=("1",)),
        term("3", "Hives", parents=("4",)),
        term("4", "Urticaria", "hives"),
    ]
    found = Hierarchy(terms, concept_numbers(terms))
    rash, itch, hives, _ = concept_numbers(terms)
    assert found.above[rash] == {rash, itch}
    assert found.parents[hives] == set()
    assert len(found.triples()) == 4


# The stage


def stage_of(folder, settings: CoderSettings = SETTINGS) -> CoderStage:
    encoder = Encoder.load(folder)
    tokenizer = TextTokenizer.load(folder / "tokenizer.json", int(encoder.config.pad_token_id), 16)
    return CoderStage(encoder, tokenizer, TERMS, settings)


def test_matrices_turn_each_head_by_its_relation():
    relations = RelationMatrices(2, 2)
    heads = torch.tensor([[0.6, 0.8], [0.6, 0.8]])
    kinds = torch.tensor([1, 0])
    torch.testing.assert_close(relations(heads, kinds), heads)
    with torch.no_grad():
        relations.matrices[1] = torch.tensor([[0.0, 5.0], [0.0, 0.0]])
    torch.testing.assert_close(relations(heads, kinds), torch.tensor([[1.0, 0.0], [0.6, 0.8]]))


def test_a_batch_marks_every_tail(model_folder):
    stage = stage_of(model_folder)
    number = {name: n for n, names in stage.names.items() for name in names}
    rash = Triple(number["rash"], 0, number["head"])
    pain = Triple(number["pain"], 0, number["skin"])
    back = Triple(number["head"], 1, number["a b"])
    positive, negative = stage._related([rash, pain, back])
    assert positive.tolist() == [[True, False, False], [False, True, False], [False, False, True]]
    # "a b" is no kind that "rash" could be; "head" is not below itself, but no wrong answer.
    assert negative.tolist() == [[False, True, True], [True, False, True], [False, True, False]]


def parents_found(stage: CoderStage) -> float:
    """The share of children that are led nearest to a name of their parent."""
    children = [(name, kind) for kind, names in KINDS.items() for name in names]
    stage.encoder.eval()
    with torch.no_grad():
        vectors = embed(stage.encoder, stage.tokenizer, [*KINDS, *(name for name, _ in children)])
        kinds, own = vectors[: len(KINDS)], vectors[len(KINDS) :]
        turned = stage.relations(own, torch.zeros(len(own), dtype=torch.long))
        nearest = (turned @ kinds.T).argmax(dim=1)
    right = [list(KINDS)[at] == kind for at, (_, kind) in zip(nearest, children, strict=True)]
    return sum(right) / len(right)


def mean_loss(stage: CoderStage) -> float:
    stage.encoder.eval()
    with torch.no_grad():
        return sum(stage.loss_at(step).item() for step in range(4)) / 4


def test_it_learns_synonyms_and_parents(model_folder, tmp_path):
    stage = stage_of(model_folder)
    before = mean_loss(stage), parents_found(stage)
    schedule = Schedule(steps=100, learning_rate=3e-3)
    fit(stage.encoder, stage.loss_at, schedule, tmp_path / "run", str, extra=stage.extra)
    assert mean_loss(stage) < 0.6 * before[0]
    assert before[1] < 0.6
    assert parents_found(stage) > 0.9
    there, back = stage.relations.matrices.detach()
    assert (there - torch.eye(32)).abs().max() > 0.01
    assert (there - back).abs().max() > 0.01


def test_relations_count_by_their_weight(model_folder):
    without, once, twice = (
        mean_loss(stage_of(model_folder, CoderSettings(batch=6, triples=8, relations=weight)))
        for weight in (0.0, 1.0, 2.0)
    )
    assert once > without
    assert twice - once == pytest.approx(once - without, rel=1e-4)


def test_a_step_has_the_same_loss_each_time(model_folder):
    stage = stage_of(model_folder)
    assert stage.steps_per_epoch == 2
    losses = [stage.loss_at(step).item() for step in (0, 1, 0)]
    assert losses[0] == losses[2] != losses[1]


@pytest.mark.parametrize("sizes", [{"batch": 13}, {"triples": 17}], ids=str)
def test_too_little_for_a_batch_is_refused(model_folder, sizes):
    with pytest.raises(TrainingError, match="12 pairs and 16 triples are no batch"):
        stage_of(model_folder, CoderSettings(**({"batch": 2, "triples": 2} | sizes)))
