"""The shapes of a knowledge base, read once: what engines are given, and what is known about each shape.

A validation per claim needs to know of each shape which predicates it can look at, in which direction, and whether
more data can ever make one of its results go away. That is read off the shapes graph here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from standoff.rdf.terms import OWL, RDF, RDFS, SH, BlankNode, Literal, NamedNode, Quad, Term
from standoff.validation.report import Severity

__all__ = ["Mentions", "Root", "Shapes"]

TARGETS = (SH["targetClass"], SH["targetNode"], SH["targetSubjectsOf"], SH["targetObjectsOf"], SH["target"])

_INERT = frozenset(
    {"message", "severity", "name", "description", "order", "group", "path", "deactivated", "flags", "prefixes"}
    | {target.value.removeprefix(str(SH)) for target in TARGETS}
)
_LASTING = frozenset(
    {"maxCount", "datatype", "nodeKind", "minExclusive", "minInclusive", "maxExclusive", "maxInclusive"}
    | {"minLength", "maxLength", "pattern", "languageIn", "uniqueLang", "lessThan", "lessThanOrEquals", "disjoint"}
    | {"in", "property", "node", "and", "or", "sparql"}
)
"""Parameters whose results no further triple can take away, provided the shapes nested in them are such too."""
_PASSING = frozenset(
    {"minCount", "class", "hasValue", "equals", "not", "xone", "qualifiedValueShape", "qualifiedMinCount"}
    | {"qualifiedMaxCount", "qualifiedValueShapesDisjoint"}
)
_SPELLING = frozenset({"minLength", "maxLength", "pattern"})
_PAIRS = frozenset({"equals", "disjoint", "lessThan", "lessThanOrEquals"})
_LISTS = frozenset({"and", "or", "xone"})
_SHAPES = frozenset({"property", "node", "not", "qualifiedValueShape"})

_NOISE = re.compile(r"#[^\n]*|<[^<>\s]*>|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
_NAME = re.compile(r"(\^?)\s*(?<![\w?$:])([A-Za-z][\w-]*):([A-Za-z_][\w-]*)")
_TYPE = re.compile(r"(?<![\w?$:])a(?![\w:])")
_NEEDS_ALL = re.compile(r"\b(OPTIONAL|MINUS|EXISTS|BOUND|COALESCE|COUNT|SUM|AVG|SAMPLE|GROUP_CONCAT|HAVING)\b", re.I)


@dataclass
class Mentions:
    """The predicates a shape can follow from its focus nodes, forwards and backwards, and the classes it asks for.

    `everything` says that the shape can see any predicate (sh:closed, or a construct that is not known here).
    """

    forward: set[NamedNode] = field(default_factory=set)
    inverse: set[NamedNode] = field(default_factory=set)
    classes: set[NamedNode] = field(default_factory=set)
    everything: bool = False

    def add(self, other: Mentions) -> None:
        """Take over what another shape mentions."""
        self.forward |= other.forward
        self.inverse |= other.inverse
        self.classes |= other.classes
        self.everything = self.everything or other.everything

    def sees(self, predicate: NamedNode) -> bool:
        """Whether a triple with this predicate can make a difference."""
        return self.everything or predicate in self.forward or predicate in self.inverse


@dataclass(frozen=True)
class Root:
    """A shape that has targets, with what its nested shapes add to it.

    `lasting`: a result found in some data is found in any more data. `spelling`: a value's spelling matters, so
    nodes cannot be given other names for it.
    """

    iri: NamedNode
    mentions: Mentions
    lasting: bool
    spelling: bool
    for_ontology: bool


class Shapes:
    """The shapes graph: texts for engines, messages, severities, and the analysis of each root shape."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._said: dict[Term, dict[NamedNode, list[Term]]] = {}
        for quad in quads:
            self._said.setdefault(quad.subject, {}).setdefault(quad.predicate, []).append(quad.object)
        self._parents: dict[Term, set[Term]] = {}
        self._names: dict[Term, NamedNode] = {}
        self._name_nested()
        self._texts: dict[frozenset[NamedNode], str] = {}

    def values(self, node: Term, predicate: NamedNode) -> list[Term]:
        """What the shapes graph says of a node."""
        return self._said.get(node, {}).get(predicate, [])

    def value(self, node: Term, predicate: NamedNode) -> Term | None:
        """The first of the values."""
        return next(iter(self.values(node, predicate)), None)

    def _name_nested(self) -> None:
        """Give each nested property shape without a name an IRI, so that a result can say which one it broke."""
        nested = [(subject, value) for subject, said in self._said.items() for value in said.get(SH["property"], ())]
        for parent, child in nested:
            self._parents.setdefault(child, set()).add(parent)
        for number, (_, child) in enumerate(nested, 1):
            if isinstance(child, BlankNode):
                self._names.setdefault(child, NamedNode(f"urn:standoff:nested-shape:{number}"))

    def _name(self, node: Term) -> Term:
        return self._names.get(node, node)

    @cached_property
    def _by_name(self) -> Mapping[str, Term]:
        return {self._name(node).value: node for node in self._said if isinstance(self._name(node), NamedNode)}  # type: ignore[union-attr]

    @cached_property
    def roots(self) -> Mapping[NamedNode, Root]:
        """The shapes that have targets, by IRI."""
        found: dict[NamedNode, Root] = {}
        for node, said in self._said.items():
            name = self._name(node)
            if not isinstance(name, NamedNode) or not any(target in said for target in TARGETS):
                continue
            if Literal("true", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#boolean")) in said.get(
                SH["deactivated"], ()
            ):
                continue
            found[name] = self._root(name, node)
        return found

    def _root(self, name: NamedNode, node: Term) -> Root:
        reading = _Reading(self)
        reading.shape(node, frozenset())
        classes = self.values(node, SH["targetClass"])
        if classes:
            reading.mentions.forward.add(RDF["type"])
            reading.mentions.classes.update(c for c in classes if isinstance(c, NamedNode))
        for target, side in ((SH["targetSubjectsOf"], "forward"), (SH["targetObjectsOf"], "inverse")):
            predicates = {p for p in self.values(node, target) if isinstance(p, NamedNode)}
            getattr(reading.mentions, side).update(predicates)
            if predicates & {RDFS["subClassOf"], RDFS["subPropertyOf"], RDFS["isDefinedBy"]}:
                reading.for_ontology = True
        if self.values(node, SH["targetNode"]):
            reading.for_ontology = True  # only the ontology itself is a node that shapes can know by name
        if classes and all(_is_of_schema(c) for c in classes):
            reading.for_ontology = True
        return Root(name, reading.mentions, reading.lasting, reading.spelling, reading.for_ontology)

    def roots_of(self, source: NamedNode) -> tuple[NamedNode, ...]:
        """The root shapes that a result's source shape belongs to."""
        seen: set[Term] = set()
        found: set[NamedNode] = set()
        todo: list[Term] = [self._by_name.get(source.value, source)]
        while todo:
            node = todo.pop()
            if node in seen:
                continue
            seen.add(node)
            name = self._name(node)
            if isinstance(name, NamedNode) and name in self.roots:
                found.add(name)
            todo.extend(self._parents.get(node, ()))
        return tuple(sorted(found, key=lambda root: root.value))

    def public(self, source: NamedNode) -> NamedNode:
        """The shape's own IRI, or that of the root shape that holds it when it has none."""
        if source.value.startswith("urn:standoff:nested-shape:"):
            return next(iter(self.roots_of(source)), source)
        return source

    def message(self, source: NamedNode) -> str | None:
        """What a result of this shape says, before the focus node and the value are put in."""
        node = self._by_name.get(source.value, source)
        texts = [m for m in self.values(node, SH["message"]) if isinstance(m, Literal)]
        for constraint in self.values(node, SH["sparql"]):
            texts += [m for m in self.values(constraint, SH["message"]) if isinstance(m, Literal)]
        texts.sort(key=lambda m: (m.language not in ("en", None), m.value))
        return texts[0].value if texts else None

    def severity(self, source: NamedNode) -> Severity:
        """How grave a result of this shape is."""
        stated = self.value(self._by_name.get(source.value, source), SH["severity"])
        return {SH["Warning"]: Severity.WARNING, SH["Info"]: Severity.INFO}.get(stated, Severity.VIOLATION)  # type: ignore[arg-type]

    def path(self, source: NamedNode) -> str | None:
        """The path of a property shape: a predicate's IRI, or a SPARQL property path."""
        node = self.value(self._by_name.get(source.value, source), SH["path"])
        return None if node is None else self._path(node)

    def _path(self, node: Term) -> str:
        if isinstance(node, NamedNode):
            return f"<{node.value}>"
        said = self._said.get(node, {})
        if RDF["first"] in said:
            return "/".join(self._path(step) for step in self.items(node))
        marks = {"inversePath": "^{}", "zeroOrMorePath": "({})*", "oneOrMorePath": "({})+", "zeroOrOnePath": "({})?"}
        for name, mark in marks.items():
            if inner := said.get(SH[name]):
                return mark.format(self._path(inner[0]))
        alternatives = self.value(node, SH["alternativePath"])
        return "(" + "|".join(self._path(step) for step in self.items(alternatives)) + ")" if alternatives else "?"

    def items(self, head: Term | None) -> list[Term]:
        """The members of an RDF list."""
        found: list[Term] = []
        while head is not None and head != RDF["nil"] and len(found) < 10_000:
            found.extend(self.values(head, RDF["first"]))
            head = self.value(head, RDF["rest"])
        return found

    def text(self, roots: Iterable[NamedNode]) -> str:
        """The shapes graph as N-Triples with the targets of `roots` only, for an engine."""
        chosen = frozenset(roots)
        if chosen not in self._texts:
            self._texts[chosen] = "".join(
                f"{self._name(subject)} {predicate} {self._name(value)} .\n"
                for subject, said in self._said.items()
                for predicate, values in said.items()
                if predicate not in TARGETS or self._name(subject) in chosen
                for value in values
            )
        return self._texts[chosen]

    def named(self) -> set[NamedNode]:
        """The IRIs that shapes speak of: they mean the same thing in whatever data is validated."""
        return {
            value
            for said in self._said.values()
            for predicate, values in said.items()
            if SH.has(predicate) or predicate == RDF["first"]
            for value in values
            if isinstance(value, NamedNode)
        }

    def namespaces(self, constraint: Term) -> Mapping[str, str]:
        """The prefixes that a SPARQL constraint's sh:prefixes declare."""
        found: dict[str, str] = {}
        for ontology in self.values(constraint, SH["prefixes"]):
            for declaration in self.values(ontology, SH["declare"]):
                prefix, space = self.value(declaration, SH["prefix"]), self.value(declaration, SH["namespace"])
                if isinstance(prefix, Literal) and isinstance(space, Literal):
                    found[prefix.value] = space.value
        return found


