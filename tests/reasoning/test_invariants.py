"""The invariants of DESIGN.md 4.1, on random small ontologies, claims and lenses."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from random import Random

import pytest
from checker import Step, Triple, replay
from hypothesis import given
from hypothesis import strategies as st
from ontologies import axiom, owlrl_closure, statement, tautology, triples, trivial
from oracles import BruteForce, numbered, real_derive, slow_derive, to_triple
from pyoxigraph import NamedNode
from pyoxigraph import Triple as PyTriple
from worlds import World, cases, worlds

from standoff.reasoning import derive
from standoff.reasoning.contradictions import Contradictions
from standoff.reasoning.derivation import FALSE, Derivation
from standoff.reasoning.lenses import Lens
from standoff.reasoning.proofs import Proof, prove, prove_contradiction
from standoff.reasoning.reasons import Reasons
from standoff.reasoning.retraction import retract
from standoff.reasoning.supports import joint_supports, supports
from standoff.reasoning.update import update

ANCHOR = ("<https://example.org/here>", "<https://example.org/is>", "<https://example.org/now>")
"""A statement of the background that no rule touches."""


def check_by_brute_force(derivation: Derivation, world: World) -> None:
    """Compare everything said of a derivation with the definitions, tried on every subset of the claims."""
    truth = BruteForce((*world.background, ANCHOR), world.claims)
    facts = numbered(derivation)
    reasons = Reasons(derivation)
    contradictions = Contradictions(reasons)
    wanted = truth.contradictions()

    found = contradictions.minimal_sets()
    assert found.complete
    assert set(found.sets) == wanted
    if frozenset() not in wanted:
        assert contradictions.contested.exact
        assert contradictions.contested.claims == frozenset().union(*wanted)
        assert contradictions.contested.alone == frozenset(c for some in wanted if len(some) == 1 for c in some)

    for triple, fact in facts.items():
        held = supports(reasons, fact)
        assert held.complete
        assert set(held.sets) == truth.supports(triple)
        assert [len(some) for some in held.sets] == sorted(len(some) for some in held.sets)

    everyone = frozenset(range(len(world.claims)))
    for chosen in (world.lens, everyone):
        lens = Lens(reasons, reasons.mask(chosen), contradictions)
        seen = lens.through()
        assert not seen.undecided.any()
        through = truth.through(chosen)
        assert {triple for triple, fact in facts.items() if seen.holds[fact]} == through & set(facts)
        for triple, fact in facts.items():
            assert bool(lens.holds(fact)) == (triple in through)
    undisputed = Lens(reasons, None, contradictions).undisputed_facts
    assert {triple for triple, fact in facts.items() if undisputed[fact]} == truth.undisputed() & set(facts)


@cases(60)
@given(worlds())
def test_the_reasons_of_a_slow_derivation_are_those_of_the_definitions(world: World) -> None:
    check_by_brute_force(slow_derive((*world.background, ANCHOR), world.claims), world)


@cases(80)
@given(worlds())
def test_the_reasons_of_the_reasoner_are_those_of_the_definitions(world: World) -> None:
    check_by_brute_force(real_derive((*world.background, ANCHOR), world.claims), world)


@cases(2)
@given(worlds(most_claims=8, most_axioms=3))
def test_with_up_to_eight_claims_too(world: World) -> None:
    check_by_brute_force(real_derive((*world.background, ANCHOR), world.claims), world)


@cases(40)
@given(worlds())
def test_facts_hold_together_only_with_a_joint_support_without_contradiction(world: World) -> None:
    derivation = real_derive((*world.background, ANCHOR), world.claims)
    truth = BruteForce((*world.background, ANCHOR), world.claims)
    facts = numbered(derivation)
    reasons = Reasons(derivation)
    lens = Lens(reasons)
    said = [t for t in facts if not t[1].startswith("<http://www.w3.org/1999/02/22-rdf-syntax-ns#f")][-12:]
    for one, two in pairwise(said):
        together = [some for some in truth.all if {one, two} <= truth.closures[some]]
        least = {some for some in together if not any(other < some for other in together)}
        assert set(joint_supports(reasons, (facts[one], facts[two])).sets) == least
        clean = any(("false", "false", "false") not in truth.closures[some] for some in least)
        free = bool(reasons.core[facts[one]] and reasons.core[facts[two]])
        assert bool(lens.joint((facts[one], facts[two]))) == (clean or free)


def steps_of(proof: Proof) -> list[Step]:
    """A proof as the checker takes it: what was asserted is given, not stepped."""

    def triple(part: Proof) -> Triple:
        assert part.triple is not None
        subject, predicate, value = map(str, part.triple)
        return subject, predicate, value

    return [
        Step(None if step.triple is None else triple(step), step.rule, tuple(map(triple, step.axioms + step.premises)))
        for step in proof.steps()
        if step.rule is not None
    ]


@cases(100)
@given(worlds())
def test_a_proof_replayed_by_the_checker_ends_in_the_fact(world: World) -> None:
    derivation = real_derive((*world.background, ANCHOR), world.claims)
    reasons = Reasons(derivation)
    contents = list(world.claims.values())
    for triple, fact in numbered(derivation).items():
        for support in supports(reasons, fact, 3).sets:
            proof = prove(reasons, fact, support)
            assert proof is not None
            given_ = {*world.background, ANCHOR}.union(*(contents[claim] for claim in support))
            assert replay(steps_of(proof), given_, triple) is None
            assert set(proof.cited()) <= {derivation.claims[claim] for claim in support}
    for contradiction in Contradictions(reasons).minimal_sets(5).sets:
        proof = prove_contradiction(reasons, contradiction)
        assert proof is not None
        given_ = {*world.background, ANCHOR}.union(*(contents[claim] for claim in contradiction))
        assert replay(steps_of(proof), given_, None) is None


def test_the_checker_refuses_a_step_that_does_not_follow() -> None:
    a, b, c = (f"<https://example.org/{name}>" for name in "abc")
    same = "<http://www.w3.org/2002/07/owl#sameAs>"
    good = Step((a, same, c), "eq-trans", ((a, same, b), (b, same, c)))
    assert replay([good], good.premises, (a, same, c)) is None
    for bad in (
        Step((a, same, c), "eq-sym", good.premises),
        Step((a, same, c), "eq-trans", good.premises[:1]),
        Step((c, same, b), "eq-trans", good.premises),
        Step(None, "eq-trans", good.premises),
    ):
        assert replay([bad], good.premises, bad.head) is not None
    assert replay([good], good.premises[:1], (a, same, c)) is not None


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_the_smallest_case_a_conclusion_on_two_claims_that_collide_does_not_hold(order: tuple[int, ...]) -> None:
    """A from one claim, B from another; they collide; together they imply D. With a clean support D holds."""

    def node(name: str) -> str:
        return f"<https://example.org/{name}>"

    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    owl = "http://www.w3.org/2002/07/owl#"
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    background = [
        (node("A"), f"<{owl}disjointWith>", node("B")),
        (node("both"), f"<{owl}intersectionOf>", node("l1")),
        (node("both"), "<http://www.w3.org/2000/01/rdf-schema#subClassOf>", node("D")),
        (node("l1"), f"<{rdf}first>", node("A")),
        (node("l1"), f"<{rdf}rest>", node("l2")),
        (node("l2"), f"<{rdf}first>", node("B")),
        (node("l2"), f"<{rdf}rest>", f"<{rdf}nil>"),
        (node("C"), "<http://www.w3.org/2000/01/rdf-schema#subClassOf>", node("D")),
    ]
    said = [
        (node("one"), [(node("x"), kind, node("A"))]),
        (node("two"), [(node("x"), kind, node("B"))]),
        (node("three"), [(node("x"), kind, node("C"))]),
    ]
    d = (node("x"), kind, node("D"))

    without = real_derive(background, {name[1:-1]: content for name, content in said[:2]})
    reasons = Reasons(without)
    facts = numbered(without)
    assert not Lens(reasons).holds(facts[d])
    assert Lens(reasons).holds(facts[said[0][1][0]])
    assert not Lens(reasons).through().holds[facts[d]]
    assert set(supports(reasons, facts[d]).sets) == {frozenset((0, 1))}

    with_clean = real_derive(background, {said[n][0][1:-1]: said[n][1] for n in order})
    reasons = Reasons(with_clean)
    fact = numbered(with_clean)[d]
    answer = Lens(reasons).holds(fact)
    assert answer
    assert answer.support == frozenset((order.index(2),))
    assert Lens(reasons).through().holds[fact]


# -- invariant 1: against owlrl ------------------------------------------------------------------------------


@st.composite
def told(draw: st.DrawFn) -> tuple[list[str], list[str], frozenset[int]]:
    """Background and claims in Turtle, and a lens: some of the claims."""
    background = draw(st.lists(axiom(), max_size=6)) + draw(st.lists(statement(), max_size=3))
    claims = draw(st.lists(statement(), min_size=1, max_size=7))
    return background, claims, draw(st.frozensets(st.integers(0, len(claims) - 1)))


@cases(40)
@given(told())
def test_through_a_lens_without_contradiction_holds_what_owlrl_concludes(
    case: tuple[list[str], list[str], frozenset[int]],
) -> None:
    background, claims, chosen = case
    given_ = triples("\n".join(background))
    said = [(NamedNode(f"https://example.org/claim{n}"), t) for n, text in enumerate(claims) for t in triples(text)]
    derivation = derive(given_, said)
    reasons = Reasons(derivation)
    names = {NamedNode(f"https://example.org/claim{n}") for n in chosen}
    mask = reasons.mask([number for number, claim in enumerate(derivation.claims) if claim in names])
    lens = Lens(reasons, mask)
    whole = [*given_, *(triple for claim, triple in said if claim in names)]
    closed, complaints = owlrl_closure(whole)
    if lens.contested.claims or lens.contradictions.background is not None or complaints:
        return
    seen = lens.through()
    assert not seen.undecided.any()
    ours = set()
    for fact in seen.holds.nonzero()[0].tolist():
        subject, predicate, _ = derivation.spo(fact)
        if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode):
            ours.add(derivation.triple(fact))
    axiomatic = owlrl_closure([])[0]

    def telling(found: Iterable[PyTriple]) -> set[PyTriple]:
        return {t for t in found if not tautology(t) and not trivial(t) and isinstance(t.subject, NamedNode)}

    assert telling(ours) - set(whole) == telling(closed) - axiomatic - set(whole)


# -- invariant 4: the order does not matter, and what is retracted and added again is as before ----------------


def as_graph(derivation: Derivation) -> tuple[set[object], set[object], set[object]]:
    """A derivation by its terms: facts, who asserts them, and firings."""
    firings = {
        (
            None if int(head) == FALSE else derivation.spo(int(head)),
            derivation.rule(firing).name,
            frozenset(derivation.spo(fact) for fact in derivation.body(firing)),
        )
        for firing, head in enumerate(derivation.firing_head)
    }
    leaves = {
        (derivation.spo(int(fact)), derivation.claims[int(claim)])
        for fact, claim in zip(derivation.leaf_fact, derivation.leaf_claim, strict=True)
    }
    facts = {(derivation.spo(fact), bool(derivation.background[fact])) for fact in range(derivation.n_facts)}
    return facts, leaves, firings  # type: ignore[return-value]


def one_claim(world: World, name: str) -> list[tuple[NamedNode, PyTriple]]:
    return [(NamedNode(name), to_triple(triple)) for triple in world.claims[name]]


@cases(40)
@given(worlds(), st.randoms(use_true_random=False))
def test_claims_added_one_by_one_in_any_order_end_in_the_same_derivation(world: World, chance: Random) -> None:
    background = [to_triple(triple) for triple in (*world.background, ANCHOR)]
    order = list(world.claims)
    chance.shuffle(order)
    grown = derive(background)
    for name in order:
        grown = update(grown, add_claims=one_claim(world, name))
    whole = real_derive((*world.background, ANCHOR), world.claims)
    assert as_graph(grown) == as_graph(whole)
    again = update(grown, remove_claims=[NamedNode(order[0])])
    without = {name: content for name, content in world.claims.items() if name != order[0]}
    assert as_graph(again) == as_graph(real_derive((*world.background, ANCHOR), without))
    again = update(again, add_claims=one_claim(world, order[0]))
    assert as_graph(again) == as_graph(whole)


@cases(60)
@given(worlds())
def test_a_retraction_foretells_what_holds_after_it(world: World) -> None:
    derivation = real_derive((*world.background, ANCHOR), world.claims)
    reasons = Reasons(derivation)
    gone = world.lens or frozenset((0,))
    told_ = retract(reasons, gone)
    left = {name: content for n, (name, content) in enumerate(world.claims.items()) if n not in gone}
    after = real_derive((*world.background, ANCHOR), left)
    later = Lens(Reasons(after))
    before = Lens(reasons)

    def triples_of(numbers: Iterable[int]) -> set[object]:
        return {derivation.spo(number) for number in numbers}

    held = triples_of(before.through().holds.nonzero()[0].tolist())
    undisputed = triples_of(before.undisputed_facts.nonzero()[0].tolist())
    holds = {after.spo(fact) for fact in later.through().holds.nonzero()[0].tolist()}
    cleared = {after.spo(fact) for fact in later.undisputed_facts.nonzero()[0].tolist()}
    assert triples_of(told_.falls) == held - holds
    assert triples_of(told_.newly_holds) == holds - held
    assert triples_of(told_.becomes_undisputed) == (held & cleared) - undisputed
    assert told_.stands_exactly
    losing = {
        derivation.spo(fact)
        for fact in range(derivation.n_facts)
        if any(support & gone for support in supports(reasons, fact).sets)
    }
    assert triples_of(told_.stands) == losing & held & holds
    assert not told_.undecided
