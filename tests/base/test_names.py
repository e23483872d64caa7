"""Names lead to entities, and back."""

from __future__ import annotations

import pytest

from standoff.errors import UsageError
from standoff.names import Names, fold
from standoff.rdf.prefixes import Prefixes
from standoff.rdf.terms import RDFS, SKOS, Literal, NamedNode, Quad

PREFIXES = Prefixes({"ex": "http://example.org/"})


def named(entity: str, name: str, language: str = "en", main: bool = True) -> Quad:
    return Quad(
        NamedNode("http://example.org/" + entity),
        RDFS["label"] if main else SKOS["altLabel"],
        Literal(name, language=language),
    )


NAMES = Names(
    [
        named("town", "Daşkəsən", "az"),
        named("town", "Dashkasan"),
        named("district", "Dashkasan District"),
        named("district", "Dashkasan", main=False),
        named("a", "Springfield"),
        named("b", "Springfield"),
    ],
    PREFIXES,
)


def test_the_english_label_is_the_main_one() -> None:
    assert NAMES.label(NamedNode("http://example.org/town")) == "Dashkasan"


def test_an_entity_without_a_label_is_shown_by_its_curie() -> None:
    assert NAMES.label(NamedNode("http://example.org/nameless")) == "ex:nameless"


@pytest.mark.parametrize("text", ["dashkasan", "DAŞKƏSƏN", "Dashkasan ", "ex:town", "<http://example.org/town>"])
def test_labels_curies_and_iris_are_all_accepted(text: str) -> None:
    assert NAMES.find(text) == NamedNode("http://example.org/town")


def test_a_main_label_wins_over_an_alternative_one() -> None:
    assert NAMES.named("Dashkasan") == {NamedNode("http://example.org/town"), NamedNode("http://example.org/district")}
    assert NAMES.find("Dashkasan") == NamedNode("http://example.org/town")


def test_an_ambiguous_label_lists_the_candidates() -> None:
    with pytest.raises(UsageError, match=r"ex:a, ex:b"):
        NAMES.find("Springfield")
    only = [NamedNode("http://example.org/b")]
    assert NAMES.find("Springfield", only) == only[0]


def test_a_typo_suggests_what_was_meant() -> None:
    with pytest.raises(UsageError, match=r"did you mean .*ex:town"):
        NAMES.find("Dashkesan")


def test_an_unknown_prefix_suggests_the_nearest() -> None:
    with pytest.raises(UsageError, match="skos:"):
        PREFIXES.expand("skoz:Concept")


@pytest.mark.parametrize("text", ["<a b>", "http://exa mple.org/", "ex:a>b"])
def test_what_is_no_iri_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="IRI"):
        PREFIXES.expand(text)


def test_curies_come_back_only_where_they_can_be_written() -> None:
    assert PREFIXES.shorten(NamedNode("http://example.org/a")) == "ex:a"
    assert PREFIXES.shorten(NamedNode("http://example.org/a/b")) == "<http://example.org/a/b>"


def test_folding_forgets_case_accents_and_spaces() -> None:
    assert fold("  Daşkəsən\tRayonu ") == fold("daskəsən rayonu")
