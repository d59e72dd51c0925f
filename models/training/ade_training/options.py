"""Options that several commands have."""

from __future__ import annotations

import argparse
import shlex


def keep_float_option(parser: argparse.ArgumentParser) -> None:
    """`--keep-float`, for commands that quantise."""
    parser.add_argument(
        "--keep-float",
        action="append",
        default=[],
        metavar="PATTERN",
        help="leave weight matrices whose name contains PATTERN in float32; repeatable",
    )


def command_line(args: argparse.Namespace) -> str:
    """The command as it was given, for what it makes."""
    return shlex.join(["python", "-m", "ade_training", *args.arguments])
