"""The knowledge base of this repository, and the article's text where it is at hand."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from standoff.sources import Sources

ROOT = Path(__file__).resolve().parents[2]
SLUG = "2022-09-13-border-clashes"


@pytest.fixture(scope="session")
def sources() -> Sources:
    """The knowledge base as it is read from its files."""
    return Sources.open(ROOT)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of test material beside the checkout."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("no ../shared: coordinates and anchors were not compared with their sources")
    return folder


@pytest.fixture(scope="session")
def text(sources: Sources, shared_data: Path) -> str:
    """The text that the claims are about, found to be the very one by its digest."""
    data = (shared_data / "articles" / f"{SLUG}.txt").read_bytes()
    (article,) = sources.articles.values()
    assert article.digest == f"sha256:{sha256(data).hexdigest()}"
    return data.decode("utf-8")
