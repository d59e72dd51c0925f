"""From marked texts to a model folder, on a tiny model."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from ade_training.__main__ import run
from ade_training.base import BaseModel
from ade_training.encoder import Encoder
from ade_training.errors import CheckFailed, TrainingError
from ade_training.extract_corpora import Corpora, reading_of
from ade_training.extract_export import ExtractExport, export_extractor
from ade_training.extract_model import Extractor
from ade_training.extract_report import read_figures, tables, write_measures
from ade_training.extract_soup import soup_extractors
from ade_training.extract_spans import TAGS
from ade_training.extract_thresholds import table
from ade_training.extract_tokens import WordTokenizer
from ade_training.extract_train import ExtractPlan, alike_at, development_sets, read_plan, train_extractor
from ade_training.gazetteer import starter_gazetteer
from ade_training.graph import OnnxEncoder
from ade_training.manifest import verify_folder
from conftest import Cut, cut, tiny_model

PLAN = ExtractPlan(seed=3, epochs=12, learning_rate=3e-3, batch=4, labels=3, bare_labels=1, blind=0.2, swaps=6)
CARD = Path(__file__).resolve().parents[1] / "cards/ade-extract.md"


@pytest.fixture
def corpora(tmp_path: Path, gzipped: Callable[[Path, str], None]) -> Corpora:
    """A world in which `rash` and `head pain` are reactions, and everything else is nothing."""
    data = tmp_path / "data"
    rows = ["a\tO\nrash\tB-ADR\nb\tO", "head\tB-ADR\npain\tI-ADR\nc\tO", "d\tO\ne\tO", "sleep\tB-DI\na\tO"]
    for part, times in (("train", 8), ("dev", 1), ("test", 1)):
        gzipped(data / f"mentions/psytar-ner/{part}.conll.gz", "\n\n".join(rows * times) + "\n")
    events = [["rash", "", 0, "", 0, "5", "4", "human"]]
    section = {"section_text": "A b. Rash c. D rash. E f.", "adverse_events": events}
    gzipped(data / "mentions/tac2017-train.json.gz", json.dumps([section]))
    posts = [
        {"id": f"p{n}", "text": "e rash", "spans": [{"start": 2, "end": 6, "mark": "ade"}]} for n in range(1, 9)
    ]
    (data / "posts").mkdir()
    posts += [
        {"id": f"p{n}", "text": "no rash", "spans": [{"start": 3, "end": 7, "mark": "neg"}]} for n in range(9, 17)
    ]
    (data / "posts/posts.jsonl").write_text("\n".join(map(json.dumps, posts)) + "\n", encoding="utf-8")
    return Corpora(data)


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    path = tmp_path / "starter.jsonl"
    concept = {"level": "concept", "parents": ["G:1"], "definition": None}
    terms = [
        {**concept, "id": "X:1", "name": "Rash", "synonyms": [], "lay": ["skin rash"]},
        {**concept, "id": "X:2", "name": "Headache", "synonyms": ["Head pain"], "lay": []},
    ]
    group = {"id": "G:1", "name": "Skin", "level": "group", "parents": []}
    path.write_text("".join(json.dumps(term) + "\n" for term in [group, *terms]), encoding="utf-8")
    return path


def options(starter: Path, **changes: object) -> ExtractExport:
    base = BaseModel("tiny", "example/tiny", "0" * 64, "Apache-2.0", "tiny", "1", "tiny/model")
    gazetteer = starter_gazetteer(starter)
    return replace(ExtractExport("tiny-extract", base, CARD, gazetteer, command="python -m x"), **changes)


def test_an_epoch_takes_each_example_once_and_like_lengths_together() -> None:
    lengths = np.arange(100)[::-1] % 10
    batches = [alike_at(step, lengths, 8, seed=1) for step in range(12)]
    taken = np.concatenate(batches)
    assert len(set(taken.tolist())) == 96
    assert np.mean([np.ptp(lengths[batch]) for batch in batches]) < 3
    assert not np.array_equal(batches[0], alike_at(12, lengths, 8, seed=1))
    assert np.array_equal(batches[5], alike_at(5, lengths, 8, seed=1))


def test_from_texts_to_a_folder(kind: str, corpora: Corpora, starter: Path, tmp_path: Path) -> None:
    base = tiny_model(kind, tmp_path / "base")
    made = tmp_path / "run"
    figures = train_extractor(PLAN, base, corpora, starter, made, lambda line: None)
    assert json.loads((made / "figures.json").read_text()) == figures
    assert figures["development"]["PsyTAR dev"]["ADR strict"]["f1"] == 1.0
    of_posts = figures["development"]["posts"]
    assert of_posts["recall by mark"] == {mark: {"recall": 1.0, "marked": 4} for mark in ("ade", "neg")}
    assert of_posts["marks"] == {"ade": 1.0, "neg": 1.0, "macro": 1.0}
    with pytest.raises(TrainingError, match="finished run"):
        train_extractor(PLAN, base, corpora, starter, made)
    assert "| 0.50 | 100.0 |" in table(made, corpora, starter_gazetteer(starter))

    pad = 0 if kind == "bert" else 1
    tokenizer = WordTokenizer.load(made, pad, 16)
    choice = options(starter, min_probability=0.3, max_tokens=16)
    folder = tmp_path / "folder"

    def sets(tokenizer: WordTokenizer) -> dict:
        return development_sets(corpora, tokenizer, choice.gazetteer)

    checks = export_extractor(made, folder, choice, sets, lambda line: None)
    assert checks["words"] > 10 and checks["fp32MaxDifference"] < 1e-4
    manifest = verify_folder(folder)
    assert (manifest["task"], manifest["tags"], manifest["minProbability"]) == ("extract", list(TAGS), 0.3)
    assert manifest["inputs"] == list(Extractor.load(made).inputs)
    assert "$" not in (folder / "MODEL_CARD.md").read_text(encoding="utf-8")

    golden = json.loads((folder / "golden.json").read_text(encoding="utf-8"))
    assert {len(case["windows"]) for case in golden["cases"]} > {1}
    model = OnnxEncoder(folder / "model.onnx")
    # A window that stands alone gives its words the probabilities that golden.json has.
    case = golden["cases"][0]
    [window] = tokenizer.windows(reading_of(case["text"], tokenizer, choice.gazetteer))
    assert [{"input_ids": window.ids, "gazetteer": window.marks}] == case["windows"]
    rows = model.encode(tokenizer.batch([window]))[0][window.firsts]
    assert np.allclose(rows, [word["probabilities"] for word in case["words"]], atol=1e-4)

    measured = tmp_path / "measured.json"
    result = write_measures(folder, corpora, starter, measured, exam=True)
    assert result["sets"]["PsyTAR test"]["dictionary"]["ADR relaxed"]["f1"] == 1.0
    assert "psytar test" in result["data"]
    assert "psytar test" not in write_measures(folder, corpora, starter, measured, exam=False)["data"]
    text = tables(read_figures([measured, made / "figures.json"]))
    assert "| PsyTAR dev: extractor | 100.0 (100.0 / 100.0)" in text
    assert "| reported | 4 | 100.0 | 100.0 |" in text
    assert "with dictionary marks, with drug labels | 1 | 100.0 [100.0, 100.0]" in text

    with pytest.raises(CheckFailed, match="keep their tag"):
        export_extractor(made, folder, replace(choice, least_same=1.01), sets, lambda line: None)
    assert verify_folder(folder) == manifest


def test_a_run_that_was_cut_off_comes_to_the_same(corpora: Corpora, starter: Path, tmp_path: Path) -> None:
    base = tiny_model("bert", tmp_path / "base")
    plan = replace(PLAN, epochs=3, gazetteer=False, labels=0, bare_labels=0)
    whole = train_extractor(plan, base, corpora, starter, tmp_path / "whole", lambda line: None)

    with pytest.raises(Cut):
        train_extractor(plan, base, corpora, starter, tmp_path / "cut", cut, checkpoint_minutes=0)
    with pytest.raises(TrainingError, match="of a run with another plan"):
        train_extractor(replace(plan, said=0.7), base, corpora, starter, tmp_path / "cut", lambda line: None)
    lines: list[str] = []
    again = train_extractor(plan, base, corpora, starter, tmp_path / "cut", lines.append)
    assert any(line.startswith("goes on from step") for line in lines)
    assert again["weights"] == whole["weights"]


def test_without_marks_the_dictionary_is_not_read(corpora: Corpora, starter: Path, tmp_path: Path) -> None:
    plan = replace(PLAN, epochs=1, gazetteer=False)
    base = tiny_model("bert", tmp_path / "base")
    figures = train_extractor(plan, base, corpora, starter, tmp_path / "run", lambda line: None)
    assert "without dictionary marks, with drug labels" in tables([figures])


def test_the_mean_of_two_seeds(corpora: Corpora, starter: Path, tmp_path: Path) -> None:
    base = tiny_model("bert", tmp_path / "base")
    runs = [tmp_path / "a", tmp_path / "b", tmp_path / "other"]
    plans = [PLAN, replace(PLAN, seed=4), replace(PLAN, seed=4, epochs=1)]
    for run_folder, plan in zip(runs, plans, strict=True):
        train_extractor(plan, base, corpora, starter, run_folder, lambda line: None)
    figures = soup_extractors(runs[:2], tmp_path / "soup", corpora, starter)
    assert figures["seeds"] == [3, 4]
    assert figures["development"]["PsyTAR dev"]["ADR strict"]["f1"] == 1.0
    one, two, mean = (Extractor.load(each).state_dict() for each in (*runs[:2], tmp_path / "soup"))
    assert not torch.equal(one["head.weight"], two["head.weight"])
    assert all(torch.allclose(mean[name], (one[name] + two[name]) / 2, atol=1e-6) for name in mean)
    with pytest.raises(TrainingError, match="differ in more than their seed"):
        soup_extractors([runs[0], runs[2]], tmp_path / "none", corpora, starter)
    with pytest.raises(TrainingError, match="no finished run"):
        soup_extractors([base], tmp_path / "none", corpora, starter)


def test_plans(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text("seed = 1\nepochs = 2\nlearning_rate = 1e-4\n", encoding="utf-8")
    assert read_plan(path, labels=0) == ExtractPlan(seed=1, epochs=2, learning_rate=1e-4, labels=0)
    for text, message in (("seed = ", "plan.toml"), ("sed = 1", "unknown sed"), ("seed = 1", "missing")):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(TrainingError, match=message):
            read_plan(path)


def test_loud_marks_are_saved_in_the_head(tmp_path: Path) -> None:
    encoder = Encoder.load(tiny_model("bert", tmp_path / "base"))
    loud = Extractor(encoder, loudness=10.0).eval()
    loud.save(tmp_path / "loud")
    marks = np.zeros((1, 4, 3), dtype=np.float32)
    marks[0, [0, 1, 2, 3], [2, 0, 1, 2]] = 1
    ids = np.array([[2, 4, 5, 3]])
    feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
    rows = loud.run_exact({**feed, "gazetteer": marks})
    assert np.allclose(Extractor.load(tmp_path / "loud").run_exact({**feed, "gazetteer": marks}), rows, atol=1e-6)
    assert not np.allclose(loud.run_exact({**feed, "gazetteer": marks[:, [0, 0, 0, 0]]}), rows, atol=0.01)


def test_too_little_to_learn_from(corpora: Corpora, starter: Path, tmp_path: Path) -> None:
    base = tiny_model("bert", tmp_path / "base")
    with pytest.raises(TrainingError, match="a batch has 1000"):
        train_extractor(replace(PLAN, batch=1000), base, corpora, starter, tmp_path / "run", lambda line: None)


def test_what_is_no_extractor(tmp_path: Path) -> None:
    folder = tiny_model("bert", tmp_path / "base")
    with pytest.raises(TrainingError, match="head of an extractor"):
        Extractor.load(folder)
    (tmp_path / "a.json").write_text("{}", encoding="utf-8")
    (folder / "manifest.json").write_text(json.dumps({"format": 1, "files": {}}), encoding="utf-8")
    with pytest.raises(TrainingError, match="no extractor"):
        write_measures(folder, Corpora(tmp_path), tmp_path / "starter.jsonl", tmp_path / "b.json", exam=False)
    with pytest.raises(TrainingError, match="neither"):
        read_figures([tmp_path / "a.json"])


def test_the_commands(corpora: Corpora, starter: Path, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    base = tiny_model("bert", tmp_path / "base")
    recipe, card, result = tmp_path / "plan.toml", tmp_path / "card.md", tmp_path / "results/one.json"
    recipe.write_text("seed = 1\nepochs = 3\nlearning_rate = 3e-3\nbatch = 4\n", encoding="utf-8")
    card.write_text("# $id\n\n<!-- results -->\n<!-- end of results -->\n", encoding="utf-8")
    where = ["--data", str(corpora.folder), "--starter", str(starter)]
    trained, made = str(tmp_path / "run"), str(tmp_path / "made")
    choice = ["--seed", "9", "--without-gazetteer", "--without-labels", "--result", str(result)]
    choice += ["--more-posts", str(corpora.posts)]
    run(["extract-train", str(recipe), "--base", str(base), "--to", trained, *where, *choice])
    plan = json.loads(result.read_text(encoding="utf-8"))["plan"]
    assert (plan["seed"], plan["gazetteer"], plan["labels"]) == (9, False, 0)
    assert "posts posts" in json.loads(result.read_text(encoding="utf-8"))["data"]
    run(["extract-thresholds", trained, *where])
    make = ["--id", "tiny", "--base", "minilm", "--card", str(card), "--max-tokens", "16"]
    run(["extract-export", "--from", trained, "--to", made, *make, *where])
    run(["verify", made])
    measured = tmp_path / "results/measured.json"
    run(["extract-measure", made, "--to", str(measured), "--exam", *where])
    capsys.readouterr()
    run(["extract-report", str(measured), str(result), "--into", f"{made}/MODEL_CARD.md"])
    text = capsys.readouterr().out.strip()
    assert "PsyTAR test: dictionary" in text
    assert "without dictionary marks, without drug labels" in text
    assert text in Path(made, "MODEL_CARD.md").read_text(encoding="utf-8")
