"""OWL 2 RL's grammar as a checker: every triple of an ontology must be part of an axiom that the profile allows.

Written from section 4.2 of OWL 2 Profiles and the RDF mapping of OWL 2, with the restrictions on simple properties
and on the hierarchy of properties of the structural specification (section 11), which OWL 2 RL inherits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rdflib import OWL, RDF, RDFS, XSD, Graph, Literal, URIRef
from rdflib.term import Node
from rl_expressions import EXTRA_DATATYPES, RL_DATATYPES, Expressions

DECLARING = {
    OWL.Class: "class",
    OWL.ObjectProperty: "object property",
    OWL.DatatypeProperty: "data property",
    OWL.AnnotationProperty: "annotation property",
    RDFS.Datatype: "datatype",
    OWL.NamedIndividual: "individual",
}
CHARACTERISTICS = {
    OWL.FunctionalProperty,
    OWL.InverseFunctionalProperty,
    OWL.IrreflexiveProperty,
    OWL.SymmetricProperty,
    OWL.AsymmetricProperty,
    OWL.TransitiveProperty,
}
FOR_SIMPLE_PROPERTIES = {
    OWL.FunctionalProperty,
    OWL.InverseFunctionalProperty,
    OWL.IrreflexiveProperty,
    OWL.AsymmetricProperty,
}
BUILT_IN_ANNOTATIONS = {
    RDFS.label,
    RDFS.comment,
    RDFS.seeAlso,
    RDFS.isDefinedBy,
    OWL.deprecated,
    OWL.versionInfo,
    OWL.priorVersion,
    OWL.backwardCompatibleWith,
    OWL.incompatibleWith,
}


@dataclass
class Profile(Expressions):
    """One ontology under inspection, axiom by axiom."""

    chains: list[tuple[Node, list[Node]]] = field(default_factory=list)

    # -- properties ----------------------------------------------------------------------------------------------

    def regular(self) -> None:
        """Check that no property stands below itself through chains."""
        names: dict[Node, Node] = {}

        def name(node: Node) -> Node:
            while node in names:
                node = names[node]
            return node

        for one, _, other in self.graph.triples((None, OWL.inverseOf, None)):
            if name(one) != name(other):
                names[name(one)] = name(other)
        strict: set[tuple[Node, Node]] = set()
        for head, parts in self.chains:
            if parts == [head, head]:
                continue
            inner = parts[1:] if parts[0] == head else parts[:-1] if parts[-1] == head else parts
            strict |= {(name(part), name(head)) for part in inner}
        weak = {
            (name(low), name(high)) for low, _, high in self.graph.triples((None, RDFS.subPropertyOf, None))
        } | strict
        for low, high in sorted(strict):
            if low == high or low in _reachable(high, weak):
                self.fault(high, "a chain that leads back to the property it is about")

    def hierarchy(self, subject: Node, predicate: Node, value: Node) -> None:
        """Check an axiom between two properties, of one kind."""
        data = self.is_a(subject, "data property") and self.is_a(value, "data property")
        objects = self.object_property(subject) and self.object_property(value)
        notes = self.is_a(subject, "annotation property") and predicate == RDFS.subPropertyOf
        if not (data or objects or notes):
            self.fault(subject, f"{predicate} between properties of different or undeclared kinds")
        if predicate == OWL.propertyDisjointWith:
            self.simple(subject, subject, "disjointness")
            self.simple(value, subject, "disjointness")

    # -- axioms --------------------------------------------------------------------------------------------------

    def axiom(self, subject: Node, predicate: Node, value: Node) -> None:
        """Check the axiom that a triple begins, if it begins one."""
        self.take(subject, predicate, value)
        if predicate == RDFS.subClassOf:
            self.subclass(subject, subject)
            self.superclass(value, subject)
        elif predicate == OWL.equivalentClass and self.is_a(subject, "datatype"):
            self.data_range(value, subject)
        elif predicate == OWL.equivalentClass:
            self.equivalent(subject, subject)
            self.equivalent(value, subject)
        elif predicate == OWL.disjointWith:
            self.subclass(subject, subject)
            self.subclass(value, subject)
        elif predicate == OWL.disjointUnionOf:
            self.fault(subject, "a disjoint union, which OWL 2 RL does not have")
            self.members(value)
        elif predicate in (RDFS.subPropertyOf, OWL.equivalentProperty, OWL.propertyDisjointWith):
            self.hierarchy(subject, predicate, value)
        elif predicate == OWL.inverseOf:
            if not (self.is_a(subject, "object property") and self.is_a(value, "object property")):
                self.fault(subject, "an inverse that is not between two object properties")
        elif predicate == OWL.propertyChainAxiom:
            parts = self.members(value)
            self.chains.append((subject, parts))
            if len(parts) < 2 or not all(self.object_property(part) for part in [subject, *parts]):
                self.fault(subject, "a chain that is not one of two or more object properties")
        elif predicate == RDFS.domain:
            self.superclass(value, subject)
        elif predicate == RDFS.range:
            self.data_range(value, subject) if self.is_a(subject, "data property") else self.superclass(value, subject)
        elif predicate == OWL.hasKey:
            self.subclass(subject, subject)
            for part in self.members(value):
                if not (self.object_property(part) or self.is_a(part, "data property")):
                    self.fault(subject, f"a key over {part}, which is no declared property")
        else:
            self.assertion(subject, predicate, value)

    def assertion(self, subject: Node, predicate: Node, value: Node) -> None:
        """Check a triple about an individual, or an annotation."""
        if isinstance(value, Literal):
            datatype = value.datatype or (RDF.langString if value.language else XSD.string)
            if datatype not in RL_DATATYPES | EXTRA_DATATYPES:
                self.fault(subject, f"a literal of the datatype {datatype}, which lies outside OWL 2 RL")
        if predicate in BUILT_IN_ANNOTATIONS or self.is_a(predicate, "annotation property"):
            return
        if predicate in (OWL.sameAs, OWL.differentFrom) or self.is_a(predicate, "object property"):
            self.individual(value, subject)
        elif self.is_a(predicate, "data property"):
            if not isinstance(value, Literal):
                self.fault(subject, f"{predicate} with a value that is no literal")
        else:
            self.fault(subject, f"{predicate} is not declared, or has no place here")

    def group(self, node: Node, kind: Node) -> None:
        """Check an axiom that has a node of its own: a group that is disjoint or different, or a negation."""
        self.take(node, RDF.type, kind)
        if kind == OWL.NegativePropertyAssertion:
            on = self.one(node, OWL.assertionProperty)
            ends = [self.one(node, part) for part in (OWL.sourceIndividual, OWL.targetIndividual, OWL.targetValue)]
            if on is None or ends[0] is None or (ends[1] is None) == (ends[2] is None):
                self.fault(node, "an incomplete negative property assertion")
            return
        head = self.one(node, OWL.members) or (
            self.one(node, OWL.distinctMembers) if kind == OWL.AllDifferent else None
        )
        parts = self.members(head) if head else []
        if len(parts) < 2:
            self.fault(node, f"{kind} over fewer than two members")
        for part in parts:
            if kind == OWL.AllDisjointClasses:
                self.subclass(part, node)
            elif kind == OWL.AllDisjointProperties:
                self.simple(part, node, "disjointness")
            else:
                self.individual(part, node)

    def typed(self, subject: Node, kind: Node) -> None:
        """Check what a term is said to be: a declaration, a characteristic, or the class of an individual."""
        if kind in (OWL.AllDisjointClasses, OWL.AllDisjointProperties, OWL.AllDifferent, OWL.NegativePropertyAssertion):
            self.group(subject, kind)
        elif kind in CHARACTERISTICS:
            self.take(subject, RDF.type, kind)
            if kind == OWL.FunctionalProperty and self.is_a(subject, "data property"):
                return
            if not self.object_property(subject):
                self.fault(subject, f"{kind} on what is not an object property")
            if kind in FOR_SIMPLE_PROPERTIES:
                self.simple(subject, subject, str(kind))
        elif kind == OWL.ReflexiveProperty:
            self.take(subject, RDF.type, kind)
            self.fault(subject, "a reflexive property, which OWL 2 RL does not have")
        elif isinstance(subject, URIRef) and (kind in DECLARING or kind == OWL.Ontology):
            self.take(subject, RDF.type, kind)
        elif kind not in (OWL.Restriction, OWL.Class, RDFS.Datatype, RDF.List):
            self.take(subject, RDF.type, kind)
            self.superclass(kind, subject)

    def declarations(self) -> None:
        """Read what each term is declared to be, and refuse two kinds that OWL 2 keeps apart."""
        for kind, name in DECLARING.items():
            for term in self.graph.subjects(RDF.type, kind):
                if isinstance(term, URIRef):
                    self.kinds.setdefault(term, set()).add(name)
        for term, names in self.kinds.items():
            for group in (
                {"object property", "data property", "annotation property"},
                {"class", "datatype"},
            ):
                if len(names & group) > 1:
                    self.fault(term, "declared as " + " and ".join(sorted(names & group)))


def _reachable(start: Node, edges: Iterable[tuple[Node, Node]]) -> set[Node]:
    """What can be reached from a node, along edges."""
    pairs = list(edges)
    found: set[Node] = set()
    todo = [start]
    while todo:
        node = todo.pop()
        for low, high in pairs:
            if low == node and high not in found:
                found.add(high)
                todo.append(high)
    return found


STARTING = {
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    RDFS.domain,
    RDFS.range,
    OWL.equivalentClass,
    OWL.equivalentProperty,
    OWL.disjointWith,
    OWL.disjointUnionOf,
    OWL.propertyDisjointWith,
    OWL.propertyChainAxiom,
    OWL.hasKey,
}


def _headers(profile: Profile) -> Iterator[tuple[Node, Node, Node]]:
    for ontology in profile.graph.subjects(RDF.type, OWL.Ontology):
        for predicate in (OWL.imports, OWL.versionIRI):
            yield from profile.graph.triples((ontology, predicate, None))


def faults(graph: Graph) -> list[str]:
    """What lies outside OWL 2 RL in an ontology, one line for each axiom or stray triple; none when it is inside."""
    profile = Profile(graph)
    profile.declarations()
    profile.seen |= set(_headers(profile))
    for subject, kind in sorted(graph.subject_objects(RDF.type)):
        profile.typed(subject, kind)
    for subject, predicate, value in sorted(graph):
        starts = predicate in STARTING or (predicate == OWL.inverseOf and isinstance(subject, URIRef))
        if starts or (
            isinstance(subject, URIRef) and predicate != RDF.type and predicate not in (OWL.imports, OWL.versionIRI)
        ):
            profile.axiom(subject, predicate, value)
    profile.regular()
    for triple in sorted(set(graph) - profile.seen):
        profile.fault(triple[0], f"a triple that is part of no axiom: {triple[1]} {triple[2]}")
    return profile.faults
