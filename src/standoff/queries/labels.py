"""How a term reads: labels for entities, dates as dates, nothing that a terminal would obey."""

from __future__ import annotations

import re
from typing import Protocol

from pyoxigraph import Store

from standoff.rdf.prefixes import Prefixes
from standoff.rdf.terms import OWL, RDF, RDFS, SKOS, ST, XSD, BlankNode, DefaultGraph, Literal, NamedNode, Term, Triple

__all__ = ["Labels", "StoreLabels", "reads_as", "visible"]

_NAMING = (RDFS["label"], SKOS["prefLabel"])
_TIMES = frozenset({XSD["dateTime"].value, XSD["dateTimeStamp"].value})
_UNSEEN = "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
_TIME = r"(-?\d{4,}-\d\d-\d\d)T(\d\d:\d\d)(?::00(?:\.0+)?|(:\d\d(?:\.\d+)?))?(Z|[+-]\d\d:\d\d)?\Z"


class Labels(Protocol):
    """What an entity is called; None when it has no label."""

    def __call__(self, node: NamedNode, /) -> str | None:
        """The entity's main label, or None."""


class StoreLabels:
    """The labels that a store holds, its default graph's first, English first, each looked up once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, str | None] = {}

    def __call__(self, node: NamedNode, /) -> str | None:
        """The entity's main label, or None."""
        iri = node.value
        if iri not in self._known:
            self._known[iri] = self._look_up(node, DefaultGraph()) or self._look_up(node, None)
        return self._known[iri]

    def _look_up(self, node: NamedNode, graph: DefaultGraph | None) -> str | None:
        found = [
            (_rank(quad.object.language), quad.object.value)
            for naming in _NAMING
            for quad in self._store.quads_for_pattern(node, naming, None, graph)
            if isinstance(quad.object, Literal)
        ]
        return min(found)[1] if found else None


def _rank(language: str | None) -> int:
    if language is None:
        return 2
    return 0 if language == "en" else 1 if language.startswith("en-") else 3


def reads_as(term: Term | None, labels: Labels, prefixes: Prefixes) -> str:
    """What a person reads for a term: a label, else a CURIE; a date as a date; nothing for no value."""
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        return visible(labels(term) or _name(term, prefixes))
    if isinstance(term, Literal):
        if term.datatype.value in _TIMES:
            return _time(term.value)
        if term.datatype == XSD["boolean"]:
            return {"true": "yes", "1": "yes", "false": "no", "0": "no"}.get(term.value, visible(term.value))
        return visible(term.value)
    if isinstance(term, Triple):
        parts = (reads_as(part, labels, prefixes) for part in (term.subject, term.predicate, term.object))
        return f"<< {' '.join(parts)} >>"
    return f"_:{term.value}" if isinstance(term, BlankNode) else visible(str(term))


_COMMON = {RDF["type"]: "is a", RDFS["label"]: "is called", SKOS["altLabel"]: "is also called", OWL["sameAs"]: "is"}


def _name(node: NamedNode, prefixes: Prefixes) -> str:
    if node in _COMMON:
        return _COMMON[node]
    if ST.has(node):
        words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", node.value[len(ST) :])
        return words.lower()
    short = prefixes.shorten(node)
    return short[1:-1] if short.startswith("<") else short


def _time(text: str) -> str:
    match = re.match(_TIME, text)
    if match is None:
        return visible(text)
    zone = {None: "", "Z": " UTC", "+00:00": " UTC"}.get(match[4], f" {match[4]}")
    return f"{match[1]} {match[2]}{match[3] or ''}{zone}"


def visible(text: str) -> str:
    """The text on one line, with what would steer a terminal or turn the writing direction spelt out."""
    if text.isprintable():
        return text
    text = re.sub(r"[ \t]*[\r\n]+[ \t]*", " ", text).replace("\t", " ")
    return re.sub(_UNSEEN, lambda match: f"\\u{ord(match.group()):04x}", text)
