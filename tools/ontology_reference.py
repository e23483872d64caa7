"""Writes docs/ontology-reference.md from the ontology: every term with its definition, axioms and alignments.

    python tools/ontology_reference.py            write the page
    python tools/ontology_reference.py --check    exit 1 when the page is not what the ontology says

Sections and order are those of ontology/standoff.ttl, which is why its text is read beside its triples.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "ontology" / "standoff.ttl"
ALIGNMENTS = ROOT / "ontology" / "alignments.ttl"
PAGE = ROOT / "docs" / "ontology-reference.md"
ST = "https://w3id.org/standoff/ontology#"
ONTOLOGY = URIRef(ST.removesuffix("#"))
WIKIDATA = "http://www.wikidata.org/entity/"

CHARACTERISTICS = {
    OWL.FunctionalProperty: "functional (two different values contradict each other)",
    OWL.InverseFunctionalProperty: "inverse functional",
    OWL.TransitiveProperty: "transitive",
    OWL.SymmetricProperty: "symmetric",
    OWL.AsymmetricProperty: "asymmetric",
    OWL.IrreflexiveProperty: "irreflexive",
    URIRef(ST + "IntervalProperty"): "interval property (two values whose days are disjoint contradict each other)",
}
KINDS = {
    OWL.Class: "class",
    OWL.ObjectProperty: "property",
    OWL.DatatypeProperty: "property with a literal value",
    OWL.NamedIndividual: "value",
}
MATCHES = {
    SKOS.exactMatch: "the same as",
    SKOS.closeMatch: "close to",
    SKOS.broadMatch: "narrower than",
    SKOS.narrowMatch: "wider than",
    SKOS.relatedMatch: "related to",
}


@dataclass
class Section:
    """A section of the ontology: its title, its introduction and the names of its terms, in order."""

    title: str
    introduction: str = ""
    names: list[str] = field(default_factory=list)


def sections(text: str) -> list[Section]:
    """The numbered sections of the Turtle file."""
    found: list[Section] = []
    introducing = False
    for line in text.splitlines():
        if title := re.match(r"# (\d+\. .+)", line):
            found.append(Section(title[1]))
            introducing = True
        elif introducing and line.startswith("# "):
            found[-1].introduction += line[1:]
        elif introducing and line.startswith("##"):
            introducing = False
        elif found and (term := re.match(r"st:(\w+)$", line)):
            found[-1].names.append(term[1])
    return found


def wikidata_labels(text: str) -> Iterator[tuple[str, str]]:
    """Each item or property of Wikidata in the alignments, with its label from the comment on its line."""
    for line in text.splitlines():
        items = re.findall(r"wd:([QP]\d+)", line)
        if items and "# " in line:
            yield from zip(items, line.split("# ", 1)[1].split(", ", len(items) - 1), strict=True)


class Reference:
    """The page: each method writes a part of it as lines of Markdown."""

    def __init__(self) -> None:
        self.own = Graph().parse(SOURCE)
        self.alignments = Graph().parse(ALIGNMENTS)
        self.comments = dict(wikidata_labels(ALIGNMENTS.read_text(encoding="utf-8")))

    def name(self, node: Node) -> str:
        """A term as a link within the page, or to Wikidata, or as a CURIE."""
        if isinstance(node, URIRef) and node.startswith(ST):
            local = node.removeprefix(ST)
            return f"[st:{local}](#{local})"
        if isinstance(node, URIRef) and node.startswith(WIKIDATA):
            item = node.removeprefix(WIKIDATA)
            label = f" ({self.comments[item]})" if item in self.comments else ""
            return f"[wd:{item}]({node}){label}"
        if isinstance(node, URIRef):
            return f"`{self.alignments.namespace_manager.normalizeUri(node).strip('<>')}`"
        return f"`{node}`"

    def names(self, nodes: Iterable[Node]) -> str:
        """Several terms, sorted, with commas."""
        return ", ".join(self.name(node) for node in sorted(nodes, key=str))

    def text(self, term: URIRef, predicate: URIRef) -> list[str]:
        """The texts of a term, sorted, with links for the terms that they name."""
        texts = sorted(str(value) for value in self.own.objects(term, predicate))
        return [re.sub(r"\bst:(\w+)", r"[st:\1](#\1)", text) for text in texts]

    def members(self, head: Node) -> list[Node]:
        """The members of an RDF list, in order."""
        return list(Collection(self.own, head))

    # -- axioms in words -----------------------------------------------------------------------------------------

    def restriction(self, node: Node) -> str:
        """A class expression in words, as what holds of a member."""
        on = self.own.value(node, OWL.onProperty)
        assert on is not None
        for predicate, words in (
            (OWL.hasValue, "has the value {1} for {0}"),
            (OWL.allValuesFrom, "has only values of {1} for {0}"),
            (OWL.someValuesFrom, "has a value for {0}"),
        ):
            value = self.own.value(node, predicate)
            if value is not None:
                return words.format(self.name(on), self.name(value))
        raise SystemExit(f"{SOURCE.name}: a restriction on {on} that this tool cannot put into words")

    def facts(self, term: URIRef) -> Iterator[tuple[str, str]]:
        """What the axioms say of a term: a heading and its text, each."""
        own = self.own
        above = list(own.objects(term, RDFS.subClassOf))
        if named := [node for node in above if isinstance(node, URIRef)]:
            yield "Kind of", self.names(named)
        for node in above:
            if isinstance(node, BNode):
                yield "Each one", self.restriction(node)
        for node in own.subjects(RDFS.subClassOf, term):
            if isinstance(node, BNode):
                yield "Concluded of", f"whatever {self.restriction(node)}"
        if below := [node for node in own.subjects(RDFS.subClassOf, term) if isinstance(node, URIRef)]:
            yield "Kinds", self.names(below)
        kinds = [kind for kind in own.objects(term, RDF.type) if str(kind).startswith(ST)]
        if kinds and (term, RDF.type, OWL.NamedIndividual) in own:
            yield "Value of", self.names(kinds)
        if values := list(own.subjects(RDF.type, term)):
            yield "Values", self.names(values)
        if traits := [words for kind, words in CHARACTERISTICS.items() if (term, RDF.type, kind) in own]:
            yield "Is", ", ".join(traits)
        for heading, predicate in (
            ("Part of the meaning of", RDFS.subPropertyOf),
            ("From", RDFS.domain),
            ("To", RDFS.range),
            ("Never together with", OWL.propertyDisjointWith),
        ):
            if found := list(own.objects(term, predicate)):
                yield heading, self.names(found)
        if parts := list(own.subjects(RDFS.subPropertyOf, term)):
            yield "Also holds where", f"{self.names(parts)} holds"
        if inverse := [*own.objects(term, OWL.inverseOf), *own.subjects(OWL.inverseOf, term)]:
            yield "The other way round", self.names(inverse)
        chains = [self.members(head) for head in own.objects(term, OWL.propertyChainAxiom)]
        for chain in sorted(chains, key=lambda parts: [str(part) for part in parts]):
            yield "Concluded along", " then ".join(self.name(part) for part in chain)
        for head in own.objects(term, OWL.hasKey):
            yield "Two are one when they share", ", ".join(self.name(part) for part in self.members(head))
        if others := self.disjoint(term):
            yield "Never also", self.names(others)
        if (term, RDF.type, OWL.Class) in own:
            if outgoing := list(own.subjects(RDFS.domain, term)):
                yield "Has", self.names(outgoing)
            if incoming := list(own.subjects(RDFS.range, term)):
                yield "Is the value of", self.names(incoming)
        yield from self.elsewhere(term)

    def disjoint(self, term: URIRef) -> list[Node]:
        """The classes that no member of a class can be in, as far as said of the class itself."""
        found = {*self.own.objects(term, OWL.disjointWith), *self.own.subjects(OWL.disjointWith, term)}
        for group in self.own.subjects(RDF.type, OWL.AllDisjointClasses):
            head = self.own.value(group, OWL.members)
            assert head is not None
            if term in (members := self.members(head)):
                found |= set(members) - {term}
        return list(found)

    def elsewhere(self, term: URIRef) -> Iterator[tuple[str, str]]:
        """How a term relates to the terms of others."""
        for predicate in (RDFS.subClassOf, RDFS.subPropertyOf):
            if found := list(self.alignments.objects(term, predicate)):
                yield "Special case of", self.names(found)
        matches = [
            f"{words} {self.names(found)}"
            for predicate, words in MATCHES.items()
            if (found := list(self.alignments.objects(term, predicate)))
        ]
        if matches:
            yield "Elsewhere", "; ".join(matches)

    # -- the page ------------------------------------------------------------------------------------------------

    def term(self, local: str) -> Iterator[str]:
        """One term."""
        term = URIRef(ST + local)
        kind = next(words for key, words in KINDS.items() if (term, RDF.type, key) in self.own)
        label = self.text(term, RDFS.label)[0]
        yield f'### <a id="{local}"></a>{label}'
        yield ""
        yield f"`st:{local}` · {kind}"
        yield ""
        yield self.text(term, SKOS.definition)[0]
        yield ""
        yield f"*For example:* {' '.join(self.text(term, SKOS.example))}"
        yield ""
        for note in self.text(term, SKOS.scopeNote):
            yield f"> {note}"
            yield ""
        rows = [f"- {heading}: {text}" for heading, text in self.facts(term)]
        if rows:
            yield from rows
            yield ""

    def header(self, parts: list[Section]) -> Iterator[str]:
        """The head of the page: what it is, its version, and the sections."""
        title, description = (self.own.value(ONTOLOGY, part) for part in (DCTERMS.title, DCTERMS.description))
        counts = {
            words: len([t for t in self.own.subjects(RDF.type, kind) if str(t).startswith(ST)])
            for kind, words in (
                (OWL.Class, "classes"),
                (OWL.ObjectProperty, "properties between things"),
                (OWL.DatatypeProperty, "properties with a literal value"),
                (OWL.NamedIndividual, "values"),
            )
        }
        yield "# The vocabulary, term by term"
        yield ""
        yield "<!-- Written by tools/ontology_reference.py from ontology/standoff.ttl: edit that, not this. -->"
        yield ""
        yield f"**{title}.** {description}"
        yield ""
        yield f"- Namespace: `{ST}`, prefix `st:`"
        yield f"- Version {self.own.value(ONTOLOGY, OWL.versionInfo)}, under CC BY 4.0"
        yield f"- {', '.join(f'{number} {words}' for words, number in counts.items())}; inside OWL 2 RL"
        yield "- What it is for and how to use it: [ontology.md](ontology.md)"
        yield ""
        yield "## Sections"
        yield ""
        for part in parts:
            yield f"- [{part.title}](#{anchor(part.title)})"
        yield "- [Index](#index)"
        yield ""

    def index(self) -> Iterator[str]:
        """All terms by label."""
        yield "## Index"
        yield ""
        terms = [term for term in self.own.subjects(RDFS.isDefinedBy, ONTOLOGY) if isinstance(term, URIRef)]
        entries = sorted((self.text(term, RDFS.label)[0], str(term.removeprefix(ST))) for term in terms)
        yield ", ".join(f"[{label}](#{local})" for label, local in entries)

    def page(self) -> str:
        """The whole page."""
        parts = sections(SOURCE.read_text(encoding="utf-8"))
        lines = list(self.header(parts))
        for part in parts:
            lines += [f"## {part.title}", ""]
            if part.introduction:
                lines += [part.introduction.strip(), ""]
            for local in part.names:
                lines += self.term(local)
        lines += self.index()
        return "\n".join(lines) + "\n"


def anchor(title: str) -> str:
    """The anchor that Markdown renderers give a heading."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def main(arguments: list[str]) -> int:
    """Write the page, or check it."""
    page = Reference().page()
    if arguments == ["--check"]:
        current = PAGE.exists() and PAGE.read_text(encoding="utf-8") == page
        if not current:
            print(f"{PAGE.relative_to(ROOT)} is not what the ontology says: run python tools/ontology_reference.py")
        return 0 if current else 1
    if arguments:
        print("usage: python tools/ontology_reference.py [--check]", file=sys.stderr)
        return 2
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
