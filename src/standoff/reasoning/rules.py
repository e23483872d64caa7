"""The rule tables of OWL 2 RL, as data, and the rows they are instantiated to.

A line reads `name: axioms | premises -> conclusion`. The axioms are matched against the schema when the rule
table is compiled, and each match makes one *row*: the premises and the conclusion with the axioms' variables
filled in. Lines without `|` hold for any schema and are rows by themselves. `false` is the conclusion of an
inconsistency rule, whose collision is about `?x`; `if` names a comparison of literals. The bare numbers 0 and 1
stand for any literal of that value. Rules over RDF lists are instantiated in `schema`, those that replace equals
in any triple in `identity`, those on literals in `literals`.

Source: W3C, OWL 2 Web Ontology Language Profiles (second edition), section 4.3, tables 4 to 9.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from standoff.reasoning.relations import TYPE
from standoff.reasoning.vocabulary import known

__all__ = ["COLLISION", "COMPOSED", "TWOFOLD", "Atom", "Pattern", "Row", "Template", "make_atom", "templates"]

TABLE = """
eq-sym:    ?x owl:sameAs ?y -> ?y owl:sameAs ?x
eq-trans:  ?x owl:sameAs ?y, ?y owl:sameAs ?z -> ?x owl:sameAs ?z
eq-diff1:  ?x owl:sameAs ?y, ?x owl:differentFrom ?y -> false
eq-diff1:  ?x owl:differentFrom ?x -> false

prp-dom:   ?p rdfs:domain ?c | ?x ?p ?y -> ?x a ?c
prp-rng:   ?p rdfs:range ?c | ?x ?p ?y -> ?y a ?c
prp-fp:    ?p a owl:FunctionalProperty | ?x ?p ?y, ?x ?p ?z -> ?y owl:sameAs ?z
prp-ifp:   ?p a owl:InverseFunctionalProperty | ?y ?p ?x, ?z ?p ?x -> ?y owl:sameAs ?z
prp-irp:   ?p a owl:IrreflexiveProperty | ?x ?p ?x -> false
prp-symp:  ?p a owl:SymmetricProperty | ?x ?p ?y -> ?y ?p ?x
prp-asyp:  ?p a owl:AsymmetricProperty | ?x ?p ?y, ?y ?p ?x -> false
prp-trp:   ?p a owl:TransitiveProperty | ?x ?p ?y, ?y ?p ?z -> ?x ?p ?z
prp-spo1:  ?p rdfs:subPropertyOf ?q | ?x ?p ?y -> ?x ?q ?y
prp-eqp1:  ?p owl:equivalentProperty ?q | ?x ?p ?y -> ?x ?q ?y
prp-eqp2:  ?p owl:equivalentProperty ?q | ?x ?q ?y -> ?x ?p ?y
prp-pdw:   ?p owl:propertyDisjointWith ?q | ?x ?p ?y, ?x ?q ?y -> false
prp-inv1:  ?p owl:inverseOf ?q | ?x ?p ?y -> ?y ?q ?x
prp-inv2:  ?p owl:inverseOf ?q | ?x ?q ?y -> ?y ?p ?x

cls-nothing2: ?x a owl:Nothing -> false
cls-com:   ?c owl:complementOf ?d | ?x a ?c, ?x a ?d -> false
cls-svf1:  ?c owl:someValuesFrom ?d, ?c owl:onProperty ?p | ?x ?p ?y, ?y a ?d -> ?x a ?c
cls-svf2:  ?c owl:someValuesFrom owl:Thing, ?c owl:onProperty ?p | ?x ?p ?y -> ?x a ?c
cls-avf:   ?c owl:allValuesFrom ?d, ?c owl:onProperty ?p | ?x a ?c, ?x ?p ?y -> ?y a ?d
cls-hv1:   ?c owl:hasValue ?v, ?c owl:onProperty ?p | ?x a ?c -> ?x ?p ?v
cls-hv2:   ?c owl:hasValue ?v, ?c owl:onProperty ?p | ?x ?p ?v -> ?x a ?c
cls-maxc1: ?c owl:maxCardinality 0, ?c owl:onProperty ?p | ?x a ?c, ?x ?p ?y -> false
cls-maxc2: ?c owl:maxCardinality 1, ?c owl:onProperty ?p | ?x a ?c, ?x ?p ?y, ?x ?p ?z -> ?y owl:sameAs ?z
cls-maxqc1: ?c owl:maxQualifiedCardinality 0, ?c owl:onProperty ?p, ?c owl:onClass ?d
            | ?x a ?c, ?x ?p ?y, ?y a ?d -> false
cls-maxqc2: ?c owl:maxQualifiedCardinality 0, ?c owl:onProperty ?p, ?c owl:onClass owl:Thing
            | ?x a ?c, ?x ?p ?y -> false
