"""The standard SHACL validation report (https://www.w3.org/TR/shacl/#validation-report), as Turtle."""

from __future__ import annotations

import re
from collections.abc import Iterator

from standoff.rdf.prefixes import Prefixes
from standoff.rdf.serialising import serialise
from standoff.rdf.terms import PROV, RDF, SH, XSD, BlankNode, Literal, NamedNode, Quad, Resource
from standoff.validation.report import Finding, Severity, ValidationReport

__all__ = ["report_quads", "write_turtle"]

_SEVERITIES = {Severity.VIOLATION: SH["Violation"], Severity.WARNING: SH["Warning"], Severity.INFO: SH["Info"]}
_STEP = re.compile(r"\s*(<[^<>]*>|[\^()|/*+?])")


def write_turtle(report: ValidationReport, prefixes: Prefixes) -> Iterator[str]:
    """The lines of the report in Turtle."""
    yield "".join(serialise(report_quads(report), "turtle", prefixes)).rstrip("\n")


def report_quads(report: ValidationReport) -> Iterator[Quad]:
    """The report's triples. sh:conforms is what the standard says of it: false as soon as there is any result.

    The claims behind a result are its prov:wasDerivedFrom.
    """
    node = BlankNode("report")
    yield Quad(node, RDF["type"], SH["ValidationReport"])
    told = "false" if report.findings else "true"
    yield Quad(node, SH["conforms"], Literal(told, datatype=XSD["boolean"]))
    for number, finding in enumerate(report):
        result = BlankNode(f"result{number}")
        yield Quad(node, SH["result"], result)
        yield from _result_quads(result, finding, number)


def _result_quads(result: BlankNode, finding: Finding, number: int) -> Iterator[Quad]:
    yield Quad(result, RDF["type"], SH["ValidationResult"])
    yield Quad(result, SH["resultSeverity"], _SEVERITIES[finding.severity])
    yield Quad(result, SH["sourceShape"], finding.shape)
    yield Quad(result, SH["sourceConstraintComponent"], finding.component)
    yield Quad(result, SH["resultMessage"], Literal(finding.message, language="en"))
    yield Quad(result, SH["focusNode"], finding.focus)
    if finding.value is not None:
        yield Quad(result, SH["value"], finding.value)
    if finding.path is not None:
        path = _Path(finding.path, f"path{number}x")
        yield Quad(result, SH["resultPath"], path.head)
        yield from path.quads
    for claim in finding.claims:
        yield Quad(result, PROV["wasDerivedFrom"], claim)


class _Path:
    """A SPARQL property path as SHACL writes paths."""

    def __init__(self, text: str, label: str) -> None:
        self.quads: list[Quad] = []
        self._label = label
        self._tokens = _STEP.findall(text)
        self._at = 0
        self.head = self._alternatives()

    def _node(self) -> BlankNode:
        return BlankNode(f"{self._label}{len(self.quads)}n{self._at}")

    def _take(self, token: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at] == token:
            self._at += 1
            return True
        return False

    def _alternatives(self) -> Resource:
        members = [self._sequence()]
        while self._take("|"):
            members.append(self._sequence())
        if len(members) == 1:
            return members[0]
        node = self._node()
        self.quads.append(Quad(node, SH["alternativePath"], self._list(members)))
        return node

    def _sequence(self) -> Resource:
        members = [self._step()]
        while self._take("/"):
            members.append(self._step())
        return members[0] if len(members) == 1 else self._list(members)

    def _step(self) -> Resource:
        if self._take("^"):
            inner = self._step()
            node = self._node()
            self.quads.append(Quad(node, SH["inversePath"], inner))
            return node
        if self._take("("):
            inner = self._alternatives()
            self._take(")")
        else:
            inner = NamedNode(self._tokens[self._at][1:-1])
            self._at += 1
        for mark, name in (("*", "zeroOrMorePath"), ("+", "oneOrMorePath"), ("?", "zeroOrOnePath")):
            if self._take(mark):
                node = self._node()
                self.quads.append(Quad(node, SH[name], inner))
                return node
        return inner

    def _list(self, members: list[Resource]) -> Resource:
        head: Resource = RDF["nil"]
        for number, member in reversed(list(enumerate(members))):
            node = BlankNode(f"{self._label}{len(self.quads)}m{number}")
            self.quads.append(Quad(node, RDF["first"], member))
            self.quads.append(Quad(node, RDF["rest"], head))
            head = node
        return head
