import json
from dataclasses import replace

import pytest
from ade_training.development import Mention, all_mentions, clauses, post_mentions, post_texts, split_starter
from ade_training.errors import TrainingError
from ade_training.vocabularies import Term


def term(number: int, lay: tuple[str, ...]) -> Term:
    return Term("starter", f"A:{number}", f"Name {number}", (), lay, None, (), None)


TERMS = [term(n, (*(f"phrase {n} {k}" for k in range(20)), "everybody says it")) for n in range(40)]


def test_only_reactions_of_one_half_are_taken(tmp_path):
    posts = tmp_path / "posts.jsonl"
    span = {"text": "hot", "concept": "Pyrexia", "mark": "ade"}
    denied = {"text": "cold", "concept": "Chills", "mark": "neg"}
    rows = [
        {"id": "p00001", "text": "hot", "spans": [span]},
        {"id": "p00010", "text": "hot, cold, hot", "spans": [denied, span, span]},
    ]
    posts.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert post_mentions(posts, even=False) == [Mention("hot", "Pyrexia")]
    assert post_mentions(posts, even=True) == [Mention("hot", "Pyrexia")] * 2
    assert post_texts(posts, even=True) == ["hot, cold, hot"]
    assert post_texts(posts) == ["hot", "hot, cold, hot"]
    posts.write_text('{"id": "p1", "text": "hot"}\n')
    with pytest.raises(TrainingError, match="posts.jsonl:1"):
        post_mentions(posts, even=True)


def test_of_further_posts_all_is_taken_but_denials_that_hold_their_no(tmp_path):
    posts = tmp_path / "posts.jsonl"
    texts = (("no appetite", "ade"), ("no rash", "neg"), ("hot", "neg"), ("didn't itch", "neg"), ("back pain", "ind"), ("joint pain", "oth"))
    spans = [{"text": text, "concept": text.title(), "mark": mark} for text, mark in texts]
    posts.write_text(json.dumps({"id": "p1", "text": "", "spans": spans}) + "\n")
    assert [mention.text for mention in all_mentions(posts)] == ["no appetite", "hot", "back pain", "joint pain"]


def test_a_post_is_divided_into_what_may_be_a_mention_in_company():
    post = "Day 3: woke at 4.30am, can't stop yawning and my jaw hurts!! (ow) Anyone - else??? well-known to my GP"
    assert clauses(post) == ["Day 3", "woke at 4.30am", "can't stop yawning", "my jaw hurts", "well-known to my GP"]
    assert clauses("one two three four", least=1, most=3) == []


def test_what_is_held_out_is_nowhere_else():
    split = split_starter(TERMS, seed=3, concepts=0.1, phrases=0.2)
    assert len(split.unknown) == 4
    assert {t.id for t in split.unknown}.isdisjoint(t.id for t in split.terms)
    assert len(split.terms) == 36
    kept = {text for t in split.terms for text in t.lay}
    assert split.phrases
    assert not kept & {mention.text for mention in split.phrases}
    assert len(split.unknown_mentions) == 4 * 21
    assert len(kept - {"everybody says it"}) + len(split.phrases) == 36 * 20


def test_nothing_need_be_held_out():
    split = split_starter(TERMS, seed=3, concepts=0, phrases=0)
    assert split.terms == TERMS
    assert not split.unknown and not split.unknown_mentions and not split.phrases


def test_phrases_with_two_answers_are_not_held_out():
    split = split_starter(TERMS, seed=3, concepts=0.1, phrases=0.9)
    assert all(mention.text != "everybody says it" for mention in split.phrases)


def test_the_same_seed_gives_the_same_split():
    assert split_starter(TERMS, seed=5) == split_starter(TERMS, seed=5)
    assert split_starter(TERMS, seed=5) != split_starter(TERMS, seed=6)


def test_further_phrases_leave_the_others_where_they_were():
    longer = [replace(each, lay=("new words", *each.lay)) for each in TERMS]
    before, after = (split_starter(terms, seed=5) for terms in (TERMS, longer))
    assert [phrase for phrase in after.phrases if phrase.text != "new words"] == before.phrases
    assert [each.id for each in after.unknown] == [each.id for each in before.unknown]
