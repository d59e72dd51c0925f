"""The commands: their options, and what they call."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from .base import BASES, fetch_base, known_base
from .calibrate import (
    LAY_MARGIN,
    by_margin,
    cross_fitted_error,
    development_examples,
    fit,
    phrase_examples,
)
from .classify_commands import CLASSIFY_COMMANDS
from .development_commands import DEVELOPMENT_COMMANDS, data_of, development, split_of
from .embedder import open_embedder
from .export import ExportOptions, export
from .extract_commands import EXTRACT_COMMANDS
from .figures import development_dictionaries
from .files import write_json
from .join import JoinOptions, join
from .manifest import verify_folder
from .options import (
    HOME,
    STARTER,
    command_line,
    data_options,
    keep_float_option,
    more_posts_option,
    say,
    seed_option,
    whole_option,
)
from .recipe import read_recipe
from .report import put_into, read_results, tables, write_result
from .run import run_recipe
from .soup import average
from .thaw import thaw


@dataclass(frozen=True)
class Command:
    """A command of the command line."""

    help: str
    options: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], None]


def _fetch_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("base", choices=sorted(BASES))
    parser.add_argument("--to", type=Path, help="folder to write (default .cache/<base>)")


def _fetch(args: argparse.Namespace) -> None:
    target = args.to or HOME / ".cache" / args.base
    base = fetch_base(args.base, target)
    print(f"{base.name}: {target}")


def _train_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("recipe", type=Path, help="a TOML file, such as configs/ade-minilm.toml")
    data_options(parser)
    parser.add_argument("--base", type=Path, help="folder of the base (default .cache/<base>)")
    parser.add_argument("--to", type=Path, help="folder of the run (default .cache/runs/<recipe>)")
    more_posts_option(parser, coded=True)


def _train(args: argparse.Namespace) -> None:
    recipe = read_recipe(args.recipe)
    base = args.base or HOME / ".cache" / recipe.base
    target = args.to or HOME / ".cache/runs" / recipe.name
    data = replace(data_of(args), more_posts=tuple(args.more_posts))
    print(run_recipe(recipe, base, data, target, say))


def _soup_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folders", type=Path, nargs="+", help="encoders of one base")
    parser.add_argument("--weights", type=float, nargs="+", required=True, help="sum to 1")
    parser.add_argument("--to", type=Path, required=True, help="folder to write")


def _soup(args: argparse.Namespace) -> None:
    average(args.folders, args.weights, args.to)
    print(args.to)


def _thaw_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="a model folder of an encoder, such as ../ade-minilm")
    parser.add_argument("--base", type=Path, default=HOME / ".cache/minilm", help="folder of its base")
    parser.add_argument("--to", type=Path, required=True, help="folder to write")


def _thaw(args: argparse.Namespace) -> None:
    thaw(args.folder, args.base, args.to)
    print(args.to)


def _export_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="source", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--to", dest="target", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--id", required=True, help="the model's id in its manifest")
    parser.add_argument("--base", required=True, choices=sorted(BASES))
    parser.add_argument("--tuned", action="store_true", help="the weights differ from the base's")
    parser.add_argument("--card", type=Path, required=True, help="model card template")
    parser.add_argument(
        "--names", type=Path, default=STARTER, help=f"names to check on (default {STARTER})"
    )
    parser.add_argument("--sample", type=int, default=2000, help="how many names (default 2000)")
    parser.add_argument("--seed", type=int, default=20240, help="seed of the sample (default 20240)")
    parser.add_argument("--license", default=None, help="SPDX id (default: the base's)")
    parser.add_argument("--language", action="append", help="repeatable (default en)")
    parser.add_argument("--max-tokens", type=int, default=128, help="default 128")
    keep_float_option(parser)
    parser.add_argument(
        "--smoothing",
        type=float,
        default=0.0,
        metavar="STRENGTH",
        help="move that share of what makes activations hard to quantise to the weights, below 1 (default 0: none)",
    )
    parser.add_argument(
        "--full-range",
        action="store_true",
        help="use all 8 bits of the weights (overflows on processors without VNNI)",
    )


def _export(args: argparse.Namespace) -> None:
    base = known_base(args.base)
    options = ExportOptions(
        model_id=args.id,
        base=base,
        names=args.names,
        card=args.card,
        license_id=args.license or base.license,
        languages=args.language or ["en"],
        max_tokens=args.max_tokens,
        keep_float=tuple(args.keep_float),
        reduce_range=not args.full_range,
        smoothing=args.smoothing,
        tuned=args.tuned,
        sample=args.sample,
        seed=args.seed,
        command=command_line(args),
    )
    export(args.source, args.target, options)
    print(f"wrote {args.target}")


def _join_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("first", type=Path, help="a model folder")
    parser.add_argument("second", type=Path, help="another, which cuts texts into the same tokens")
    parser.add_argument("--share", type=float, default=0.5, help="what the first one counts (default 0.5)")
    parser.add_argument("--to", dest="target", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--id", required=True, help="the model's id in its manifest")
    parser.add_argument("--card", type=Path, required=True, help="model card template")
    parser.add_argument("--names", type=Path, default=STARTER, help=f"names to check on (default {STARTER})")
    parser.add_argument("--sample", type=int, default=500, help="how many names (default 500)")


def _join(args: argparse.Namespace) -> None:
    options = JoinOptions(
        model_id=args.id,
        names=args.names,
        card=args.card,
        share=args.share,
        sample=args.sample,
        command=command_line(args),
    )
    join(args.first, args.second, args.target, options)
    print(f"wrote {args.target}")


def _calibrate_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="a model folder; its manifest gets the calibration")
    data_options(parser)
    seed_option(parser)
    whole_option(parser)


def _calibrate(args: argparse.Namespace) -> None:
    manifest = verify_folder(args.folder)
    embed, split, posts, background = development(args)
    dictionaries = development_dictionaries(split)
    examples = {
        kind: development_examples(embed, [dictionary], posts, background)
        for kind, dictionary in dictionaries.items()
    }
    everything = [example for found in examples.values() for example in found]
    for kind, found in {**examples, "all three": everything}.items():
        say(f"calibration error of {len(found)} candidates, {kind}: {cross_fitted_error(found):.4f}")
    calibration = replace(fit(everything), background=background.sha256 if background else "")
    phrases = phrase_examples(embed, dictionaries["lay"], posts, background)
    for where, found in by_margin(phrases, LAY_MARGIN).items():
        say(f"lay phrases word for word, margin {where} {LAY_MARGIN}: {sum(found)} of {len(found)} right")
    write_json(args.folder / "manifest.json", {**manifest, "calibration": calibration.as_json()})
    print(f"{args.folder / 'manifest.json'} has the calibration")


def _measure_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="an encoder: a model folder, or weights")
    parser.add_argument("--name", required=True, help="how the table calls it")
    parser.add_argument("--note", default="", help="what else is to be said of it")
    parser.add_argument("--to", type=Path, required=True, help="file to write, results/<id>.json")
    parser.add_argument(
        "--exam",
        action="store_true",
        help="the evaluation sets too: only of what is chosen, or of what was never a choice",
    )
    data_options(parser)
    seed_option(parser)
    whole_option(parser)


def _measure(args: argparse.Namespace) -> None:
    embed = open_embedder(args.folder)
    write_result(
        args.to, args.name, args.note, args.folder, embed, data_of(args), split_of(args), args.exam
    )
    print(tables(read_results([args.to])))


def _report_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("results", type=Path, nargs="+", help="files that `measure` wrote")
    parser.add_argument("--into", type=Path, help="a model card with the markers of the table")


def _report(args: argparse.Namespace) -> None:
    text = tables(read_results(args.results))
    if args.into:
        put_into(args.into, text)
    print(text)


def _verify_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path)


def _verify(args: argparse.Namespace) -> None:
    manifest = verify_folder(args.folder)
    print(f"{manifest['id']}: {len(manifest['files'])} files as described")


COMMANDS = {
    "fetch-base": Command("download the weights of a base model", _fetch_options, _fetch),
    "train": Command("run a recipe, or go on with it", _train_options, _train),
    "soup": Command("average encoders, weight by weight", _soup_options, _soup),
    "thaw": Command("weights to train on from a model folder that ships", _thaw_options, _thaw),
    "export": Command("make a model folder for the service", _export_options, _export),
    "join": Command("two model folders as one, whose similarities are the mean of both", _join_options, _join),
    "calibrate": Command("fit confidences on development data", _calibrate_options, _calibrate),
    "measure": Command("measure an encoder, for a report", _measure_options, _measure),
    "report": Command("tables of what was measured", _report_options, _report),
    "verify": Command("compare a model folder with its manifest", _verify_options, _verify),
    **{name: Command(*parts) for name, *parts in (*DEVELOPMENT_COMMANDS, *CLASSIFY_COMMANDS, *EXTRACT_COMMANDS)},
}
