"""Counting attachments, drawing some, and what is made of the verdicts."""

import hashlib
from collections import Counter

import numpy as np
import pytest
from ade_training.__main__ import run
from ade_training.attachments import (
    VERDICTS,
    VOCABULARIES,
    Attachment,
    attach,
    attach_similar,
    counts_table,
    draw,
    draw_similar,
    read_verdicts,
    similar_table,
    unread,
    verdicts_table,
)
from ade_training.errors import TrainingError
from ade_training.vocabularies import Term


def term(source: str, id: str, name: str, *synonyms: str) -> Term:
    return Term(source, id, name, synonyms, (), None, (), None)


STARTER = [
    term("starter", "A:1", "Jaw pain", "Sore jaw"),
    term("starter", "A:2", "Fever", "Hot"),
    term("starter", "A:3", "Fever of unknown cause", "Hot"),
]
TERMS = [
    term("hpo", "H:1", "Jaw pain"),
    term("hpo", "H:2", "Sore jaw", "Ache of the jaw", "Jaw ache", "Mandible ache", "Mandible pain"),
    term("hpo", "H:3", "Hot"),
    term("oae", "O:1", "pain in jaw"),
    term("oae", "O:2", "gout"),
]


def many(way: str, count: int) -> list[Attachment]:
    return [Attachment(term("hpo", f"{way} {at}", "x"), STARTER[0], way) for at in range(count)]


def test_terms_are_counted_by_vocabulary_and_way():
    found = attach(TERMS, STARTER)
    assert [(each.term.id, each.concept.id, each.way) for each in found.attached] == [
        ("H:1", "A:1", "name"),
        ("H:2", "A:1", "synonym"),
        ("O:1", "A:1", "form"),
    ]
    assert counts_table(found.counts).splitlines()[2:] == [
        "| hpo | 3 | 1 | 1 | 0 | 1 |",
        "| oae | 2 | 0 | 0 | 1 | 0 |",
        "| all | 5 | 1 | 1 | 1 | 1 |",
    ]


def test_the_key_is_a_hash_of_the_pair_and_a_line_shows_the_first_synonyms():
    each = attach(TERMS, STARTER).attached[1]
    assert each.key == hashlib.sha256(b"hpo|H:2|A:1").hexdigest()[:16]
    shown = "Sore jaw | Ache of the jaw | Jaw ache | Mandible ache"
    assert str(each) == f"{each.key}\tsynonym\t{shown}\tJaw pain | Sore jaw"


def test_the_sample_is_even_over_the_ways_and_depends_on_the_seed_alone():
    everything = many("name", 50) + many("synonym", 30) + many("form", 4)
    sample = draw(everything, 20, seed=1)
    assert Counter(each.way for each in sample) == {"name": 8, "synonym": 8, "form": 4}
    assert draw(everything[::-1], 20, seed=1) == sample
    assert draw(everything, 20, seed=2) != sample
    assert Counter(each.way for each in draw(everything, 5, seed=1)) == {"name": 2, "synonym": 2, "form": 1}
    assert len(draw(everything, 1000, seed=1)) == len(everything)
    assert draw([], 20, seed=1) == []


def test_a_few_attachments_more_change_little_of_the_sample():
    before = draw(many("name", 100), 50, seed=1)
    after = draw(many("name", 105), 50, seed=1)
    assert len(set(before) & set(after)) >= 45


def test_verdicts_are_read(tmp_path):
    path = tmp_path / "read.tsv"
    path.write_text("key\tway\tverdict\nab\tname\tsame\ncd\tform\twrong\n")
    assert read_verdicts(path) == {"ab": "same", "cd": "wrong"}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("cd\tname\tright", "tsv:3: 'right' is none of same, narrower, wrong"),
        ("cd\tluck\tsame", "tsv:3: 'luck' is none of name, synonym, form"),
        ("ab\tform\tsame", "tsv:3: ab has a verdict above"),
        ("cd\tname", "tsv:3: 2 cells"),
    ],
)
def test_a_bad_line_is_named(tmp_path, line, message):
    path = tmp_path / "read.tsv"
    path.write_text(f"key\tway\tverdict\nab\tname\tsame\n{line}\n")
    with pytest.raises(TrainingError, match=message):
        read_verdicts(path)


