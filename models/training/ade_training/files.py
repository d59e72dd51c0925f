"""Hashes, JSON and whole-folder replacement."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hex digits; raises OSError if it cannot be read."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def write_json(path: Path, value: Any) -> None:
    """Write `value` as indented UTF-8 JSON with a final newline, whole or not at all."""
    replace_text(path, json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def changed(before: Mapping[str, Any], now: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    """Which of the names stand for another value in `now`, once that is JSON, than in `before`, read as JSON."""
    fresh = json.loads(json.dumps(now))
    return sorted(name for name in names if before.get(name) != fresh.get(name))


def replace_folder(fresh: Path, target: Path) -> None:
    """Move the folder `fresh` to `target`; an older `target` goes away as a whole.

    Both must be on one file system. If the move fails the older folder is put back and the
    OSError is raised.
    """
    if not target.exists():
        os.rename(fresh, target)
        return
    aside = target.parent / f".{target.name}.{uuid.uuid4().hex}.old"
    os.rename(target, aside)
    try:
        os.rename(fresh, target)
    except OSError:
        os.rename(aside, target)
        raise
    shutil.rmtree(aside)


@contextmanager
def making(target: Path) -> Iterator[tuple[Path, Path]]:
    """Yield a folder for scratch files and a new folder beside `target`, which takes its place at the end.

    Where the block raises, `target` stays as it was. Everybody may read the new files.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as scratch:
        folder = Path(scratch) / "new"
        folder.mkdir()
        yield Path(scratch), folder
        for path in folder.iterdir():
            path.chmod(0o644)
        replace_folder(folder, target)


def replace_text(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(text, encoding="utf-8")
    os.replace(fresh, path)
