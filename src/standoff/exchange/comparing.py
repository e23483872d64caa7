"""Comparing what was sent with what a store has: counts, digests, and each difference by name."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from standoff.rdf.blank_nodes import BlankNodes, has_blank_node
from standoff.rdf.ordering import SortedLines
from standoff.rdf.rdfxml import parts
from standoff.rdf.terms import Quad

__all__ = ["Difference", "Rewrite", "compare", "digest", "graph_lines"]

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS: Final = frozenset(
    f"{_XSD}{name}"
    for name in (
        "integer",
        "decimal",
        "double",
        "float",
        "nonNegativeInteger",
        "positiveInteger",
        "int",
        "long",
        "short",
        "nonPositiveInteger",
        "negativeInteger",
        "unsignedInt",
        "unsignedLong",
        "byte",
    )
)
_GEOMETRY: Final = frozenset(
    {"http://www.opengis.net/ont/geosparql#wktLiteral", "http://www.openlinksw.com/schemas/virtrdf#Geometry"}
)


@dataclass(frozen=True, slots=True)
class Rewrite:
    """The store keeps BEFORE as AFTER: the same value in another spelling."""

    subject: str
    predicate: str
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """What a graph has lost, gained and rewritten on its way."""

    missing: tuple[tuple[str, str, str], ...] = ()
    extra: tuple[tuple[str, str, str], ...] = ()
    rewrites: tuple[Rewrite, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is any difference."""
        return bool(self.missing or self.extra or self.rewrites)


def graph_lines(quads: Iterable[Quad]) -> SortedLines:
    """The triples of one graph as sorted lines `subject TAB predicate TAB object`, blank nodes canonically named."""
    held: list[Quad] = []

    def plain() -> Iterator[str]:
        for quad in quads:
            if has_blank_node(quad):
                held.append(Quad(quad.subject, quad.predicate, quad.object))
            else:
                yield f"{quad.subject}\t{quad.predicate}\t{quad.object}"

    lines = SortedLines(plain())
    named = BlankNodes(held)
    lines.extend("\t".join(_marked(named.named(quad))) for quad in named.quads())
    return lines


def _marked(named: tuple[str, str, str, str]) -> tuple[str, str, str]:
    _, subject, predicate, value = named
    return subject if subject.startswith("_:") else f"<{subject}>", f"<{predicate}>", value


def digest(lines: Iterable[str]) -> tuple[int, str]:
    """How many lines there are, and the SHA-256 of them."""
    if isinstance(lines, list):
        text = "".join(f"{line}\n" for line in lines)
        return len(lines), hashlib.sha256(text.encode()).hexdigest()
    found, count = hashlib.sha256(), 0
    for line in lines:
        found.update(line.encode())
        found.update(b"\n")
        count += 1
    return count, found.hexdigest()


def compare(sent: Iterable[str], kept: Iterable[str]) -> Difference:
    """What differs between two graphs, given as sorted lines that can be read twice.

    Only the differences are held in memory.
    """
    missing, extra = [], []
    left, right = iter(sent), iter(kept)
    first, second = next(left, None), next(right, None)
    while first is not None or second is not None:
        if first == second:
            first, second = next(left, None), next(right, None)
        elif second is None or (first is not None and first < second):
            assert first is not None
            missing.append(_split(first))
            first = next(left, None)
        else:
            extra.append(_split(second))
            second = next(right, None)
    found = _paired(missing, extra)
    return _merged(found, kept) if any(triple[2][0] == '"' for triple in found.missing) else found


def _merged(found: Difference, kept: Iterable[str]) -> Difference:
    """Find the lost literals whose value the store keeps already, in a spelling that was sent as well."""
    wanted = {(s, p, _value(o)): (s, p, o) for s, p, o in found.missing if o[0] == '"'}
    subjects = {key[0] for key in wanted}
    rewrites = []
    for line in kept:
        if line.partition("\t")[0] not in subjects:
            continue
        subject, predicate, value = _split(line)
        if (triple := wanted.pop((subject, predicate, _value(value)), None)) is not None:
            rewrites.append(Rewrite(subject, predicate, triple[2], value))
    left = tuple(t for t in found.missing if t[2][0] != '"' or (t[0], t[1], _value(t[2])) in wanted)
    return Difference(left, found.extra, (*found.rewrites, *rewrites))


def _split(line: str) -> tuple[str, str, str]:
    subject, predicate, value = line.split("\t", 2)
    return subject, predicate, value


def _paired(missing: list[tuple[str, str, str]], extra: list[tuple[str, str, str]]) -> Difference:
    """Pair what is gone with what came instead where both have the same value.

    One spelling may stand for several: a store that keeps `1` and `true` as one has rewritten both.
    """
    places: dict[tuple[str, str, str], list[tuple[str, str, str]]] = defaultdict(list)
    for triple in extra:
        places[triple[0], triple[1], _value(triple[2])].append(triple)
    used: set[tuple[str, str, str]] = set()
    rewrites, lost = [], []
    for triple in missing:
        found = places.get((triple[0], triple[1], _value(triple[2])))
        if found and triple[2][0] == '"':
            rewrites.append(Rewrite(triple[0], triple[1], triple[2], found[0][2]))
            used.add(found[0])
        else:
            lost.append(triple)
    return Difference(tuple(lost), tuple(t for t in extra if t not in used), tuple(rewrites))


def _value(text: str) -> str:
    """The same text for literals of the same value, whatever their spelling."""
    if text[0] != '"':
        return text
    lexical, language, datatype = parts(text)
    if language is not None:
        return f"{lexical}@{language.lower()}"
    if datatype in _NUMBERS:
        try:
            number = Decimal(lexical.strip())
            return f"{number.normalize():f}" if number.is_finite() else str(number)
        except InvalidOperation:
            return text
    if datatype == f"{_XSD}boolean":
        return {"1": "true", "0": "false"}.get(lexical, lexical) + "^^boolean"
    if datatype in _GEOMETRY:
        return _geometry(lexical)
    if datatype in {f"{_XSD}dateTime", f"{_XSD}time", f"{_XSD}date"}:
        return lexical.replace("+00:00", "Z") + "^^" + datatype
    return f"{lexical}^^{datatype or _XSD + 'string'}"


def _geometry(lexical: str) -> str:
    """A WKT text with its numbers as single floats, which is all that some stores keep."""
    import re
    import struct

    def single(found: re.Match[str]) -> str:
        return f"{struct.unpack('f', struct.pack('f', float(found[0])))[0]:.5g}"

    text = re.sub(r"-?\d+(?:\.\d+)?(?:[eE]-?\d+)?", single, lexical)
    return re.sub(r"\s+", "", text).upper() + "^^wkt"
