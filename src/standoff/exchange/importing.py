"""Import: RDF of others as reference, or as claims with a speaker each; checked first, and nothing changed if it fails.

The texts of the new files are made in memory; whoever calls decides, after validation, that they are written.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from standoff.errors import InputError, UsageError
from standoff.rdf.blank_nodes import BlankNodes, has_blank_node
from standoff.rdf.parsing import parse_file
from standoff.rdf.prefixes import Prefixes
from standoff.rdf.serialising import serialise
from standoff.rdf.terms import (
    DCTERMS,
    OA,
    PROV,
    RDF,
    RDFS,
    ST,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    Resource,
    Term,
)

__all__ = ["AS", "Defaults", "Import", "import_claims", "import_reference", "slug"]

AS: Final = ("claims", "reference")

_NEEDED: Final = (
    (PROV["wasAttributedTo"], "a speaker (prov:wasAttributedTo)", "--speaker"),
    (DCTERMS["description"], "a description (dcterms:description)", "--description"),
    (ST["speech"], "how it is said (st:speech)", "--speech"),
    (ST["polarity"], "whether it is affirmed (st:polarity)", "--polarity"),
    (ST["modality"], "how firmly it is said (st:modality)", "--modality"),
)
_PARTS: Final = frozenset({OA["hasTarget"], OA["hasSelector"], ST["relay"]})


@dataclass(frozen=True)
class Defaults:
    """What claims get that do not say it themselves."""

    speaker: NamedNode | None = None
    article: NamedNode | None = None
    description: str | None = None
    speech: NamedNode | None = None
    polarity: NamedNode | None = None
    modality: NamedNode | None = None

    def value(self, predicate: NamedNode) -> Term | None:
        """The default of a property of claims."""
        return {
            PROV["wasAttributedTo"]: self.speaker,
            DCTERMS["description"]: None if self.description is None else Literal(self.description, language="en"),
            ST["speech"]: self.speech,
            ST["polarity"]: self.polarity,
            ST["modality"]: self.modality,
        }.get(predicate)


@dataclass(frozen=True)
class Import:
    """What an import would write: text by path, relative to the knowledge base's folder."""

    files: dict[Path, str]
    claims: int = 0
    triples: int = 0
    notes: tuple[str, ...] = field(default_factory=tuple)


def slug(path: Path) -> str:
    """A folder's name made from a file's."""
    found = re.sub(r"[^a-z0-9]+", "-", path.name.removesuffix(path.suffix).lower()).strip("-")
    return found or "imported"


def import_reference(files: Iterable[Path], name: str, base: str, prefixes: Prefixes) -> Import:
    """Statements that are taken as given, for `kb/reference/NAME.ttl`.

    Raises:
        InputError: a file cannot be read, or has named graphs, which are claims.
    """
    quads: list[Quad] = []
    for path in files:
        for quad in _skolemised(parse_file(path), f"{base}imported/{name}"):
            if not isinstance(quad.graph_name, DefaultGraph):
                raise InputError(
                    f"has the named graph {quad.graph_name}",
                    path=path,
                    hint="import it --as claims, or merge its graphs",
                )
            quads.append(quad)
    _refuse_nothing(quads, files)
    text = "".join(serialise(quads, "turtle", prefixes))
    return Import({Path("kb", "reference", f"{name}.ttl"): text}, triples=len(set(quads)))


def import_claims(
    files: Iterable[Path], name: str, base: str, prefixes: Prefixes, defaults: Defaults | None = None
) -> Import:
    """Claims, for `kb/articles/NAME/`: each named graph is one; without named graphs, each subject is.

    What is known about a claim is read from the default graph, else taken from the defaults. A claim without an anchor
    gets one that names its graph in the file, with the file's digest; the file then stands where an article stands.

    Raises:
        InputError: a file cannot be read, or a claim lacks what every claim must have; the message says what.
    """
    given = defaults or Defaults()
    files = list(files)
    work = _Claims(name, base, given)
    for path in files:
        digest = "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        work.read(path, digest, list(_skolemised(parse_file(path), f"{base}imported/{name}")))
    _refuse_nothing(work.content, files)
    quads = [*work.content, *work.finished()]
    folder = Path("kb", "articles", name)
    texts = {folder / "claims.trig": "".join(serialise(quads, "trig", prefixes))}
    if work.extract_needed:
        texts[folder / "article.ttl"] = "".join(serialise(work.extract(files), "turtle", prefixes))
    return Import(texts, claims=len(work.claims), triples=len(set(work.content)), notes=tuple(work.notes))


def _refuse_nothing(quads: list[Quad], files: Iterable[Path]) -> None:
    if not quads:
        raise InputError("says nothing", path=", ".join(map(str, files)), hint="check that it is the right file")


