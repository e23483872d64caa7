"""Literals as values: what they denote, which datatypes contain it, and how values compare.

The datatypes are OWL 2's map (which OWL 2 RL narrows by owl:real and owl:rational only) and the date types of
XML Schema that it leaves out. Spaces of different primitive types are disjoint, as XML Schema 1.1 has it; instants
are equal when they are the same point of the time line, whatever their zones.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import struct
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError, canonicalize

from standoff.rdf.terms import OWL, RDF, RDFS, XSD

if TYPE_CHECKING:
    from collections.abc import Callable

    from standoff.rdf.terms import Literal

__all__ = ["DATATYPES", "ILL_TYPED", "Interval", "Value", "contains", "digest", "interval", "is_datatype", "value_of"]


@dataclass(frozen=True, slots=True)
class Value:
    """A data value: the primitive space it is of, and what it is there. Equal values are equal records."""

    space: str
    content: object


ILL_TYPED = Value("ill-typed", None)
"""What a literal denotes whose lexical form its datatype does not allow: nothing."""

_INTEGERS: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-(2**7), 2**7 - 1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 2**8 - 1),
}

_NAME_START = r"A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F"
_NAME_START += r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
_NAME_CHAR = _NAME_START + r"\-.0-9\u00B7\u0300-\u036F\u203F-\u2040"
_LANGUAGE = r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*"

_STRINGS: dict[str, re.Pattern[str]] = {
    "string": re.compile(r"[\s\S]*"),
    "normalizedString": re.compile(r"[^\t\n\r]*"),
    "token": re.compile(r"|[^\t\n\r ]+( [^\t\n\r ]+)*"),
    "language": re.compile(_LANGUAGE),
    "NMTOKEN": re.compile(f"[{_NAME_CHAR}:]+"),
    "Name": re.compile(f"[{_NAME_START}:][{_NAME_CHAR}:]*"),
    "NCName": re.compile(f"[{_NAME_START}][{_NAME_CHAR}]*"),
}

_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_INTEGER = re.compile(r"[+-]?\d+")
_FLOAT = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_RATIONAL = re.compile(r"[+-]?\d+\s*/\s*\d*[1-9]\d*")
_URI = re.compile(
    r"([A-Za-z][A-Za-z0-9+.\-]*:|(?=[^:/?#]*([/?#]|$)))"  # a scheme, or a first segment without a colon
    r"([^\x00-\x20<>\"{}|\\^`%]|%[0-9A-Fa-f]{2})*"
)
_ZONE = r"(?P<zone>Z|[+-](0\d|1[0-4]):[0-5]\d)?"
_YEAR = r"(?P<year>-?([1-9]\d{3,}|0\d{3}))"
_CLOCK = r"(?P<hour>[01]\d|2[0-4]):(?P<minute>[0-5]\d):(?P<second>[0-5]\d(\.\d+)?)"
_TIMES: dict[str, re.Pattern[str]] = {
    "dateTime": re.compile(rf"{_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)T{_CLOCK}{_ZONE}"),
    "date": re.compile(rf"{_YEAR}-(?P<month>\d\d)-(?P<day>\d\d){_ZONE}"),
    "gYearMonth": re.compile(rf"{_YEAR}-(?P<month>\d\d){_ZONE}"),
    "gYear": re.compile(rf"{_YEAR}{_ZONE}"),
    "time": re.compile(rf"{_CLOCK}{_ZONE}"),
    "gMonthDay": re.compile(rf"--(?P<month>\d\d)-(?P<day>\d\d){_ZONE}"),
    "gMonth": re.compile(rf"--(?P<month>\d\d){_ZONE}"),
    "gDay": re.compile(rf"---(?P<day>\d\d){_ZONE}"),
}


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of the time line in seconds, up to but not including `end`; local when no zone was given."""

    start: Fraction
    end: Fraction
    zoned: bool

    def apart(self, other: Interval) -> bool:
        """Whether no instant is in both. Between local and zoned time it must hold for any zone (±14 h)."""
        slack = 0 if self.zoned == other.zoned else 14 * 3600
        return self.start >= other.end + slack or other.start >= self.end + slack


def digest(value: Value) -> int:
    """64 bits of a value, the same in every process."""
    data = f"{value.space} {value.content!r}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little")


