"""Headers of saved queries, and the linter that keeps them honest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Store

from standoff.errors import InputError, UsageError
from standoff.queries import find_query, lint, parse_query, read_queries, read_query
from standoff.sources import Sources

GOOD = """#+ summary: Events at a place
#+ description: |
#+   Two lines
#+   of it.
#+ tags: [time, territory]
#+ params:
#+   - name: place
#+     type: iri st:Place
#+     description: the place,
#+       by name
#+     required: true
#+   - name: least
#+     type: integer
#+     description: how many
#+     default: 2
#+ columns:
#+   event: Event (entity); what happened
#+   at: At (entity, list); where it was
PREFIX st: <https://w3id.org/standoff/ontology#>
SELECT ?event ?at WHERE { ?event st:occursAt ?place , ?at FILTER(?least > 0) } ORDER BY ?event ?at
"""


def test_a_header_is_read_whole() -> None:
    query = parse_query(GOOD, "events")
    assert query.summary == "Events at a place"
    assert query.description == "Two lines of it."
    assert query.tags == ("time", "territory")
    place, least = query.parameters
    assert (place.name, place.kind, place.of_class, place.required) == ("place", "iri", "st:Place", True)
    assert place.description == "the place, by name"
    assert (least.kind, least.default, least.required) == ("integer", "2", False)
    event, at = query.columns
    assert (event.heading, event.entity, event.listed) == ("Event", True, False)
    assert (at.heading, at.entity, at.listed, at.description) == ("At", True, True, "where it was")
    assert str(query) == "events: Events at a place"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("#+ tags", "#+ tagz", "tagz: is no key"),
        ("type: integer", "type: whole", "no type of a parameter"),
        ("name: least", "name: 9", "cannot name a parameter"),
        ("name: least", "name: place", "cannot name a parameter"),
        ("default: 2", "fallback: 2", "unknown key fallback:"),
        ("(entity, list)", "(entities)", "marked (entity) or (list)"),
        ("#+ params:", "#+ params: place", "params: must be a list"),
        ("#+ columns:\n", "#+ columns:\n#+   nonsense\n", "columns: must be lines"),
        ("#+ summary: Events at a place", "#+ nonsense", "is not of the form key: value"),
        ("#+ tags: [time, territory]", "#+ tags: [time]\n#+ tags: [x]", "stands twice"),
    ],
)
def test_a_broken_header_is_told_with_its_line(before: str, after: str, told: str) -> None:
    assert before in GOOD
    with pytest.raises(InputError) as failure:
        parse_query(GOOD.replace(before, after, 1), "events", Path("queries/events.rq"))
    assert told in str(failure.value)
    assert str(failure.value).startswith("queries/events.rq:")
    assert failure.value.line is not None


def test_headers_are_yaml_that_others_read_alike(root: Path) -> None:
    yaml: Any = pytest.importorskip("yaml", reason="PyYAML is not here: headers were not read by another parser")
    for query in read_queries((root / "queries").glob("*.rq")):
        header = "\n".join(line[3:] for line in query.text.splitlines() if line.startswith("#+"))
        document = yaml.safe_load(header)
        assert document["summary"] == query.summary
        assert " ".join(document["description"].split()) == query.description
        assert tuple(document["tags"]) == query.tags
        assert [item["name"] for item in document.get("params") or []] == [p.name for p in query.parameters]
        assert list(document["columns"]) == [column.variable for column in query.columns]


def test_the_saved_queries_have_nothing_that_the_linter_minds(sources: Sources) -> None:
    ontology = list(sources.quads("ontology"))
    queries = read_queries(path for path in sources.files("queries") if path.parent.name == "queries")
    problems = [str(problem) for query in queries for problem in lint(query, ontology, sources.config.prefixes)]
    assert problems == []


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("#+ summary: Events at a place\n", "", "no summary:"),
        ("#+ tags: [time, territory]\n", "", "no tags:"),
        ("st:occursAt", "st:ocursAt", "st:ocursAt is not in the ontology"),
        ("ORDER BY ?event ?at", "", "without ORDER BY"),
        (
            "PREFIX st: <https://w3id.org/standoff/ontology#>",
            "PREFIX st: <https://example.org/>",
            "in this knowledge base",
        ),
        ("PREFIX st:", "PREFIX nobody: <https://example.org/>\nPREFIX st:", "nobody: is not known"),
        ("SELECT ?event ?at", "SELECT ?at ?event", "columns: event, at; SELECT has at, event"),
        ("?place , ?at", "?plaice , ?at", "place is no variable of the query"),
        ("FILTER(?least > 0)", "BIND(1 AS ?least)", "least is assigned"),
        ("?event st:occursAt", "?event dcterms:subject ?x ; st:occursAt", "dcterms: is not declared"),
        ("WHERE {", "WHERE { SERVICE <http://localhost/> {} ", "SERVICE"),
        ("WHERE {", "WHERE { ?event ", "not SPARQL"),
        ("WHERE {", "WHERE { ?x a <https://w3id.org/standoff/ontology#Event> . ", "write st:Event instead"),
    ],
)
def test_the_linter_finds(sources: Sources, before: str, after: str, told: str) -> None:
    assert before in GOOD
    query = parse_query(GOOD.replace(before, after, 1), "events", Path("events.rq"))
    problems = [str(problem) for problem in lint(query, sources.quads("ontology"), sources.config.prefixes)]
    assert any(told in problem for problem in problems), problems


def test_the_linter_minds_nothing_in_a_good_query(sources: Sources) -> None:
    assert lint(parse_query(GOOD, "events"), sources.quads("ontology"), sources.config.prefixes) == []


def test_entities_stand_in_the_columns_that_are_marked_so(sources: Sources, store: Store) -> None:
    from pyoxigraph import NamedNode

    from standoff.queries import read_values, run

    given = {"place": "Goris", "speaker": "Armenia", "entity": "Russia"}
    for query in read_queries(path for path in sources.files("queries") if path.parent.name == "queries"):
        known = {name: value for name, value in given.items() if query.parameter(name)}
        answer = run(store, query, read_values(query, known, lambda text, kind: sources.names.find(text)))
        for row in answer:
            for column, term in zip(answer.columns, row, strict=True):
                assert column.entity or not isinstance(term, NamedNode), (query.name, column.variable)


def test_an_unknown_query_brings_a_suggestion(root: Path) -> None:
    with pytest.raises(UsageError, match="did you mean mediators"):
        find_query((root / "queries").glob("*.rq"), "mediator")
    with pytest.raises(UsageError, match="standoff query lists them"):
        find_query((root / "queries").glob("*.rq"), "zzzz")


def test_a_query_that_is_not_utf8_or_is_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "latin.rq").write_bytes(b"SELECT * { ?s ?p '\xe9' }")
    with pytest.raises(InputError, match="not UTF-8"):
        read_query(tmp_path / "latin.rq")
    with pytest.raises(InputError, match="cannot be read"):
        read_query(tmp_path)
