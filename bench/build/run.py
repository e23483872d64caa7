"""Builds of large knowledge bases: all of it, one article more, a lens; how the cost grows.

    python bench/build/run.py [--articles 143 1430] [--write]

Each size is generated into a temporary folder; 143 articles are about 100,000 content quads, 1,430 a million. The
shapes are left unchecked (bench/validation measures them). *Building under a lens* is building from nothing a
knowledge base of that lens's claims alone. Processor seconds of this process, in one run on one machine; `--write`
keeps the table in RESULTS.md.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import resource
import shutil
import tempfile
import time
from pathlib import Path

import generate

from standoff import KnowledgeBase
from standoff.rdf.terms import NamedNode

HERE = Path(__file__).resolve().parent


def seconds() -> float:
    """User and system seconds of this process so far."""
    return time.process_time()


def restricted(folder: Path, chosen: set[NamedNode], target: Path) -> None:
    """A copy of a knowledge base with only some claims' graphs."""
    shutil.copytree(folder, target, ignore=shutil.ignore_patterns(".standoff"))
    for path in target.glob("kb/articles/*/claims.trig"):
        head, *claims = path.read_text(encoding="utf-8").split("\nk:article")
        kept = [claim for claim in claims if NamedNode(f"{generate.BASE}article{claim.split(' ', 1)[0]}") in chosen]
        path.write_text("\nk:article".join([head, *kept]), encoding="utf-8")


def measure(articles: int) -> dict[str, float]:
    """The figures for one size."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "kb"
        generate.generate(folder, articles)
        figures: dict[str, float] = {}

        def timed(name: str, since: float) -> None:
            figures[name] = seconds() - since

        since = seconds()
        report = KnowledgeBase.open(folder).build(validate=False)
        timed("all of it", since)
        figures.update({f"phase {name}": value for name, value in report.phases.items()})
        figures["claims"], figures["facts"] = report.claims, report.facts
        since = seconds()
        KnowledgeBase.open(folder).build(validate=False)
        timed("nothing changed", since)
        generate.write_article(folder, 100_000)
        since = seconds()
        added = KnowledgeBase.open(folder).build(validate=False)
        assert not added.from_nothing
        timed("one article more", since)
        since = seconds()
        kb = KnowledgeBase.open(folder)
        view = kb.view(kb.lens(according_to=["k:state-3"]))
        int(view.facts.sum())
        timed("a lens", since)
        since = seconds()
        len(view.store)
        timed("a lens, ready to be queried", since)
        chosen = set(view.claims())
        del kb, view
        restricted(folder, chosen, Path(scratch) / "under")
        since = seconds()
        KnowledgeBase.open(Path(scratch) / "under").build(validate=False)
        timed("building under the lens", since)
        figures["peak MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return figures


def main() -> None:
    """Measure and print; write when asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, nargs="+", default=[143, 1430])
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    sizes = {articles: measure(articles) for articles in options.articles}
    names = list(next(iter(sizes.values())))
    lines = [
        f"Python {platform.python_version()}, {os.cpu_count()} cores, processor seconds (phases: wall), "
        f"`python bench/build/run.py --articles {' '.join(map(str, options.articles))} --write`.",
        "",
        "| | " + " | ".join(f"{articles * 656:,} content quads" for articles in sizes) + " |",
        "|---|" + "---|" * len(sizes),
        *(f"| {name} | " + " | ".join(f"{found[name]:,.2f}" for found in sizes.values()) + " |" for name in names),
        "| all of it / one article more | "
        + " | ".join(f"**{f['all of it'] / f['one article more']:.0f}**" for f in sizes.values())
        + " |",
        "| all of it / a lens | "
        + " | ".join(f"**{f['all of it'] / f['a lens']:.1f}**" for f in sizes.values())
        + " |",
        "| building under the lens / a lens | "
        + " | ".join(f"**{f['building under the lens'] / f['a lens']:.1f}**" for f in sizes.values())
        + " |",
    ]
    if len(sizes) > 1:
        (small, few), (large, many) = next(iter(sizes.items())), list(sizes.items())[-1]
        exponent = math.log(many["all of it"] / few["all of it"]) / math.log(large / small)
        lines += ["", f"The cost of building all of it grows with exponent {exponent:.2f}."]
    text = "\n".join(lines) + "\n"
    print(text)
    if options.write:
        (HERE / "RESULTS.md").write_text("# Builds\n\n" + text, encoding="utf-8")


if __name__ == "__main__":
    main()
