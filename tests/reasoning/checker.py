"""The W3C's OWL 2 RL rules as patterns, and a checker of proofs that shares no code with the reasoner.

Each rule is written as in the W3C tables (OWL 2 Profiles, section 4.3): premises, then what follows. A rule over
lists is a function. Everything is naive matching over a set of triples: slow, and plainly right. The checker applies
the one rule a step names to the premises of that step alone, and looks whether the step's conclusion is among what
follows. Terms are plain strings in N-Triples form, so that literals may be subjects.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import combinations

Triple = tuple[str, str, str]
Bindings = dict[str, str]
Found = tuple[Triple | None, tuple[Triple, ...]]
"""What follows (none stands for *false*), and the premises it follows from."""

PREFIXES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "st": "https://w3id.org/standoff/ontology#",
}


def iri(curie: str) -> str:
    """`owl:sameAs` as N-Triples."""
    prefix, name = curie.split(":", 1)
    return f"<{PREFIXES[prefix]}{name}>"


TYPE, SAME, DIFFERENT = iri("rdf:type"), iri("owl:sameAs"), iri("owl:differentFrom")
FIRST, REST, NIL = iri("rdf:first"), iri("rdf:rest"), iri("rdf:nil")
THING, NOTHING = iri("owl:Thing"), iri("owl:Nothing")

PATTERNS = """
eq-sym       ?x owl:sameAs ?y => ?y owl:sameAs ?x
eq-trans     ?x owl:sameAs ?y . ?y owl:sameAs ?z => ?x owl:sameAs ?z
eq-rep-s     ?s owl:sameAs ?t . ?s ?p ?o => ?t ?p ?o
eq-rep-p     ?p owl:sameAs ?q . ?s ?p ?o => ?s ?q ?o
eq-rep-o     ?o owl:sameAs ?t . ?s ?p ?o => ?s ?p ?t
eq-diff1     ?x owl:sameAs ?y . ?x owl:differentFrom ?y => false
prp-dom      ?p rdfs:domain ?c . ?x ?p ?y => ?x a ?c
prp-rng      ?p rdfs:range ?c . ?x ?p ?y => ?y a ?c
prp-fp       ?p a owl:FunctionalProperty . ?x ?p ?y . ?x ?p ?z => ?y owl:sameAs ?z
prp-ifp      ?p a owl:InverseFunctionalProperty . ?x ?p ?z . ?y ?p ?z => ?x owl:sameAs ?y
prp-irp      ?p a owl:IrreflexiveProperty . ?x ?p ?x => false
prp-symp     ?p a owl:SymmetricProperty . ?x ?p ?y => ?y ?p ?x
prp-asyp     ?p a owl:AsymmetricProperty . ?x ?p ?y . ?y ?p ?x => false
prp-trp      ?p a owl:TransitiveProperty . ?x ?p ?y . ?y ?p ?z => ?x ?p ?z
prp-spo1     ?p rdfs:subPropertyOf ?q . ?x ?p ?y => ?x ?q ?y
prp-eqp1     ?p owl:equivalentProperty ?q . ?x ?p ?y => ?x ?q ?y
prp-eqp2     ?p owl:equivalentProperty ?q . ?x ?q ?y => ?x ?p ?y
prp-pdw      ?p owl:propertyDisjointWith ?q . ?x ?p ?y . ?x ?q ?y => false
prp-inv1     ?p owl:inverseOf ?q . ?x ?p ?y => ?y ?q ?x
prp-inv2     ?p owl:inverseOf ?q . ?x ?q ?y => ?y ?p ?x
prp-npa1     ?n owl:sourceIndividual ?x . ?n owl:assertionProperty ?p . ?n owl:targetIndividual ?y . ?x ?p ?y => false
prp-npa2     ?n owl:sourceIndividual ?x . ?n owl:assertionProperty ?p . ?n owl:targetValue ?y . ?x ?p ?y => false
cls-nothing2 ?x a owl:Nothing => false
cls-com      ?c owl:complementOf ?d . ?x a ?c . ?x a ?d => false
cls-svf1     ?x owl:someValuesFrom ?y . ?x owl:onProperty ?p . ?u ?p ?v . ?v a ?y => ?u a ?x
cls-svf2     ?x owl:someValuesFrom owl:Thing . ?x owl:onProperty ?p . ?u ?p ?v => ?u a ?x
cls-avf      ?x owl:allValuesFrom ?y . ?x owl:onProperty ?p . ?u a ?x . ?u ?p ?v => ?v a ?y
cls-hv1      ?x owl:hasValue ?y . ?x owl:onProperty ?p . ?u a ?x => ?u ?p ?y
cls-hv2      ?x owl:hasValue ?y . ?x owl:onProperty ?p . ?u ?p ?y => ?u a ?x
cax-sco      ?c rdfs:subClassOf ?d . ?x a ?c => ?x a ?d
cax-eqc1     ?c owl:equivalentClass ?d . ?x a ?c => ?x a ?d
cax-eqc2     ?c owl:equivalentClass ?d . ?x a ?d => ?x a ?c
cax-dw       ?c owl:disjointWith ?d . ?x a ?c . ?x a ?d => false
scm-cls      ?c a owl:Class => ?c rdfs:subClassOf ?c
scm-cls      ?c a owl:Class => ?c owl:equivalentClass ?c
scm-cls      ?c a owl:Class => ?c rdfs:subClassOf owl:Thing
scm-cls      ?c a owl:Class => owl:Nothing rdfs:subClassOf ?c
scm-sco      ?c rdfs:subClassOf ?d . ?d rdfs:subClassOf ?e => ?c rdfs:subClassOf ?e
scm-eqc1     ?c owl:equivalentClass ?d => ?c rdfs:subClassOf ?d
scm-eqc1     ?c owl:equivalentClass ?d => ?d rdfs:subClassOf ?c
scm-eqc2     ?c rdfs:subClassOf ?d . ?d rdfs:subClassOf ?c => ?c owl:equivalentClass ?d
scm-op       ?p a owl:ObjectProperty => ?p rdfs:subPropertyOf ?p
scm-op       ?p a owl:ObjectProperty => ?p owl:equivalentProperty ?p
scm-dp       ?p a owl:DatatypeProperty => ?p rdfs:subPropertyOf ?p
scm-dp       ?p a owl:DatatypeProperty => ?p owl:equivalentProperty ?p
scm-spo      ?p rdfs:subPropertyOf ?q . ?q rdfs:subPropertyOf ?r => ?p rdfs:subPropertyOf ?r
scm-eqp1     ?p owl:equivalentProperty ?q => ?p rdfs:subPropertyOf ?q
scm-eqp1     ?p owl:equivalentProperty ?q => ?q rdfs:subPropertyOf ?p
scm-eqp2     ?p rdfs:subPropertyOf ?q . ?q rdfs:subPropertyOf ?p => ?p owl:equivalentProperty ?q
scm-dom1     ?p rdfs:domain ?c . ?c rdfs:subClassOf ?d => ?p rdfs:domain ?d
scm-dom2     ?p rdfs:domain ?c . ?q rdfs:subPropertyOf ?p => ?q rdfs:domain ?c
scm-rng1     ?p rdfs:range ?c . ?c rdfs:subClassOf ?d => ?p rdfs:range ?d
scm-rng2     ?p rdfs:range ?c . ?q rdfs:subPropertyOf ?p => ?q rdfs:range ?c
scm-hv       ?c owl:hasValue ?i . ?c owl:onProperty ?p . ?d owl:hasValue ?i . ?d owl:onProperty ?q . ?p rdfs:subPropertyOf ?q => ?c rdfs:subClassOf ?d
scm-svf1     ?c owl:someValuesFrom ?y . ?c owl:onProperty ?p . ?d owl:someValuesFrom ?z . ?d owl:onProperty ?p . ?y rdfs:subClassOf ?z => ?c rdfs:subClassOf ?d
scm-svf2     ?c owl:someValuesFrom ?y . ?c owl:onProperty ?p . ?d owl:someValuesFrom ?y . ?d owl:onProperty ?q . ?p rdfs:subPropertyOf ?q => ?c rdfs:subClassOf ?d
scm-avf1     ?c owl:allValuesFrom ?y . ?c owl:onProperty ?p . ?d owl:allValuesFrom ?z . ?d owl:onProperty ?p . ?y rdfs:subClassOf ?z => ?c rdfs:subClassOf ?d
scm-avf2     ?c owl:allValuesFrom ?y . ?c owl:onProperty ?p . ?d owl:allValuesFrom ?y . ?d owl:onProperty ?q . ?p rdfs:subPropertyOf ?q => ?d rdfs:subClassOf ?c
"""  # noqa: E501 - one rule a line, as in the tables


class Graph:
    """Triples that can be matched and walked as lists.

    Lists are read from `cells`, when given: identities may give a cell two members, which say the same.
    """

    def __init__(self, triples: Iterable[Triple], cells: Graph | None = None) -> None:
        self.triples = set(triples)
        self.cells = cells or self
        self.by_subject: dict[tuple[str, str], list[Triple]] = defaultdict(list)
        self.by_object: dict[tuple[str, str], list[Triple]] = defaultdict(list)
        self.by_predicate: dict[str, list[Triple]] = defaultdict(list)
        for triple in self.triples:
            s, p, o = triple
            self.by_subject[s, p].append(triple)
            self.by_object[p, o].append(triple)
            self.by_predicate[p].append(triple)

    def match(self, s: str | None, p: str | None, o: str | None) -> Iterable[Triple]:
        """The triples with these terms; none is any."""
        if p is None:
            return [t for t in self.triples if s in (None, t[0]) and o in (None, t[2])]
        if s is not None:
            return [t for t in self.by_subject.get((s, p), ()) if o in (None, t[2])]
        if o is not None:
            return self.by_object.get((p, o), ())
        return self.by_predicate.get(p, ())

    def value(self, s: str, p: str) -> str | None:
        """One object."""
        return next((o for _, _, o in self.match(s, iri(p), None)), None)

    def members(self, node: str) -> tuple[list[str], list[Triple]] | None:
        """A list's members and cells; none when it is no list."""
        members: list[str] = []
        cells: list[Triple] = []
        seen: set[str] = set()
        while node != NIL:
            firsts = self.cells.by_subject.get((node, FIRST), [])
            rests = self.cells.by_subject.get((node, REST), [])
            if node in seen or not firsts or not rests:
                return None
            seen.add(node)
            cells += [firsts[0], rests[0]]
            members.append(firsts[0][2])
            node = rests[0][2]
        return members, cells


