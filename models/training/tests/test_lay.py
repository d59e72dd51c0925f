from dataclasses import replace

import numpy as np
import pytest
import torch
from ade_training.development import Mention
from ade_training.errors import TrainingError
from ade_training.lay import LaySettings, LayStage
from ade_training.loop import Schedule, embed_all, fit
from ade_training.losses import similarity_divergence
from ade_training.teacher import Teacher
from ade_training.vocabularies import Term
from conftest import loaded

WORDS = "head skin heart sleep".split()
TERMS = [
    Term("starter", f"A:{word}", word, (f"{word} ache",), (f"a {word} b", f"c {word}", "sick"), None, (), None)
    for word in WORDS
]
SETTINGS = LaySettings(batch=4, near=6, noise=0.0)


def stage_of(folder, settings=SETTINGS) -> LayStage:
    mentions = [Mention("d head", "head"), Mention("dizzy", "no such concept")]
    stage = LayStage(*loaded(folder), TERMS, mentions, settings)
    stage.fill_bank(0)
    return stage


def test_anchors_are_names_and_mentions_of_known_concepts(model_folder):
    stage = stage_of(model_folder)
    assert len(stage.bank.texts) == 4 * 5
    assert len(stage.anchors) == 4 * 4 + SETTINGS.repeat_mentions
    assert stage.bank.vectors.shape == (20, 32)


def test_what_is_new_comes_often_and_what_is_known_seldom(model_folder):
    settings = replace(SETTINGS, known=0.5, repeat_new=3)
    known = stage_of(model_folder, settings)
    assert len(known.anchors) == len(stage_of(model_folder).anchors), "where nothing is new, all is"
    stage = LayStage(*loaded(model_folder), TERMS, [], settings, new=frozenset({"a head b", "heart"}))
    said = [anchor.text for anchor in stage.anchors]
    assert said.count("a head b") == 3
    assert len(said) == round(0.5 * (4 * 4 - 1)) + 3, "a preferred name is no anchor"
    assert {anchor.text for anchor in stage.anchors_of[0]} <= {"a head b", "c head", "head ache", "sick"}
    stage.fill_bank(0)
    assert len(stage.bank.texts) == 4 * 5, "what is left out of an epoch is still a name"
    assert torch.isfinite(stage.loss_at(0))


def test_a_smaller_bank_leaves_no_anchor_out(model_folder):
    whole = stage_of(model_folder)
    small = stage_of(model_folder, replace(SETTINGS, bank=3))
    assert {a.text for a in small.anchors} == {a.text for a in whole.anchors}
    assert max(len(names) for names in small.drawn) == 3
    assert [names[0].text for names in small.drawn] == [term.name for term in small.terms]
    assert small.bank.texts == [name.text for names in small.drawn for name in names]
    assert torch.equal(small.bank.preferred(), small.bank.vectors[::3])
    assert small.owners == whole.owners
    assert torch.isfinite(small.loss_at(0))


def test_a_text_keeps_company_with_its_concept_but_not_with_itself(model_folder):
    stage = stage_of(model_folder)
    anchor = next(a for a in stage.anchors if a.text == "a head b")
    bank = stage.bank
    near, own, positive = bank.company(bank.vectors[[bank.texts.index("a head b")]], [anchor], SETTINGS.near)
    texts = [bank.texts[row] for row in near[0]]
    assert [t for t, mine in zip(texts, positive[0]) if mine] == [
        "head", "head ache", "a head b", "c head", "sick"
    ]  # fmt: skip
    assert [t for t, itself in zip(texts, own[0]) if itself] == ["a head b"]
    others = [t for t, mine in zip(texts, positive[0]) if not mine]
    assert len(others) == SETTINGS.near
    assert not any("head" in text for text in others)


def test_the_same_words_in_another_concept_are_no_negative(model_folder):
    stage = stage_of(model_folder)
    anchor = next(a for a in stage.anchors if a.text == "sick")
    bank = stage.bank
    near, _, positive = bank.company(bank.vectors[[bank.texts.index("sick")]], [anchor], SETTINGS.near)
    assert "sick" not in [bank.texts[r] for r, mine in zip(near[0], positive[0]) if not mine]


def test_the_other_side_of_a_pair_can_be_told_from_the_names_too(model_folder):
    stage = stage_of(model_folder, replace(SETTINGS, both_sides=True))
    asked = []
    told_from_names = stage._told_from_names

    def spy(queries, anchors):
        assert len(queries) == len(anchors)
        asked.append([anchor.text for anchor in anchors])
        return told_from_names(queries, anchors)

    stage._told_from_names = spy
    for step in range(6):
        assert torch.isfinite(stage.loss_at(step))
    anchors = {anchor.text for anchor in stage.anchors}
    assert all(SETTINGS.batch <= len(texts) <= 2 * SETTINGS.batch for texts in asked)
    assert sum(map(len, asked)) > 6 * SETTINGS.batch
    assert {text for texts in asked for text in texts} <= anchors  # no preferred name, no definition


