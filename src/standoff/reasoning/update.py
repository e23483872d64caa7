"""Following changes of the claims without deriving from nothing.

What is added becomes a delta on top of the mapped base: only what follows from it is computed. What is removed
takes with it the facts and firings that no longer have a reason, by one propagation over the firings. A change of
the background derives from nothing, since it may change which identities are possible.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from standoff.rdf.terms import NamedNode, Quad, Triple
from standoff.reasoning.derivation import Derivation
from standoff.reasoning.derive import derive, lay_out
from standoff.reasoning.encoding import Encoded
from standoff.reasoning.facts import FactTable
from standoff.reasoning.firings import RuleTable
from standoff.reasoning.fixpoint import Fixpoint
from standoff.reasoning.identity import DIFFERENT, Differences
from standoff.reasoning.literals import Literals
from standoff.reasoning.relations import Ints, Relation
from standoff.reasoning.removal import compacted, rests_on_equated_literals, without
from standoff.reasoning.report import report_on
from standoff.reasoning.rules import COMPOSED
from standoff.reasoning.schema import COMPOSABLE

__all__ = ["update"]

DELTAS = 16
"""How many deltas may lie on a base before they are laid together with it."""


def update(
    derivation: Derivation,
    *,
    add_claims: Iterable[tuple[NamedNode, Triple | Quad]] = (),
    remove_claims: Iterable[tuple[NamedNode, Triple | Quad] | NamedNode] = (),
    add_background: Iterable[Triple | Quad] = (),
    remove_background: Iterable[Triple | Quad] = (),
) -> Derivation:
    """The derivation after claims (whole, or some of their triples) are removed and others added.

    It is what `derive` would give for the claims as they then stand, but for the numbering. The given derivation is
    not changed.
    """
    added, removed = list(add_claims), list(remove_claims)
    more, less = list(add_background), list(remove_background)
    if more or less or (removed and (derivation.cut or rests_on_equated_literals(derivation))):
        return _from_nothing(derivation, added, removed, more, less)
    if removed:
        derivation = without(derivation, removed)
    elif len(derivation.segments) > DELTAS:
        derivation = compacted(derivation)
    return _with(derivation, added) if added else derivation


def _with(base: Derivation, claims: list[tuple[NamedNode, Triple | Quad]]) -> Derivation:
    clock = time.perf_counter()
    encoded = Encoded(base.terms.copy(), base.claims)
    encoded.add(claims)
    seconds = {"encoding": time.perf_counter() - clock}
    clock = time.perf_counter()
    run = _resumed(base, encoded)
    seconds["background"] = time.perf_counter() - clock
    clock = time.perf_counter()
    s, p, o, claim = encoded.columns()
    leaf_fact, delta = run.assert_facts(s, p, o)
    run.run(delta)
    seconds["fixpoint"] = time.perf_counter() - clock
    clock = time.perf_counter()
    known = _known_leaves(base, np.stack([leaf_fact, claim], axis=1))
    segment = lay_out(run, run.background, leaf_fact[~known], claim[~known])
    grown = Derivation(
        encoded.terms,
        encoded.claims,
        run.rules.rules,
        [*base.segments, segment],
        [*base.indexes, run.facts.index()],
        inverses=[*base.inverses, None],
        certain=base.certain,
        lineage=base.lineage,
        cut=base.cut or run.cut,
        folder=base.folder,
    )
    seconds["layout"] = time.perf_counter() - clock
    grown.report = report_on(run, grown, seconds)
    return grown


def _known_leaves(base: Derivation, leaves: Ints) -> NDArray[np.bool_]:
    """Which of these (fact, claim) pairs the base has already."""
    known = np.zeros(len(leaves), bool)
    old = np.nonzero((leaves[:, 0] < base.n_facts) & (leaves[:, 1] < len(base.claims)))[0]
    for segment in base.segments:
        low = np.searchsorted(segment.leaf_fact, leaves[old, 0])
        high = np.searchsorted(segment.leaf_fact, leaves[old, 0], side="right")
        for at, first, last in zip(old.tolist(), low.tolist(), high.tolist(), strict=True):
            known[at] |= bool((segment.leaf_claim[first:last] == leaves[at, 1]).any())
    return known


def _resumed(base: Derivation, encoded: Encoded) -> Fixpoint:
    """A run that stands where the base's run had ended."""
    literals = Literals(encoded.terms)
    run = Fixpoint(
        FactTable(base),
        RuleTable(list(base.rules)),
        literals,
        differences=Differences.none(literals.values_differ),
        plain=_plain(base),
    )
    run.compile()
    certain = base.relation(DIFFERENT)
    alone = certain.facts < base.certain
    groups = [
        (row.name, row.members, row.axioms)
        for row in run.rows()
        if row.members and all(axiom < base.certain for axiom in row.axioms)
    ]
    run.differences = Differences.stated(
        Relation(certain.keys[alone], certain.facts[alone]), groups, literals.values_differ
    )
    run.resume()
    return run


def _plain(base: Derivation) -> set[int]:
    """The facts of composable schema relations that are asserted, or concluded by a rule that does not compose."""
    plain: set[int] = set()
    for number in COMPOSABLE:
        for fact in base.relation(number).facts.tolist():
            names = {base.rule(firing).name for firing in base.firings_of(fact).tolist()}
            if names - COMPOSED or base.is_asserted(fact):
                plain.add(fact)
    return plain


def _from_nothing(
    derivation: Derivation,
    added: list[tuple[NamedNode, Triple | Quad]],
    removed: list[tuple[NamedNode, Triple | Quad] | NamedNode],
    more: list[Triple | Quad],
    less: list[Triple | Quad],
) -> Derivation:
    gone = {(t.subject, t.predicate, t.object) for t in less}
    whole = {claim for claim in removed if isinstance(claim, NamedNode)}
    parts = {
        (item[0], item[1].subject, item[1].predicate, item[1].object)
        for item in removed
        if not isinstance(item, NamedNode)
    }
    background = [
        derivation.triple(fact)
        for fact in np.nonzero(derivation.background)[0].tolist()
        if derivation.spo(fact) not in gone
    ]
    claims: list[tuple[NamedNode, Triple | Quad]] = []
    for fact, number in zip(derivation.leaf_fact.tolist(), derivation.leaf_claim.tolist(), strict=True):
        claim = derivation.claims[number]
        if claim not in whole and (claim, *derivation.spo(fact)) not in parts:
            claims.append((claim, derivation.triple(fact)))
    return derive([*background, *more], [*claims, *added])
