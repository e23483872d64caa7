"""`ingest`: one article into the knowledge base, as drafts."""

# A pattern or a message is clearer on one line.
# ruff: noqa: E501

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from standoff.ingest.drafts import DraftSet, make_drafts
from standoff.ingest.duplicates import ClaimIndex
from standoff.ingest.gazetteer import Gazetteer
from standoff.ingest.parser import MODEL
from standoff.ingest.reading import read
from standoff.ingest.records import Reading
from standoff.ingest.store import ArticleFolder, KnownArticles, article_quads, write_quads
from standoff.ingest.texts import SourceText, read_text
from standoff.ingest.whereabouts import remember
from standoff.rdf.terms import ST, NamedNode, Quad
from standoff.sources import Sources

__all__ = ["DRAFTS_HEADER", "Ingested", "Ingester", "texts_in"]

DRAFTS_HEADER: Final = "# Drafts: what the reading proposes and no person has accepted yet. Never trusted.\n# Decide about them with: standoff review {slug}\n\n"


@dataclass(slots=True)
class Ingested:
    """What came of one file: the article's folder, its drafts, what was guessed and what gave nothing."""

    path: Path
    folder: ArticleFolder
    source: SourceText
    reading: Reading
    drafts: DraftSet
    known: bool = False
    issued: dt.date | None = None
    issued_rule: str = ""
    text_kept: Path | None = None
    duplicates: int = 0
    notes: list[str] = field(default_factory=list)

    def kinds(self) -> Counter[str]:
        """How many drafts of each kind."""
        return Counter(d.proposition.kind for d in self.drafts.drafts)

    def speakers(self) -> Counter[str]:
        """How many drafts by each speaker."""
        return Counter(
            d.statement.speaker.label if d.statement.speaker else "the article itself" for d in self.drafts.drafts
        )


