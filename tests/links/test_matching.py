"""The formula that scores candidates, and what it takes to be accepted without a person."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode

from standoff.links.kinds import agreement
from standoff.links.matching import CAP, GAP, THRESHOLD, WEIGHTS, automatic, likeness, match, rank
from standoff.links.things import Coordinate, Item, Neighbour, Span, Subject

WD = "http://www.wikidata.org/entity/"


def item(qid: str, label: str = "Goris", **more: object) -> Item:
    return Item(NamedNode(WD + qid), labels=(Literal(label, language="en"),), **more)  # type: ignore[arg-type]


def town(**more: object) -> Subject:
    settings: dict[str, object] = {
        "names": (Literal("Goris", language="en"),),
        "kinds": frozenset({"Town", "PopulatedPlace", "Place"}),
        "place": Coordinate(39.51, 46.34),
    }
    return Subject(NamedNode("https://example.org/goris"), **{**settings, **more})  # type: ignore[arg-type]


SETTLEMENT = frozenset({"Q3957", "Q486972"})


def test_the_score_is_the_weighted_mean_of_what_our_entity_has() -> None:
    found = match(town(), item("Q1", classes=SETTLEMENT, place=Coordinate(39.51, 46.34)))
    assert found.components == {"name": 1.0, "kind": 1.0, "place": 1.0}
    assert found.score == 1.0
    lacking = match(town(), item("Q1", classes=SETTLEMENT))
    assert lacking.components["place"] == 0.5
    weights = WEIGHTS["name"] + WEIGHTS["kind"] + WEIGHTS["place"]
    assert lacking.score == pytest.approx(
        (WEIGHTS["name"] + WEIGHTS["kind"] + 0.5 * WEIGHTS["place"]) / weights, abs=1e-4
    )


def test_a_contradiction_caps_the_score_and_says_why() -> None:
    ship = match(town(), item("Q1", classes=frozenset({"Q11446"}), place=Coordinate(39.51, 46.34)))
    assert ship.score == CAP
    assert ship.against == ("it is no town",)
    far = match(town(), item("Q1", classes=SETTLEMENT, place=Coordinate(40.9, 47.8)))
    assert far.score <= CAP
    assert far.against[0].startswith("it lies ")
    other = match(town(identifiers=frozenset({"GeoNames 1"})), item("Q1", identifiers=frozenset({"GeoNames 2"})))
    assert other.score <= CAP


def test_distance_counts_by_how_far_a_kind_reaches() -> None:
    near = match(town(), item("Q1", place=Coordinate(39.55, 46.34)))
    assert "position" in near.signals
    assert near.components["place"] == pytest.approx(1 - 4.45 / 20, abs=0.01)
    district = town(kinds=frozenset({"District", "Place"}))
    assert match(district, item("Q1", place=Coordinate(39.7, 46.34))).components["place"] > 0.75


def test_years_and_numbers_in_names_are_not_nearly_the_same() -> None:
    assert likeness("war of 2016", "war of 2020") == 0.0
    assert likeness("Nagorno-Karabakh", "Nagorno Karabakh") > 0.7
    assert likeness("DAŞKƏSƏN", "Daşkəsən") == 1.0


def test_a_name_that_agrees_in_each_common_language_beats_one_that_agrees_in_one() -> None:
    subject = town(names=(Literal("Goris", language="en"), Literal("Горис", language="ru")))
    both = Item(NamedNode(WD + "Q1"), labels=(Literal("Goris", language="en"), Literal("Горис", language="ru")))
    one = Item(NamedNode(WD + "Q2"), labels=(Literal("Goris", language="en"), Literal("Корнидзор", language="ru")))
    assert [m.item.name for m in rank(subject, [one, both])] == ["Q1", "Q2"]


def test_spans_that_share_a_year_meet() -> None:
    assert Span(1988, 1994).meets(Span(1990, 1999))
    assert not Span(2020, 2020).meets(Span(1988, 1994))
    assert Span(2022, 2022).meets(Span(1991, None))


def test_a_kind_both_fits_and_clashes_counts_half() -> None:
    assert agreement({"District"}, frozenset({"Q56061", "Q486972"})) == (0.5, "district")
    assert agreement({"Town"}, frozenset()) == (0.5, "town")
    assert agreement({"Town"}, frozenset({"Q90000900"})) == (0.5, "town")
    assert agreement({"Town"}, frozenset({"Q90000900", "Q4167410"})) == (0.0, "town")
    assert agreement({"Silence"}, frozenset({"Q5"}))[0] is None


def test_a_country_of_the_past_without_dates_is_not_the_state_that_speaks_today() -> None:
    state = town(kinds=frozenset({"State", "Actor"}), place=None, was=Span(2022, 2022))
    assert match(state, item("Q1", classes=frozenset({"Q3024240", "Q6256"}))).score <= CAP
    assert match(state, item("Q1", classes=frozenset({"Q3624078"}))).against == ()


# ------------------------------------------------------------- accepting by itself


def test_two_independent_signals_are_accepted() -> None:
    good = item("Q1", classes=SETTLEMENT, place=Coordinate(39.51, 46.34))
    chosen = automatic(rank(town(), [good]))
    assert chosen is not None
    assert chosen.signals == {"name", "position"}


def test_one_signal_is_not_enough() -> None:
    namesake = item("Q1", classes=SETTLEMENT)
    assert automatic(rank(town(place=None), [namesake])) is None


def test_a_number_and_the_coordinates_that_came_with_it_are_one_signal() -> None:
    subject = town(names=(Literal("Other", language="en"),), identifiers=frozenset({"GeoNames 1"}))
    found = match(subject, item("Q1", classes=SETTLEMENT, place=subject.place, identifiers=subject.identifiers))
    assert found.signals == {"position"}


def test_a_near_second_candidate_forbids_it() -> None:
    good = item("Q1", classes=SETTLEMENT, place=Coordinate(39.51, 46.34))
    twin = item("Q2", classes=SETTLEMENT, place=Coordinate(39.52, 46.34))
    ranked = rank(town(), [good, twin])
    assert ranked[0].score - ranked[1].score < GAP
    assert automatic(ranked) is None


def test_an_item_that_is_taken_or_was_rejected_is_not_accepted() -> None:
    good = item("Q1", classes=SETTLEMENT, place=Coordinate(39.51, 46.34))
    assert automatic(rank(town(), [good]), taken=[good.iri]) is None


def test_without_a_known_kind_nothing_is_accepted() -> None:
    good = item("Q1", place=Coordinate(39.51, 46.34))
    ranked = rank(town(), [good])
    assert ranked[0].score > THRESHOLD
    assert automatic(ranked) is None


def test_a_state_that_many_things_share_is_no_signal() -> None:
    state = NamedNode(WD + "Q399")
    subject = town(place=None, neighbours=(Neighbour(NamedNode("https://example.org/armenia"), state, telling=False),))
    found = match(subject, item("Q1", classes=SETTLEMENT, related=frozenset({"Q399"})))
    assert found.components["neighbours"] == 1.0
    assert "neighbours" not in found.signals


def test_no_made_up_look_alike_is_accepted() -> None:
    from bench.links.lookalikes import Maker

    accepted = 0
    for case in Maker(seed=7, lacking=0.3).cases(300):
        chosen = automatic(rank(case.subject, [case.right, *case.others]))
        assert chosen is None or chosen.item == case.right
        assert automatic(rank(case.subject, case.others)) is None
        accepted += chosen is not None
    assert accepted > 50