cls-maxqc3: ?c owl:maxQualifiedCardinality 1, ?c owl:onProperty ?p, ?c owl:onClass ?d
            | ?x a ?c, ?x ?p ?y, ?y a ?d, ?x ?p ?z, ?z a ?d -> ?y owl:sameAs ?z
cls-maxqc4: ?c owl:maxQualifiedCardinality 1, ?c owl:onProperty ?p, ?c owl:onClass owl:Thing
            | ?x a ?c, ?x ?p ?y, ?x ?p ?z -> ?y owl:sameAs ?z

cax-sco:   ?c rdfs:subClassOf ?d | ?x a ?c -> ?x a ?d
cax-eqc1:  ?c owl:equivalentClass ?d | ?x a ?c -> ?x a ?d
cax-eqc2:  ?c owl:equivalentClass ?d | ?x a ?d -> ?x a ?c
cax-dw:    ?c owl:disjointWith ?d | ?x a ?c, ?x a ?d -> false

scm-cls:   ?c a owl:Class -> ?c rdfs:subClassOf ?c
scm-cls:   ?c a owl:Class -> ?c owl:equivalentClass ?c
scm-cls:   ?c a owl:Class -> ?c rdfs:subClassOf owl:Thing
scm-cls:   ?c a owl:Class -> owl:Nothing rdfs:subClassOf ?c
scm-sco:   ?a rdfs:subClassOf ?b, ?b rdfs:subClassOf ?c -> ?a rdfs:subClassOf ?c
scm-eqc1:  ?a owl:equivalentClass ?b -> ?a rdfs:subClassOf ?b
scm-eqc1:  ?a owl:equivalentClass ?b -> ?b rdfs:subClassOf ?a
scm-eqc2:  ?a rdfs:subClassOf ?b, ?b rdfs:subClassOf ?a -> ?a owl:equivalentClass ?b
scm-op:    ?p a owl:ObjectProperty -> ?p rdfs:subPropertyOf ?p
scm-op:    ?p a owl:ObjectProperty -> ?p owl:equivalentProperty ?p
scm-dp:    ?p a owl:DatatypeProperty -> ?p rdfs:subPropertyOf ?p
scm-dp:    ?p a owl:DatatypeProperty -> ?p owl:equivalentProperty ?p
scm-spo:   ?p rdfs:subPropertyOf ?q, ?q rdfs:subPropertyOf ?r -> ?p rdfs:subPropertyOf ?r
scm-eqp1:  ?p owl:equivalentProperty ?q -> ?p rdfs:subPropertyOf ?q
scm-eqp1:  ?p owl:equivalentProperty ?q -> ?q rdfs:subPropertyOf ?p
scm-eqp2:  ?p rdfs:subPropertyOf ?q, ?q rdfs:subPropertyOf ?p -> ?p owl:equivalentProperty ?q
scm-dom1:  ?p rdfs:domain ?c, ?c rdfs:subClassOf ?d -> ?p rdfs:domain ?d
scm-dom2:  ?q rdfs:domain ?c, ?p rdfs:subPropertyOf ?q -> ?p rdfs:domain ?c
scm-rng1:  ?p rdfs:range ?c, ?c rdfs:subClassOf ?d -> ?p rdfs:range ?d
scm-rng2:  ?q rdfs:range ?c, ?p rdfs:subPropertyOf ?q -> ?p rdfs:range ?c
scm-hv:    ?c owl:hasValue ?v, ?c owl:onProperty ?p, ?d owl:hasValue ?v, ?d owl:onProperty ?q,
           ?p rdfs:subPropertyOf ?q -> ?c rdfs:subClassOf ?d
scm-svf1:  ?c owl:someValuesFrom ?y, ?c owl:onProperty ?p, ?d owl:someValuesFrom ?z, ?d owl:onProperty ?p,
           ?y rdfs:subClassOf ?z -> ?c rdfs:subClassOf ?d
scm-svf2:  ?c owl:someValuesFrom ?y, ?c owl:onProperty ?p, ?d owl:someValuesFrom ?y, ?d owl:onProperty ?q,
           ?p rdfs:subPropertyOf ?q -> ?c rdfs:subClassOf ?d
scm-avf1:  ?c owl:allValuesFrom ?y, ?c owl:onProperty ?p, ?d owl:allValuesFrom ?z, ?d owl:onProperty ?p,
           ?y rdfs:subClassOf ?z -> ?c rdfs:subClassOf ?d
scm-avf2:  ?c owl:allValuesFrom ?y, ?c owl:onProperty ?p, ?d owl:allValuesFrom ?y, ?d owl:onProperty ?q,
           ?p rdfs:subPropertyOf ?q -> ?d rdfs:subClassOf ?c

