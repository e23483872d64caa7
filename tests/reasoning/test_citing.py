"""Citing: what each row rests on, from the query's own patterns."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
import strait

from standoff import KnowledgeBase
from standoff.citing import Citation
from standoff.queries import form_of
from standoff.rdf.terms import Literal

Run = Callable[..., tuple[int, str, str]]
PREFIXES = f"PREFIX s: <{strait.NAMES}>\nPREFIX st: <{strait.ST}>\nPREFIX prov: <http://www.w3.org/ns/prov#>\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = strait.write_kb(tmp_path_factory.mktemp("strait") / "kb")
    KnowledgeBase.open(place).build(validate=False)
    return place


@pytest.fixture(scope="module")
def kb(folder: Path) -> KnowledgeBase:
    return KnowledgeBase.open(folder, no_build=True)


Cited = list[tuple[tuple[str, ...], Citation]]


def cite(kb: KnowledgeBase, text: str, *, consistent: bool = False) -> Cited:
    """The rows of a query, terms by their last names, with their citations."""
    from standoff.queries import parse_query

    found = kb.cite(parse_query(PREFIXES + text, "query"), consistent=consistent)
    return [(tuple(_short(cell) for cell in row), citation) for row, citation in found]


def _short(cell: object) -> str:
    text = cell.value if isinstance(cell, Literal) else str(cell).strip("<>")
    return text.rsplit("/", 1)[-1].rsplit("#", 1)[-1]


def names(citation: Citation) -> set[str]:
    return {claim.value.removeprefix(strait.CLAIMS) for claim in citation.claims}


def only(rows: Cited) -> Citation:
    [(_, citation)] = rows
    return citation


def test_a_join_rests_on_the_claims_of_both_its_facts(kb: KnowledgeBase) -> None:
    rows = cite(kb, "SELECT ?raid { ?raid st:perpetrator s:talmar , s:norrin }")
    assert names(only(rows)) == {"raid-by-ally", "raid-by-other-ally"}
    assert only(rows).consistent


def test_an_inferred_fact_rests_on_the_claims_behind_it(kb: KnowledgeBase) -> None:
    rows = dict(cite(kb, "SELECT ?raid { ?raid st:imputedTo s:vesk . FILTER(?raid = s:dawn-raid) }"))
    citation = rows[("dawn-raid",)]
    assert len(names(citation)) == 1
    assert names(citation) | {c.value.removeprefix(strait.CLAIMS) for c in citation.also} == {
        "raid-by-state",
        "raid-by-army",
    }


def test_what_only_the_reference_says_rests_on_no_claim(kb: KnowledgeBase) -> None:
    citation = only(cite(kb, "SELECT ?x { ?x st:organOf s:talmar }"))
    assert not citation.claims
    assert citation.facts
    assert citation.consistent


def test_an_optional_part_is_cited_when_it_was_there(kb: KnowledgeBase) -> None:
    text = "SELECT ?raid ?when { ?raid st:perpetrator ?who OPTIONAL { ?raid st:occurredOn ?when } FILTER(?who = %s) }"
    [(row, citation)] = cite(kb, text % "s:norrin")
    assert row == ("dusk-raid", "None")
    assert names(citation) == {"raid-by-other-ally"}
    rows = cite(kb, "SELECT ?raid ?when { ?raid a st:Raid OPTIONAL { ?raid st:occurredOn ?when } }")
    by_row = dict(rows)
    assert names(by_row[("lamp-raid", "2020")]) == {"raid-year"}
    assert names(by_row[("lamp-raid", "2020-09-27")]) == {"raid-day"}
    assert names(by_row[("night-raid", "None")]) == {"struck"}


def test_a_union_cites_the_branch_that_gave_the_row(kb: KnowledgeBase) -> None:
    text = """SELECT ?how ?side {
      { s:outbreak st:openedBy ?side BIND("opened" AS ?how) }
      UNION { s:control-of-lamp st:heldBy ?side BIND("holds" AS ?how) } }"""
    by_row = dict(cite(kb, text))
    assert names(by_row[("opened", "talmar-side")]) == {"vesk-blames"}
    assert names(by_row[("holds", "talmar-side")]) == {"held-by-talmar"}
    assert len(by_row) == 4


def test_a_property_path_is_cited_as_a_path_of_facts(kb: KnowledgeBase) -> None:
    citation = only(
        cite(kb, "SELECT DISTINCT ?x { s:dusk-raid st:perpetrator/st:onSide/^st:onSide ?x FILTER(?x = s:norrin) }")
    )
    assert len(citation.facts) in (2, 3)
    assert names(citation) <= {"raid-by-ally", "raid-by-other-ally"}
    repeated = only(cite(kb, "SELECT ?x { s:norrin st:organOf* ?x }"))
    assert not repeated.facts, "a path of no steps rests on nothing"
    far = dict(cite(kb, "SELECT ?x { s:night-raid st:perpetrator/st:organOf+ ?x }"))
    assert names(far[("vesk",)]) == {"struck"}


def test_blank_nodes_and_sequences_are_followed(kb: KnowledgeBase) -> None:
    rows = cite(kb, "SELECT ?s { [] st:perpetrator [ st:organOf ?s ] ; st:perpetrator s:vesk }")
    assert names(only(rows)) == {"raid-by-army", "raid-by-state"}


def test_an_aggregate_rests_on_its_whole_group(kb: KnowledgeBase) -> None:
    text = "SELECT ?who (COUNT(?raid) AS ?raids) { ?raid st:perpetrator ?who } GROUP BY ?who"
    by_row = dict(cite(kb, text))
    assert names(by_row[("vesk-army", "2")]) == {"raid-by-army", "struck"}
    whole = only(cite(kb, "SELECT (COUNT(*) AS ?n) { ?raid st:perpetrator ?who }"))
    assert names(whole) == {"raid-by-army", "struck", "raid-by-state", "raid-by-ally", "raid-by-other-ally"}


def test_a_subquery_is_traced(kb: KnowledgeBase) -> None:
    text = """SELECT ?who ?n ?side {
      { SELECT ?who (COUNT(?raid) AS ?n) { ?raid st:perpetrator ?who } GROUP BY ?who }
      ?who st:onSide ?side }"""
    by_row = dict(cite(kb, text))
    assert names(by_row[("vesk-army", "2", "vesk-side")]) == {"raid-by-army", "struck"}


def test_a_claims_own_graph_cites_the_claim(kb: KnowledgeBase) -> None:
    text = "SELECT ?claim ?who { GRAPH ?claim { s:outbreak st:openedBy ?side } ?claim prov:wasAttributedTo ?who }"
    by_row = dict(cite(kb, text))
    assert names(by_row[("vesk-blames", "vesk")]) == {"vesk-blames"}
    both = """SELECT ?one ?two { ?one a st:Claim . ?two a st:Claim .
      GRAPH ?one { s:outbreak st:openedBy s:vesk-side } GRAPH ?two { s:outbreak st:openedBy s:talmar-side } }"""
    rows = cite(kb, both)
    assert len(rows) == 2
    assert all(citation.consistent for _, citation in rows), "that both say so is no contradiction"


def test_a_row_that_no_one_account_carries_is_mixed(kb: KnowledgeBase) -> None:
    text = "SELECT ?one ?two { s:outbreak st:openedBy ?one , ?two }"
    by_row = dict(cite(kb, text))
    assert by_row[("vesk-side", "talmar-side")].mixed
    assert not by_row[("vesk-side", "vesk-side")].mixed
    kept = dict(cite(kb, text, consistent=True))
    assert kept.keys() == {("vesk-side", "vesk-side"), ("talmar-side", "talmar-side")}


def test_absence_is_said_to_have_no_claims(kb: KnowledgeBase) -> None:
    text = "SELECT ?raid { ?raid st:perpetrator ?who FILTER NOT EXISTS { ?raid st:perpetrator s:vesk } }"
    for _, citation in cite(kb, text):
        assert any("NOT EXISTS" in note for note in citation.notes)
    for _, citation in cite(kb, "SELECT ?raid { ?raid st:perpetrator ?who MINUS { ?raid st:perpetrator s:vesk } }"):
        assert any("MINUS" in note for note in citation.notes)
        assert citation.claims


def test_exists_cites_what_was_there(kb: KnowledgeBase) -> None:
    rows = cite(kb, "SELECT ?raid { ?raid st:perpetrator s:norrin FILTER EXISTS { ?raid st:perpetrator s:talmar } }")
    assert names(only(rows)) == {"raid-by-ally", "raid-by-other-ally"}


def test_values_and_filters_choose_among_the_grounds(kb: KnowledgeBase) -> None:
    text = """SELECT ?raid { VALUES ?p { st:perpetrator st:directedAt } ?raid ?p ?who
      FILTER(?who IN (s:talmar) && STRSTARTS(STR(?raid), STR(s:))) }"""
    assert names(only(cite(kb, text))) == {"raid-by-ally"}


def test_the_facts_cited_hold_and_are_derived_by_the_claims_cited(kb: KnowledgeBase) -> None:
    reasons = kb.built.reasons
    claims = list(kb.built.derivation.claims)
    for row, citation in cite(kb, "SELECT ?x ?y { ?x st:imputedTo ?y }"):
        mask = reasons.mask([claims.index(claim) for claim in citation.claims])
        true = reasons.project(mask)
        assert citation.facts, row
        assert all(true[fact] for fact in citation.facts)


def test_every_row_of_every_saved_query_is_traced_to_facts_or_records(built_folder: Path) -> None:
    knowledge = KnowledgeBase.open(built_folder, no_build=True)
    untraced = []
    for query in knowledge.queries():
        if any(parameter.required for parameter in query.parameters):
            continue
        if form_of(query.text) != "select" or "SERVICE" in query.text:
            continue  # it has no rows, or asks another server
        for row, citation in knowledge.cite(query):
            if any("could not be traced" in note or "cannot be traced" in note for note in citation.notes):
                untraced.append((query.name, row))
            if not (citation.facts or citation.records or citation.claims):
                untraced.append((query.name, row))
    assert not untraced


def test_the_command_cites_and_keeps_consistent_rows(folder: Path, run: Run) -> None:
    text = PREFIXES + "SELECT ?one ?two { s:outbreak st:openedBy ?one , ?two }"
    code, out, err = run("query", "--sparql", text, "--cite", "-f", "csv", "--kb", folder, "--no-build")
    assert code == 0, err
    rows = list(csv.DictReader(io.StringIO(out)))
    assert sum(row["account"].startswith("mixed accounts") for row in rows) == 2
    assert all(row["claims"] for row in rows)
    code, out, err = run("query", "--sparql", text, "--consistent", "-f", "csv", "--kb", folder, "--no-build")
    assert code == 0, err
    assert len(list(csv.DictReader(io.StringIO(out)))) == 2


def test_why_row_explains_each_fact_of_a_row(folder: Path, run: Run) -> None:
    (folder / "queries" / "raiders.rq").write_text(
        f"#+ summary: Who raided\n#+ tags: [attacks]\n{PREFIXES}"
        "SELECT ?raid ?who { ?raid st:imputedTo ?who } ORDER BY ?raid ?who\n",
        encoding="utf-8",
    )
    code, out, err = run("why", "--row", "1", "raiders", "--kb", folder, "--no-build")
    assert code == 0, err
    assert "is imputed to" in out
    code, _, err = run("why", "--row", "99", "raiders", "--kb", folder, "--no-build")
    assert code == 2
    assert "rows" in err


def test_why_row_names_the_row_and_explains_records_of_links(folder: Path, run: Run) -> None:
    (folder / "queries" / "tales.rq").write_text(
        f"#+ summary: Links\n#+ tags: [links]\n{PREFIXES}"
        "SELECT ?link ?item { GRAPH ?graph { ?link a st:Link ; st:item ?item } } ORDER BY ?link\n",
        encoding="utf-8",
    )
    (folder / "kb" / "links").mkdir(parents=True)
    (folder / "kb" / "links" / "wikidata.ttl").write_text(
        "@prefix st: <https://w3id.org/standoff/ontology#> .\n"
        "<https://example.org/link/1> a st:Link ; st:item <http://www.wikidata.org/entity/Q1> .\n",
        encoding="utf-8",
    )
    KnowledgeBase.open(folder).build(validate=False)
    code, out, err = run("why", "--row", "1", "tales", "--kb", folder, "--no-build")
    assert code == 0, err
    assert out.startswith("Row 1 of tales: ")
    assert "wikidata.ttl:2" in out


def test_a_citation_lists_the_other_claims_that_would_do(folder: Path, run: Run) -> None:
    text = PREFIXES + "SELECT ?raid ?who { ?raid st:imputedTo ?who } ORDER BY ?raid ?who"
    code, out, err = run("query", "--sparql", text, "--cite", "-f", "csv", "--kb", folder, "--no-build")
    assert code == 0, err
    for row in csv.DictReader(io.StringIO(out)):
        assert row["claims"] and " more" not in row["claims"]
        assert not set(row["claims"].split(", ")) & set(row["also"].split(", "))
