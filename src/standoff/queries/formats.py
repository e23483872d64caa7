"""Writing answers: tables for people, the W3C's formats and CSV for programs, RDF for graphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from standoff.errors import UsageError
from standoff.queries.labels import Labels, reads_as
from standoff.queries.results import Answer, Row
from standoff.rdf.terms import XSD, BlankNode, Literal, NamedNode, Term, Triple

if TYPE_CHECKING:
    from standoff.rdf.prefixes import Prefixes

__all__ = ["FORMATS", "GRAPH_FORMATS", "ROW_FORMATS", "format_of", "write_answer"]

ROW_FORMATS: Final = ("table", "csv", "tsv", "json", "xml", "markdown")
"""The formats for rows and for yes or no; triples are written in them as rows of three columns."""

GRAPH_FORMATS: Final = ("turtle", "trig", "ntriples", "nquads", "jsonld", "rdfxml")
"""The formats for triples."""

FORMATS: Final = (*ROW_FORMATS, *GRAPH_FORMATS)

_EXTENSIONS: Final = {
    "txt": "table",
    "csv": "csv",
    "tsv": "tsv",
    "json": "json",
    "srj": "json",
    "xml": "xml",
    "srx": "xml",
    "md": "markdown",
    "ttl": "turtle",
    "trig": "trig",
    "nt": "ntriples",
    "nq": "nquads",
    "jsonld": "jsonld",
    "rdf": "rdfxml",
    "owl": "rdfxml",
}


def format_of(form: str, given: str | None = None, path: Path | str | None = None) -> str:
    """The format to write: the one given, else the one of the file's extension, else a table or Turtle.

    Raises:
        UsageError: the format is unknown, does not fit the answer, or cannot be told from the file's name.
    """
    if given is not None:
        chosen = given.lower()
        if chosen not in FORMATS:
            import difflib

            close = difflib.get_close_matches(chosen, FORMATS, 1)
            hint = f"did you mean {close[0]}?" if close else f"the formats are {', '.join(FORMATS)}"
            raise UsageError(f"there is no format {given!r}", hint=hint)
    elif path is not None and str(path) != "-":
        extension = Path(path).suffix.lower().removeprefix(".")
        if extension not in _EXTENSIONS:
            raise UsageError(
                f"the format cannot be told from the name {Path(path).name}",
                hint=f"add --format, one of {', '.join(FORMATS)}",
            )
        chosen = _EXTENSIONS[extension]
    else:
        return "turtle" if form == "triples" else "table"
    if form != "triples" and chosen in GRAPH_FORMATS:
        raise UsageError(
            f"{chosen} is a format for graphs, and this answer is {'rows' if form == 'rows' else 'yes or no'}",
            hint=f"use one of {', '.join(ROW_FORMATS)}",
        )
    return chosen


def write_answer(
    answer: Answer,
    format: str,
    out: IO[str],
    labels: Labels,
    prefixes: Prefixes,
    *,
    width: int | None = None,
    bold: bool = False,
) -> int:
    """Write an answer, and return how many rows or triples it had.

    `width` is the terminal's, in cells: tables are wrapped to fit it; without it every row is one line.

    Raises:
        UsageError: the format does not fit the answer.
    """
    format_of(answer.form, format)
    if format in GRAPH_FORMATS:
        return _write_graph(answer.triples, format, out, prefixes)
    if answer.form == "boolean":
        _write_boolean(bool(answer.boolean), format, out)
        return 1
    columns = [(column.variable, column.heading, column.entity) for column in answer.columns]
    rows: Iterable[Row] = answer.rows
    if answer.form == "triples":
        columns = [(name, name.capitalize(), None) for name in ("subject", "predicate", "object")]
        rows = ((triple.subject, triple.predicate, triple.object) for triple in answer.triples)
    kept = list(rows)
    names = [name for name, _, _ in columns]
    if format in {"table", "markdown"}:
        from standoff.queries import tables

        headings = [heading for _, heading, _ in columns]
        cells = [[reads_as(term, labels, prefixes) for term in row] for row in kept]
        listed = [index for index, column in enumerate(answer.columns) if column.listed]
        if listed and answer.form == "rows":
            cells = tables.merged(cells, listed)
        if format == "markdown":
            _lines(out, tables.markdown(headings, cells))
        else:
            _lines(out, tables.table(headings, cells, width, bold))
        return len(kept)
    if format == "tsv":
        _lines(out, _tsv(names, kept))
        return len(kept)
    entities = [
        entity if entity is not None else any(isinstance(row[index], NamedNode) for row in kept)
        for index, (_, _, entity) in enumerate(columns)
    ]
    if format == "csv":
        _write_csv(names, entities, kept, out, labels, prefixes)
    else:
        named, labelled = _with_labels(names, entities, kept, labels)
        if format == "json":
            _lines(out, _json(named, labelled))
        else:
            _lines(out, _xml(named, labelled))
    return len(kept)


def _lines(out: IO[str], lines: Iterable[str]) -> None:
    for line in lines:
        out.write(line + "\n")


def _write_graph(triples: Iterable[Triple], format: str, out: IO[str], prefixes: Prefixes) -> int:
    from standoff.rdf.serialising import serialise
    from standoff.rdf.terms import DefaultGraph, Quad

    quads = [Quad(triple.subject, triple.predicate, triple.object, DefaultGraph()) for triple in triples]
    for piece in serialise(quads, format, prefixes):
        out.write(piece)
    return len(quads)


def _write_boolean(answer: bool, format: str, out: IO[str]) -> None:
    word = "true" if answer else "false"
    if format == "json":
        out.write(f'{{"head": {{}}, "boolean": {word}}}\n')
    elif format == "xml":
        out.write(f"{_XML_START}\n  <head/>\n  <boolean>{word}</boolean>\n</sparql>\n")
    elif format in {"csv", "tsv"}:
        out.write(f"{'answer' if format == 'csv' else '?answer'}\n{word}\n")
    else:
        out.write("yes\n" if answer else "no\n")


def _write_csv(
    names: Sequence[str],
    entities: Sequence[bool],
    rows: Iterable[Row],
    out: IO[str],
    labels: Labels,
    prefixes: Prefixes,
) -> None:
    """CSV: a column of an entity holds its label, and a second one, NAME_iri, its IRI."""
    import csv

    writer = csv.writer(out, lineterminator="\n")
    head: list[str] = []
    for name, entity in zip(names, entities, strict=True):
        head += [name, f"{name}_iri"] if entity else [name]
    writer.writerow(head)
    for row in rows:
        cells: list[str] = []
        for term, entity in zip(row, entities, strict=True):
            cells.append(_csv_cell(term, labels, prefixes))
            if entity:
                cells.append(term.value if isinstance(term, NamedNode) else "")
        writer.writerow(cells)


def _csv_cell(term: Term | None, labels: Labels, prefixes: Prefixes) -> str:
    """A cell's text; one that a spreadsheet would run as a formula is written after an apostrophe."""
    if isinstance(term, Literal):
        text = term.value
        if term.datatype not in {XSD["string"], _LANGUAGE_STRING}:
            return text
    elif isinstance(term, NamedNode):
        text = labels(term) or reads_as(term, labels, prefixes)
    else:
        text = reads_as(term, labels, prefixes)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


