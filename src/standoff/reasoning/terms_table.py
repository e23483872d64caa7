"""The dictionary between RDF terms and the numbers the reasoner computes with, in memory or memory-mapped."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pyoxigraph import RdfFormat, parse

from standoff.rdf.terms import BlankNode, Literal, NamedNode, Term, Triple

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["TermTable"]

_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
_BYTES, _OFFSETS, _HASHES, _ORDER = "terms.bin", "terms.offsets.npy", "terms.hashes.npy", "terms.order.npy"
_LITERALS = "terms.literals.npy"


def _serialise(term: Term) -> bytes:
    """One term as bytes: a kind, then its parts; equal terms have equal bytes."""
    if isinstance(term, NamedNode):
        return b"I" + term.value.encode("utf-8", "surrogatepass")
    if isinstance(term, BlankNode):
        return b"B" + term.value.encode()
    if isinstance(term, Literal) and getattr(term, "direction", None) is None:
        if term.language is not None:
            return f"@{term.language}\x00{term.value}".encode("utf-8", "surrogatepass")
        return f"L{term.datatype.value}\x00{term.value}".encode("utf-8", "surrogatepass")
    text = f"<<( {term} )>>" if isinstance(term, Triple) else str(term)
    return b"T" + text.encode()


def _deserialise(data: bytes) -> Term:
    kind, rest = data[:1], data[1:].decode("utf-8", "surrogatepass")
    if kind == b"I":
        return NamedNode(rest)
    if kind == b"B":
        return BlankNode(rest)
    if kind == b"@":
        language, _, value = rest.partition("\x00")
        return Literal(value, language=language)
    if kind == b"L":
        datatype, _, value = rest.partition("\x00")
        return Literal(value) if datatype == _XSD_STRING else Literal(value, datatype=NamedNode(datatype))
    [quad] = parse(f"<x:s> <x:p> {rest} .", RdfFormat.N_TRIPLES)
    term: Term = quad.object
    return term


def _hash(data: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little")


class TermTable:
    """Terms numbered from 0 in the order they were first met.

    A saved table opens in constant time: its terms stay in the mapped file and are read one by one when asked
    for; terms met later are kept in memory on top and written as further parts.
    """

    def __init__(self) -> None:
        self._parts: list[_Part] = []
        self._stored = 0
        self._terms: list[Term] = []
        self._ids: dict[Term, int] = {}
        self._cache: dict[int, Term] = {}
        self._flags: NDArray[np.bool_] = np.zeros(0, bool)

    def __len__(self) -> int:
        """How many terms there are."""
        return self._stored + len(self._terms)

    def __iter__(self) -> Iterator[Term]:
        """All terms, in the order of their numbers."""
        return (self.term(i) for i in range(len(self)))

    def term(self, number: int) -> Term:
        """The term of this number (numpy integers are welcome). Raises IndexError outside the table."""
        number = int(number)
        if number >= self._stored:
            return self._terms[number - self._stored]
        if number < 0:
            raise IndexError(number)
        found = self._cache.get(number)
        if found is None:
            part = next(p for p in self._parts if number < p.first + len(p))
            found = self._cache[number] = _deserialise(part.data(number - part.first))
        return found

    def find(self, term: Term) -> int | None:
        """The number of a term, or None when it was never met."""
        found = self._ids.get(term)
        if found is None and self._parts:
            data = _serialise(term)
            for part in self._parts:
                found = part.find(data)
                if found is not None:
                    self._ids[term] = found
                    break
        return found

    def encode(self, term: Term) -> int:
        """The number of a term, a new one if it was never met."""
        found = self._ids.get(term)
        if found is None and self._parts:
            found = self.find(term)
        if found is None:
            found = self._ids[term] = len(self)
            self._terms.append(term)
        return found

    def extend(self, terms: Iterable[Term]) -> None:
        """Number each of these terms."""
        for term in terms:
            self.encode(term)

    def literals(self) -> NDArray[np.bool_]:
        """Which terms are literals, by their numbers."""
        if not len(self._flags) and self._parts:
            self._flags = np.concatenate([part.literals for part in self._parts])
        if len(self._flags) < len(self):
            new = self._terms[len(self._flags) - self._stored :]
            more = np.fromiter((isinstance(term, Literal) for term in new), bool, len(new))
            self._flags = np.concatenate([self._flags, more])
        return self._flags

    def copy(self) -> TermTable:
        """A table with the same terms, to which more can be added without changing this one."""
        other = TermTable()
        other._parts, other._stored, other._flags = list(self._parts), self._stored, self._flags
        other._terms, other._ids = list(self._terms), dict(self._ids)
        return other

    def save(self, folder: Path, first: int = 0) -> None:
        """Write the terms from number `first` on into `folder` (a base has first = 0, a delta the rest)."""
        data = [_serialise(self.term(i)) for i in range(first, len(self))]
        offsets = np.zeros(len(data) + 1, np.int64)
        np.cumsum([len(d) for d in data], out=offsets[1:])
        hashes = np.fromiter((_hash(d) for d in data), np.uint64, len(data))
        order = np.argsort(hashes, kind="stable").astype(np.int32)
        (folder / _BYTES).write_bytes(b"".join(data))
        np.save(folder / _OFFSETS, offsets)
        np.save(folder / _HASHES, hashes[order])
        np.save(folder / _ORDER, order)
        np.save(folder / _LITERALS, self.literals()[first:])

    @classmethod
    def open(cls, folders: Iterable[Path]) -> TermTable:
        """The table whose parts were saved in these folders, base first."""
        table = cls()
        for folder in folders:
            part = _Part(folder, table._stored)
            table._parts.append(part)
            table._stored += len(part)
        return table


class _Part:
    """One saved stretch of a term table, memory-mapped."""

    def __init__(self, folder: Path, first: int) -> None:
        self.first = first
        self._offsets: NDArray[np.int64] = np.load(folder / _OFFSETS, mmap_mode="r")
        self._hashes: NDArray[np.uint64] = np.load(folder / _HASHES, mmap_mode="r")
        self._order: NDArray[np.int32] = np.load(folder / _ORDER, mmap_mode="r")
        self.literals: NDArray[np.bool_] = np.load(folder / _LITERALS, mmap_mode="r")
        path = folder / _BYTES
        self._bytes: NDArray[np.uint8] = (
            np.memmap(path, np.uint8, "r") if path.stat().st_size else np.empty(0, np.uint8)
        )

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def data(self, index: int) -> bytes:
        return self._bytes[int(self._offsets[index]) : int(self._offsets[index + 1])].tobytes()

    def find(self, data: bytes) -> int | None:
        wanted = np.uint64(_hash(data))
        at = int(np.searchsorted(self._hashes, wanted))
        while at < len(self._hashes) and self._hashes[at] == wanted:
            index = int(self._order[at])
            if self.data(index) == data:
                return self.first + index
            at += 1
        return None
