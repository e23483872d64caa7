"""Deterministic writers: the same quads give the same bytes, on every run and every machine.

Sorted and sectioned for people: the own prefixes first, the ontology node first, then the own names and then
others', `a` before all else, one blank line between subjects. Lexical forms are kept as they are given. What
doesn't fit in memory is sorted on disk, so a writer needs no more memory for a million quads than for a
hundred thousand; quads with blank nodes (class expressions) are the exception and are held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from typing import Final, cast

from pyoxigraph import RdfFormat

from standoff.errors import UsageError
from standoff.rdf.blank_nodes import BlankNodes, has_blank_node
from standoff.rdf.ordering import CHUNK, SortedLines
from standoff.rdf.parsing import FORMATS
from standoff.rdf.prefixes import Prefixes
from standoff.rdf.terms import OWL, RDF, DefaultGraph, NamedNode, Quad, Triple
from standoff.rdf.turtle import Names, Record, write_turtle

__all__ = ["FORMATS", "FORMATS_WITH_GRAPHS", "format_named", "line_of", "serialise"]

FORMATS_WITH_GRAPHS: Final = frozenset({RdfFormat.TRIG, RdfFormat.N_QUADS, RdfFormat.JSON_LD})
"""The formats that keep which graph a triple stands in; the others write the union, each triple once."""

_TYPE: Final = RDF["type"].value
_ONTOLOGY: Final = str(OWL["Ontology"])


def format_named(name: str) -> RdfFormat:
    """The format called `turtle`, `trig`, `ntriples`, `nquads`, `jsonld` or `rdfxml`.

    Raises:
        UsageError: there is no such format.
    """
    try:
        return FORMATS[name]
    except KeyError:
        raise UsageError(f"no graph format is called {name!r}", hint=f"one of {', '.join(FORMATS)}") from None


def serialise(
    quads: Iterable[Quad],
    format: RdfFormat | str,
    prefixes: Prefixes | None = None,
    *,
    chunk: int = CHUNK,
    observe: Callable[[Record], None] | None = None,
) -> Iterator[str]:
    """The text of some quads, piece by piece, in a format that keeps its order from run to run.

    Args:
        quads: in any order; doubles are written once.
        format: a pyoxigraph format, or one of `FORMATS` by name. Formats without graphs write the union.
        prefixes: those to shorten IRIs with; the first lines declare those that occur.
        chunk: how many quads are sorted in memory at once.
        observe: is shown each quad as it is written, once.

    Raises:
        UsageError: there is no such format.
        InputError: RDF/XML cannot say it (a predicate without a local name, a control character).
    """
    chosen = format_named(format) if isinstance(format, str) else format
    with closing(_Arranged(quads, chosen, prefixes or Prefixes(), chunk, observe)) as arranged:
        if chosen in {RdfFormat.N_QUADS, RdfFormat.N_TRIPLES}:
            yield from (f"{line_of(*record[1:])}\n" for record in arranged.records())
        elif chosen in {RdfFormat.TURTLE, RdfFormat.TRIG}:
            yield from write_turtle(arranged.records(), arranged.names, arranged.blank)
        elif chosen == RdfFormat.RDF_XML:
            from standoff.rdf.rdfxml import write_rdfxml

            yield from write_rdfxml(arranged.records(), arranged.names)
        elif chosen == RdfFormat.JSON_LD:
            from standoff.rdf.jsonld import write_jsonld

            yield from write_jsonld(arranged.records(), arranged.names)
        else:
            raise UsageError(f"{chosen} is read but not written", hint=f"one of {', '.join(FORMATS)}")


def line_of(graph: str, subject: str, predicate: str, value: str) -> str:
    """A quad as one line of N-Quads, without the line break; the object is given as N-Quads writes it."""
    start = subject if subject.startswith("_:") else f"<{subject}>"
    if not graph:
        return f"{start} <{predicate}> {value} ."
    end = graph if graph.startswith("_:") else f"<{graph}>"
    return f"{start} <{predicate}> {value} {end} ."


class _Arranged:
    """Quads in the order of a format, with the names they need."""

    def __init__(
        self,
        quads: Iterable[Quad],
        format: RdfFormat,
        prefixes: Prefixes,
        chunk: int,
        observe: Callable[[Record], None] | None,
    ) -> None:
        self._observe = observe
        self._inline = format in {RdfFormat.TURTLE, RdfFormat.TRIG}
        self._by_graph = format in {RdfFormat.N_QUADS, RdfFormat.JSON_LD}
        self._with_graphs = format in FORMATS_WITH_GRAPHS
        self._ontologies: set[str] = set()
        self._stems: set[str] = set()
        self._datatypes: dict[str, None] = {}
        self._held: list[Quad] = []
        self._lines = SortedLines(self._plain(quads), chunk=chunk)
        self.blank = BlankNodes(self._held)
        self._lines.extend(self._with_blank_nodes())
        self.names = Names(prefixes, self._stems)

    def close(self) -> None:
        self._lines.close()

    def _plain(self, quads: Iterable[Quad]) -> Iterator[str]:
        for quad in quads:
            if has_blank_node(quad):
                self._held.append(quad)
                continue
            value = quad.object
            graph = quad.graph_name
            name = graph.value if isinstance(graph, NamedNode) else ""
            if isinstance(value, Triple):
                text = f"<<( {value} )>>"
                self._note_triple(value)
            else:
                text = str(value)
            subject = cast("NamedNode", quad.subject)
            yield self._line(name, subject.value, quad.predicate.value, text)

    def _with_blank_nodes(self) -> Iterator[str]:
        for quad in self.blank.quads():
            if isinstance(quad.object, Triple):
                self._note_triple(quad.object)
            named = self.blank.named(quad)
            if self._inline and self.blank.in_place(quad.subject):
                self._note(*named)
            else:
                yield self._line(*named)

    def _note(self, graph: str, subject: str, predicate: str, value: str) -> None:
        stems = self._stems
        for iri in (graph, subject, predicate):
            stems.add(iri[: max(iri.rfind("#"), iri.rfind("/")) + 1])
        if value[0] == "<":
            stems.add(value[1 : max(value.rfind("#"), value.rfind("/")) + 1])
        elif value[-1] == ">":
            iri = value[value.rfind("^^<") + 3 : -1]
            stems.add(iri[: max(iri.rfind("#"), iri.rfind("/")) + 1])

    def _note_triple(self, triple: Triple) -> None:
        for term in (triple.subject, triple.object):
            if isinstance(term, Triple):
                self._note_triple(term)
            elif not isinstance(term, NamedNode):
                self._note("", "", triple.predicate.value, str(term))
            else:
                self._note("", term.value, triple.predicate.value, str(term))

    def _line(self, graph: str, subject: str, predicate: str, value: str) -> str:
        self._note(graph, subject, predicate, value)
        if not self._with_graphs:
            graph = ""
        if predicate == _TYPE:
            if value == _ONTOLOGY:
                self._ontologies.add(graph or subject)
            predicate = ""
        if self._by_graph:
            return f"{graph}\t0\t{subject}\t{predicate}\t{value}"
        if graph:
            return f"{graph}\t0\t{subject}\t{predicate}\t{value}"
        return f"{subject}\t1\t\t{predicate}\t{value}"

    def records(self) -> Iterator[Record]:
        """What is to be written, in order; what stands inside it is only shown to the observer."""
        if self._observe is None:
            yield from self._ordered()
            return
        for record in self._ordered():
            self._observe(record)
            yield record
        for quad in self.blank.quads():
            if self._inline and self.blank.in_place(quad.subject):
                graph, subject, predicate, value = self.blank.named(quad)
                self._observe((subject, graph, subject, predicate, value))

    def _ordered(self) -> Iterator[Record]:
        if self._by_graph or not self._inline:
            yield from map(self._record, self._lines)
            return
        ontologies = tuple(f"{name}\t" for name in sorted(self._ontologies))
        sections = [
            lambda line: line.startswith(ontologies),
            lambda line: self.names.is_own(line) and not line.startswith(ontologies),
            lambda line: not (self.names.is_own(line) or line.startswith(("_:", *ontologies))),
            lambda line: line.startswith("_:"),
        ]
        for keep in sections if ontologies else sections[1:]:
            yield from map(self._record, self._lines.where(keep))

    def _record(self, line: str) -> Record:
        block, kind, subject, predicate, value = line.split("\t", 4)
        if kind == "1":
            return block, "", block, predicate or _TYPE, value
        return block, block, subject, predicate or _TYPE, value


def default_graph(quads: Iterable[Quad]) -> Iterator[Quad]:
    """The same triples, all in the default graph."""
    return (Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in quads)
