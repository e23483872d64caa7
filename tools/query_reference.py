"""Write docs/queries.md from the headers of the saved queries; with --check, only say whether it is up to date."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from standoff.queries import SavedQuery, by_tag, read_queries

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "queries.md"

INTRODUCTION = """\
# Saved queries

A saved query is a question that somebody has already put into SPARQL. `standoff query` lists them,
`standoff query mediators` answers one, `standoff query mediators --describe` shows what it answers and its text.

```
standoff query events-at -p place="Syunik Province"
standoff query timeline -p since=2022 -f markdown
standoff query who-blames-whom --according-to Armenia
standoff query --sparql 'SELECT ?who { ?who a st:Mediator }' -o mediators.csv
```

Where an entity is asked for, write its name in any of its spellings, a CURIE (`actor:armenia`) or an IRI. A name that
several entities have is answered with the candidates, a misspelt one with the nearest.

A row tells what somebody says, and a column tells who; `--cite` adds the claims each row rests on. Rows about one
thing by two speakers stay two rows, also when they contradict each other: a table then says which are disputed. What
nobody tells is an empty cell. `--according-to`, `--undisputed`, `--as-of` and the other lenses choose which claims
count; `--endpoint URL` asks another triple store instead.
"""

FORMATS = """\
## Formats

| format | what it has |
|---|---|
| `table` | names instead of IRIs; wrapped to the terminal, and one line a row when piped |
| `markdown` | the same table for a document |
| `csv` | a column of entities is two: `actor` with the name, `actor_iri` with the IRI |
| `json`, `xml` | the W3C's SPARQL results; beside each entity `actor` a variable `actorLabel` with its name |
| `tsv` | the W3C's exact terms, nothing added |
| `turtle`, `trig`, `ntriples`, `nquads`, `jsonld`, `rdfxml` | for CONSTRUCT and DESCRIBE |

`-o FILE` guesses the format from the extension. In a table, rows that differ in one column of several values only
are shown as one; all other formats keep them apart. A text in CSV that a spreadsheet would run as a formula (it
begins with `=`, `+`, `-` or `@`) has an apostrophe before it; TSV and JSON have the exact text. Tables spell out
control characters (`\\u001b`) instead of sending them to the terminal.

## Limits

`--timeout SECONDS` stops a query, `--limit N` its rows; both end with exit code 4. The query engine works in a thread
of its own and cannot be interrupted: at the limit its work is abandoned, and ends with the process. Queries only
read. One that calls another server (`SERVICE`) is refused without `--federated`; one that nests deeper than 200
levels, or has more than 1,500 operators and clauses, is refused because such a query can crash a parser.

Negation and sums are evaluated over the claims that the lens lets through: what is absent there may be present in
another account.

## Queries of your own

Put a file into `queries/`. Its header, lines that start with `#+`, is YAML in the manner of grlc: `summary`,
`description`, `tags`, `params` (each with `name`, `type`, `description`, and `default` or `required`) and `columns`
(`variable: Heading (entity, list); what it means`). The types are `iri` (with a class: `iri st:Place`), `string`,
`lang`, `integer`, `decimal`, `boolean` and `date`. A parameter is a variable of the query: its value is checked, made
a term, and bound by a `VALUES` clause in every group in which the variable stands; it is never pasted in as text.
Facts are in the default graph; `GRAPH ?claim { ... }` asks what is said, and `?claim prov:wasAttributedTo ?speaker`
by whom. `standoff query --lint` checks headers, prefixes, terms, columns and order.
"""


def page(queries: list[SavedQuery]) -> str:
    """The whole page."""
    return "\n".join([INTRODUCTION, *_queries(queries), FORMATS])


def _queries(queries: list[SavedQuery]) -> Iterator[str]:
    for tag, group in by_tag(queries):
        yield f"## About {tag or 'other things'}\n"
        for query in group:
            yield from _query(query)


def _query(query: SavedQuery) -> Iterator[str]:
    yield f"### {query.name}\n"
    yield f"{query.summary}.\n"
    yield f"{query.description}\n"
    if query.parameters:
        yield "| parameter | type | meaning |"
        yield "|---|---|---|"
        for parameter in query.parameters:
            must = "required" if parameter.required else f"default {parameter.default}" if parameter.default else ""
            kind = f"{parameter.type}, {must}" if must else parameter.type
            yield f"| `{parameter.name}` | {kind} | {parameter.description} |"
        yield ""
    yield "| column | in tables | meaning |"
    yield "|---|---|---|"
    for column in query.columns:
        yield f"| `{column.variable}` | {column.heading} | {column.description} |"
    yield ""


def main(arguments: list[str]) -> int:
    """Write the page, or check it."""
    text = page(read_queries((ROOT / "queries").glob("*.rq")))
    if "--check" in arguments:
        if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
            print("docs/queries.md is not up to date: run python tools/query_reference.py", file=sys.stderr)
            return 1
        return 0
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
