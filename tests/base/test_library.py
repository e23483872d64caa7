"""The library's example in docs/architecture.md runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest


def test_the_example_of_the_library_runs(
    root: Path, built_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (root / "docs" / "architecture.md").read_text(encoding="utf-8")
    example = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    assert example is not None
    monkeypatch.chdir(built_folder)
    exec(compile(example[1], "docs/architecture.md", "exec"), {})
    said = capsys.readouterr().out
    assert "european-union" in said
    assert "True" in said
    assert "In 2022-09-13-border-clashes, armenia-defence-ministry says:" in said
