"""The literals of a run as values, for the datatype rules and for comparisons."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from standoff.rdf.terms import RDF, XSD, Literal, NamedNode
from standoff.reasoning.datatypes import (
    DATATYPES,
    ILL_TYPED,
    Interval,
    Value,
    contains,
    interval,
    is_datatype,
    value_of,
)
from standoff.reasoning.relations import Keys
from standoff.reasoning.terms_table import TermTable

__all__ = ["Literals"]

_PLAIN = {XSD["string"].value, RDF["langString"].value}


class Literals:
    """Which terms are literals, and what they denote; each is read once, and only when it matters."""

    def __init__(self, terms: TermTable) -> None:
        self._terms = terms
        self._values: dict[int, Value | None] = {}
        self._datatypes: dict[int, str | None] = {}

    def __len__(self) -> int:
        """How many terms the table has, literals or not."""
        return len(self._terms)

    def datatypes_of(self, value: Value) -> list[int]:
        """The datatypes that we know and whose value space has this value."""
        return [self._terms.encode(NamedNode(iri)) for iri in DATATYPES if contains(iri, value)]

    def all_datatypes(self) -> list[int]:
        """All datatypes that we know."""
        return [self._terms.encode(NamedNode(iri)) for iri in DATATYPES]

    def are(self, numbers: Keys) -> NDArray[np.bool_]:
        """Which of these terms are literals."""
        flags: NDArray[np.bool_] = self._terms.literals()[numbers]
        return flags

    def value(self, number: int) -> Value | None:
        """What a term denotes as a literal; None when it is none, or of a datatype we do not know."""
        if number not in self._values:
            term = self._terms.term(number)
            self._values[number] = value_of(term) if isinstance(term, Literal) else None
        return self._values[number]

    def small_number(self, number: int) -> int | None:
        """The integer that a literal denotes, if it does."""
        value = self.value(number)
        if value is None or value.space != "number":
            return None
        return int(value.content) if contains(XSD["integer"].value, value) else None  # type: ignore[call-overload]

    def datatype(self, number: int) -> str | None:
        """The IRI of a term that names a datatype we know."""
        if number not in self._datatypes:
            term = self._terms.term(number)
            iri = term.value if isinstance(term, NamedNode) else None
            self._datatypes[number] = iri if iri is not None and is_datatype(iri) else None
        return self._datatypes[number]

    def outside(self, numbers: Keys, datatype: int) -> NDArray[np.bool_]:
        """Which of these terms are literals whose value is known not to be in a datatype."""
        iri = self.datatype(datatype)
        if iri is None:
            return np.zeros(len(numbers), bool)
        distinct, places = np.unique(numbers, return_inverse=True)
        verdict = np.zeros(len(distinct), bool)
        for at in np.nonzero(self.are(distinct))[0].tolist():
            value = self.value(int(distinct[at]))
            verdict[at] = value is not None and not contains(iri, value)
        return verdict[places]

    def inside(self, numbers: Keys, datatype: int) -> NDArray[np.bool_]:
        """Which of these terms are literals whose value is known to be in a datatype."""
        iri = self.datatype(datatype)
        distinct, places = np.unique(numbers, return_inverse=True)
        verdict = np.zeros(len(distinct), bool)
        for at in np.nonzero(self.are(distinct))[0].tolist():
            value = self.value(int(distinct[at]))
            verdict[at] = iri is not None and value is not None and contains(iri, value)
        return verdict[places]

    def values_differ(self, keys: Keys) -> NDArray[np.bool_]:
        """Which of these pairs are two literals whose values are known and unequal."""
        high, low = keys >> 32, keys & 0xFFFFFFFF
        verdict: NDArray[np.bool_] = self.are(high) & self.are(low)
        for at in np.nonzero(verdict)[0].tolist():
            one, other = self.value(int(high[at])), self.value(int(low[at]))
            verdict[at] = one is not None and other is not None and ILL_TYPED not in (one, other) and one != other
        return verdict

    def compare(self, how: str, left: Keys, right: Keys) -> NDArray[np.bool_]:
        """Which pairs of literals compare so: "apart" for disjoint times, "above" for a greater number."""
        test = self._apart if how == "apart" else self._above
        pairs, places = np.unique(np.stack([left, right], axis=1), axis=0, return_inverse=True)
        verdict = np.fromiter((test(int(one), int(other)) for one, other in pairs), bool, len(pairs))
        return verdict[places.reshape(-1)]

    def _interval(self, number: int) -> Interval | None:
        term = self._terms.term(number)
        return interval(term) if isinstance(term, Literal) else None

    def _apart(self, one: int, other: int) -> bool:
        left, right = self._interval(one), self._interval(other)
        return left is not None and right is not None and left.apart(right)

    def _above(self, one: int, other: int) -> bool:
        left, right = self.value(one), self.value(other)
        if left is None or right is None or left.space != "number" or right.space != "number":
            return False
        return left.content > right.content  # type: ignore[operator,no-any-return]

    def special(self, numbers: Keys) -> Iterator[int]:
        """Those of these distinct terms that are literals other than plain strings."""
        for number in numbers[self.are(numbers)].tolist():
            term = self._terms.term(number)
            if isinstance(term, Literal) and term.language is None and term.datatype.value not in _PLAIN:
                yield number
