"""An encoder from its folder as a function, whether weights or the graph that ships."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from .encoder import Encoder
from .graph import OnnxEncoder
from .loop import embed_all
from .manifest import verify_folder
from .tokens import TextTokenizer

# Texts to float32 [texts, dim], rows of length 1.
Embedder = Callable[[Sequence[str]], np.ndarray]

_BATCH = 32


def open_embedder(folder: Path, max_tokens: int = 48) -> Embedder:
    """Open a model folder (int8, by ONNX Runtime) or one with weights (by PyTorch, in bfloat16).

    `max_tokens` counts for weights; a model folder has its own. Raises TrainingError for neither.
    """
    if (folder / "model.onnx").is_file():
        return _onnx(folder)
    encoder = Encoder.load(folder)
    tokenizer = TextTokenizer.load(
        folder / "tokenizer.json", int(encoder.config.pad_token_id), max_tokens
    )
    return partial(embed_all, encoder, tokenizer)


def remembering(embed: Embedder) -> Embedder:
    """Embed each text once, however often it is asked for."""
    known: dict[str, np.ndarray] = {}

    def answer(texts: Sequence[str]) -> np.ndarray:
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known.update(zip(new, embed(new), strict=True))
        return np.stack([known[text] for text in texts])

    return answer


def _onnx(folder: Path) -> Embedder:
    manifest = verify_folder(folder)
    encoder = OnnxEncoder(folder / "model.onnx", threads=2)
    data = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    tokenizer = TextTokenizer(data, manifest["tokenizer"]["padId"], manifest["maxTokens"])

    def embed(texts: Sequence[str]) -> np.ndarray:
        # Of like length together; the order is put back.
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        vectors = encoder.encode_texts(tokenizer, [texts[at] for at in order], _BATCH)
        back = np.empty_like(vectors)
        back[order] = vectors
        return back

    return embed
