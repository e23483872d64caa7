"""The page of the saved queries is the one their headers make."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from standoff.queries import read_queries


def test_the_page_of_saved_queries_is_up_to_date(root: Path) -> None:
    spec = importlib.util.spec_from_file_location("query_reference", root / "tools" / "query_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    queries = read_queries((root / "queries").glob("*.rq"))
    assert (root / "docs" / "queries.md").read_text(encoding="utf-8") == module.page(queries)
    assert all(f"### {query.name}\n" in module.page(queries) for query in queries)
