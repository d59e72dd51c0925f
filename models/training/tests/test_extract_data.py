"""Reading marked texts; every text here is invented."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from ade_training.errors import TrainingError
from ade_training.extract_data import Example, read_labels, read_posts, read_psytar, said_by_type, sample_labels, swapped
from ade_training.extract_spans import Span

Gzipped = Callable[[Path, str], None]


def parts(example: Example) -> list[tuple[str, str]]:
    return [(example.text[span.start : span.end], span.kind) for span in example.spans]


def test_psytar_tokens_become_a_text(tmp_path: Path, gzipped: Gzipped) -> None:
    path = tmp_path / "a.conll.gz"
    rows = ["My\tO", "head\tB-ADR", "hurts\tI-ADR", "zaps\tB-WD", "rash\tB-ADR", "itch\tB-ADR"]
    gzipped(path, "\n".join([*rows, "", "", "low\tI-SSI", "mood\tI-SSI", "!\tO"]))
    first, second = read_psytar(path)
    assert first.text == "My head hurts zaps rash itch"
    assert parts(first) == [("head hurts", "ADR"), ("zaps", "WD"), ("rash", "ADR"), ("itch", "ADR")]
    assert (second.text, parts(second)) == ("low mood !", [("low mood", "SSI")])


def test_a_line_that_is_no_token(tmp_path: Path, gzipped: Gzipped) -> None:
    path = tmp_path / "a.conll.gz"
    gzipped(path, "a\tO\nb\tB-XYZ\n")
    with pytest.raises(TrainingError, match=r"a\.conll\.gz:2: .*B-ADR"):
        read_psytar(path)
    with pytest.raises(TrainingError, match="no such file"):
        read_psytar(tmp_path / "none.conll.gz")


def test_posts_by_id(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    span = {"start": 3, "end": 7, "text": "rash", "concept": "Rash", "mark": "neg"}
    other = {**span, "start": 12, "end": 16, "mark": "ind"}
    posts = [
        {"id": "p1", "text": "no rash for pain", "spans": [span, other]},
        {"id": "p2", "text": "fine", "spans": []},
    ]
    path.write_text("".join(json.dumps(post) + "\n" for post in posts), encoding="utf-8")
    [odd] = read_posts(path, even=False)
    assert parts(odd) == [("rash", "ADR"), ("pain", "DI")]
    assert odd.marks == {Span(3, 7, "ADR"): "neg", Span(12, 16, "DI"): "ind"}
    assert [example.text for example in read_posts(path, even=True)] == ["fine"]
    path.write_text('{"id": "p1"}\n', encoding="utf-8")
    with pytest.raises(TrainingError, match=r"posts\.jsonl:1"):
        read_posts(path, even=False)


def labels(*sections: tuple[str, list[tuple[str, str | None]]]) -> str:
    return json.dumps(
        [
            {
                "section_text": text,
                "adverse_events": [[words, "", 0, "", 0, start, "", "human"] for words, start in rows],
            }
            for text, rows in sections
        ]
    )


def test_labels_are_cut_between_mentions(tmp_path: Path, gzipped: Gzipped) -> None:
    path = tmp_path / "labels.json.gz"
    text = (
        "Common: nausea and\n  vomiting. Nausea passed. Rashes do not count.\n\n"
        "  * hives. Severe ones\n * no. Hives\n\n" + "x" * 500
    )
    rows = [("nausea", "8"), ("nausea and vomiting", "8"), ("rash", "1"), ("hives. Severe", "1"), ("x", None)]
    gzipped(path, labels((text, rows)))
    pieces = read_labels(path)
    assert [parts(piece) for piece in pieces if piece.spans] == [
        [("nausea and\n  vomiting", "ADR")],
        [("Nausea", "ADR")],
        [("hives. Severe", "ADR")],
    ]
    assert "".join(piece.text for piece in pieces).replace(" ", "").startswith("Common:nausea")
    assert not any("xx" in piece.text for piece in pieces)  # too long
    gzipped(path, "[{}]")
    with pytest.raises(TrainingError, match="section_text"):
        read_labels(path)


def test_a_sample_of_labels_is_the_same_for_a_seed() -> None:
    pieces = [Example(str(number), [Span(0, 1, "ADR")] if number % 2 else []) for number in range(40)]
    drawn = sample_labels(pieces, 5, 3, seed=1)
    assert drawn == sample_labels(pieces, 5, 3, seed=1) != sample_labels(pieces, 5, 3, seed=2)
    assert [bool(piece.spans) for piece in drawn] == [True] * 5 + [False] * 3
    assert len(sample_labels(pieces, 100, 100, seed=1)) == 40


def test_other_words_in_the_same_places() -> None:
    text = "My rash and pain: rash"
    spans = [Span(3, 7, "ADR"), Span(12, 16, "DI"), Span(18, 22, "ADR")]
    marks = {spans[0]: "neg", spans[1]: "ind"}
    others = swapped([Example("fine", []), Example(text, spans, marks)], ["itchy skin", "hives"], 20, seed=4)
    assert others == swapped([Example(text, spans, marks)], ["itchy skin", "hives"], 20, seed=4)
    assert len(others) == 20
    for other in others:
        first, second, third = parts(other)
        assert second == ("pain", "DI")
        assert {first[1], third[1]} == {"ADR"} and {first[0], third[0]} <= {"itchy skin", "hives"}
        assert [other.marks.get(span) for span in other.spans] == ["neg", "ind", None]
        assert other.text == f"My {first[0]} and pain: {third[0]}"
    assert len({other.text for other in others}) == 4
    said = [Example(text, spans, dict.fromkeys(spans, "ade"))] * 9 + [Example(text, spans, marks)]
    assert sum("neg" in other.marks.values() for other in swapped(said, ["hives"], 20, seed=4)) >= 10
    assert swapped([Example("fine", [])], ["hives"], 5, seed=4) == []
    assert swapped([Example(text, spans)], [], 5, seed=4) == []


def test_what_reviews_mark_happened_or_is_the_illness() -> None:
    spans = [Span(0, 4, "ADR"), Span(5, 9, "WD"), Span(10, 14, "SSI"), Span(15, 19, "DI")]
    marks = said_by_type(Example("rash zaps itch pain", spans)).marks
    assert list(marks.values()) == ["ade", "ade", "ind", "ind"]
