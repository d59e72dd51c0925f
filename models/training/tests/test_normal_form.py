import json
import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ade_training.normal_form import NORMAL_FORM_VERSION, normal_form  # noqa: E402

FIXTURE = Path(__file__).resolve().parents[3] / "test" / "fixtures" / "normal-form.jsonl"
CASES = [json.loads(line) for line in FIXTURE.read_text(encoding="utf-8").splitlines()]


def test_version_is_that_of_the_fixture() -> None:
    assert NORMAL_FORM_VERSION == 1
    assert len(CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_fixture(case: dict[str, str]) -> None:
    assert normal_form(case["in"]) == case["out"]


def test_a_second_time_changes_nothing() -> None:
    rng = random.Random(1)
    pieces = [case["in"] for case in CASES] + ["&", ";", "amp", "\u200b", "\u0301", "\ud83d", "\ude00", "İ", "ŉ", "<", " "]
    for _ in range(2000):
        once = normal_form("".join(rng.choices(pieces, k=4)))
        assert normal_form(once) == once
        assert "  " not in once
        assert once == once.strip()
