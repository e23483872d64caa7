"""Where an article and its drafts are kept: kb/articles/<slug>/ of a knowledge base."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import RdfFormat, serialize

from standoff.atomic import replacing_bytes
from standoff.errors import InputError, UsageError
from standoff.ingest.gazetteer import slug
from standoff.ingest.texts import SourceText
from standoff.rdf.serialising import serialise
from standoff.rdf.terms import DCTERMS, PROV, RDF, RDFS, SCHEMA, ST, XSD, DefaultGraph, Literal, NamedNode, Quad
from standoff.sources import Sources

__all__ = ["ArticleFolder", "KnownArticles", "article_quads", "write_quads"]

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


class KnownArticles:
    """The articles of a knowledge base by digest, kept as new ones come in."""

    def __init__(self, sources: Sources) -> None:
        self._root = sources.root / "kb" / "articles"
        self._base = sources.config.base
        self._by_digest: dict[str, ArticleFolder] = {}
        self._issued: dict[NamedNode, str] = {}
        self._slugs: set[str] = set()
        for article in sources.articles.values():
            self._slugs.add(article.slug)
            if article.digest is not None and article.path is not None:
                self._by_digest[article.digest] = ArticleFolder(article.iri, article.slug, article.path.parent)
            if article.issued is not None:
                self._issued[article.iri] = article.issued

    def with_digest(self, digest: str) -> ArticleFolder | None:
        """The article with a digest, if there is one."""
        return self._by_digest.get(digest)

    def issued(self, folder: ArticleFolder) -> str | None:
        """The recorded date of an article."""
        return self._issued.get(folder.iri)

    def add(self, folder: ArticleFolder, digest: str, issued: dt.date | None) -> None:
        """Take in an article that was written."""
        self._slugs.add(folder.slug)
        self._by_digest[digest] = folder
        if issued is not None:
            self._issued[folder.iri] = issued.isoformat()

    def folder_for(
        self, source: SourceText, *, issued: dt.date | None, title: str | None, name: str | None
    ) -> ArticleFolder:
        """A new article's folder, not made yet; its name says date and title, or the file's name.

        Raises:
            UsageError: a name was asked for that another article has.
        """
        stem = source.path.stem if source.path is not None else "article"
        short = slug(name or title or stem)[:60].strip("-")
        if issued is not None and name is None:
            bare = re.sub(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}-?", "", short)
            short = f"{issued.isoformat()}-{bare}".strip("-")
        if name is not None and (short in self._slugs or (self._root / short).exists()):
            raise UsageError(f"there is an article called {short!r} already", hint="choose another --name")
        candidate, n = short, 1
        while candidate in self._slugs or (self._root / candidate).exists():
            n += 1
            candidate = f"{short}-{n}"
        return ArticleFolder(NamedNode(f"{self._base}article/{candidate}"), candidate, self._root / candidate)


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
    with replacing_bytes(path) as stream:
        stream.write(header.encode("utf-8"))
        if path.suffix == ".trig":
            # Drafts come in the order of the text and are gone when they are decided about: speed counts, not diffs.
            data = serialize(quads, format=RdfFormat.TRIG, prefixes=dict(sources.config.prefixes.items()))
            lines = (data or b"").splitlines(keepends=True)
            declared = [line for line in lines if line.startswith(b"@prefix")]
            used = b"".join(lines[len(declared) :])
            stream.writelines(line for line in sorted(declared) if line.split()[1] in used)
            stream.write(b"\n" + used)
            return
        for piece in serialise(quads, "turtle", sources.config.prefixes):
            stream.write(piece.encode("utf-8"))
