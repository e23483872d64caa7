"""Reasoning with links: each acts as a claim by its judge, and a wrong one shows as a contradiction."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import Run

from standoff import KnowledgeBase
from standoff.links.linking import Links
from standoff.rdf.terms import OWL, NamedNode, Quad
from standoff.sources import Sources

WD = "http://www.wikidata.org/entity/"
SWS = "https://sws.geonames.org/"


def opened(folder: Path) -> KnowledgeBase:
    """A knowledge base, built without validation: that is tested elsewhere."""
    knowledge = KnowledgeBase.open(folder)
    knowledge.build(validate=False)
    return knowledge


def linked(folder: Path) -> set[str]:
    """The contested claims when links are reasoned over, by name."""
    built = opened(folder).built.with_links
    return {built.derivation.claims[n].value.rsplit("/", 1)[-1] for n in built.contradictions.contested.claims}


def plain(folder: Path) -> set[str]:
    built = opened(folder).built
    return {built.derivation.claims[n].value.rsplit("/", 1)[-1] for n in built.contradictions.contested.claims}


def names_an_item(quad: Quad) -> bool:
    return any(str(term).startswith((f"<{WD}", f"<{SWS}")) for term in (quad.subject, quad.object))


def test_with_links_only_the_items_are_new(built_folder: Path) -> None:
    knowledge = KnowledgeBase.open(built_folder)
    without = {quad.triple for quad in knowledge.facts()}
    through = {quad.triple for quad in knowledge.facts(knowledge.lens(with_links=True))}
    assert without <= through
    new = [Quad(*triple) for triple in through - without]
    assert new
    others = {quad.predicate for quad in new if not names_an_item(quad)}
    # a thing that has another name is the same as itself, and differs from what that name differs from
    assert others <= {OWL["sameAs"], OWL["differentFrom"]}
    assert all(quad.predicate != OWL["differentFrom"] or _near(quad) for quad in new if not names_an_item(quad))


def _near(quad: Quad) -> bool:
    """Whether it follows from a near thing: a land is not its state, a district not its town."""
    ends = {str(term).strip("<>").rsplit("/", 1)[-1].removesuffix("-district") for term in (quad.subject, quad.object)}
    return len(ends) == 1


def test_the_links_that_we_ship_contradict_nothing(built_folder: Path) -> None:
    assert linked(built_folder) == plain(built_folder)


def test_a_fact_passes_over_to_the_item(built_folder: Path) -> None:
    knowledge = KnowledgeBase.open(built_folder)
    facts = {
        (str(q.subject), q.predicate.value.rsplit("#", 1)[-1], str(q.object))
        for q in knowledge.facts(knowledge.lens(with_links=True))
    }
    assert (f"<{WD}Q99659280>", "belligerent", f"<{WD}Q399>") in facts


def test_without_links_no_item_is_known(built_folder: Path) -> None:
    assert not any(names_an_item(q) and OWL.has(q.predicate) for q in KnowledgeBase.open(built_folder).facts())


def write_link(folder: Path, entity: str, item: str) -> None:
    """A judgement written by hand, past what `link accept` would refuse."""
    links = Links(Sources.open(folder))
    node = links.sources.config.prefixes.expand(entity)
    linkset = links.sets[WD]
    for judgement in list(linkset.judgements.values()):
        if judgement.entity == node:
            linkset.remove(judgement.iri)
    linkset.write(links.sources.config.prefixes)
    fresh = Links(Sources.open(folder))
    fresh._refuse_second = lambda entity, item: None  # type: ignore[method-assign]
    fresh.judge(node, fresh.item(item), "Same", "Ada")


def test_two_entities_linked_to_one_item_contradict_each_other(kb_folder: Path, run: Run) -> None:
    write_link(kb_folder, "actor:azerbaijan", "Q399")
    found = linked(kb_folder)
    assert {"actor-armenia-Q399", "actor-azerbaijan-Q399"} <= found
    assert "actor-armenia-Q399" not in plain(kb_folder)
    code, out, _err = run("link", "check", "--alone", "--kb", kb_folder)
    assert code == 1
    assert "two-entities: actor:armenia and actor:azerbaijan are both linked to Q399" in out
    assert "contradiction: that actor:azerbaijan is the same as Q399" in out
    code, out, _ = run("contested", "--with-links", "--kb", kb_folder)
    assert "actor-azerbaijan-Q399" in out


def test_two_wrong_links_merge_nobody(kb_folder: Path) -> None:
    write_link(kb_folder, "actor:azerbaijan", "Q399")
    knowledge = opened(kb_folder)
    base = "https://w3id.org/standoff/actor/"
    same = Quad(NamedNode(base + "armenia"), OWL["sameAs"], NamedNode(base + "azerbaijan")).triple
    assert same not in {quad.triple for quad in knowledge.facts(knowledge.lens(with_links=True))}


def test_a_link_that_makes_a_thing_two_kinds_at_once_contradicts_them(kb_folder: Path) -> None:
    """A clash linked to the item of a person: events and speakers are disjoint."""
    write_link(kb_folder, "event:border-clashes-2022-09", "Q57371")
    assert "event-border-clashes-2022-09-Q57371" in linked(kb_folder)


def test_undoing_the_wrong_link_takes_the_contradiction_away(kb_folder: Path) -> None:
    before = linked(kb_folder)
    write_link(kb_folder, "event:border-clashes-2022-09", "Q57371")
    assert linked(kb_folder) != before
    links = Links(Sources.open(kb_folder))
    links.undo(links.entity("event:border-clashes-2022-09"), links.item("Q57371"))
    assert linked(kb_folder) == before


@pytest.mark.parametrize("command", [["show", "Armenia"], ["stats"], ["query", "wars"], ["contested"]])
def test_the_commands_take_links_when_asked(command: list[str], built_folder: Path, run: Run) -> None:
    code, out, err = run(*command, "--with-links", "--kb", built_folder)
    assert code == 0, err
    assert out


def test_why_names_the_judge(built_folder: Path, run: Run) -> None:
    code, out, err = run("why", "wd:Q99659280", "st:belligerent", "wd:Q399", "--with-links", "--kb", built_folder)
    assert code == 0, err
    assert "armenia and Q399 are judged the same. - says standoff link, by the rule of confirmed items" in out
