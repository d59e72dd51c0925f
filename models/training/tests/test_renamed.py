import hashlib
import random

import numpy as np
from ade_training.development import Mention, Split
from ade_training.renamed import SCENARIOS, WAYS, Scenario, make_list, measure_renamed, table
from ade_training.vocabularies import Term


def embed(texts):
    """Texts of the same first word lie near to each other."""
    rows = []
    for text in texts:
        word, whole = (
            np.random.default_rng(int.from_bytes(hashlib.sha256(part.encode()).digest()[:4], "big")).normal(size=16)
            for part in (text.split()[0], text)
        )
        row = word + 0.4 * whole
        rows.append(row / np.linalg.norm(row))
    return np.array(rows, dtype=np.float32)


TERMS = [
    Term("starter", f"S{i}", f"w{i} name", (f"w{i} other",), (f"w{i} said", f"w{i} told"), None, (), None, reported=1)
    for i in range(40)
]


def test_what_goes_by_another_name_is_found_by_lent_names():
    split = Split(terms=TERMS, unknown=[], phrases=[], unknown_mentions=[])
    mentions = [Mention(f"w{i} felt", f"w{i} name") for i in range(40)]
    rows = list(measure_renamed(embed, split, mentions))
    assert [(row.scenario, row.way) for row in rows] == [(scenario, way) for scenario in SCENARIOS for way in WAYS]
    for row in rows:
        assert (row.renamed is None) == (row.scenario.renamed == 0)
    assert all(row.found.first > 0.9 for row in rows if row.way == "attached and near")
    printed = table(rows)
    assert len(printed.splitlines()) == len(SCENARIOS) + 2
    assert "2000 of all, 60% attached, 20% by another name" in printed


def test_the_starter_keeps_what_is_not_in_the_list():
    split = Split(terms=TERMS[:30], unknown=TERMS[30:], phrases=[], unknown_mentions=[])
    pool = [*TERMS[:20], *TERMS[30:35]]
    made = make_list(pool, Scenario(25, "all", 0.4, 0.4), split, random.Random(1))
    assert [term.id for term in made.own] == [term.id for term in made.attached] == [term.id for term in pool]
    renamed = {term.id for term, own in zip(pool, made.own, strict=True) if own.name != term.name}
    attached = {term.id for term in made.attached if term.lay}
    assert renamed and attached and not renamed & attached
    known = {term.id for term in made.starter}
    assert known == renamed | {term.id for term in TERMS[20:30]}, "never what is held out"
    assert all(own.name not in term.synonyms for own in made.own for term in made.starter)
