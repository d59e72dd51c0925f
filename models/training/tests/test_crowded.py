from argparse import ArgumentParser

import numpy as np
from ade_training.crowded import measure_crowded, strangers, table
from ade_training.development import Mention, Split
from ade_training.development_commands import _crowded_options, split_of
from ade_training.figures import Data
from ade_training.vocabularies import Term


def term(source: str, name: str, reported: int | None = None, synonyms: tuple[str, ...] = ()) -> Term:
    return Term(source, name, name, synonyms, (f"{name} said",), None, (), None, reported)


SPLIT = Split(
    terms=[term("starter", "fever", 40, ("pyrexia",)), term("starter", "itch", 0)],
    unknown=[term("starter", "gout", 2)],
    phrases=[Mention("held back", "itch")],
    unknown_mentions=[],
)


def embed(texts):
    """What is said of fever lies a little nearer to a rare disease than to fever."""
    angles = {"fever": 0.5, "pyrexia": 0.5, "hot": 0.0, "heat stroke": -0.45}
    rows = [angles.get(text.removesuffix(" said"), 2.0 + len(text) / 100) for text in texts]
    return np.array([(np.cos(row), np.sin(row)) for row in rows], dtype=np.float32)


def test_strangers_are_unknown_to_the_starter_and_have_one_name_each():
    terms = [term("a", name) for name in ("Pyrexia", "gout", "Heat stroke", "heat stroke", "ague", "Itch said", "held back")]
    found = strangers(SPLIT, terms, 1)
    assert sorted(each.name for each in found) == ["Heat stroke", "ague"]
    assert all((each.synonyms, each.lay, each.reported) == ((), (), None) for each in found)
    assert strangers(SPLIT, terms, 1) == found


def test_what_nobody_reports_does_not_draw_the_mentions_of_what_many_do():
    others = [term("a", "heat stroke"), *(term("a", f"rare {i}") for i in range(40))]
    rows = list(measure_crowded(embed, SPLIT, [Mention("hot", "fever")], others, sizes=(0, 41)))
    first = {(row.kind, row.others, row.way): row.found.first for row in rows}
    assert first["preferred", 0, "no counts"] == 1
    assert first["preferred", 41, "no counts"] == 0
    assert first["preferred", 41, "not known: expected, 0.5 added"] == 1
    printed = table(rows).splitlines()
    assert len(printed) == 2 + 3 * 2
    assert printed[0].startswith("| names up to | others | no counts | not known: average |")


def test_the_share_of_the_starter_that_is_unknown_can_be_chosen(data: Data) -> None:
    def split(*options: str) -> Split:
        parser = ArgumentParser()
        _crowded_options(parser)
        args = parser.parse_args(["model", "--data", str(data.folder), "--starter", str(data.starter), *options])
        return split_of(args, args.unknown)

    every = split("--whole")
    half = split("--whole", "--unknown", "0.5")
    assert not every.unknown and not half.phrases
    assert len(half.unknown) == round(0.5 * len(every.terms))
    assert len(half.terms) + len(half.unknown) == len(every.terms)
