"""What holds of anything: the axiomatic facts, and that each thing is itself. Kept only when asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from standoff.rdf.terms import BlankNode
from standoff.reasoning.identity import SAME
from standoff.reasoning.relations import TYPE, Keys, pack
from standoff.reasoning.vocabulary import known

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from standoff.reasoning.derivation import Derivation
    from standoff.reasoning.facts import FactTable
    from standoff.reasoning.literals import Literals

__all__ = ["axiomatic", "reflexive", "tautological"]

_ANNOTATIONS = (
    *("rdfs:label", "rdfs:comment", "rdfs:seeAlso", "rdfs:isDefinedBy"),
    *("owl:deprecated", "owl:versionInfo", "owl:priorVersion"),
    *("owl:backwardCompatibleWith", "owl:incompatibleWith"),
)


def axiomatic(literals: Literals) -> Iterator[tuple[str, int, Keys]]:
    """Rule, relation and keys of the facts that hold without premises (prp-ap, cls-thing, cls-nothing1, dt-type1)."""
    yield _typed("prp-ap", [known(name) for name in _ANNOTATIONS], "owl:AnnotationProperty")
    yield _typed("cls-thing", [known("owl:Thing")], "owl:Class")
    yield _typed("cls-nothing1", [known("owl:Nothing")], "owl:Class")
    yield _typed("dt-type1", literals.all_datatypes(), "rdfs:Datatype")


def _typed(rule: str, subjects: list[int], cls: str) -> tuple[str, int, Keys]:
    numbers = np.array(sorted(subjects), np.int64)
    return rule, ~known(cls), pack(numbers, np.full(len(numbers), known(cls)))


def reflexive(facts: FactTable) -> Keys:
    """Keys of `x owl:sameAs x` for everything that facts speak of, less those that are facts already."""
    parts = [np.array([TYPE, SAME], np.int64)]
    for number in facts.numbers():
        relation = facts.forward(number)
        parts += [relation.high, relation.low]
        if number >= 0:
            parts.append(np.array([number], np.int64))
    terms = np.unique(np.concatenate(parts))
    keys = pack(terms, terms)
    return np.asarray(keys[facts.known(SAME, keys) < 0], np.int64)


def tautological(derivation: Derivation) -> NDArray[np.bool_]:
    """Facts that say nothing: reflexive owl:sameAs, being an owl:Thing, being of a class expression.

    Facts that are asserted are no tautologies, whatever they say.
    """
    subject, predicate, obj = derivation.subject, derivation.predicate, derivation.object
    blank = np.fromiter((isinstance(term, BlankNode) for term in derivation.terms), bool, len(derivation.terms))
    typed = predicate == TYPE
    reflexive = (predicate == SAME) & (subject == obj)
    found = reflexive | (typed & ((obj == known("owl:Thing")) | blank[obj]))
    found[derivation.background] = False
    found[derivation.leaf_fact] = False
    return np.asarray(found, bool)
