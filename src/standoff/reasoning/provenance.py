"""A derivation as PROV-O: each fact an entity, each firing an activity that used its premises and generated it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from standoff.rdf.terms import PROV, RDF, RDFS, DefaultGraph, Literal, NamedNode, Quad, Term

if TYPE_CHECKING:
    from standoff.reasoning.derivation import Derivation

__all__ = ["as_prov"]

_ENTITY, _ACTIVITY, _PLAN = PROV["Entity"], PROV["Activity"], PROV["Plan"]


def as_prov(derivation: Derivation, base: str = "urn:standoff:") -> Iterator[Quad]:
    """Every fact and every firing, in terms of PROV-O and RDF's statements; a lazy stream.

    A fact is `<base>fact:N`, an rdf:Statement; when it is asserted, it was derived from its claims' graphs (those of
    the background from `<base>background`). A firing is `<base>firing:N`; it used its premises, its axioms and the
    rule, a plan called by its W3C name. A contradiction is a firing that generated `<base>false`. A subject that is
    a literal is given as the object of rdf:subject.
    """

    def fact(number: int) -> NamedNode:
        return NamedNode(f"{base}fact:{number}")

    def rule(name: str) -> NamedNode:
        return NamedNode(f"{base}rule:{name}")

    def quad(subject: NamedNode, predicate: NamedNode, obj: Term) -> Quad:
        return Quad(subject, predicate, obj, DefaultGraph())

    for name in sorted({derivation.rules[row].name for row in set(derivation.firing_rule.tolist())}):
        yield quad(rule(name), RDF["type"], _PLAN)
        yield quad(rule(name), RDF["type"], _ENTITY)
        yield quad(rule(name), RDFS["label"], Literal(name))
    claimed: dict[int, list[NamedNode]] = {}
    for number, claim in zip(derivation.leaf_fact.tolist(), derivation.leaf_claim.tolist(), strict=True):
        claimed.setdefault(number, []).append(derivation.claims[claim])
    background = derivation.background
    for number in range(derivation.n_facts):
        entity = fact(number)
        subject, predicate, obj = derivation.spo(number)
        yield quad(entity, RDF["type"], _ENTITY)
        yield quad(entity, RDF["type"], RDF["Statement"])
        yield quad(entity, RDF["subject"], subject)
        yield quad(entity, RDF["predicate"], predicate)
        yield quad(entity, RDF["object"], obj)
        for claim_name in claimed.get(number, ()):
            yield quad(entity, PROV["wasDerivedFrom"], claim_name)
        if background[number]:
            yield quad(entity, PROV["wasDerivedFrom"], NamedNode(f"{base}background"))
    heads = derivation.firing_head
    for firing in range(derivation.n_firings):
        activity = NamedNode(f"{base}firing:{firing}")
        head = int(heads[firing])
        yield quad(activity, RDF["type"], _ACTIVITY)
        yield quad(activity, PROV["used"], rule(derivation.rule(firing).name))
        for premise in derivation.body(firing):
            yield quad(activity, PROV["used"], fact(premise))
        yield quad(NamedNode(f"{base}false") if head < 0 else fact(head), PROV["wasGeneratedBy"], activity)
