"""Triples as columns of term numbers: the form in which the reasoner computes with them."""

from __future__ import annotations

import gc
import re
from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from pyoxigraph import RdfFormat, parse

from standoff.rdf.terms import BlankNode, DefaultGraph, NamedNode, Quad, Term, Triple
from standoff.reasoning.derivation import ClaimNames

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from standoff.reasoning.relations import Ints
    from standoff.reasoning.terms_table import TermTable

__all__ = ["Encoded", "LineFile", "graph_claim"]

CHUNK: Final = 1 << 20
"""How many bytes of a file of lines are read at once."""

_IRI = rb"<[^<>\"{}|^`\x00-\x20]*>"
_BLANK = rb"_:[^\s<>\"#]+"
_LITERAL = rb"\"(?:[^\"\\\n\r]|\\[^\n\r])*\"(?:\^\^" + _IRI + rb"|@[A-Za-z0-9-]+)?"
_TERM = re.compile(_IRI + rb"|" + _BLANK + rb"|" + _LITERAL)
_LINE = re.compile(
    rb"(%(iri)s|%(blank)s) (%(iri)s) (%(iri)s|%(blank)s|%(literal)s)(?: (%(iri)s|%(blank)s))? \."
    % {b"iri": _IRI, b"blank": _BLANK, b"literal": _LITERAL}
)


