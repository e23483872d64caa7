"""Judgements are recorded, reversible, and never two things at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import Run
from tests.links.conftest import NOW

from standoff.errors import InputError, UsageError
from standoff.links.judgements import GEONAMES, WIKIDATA
from standoff.links.linking import Links
from standoff.rdf.terms import OWL, SKOS, ST, NamedNode, Quad
from standoff.sources import Sources


def reopened(links: Links) -> Links:
    return Links(Sources.open(links.sources.root))


def test_accepting_joins_the_two_and_undoing_leaves_no_trace(links: Links) -> None:
    path = links.sets[WIKIDATA].path
    before = path.read_bytes()
    sotk, item = links.entity("Sotk"), links.item("Q12345")
    made = links.judge(sotk, item, "Same", "Ada Lovelace", reason="looked it up", now=NOW)
    kept = reopened(links)
    assert kept.of(sotk)[0] == made
    assert Quad(sotk, OWL["sameAs"], item) in set(kept.sources.quads_of(path))
    assert 'rdfs:label "Ada Lovelace"' in path.read_text()
    kept.undo(sotk, item)
    assert path.read_bytes() == before


def test_accepting_then_rejecting_takes_the_identity_back(links: Links) -> None:
    goris = links.entity("Goris")
    item = links.only(goris, None)
    links.judge(goris, item, "Same", "Ada")
    links.judge(goris, item, "Different", "Ada")
    kept = reopened(links)
    (judgement,) = [j for j in kept.of(goris) if j.item == item]
    assert (judgement.verdict, judgement.mapping) == ("Different", None)
    assert Quad(goris, OWL["sameAs"], item) not in set(kept.sources.quads("links"))
    assert judgement.evidence == next(j for j in links.judgements if j.iri == judgement.iri).evidence


def test_a_near_thing_is_different_and_close(links: Links, run: Run) -> None:
    folder = links.sources.root
    code, _, err = run("link", "reject", "Lachin District", "Q1000883", "--near", "--by", "Ada", "--kb", folder)
    assert code == 0, err
    (found,) = [j for j in reopened(links).of(links.entity("Lachin District")) if j.item_name == "Q1000883"]
    assert (found.verdict, found.mapping) == ("Different", SKOS["closeMatch"])


def test_two_judges_may_differ_on_one_pair(links: Links) -> None:
    """A second judgement written by hand, under a name of its own, is kept, and joins nothing."""
    path = links.sets[WIKIDATA].path
    jermuk = links.entity("Jermuk")
    second = (
        "\n<https://w3id.org/standoff/link/second-opinion> a st:Link ; st:entity place:jermuk ; st:item wd:Q39556 ;\n"
        "    st:verdict st:Different ; prov:wasAttributedTo <https://w3id.org/standoff/agent/standoff-link> ;\n"
        '    prov:generatedAtTime "2026-11-22T12:00:00Z"^^xsd:dateTime .\n'
    )
    path.write_text(path.read_text() + second)
    both = reopened(links)
    assert {j.verdict: j.mapping for j in both.of(jermuk) if j.item_name == "Q39556"} == {
        "Same": OWL["sameAs"],
        "Different": None,
    }
    both.undo(jermuk, links.item("Q39556"))
    assert Quad(jermuk, OWL["sameAs"], links.item("Q39556")) not in set(reopened(links).sources.quads("links"))


def test_every_link_can_be_undone(links: Links) -> None:
    for judgement in links.judgements:
        links.undo(judgement.entity, judgement.item)
    kept = reopened(links)
    assert kept.judgements == []
    assert list(kept.sources.quads("links")) == []


def test_the_counts_of_the_linkset_follow(links: Links) -> None:
    before = links.sets[WIKIDATA].path.read_text()
    assert "void:triples 21" in before
    links.judge(links.entity("Sotk"), links.item("Q12345"), "Same", "Ada")
    assert "void:triples 22" in links.sets[WIKIDATA].path.read_text()


def test_an_entity_has_one_item_and_an_item_one_entity(links: Links) -> None:
    with pytest.raises(UsageError, match="place:jermuk is judged the same as Q39556 already"):
        links.judge(links.entity("Jermuk"), links.item("Q1"), "Same", "Ada")
    with pytest.raises(UsageError, match="Q39556 is judged the same as place:jermuk already"):
        links.judge(links.entity("Sotk"), links.item("Q39556"), "Same", "Ada")


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("Q39556", f"{WIKIDATA}Q39556"),
        ("wd:Q39556", f"{WIKIDATA}Q39556"),
        ("https://www.wikidata.org/wiki/Q39556", f"{WIKIDATA}Q39556"),
        ("geonames:174884", f"{GEONAMES}174884/"),
        ("https://sws.geonames.org/174884/", f"{GEONAMES}174884/"),
    ],
)
def test_items_are_named_in_the_usual_ways(text: str, iri: str, links: Links) -> None:
    assert links.item(text) == NamedNode(iri)


@pytest.mark.parametrize("text", ["P31", "Q0", "Jermuk", "http://example.org/Q1", ""])
def test_what_is_no_item_is_refused(text: str, links: Links) -> None:
    with pytest.raises(UsageError, match="is no item"):
        links.item(text)


def test_a_file_with_more_than_judgements_is_not_rewritten(links: Links) -> None:
    path = links.sets[WIKIDATA].path
    path.write_text(path.read_text() + "\n<https://example.org/a> <https://example.org/b> <https://example.org/c> .\n")
    with pytest.raises(InputError, match="holds more than judgements"):
        reopened(links).judge(links.entity("Sotk"), links.item("Q12345"), "Same", "Ada")


def test_from_the_command_line(kb_folder: Path, run: Run) -> None:
    code, out, err = run("link", "accept", "Goris", "--by", "Ada", "--reason", "seen", "--kb", kb_folder)
    assert (code, err) == (0, "")
    assert out == "ada found that goris and Q319735 are the same\n"
    code, out, _ = run("link", "reject", "Goris", "Q319735", "--by", "Ada", "--kb", kb_folder)
    assert (code, out) == (0, "ada found that goris and Q319735 are different\n")
    code, out, _ = run("link", "undo", "Goris", "Q319735", "--kb", kb_folder)
    assert code == 0
    code, _, err = run("link", "accept", "Goris", "--kb", kb_folder)
    assert code == 2
    assert "has no candidate" in err
    code, _, err = run("link", "accept", "Nowhere", "Q1", "--kb", kb_folder)
    assert code == 2
    assert err.count("\n") == 1


def test_review_goes_through_the_unsure_ones(kb_folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.StringIO("s\nd\nk\nq\n"))
    code, out, err = run("link", "review", "--by", "Ada", "--kb", kb_folder)
    assert code == 0
    assert out.count("found that") == 2
    assert err.startswith("2 decided, 9 left unsure")


def test_the_confirmed_items_are_linked_and_nothing_else(shared: Path, root: Path) -> None:
    """The rule of the confirmed list, against the list itself."""
    import csv

    links = Links(Sources.open(root))
    names = {
        links.sources.names.label(j.entity): j
        for j in links.judgements
        if j.verdict == "Same" and j.item_name[0] == "Q"
    }
    table = list(csv.DictReader((shared / "data" / "wikidata-qids.tsv").open(encoding="utf-8"), delimiter="\t"))
    spelled = {"Second Nagorno-Karabakh War (2020)": "Second Nagorno-Karabakh War", "Dashkasan (town)": "Dashkasan"}
    allowed = {row["qid"] for row in table if row["confidence"] in ("high", "medium-high")}
    assert {judgement.item_name for judgement in names.values()} <= allowed
    listed = {*links.subjects.entities()}
    for row in table:
        if row["confidence"] != "high":
            continue
        found = links.sources.names.named(spelled.get(row["label"], row["label"])) & listed
        for entity in found:
            verdicts = {j.item_name: j.verdict for j in links.of(entity)}
            near = links.subjects.kinds(entity) & {ST["StateTerritory"]}  # the item is the state, this its land
            assert verdicts.get(row["qid"]) == ("Different" if near else "Same"), row["label"]
    unsafe = {row["label"] for row in table if row["confidence"].startswith(("unsafe", "not found"))}
    for judgement in links.judgements:
        if judgement.item_name[0] == "Q":
            assert links.sources.names.label(judgement.entity) not in unsafe
