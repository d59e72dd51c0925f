"""The posts that ship with the toolkit are what their page says."""

from __future__ import annotations

import json
from pathlib import Path

from ade_training.extract_data import read_posts
from ade_training.vocabularies import load_terms

HOME = Path(__file__).resolve().parents[1]
POSTS = {name: HOME / f"posts/{name}.jsonl" for name in ("more", "marks", "denied", "denials", "quiet", "everyday", "serious", "deaths", "clinical")}
SENTENCES = HOME / "posts/sentences.jsonl"
FIXTURES = HOME.parents[1] / "test/fixtures/posts"
STARTER = HOME.parents[1] / "ontologies/starter/starter.jsonl"


def posts_in(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_marks_stand_where_they_say_and_name_concepts() -> None:
    names = {term.name for term in load_terms(["starter"], STARTER.parent, STARTER)}
    posts = [post for path in POSTS.values() for post in posts_in(path)]
    for post in [*posts, *posts_in(SENTENCES)]:
        spans = sorted(post["spans"], key=lambda span: span["start"])
        for span in spans:
            words = post["text"][span["start"] : span["end"]]
            assert words == words.strip() != "", post["id"]
            assert span["mark"] in ("ade", "neg", "hyp", "ind", "oth"), post["id"]
        assert all(a["end"] <= b["start"] for a, b in zip(spans, spans[1:], strict=False)), post["id"]
        assert post["ade"] == any(span["mark"] == "ade" for span in spans), post["id"]
    for post in posts:
        for span in post["spans"]:
            assert post["text"][span["start"] : span["end"]] == span["text"], post["id"]
            assert span["concept"] in names, post["id"]
        assert post["kind"] in ("tweet", "forum", "review", "report"), post["id"]


def test_no_post_is_twice_or_kept_for_measuring() -> None:
    files = [*POSTS.values(), SENTENCES]
    posts = [post for path in files for post in posts_in(path)]
    assert len({post["id"] for post in posts}) == len({post["text"] for post in posts}) == len(posts)
    measured = {post["text"] for path in FIXTURES.glob("marks-*.jsonl") for post in posts_in(path)}
    assert len(measured) == 200 + 200 + 110
    assert not measured & {post["text"] for post in posts}
    page = (HOME / "posts/README.md").read_text(encoding="utf-8")
    for path in files:
        count = len(read_posts(path, even=None))
        assert count == len(posts_in(path))
        assert f"| `{path.name}` | {count} |" in page
