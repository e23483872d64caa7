"""Checks that the documentation is current and whole; `--write` brings the generated pages up to date.

    python tools/check_docs.py [--write]

Generated pages are compared with what their generators write now; every command and every saved query must be
named in docs/; every page that a page links to must exist; no page may name a path of a machine.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
GENERATORS = ("cli_reference.py", "query_reference.py", "ontology_reference.py")


def stale(write: bool) -> Iterator[str]:
    """Generated pages that differ from what their generators write."""
    for tool in GENERATORS:
        command = [sys.executable, str(ROOT / "tools" / tool)]
        if write:
            subprocess.run(command, check=True, cwd=ROOT)
            continue
        done = subprocess.run([*command, "--check"], cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            yield (done.stdout + done.stderr).strip()


def unmentioned() -> Iterator[str]:
    """Commands and saved queries that no page names."""
    from standoff.cli.commands import COMMANDS

    text = "\n".join(path.read_text(encoding="utf-8") for path in DOCS.rglob("*.md"))
    for command in COMMANDS:
        if f"standoff {command}" not in text:
            yield f"docs/: the command {command} is nowhere documented"
    for query in sorted((ROOT / "queries").rglob("*.rq")):
        if query.stem not in text:
            yield f"docs/: the saved query {query.stem} is nowhere documented"


def broken_links() -> Iterator[str]:
    """Links to files that are not there."""
    for page in (ROOT / "README.md", *sorted(DOCS.rglob("*.md"))):
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if not (page.parent / target).exists():
                yield f"{page.relative_to(ROOT)}: links to {target}, which is not there"


def unlisted() -> Iterator[str]:
    """Pages that the index does not list."""
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    for page in sorted(DOCS.glob("*.md")):
        if page.name != "index.md" and f"({page.name})" not in index:
            yield f"docs/index.md: does not list {page.name}"


def main() -> int:
    """Print what is wrong; 1 when anything is."""
    problems = [*stale("--write" in sys.argv[1:]), *unmentioned(), *broken_links(), *unlisted()]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
