"""Tracing: which facts a query's patterns matched for one row of its answer.

The row's values are put back into the query's patterns (the SPARQL algebra, as rdflib translates it), and the patterns
are matched again, this time keeping the triples. So a row can be traced through joins, OPTIONAL, UNION, FILTER, BIND,
VALUES, property paths, GRAPH and subqueries; an aggregate is traced to all that its group was made of. Absence leaves
no triples: of NOT EXISTS and MINUS the trace only says that the row rests on them, too.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from standoff.citing.terms import from_rdflib, same_value, to_rdflib
from standoff.rdf.terms import DefaultGraph, Literal, NamedNode, Term

if TYPE_CHECKING:
    from pyoxigraph import Store

__all__ = ["Ground", "Trace", "Tracer"]

Spo = tuple[Term, Term, Term]
Bindings = dict[str, Term]

_STEPS: Final = 200_000
_SOLUTIONS: Final = 60
_GROUP: Final = 5_000
_DEFAULT: Final = DefaultGraph()


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
class _Scope:
    """What is known while one row is traced."""

    hints: Mapping[str, Term]
    graph: str | NamedNode | None = None
    """The named graph asked (a variable's name, or its IRI); none for the default graph."""
    opaque: set[str] = field(default_factory=set)
    """Variables whose values are not worked out again: those of aggregates in subqueries."""

    def inside(self, graph: str | NamedNode) -> _Scope:
        return _Scope(self.hints, graph, self.opaque)

    def narrowed(self, names: Iterable[str]) -> _Scope:
        kept = set(names)
        return _Scope({name: term for name, term in self.hints.items() if name in kept}, self.graph, self.opaque)


Solution = tuple[Bindings, Ground]


class Tracer:
    """Traces the rows of one SELECT query over a store.

    Raises:
        ValueError: the query cannot be translated (it uses what SPARQL 1.1 does not have).
    """

    def __init__(self, store: Store, query: str, prefixes: Mapping[str, str] | None = None) -> None:
        from rdflib import Graph
        from rdflib.plugins.sparql.algebra import translateQuery
        from rdflib.plugins.sparql.parser import parseQuery
        from rdflib.plugins.sparql.sparql import QueryContext

        self._store = store
        try:
            self._query = translateQuery(parseQuery(query), initNs=dict(prefixes or {}))
        except Exception as error:  # rdflib raises its parser's own, and bare Exception
            raise ValueError(f"rdflib cannot translate the query: {error}") from error
        self._context = QueryContext(Graph(), initBindings={})
        self._context.prologue = self._query.prologue
        self._notes: dict[str, None] = {}
        self._left = 0

    @property
    def is_select(self) -> bool:
        """Whether the query has rows."""
        return bool(self._query.algebra.name == "SelectQuery")

    def trace(self, row: Mapping[str, Term | None]) -> Trace:
        """The grounds of a row, at most a few dozen."""
        self._notes = {}
        self._left = _STEPS
        part, names, group = self._unwrapped(self._query.algebra.p)
        if group is not None:
            return self._trace_group(part, group, row)
        given = {name: term for name, term in row.items() if term is not None}
        scope = _Scope(given)
        grounds: dict[Ground, None] = {}
        solutions = (
            ground
            for bindings, ground in self._solve(part, {}, scope)
            if all(self._agrees(name, row.get(name), bindings, scope) for name in names)
        )
        for ground in islice(solutions, _SOLUTIONS + 1):
            grounds[ground] = None
        if len(grounds) > _SOLUTIONS:
            self._notes["there are more ways to this row than were looked at"] = None
        if not grounds:
            self._notes["this row could not be traced to facts"] = None
        return self._told(list(grounds)[:_SOLUTIONS])

    def _trace_group(self, part: Any, group: list[str], row: Mapping[str, Term | None]) -> Trace:
        """An aggregated row rests on everything its group was made of."""
        scope = _Scope({name: term for name in group if (term := row.get(name)) is not None})
        if any(name not in row for name in group):
            self._notes["it is grouped by what is not shown: groups that look the same are taken together"] = None
        whole, count = Ground(), 0
        for bindings, ground in self._solve(part, {}, scope):
            if all(self._agrees(name, row[name], bindings, scope) for name in group if name in row):
                whole |= ground
                count += 1
                if count >= _GROUP:
                    self._notes[f"only the first {_GROUP:,} members of the group were looked at"] = None
                    break
        return self._told([whole] if count else [Ground()])

    def _told(self, grounds: list[Ground]) -> Trace:
        if self._left < 0:
            self._notes["the tracing was cut short"] = None
        return Trace(tuple(grounds), tuple(self._notes))

    def _agrees(self, name: str, value: Term | None, bindings: Bindings, scope: _Scope) -> bool:
        if name in scope.opaque:
            return True
        found = bindings.get(name)
        if value is None or found is None:
            return value is None and found is None
        return same_value(found, value)

    @staticmethod
    def _unwrapped(part: Any) -> tuple[Any, list[str], list[str] | None]:
        """The pattern below projection and ordering, the projected variables, and those it is grouped by."""
        names: list[str] = []
        while part.name in ("Slice", "Distinct", "Reduced", "OrderBy", "Project"):
            if part.name == "Project" and not names:
                names = [str(name) for name in part.PV]
            part = part.p
        inner = part
        while inner.name in ("Extend", "Filter"):
            inner = inner.p
        if inner.name != "AggregateJoin":
            return part, names, None
        keys = inner.p.expr or []
        return inner.p.p, names, [str(key) for key in keys]

    # -- the algebra ---------------------------------------------------------------------------------------

    def _solve(self, part: Any, bindings: Bindings, scope: _Scope) -> Iterator[Solution]:
        """The solutions of a part of the algebra that extend some bindings, each with what it matched."""
        handler = getattr(self, f"_{part.name.lower()}", None)
        if handler is None:
            self._notes[f"{part.name} cannot be traced"] = None
            yield bindings, Ground()
            return
        yield from handler(part, bindings, scope)

    def _bgp(self, part: Any, bindings: Bindings, scope: _Scope) -> Iterator[Solution]:
        yield from self._patterns(list(part.triples), bindings, scope, Ground())

    def _join(self, part: Any, bindings: Bindings, scope: _Scope) -> Iterator[Solution]:
        for left, ground in self._solve(part.p1, bindings, scope):
            for right, more in self._solve(part.p2, left, scope):
                yield right, ground | more

    def _leftjoin(self, part: Any, bindings: Bindings, scope: _Scope) -> Iterator[Solution]:
        for left, ground in self._solve(part.p1, bindings, scope):
            matched = False
            for right, more in self._solve(part.p2, left, scope):
                held, extra = self._holds(part.expr, right, scope)
                if held:
                    matched = True
                    yield right, ground | more | extra
            if not matched:
                yield left, ground

    def _union(self, part: Any, bindings: Bindings, scope: _Scope) -> Iterator[Solution]:
        yield from self._solve(part.p1, bindings, scope)
        yield from self._solve(part.p2, bindings, scope)

    def _filter(self, part: Any, bindings: Bindings, scope: _Scope) -> Iterator[Solution]:
        for found, ground in self._solve(part.p, bindings, scope):
            held, extra = self._holds(part.expr, found, scope)
            if held:
                yield found, ground | extra

    def _extend(self, part: Any, bindings: Bindings, scope: _Scope) -> Iterator[Solution]:
        name = str(part.var)
        for found, ground in self._solve(part.p, bindings, scope):
            value = self._value(part.expr, found, scope)
            wanted = scope.hints.get(name)
            if value is _OPAQUE:
                scope.opaque.add(name)
                yield found, ground
            elif value is None:
                yield found, ground
            elif wanted is None or same_value(value, wanted):
                yield {**found, name: value if wanted is None else wanted}, ground

    def _minus(self, part: Any, bindings: Bindings, scope: _Scope) -> Iterator[Solution]:
        self._absence()
        for found, ground in self._solve(part.p1, bindings, scope):
            inside = _variables(part.p2)
            shared = next(self._solve(part.p2, found, scope.narrowed(())), None)
            if shared is None or not inside & found.keys():
                yield found, ground

    def _absence(self) -> None:
        self._notes["it also rests on what is not there (NOT EXISTS, MINUS): absence has no claims"] = None

    def _graph(self, part: Any, bindings: Bindings, scope: _Scope) -> Iterator[Solution]:
        import rdflib

        name = str(part.term)
        graph = name if isinstance(part.term, rdflib.Variable) else NamedNode(name)
        yield from self._solve(part.p, bindings, scope.inside(graph))

    def _tomultiset(self, part: Any, bindings: Bindings, scope: _Scope) -> Iterator[Solution]:
        if part.p.name == "values":
            yield from self._values(part.p, bindings)
            return
        inner, names, group = self._unwrapped(part.p)
        visible = [name for name in names if name not in scope.opaque]
        inside = scope.narrowed(visible)
        outer = {name: term for name, term in bindings.items() if name in visible}
        if group is None:
            for found, ground in self._solve(inner, outer, inside):
                yield {**bindings, **{name: found[name] for name in names if name in found}}, ground
            return
        scope.opaque.update(name for name in names if name not in group)
        groups: dict[tuple[Term | None, ...], Ground] = {}
        keyed = inside.narrowed(group)
        for found, ground in islice(self._solve(inner, {k: v for k, v in outer.items() if k in group}, keyed), _GROUP):
            key = tuple(found.get(name) for name in group)
            groups[key] = groups.get(key, Ground()) | ground
        for key, ground in groups.items():
            shown = {name: term for name, term in zip(group, key, strict=True) if term is not None and name in names}
            yield {**bindings, **shown}, ground

    def _values(self, part: Any, bindings: Bindings) -> Iterator[Solution]:
        for line in part.res:
            grown = dict(bindings)
            pairs = ((str(name), value) for name, value in line.items() if str(value) != "UNDEF")
            if all(same_value(grown.setdefault(name, from_rdflib(value)), from_rdflib(value)) for name, value in pairs):
                yield grown, Ground()

    def _project(self, part: Any, bindings: Bindings, scope: _Scope) -> Iterator[Solution]:
        yield from self._solve(part.p, bindings, scope)

    _distinct = _reduced = _orderby = _slice = _project

    def _servicegraphpattern(self, part: Any, bindings: Bindings, scope: _Scope) -> Iterator[Solution]:
        self._notes["part of it comes from another server (SERVICE)"] = None
        scope.opaque.update(_variables(part))
        yield bindings, Ground()

    # -- triple patterns -----------------------------------------------------------------------------------

    def _patterns(
        self, patterns: list[tuple[Any, Any, Any]], bindings: Bindings, scope: _Scope, ground: Ground
    ) -> Iterator[Solution]:
        if not patterns:
            yield bindings, ground
            return
        place = max(range(len(patterns)), key=lambda n: self._bound(patterns[n], bindings, scope))
        pattern, rest = patterns[place], patterns[:place] + patterns[place + 1 :]
        for grown, matched in self._match(pattern, bindings, scope):
            yield from self._patterns(rest, grown, scope, ground | matched)

    def _bound(self, pattern: tuple[Any, Any, Any], bindings: Bindings, scope: _Scope) -> int:
        """How much of a pattern is known: subject and object count most."""
        known = [_name(part) is None or self._known(part, bindings, scope) is not None for part in pattern]
        return 4 * known[0] + 3 * known[2] + 2 * known[1]

    def _known(self, part: Any, bindings: Bindings, scope: _Scope) -> Term | None:
        name = _name(part)
        if name is None:
            return from_rdflib(part)
        return bindings.get(name) or scope.hints.get(name)

    def _match(self, pattern: tuple[Any, Any, Any], bindings: Bindings, scope: _Scope) -> Iterator[Solution]:
        from rdflib.paths import Path

        subject, predicate, value = pattern
        first, last = self._known(subject, bindings, scope), self._known(value, bindings, scope)
        if isinstance(predicate, Path):
            for start, end, matched in self._walk(predicate, first, last, self._path_graph(bindings, scope)):
                grown = _grown(bindings, ((subject, start), (value, end)))
                if grown is not None:
                    yield grown, matched
            return
        middle = self._known(predicate, bindings, scope)
        for s, p, o, graph in self._quads(first, middle, last, scope, bindings):
            parts: list[tuple[Any, Term]] = [(subject, s), (predicate, p), (value, o)]
            grown = _grown(bindings, parts)
            if grown is None:
                continue
            name = scope.graph if isinstance(scope.graph, str) else None
            if graph is not None and name is not None and not same_value(grown.setdefault(name, graph), graph):
                continue
            yield grown, Ground.of((s, p, o), graph)

    def _quads(
        self, s: Term | None, p: Term | None, o: Term | None, scope: _Scope, bindings: Bindings
    ) -> Iterator[tuple[Term, Term, Term, NamedNode | None]]:
        if isinstance(s, Literal) or (p is not None and not isinstance(p, NamedNode)):
            return
        where: Any = _DEFAULT
        if isinstance(scope.graph, str):
            where = bindings.get(scope.graph) or scope.hints.get(scope.graph)
        elif scope.graph is not None:
            where = scope.graph
        for quad in self._store.quads_for_pattern(s, p, o, where):
            self._left -= 1
            if self._left < 0:
                return
            graph = quad.graph_name
            if scope.graph is None:
                yield quad.subject, quad.predicate, quad.object, None
            elif isinstance(graph, NamedNode):
                yield quad.subject, quad.predicate, quad.object, graph

    # -- property paths ------------------------------------------------------------------------------------

    def _path_graph(self, bindings: Bindings, scope: _Scope) -> _Scope:
        if isinstance(scope.graph, str):
            known = bindings.get(scope.graph) or scope.hints.get(scope.graph)
            if isinstance(known, NamedNode):
                return _Scope({}, known, scope.opaque)
        return _Scope({}, scope.graph, scope.opaque)

    def _walk(
        self, path: Any, start: Term | None, end: Term | None, scope: _Scope
    ) -> Iterator[tuple[Term, Term, Ground]]:
        """The ends of a path, with the triples along it; of a repeated one, the shortest way to each end."""
        from rdflib import paths

        if not isinstance(path, paths.Path):
            for s, p, o, graph in self._quads(start, from_rdflib(path), end, scope, {}):
                yield s, o, Ground.of((s, p, o), graph)
        elif isinstance(path, paths.InvPath):
            for s, o, ground in self._walk(path.arg, end, start, scope):
                yield o, s, ground
        elif isinstance(path, paths.AlternativePath):
            for part in path.args:
                yield from self._walk(part, start, end, scope)
        elif isinstance(path, paths.SequencePath):
            yield from self._sequence(list(path.args), start, end, scope)
        elif isinstance(path, paths.MulPath):
            yield from self._repeated(path, start, end, scope)
        elif isinstance(path, paths.NegatedPath):
            barred = {str(arg) for arg in path.args if not isinstance(arg, paths.Path)}
            for s, p, o, graph in self._quads(start, None, end, scope, {}):
                if isinstance(p, NamedNode) and p.value not in barred:
                    yield s, o, Ground.of((s, p, o), graph)
        else:
            self._notes["a property path could not be traced"] = None

    def _sequence(
        self, parts: list[Any], start: Term | None, end: Term | None, scope: _Scope
    ) -> Iterator[tuple[Term, Term, Ground]]:
        if len(parts) == 1:
            yield from self._walk(parts[0], start, end, scope)
        elif start is None and end is not None:
            for middle, last, ground in self._walk(parts[-1], None, end, scope):
                for first, _, more in self._sequence(parts[:-1], None, middle, scope):
                    yield first, last, ground | more
        else:
            for first, middle, ground in self._walk(parts[0], start, None, scope):
                for _, last, more in self._sequence(parts[1:], middle, end, scope):
                    yield first, last, ground | more

    def _repeated(
        self, path: Any, start: Term | None, end: Term | None, scope: _Scope
    ) -> Iterator[tuple[Term, Term, Ground]]:
        if start is None and end is not None:
            from rdflib import paths

            for s, o, ground in self._repeated(paths.MulPath(paths.InvPath(path.path), path.mod), end, None, scope):
                yield o, s, ground
            return
        starts: Iterable[Term] = [start] if start is not None else self._nodes(scope)
        for first in starts:
            if path.mod in ("*", "?") and (end is None or first == end):
                yield first, first, Ground()
            seen: set[Term] = set()
            queue: deque[tuple[Term, Ground]] = deque([(first, Ground())])
            while queue:
                node, ground = queue.popleft()
                for _, reached, step in self._walk(path.path, node, None, scope):
                    if reached in seen:
                        continue
                    seen.add(reached)
                    if end is None or reached == end:
                        yield first, reached, ground | step
                    if path.mod != "?":
                        queue.append((reached, ground | step))
                if end is not None and end in seen:
                    break

    def _nodes(self, scope: _Scope) -> Iterator[Term]:
        return iter({quad[0]: None for quad in self._quads(None, None, None, scope, {})})

    # -- expressions ---------------------------------------------------------------------------------------

    def _holds(self, expr: Any, bindings: Bindings, scope: _Scope) -> tuple[bool, Ground]:
        """Whether a filter holds, and what its EXISTS matched."""
        name = getattr(expr, "name", None)
        if name == "TrueFilter":
            return True, Ground()
        if name == "ConditionalAndExpression":
            ground = Ground()
            for part in (expr.expr, *(expr.other or ())):
                held, extra = self._holds(part, bindings, scope)
                if not held:
                    return False, Ground()
                ground |= extra
            return True, ground
        if name == "ConditionalOrExpression":
            for part in (expr.expr, *(expr.other or ())):
                held, extra = self._holds(part, bindings, scope)
                if held:
                    return True, extra
            return False, Ground()
        if name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
            found = next(self._solve(self._translated(expr.graph), bindings, scope.narrowed(())), None)
            if name == "Builtin_EXISTS":
                return found is not None, Ground() if found is None else found[1]
            self._absence()
            return found is None, Ground()
        return self._true(expr, bindings, scope), Ground()

    @staticmethod
    def _translated(graph: Any) -> Any:
        from rdflib.plugins.sparql.algebra import translateGroupGraphPattern

        return translateGroupGraphPattern(graph) if graph.name.startswith("GroupGraphPattern") else graph

    def _opaque_in(self, expr: Any, scope: _Scope) -> bool:
        return any(name in scope.opaque or name.startswith("__agg_") for name in _variables(expr))

    def _true(self, expr: Any, bindings: Bindings, scope: _Scope) -> bool:
        from rdflib.plugins.sparql.operators import EBV
        from rdflib.plugins.sparql.sparql import SPARQLError

        if self._opaque_in(expr, scope):
            self._notes["a condition on an aggregate was not checked again"] = None
            return True
        try:
            return bool(EBV(self._evaluated(expr, bindings)))
        except (SPARQLError, TypeError, KeyError):
            return False

    def _value(self, expr: Any, bindings: Bindings, scope: _Scope) -> Any:
        from rdflib.plugins.sparql.sparql import SPARQLError
        from rdflib.term import Node

        if self._opaque_in(expr, scope):
            return _OPAQUE
        try:
            value = self._evaluated(expr, bindings)
        except (SPARQLError, TypeError, KeyError):
            return None
        return from_rdflib(value) if isinstance(value, Node) else None

    def _evaluated(self, expr: Any, bindings: Bindings) -> Any:
        from rdflib import Variable
        from rdflib.plugins.sparql.evalutils import _eval
        from rdflib.plugins.sparql.sparql import FrozenBindings

        known = {Variable(name): to_rdflib(term) for name, term in bindings.items() if not name.startswith("_:")}
        return _eval(expr, FrozenBindings(self._context, known))


class _Opaque:
    """A value that is not worked out again."""


_OPAQUE: Final = _Opaque()


def _name(part: Any) -> str | None:
    """The name of a pattern's variable (a blank node is one), none for a term or a path."""
    import rdflib

    if isinstance(part, rdflib.Variable):
        return str(part)
    if isinstance(part, rdflib.BNode):
        return f"_:{part}"
    return None


def _variables(part: Any) -> set[str]:
    """The names of all variables in a part of the algebra or an expression."""
    import rdflib

    if isinstance(part, rdflib.Variable):
        return {str(part)}
    if isinstance(part, dict):
        return set().union(*(_variables(value) for value in part.values()))
    if isinstance(part, list | tuple | set):
        return set().union(*(_variables(value) for value in part))
    return set()


def _grown(bindings: Bindings, parts: Iterable[tuple[Any, Term]]) -> Bindings | None:
    """Bindings with the variables of a pattern bound; none when one of them is bound otherwise."""
    grown = dict(bindings)
    for part, term in parts:
        name = _name(part)
        if name is not None and not same_value(grown.setdefault(name, term), term):
            return None
    return grown
