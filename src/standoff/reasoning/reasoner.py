"""The reasoner as a plain tool over RDF files: named graphs are claims, the rest is background."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast
from typing import Literal as Choice

import numpy as np
from pyoxigraph import RdfFormat

from standoff.errors import InputError, UsageError
from standoff.rdf.parsing import EXTENSIONS, parse_bytes, parse_file, rdf_format
from standoff.rdf.terms import BlankNode, NamedNode, Quad, Term, Triple
from standoff.reasoning.constructs import is_schema_axiom, is_schema_term
from standoff.reasoning.derive import derive_encoded
from standoff.reasoning.encoding import Encoded, LineFile, graph_claim
from standoff.reasoning.relations import distinct
from standoff.reasoning.tautologies import tautological
from standoff.reasoning.vocabulary import new_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from standoff.reasoning.derivation import Derivation
    from standoff.reasoning.relations import Ints

__all__ = ["Inputs", "Reasoned", "reason"]

Engine = Choice["standoff", "owlrl"]


@dataclass(frozen=True)
class Inputs:
    """What was read: background and claims through the lens, encoded."""

    encoded: Encoded
    graphs_left_out: int
    unmet: tuple[NamedNode, ...]
    """Graphs that the lens names and that no file has."""
    seconds: float

    @property
    def sizes(self) -> tuple[int, int]:
        """How many triples the background has, and how many the claims."""
        claim = self.encoded.columns()[3]
        return int((claim < 0).sum()), int((claim >= 0).sum())

    def triples(self) -> Iterator[Triple]:
        """Everything that was read."""
        term = self.encoded.terms.term
        s, p, o, _ = self.encoded.columns()
        for subject, predicate, obj in zip(s.tolist(), p.tolist(), o.tolist(), strict=True):
            yield Triple(term(subject), term(predicate), term(obj))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Reasoned:
    """A derivation, and which of its facts hold through the lens."""

    inputs: Inputs
    derivation: Derivation
    holds: NDArray[np.bool_]
    undecided: int
    """How many facts may hold, but the search for a support without contradiction was cut short."""
    with_tautologies: bool

    @cached_property
    def written(self) -> NDArray[np.bool_]:
        """The facts through the lens that RDF can say, less the tautologies unless they were asked for."""
        derivation = self.derivation
        iri = self._terms_that(lambda term: isinstance(term, NamedNode))
        sayable = ~derivation.terms.literals()[derivation.subject] & iri[derivation.predicate]
        told = self.holds if self.with_tautologies else self.holds & ~tautological(derivation)
        return np.asarray(told & sayable, bool)

    def _terms_that(self, test: Callable[[Term], bool]) -> NDArray[np.bool_]:
        terms = self.derivation.terms
        return np.fromiter(map(test, terms), bool, len(terms))

    def triples(self) -> Iterator[Triple]:
        """The facts that are written."""
        return map(self.derivation.triple, np.flatnonzero(self.written).tolist())

    def lines(self) -> tuple[list[str], list[Triple]]:
        """The facts that are written: those without blank nodes as sorted lines of N-Triples, the others as triples.

        Each term is spelt out once, which for large closures is several times as fast as triple by triple.
        """
        derivation = self.derivation
        blank = self._terms_that(lambda term: isinstance(term, BlankNode))
        about = blank[derivation.subject] | blank[derivation.object]
        plain = np.flatnonzero(self.written & ~about)
        columns = [column[plain] for column in (derivation.subject, derivation.predicate, derivation.object)]
        texts = {number: str(derivation.terms.term(number)) for number in distinct(np.concatenate(columns)).tolist()}
        subjects, predicates, objects = (map(texts.__getitem__, column.tolist()) for column in columns)
        lines = [f"{s} {p} {o} .\n" for s, p, o in zip(subjects, predicates, objects, strict=True)]
        lines.sort()
        return lines, [derivation.triple(fact) for fact in np.flatnonzero(self.written & about).tolist()]

    @property
    def contradictions_in_background(self) -> list[int]:
        """The firings that found a contradiction in what the background alone says."""
        limit = self.derivation.certain
        return [
            firing
            for firing in self.derivation.false_firings.tolist()
            if all(fact < limit for fact in self.derivation.body(firing))
        ]


def reason(
    files: Sequence[Path],
    *,
    schema: Sequence[Path] = (),
    lens: Iterable[NamedNode] | None = None,
    format: str | None = None,
    with_tautologies: bool = False,
) -> Reasoned:
    """The closure of some files under OWL 2 RL, *st-bounds* and *st-interval*, through a lens.

    Args:
        files: RDF in any of the usual formats. Their named graphs are claims, their default graphs background.
        schema: files that are background, whatever graphs they have.
        lens: the graphs to take; all when not given. A fact then holds if some support contains no contradiction.
        format: the format of files whose extensions do not tell it, and of standard input (`-`).
        with_tautologies: derive and write what holds of anything, too.

    Raises:
        InputError: a file cannot be read, or a claim states an axiom of the schema.
    """
    inputs = read(files, schema, None if lens is None else list(lens), format)
    derivation = derive_encoded(
        inputs.encoded, tautologies=with_tautologies, seconds={"parsing and encoding": inputs.seconds}
    )
    holds, undecided = np.ones(derivation.n_facts, bool), 0
    if len(derivation.false_firings):
        from standoff.reasoning.lenses import Lens
        from standoff.reasoning.reasons import Reasons

        clock = time.perf_counter()
        through = Lens(Reasons(derivation)).through()
        holds, undecided = through.holds, int(through.undecided.sum())
        if derivation.report is not None:
            derivation.report.seconds["lens"] = round(time.perf_counter() - clock, 4)
    return Reasoned(inputs, derivation, holds, undecided, with_tautologies)


def read(
    files: Sequence[Path], schema: Sequence[Path], lens: list[NamedNode] | None, format: str | None = None
) -> Inputs:
    """Read files into background and claims. Raises InputError where a claim states an axiom of the schema."""
    if not files and not schema:
        raise UsageError("no file to reason over", hint="name at least one")
    clock = time.perf_counter()
    reader = _Reader(Encoded(new_table()), None if lens is None else frozenset(lens))
    for path in schema:
        reader.background(path, format)
    for path in files:
        reader.file(path, format)
    unmet = tuple(sorted(reader.wanted - reader.met, key=str)) if reader.wanted is not None else ()
    return Inputs(reader.encoded, len(reader.left_out), unmet, time.perf_counter() - clock)


_OUT = -2
"""Marks statements of graphs outside the lens."""


class _Reader:
    """Reads files into one encoding."""

    def __init__(self, encoded: Encoded, wanted: frozenset[NamedNode] | None) -> None:
        self.encoded = encoded
        self.wanted = wanted
        self.met: set[NamedNode] = set()
        self.left_out: set[NamedNode] = set()

    def background(self, path: Path, format: str | None) -> None:
        """Read a file as background, whatever graphs it has."""
        self.encoded.add((None, quad) for quad in _quads(path, format))

    def file(self, path: Path, format: str | None) -> None:
        """Read a file whose named graphs are claims."""
        lines = LineFile(path) if _has_lines(path, format) else None
        if lines is not None and lines.read():
            self._lines(path, lines)
        else:
            self.encoded.add(self._claimed(path, format))

    def _claimed(self, path: Path, format: str | None) -> Iterator[tuple[NamedNode | None, Quad]]:
        for quad in _quads(path, format):
            claim = graph_claim(quad.graph_name)
            if claim is not None and not self._take(claim):
                continue
            if claim is not None and is_schema_axiom(quad.triple):
                raise _refusal(path, quad)
            yield claim, quad

    def _take(self, claim: NamedNode) -> bool:
        inside = self.wanted is None or claim in self.wanted
        (self.met if inside else self.left_out).add(claim)
        return inside

    def _lines(self, path: Path, lines: LineFile) -> None:
        s, p, o, g = lines.columns()
        graphs = np.unique(g)
        names = {place: graph_claim(cast("NamedNode", lines.terms[place])) for place in graphs.tolist() if place >= 0}
        claims = np.full(len(lines.terms) + 1, -1, np.int32)
        for place, name in names.items():
            assert name is not None
            claims[place] = self.encoded.claim(name) if self._take(name) else _OUT
        claim = claims[g]
        suspect = (claim >= 0) & (_schema_terms(lines.terms, p) | _schema_terms(lines.terms, o))
        for at in np.nonzero(suspect)[0].tolist():
            quad = Quad(*(cast("NamedNode", lines.terms[column[at]]) for column in (s, p, o, g)))
            if is_schema_axiom(quad.triple):
                raise _refusal(path, quad)
        lines.encode(self.encoded, claim)


def _quads(path: Path, format: str | None) -> Iterator[Quad]:
    """The quads of a file, or of standard input when it is called `-`."""
    if str(path) != "-":
        return parse_file(path, None if path.suffix.lower() in EXTENSIONS else format)
    if format is None:
        raise UsageError("standard input has no extension to tell its format", hint="give --input-format")
    return parse_bytes(sys.stdin.buffer.read(), format)


def _has_lines(path: Path, format: str | None) -> bool:
    told = path if format is None or path.suffix.lower() in EXTENSIONS else format
    return path.is_file() and rdf_format(told) in (RdfFormat.N_QUADS, RdfFormat.N_TRIPLES)


def _schema_terms(terms: Sequence[Term], column: Ints) -> NDArray[np.bool_]:
    used = np.unique(column)
    flags = np.zeros(len(terms), bool)
    flags[used] = [isinstance(terms[place], NamedNode) and is_schema_term(terms[place]) for place in used.tolist()]
    return np.asarray(flags[column], bool)


def _refusal(path: Path, quad: Quad) -> InputError:
    from standoff.rdf.positions import positions

    graph = quad.graph_name if isinstance(quad.graph_name, NamedNode) else None
    line = positions(path).line(graph, quad.subject, quad.predicate, quad.object)
    return InputError(
        f"the claim {quad.graph_name} states an axiom of the schema ({quad.predicate} {quad.object})",
        path=path,
        line=line,
        hint="claims state facts about individuals; put axioms into the default graph or a --schema file",
    )
