"""Where an article and its drafts are kept: kb/articles/<slug>/ of a knowledge base."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from standoff.atomic import replacing
from standoff.errors import InputError, UsageError
from standoff.ingest.gazetteer import slug
from standoff.ingest.texts import SourceText
from standoff.rdf.serialising import serialise
from standoff.rdf.terms import DCTERMS, PROV, RDF, RDFS, SCHEMA, ST, XSD, DefaultGraph, Literal, NamedNode, Quad
from standoff.sources import Sources

__all__ = ["ArticleFolder", "article_quads", "folder_for", "known_article", "write_quads"]

_DEFAULT = DefaultGraph()


@dataclass(frozen=True, slots=True)
class ArticleFolder:
    """The folder of one article: its IRI, its short name, its files."""

    iri: NamedNode
    slug: str
    path: Path

    @property
    def article(self) -> Path:
        """What is known of the article."""
        return self.path / "article.ttl"

    @property
    def claims(self) -> Path:
        """Its claims."""
        return self.path / "claims.trig"

    @property
    def drafts(self) -> Path:
        """Its drafts."""
        return self.path / "drafts.trig"

    @property
    def decisions(self) -> Path:
        """What a person decided about its drafts."""
        return self.path / "decisions.ttl"


def known_article(sources: Sources, digest: str) -> ArticleFolder | None:
    """The article with a digest, if the knowledge base has it already."""
    for article in sources.articles.values():
        if article.digest == digest and article.path is not None:
            return ArticleFolder(article.iri, article.slug, article.path.parent)
    return None


def folder_for(
    sources: Sources, source: SourceText, *, issued: dt.date | None, title: str | None, name: str | None
) -> ArticleFolder:
    """A new article's folder, not made yet; its name says date and title, or the file's name.

    Raises:
        UsageError: a name was asked for that another article has.
    """
    stem = source.path.stem if source.path is not None else "article"
    wanted = name or title or stem
    short = slug(wanted)[:60].strip("-")
    if issued is not None and not short.startswith(issued.isoformat()):
        short = f"{issued.isoformat()}-{re.sub(r'^[0-9]{4}-[0-9]{2}-[0-9]{2}-', '', short)}" if name is None else short
    root = sources.root / "kb" / "articles"
    taken = {article.slug for article in sources.articles.values()}
    if name is not None and (short in taken or (root / short).exists()):
        raise UsageError(f"there is an article called {short!r} already", hint="choose another --name")
    candidate, n = short, 1
    while candidate in taken or (root / candidate).exists():
        n += 1
        candidate = f"{short}-{n}"
    return ArticleFolder(NamedNode(f"{sources.config.base}article/{candidate}"), candidate, root / candidate)


def article_quads(
    folder: ArticleFolder,
    source: SourceText,
    *,
    issued: dt.date | None,
    issued_reading: str,
    title: str | None,
    outlet: str | None,
    outlet_iri: NamedNode | None,
    url: str | None,
) -> Iterator[Quad]:
    """What is known of an article: digest, length, date and how it was read, title, outlet, address, its own voice."""

    def say(predicate: NamedNode, value: NamedNode | Literal) -> Quad:
        return Quad(folder.iri, predicate, value, _DEFAULT)

    narrator = NamedNode(f"{folder.iri.value}#narrator")
    yield say(RDF["type"], ST["Article"])
    yield say(RDFS["label"], Literal(title or f"Article {folder.slug}", language="en"))
    yield say(DCTERMS["language"], Literal("en"))
    yield say(ST["textDigest"], Literal(source.digest))
    yield say(ST["textLength"], Literal(str(len(source.text)), datatype=XSD["nonNegativeInteger"]))
    if title:
        yield say(DCTERMS["title"], Literal(title, language="en"))
    if issued is not None:
        yield say(DCTERMS["issued"], Literal(issued.isoformat(), datatype=XSD["date"]))
        yield say(ST["datePrecision"], ST["ToTheDay"])
        yield say(ST["dateReading"], ST[issued_reading])
    if outlet_iri is not None:
        yield say(DCTERMS["publisher"], outlet_iri)
    elif outlet:
        yield say(DCTERMS["publisher"], Literal(outlet))
    if url:
        yield say(SCHEMA["url"], Literal(url, datatype=XSD["anyURI"]))
    if source.page_digest:
        page = NamedNode(f"{folder.iri.value}#page")
        yield say(PROV["wasDerivedFrom"], page)
        yield Quad(page, RDF["type"], PROV["Entity"], _DEFAULT)
        yield Quad(
            page, RDFS["label"], Literal("the saved web page that the text was taken from", language="en"), _DEFAULT
        )
        yield Quad(page, DCTERMS["identifier"], Literal(source.page_digest), _DEFAULT)
    yield Quad(narrator, RDF["type"], ST["Narrator"], _DEFAULT)
    yield Quad(narrator, RDFS["label"], Literal("the article's own voice", language="en"), _DEFAULT)
    yield Quad(narrator, ST["voiceOf"], folder.iri, _DEFAULT)


def write_quads(path: Path, quads: Iterable[Quad], sources: Sources, header: str = "") -> None:
    """Write a file of quads as a whole or not at all.

    Raises:
        InputError: the folder cannot be written to.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"cannot be made: {error.strerror}",
            path=path.parent,
            hint="choose a knowledge base you may write to with --kb",
        ) from None
    if not os.access(path.parent, os.W_OK):
        raise InputError(
            "may not be written to", path=path.parent, hint="choose a knowledge base you may write to with --kb"
        )
    written_as = "trig" if path.suffix == ".trig" else "turtle"
    with replacing(path) as stream:
        if header:
            stream.write(header)
        for piece in serialise(quads, written_as, sources.config.prefixes):
            stream.write(piece)
