"""The files under kb/links: read as judgements, written as a whole or not at all, always in the same order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from standoff.atomic import replacing
from standoff.links.judgements import GEONAMES, MAPPINGS, WIKIDATA, Judgement, read_judgements
from standoff.rdf.parsing import parse_file
from standoff.rdf.prefixes import Prefixes
from standoff.rdf.serialising import serialise
from standoff.rdf.terms import DCTERMS, PROV, RDF, RDFS, VOID, XSD, Literal, NamedNode, Quad

__all__ = ["Linkset", "file_for", "linkset_file"]

FILES: Final = {WIKIDATA: "wikidata.ttl", GEONAMES: "geonames.ttl"}
_TITLES: Final = {WIKIDATA: "Wikidata", GEONAMES: "GeoNames"}
_HEADER: Final = {
    WIKIDATA: "# Judgements on which items of Wikidata our entities are. Written by standoff link; every one can be\n"
    "# undone with standoff link undo. Wikidata is CC0.\n",
    GEONAMES: "# Judgements on which features of GeoNames our places are. GeoNames (geonames.org) is CC BY 4.0.\n",
}


def file_for(item: NamedNode) -> str | None:
    """The name of the file that judgements on an item stand in; None for a data set that is not linked to."""
    return next((name for space, name in FILES.items() if item.value.startswith(space)), None)


def linkset_file(root: Path, item: NamedNode) -> Path:
    """The path of the file that a knowledge base at `root` keeps judgements on an item in."""
    return root / "kb" / "links" / (file_for(item) or FILES[WIKIDATA])


@dataclass
class Linkset:
    """The judgements on the items of one data set, kept in one file."""

    path: Path
    base: str
    judgements: dict[NamedNode, Judgement] = field(default_factory=dict)
    agents: dict[NamedNode, tuple[NamedNode, str]] = field(default_factory=dict)
    """The judges: each with its class (prov:Agent or prov:SoftwareAgent) and its label."""

    @classmethod
    def read(cls, path: Path, base: str) -> Linkset:
        """The judgements of a file; none when it is not there yet.

        Raises:
            InputError: it cannot be read as Turtle.
        """
        found = cls(path, base)
        if not path.exists():
            return found
        quads = list(parse_file(path))
        found.judgements = {judgement.iri: judgement for judgement in read_judgements(quads)}
        labels = {
            quad.subject: quad.object.value
            for quad in quads
            if quad.predicate == RDFS["label"] and isinstance(quad.object, Literal)
        }
        for quad in quads:
            if quad.predicate != RDF["type"] or quad.object not in (PROV["Agent"], PROV["SoftwareAgent"]):
                continue
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                found.agents[quad.subject] = (quad.object, labels.get(quad.subject, ""))
        return found

    def put(self, judgement: Judgement, agent: tuple[NamedNode, str] | None = None) -> None:
        """Record a judgement, in place of an earlier one on the same pair."""
        self.judgements[judgement.iri] = judgement
        if agent is not None:
            self.agents[judgement.judge] = agent

    def remove(self, iri: NamedNode) -> Judgement | None:
        """Take a judgement away, and its judge when nothing else is by them."""
        gone = self.judgements.pop(iri, None)
        judges = {judgement.judge for judgement in self.judgements.values()}
        self.agents = {judge: known for judge, known in self.agents.items() if judge in judges}
        return gone

    def quads(self) -> Iterator[Quad]:
        """Everything the file holds."""
        for judgement in self.judgements.values():
            yield from judgement.quads()
        judges = {judgement.judge for judgement in self.judgements.values()}
        for judge, (kind, label) in self.agents.items():
            if judge in judges:
                yield Quad(judge, RDF["type"], kind)
                yield Quad(judge, RDFS["label"], Literal(label, language="en"))
        yield from self._description()

    def _description(self) -> Iterator[Quad]:
        """The linkset in VoID: one for each property that joins, with how many it joins."""
        space = next((space for space, name in FILES.items() if name == self.path.name), WIKIDATA)
        counts = Counter(j.mapping for j in self.judgements.values() if j.mapping is not None)
        name = _TITLES[space]
        ours = NamedNode(f"{self.base}dataset")
        theirs = NamedNode(f"{self.base}links/{name.lower()}#target")
        if not self.judgements:
            return
        yield Quad(theirs, RDF["type"], VOID["Dataset"])
        yield Quad(theirs, DCTERMS["title"], Literal(name, language="en"))
        yield Quad(theirs, VOID["uriSpace"], Literal(space))
        for mapping in MAPPINGS:
            if not counts[mapping]:
                continue
            local = mapping.value.rpartition("#")[2]
            node = NamedNode(f"{self.base}links/{name.lower()}#{local}")
            yield Quad(node, RDF["type"], VOID["Linkset"])
            title = f"Links to {name} by {local}"
            yield Quad(node, DCTERMS["title"], Literal(title, language="en"))
            yield Quad(node, VOID["subjectsTarget"], ours)
            yield Quad(node, VOID["objectsTarget"], theirs)
            yield Quad(node, VOID["linkPredicate"], mapping)
            yield Quad(node, VOID["triples"], Literal(str(counts[mapping]), datatype=XSD["integer"]))

    def text(self, prefixes: Prefixes) -> str:
        """The file's text: the same judgements give the same bytes."""
        space = next((space for space, name in FILES.items() if name == self.path.name), WIKIDATA)
        return _HEADER[space] + "\n" + "".join(serialise(self.quads(), "turtle", prefixes))

    def write(self, prefixes: Prefixes) -> None:
        """Write the file as a whole, or not at all.

        Raises:
            InputError: the folder cannot be written to.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        text = self.text(prefixes)
        with replacing(self.path) as out:
            out.write(text)


def same(judgements: Iterable[Judgement]) -> dict[NamedNode, set[NamedNode]]:
    """Which items each entity is judged the same as."""
    found: dict[NamedNode, set[NamedNode]] = {}
    for judgement in judgements:
        if judgement.verdict == "Same":
            found.setdefault(judgement.entity, set()).add(judgement.item)
    return found
