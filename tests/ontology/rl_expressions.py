"""The expressions of OWL 2 RL: data ranges, and classes by the side of an axiom on which they stand.

Written from section 4.2.3 and 4.2.4 of OWL 2 Profiles and the RDF mapping of OWL 2.
"""

from __future__ import annotations

from collections.abc import Callable
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


@dataclass
class Expressions:
    """An ontology whose expressions are checked: what was declared, what is accounted for, and what is wrong."""

    graph: Graph
    faults: list[str] = field(default_factory=list)
    seen: set[tuple[Node, Node, Node]] = field(default_factory=set)
    kinds: dict[Node, set[str]] = field(default_factory=dict)

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

    # -- simple properties ---------------------------------------------------------------------------------------

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
