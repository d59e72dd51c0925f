"""What a least probability of spans would do on development texts: for the choice of one."""

from __future__ import annotations

from pathlib import Path

from .extract_corpora import Corpora, compare, spans_in
from .extract_model import Extractor, word_probabilities
from .extract_tokens import WordTokenizer
from .extract_train import development_sets
from .gazetteer import Gazetteer
from .markdown import markdown_table

LEAST = (0.0, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8)


def table(folder: Path, corpora: Corpora, gazetteer: Gazetteer) -> str:
    """Markdown: strict and relaxed F1 of ADR on each development set by least probability."""
    extractor = Extractor.load(folder)
    tokenizer = WordTokenizer.load(folder, int(extractor.encoder.config.pad_token_id))
    sets = development_sets(corpora, tokenizer, gazetteer)
    rows = [[f"{least:.2f}"] for least in LEAST]
    for texts in sets.values():
        found = word_probabilities(extractor.run, tokenizer, texts.readings)
        for row, least in zip(rows, LEAST, strict=True):
            figures = compare(spans_in(texts, found, least), texts)
            row += [f"{100 * figures[way]['f1']:.1f}" for way in ("ADR strict", "ADR relaxed", "all relaxed")]
    head = [f"{name}, {way}" for name in sets for way in ("ADR strict", "ADR relaxed", "all relaxed")]
    return markdown_table(["least probability", *head], rows)
