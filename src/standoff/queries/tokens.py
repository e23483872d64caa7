"""The words of a SPARQL query: enough of its grammar to bind parameters and to refuse what is not safe to parse.

A query is cut into tokens by the terminals of the SPARQL 1.1 grammar, so that a variable inside a string, an IRI or
a comment is never taken for one. The tokens, joined again, are the query to the byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from standoff.errors import UsageError

__all__ = ["MAX_CLAUSES", "MAX_DEPTH", "Token", "check_safe", "form_of", "may_match", "place_of", "tokens"]

MAX_DEPTH: Final = 200
"""How deep parentheses, braces and brackets may nest (a few thousand overflow the parser's stack)."""

MAX_CLAUSES: Final = 1500
"""How many operators, keywords and triple patterns a query may have (ten thousand overflow the parser's stack)."""

MAX_LENGTH: Final = 1_000_000
"""How many characters a query may have."""

_TOKEN = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<comment>\#[^\n\r]*)
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<string>\"\"\"(?:[^"\\]|\\.|\"(?!\"\"))*\"\"\"
                |'''(?:[^'\\]|\\.|'(?!''))*'''
                |"(?:[^"\\\n\r]|\\.)*"
                |'(?:[^'\\\n\r]|\\.)*')
    | (?P<variable>[?$]\w+)
    | (?P<language>@[a-zA-Z]+(?:-[a-zA-Z0-9]+)*)
    | (?P<word>(?:[\w:]|%[0-9A-Fa-f]{2}|\\[-_~.!$&'()*+,;=/?\#@%])
               (?:[\w:\-]|\.(?=[\w:.\-%\\])|%[0-9A-Fa-f]{2}|\\[-_~.!$&'()*+,;=/?\#@%])*)
    | (?P<open>\{\||<<\(|<<|[({\[])
    | (?P<close>\|\}|\)>>|>>|[)}\]])
    | (?P<operator>\|\||&&|\^\^|!=|<=|>=|.)
    """,
    re.VERBOSE | re.DOTALL,
)

_UPDATES: Final = frozenset({"insert", "delete", "load", "clear", "drop", "create", "copy", "move", "add", "with"})
_FORMS: Final = frozenset({"select", "ask", "construct", "describe"})
_UNCOUNTED: Final = frozenset({",", "^^"})


class Token:
    """A terminal of the query: its kind, its text, and where it starts."""

    __slots__ = ("kind", "start", "text")

    def __init__(self, kind: str, text: str, start: int) -> None:
        self.kind = kind
        self.text = text
        self.start = start

    @property
    def word(self) -> str:
        """The token's text in lower case when it may be a keyword, else empty."""
        return self.text.lower() if self.kind == "word" and ":" not in self.text else ""

    @property
    def variable(self) -> str:
        """The variable's name, else empty."""
        return self.text[1:] if self.kind == "variable" else ""


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a query, in order, without white space and comments."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "operator"
        if kind not in {"space", "comment"}:
            yield Token(kind, match.group(), match.start())


def may_match(text: str, iris: Iterable[str], prefixes: Mapping[str, str]) -> bool:
    """Whether a query names one of some properties or classes, or leaves a property open with a variable.

    A negative answer is sure: no pattern of the query can match a triple of these. `prefixes` are those known
    without a declaration; the query's own come on top.
    """
    wanted = set(iris)
    if not wanted:
        return False
    known = dict(prefixes)
    before: list[Token] = []
    for token in tokens(text):
        if token.kind in ("space", "comment"):
            continue
        if token.kind == "iri" and len(before) >= 2 and before[-2].word == "prefix":
            known[before[-1].text[:-1]] = token.text[1:-1]
        elif token.kind == "iri" and token.text[1:-1] in wanted:
            return True
        elif token.kind == "word" and ":" in token.text:
            prefix, _, local = token.text.partition(":")
            if known.get(prefix, "") + local in wanted:
                return True
        elif token.kind == "variable" and before and _may_be_property(before):
            return True
        before = [*before[-3:], token]
    return False


def _may_be_property(before: list[Token]) -> bool:
    """Whether a variable that follows these tokens may stand where a property stands: right after a subject."""
    last = before[-1]
    if last.text == ";":
        return True
    subject = last.kind in ("variable", "iri") or (last.kind == "word" and ":" in last.text)
    return subject and len(before) >= 2 and before[-2].text in (".", "{", "}", ")")


def place_of(text: str, offset: int) -> tuple[int, int]:
    """The line and the column, both from 1, of a character of the text."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def form_of(text: str) -> str:
    """`select`, `ask`, `construct` or `describe`; empty when the text is no read query."""
    for token in tokens(text):
        if token.word in _FORMS or token.word in _UPDATES:
            return token.word if token.word in _FORMS else ""
    return ""


def check_safe(text: str, *, path: str | None = None, allow_service: bool = False) -> None:
    """Refuse, before parsing, what crashes a parser, what calls out, and what would write.

    Raises:
        UsageError: the query nests too deep, has too many clauses, calls a SERVICE, or is an update.
    """
    if len(text) > MAX_LENGTH:
        hint = "put long lists of values into the knowledge base"
        raise UsageError(f"the query is longer than {MAX_LENGTH:,} characters", path=path, hint=hint)
    depth = clauses = 0
    form = ""
    for token in tokens(text):
        if token.kind == "open":
            depth += 1
            if depth > MAX_DEPTH:
                raise _refusal(text, token, f"the query nests deeper than {MAX_DEPTH} levels", path)
        elif token.kind == "close":
            depth -= 1
        elif token.kind == "operator":
            clauses += token.text not in _UNCOUNTED
        elif token.word:
            clauses += token.word.isalpha()
            if not form and token.word in _UPDATES:
                hint = "queries only read; the knowledge base is changed by editing its files"
                raise _refusal(text, token, f"{token.text.upper()} is an update", path, hint)
            if token.word in _FORMS:
                form = form or token.word
            elif token.word.endswith("service") and not allow_service:
                # A number may stand right before the keyword: 1SERVICE is two tokens to a parser.
                hint = "that is off without --federated"
                raise _refusal(text, token, "SERVICE would call another server", path, hint)
        if clauses > MAX_CLAUSES:
            raise _refusal(text, token, f"the query has more than {MAX_CLAUSES} clauses and operators", path)
    if not form:
        where = "the query is empty" if not text.strip() else "the query has no SELECT, ASK, CONSTRUCT or DESCRIBE"
        raise UsageError(where, path=path, hint="standoff query lists the saved queries")


def _refusal(text: str, token: Token, what: str, path: str | None, hint: str | None = None) -> UsageError:
    line, column = place_of(text, token.start)
    return UsageError(what, path=path or "query", line=line, column=column, hint=hint)
