"""From sentences and posts to a model folder and its tables, on a tiny model."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from ade_training.__main__ import run
from ade_training.base import known_base
from ade_training.classify_baseline import LinearSettings
from ade_training.classify_clean import clean_text
from ade_training.classify_data import (
    BARE_NAMES,
    LABELS,
    PostData,
    label_array,
    read_posts,
    read_sentences,
    read_sentences_of_posts,
    training_examples,
)
from ade_training.classify_export import ClassifyExport, export_classifier
from ade_training.classify_measures import thresholds
from ade_training.classify_model import Classifier
from ade_training.classify_plan import ClassifyPlan, Fitting, read_classify_plan
from ade_training.classify_report import classify_tables, read_classify_result
from ade_training.classify_results import SHIPPED, measure_classifiers
from ade_training.classify_run import run_classify
from ade_training.classify_train import Lesson, alike_batch, known_loss, predict, train_classifier
from ade_training.classify_windows import Windows, greatest, run_graph
from ade_training.encoder import Encoder
from ade_training.errors import CheckFailed, TrainingError
from ade_training.files import sha256_of
from ade_training.graph import OnnxEncoder
from ade_training.manifest import verify_folder
from conftest import Cut, cut, tiny_model

HOME = Path(__file__).resolve().parents[1]
FITTING = Fitting(epochs=20, learning_rate=5e-3, batch=8)
PLAN = ClassifyPlan("tiny", "minilm", "", (1, 2), True, FITTING, FITTING, 3, max_tokens=16)
ROWS = [("head pain {}", "100000"), ("sleep {} b", "001010"), ("{} c", "010100"), ("sick {} rash", "100001")]


def table(extra: str) -> str:
    rows = ["\t".join(["sentences", *LABELS])]
    rows += ["\t".join([text.format(word) + extra, *labels]) for text, labels in ROWS for word in "abcdef"]
    return "\n".join(rows) + "\n"


@pytest.fixture
def post_data(tmp_path: Path, gzipped: Callable[[Path, str], None]) -> PostData:
    """A world in which `pain` and `rash` are reactions, and the rest is something else."""
    data = PostData(tmp_path / "data")
    for part, extra in (("train", ""), ("dev", " f"), ("test", " e f")):
        gzipped(data.sentences(part), table(extra))
    data.posts.parent.mkdir()
    posts = [
        {"id": f"p{n}", "text": "b head pain" if n % 3 else "b c", "ade": n % 3 > 0, "spans": []}
        for n in range(8)
    ]
    data.posts.write_text("".join(json.dumps(post) + "\n" for post in posts), encoding="utf-8")
    return data


def test_reading(post_data: PostData) -> None:
    dev = read_sentences(post_data.sentences("dev"))
    assert (dev[0].text, dev[0].labels) == ("head pain a f", (1, 0, 0, 0, 0, 0))
    odd = read_posts(post_data.posts, even=False)
    assert [post.labels[0] for post in odd] == [1, 0, 1, 1]
    assert np.isnan(label_array(odd)[:, 1:]).all()
    assert len(read_posts(post_data.posts, even=True)) == 4
    assert len(training_examples(post_data, with_posts=False)) == 24
    assert len(training_examples(post_data, with_posts=True)) == 28


def test_sentences_of_posts_say_what_is_reported_in_them(post_data: PostData, tmp_path: Path) -> None:
    text = "Hi all. Got a rash! No pain. It was st. john rash day 2. ok"
    spans = [
        {"start": text.index("rash!"), "end": text.index("rash!") + 4, "mark": "ade"},
        {"start": text.index("pain"), "end": text.index("pain") + 4, "mark": "neg"},
        {"start": text.index("st. john rash"), "end": text.index(" day"), "mark": "ade"},
    ]
    posts = [
        {"id": "p2", "text": text, "ade": True, "spans": spans},
        {"id": "p4", "text": "one alone", "ade": False, "spans": []},
    ]
    path = tmp_path / "further.jsonl"
    path.write_text("".join(json.dumps(post) + "\n" for post in posts), encoding="utf-8")
    cut = read_sentences_of_posts(path, even=None)
    assert [(each.text, each.labels[0]) for each in cut] == [
        ("Hi all.", 0),
        ("Got a rash", 1),
        ("No pain.", 0),
        ("It was st. john rash day 2", 1),
        ("ok", 0),
    ]
    assert read_sentences_of_posts(path, even=False) == []
    starter = HOME.parents[1] / "ontologies/starter/starter.jsonl"
    further = replace(post_data, more_posts=(path,), starter=starter)
    assert len(training_examples(further, with_posts=True)) == 28 + 2 + 5 + BARE_NAMES
    assert set(further.hashes()) == {"train", "dev", "posts", "posts further", "starter"}


def test_what_is_measured_is_not_trained_on(
    post_data: PostData, gzipped: Callable[[Path, str], None]
) -> None:
    gzipped(post_data.sentences("test"), "\t".join(["sentences", *LABELS]) + "\nhead pain a" + "\t0" * 6 + "\n")
    texts = [each.text for each in training_examples(post_data, with_posts=True)]
    assert "head pain a" not in texts
    assert "head pain b" in texts


def test_what_is_no_data_is_named(post_data: PostData, gzipped: Callable[[Path, str], None]) -> None:
    head = "\t".join(["sentences", *LABELS])
    gzipped(post_data.sentences("train"), f"{head}\nfine\t0\t0\t0\t0\t0\t0\nwrong\t2\t0\t0\t0\t0\t0\n")
    with pytest.raises(TrainingError, match=r"train\.csv\.gz: row 3 is no sentence"):
        read_sentences(post_data.sentences("train"))
    gzipped(post_data.sentences("train"), f"{head}\n")
    with pytest.raises(TrainingError, match="no sentences"):
        read_sentences(post_data.sentences("train"))
    post_data.sentences("train").write_text("plain", encoding="utf-8")
    with pytest.raises(TrainingError, match="not a readable gzip"):
        read_sentences(post_data.sentences("train"))
    post_data.posts.write_text('{"id": "p1", "text": "a", "ade": 1}\n', encoding="utf-8")
    with pytest.raises(TrainingError, match=r"posts\.jsonl:1: not a post"):
        read_posts(post_data.posts, even=False)


def test_only_what_is_known_counts() -> None:
    logits = torch.tensor([[0.0, 2.0]], requires_grad=True)
    loss = known_loss(logits, torch.tensor([[1.0, float("nan")]]))
    loss.backward()
    assert loss.item() == pytest.approx(np.log(2))
    assert logits.grad is not None
    assert logits.grad.tolist() == [[-0.5, 0.0]]
    assert known_loss(logits, torch.full((1, 2), float("nan"))).item() == 0


def test_batches_are_of_like_length_and_miss_nothing() -> None:
    lengths = list(np.random.default_rng(5).integers(3, 60, 64 * 4))
    epochs = [[alike_batch(step, lengths, 4, 9) for step in range(at, at + 64)] for at in (0, 64)]
    for epoch in epochs:
        assert sorted(np.concatenate(epoch)) == list(range(len(lengths)))
    spread = [np.ptp([lengths[at] for at in batch]) for batch in epochs[0]]
    assert np.mean(spread) < 8, "a random batch of four spreads over 34"
    assert [list(batch) for batch in epochs[0]] != [list(batch) for batch in epochs[1]]


def test_long_texts_have_windows(model_folder: Path) -> None:
    windows = Windows(model_folder / "tokenizer.json", 0, 40)
    words = ["head", "ache", "sick", "a", "b"] * 18
    rows = windows.rows(" ".join(words))
    whole = Windows(model_folder / "tokenizer.json", 0, 1000).rows(" ".join(words))[0]
    assert [len(row) for row in rows][:-1] == [40] * (len(rows) - 1)
    assert rows[0][1:-1] == whole[1:39]
    assert rows[1][1:-1] == whole[7:45], "32 tokens are in both"
    assert rows[-1][-2:] == whole[-2:]
    assert len(windows.rows("")) == 1
    assert greatest(np.array([[0.1], [0.9], [0.4]]), [2, 1]).tolist() == [[0.9], [0.4]]


def test_a_run_a_folder_and_its_tables(post_data: PostData, tmp_path: Path) -> None:
    model_folder = tiny_model("bert", tmp_path / "source")
    said: list[str] = []
    distilled = run_classify(PLAN, model_folder, post_data, tmp_path / "run", said.append)
    soup = distilled.parent / "soup"
    assert json.loads((soup / "figures.json").read_text())["seeds"] == [1, 2]
    heads = [Classifier.load(soup.parent / name).head.weight for name in ("seed-1", "seed-2", "soup")]
    assert torch.allclose((heads[0] + heads[1]) / 2, heads[2])
    figures = json.loads((distilled / "figures.json").read_text())
    assert figures["seed"] == 3
    assert figures["data"]["train"] == sha256_of(post_data.sentences("train"))
    assert figures["weights"]["model.safetensors"] == sha256_of(distilled / "model.safetensors")
    assert figures["development"]["PsyTAR dev"]["f1"] > 0.9

    again: list[str] = []
    run_classify(PLAN, model_folder, post_data, tmp_path / "run", again.append)
    assert again == [f"{name}: finished before" for name in ("seed-1", "seed-2", "soup", "distilled")]
    (distilled / "figures.json").unlink()
    before = sha256_of(distilled / "model.safetensors")
    run_classify(PLAN, model_folder, post_data, tmp_path / "run", str)
    assert sha256_of(distilled / "model.safetensors") == before, "the same seed, the same weights"

    dev = read_sentences(post_data.sentences("dev"))
    options = ClassifyExport(
        "tiny", known_base("minilm"), HOME / "cards/ade-classify.md", dev, max_tokens=16, command="made"
    )
    target = tmp_path / "out/tiny"
    export_classifier(distilled, target, options, str)
    manifest = verify_folder(target)
    assert (manifest["task"], manifest["labels"]) == ("classify", list(LABELS))
    windows = Windows(target / "tokenizer.json", manifest["tokenizer"]["padId"], manifest["maxTokens"])
    alone = run_graph(OnnxEncoder(target / "model.onnx"), windows, [each.text for each in dev], batch=1)
    assert manifest["thresholds"] == thresholds(label_array(dev) == 1, alone), "of what ships"
    assert (target / "MODEL_CARD.md").read_text().startswith("# tiny")
    check_golden(target, manifest)
    with pytest.raises(CheckFailed, match="int8 differs from float32"):
        export_classifier(distilled, target, replace(options, most_loss=0.0), str)
    assert verify_folder(target) == manifest, "what was there stays"

    result = measure_classifiers(
        PLAN, tmp_path / "run", target, post_data, True, str, [LinearSettings(1, 0, 10.0, False)]
    )
    assert result["sets"] == {"PsyTAR dev": 24, "even posts": 4, "PsyTAR test": 24}
    assert result["models"][SHIPPED]["PsyTAR test"]["f1"] > 0.9
    assert len(result["single"]) == 2
    assert {"distilled", "soup"} < set(result["differences"])
    text = classify_tables(result)
    assert "PsyTAR test, 24 texts" in text
    assert text.count("one model, mean and sd of 2") == 3
    assert "macro" not in text.split("even posts, 4 texts")[1].split("PsyTAR test")[0]


def check_golden(folder: Path, manifest: dict) -> None:
    golden = json.loads((folder / "golden.json").read_text(encoding="utf-8"))
    windows = Windows(folder / "tokenizer.json", manifest["tokenizer"]["padId"], manifest["maxTokens"])
    graph = OnnxEncoder(folder / "model.onnx")
    assert len(golden["cases"]) == 10
    for case in golden["cases"]:
        assert clean_text(case["text"]) == case["cleaned"]
        assert windows.rows(case["cleaned"]) == case["input_ids"]
        (found,) = run_graph(graph, windows, [case["cleaned"]], batch=1)
        # Processors round differently in the last place, which can move an activation by one step.
        assert np.allclose(found, case["probabilities"], atol=0.02)
    assert len(golden["cases"][-1]["input_ids"]) > 1


def lesson_of(data: PostData) -> Lesson:
    examples = training_examples(data, with_posts=True)
    return Lesson([each.text for each in examples], label_array(examples))


def test_the_same_seed_comes_to_the_same_and_learns(model_folder: Path, post_data: PostData, tmp_path: Path) -> None:
    lesson = lesson_of(post_data)
    train_classifier(model_folder, tmp_path / "a", lesson, FITTING, 4, 16, str)
    train_classifier(model_folder, tmp_path / "b", lesson, FITTING, 4, 16, str)
    texts = ["head pain", "c"]
    found = predict(tmp_path / "a", texts, 16)
    assert np.array_equal(found, predict(tmp_path / "b", texts, 16))
    assert found[0, 0] > 0.5 > found[1, 0]
    torch.manual_seed(1)
    assert not np.array_equal(
        Classifier(Encoder.load(model_folder), 1).head.weight.detach(),
        Classifier(Encoder.load(model_folder), 2).head.weight.detach(),
    )


def test_a_run_that_was_cut_off_comes_to_the_same(model_folder: Path, post_data: PostData, tmp_path: Path) -> None:
    lesson = lesson_of(post_data)
    train_classifier(model_folder, tmp_path / "whole", lesson, FITTING, 4, 16, str)

    with pytest.raises(Cut):
        train_classifier(model_folder, tmp_path / "cut", lesson, FITTING, 4, 16, cut, checkpoint_minutes=0)
    lines: list[str] = []
    train_classifier(model_folder, tmp_path / "cut", lesson, FITTING, 4, 16, lines.append)
    assert "goes on from step 24" in lines
    for name in ("model.safetensors", "head.safetensors"):
        assert sha256_of(tmp_path / "cut" / name) == sha256_of(tmp_path / "whole" / name)


def test_a_head_of_something_else_is_refused(model_folder: Path) -> None:
    with pytest.raises(TrainingError, match=r"head\.safetensors is not a classifier's head"):
        Classifier.load(model_folder)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("seeds = []", "seeds is empty"),
        ("colour = 1", "unknown colour"),
        ("seeds = ", "Invalid value"),
    ],
)
def test_what_is_wrong_with_a_recipe_is_said(tmp_path: Path, change: str, message: str) -> None:
    path = tmp_path / "wrong.toml"
    lines = (HOME / "configs/ade-classify.toml").read_text(encoding="utf-8").splitlines()
    key = change.split(" = ")[0]
    path.write_text("\n".join([change, *(line for line in lines if not line.startswith(f"{key} ="))]))
    with pytest.raises(TrainingError, match=message):
        read_classify_plan(path)
    path.write_text("seed = 1\n")
    with pytest.raises(TrainingError, match=r"no table \[model\]"):
        read_classify_plan(path)


def test_the_recipe_that_ships_can_be_read() -> None:
    plan = read_classify_plan(HOME / "configs/ade-classify.toml")
    assert plan.name == "ade-classify"
    assert len(set(plan.seeds)) == len(plan.seeds) > 1, "an ensemble, without a seed that counts twice"


def test_commands(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text("{}")
    with pytest.raises(TrainingError, match="not a file of classify-measure"):
        run(["classify-report", str(wrong)])
    with pytest.raises(TrainingError, match="no results"):
        read_classify_result(tmp_path / "none.json")
