"""The program finds its own knowledge base wherever it is installed, and starts without development packages."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

HATCHLING = [sys.executable, "-m", "hatchling", "build"]


def call(*command: object, cwd: Path, path: Path | None = None, cache: Path | None = None) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("COV", "PYTEST"))}
    if path is not None:
        environment["PYTHONPATH"] = str(path)
    if cache is not None:
        environment["XDG_CACHE_HOME"] = str(cache)
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def dist(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    call(*HATCHLING, "-t", "wheel", "-t", "sdist", "-d", folder, cwd=root)
    return folder


def test_the_wheel_carries_ontology_shapes_queries_and_knowledge_base(dist: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for part in (
        "standoff.toml",
        "ontology/standoff.ttl",
        "shapes/",
        "queries/mediators.rq",
        "kb/articles/2022-09-13-border-clashes/claims.trig",
        "LICENSE-DATA",
    ):
        assert any(name.startswith("standoff/data/" + part) for name in names), part
    assert "standoff/py.typed" in names
    assert not [name for name in names if ".standoff" in name or "__pycache__" in name]


def test_installed_from_the_wheel_it_answers_in_an_empty_folder(dist: Path, tmp_path: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    target, empty, cache = tmp_path / "target", tmp_path / "empty", tmp_path / "cache"
    empty.mkdir()
    call(
        sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", target, wheel,
        cwd=empty,
    )  # fmt: skip
    where = "import standoff.config as c; print(c.own_root())"
    assert Path(call(sys.executable, "-c", where, cwd=empty, path=target).strip()) == target / "standoff" / "data"
    out = call(sys.executable, "-m", "standoff", "query", "mediators", cwd=empty, path=target, cache=cache)
    assert "Russia" in out
    assert list(empty.iterdir()) == []
    assert not (target / "standoff" / "data" / ".standoff").exists()
    assert (cache / "standoff").is_dir()


def test_unpacked_from_the_sdist_it_answers_from_the_unpacked_files(dist: Path, tmp_path: Path) -> None:
    (sdist,) = dist.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.glob("standoff-*")
    empty = tmp_path / "empty"
    empty.mkdir()
    out = call(sys.executable, "-m", "standoff", "query", "mediators", cwd=empty, path=unpacked / "src")
    assert "Russia" in out
    assert (unpacked / ".standoff").is_dir()
    assert (unpacked / "Makefile").is_file()
    assert (unpacked / "tests").is_dir()


def test_an_editable_install_holds_no_copy_of_the_data(root: Path, tmp_path: Path) -> None:
    script = "import sys; from hatchling.build import build_editable; print(build_editable(sys.argv[1]))"
    name = call(sys.executable, "-c", script, tmp_path, cwd=root).strip().splitlines()[-1]
    names = zipfile.ZipFile(tmp_path / name).namelist()
    assert not [name for name in names if "standoff/data" in name]
    assert any(name.endswith(".pth") for name in names)


def test_in_a_checkout_the_checkout_is_read(root: Path) -> None:
    from standoff.config import own_root

    assert own_root() == root


HEAVY = ("rdflib", "pyshacl", "owlrl", "numpy", "rich", "spacy", "SPARQLWrapper")


def test_importing_the_command_line_loads_nothing_heavy(root: Path) -> None:
    script = (
        f"import sys; import standoff.cli.main, standoff; print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    assert call(sys.executable, "-c", script, cwd=root).strip() == "[]"


def test_a_plain_query_loads_nothing_heavy(built_folder: Path) -> None:
    script = (
        "import sys; from standoff.cli.main import run; "
        f"code = run(['query', 'mediators', '--kb', {str(built_folder)!r}, '-f', 'csv'], False); "
        f"print(code, [name for name in {HEAVY!r} if name in sys.modules])"
    )
    assert call(sys.executable, "-c", script, cwd=built_folder).strip().splitlines()[-1] == "0 []"


def test_development_packages_are_not_imported_by_the_program(root: Path) -> None:
    blocked = ("pytest", "hypothesis", "mypy", "ruff", "hatchling", "spacy", "trafilatura", "shacl")
    script = (
        "import sys\n"
        f"for name in {blocked!r}: sys.modules[name] = None\n"
        "from standoff.cli.main import run\n"
        "codes = [run([name, '--help'], False) for name in __import__('standoff.cli.commands').cli.commands.COMMANDS]\n"
        "print(set(codes))"
    )
    assert call(sys.executable, "-c", script, cwd=root).strip().splitlines()[-1] == "{0}"
