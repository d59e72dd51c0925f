"""Tiny random models with real tokenizers, and a small list of names."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from ade_training.base import BaseModel
from ade_training.encoder import Encoder
from ade_training.export import ExportOptions
from ade_training.figures import Data
from ade_training.files import sha256_of
from ade_training.tokens import TextTokenizer
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, MPNetConfig

WORDS = "head ache sick skin rash heart dizzy sleep pain blood ##s ##y ##ness a b c d e f".split()
BODY = "head skin heart blood sleep pain rash sick dizzy".split()
SPECIAL = {
    "bert": ("[PAD]", "[UNK]", "[CLS]", "[SEP]"),
    "mpnet": ("<s>", "<pad>", "</s>", "[UNK]"),
}
ROLES = {"bert": ("[CLS]", "[SEP]", "[PAD]"), "mpnet": ("<s>", "</s>", "<pad>")}
SHAPE = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 64,
    "max_position_embeddings": 40,
}


class Killed(Exception):
    """What ends a run in the middle."""


def tiny_tokenizer(kind: str) -> dict:
    """A WordPiece tokenizer.json with truncation and padding switched on, as published ones are."""
    tokens = [*SPECIAL[kind], *WORDS]
    first, last, pad = ROLES[kind]
    tokenizer = Tokenizer(
        models.WordPiece({word: index for index, word in enumerate(tokens)}, unk_token="[UNK]")
    )
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.add_special_tokens(list(SPECIAL[kind]))
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{first} $A {last}",
        special_tokens=[(first, tokens.index(first)), (last, tokens.index(last))],
    )
    tokenizer.enable_truncation(4)
    tokenizer.enable_padding(length=4, pad_id=tokens.index(pad), pad_token=pad)
    return json.loads(tokenizer.to_str())


def tiny_model(kind: str, folder: Path) -> Path:
    """Write a random model folder of the given architecture and return it."""
    torch.manual_seed(7)
    size = len(SPECIAL[kind]) + len(WORDS)
    if kind == "bert":
        config = BertConfig(vocab_size=size, pad_token_id=0, **SHAPE)
    else:
        config = MPNetConfig(vocab_size=size, pad_token_id=1, **SHAPE)
    Encoder(config).save(folder)
    (folder / "tokenizer.json").write_text(json.dumps(tiny_tokenizer(kind)), encoding="utf-8")
    return folder


def loaded(folder: Path) -> tuple[Encoder, TextTokenizer]:
    """Encoder and tokenizer of a folder, for texts of up to 16 tokens."""
    encoder = Encoder.load(folder)
    pad = int(encoder.config.pad_token_id)
    return encoder, TextTokenizer.load(folder / "tokenizer.json", pad, 16)


@pytest.fixture(params=["bert", "mpnet"])
def kind(request: pytest.FixtureRequest) -> str:
    """The architecture under test."""
    return request.param


@pytest.fixture
def model_folder(kind: str, tmp_path: Path) -> Path:
    """A tiny random model."""
    return tiny_model(kind, tmp_path / "source")


@pytest.fixture
def teacher(tmp_path) -> Path:
    """A tiny model that is wider than the students."""
    torch.manual_seed(11)
    size = len(SPECIAL["bert"]) + len(WORDS)
    config = BertConfig(vocab_size=size, pad_token_id=0, **(SHAPE | {"hidden_size": 48}))
    encoder = Encoder(config)
    with torch.no_grad():
        for weight in encoder.parameters():
            weight.mul_(5)  # else its vectors are linear in the words
    encoder.save(tmp_path / "teacher")
    (tmp_path / "teacher/tokenizer.json").write_text(json.dumps(tiny_tokenizer("bert")))
    return tmp_path / "teacher"


@pytest.fixture
def texts() -> list[str]:
    """Texts of different lengths."""
    return ["head ache", "sick", "dizzy heart rash pain blood", "?", "Heads a b c d e f sleepy"]


@pytest.fixture
def options(model_folder: Path, tmp_path: Path) -> ExportOptions:
    """Options that accept the tiny model as its own base."""
    names = tmp_path / "names.jsonl"
    lines = [
        {"id": f"X:{number}", "name": word, "synonyms": [f"{word} pain", f"a {word}"]}
        for number, word in enumerate(w for w in WORDS if not w.startswith("##"))
    ]
    names.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    card = tmp_path / "card.md"
    card.write_text("# $id\n\nmin $float_min, mean $int8_mean\n", encoding="utf-8")
    base = BaseModel(
        key="tiny",
        name="example/tiny",
        sha256=sha256_of(model_folder / "model.safetensors"),
        license="Apache-2.0",
        package="tiny",
        version="1",
        folder="tiny/model",
    )
    return ExportOptions(
        model_id="tiny", base=base, names=names, card=card, max_tokens=16, sample=30, seed=1
    )


@pytest.fixture
def gzipped() -> Callable[[Path, str], None]:
    """Write a text as a gzipped file."""

    def write(path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with gzip.open(path, "wt", encoding="utf-8") as file:
            file.write(text)

    return write


@pytest.fixture
def evaluation_data(tmp_path: Path, gzipped: Callable[[Path, str], None]) -> Path:
    """The five evaluation sets in their formats, with made-up mentions."""
    folder = tmp_path / "data"
    mentions = folder / "mentions"
    folds = "fold\tsplit\tconcept_name\tmention\n" + "".join(
        f"{fold}\t{split}\t{name}\t{text}\n"
        for fold, split, name, text in [
            ("0", "train", "Dry mouth", "cotton mouth"),
            ("0", "test", "Dry mouth", "DRY mouth"),
            ("0", "test", "Dry mouth", "DRY mouth"),
            ("0", "test", "Gout", '"odd'),
            ("1", "test", "Dry mouth", "cotton mouth"),
        ]
    )
    gzipped(mentions / "askapatient.tsv.gz", folds)
    gzipped(mentions / "twadr-l.tsv.gz", folds)
    gzipped(
        mentions / "psytar.tsv.gz",
        "type\tmention\tsct_name\nADR\tcotton mouth\tXerostomia (finding)\nADR\tno concept\t\nDI\tgout\tGout\n",
    )
    label = {"adverse_events": [["xerostomia", "Dry mouth", 1.0], ["what", "", None]]}
    gzipped(mentions / "tac2017-test.json.gz", json.dumps([label]))
    gzipped(mentions / "tac2017-train.json.gz", json.dumps([{"adverse_events": [["x", "Gout", 2.0]]}]))
    gzipped(folder / "vocab/medic-2012-07-06.txt.gz", "D1||OMIM:7|C8||Gout|Podagra\nD2||Fever\n")
    gzipped(
        mentions / "ncbi-disease/NCBItestset_corpus.txt.gz",
        "1|t|Title\n1\t0\t5\tgouty\tModifier\tOMIM:7\n1\t0\t5\tboth\tCompositeMention\tD1|D2\n",
    )
    return folder


@pytest.fixture
def data(tmp_path) -> Data:
    """Nine systems' worth of concepts, eight posts and eight judged pairs."""
    starter = tmp_path / "starter.jsonl"
    rows = [
        {"id": "ADE:1", "name": "all", "level": "system", "parents": []},
        {"id": "ADE:2", "name": "some", "level": "group", "parents": ["ADE:1"]},
    ] + [
        {
            "id": f"ADE:{100 + n}",
            "name": f"{BODY[n % 9]} {'abc'[n // 9]}",
            "level": "concept",
            "parents": ["ADE:2"],
            "definition": f"a {BODY[n % 9]} of kind {'abc'[n // 9]}",
            "synonyms": [f"{'abc'[n // 9]} {BODY[n % 9]}"],
            "lay": [f"{start} {BODY[n % 9]} {'abc'[n // 9]}" for start in ("d", "e", "f", "d e", "e f")],
        }
        for n in range(27)
    ]
    starter.write_text("".join(json.dumps(row) + "\n" for row in rows))
    folder = tmp_path / "data"
    (folder / "posts").mkdir(parents=True)
    (folder / "sts").mkdir()
    (folder / "vocab").mkdir()
    symptoms = "".join(
        f'[Term]\nid: S:{word}\nname: {word} ache\nsynonym: "sick {word}" EXACT []\n\n' for word in BODY
    )
    (folder / "vocab/symp-2026-07.obo").write_text(symptoms)
    span = {"text": "f head", "concept": "head a", "mark": "ade"}
    posts = [{"id": f"p{n:05}", "text": f"{span['text']}, she said", "spans": [span]} for n in range(8)]
    (folder / "posts/posts.jsonl").write_text("".join(json.dumps(row) + "\n" for row in posts))
    sts = "".join(f"head ache,{word},{n % 6}\n" for n, word in enumerate(BODY))
    for part in ("train", "dev"):
        (folder / f"sts/stsb-en-{part}.csv").write_text(sts)
    return Data(folder, starter)


class Cut(Exception):
    """A run that ends in the middle, as by a power cut."""


def cut(line: str) -> None:
    """Report of a run: ends it at step 25, before that step's checkpoint."""
    if line.startswith("step 25/"):
        raise Cut
