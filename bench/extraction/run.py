"""Read the gold reports and tell the figures: `python bench/extraction/run.py [--misses] [--no-parser]`."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve()
ROOT = HERE.parents[2]
sys.path.insert(0, str(HERE.parent))

from scoring import Scores, read_gold, score  # noqa: E402

from standoff.ingest.ingesting import Ingester  # noqa: E402
from standoff.ingest.initialising import initialise  # noqa: E402
from standoff.ingest.telling import as_json  # noqa: E402
from standoff.sources import Sources  # noqa: E402

REPORTS = ROOT / "tests" / "data" / "reports"


def measure(parser: bool | None = None, reports: Path = REPORTS) -> tuple[Scores, dict[str, Scores]]:
    """The figures over all gold reports, and of each; read into a new knowledge base that knows nothing of them."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "kb"
        initialise(root)
        ingester = Ingester(Sources.open(root), parser=parser)
        total = Scores()
        single: dict[str, Scores] = {}
        for path in sorted(reports.glob("*.txt")):
            text = path.read_bytes().decode("utf-8")
            gold = read_gold(path.with_suffix(".gold"), text)
            told = json.loads(as_json(ingester.ingest(path, issued=gold.issued, write=False)))
            single[path.stem] = score(gold, told, text)
            total.merge(single[path.stem])
    return total, single


def table(total: Scores) -> list[str]:
    """The figures as a Markdown table."""
    lines = ["| what | right | of | share |", "|---|---:|---:|---:|"]
    lines += [f"| {name} | {s.right} | {s.of} | {s.share:.2f} |" for name, s in total.items()]
    return lines


def main() -> None:
    """Print the table, and with --misses what was missed."""
    parse = argparse.ArgumentParser(description=__doc__)
    parse.add_argument("--misses", action="store_true", help="list what was missed")
    parse.add_argument("--no-parser", action="store_true", help="read by rule alone")
    given = parse.parse_args()
    total, _ = measure(parser=False if given.no_parser else None)
    sys.stdout.write("\n".join(table(total)) + "\n")
    if given.misses:
        for name, s in total.items():
            for missed in s.missed:
                sys.stdout.write(f"{name}: {missed}\n")


if __name__ == "__main__":
    main()
