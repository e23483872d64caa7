"""A small world to try the ontology on: two states, their organs and persons, places, and claims about them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from standoff.rdf.terms import OWL, RDF, ST
from standoff.reasoning import Derivation, derive

ROOT = Path(__file__).resolve().parents[2]
HERE = "https://example.org/"
PREFIXES = f"""
@prefix : <{HERE}> .
@prefix st: <{ST}> .
@prefix owl: <{OWL}> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

BACKGROUND = """
:northland a st:State . :southland a st:State . :empire a st:State . :island a st:State .
:northern-army a st:ArmedForce ; st:organOf :northern-ministry .
:northern-ministry a st:Ministry ; st:organOf :northern-government .
:northern-government a st:Government ; st:organOf :northland .
:southern-army a st:ArmedForce ; st:organOf :southland .
:enclave a st:DeFactoAuthority ; st:affiliatedWith :northland .
:enclave-army a st:ArmedForce ; st:organOf :enclave .
:militia a st:ArmedGroup ; st:affiliatedWith :southland .
:agency a st:NewsAgency .
:bloc a st:SecurityBloc ; st:constitutedBy :collective-treaty .
:collective-treaty a st:MutualDefenceAgreement .
:northland st:memberOf :bloc . :empire st:memberOf :bloc .

:presidency a st:Office ; st:officeOf :southland .
:leader a st:Person . :former-leader a st:Person . :citizen a st:Person .
:second-term a st:Tenure ; st:holder :leader ; st:ofOffice :presidency ; st:beganOn "2019-01-01"^^xsd:date .
:first-term a st:Tenure ; st:holder :former-leader ; st:ofOffice :presidency ; st:endedOn "2018-12-31"^^xsd:date .

:north a st:Side . :south a st:Side .
:north st:facing :south .
:northland st:onSide :north . :southland st:onSide :south .

:village a st:Village ; st:within :district ; st:near :border .
:district a st:District ; st:within :province .
:province a st:Province ; st:within :northern-land .
:northern-land a st:StateTerritory ; st:territoryOf :northland .
:border a st:Border ; st:borderBetween :northland , :southland .
:capital a st:City ; st:capitalOf :northland .

:war a st:War . :long-conflict a st:Conflict . :night a st:Clash .
:truce a st:Ceasefire . :pact a st:CooperationAgreement . :future-treaty a st:ProposedAgreement .
:outbreak a st:Outbreak .
:control a st:ControlSituation ; st:situationOf :district .

[] a owl:AllDifferent ; owl:members (
    :northland :southland :empire :island :northern-army :northern-ministry :northern-government :southern-army
    :enclave :enclave-army :militia :agency :bloc :leader :former-leader :citizen ) .
[] a owl:AllDifferent ; owl:members ( :north :south ) .
"""


def _triples(text: str) -> list[Triple]:
    return [quad.triple for quad in parse(input=PREFIXES + text, format=RdfFormat.TURTLE)]


@cache
def _ontology() -> tuple[Triple, ...]:
    return tuple(
        quad.triple
        for name in ("standoff", "alignments")
        for quad in parse(path=ROOT / "ontology" / f"{name}.ttl", format=RdfFormat.TURTLE)
    )


class World:
    """What follows from the small world and some claims, each given in Turtle."""

    def __init__(self, *claims: str) -> None:
        told = [
            (NamedNode(f"{HERE}claim-{number}"), triple)
            for number, text in enumerate(claims or (":something rdfs:label 'unrelated' .",))
            for triple in _triples(text)
        ]
        self.derivation: Derivation = derive((*_ontology(), *_triples(BACKGROUND)), told)

    def holds(self, text: str) -> bool:
        """Whether each triple of a Turtle text is a fact."""
        return all(
            self.derivation.fact(triple.subject, triple.predicate, triple.object) is not None
            for triple in _triples(text)
        )

    def values(self, subject: str, name: str) -> set[str]:
        """The values of one of our properties, by their local names."""
        table = self.derivation
        return {
            str(obj.value).removeprefix(HERE)
            for one, predicate, obj in map(table.spo, range(len(table)))
            if one == NamedNode(HERE + subject) and predicate == ST[name] and isinstance(obj, NamedNode)
        }

    def members(self, name: str) -> set[str]:
        """The members of one of our classes, by their local names."""
        table = self.derivation
        return {
            one.value.removeprefix(HERE)
            for one, predicate, obj in map(table.spo, range(len(table)))
            if predicate == RDF["type"] and obj == ST[name] and isinstance(one, NamedNode)
        }

    def identities(self) -> set[tuple[str, str]]:
        """The pairs of individuals that are concluded to be one."""
        table = self.derivation
        return {
            (one.value.removeprefix(HERE), other.value.removeprefix(HERE))
            for one, predicate, other in map(table.spo, range(len(table)))
            if predicate == OWL["sameAs"]
            and one != other
            and isinstance(one, NamedNode)
            and isinstance(other, NamedNode)
        }

    def contradictions(self) -> list[str]:
        """The names of the rules that found a contradiction, one for each time."""
        table = self.derivation
        return sorted(table.rule(int(firing)).name for firing in table.false_firings)
