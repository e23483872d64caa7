"""A knowledge base's folder as read: which files it has, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from standoff.config import SHARED_ROLES, Config, find_root, own_root
from standoff.errors import InputError
from standoff.rdf.terms import DefaultGraph, NamedNode, Quad, Term

if TYPE_CHECKING:
    from standoff.model import Article, Claim
    from standoff.names import Names
    from standoff.rdf.positions import Positions

__all__ = ["REASONED", "Sources", "digest_of"]

REASONED = ("ontology", "alignments", "reference")
"""The roles whose triples are the background that the reasoner reasons over."""


class Sources:
    """The files of one knowledge base, each parsed once, when it is first asked for.

    Nothing is checked beyond syntax: that is validation's business.
    """

    def __init__(self, config: Config) -> None:
        self.config = config
        self._quads: dict[Path, list[Quad]] = {}
        self._positions: dict[Path, Positions] = {}

    @classmethod
    def open(cls, root: Path | str | None = None) -> Sources:
        """The sources of the knowledge base at `root` (see `find_root` for None).

        Raises:
            InputError: there is no knowledge base, or its standoff.toml cannot be read.
        """
        return cls(Config.read(find_root(root)))

    @property
    def root(self) -> Path:
        """The knowledge base's folder."""
        return self.config.root

    def files(self, role: str) -> tuple[Path, ...]:
        """The files that have a role, sorted; ontology, shapes and queries fall back to the program's own.

        Raises:
            UsageError: there is no such role.
            InputError: what bears a file's name is none: a directory, or a link that leads nowhere.
        """
        found = _matching(self.root, self.config.patterns(role))
        if not found and role in SHARED_ROLES:
            own = own_root()
            if own != self.root:
                found = _matching(own, Config.read(own).patterns(role))
        return found

    def quads_of(self, path: Path) -> list[Quad]:
        """The quads of one file.

        Raises:
            InputError: it cannot be read as what its extension says, or has no bytes at all (what an editor or a
                full disk left of it).
        """
        if path not in self._quads:
            from standoff.rdf.parsing import parse_file

            if path.is_file() and path.stat().st_size == 0:
                raise InputError("is empty", path=path, hint="remove the file, or put back what it held")
            self._quads[path] = list(parse_file(path))
        return self._quads[path]

    def quads(self, role: str) -> Iterator[Quad]:
        """The quads of all files that have a role, file by file."""
        for path in self.files(role):
            yield from self.quads_of(path)

    def background(self) -> Iterator[Quad]:
        """What the reasoner takes as given: ontology, alignments, reference; all in the default graph.

        Raises:
            InputError: a file cannot be read, or has a named graph where none belongs.
        """
        for role in REASONED:
            for path in self.files(role):
                for quad in self.quads_of(path):
                    if not isinstance(quad.graph_name, DefaultGraph):
                        raise InputError(
                            f"a named graph in a file of {role}",
                            path=path,
                            line=self.line(path, quad.graph_name),
                            hint="claims belong into claims.trig",
                        )
                    yield quad

    def provenance(self) -> Iterator[Quad]:
        """What is known about articles and claims: indexed, shown and asked, not reasoned over."""
        yield from self.quads("articles")
        for quad in self.quads("claims"):
            if isinstance(quad.graph_name, DefaultGraph):
                yield quad

    def content(self) -> Iterator[Quad]:
        """What the claims say: the triples of their named graphs, in the order of the files."""
        for quad in self.quads("claims"):
            if not isinstance(quad.graph_name, DefaultGraph):
                yield quad

    @cached_property
    def articles(self) -> Mapping[NamedNode, Article]:
        """The articles by IRI, in the order of the files."""
        from dataclasses import replace

        from standoff.model.reading import read_articles

        found: dict[NamedNode, Article] = {}
        for path in self.files("articles"):
            for article in read_articles(self.quads_of(path), path=path):
                found[article.iri] = replace(article, line=self.line(path, None, article.iri))
        return found

    @cached_property
    def claims(self) -> Mapping[NamedNode, Claim]:
        """The trusted claims by IRI, in the order of the files, with the line each is written at."""
        return self.claims_in("claims", "Claim")

    def claims_in(self, role: str, kind: str) -> Mapping[NamedNode, Claim]:
        """The claims (or the drafts) that the files of a role describe, by IRI."""
        from dataclasses import replace

        from standoff.model.reading import read_claims

        issued = {iri: article.issued for iri, article in self.articles.items() if article.issued}
        found: dict[NamedNode, Claim] = {}
        for path in self.files(role):
            default = (q for q in self.quads_of(path) if isinstance(q.graph_name, DefaultGraph))
            for claim in read_claims(default, path=path, issued=issued, kind=kind):
                line = self.line(path, claim.iri) or self.line(path, None, claim.iri)
                found[claim.iri] = replace(claim, line=line)
        return found

    @cached_property
    def names(self) -> Names:
        """The names that ontology and reference give, and those that claims and articles introduce."""
        from standoff.names import NAMING, Names

        def naming() -> Iterator[Quad]:
            for role in ("ontology", "reference", "articles", "claims"):
                yield from (quad for quad in self.quads(role) if quad.predicate in NAMING)

        return Names(naming(), self.config.prefixes)

    def line(
        self,
        path: Path,
        graph: Term | None = None,
        subject: Term | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
    ) -> int | None:
        """The line of `path` at which a graph, subject or triple is written; None where it cannot be told."""
        if path not in self._positions:
            from standoff.rdf.positions import Positions, positions

            try:
                self._positions[path] = positions(path)
            except OSError:
                self._positions[path] = Positions(path)
        name = graph if isinstance(graph, NamedNode) else None
        return self._positions[path].line(name, subject, predicate, object)

    def find_statement(
        self, subject: Term, predicate: NamedNode, object: Term, roles: Iterable[str] = (*REASONED, "articles")
    ) -> tuple[Path, int | None] | None:
        """The file and line of a background statement; None when no file states it."""
        for role in roles:
            for path in self.files(role):
                for quad in self.quads_of(path):
                    if quad.predicate == predicate and quad.subject == subject and quad.object == object:
                        return path, self.line(path, None, subject, predicate, object)
        return None

    def forget(self, paths: Iterable[Path]) -> None:
        """Read these files anew when they are next asked for."""
        for path in paths:
            self._quads.pop(path, None)
            self._positions.pop(path, None)
        for name in ("articles", "claims", "names"):
            self.__dict__.pop(name, None)


def _matching(root: Path, patterns: Iterable[str]) -> tuple[Path, ...]:
    found = sorted({path for pattern in patterns for path in root.glob(pattern)})
    for path in found:
        if not path.is_file():
            what = "is a directory" if path.is_dir() else "is no file that can be read"
            raise InputError(f"{what}, and standoff.toml's patterns take it for a file", path=path, hint="move it away")
    return tuple(found)


def digest_of(data: bytes) -> str:
    """`sha256:` and the SHA-256 of some bytes, as the knowledge base writes it."""
    import hashlib

    return "sha256:" + hashlib.sha256(data).hexdigest()
