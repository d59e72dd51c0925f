from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from ade_training.encoder import Encoder, pool
from ade_training.errors import TrainingError
from ade_training.tokens import TextTokenizer
from conftest import loaded, tiny_tokenizer
from safetensors.torch import load_file, save_file
from transformers import AutoModel, GPT2Config


def test_pool_averages_real_tokens_only() -> None:
    hidden = torch.tensor([[[3.0, 0.0], [0.0, 4.0], [9.0, 9.0]]])
    vector = pool(hidden, torch.tensor([[1, 1, 0]]))
    assert torch.allclose(vector, torch.tensor([[0.6, 0.8]]))


def test_vectors_have_length_one(model_folder: Path, texts: list[str]) -> None:
    vectors = loaded(model_folder)[0].encode_texts(loaded(model_folder)[1], texts)
    assert vectors.shape == (len(texts), 32)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_padding_does_not_change_a_vector(model_folder: Path, texts: list[str]) -> None:
    encoder, tokenizer = loaded(model_folder)
    together = encoder.encode_texts(tokenizer, texts)
    alone = encoder.encode_texts(tokenizer, texts, batch_size=1)
    assert np.allclose(together, alone, atol=1e-5)


def test_agrees_with_the_reference_classes(model_folder: Path, texts: list[str]) -> None:
    encoder, tokenizer = loaded(model_folder)
    reference = AutoModel.from_pretrained(model_folder).eval()
    for text in texts:
        ids = torch.tensor([tokenizer.ids(text)])
        with torch.inference_mode():
            mean = reference(input_ids=ids).last_hidden_state[0].mean(dim=0)
        expected = (mean / mean.norm()).numpy()
        assert np.allclose(encoder.encode_texts(tokenizer, [text])[0], expected, atol=1e-5)


def test_load_accepts_prefixed_names_and_an_unused_pooler(model_folder: Path, kind: str) -> None:
    before = Encoder.load(model_folder).state_dict()
    path = model_folder / "model.safetensors"
    state = {f"{kind}.{name}": tensor for name, tensor in load_file(path).items()}
    save_file({**state, f"{kind}.pooler.dense.bias": torch.zeros(32)}, path)
    after = Encoder.load(model_folder).state_dict()
    assert all(torch.equal(before[name], after[name]) for name in before)


def test_load_refuses_missing_weights(model_folder: Path) -> None:
    path = model_folder / "model.safetensors"
    state = load_file(path)
    state.pop("embeddings.LayerNorm.weight")
    save_file(state, path)
    with pytest.raises(TrainingError, match="LayerNorm"):
        Encoder.load(model_folder)


def test_refuses_other_architectures(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="gpt2"):
        Encoder(GPT2Config(n_layer=1, n_head=2, n_embd=8))
    with pytest.raises(TrainingError, match="not a model folder"):
        Encoder.load(tmp_path)


def test_tokenizer_drops_built_in_limits_and_cuts_at_its_own(kind: str) -> None:
    tokenizer = TextTokenizer(tiny_tokenizer(kind), pad_id=0 if kind == "bert" else 1, max_tokens=6)
    assert tokenizer.data["truncation"] is None
    assert tokenizer.data["padding"] is None
    assert len(tokenizer.ids("a")) == 3
    ids = tokenizer.ids("a b c d e f")
    assert len(ids) == 6
    assert ids[0] != ids[-1]
    assert ids[-1] == tokenizer.ids("a")[-1]
    assert tokenizer.lowercase
    assert tokenizer.model_type == "WordPiece"


def test_tokenizer_needs_special_tokens() -> None:
    data = {**tiny_tokenizer("bert"), "post_processor": None}
    with pytest.raises(TrainingError, match="special token"):
        TextTokenizer(data, pad_id=0, max_tokens=6)