def test_shares_are_of_what_was_read_and_weighed_by_what_is_attached():
    names, forms = many("name", 4), many("form", 3)
    verdicts = dict(zip((each.key for each in names), [*VERDICTS, "same"], strict=True))
    verdicts |= {forms[0].key: "wrong", forms[1].key: "wrong", "of another sample": "same"}
    counts = Counter({("hpo", "name"): 60, ("oae", "name"): 30, ("hpo", "form"): 10, ("hpo", "none"): 500})
    assert verdicts_table([*names, *forms], verdicts, counts).splitlines()[2:] == [
        "| name | 4 | 2 (50.0%, 15.0 to 85.0) | 1 (25.0%, 4.6 to 69.9) | 1 (25.0%, 4.6 to 69.9) |",
        "| form | 2 | 0 (0.0%, 0.0 to 65.8) | 0 (0.0%, 0.0 to 65.8) | 2 (100.0%, 34.2 to 100.0) |",
        "| all, by their number |  | 45.0% | 22.5% | 32.5% |",
    ]
    assert unread([*names, *forms], verdicts) == 1


def test_the_command(data, tmp_path, gzipped, capsys):
    vocabularies = {
        "hpo-2023-01-27.jsonl.gz": '{"id": "H:1", "name": "head a", "definition": null, "synonyms": [], "parents": ["H:0"]}\n',
        "oae-2022-additions.tsv.gz": "term\tparent_term\tdefinition\na head AE\t\t\n",
        "ctcae-v5.tsv.gz": "MedDRA.Code\tCTCAE.Term\tDefinition\n1\tA of the skins\t-\n",
        "doid-2016-09-01.obo.gz": "[Term]\nid: D:1\nname: gout\n",
        "mesh-2015-names.tsv.gz": "mesh_id\tmesh_name\nM1\tGout, Odd\n",
    }
    for name, text in vocabularies.items():
        gzipped(data.folder / "vocab" / name, text)
    key = hashlib.sha256(b"hpo|H:1|ADE:100").hexdigest()[:16]
    verdicts = tmp_path / "read.tsv"
    verdicts.write_text(f"key\tway\tverdict\n{key}\tname\tsame\n")
    command = ["attachments", "--data", str(data.folder), "--starter", str(data.starter)]
    run([*command, "--verdicts", str(verdicts), "--show"])
    out = capsys.readouterr().out
    assert [line.split(" |")[0] for line in out.splitlines()[2:8]] == [f"| {name}" for name in VOCABULARIES]
    assert "| all | 14 | 1 | 1 | 1 | 0 |" in out
    assert f"{key}\tname\thead a\thead a | a head" in out
    assert "| name | 1 | 1 (100.0%" in out
    assert "2 of the 3 have no verdict in read.tsv" in out
    run([*command, "--verdicts", str(verdicts), "--sample", "0"])
    assert key not in capsys.readouterr().out


def test_similar_names_lead_where_no_equal_one_does():
    # Letters as directions: texts of the same letters are as near as can be.
    def embed(texts):
        rows = np.array([[text.lower().count(letter) for letter in "abcdefghijklmnopqrstuvwxyz"] for text in texts])
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    terms = [*TERMS, term("oae", "O:3", "wajpain", "nothing like it"), term("oae", "O:4", "zzz")]
    found = attach_similar(terms, STARTER, embed, 0.9)
    assert [(each.term.id, each.concept.id, each.way) for _, each in found] == [("O:3", "A:1", "similar")]
    assert found[0][0] > 0.95
    assert draw_similar(found, 5, 1) == [found[0][1]]
    table = similar_table(found, [found[0][1]], {found[0][1].key: "wrong"})
    assert "| 0.92 | 1 | 1 | 0 (0.0%, 0.0 to 79.3) | 0 (0.0%, 0.0 to 79.3) | 1 (100.0%, 20.7 to 100.0) |" in table
    assert attach_similar(terms, STARTER, embed, 1.1) == []
