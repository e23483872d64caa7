"""Matching triple patterns and property paths against a store, keeping what they matched."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from standoff.citing.grounds import Bindings, Ground, Scope, Solution, grown, name_of
from standoff.citing.terms import from_rdflib, same_value
from standoff.rdf.terms import DefaultGraph, Literal, NamedNode, Term

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyoxigraph import Store

__all__ = ["Matcher"]

_DEFAULT: Final = DefaultGraph()


class Matcher:
    """Matches patterns against a store; `left` counts down the triples that may still be looked at."""

    def __init__(self, store: Store, note: Callable[[str], None]) -> None:
        self._store = store
        self.note = note
        self.left = 0

    def patterns(
        self, patterns: list[tuple[Any, Any, Any]], bindings: Bindings, scope: Scope, ground: Ground
    ) -> Iterator[Solution]:
        """Every way to match all patterns that extends some bindings, the patterns that are known best first."""
        if not patterns:
            yield bindings, ground
            return
        place = max(range(len(patterns)), key=lambda n: self._bound(patterns[n], bindings, scope))
        pattern, rest = patterns[place], patterns[:place] + patterns[place + 1 :]
        for found, matched in self._match(pattern, bindings, scope):
            yield from self.patterns(rest, found, scope, ground | matched)

    def _bound(self, pattern: tuple[Any, Any, Any], bindings: Bindings, scope: Scope) -> int:
        """How much of a pattern is known: subject and object count most."""
        known = [name_of(part) is None or self._known(part, bindings, scope) is not None for part in pattern]
        return 4 * known[0] + 3 * known[2] + 2 * known[1]

    def _known(self, part: Any, bindings: Bindings, scope: Scope) -> Term | None:
        name = name_of(part)
        if name is None:
            return from_rdflib(part)
        return bindings.get(name) or scope.hints.get(name)

    def _match(self, pattern: tuple[Any, Any, Any], bindings: Bindings, scope: Scope) -> Iterator[Solution]:
        from rdflib.paths import Path

        subject, predicate, value = pattern
        first, last = self._known(subject, bindings, scope), self._known(value, bindings, scope)
        if isinstance(predicate, Path):
            for start, end, matched in self._walk(predicate, first, last, self._path_graph(bindings, scope)):
                found = grown(bindings, ((subject, start), (value, end)))
                if found is not None:
                    yield found, matched
            return
        middle = self._known(predicate, bindings, scope)
        for s, p, o, graph in self._quads(first, middle, last, scope, bindings):
            parts: list[tuple[Any, Term]] = [(subject, s), (predicate, p), (value, o)]
            found = grown(bindings, parts)
            if found is None:
                continue
            name = scope.graph if isinstance(scope.graph, str) else None
            if graph is not None and name is not None and not same_value(found.setdefault(name, graph), graph):
                continue
            yield found, Ground.of((s, p, o), graph)

    def _quads(
        self, s: Term | None, p: Term | None, o: Term | None, scope: Scope, bindings: Bindings
    ) -> Iterator[tuple[Term, Term, Term, NamedNode | None]]:
        if isinstance(s, Literal) or (p is not None and not isinstance(p, NamedNode)):
            return
        where: Any = _DEFAULT
        if isinstance(scope.graph, str):
            where = bindings.get(scope.graph) or scope.hints.get(scope.graph)
        elif scope.graph is not None:
            where = scope.graph
        for quad in self._store.quads_for_pattern(s, p, o, where):
            self.left -= 1
            if self.left < 0:
                return
            graph = quad.graph_name
            if scope.graph is None:
                yield quad.subject, quad.predicate, quad.object, None
            elif isinstance(graph, NamedNode):
                yield quad.subject, quad.predicate, quad.object, graph

    # -- property paths ------------------------------------------------------------------------------------

    def _path_graph(self, bindings: Bindings, scope: Scope) -> Scope:
        if isinstance(scope.graph, str):
            known = bindings.get(scope.graph) or scope.hints.get(scope.graph)
            if isinstance(known, NamedNode):
                return Scope({}, known, scope.opaque)
        return Scope({}, scope.graph, scope.opaque)

    def _walk(
        self, path: Any, start: Term | None, end: Term | None, scope: Scope
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
            self.note("a property path could not be traced")

    def _sequence(
        self, parts: list[Any], start: Term | None, end: Term | None, scope: Scope
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
        self, path: Any, start: Term | None, end: Term | None, scope: Scope
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

    def _nodes(self, scope: Scope) -> Iterator[Term]:
        return iter({quad[0]: None for quad in self._quads(None, None, None, scope, {})})
