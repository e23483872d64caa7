"""Random small ontologies, claims and lenses, for the properties of DESIGN.md 4.1."""

from __future__ import annotations

import os
from dataclasses import dataclass

from checker import DIFFERENT, FIRST, NIL, REST, SAME, TYPE, Triple, iri
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

BASE = "https://example.org/"


def node(name: str) -> str:
    """An IRI of the test world."""
    return f"<{BASE}{name}>"


INDIVIDUALS = [node(name) for name in "abcd"]
PROPERTIES = [node(name) for name in ("holds", "knows", "near")]
CLASSES = [node(name) for name in ("State", "Army", "Party")]


def named(kind: str, members: list[str]) -> str:
    """A name for a list of this kind with these members, so that two lists never share a cell."""
    return "-".join([kind, *(member.rsplit("/", 1)[-1].strip("<>") for member in members)])


def listed(name: str, members: list[str]) -> list[Triple]:
    """An RDF list whose cells are named; the first is called NAME-0."""
    cells = [node(f"{name}-{n}") for n in range(len(members))]
    triples: list[Triple] = []
    for n, member in enumerate(members):
        triples.append((cells[n], FIRST, member))
        triples.append((cells[n], REST, cells[n + 1] if n + 1 < len(members) else NIL))
    return triples


@dataclass(frozen=True)
class World:
    """A background, claims by name, and a lens: some of the claims."""

    background: tuple[Triple, ...]
    claims: dict[str, tuple[Triple, ...]]
    lens: frozenset[int]


def _flag(name: str) -> st.SearchStrategy[list[Triple]]:
    return st.sampled_from(PROPERTIES).map(lambda p: [(p, TYPE, iri(name))])


def _pair(name: str, things: list[str]) -> st.SearchStrategy[list[Triple]]:
    return st.lists(st.sampled_from(things), min_size=2, max_size=2, unique=True).map(
        lambda pair: [(pair[0], iri(name), pair[1])]
    )


def _mixed(name: str) -> st.SearchStrategy[list[Triple]]:
    return st.tuples(st.sampled_from(PROPERTIES), st.sampled_from(CLASSES)).map(
        lambda pair: [(pair[0], iri(name), pair[1])]
    )


def _named(prefix: str) -> st.SearchStrategy[str]:
    return st.integers(0, 2).map(lambda n: f"{prefix}{n}")


@st.composite
def _axiom_over_list(draw: st.DrawFn) -> list[Triple]:
    kind = draw(st.sampled_from(["chain", "key", "intersection", "union", "different", "disjoint", "properties"]))
    if kind in ("chain", "key", "properties"):
        members = draw(st.lists(st.sampled_from(PROPERTIES), min_size=2, max_size=2, unique=kind != "chain"))
    elif kind == "different":
        members = draw(st.lists(st.sampled_from(INDIVIDUALS), min_size=2, max_size=4, unique=True))
    else:
        members = draw(st.lists(st.sampled_from(CLASSES), min_size=2, max_size=2, unique=True))
    name = named(kind, members)
    cells, cell = listed(name, members), node(f"{name}-0")
    if kind == "chain":
        return [(draw(st.sampled_from(PROPERTIES)), iri("owl:propertyChainAxiom"), cell), *cells]
    if kind == "key":
        return [(draw(st.sampled_from(CLASSES)), iri("owl:hasKey"), cell), *cells]
    if kind in ("intersection", "union"):
        return [(draw(st.sampled_from(CLASSES)), iri(f"owl:{kind}Of"), cell), *cells]
    what = {"different": "Different", "disjoint": "DisjointClasses", "properties": "DisjointProperties"}[kind]
    return [(node(name), TYPE, iri(f"owl:All{what}")), (node(name), iri("owl:members"), cell), *cells]


