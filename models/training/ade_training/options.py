"""Options that several commands have."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
STARTER = Path("../../ontologies/starter/starter.jsonl")
SEED = 20261
_POSTS = ("more", "marks", "denied", "denials", "quiet", "everyday", "serious")
_MORE_POSTS = tuple(Path("posts") / f"{name}.jsonl" for name in (*_POSTS, "sentences"))
# What encoders learn from: posts whose mentions have a concept.
_CODED_POSTS = tuple(Path("posts") / f"{name}.jsonl" for name in (*_POSTS, "deaths", "clinical", "confused", "wide"))


def data_options(parser: argparse.ArgumentParser) -> None:
    """`--data` and `--starter`, for commands that read either."""
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with vocab/, posts/, sts/ and mentions/"
    )
    parser.add_argument("--starter", type=Path, default=STARTER, help=f"default {STARTER}")


def seed_option(parser: argparse.ArgumentParser) -> None:
    """`--seed`, for commands that divide the starter as a recipe did."""
    parser.add_argument(
        "--seed", type=int, default=SEED, help=f"seed of what the recipe held out (default {SEED})"
    )


def say(line: str) -> None:
    """Print a line at once: what comes next may take minutes."""
    print(line, flush=True)


def keep_float_option(parser: argparse.ArgumentParser) -> None:
    """`--keep-float`, for commands that quantise."""
    parser.add_argument(
        "--keep-float",
        action="append",
        default=[],
        metavar="PATTERN",
        help="leave weight matrices whose name contains PATTERN in float32; repeatable",
    )


def more_posts_option(parser: argparse.ArgumentParser, coded: bool = False) -> None:
    """`--more-posts`, for commands that read posts to train on; `coded` if they need the concepts."""
    posts = _CODED_POSTS if coded else _MORE_POSTS
    parser.add_argument(
        "--more-posts",
        type=Path,
        nargs="*",
        default=posts,
        help=f"to train on as well (default {' '.join(map(str, posts))})",
    )


def whole_option(parser: argparse.ArgumentParser) -> None:
    """`--whole`, for commands that measure an encoder that has learned what was held out."""
    parser.add_argument(
        "--whole",
        action="store_true",
        help="hold out nothing of the starter: for an encoder that learned all of it; posts with even ids still tell",
    )


def command_line(args: argparse.Namespace) -> str:
    """The command as it was given, for what it makes."""
    return shlex.join(["python", "-m", "ade_training", *args.arguments])
