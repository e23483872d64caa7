"""Parameters: read by type, checked, and bound as terms in a VALUES clause.

A value never becomes part of the query as text: it is read into an RDF term first, and the term is written by the
one function `term_text`. The clause `VALUES ?name { term }` is put at the start of every group of the query in which
the variable occurs, because SPARQL evaluates groups from the inside out: a value bound only outside would not reach
a FILTER, a subquery or an aggregate further in. Any SPARQL 1.1 engine runs the result.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeAlias

from standoff.errors import UsageError
from standoff.queries.header import Parameter, SavedQuery
from standoff.queries.tokens import Token, tokens
from standoff.rdf.terms import XSD, Literal, NamedNode

__all__ = ["Resolver", "Value", "bind", "read_value", "read_values", "standalone", "term_text"]

Resolver: TypeAlias = Callable[[str, "str | None"], NamedNode]
"""Finds the entity that a text names (label, CURIE or IRI), given the CURIE of the class it should belong to."""

Value: TypeAlias = NamedNode | Literal

_DATES = (
    (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "date", "{}"),
    (r"[0-9]{4}-[0-9]{2}", "gYearMonth", "{}-01"),
    (r"[0-9]{4}", "gYear", "{}-01-01"),
)
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def read_values(query: SavedQuery, given: Mapping[str, str], resolve: Resolver) -> dict[str, Value]:
    """The terms of a query's parameters: those given as text, and the defaults of the others.

    Raises:
        UsageError: a parameter is unknown, missing or of the wrong type.
    """
    for name in given:
        if query.parameter(name) is None:
            raise UsageError(f"the query {query.name} has no parameter {name}", hint=_known(query, name))
    values: dict[str, Value] = {}
    for parameter in query.parameters:
        text = given.get(parameter.name, parameter.default)
        if text is not None:
            values[parameter.name] = read_value(parameter, text, resolve)
        elif parameter.required:
            raise UsageError(
                f"the query {query.name} needs the parameter {parameter.name} ({parameter.type})",
                hint=f"add -p {parameter.name}=VALUE",
            )
    return values


def read_value(parameter: Parameter, text: str, resolve: Resolver) -> Value:
    """The term that a text stands for, by the parameter's type.

    Raises:
        UsageError: the text is not of that type, or names no entity or more than one.
    """
    bare = text.strip()
    if parameter.kind == "string":
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise _wrong(parameter, text, "text in Unicode")
        return Literal(text)
    if parameter.kind == "iri":
        if not bare:
            raise _wrong(parameter, text, "a name, a CURIE or an IRI")
        return resolve(bare, parameter.of_class)
    if parameter.kind == "integer":
        if not re.fullmatch(r"[+-]?[0-9]{1,18}", bare):
            raise _wrong(parameter, text, "a whole number such as 12")
        return Literal(bare, datatype=XSD["integer"])
    if parameter.kind == "decimal":
        if not re.fullmatch(r"[+-]?(?:[0-9]{1,17}(?:\.[0-9]{0,17})?|\.[0-9]{1,17})", bare):
            raise _wrong(parameter, text, "a number such as 1.5")
        return Literal(bare, datatype=XSD["decimal"])
    if parameter.kind == "boolean":
        if bare.lower() not in {"true", "false", "yes", "no"}:
            raise _wrong(parameter, text, "true or false")
        return Literal("true" if bare.lower() in {"true", "yes"} else "false", datatype=XSD["boolean"])
    if parameter.kind == "lang":
        if not re.fullmatch(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*", bare):
            raise _wrong(parameter, text, "a language tag such as en or hy")
        return Literal(bare)
    return _date(parameter, bare)


def _date(parameter: Parameter, text: str) -> Literal:
    for pattern, datatype, whole in _DATES:
        if re.fullmatch(pattern, text):
            try:
                date.fromisoformat(whole.format(text))
            except ValueError:
                break
            return Literal(text, datatype=XSD[datatype])
    raise _wrong(parameter, text, "a date such as 2022-09-13, 2022-09 or 2022")


def _wrong(parameter: Parameter, text: str, wanted: str) -> UsageError:
    shown = ascii(text) if len(text) < 60 else ascii(text[:57]) + "..."
    return UsageError(f"the value {shown} of {parameter.name} is not {wanted}", hint=f"it is of type {parameter.type}")


def _known(query: SavedQuery, name: str) -> str:
    import difflib

    names = [parameter.name for parameter in query.parameters]
    close = difflib.get_close_matches(name, names, 1)
    if close:
        return f"did you mean {close[0]}?"
    return f"it has {', '.join(names)}" if names else "it takes none"


def term_text(term: Value) -> str:
    r"""A term as SPARQL writes it, safe in every engine.

    Some engines replace `\uXXXX` anywhere in the query before they read it, so that a backslash followed by `u` in
    a string could end it: the letter is then written as a codepoint itself.

    Raises:
        UsageError: the IRI holds a character that no IRI may hold.
    """
    if isinstance(term, NamedNode):
        if re.search(r"[\x00-\x20<>\"{}|^`\\]", term.value):
            raise UsageError(f"{term.value!a} is not an IRI", hint="write prefix:name or a full IRI")
        return f"<{term.value}>"
    escaped: list[str] = []
    for char in term.value:
        if char in "uU" and escaped and escaped[-1] == "\\\\":
            escaped.append(f"\\U{ord(char):08X}")
        elif char in _ESCAPES:
            escaped.append(_ESCAPES[char])
        elif ord(char) < 0x20 or ord(char) == 0x7F:
            escaped.append(f"\\u{ord(char):04X}")
        else:
            escaped.append(char)
    text = f'"{"".join(escaped)}"'
    if term.language:
        return f"{text}@{term.language}"
    if term.datatype == XSD["string"]:
        return text
    return f"{text}^^<{term.datatype.value}>"


def bind(text: str, values: Mapping[str, Value]) -> str:
    """The query with each variable of `values` bound to its term wherever it occurs.

    Raises:
        UsageError: a value is given for a variable that does not occur, or that the query has nowhere to bind.
    """
    if not values:
        return text
    groups, outermost, used = _groups(text)
    for name in values:
        if name not in used:
            raise UsageError(f"the query has no variable ?{name}", hint="a parameter's name is that of a variable")
    inserts: list[tuple[int, str]] = []
    for group in groups:
        names = [name for name in values if name in group.variables or group is outermost]
        if names:
            clauses = " ".join(f"VALUES ?{name} {{ {term_text(values[name])} }}" for name in names)
            inserts.append((group.start, f" {clauses} "))
    if not inserts:
        raise UsageError("the query has no WHERE group to bind a parameter in", hint="write WHERE { ... }")
    pieces: list[str] = []
    last = 0
    for start, clause in sorted(inserts):
        pieces += [text[last:start], clause]
        last = start
    return "".join([*pieces, text[last:]])


class _Group:
    """A group graph pattern: where it starts, and the variables that stand directly in it."""

    __slots__ = ("start", "variables")

    def __init__(self, start: int) -> None:
        self.start = start
        self.variables: set[str] = set()


class _Select:
    """A query or a subquery: the variables outside its WHERE group belong to that group."""

    __slots__ = ("waiting", "where")

    def __init__(self) -> None:
        self.where: _Group | None = None
        self.waiting: set[str] = set()


def _groups(text: str) -> tuple[list[_Group], _Group | None, set[str]]:
    """The groups that can take a VALUES clause, the query's own WHERE group, and every variable used."""
    found: list[_Group] = []
    used: set[str] = set()
    query = _Select()
    stack: list[_Group | _Select | None] = [query]
    data = template = exists = short = False
    listed = list(tokens(text))
    for index, token in enumerate(listed):
        if token.word:
            data = data or token.word == "values"
            template = token.word == "construct"
            exists = token.word == "exists"
            short = short or _is_short_form(listed, index)
        elif token.variable:
            used.add(token.variable)
            _note(stack, token.variable)
        elif token.text == "{":
            top = next(frame for frame in reversed(stack) if frame is not None)
            following = listed[index + 1].word if index + 1 < len(listed) else ""
            if data or template:
                stack.append(None)
            elif following == "select":
                stack.append(_Select())
            else:
                group = _Group(token.start + 1)
                if isinstance(top, _Select) and top.where is None and not exists:
                    top.where = group
                    group.variables |= top.waiting
                found.append(group)
                stack.append(group)
            data = template = exists = False
        elif token.text == "}" and len(stack) > 1:
            stack.pop()
    return ([], None, used) if short else (found, query.where, used)


def _note(stack: list[_Group | _Select | None], variable: str) -> None:
    for frame in reversed(stack):
        if isinstance(frame, _Group):
            frame.variables.add(variable)
            return
        if isinstance(frame, _Select):
            (frame.where.variables if frame.where else frame.waiting).add(variable)
            return


def _is_short_form(listed: list[Token], index: int) -> bool:
    """Whether `CONSTRUCT WHERE { ... }` stands here, whose one group is a template."""
    return listed[index].word == "construct" and index + 1 < len(listed) and listed[index + 1].word in {"where", "from"}


def standalone(text: str, values: Mapping[str, Value], prefixes: Mapping[str, str]) -> str:
    """The query as any SPARQL endpoint runs it: parameters bound, and the prefixes it uses but does not declare."""
    declared: set[str] = set()
    used: set[str] = set()
    before = ""
    for token in tokens(text):
        if token.kind == "word" and ":" in token.text:
            (declared if before == "prefix" else used).add(token.text.partition(":")[0])
        before = token.word
    missing = sorted(name for name in used - declared if name in prefixes)
    lines = [f"PREFIX {name}: <{prefixes[name]}>\n" for name in missing]
    return "".join(lines) + bind(text, values)
