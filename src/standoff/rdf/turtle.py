"""Turtle and TriG for people: sorted, sectioned, one blank line between subjects, and always the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby

from standoff.rdf.blank_nodes import BlankNodes
from standoff.rdf.prefixes import Prefixes

__all__ = ["Names", "Record", "write_turtle"]

Record = tuple[str, str, str, str, str]
"""Block (the graph's name or the subject), graph ("" for the default one), subject, predicate, object."""

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_TYPE = f"{_RDF}type"
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?\Z")
_INTEGER = re.compile(r'"(-?(?:0|[1-9][0-9]*))"\Z')
_PART = re.compile(r'<(?!<)([^<>"{}|^`\\\x00-\x20]*)>|"(?:[^"\\]|\\.)*"')


class Names:
    """IRIs and literals as Turtle writes them, with the prefixes that some IRIs need."""

    def __init__(self, prefixes: Prefixes, stems: Iterable[str]) -> None:
        from standoff.rdf.terms import ST

        own = {space for _, space in prefixes.items() if space == str(ST)} | set(prefixes.own.values())
        self._own = tuple(sorted(own))
        used = set(stems)
        kept = [(name, space) for name, space in prefixes.items() if _stem(space) in used]
        self.header = sorted(kept, key=lambda item: (item[1] not in own, item[0] != "st", item[0]))
        self._spaces: dict[str, str] = {}
        for name, space in sorted(self.header, reverse=True):
            self._spaces[space] = name
        self.iri = lru_cache(maxsize=200_000)(self._iri)
        self.prefix = lru_cache(maxsize=200_000)(self._prefix)

    def is_own(self, iri: str) -> bool:
        """Whether an IRI is in one of the knowledge base's own namespaces."""
        return iri.startswith(self._own)

    def _prefix(self, iri: str) -> str:
        space = _stem(iri)
        return self._spaces.get(space, "") if space else ""

    def curie(self, iri: str) -> str | None:
        """The CURIE of an IRI, if a prefix and a plain local name make one."""
        space = _stem(iri)
        name = self._spaces.get(space)
        if name is None or not _LOCAL.match(iri, len(space)):
            return None
        return f"{name}:{iri[len(space) :]}"

    def _iri(self, iri: str) -> str:
        if iri.startswith("_:"):
            return iri
        return self.curie(iri) or f"<{iri}>"

    def verb(self, iri: str) -> str:
        """A predicate; `a` for rdf:type."""
        return "a" if iri == _TYPE else self.iri(iri)

    def term(self, text: str) -> str:
        """An object, given as N-Triples writes it."""
        if text[0] == "<":
            return self._triple(text) if text.startswith("<<(") else self.iri(text[1:-1])
        if text[0] == '"' and text[-1] == ">":
            lexical, _, datatype = text[:-1].rpartition("^^<")
            if datatype == f"{_XSD}integer" and (number := _INTEGER.match(lexical)):
                return number[1]
            if datatype == f"{_XSD}boolean" and lexical in {'"true"', '"false"'}:
                return lexical[1:-1]
            return f"{lexical}^^{self.iri(datatype)}"
        return text

    def _triple(self, text: str) -> str:
        return _PART.sub(lambda found: found[0] if found[0][0] == '"' else self.iri(found[1]), text)


def _stem(iri: str) -> str:
    """An IRI up to its last `#` or `/`."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]


def write_turtle(records: Iterable[Record], names: Names, blank: BlankNodes) -> Iterator[str]:
    """Turtle, or TriG where records stand in graphs; the records come in the order they are to be written."""
    writer = _Writer(names, blank)
    for name, space in names.header:
        yield f"@prefix {name}: <{space}> .\n"
    section: str | None = None
    for (block, graph), lines in groupby(records, key=lambda record: (record[0], record[1])):
        prefix = names.prefix(block)
        if prefix != section and prefix:
            yield f"\n# {prefix}:\n"
        section = prefix
        subjects = groupby(lines, key=lambda record: record[2])
        if graph:
            yield f"\n{names.iri(graph)} {{\n"
            for place, (subject, said) in enumerate(subjects):
                yield ("\n" if place else "") + writer.subject(subject, said, "    ")
            yield "}\n"
        else:
            for subject, said in subjects:
                yield "\n" + writer.subject(subject, said, "")


class _Writer:
    def __init__(self, names: Names, blank: BlankNodes) -> None:
        self._names = names
        self._blank = blank

    def subject(self, subject: str, said: Iterable[Record], indent: str) -> str:
        """One subject with all its predicates."""
        pairs = ((predicate, value) for _, _, _, predicate, value in said)
        return f"{indent}{self._names.iri(subject)} {self._says(pairs, indent)} .\n"

    def _says(self, pairs: Iterable[tuple[str, str]], indent: str) -> str:
        inner = f"{indent}    "
        parts = []
        for predicate, group in groupby(pairs, key=lambda pair: pair[0]):
            values = f" ,\n{inner}    ".join(self._object(value, f"{inner}    ") for _, value in group)
            parts.append(f"{self._names.verb(predicate)} {values}")
        return f" ;\n{inner}".join(parts)

    def _object(self, text: str, indent: str) -> str:
        if not text.startswith("_:"):
            return self._names.term(text)
        members = self._blank.items(text)
        if members is not None:
            inside = " ".join(self._object(member, indent) for member in members)
            return f"( {inside} )"
        says = self._blank.says(text)
        if says is None:
            return text
        if not says:
            return "[]"
        pairs = sorted(says, key=lambda pair: (pair[0] != _TYPE, pair))
        return f"[ {self._says(pairs, indent[:-4])} ]"
