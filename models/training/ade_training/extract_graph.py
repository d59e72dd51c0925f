"""The extractor as an ONNX graph. Quantising and running are those of graph.py."""

from __future__ import annotations

from pathlib import Path

import torch

from .extract_model import Extractor
from .extract_tokens import MARKS
from .graph import write_graph

OUTPUT = "probabilities"


def write_extractor_graph(extractor: Extractor, path: Path) -> None:
    """Write encoder, head and softmax as a float32 ONNX graph.

    Inputs are `extractor.inputs`: int64 [batch, width], and `gazetteer` float32 [batch, width, 3];
    the output `probabilities` is float32 [batch, width, tags and SAID]; batch and width are free.
    """
    size = extractor.encoder.config.vocab_size
    ids = torch.arange(14, dtype=torch.int64).reshape(2, 7) % size
    mask = torch.ones_like(ids)
    mask[1, 4:] = 0
    marks = torch.zeros(2, 7, len(MARKS))
    marks[:, :, 2] = 1
    example = {
        "input_ids": ids,
        "attention_mask": mask,
        "token_type_ids": torch.zeros_like(ids),
        "gazetteer": marks,
    }
    inputs = {name: example[name] for name in extractor.inputs}
    axes = {name: {0: "batch", 1: "width"} for name in (*inputs, OUTPUT)}
    write_graph(extractor.eval(), inputs, OUTPUT, axes, path)
