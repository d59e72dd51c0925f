"""Tiny random models with real tokenizers, and a small list of names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from ade_training.base import BaseModel
from ade_training.encoder import Encoder
from ade_training.export import ExportOptions
from ade_training.files import sha256_of
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, MPNetConfig

WORDS = "head ache sick skin rash heart dizzy sleep pain blood ##s ##y ##ness a b c d e f".split()
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


@pytest.fixture(params=["bert", "mpnet"])
def kind(request: pytest.FixtureRequest) -> str:
    """The architecture under test."""
    return request.param


@pytest.fixture
def model_folder(kind: str, tmp_path: Path) -> Path:
    """A tiny random model."""
    return tiny_model(kind, tmp_path / "source")


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
