"""Explainers for a knowledge base: records, labels, words of the articles, and where things are written."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from standoff.accounts.why import Explainer, Grounds, Step, Why
from standoff.accounts.words import Spo, Words
from standoff.errors import UsageError
from standoff.model import TextAnchor
from standoff.rdf.terms import BlankNode, DefaultGraph, Literal, NamedNode, Quad
from standoff.reasoning.contradictions import mask_of
from standoff.reasoning.lenses import Lens as ReasoningLens
from standoff.reasoning.lenses import Verdict
from standoff.sources import REASONED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from standoff.model import Claim
    from standoff.sources import Sources
    from standoff.view import View

__all__ = ["claims_of", "explainer_for", "recorded", "term_of"]


def explainer_for(
    view: View, sources: Sources, label: Callable[[NamedNode], str], texts: Path | None = None
) -> Explainer:
    """An explainer of what holds through a view; with `texts`, it shows the words at each anchor.

    Raises:
        InputError: there is no folder `texts`.
    """
    words = Words(label, view.built.derivation)

    explainer = Explainer(
        _lens(view), str(view.lens), words, _claims(view, sources), _locator(sources), _excerpts(sources, texts)
    )
    explainer.leaves_out_disputed = view.lens.undisputed
    if view.lens.corroborated > 1:
        explainer.also_needed = _corroboration(view)
    return explainer


def _lens(view: View) -> ReasoningLens:
    """The view's lens; one for undisputed facts leaves out the contested claims."""
    lens = view.reasoning
    if not view.lens.undisputed:
        return lens
    contested = lens.contradictions.contested_within(lens.trusted).claims
    mask = mask_of(lens.reasons, contested, lens.mask)
    return ReasoningLens(lens.reasons, mask, lens.contradictions, trusted=lens.trusted)


def _corroboration(view: View) -> Callable[[int], str | None]:
    """Why a fact is not shown for want of independent speakers; none when it has them."""

    def lacking(fact: int) -> str | None:
        if view.facts[fact]:
            return None
        return f"fewer than {view.lens.corroborated} independent speakers each support it alone"

    return lacking


def _claims(view: View, sources: Sources) -> Mapping[NamedNode, Claim]:
    """The claims, and the link judgements where the lens reasons over them."""
    if not view.lens.with_links:
        return sources.claims
    return {**view.built.links_as_claims, **sources.claims}


def _locator(sources: Sources) -> Callable[[Spo], tuple[Path, int | None] | None]:
    """Finds the file and line of a statement; a statement with a blank node by its subject and property."""

    @cache
    def written() -> dict[tuple[object, ...], Path]:
        found: dict[tuple[object, ...], Path] = {}
        for role in (*REASONED, "articles", "claims", "links"):
            for path in sources.files(role):
                for quad in sources.quads_of(path):
                    value = None if isinstance(quad.object, BlankNode) else quad.object
                    found.setdefault((quad.subject, quad.predicate, value), path)
        return found

    @cache
    def locate(spo: Spo) -> tuple[Path, int | None] | None:
        subject, predicate, value = spo
        assert isinstance(predicate, NamedNode)
        plain = None if isinstance(value, BlankNode) else value
        path = written().get((subject, predicate, plain))
        if path is None:
            return None
        line = sources.line(path, None, subject, predicate, plain)
        return (path.relative_to(sources.root) if path.is_relative_to(sources.root) else path), line

    return locate


def _excerpts(sources: Sources, texts: Path | None) -> Callable[[Claim], tuple[str, str, str] | None]:
    from standoff.texts import Texts, excerpt

    place = texts or sources.config.texts
    if place is None:
        return lambda claim: None
    held = Texts(place)
    read: dict[NamedNode, str | None] = {}

    def find(claim: Claim) -> tuple[str, str, str] | None:
        article = sources.articles.get(claim.article) if claim.article is not None else None
        if article is None:
            return None
        if article.iri not in read:
            read[article.iri] = held.text(article)
        text = read[article.iri]
        if text is None:
            return None
        anchors = (anchor for anchor in claim.anchors if isinstance(anchor, TextAnchor))
        return next((found for anchor in anchors if (found := excerpt(text, anchor)) is not None), None)

    return find


def term_of(view: View, subject: NamedNode, predicate: NamedNode, text: str) -> Literal | None:
    """The literal that `text` means as a value of a property: one that is a value there, else one as written.

    `"…"`, with a language or datatype behind it as in Turtle, is always a literal. None when `text` rather names an
    entity.
    """
    if text.startswith('"'):
        return _written(text)
    for graph in (DefaultGraph(), None):
        for quad in view.built.store.quads_for_pattern(subject, predicate, None, graph):
            if isinstance(quad.object, Literal) and quad.object.value == text:
                return quad.object
    return None


def _written(text: str) -> Literal:
    from pyoxigraph import RdfFormat, parse

    prefix = "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> ."
    try:
        [quad] = parse(f"{prefix} <x:s> <x:p> {text} .", RdfFormat.TURTLE)
    except (SyntaxError, ValueError):
        raise UsageError(f"{text} is no literal", hint='write it as in Turtle: "2020"^^xsd:gYear') from None
    if not isinstance(quad.object, Literal):
        raise UsageError(f"{text} is no literal", hint='write it as in Turtle: "2020"^^xsd:gYear')
    return quad.object


def recorded(explainer: Explainer, view: View, spo: Spo) -> Why | None:
    """The explanation of a triple that is no fact of the reasoning but stands in records of claims or links."""
    subject, predicate, value = spo
    if isinstance(subject, Literal) or not isinstance(predicate, NamedNode):
        return None
    quad = Quad(subject, predicate, value, DefaultGraph())
    stated = next(view.store.quads_for_pattern(subject, predicate, value, None), None) is not None
    if not stated or view.number(quad) is not None:
        return None
    sentence = explainer.words.fact(spo)
    step = Step(spo, sentence, is_reference=True, place=explainer.place(spo))
    return Why(spo, sentence, str(view.lens), Verdict.HOLDS, False, (Grounds((), step),), True)


def claims_of(view: View, claims: Sequence[Claim], node: NamedNode) -> list[int]:
    """The numbers of the claims meant by a claim, an article or a speaker.

    Raises:
        UsageError: it is none of these, or has no claim.
    """
    numbers = {iri: number for number, iri in enumerate(view.built.derivation.claims)}
    meant = [claim for claim in claims if node in (claim.iri, claim.article, claim.speaker)]
    found = [numbers[claim.iri] for claim in meant if claim.iri in numbers]
    if not found:
        raise UsageError(
            f"{node.value} is no claim, no article with claims, and nobody who speaks in one",
            hint="see: standoff query speakers",
        )
    return found
