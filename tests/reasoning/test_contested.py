"""Contradictions of every kind, and look-alikes that must not collide."""

from __future__ import annotations

import strait
from checker import TYPE
from oracles import to_term

from standoff.rdf.terms import NamedNode
from standoff.reasoning.collisions import Collision, collisions
from standoff.reasoning.contradictions import Contradictions
from standoff.reasoning.derivation import FALSE, Derivation, Rule
from standoff.reasoning.lenses import Lens
from standoff.reasoning.reasons import Reasons
from standoff.reasoning.terms_table import TermTable


def found() -> dict[str, Collision]:
    """The collisions of the strait by their subjects' names."""
    each = collisions(strait.reasons(), strait.contradictions())
    by_subject = {str(collision.question.subject).rsplit("/", 1)[-1].strip(">"): collision for collision in each}
    assert len(by_subject) == len(each), "one question, one collision"
    return by_subject


def sets(collision: Collision) -> set[frozenset[str]]:
    """The minimal contradictions by the claims' names."""
    assert collision.known.complete
    return {strait.names(claims) for claims in collision.known.sets}


def test_there_is_one_collision_for_each_question_and_no_other() -> None:
    assert found().keys() == {"outbreak", "lamp-raid", "landing", "control-of-lamp", "vesk", "night-raid"}


def test_who_began_it_is_one_question_with_every_minimal_contradiction_behind_it() -> None:
    collision = found()["outbreak"]
    assert sets(collision) == {
        frozenset(("vesk-blames", "talmar-blames")),
        frozenset(("vesk-blames", "ministry-blames")),
    }
    assert collision.question.rule == "prp-fp"
    assert len(collision.positions) == 2
    assert len(list(collision.pairs())) == 1, "one minimal contradiction for each pair of positions"


def test_at_least_seven_contradicts_at_most_four() -> None:
    collision = found()["lamp-raid"]
    assert sets(collision) == {frozenset(("toll-high", "toll-low"))}
    assert collision.question.rule == "st-bounds"
    assert len(collision.positions) == 2, "each report is one position"


def test_one_landing_cannot_be_on_two_days() -> None:
    assert sets(found()["landing"]) == {frozenset(("landing-early", "landing-late"))}


def test_one_place_is_not_held_by_two_sides() -> None:
    assert sets(found()["control-of-lamp"]) == {frozenset(("held-by-vesk", "held-by-talmar"))}


def test_a_denial_contradicts_what_it_denies() -> None:
    collision = found()["night-raid"]
    assert sets(collision) == {frozenset(("struck", "not-struck"))}
    assert {len(position.facts) for position in collision.positions} == {1, 3}, "the denial is one position"


def test_an_identity_against_the_reference_stands_alone_and_merges_nothing() -> None:
    collision = found()["vesk"]
    assert sets(collision) == {frozenset(("one-state",))}
    assert collision.against_reference
    assert strait.names(strait.contradictions().contested.alone) == {"one-state"}
    lens = Lens(strait.reasons(), None, strait.contradictions())
    organ = strait.derivation().fact(strait.node("vesk-army"), strait.term("organOf"), strait.node("talmar"))
    assert organ is None or not lens.holds(organ)


def test_look_alikes_are_contested_by_nobody() -> None:
    contested = strait.names(strait.contradictions().contested.claims)
    alike = {"toll-later", "wounded-one", "wounded-two", "raid-year", "raid-day", "raid-by-state", "raid-by-army"}
    assert not contested & (alike | {"raid-by-ally", "raid-by-other-ally"})


def test_through_a_sides_lens_its_own_account_is_in_no_contradiction() -> None:
    mine = strait.numbers("vesk-blames", "held-by-vesk", "landing-late", "not-struck", "toll-low")
    mask = strait.reasons().mask(mine)
    assert not collisions(strait.reasons(), strait.contradictions(), mask)
    assert not strait.contradictions().contested_within(mask).claims


def functional(values: int, per_value: int = 1) -> Derivation:
    """One property of one subject with very many values, each said by some claims."""
    terms = TermTable()
    terms.encode(to_term(TYPE))
    subject, predicate = terms.encode(NamedNode("x:s")), terms.encode(NamedNode("x:p"))
    objects = [terms.encode(NamedNode(f"x:{n}")) for n in range(values)]
    rivals = [(FALSE, 0, (one, other)) for one in range(values) for other in range(one)]
    return Derivation.from_arrays(
        terms,
        subject=[subject] * values,
        predicate=[predicate] * values,
        object=objects,
        background=[False] * values,
        claims=[NamedNode(f"claim:{n}") for n in range(values * per_value)],
        leaves=[(n % values, n) for n in range(values * per_value)],
        rules=[Rule("prp-fp", ())],
        firings=rivals,
        false_subject=[subject] * len(rivals),
    )


def test_hundreds_of_values_of_one_property_are_one_collision_listed_by_its_positions() -> None:
    reasons = Reasons(functional(250, per_value=2))
    contradictions = Contradictions(reasons)
    assert contradictions.contested.exact
    assert contradictions.contested.claims == frozenset(range(500))
    some = contradictions.minimal_sets(10)
    assert len(some.sets) == 10
    assert not some.complete
    assert all(contradictions.is_minimal(label) for label in some.sets)
    [collision] = collisions(reasons, contradictions)
    assert len(collision.positions) == 250
    assert all(len(position.supports.sets) == 2 for position in collision.positions)
    few = collision.sets(7)
    assert len(few.sets) == 7
    assert not few.complete


def test_a_claim_that_contradicts_itself_contests_no_other() -> None:
    terms = TermTable()
    terms.encode(to_term(TYPE))
    s, p, a, b = (terms.encode(NamedNode(f"x:{name}")) for name in "spab")
    derivation = Derivation.from_arrays(
        terms,
        subject=[s, s],
        predicate=[p, p],
        object=[a, b],
        background=[False, False],
        claims=[NamedNode("claim:both"), NamedNode("claim:one")],
        leaves=[(0, 0), (1, 0), (0, 1)],
        rules=[Rule("prp-fp", ())],
        firings=[(FALSE, 0, (0, 1))],
        false_subject=[s],
    )
    contested = Contradictions(Reasons(derivation)).contested
    assert contested.claims == contested.alone == frozenset((0,))
    lens = Lens(Reasons(derivation))
    assert lens.holds(0)
    assert not lens.holds(1)


def test_when_the_background_contradicts_itself_only_the_background_holds() -> None:
    terms = TermTable()
    terms.encode(to_term(TYPE))
    s, p, a, b, c = (terms.encode(NamedNode(f"x:{name}")) for name in "spabc")
    derivation = Derivation.from_arrays(
        terms,
        subject=[s, s, s],
        predicate=[p, p, p],
        object=[a, b, c],
        background=[True, True, False],
        claims=[NamedNode("claim:one")],
        leaves=[(2, 0)],
        rules=[Rule("prp-fp", ())],
        firings=[(FALSE, 0, (0, 1))],
        false_subject=[s],
    )
    reasons = Reasons(derivation)
    contradictions = Contradictions(reasons)
    assert contradictions.background is not None
    assert contradictions.minimal_sets().sets == (frozenset(),)
    lens = Lens(reasons, None, contradictions)
    assert lens.through().holds.tolist() == [True, True, False]
    assert [bool(lens.holds(fact)) for fact in range(3)] == [True, True, False]