def test_all_names_are_encoded_anew_after_some_steps(model_folder):
    stage = stage_of(model_folder, replace(SETTINGS, bank=3, refresh=2))
    before, texts = stage.bank.vectors.clone(), stage.bank.texts
    stage.bank.vectors += 1
    stage.loss_at(1)
    assert (stage.bank.vectors > 0.9 + before.min()).any()
    stage.loss_at(2)
    torch.testing.assert_close(stage.bank.vectors, before, atol=0.02, rtol=0)
    assert stage.bank.texts == texts


def test_other_names_can_be_drawn_each_time(model_folder):
    settings = replace(SETTINGS, bank=2, refresh=1, redraw=True)
    stage = stage_of(model_folder, settings)
    met = set()
    for step in range(40):
        assert torch.isfinite(stage.loss_at(step))
        assert stage.bank.texts[::2] == WORDS
        assert len(stage.bank.vectors) == 2 * len(WORDS)
        met.update(stage.bank.texts)
    assert met == {name.text for names in stage.names for name in names}
    again = stage_of(model_folder, settings)
    again.loss_at(39)
    assert again.bank.texts == stage.bank.texts  # a run that goes on draws what one would that was not cut off


def test_names_are_encoded_with_the_weights_of_the_first_step(model_folder):
    stage = stage_of(model_folder)
    before = stage.bank.vectors.clone()
    with torch.no_grad():
        for weight in stage.encoder.parameters():
            weight += 0.5 * torch.randn(weight.shape)
    stage.turn = None  # as after the encoder was made and before a checkpoint's weights came in
    stage.loss_at(0)
    assert not torch.allclose(stage.bank.vectors, before, atol=0.02)


def test_it_learns(model_folder, tmp_path):
    stage = stage_of(model_folder)
    with torch.no_grad():
        before = sum(stage.loss_at(step).item() for step in range(4))
    fit(stage.encoder, stage.loss_at, Schedule(steps=40, learning_rate=3e-3), tmp_path / "run", str)
    with torch.no_grad():
        after = sum(stage.loss_at(step).item() for step in range(4))
    assert after < before


SAID = ["dizzy e", "pain f", "rash", "blood", "ache"]


def taught_by(folder, teacher: Teacher, settings: LaySettings) -> LayStage:
    return LayStage(*loaded(folder), TERMS, [Mention("d head", "head")], settings, (), teacher, SAID)


def texts_of(stage: LayStage) -> list[str]:
    return list(dict.fromkeys([*(n.text for names in stage.names for n in names), "d head", *SAID]))


def test_a_teacher_is_heard_on_all_texts_and_on_what_is_said(model_folder, teacher):
    settings = replace(SETTINGS, said=2, noise=0.5)
    texts = texts_of(stage_of(model_folder))
    vectors = embed_all(*loaded(teacher), texts)
    heard: list[str] = []

    class Watched(Teacher):
        def of(self, texts):
            heard.extend(texts)
            return super().of(texts)

    stage = taught_by(model_folder, Watched(texts, vectors), settings)
    assert heard == WORDS  # what similarities are compared to
    heard.clear()
    plain = stage_of(model_folder, replace(settings, said=0))
    for step in range(5):
        with torch.no_grad():
            assert stage.loss_at(step) > plain.loss_at(step)
    assert set(SAID) == set(heard[4::6]) | set(heard[5::6])  # as they are, however they were typed
    assert set(heard) <= set(texts)
    silent = taught_by(model_folder, Teacher(texts, vectors), replace(settings, taught=0.0))
    torch.testing.assert_close(silent.loss_at(0), plain.loss_at(0), atol=0.02, rtol=0)


def test_posts_need_a_teacher_and_a_count(model_folder, teacher):
    taught = Teacher(SAID, np.zeros((len(SAID), 4)))
    parts = (*loaded(model_folder), TERMS, [])
    for settings, by, said in (
        (replace(SETTINGS, said=2), None, SAID),
        (replace(SETTINGS, said=2), taught, []),
        (replace(SETTINGS, said=9), taught, SAID),
        (SETTINGS, taught, SAID),
    ):
        with pytest.raises(TrainingError, match="needs all three"):
            LayStage(*parts, settings, (), by, said)


def test_it_comes_to_agree_with_the_teacher(model_folder, teacher, tmp_path):
    texts = texts_of(stage_of(model_folder))
    vectors = embed_all(*loaded(teacher), texts)
    # Only the teacher is heard.
    settings = replace(SETTINGS, said=4, contrast=0.0, neighbours=0.0, names=0.0)
    stage = taught_by(model_folder, Teacher(texts, vectors), settings)
    names = torch.from_numpy(embed_all(*loaded(teacher), WORDS))
    said = torch.from_numpy(embed_all(*loaded(teacher), SAID))

    def far() -> float:
        own = [torch.from_numpy(embed_all(stage.encoder, stage.tokenizer, t)) for t in (SAID, WORDS)]
        return float(similarity_divergence(own[0] @ own[1].T, said @ names.T, None, 1 / settings.scale))

    before = far()
    fit(stage.encoder, stage.loss_at, Schedule(steps=60, learning_rate=3e-3), tmp_path / "run", str)
    assert far() < before / 2
