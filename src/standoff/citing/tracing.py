"""Tracing: which facts a query's patterns matched for one row of its answer.

The row's values are put back into the query's patterns (the SPARQL algebra, as rdflib translates it), and the patterns
are matched again, this time keeping the triples. So a row can be traced through joins, OPTIONAL, UNION, FILTER, BIND,
VALUES, property paths, GRAPH and subqueries; an aggregate is traced to all that its group was made of. Absence leaves
no triples: of NOT EXISTS and MINUS the trace only says that the row rests on them, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from standoff.citing.grounds import Bindings, Ground, Scope, Solution, Trace, variables
from standoff.citing.matching import Matcher
from standoff.citing.terms import from_rdflib, same_value, to_rdflib
from standoff.rdf.terms import NamedNode, Term

if TYPE_CHECKING:
    from pyoxigraph import Store

__all__ = ["Tracer"]

_STEPS: Final = 200_000
_SOLUTIONS: Final = 60
_GROUP: Final = 5_000


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

        self._matcher = Matcher(store, self._note)
        try:
            self._query = translateQuery(parseQuery(query), initNs=dict(prefixes or {}))
        except Exception as error:  # rdflib raises its parser's own, and bare Exception
            raise ValueError(f"rdflib cannot translate the query: {error}") from error
        self._context = QueryContext(Graph(), initBindings={})
        self._context.prologue = self._query.prologue
        self._notes: dict[str, None] = {}

    def trace(self, row: Mapping[str, Term | None]) -> Trace:
        """The grounds of a row, at most a few dozen."""
        self._notes = {}
        self._matcher.left = _STEPS
        part, names, group = self._unwrapped(self._query.algebra.p)
        if group is not None:
            return self._trace_group(part, group, row)
        given = {name: term for name, term in row.items() if term is not None}
        scope = Scope(given)
        grounds: dict[Ground, None] = {}
        solutions = (
            ground
            for bindings, ground in self._solve(part, {}, scope)
            if all(self._agrees(name, row.get(name), bindings, scope) for name in names)
        )
        for ground in islice(solutions, _SOLUTIONS + 1):
            grounds[ground] = None
        if len(grounds) > _SOLUTIONS:
            self._note("there are more ways to this row than were looked at")
        if not grounds:
            self._note("this row could not be traced to facts")
        return self._told(list(grounds)[:_SOLUTIONS])

    def _trace_group(self, part: Any, group: list[str], row: Mapping[str, Term | None]) -> Trace:
        """An aggregated row rests on everything its group was made of."""
        scope = Scope({name: term for name in group if (term := row.get(name)) is not None})
        if any(name not in row for name in group):
            self._note("it is grouped by what is not shown: groups that look the same are taken together")
        whole, count = Ground(), 0
        for bindings, ground in self._solve(part, {}, scope):
            if all(self._agrees(name, row[name], bindings, scope) for name in group if name in row):
                whole |= ground
                count += 1
                if count >= _GROUP:
                    self._note(f"only the first {_GROUP:,} members of the group were looked at")
                    break
        return self._told([whole] if count else [Ground()])

    def _note(self, text: str) -> None:
        self._notes[text] = None

    def _told(self, grounds: list[Ground]) -> Trace:
        if self._matcher.left < 0:
            self._note("the tracing was cut short")
        return Trace(tuple(grounds), tuple(self._notes))

    def _agrees(self, name: str, value: Term | None, bindings: Bindings, scope: Scope) -> bool:
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

    def _solve(self, part: Any, bindings: Bindings, scope: Scope) -> Iterator[Solution]:
        """The solutions of a part of the algebra that extend some bindings, each with what it matched."""
        handler = getattr(self, f"_{part.name.lower()}", None)
        if handler is None:
            self._note(f"{part.name} cannot be traced")
            yield bindings, Ground()
            return
        yield from handler(part, bindings, scope)

    def _bgp(self, part: Any, bindings: Bindings, scope: Scope) -> Iterator[Solution]:
        yield from self._matcher.patterns(list(part.triples), bindings, scope, Ground())

    def _join(self, part: Any, bindings: Bindings, scope: Scope) -> Iterator[Solution]:
        for left, ground in self._solve(part.p1, bindings, scope):
            for right, more in self._solve(part.p2, left, scope):
                yield right, ground | more

    def _leftjoin(self, part: Any, bindings: Bindings, scope: Scope) -> Iterator[Solution]:
        for left, ground in self._solve(part.p1, bindings, scope):
            matched = False
            for right, more in self._solve(part.p2, left, scope):
                held, extra = self._holds(part.expr, right, scope)
                if held:
                    matched = True
                    yield right, ground | more | extra
            if not matched:
                yield left, ground

    def _union(self, part: Any, bindings: Bindings, scope: Scope) -> Iterator[Solution]:
        yield from self._solve(part.p1, bindings, scope)
        yield from self._solve(part.p2, bindings, scope)

    def _filter(self, part: Any, bindings: Bindings, scope: Scope) -> Iterator[Solution]:
        for found, ground in self._solve(part.p, bindings, scope):
            held, extra = self._holds(part.expr, found, scope)
            if held:
                yield found, ground | extra

    def _extend(self, part: Any, bindings: Bindings, scope: Scope) -> Iterator[Solution]:
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

    def _minus(self, part: Any, bindings: Bindings, scope: Scope) -> Iterator[Solution]:
        self._absence()
        for found, ground in self._solve(part.p1, bindings, scope):
            inside = variables(part.p2)
            shared = next(self._solve(part.p2, found, scope.narrowed(())), None)
            if shared is None or not inside & found.keys():
                yield found, ground

    def _absence(self) -> None:
        self._note("it also rests on what is not there (NOT EXISTS, MINUS): absence has no claims")

    def _graph(self, part: Any, bindings: Bindings, scope: Scope) -> Iterator[Solution]:
        import rdflib

        name = str(part.term)
        graph = name if isinstance(part.term, rdflib.Variable) else NamedNode(name)
        yield from self._solve(part.p, bindings, scope.inside(graph))

    def _tomultiset(self, part: Any, bindings: Bindings, scope: Scope) -> Iterator[Solution]:
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

    def _project(self, part: Any, bindings: Bindings, scope: Scope) -> Iterator[Solution]:
        yield from self._solve(part.p, bindings, scope)

    _distinct = _reduced = _orderby = _slice = _project

    def _servicegraphpattern(self, part: Any, bindings: Bindings, scope: Scope) -> Iterator[Solution]:
        self._note("part of it comes from another server (SERVICE)")
        scope.opaque.update(variables(part))
        yield bindings, Ground()

    # -- expressions ---------------------------------------------------------------------------------------

    def _holds(self, expr: Any, bindings: Bindings, scope: Scope) -> tuple[bool, Ground]:
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

    def _opaque_in(self, expr: Any, scope: Scope) -> bool:
        return any(name in scope.opaque or name.startswith("__agg_") for name in variables(expr))

    def _true(self, expr: Any, bindings: Bindings, scope: Scope) -> bool:
        from rdflib.plugins.sparql.operators import EBV
        from rdflib.plugins.sparql.sparql import SPARQLError

        if self._opaque_in(expr, scope):
            self._note("a condition on an aggregate was not checked again")
            return True
        try:
            return bool(EBV(self._evaluated(expr, bindings)))
        except (SPARQLError, TypeError, KeyError):
            return False

    def _value(self, expr: Any, bindings: Bindings, scope: Scope) -> Any:
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
