"""Queries that join with Wikidata: the parts for other servers are asked politely, before the rest runs here.

A `SERVICE <address> { ... }` that stands directly in the query's WHERE group is asked of that address with the
bindings of what stands before it, in batches, and its answers take its place as VALUES. So it goes out with the same
manners as everything else (name, contact, pauses, kept answers, offline), and to no host but those allowed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from standoff.errors import UsageError
from standoff.links.client import Client, host_of
from standoff.links.endpoint import Endpoint
from standoff.rdf.terms import BlankNode, Literal, NamedNode, Term, Triple

__all__ = ["federate", "is_federated"]

BATCH: Final = 100
"""How many rows of bindings go into one request."""

Rows: TypeAlias = Iterable[Sequence[Term | None]]
Local: TypeAlias = Callable[[str], tuple[Sequence[str], Rows]]
"""Answers a SELECT on the own store: the variables and the rows."""

_TOKEN: Final = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\''
    r"|<[^<>\"{}|^`\\\x00-\x20]*>|#[^\n]*|[?$][\w]+|[\w][\w.:-]*|[{}]|\s+|.",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class _Service:
    """A SERVICE clause: where it stands in the text, whom it asks, and what."""

    start: int
    end: int
    address: str
    pattern: str
    silent: bool
    before: str
    variables: tuple[str, ...]


def is_federated(text: str) -> bool:
    """Whether a query asks other servers.

    >>> is_federated("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")
    True
    >>> is_federated('SELECT * { ?s ?p "service" }')
    False
    """
    return any(word.lower() == "service" for word, _ in _words(text))


def federate(text: str, hosts: Iterable[str], local: Local, client: Client) -> str:
    """The query with each SERVICE clause answered: VALUES stands in its place, and it can be run here.

    Raises:
        UsageError: a host is not allowed, the address is a variable, or the clause stands inside of another group.
        OutsideError: a service failed, or there is no network and no kept answer.
    """
    allowed = {host.strip().lower() for host in hosts}
    while is_federated(text):
        found = _first(text)
        _check(found.address, allowed)
        text = text[: found.start] + _answered(text, found, local, Endpoint(client, found.address)) + text[found.end :]
    return text


def _check(address: str, allowed: set[str]) -> None:
    host = host_of(address)
    if host.lower() not in allowed and (urlsplit(address).hostname or "").lower() not in allowed:
        raise UsageError(
            f"{host} is not a host that queries may ask",
            hint=f'allow it in standoff.toml: [federated] hosts = ["{host}"]',
        )


def _words(text: str) -> Iterator[tuple[str, int]]:
    """The tokens of a query with their offsets; spaces and comments left out."""
    for found in _TOKEN.finditer(text):
        if not found[0].isspace() and not found[0].startswith("#"):
            yield found[0], found.start()


def _first(text: str) -> _Service:
    """The first SERVICE clause.

    Raises:
        UsageError: its address is no IRI, or it does not stand directly in the WHERE group.
    """
    words = list(_words(text))
    depth = 0
    where = 0
    for index, (word, offset) in enumerate(words):
        if word == "{":
            depth += 1
            where = offset + 1 if depth == 1 and not _is_template(words, index) else where
        elif word == "}":
            depth -= 1
        elif word.lower() == "service":
            at = index + 1
            silent = words[at][0].lower() == "silent"
            at += silent
            address = words[at][0]
            if not address.startswith("<"):
                raise UsageError("SERVICE needs an address", hint="write SERVICE <https://...>, no variable or CURIE")
            if depth != 1:
                raise UsageError(
                    "SERVICE stands inside of another group", hint="put it directly into the query's WHERE { ... }"
                )
            end = _closing(words, at + 1)
            return _Service(
                offset,
                words[end][1] + 1,
                address[1:-1],
                text[words[at + 1][1] + 1 : words[end][1]],
                silent,
                text[where:offset],
                tuple(dict.fromkeys(w[1:] for w, _ in words[at + 1 : end] if w[0] in "?$" and len(w) > 1)),
            )
    raise AssertionError


def _is_template(words: Sequence[tuple[str, int]], index: int) -> bool:
    return index > 0 and words[index - 1][0].lower() == "construct"


def _closing(words: Sequence[tuple[str, int]], start: int) -> int:
    depth = 0
    for index in range(start, len(words)):
        depth += (words[index][0] == "{") - (words[index][0] == "}")
        if depth == 0:
            return index
    raise UsageError("SERVICE has no closing brace", hint="close the group")


def _prologue(text: str) -> str:
    declared = re.findall(r"^\s*(?:PREFIX\s+[\w.-]*:|BASE)\s*<[^>]*>", text, re.IGNORECASE | re.MULTILINE)
    return "\n".join(line.strip() for line in declared)


def _answered(text: str, found: _Service, local: Local, endpoint: Endpoint) -> str:
    prologue = _prologue(text)
    before = {word[1:] for word, _ in _words(found.before) if word[0] in "?$" and len(word) > 1}
    shared = [name for name in found.variables if name in before]
    bindings: list[Sequence[Term | None]] = []
    if shared:
        names = " ".join(f"?{name}" for name in shared)
        _, rows = local(f"{prologue}\nSELECT DISTINCT {names} WHERE {{ {found.before} }} ORDER BY {names}")
        bindings = [row for row in rows if all(term is not None for term in row)] or []
        if not bindings:
            return _values(found.variables, [])
    rows_found: dict[tuple[str, ...], None] = {}
    for at in range(0, max(len(bindings), 1), BATCH):
        given = _values(shared, [[_text(term) for term in row] for row in bindings[at : at + BATCH]]) if shared else ""
        names = " ".join(f"?{name}" for name in found.variables) or "*"
        query = f"{prologue}\nSELECT DISTINCT {names} WHERE {{ {given} {found.pattern} }}"
        for row in endpoint.select(query):
            rows_found[tuple(_bound(row.get(name)) for name in found.variables)] = None
    return _values(found.variables, [list(row) for row in rows_found])


def _values(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = " ".join(f"?{name}" for name in names)
    return f"VALUES ({head}) {{ {' '.join('(' + ' '.join(row) + ')' for row in rows)} }}"


def _text(term: Term | None) -> str:
    if isinstance(term, NamedNode | Literal):
        return str(term)
    assert term is None or isinstance(term, BlankNode | Triple)
    return "UNDEF"


def _bound(value: Mapping[str, str] | None) -> str:
    """A term of a result in SPARQL's syntax; a blank node means nothing outside of its answer."""
    if value is None or value["type"] == "bnode":
        return "UNDEF"
    if value["type"] == "uri":
        return f"<{value['value']}>"
    if "xml:lang" in value:
        return str(Literal(value["value"], language=value["xml:lang"]))
    if "datatype" in value:
        return str(Literal(value["value"], datatype=NamedNode(value["datatype"])))
    return json.dumps(value["value"], ensure_ascii=False)
