"""The difference between two states of a knowledge base: facts and claims that came and went, and what is contested."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from standoff.exchange.comparing import compare, digest, graph_lines
from standoff.rdf.terms import DefaultGraph, NamedNode, Quad

__all__ = ["KnowledgeDifference", "State", "difference", "patch_lines", "state_of"]

Line = tuple[str, str, str]


@dataclass(frozen=True)
class State:
    """One state: its facts, the digest of each claim's content, and the questions on which claims contradict."""

    facts: Iterable[str]
    claims: dict[str, tuple[int, str]]
    content: dict[str, tuple[Line, ...]]
    contested: frozenset[str] | None = None
    """None when it is not known, since the state is a file."""


@dataclass(frozen=True)
class KnowledgeDifference:
    """From one state to another these facts and claims came and went, and these questions became contested."""

    facts_gained: tuple[Line, ...]
    facts_lost: tuple[Line, ...]
    claims_gained: tuple[str, ...]
    claims_lost: tuple[str, ...]
    claims_changed: tuple[str, ...]
    contested_gained: tuple[str, ...]
    contested_lost: tuple[str, ...]
    contested_known: bool
    content_gained: tuple[tuple[str, Line], ...] = ()
    content_lost: tuple[tuple[str, Line], ...] = ()

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return any(
            (
                self.facts_gained,
                self.facts_lost,
                self.claims_gained,
                self.claims_lost,
                self.claims_changed,
                self.contested_gained,
                self.contested_lost,
            )
        )


def state_of(quads: Iterable[Quad], contested: frozenset[str] | None = None, *, ignore: str = "closure/") -> State:
    """The state that some quads hold: facts in the default graph, each claim in its own.

    Named graphs whose name has `ignore` in it (facts through other lenses) are left out.
    """
    by_claim: dict[str, list[Quad]] = {}

    def facts() -> Iterator[Quad]:
        for quad in quads:
            if isinstance(quad.graph_name, DefaultGraph):
                yield quad
            elif isinstance(quad.graph_name, NamedNode) and ignore not in quad.graph_name.value:
                by_claim.setdefault(quad.graph_name.value, []).append(quad)

    lines = graph_lines(facts())
    claims: dict[str, tuple[int, str]] = {}
    content: dict[str, tuple[Line, ...]] = {}
    for name, said in by_claim.items():
        own = list(graph_lines(said))
        claims[name] = digest(own)
        content[name] = tuple(_line(text) for text in own)
    return State(lines, claims, content, contested)


def _line(text: str) -> Line:
    subject, predicate, value = text.split("\t", 2)
    return subject, predicate, value


def difference(before: State, after: State) -> KnowledgeDifference:
    """What came and what went."""
    found = compare(before.facts, after.facts)
    # a literal in another spelling is another fact here: put the pairs back
    lost = [*found.missing, *((r.subject, r.predicate, r.before) for r in found.rewrites)]
    gained = [*found.extra, *((r.subject, r.predicate, r.after) for r in found.rewrites)]
    both = sorted(set(before.claims) & set(after.claims))
    changed = tuple(name for name in both if before.claims[name] != after.claims[name])
    claims_gained = tuple(sorted(set(after.claims) - set(before.claims)))
    claims_lost = tuple(sorted(set(before.claims) - set(after.claims)))
    known = before.contested is not None and after.contested is not None
    was, now = before.contested or frozenset(), after.contested or frozenset()
    return KnowledgeDifference(
        facts_gained=tuple(sorted(set(gained))),
        facts_lost=tuple(sorted(set(lost))),
        claims_gained=claims_gained,
        claims_lost=claims_lost,
        claims_changed=changed,
        contested_gained=tuple(sorted(now - was)) if known else (),
        contested_lost=tuple(sorted(was - now)) if known else (),
        contested_known=known,
        content_gained=_content(after, before, (*claims_gained, *changed)),
        content_lost=_content(before, after, (*claims_lost, *changed)),
    )


def _content(here: State, there: State, names: Iterable[str]) -> tuple[tuple[str, Line], ...]:
    return tuple(
        (name, line) for name in sorted(names) for line in here.content[name] if line not in there.content.get(name, ())
    )


def patch_lines(found: KnowledgeDifference) -> Iterator[str]:
    """The difference as an RDF Patch (https://afs.github.io/rdf-delta/rdf-patch.html)."""
    yield "TX ."
    for line in found.facts_lost:
        yield f"D {' '.join(line)} ."
    for name, line in found.content_lost:
        yield f"D {' '.join(line)} <{name}> ."
    for line in found.facts_gained:
        yield f"A {' '.join(line)} ."
    for name, line in found.content_gained:
        yield f"A {' '.join(line)} <{name}> ."
    yield "TC ."
