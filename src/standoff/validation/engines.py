"""The SHACL engines: pySHACL, which is the reference, and the accelerator, which gives the same results sooner."""

from __future__ import annotations

import importlib.util
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Protocol

from pyoxigraph import RdfFormat, parse

from standoff.errors import UsageError
from standoff.rdf.terms import BlankNode, Literal, NamedNode, Term

__all__ = ["ENGINES", "Engine", "Result", "engine_named"]


@dataclass(frozen=True, slots=True)
class Result:
    """FOCUS breaks SHAPE's COMPONENT, with VALUE where the component has one (a sh:ValidationResult)."""

    focus: Term
    shape: NamedNode
    component: NamedNode
    value: Term | None = None


class Engine(Protocol):
    """Validates a data graph against a shapes graph, both given as N-Triples."""

    @property
    def name(self) -> str:
        """What reports call it."""
        ...

    def results(self, shapes: str, data: str) -> set[Result]:
        """What breaks the shapes; each result once."""
        ...


class PySHACL:
    """pySHACL over rdflib."""

    name: Final = "pyshacl"

    def results(self, shapes: str, data: str) -> set[Result]:
        """What breaks the shapes, by pySHACL.

        SPARQL constraints run once per focus node and are parsed only once: parsing took ninety times as long as
        running them.
        """
        import pyshacl
        import rdflib
        from rdflib.namespace import SH as RDFLIB_SH

        with _quietly():
            _, report, _ = pyshacl.validate(
                _data_graph(data),
                shacl_graph=rdflib.Graph().parse(data=shapes, format="nt"),
                inplace=True,
                inference="none",
            )
        found: set[Result] = set()
        if not isinstance(report, rdflib.Graph):
            raise UsageError(f"pySHACL cannot use these shapes: {report}", hint="mend the shapes graph")
        for node in report.objects(None, RDFLIB_SH.result):
            shape = _from_rdflib(report.value(node, RDFLIB_SH.sourceShape))
            component = _from_rdflib(report.value(node, RDFLIB_SH.sourceConstraintComponent))
            focus = _from_rdflib(report.value(node, RDFLIB_SH.focusNode))
            value = report.value(node, RDFLIB_SH.value)
            if isinstance(shape, NamedNode) and isinstance(component, NamedNode):
                found.add(Result(focus, shape, component, None if value is None else _from_rdflib(value)))
        return found


class Accelerator:
    """The `shacl` package, written in Rust."""

    name: Final = "shacl"

    def __init__(self) -> None:
        self._compiled: dict[str, Any] = {}

    def results(self, shapes: str, data: str) -> set[Result]:
        """What breaks the shapes, by the accelerator."""
        import shacl

        if shapes not in self._compiled:
            self._compiled[shapes] = shacl.Shapes.from_text(shapes, format="ntriples")
        report = self._compiled[shapes].validate_text(data, format="ntriples")
        if not report.results:
            return set()
        terms = _terms({t for r in report.results for t in (r.focus_node, r.value, r.source_shape) if t})
        found: set[Result] = set()
        for result in report.results:
            shape = terms.get(result.source_shape)
            if isinstance(shape, NamedNode):
                value = terms[result.value] if result.value else None
                found.add(Result(terms[result.focus_node], shape, NamedNode(result.component_iri), value))
        return found


ENGINES: Final = ("pyshacl", "shacl")


def engine_named(name: str | None = None) -> Engine:
    """The engine called `name`; for None the accelerator where it is installed, else pySHACL.

    Raises:
        UsageError: there is no such engine, or it is not installed.
    """
    if name not in (None, *ENGINES):
        raise UsageError(f"no SHACL engine is called {name!r}", hint=f"one of {', '.join(ENGINES)}")
    accelerated = importlib.util.find_spec("shacl") is not None
    if name == "shacl" and not accelerated:
        raise UsageError("the SHACL accelerator is not installed", hint="pip install 'standoff[fast]'")
    return _accelerator() if accelerated and name != "pyshacl" else PySHACL()


@cache
def _accelerator() -> Accelerator:
    """One accelerator for the process: it keeps the shapes it has compiled."""
    return Accelerator()


def _terms(texts: set[str]) -> Mapping[str, Term]:
    """Terms from their N-Triples spelling; blank nodes keep their labels."""
    found: dict[str, Term] = {}
    ordered = []
    for text in texts:
        if text.startswith("<"):
            found[text] = NamedNode(text[1:-1])
        elif text.startswith("_:"):
            found[text] = BlankNode(text[2:])
        else:
            ordered.append(text)
    lines = "".join(f"<urn:x> <urn:x> {text} .\n" for text in ordered)
    for text, quad in zip(ordered, parse(lines, RdfFormat.N_TRIPLES), strict=True):
        found[text] = quad.object
    return found


def _from_rdflib(term: Any) -> Term:
    import rdflib

    if isinstance(term, rdflib.Literal):
        if term.language:
            return Literal(str(term), language=term.language)
        return Literal(str(term), datatype=NamedNode(str(term.datatype))) if term.datatype else Literal(str(term))
    if isinstance(term, rdflib.BNode):
        return BlankNode(re.sub(r"\W", "", str(term)) or "b")
    return NamedNode(str(term))


@contextmanager
def _quietly() -> Iterator[None]:
    """Rdflib without its complaints about ill-typed literals, and with literals spelt as they were written."""
    import rdflib

    logger = logging.getLogger("rdflib.term")
    level, normalize = logger.level, rdflib.NORMALIZE_LITERALS
    logger.setLevel(logging.CRITICAL)
    rdflib.NORMALIZE_LITERALS = False
    rdflib.term.NORMALIZE_LITERALS = False  # type: ignore[attr-defined]
    try:
        yield
    finally:
        logger.setLevel(level)
        rdflib.NORMALIZE_LITERALS = normalize
        rdflib.term.NORMALIZE_LITERALS = normalize  # type: ignore[attr-defined]


def _data_graph(data: str) -> Any:
    """An rdflib graph that parses each SPARQL text once."""
    import rdflib

    class DataGraph(rdflib.Graph):
        """Runs prepared queries."""

        def query(self, query_object: Any, *arguments: Any, **named: Any) -> Any:
            """Run a query, prepared before if it was asked before."""
            prepared = _prepared(query_object) if isinstance(query_object, str) else query_object
            return super().query(prepared, *arguments, **named)

    return DataGraph().parse(data=data, format="nt")


@cache
def _prepared(query: str) -> Any:
    from rdflib.plugins.sparql import prepareQuery

    return prepareQuery(query)
