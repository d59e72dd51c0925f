import json
from pathlib import Path

import pytest
from ade_training.term_form import term_form

FIXTURE = Path(__file__).resolve().parents[3] / "test" / "fixtures" / "term-form.jsonl"
CASES = [json.loads(line) for line in FIXTURE.read_text(encoding="utf-8").splitlines()]


def test_the_fixture_is_there() -> None:
    assert len(CASES) >= 40


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_fixture(case: dict[str, str]) -> None:
    assert term_form(case["text"]) == case["form"]
