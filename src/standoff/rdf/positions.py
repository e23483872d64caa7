"""Where statements stand in Turtle, TriG, N-Triples and N-Quads files.

Parsers give triples, not places; messages need `file:line`. This reads a file's tokens once and remembers the
line at which each graph, subject, predicate and object was written. It trusts that the file parses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urljoin

from standoff.rdf.terms import BlankNode, DefaultGraph, Literal, NamedNode, Term

__all__ = ["Positions", "positions"]

_TOKEN: Final = re.compile(
    r"""
    (?P<space>[ \t\r\n]+|\#[^\n]*)
  | (?P<literal>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3}|'{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
        |\"(?:[^"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')
  | (?P<iri><[^<>"{}|^`\s]*>)
  | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<mark>\^\^|[.;,\[\](){}](?![0-9]))
  | (?P<number>[+-]?(?:[0-9]+(?:\.[0-9]*[eE][+-]?[0-9]+|[eE][+-]?[0-9]+|\.[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?))
        (?![\w:])
  | (?P<name>(?:[\w\-]|[\w\-][\w.\-]*[\w\-])?:(?:(?:[\w:\-]|%[0-9A-Fa-f]{2}|\\.|\.(?=[\w:%\\.\-]))*)|_:[\w.\-]*[\w\-])
  | (?P<word>[A-Za-z]+)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)

_A: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@dataclass(slots=True)
class Positions:
    """The lines, from 1, at which the statements of one file are written."""

    path: Path
    _lines: dict[tuple[str | None, ...], int] = field(default_factory=dict)

    def line(
        self,
        graph: NamedNode | DefaultGraph | None = None,
        subject: Term | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
    ) -> int | None:
        """The line of the closest statement known: the triple, else its subject and predicate, subject, graph."""
        name = graph.value if isinstance(graph, NamedNode) else None
        keys = [_key(name)]
        if subject is not None:
            keys.append((*keys[-1], _text(subject)))
            if predicate is not None:
                keys.append((*keys[-1], predicate.value))
                if object is not None:
                    keys.append((*keys[-1], _text(object)))
        for key in reversed(keys):
            if key in self._lines and not (len(key) == 1 and name is None):
                return self._lines[key]
        return None

    def graphs(self) -> Iterator[tuple[str, int]]:
        """Each named graph of the file with the line at which it first opens."""
        for key, line in self._lines.items():
            if len(key) == 1 and key[0] is not None:
                yield key[0], line


def _key(*parts: str | None) -> tuple[str | None, ...]:
    return parts


def _text(term: Term) -> str:
    if isinstance(term, NamedNode):
        return term.value
    if isinstance(term, Literal):
        return '"' + term.value
    if isinstance(term, BlankNode):
        return "_:"
    return str(term)


def positions(path: Path, text: str | None = None, base: str = "") -> Positions:
    """Read where each statement of a file stands; `text` is the file's content where it is at hand.

    Other formats than Turtle, TriG, N-Triples and N-Quads have no positions: their lines are all unknown.

    Raises:
        OSError: the file cannot be read.
    """
    found = Positions(path)
    suffix = path.suffix.lower()
    if text is None:
        text = path.read_text(encoding="utf-8", errors="replace")
    if suffix in (".nq", ".nt"):
        _read_lines(text, found)
    elif suffix in (".ttl", ".turtle", ".trig"):
        _Reader(text, found, base).read()
    return found


def _read_lines(text: str, found: Positions) -> None:
    for number, line in enumerate(text.splitlines(), 1):
        tokens = [t for t in _TOKEN.finditer(line) if t.lastgroup not in ("space", "tag")]
        terms: list[str] = []
        for token in tokens:
            if token.lastgroup == "iri" and not (terms and terms[-1] == "^^"):
                terms.append(token[0][1:-1])
            elif token.lastgroup == "literal":
                terms.append('"' + _unescape(token[0][1:-1]))
            elif token[0] == "^^":
                terms.append("^^")
            elif token[0].startswith("_:"):
                terms.append("_:")
            elif terms and terms[-1] == "^^":
                terms.pop()
        if len(terms) >= 3:
            _remember(found, terms[3] if len(terms) > 3 else None, terms[0], terms[1], terms[2], number)


def _remember(found: Positions, graph: str | None, s: str, p: str, o: str, line: int) -> None:
    lines = found._lines
    for key in ((graph,), (graph, s), (graph, s, p), (graph, s, p, o)):
        lines.setdefault(key, line)


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text
    simple = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}

    def char(match: re.Match[str]) -> str:
        code = match[1]
        if code[0] in "uU" and len(code) > 1:
            return chr(int(code[1:], 16))
        return simple.get(code, code)

    return re.sub(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", char, text)


class _Reader:
    """A small pushdown reader of Turtle's and TriG's tokens."""

    def __init__(self, text: str, found: Positions, base: str) -> None:
        self.text = text
        self.found = found
        self.base = base
        self.prefixes: dict[str, str] = {}
        self.graph: str | None = None
        self.line = 1

    def read(self) -> None:
        """Walk the tokens; a statement is subject, predicate, object with `;`, `,`, `[ ]` and `( )`."""
        slots: list[str | None] = [None, None]  # the subject and predicate that are open
        stack: list[list[str | None]] = []
        expect_datatype = False
        pending: list[tuple[str, int]] = []  # terms at statement level before we know what they are
        directive: list[str] | None = None
        for token in _TOKEN.finditer(self.text):
            kind, value, line = token.lastgroup, token[0], self.line
            self.line += value.count("\n")
            if kind == "space":
                continue
            if expect_datatype:
                expect_datatype = False
                continue
            if directive is not None:
                if kind in ("name", "iri"):
                    directive.append(value)
                if self._directive(directive):
                    directive = None
                continue
            if kind == "tag" and value in ("@prefix", "@base"):
                directive = [value[1:]]
                continue
            if kind == "word" and value.upper() in ("PREFIX", "BASE") and slots[0] is None:
                directive = [value.lower()]
                continue
            if kind == "word" and value.upper() == "GRAPH" and slots[0] is None:
                continue
            if kind == "tag":
                continue
            if value == "^^":
                expect_datatype = True
            elif value == "{":
                self.graph = slots[0]
                if self.graph is not None:
                    self.found._lines.setdefault((self.graph,), pending[0][1] if pending else line)
                slots, pending = [None, None], []
            elif value == "}":
                self.graph, slots, pending = None, [None, None], []
            elif value == ".":
                if not stack:
                    slots, pending = [None, None], []
            elif value == ";":
                slots[1] = None
            elif value == ",":
                pass
            elif value in ("[", "("):
                if slots[0] is not None and slots[1] is not None:
                    self._triple(slots, "_:", line)
                stack.append(slots)
                slots = ["_:", None] if value == "[" else ["_:", "_:"]
            elif value in ("]", ")"):
                slots = stack.pop() if stack else [None, None]
                if slots[0] is None:
                    slots[0] = "_:"
            else:
                term = self._term(kind, value)
                if slots[0] is None:
                    slots[0] = term
                    pending = [(term, line)]
                elif slots[1] is None:
                    slots[1] = term
                else:
                    self._triple(slots, term, line)

    def _triple(self, slots: list[str | None], term: str, line: int) -> None:
        subject, predicate = slots
        if subject is not None and predicate is not None:
            _remember(self.found, self.graph, subject, predicate, term, line)

    def _directive(self, parts: list[str]) -> bool:
        """Take a complete directive; False while parts of it are missing."""
        if parts[0] == "base" and len(parts) == 2:
            self.base = urljoin(self.base, parts[1][1:-1])
            return True
        if parts[0] == "prefix" and len(parts) == 3:
            self.prefixes[parts[1][:-1]] = urljoin(self.base, parts[2][1:-1])
            return True
        return False

    def _term(self, kind: str | None, value: str) -> str:
        if kind == "iri":
            iri = _unescape(value[1:-1])
            return urljoin(self.base, iri) if self.base and ":" not in iri.split("/")[0] else iri
        if kind == "name":
            if value.startswith("_:"):
                return "_:"
            prefix, _, local = value.partition(":")
            return self.prefixes.get(prefix, prefix + ":") + re.sub(r"\\(.)", r"\1", local)
        if kind == "literal":
            quotes = 3 if value[:3] in ('"""', "'''") else 1
            return '"' + _unescape(value[quotes:-quotes])
        if kind == "word" and value == "a":
            return _A
        return '"' + value
