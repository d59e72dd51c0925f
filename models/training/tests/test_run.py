import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from ade_training.development import split_starter
from ade_training.errors import TrainingError
from ade_training.files import sha256_of
from ade_training.recipe import Recipe, StagePlan, read_recipe
from ade_training.run import run_recipe
from ade_training.stages import build_stage
from ade_training.vocabularies import SOURCES, load_terms
from conftest import loaded

RECIPE = """
base = "minilm"
seed = 7
max_tokens = 16

[[stages]]
kind = "sts"
epochs = 1
learning_rate = 1e-3
options = { batch = 4 }

[[stages]]
kind = "sapbert"
sources = ["starter"]
measure = false
epochs = 1
learning_rate = 1e-3
options = { batch = 4 }

[[stages]]
kind = "coder"
sources = ["starter"]
epochs = 0.1
learning_rate = 1e-3
options = { batch = 4, triples = 4 }

[[stages]]
kind = "distill"
sources = ["starter"]
teacher = "TEACHER"
posts = true
most = 40
epochs = 1
learning_rate = 1e-3
options = { batch = 4, names = 4 }

[[stages]]
kind = "lay"
sources = ["symp"]
teacher = "TEACHER"
posts = true
epochs = 1
learning_rate = 1e-3
options = { batch = 4, near = 8, rehearse = 2, said = 2 }

[[stages]]
kind = "triplet"
sources = ["starter"]
coded = "CODED"
epochs = 1
learning_rate = 1e-3
options = { batch = 2, negatives = 3 }

[[stages]]
kind = "soup"
weights = { base = 0.25, 5-lay = 0.75 }
"""
NAMES = ("1-sts", "2-sapbert", "3-coder", "4-distill", "5-lay", "6-triplet", "7-soup")


def test_a_recipe_runs_once(model_folder, data, tmp_path):
    path = tmp_path / "tiny.toml"
    coded = tmp_path / "coded.csv"
    starter = [json.loads(line) for line in data.starter.read_text().splitlines()]
    rows = [f"dizzy {entry['name']},{entry['id']}" for entry in starter if entry["level"] == "concept"]
    coded.write_text("\n".join(["mention,concept", *rows[:4]]))
    path.write_text(RECIPE.replace("TEACHER", str(model_folder)).replace("CODED", str(coded)))
    recipe = read_recipe(path)
    last = run_recipe(recipe, model_folder, data, tmp_path / "run", str)
    assert last.name == "7-soup"
    figures = json.loads((last / "figures.json").read_text())
    assert figures["recipe"] == "tiny"
    assert figures["weights"] == sha256_of(last / "model.safetensors")
    assert figures["data"]["starter"] == sha256_of(data.starter)
    assert figures["development"]["posts, all names"]["mentions"] == 4
    assert json.loads((last.parent / "2-sapbert/figures.json").read_text())["development"] is None
    stages = [sha256_of(folder / "model.safetensors") for folder in sorted(last.parent.glob("[1-7]-*"))]
    assert len(set(stages)) == 7

    said: list[str] = []
    run_recipe(recipe, model_folder, data, tmp_path / "run", said.append)
    assert said == [f"{name}: finished before" for name in NAMES]
    said.clear()
    run_recipe(recipe, model_folder, replace(data, more_posts=(coded,)), tmp_path / "run", said.append)
    assert said == [f"{name}: finished before, with another data: remove its folder to run it anew" for name in NAMES]

    (last / "figures.json").unlink()
    again = run_recipe(recipe, model_folder, data, tmp_path / "run", str)
    assert sha256_of(again / "model.safetensors") == stages[6], "the same seed, the same weights"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("base = ", "Invalid value"),
        ('base = "minilm"\nseed = 1', r"no \[\[stages\]\]"),
        (RECIPE.replace('"sts"', '"magic"'), "stage 1: no kind 'magic'"),
        (RECIPE.replace("epochs = 1", "epoch = 1", 1), "stage 1: unknown epoch"),
        (f"{RECIPE}\n[export]\nkeep = 1", "export: unknown keep; known: keep_float, smoothing"),
        (RECIPE.replace("seed = 7", ""), "missing 1 required positional argument: 'seed'"),
    ],
)
def test_what_is_wrong_with_a_recipe_is_said(tmp_path, text, message):
    path = tmp_path / "wrong.toml"
    path.write_text(text)
    with pytest.raises(TrainingError, match=message):
        read_recipe(path)


def test_options_that_a_stage_does_not_have_are_named(model_folder, data, tmp_path):
    path = tmp_path / "wrong.toml"
    path.write_text(RECIPE.replace("options = { batch = 4 }", "options = { size = 4 }", 1))
    with pytest.raises(TrainingError, match="stage sts: options: .*'size'"):
        run_recipe(read_recipe(path), model_folder, data, tmp_path / "run", str)


CONFIGS = sorted((Path(__file__).parent.parent / "configs").glob("*.toml"))


# Those of the models of posts have settings of their own, and no stages.
@pytest.mark.parametrize("path", [path for path in CONFIGS if "[[stages]]" in path.read_text()])
def test_the_recipes_that_ship_can_be_read(path):
    recipe = read_recipe(path)
    assert recipe.name == path.stem
    assert isinstance(recipe.stages[0], StagePlan)
    assert set(recipe.stages[0].sources) <= set(SOURCES)


def test_the_last_stage_may_learn_what_was_held_out(model_folder, data, tmp_path):
    split = split_starter(load_terms(["starter"], data.folder, data.starter), seed=7)
    held = [*(mention.text for mention in split.phrases), *(name for term in split.unknown for name in term.lay)]
    assert held
    encoder, tokenizer = loaded(model_folder)
    recipe = Recipe("tiny", "minilm", 7, (), max_tokens=16)

    def shown(plan):
        stage = build_stage(plan, encoder, tokenizer, recipe, data, split, tmp_path, str)
        return Counter(anchor.text for anchor in stage.anchors)

    plan = StagePlan("lay", epochs=1, learning_rate=1e-3, options={"batch": 4, "near": 8, "repeat_new": 5})
    assert not set(held) & shown(plan).keys()
    assert all(shown(replace(plan, held=True))[text] >= 5 for text in held)
    assert not recipe.learns_all and replace(recipe, stages=(replace(plan, held=True),)).learns_all


def test_a_stage_can_start_from_an_earlier_one_or_the_base(model_folder, data, tmp_path):
    sts = StagePlan("sts", epochs=1, learning_rate=1e-3, measure=False, options={"batch": 4})
    stages = (sts, replace(sts, learning_rate=2e-3), replace(sts, start="base"), replace(sts, start="1-sts"))
    recipe = Recipe("tiny", "minilm", 7, stages, max_tokens=16)
    run_recipe(recipe, model_folder, data, tmp_path / "run", str)
    weights = [sha256_of(folder / "model.safetensors") for folder in sorted((tmp_path / "run").glob("[1-4]-sts"))]
    assert weights[2] == weights[0], "the same stage from the same start"
    assert len(set(weights)) == 3
