"""The readers on small files in the exact formats."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from ade_training.errors import TrainingError
from ade_training.vocabularies import SOURCES, Term, load_terms

STARTER = [
    {"id": "ADE:09", "name": "Psychiatric disorders", "level": "system", "parents": []},
    {"id": "ADE:0910", "name": "Sleep", "level": "group", "parents": ["ADE:09"]},
    {
        "id": "ADE:01",
        "name": "Insomnia",
        "level": "concept",
        "parents": ["ADE:0910"],
        "definition": "Too little sleep.",
        "synonyms": ["Sleeplessness", "sleeplessness", "INSOMNIA"],
        "lay": ["can't  sleep", "cant sleep", "", " ", "sleeplessness"],
    },
]


def synonym(text: str, kind: str | None = None, scope: str = "EXACT") -> dict:
    return {"text": text, "scope": scope, "type": kind}


HPO = [
    {"id": "HP:1", "name": "All", "definition": None, "synonyms": [], "parents": [], "xrefs": []},
    {
        "id": "HP:2",
        "name": "Leukemia",
        "definition": None,
        "synonyms": [
            synonym("Leukaemia", "uk_spelling"),
            synonym("Blood cancer", "layperson", "BROAD"),
            synonym("leukemia", "layperson"),
            synonym("Myeloid leukemia", scope="NARROW"),
            synonym("White blood", "obsolete_synonym"),
        ],
        "parents": ["HP:1"],
        "xrefs": ["UMLS:C1"],
    },
]
OBO = r"""format-version: 1.2
ontology: symp
property_value: dc:description "The Symptom Ontology." xsd:string