# -- rules without lists ---------------------------------------------------------------------------------

Pattern = tuple[str, str, str]


def _term(text: str) -> str:
    return TYPE if text == "a" else text if text.startswith("?") else iri(text)


def _patterns(text: str) -> list[Pattern]:
    found = []
    for part in text.split(" . "):
        s, p, o = part.split()
        found.append((_term(s), _term(p), _term(o)))
    return found


SIMPLE: dict[str, list[tuple[list[Pattern], Pattern | None]]] = defaultdict(list)
for _line in PATTERNS.strip().splitlines():
    _name, _rest = _line.split(maxsplit=1)
    _body, _head = _rest.split(" => ")
    SIMPLE[_name].append((_patterns(_body), None if _head == "false" else _patterns(_head)[0]))


def solve(graph: Graph, patterns: list[Pattern], bindings: Bindings) -> Iterator[tuple[Bindings, tuple[Triple, ...]]]:
    """Every way to match all patterns, with the triples matched."""
    if not patterns:
        yield bindings, ()
        return
    first, *rest = patterns
    s, p, o = (bindings.get(term) if term.startswith("?") else term for term in first)
    for triple in graph.match(s, p, o):
        bound = dict(bindings)
        if all(
            bound.setdefault(name, term) == term for name, term in zip(first, triple, strict=True) if name[0] == "?"
        ):
            for solution, used in solve(graph, rest, bound):
                yield solution, (triple, *used)


