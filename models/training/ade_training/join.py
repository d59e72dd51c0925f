"""Two encoders as one: their vectors side by side, so that similarities are the mean of both."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper
from onnx.compose import add_prefix_graph

from .card import substituted
from .checks import read_names, sample_names
from .errors import CheckFailed, TrainingError
from .export import check_id
from .files import making, write_json
from .golden import golden
from .graph import OUTPUT, OnnxEncoder
from .manifest import file_entries, made_by, tokenizer_entry, verify_folder
from .tokens import TextTokenizer

# What the order of float32 sums may change.
_MOST_DIFFERENCE = 1e-4


@dataclass(frozen=True)
class JoinOptions:
    """What a joined folder needs besides its parts.

    `share` is what the first one's similarity counts, between 0 and 1. `names` is the file whose names the check runs
    on; `sample` of them are drawn with `seed`. `card` is a Markdown file with `$placeholders` (see `fill_card`).
    """

    model_id: str
    names: Path
    card: Path
    share: float = 0.5
    sample: int = 500
    seed: int = 20240
    command: str = ""


@dataclass(frozen=True)
class _Part:
    """A model folder, opened."""

    manifest: dict[str, Any]
    graph: onnx.ModelProto
    encoder: OnnxEncoder
    tokenizer: TextTokenizer


def join(
    first: Path, second: Path, target: Path, options: JoinOptions, report: Callable[[str], None] = print
) -> None:
    """Write the model folder `target` from two others that cut texts into the same tokens.

    The similarity of two texts is `share` times that of the first encoder and the rest that of the second; vectors
    have length 1. Token ids are those of the first: the graph looks up the second one's. Raises TrainingError for
    folders that are damaged or do not fit, and CheckFailed if the similarities of a sample of names are not those;
    `target` then stays as it was.
    """
    check_id(options.model_id)
    if not 0 < options.share < 1:
        raise TrainingError(f"the share {options.share:g} is not between 0 and 1")
    parts = [_opened(folder) for folder in (first, second)]
    longest = min(part.tokenizer.max_tokens for part in parts)
    tokenizer = TextTokenizer(parts[0].tokenizer.data, parts[0].tokenizer.pad_id, longest)
    ids = second_ids(*(part.tokenizer for part in parts))
    names = sample_names(read_names(options.names), options.sample, options.seed)

    with making(target) as (_, folder):
        onnx.save(joined_graph(*(part.graph for part in parts), ids, options.share), str(folder / "model.onnx"))
        encoder = OnnxEncoder(folder / "model.onnx")
        difference = _difference(encoder.encode_texts(tokenizer, names), parts, names, options.share)
        report(f"similarities against the mean of both, largest difference: {difference:.7f}")
        if not difference <= _MOST_DIFFERENCE:
            raise CheckFailed(f"similarities are off the mean of both by {difference:.6f}, more than {_MOST_DIFFERENCE}")
        tokenizer.save(folder)
        checks = {"largestDifference": round(difference, 7), "names": len(names), "seed": options.seed}
        manifest = _manifest(folder, parts, encoder, tokenizer, options, checks)
        write_json(folder / "manifest.json", manifest)
        write_json(folder / "golden.json", golden(options.model_id, encoder, tokenizer))
        card = fill_card(options.card.read_text(encoding="utf-8"), manifest)
        (folder / "MODEL_CARD.md").write_text(card, encoding="utf-8")


def _opened(folder: Path) -> _Part:
    manifest = verify_folder(folder)
    path = folder / "model.onnx"
    tokenizer = TextTokenizer.load(folder / "tokenizer.json", manifest["tokenizer"]["padId"], manifest["maxTokens"])
    return _Part(manifest, onnx.load(str(path)), OnnxEncoder(path), tokenizer)


def _manifest(
    folder: Path,
    parts: list[_Part],
    encoder: OnnxEncoder,
    tokenizer: TextTokenizer,
    options: JoinOptions,
    checks: dict[str, Any],
) -> dict[str, Any]:
    manifests = [part.manifest for part in parts]
    weights, quantization = ([each["madeBy"][key] for each in manifests] for key in ("weightsSha256", "quantization"))
    return {
        **manifests[0],
        "id": options.model_id,
        "dimension": sum(manifest["dimension"] for manifest in manifests),
        "maxTokens": tokenizer.max_tokens,
        "inputs": encoder.inputs,
        "tokenizer": tokenizer_entry(tokenizer),
        "files": file_entries(folder),
        "license": " AND ".join(dict.fromkeys(manifest["license"] for manifest in manifests)),
        "base": {key: " and ".join(manifest["base"][key] for manifest in manifests) for key in ("name", "sha256")},
        "madeBy": {
            **made_by(options.command, weights, {"parts": quantization}, checks),
            "share": options.share,
            "parts": [{"id": each["id"], "sha256": each["files"]["model.onnx"]["sha256"]} for each in manifests],
        },
        "calibration": None,
    }


def second_ids(first: TextTokenizer, second: TextTokenizer) -> np.ndarray:
    """Return for each token id of the first tokenizer that of the second, int64 [ids of the first].

    Raises TrainingError if the two would cut some text differently.
    """
    ours, theirs = first.data["model"]["vocab"], second.data["model"]["vocab"]
    # Padding and the tokens at both ends go by other names; further special ones stand in no text.
    known = {token: theirs[token] for token in ours if token in theirs}
    table = np.full(max(ours.values()) + 1, second.pad_id, dtype=np.int64)
    table[[ours[token] for token in known]] = list(known.values())
    table[[*first.ids(""), first.pad_id]] = [*second.ids(""), second.pad_id]
    special = {entry["content"] for tokenizer in (first, second) for entry in tokenizer.data["added_tokens"]}
    strange = sorted((ours.keys() ^ theirs.keys()) - special)
    if strange or _cutting(first) != _cutting(second):
        raise TrainingError(f"the encoders cut texts into other tokens{f', such as {strange[0]!r}' if strange else ''}")
    return table


def _cutting(tokenizer: TextTokenizer) -> dict[str, Any]:
    """What decides how a text is cut, but for the vocabulary."""
    model = {name: value for name, value in tokenizer.data["model"].items() if name != "vocab"}
    return {"model": model, **{part: tokenizer.data.get(part) for part in ("normalizer", "pre_tokenizer")}}


def joined_graph(first: onnx.ModelProto, second: onnx.ModelProto, ids: np.ndarray, share: float) -> onnx.ModelProto:
    """Return a graph with the inputs of both, whose output `embedding` has the weighted vectors side by side.

    `ids`, int64, has the second one's token id for each of the first. Raises TrainingError if they are written for
    different releases of the operators.
    """
    releases = [{each.domain: each.version for each in model.opset_import} for model in (first, second)]
    together = releases[1] | releases[0]
    if together != releases[0] | releases[1]:
        raise TrainingError("the graphs are of different releases of ONNX")
    inputs, nodes, outputs, known, dimension = {}, [], [], [], 0
    constants = [numpy_helper.from_array(ids, "second_ids")]
    for model, prefix, weight in ((first, "first/", share), (second, "second/", 1 - share)):
        for value in model.graph.input:
            inputs.setdefault(value.name, value)
            looked_up = model is second and value.name == "input_ids"
            given = ["second_ids", value.name] if looked_up else [value.name]
            nodes.append(helper.make_node("Gather" if looked_up else "Identity", given, [prefix + value.name]))
        graph = add_prefix_graph(model.graph, prefix)
        constants += [*graph.initializer, numpy_helper.from_array(np.float32(math.sqrt(weight)), f"{prefix}weight")]
        known += graph.value_info
        outputs.append(f"{prefix}weighted")
        nodes += [*graph.node, helper.make_node("Mul", [prefix + OUTPUT, f"{prefix}weight"], outputs[-1:])]
        dimension += graph.output[0].type.tensor_type.shape.dim[1].dim_value
    nodes.append(helper.make_node("Concat", outputs, [OUTPUT], axis=1))
    output = helper.make_tensor_value_info(OUTPUT, onnx.TensorProto.FLOAT, ["batch", dimension])
    graph = helper.make_graph(nodes, "joined", list(inputs.values()), [output], constants, value_info=known)
    imports = [helper.make_opsetid(*each) for each in together.items()]
    joined = helper.make_model(graph, opset_imports=imports, ir_version=max(first.ir_version, second.ir_version))
    onnx.checker.check_model(joined)
    return joined


def _difference(vectors: np.ndarray, parts: list[_Part], names: list[str], share: float) -> float:
    """How far the similarities of names are from the weighted mean of the parts', at most."""
    first, second = (part.encoder.encode_texts(part.tokenizer, names) for part in parts)
    wanted = share * first @ first.T + (1 - share) * second @ second.T
    return float(np.abs(vectors @ vectors.T - wanted).max())


def fill_card(template: str, manifest: dict[str, Any]) -> str:
    """The card of a joined encoder; raises TrainingError for an unknown placeholder.

    Placeholders: $id, $first, $second, $share, $license, $megabytes, $dimension, $max_tokens, $command, $names,
    $difference.
    """
    made = manifest["madeBy"]
    first, second = (f"{part['id']} (model.onnx, sha256 {part['sha256']})" for part in made["parts"])
    values = {
        "id": manifest["id"],
        "first": first,
        "second": second,
        "share": f"{made['share']:g}",
        "license": manifest["license"],
        "megabytes": f"{manifest['files']['model.onnx']['bytes'] / 1e6:.1f}",
        "dimension": f"{manifest['dimension']:,}",
        "max_tokens": manifest["maxTokens"],
        "command": made["command"],
        "names": made["checks"]["names"],
        "difference": f"{made['checks']['largestDifference']:.7f}",
    }
    return substituted(template, values)
