"""What a dataset says of itself: VoID (https://www.w3.org/TR/void/) and DCAT 3, linksets included.

Counts are of what was written, and nothing depends on the clock, so the same export has the same description.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from standoff.rdf.terms import DCAT, DCTERMS, OWL, PROV, RDF, SKOS, ST, VOID, XSD, Literal, NamedNode, Namespace, Quad
from standoff.rdf.turtle import Record

__all__ = ["Counts", "Distribution", "describe_dataset", "linksets"]

MEDIA_TYPES: Final = {
    "turtle": "text/turtle",
    "trig": "application/trig",
    "ntriples": "application/n-triples",
    "nquads": "application/n-quads",
    "jsonld": "application/ld+json",
    "rdfxml": "application/rdf+xml",
    "sssom": "text/tab-separated-values",
}
_IANA: Final = "https://www.iana.org/assignments/media-types/"
_SPDX: Final = Namespace("http://spdx.org/rdf/terms#")
_TYPE: Final = RDF["type"].value
_LINKING: Final = (OWL["sameAs"], SKOS["exactMatch"], SKOS["closeMatch"])


@dataclass
class Counts:
    """How much was written: triples, subjects, and by class and property."""

    triples: int = 0
    subjects: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    properties: Counter[str] = field(default_factory=Counter)
    _last: tuple[str, str] = ("", "")

    def observe(self, record: Record) -> None:
        """Count one quad; they come grouped by subject."""
        _, graph, subject, predicate, value = record
        self.triples += 1
        self.properties[predicate] += 1
        if (graph, subject) != self._last:
            self.subjects += 1
            self._last = (graph, subject)
        if predicate == _TYPE and value.startswith("<"):
            self.classes[value[1:-1]] += 1


@dataclass(frozen=True)
class Distribution:
    """The file that an export wrote."""

    name: str
    format: str
    size: int
    digest: str

    @classmethod
    def of(cls, path: Path, format: str) -> Distribution:
        """The distribution that a file is."""
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return cls(path.name, format, path.stat().st_size, digest)


def linksets(links: Iterable[Quad]) -> dict[tuple[str, NamedNode], int]:
    """How many accepted links there are, by the space of the other dataset and the property that links."""
    found: Counter[tuple[str, NamedNode]] = Counter()
    for quad in links:
        if quad.predicate in _LINKING and isinstance(quad.object, NamedNode):
            parts = urlsplit(quad.object.value)
            space = f"{parts.scheme}://{parts.netloc}/" + ("entity/" if parts.netloc.endswith("wikidata.org") else "")
            found[space, quad.predicate] += 1
    return dict(sorted(found.items(), key=lambda item: (item[0][0], item[0][1].value)))


def describe_dataset(
    base: str,
    title: str,
    counts: Counts,
    *,
    links: Iterable[Quad] = (),
    namespaces: Iterable[str] = (),
    distribution: Distribution | None = None,
    lens: str = "",
) -> Iterator[Quad]:
    """The description of a dataset, as quads of the default graph without blank nodes."""
    dataset = NamedNode(f"{base}dataset")

    def say(subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> Quad:
        return Quad(subject, predicate, value)

    def number(value: int) -> Literal:
        return Literal(str(value), datatype=XSD["integer"])

    yield say(dataset, RDF["type"], VOID["Dataset"])
    yield say(dataset, RDF["type"], DCAT["Dataset"])
    yield say(dataset, DCTERMS["title"], Literal(title or "A Standoff knowledge base", language="en"))
    if lens:
        yield say(dataset, DCTERMS["description"], Literal(f"Through the lens: {lens}", language="en"))
    yield say(dataset, VOID["uriSpace"], Literal(base))
    yield say(dataset, VOID["triples"], number(counts.triples))
    yield say(dataset, VOID["distinctSubjects"], number(counts.subjects))
    yield say(dataset, VOID["classes"], number(len(counts.classes)))
    yield say(dataset, VOID["properties"], number(len(counts.properties)))
    for space in sorted(set(namespaces) | {str(ST), str(PROV)}):
        yield say(dataset, VOID["vocabulary"], NamedNode(space))
    for kind, partitions, key in (
        ("class", counts.classes, VOID["entities"]),
        ("property", counts.properties, VOID["triples"]),
    ):
        for name, count in sorted(partitions.items()):
            part = NamedNode(f"{dataset.value}#{kind}-{hashlib.sha256(name.encode()).hexdigest()[:12]}")
            yield say(dataset, VOID[f"{kind}Partition"], part)
            yield say(part, VOID[kind], NamedNode(name))
            yield say(part, key, number(count))
    for place, ((space, predicate), count) in enumerate(linksets(links).items(), start=1):
        linkset = NamedNode(f"{dataset.value}#linkset-{place}")
        other = NamedNode(f"{dataset.value}#target-{hashlib.sha256(space.encode()).hexdigest()[:12]}")
        yield say(dataset, VOID["subset"], linkset)
        yield say(linkset, RDF["type"], VOID["Linkset"])
        yield say(linkset, VOID["subjectsTarget"], dataset)
        yield say(linkset, VOID["objectsTarget"], other)
        yield say(linkset, VOID["linkPredicate"], predicate)
        yield say(linkset, VOID["triples"], number(count))
        yield say(other, RDF["type"], VOID["Dataset"])
        yield say(other, VOID["uriSpace"], Literal(space))
    if distribution is not None:
        yield from _distribution(dataset, distribution)


def _distribution(dataset: NamedNode, found: Distribution) -> Iterator[Quad]:
    node = NamedNode(f"{dataset.value}#distribution")
    checksum = NamedNode(f"{dataset.value}#checksum")
    yield Quad(dataset, DCAT["distribution"], node)
    yield Quad(node, RDF["type"], DCAT["Distribution"])
    yield Quad(node, DCTERMS["title"], Literal(found.name))
    yield Quad(node, DCAT["mediaType"], NamedNode(_IANA + MEDIA_TYPES[found.format]))
    yield Quad(node, DCAT["byteSize"], Literal(str(found.size), datatype=XSD["nonNegativeInteger"]))
    yield Quad(node, _SPDX["checksum"], checksum)
    yield Quad(checksum, RDF["type"], _SPDX["Checksum"])
    yield Quad(checksum, _SPDX["algorithm"], _SPDX["checksumAlgorithm_sha256"])
    yield Quad(checksum, _SPDX["checksumValue"], Literal(found.digest, datatype=XSD["hexBinary"]))
