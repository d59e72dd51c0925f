"""Command line: `python -m ade_training <command>`."""

from __future__ import annotations

import argparse
import sys

from .commands import COMMANDS
from .errors import TrainingError


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; paths are relative to the current folder."""
    parser = argparse.ArgumentParser(prog="ade_training", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, command in COMMANDS.items():
        command.options(commands.add_parser(name, help=command.help))
    return parser


def run(arguments: list[str]) -> None:
    """Run one command; raises TrainingError with a message for the user."""
    args = build_parser().parse_args(arguments)
    args.arguments = arguments
    COMMANDS[args.command].run(args)


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
