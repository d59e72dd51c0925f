"""A few texts with their ids and vectors, for testing other readers of a model folder."""

from __future__ import annotations

from typing import Any

from .checks import cosines
from .graph import OnnxEncoder
from .tokens import TextTokenizer

TEXTS: tuple[str, ...] = (
    "headache",
    "Headache",
    "my head is killing me since I started these tablets",
    "couldn't sleep AT ALL last night!!!",
    "Threw up twice, then felt dizzy & weak.",
    "nausée and a café-au-lait coloured rash",
    "heart racing 😰",
    "itchy, blotchy skin on both arms",
    "anti-inflammatory made my tummy hurt (badly)",
    "blood pressure 160/95 on 20mg",
    "?",
    "no problems so far",
)


def golden(model_id: str, model: OnnxEncoder, tokenizer: TextTokenizer) -> dict[str, Any]:
    """Return the texts with token ids, the first 8 components and all pairwise cosines.

    Each text is run alone, in a batch of 1 without padding.
    """
    vectors = model.encode_texts(tokenizer, list(TEXTS), batch_size=1)
    return {
        "format": 1,
        "id": model_id,
        "batchSize": 1,
        "cases": [
            {
                "text": text,
                "input_ids": tokenizer.ids(text),
                "embedding": [round(float(x), 6) for x in vector[:8]],
            }
            for text, vector in zip(TEXTS, vectors, strict=True)
        ],
        "cosines": [
            [round(float(x), 4) for x in cosines(vectors, vector[None, :].repeat(len(TEXTS), 0))]
            for vector in vectors
        ],
    }
