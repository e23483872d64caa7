"""What is validated: the background with the file of each statement, and the content of each claim and draft."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

from standoff.rdf.terms import OA, RDF, RDFS, ST, BlankNode, DefaultGraph, NamedNode, Quad, Term
from standoff.sources import Sources

__all__ = ["KB_ROLES", "Dataset"]

KB_ROLES = ("reference", "articles", "claims", "drafts", "links")
"""The roles of the files under kb/, which people write; no blank node may stand in them."""

_GIVEN = "given"


class Dataset:
    """A knowledge base as validation sees it; files given beside it stand in for what they describe anew.

    `background` holds what stands in default graphs (links included), `content` what each claim's graph says,
    `drafts` the same of drafts.
    """

    def __init__(self, sources: Sources, files: Sequence[Path] = (), quads: Sequence[Quad] = ()) -> None:
        self.sources = sources
        self.ontology: list[Quad] = [*sources.quads("ontology"), *sources.quads("alignments")]
        self.vocabulary: list[Quad] = list(sources.quads("ontology"))
        self.background: list[Quad] = []
        self.content: dict[NamedNode, list[Quad]] = {}
        self.drafts: dict[NamedNode, list[Quad]] = {}
        self.stray: list[tuple[Path | None, Quad]] = []
        """Statements with a blank node, or in a graph where none belongs."""
        self.given_subjects: set[Term] = set()
        self.given_graphs: set[NamedNode] = set()
        self.files_of: dict[Term, list[Path]] = {}
        """The files that describe a subject in their default graph."""
        self.file_of_graph: dict[NamedNode, Path] = {}
        self._read(files, quads)
        self.vocabulary += [quad for quad in self.background if quad.predicate == RDFS["subClassOf"]]

    def _read(self, files: Sequence[Path], quads: Sequence[Quad]) -> None:
        given = [(path, self.sources.quads_of(path)) for path in files]
        for statements in [quads, *(found for _, found in given)]:
            for quad in statements:
                if isinstance(quad.graph_name, NamedNode):
                    self.given_graphs.add(quad.graph_name)
                else:
                    self.given_subjects.add(quad.subject)
        resolved = {path.resolve() for path in files}
        for role in KB_ROLES:
            for path in self.sources.files(role):
                if path.resolve() not in resolved:
                    self._take(role, path, self.sources.quads_of(path), given=False)
        roles = {path.resolve(): role for role in KB_ROLES for path in self.sources.files(role)}
        for path, statements in given:
            self._take(roles.get(path.resolve(), _GIVEN), path, statements, given=True)
        self._take(_GIVEN, None, quads, given=True)

    def _take(self, role: str, path: Path | None, quads: Iterable[Quad], *, given: bool) -> None:
        of_drafts = role == "drafts"
        has_graphs = role in ("claims", "drafts", _GIVEN)
        for quad in quads:
            subject, graph = quad.subject, quad.graph_name
            if isinstance(graph, DefaultGraph):
                if not given and subject in self.given_subjects:
                    continue
                if isinstance(subject, BlankNode) or isinstance(quad.object, BlankNode):
                    self.stray.append((path, quad))
                    continue
                self.background.append(quad)
                if path is not None:
                    files = self.files_of.setdefault(subject, [])
                    if not files or files[-1] != path:
                        files.append(path)
                continue
            if isinstance(graph, BlankNode) or not has_graphs:
                self.stray.append((path, quad))
                continue
            if not given and graph in self.given_graphs:
                continue
            if isinstance(subject, BlankNode) or isinstance(quad.object, BlankNode):
                self.stray.append((path, quad))
                continue
            (self.drafts if of_drafts else self.content).setdefault(graph, []).append(quad)
            if path is not None:
                self.file_of_graph.setdefault(graph, path)

    @cached_property
    def owners(self) -> dict[Term, NamedNode]:
        """The claim or draft that a record belongs to: the claim itself, its targets, their selectors, its relays."""
        kind, sayings = RDF["type"], {ST["Claim"], ST["Draft"]}
        claims = {
            quad.subject: quad.subject for quad in self.background if quad.predicate == kind and quad.object in sayings
        }
        found: dict[Term, NamedNode] = {c: c for c in claims if isinstance(c, NamedNode)}
        for parts in ({OA["hasTarget"], ST["relay"]}, {OA["hasSelector"]}):
            for quad in self.background:
                if quad.predicate in parts and quad.subject in found:
                    found.setdefault(quad.object, found[quad.subject])
        return found

    @property
    def is_partial(self) -> bool:
        """Whether only some files or quads were asked about."""
        return bool(self.given_subjects or self.given_graphs)

    def graphs(self) -> Iterator[tuple[NamedNode, list[Quad]]]:
        """The content of claims, then of drafts."""
        yield from self.content.items()
        yield from self.drafts.items()

    @cached_property
    def _stated_in(self) -> dict[tuple[Term, Term], tuple[Path, NamedNode]]:
        """The file that states something of a subject with an object, and the predicate."""
        found: dict[tuple[Term, Term], tuple[Path, NamedNode]] = {}
        for path in {path for paths in self.files_of.values() for path in paths}:
            for quad in self.sources.quads_of(path):
                if isinstance(quad.graph_name, DefaultGraph):
                    found.setdefault((quad.subject, quad.object), (path, quad.predicate))
        return found

    def place(
        self,
        claims: Sequence[NamedNode] = (),
        focus: Term | None = None,
        predicate: NamedNode | None = None,
        value: Term | None = None,
    ) -> tuple[Path | None, int | None]:
        """The file and line of a statement: in the first claim's graph, else in the background."""
        if claims:
            path = self.file_of_graph.get(claims[0])
            if path is not None:
                if predicate is None and value is not None:
                    quads = self.content.get(claims[0]) or self.drafts.get(claims[0], [])
                    said = (q.predicate for q in quads if q.subject == focus and q.object == value)
                    predicate = next(said, None)
                return path, self.sources.line(path, claims[0], focus, predicate, value)
        files = self.files_of.get(focus, ()) if focus is not None else ()
        if focus is not None and value is not None and (predicate is None or len(files) > 1):
            stated = self._stated_in.get((focus, value))
            if stated is not None:
                return stated[0], self.sources.line(stated[0], None, focus, stated[1], value)
        for path in files:
            return path, self.sources.line(path, None, focus, predicate, value)
        if claims:
            for path in self.files_of.get(claims[0], ()):
                return path, self.sources.line(path, None, claims[0])
        return None, None
