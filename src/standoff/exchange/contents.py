"""What a knowledge base has to give: its parts as streams of quads, and the choice of those that go out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from standoff.errors import UsageError
from standoff.rdf.blank_nodes import has_blank_node
from standoff.rdf.prefixes import Prefixes
from standoff.rdf.terms import (
    DCTERMS,
    OWL,
    PROV,
    RDF,
    RDFS,
    ST,
    XSD,
    DefaultGraph,
    NamedNode,
    Quad,
)

__all__ = ["PROVENANCE", "Choice", "Parts", "chosen"]

PROVENANCE: Final = ("none", "claims", "full")

_BRIEF: Final = frozenset(
    {
        RDF["type"],
        PROV["wasAttributedTo"],
        PROV["wasQuotedFrom"],
        ST["relayedBy"],
        ST["speech"],
        ST["polarity"],
        ST["modality"],
        DCTERMS["description"],
        DCTERMS["issued"],
    }
)

Stream = Callable[[], Iterable[Quad]]


@dataclass(frozen=True)
class Parts:
    """A knowledge base through a lens, part by part; each function starts its stream anew."""

    base: str
    title: str
    prefixes: Prefixes
    facts: Stream
    """What holds through the lens, inferred facts included, ontology and all; in the default graph."""
    inferred: Stream
    """The inferred ones among them."""
    ontology: Stream
    """Ontology and alignments, as their files have them."""
    reference: Stream
    """The reference, as its files have it."""
    content: Stream
    """What the chosen claims say, each in its graph, as its file has it."""
    provenance: Stream
    """What is known about the chosen claims and the articles, as their files have it."""
    links: Stream
    """The link judgements, and what they state."""
    lens: str = ""


@dataclass(frozen=True)
class Choice:
    """What goes into an export."""

    asserted: bool = False
    inferred: bool = False
    provenance: str = "full"
    with_links: bool = False
    with_ontology: bool = False

    def __post_init__(self) -> None:
        """Refuse what makes no sense together."""
        if self.asserted and self.inferred:
            raise UsageError("--asserted and --inferred exclude each other", hint="leave out both for all facts")
        if self.provenance not in PROVENANCE:
            raise UsageError(f"no provenance is called {self.provenance!r}", hint="none, claims or full")


def chosen(parts: Parts, choice: Choice, *, graphs: bool) -> Iterator[Quad]:
    """The quads of an export; with `graphs`, what claims say stands in their graphs besides."""
    if choice.asserted:
        yield from _flat(parts.reference())
        yield from parts.content() if graphs else _flat(parts.content())
        if choice.with_ontology:
            yield from _flat(parts.ontology())
    else:
        yield from _facts(parts, choice)
        if graphs and choice.provenance != "none" and not choice.inferred:
            yield from parts.content()
    if choice.provenance == "full":
        yield from _flat(parts.provenance())
    elif choice.provenance == "claims":
        yield from _brief(parts.provenance())
    if choice.with_links:
        yield from _flat(parts.links())


def _facts(parts: Parts, choice: Choice) -> Iterator[Quad]:
    facts = parts.inferred() if choice.inferred else parts.facts()
    if choice.with_ontology:
        yield from facts
        return
    schema = {quad.subject for quad in parts.ontology()}
    for quad in facts:
        if not has_blank_node(quad) and quad.subject not in schema and not _is_schema(quad):
            yield quad


_SCHEMA_SPACES: Final = tuple(map(str, (OWL, RDF, RDFS, XSD)))
_SCHEMA_PREDICATES: Final = frozenset(
    {
        *(RDFS[name] for name in ("subClassOf", "subPropertyOf", "domain", "range")),
        *(OWL[name] for name in ("equivalentClass", "equivalentProperty", "inverseOf", "disjointWith")),
    }
)
_SCHEMA_KINDS: Final = frozenset(
    {
        *(RDFS[name] for name in ("Class", "Datatype")),
        *(OWL[name] for name in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")),
        RDF["Property"],
    }
)


def _is_schema(quad: Quad) -> bool:
    """Whether a fact is about classes and properties, such as those of vocabularies that the ontology builds on."""
    if quad.predicate in _SCHEMA_PREDICATES or (quad.predicate == RDF["type"] and quad.object in _SCHEMA_KINDS):
        return True
    return isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(_SCHEMA_SPACES)


def _flat(quads: Iterable[Quad]) -> Iterator[Quad]:
    return (Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in quads)


def _brief(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Of what is known about claims: who says it, who passed it on, where, and how."""
    known = list(_flat(quads))
    claims = {quad.subject for quad in known if quad.predicate == RDF["type"] and quad.object == ST["Claim"]}
    for quad in known:
        if (quad.subject in claims and quad.predicate in _BRIEF) or (
            quad.predicate == ST["voiceOf"] and isinstance(quad.subject, NamedNode)
        ):
            yield quad
