"""Command line: `python -m ade_training <command>`."""

from __future__ import annotations

import argparse
import shlex
import sys
from pathlib import Path

from .base import BASES, fetch_base, known_base
from .coincidences import count_coincidences, table
from .errors import TrainingError
from .export import ExportOptions, export
from .manifest import verify_folder
from .recipe import read_recipe
from .run import Data, run_recipe
from .vocabularies import load_terms

HOME = Path(__file__).resolve().parent.parent
STARTER = Path("../../ontologies/starter/starter.jsonl")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; paths are relative to the current folder."""
    parser = argparse.ArgumentParser(prog="ade_training", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)

    fetch = commands.add_parser("fetch-base", help="download the weights of a base model")
    fetch.add_argument("base", choices=sorted(BASES))
    fetch.add_argument("--to", type=Path, help="folder to write (default .cache/<base>)")

    make = commands.add_parser("export", help="make a model folder for the service")
    make.add_argument("--from", dest="source", type=Path, required=True, metavar="FOLDER")
    make.add_argument("--to", dest="target", type=Path, required=True, metavar="FOLDER")
    make.add_argument("--id", required=True, help="the model's id in its manifest")
    make.add_argument("--base", required=True, choices=sorted(BASES))
    make.add_argument("--tuned", action="store_true", help="the weights differ from the base's")
    make.add_argument("--card", type=Path, required=True, help="model card template")
    make.add_argument(
        "--names", type=Path, default=STARTER, help=f"names to check on (default {STARTER})"
    )
    make.add_argument("--sample", type=int, default=2000, help="how many names (default 2000)")
    make.add_argument("--seed", type=int, default=20240, help="seed of the sample (default 20240)")
    make.add_argument("--license", default=None, help="SPDX id (default: the base's)")
    make.add_argument("--language", action="append", help="repeatable (default en)")
    make.add_argument("--max-tokens", type=int, default=128, help="default 128")
    make.add_argument(
        "--keep-float",
        action="append",
        default=[],
        metavar="PATTERN",
        help="leave weight matrices whose name contains PATTERN in float32; repeatable",
    )
    make.add_argument(
        "--full-range",
        action="store_true",
        help="use all 8 bits of the weights (overflows on processors without VNNI)",
    )

    train = commands.add_parser("train", help="run a recipe, or go on with it")
    train.add_argument("recipe", type=Path, help="a TOML file, such as configs/ade-minilm.toml")
    train.add_argument("--data", type=Path, required=True, help="folder with vocab/, posts/, sts/")
    train.add_argument("--starter", type=Path, default=STARTER, help=f"default {STARTER}")
    train.add_argument("--base", type=Path, help="folder of the base (default .cache/<base>)")
    train.add_argument("--to", type=Path, help="folder of the run (default .cache/runs/<recipe>)")

    coincide = commands.add_parser(
        "coincidences", help="count evaluation mentions that stand in the vocabulary word for word"
    )
    coincide.add_argument("--data", type=Path, required=True, help="folder with mentions/")
    coincide.add_argument("--starter", type=Path, default=STARTER, help=f"default {STARTER}")

    verify = commands.add_parser("verify", help="compare a model folder with its manifest")
    verify.add_argument("folder", type=Path)
    return parser


def run(arguments: list[str]) -> None:
    """Run one command; raises TrainingError with a message for the user."""
    args = build_parser().parse_args(arguments)
    if args.command == "fetch-base":
        target = args.to or HOME / ".cache" / args.base
        base = fetch_base(args.base, target)
        print(f"{base.name}: {target}")
    elif args.command == "export":
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
            tuned=args.tuned,
            sample=args.sample,
            seed=args.seed,
            command=shlex.join(["python", "-m", "ade_training", *arguments]),
        )
        export(args.source, args.target, options)
        print(f"wrote {args.target}")
    elif args.command == "train":
        recipe = read_recipe(args.recipe)
        base = args.base or HOME / ".cache" / recipe.base
        target = args.to or HOME / ".cache/runs" / recipe.name
        print(run_recipe(recipe, base, Data(args.data, args.starter), target, _say))
    elif args.command == "coincidences":
        terms = load_terms(["starter"], args.data, args.starter)
        print(table(count_coincidences(terms, args.data)))
    else:
        manifest = verify_folder(args.folder)
        print(f"{manifest['id']}: {len(manifest['files'])} files as described")


def _say(line: str) -> None:
    print(line, flush=True)


def main() -> int:
    """Return the exit code: 0, or 1 after a one-line message."""
    try:
        run(sys.argv[1:])
    except (TrainingError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
