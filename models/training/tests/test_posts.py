"""The posts that ship with the toolkit are what their page says."""

from __future__ import annotations

import json
from pathlib import Path

from ade_training.extract_data import read_posts
from ade_training.vocabularies import load_terms

HOME = Path(__file__).resolve().parents[1]
POSTS = [HOME / "posts" / name for name in ("more.jsonl", "denied.jsonl")]
STARTER = HOME.parents[1] / "ontologies/starter/starter.jsonl"


def test_marks_stand_where_they_say_and_name_concepts() -> None:
    names = {term.name for term in load_terms(["starter"], STARTER.parent, STARTER)}
    posts = [json.loads(line) for path in POSTS for line in path.read_text(encoding="utf-8").splitlines()]
    assert len({post["id"] for post in posts}) == len({post["text"] for post in posts}) == len(posts) == 1060
    for post in posts:
        spans = sorted(post["spans"], key=lambda span: span["start"])
        for span in spans:
            assert post["text"][span["start"] : span["end"]] == span["text"] == span["text"].strip(), post["id"]
            assert span["concept"] in names, post["id"]
            assert span["mark"] in ("ade", "neg", "hyp", "ind", "oth"), post["id"]
        assert all(a["end"] <= b["start"] for a, b in zip(spans, spans[1:], strict=False)), post["id"]
        assert post["ade"] == any(span["mark"] == "ade" for span in spans), post["id"]
        assert post["kind"] in ("tweet", "forum", "review", "report"), post["id"]
    assert sum(len(read_posts(path, even=None)) for path in POSTS) == len(posts)
