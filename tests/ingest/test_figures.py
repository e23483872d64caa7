"""The figures of the reading, on reports of our own and on the article, must not drop."""

from __future__ import annotations

import datetime as dt
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from tests.conftest import ROOT

pytestmark = pytest.mark.usefixtures("parser")

LEAST = {
    "statements found": 0.95,
    "speaker right": 0.95,
    "relay right": 0.99,
    "polarity right": 0.95,
    "modality right": 0.97,
    "statements that are ones": 0.92,
    "counts found": 0.95,
    "counts that are ones": 0.95,
    "side right": 0.93,
    "dates found": 0.95,
    "date right": 0.95,
    "anchors exact": 1.0,
}


def bench(name: str) -> ModuleType:
    path = ROOT / "bench" / "extraction" / f"{name}.py"
    sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location(f"extraction_{name}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[f"extraction_{name}"] = module
    spec.loader.exec_module(module)
    return module


def test_no_figure_on_our_own_reports_drops() -> None:
    total, _ = bench("run").measure()
    low = {
        name: (round(total[name].share, 3), least, total[name].missed)
        for name, least in LEAST.items()
        if total[name].share < least
    }
    assert not low


def test_there_are_at_least_twelve_reports_with_gold() -> None:
    texts = sorted((ROOT / "tests" / "data" / "reports").glob("*.txt"))
    assert len(texts) >= 12
    assert all(path.with_suffix(".gold").is_file() for path in texts)


def test_the_article_is_covered_with_the_right_speakers_and_kinds(shared: Path) -> None:
    figures = bench("article").measure(shared / "articles" / "2022-09-13-border-clashes.txt", dt.date(2022, 9, 13))
    assert figures["anchors covered"].share >= 0.93, figures["anchors covered"].missed
    assert figures["speaker right"].share >= 0.95, figures["speaker right"].missed
    assert figures["kind right"].share >= 0.85, figures["kind right"].missed