def _fill(pattern: Pattern, bindings: Bindings) -> Triple:
    s, p, o = (bindings.get(term, term) for term in pattern)
    return s, p, o


def _simple(name: str) -> Callable[[Graph], Iterator[Found]]:
    def rule(graph: Graph) -> Iterator[Found]:
        for body, head in SIMPLE[name]:
            for bindings, used in solve(graph, body, {}):
                yield (None if head is None else _fill(head, bindings)), used

    return rule


# -- rules over lists and numbers --------------------------------------------------------------------------


def _listed(graph: Graph, predicate: str) -> Iterator[tuple[str, list[str], tuple[Triple, ...]]]:
    """Every subject that has a list under a predicate, with the members and the triples that say so."""
    for triple in graph.match(None, iri(predicate), None):
        found = graph.members(triple[2])
        if found is not None:
            yield triple[0], found[0], (triple, *found[1])


def eq_diff2(graph: Graph) -> Iterator[Found]:
    """All of a list are different (`owl:members` or `owl:distinctMembers`)."""
    for predicate in ("owl:members", "owl:distinctMembers"):
        for node, members, cells in _listed(graph, predicate):
            kind = (node, TYPE, iri("owl:AllDifferent"))
            if kind in graph.triples:
                for a, b in combinations(members, 2):
                    for same in ((a, SAME, b), (b, SAME, a)):
                        if same in graph.triples:
                            yield None, (kind, *cells, same)


def prp_spo2(graph: Graph) -> Iterator[Found]:
    """Property chains."""
    for prop, chain, cells in _listed(graph, "owl:propertyChainAxiom"):
        patterns = [(f"?u{n}", link, f"?u{n + 1}") for n, link in enumerate(chain)]
        for bindings, used in solve(graph, patterns, {}):
            yield (bindings["?u0"], prop, bindings[f"?u{len(chain)}"]), (*cells, *used)


