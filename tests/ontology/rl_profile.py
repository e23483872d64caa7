"""OWL 2 RL's grammar as a checker: every triple of an ontology must be part of an axiom that the profile allows.

Written from section 4.2 of OWL 2 Profiles and the RDF mapping of OWL 2, with the restrictions on simple properties
and on the hierarchy of properties of the structural specification (section 11), which OWL 2 RL inherits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from rdflib import OWL, RDF, RDFS, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

# OWL 2 RL's datatypes: OWL 2's map without owl:real and owl:rational.
RL_DATATYPES = frozenset(
    {RDF.PlainLiteral, RDF.XMLLiteral, RDF.langString, RDFS.Literal}
    | {
        XSD[name]
        for name in [
            "decimal",
            "integer",
            "nonNegativeInteger",
            "nonPositiveInteger",
            "positiveInteger",
            "negativeInteger",
            "long",
            "int",
            "short",
            "byte",
            "unsignedLong",
            "unsignedInt",
            "unsignedShort",
            "unsignedByte",
            "float",
            "double",
            "string",
            "normalizedString",
            "token",
            "language",
            "Name",
            "NCName",
            "NMTOKEN",
            "boolean",
            "hexBinary",
            "base64Binary",
            "anyURI",
            "dateTime",
            "dateTimeStamp",
        ]
    }
)
# What the vocabulary of conflict needs beside them, and no more.
EXTRA_DATATYPES = frozenset(
    {XSD.date, XSD.gYear, XSD.gYearMonth, URIRef("http://www.opengis.net/ont/geosparql#wktLiteral")}
)

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
RESERVED = tuple(str(namespace) for namespace in (RDF, RDFS, OWL))


@dataclass
class Profile:
    """One ontology under inspection: what was declared, which triples are accounted for, and what is wrong."""

    graph: Graph
    faults: list[str] = field(default_factory=list)
    seen: set[tuple[Node, Node, Node]] = field(default_factory=set)
    kinds: dict[Node, set[str]] = field(default_factory=dict)
    chains: list[tuple[Node, list[Node]]] = field(default_factory=list)

    def fault(self, where: Node, what: str) -> None:
        """Note that an axiom about a term lies outside the profile."""
        self.faults.append(f"{where.n3(self.graph.namespace_manager) if isinstance(where, URIRef) else '[]'}: {what}")

    def take(self, subject: Node, predicate: Node, value: Node) -> None:
        """Account for one triple."""
        self.seen.add((subject, predicate, value))

    def is_a(self, node: Node, kind: str) -> bool:
        """Whether a term was declared to be of a kind."""
        return kind in self.kinds.get(node, set())

    # -- parts of expressions ------------------------------------------------------------------------------------

    def one(self, node: Node, predicate: Node) -> Node | None:
        """The only value of a structural predicate, accounted for."""
        values = list(self.graph.objects(node, predicate))
        for value in values:
            self.take(node, predicate, value)
        if len(values) > 1:
            self.fault(node, f"two values of {predicate} in one expression")
        return values[0] if values else None

    def members(self, head: Node) -> list[Node]:
        """The members of an RDF list, its triples accounted for."""
        found: list[Node] = []
        visited: set[Node] = set()
        while head != RDF.nil:
            if head in visited:
                self.fault(head, "a list that runs in a circle")
                break
            visited.add(head)
            first, rest = self.one(head, RDF.first), self.one(head, RDF.rest)
            self.take(head, RDF.type, RDF.List)
            if first is None or rest is None:
                self.fault(head, "a broken list")
                break
            found.append(first)
            head = rest
        return found

    def object_property(self, node: Node) -> bool:
        """Whether a node is an object property expression: a declared name, or the inverse of one."""
        if isinstance(node, BNode):
            named = self.one(node, OWL.inverseOf)
            return named is not None and self.is_a(named, "object property")
        return self.is_a(node, "object property")

    def data_range(self, node: Node, where: Node) -> None:
        """Check a data range: a datatype of the profile, or an intersection of such."""
        if isinstance(node, BNode):
            parts = self.one(node, OWL.intersectionOf)
            self.take(node, RDF.type, RDFS.Datatype)
            if parts is None:
                self.fault(where, "a data range that is neither a datatype nor an intersection of datatypes")
                return
            for part in self.members(parts):
                self.data_range(part, where)
        elif node not in RL_DATATYPES | EXTRA_DATATYPES:
            self.fault(where, f"the datatype {node} lies outside OWL 2 RL")

    def individual(self, node: Node, where: Node) -> None:
        """Check that a node can be an individual."""
        if isinstance(node, Literal):
            self.fault(where, f"a literal where an individual must stand: {node}")

    # -- class expressions ---------------------------------------------------------------------------------------

    def named(self, node: Node, where: Node, position: str) -> bool:
        """Check a class name; false when the node is no name and must be an expression."""
        if isinstance(node, BNode):
            return False
        if node == OWL.Thing:
            self.fault(where, f"owl:Thing as {position}")
        elif node != OWL.Nothing and not self.is_a(node, "class"):
            self.fault(where, f"{node} as {position}, which is not declared as a class")
        return True

    def each(self, head: Node, check: Callable[[Node, Node], None], where: Node) -> None:
        """Check each member of a list of class expressions."""
        for member in self.members(head):
            check(member, where)

    def subclass(self, node: Node, where: Node) -> None:
        """Check an expression where the profile wants a subclass expression."""
        if self.named(node, where, "a subclass"):
            return
        self.take(node, RDF.type, OWL.Class)
        if (head := self.one(node, OWL.intersectionOf)) or (head := self.one(node, OWL.unionOf)):
            self.each(head, self.subclass, where)
        elif head := self.one(node, OWL.oneOf):
            for member in self.members(head):
                self.individual(member, where)
        else:
            self.restriction(node, where, superclass=False)

    def superclass(self, node: Node, where: Node) -> None:
        """Check an expression where the profile wants a superclass expression."""
        if self.named(node, where, "a superclass"):
            return
        self.take(node, RDF.type, OWL.Class)
        if head := self.one(node, OWL.intersectionOf):
            self.each(head, self.superclass, where)
        elif part := self.one(node, OWL.complementOf):
            self.subclass(part, where)
        else:
            self.restriction(node, where, superclass=True)

    def equivalent(self, node: Node, where: Node) -> None:
        """Check an expression where the profile wants a class that is equivalent to another."""
        if self.named(node, where, "an equivalent class"):
            return
        self.take(node, RDF.type, OWL.Class)
        if head := self.one(node, OWL.intersectionOf):
            self.each(head, self.equivalent, where)
        elif (node, OWL.hasValue, None) in self.graph:
            self.restriction(node, where, superclass=True)
        else:
            self.fault(where, "an equivalent class that is no name, intersection or has-value restriction")
            self.skip(node)

    def skip(self, node: Node) -> None:
        """Account for the triples of an expression that was refused, so that it is reported once."""
        for triple in self.graph.triples((node, None, None)):
            self.seen.add(triple)
            if isinstance(triple[2], BNode):
                self.skip(triple[2])

    def restriction(self, node: Node, where: Node, *, superclass: bool) -> None:
        """Check a restriction, by the side of the axiom on which it stands."""
        self.take(node, RDF.type, OWL.Restriction)
        on = self.one(node, OWL.onProperty)
        if on is None:
            side = "superclass" if superclass else "subclass"
            self.fault(where, f"a class expression that OWL 2 RL does not allow as a {side}")
            self.skip(node)
            return
        is_object = self.object_property(on)
        if not is_object and not self.is_a(on, "data property"):
            self.fault(where, f"a restriction on {on}, which is not a declared object or data property")
        filler = self.superclass if superclass else self.subclass
        if (value := self.one(node, OWL.hasValue)) is not None:
            if is_object:
                self.individual(value, where)
        elif superclass and (part := self.one(node, OWL.allValuesFrom)):
            filler(part, where) if is_object else self.data_range(part, where)
        elif not superclass and (part := self.one(node, OWL.someValuesFrom)):
            if not is_object:
                self.data_range(part, where)
            elif part != OWL.Thing:
                filler(part, where)
        elif superclass and self.at_most_one(node, where, is_object):
            self.simple(on, where, "a cardinality restriction")
        else:
            side = "superclass" if superclass else "subclass"
            self.fault(where, f"a restriction that OWL 2 RL does not allow as a {side}")
            self.skip(node)

    def at_most_one(self, node: Node, where: Node, is_object: bool) -> bool:
        """Check a maximum cardinality, qualified or not; false when the node holds none."""
        number = self.one(node, OWL.maxCardinality)
        if number is None:
            number = self.one(node, OWL.maxQualifiedCardinality)
            if number is None:
                return False
            on_class, on_range = self.one(node, OWL.onClass), self.one(node, OWL.onDataRange)
            if is_object and on_class is not None and on_class != OWL.Thing:
                self.subclass(on_class, where)
            if on_range is not None:
                self.data_range(on_range, where)
        if not isinstance(number, Literal) or number.toPython() not in (0, 1):
            self.fault(where, f"a maximum cardinality of {number}, where only 0 and 1 are allowed")
        return True

    # -- properties ----------------------------------------------------------------------------------------------

    def composite(self) -> set[Node]:
        """The properties that are not simple: transitive ones, those with chains, and all above them."""
        same: dict[Node, set[Node]] = {}
        for one, _, other in self.graph.triples((None, OWL.inverseOf, None)):
            same.setdefault(one, set()).add(other)
            same.setdefault(other, set()).add(one)
        found: set[Node] = set(self.graph.subjects(RDF.type, OWL.TransitiveProperty))
        found |= set(self.graph.subjects(OWL.propertyChainAxiom, None))
        todo = list(found)
        while todo:
            node = todo.pop()
            above = {*self.graph.objects(node, RDFS.subPropertyOf), *same.get(node, ())}
            todo += above - found
            found |= above
        return found

    def simple(self, node: Node, where: Node, what: str) -> None:
        """Note a property in a place where only simple ones may stand."""
        if node in self.composite():
            self.fault(where, f"{what} on a property that is transitive or has a chain")

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
