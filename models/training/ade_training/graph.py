"""The encoder as an ONNX graph: writing, int8 quantisation, running."""

from __future__ import annotations

import fnmatch
import logging
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from .encoder import Encoder
from .errors import TrainingError
from .tokens import TextTokenizer

OPSET = 17
OUTPUT = "embedding"


def write_float_graph(encoder: Encoder, path: Path) -> None:
    """Write the encoder, pooling and normalisation included, as a float32 ONNX graph.

    Inputs are `encoder.inputs`, int64 [batch, sequence]; the output `embedding` is float32
    [batch, dim]; batch and sequence are free.
    """
    ids = torch.full((2, 7), int(encoder.config.pad_token_id), dtype=torch.int64)
    ids[0, :] = torch.arange(7) % encoder.config.vocab_size
    ids[1, :4] = torch.arange(1, 5) % encoder.config.vocab_size
    mask = torch.ones_like(ids)
    mask[1, 4:] = 0
    example = {"input_ids": ids, "attention_mask": mask, "token_type_ids": torch.zeros_like(ids)}
    axes = {**{name: {0: "batch", 1: "sequence"} for name in encoder.inputs}, OUTPUT: {0: "batch"}}
    write_graph(encoder, {name: example[name] for name in encoder.inputs}, OUTPUT, axes, path)


def write_graph(
    model: torch.nn.Module,
    inputs: dict[str, torch.Tensor],
    output: str,
    axes: dict[str, dict[int, str]],
    path: Path,
) -> None:
    """Trace `model` on example `inputs`, in the order of its arguments, and write it as a checked graph.

    `axes` names the free axes of inputs and output.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model,
            tuple(inputs.values()),
            str(path),
            dynamo=False,
            opset_version=OPSET,
            input_names=list(inputs),
            output_names=[output],
            dynamic_axes=axes,
        )
    onnx.checker.check_model(str(path), full_check=True)


def quantize(
    source: Path, target: Path, keep_float: tuple[str, ...] = (), reduce_range: bool = True
) -> dict[str, Any]:
    """Write `source` with int8 weights and return the settings, for the manifest.

    Weight matrices are int8 per output channel, embedding tables int8, activations uint8 with a
    range taken from each batch. `reduce_range` uses 7 of the 8 bits for weights: without it the
    16-bit sums of processors that have AVX2 but no VNNI instructions overflow. `keep_float` holds
    patterns; matrices of matching nodes stay float32. Raises TrainingError if one matches none.
    """
    graph = onnx.load(str(source)).graph
    constants = {tensor.name for tensor in graph.initializer}
    matrices = [n.name for n in graph.node if n.op_type == "MatMul" and n.input[1] in constants]
    kept: list[str] = []
    for pattern in keep_float:
        found = fnmatch.filter(matrices, f"*{pattern}*")
        if not found:
            raise TrainingError(f"no weight matrix is called {pattern!r}")
        kept += [name for name in found if name not in kept]
    logging.getLogger().setLevel(logging.ERROR)
    quantize_dynamic(
        source,
        target,
        per_channel=True,
        reduce_range=reduce_range,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=kept,
    )
    onnx.checker.check_model(str(target))
    return {
        "method": "dynamic",
        "weights": "int8",
        "activations": "uint8",
        "perChannel": True,
        "reduceRange": reduce_range,
        "keptFloat": kept,
    }


class OnnxEncoder:
    """An exported encoder, or another model with one output, in ONNX Runtime on the CPU."""

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

    def encode(self, feed: dict[str, np.ndarray]) -> np.ndarray:
        """Return the graph's only output for its inputs: of an encoder float32 [batch, dim] for `TextTokenizer.batch`."""
        return self._session.run(None, {name: feed[name] for name in self.inputs})[0]

    def encode_texts(
        self, tokenizer: TextTokenizer, texts: list[str], batch_size: int = 32
    ) -> np.ndarray:
        """Return float32 [texts, dim]."""
        parts = range(0, len(texts), batch_size)
        return np.concatenate(
            [self.encode(tokenizer.batch(texts[at : at + batch_size])) for at in parts]
        )
