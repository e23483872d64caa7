"""Saved and ad hoc SPARQL queries: read, bound, checked, run and written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.queries.formats import FORMATS, format_of, write_answer
from standoff.queries.header import Column, Parameter, SavedQuery, parse_query
from standoff.queries.labels import Labels, StoreLabels
from standoff.queries.library import by_tag, find_query, name_of, read_queries, read_query
from standoff.queries.parameters import Resolver, Value, bind, read_values, standalone
from standoff.queries.results import Answer, Row
from standoff.queries.running import run
from standoff.queries.tokens import check_safe, form_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from standoff.queries.linting import Problem
    from standoff.rdf.prefixes import Prefixes
    from standoff.rdf.terms import Quad, Triple

__all__ = [
    "FORMATS",
    "Answer",
    "Column",
    "Labels",
    "Parameter",
    "Resolver",
    "Row",
    "SavedQuery",
    "StoreLabels",
    "Value",
    "bind",
    "by_tag",
    "check_safe",
    "find_query",
    "form_of",
    "format_of",
    "lint",
    "name_of",
    "parse_query",
    "read_queries",
    "read_query",
    "read_values",
    "run",
    "standalone",
    "write_answer",
]


def lint(query: SavedQuery, ontology: Iterable[Quad | Triple], prefixes: Prefixes) -> list[Problem]:
    """What is wrong with a saved query (see `standoff.queries.linting.lint`)."""
    from standoff.queries.linting import lint as check

    return check(query, ontology, prefixes)
