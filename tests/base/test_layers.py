"""Arrows between modules point one way: a module imports what stands below it, never what stands above or beside."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

LAYERS = (
    ("errors",),
    ("rdf",),
    ("atomic", "progress"),
    ("model",),
    ("names", "texts"),
    ("config",),
    ("sources",),
    ("reasoning",),
    ("citing", "queries", "validation", "exchange", "links", "coverage", "describing"),
    ("ingest", "building"),
    ("accounts", "view"),
    ("parts",),
    ("kb",),
    ("cli",),
    ("__main__", "__init__"),
)
"""From the bottom up. `ingest` and `building` stand above `validation`: what they write must pass the shapes."""

LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}


def imports(path: Path) -> Iterator[str]:
    """The modules of the program that a file imports when it runs."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and id(node) not in for_types:
            first, _, rest = node.module.partition(".")
            if first == "standoff" and rest:
                yield rest.split(".")[0]


def test_every_module_has_its_place_and_imports_only_from_below(root: Path) -> None:
    source = root / "src" / "standoff"
    wrong = []
    for path in sorted(source.rglob("*.py")):
        here = path.relative_to(source).parts[0].removesuffix(".py")
        if here in ("data", "templates"):
            continue
        assert here in LEVEL, f"{here} has no place in LAYERS"
        for there in imports(path):
            if there != here and LEVEL[there] >= LEVEL[here]:
                wrong.append(f"{path.relative_to(source)} imports {there}")
    assert wrong == []


def test_nothing_below_the_command_line_prints(root: Path) -> None:
    source = root / "src" / "standoff"
    for path in source.rglob("*.py"):
        if "cli" in path.relative_to(source).parts:
            continue
        calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
        assert not [c for c in calls if isinstance(c.func, ast.Name) and c.func.id == "print"], path
