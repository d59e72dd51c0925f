"""The cleaning of posts, by the fixture that the service's test reads too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ade_training.classify_clean import clean_text

FIXTURE = Path(__file__).resolve().parents[3] / "test/fixtures/posts/cleaning.json"
CASES = json.loads(FIXTURE.read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_cleans_as_the_service_does(case: dict[str, str]) -> None:
    cleaned = clean_text(case["text"])
    assert cleaned == case["cleaned"]
    assert clean_text(cleaned) == cleaned


def test_the_fixture_is_whole() -> None:
    assert len(CASES) >= 28