def prp_key(graph: Graph) -> Iterator[Found]:
    """Keys."""
    for cls, keys, cells in _listed(graph, "owl:hasKey"):
        patterns = [("?x", TYPE, cls), ("?y", TYPE, cls)]
        for n, key in enumerate(keys):
            patterns += [("?x", key, f"?z{n}"), ("?y", key, f"?z{n}")]
        for bindings, used in solve(graph, patterns, {}):
            yield (bindings["?x"], SAME, bindings["?y"]), (*cells, *used)


def prp_adp(graph: Graph) -> Iterator[Found]:
    """Properties that are all disjoint."""
    for node, members, cells in _listed(graph, "owl:members"):
        kind = (node, TYPE, iri("owl:AllDisjointProperties"))
        if kind in graph.triples:
            for p, q in combinations(members, 2):
                for _, used in solve(graph, [("?x", p, "?y"), ("?x", q, "?y")], {}):
                    yield None, (kind, *cells, *used)


def cax_adc(graph: Graph) -> Iterator[Found]:
    """Classes that are all disjoint."""
    for node, members, cells in _listed(graph, "owl:members"):
        kind = (node, TYPE, iri("owl:AllDisjointClasses"))
        if kind in graph.triples:
            for c, d in combinations(members, 2):
                for _, used in solve(graph, [("?x", TYPE, c), ("?x", TYPE, d)], {}):
                    yield None, (kind, *cells, *used)


def cls_int1(graph: Graph) -> Iterator[Found]:
    """Into an intersection."""
    for cls, members, cells in _listed(graph, "owl:intersectionOf"):
        for bindings, used in solve(graph, [("?y", TYPE, member) for member in members], {}):
            if members:
                yield (bindings["?y"], TYPE, cls), (*cells, *used)


def cls_int2(graph: Graph) -> Iterator[Found]:
    """Out of an intersection."""
    for cls, members, cells in _listed(graph, "owl:intersectionOf"):
        for triple in graph.match(None, TYPE, cls):
            for member in members:
                yield (triple[0], TYPE, member), (*cells, triple)


def cls_uni(graph: Graph) -> Iterator[Found]:
    """Into a union."""
    for cls, members, cells in _listed(graph, "owl:unionOf"):
        for member in members:
            for triple in graph.match(None, TYPE, member):
                yield (triple[0], TYPE, cls), (*cells, triple)


def cls_oo(graph: Graph) -> Iterator[Found]:
    """The members of an enumeration."""
    for cls, members, cells in _listed(graph, "owl:oneOf"):
        for member in members:
            yield (member, TYPE, cls), cells


def scm_int(graph: Graph) -> Iterator[Found]:
    """An intersection is narrower than its parts."""
    for cls, members, cells in _listed(graph, "owl:intersectionOf"):
        for member in members:
            yield (cls, iri("rdfs:subClassOf"), member), cells


def scm_uni(graph: Graph) -> Iterator[Found]:
    """A union is wider than its parts."""
    for cls, members, cells in _listed(graph, "owl:unionOf"):
        for member in members:
            yield (member, iri("rdfs:subClassOf"), cls), cells


def _cardinality(predicate: str, number: int, qualified: bool | None) -> Callable[[Graph], Iterator[Found]]:
    """Maximum cardinality 0 or 1; `qualified` says whether by a class (true) or by owl:Thing (false)."""

    def rule(graph: Graph) -> Iterator[Found]:
        for limit in graph.match(None, iri(predicate), None):
            if _value(limit[2]) != Decimal(number):
                continue
            for on in graph.match(limit[0], iri("owl:onProperty"), None):
                patterns: list[Pattern] = [("?u", TYPE, limit[0]), ("?u", on[2], "?y")]
                cells: tuple[Triple, ...] = (limit, on)
                filler = THING
                if qualified is not None:
                    given = list(graph.match(limit[0], iri("owl:onClass"), None))
                    if not given or (given[0][2] == THING) is qualified:
                        continue
                    cells, filler = (*cells, given[0]), given[0][2]
                    if qualified:
                        patterns.append(("?y", TYPE, filler))
                if number:
                    patterns.append(("?u", on[2], "?z"))
                    if qualified:
                        patterns.append(("?z", TYPE, filler))
                for bindings, used in solve(graph, patterns, {}):
                    head = (bindings["?y"], SAME, bindings["?z"]) if number else None
                    yield head, (*cells, *used)

    return rule


