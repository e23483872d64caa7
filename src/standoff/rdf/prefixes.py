"""Prefixes: from CURIEs to IRIs and back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from standoff.errors import UsageError
from standoff.rdf.terms import NamedNode

__all__ = ["WELL_KNOWN", "Prefixes"]

WELL_KNOWN: Final[Mapping[str, str]] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "np": "http://www.nanopub.org/nschema#",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "p": "http://www.wikidata.org/prop/",
    "pq": "http://www.wikidata.org/prop/qualifier/",
    "pr": "http://www.wikidata.org/prop/reference/",
    "prov": "http://www.w3.org/ns/prov#",
    "ps": "http://www.wikidata.org/prop/statement/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "sf": "http://www.opengis.net/ont/sf#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "st": "https://w3id.org/standoff/ontology#",
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "wd": "http://www.wikidata.org/entity/",
    "wdt": "http://www.wikidata.org/prop/direct/",
    "wikibase": "http://wikiba.se/ontology#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""The prefixes every knowledge base knows without declaring them."""

_LOCAL = re.compile(r"(?:[\w]|[\w][\w.\-]*[\w\-])?\Z")
"""Local names that may be written without escapes in Turtle."""


class Prefixes:
    """The prefixes of one knowledge base: its own, then the well-known ones."""

    __slots__ = ("_by_length", "_own", "_spaces")

    def __init__(self, own: Mapping[str, str] | None = None) -> None:
        self._own = dict(sorted((own or {}).items()))
        self._spaces: dict[str, str] = {**WELL_KNOWN, **self._own}
        self._by_length = sorted(self._spaces.items(), key=lambda item: (-len(item[1]), item[0]))

    @property
    def own(self) -> Mapping[str, str]:
        """The prefixes that the knowledge base declares itself."""
        return self._own

    def items(self) -> Iterator[tuple[str, str]]:
        """Each prefix with its namespace, the knowledge base's own first, then by name."""
        yield from self._own.items()
        yield from ((name, space) for name, space in sorted(self._spaces.items()) if name not in self._own)

    def as_dict(self) -> dict[str, str]:
        """All prefixes as a new dictionary."""
        return dict(self._spaces)

    def __contains__(self, name: object) -> bool:
        """Whether a prefix is known."""
        return name in self._spaces

    def namespace(self, name: str) -> str:
        """The namespace of a prefix.

        Raises:
            UsageError: the prefix is unknown.
        """
        try:
            return self._spaces[name]
        except KeyError:
            import difflib

            close = difflib.get_close_matches(name, self._spaces, 1)
            hint = f"did you mean {close[0]}:" if close else "declare it under [prefixes] in standoff.toml"
            raise UsageError(f"unknown prefix {name}:", hint=hint) from None

    def expand(self, text: str) -> NamedNode:
        """The named node that a CURIE, an IRI or an IRI in angle brackets stands for.

        Raises:
            UsageError: the prefix is unknown, or the text is no IRI.
        """
        if text.startswith("<") and text.endswith(">"):
            return _iri(text[1:-1])
        name, colon, local = text.partition(":")
        if not colon:
            raise UsageError(f"{text!r} is neither a CURIE nor an IRI", hint="write prefix:name or a full IRI")
        if name in self._spaces and not local.startswith("//"):
            return _iri(self._spaces[name] + local)
        if "//" in local or name in {"urn", "mailto", "tag", "http", "https"}:
            return _iri(text)
        return _iri(self.namespace(name) + local)

    def shorten(self, node: NamedNode) -> str:
        """The CURIE of a named node, or `<iri>` where no prefix fits."""
        iri = node.value
        for name, space in self._by_length:
            if iri.startswith(space) and _LOCAL.match(iri, len(space)):
                return f"{name}:{iri[len(space) :]}"
        return f"<{iri}>"


def _iri(text: str) -> NamedNode:
    if re.search(r"[\x00-\x20<>\"{}|^`\\]", text):
        raise UsageError(f"{text!r} is not an IRI", hint="an IRI has no spaces, quotes or angle brackets")
    try:
        return NamedNode(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is not an IRI: {error}", hint="write prefix:name or a full IRI") from None
