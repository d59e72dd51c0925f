"""The extractor as an ONNX graph: writing and running. Quantisation is that of graph.py."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

from .extract_model import Extractor
from .extract_tokens import MARKS
from .graph import OPSET

OUTPUT = "probabilities"


def write_extractor_graph(extractor: Extractor, path: Path) -> None:
    """Write encoder, head and softmax as a float32 ONNX graph.

    Inputs are `extractor.inputs`: int64 [batch, width], and `gazetteer` float32 [batch, width, 3];
    the output `probabilities` is float32 [batch, width, tags]; batch and width are free.
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
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            extractor.eval(),
            tuple(example[name] for name in extractor.inputs),
            str(path),
            dynamo=False,
            opset_version=OPSET,
            input_names=list(extractor.inputs),
            output_names=[OUTPUT],
            dynamic_axes={name: {0: "batch", 1: "width"} for name in (*extractor.inputs, OUTPUT)},
        )
    onnx.checker.check_model(str(path), full_check=True)


class OnnxExtractor:
    """An exported extractor in ONNX Runtime on the CPU."""

    def __init__(self, path: Path, threads: int = 1) -> None:
        """Open the graph at `path`; `threads` is the number of threads inside one operation."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        self.inputs = [value.name for value in self._session.get_inputs()]

    def run(self, feed: dict[str, np.ndarray]) -> np.ndarray:
        """Return float32 [windows, width, tags] for a batch of `WordTokenizer.batch`."""
        return self._session.run([OUTPUT], {name: feed[name] for name in self.inputs})[0]