def _is_of_schema(kind: Term) -> bool:
    return (OWL.has(kind) or RDFS.has(kind) or kind == RDF["Property"]) and kind != OWL["NegativePropertyAssertion"]


class _Reading:
    """Reads one root shape with all that is nested in it."""

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        self.mentions = Mentions()
        self.lasting = True
        self.spelling = False
        self.for_ontology = False

    def shape(self, node: Term, above: frozenset[Term]) -> None:
        """Take in a shape; one that stands above itself is recursive and cannot be analysed."""
        if node in above:
            self._unknown()
            return
        above = above | {node}
        for predicate, values in self.shapes._said.get(node, {}).items():
            if not SH.has(predicate):
                continue
            name = predicate.value.removeprefix(str(SH))
            if name == "path":
                for value in values:
                    self.path(value, inverse=False)
            if name in _INERT:
                continue
            if name == "not" and all(self._persists(value) for value in values):
                pass
            elif name in _PASSING:
                self.lasting = False
            elif name not in _LASTING:
                self._unknown()
            if name in _SPELLING:
                self.spelling = True
            kept = self.lasting
            for value in values:
                self._parameter(name, value, above)
            if name == "not" and all(self._persists(value) for value in values):
                self.lasting = kept

    def _persists(self, node: Term) -> bool:
        """Whether what conforms to a shape does so in any more data."""
        for predicate, values in self.shapes._said.get(node, {}).items():
            if predicate in (SH["or"], SH["and"]):
                if not all(self._persists(m) for value in values for m in self.shapes.items(value)):
                    return False
            elif predicate not in (SH["class"], SH["hasValue"], SH["nodeKind"]):
                return False
        return True

    def _parameter(self, name: str, value: Term, above: frozenset[Term]) -> None:
        if name in _SHAPES:
            self.shape(value, above)
        elif name in _LISTS:
            for member in self.shapes.items(value):
                self.shape(member, above)
        elif name in _PAIRS and isinstance(value, NamedNode):
            self.mentions.forward.add(value)
        elif name == "class" and isinstance(value, NamedNode):
            self.mentions.forward.add(RDF["type"])
            self.mentions.classes.add(value)
        elif name == "sparql":
            self.sparql(value)

    def path(self, node: Term, *, inverse: bool) -> None:
        """Take in a property path."""
        if isinstance(node, NamedNode):
            (self.mentions.inverse if inverse else self.mentions.forward).add(node)
            return
        for step in self.shapes.items(node):
            self.path(step, inverse=inverse)
        for predicate, values in self.shapes._said.get(node, {}).items():
            for value in values:
                if predicate == SH["inversePath"]:
                    self.path(value, inverse=not inverse)
                elif predicate == SH["alternativePath"]:
                    for step in self.shapes.items(value):
                        self.path(step, inverse=inverse)
                elif SH.has(predicate):
                    self.path(value, inverse=inverse)

    def sparql(self, constraint: Term) -> None:
        """Take in a SPARQL constraint: every name in it may be a predicate; `^` before a name turns it round.

        The house rule that queries walk from `$this` towards objects, or write `^`, is held by a test.
        """
        select = self.shapes.value(constraint, SH["select"])
        if not isinstance(select, Literal):
            self._unknown()
            return
        text = _NOISE.sub(" ", select.value)
        spaces = self.shapes.namespaces(constraint)
        if _NEEDS_ALL.search(text):
            self.lasting = False
        if _TYPE.search(text):
            self.mentions.forward.add(RDF["type"])
        for turned, prefix, local in _NAME.findall(text):
            if prefix not in spaces:
                continue
            node = NamedNode(spaces[prefix] + local)
            (self.mentions.inverse if turned else self.mentions.forward).add(node)
            self.mentions.classes.add(node)

    def _unknown(self) -> None:
        self.lasting = False
        self.mentions.everything = True