def value_of(literal: Literal) -> Value | None:
    """What a literal denotes: a value, ILL_TYPED, or None when its datatype is not one that we know."""
    if literal.language is not None:
        return Value("lang", (literal.value, literal.language.lower()))
    return _value(literal.datatype.value, literal.value)


@lru_cache(maxsize=200_000)
def _value(datatype: str, text: str) -> Value | None:
    reader = _READERS.get(datatype)
    return None if reader is None else reader(text)


def is_datatype(iri: str) -> bool:
    """Whether an IRI names a datatype that we know."""
    return iri in _MEMBERS


def contains(datatype: str, value: Value) -> bool:
    """Whether a value is in the value space of a datatype that we know."""
    return value is not ILL_TYPED and _MEMBERS[datatype](value)


def interval(literal: Literal) -> Interval | None:
    """The time that a dateTime, date, year or month literal covers; None for any other."""
    value = value_of(literal)
    return value.content if value is not None and isinstance(value.content, Interval) else None


# -------------------------------------------------------------------------------------------- lexical to value


def _integer(low: int | None, high: int | None) -> Callable[[str], Value]:
    def read(text: str) -> Value:
        text = text.strip(" \t\n\r")
        if not _INTEGER.fullmatch(text) or len(text) > 4000:
            return ILL_TYPED
        number = int(text)
        inside = (low is None or number >= low) and (high is None or number <= high)
        return Value("number", Fraction(number)) if inside else ILL_TYPED

    return read


def _decimal(text: str) -> Value:
    text = text.strip(" \t\n\r")
    return Value("number", Fraction(text)) if _DECIMAL.fullmatch(text) and len(text) < 4000 else ILL_TYPED


def _rational(text: str) -> Value:
    text = text.strip(" \t\n\r")
    if not _RATIONAL.fullmatch(text):
        return ILL_TYPED
    above, below = text.split("/")
    return Value("number", Fraction(int(above), int(below)))


def _float(space: str, code: str) -> Callable[[str], Value]:
    def read(text: str) -> Value:
        text = text.strip(" \t\n\r")
        if text in ("INF", "+INF", "-INF", "NaN"):
            return Value(space, text.lstrip("+"))
        if not _FLOAT.fullmatch(text):
            return ILL_TYPED
        number = float(text)
        try:
            [rounded] = struct.unpack(code, struct.pack(code, number))
        except OverflowError:
            return ILL_TYPED
        lost = rounded in (float("inf"), float("-inf")) or (
            rounded == 0 and re.search("[1-9]", re.split("[eE]", text)[0]) is not None
        )
        return ILL_TYPED if lost else Value(space, repr(rounded))

    return read


def _string(pattern: re.Pattern[str]) -> Callable[[str], Value]:
    def read(text: str) -> Value:
        return Value("string", text) if pattern.fullmatch(text) else ILL_TYPED

    return read