def _skolemised(quads: Iterable[Quad], space: str) -> Iterator[Quad]:
    """The quads with an IRI for each blank node, always the same for the same content."""
    held: list[Quad] = []
    for quad in quads:
        if has_blank_node(quad):
            held.append(quad)
        else:
            yield quad
    named = BlankNodes(held)

    def node(text: str) -> NamedNode:
        return NamedNode(f"{space}#{text[2:]}" if text.startswith("_:") else text)

    for quad in named.quads():
        graph, subject, _, value = named.named(quad)
        target = node(value) if value.startswith("_:") else quad.object
        yield Quad(node(subject), quad.predicate, target, node(graph) if graph else DefaultGraph())


class _Claims:
    def __init__(self, name: str, base: str, defaults: Defaults) -> None:
        self.name = name
        self.defaults = defaults
        self.article = defaults.article or NamedNode(f"{base}article/{name}")
        self.space = f"{base}claim/{name}"
        self.content: list[Quad] = []
        self.claims: dict[Resource, tuple[Path, str]] = {}
        self.about: dict[Term, list[Quad]] = defaultdict(list)
        self.notes: list[str] = []
        self.extract_needed = False

    def read(self, path: Path, digest: str, quads: list[Quad]) -> None:
        """Take in one file."""
        graphs = [quad for quad in quads if not isinstance(quad.graph_name, DefaultGraph)]
        loose = [quad for quad in quads if isinstance(quad.graph_name, DefaultGraph)]
        if graphs:
            for quad in graphs:
                assert isinstance(quad.graph_name, NamedNode)
                self.claims.setdefault(quad.graph_name, (path, digest))
            self.content += graphs
            for quad in loose:
                self.about[quad.subject].append(quad)
            return
        subjects = sorted({quad.subject for quad in loose}, key=str)
        names = {
            subject: NamedNode(f"{self.space}-{len(self.claims) + place:02d}")
            for place, subject in enumerate(subjects, start=1)
        }
        for quad in loose:
            claim = names[quad.subject]
            self.content.append(Quad(quad.subject, quad.predicate, quad.object, claim))
        for claim in names.values():
            self.claims[claim] = (path, digest)
        self.notes.append(f"{path} has no named graphs: each of its {len(subjects)} subjects becomes one claim")

    def finished(self) -> Iterator[Quad]:
        """What is known about the claims, completed from the defaults.

        Raises:
            InputError: something is missing that has no default.
        """
        lacking: list[str] = []
        missing_options: dict[str, None] = {}
        found: list[Quad] = []
        for claim, (_, digest) in self.claims.items():
            known = self.about.get(claim, [])
            said = {quad.predicate for quad in known}
            found.append(Quad(claim, RDF["type"], ST["Claim"]))
            for predicate, words, option in _NEEDED:
                if predicate in said:
                    continue
                value = self.defaults.value(predicate)
                if value is None:
                    lacking.append(f"{claim} lacks {words}")
                    missing_options[option] = None
                else:
                    found.append(Quad(claim, predicate, value))
            found += self._place(claim, said, digest)
        if lacking:
            path = next(iter(self.claims.values()))[0]
            more = f", and {len(lacking) - 3} more" if len(lacking) > 3 else ""
            raise InputError(
                ", ".join(lacking[:3]) + more,
                path=path,
                hint=f"say it in the file's default graph, or for all with {', '.join(missing_options)}",
            )
        yield from found
        for quads in self.about.values():
            yield from quads

    def _place(self, claim: Resource, said: set[NamedNode], digest: str) -> Iterator[Quad]:
        assert isinstance(claim, NamedNode)
        article = next((q.object for q in self.about.get(claim, ()) if q.predicate == PROV["wasQuotedFrom"]), None)
        if article is None:
            article = self.article
            yield Quad(claim, PROV["wasQuotedFrom"], article)
            self.extract_needed |= self.defaults.article is None
        if OA["hasTarget"] not in said:
            joint = "-" if "#" in claim.value else "#"
            target, selector = NamedNode(f"{claim.value}{joint}target"), NamedNode(f"{claim.value}{joint}statement")
            yield Quad(claim, OA["hasTarget"], target)
            yield Quad(target, RDF["type"], OA["SpecificResource"])
            yield Quad(target, OA["hasSource"], article)
            yield Quad(target, OA["hasSelector"], selector)
            yield Quad(selector, RDF["type"], ST["StatementSelector"])
            yield Quad(selector, ST["selectsStatement"], claim)
            yield Quad(selector, ST["answerDigest"], Literal(digest))

    def extract(self, files: Iterable[Path]) -> Iterator[Quad]:
        """The description of what was imported, which stands where an article stands."""
        yield Quad(self.article, RDF["type"], ST["Extract"])
        yield Quad(self.article, RDF["type"], ST["Article"])
        names = ", ".join(path.name for path in files)
        yield Quad(self.article, RDFS["label"], Literal(f"Imported from {names}", language="en"))


def kind(space: str, text: str | None, known: dict[str, str]) -> NamedNode | None:
    """One of a few named individuals of the ontology, by a short name.

    Raises:
        UsageError: it is none of them.
    """
    if text is None:
        return None
    if text.lower() not in known:
        raise UsageError(f"{text!r} is no {space}", hint=f"one of {', '.join(sorted(known))}")
    return ST[known[text.lower()]]
