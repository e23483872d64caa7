"""What a row rests on, and what is known while it is traced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from standoff.citing.terms import same_value
from standoff.rdf.terms import NamedNode, Term

__all__ = ["Bindings", "Ground", "Scope", "Solution", "Spo", "Trace", "grown", "name_of", "variables"]

Spo = tuple[Term, Term, Term]
Bindings = dict[str, Term]


@dataclass(frozen=True, slots=True)
class Ground:
    """One way in which a row came about: the facts matched, and the triples matched in named graphs."""

    facts: frozenset[Spo] = frozenset()
    said: frozenset[tuple[NamedNode, Spo]] = frozenset()

    def __or__(self, other: Ground) -> Ground:
        """Both together."""
        return Ground(self.facts | other.facts, self.said | other.said)

    @classmethod
    def of(cls, spo: Spo, graph: NamedNode | None) -> Ground:
        """One triple, of the default graph or of a named one."""
        return cls(frozenset((spo,))) if graph is None else cls(said=frozenset(((graph, spo),)))


@dataclass(frozen=True, slots=True)
class Trace:
    """The grounds of one row: each by itself brought it about; and what could not be traced, in sentences."""

    grounds: tuple[Ground, ...]
    notes: tuple[str, ...]


@dataclass
class Scope:
    """What is known while one row is traced."""

    hints: Mapping[str, Term]
    graph: str | NamedNode | None = None
    """The named graph asked (a variable's name, or its IRI); none for the default graph."""
    opaque: set[str] = field(default_factory=set)
    """Variables whose values are not worked out again: those of aggregates in subqueries."""

    def inside(self, graph: str | NamedNode) -> Scope:
        """The same within a named graph."""
        return Scope(self.hints, graph, self.opaque)

    def narrowed(self, names: Iterable[str]) -> Scope:
        """The same with hints on some variables only: those that can be seen from where one is."""
        kept = set(names)
        return Scope({name: term for name, term in self.hints.items() if name in kept}, self.graph, self.opaque)


Solution = tuple[Bindings, Ground]


def name_of(part: Any) -> str | None:
    """The name of a pattern's variable (a blank node is one), none for a term or a path."""
    import rdflib

    if isinstance(part, rdflib.Variable):
        return str(part)
    if isinstance(part, rdflib.BNode):
        return f"_:{part}"
    return None


def variables(part: Any) -> set[str]:
    """The names of all variables in a part of the algebra or an expression."""
    import rdflib

    if isinstance(part, rdflib.Variable):
        return {str(part)}
    if isinstance(part, dict):
        return set().union(*(variables(value) for value in part.values()))
    if isinstance(part, list | tuple | set):
        return set().union(*(variables(value) for value in part))
    return set()


def grown(bindings: Bindings, parts: Iterable[tuple[Any, Term]]) -> Bindings | None:
    """Bindings with the variables of a pattern bound; none when one of them is bound otherwise."""
    found = dict(bindings)
    for part, term in parts:
        name = name_of(part)
        if name is not None and not same_value(found.setdefault(name, term), term):
            return None
    return found
