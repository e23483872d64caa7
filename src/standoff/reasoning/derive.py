"""Deriving from nothing: encode, close the background, then add the claims."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from standoff.rdf.terms import NamedNode, Quad, Triple
from standoff.reasoning.derivation import Derivation, Segment
from standoff.reasoning.encoding import Encoded
from standoff.reasoning.facts import FactTable
from standoff.reasoning.firings import RuleTable
from standoff.reasoning.fixpoint import Fixpoint
from standoff.reasoning.identity import DIFFERENT, SAME, Differences
from standoff.reasoning.literals import Literals
from standoff.reasoning.relations import Relation, distinct, pack
from standoff.reasoning.report import report_on
from standoff.reasoning.vocabulary import new_table

if TYPE_CHECKING:
    from standoff.reasoning.relations import Ints

MOST_RUNS = 5
"""How often a background that contradicts its own identities is closed until it settles."""

__all__ = ["derive", "derive_encoded", "differences_of", "encode", "lay_out"]


def encode(background: Iterable[Triple | Quad], claims: Iterable[tuple[NamedNode, Triple | Quad]]) -> Encoded:
    """Number the terms of a background and of claims."""
    encoded = Encoded(new_table())
    encoded.add((None, triple) for triple in background)
    encoded.add(claims)
    return encoded


def derive(
    background: Iterable[Triple | Quad],
    claims: Iterable[tuple[NamedNode, Triple | Quad]] = (),
    *,
    tautologies: bool = False,
) -> Derivation:
    """Everything that follows from a background and from claims, with every reason.

    The result's `report` says what was done and what was not. Contradictions stop nothing: they are firings whose
    head is FALSE. With `tautologies` the reflexive and axiomatic facts are facts too.
    """
    clock = time.perf_counter()
    encoded = encode(background, claims)
    seconds = {"encoding": time.perf_counter() - clock}
    return derive_encoded(encoded, tautologies=tautologies, seconds=seconds)


def derive_encoded(
    encoded: Encoded, *, tautologies: bool = False, seconds: dict[str, float] | None = None
) -> Derivation:
    """`derive` on triples that are encoded already."""
    seconds = dict(seconds or {})
    clock = time.perf_counter()
    run = _background_run(encoded, tautologies)
    seconds["background"] = time.perf_counter() - clock
    certain = run.facts.count
    clock = time.perf_counter()
    s, p, o, claim = encoded.columns()
    told = claim >= 0
    leaf_fact, delta = run.assert_facts(s[told], p[told], o[told])
    run.run(delta)
    run.reflect()
    seconds["fixpoint"] = time.perf_counter() - clock
    clock = time.perf_counter()
    segment = lay_out(run, run.background, leaf_fact, claim[told])
    derivation = Derivation(
        encoded.terms,
        encoded.claims,
        run.rules.rules,
        [segment],
        [run.facts.index()],
        inverses=[run.facts.inverse_index()],
        certain=certain,
        cut=run.cut,
    )
    seconds["layout"] = time.perf_counter() - clock
    derivation.report = report_on(run, derivation, seconds)
    return derivation


def _background_run(encoded: Encoded, tautologies: bool) -> Fixpoint:
    """Close the background alone; what it then says is different stays different.

    An identity may be used before what forbids it is known, or be refused by a fact that has another number the next
    time: then the background is closed again, knowing that. A background without contradictions is closed once.
    """
    literals = Literals(encoded.terms)
    differences = Differences.none(literals.values_differ)
    for _ in range(MOST_RUNS):
        run = _close_background(encoded, literals, differences, tautologies)
        stated = differences_of(run)
        used = run.facts.forward(SAME).keys
        if stated.same_as(differences) or not (run.refused or any(True for _ in stated.split(used))):
            break
        differences = stated
    run.differences = stated
    return run


def _close_background(encoded: Encoded, literals: Literals, differences: Differences, tautologies: bool) -> Fixpoint:
    run = Fixpoint(FactTable(), RuleTable(), literals, differences=differences, tautologies=tautologies)
    s, p, o, claim = encoded.columns()
    told = claim < 0
    run.background, delta = run.assert_facts(s[told], p[told], o[told])
    run.run(delta)
    return run


def differences_of(run: Fixpoint, *, asserted: bool = False) -> Differences:
    """What the facts of a run over the background alone tell apart; only those that are asserted, if wanted."""
    different = run.facts.forward(DIFFERENT)
    groups = [(row.name, row.members, row.axioms) for row in run.rows() if row.members]
    if asserted:
        told = set(run.background.tolist())
        kept = np.isin(different.facts, run.background)
        different = Relation(different.keys[kept], different.facts[kept])
        groups = [group for group in groups if told.issuperset(group[2])]
    return Differences.stated(different, groups, run.literals.values_differ)


def lay_out(run: Fixpoint, background: Ints, leaf_fact: Ints, leaf_claim: Ints) -> Segment:
    """What a run added, as a segment."""
    leaves = distinct(pack(leaf_fact, leaf_claim))
    firings = run.firings.arrays()
    subject, predicate, obj = run.facts.columns()
    return Segment(
        subject,
        predicate,
        obj,
        distinct(background),
        (leaves >> 32).astype(np.int32),
        (leaves & 0xFFFFFFFF).astype(np.int32),
        firings.head,
        firings.rule,
        firings.ptr,
        firings.body,
        firings.false_subject,
        *run.values(),
    )
