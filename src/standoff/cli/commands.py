"""The commands and the modules they live in; a module is imported when its command is asked for."""

from __future__ import annotations

from typing import Final

__all__ = ["COMMANDS"]

COMMANDS: Final[dict[str, str]] = {
    "build": "standoff.cli.build",
    "query": "standoff.cli.query",
    "show": "standoff.cli.show",
    "stats": "standoff.cli.stats",
    "validate": "standoff.cli.validate",
    "contested": "standoff.cli.contested",
    "why": "standoff.cli.why",
    "retract": "standoff.cli.retract",
    "coverage": "standoff.cli.coverage",
    "export": "standoff.cli.export",
    "push": "standoff.cli.push",
    "pull": "standoff.cli.pull",
    "import": "standoff.cli.import_",
    "diff": "standoff.cli.diff",
    "link": "standoff.cli.link",
    "ingest": "standoff.cli.ingest",
    "review": "standoff.cli.review",
    "accept": "standoff.cli.accept",
    "reason": "standoff.cli.reason",
    "init": "standoff.cli.init",
}
"""Command to module, in the order that help lists them. The function (or the Typer app called `app`, for a command
with sub-commands) in it bears the command's name; a name that is a Python keyword or module ends in `_`."""