class Encoded:
    """Triples as columns of term numbers, with the claim of each (-1 for the background)."""

    def __init__(self, terms: TermTable, claims: ClaimNames | None = None) -> None:
        self.terms = terms
        self._older = claims
        self._first = len(claims) if claims is not None else 0
        self._names: list[int] = []
        self._numbers: dict[NamedNode, int] = {}
        self._parts: list[tuple[Ints, Ints, Ints, Ints]] = []

    def add(self, triples: Iterable[tuple[NamedNode | None, Triple | Quad]]) -> None:
        """Encode triples, each with its claim or None."""
        subjects, predicates, objects, claims = (array("i") for _ in range(4))
        encode, claim_number = self.terms.encode, self.claim
        for claim, triple in triples:
            subjects.append(encode(triple.subject))
            predicates.append(encode(triple.predicate))
            objects.append(encode(triple.object))
            claims.append(-1 if claim is None else claim_number(claim))
        if subjects:
            s, p, o, c = (np.frombuffer(column, np.int32) for column in (subjects, predicates, objects, claims))
            self.add_columns(s, p, o, c)

    def add_columns(self, subject: Ints, predicate: Ints, obj: Ints, claim: Ints) -> None:
        """Add triples that are encoded already."""
        self._parts.append((subject, predicate, obj, claim))

    def claim(self, name: NamedNode) -> int:
        """The number of a claim, a new one if it was never met."""
        found = self._numbers.get(name)
        if found is None:
            older = self._older.find(name) if self._older is not None else None
            if older is None:
                older = self._first + len(self._names)
                self._names.append(self.terms.encode(name))
            found = self._numbers[name] = older
        return found

    @property
    def claims(self) -> ClaimNames:
        """The names of the claims, those of before first."""
        new = np.array(self._names, np.int32)
        older = self._older.numbers if self._older is not None else new[:0]
        return ClaimNames(self.terms, np.concatenate([older, new]))

    def columns(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Subject, predicate, object and claim of each triple."""
        if len(self._parts) != 1:
            empty = np.empty(0, np.int32)
            columns = zip(*self._parts, strict=True) if self._parts else [(empty,)] * 4
            s, p, o, c = (np.concatenate(column).astype(np.int32, copy=False) for column in columns)
            self._parts = [(s, p, o, c)]
        return self._parts[0]


class _Tokens(dict[bytes, int]):
    """Numbers for tokens, given out as they are met."""

    def __missing__(self, token: bytes) -> int:
        number = self[token] = len(self)
        return number


class LineFile:
    """An N-Triples or N-Quads file written one statement a line with single spaces, as programs write it.

    Such files are split at spaces, and each distinct token is checked and parsed once: twice as fast as parsing each
    statement. `read` gives False for any other file, valid or not: then the parser has the say.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._tokens = _Tokens()
        self._columns = tuple(array("i") for _ in range(4))
        self.terms: list[Term] = []

    def read(self) -> bool:
        """Read the file; False when it is not such a file."""
        # Millions of short-lived tuples would set off the cycle collector again and again, for nothing.
        collecting = gc.isenabled()
        gc.disable()
        try:
            return self._read()
        finally:
            if collecting:
                gc.enable()

    def columns(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Subject, predicate, object and graph of each statement, as places in `terms`; -1 for the default graph."""
        s, p, o, g = (np.frombuffer(column, np.int32) if column else np.empty(0, np.int32) for column in self._columns)
        return s, p, o, g

    def _read(self) -> bool:
        with self.path.open("rb") as stream:
            rest = b""
            while chunk := stream.read(CHUNK):
                *lines, rest = (rest + chunk).split(b"\n")
                if lines and not self._split(lines):
                    return False
        return not rest and self._parse()

    def _split(self, lines: list[bytes]) -> bool:
        rows = [line.split(b" ") for line in lines]
        if any(len(row) != 5 for row in rows):
            whole = [row if len(row) == 5 else _statement(line) for row, line in zip(rows, lines, strict=True)]
            rows = [row for row in whole if row is not None]
        if len(rows) < len(lines):
            return False
        number = self._tokens.__getitem__
        *columns, dots = zip(*rows, strict=True)
        for column, tokens in zip(self._columns, columns, strict=True):
            column.extend(map(number, tokens))
        return set(dots) == {b"."}

    def _parse(self) -> bool:
        nothing = self._tokens.pop(b"", None)
        if not all(map(_TERM.fullmatch, self._tokens)):
            return False
        lines = b"".join(b"<x:s> <x:p> %s .\n" % token for token in self._tokens)
        try:
            found = [quad.object for quad in parse(lines, RdfFormat.N_TRIPLES, rename_blank_nodes=True)]
        except (SyntaxError, ValueError):
            return False
        if nothing is not None:
            found.insert(nothing, _NOTHING)
            graph = self.columns()[3]
            graph.flags.writeable = True
            graph[graph == nothing] = -1
        self.terms = found
        return self._well_placed()

    def _well_placed(self) -> bool:
        """Whether subjects, predicates and graphs are what they may be."""
        s, p, _, g = self.columns()
        resource = np.fromiter((isinstance(t, (NamedNode, BlankNode)) for t in self.terms), bool, len(self.terms))
        iri = np.fromiter((isinstance(t, NamedNode) for t in self.terms), bool, len(self.terms))
        return bool(resource[s].all() and iri[p].all() and resource[g[g >= 0]].all())

    def encode(self, encoded: Encoded, claim: Iterator[int] | NDArray[np.int32]) -> None:
        """Add the statements to others, with the claim of each; those with claim -2 are left out."""
        claims = np.asarray(claim, np.int32)
        kept = claims > -2
        s, p, o, _ = self.columns()
        used = np.unique(np.concatenate([s[kept], p[kept], o[kept]]))
        mapping = np.full(len(self.terms), -1, np.int32)
        mapping[used] = [encoded.terms.encode(self.terms[place]) for place in used.tolist()]
        encoded.add_columns(mapping[s[kept]], mapping[p[kept]], mapping[o[kept]], claims[kept])


_NOTHING = BlankNode("no-graph")
"""Stands in the place of the empty token, which means that a statement has no graph."""


def _statement(line: bytes) -> list[bytes] | None:
    """A line's subject, predicate, object, graph (empty for the default graph) and dot; None if it is none."""
    found = _LINE.fullmatch(line)
    return [*(token or b"" for token in found.groups()), b"."] if found else None


def graph_claim(graph: NamedNode | BlankNode | DefaultGraph) -> NamedNode | None:
    """The claim that a named graph is; None for the default graph."""
    if isinstance(graph, NamedNode):
        return graph
    return NamedNode(f"urn:standoff:graph:{graph.value}") if isinstance(graph, BlankNode) else None
