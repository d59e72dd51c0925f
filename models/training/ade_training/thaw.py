"""Weights to train on from a model folder that ships: its int8 matrices as floating point again.

The folder is all that is needed then, and the hours of the encoder's own training are not. The weights are those that
the service computes with, rounded as they were; what is trained on them is not, bit by bit, what would come of the
run that the folder was exported from.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from transformers import AutoConfig

from .encoder import Encoder
from .errors import TrainingError
from .files import making
from .manifest import verify_folder
from .smoothing import SMOOTH

_ROOT = "transformer."


def thaw(folder: Path, base: Path, target: Path) -> None:
    """Write the encoder of a model `folder` as the weights that `Encoder.load` reads.

    `base` is a folder with the config.json of its base. `target` is replaced as a whole. Raises TrainingError if the
    folder is not what its manifest says, or its graph is not one of that base.
    """
    verify_folder(folder)
    settings = json.loads((base / "config.json").read_text(encoding="utf-8"))
    encoder = Encoder(AutoConfig.for_model(settings.pop("model_type"), **settings))
    state = encoder.state_dict()
    weights = _weights(onnx.load(str(folder / "model.onnx")).graph)
    if weights.keys() != state.keys():
        lacking, unknown = sorted(state.keys() - weights.keys()), sorted(weights.keys() - state.keys())
        raise TrainingError(f"{folder}: weights missing {lacking}, unknown {unknown}")
    try:
        encoder.load_state_dict(weights)
    except RuntimeError as error:
        raise TrainingError(f"{folder} is not of the base in {base}: {error}") from None
    with making(target) as (_, fresh):
        encoder.save(fresh)
        shutil.copyfile(folder / "tokenizer.json", fresh / "tokenizer.json")


def _weights(graph: onnx.GraphProto) -> dict[str, torch.Tensor]:
    """The weights of a graph that `write_float_graph` wrote and `quantize` stored, by their names in the encoder.

    Vectors and tables keep their names; a matrix is known by the node that multiplies with it, and stands transposed.
    Where `smooth` evened out what goes into a matrix, the matrix gets back what it took over.
    """
    constants = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    found = {}
    for name in constants:
        if name.startswith(_ROOT):
            plain = name.removesuffix("_quantized")
            if not plain.endswith(("_scale", "_zero_point")):
                found[plain] = _floats(constants, name)
    evened: dict[str, np.ndarray] = {}  # what goes into matrices, by the factors of its channels
    for node in graph.node:  # in the order of computation
        if node.op_type == "Mul" and node.name.endswith(SMOOTH):
            evened[node.output[0]] = constants[node.input[1]]
        if node.op_type == "DynamicQuantizeLinear" and node.input[0] in evened:
            evened[node.output[0]] = evened[node.input[0]]
        if node.op_type in ("MatMul", "MatMulInteger") and node.input[1] in constants:
            path = node.name.removesuffix("_quant").removesuffix("/MatMul").strip("/")
            matrix = _floats(constants, node.input[1])
            if node.input[0] in evened:
                matrix = matrix * evened[node.input[0]][:, None]
            found[f"{path.replace('/', '.')}.weight"] = matrix.T
    return {name: torch.from_numpy(np.array(value, dtype=np.float32)) for name, value in found.items()}


def _floats(constants: dict[str, np.ndarray], name: str) -> np.ndarray:
    """A constant as floating point; int8 columns have a scale each."""
    plain = name.removesuffix("_quantized")
    if plain == name:
        return constants[name]
    steps = constants[name].astype(np.float32) - constants[f"{plain}_zero_point"].astype(np.float32)
    return steps * constants[f"{plain}_scale"]
