"""Options that several commands have."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path

STARTER = Path("../../ontologies/starter/starter.jsonl")
_MORE_POSTS = tuple(Path("posts") / name for name in ("more.jsonl", "marks.jsonl", "denied.jsonl", "sentences.jsonl"))


def keep_float_option(parser: argparse.ArgumentParser) -> None:
    """`--keep-float`, for commands that quantise."""
    parser.add_argument(
        "--keep-float",
        action="append",
        default=[],
        metavar="PATTERN",
        help="leave weight matrices whose name contains PATTERN in float32; repeatable",
    )


def more_posts_option(parser: argparse.ArgumentParser) -> None:
    """`--more-posts`, for commands that read posts to train on."""
    parser.add_argument(
        "--more-posts",
        type=Path,
        nargs="*",
        default=_MORE_POSTS,
        help=f"to train on as well (default {' '.join(map(str, _MORE_POSTS))})",
    )


def command_line(args: argparse.Namespace) -> str:
    """The command as it was given, for what it makes."""
    return shlex.join(["python", "-m", "ade_training", *args.arguments])
