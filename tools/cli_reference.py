"""Writes docs/cli.md, the reference of the command line, from the commands' own help (`--check` only compares)."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

os.environ["COLUMNS"] = "100"
os.environ["NO_COLOR"] = "1"

import typer
from typer.main import get_command

from standoff.cli.main import app

TARGET = Path(__file__).resolve().parent.parent / "docs" / "cli.md"

HEAD = """# The command line

Generated from `standoff COMMAND --help` by `tools/cli_reference.py`; a test keeps it current.

Names, CURIEs (`actor:armenia`), labels ("Armenia") and IRIs are all accepted where an entity is asked for.
Data goes to standard output, everything else to standard error; tables fit the terminal and are plain when piped.
`NO_COLOR` is kept. Exit codes: 0 done (an empty answer included), 1 the data say no, 2 wrong use or unreadable
input, 3 something outside failed, 4 a limit was hit (time, rows, memory, a full disk), 70 a fault of the program
itself, 130 interrupted. An error is one line: what is wrong, where, what to do; `--debug` shows the traceback.
"""


def sections() -> Iterator[str]:
    """The help of each command, under its name."""
    yield HEAD
    group = get_command(app)
    context = typer.Context(group, info_name="standoff")
    for name in group.list_commands(context):  # type: ignore[attr-defined]
        yield from _section(group.get_command(context, name), context, name)  # type: ignore[attr-defined]


def _section(command: object, parent: typer.Context, name: str) -> Iterator[str]:
    context = typer.Context(command, info_name=name, parent=parent)  # type: ignore[arg-type]
    depth = "##" + "#" * (context.command_path.count(" ") - 1)
    yield f"{depth} {context.command_path}\n\n```text\n{command.get_help(context).rstrip()}\n```\n"  # type: ignore[attr-defined]
    for sub in getattr(command, "list_commands", lambda _: [])(context):
        yield from _section(command.get_command(context, sub), context, sub)  # type: ignore[attr-defined]


def text() -> str:
    """The whole page."""
    return "\n".join(sections())


def main(arguments: list[str]) -> int:
    """Write the page, or check it."""
    page = text()
    if "--check" in arguments:
        if not TARGET.exists() or TARGET.read_text(encoding="utf-8") != page:
            print("docs/cli.md is not what the commands say of themselves: run python tools/cli_reference.py")
            return 1
        return 0
    TARGET.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
