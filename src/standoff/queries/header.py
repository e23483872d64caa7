"""Saved queries: a SPARQL file and the header that says what it answers.

The header is the comment lines that start with `#+`, in the manner of grlc: without the marks it is YAML, of which
this reads the part that headers use (scalars, blocks, lists and one level of mappings)::

    #+ summary: Who brokered which agreement
    #+ description: |
    #+   Any number of lines.
    #+ tags: [mediation]
    #+ params:
    #+   - name: place
    #+     type: iri st:Place
    #+     description: where
    #+     required: true
    #+ columns:
    #+   mediator: Mediator (entity); who brokered the agreement

A column marked `(entity)` holds entities: CSV and JSON write their labels beside the IRIs. Rows that differ only in
columns marked `(list)` are one row in a table; the formats for programs keep them apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from standoff.errors import InputError

__all__ = ["KINDS", "Column", "Parameter", "SavedQuery", "parse_query"]

KINDS: Final = ("iri", "string", "lang", "integer", "decimal", "boolean", "date")
"""The types a parameter may have; `iri` may name a class: `iri st:Place`."""

_Value: TypeAlias = "str | list[str] | list[dict[str, str]] | dict[str, str]"
_KEYS: Final = frozenset({"summary", "description", "tags", "params", "columns"})
_PARAMETER_KEYS: Final = frozenset({"name", "type", "description", "default", "required"})


@dataclass(frozen=True, slots=True)
class Parameter:
    """A NAME that a saved query must or may be given, and of what KIND its value is.

    `of_class` is the CURIE of the class that an `iri` must belong to; `default` is text, read as a given value is.
    """

    name: str
    kind: str = "string"
    of_class: str | None = None
    description: str = ""
    default: str | None = None
    required: bool = False

    @property
    def type(self) -> str:
        """The type as the header writes it."""
        return f"{self.kind} {self.of_class}" if self.of_class else self.kind

    def __str__(self) -> str:
        """NAME (TYPE, required): DESCRIPTION."""
        more = ", required" if self.required else f", default {self.default}" if self.default is not None else ""
        return f"{self.name} ({self.type}{more}): {self.description}"


@dataclass(frozen=True, slots=True)
class Column:
    """What a VARIABLE of the answer is called in a table, and what it means.

    `entity` says whether its values are entities; None leaves that to the values. Rows that differ only in columns
    marked `listed` are one row in a table, with their values side by side.
    """

    variable: str
    heading: str
    description: str = ""
    entity: bool | None = None
    listed: bool = False


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """The query NAME answers SUMMARY."""

    name: str
    text: str
    summary: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    columns: tuple[Column, ...] = ()
    path: Path | None = None
    lines: Mapping[str, int] = field(default_factory=dict)

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of that name, or None."""
        return next((parameter for parameter in self.parameters if parameter.name == name), None)

    def heading(self, variable: str) -> str:
        """What a variable is called in a table; its own name when the header doesn't say."""
        for column in self.columns:
            if column.variable == variable:
                return column.heading
        return variable

    def __str__(self) -> str:
        """NAME: SUMMARY."""
        return f"{self.name}: {self.summary}"


def parse_query(text: str, name: str, path: Path | None = None) -> SavedQuery:
    """The saved query that a text holds; a text without a header is a query without a summary.

    Raises:
        InputError: the header cannot be read, or says what no header may say.
    """
    reader = _Reader(text, path or Path(f"{name}.rq"))
    values = reader.read()
    return SavedQuery(
        name=name,
        text=text,
        summary=reader.scalar(values, "summary"),
        description=reader.scalar(values, "description"),
        tags=tuple(reader.names(values, "tags")),
        parameters=tuple(reader.parameters(values)),
        columns=tuple(reader.columns(values)),
        path=path,
        lines=dict(reader.lines),
    )