class Ingester:
    """Reads articles into one knowledge base; what it needs of the knowledge base it reads once."""

    def __init__(self, sources: Sources, *, parser: bool | None = None) -> None:
        self.sources = sources
        self.parser = parser
        base = sources.config.base
        self.gazetteer = Gazetteer.build(sources.quads("reference"), base)
        self.sides = _sides(sources)
        outbreaks = [e.iri for e in self.gazetteer.entities.values() if e.kind == "Outbreak"]
        self.outbreaks = outbreaks
        self._claims = ClaimIndex(sources)
        self._articles = KnownArticles(sources)

    def read(self, source: SourceText, issued: dt.date | None) -> Reading:
        """Read a text without writing anything."""
        return read(
            source.text,
            self.gazetteer,
            base=self.sources.config.base,
            issued=issued,
            parser=self.parser,
            visible=source.visible,
        )

    def ingest(self, path: Path, *, issued: dt.date | None = None, outlet: str | None = None, title: str | None = None, url: str | None = None, name: str | None = None,
               again: bool = False, write: bool = True, data: bytes | None = None) -> Ingested:  # fmt: skip
        """Read a file and write its article and drafts.

        Raises:
            InputError: the file cannot be read, or the knowledge base not be written to.
            OutsideError: the language model is not the official one.
            UsageError: the name is taken.
        """
        source = read_text(path, data)
        known = self._articles.with_digest(source.digest)
        rule = "option" if issued else source.issued_rule
        issued = issued or source.issued
        if issued is None and known is not None and (recorded := self._articles.issued(known)):
            issued, rule = dt.date.fromisoformat(recorded[:10]), "article"
        title = title or source.title
        if known is not None and not again and write:
            return Ingested(path, known, source, Reading(), DraftSet(), known=True, issued=issued)
        folder = known or self._articles.folder_for(source, issued=issued, title=title, name=name)
        reading = self.read(source, issued)
        drafts = make_drafts(reading, source.text, article=folder.iri, base=self.sources.config.base, article_slug=folder.slug, sides=self.sides,
                             outbreak=self._outbreak(issued), model=f"{MODEL} 3.8.0" if reading.parser else "")  # fmt: skip
        result = Ingested(
            path, folder, source, reading, drafts, issued=issued, issued_rule=rule, notes=list(reading.notes)
        )
        result.duplicates = self._claims.mark(drafts, folder.iri)
        if issued is None:
            undated = [d for d in reading.dates if not d.resolved]
            if undated:
                result.notes.append(
                    f"the article's date is not known, so {len(undated)} dates such as {undated[0].text!r} could not be resolved: give --issued DATE"
                )
        if write:
            self._write(result, known, title, outlet or source.publisher, url or source.url)
        return result

    def _write(
        self, result: Ingested, known: ArticleFolder | None, title: str | None, outlet: str | None, url: str | None
    ) -> None:
        folder, source = result.folder, result.source
        if source.extracted:
            result.text_kept = self._keep(source, folder)
        if known is None:
            publisher = self.gazetteer.named(outlet) if outlet else None
            quads = article_quads(folder, source, issued=result.issued, issued_reading="Inferred" if result.issued_rule == "" else "Stated", title=title, outlet=outlet,
                                  outlet_iri=publisher.iri if publisher is not None and publisher.known else None, url=url)  # fmt: skip
            write_quads(folder.article, quads, self.sources)
        from standoff.ingest.decisions import decided

        done = decided(folder)
        kept = [d for d in result.drafts.drafts if d.iri not in done]
        if len(kept) < len(result.drafts.drafts):
            result.notes.append(
                f"{len(result.drafts.drafts) - len(kept)} drafts that were decided about before are not drafted again"
            )
            result.drafts.drafts[:] = kept
        write_quads(folder.drafts, result.drafts.quads(), self.sources, DRAFTS_HEADER.format(slug=folder.slug))
        remember(self.sources, source.digest, result.text_kept or result.path)
        self._articles.add(folder, source.digest, result.issued)
        self.sources.forget([folder.article, folder.drafts])

    def add(self, result: Ingested, quads: Iterable[Quad]) -> None:
        """Write the drafts once more, with what a second opinion adds to them."""
        write_quads(
            result.folder.drafts,
            [*result.drafts.quads(), *quads],
            self.sources,
            DRAFTS_HEADER.format(slug=result.folder.slug),
        )
        self.sources.forget([result.folder.drafts])

    def _keep(self, source: SourceText, folder: ArticleFolder) -> Path:
        """Keep the text that was taken out of a page: anchors count in it."""
        from standoff.atomic import replacing_bytes

        assert source.path is not None
        place = self.sources.config.texts or source.path.resolve().parent
        place.mkdir(parents=True, exist_ok=True)
        path = place / f"{folder.slug}.txt"
        if not path.exists() or path.read_bytes() != source.text.encode("utf-8"):
            n = 1
            while path.exists():
                n += 1
                path = place / f"{folder.slug}-{n}.txt"
            with replacing_bytes(path) as stream:
                stream.write(source.text.encode("utf-8"))
        return path

    def _outbreak(self, issued: dt.date | None) -> NamedNode | None:
        """The outbreak that the article most likely asks about: the one of its month, or the only one."""
        if len(self.outbreaks) == 1:
            return self.outbreaks[0]
        if issued is None:
            return None
        month = issued.strftime("%B %Y").lower()
        fitting = [iri for iri in self.outbreaks if month in self.gazetteer.entities[iri].label.lower()]
        return fitting[0] if len(fitting) == 1 else None


def _sides(sources: Sources) -> dict[NamedNode, NamedNode]:
    """Which side each actor is on, by reference or by any claim: used to draft blame, never trusted."""
    found: dict[NamedNode, NamedNode] = {}
    quads: Iterable[Quad] = [*sources.quads("reference"), *sources.quads("claims")]
    for quad in quads:
        if (
            quad.predicate == ST["onSide"]
            and isinstance(quad.subject, NamedNode)
            and isinstance(quad.object, NamedNode)
        ):
            found.setdefault(quad.subject, quad.object)
    for quad in quads:
        if (
            quad.predicate == ST["organOf"]
            and isinstance(quad.subject, NamedNode)
            and isinstance(quad.object, NamedNode)
            and quad.object in found
        ):
            found.setdefault(quad.subject, found[quad.object])
    return found


def texts_in(folder: Path) -> list[Path]:
    """The texts of a folder, by name."""
    return sorted(
        p
        for p in folder.rglob("*")
        if p.is_file()
        and p.suffix.lower() in (".txt", ".md", ".markdown", ".html", ".htm", ".text")
        and not p.name.startswith(".")
    )
