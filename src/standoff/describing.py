"""Describing: what a knowledge base holds in numbers, and one entity with everything said of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from standoff.rdf.terms import OWL, PROV, RDF, RDFS, SKOS, ST, DefaultGraph, Literal, NamedNode, Quad, Term

if TYPE_CHECKING:
    from collections.abc import Mapping

    from standoff.model import Claim
    from standoff.view import View

__all__ = ["Description", "Said", "describe", "statistics"]

_DEFAULT = DefaultGraph()
_NAMING = (RDFS["label"], SKOS["prefLabel"], SKOS["altLabel"], ST["demonym"])
_SCHEMA = ("http://www.w3.org/2002/07/owl#", "http://www.w3.org/2000/01/rdf-schema#")


@dataclass(frozen=True, slots=True)
class Said:
    """SUBJECT PREDICATE OBJECT holds; `claims` say so in these words, or it is inferred or reference."""

    subject: Term
    predicate: NamedNode
    object: Term
    claims: tuple[Claim, ...]
    origin: str
    """`claimed`, `reference` or `inferred`."""
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Description:
    """An ENTITY with its names, its kinds and everything said of it."""

    entity: NamedNode
    names: tuple[str, ...]
    kinds: tuple[NamedNode, ...]
    said: tuple[Said, ...]
    spoke: tuple[Claim, ...]
    """The claims it made itself."""


def describe(view: View, entity: NamedNode, claims: Mapping[NamedNode, Claim]) -> Description:
    """Everything that holds of an entity through a view, as subject or object, with who says so."""
    store = view.store
    about: list[Quad] = list(store.quads_for_pattern(entity, None, None, _DEFAULT))
    about += [
        quad
        for quad in store.quads_for_pattern(None, None, entity, _DEFAULT)
        if not (isinstance(quad.subject, NamedNode) and quad.subject in claims)
    ]
    content: dict[tuple[Term, Term, Term], list[Claim]] = {}
    for quad in (*store.quads_for_pattern(entity, None, None), *store.quads_for_pattern(None, None, entity)):
        claim = claims.get(quad.graph_name) if isinstance(quad.graph_name, NamedNode) else None
        if claim is not None:
            content.setdefault((quad.subject, quad.predicate, quad.object), []).append(claim)
    names: list[str] = []
    kinds: list[NamedNode] = []
    said: list[Said] = []
    for quad in about:
        if quad.predicate in _NAMING and quad.subject == entity and isinstance(quad.object, Literal):
            tag = f" ({quad.object.language})" if quad.object.language not in (None, "en") else ""
            names.append(quad.object.value + tag)
            continue
        if quad.predicate == RDF["type"] and quad.subject == entity:
            if isinstance(quad.object, NamedNode) and not quad.object.value.startswith(_SCHEMA):
                kinds.append(quad.object)
            continue
        if quad.predicate.value.startswith(_SCHEMA) or quad.predicate.value.startswith(PROV):
            continue
        if RDF["first"] == quad.predicate or quad.predicate == OWL["members"]:
            continue
        by = tuple(content.get((quad.subject, quad.predicate, quad.object), ()))
        origin = "claimed" if by else view.origin(quad)
        said.append(Said(quad.subject, quad.predicate, quad.object, by, origin, view.is_disputed(quad)))
    said.sort(key=lambda item: (item.subject != entity, item.predicate.value, str(item.object), str(item.subject)))
    chosen = set(view.claims())
    spoke = tuple(claim for claim in claims.values() if claim.speaker == entity and claim.iri in chosen)
    return Description(entity, tuple(sorted(set(names))), tuple(sorted(kinds, key=str)), tuple(said), spoke)


def statistics(view: View) -> Iterator[tuple[str, int]]:
    """What a knowledge base holds, in numbers: (what, how many) in an order that reads well."""
    store, built = view.store, view.built
    claims = list(view.claims())
    chosen = set(claims)
    yield "articles", _instances(view, ST["Article"])
    yield "claims", len(claims)
    records = [built.records[claim] for claim in claims if claim in built.records]
    speakers = {record.speaker for record in records if record.speaker is not None}
    yield "speakers", len(speakers)
    yield "claims of the articles' own voice", sum(record.is_narration for record in records)
    yield "content quads", sum(1 for claim in claims for _ in store.quads_for_pattern(None, None, None, claim))
    yield "facts", int(view.facts.sum())
    yield "undisputed facts", int((view.facts & view.reasoning.undisputed_facts).sum())
    yield "undecided facts", view.undecided
    contested = built.contradictions.contested.claims
    yield "claims in contradictions", sum(built.derivation.claims[number] in chosen for number in contested)
    for kind in ("Actor", "Conflict", "Attack", "Agreement", "Place", "Report"):
        yield f"{kind.lower()}s", _instances(view, ST[kind])


def _instances(view: View, kind: NamedNode) -> int:
    found = view.store.quads_for_pattern(None, RDF["type"], kind, _DEFAULT)
    return len({quad.subject for quad in found})
