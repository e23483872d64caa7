"""The engine against owlrl, on random ontologies that use all of OWL 2 RL."""

from __future__ import annotations

from functools import cache

from hypothesis import given
from hypothesis import strategies as st
from ontologies import axiom, owlrl_closure, statement, tautology, triples, trivial
from pyoxigraph import Literal, NamedNode, Triple

from standoff.reasoning import Derivation, derive


@cache
def _axiomatic() -> frozenset[Triple]:
    """What owlrl adds to any graph."""
    return frozenset(owlrl_closure([])[0])


def facts(derivation: Derivation) -> set[Triple]:
    """The facts that RDF can say."""
    return {
        derivation.triple(fact)
        for fact in range(derivation.n_facts)
        if not isinstance(derivation.spo(fact)[0], Literal) and isinstance(derivation.spo(fact)[1], NamedNode)
    }


ontologies = st.tuples(st.lists(axiom(), max_size=8), st.lists(statement(), max_size=12))


@given(ontologies)
def test_without_contradictions_the_closure_is_that_of_owlrl(parts: tuple[list[str], list[str]]) -> None:
    told = triples("\n".join(parts[0] + parts[1]))
    derivation = derive(told)
    closed, contradictions = owlrl_closure(told)
    if len(derivation.false_firings) or contradictions:
        return
    ours = {fact for fact in facts(derivation) if not tautology(fact) and not trivial(fact)}
    theirs = {fact for fact in closed - _axiomatic() if not trivial(fact)}
    told_plainly = {fact for fact in told if tautology(fact) or trivial(fact)}
    assert ours - told_plainly == theirs - told_plainly


@given(ontologies)
def test_what_owlrl_finds_contradictory_is_a_contradiction(parts: tuple[list[str], list[str]]) -> None:
    told = triples("\n".join(parts[0] + parts[1]))
    if owlrl_closure(told)[1]:
        assert len(derive(told).false_firings)


@given(ontologies)
def test_every_firing_is_recorded_once_and_never_rests_on_its_own_conclusion(
    parts: tuple[list[str], list[str]],
) -> None:
    told = triples("\n".join(parts[0] + parts[1]))
    derivation = derive(told)
    seen = set()
    for firing in range(derivation.n_firings):
        head, body = int(derivation.firing_head[firing]), derivation.premises(firing)
        assert head not in body
        seen.add((head, derivation.rule(firing), frozenset(body)))
    assert len(seen) == derivation.n_firings
    assert {int(head) for head in derivation.firing_head} | set(derivation.background.nonzero()[0].tolist()) >= set(
        range(derivation.n_facts)
    )
