"""What the tests of the ingest share: a new knowledge base, and reading a text into it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from standoff.ingest.gazetteer import Gazetteer
from standoff.ingest.ingesting import Ingested, Ingester
from standoff.ingest.initialising import initialise
from standoff.ingest.parser import has_parser
from standoff.ingest.reading import read
from standoff.ingest.records import Reading
from standoff.sources import Sources

ISSUED = dt.date(2024, 3, 5)

Read = Callable[..., Reading]


@pytest.fixture(scope="session")
def parser() -> None:
    """The tests that need the parser say so when it is not installed."""
    if not has_parser():
        pytest.skip("the extra standoff[ingest] is not installed: reading with the parser was not tested")


@pytest.fixture
def new_kb(tmp_path: Path) -> Path:
    """A new knowledge base, as `standoff init` makes it."""
    folder = tmp_path / "kb"
    initialise(folder)
    return folder


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    """The names that everybody knows."""
    return Gazetteer.build([], "https://example.org/")


@pytest.fixture
def reading(gazetteer: Gazetteer) -> Read:
    """Read a text: what statements and propositions are in it."""

    def call(text: str, *, issued: dt.date | None = ISSUED, parser: bool | None = None) -> Reading:
        return read(text, gazetteer, base="https://example.org/", issued=issued, parser=parser)

    return call


Ingest = Callable[..., Ingested]


@pytest.fixture
def ingest(new_kb: Path, tmp_path: Path) -> Ingest:
    """Ingest a text into the new knowledge base."""

    def call(text: str, *, name: str = "report.txt", issued: dt.date | None = ISSUED, **given: object) -> Ingested:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return Ingester(Sources.open(new_kb)).ingest(path, issued=issued, **given)  # type: ignore[arg-type]

    return call
