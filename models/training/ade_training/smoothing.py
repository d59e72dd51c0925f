"""Evening out activations before weights become int8 (SmoothQuant, Xiao et al. 2023).

A few channels of a transformer's activations are many times larger than the others, and as one range serves all of
them, the others lose their digits. So each channel is divided by a factor, and the row of the weights that it meets
multiplied by it: the product stays the same, and what is hard to quantise moves from activations to weights, where
every output channel has a range of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import helper, numpy_helper

from .errors import TrainingError

SMOOTH = "/Smooth"  # how the names of the nodes end that divide activations; `thaw` looks for them
_LEAST = 1e-5  # a channel that is never used gets no factor without end


def smooth(source: Path, target: Path, batches: Iterable[dict[str, np.ndarray]], strength: float) -> None:
    """Write the float graph `source` with its weight matrices and what goes into them evened out.

    `batches` are inputs of the graph with an `attention_mask`; the greatest activations are taken from them. `strength`
    is the share that goes over to the weights, between 0 and 1. Raises TrainingError for another strength, and without batches.
    """
    if not 0 < strength < 1:
        raise TrainingError(f"strength of smoothing is {strength}, must be between 0 and 1")
    model = onnx.load(str(source))
    graph = model.graph
    weights = {tensor.name: tensor for tensor in graph.initializer}
    readers: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1] in weights:
            readers.setdefault(node.input[0], []).append(node)
    greatest = _greatest_activations(model, list(readers), batches)
    smoothed: dict[str, onnx.NodeProto] = {}
    for name, nodes in readers.items():
        matrices = [numpy_helper.to_array(weights[node.input[1]]) for node in nodes]
        factors = _factors(greatest[name], matrices, strength)
        graph.initializer.append(numpy_helper.from_array(1 / factors, f"{name}/smooth"))
        smoothed[nodes[0].name] = helper.make_node(
            "Mul", [name, f"{name}/smooth"], [f"{name}/smoothed"], name=f"{name}{SMOOTH}"
        )
        for node, matrix in zip(nodes, matrices, strict=True):
            node.input[0] = f"{name}/smoothed"
            changed = numpy_helper.from_array(matrix * factors[:, None], node.input[1])
            weights[node.input[1]].CopyFrom(changed)
    nodes = list(graph.node)
    del graph.node[:]
    for node in nodes:
        if node.name in smoothed:
            graph.node.append(smoothed[node.name])
        graph.node.append(node)
    onnx.checker.check_model(model)
    onnx.save(model, str(target))


def _greatest_activations(
    model: onnx.ModelProto, names: Sequence[str], batches: Iterable[dict[str, np.ndarray]]
) -> dict[str, np.ndarray]:
    """The greatest magnitude of each channel, padding apart."""
    watched = onnx.ModelProto()
    watched.CopyFrom(model)
    for name in names:
        watched.graph.output.append(helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None))
    session = onnxruntime.InferenceSession(watched.SerializeToString(), providers=["CPUExecutionProvider"])
    inputs = [value.name for value in session.get_inputs()]
    found: dict[str, np.ndarray] = {}
    for batch in batches:
        real = batch["attention_mask"].astype(bool)
        values = session.run(list(names), {name: batch[name] for name in inputs})
        for name, value in zip(names, values, strict=True):
            own = np.abs(value[real]).max(axis=0)
            found[name] = np.maximum(found[name], own) if name in found else own
    if not found:
        raise TrainingError("no texts to smooth by")
    return found


def _factors(activations: np.ndarray, matrices: Sequence[np.ndarray], strength: float) -> np.ndarray:
    """One a channel, about 1 on the whole."""
    rows = np.max([np.abs(matrix).max(axis=1) for matrix in matrices], axis=0)
    factors = np.maximum(activations, _LEAST) ** strength / np.maximum(rows, _LEAST) ** (1 - strength)
    return (factors / np.exp(np.log(factors).mean())).astype(np.float32)
