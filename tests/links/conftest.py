"""A knowledge base to link, and clients that never wait."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from standoff.links.client import Client
from standoff.links.linking import Links
from standoff.sources import Sources

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
ClientFor: TypeAlias = Callable[..., Client]


@pytest.fixture
def links(kb_folder: Path) -> Links:
    return Links(Sources.open(kb_folder))


@pytest.fixture
def client(tmp_path: Path) -> ClientFor:
    """A client with a cache of its own, a fixed time, and no patience."""

    def make(**options: object) -> Client:
        settings: dict[str, object] = {
            "folder": tmp_path / "answers",
            "now": NOW,
            "sleep": lambda _: None,
            "timeout": 10.0,
        }
        return Client(**{**settings, **options})  # type: ignore[arg-type]

    return make
