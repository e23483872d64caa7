"""The links as an SSSOM mapping set."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from standoff.exchange.sssom import sssom

LINKS = """
@prefix st: <https://w3id.org/standoff/ontology#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix wd: <http://www.wikidata.org/entity/> . @prefix ex: <https://w3id.org/standoff/actor/> .
ex:armenia owl:sameAs wd:Q399 .
ex:l1 a st:Link ; st:entity ex:armenia ; st:item wd:Q399 ; st:verdict st:Same ; prov:wasAttributedTo ex:ada ;
    prov:generatedAtTime "2026-11-22T17:50:00Z"^^xsd:dateTime .
ex:l2 a st:Link ; st:entity ex:armenia ; st:item wd:Q1 ; st:verdict st:Different ; prov:wasAttributedTo ex:ada .
ex:l3 a st:Link ; st:entity ex:armenia ; st:item wd:Q2 ; st:verdict st:Unsure ; prov:wasAttributedTo ex:ada .
"""


def rows(text: str) -> list[dict[str, str]]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    head = lines[0].split("\t")
    return [dict(zip(head, line.split("\t"), strict=True)) for line in lines[1:]]


def test_a_judgement_is_a_mapping_and_its_denial_has_a_modifier() -> None:
    text = "".join(sssom(parse(LINKS, RdfFormat.TURTLE), (), "https://w3id.org/standoff/", "A title: with a colon"))
    found = rows(text)
    assert [(row["predicate_id"], row["predicate_modifier"], row["object_id"]) for row in found] == [
        ("owl:sameAs", "", "wd:Q399"),
        ("skos:exactMatch", "Not", "wd:Q1"),
    ]
    assert found[0]["mapping_date"] == "2026-11-22"


def test_the_sssom_package_accepts_the_export(kb_folder: Path, run: object, tmp_path: Path) -> None:
    parsers = pytest.importorskip("sssom.parsers", reason="the sssom package did not check the mapping set")
    from sssom.constants import SchemaValidationType
    from sssom.validators import validate

    path = tmp_path / "links.sssom.tsv"
    code, _, err = run("export", "--kb", kb_folder, "--format", "sssom", "-o", path)  # type: ignore[operator]
    assert code == 0, err
    found = parsers.parse_sssom_table(str(path))
    kinds = [
        SchemaValidationType.JsonSchema,
        SchemaValidationType.PrefixMapCompleteness,
        SchemaValidationType.StrictCurieFormat,
    ]
    reports = validate(found, kinds, fail_on_error=False)
    assert [result.message for report in reports.values() for result in report.results] == []
    assert len(found.df) > 10
