"""The linter of saved queries: what would surprise whoever runs one, found before anyone does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from pyoxigraph import QuerySolutions, Store

from standoff.errors import StandoffError
from standoff.queries.header import Parameter, SavedQuery
from standoff.queries.parameters import Value, bind
from standoff.queries.running import syntax_error
from standoff.queries.tokens import Token, check_safe, form_of, place_of, tokens
from standoff.rdf.prefixes import WELL_KNOWN, Prefixes
from standoff.rdf.terms import XSD, Literal, NamedNode, Quad, Triple

__all__ = ["Problem", "lint"]

FEDERATED: Final = "federated"
"""The tag of saved queries that join with another endpoint, and so may have SERVICE."""

_EXAMPLES: Final[dict[str, Value]] = {
    "integer": Literal("1", datatype=XSD["integer"]),
    "decimal": Literal("1.0", datatype=XSD["decimal"]),
    "boolean": Literal("true", datatype=XSD["boolean"]),
    "date": Literal("2022-09-13", datatype=XSD["date"]),
    "iri": NamedNode("https://example.org/"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """WHAT is wrong at a LINE of a saved query."""

    path: Path | None
    line: int
    what: str

    def __str__(self) -> str:
        """PATH:LINE: WHAT."""
        return f"{self.path or 'query'}:{self.line}: {self.what}"


def lint(query: SavedQuery, ontology: Iterable[Quad | Triple], prefixes: Prefixes) -> list[Problem]:
    """The problems of a saved query, in the order of its lines.

    The header must be whole, prefixes declared as the knowledge base has them, classes and properties known to the
    ontology, columns those of SELECT, parameters used, rows in a fixed order, and the query must run.
    """
    checks = (_header, _columns, _parameters, _order, _safety)
    found = [problem for check in checks for problem in check(query)]
    found += _prefixes(query, prefixes)
    found += _terms(query, prefixes, frozenset(triple.subject for triple in ontology))
    return sorted(set(found), key=lambda problem: (problem.line, problem.what))


def _problem(query: SavedQuery, line: int, what: str) -> Problem:
    return Problem(query.path, line, what)


def _header(query: SavedQuery) -> Iterator[Problem]:
    if not query.summary:
        yield _problem(query, 1, "the header has no summary:")
    elif query.summary.endswith(".") or len(query.summary) > 100:
        yield _problem(query, query.lines.get("summary", 1), "a summary is one short line without a full stop")
    if not query.description:
        yield _problem(query, 1, "the header has no description:")
    if not query.tags:
        yield _problem(query, 1, "the header has no tags:")
    for parameter in query.parameters:
        line = query.lines.get("params", 1)
        if not parameter.description:
            yield _problem(query, line, f"the parameter {parameter.name} has no description")
        if parameter.required and parameter.default is not None:
            yield _problem(query, line, f"the parameter {parameter.name} is required and has a default")
    for column in query.columns:
        if not column.description:
            yield _problem(query, query.lines.get(column.variable, 1), f"the column {column.variable} is not described")


def _columns(query: SavedQuery) -> Iterator[Problem]:
    if form_of(query.text) != "select":
        if query.columns:
            yield _problem(query, query.lines["columns"], "only SELECT has columns")
        return
    try:
        result = Store().query(bind(query.text, {}))
    except (SyntaxError, StandoffError):
        return
    projected = [variable.value for variable in result.variables] if isinstance(result, QuerySolutions) else []
    declared = [column.variable for column in query.columns]
    if projected != declared:
        line = query.lines.get("columns", 1)
        yield _problem(query, line, f"columns: {', '.join(declared)}; SELECT has {', '.join(projected)}")


def _parameters(query: SavedQuery) -> Iterator[Problem]:
    listed = list(tokens(query.text))
    used = {token.variable for token in listed if token.variable}
    line = query.lines.get("params", 1)
    for parameter in query.parameters:
        if parameter.name not in used:
            yield _problem(query, line, f"the parameter {parameter.name} is no variable of the query")
    names = {parameter.name for parameter in query.parameters}
    for before, token in pairwise(listed):
        if before.word == "as" and token.variable in names:
            at = place_of(query.text, token.start)[0]
            yield _problem(query, at, f"the parameter {token.variable} is assigned in the query")


def _order(query: SavedQuery) -> Iterator[Problem]:
    words = [token.word for token in tokens(query.text)]
    if form_of(query.text) == "select" and "order" not in words:
        yield _problem(query, 1, "SELECT without ORDER BY: rows would come in no fixed order")
    if "from" in words:
        yield _problem(query, 1, "FROM would read other graphs than the lens gives")


def _safety(query: SavedQuery) -> Iterator[Problem]:
    try:
        check_safe(query.text, allow_service=FEDERATED in query.tags)
        bound = bind(query.text, {parameter.name: _example(parameter) for parameter in query.parameters})
        Store().query(bound)
    except SyntaxError as error:
        told = syntax_error(error, query.text)
        yield _problem(query, told.line or 1, told.what)
    except StandoffError as error:
        yield _problem(query, error.line or 1, error.what)


def _example(parameter: Parameter) -> Value:
    return _EXAMPLES.get(parameter.kind, Literal("example"))


_DECLARATION = re.compile(r"^\s*PREFIX\s+([\w.-]*):\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)


def _prefixes(query: SavedQuery, prefixes: Prefixes) -> Iterator[Problem]:
    declared: dict[str, str] = {}
    for match in _DECLARATION.finditer(query.text):
        name, space = match[1], match[2]
        line = place_of(query.text, match.start(1))[0]
        declared[name] = space
        if name in prefixes and prefixes.namespace(name) != space:
            yield _problem(query, line, f"{name}: is <{prefixes.namespace(name)}> in this knowledge base")
        elif name not in prefixes:
            yield _problem(query, line, f"the prefix {name}: is not known to this knowledge base")
    used = {token.text.partition(":")[0] for token in _names(query.text)}
    for name in declared:
        if name not in used:
            yield _problem(query, 1, f"the prefix {name}: is declared and not used")
    for name in used - set(declared):
        yield _problem(query, 1, f"the prefix {name}: is not declared")


def _names(text: str) -> Iterator[Token]:
    """The prefixed names of a query, its declarations left out."""
    before = ""
    for token in tokens(text):
        if token.kind == "word" and ":" in token.text and before != "prefix" and not token.text.startswith("_:"):
            yield token
        before = token.word


def _terms(query: SavedQuery, prefixes: Prefixes, known: frozenset[object]) -> Iterator[Problem]:
    for token in _names(query.text):
        name, _, local = token.text.partition(":")
        if name not in prefixes:
            continue
        own = name not in WELL_KNOWN or name == "st"
        term = NamedNode(prefixes.namespace(name) + local)
        line = place_of(query.text, token.start)[0]
        if name == "st" and local and term not in known:
            yield _problem(query, line, f"{token.text} is not in the ontology")
        elif own and name != "st":
            yield _problem(query, line, f"{token.text} is an entity: a saved query speaks of classes and parameters")
        elif name in _STANDARD and local not in _STANDARD[name]:
            yield _problem(query, line, f"{token.text} is no term of {name}: that queries use")
    for token in tokens(query.text):
        if (
            token.kind == "iri"
            and str(token.text[1:-1]).startswith(str(prefixes.namespace("st")))
            and len(token.text) > len(prefixes.namespace("st")) + 2
        ):
            line = place_of(query.text, token.start)[0]
            yield _problem(query, line, f"write {prefixes.shorten(NamedNode(token.text[1:-1]))} instead")


_STANDARD: Final = {
    "rdf": {"type", "value", "first", "rest", "nil"},
    "rdfs": {"label", "comment", "subClassOf", "subPropertyOf", "seeAlso", "domain", "range"},
    "owl": {
        "sameAs", "NegativePropertyAssertion", "sourceIndividual", "assertionProperty", "targetIndividual",
        "targetValue", "Class", "ObjectProperty", "DatatypeProperty", "NamedIndividual",
    },
    "prov": {"wasAttributedTo", "wasQuotedFrom", "wasAssociatedWith", "endedAtTime", "generatedAtTime"},
    "oa": {"hasTarget", "hasSelector", "hasSource", "start", "end", "TextPositionSelector", "FragmentSelector"},
    "skos": {"altLabel", "prefLabel", "exactMatch", "closeMatch", "notation", "definition"},
    "dcterms": {"description", "title", "issued", "date", "source", "publisher", "identifier"},
    "geo": {"hasGeometry", "asWKT"},
}  # fmt: skip
"""The terms of the well-known vocabularies that saved queries may use: a misspelt one answers nothing, silently."""
