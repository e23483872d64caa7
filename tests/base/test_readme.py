"""The README's session is what the program really says."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SESSION = re.compile(r"^```console\n(.*?)^```", re.DOTALL | re.MULTILINE)


def commands(page: Path) -> list[tuple[str, str]]:
    """Each command of a page's sessions, with the output that the page shows."""
    found: list[tuple[str, str]] = []
    for session in SESSION.findall(page.read_text(encoding="utf-8")):
        for part in re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output.rstrip("\n")))
    return found


README = commands(ROOT / "README.md")


def test_the_first_screen_has_a_session() -> None:
    first = "\n".join((ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:40])
    assert "make test" in first
    assert "$ standoff query" in first


@pytest.mark.parametrize(("command", "output"), README, ids=[command for command, _ in README])
def test_each_command_of_the_readme_prints_what_it_shows(command: str, output: str, built_folder: Path) -> None:
    words = shlex.split(command)
    assert words[0] == "standoff"
    done = subprocess.run([sys.executable, "-m", *words], cwd=built_folder, capture_output=True, text=True, check=False)
    shown = [line.rstrip() for line in output.splitlines()]
    said = [line.rstrip() for line in done.stdout.rstrip("\n").splitlines()]
    if "..." in shown:
        at = shown.index("...")
        assert said[:at] == shown[:at]
        rest = shown[at + 1 :]
        assert not rest or said[-len(rest) :] == rest
    else:
        assert said == shown