class _Reader:
    """Reads one header."""

    def __init__(self, text: str, path: Path) -> None:
        self.path = path
        self.lines: dict[str, int] = {}
        self._rows: Sequence[tuple[int, int, str]] = [
            (number, len(body) - len(body.lstrip()), body.strip())
            for number, line in enumerate(text.splitlines(), start=1)
            if line.startswith("#+")
            for body in [line[2:].removeprefix(" ").rstrip()]
        ]

    def fail(self, what: str, line: int | None = None) -> InputError:
        return InputError(what, path=self.path, line=line, hint="see a header in queries/")

    def read(self) -> dict[str, _Value]:
        """The header's keys with their values."""
        values: dict[str, _Value] = {}
        rows = [row for row in self._rows if row[2]]
        index = 0
        while index < len(rows):
            line, indent, body = rows[index]
            item = _item(body)
            if indent or item is None:
                raise self.fail(f"the header line {body!r} is not of the form key: value", line)
            key, value = item
            if key not in _KEYS:
                raise self.fail(f"{key}: is no key of a header; it knows {', '.join(sorted(_KEYS))}", line)
            if key in values:
                raise self.fail(f"{key}: stands twice in the header", line)
            self.lines[key] = line
            block = []
            index += 1
            while index < len(rows) and rows[index][1] > 0:
                block.append(rows[index])
                index += 1
            values[key] = self._value(value, block)
        return values

    def _value(self, value: str, block: Sequence[tuple[int, int, str]]) -> _Value:
        if value in {"", "|", ">"} and block:
            if not value and block[0][2].startswith("- "):
                return self._list(block)
            if not value and _item(block[0][2]):
                return self._mapping(block)
            return " ".join(body for _, _, body in block)
        if value.startswith("[") and value.endswith("]"):
            return [_plain(item) for item in value[1:-1].split(",") if item.strip()]
        return " ".join([_plain(value), *(body for _, _, body in block)]).strip()

    def _mapping(self, block: Sequence[tuple[int, int, str]]) -> dict[str, str]:
        values: dict[str, str] = {}
        last = ""
        for line, indent, body in block:
            item = _item(body)
            if indent > block[0][1] and last:
                values[last] = f"{values[last]} {body}".strip()
                continue
            if item is None:
                raise self.fail(f"the header line {body!r} is not of the form name: value", line)
            last, value = item
            if last in values:
                raise self.fail(f"{last}: stands twice", line)
            self.lines[last] = line
            values[last] = _plain(value)
        return values

    def _list(self, block: Sequence[tuple[int, int, str]]) -> _Value:
        items: list[list[tuple[int, int, str]]] = []
        for line, indent, body in block:
            if body.startswith("- "):
                items.append([(line, indent + 2, body[2:].strip())])
            elif items:
                items[-1].append((line, indent, body))
        if any(_item(item[0][2]) for item in items):
            return [self._mapping(item) for item in items]
        return [_plain(" ".join(body for _, _, body in item)) for item in items]

    def scalar(self, values: Mapping[str, _Value], key: str) -> str:
        """A text."""
        value = values.get(key, "")
        if not isinstance(value, str):
            raise self.fail(f"{key}: must be a text", self.lines.get(key))
        return value

    def names(self, values: Mapping[str, _Value], key: str) -> Iterator[str]:
        """A list of words, or words separated by commas."""
        value = values.get(key, [])
        if isinstance(value, str):
            value = [part.strip() for part in value.split(",")]
        if isinstance(value, dict):
            raise self.fail(f"{key}: must be a list of words", self.lines.get(key))
        for item in value:
            if not isinstance(item, str):
                raise self.fail(f"{key}: must be a list of words", self.lines.get(key))
            if item:
                yield item

    def parameters(self, values: Mapping[str, _Value]) -> Iterator[Parameter]:
        """The parameters, in the header's order."""
        value = values.get("params") or []
        line = self.lines.get("params")
        if not isinstance(value, list):
            raise self.fail("params: must be a list", line)
        seen: set[str] = set()
        for item in value:
            if not isinstance(item, dict) or "name" not in item:
                raise self.fail("each parameter needs a name:", line)
            unknown = sorted(set(item) - _PARAMETER_KEYS)
            if unknown:
                raise self.fail(f"the parameter {item['name']} has an unknown key {unknown[0]}:", line)
            if not (item["name"].isidentifier() and item["name"].isascii()) or item["name"] in seen:
                raise self.fail(f"{item['name']!r} cannot name a parameter here", line)
            seen.add(item["name"])
            kind, _, of_class = item.get("type", "string").partition(" ")
            if kind not in KINDS or (of_class and kind != "iri"):
                raise self.fail(f"{item['type']!r} is no type of a parameter; the types are {', '.join(KINDS)}", line)
            yield Parameter(
                name=item["name"],
                kind=kind,
                of_class=of_class.strip() or None,
                description=item.get("description", ""),
                default=item.get("default"),
                required=item.get("required", "false").lower() in {"true", "yes"},
            )

    def columns(self, values: Mapping[str, _Value]) -> Iterator[Column]:
        """The columns, in the header's order."""
        value = values.get("columns") or {}
        if not isinstance(value, dict):
            raise self.fail("columns: must be lines of the form variable: heading; description", self.lines["columns"])
        for variable, text in value.items():
            heading, _, description = text.partition(";")
            name, bracket, rest = heading.strip().partition("(")
            marks = {mark.strip() for mark in rest.removesuffix(")").split(",")} - {""}
            if marks - {"entity", "list"} or bool(bracket) != rest.endswith(")"):
                raise self.fail(f"a column is marked (entity) or (list), not ({rest}", self.lines[variable])
            name = name.strip() or variable
            yield Column(variable, name, description.strip(), "entity" in marks, "list" in marks)


def _item(body: str) -> tuple[str, str] | None:
    """The key and the value of a line of the form `key: value`; None when it has another form."""
    key, colon, value = body.partition(":")
    if not colon or not key.replace("-", "_").isidentifier() or (value and not value[0].isspace()):
        return None
    return key, value.strip()


def _plain(text: str) -> str:
    """A YAML scalar without its quotes."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text
