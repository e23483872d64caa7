"""The reasoner as a plain tool over RDF files: named graphs are claims, the rest is background."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Literal as Choice

import numpy as np

from standoff.errors import InputError, UsageError
from standoff.rdf.parsing import parse_file
from standoff.rdf.terms import BlankNode, DefaultGraph, NamedNode, Quad, Triple
from standoff.reasoning.constructs import is_schema_axiom
from standoff.reasoning.derive import derive
from standoff.reasoning.identity import SAME
from standoff.reasoning.vocabulary import known

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from standoff.reasoning.derivation import Derivation

__all__ = ["Inputs", "Reasoned", "reason"]

Engine = Choice["standoff", "owlrl"]


@dataclass(frozen=True)
class Inputs:
    """What was read: background triples, and the claims through the lens."""

    background: list[Triple]
    claims: list[tuple[NamedNode, Triple]]
    graphs_left_out: int
    unmet: tuple[NamedNode, ...]
    """Graphs that the lens names and that no file has."""
    seconds: float


@dataclass(frozen=True)
class Reasoned:
    """A derivation, and which of its facts hold through the lens."""

    inputs: Inputs
    derivation: Derivation
    holds: NDArray[np.bool_]
    undecided: int
    """How many facts may hold, but the search for a support without contradiction was cut short."""
    with_tautologies: bool

    def triples(self) -> Iterator[Triple]:
        """The facts through the lens that RDF can say, less the tautologies unless they were asked for."""
        derivation = self.derivation
        written = self.holds if self.with_tautologies else self.holds & ~tautological(derivation)
        for fact in np.flatnonzero(written).tolist():
            subject, predicate, obj = derivation.spo(fact)
            if isinstance(subject, (NamedNode, BlankNode)) and isinstance(predicate, NamedNode):
                yield Triple(subject, predicate, obj)

    @property
    def contradictions_in_background(self) -> list[int]:
        """The firings that found a contradiction in what the background alone says."""
        limit = self.derivation.certain
        return [
            firing
            for firing in self.derivation.false_firings.tolist()
            if all(fact < limit for fact in self.derivation.body(firing))
        ]


def tautological(derivation: Derivation) -> NDArray[np.bool_]:
    """Facts that say nothing: reflexive owl:sameAs, being an owl:Thing, being of a class expression.

    Facts that are asserted are no tautologies, whatever they say.
    """
    subject, predicate, obj = derivation.subject, derivation.predicate, derivation.object
    blank = np.fromiter((isinstance(term, BlankNode) for term in derivation.terms), bool, len(derivation.terms))
    typed = predicate == known("rdf:type")
    reflexive = (predicate == SAME) & (subject == obj)
    found = reflexive | (typed & ((obj == known("owl:Thing")) | blank[obj]))
    found[derivation.background] = False
    found[derivation.leaf_fact] = False
    return np.asarray(found, bool)


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
        format: the format of all files, when their extensions do not tell.
        with_tautologies: derive and write what holds of anything, too.

    Raises:
        InputError: a file cannot be read, or a claim states an axiom of the schema.
    """
    inputs = read(files, schema, None if lens is None else list(lens), format)
    derivation = derive(inputs.background, inputs.claims, tautologies=with_tautologies)
    if derivation.report is not None:
        derivation.report.seconds["parsing"] = round(inputs.seconds, 4)
    holds, undecided = np.ones(derivation.n_facts, bool), 0
    if len(derivation.false_firings):
        from standoff.reasoning.lenses import Lens
        from standoff.reasoning.reasons import Reasons

        through = Lens(Reasons(derivation)).through()
        holds, undecided = through.holds, int(through.undecided.sum())
    return Reasoned(inputs, derivation, holds, undecided, with_tautologies)


def read(
    files: Sequence[Path], schema: Sequence[Path], lens: list[NamedNode] | None, format: str | None = None
) -> Inputs:
    """Read files into background and claims. Raises InputError where a claim states an axiom of the schema."""
    if not files and not schema:
        raise UsageError("no file to reason over", hint="name at least one")
    clock = time.perf_counter()
    background: list[Triple] = []
    claims: list[tuple[NamedNode, Triple]] = []
    wanted = None if lens is None else set(lens)
    met: set[NamedNode] = set()
    left_out: set[NamedNode] = set()
    for path in schema:
        background += [quad.triple for quad in parse_file(path, format)]
    for path in files:
        for quad in parse_file(path, format):
            graph = quad.graph_name
            if isinstance(graph, DefaultGraph):
                background.append(quad.triple)
                continue
            name = NamedNode(f"urn:standoff:graph:{graph.value}") if isinstance(graph, BlankNode) else graph
            if wanted is not None and name not in wanted:
                left_out.add(name)
                continue
            met.add(name)
            triple = quad.triple
            if is_schema_axiom(triple):
                raise _refusal(path, quad)
            claims.append((name, triple))
    unmet = tuple(sorted(wanted - met, key=str)) if wanted is not None else ()
    return Inputs(background, claims, len(left_out), unmet, time.perf_counter() - clock)


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