st-interval: ?p a st:IntervalProperty | ?x ?p ?v, ?x ?p ?w -> false if ?v apart ?w
"""

_BOUNDS = """
st-bounds: ?r st:reportsOn ?x, ?r st:countedAmong ?s, ?r st:outcome ?o, ?r st:asOf ?t, ?r st:{lower} ?v,
           ?q st:reportsOn ?x, ?q st:countedAmong ?s, ?q st:outcome ?o, ?q st:asOf ?t, ?q st:{upper} ?w
           -> false if ?v above ?w
"""

COMPOSED = frozenset(
    f"scm-{name}"
    for name in (
        *("cls", "sco", "eqc1", "eqc2", "op", "dp", "spo", "eqp1", "eqp2"),
        *("dom1", "dom2", "rng1", "rng2", "hv", "int", "uni"),
    )
)
"""Schema rules whose conclusions say nothing of individuals that their premises, applied one after the other,
do not: an axiom that has no other reason makes no row. (scm-svf and scm-avf are not among them, since a typed
individual need have no value that the other rules could go through.)"""


TWOFOLD = frozenset({"scm-eqc1", "scm-eqp1"})
"""Rules of two lines that can conclude the same from the same."""


@dataclass(frozen=True, slots=True)
class Atom:
    """One premise or conclusion: a relation, and two places that hold a term number or (negative) a variable."""

    relation: int
    subject: int
    object: int


@dataclass(frozen=True, slots=True)
class Row:
    """One W3C rule instantiated with its axioms, ready to run.

    `head` is None for false. `compare` is a comparison of two variables' literals that must hold.
    """

    name: str
    axioms: tuple[int, ...]
    body: tuple[Atom, ...]
    head: Atom | None
    compare: tuple[str, int, int] | None = None
    members: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Pattern:
    """A triple pattern of the table: term numbers, variables ("?x"), or "=0" and "=1" for literal values."""

    subject: int | str
    predicate: int | str
    object: int | str


@dataclass(frozen=True, slots=True)
class Template:
    """One line of the table."""

    name: str
    axioms: tuple[Pattern, ...]
    body: tuple[Pattern, ...]
    head: Pattern | None
    compare: tuple[str, str, str] | None

    def row(self, binding: dict[str, int], axioms: tuple[int, ...]) -> Row:
        """The row this line makes where its axioms match with this binding."""
        variables: dict[str, int] = {"?x": COLLISION}

        def place(value: int | str) -> int:
            if isinstance(value, int):
                return value
            if value in binding:
                return binding[value]
            return variables.setdefault(value, -len(variables) - 1)

        def atom(pattern: Pattern) -> Atom:
            return make_atom(place(pattern.subject), place(pattern.predicate), place(pattern.object))

        body = tuple(dict.fromkeys(atom(pattern) for pattern in self.body))
        head = atom(self.head) if self.head else None
        compare = self.compare and (self.compare[0], place(self.compare[1]), place(self.compare[2]))
        return Row(self.name, axioms, body, head, compare)


COLLISION = -1
"""The variable that a collision is about."""


def make_atom(subject: int, predicate: int, obj: int) -> Atom:
    """The atom of a triple pattern: facts of rdf:type with a known class belong to the class's relation."""
    return Atom(~obj if predicate == TYPE and obj >= 0 else predicate, subject, obj)


def _token(text: str) -> int | str:
    if text.startswith("?"):
        return text
    if text == "a":
        return TYPE
    return f"={text}" if text.isdigit() else known(text)


def _pattern(text: str) -> Pattern:
    subject, predicate, obj = (_token(token) for token in text.split())
    return Pattern(subject, predicate, obj)


def _patterns(text: str) -> tuple[Pattern, ...]:
    return tuple(_pattern(part) for part in text.split(",") if part.strip())


def _template(line: str) -> Template:
    name, rest = line.split(":", 1)
    left, right = rest.split("->")
    axioms, bar, body = left.partition("|")
    head, _, compare = right.partition(" if ")
    words = compare.split()
    return Template(
        name.strip(),
        _patterns(axioms) if bar else (),
        _patterns(body if bar else axioms),
        None if head.strip() == "false" else _pattern(head),
        (words[1], words[0], words[2]) if words else None,
    )


@cache
def templates() -> tuple[Template, ...]:
    """Every line of the table."""
    bounds = "".join(
        _BOUNDS.format(lower=lower, upper=upper)
        for lower in ("exactCount", "minimumCount")
        for upper in ("exactCount", "maximumCount")
    )
    lines: list[str] = []
    for line in (TABLE + bounds).splitlines():
        if line[:1].isspace():
            lines[-1] += " " + line.strip()
        elif line.strip():
            lines.append(line)
    return tuple(_template(line) for line in lines)
