"""Running a query on an embedded store, within a time and a number of rows.

The engine cannot be interrupted, but it does not hold Python's lock: it works in a thread of its own and hands over
rows in batches, while the caller waits with a deadline. So a limit or Ctrl-C is answered at once, also when the
engine is sorting or counting; a thread left behind ends with the process. The thread has a large stack, since the
engine's parser recurses.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from queue import Empty, Full, Queue
from typing import Any, Final

from pyoxigraph import QueryBoolean, QuerySolutions, Store

from standoff.errors import InputError, LimitError, StandoffError, UsageError
from standoff.queries.header import Column, SavedQuery
from standoff.queries.parameters import Value, bind
from standoff.queries.results import Answer
from standoff.queries.tokens import check_safe
from standoff.rdf.terms import Graph, NamedNode, Triple

__all__ = ["run", "syntax_error"]

_BATCH: Final = 512
_STACK: Final = 128 * 1024 * 1024
_STEP: Final = 0.2
_END: Final = object()


def run(
    store: Store,
    query: SavedQuery | str,
    bindings: Mapping[str, Value] | None = None,
    *,
    default_graph: Graph | Sequence[Graph] | None = None,
    named_graphs: Sequence[NamedNode] | None = None,
    prefixes: Mapping[str, str] | None = None,
    timeout: float | None = None,
    limit: int | None = None,
    allow_service: bool = False,
) -> Answer:
    """The answer of a query on a store; rows come as they are found.

    `bindings` are the parameters' terms (`read_values`); `default_graph` is where facts are looked for, instead of
    the store's default graph; `prefixes` are known without a declaration; `timeout` is in seconds from now.
    With `limit`, at most so many rows or triples come, and the answer's `cut` says when there were more.

    Raises:
        UsageError: the query is no safe read query, or is not SPARQL (with line and column).
        LimitError: the time is up; raised while rows are read, too.
    """
    text = query if isinstance(query, str) else query.text
    path = str(query.path) if isinstance(query, SavedQuery) and query.path else None
    check_safe(text, path=path, allow_service=allow_service)
    bound = bind(text, bindings or {})
    work = _Work(timeout)

    def find() -> Iterator[Any]:
        result = store.query(
            bound,
            prefixes=dict(prefixes or {}),
            default_graph=default_graph
            if default_graph is None or not isinstance(default_graph, Sequence)
            else list(default_graph),
            named_graphs=None if named_graphs is None else list(named_graphs),
        )
        if isinstance(result, QueryBoolean):
            yield bool(result)
        elif isinstance(result, QuerySolutions):
            variables = result.variables
            yield tuple(variable.value for variable in variables)
            for solution in result:
                yield tuple(solution[variable] for variable in variables)
        else:
            yield Triple
            yield from result

    work.start(find())
    found = work.items()
    try:
        first = next(found)
    except SyntaxError as error:
        raise syntax_error(error, bound, path) from None
    except OSError as error:
        raise InputError(f"the store cannot be read: {error}", hint="run standoff build") from None
    if isinstance(first, bool):
        return Answer("boolean", boolean=first)
    cut: list[str] = []
    if first is Triple:
        return Answer("triples", triples=_limited(found, limit, cut, "triples"), cut=cut)
    columns = _columns(query, first)
    return Answer("rows", columns=columns, rows=_limited(found, limit, cut, "rows"), cut=cut)


def _columns(query: SavedQuery | str, variables: Iterable[str]) -> tuple[Column, ...]:
    known = {} if isinstance(query, str) else {column.variable: column for column in query.columns}
    return tuple(known.get(name, Column(name, name.replace("_", " "))) for name in variables)


def _limited(found: Iterator[Any], limit: int | None, cut: list[str], what: str) -> Iterator[Any]:
    for number, item in enumerate(found):
        if limit is not None and number >= limit:
            cut.append(f"there are more {what} than the limit of {limit}")
            return
        yield item


class _Work:
    """A thread that produces, and the caller's end of the line to it."""

    def __init__(self, timeout: float | None) -> None:
        self._timeout = timeout
        self._deadline = None if timeout is None else time.monotonic() + timeout
        self._queue: Queue[Any] = Queue(maxsize=8)
        self._stopped = threading.Event()

    def start(self, source: Iterator[Any]) -> None:
        """Begin to produce."""
        before = threading.stack_size()
        try:
            threading.stack_size(_STACK)
            self._thread(source).start()
        except RuntimeError:  # where address space is limited, a small stack has to do
            threading.stack_size(before)
            self._thread(source).start()
        finally:
            threading.stack_size(before)

    def _thread(self, source: Iterator[Any]) -> threading.Thread:
        return threading.Thread(target=self._produce, args=(source,), name="query", daemon=True)

    def _produce(self, source: Iterator[Any]) -> None:
        batch: list[Any] = []
        try:
            for item in source:
                batch.append(item)
                if len(batch) >= _BATCH and not self._put(batch):
                    return
                if len(batch) >= _BATCH:
                    batch = []
        except BaseException as error:
            # The engine's solutions may be dropped only by the thread that made them, and the traceback holds them.
            self._put([*batch, _Failure(error.with_traceback(None))])
            return
        self._put([*batch, _END])

    def _put(self, batch: list[Any]) -> bool:
        while not self._stopped.is_set():
            try:
                self._queue.put(batch, timeout=_STEP)
            except Full:
                continue
            return True
        return False

    def items(self) -> Iterator[Any]:
        """What is produced, in order, until the end or the deadline."""
        try:
            while True:
                for item in self._next_batch():
                    if item is _END:
                        return
                    if isinstance(item, _Failure):
                        raise item.error
                    self._check()
                    yield item
        finally:
            self._stopped.set()

    def _next_batch(self) -> list[Any]:
        while True:
            self._check()
            wait = _STEP if self._deadline is None else min(_STEP, max(0.0, self._deadline - time.monotonic()))
            try:
                batch: list[Any] = self._queue.get(timeout=wait)
            except Empty:
                continue
            return batch

    def _check(self) -> None:
        if self._deadline is not None and time.monotonic() > self._deadline:
            raise LimitError(
                f"the query took longer than {self._timeout:g} seconds",
                hint="give it more with --timeout, or narrow it",
            )


