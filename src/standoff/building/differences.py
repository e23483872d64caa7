"""What came and what went between two builds, as quads."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from standoff.rdf.parsing import parse_bytes, rdf_format
from standoff.rdf.terms import DefaultGraph, NamedNode, Quad

if TYPE_CHECKING:
    from standoff.building.builds import FileState
    from standoff.building.scanning import Changes
    from standoff.sources import Sources

__all__ = ["Copies", "Difference", "difference", "everything", "is_content"]

KEPT: Final = ("claims", "articles", "links")
"""The roles whose files are kept as they were built from, so that the next build can tell what went."""


@dataclass
class Difference:
    """Quads to bring in and to take away: the claims' content, what is known about claims and articles, links."""

    content: list[Quad] = field(default_factory=list)
    provenance: list[Quad] = field(default_factory=list)
    links: list[Quad] = field(default_factory=list)
    content_gone: list[Quad] = field(default_factory=list)
    provenance_gone: list[Quad] = field(default_factory=list)
    links_gone: list[Quad] = field(default_factory=list)


def is_content(quad: Quad) -> bool:
    """Whether a quad of a claims file is what a claim says, not what is known about it."""
    return not isinstance(quad.graph_name, DefaultGraph)


class Copies:
    """The source files as the last build read them, compressed, by digest."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, state: FileState) -> Path:
        """Where the copy of a file is kept."""
        return self.folder / f"{state.digest.partition(':')[2]}.gz"

    def quads(self, name: str, state: FileState) -> Iterator[Quad]:
        """The quads of a file as it was built from."""
        return parse_bytes(gzip.decompress(self.path(state).read_bytes()), rdf_format(name), name)

    def keep(self, path: Path, state: FileState) -> None:
        """Keep a copy of a file, unless there is one."""
        copy = self.path(state)
        if copy.exists():
            return
        self.folder.mkdir(exist_ok=True)
        part = copy.with_suffix(".part")
        with path.open("rb") as source, gzip.open(part, "wb", compresslevel=1) as target:
            while block := source.read(1 << 20):
                target.write(block)
        part.replace(copy)


def everything(sources: Sources) -> Difference:
    """All there is, for a build from nothing."""
    return Difference(
        content=list(sources.content()),
        provenance=list(sources.provenance()),
        links=list(sources.quads("links")),
    )


def difference(sources: Sources, copies: Copies, before: dict[str, FileState], changed: Changes) -> Difference:
    """What came and went in the files that changed."""

    def old(role: str) -> set[Quad]:
        return {quad for path in changed.of(role)[0] for quad in copies.quads(path, before[path])}

    def new(role: str) -> set[Quad]:
        return {quad for path in changed.of(role)[1] for quad in sources.quads_of(sources.root / path)}

    claims_old, claims_new = old("claims"), new("claims")
    articles_old, articles_new = old("articles"), new("articles")
    links_old, links_new = old("links"), new("links")
    here = claims_new - claims_old
    gone = claims_old - claims_new
    gone -= _elsewhere(sources, gone, changed)
    return Difference(
        content=[quad for quad in here if is_content(quad)],
        provenance=[*(quad for quad in here if not is_content(quad)), *(articles_new - articles_old)],
        links=list(links_new - links_old),
        content_gone=[quad for quad in gone if is_content(quad)],
        provenance_gone=[*(quad for quad in gone if not is_content(quad)), *(articles_old - articles_new)],
        links_gone=list(links_old - links_new),
    )


def _elsewhere(sources: Sources, gone: set[Quad], changed: Changes) -> set[Quad]:
    """Those of the quads to take away that another file states as well.

    What describes a claim stands in one file; only for the rest (the label of an entity that two articles
    introduce) are all files read.
    """
    claims = {quad.graph_name.value for quad in gone if isinstance(quad.graph_name, NamedNode)}
    shared = {quad for quad in gone if not _describes(quad, claims)}
    if not shared:
        return set()
    rewritten = {sources.root / path for path in changed.of("claims")[1]}
    found: set[Quad] = set()
    for role in ("articles", "claims"):
        for path in sources.files(role):
            if path not in rewritten:
                found.update(shared.intersection(sources.quads_of(path)))
    return found


def _describes(quad: Quad, claims: set[str]) -> bool:
    if is_content(quad):
        return True
    return isinstance(quad.subject, NamedNode) and quad.subject.value.partition("#")[0] in claims
