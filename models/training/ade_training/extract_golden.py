"""A few texts with what the extractor makes of them, for testing other readers of its folder."""

from __future__ import annotations

from typing import Any

from .extract_corpora import reading_of
from .extract_model import Run, word_probabilities
from .extract_spans import scored_spans
from .extract_tokens import WordTokenizer
from .gazetteer import Gazetteer

_LONG = (
    "Week {week}: still on the white tablets, and so far only a dry mouth in the morning. "
    "My doctor says the blood pressure is fine, the pharmacist says nothing at all. "
)
TEXTS: tuple[str, ...] = (
    "This stuff gave me a headache and I can't sleep.",
    "no nausea so far, but my legs feel like lead 😰😰",
    "@anna_k took it for my anxiety, see https://example.org/a?b=c — now I'm dizzy all day",
    "Tägliche Übelkeit? No: nausée, cafe\u0301-brown spots & itching.",
    "After I stopped taking it: brain zaps, cold sweats, crying for no reason.",
    "picked up my refill today",
    "?",
    "".join(_LONG.format(week=week) for week in range(1, 6)),
)


def golden(model_id: str, run: Run, tokenizer: WordTokenizer, gazetteer: Gazetteer) -> dict[str, Any]:
    """Return for each text its windows and, word by word, place and probabilities; and its spans.

    Every window runs alone, in a batch of 1. Places count UTF-16 code units, as the service does.
    `gazetteer` has the dictionary mark of each token, from the starter vocabulary.
    """
    cases = []
    for text in TEXTS:
        reading = reading_of(text, tokenizer, gazetteer)
        [rows] = word_probabilities(run, tokenizer, [reading], batch_size=1)
        cases.append(
            {
                "text": text,
                "windows": [
                    {"input_ids": window.ids, "gazetteer": window.marks}
                    for window in tokenizer.windows(reading)
                ],
                "words": [
                    {
                        "start": utf16(text, word.start),
                        "end": utf16(text, word.end),
                        "probabilities": [round(float(value), 5) for value in row],
                    }
                    for word, row in zip(reading.words, rows, strict=True)
                ],
                "spans": [
                    {
                        "start": utf16(text, span.start),
                        "end": utf16(text, span.end),
                        "type": span.kind,
                        "probability": round(score, 5),
                    }
                    for span, score in scored_spans(rows, reading.words)
                ],
            }
        )
    return {"format": 1, "id": model_id, "batchSize": 1, "cases": cases}


def utf16(text: str, at: int) -> int:
    """Return the place in UTF-16 code units of the code point `at`."""
    return len(text[:at].encode("utf-16-le")) // 2