class _Failure:
    """What went wrong in the thread."""

    __slots__ = ("error",)

    def __init__(self, error: BaseException) -> None:
        self.error = error


def syntax_error(error: SyntaxError, text: str, path: str | None = None) -> StandoffError:
    """The engine's complaint about a query, told in one line with its line and column."""
    match = re.match(r"error at (\d+):(\d+): (.*)", str(error), re.DOTALL)
    if match is None:
        return UsageError(f"this is not SPARQL: {str(error).splitlines()[0][:200]}", path=path or "query")
    line, column, expected = int(match[1]), int(match[2]), match[3]
    if path is not None and not path:
        path = None
    what, hint = _told(text, line, column, expected)
    return UsageError(what, path=path or "query", line=line, column=column, hint=hint)


def _told(text: str, line: int, column: int, expected: str) -> tuple[str, str | None]:
    lines = text.splitlines() or [""]
    rest = lines[line - 1][column - 1 :].strip() if line <= len(lines) else ""
    found = f"{rest[:24]!r}" if rest else "the end of the line" if line < len(lines) else "the end"
    before = lines[line - 1][: column - 1] if line <= len(lines) else ""
    if "Prefix not found" in expected:
        name = re.search(r"([\w.-]*):[^\s:]*\Z", before + rest[:1])
        return f"the prefix {name[1] + ':' if name else ''} is not declared", "add PREFIX name: <iri> at the start"
    if "IRI parsing failed" in expected:
        return "this is not an IRI", "an IRI has no spaces, quotes or angle brackets"
    if "unbound" in expected:
        return "SELECT names a variable that is neither grouped nor counted", "add it to GROUP BY"
    wanted = [word for word in dict.fromkeys(re.findall(r'"([^"]+)"', expected)) if word not in {"LATERAL", "{|", "~"}]
    hint = f"expected {', '.join(wanted[:6])}" if 0 < len(wanted) <= 8 else None
    return f"this is not SPARQL at {found}", hint or "look just before this place"