_LANGUAGE_STRING = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#langString")


def _tsv(names: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """The W3C's TSV: terms as Turtle writes them."""
    yield "\t".join(f"?{name}" for name in names)
    for row in rows:
        yield "\t".join("" if term is None else str(term).replace("\t", "\\t") for term in row)


def _with_labels(
    names: Sequence[str], entities: Sequence[bool], rows: Iterable[Row], labels: Labels
) -> tuple[list[str], Iterator[Row]]:
    """The variables and rows with, after each entity `x`, a variable `xLabel`, as Wikidata's service has it."""
    adds = [entity and f"{name}Label" not in names for name, entity in zip(names, entities, strict=True)]
    named: list[str] = []
    for name, add in zip(names, adds, strict=True):
        named += [name, f"{name}Label"] if add else [name]

    def labelled() -> Iterator[Row]:
        for row in rows:
            cells: list[Term | None] = []
            for term, add in zip(row, adds, strict=True):
                cells.append(term)
                if add:
                    label = labels(term) if isinstance(term, NamedNode) else None
                    cells.append(Literal(label) if label is not None else None)
            yield tuple(cells)

    return named, labelled()


def _json(names: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """The W3C's SPARQL results in JSON, one row a line."""
    from json import dumps

    yield f'{{"head": {{"vars": {dumps(list(names))}}},'
    yield '"results": {"bindings": ['
    last = ""
    for row in rows:
        if last:
            yield last + ","
        bound = {name: _json_term(term) for name, term in zip(names, row, strict=True) if term is not None}
        last = dumps(bound, ensure_ascii=False)
    if last:
        yield last
    yield "]}}"


def _json_term(term: Term) -> dict[str, object]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _json_term(part) for name, part in parts.items()}}
    found: dict[str, object] = {"type": "literal", "value": term.value}
    if term.language:
        found["xml:lang"] = term.language
    elif term.datatype != XSD["string"]:
        found["datatype"] = term.datatype.value
    return found


_XML_START: Final = '<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">'


def _xml(names: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """The W3C's SPARQL results in XML."""
    yield _XML_START
    yield "  <head>"
    for name in names:
        yield f'    <variable name="{_attribute(name)}"/>'
    yield "  </head>"
    yield "  <results>"
    for row in rows:
        yield "    <result>"
        for name, term in zip(names, row, strict=True):
            if term is not None:
                yield f'      <binding name="{_attribute(name)}">{_xml_term(term)}</binding>'
        yield "    </result>"
    yield "  </results>"
    yield "</sparql>"


def _xml_term(term: Term) -> str:
    if isinstance(term, NamedNode):
        return f"<uri>{_escaped(term.value)}</uri>"
    if isinstance(term, BlankNode):
        return f"<bnode>{_escaped(term.value)}</bnode>"
    if isinstance(term, Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        inner = "".join(f"<{name}>{_xml_term(part)}</{name}>" for name, part in parts.items())
        return f"<triple>{inner}</triple>"
    if term.language:
        return f'<literal xml:lang="{_attribute(term.language)}">{_escaped(term.value)}</literal>'
    if term.datatype != XSD["string"]:
        return f'<literal datatype="{_attribute(term.datatype.value)}">{_escaped(term.value)}</literal>'
    return f"<literal>{_escaped(term.value)}</literal>"


def _escaped(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
    # XML 1.0 has no way to write other control characters.
    return "".join(char if char >= " " or char in "\t\n" else "\ufffd" for char in text)


def _attribute(text: str) -> str:
    return _escaped(text).replace('"', "&quot;")
