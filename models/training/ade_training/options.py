"""Options that several commands have."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path

STARTER = Path("../../ontologies/starter/starter.jsonl")
_POSTS = ("more", "marks", "denied", "denials", "quiet", "everyday", "serious")
_MORE_POSTS = tuple(Path("posts") / f"{name}.jsonl" for name in (*_POSTS, "sentences"))
# What encoders learn from: posts whose mentions have a concept.
_CODED_POSTS = tuple(Path("posts") / f"{name}.jsonl" for name in (*_POSTS, "deaths", "clinical", "confused", "wide"))


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


def command_line(args: argparse.Namespace) -> str:
    """The command as it was given, for what it makes."""
    return shlex.join(["python", "-m", "ade_training", *args.arguments])
