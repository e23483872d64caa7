"""Anchors against the articles' texts: offsets, digests, text fragments."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from standoff.model import Article, StatementAnchor, TextAnchor
from standoff.model.reading import Descriptions, read_articles, read_claims
from standoff.rdf.terms import OA, PROV, RDF, ST, NamedNode, Quad
from standoff.sources import digest_of
from standoff.texts import Texts
from standoff.validation.dataset import Dataset
from standoff.validation.structure import Breach

__all__ = ["AnchorCheck"]

_WANTED: Final = {
    RDF["type"], RDF["value"], PROV["wasQuotedFrom"], OA["hasTarget"], OA["hasSelector"], OA["hasSource"], OA["start"],
    OA["end"], ST["sliceDigest"], ST["selectsStatement"], ST["answerDigest"], ST["textDigest"], ST["textLength"],
}  # fmt: skip
_DIRECTIVE: Final = "text="


@dataclass
class AnchorCheck:
    """Verifies every text anchor of a dataset whose article's text is at hand, and counts the others."""

    data: Dataset
    texts: Texts | None = None
    verified: int = 0
    unverified: int = 0
    of_statements: int = 0
    absent: set[str] = field(default_factory=set)

    def breaches(self) -> Iterator[Breach]:
        """What does not match."""
        records = [quad for quad in self.data.background if quad.predicate in _WANTED]
        articles = {article.iri: article for article in read_articles(records)}
        texts: dict[Article, str | None] = {}
        for article in articles.values():
            text = self.texts.text(article) if self.texts else None
            if text is None and self.texts is not None and self._is_changed(article):
                yield Breach("TextDigest", article.iri, ST["textDigest"])
            texts[article] = text
            if text is not None and article.length is not None and article.length != len(text):
                yield Breach("TextLength", article.iri, ST["textLength"], detail=f"{len(text):,}")
        for kind in ("Claim", "Draft") if self.data.drafts else ("Claim",):
            for claim in read_claims(records, kind=kind):
                if self.data.is_partial and claim.iri not in self.data.given_subjects:
                    continue
                article_of = articles.get(claim.article) if claim.article else None
                text = texts.get(article_of) if article_of else None
                for anchor in claim.anchors:
                    if isinstance(anchor, StatementAnchor):
                        self.of_statements += 1
                    elif text is None:
                        self.unverified += 1
                        self.absent.add(claim.article.value.rsplit("/", 1)[-1] if claim.article else "no article")
                    else:
                        yield from self._compare(anchor, text, Breach("Digest", anchor.iri, claims=(claim.iri,)))
        if any(quad.object == ST["UncoveredPassage"] for quad in records):
            yield from self._passages(articles, texts, records)

    def _passages(
        self, articles: dict[NamedNode, Article], texts: dict[Article, str | None], records: list[Quad]
    ) -> Iterator[Breach]:
        """The passages without a claim, which are anchored likewise."""
        said = Descriptions(records)
        for passage in said.instances(ST["UncoveredPassage"]):
            if self.data.is_partial and passage not in self.data.given_subjects:
                continue
            source = said.node(passage, OA["hasSource"])
            article = articles.get(source) if source else None
            text = texts.get(article) if article else None
            for selector in said.values(passage, OA["hasSelector"]):
                start, end = said.integer(selector, OA["start"]), said.integer(selector, OA["end"])
                if start is None or end is None or OA["TextPositionSelector"] not in said.values(selector, RDF["type"]):
                    continue
                digest = said.text(selector, ST["sliceDigest"]) or ""
                anchor = TextAnchor(said.node(passage, OA["hasSelector"]) or passage, start, end, digest, None)
                if text is None:
                    self.unverified += 1
                else:
                    yield from self._compare(anchor, text, Breach("Digest", anchor.iri))

    def _compare(self, anchor: TextAnchor, text: str, at: Breach) -> Iterator[Breach]:
        if not 0 <= anchor.start < anchor.end <= len(text):
            yield Breach("PastTheText", at.focus, OA["end"], claims=at.claims, detail=f"{len(text):,}")
            return
        words = text[anchor.start : anchor.end]
        if digest_of(words.encode()) != anchor.digest:
            yield Breach("Digest", at.focus, ST["sliceDigest"], claims=at.claims)
        elif anchor.fragment is not None and not matches(anchor.fragment, words):
            yield Breach("Fragment", at.focus, claims=at.claims, detail=anchor.fragment)
        else:
            self.verified += 1

    def _is_changed(self, article: Article) -> bool:
        """Whether a file bears the article's name, so that its text is here but is another."""
        place = self.texts.place if self.texts else None
        if place is None or article.digest is None:
            return False
        files = [place] if place.is_file() else place.rglob(f"{article.slug}.*")
        return any(path.stem == article.slug and path.suffix in (".txt", ".md", ".html") for path in files)


def matches(fragment: str, words: str) -> bool:
    """Whether a text fragment (`:~:text=first,last`) begins and ends where the words do.

    As in a browser, case, accents and punctuation at the ends make no difference.
    """
    _, _, directive = fragment.partition(_DIRECTIVE)
    parts = [unquote(part) for part in directive.split("&")[0].split(",") if not re.search(r"^-|-$", part)]
    if not parts:
        return False
    bare = _bare(words)
    if len(parts) == 1:
        return bare == _bare(parts[0])
    return bare.startswith(_bare(parts[0])) and bare.endswith(_bare(parts[1]))


def _bare(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"\W+", " ", "".join(c for c in folded if not unicodedata.combining(c))).strip()
