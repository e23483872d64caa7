"""A generator of claims about an armed conflict, as large as wanted, for measuring the reasoner.

About seven content triples a claim; a few thousand actors and places, and as many events as there is to tell of; places
in a transitive containment tree, property chains, inverse and symmetric properties, class definitions by
restriction. With `contested` above 0 that share of the claims is in contradictions (two answers to one question);
with 0 there is none, so that engines without contradictions can be compared.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

BASE = "https://example.org/conflict/"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
XSD = "http://www.w3.org/2001/XMLSchema#"

KINDS = ("Shelling", "DroneStrike", "SmallArmsFire", "MineLaying", "Airstrike", "Ambush", "Blockade", "Raid")

ONTOLOGY = """
@prefix : <https://example.org/conflict/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

:Agent a owl:Class . :Actor a owl:Class ; rdfs:subClassOf :Agent . :Organisation rdfs:subClassOf :Actor .
:State a owl:Class ; rdfs:subClassOf :Actor . :Organ rdfs:subClassOf :Organisation .
:ArmedActor rdfs:subClassOf :Actor . :ArmedForce a owl:Class ; rdfs:subClassOf :Organ , :ArmedActor .
:Person a owl:Class ; rdfs:subClassOf :Agent . :Side a owl:Class ; rdfs:subClassOf :Agent .
:Feature a owl:Class . :Place a owl:Class ; rdfs:subClassOf :Feature . :PopulatedPlace rdfs:subClassOf :Place .
:Settlement a owl:Class ; rdfs:subClassOf :PopulatedPlace .
:Territory rdfs:subClassOf :Place . :Region a owl:Class ; rdfs:subClassOf :Territory .
:Situation a owl:Class . :Event a owl:Class ; rdfs:subClassOf :Situation . :Act a owl:Class ; rdfs:subClassOf :Event .
:ArmedAct a owl:Class ; rdfs:subClassOf :HostileAct . :HostileAct rdfs:subClassOf :Act .
:Attack a owl:Class ; rdfs:subClassOf :ArmedAct . :RemoteAttack rdfs:subClassOf :Attack .
:AerialAttack rdfs:subClassOf :RemoteAttack . :CloseAttack rdfs:subClassOf :Attack .
:Conflict rdfs:subClassOf :Situation . :War a owl:Class ; rdfs:subClassOf :Conflict , :Event .
:Outbreak a owl:Class ; rdfs:subClassOf :Event . :Belligerent a owl:Class ; rdfs:subClassOf :Actor .
:Object a owl:Class . :Weapon a owl:Class ; rdfs:subClassOf :Object . :Account a owl:Class .
:Report a owl:Class ; rdfs:subClassOf :Account . :CasualtyReport rdfs:subClassOf :Report .
:Shelling rdfs:subClassOf :RemoteAttack . :DroneStrike rdfs:subClassOf :AerialAttack .
:Airstrike rdfs:subClassOf :AerialAttack . :SmallArmsFire rdfs:subClassOf :CloseAttack .
:Ambush rdfs:subClassOf :CloseAttack . :Raid rdfs:subClassOf :CloseAttack .
:MineLaying rdfs:subClassOf :ArmedAct . :Blockade rdfs:subClassOf :HostileAct .
:ArtilleryAct a owl:Class ; owl:equivalentClass
    [ a owl:Restriction ; owl:onProperty :usesWeapon ; owl:hasValue :weapon0 ] .
:ActAgainstSettlement a owl:Class ; owl:intersectionOf ( :Attack
    [ a owl:Restriction ; owl:onProperty :directedAt ; owl:someValuesFrom :Settlement ] ) .
:Attacker a owl:Class ; rdfs:subClassOf :ArmedActor .
[ a owl:Restriction ; owl:onProperty :perpetratorOf ; owl:someValuesFrom :Attack ] rdfs:subClassOf :Attacker .
:Target a owl:Class ; rdfs:subClassOf :Place .
[ a owl:Restriction ; owl:onProperty :targetOf ; owl:someValuesFrom :HostileAct ] rdfs:subClassOf :Target .
:Combatant a owl:Class ; owl:unionOf ( :Attacker :Belligerent ) .
:War rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :hasPart ; owl:allValuesFrom :WarEvent ] .

:relatedTo a owl:ObjectProperty . :about rdfs:subPropertyOf :relatedTo .
:involves a owl:ObjectProperty ; rdfs:subPropertyOf :relatedTo ; rdfs:domain :Event ; rdfs:range :Agent .
:involvedIn a owl:ObjectProperty ; owl:inverseOf :involves .
:participant rdfs:subPropertyOf :involves . :perpetrator a owl:ObjectProperty ; rdfs:subPropertyOf :participant ;
    rdfs:domain :Act ; owl:inverseOf :perpetratorOf .
:victim a owl:ObjectProperty ; rdfs:subPropertyOf :participant .
:occurredAt a owl:ObjectProperty ; rdfs:domain :Event ; rdfs:range :Place ; owl:inverseOf :siteOf .
:directedAt a owl:ObjectProperty ; rdfs:domain :Act ; rdfs:subPropertyOf :occurredAt ; owl:inverseOf :targetOf .
:within a owl:TransitiveProperty ; rdfs:domain :Place ; rdfs:range :Place ; owl:inverseOf :contains .
:occurredWithin owl:propertyChainAxiom ( :occurredAt :within ) ; rdfs:domain :Event ; rdfs:range :Place ;
    owl:inverseOf :sawEvent ; rdfs:subPropertyOf :relatedTo .
