"""The word lists that the reading rests on: data, not code, so that they can be read, corrected and extended."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["load_table", "load_toml"]


@cache
def load_toml(name: str) -> dict[str, Any]:
    """A word list written as TOML."""
    return tomllib.loads((files(__package__) / name).read_text(encoding="utf-8"))


@cache
def load_table(name: str) -> tuple[tuple[str, ...], ...]:
    """A word list written as lines of fields divided by bars; lines that begin with # are notes."""
    lines = (files(__package__) / name).read_text(encoding="utf-8").splitlines()
    return tuple(tuple(line.split("|")) for line in lines if line and not line.startswith("#"))
