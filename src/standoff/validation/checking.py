"""`validate` and `check_claims`: the checks put together, their findings told in sentences with file and line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from standoff.rdf.terms import SH, Literal, NamedNode, Quad, Term
from standoff.sources import Sources
from standoff.texts import Texts
from standoff.validation.anchors import AnchorCheck
from standoff.validation.claimwise import Attributed, Claimwise, ntriples
from standoff.validation.dataset import Dataset
from standoff.validation.engines import Engine, Result, engine_named
from standoff.validation.report import Finding, Severity, ValidationReport
from standoff.validation.shapes import Shapes
from standoff.validation.structure import SHAPE_SPACE, Breach, breaches

__all__ = ["check_claims", "validate"]

_STRUCTURE = NamedNode(SHAPE_SPACE + "StructureComponent")
_PLAIN_PATH = re.compile(r"<[^<>]*>\Z")


def validate(
    sources: Sources,
    files: Sequence[Path] = (),
    texts: Path | None = None,
    *,
    engine: str | None = None,
) -> ValidationReport:
    """Check a knowledge base, or some files as if they were in it, against the shapes and the articles' texts.

    Args:
        sources: the knowledge base.
        files: RDF files; what they describe replaces what the knowledge base says of the same claims and entities,
            and only findings they have a part in are reported. Empty means the whole knowledge base.
        texts: a folder with the articles' texts, to verify anchors; the configured one when None.
        engine: `pyshacl` or `shacl`; the fastest that is installed when None.

    Raises:
        InputError: a file cannot be read.
        UsageError: the engine is unknown or not installed.
    """
    return _Check(Dataset(sources, files), texts, engine_named(engine)).report()


def check_claims(sources: Sources, quads: Iterable[Quad], *, engine: str | None = None) -> ValidationReport:
    """Check some claims (graphs and what is known about them) as if they stood in the knowledge base.

    Only what they have a part in is looked at. Claims of the same IRIs in the knowledge base are replaced.

    Raises:
        UsageError: the engine is unknown or not installed.
    """
    return _Check(Dataset(sources, quads=list(quads)), None, engine_named(engine)).report()


class _Check:
    """One validation."""

    def __init__(self, data: Dataset, texts: Path | None, engine: Engine) -> None:
        self.data = data
        self.sources = data.sources
        place = texts if texts is not None else self.sources.config.texts
        self.texts = Texts(place) if place is not None and (texts is not None or place.exists()) else None
        self.engine = engine
        self.shapes = Shapes(self.sources.quads("shapes"))
        self.claimwise = Claimwise(data, self.shapes, engine)

    def report(self) -> ValidationReport:
        """Run every check."""
        anchors = AnchorCheck(self.data, self.texts)
        findings: set[Finding] = set()
        for breach in (*breaches(self.data), *anchors.breaches()):
            findings.add(self._of_breach(breach))
        dates = {(f.focus, f.value) for f in findings if f.shape.value == SHAPE_SPACE + "ExistingDate"}
        for attributed in self.claimwise.run():
            if (attributed.result.focus, attributed.result.value) not in dates:
                findings.add(self._of_result(attributed))
        if not self.data.is_partial:
            findings.update(self._of_ontology())
        kept = sorted((f for f in findings if self._is_asked_about(f)), key=lambda finding: finding.order)
        return ValidationReport(
            findings=tuple(kept),
            counts=self._counts(anchors),
            not_checked=tuple(self._not_checked(anchors)),
            engine=self.engine.name,
            root=self.sources.root,
        )

    def _is_asked_about(self, finding: Finding) -> bool:
        if not self.data.is_partial:
            return True
        if finding.claims:
            return not self.data.given_graphs.isdisjoint(finding.claims) or (
                finding.shape.value == SHAPE_SPACE + "Digest" and finding.focus in self.data.given_subjects
            )
        return finding.focus in self.data.given_subjects or finding.focus in self.data.given_graphs

    # findings ----------------------------------------------------------------------------

    def _of_breach(self, breach: Breach) -> Finding:
        shape = NamedNode(SHAPE_SPACE + breach.shape)
        severity = self.shapes.severity(shape)
        if (
            len(breach.claims) > 1
            or any(claim in self.data.drafts for claim in breach.claims)
            or self._is_draft(breach)
        ):
            severity = min(severity, Severity.WARNING)
        path, line = self._place_of(breach)
        text = self.shapes.message(shape) or f"The check {breach.shape} failed."
        return Finding(
            severity,
            self._sentence(text, breach.focus, breach.value, breach.detail),
            breach.focus,
            shape,
            _STRUCTURE,
            None if breach.predicate is None else f"<{breach.predicate.value}>",
            breach.value,
            tuple(sorted(breach.claims, key=lambda claim: claim.value)),
            path,
            line,
        )

    def _place_of(self, breach: Breach) -> tuple[Path | None, int | None]:
        graphs = list(breach.claims)
        if breach.shape in _STRAY and breach.detail:
            path: Path | None = Path(breach.detail)
            graph = graphs[0] if graphs else None
            line = self.sources.line(Path(breach.detail), graph, breach.focus, breach.predicate, breach.value)
        else:
            graphs = [claim for claim in graphs if claim in self.claimwise.relevant]
            path, line = self.data.place(graphs, breach.focus, breach.predicate, breach.value)
            if breach.focus in self.data.files_of and (line is None or breach.shape in _OF_RECORDS):
                path, line = self.data.place((), breach.focus, breach.predicate, breach.value)
        if path is not None and line is None and graphs:
            line = self.sources.line(path, graphs[0])
        return path, line

    def _of_result(self, attributed: Attributed) -> Finding:
        result, claims = attributed.result, attributed.claims
        severity = self.shapes.severity(result.shape)
        if len(claims) > 1 or any(claim in self.data.drafts for claim in claims) or self._is_draft(result):
            severity = min(severity, Severity.WARNING)
        way = self.shapes.path(result.shape)
        predicate = NamedNode(way[1:-1]) if way and _PLAIN_PATH.match(way) else None
        owners = self.data.owners
        file, line = self.data.place(claims, result.focus, predicate, result.value)
        if not claims and (owner := owners.get(result.focus)):
            claims = (owner,)
        elif not claims and result.value is not None and (owner := owners.get(result.value)):
            claims = (owner,)  # what an article's shape finds at a claim's anchor
            file, line = self.data.place((), result.value)
        return Finding(
            severity,
            self._message(result),
            result.focus,
            self.shapes.public(result.shape),
            result.component,
            way,
            result.value,
            claims,
            file,
            line,
        )

    def _is_draft(self, result: Result | Breach) -> bool:
        """Whether it is about something that a file of drafts describes."""
        drafts = self.sources.files("drafts")
        return any(path in drafts for path in self.data.files_of.get(result.focus, ()))

    def _message(self, result: Result) -> str:
        text = self.shapes.message(result.shape)
        if text is None:
            local = result.component.value.removeprefix(str(SH)).removesuffix("ConstraintComponent")
            text = f"{{$this}} breaks the shape {self._name(self.shapes.public(result.shape))} ({local})."
        return self._sentence(text, result.focus, result.value)

    def _sentence(self, text: str, focus: Term, value: Term | None, detail: str = "") -> str:
        named = any(mark in text for mark in ("{$this}", "{?this}"))
        told = text if named else f"{{$this}}: {text}"
        for mark, term in (("{$this}", focus), ("{?this}", focus), ("{?value}", value), ("{$value}", value)):
            told = told.replace(mark, self._name(term) if term is not None else "nothing")
        return told.replace("{?detail}", detail)

    def _name(self, term: Term) -> str:
        if isinstance(term, NamedNode):
            return self.sources.config.prefixes.shorten(term)
        if isinstance(term, Literal):
            return f'"{term.value}"'
        return "a blank node"

    def _of_ontology(self) -> Iterator[Finding]:
        """The house rules of the ontology itself."""
        roots = [iri for iri, root in self.shapes.roots.items() if root.for_ontology]
        if not roots:
            return
        for result in _results(self.engine.name, self.shapes.text(roots), ntriples(self.data.ontology)):
            file = line = None
            for role in ("ontology", "alignments"):
                for path in self.sources.files(role):
                    at = self.sources.line(path, None, result.focus)
                    if file is None and at is not None:
                        file, line = path, at
            yield Finding(
                self.shapes.severity(result.shape),
                self._message(result),
                result.focus,
                self.shapes.public(result.shape),
                result.component,
                self.shapes.path(result.shape),
                result.value,
                (),
                file,
                line,
            )

    # what was done -----------------------------------------------------------------------

    def _counts(self, anchors: AnchorCheck) -> dict[str, int]:
        return {
            "claims": len(self.data.given_graphs if self.data.is_partial else self.data.content),
            "drafts": len(self.data.drafts),
            "quads": len(self.data.background)
            + sum(len(quads) for _, quads in self.data.graphs())
            + len(self.data.ontology),
            "shapes": len(self.shapes.roots),
            "anchors verified": anchors.verified,
            "anchors not verified": anchors.unverified,
            "anchors in statements": anchors.of_statements,
        }

    def _not_checked(self, anchors: AnchorCheck) -> Iterator[str]:
        if anchors.unverified:
            number = anchors.unverified
            yield (
                f"{number:,} anchor{'s were' if number != 1 else ' was'} not verified against the text"
                + (
                    f": no text here has the digest of {', '.join(sorted(anchors.absent))}"
                    if self.texts is not None
                    else ": give --texts DIR where the articles' texts are"
                )
            )
        if anchors.of_statements:
            yield f"{anchors.of_statements:,} anchors in statements of other knowledge bases were not looked up again"
        if self.data.is_partial:
            yield "only what the given claims and files have a part in was looked at"


@lru_cache(maxsize=4)
def _results(engine: str, shapes: str, data: str) -> frozenset[Result]:
    """The results of one run; remembered, since the ontology is the same from one validation to the next."""
    return frozenset(engine_named(engine).results(shapes, data))


_STRAY = frozenset({"BlankNode", "StrayGraph"})
_OF_RECORDS = frozenset({"Digest", "PastTheText", "Fragment", "TextDigest", "TextLength"})