:partOf a owl:TransitiveProperty ; rdfs:domain :Event ; rdfs:range :Event ; owl:inverseOf :hasPart .
:subjectTo a owl:ObjectProperty ; rdfs:domain :Actor ; rdfs:range :State ; owl:inverseOf :commands .
:imputedTo owl:propertyChainAxiom ( :perpetrator :subjectTo ) ; rdfs:subPropertyOf :involves ; rdfs:range :State .
:belligerentIn owl:propertyChainAxiom ( :perpetratorOf :partOf ) ; rdfs:domain :Belligerent ; rdfs:range :War ;
    owl:inverseOf :belligerent .
:theatre owl:propertyChainAxiom ( :hasPart :occurredAt ) ; rdfs:range :Place .
:opposes a owl:SymmetricProperty ; rdfs:domain :Actor .
:usesWeapon a owl:ObjectProperty ; rdfs:subPropertyOf :relatedTo ; rdfs:range :Weapon ; owl:inverseOf :usedIn .
:reportOf a owl:ObjectProperty ; rdfs:subPropertyOf :about ; rdfs:domain :Report ; rdfs:range :Event .
:tells a owl:ObjectProperty ; owl:inverseOf :reportOf .
:onSide a owl:ObjectProperty ; rdfs:range :Side .
:openedBy a owl:FunctionalProperty ; rdfs:domain :Outbreak ; rdfs:range :Side .
:killed a owl:DatatypeProperty ; rdfs:domain :CasualtyReport ; rdfs:range xsd:nonNegativeInteger .
:date a owl:DatatypeProperty ; rdfs:domain :Situation ; rdfs:range xsd:date .
:State owl:disjointWith :Person .
[] a owl:AllDifferent ; owl:members ( :side0 :side1 :side2 ) .
"""


def claims(size: int, *, contested: float = 0.0, seed: int = 7) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """Claims of about seven triples each, `size` triples in all, as N-Triples terms; the first name every entity."""
    rnd = random.Random(seed)
    places, actors, wars = 1500, 600, 40
    told = number = 0
    questions = max(4, size // 2000)

    def iri(name: str) -> str:
        return f"<{BASE}{name}>"

    def property_of(name: str) -> str:
        return iri(name) if name != "a" else f"<{TYPE}>"

    while told < size:
        said: list[tuple[str, str, str]] = []

        def say(subject: str, name: str, value: str, said: list[tuple[str, str, str]] = said) -> None:
            said.append((iri(subject), property_of(name), value if value.startswith('"') else iri(value)))

        if number < places // 6:
            for place in range(6 * number + 1, 6 * number + 7):
                say(f"place{place}", "within", f"place{(place - 1) // 6}")
                say(f"place{place}", "a", "Settlement" if place > places // 6 else "Region")
        elif number < places // 6 + actors // 3:
            for actor in range(3 * (number - places // 6), 3 * (number - places // 6) + 3):
                say(f"actor{actor}", "a", "State" if actor < 20 else "ArmedForce")
                say(f"actor{actor}", "subjectTo", f"actor{actor % 20}")
        elif rnd.random() < contested:
            question = f"outbreak{rnd.randrange(questions)}"
            say(question, "a", "Outbreak")
            say(question, "openedBy", f"side{rnd.randrange(2)}")
        else:
            event = f"event{rnd.randrange(1 + size // 22)}"
            actor = rnd.randrange(20, actors)
            say(event, "a", rnd.choice(KINDS))
            say(event, "perpetrator", f"actor{actor}")
            say(event, "directedAt", f"place{rnd.randrange(1, places)}")
            say(event, "partOf", f"war{hash_of(event) % wars}")
            say(event, "usesWeapon", f"weapon{rnd.randrange(12)}")
            report = f"report{number}"
            say(report, "reportOf", event)
            if rnd.random() < 0.5:
                say(report, "killed", f'"{rnd.randrange(300)}"^^<{XSD}nonNegativeInteger>')
            if rnd.random() < 0.5:
                day = f"20{rnd.randrange(15, 24)}-{rnd.randrange(1, 13):02}-{rnd.randrange(1, 29):02}"
                say(event, "date", f'"{day}"^^<{XSD}date>')
            if rnd.random() < 0.1:
                say(f"actor{actor}", "opposes", f"actor{rnd.randrange(20, actors)}")
        told += len(said)
        yield iri(f"claim{number}"), said
        number += 1


def hash_of(name: str) -> int:
    """A number for a name, the same in every process."""
    return sum(ord(letter) * (at + 1) for at, letter in enumerate(name))


def write(folder: Path, size: int, *, contested: float = 0.0, metadata: bool = False, seed: int = 7) -> Path:
    """Write `ontology.ttl` and `claims-SIZE.nq` into a folder; gives the path of the claims."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ontology.ttl").write_text(ONTOLOGY, encoding="utf-8")
    path = folder / f"claims-{size}{'-contested' if contested else ''}.nq"
    with path.open("w", encoding="utf-8") as stream:
        for name, said in claims(size, contested=contested, seed=seed):
            stream.writelines(f"{s} {p} {o} {name} .\n" for s, p, o in said)
            if metadata:
                stream.write(f"{name} <{TYPE}> <https://w3id.org/standoff/ontology#Claim> .\n")
                speaker = f"<{BASE}actor{hash_of(name) % 600}>"
                stream.write(f"{name} <http://www.w3.org/ns/prov#wasAttributedTo> {speaker} .\n")
    return path


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("size", type=int)
    parser.add_argument("--contested", type=float, default=0.0, metavar="SHARE")
    parser.add_argument("--metadata", action="store_true")
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args()
    print(write(chosen.folder, chosen.size, contested=chosen.contested, metadata=chosen.metadata, seed=chosen.seed))
