"""The reading of the article, held against the claims written by hand: `python bench/extraction/article.py TEXT`."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path

HERE = Path(__file__).resolve()
ROOT = HERE.parents[2]
sys.path.insert(0, str(HERE.parent))

from scoring import Score, Scores  # noqa: E402

from standoff.ingest.ingesting import Ingester  # noqa: E402
from standoff.model import TextAnchor  # noqa: E402
from standoff.rdf.terms import RDF, ST, NamedNode  # noqa: E402
from standoff.sources import Sources  # noqa: E402


def measure(path: Path, issued: dt.date) -> Scores:
    """Anchors covered (half of a hand-made anchor's words), the speaker of those, and the kind where there is one."""
    sources = Sources.open(ROOT)
    drafts = Ingester(sources).ingest(path, issued=issued, again=True, write=False).drafts.drafts
    kinds: dict[NamedNode, set[str]] = {}
    for quad in sources.content():
        if quad.predicate == RDF["type"] and ST.has(quad.object) and isinstance(quad.graph_name, NamedNode):
            kinds.setdefault(quad.graph_name, set()).add(str(quad.object).rpartition("#")[2].rstrip(">"))
    scores = Scores()
    for claim in sources.claims.values():
        anchor = next((a for a in claim.anchors if isinstance(a, TextAnchor)), None)
        if anchor is None:
            continue
        near = [
            d
            for d in drafts
            if min(anchor.end, d.proposition.end) - max(anchor.start, d.proposition.start)
            >= 0.5 * (anchor.end - anchor.start)
        ]
        scores["anchors covered"].add(bool(near), claim.name)
        if not near:
            continue
        speaker = None if claim.is_narration else claim.speaker
        same = [d for d in near if (d.statement.speaker.iri if d.statement.speaker else None) == speaker]
        scores["speaker right"].add(bool(same), f"{claim.name}: {speaker}")
        if claim.iri in kinds:
            told = {
                str(q.object).rpartition("#")[2].rstrip(">")
                for d in (same or near)
                for q in d.content
                if q.predicate == RDF["type"]
            } | {d.proposition.kind for d in (same or near)}
            scores["kind right"].add(
                bool(kinds[claim.iri] & told), f"{claim.name}: {sorted(kinds[claim.iri])} / {sorted(told)}"
            )
    return scores


def main() -> None:
    """Print the figures."""
    parse = argparse.ArgumentParser(description=__doc__)
    parse.add_argument("text", type=Path, help="the article's text")
    parse.add_argument("--issued", type=dt.date.fromisoformat, default=dt.date(2022, 9, 13))
    given = parse.parse_args()
    for name, score in measure(given.text, given.issued).items():
        sys.stdout.write(f"{name}: {score.right} of {score.of} ({score.share:.2f}); {'; '.join(score.missed)}\n")


if __name__ == "__main__":
    main()

__all__ = ["Score", "measure"]
