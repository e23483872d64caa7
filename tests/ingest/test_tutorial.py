"""The tutorial works as it is written, from an empty folder to answers."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from tests.conftest import ROOT, Run

pytestmark = pytest.mark.usefixtures("parser")


def commands() -> list[str]:
    """The tutorial's commands in order, without those that need a person or a file of one's own."""
    text = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    found = []
    for block in re.findall(r"^```(?:console)?\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        for line in block.splitlines():
            line = line.removeprefix("$ ")
            if line.startswith(("standoff ", "cd ")) and "~/" not in line and "FILE" not in line:
                found.append(line)
    return found


def test_the_tutorial_runs_from_init_to_export(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    seen: dict[str, str] = {}
    for line in commands():
        words = shlex.split(line)
        if words[0] == "cd":
            monkeypatch.chdir(tmp_path / words[1])
            continue
        if words[1:] == ["review"]:
            continue
        code, out, err = run(*words[1:])
        assert code == 0, f"{line}: {err}"
        seen[" ".join(words[1:3])] = out
    assert "2024-03-05-example" in seen["ingest texts/example.txt"]
    assert "17" in seen["query casualties"]
    assert "Orrland" in seen["query who-blames-whom"]
    assert "what is denied cannot also be so" in seen["contested"]
    assert (tmp_path / "my-conflict" / "my-conflict.trig").stat().st_size > 1000


def test_a_new_knowledge_base_builds_before_anything_is_in_it(new_kb: Path, run: Run) -> None:
    code, _, err = run("build", "--kb", new_kb)
    assert code == 0, err
    code, _, err = run("validate", "--kb", new_kb)
    assert code == 0, err


def test_init_overwrites_nothing(tmp_path: Path, run: Run) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    code, _, err = run("init", tmp_path)
    assert code == 2
    assert "not empty" in err
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]
