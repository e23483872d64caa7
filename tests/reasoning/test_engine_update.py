"""Updates end where deriving from nothing ends, whatever the order."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ontologies import axiom, literal, statement, triples
from pyoxigraph import NamedNode, Triple

from standoff.reasoning import Derivation, derive, update

Claim = tuple[NamedNode, Triple]
Graph = tuple[set[str], set[tuple[str, str, frozenset[str]]], set[tuple[str, str]], set[str]]


def graph(derivation: Derivation) -> Graph:
    """Facts, firings, leaves and contradictions, without their numbers."""

    def told(fact: int) -> str:
        return " ".join(map(str, derivation.spo(fact))) if fact >= 0 else "false"

    firings = {
        (
            told(int(derivation.firing_head[firing])),
            derivation.rule(firing).name,
            frozenset(map(told, derivation.body(firing))),
        )
        for firing in range(derivation.n_firings)
    }
    leaves = zip(derivation.leaf_claim.tolist(), derivation.leaf_fact.tolist(), strict=True)
    return (
        {told(fact) for fact in range(derivation.n_facts)},
        firings,
        {(derivation.claims[claim].value, told(fact)) for claim, fact in leaves},
        {told(fact) for fact in derivation.background.nonzero()[0].tolist()},
    )


def number(text: str) -> st.SearchStrategy[str]:
    return st.sampled_from([f'{text} :d0 "01"^^xsd:integer .', f'{text} :d1 "x"^^xsd:date .', f"{text} :d1 1.0 ."])


backgrounds = st.lists(axiom(), max_size=6).map(
    lambda parts: triples("\n".join([":d0 rdfs:range xsd:decimal .", *parts]))
)
told = st.lists(
    st.one_of(statement(), number(":i0"), literal.map(lambda value: f":i1 :d0 {value} .")), min_size=1, max_size=3
)
claims = st.lists(told, min_size=1, max_size=6).map(
    lambda graphs: [
        [(NamedNode(f"https://example.org/claim{at}"), triple) for triple in triples("\n".join(said))]
        for at, said in enumerate(graphs)
    ]
)


@given(backgrounds, claims, st.randoms(use_true_random=False))
def test_adding_claims_one_by_one_in_any_order_ends_in_the_same_derivation(
    background: list[Triple], said: list[list[Claim]], order: object
) -> None:
    whole = derive(background, [item for claim in said for item in claim])
    order.shuffle(said)  # type: ignore[attr-defined]
    grown = derive(background)
    for claim in said:
        grown = update(grown, add_claims=claim)
    assert graph(grown) == graph(whole)


@given(backgrounds, claims, st.data())
def test_removing_claims_leaves_what_the_others_say_and_adding_them_again_restores_all(
    background: list[Triple], said: list[list[Claim]], data: st.DataObject
) -> None:
    whole = derive(background, [item for claim in said for item in claim])
    gone = data.draw(st.sets(st.sampled_from(range(len(said)))))
    removed = [item for at in gone for item in said[at]]
    rest = update(whole, remove_claims=[name for name, _ in removed])
    assert graph(rest) == graph(derive(background, [i for at, c in enumerate(said) if at not in gone for i in c]))
    assert graph(update(rest, add_claims=removed)) == graph(whole)


@given(backgrounds, claims)
def test_a_saved_derivation_opens_the_same_with_its_deltas(background: list[Triple], said: list[list[Claim]]) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "derivation"
        grown = derive(background, said[0])
        grown.save(folder)
        for claim in said[1:]:
            grown = update(Derivation.open(folder), add_claims=claim)
            grown.save(folder)
        opened = Derivation.open(folder)
        assert graph(opened) == graph(grown)
        assert [opened.fact(*opened.spo(fact)) for fact in range(opened.n_facts)] == list(range(opened.n_facts))


def test_one_triple_of_a_claim_can_be_removed() -> None:
    [a, b] = triples(":C0 rdfs:subClassOf :C1 . :i0 a :C0 .")
    [c] = triples(":i1 a :C0 .")
    claim = NamedNode("https://example.org/claim")
    both = derive([a], [(claim, b), (claim, c)])
    assert graph(update(both, remove_claims=[(claim, b)])) == graph(derive([a], [(claim, c)]))


def test_a_changed_background_is_followed_too() -> None:
    [a, b] = triples(":C0 rdfs:subClassOf :C1 . :i0 a :C0 .")
    claim = NamedNode("https://example.org/claim")
    without = derive([], [(claim, b)])
    assert graph(update(without, add_background=[a])) == graph(derive([a], [(claim, b)]))
    assert graph(update(update(without, add_background=[a]), remove_background=[a])) == graph(without)


def test_facts_keep_their_names_from_one_derivation_to_another() -> None:
    background = triples(":C0 rdfs:subClassOf :C1 .")
    one, two = ((NamedNode(f"https://example.org/{n}"), t) for n, t in enumerate(triples(":i0 a :C0 . :i1 a :C0 .")))
    old = derive(background, [one, two])
    new = update(old, remove_claims=[one[0]])
    import numpy as np

    numbers = new.numbers_of(old, np.arange(old.n_facts))
    assert [new.spo(n) == old.spo(f) for f, n in enumerate(numbers.tolist()) if n >= 0] == [True] * new.n_facts
    other = derive(background, [two])
    assert sorted(other.numbers_of(new, np.arange(new.n_facts)).tolist()) == list(range(new.n_facts))


def test_terms_of_every_kind_are_saved_as_they_are(tmp_path: Path) -> None:
    told = triples(':a :says <<( :b :p "é\\n"@en )>> . _:x :q "y"@en--ltr , "007"^^xsd:integer , "z"^^:t .')
    derive(told).save(tmp_path / "derivation")
    opened = Derivation.open(tmp_path / "derivation")
    assert {opened.triple(fact) for fact in range(opened.n_facts)} >= set(told)


def test_opening_what_is_no_derivation_says_so(tmp_path: Path) -> None:
    from standoff.errors import InputError

    with pytest.raises(InputError, match="no derivation"):
        Derivation.open(tmp_path)