@st.composite
def _restriction(draw: st.DrawFn) -> list[Triple]:
    name = node(draw(_named("restriction")))
    prop = (name, iri("owl:onProperty"), draw(st.sampled_from(PROPERTIES)))
    cls = draw(st.sampled_from(CLASSES))
    kind = draw(st.sampled_from(["some", "all", "value", "max0", "max1"]))
    below, above = (name, iri("rdfs:subClassOf"), cls), (cls, iri("rdfs:subClassOf"), name)
    if kind == "some":
        return [(name, iri("owl:someValuesFrom"), draw(st.sampled_from(CLASSES))), prop, below]
    if kind == "all":
        return [(name, iri("owl:allValuesFrom"), draw(st.sampled_from(CLASSES))), prop, above]
    if kind == "value":
        value = (name, iri("owl:hasValue"), draw(st.sampled_from(INDIVIDUALS)))
        return [value, prop, draw(st.sampled_from([below, above]))]
    number = f'"{kind[-1]}"^^{iri("xsd:nonNegativeInteger")}'
    return [(name, iri("owl:maxCardinality"), number), prop, above]


AXIOMS = st.one_of(
    _flag("owl:FunctionalProperty"),
    _flag("owl:FunctionalProperty"),
    _flag("owl:InverseFunctionalProperty"),
    _flag("owl:TransitiveProperty"),
    _flag("owl:TransitiveProperty"),
    _flag("owl:SymmetricProperty"),
    _flag("owl:AsymmetricProperty"),
    _flag("owl:IrreflexiveProperty"),
    _pair("rdfs:subPropertyOf", PROPERTIES),
    _pair("owl:inverseOf", PROPERTIES),
    _pair("owl:propertyDisjointWith", PROPERTIES),
    _pair("rdfs:subClassOf", CLASSES),
    _pair("owl:disjointWith", CLASSES),
    _pair("owl:complementOf", CLASSES),
    _mixed("rdfs:domain"),
    _mixed("rdfs:range"),
    _axiom_over_list(),
    _axiom_over_list(),
    _restriction(),
)


@st.composite
def _said(draw: st.DrawFn) -> list[Triple]:
    kind = draw(st.sampled_from(["fact"] * 8 + ["type"] * 5 + ["same", "different", "denied", "same"]))
    one, two = draw(st.sampled_from(INDIVIDUALS)), draw(st.sampled_from(INDIVIDUALS))
    if kind == "type":
        return [(one, TYPE, draw(st.sampled_from(CLASSES)))]
    if kind in ("same", "different") and one != two:
        return [(one, SAME if kind == "same" else DIFFERENT, two)]
    prop = draw(st.sampled_from(PROPERTIES))
    if kind == "denied":
        denial = node(draw(_named("denial")))
        return [
            (denial, TYPE, iri("owl:NegativePropertyAssertion")),
            (denial, iri("owl:sourceIndividual"), one),
            (denial, iri("owl:assertionProperty"), prop),
            (denial, iri("owl:targetIndividual"), two),
        ]
    return [(one, prop, two)]


@st.composite
def worlds(draw: st.DrawFn, most_claims: int = 5, most_axioms: int = 5) -> World:
    """A small world: a few axioms, reference facts, and claims of one or two statements each."""
    background = [triple for axiom in draw(st.lists(AXIOMS, max_size=most_axioms)) for triple in axiom]
    if draw(st.booleans()):
        background += [(PROPERTIES[0], TYPE, iri("owl:FunctionalProperty"))]
    if draw(st.booleans()):
        background += [
            (node("apart"), TYPE, iri("owl:AllDifferent")),
            (node("apart"), iri("owl:members"), node("apart-0")),
            *listed("apart", INDIVIDUALS[:3]),
        ]
    if draw(st.booleans()):
        background += [(CLASSES[0], iri("owl:disjointWith"), CLASSES[1])]
    for said in draw(st.lists(_said(), max_size=2)):
        background += said
    claims = {}
    for n in range(draw(st.integers(2, most_claims))):
        content = [triple for said in draw(st.lists(_said(), min_size=1, max_size=2)) for triple in said]
        claims[f"{BASE}claim{n}"] = tuple(dict.fromkeys(content))
    lens = draw(st.frozensets(st.integers(0, len(claims) - 1)))
    return World(tuple(dict.fromkeys(background)), claims, lens)


def cases(number: int) -> settings:
    """So many random cases; fifteen times as many in continuous integration (HYPOTHESIS_PROFILE=ci)."""
    factor = 15 if os.environ.get("HYPOTHESIS_PROFILE") == "ci" else 1
    return settings(
        max_examples=number * factor,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=factor == 1,
    )
