"""What all tests share: where things are, and a knowledge base of their own to write to."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", deadline=None, max_examples=1000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of the article's text and the suites; tests that need it say so when it is missing."""
    place = ROOT.parent / "shared"
    if not (place / "articles").is_dir():
        pytest.skip("../shared is not here: the article's text and the conformance suites were not checked")
    return place


@pytest.fixture
def kb_folder(tmp_path: Path) -> Path:
    """A copy of the knowledge base that a test may change and build."""
    return copy_kb(tmp_path / "kb")


def copy_kb(target: Path) -> Path:
    """Copy the repository's knowledge base, without what was built from it."""
    target.mkdir(parents=True)
    shutil.copy2(ROOT / "standoff.toml", target)
    for name in ("ontology", "shapes", "kb", "queries"):
        shutil.copytree(ROOT / name, target / name)
    return target


@pytest.fixture(scope="session")
def built_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built copy of the knowledge base, for tests that only read."""
    from standoff import KnowledgeBase

    folder = copy_kb(tmp_path_factory.mktemp("built") / "kb")
    KnowledgeBase.open(folder).build()
    return folder


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line in this process: (exit code, standard output, standard error)."""
    from standoff.cli.main import run as run_command

    def call(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run_command([str(argument) for argument in arguments], debug=False)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call
