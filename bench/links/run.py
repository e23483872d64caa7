"""How good `link suggest` is at look-alikes: how often the right item is first, and what --auto would accept.

    python bench/links/run.py [--cases 1000] [--write]

Two sets. The article's entities, through each kind of service on loopback, against the small Wikidata of the tests
(tests/links/world.py). And made-up cases (lookalikes.py), scored directly: with the right item among the candidates,
and with it taken away, when nothing at all may be accepted. `--write` keeps the figures in RESULTS.md.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src"), str(HERE)]

from lookalikes import Case, Maker  # noqa: E402
from tests.links.servers import api, reconciliation, serving, sparql  # noqa: E402
from tests.links.test_suggest import RIGHT  # noqa: E402
from tests.links.world import WORLD, store  # noqa: E402

from standoff.links.client import Client  # noqa: E402
from standoff.links.endpoint import Endpoint  # noqa: E402
from standoff.links.judgements import WIKIDATA  # noqa: E402
from standoff.links.linking import ItemSource, Links  # noqa: E402
from standoff.links.matching import automatic, likeness, rank  # noqa: E402
from standoff.links.reconciliation import Reconciliation  # noqa: E402
from standoff.links.things import Item, Subject  # noqa: E402
from standoff.links.wikibase import Wikibase  # noqa: E402
from standoff.sources import Sources  # noqa: E402

Row = tuple[str, int, int, int, int, int]
"""What, cases, right one first, accepted and right, accepted and wrong, accepted with the right one gone."""


def by_name(subject: Subject, items: Iterable[Item]) -> Item:
    """What a matcher would say that looks at names alone: the best name, among equals the smallest number."""
    return max(
        items,
        key=lambda i: (max(likeness(a.value, b.value) for a in subject.names for b in i.labels), -int(i.name[1:])),
    )


def article(make: Callable[[Client, str], ItemSource], answer: Callable[[list[object]], object], name: str) -> Row:
    sources = Sources.open(ROOT)
    first = good = bad = gone = 0
    for text, right in RIGHT.items():
        entity = sources.config.prefixes.expand(text)
        for world in (WORLD, [thing for thing in WORLD if thing.qid != right]):
            links = Links(sources)
            for judgement in list(links.sets[WIKIDATA].judgements.values()):
                if judgement.entity == entity:
                    links.sets[WIKIDATA].remove(judgement.iri)
            with serving(answer(list(world))) as server:  # type: ignore[arg-type]
                (found,) = links.suggest([entity], make(Client(None), server.url), auto=True, write=False)
            accepted = found.accepted.item.name if found.accepted else None
            if world is WORLD:
                first += bool(found.matches) and found.matches[0].item.name == right
                good += accepted == right
                bad += accepted not in (None, right)
            else:
                gone += accepted is not None
    return name, len(RIGHT), first, good, bad, gone


def made_up(cases: Iterable[Case]) -> tuple[list[Row], int]:
    found: dict[str, list[int]] = defaultdict(lambda: [0] * 5)
    named = 0
    for case in cases:
        counts = found[case.kind]
        ranked = rank(case.subject, [case.right, *case.others])
        accepted = automatic(ranked)
        left = automatic(rank(case.subject, case.others))
        counts[0] += 1
        counts[1] += ranked[0].item == case.right
        counts[2] += accepted is not None and accepted.item == case.right
        counts[3] += accepted is not None and accepted.item != case.right
        counts[4] += left is not None
        named += by_name(case.subject, [case.right, *case.others]) == case.right
    return [(kind, *counts) for kind, counts in found.items()], named  # type: ignore[misc]


def table(rows: Iterable[Row]) -> Iterable[str]:
    yield "| | cases | right one first | precision of --auto | recall of --auto | accepted with the right one gone |"
    yield "|---|---|---|---|---|---|"
    for name, cases, first, good, bad, gone in rows:
        precision = f"{100 * good / (good + bad):.1f} % ({good} of {good + bad})" if good + bad else "none accepted"
        yield f"| {name} | {cases} | {100 * first / cases:.1f} % | {precision} | {100 * good / cases:.1f} % | {gone} |"


def total(rows: list[Row]) -> Row:
    return ("all", *(sum(int(row[n]) for row in rows) for n in range(1, 6)))  # type: ignore[return-value]


def report(count: int) -> str:
    services = [
        article(Wikibase, api, "Wikibase API"),  # type: ignore[arg-type]
        article(Reconciliation, reconciliation, "reconciliation service"),  # type: ignore[arg-type]
        article(Endpoint, lambda world: sparql(store(world)), "SPARQL endpoint"),  # type: ignore[arg-type]
    ]
    lines = ["# How good link suggest is at look-alikes", "", "Written by `python bench/links/run.py --write`.", ""]
    lines += ["## The article's entities among look-alikes, through each kind of service", "", *table(services), ""]
    for lacking in (0.0, 0.2, 0.4):
        rows, named = made_up(Maker(20220913, lacking).cases(count))
        lines += [
            f"## Made-up cases, each thing lacking in {lacking:.0%} of the items",
            "",
            *table([*rows, total(rows)]),
            "",
        ]
        lines += [f"By name alone, the right one would be first in {100 * named / count:.1f} %.", ""]
    lines += [
        "Recall of --auto is low on purpose: what has one signal only, or a second candidate near, is for a person.",
        "Districts here have no coordinates and no telling neighbour, so none is ever accepted by itself.",
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    text = report(given.cases)
    print(text)
    if given.write:
        (HERE / "RESULTS.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