[Term]
id: SYMP:1
name: dry\, \"barking\" cough
def: "A cough that has_symptom \"barking\" and\nresults_in pain." [url:http\://x.org/a\,b "q"]
comment: name: not this
synonym: "dry cough " EXACT [url:https\://x.org]
synonym: "Dry Cough (disorder)" EXACT [SNOMEDCT_2005:1]
synonym: "the \"seal\" cough NOS" EXACT []
synonym: "whooping" RELATED []
synonym: "Cough: [dry] or [barking]" EXACT []
xref: UMLS_CUI:C1
is_a: SYMP:9 {source="x"} ! cough ! really
is_a: SYMP:8 ! lung symptom

[Term]
id: SYMP:2
name: obsolete wheeze
synonym: "wheezing" EXACT []
is_obsolete: true

[Typedef]
id: part_of
name: part of

[Term]
! a comment of its own
id: SYMP:3
name: "quoted" fever
is_obsolete: false
"""
OAE = [
    ["term", "zh", "meddra_id", "parent_term", "oae_parent_id", "definition"],
    ["AE of AE AE", "x", "1", "skin AE", "OAE_1", "This ia an  AE whichis a bump."],
    ["photopsia AE", "x", "1", "AE of AE AE", "OAE_2", '"This is an AE which shows ""light""."'],
    ["cramp AE", "x", "2", "", "", ""],
]
CTCAE = [
    ["MedDRA.Code", "MedDRA.SOC", "CTCAE.Term", "Grade.1", "Definition", "Navigational.Note"],
    ["10", "Blood", "Anemia", "Hgb <LLN", "Low haemoglobin.", "Synonym: Pallor"],
    ["11", "Blood", "Blood disorders - Other, specify", "Mild", "-", ""],
    ["12", "Blood", "Lymph leak", "Mild", "-", ""],
]
MESH = [
    ["mesh_id", "mesh_name"],
    ["D1", "Anemia, Hemolytic, Autoimmune"],
    ["D2", "Fever"],
    ["D3", "Creams, Foams, and Jellies"],
]
CDC = [
    ["term", "plain"],
    ["alopecia", "hair loss, balding,"],
    ["dermal", "skin related"],
    ["dermal", "about the skin that covers all of you, skin"],
    ["airways", "nose, throat, and windpipe"],
]
NCI = [
    ["term", "plain"],
    ["AML, adult", 'A "fast" cancer. Also called acute myeloid leukemia, ANLL, and E. coli.'],
    ["5q", "Also called shorthand. It is rare."],
]
UMICH = [
    ["term", "definition"],
    ["zoonoses, zoonotic", "From animals."],
    ["urinary tract infection", "An infection. Also called a UTI."],
    ["gastroenteritis", 'Illness. Also called "stomach flu," but it is not the flu.'],
]


def table(*rows: list[str]) -> str:
    return "".join("\t".join(row) + "\n" for row in rows)


def json_lines(entries: list[dict]) -> str:
    return "".join(json.dumps(entry) + "\n" for entry in entries)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    data = text.encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)


FILES = {
    "starter.jsonl": json_lines(STARTER),
    "vocab/hpo-2023-01-27.jsonl.gz": json_lines(HPO),
    "vocab/symp-2026-07.obo": OBO,
    "vocab/doid-2016-09-01.obo.gz": OBO.replace("SYMP", "DOID"),
    "vocab/oae-2022-additions.tsv.gz": table(*OAE),
    "vocab/ctcae-v5.tsv.gz": table(*CTCAE),
    "vocab/mesh-2015-names.tsv.gz": table(*MESH),
    "glossary/cdc-plain-language-thesaurus.tsv.gz": table(*CDC),
    "glossary/nci-cancer-terms.tsv.gz": table(*NCI),
    "glossary/nci-genetics.tsv.gz": table(["term", "plain"], ["allele", "A version of a gene."]),
    "glossary/umich-plain-language.tsv.gz": table(*UMICH),
}
FILE_OF = {
    "starter": "starter.jsonl",
    "hpo": "vocab/hpo-2023-01-27.jsonl.gz",
    "symp": "vocab/symp-2026-07.obo",
    "doid": "vocab/doid-2016-09-01.obo.gz",
    "oae": "vocab/oae-2022-additions.tsv.gz",
    "ctcae": "vocab/ctcae-v5.tsv.gz",
    "mesh": "vocab/mesh-2015-names.tsv.gz",
    "glossary": "glossary/umich-plain-language.tsv.gz",
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with every file, and starter.jsonl in it."""
    for name, text in FILES.items():
        write(tmp_path / name, text)
    return tmp_path


def load(data: Path, *sources: str) -> list[Term]:
    return load_terms(sources, data, data / "starter.jsonl")


def test_starter(data: Path) -> None:
    assert load(data, "starter") == [
        Term(
            source="starter",
            id="ADE:01",
            name="Insomnia",
            synonyms=("Sleeplessness",),
            lay=("can't sleep",),
            definition="Too little sleep.",
            parents=("ADE:0910",),
            group="Sleep",
        )
    ]


def test_hpo(data: Path) -> None:
    (term,) = load(data, "hpo")
    assert (term.id, term.name, term.parents) == ("HP:2", "Leukemia", ("HP:1",))
    assert term.synonyms == ("Leukaemia",)
    assert term.lay == ("Blood cancer",)
    assert term.definition is term.group is None


@pytest.mark.parametrize("source", ["symp", "doid"])
def test_obo(data: Path, source: str) -> None:
    cough, fever = load(data, source)
    prefix = source.upper()
    assert (cough.source, cough.id, cough.name) == (source, f"{prefix}:1", 'dry, "barking" cough')
    assert cough.synonyms == ("dry cough", 'the "seal" cough')
    assert cough.lay == ()
    assert cough.definition == 'A cough that has symptom "barking" and results in pain.'
    assert cough.parents == (f"{prefix}:9", f"{prefix}:8")
    assert (fever.id, fever.name, fever.definition) == (f"{prefix}:3", '"quoted" fever', None)


def test_oae(data: Path) -> None:
    bump, photopsia, cramp = load(data, "oae")
    assert (bump.id, bump.name, bump.parents) == ("AE of AE", "AE of AE", ("skin",))
    assert bump.definition == "A bump."
    assert (photopsia.definition, photopsia.parents) == ('Shows "light".', (bump.id,))
    assert (cramp.name, cramp.definition, cramp.parents) == ("cramp", None, ())


def test_ctcae(data: Path) -> None:
    anemia, leak = load(data, "ctcae")
    assert (anemia.id, anemia.name, anemia.synonyms) == ("10", "Anemia", ())
    assert anemia.definition == "Low haemoglobin."
    assert (leak.name, leak.definition) == ("Lymph leak", None)


def test_mesh(data: Path) -> None:
    assert [(term.id, term.name, term.synonyms) for term in load(data, "mesh")] == [
        ("D1", "Autoimmune Hemolytic Anemia", ("Anemia, Hemolytic, Autoimmune",)),
        ("D2", "Fever", ()),
        ("D3", "Creams, Foams, and Jellies", ()),
    ]


def test_glossary(data: Path) -> None:
    terms = {term.id: term for term in load(data, "glossary")}
    assert list(terms) == [
        "cdc:alopecia",
        "cdc:dermal",
        "cdc:airways",
        "nci-cancer:AML, adult",
        "nci-cancer:5q",
        "nci-genetics:allele",
        "umich:zoonoses, zoonotic",
        "umich:urinary tract infection",
        "umich:gastroenteritis",
    ]
    found = [(term.synonyms, term.lay, term.definition) for term in terms.values()]
    assert found == [
        ((), ("hair loss", "balding"), None),
        ((), ("skin related",), "about the skin that covers all of you, skin"),
        ((), (), "nose, throat, and windpipe"),
        (("acute myeloid leukemia", "ANLL", "E. coli"), (), 'A "fast" cancer.'),
        ((), (), "Also called shorthand. It is rare."),
        ((), (), "A version of a gene."),
        (("zoonotic",), (), "From animals."),
        (("UTI",), (), "An infection."),
        ((), (), "Illness."),
    ]
    assert terms["umich:zoonoses, zoonotic"].name == "zoonoses"
    assert terms["nci-cancer:AML, adult"].name == "AML, adult"


def test_sources_come_in_the_order_asked_for(data: Path) -> None:
    assert set(FILE_OF) == set(SOURCES)
    found = [term.source for term in load(data, "mesh", "hpo", "mesh")]
    assert found == ["mesh"] * 3 + ["hpo"]
    assert {term.source for term in load(data, *SOURCES)} == set(SOURCES)


def test_unknown_source(data: Path) -> None:
    with pytest.raises(TrainingError, match="medic"):
        load(data, "medic")


@pytest.mark.parametrize("source", SOURCES)
def test_missing_file(data: Path, source: str) -> None:
    (data / FILE_OF[source]).unlink()
    with pytest.raises(TrainingError, match=f"{Path(FILE_OF[source]).name}: no such file"):
        load(data, source)


@pytest.mark.parametrize(
    ("source", "line", "end"),
    [
        ("starter", 3, '"ADE:0910"], "def'),
        ("hpo", 2, '"scope": "EX'),
        ("symp", 11, 'synonym: "Dry Cou'),
        ("symp", 15, "xref"),
        ("symp", 5, "[Term]\nid: SYMP:1"),  # a stanza without a name
        ("doid", 8, 'def: "A cough'),
        ("oae", 3, "photopsia AE\tx\t1\tAE"),
        ("oae", 3, '"This is an AE'),  # a quote that does not end
        ("ctcae", 2, "10\tBlood"),
        ("mesh", 1, "mesh_id"),
        ("glossary", 4, "gastroenteritis"),
    ],
)
def test_truncated_line(data: Path, source: str, line: int, end: str) -> None:
    text = FILES[FILE_OF[source]]
    write(data / FILE_OF[source], text[: text.index(end) + len(end)])
    with pytest.raises(TrainingError, match=rf"{Path(FILE_OF[source]).name}:{line}: "):
        load(data, source)


@pytest.mark.parametrize("source", ["hpo", "doid", "oae"])
def test_truncated_gzip(data: Path, source: str) -> None:
    path = data / FILE_OF[source]
    path.write_bytes(path.read_bytes()[:-12])
    with pytest.raises(TrainingError, match=rf"{path.name}:\d+: "):
        load(data, source)


@pytest.mark.parametrize("source", ["symp", "doid"])
def test_not_utf8(data: Path, source: str) -> None:
    path = data / FILE_OF[source]
    bad = b"[Term]\nid: \xff\n"
    path.write_bytes(gzip.compress(bad) if path.suffix == ".gz" else bad)
    with pytest.raises(TrainingError, match=rf"{path.name}:\d+: "):
        load(data, source)


@pytest.mark.parametrize("source", ["hpo", "symp", "mesh"])
def test_empty_file(data: Path, source: str) -> None:
    write(data / FILE_OF[source], "")
    with pytest.raises(TrainingError, match=f"{source}: no terms"):
        load(data, source)


def test_repeated_id(data: Path) -> None:
    write(data / FILE_OF["mesh"], table(*MESH, ["D2", "Fevers"]))
    with pytest.raises(TrainingError, match="D2"):
        load(data, "mesh")


@pytest.mark.parametrize("name", ["", " ", "?!"])
def test_name_that_says_nothing(data: Path, name: str) -> None:
    write(data / FILE_OF["mesh"], table(*MESH, ["D4", name]))
    with pytest.raises(TrainingError, match=r"mesh-2015-names.tsv.gz:5: "):
        load(data, "mesh")
