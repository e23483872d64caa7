"""The reference names and places things, and leaves what is news or in dispute to the claims."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from pathlib import Path

from standoff.rdf.terms import GEO, OWL, RDF, RDFS, SKOS, ST, Literal, NamedNode, Quad, Term
from standoff.sources import Sources

CLAIMED = [
    "party",
    "belligerent",
    "brokeredBy",
    "mediatedBy",
    "ends",
    "providesFor",
    "heldBy",
    "ruledBy",
    "openedBy",
    "onSide",
    "perpetrator",
    "target",
    "directedAt",
    "occursAt",
    "occursNear",
    "occurredOn",
    "disputedOver",
    "populatedBy",
    "partOf",
    "causedBy",
    "respondsTo",
    "gainedBy",
    "lostBy",
    "changesControlOf",
    "exactCount",
    "minimumCount",
    "approximateCount",
    "endedOn",
    "ledBy",
    "oversees",
]
"""What is never reference (DESIGN 2): parties, brokers, dates, causes, status, control."""


def values(sources: Sources, predicate: NamedNode) -> dict[Term, list[Term]]:
    found: dict[Term, list[Term]] = defaultdict(list)
    for quad in sources.quads("reference"):
        if quad.predicate == predicate:
            found[quad.subject].append(quad.object)
    return found


def members(sources: Sources, group: Term) -> list[Term]:
    first, rest = values(sources, RDF["first"]), values(sources, RDF["rest"])
    listed: list[Term] = []
    while group != RDF["nil"]:
        listed += first[group]
        (group,) = rest[group]
    return listed


def test_the_reference_tells_nothing_that_only_a_claim_may_tell(sources: Sources) -> None:
    forbidden = {ST[name] for name in CLAIMED}
    told: list[Quad] = [quad for quad in sources.quads("reference") if quad.predicate in forbidden]
    assert not told


def test_an_entity_has_one_english_label_and_other_spellings_beside_it(sources: Sources) -> None:
    labels = values(sources, RDFS["label"])
    for entity, kinds in values(sources, RDF["type"]).items():
        if any(ST.has(kind) for kind in kinds):
            assert len(labels[entity]) == 1, entity
            (label,) = labels[entity]
            assert isinstance(label, Literal)
            assert label.language == "en"
    for entity, others in values(sources, SKOS["altLabel"]).items():
        assert len(others) == len({str(other) for other in others}), entity
        assert not set(map(str, others)) & set(map(str, labels[entity])), entity


def test_no_two_entities_of_one_kind_bear_one_label(sources: Sources) -> None:
    labels = values(sources, RDFS["label"])
    seen = [str(label) for found in labels.values() for label in found]
    assert len(seen) == len(set(seen))


def test_the_spellings_of_the_article_lead_to_the_place(sources: Sources) -> None:
    places = {
        "dashkasan": {"Dashkesan", "Daşkəsən"},
        "kalbajar": {"Kelbajar", "Kəlbəcər"},
        "lachin": {"La\u00e7\u0131n"},
        "nagorno-karabakh": {"Nagorno-Karabkah"},
    }
    spelled = values(sources, SKOS["altLabel"])
    for place, spellings in places.items():
        known = spelled[NamedNode(f"https://w3id.org/standoff/place/{place}")]
        assert spellings <= {name.value for name in known if isinstance(name, Literal)}


def test_coordinates_are_those_of_the_gazetteer(sources: Sources, shared_data: Path) -> None:
    labels, geometries, wkt = (
        values(sources, RDFS["label"]),
        values(sources, GEO["hasGeometry"]),
        values(sources, GEO["asWKT"]),
    )
    points: dict[str, tuple[float, float]] = {}
    for place, (geometry,) in geometries.items():
        (label,), (literal,) = labels[place], wkt[geometry]
        assert isinstance(label, Literal)
        assert isinstance(literal, Literal)
        assert literal.datatype == GEO["wktLiteral"]
        match = re.fullmatch(r"POINT\((\S+) (\S+)\)", literal.value)
        assert match
        points[label.value] = float(match[1]), float(match[2])
    with (shared_data / "data" / "places.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert points == {row["place"]: (float(row["longitude"]), float(row["latitude"])) for row in rows}


def test_names_are_unique_among_actors_sides_places_offices_and_agreements(sources: Sources) -> None:
    kinds = values(sources, RDF["type"])
    groups = [group for group, found in kinds.items() if OWL["AllDifferent"] in found]
    heads = values(sources, OWL["members"])
    listed = [member for group in groups for member in members(sources, heads[group][0])]
    assert len(listed) == len(set(map(str, listed)))
    spaces = ("actor", "side", "place", "agreement")
    expected = {
        str(entity)
        for entity, found in kinds.items()
        if isinstance(entity, NamedNode)
        and any(ST.has(kind) for kind in found)
        and (entity.value.split("/")[4] in spaces or ST["Office"] in found)
    }
    nobody_judged = str(NamedNode("https://w3id.org/standoff/place/territory-ceded-in-2020"))
    assert set(map(str, listed)) == expected - {nobody_judged}


def test_where_containment_is_disputed_the_reference_is_silent(sources: Sources) -> None:
    disputed = {
        NamedNode(f"https://w3id.org/standoff/place/{name}") for name in ("nagorno-karabakh", "lachin-district")
    }
    assert not disputed & set(values(sources, ST["within"]))
    assert not disputed & set(values(sources, ST["territoryOf"]))
