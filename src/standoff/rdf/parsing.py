"""Reading RDF files, with errors that say where and what to do.

pyoxigraph parses; what is known to crash it or to make it call out is refused before (DOCTYPE in RDF/XML,
JSON-LD nested thousands deep, remote contexts), and its messages are told again with a place and a hint.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pyoxigraph import QuadParser, RdfFormat, parse

from standoff.errors import InputError, UsageError
from standoff.rdf.terms import Quad

__all__ = ["EXTENSIONS", "FORMATS", "parse_bytes", "parse_file", "rdf_format"]

FORMATS: Final = {
    "turtle": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "ntriples": RdfFormat.N_TRIPLES,
    "nquads": RdfFormat.N_QUADS,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
}
"""Formats by the names that `--format` takes."""

EXTENSIONS: Final = {
    ".ttl": RdfFormat.TURTLE,
    ".turtle": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".jsonld": RdfFormat.JSON_LD,
    ".json": RdfFormat.JSON_LD,
    ".rdf": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
}
"""Formats by file extension."""

MAXIMUM_JSON_DEPTH: Final = 500
"""JSON-LD nested 5,000 deep crashes the parser's process; nobody writes a tenth of that by hand."""

_PLACE = re.compile(r"^Parser error at line \d+(?: between)? columns? \d+(?: and \d+)?: ")

_HINTS: Final = (
    ("A dot is expected", "end the statement before it with a dot"),
    ("prefix", "declare it with @prefix at the top of the file"),
    ("Invalid UTF-8", "save the file as UTF-8"),
    ("Invalid IRI", "percent-encode what an IRI cannot hold (a space is %20)"),
    ("No LoadDocumentCallback", "put the context into the file: remote contexts are not fetched"),
    ("Unexpected end", "the file stops in the middle of a statement"),
    ("escape", "write \\\\ for a backslash"),
    ("language tag", "a language tag is letters and digits joined by hyphens (en, az-Latn)"),
)


def rdf_format(name: str | Path) -> RdfFormat:
    """The RDF format called `name`, or that a file name's extension means.

    Raises:
        UsageError: neither a format's name nor a known extension.
    """
    text = str(name)
    if text in FORMATS:
        return FORMATS[text]
    found = EXTENSIONS.get(Path(text).suffix.lower())
    if found is None:
        raise UsageError(
            f"cannot tell the RDF format of {text!r}",
            hint=f"use one of the extensions {', '.join(EXTENSIONS)} or --format {'|'.join(FORMATS)}",
        )
    return found


def parse_file(path: Path | str, format: str | RdfFormat | None = None) -> Iterator[Quad]:
    """The quads of a file, in its order and with its lexical forms, read as they are asked for.

    Blank nodes get names of their own, so that files can be read together.

    Raises:
        InputError: the file cannot be opened, or is not what its format says; with line and column.
        UsageError: its format is unknown.
    """
    path = Path(path)
    chosen = _chosen(format, path)
    try:
        if path.is_dir():
            raise InputError("is a directory", path=path, hint="name the files in it")
        if chosen in (RdfFormat.RDF_XML, RdfFormat.JSON_LD):
            yield from parse_bytes(path.read_bytes(), chosen, path)
            return
        parser = parse(path=str(path), format=chosen, rename_blank_nodes=True)
        yield from _retold(parser, path)
    except FileNotFoundError:
        raise InputError("no such file", path=path, hint="check the name") from None
    except PermissionError:
        raise InputError("permission denied", path=path, hint="make the file readable") from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", path=path) from None


def parse_bytes(data: bytes, format: str | RdfFormat, name: Path | str = "standard input") -> Iterator[Quad]:
    """The quads of a document in memory; `name` is what messages call it.

    Raises:
        InputError: the document is not what its format says; with line and column.
    """
    chosen = _chosen(format, name)
    if chosen == RdfFormat.RDF_XML:
        _refuse_doctype(data, name)
    elif chosen == RdfFormat.JSON_LD:
        _refuse_depth(data, name)
    yield from _retold(parse(data, chosen, rename_blank_nodes=True), name)


def _chosen(format: str | RdfFormat | None, path: Path | str) -> RdfFormat:
    if isinstance(format, RdfFormat):
        return format
    return rdf_format(format if format is not None else path)


def _retold(parser: QuadParser, name: Path | str) -> Iterator[Quad]:
    """The parser's quads; its errors as ours."""
    try:
        yield from parser
    except SyntaxError as error:
        details = error.args[1] if len(error.args) > 1 else (None,) * 6
        what = _PLACE.sub("", error.msg or "cannot be parsed")
        hint = next((hint for sign, hint in _HINTS if sign.lower() in what.lower()), None)
        raise InputError(what, path=name, line=details[1], column=details[2], hint=hint) from None
    except ValueError as error:
        raise InputError(str(error), path=name) from None


def _refuse_doctype(data: bytes, name: Path | str) -> None:
    """Refuse RDF/XML that declares entities: an entity bomb crashes the parser's process."""
    head = re.search(rb"<!(DOCTYPE|ENTITY)", data)
    if head:
        line = data.count(b"\n", 0, head.start()) + 1
        raise InputError(
            f"RDF/XML with <!{head[1].decode()}> is refused",
            path=name,
            line=line,
            hint="write out the entities and remove the declaration",
        )


def _refuse_depth(data: bytes, name: Path | str) -> None:
    """Refuse JSON nested deeper than anyone means: it crashes the parser's process."""
    depth = 0
    for token in re.finditer(rb'"(?:[^"\\]|\\.)*"|[\[{\]}]', data, re.DOTALL):
        sign = token[0]
        if sign in (b"{", b"["):
            depth += 1
            if depth > MAXIMUM_JSON_DEPTH:
                line = data.count(b"\n", 0, token.start()) + 1
                raise InputError(
                    f"JSON-LD nested more than {MAXIMUM_JSON_DEPTH} deep is refused",
                    path=name,
                    line=line,
                    hint="flatten it, or convert it to N-Quads",
                )
        elif sign in (b"}", b"]"):
            depth -= 1