def _plain(text: str) -> Value:
    content, at, language = text.rpartition("@")
    if not at or (language and not re.fullmatch(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*", language)):
        return ILL_TYPED
    return Value("lang", (content, language.lower())) if language else Value("string", content)


def _boolean(text: str) -> Value:
    text = text.strip(" \t\n\r")
    return Value("boolean", text in ("true", "1")) if text in ("true", "false", "1", "0") else ILL_TYPED


def _hex(text: str) -> Value:
    try:
        return Value("hexBinary", binascii.unhexlify(text.strip(" \t\n\r")))
    except ValueError:
        return ILL_TYPED


def _base64(text: str) -> Value:
    try:
        return Value("base64Binary", base64.b64decode(re.sub(r"[ \t\n\r]", "", text), validate=True))
    except ValueError:
        return ILL_TYPED


def _uri(text: str) -> Value:
    text = " ".join(text.split())
    return Value("anyURI", text) if _URI.fullmatch(text) else ILL_TYPED


def _xml(text: str) -> Value:
    try:
        return Value("XMLLiteral", canonicalize(f"<x>{text}</x>"))
    except (ParseError, ValueError):
        return ILL_TYPED


def _days(year: int, month: int, day: int) -> int:
    """Days since 1 March of the year 0 in the proleptic Gregorian calendar."""
    year, month = (year - 1, month + 9) if month < 3 else (year, month - 3)
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * month + 2) // 5 + day - 1


def _month_length(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _zone_seconds(zone: str | None) -> int:
    if zone is None or zone == "Z":
        return 0
    hours, minutes = zone[1:].split(":")
    return (-1 if zone[0] == "-" else 1) * (int(hours) * 3600 + int(minutes) * 60)


def _time(kind: str, *, stamped: bool = False) -> Callable[[str], Value]:
    def read(text: str) -> Value:
        found = _TIMES[kind].fullmatch(text.strip(" \t\n\r"))
        if found is None or (stamped and found["zone"] is None):
            return ILL_TYPED
        parts = found.groupdict()
        year = int(parts.get("year") or 4)  # a leap year, for the kinds without one
        month, day = int(parts.get("month") or 1), int(parts.get("day") or 1)
        if not 1 <= month <= 12 or not 1 <= day <= _month_length(year, month):
            return ILL_TYPED
        clock = Fraction(0)
        if "hour" in parts:
            clock = int(parts["hour"]) * 3600 + int(parts["minute"]) * 60 + Fraction(parts["second"])
            if clock > 86400:
                return ILL_TYPED
        zone = parts["zone"]
        start = _days(year, month, day) * 86400 + clock - _zone_seconds(zone)
        if "year" not in parts:
            return Value(kind, (start, zone is not None))
        length = {
            "dateTime": Fraction(1, 10**12),
            "date": Fraction(86400),
            "gYearMonth": Fraction(_month_length(year, month) * 86400),
            "gYear": Fraction((_days(year + 1, 1, 1) - _days(year, 1, 1)) * 86400),
        }[kind]
        return Value(kind, Interval(start, start + length, zone is not None))

    return read


_X = str(XSD)
_READERS: dict[str, Callable[[str], Value]] = {
    **{_X + name: _integer(*bounds) for name, bounds in _INTEGERS.items()},
    **{_X + name: _string(pattern) for name, pattern in _STRINGS.items()},
    _X + "decimal": _decimal,
    f"{OWL}rational": _rational,
    _X + "float": _float("float", "f"),
    _X + "double": _float("double", "d"),
    _X + "boolean": _boolean,
    _X + "hexBinary": _hex,
    _X + "base64Binary": _base64,
    _X + "anyURI": _uri,
    **{_X + kind: _time(kind) for kind in _TIMES},
    _X + "dateTimeStamp": _time("dateTime", stamped=True),
    f"{RDF}PlainLiteral": _plain,
    f"{RDF}XMLLiteral": _xml,
}

# -------------------------------------------------------------------------------------------- value to datatype


def _in_space(space: str) -> Callable[[Value], bool]:
    return lambda value: value.space == space


def _in_integers(low: int | None, high: int | None) -> Callable[[Value], bool]:
    def member(value: Value) -> bool:
        number = value.content
        return (
            isinstance(number, Fraction)
            and number.denominator == 1
            and (low is None or number >= low)
            and (high is None or number <= high)
        )

    return member


def _in_strings(pattern: re.Pattern[str]) -> Callable[[Value], bool]:
    return lambda value: value.space == "string" and pattern.fullmatch(str(value.content)) is not None


def _is_decimal(value: Value) -> bool:
    if not isinstance(value.content, Fraction):
        return False
    below = value.content.denominator
    for factor in (2, 5):
        while below % factor == 0:
            below //= factor
    return below == 1


def _is_stamp(value: Value) -> bool:
    return value.space == "dateTime" and isinstance(value.content, Interval) and value.content.zoned


_MEMBERS: dict[str, Callable[[Value], bool]] = {
    **{_X + name: _in_integers(*bounds) for name, bounds in _INTEGERS.items()},
    **{_X + name: _in_strings(pattern) for name, pattern in _STRINGS.items()},
    **{_X + space: _in_space(space) for space in ("float", "double", "boolean", "hexBinary", "base64Binary", "anyURI")},
    **{_X + kind: _in_space(kind) for kind in _TIMES},
    _X + "dateTimeStamp": _is_stamp,
    _X + "decimal": _is_decimal,
    f"{OWL}rational": _in_space("number"),
    f"{OWL}real": _in_space("number"),
    f"{RDF}PlainLiteral": lambda value: value.space in ("string", "lang"),
    f"{RDF}langString": _in_space("lang"),
    f"{RDF}XMLLiteral": _in_space("XMLLiteral"),
    f"{RDFS}Literal": lambda value: True,
}

DATATYPES: tuple[str, ...] = tuple(_MEMBERS)
"""The IRIs of the datatypes that we know."""
