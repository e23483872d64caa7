"""Writes a large knowledge base in the vocabulary of this repository, for measuring builds.

    python bench/build/generate.py DIR --articles 140

An article has 100 claims of about seven content quads each, with their metadata; speakers are the organs of a few
dozen states; one claim in a hundred answers a question that another answers otherwise.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BASE = "https://example.org/large/"
STATES, PLACES, CLAIMS = 40, 2000, 100

CONFIG = f"""format = 1
title = "A large knowledge base, made by bench/build/generate.py"
base = "{BASE}"

[prefixes]
k = "{BASE}"

[lenses.state-0]
according-to = "k:state-0"
"""

HEAD = f"""@prefix st: <https://w3id.org/standoff/ontology#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix k: <{BASE}> .

"""

KINDS = (
    ("Shelling", "Artillery"),
    ("DroneStrike", "Drone"),
    ("SmallArmsFire", "SmallArms"),
    ("MissileStrike", "Missile"),
    ("Raid", "UnspecifiedWeapon"),
)


def reference() -> Iterator[str]:
    """States with an army and a ministry each, sides that differ, and places within provinces within territories."""
    yield HEAD
    for n in range(STATES):
        yield (
            f'k:state-{n} a st:State ; rdfs:label "State {n}"@en .\n'
            f'k:army-{n} a st:ArmedForce ; rdfs:label "Army of State {n}"@en ; st:organOf k:state-{n} .\n'
            f'k:ministry-{n} a st:Ministry ; rdfs:label "Ministry of State {n}"@en ; st:organOf k:state-{n} .\n'
            f'k:side-{n} a st:Side ; rdfs:label "Side {n}"@en .\n'
            f'k:territory-{n} a st:StateTerritory ; rdfs:label "Territory of State {n}"@en ;\n'
            f"    st:territoryOf k:state-{n} .\n"
        )
        if n:
            differ = " , ".join(f"k:side-{m}" for m in range(n))
            yield f"k:side-{n} owl:differentFrom {differ} .\n"
        for m in range(5):
            yield f'k:province-{n}-{m} a st:Province ; rdfs:label "Province {n}-{m}"@en ; st:within k:territory-{n} .\n'
    for n in range(PLACES):
        state = n % STATES
        yield f'k:place-{n} a st:Town ; rdfs:label "Town {n}"@en ; st:within k:province-{state}-{n % 5} .\n'
    for n in range(STATES // 2):
        yield f'k:war-{n} a st:War ; rdfs:label "War {n}"@en .\n'


def article(number: int, random: random.Random) -> tuple[str, str]:
    """The description of an article and its claims."""
    name = f"article-{number}"
    digest = hashlib.sha256(name.encode()).hexdigest()
    day = f"20{10 + number // 336 % 10:02d}-{1 + number // 28 % 12:02d}-{1 + number % 28:02d}"
    about = (
        f'{HEAD}k:{name} a st:Article ; rdfs:label "Article {number}"@en ;\n'
        f'    dcterms:issued "{day}"^^xsd:date ; st:textDigest "sha256:{digest}" ; st:textLength 10000 .\n'
        f"<{BASE}{name}#narrator> a st:Narrator ; st:voiceOf k:{name} ;\n"
        f'    rdfs:label "the voice of article {number}"@en .\n'
    )
    claims = [HEAD]
    for at in range(CLAIMS):
        iri, target = f"k:{name}-{at}", f"{BASE}{name}-{at}"
        speaker = f"k:ministry-{random.randrange(STATES)}" if at % 4 else f"<{BASE}{name}#narrator>"
        claims.append(
            f"{iri} {{\n{content(number, at, day, random)}}}\n"
            f'{iri} a st:Claim ; dcterms:description "Claim {at} of article {number}."@en ;\n'
            f"    prov:wasAttributedTo {speaker} ; prov:wasQuotedFrom k:{name} ;\n"
            f"    st:speech st:IndirectSpeech ; st:polarity st:Affirmed ; st:modality st:Reported ;\n"
            f"    oa:hasTarget <{target}#target> .\n"
            f"<{target}#target> a oa:SpecificResource ; oa:hasSource k:{name} ; oa:hasSelector <{target}#position> .\n"
            f"<{target}#position> a oa:TextPositionSelector ; oa:start {at * 90} ; oa:end {at * 90 + 80} ;\n"
            f'    st:sliceDigest "sha256:{hashlib.sha256(target.encode()).hexdigest()}" .\n'
        )
    return about, "".join(claims)


def content(number: int, at: int, day: str, random: random.Random) -> str:
    """What a claim says: an attack, a toll, or who opened a fighting."""
    event, place, war = f"k:event-{number}-{at}", f"k:place-{random.randrange(PLACES)}", number % (STATES // 2)
    if at % 50 == 49:  # one claim in a hundred is in a contradiction: two answers to one question
        return (
            f"    k:outbreak-{number} a st:Outbreak ; st:outbreakOf k:war-{war} ;\n"
            f"        st:openedBy k:side-{2 * war + (at == 99)} .\n"
        )
    if at % 5 == 4:
        return (
            f"    k:report-{number}-{at} a st:CasualtyReport ; st:reportsOn k:event-{number}-{at - 1} ;\n"
            f"        st:sufferedBy k:army-{random.randrange(STATES)} ; st:outcome st:Killed ;\n"
            f'        st:exactCount {random.randrange(1, 90)} ; st:asOf "{day}"^^xsd:date .\n'
        )
    kind, weapon = KINDS[at % len(KINDS)]
    return (
        f"    {event} a st:{kind} ; st:perpetrator k:army-{random.randrange(STATES)} ;\n"
        f"        st:occursAt {place} ; st:directedAt {place} ; st:weapon st:{weapon} ;\n"
        f'        st:partOf k:war-{war} ; st:beganOn "{day}"^^xsd:date .\n'
    )


def write_article(folder: Path, number: int) -> Path:
    """Write one article into a knowledge base."""
    place = folder / "kb" / "articles" / f"article-{number}"
    place.mkdir(parents=True, exist_ok=True)
    about, claims = article(number, random.Random(number))
    (place / "article.ttl").write_text(about, encoding="utf-8")
    (place / "claims.trig").write_text(claims, encoding="utf-8")
    return place


def generate(folder: Path, articles: int) -> None:
    """Write a knowledge base of so many articles."""
    folder.mkdir(parents=True)
    (folder / "standoff.toml").write_text(CONFIG, encoding="utf-8")
    shutil.copytree(ROOT / "ontology", folder / "ontology")
    shutil.copytree(ROOT / "shapes", folder / "shapes")
    (folder / "kb" / "reference").mkdir(parents=True)
    (folder / "kb" / "reference" / "all.ttl").write_text("".join(reference()), encoding="utf-8")
    for number in range(articles):
        write_article(folder, number)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=140, help="1,430 are 1,000,000 content quads")
    options = parser.parse_args()
    generate(options.folder, options.articles)
