"""Supports: exact where they can be, and honest where they were cut short."""

from __future__ import annotations

from checker import TYPE
from oracles import to_term

from standoff.rdf.terms import NamedNode
from standoff.reasoning.contradictions import Contradictions
from standoff.reasoning.derivation import FALSE, Derivation, Rule
from standoff.reasoning.lenses import Lens, Verdict
from standoff.reasoning.reasons import Reasons
from standoff.reasoning.supports import joint_supports, supports
from standoff.reasoning.terms_table import TermTable


def chain(steps: int, claims: int = 2, colliding: bool = False) -> tuple[Derivation, dict[tuple[int, int], int]]:
    """A transitive property along a chain, each step said by some claims; the facts by their ends.

    With `colliding`, the two claims of each step contradict the two of the next.
    """
    facts = {(i, j): -1 for i in range(steps + 1) for j in range(i + 1, steps + 1)}
    facts = {ends: number for number, ends in enumerate(facts)}
    terms = TermTable()
    terms.encode(to_term(TYPE))
    places = [terms.encode(NamedNode(f"x:{n}")) for n in range(steps + 1)]
    predicate = terms.encode(NamedNode("x:within"))
    firings: list[tuple[int, int, tuple[int, ...]]] = [
        (number, 0, (facts[i, k], facts[k, j])) for (i, j), number in facts.items() for k in range(i + 1, j)
    ]
    if colliding:
        firings += [(FALSE, 1, (facts[i, i + 1], facts[i + 1, i + 2])) for i in range(steps - 1)]
    derivation = Derivation.from_arrays(
        terms,
        subject=[places[i] for i, _ in facts],
        predicate=[predicate] * len(facts),
        object=[places[j] for _, j in facts],
        background=[False] * len(facts),
        claims=[NamedNode(f"claim:{n}") for n in range(steps * claims)],
        leaves=[(facts[i, i + 1], i * claims + n) for i in range(steps) for n in range(claims)],
        rules=[Rule("prp-trp", ()), Rule("prp-pdw", ())],
        firings=firings,
    )
    return derivation, facts


def test_a_short_chain_has_exactly_its_supports() -> None:
    derivation, facts = chain(6)
    found = supports(Reasons(derivation), facts[0, 6])
    assert found.complete
    assert len(found.sets) == 2**6
    assert {len(label) for label in found.sets} == {6}


def test_twenty_steps_with_two_claims_each_give_the_best_few_and_say_there_are_more() -> None:
    derivation, facts = chain(20)
    reasons = Reasons(derivation)
    found = supports(reasons, facts[0, 20], 5)
    assert not found.complete
    assert len(found.sets) == 5
    for label in found.sets:
        assert len(label) == 20
        assert {claim // 2 for claim in label} == set(range(20))
    assert Lens(reasons).holds(facts[0, 20]).verdict is Verdict.HOLDS


def test_a_search_cut_short_is_undecided_and_never_shown_as_holding() -> None:
    """Whatever joins two neighbouring steps contradicts itself, but the search may not look far enough to know."""
    derivation, facts = chain(9, colliding=True)
    reasons = Reasons(derivation)
    lens = Lens(reasons, None, Contradictions(reasons))
    assert lens.holds(facts[0, 9]).verdict is Verdict.DOES_NOT_HOLD
    hurried = lens.holds(facts[0, 9], steps=4)
    assert hurried.verdict is Verdict.UNDECIDED
    assert not hurried
    seen = lens.through(steps=4)
    assert seen.undecided[facts[0, 9]]
    assert not seen.holds[facts[0, 9]]
    assert not (seen.undecided & seen.holds).any()


def test_a_hub_with_thousands_of_supports_gives_as_many_as_asked() -> None:
    terms = TermTable()
    terms.encode(to_term(TYPE))
    s, p, o = (terms.encode(NamedNode(f"x:{name}")) for name in "spo")
    others = [terms.encode(NamedNode(f"x:{n}")) for n in range(3000)]
    derivation = Derivation.from_arrays(
        terms,
        subject=[s] * 3001,
        predicate=[p] * 3001,
        object=[o, *others],
        background=[False] * 3001,
        claims=[NamedNode(f"claim:{n}") for n in range(3000)],
        leaves=[(n + 1, n) for n in range(3000)],
        rules=[Rule("cls-svf2", ())],
        firings=[(0, 0, (n + 1,)) for n in range(3000)],
    )
    reasons = Reasons(derivation)
    few = supports(reasons, 0, 10)
    assert len(few.sets) == 10
    assert not few.complete
    every = supports(reasons, 0)
    assert len(every.sets) == 3000
    assert every.complete


def test_facts_that_derive_each_other_do_not_support_themselves() -> None:
    terms = TermTable()
    terms.encode(to_term(TYPE))
    a, b, p = (terms.encode(NamedNode(f"x:{name}")) for name in "abp")
    derivation = Derivation.from_arrays(
        terms,
        subject=[a, b, b],
        predicate=[p, p, p],
        object=[b, a, b],
        background=[False] * 3,
        claims=[NamedNode("claim:one"), NamedNode("claim:two")],
        leaves=[(0, 0), (2, 1)],
        rules=[Rule("prp-symp", ()), Rule("prp-trp", ())],
        firings=[(0, 0, (1,)), (1, 0, (0,)), (0, 1, (0, 2)), (2, 1, (1, 0))],
    )
    reasons = Reasons(derivation)
    assert set(supports(reasons, 0).sets) == {frozenset((0,))}
    assert set(supports(reasons, 1).sets) == {frozenset((0,))}
    assert set(supports(reasons, 2).sets) == {frozenset((1,)), frozenset((0,))}


def test_what_the_background_says_needs_no_claim() -> None:
    derivation, facts = chain(3)
    derivation.__dict__["background"] = derivation.background | True
    reasons = Reasons(derivation)
    assert joint_supports(reasons, tuple(facts.values())).sets == (frozenset(),)


def test_a_limit_that_is_just_enough_is_complete() -> None:
    derivation, facts = chain(2)
    reasons = Reasons(derivation)
    assert supports(reasons, facts[0, 2], 4).complete
    assert not supports(reasons, facts[0, 2], 3).complete


def test_where_the_derivation_left_out_reasons_nothing_is_denied_and_nothing_unsure_is_shown() -> None:
    derivation, facts = chain(3, colliding=True)
    derivation.cut = True
    reasons = Reasons(derivation)
    contradictions = Contradictions(reasons)
    assert not contradictions.contested.exact
    lens = Lens(reasons, reasons.mask(()), contradictions)
    assert lens.holds(facts[0, 1]).verdict is Verdict.UNDECIDED
    assert not supports(reasons, facts[0, 1]).complete
    seen = Lens(reasons, None, contradictions).through()
    assert not seen.holds.any()
    assert seen.undecided.all()
    assert not Lens(reasons, None, contradictions).undisputed_facts.any()
