"""How long validation takes: plain pySHACL, standoff with pySHACL, standoff with the accelerator; results compared.

    python bench/validation/compare.py [QUADS] [--skip-plain] [--skip-pyshacl]

The knowledge base is generated: events described by several claims, casualty reports, agreements, and one claim in a
hundred with a fault. "Plain pySHACL" validates the union of everything once with the same shapes, as one would
without this program: it cannot say which claim is at fault, and claims hide each other's faults from it.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from pathlib import Path

from standoff.sources import Sources
from standoff.validation import ValidationReport, validate
from standoff.validation.claimwise import Claimwise, ntriples
from standoff.validation.dataset import Dataset
from standoff.validation.engines import engine_named
from standoff.validation.shapes import Shapes

PREFIXES = """
@prefix : <https://example.org/> .
@prefix st: <https://w3id.org/standoff/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
LENGTH = 1_000_000
QUADS_PER_CLAIM = 21


def generate(folder: Path, quads: int, seed: int = 1) -> None:
    """Write a knowledge base of about so many quads."""
    chance = random.Random(seed)
    claims = quads // QUADS_PER_CLAIM
    events, places, actors = max(claims // 4, 2), max(claims // 20, 2), max(claims // 50, 3)
    reference = [PREFIXES]
    for i in range(actors):
        reference.append(f':actor{i} a st:State ; rdfs:label "Actor {i}"@en .\n')
    for i in range(places):
        district = i // 3 + places
        reference.append(f':place{i} a st:Village ; rdfs:label "Place {i}"@en ; st:within :place{district} .\n')
        reference.append(f':place{i + places} a st:District ; rdfs:label "District {i}"@en .\n')
    for i in range(events // 20 + 1):
        reference.append(f':war{i} a st:War ; rdfs:label "War {i}"@en .\n')
    article = f':article a st:Article ; st:textLength {LENGTH} ; st:textDigest "sha256:{"0" * 64}" .\n'
    lines = [PREFIXES]
    for i in range(claims):
        lines.append(f":c{i} {{ {_content(i, events, places, actors, chance)} }}\n")
        lines.append(_record(i, actors, chance))
    for name, text in (
        ("standoff.toml", 'title = "generated"\n'),
        ("kb/reference/all.ttl", "".join(reference)),
        ("kb/articles/one/article.ttl", PREFIXES + article),
        ("kb/articles/one/claims.trig", "".join(lines)),
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _content(i: int, events: int, places: int, actors: int, chance: random.Random) -> str:
    event, war = chance.randrange(events), 0
    war = event % (events // 20 + 1)
    faulty = chance.random() < 0.01
    kind = chance.random()
    if kind < 0.7:
        year = 2018 if chance.random() < 0.005 else 2022
        return (
            f":e{event} a st:Shelling ; st:partOf :war{war} ; st:perpetrator :actor{chance.randrange(actors)} ;"
            f" st:directedAt :place{chance.randrange(places)} , :place{chance.randrange(places)} ;"
            f' st:occurredOn "{year}-0{1 + event % 9}-1{event % 9}"^^xsd:{"gYear" if faulty else "date"} .'
        )
    if kind < 0.9:
        side = "" if faulty else f"st:sufferedBy :actor{chance.randrange(actors)} ;"
        return (
            f":r{i} a st:CasualtyReport ; st:reportsOn :e{event} ; {side} st:outcome st:Killed ;"
            f" st:minimumCount {chance.randrange(9)} ; st:maximumCount {chance.randrange(9, 99)} ."
        )
    if kind < 0.95:
        return f':war{war} st:beganOn "2019-01-01"^^xsd:date ; st:belligerent :actor{event % actors} .'
    ended = 2019 if faulty else 2023
    return (
        f":t{i} a st:Ceasefire ; st:ends :war{war} ; st:brokeredBy :actor{chance.randrange(actors)} ;"
        f' st:beganOn "2022-11-10"^^xsd:date ; st:endedOn "{ended}-01-01"^^xsd:date .'
    )


def _record(i: int, actors: int, chance: random.Random) -> str:
    start = chance.randrange(LENGTH - 200)
    end = start + chance.randrange(20, 200) if chance.random() > 0.005 else start - 5
    return (
        f':c{i} a st:Claim ; dcterms:description "Claim {i}."@en ; prov:wasQuotedFrom :article ;\n'
        f" prov:wasAttributedTo :actor{chance.randrange(actors)} ; st:speech st:IndirectSpeech ;\n"
        f" st:polarity st:Affirmed ; st:modality st:Reported ; oa:hasTarget :t{i}t .\n"
        f":t{i}t a oa:SpecificResource ; oa:hasSource :article ; oa:hasSelector :t{i}p .\n"
        f':t{i}p a oa:TextPositionSelector ; oa:start {start} ; oa:end {end} ; st:sliceDigest "sha256:{"0" * 64}" .\n'
    )


class Clock:
    """Seconds gone by, and seconds of processor time in all threads: the latter bear other work on the machine."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def read(self) -> tuple[float, float]:
        return time.perf_counter() - self._wall, time.process_time() - self._cpu


def row(name: str, taken: tuple[float, float], fast: tuple[float, float], note: str) -> str:
    """A line of the table: times, and how many times the accelerator's."""
    wall, cpu = taken
    return f"{name:24}{wall:9.2f} s{cpu:9.2f} s processor   {wall / fast[0]:6.1f} / {cpu / fast[1]:6.1f} times   {note}"


def plain(sources: Sources) -> tuple[tuple[float, float], int]:
    """The union of everything through pySHACL as it comes: seconds, and results."""
    import pyshacl
    import rdflib

    data, shapes = Dataset(sources), Shapes(sources.quads("shapes"))
    text = shapes.text(Claimwise(data, shapes, engine_named("pyshacl")).roots)
    quads = [*data.vocabulary, *data.background, *(q for own in data.content.values() for q in own)]
    union = ntriples(quads)
    clock = Clock()
    graph = rdflib.Graph().parse(data=union, format="nt")
    _, report, _ = pyshacl.validate(graph, shacl_graph=rdflib.Graph().parse(data=text, format="nt"))
    taken = clock.read()
    return taken, sum(1 for _ in report.subjects(rdflib.RDF.type, rdflib.SH.ValidationResult))


def timed(folder: Path, engine: str) -> tuple[tuple[float, float], ValidationReport]:
    """A whole validation, parsing included."""
    clock = Clock()
    report = validate(Sources.open(folder), engine=engine)
    return clock.read(), report


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("quads", nargs="?", type=int, default=10_000)
    parser.add_argument("--skip-plain", action="store_true", help="do not run plain pySHACL")
    parser.add_argument("--skip-pyshacl", action="store_true", help="do not run standoff with pySHACL")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generate(folder, wanted.quads)
        fast, accelerated = timed(folder, "shacl")
        print(f"quads {accelerated.counts['quads']:,}, claims {accelerated.counts['claims']:,}: {accelerated}")
        print(row("standoff, accelerator", fast, fast, ""))
        if not wanted.skip_pyshacl:
            slow, reference = timed(folder, "pyshacl")
            same = "same results" if reference.findings == accelerated.findings else "RESULTS DIFFER"
            print(row("standoff, pySHACL", slow, fast, same))
        if not wanted.skip_plain:
            taken, results = plain(Sources.open(folder))
            print(row("pySHACL on the union", taken, fast, f"{results:,} results"))


if __name__ == "__main__":
    main()