# -- literals, and the two rules of our own -------------------------------------------------------------------

_LITERAL = re.compile(r'^"(.*)"(?:\^\^<([^>]*)>|@(.*))?$', re.DOTALL)
_NUMERIC = {
    PREFIXES["xsd"] + name
    for name in (
        "integer",
        "decimal",
        "nonNegativeInteger",
        "positiveInteger",
        "int",
        "long",
        "short",
        "byte",
        "unsignedInt",
        "unsignedLong",
        "unsignedShort",
        "unsignedByte",
        "negativeInteger",
        "nonPositiveInteger",
    )
}


def _value(term: str) -> Decimal | None:
    """The number that a literal is; none when it is none."""
    match = _LITERAL.match(term)
    if match and match[2] in _NUMERIC:
        try:
            return Decimal(match[1])
        except InvalidOperation:
            return None
    return None


def _literals_differ(one: str, two: str) -> bool:
    """Whether two literals surely have different values (numbers, or strings)."""
    a, b = _value(one), _value(two)
    if a is not None and b is not None:
        return a != b
    x, y = _LITERAL.match(one), _LITERAL.match(two)
    if not x or not y or (a is None) != (b is None):
        return bool(x and y)
    return (x[1], x[2], x[3]) != (y[1], y[2], y[3])


RULES: dict[str, Callable[[Graph], Iterator[Found]]] = {name: _simple(name) for name in SIMPLE} | {
    "eq-diff2": eq_diff2,
    "eq-diff3": eq_diff2,
    "prp-spo2": prp_spo2,
    "prp-key": prp_key,
    "prp-adp": prp_adp,
    "cax-adc": cax_adc,
    "cls-int1": cls_int1,
    "cls-int2": cls_int2,
    "cls-uni": cls_uni,
    "cls-oo": cls_oo,
    "scm-int": scm_int,
    "scm-uni": scm_uni,
    "cls-maxc1": _cardinality("owl:maxCardinality", 0, None),
    "cls-maxc2": _cardinality("owl:maxCardinality", 1, None),
    "cls-maxqc1": _cardinality("owl:maxQualifiedCardinality", 0, True),
    "cls-maxqc2": _cardinality("owl:maxQualifiedCardinality", 0, False),
    "cls-maxqc3": _cardinality("owl:maxQualifiedCardinality", 1, True),
    "cls-maxqc4": _cardinality("owl:maxQualifiedCardinality", 1, False),
}
"""Every rule of the W3C tables that a proof may name, but those on the values of literals."""


def distinct(graph: Graph, one: str, two: str) -> bool:
    """Whether a graph says outright that two individuals differ, or they are literals that do."""
    if (one, DIFFERENT, two) in graph.triples or (two, DIFFERENT, one) in graph.triples:
        return True
    if one.startswith('"') and two.startswith('"'):
        return _literals_differ(one, two)
    return any(
        (node, TYPE, iri("owl:AllDifferent")) in graph.triples and one in members and two in members and one != two
        for predicate in ("owl:members", "owl:distinctMembers")
        for node, members, _ in _listed(graph, predicate)
    )


@dataclass(frozen=True)
class Step:
    """One step of a proof: what follows (none is *false*), by which rule, from what."""

    head: Triple | None
    rule: str
    premises: tuple[Triple, ...]


def valid(step: Step) -> bool:
    """Whether a step's conclusion follows from its premises by the rule it names, and by that rule alone."""
    rule = RULES.get(step.rule)
    if rule is None:
        return False
    graph = Graph(step.premises)
    if step.head is None and step.rule.startswith("eq-diff"):
        # In either direction: eq-sym is taken as read.
        return any(predicate == SAME and distinct(graph, one, two) for one, predicate, two in step.premises)
    for head, _ in rule(graph):
        if head == step.head:
            return True
        # An identity against what tells the two apart is a contradiction, recorded under the identity's rule.
        if step.head is None and head is not None and head[1] == SAME and distinct(graph, head[0], head[2]):
            return True
    return False


def replay(steps: Iterable[Step], given: Iterable[Triple], goal: Triple | None) -> str | None:
    """Replay a proof, premises before conclusions; what is wrong with it, or none when it ends in the goal."""
    known: set[Triple | None] = set(given)
    for step in steps:
        missing = [premise for premise in step.premises if premise not in known]
        if missing:
            return f"{step.rule}: premise not shown: {missing[0]}"
        if not valid(step):
            return f"{step.rule}: does not follow: {step.head} from {step.premises}"
        known.add(step.head)
    return None if goal in known else f"the goal was not reached: {goal}"
