"""All of the OWL 2 RL conformance suite, through the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from conformance import SUITE, outcomes_of

Run = Callable[..., tuple[int, str, str]]


def test_every_test_of_the_owl_2_rl_suite_passes(shared: Path, run: Run) -> None:
    outcomes = outcomes_of(shared / SUITE, lambda *arguments: run(*arguments)[0])
    assert len(outcomes) == 273
    assert [case.name for case, passed in outcomes.items() if not passed] == []


def test_the_page_on_conformance_says_what_the_suite_says(root: Path) -> None:
    text = (root / "docs" / "conformance.md").read_text(encoding="utf-8")
    assert "**273 of 273 pass**" in text
