"""A validation report in the formats people and their tools read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from standoff.errors import UsageError
from standoff.rdf.prefixes import Prefixes
from standoff.rdf.terms import Literal, NamedNode, Term
from standoff.validation.report import Finding, Severity, ValidationReport
from standoff.validation.shacl_report import write_turtle

__all__ = ["FORMATS", "write_report"]


def write_report(report: ValidationReport, format: str, prefixes: Prefixes) -> Iterator[str]:
    """The lines of a report in one of `FORMATS`.

    Raises:
        UsageError: there is no such format.
    """
    if format not in FORMATS:
        raise UsageError(f"no report format is called {format!r}", hint=f"one of {', '.join(FORMATS)}")
    return FORMATS[format](report, prefixes)


def file_of(finding: Finding, root: Path | None) -> str:
    """A finding's file, relative to the folder one stands in or to the knowledge base where it is inside."""
    if finding.file is None:
        return ""
    for folder in (Path.cwd(), root):
        if folder is not None and finding.file.is_absolute() and finding.file.is_relative_to(folder):
            return finding.file.relative_to(folder).as_posix()
    return finding.file.as_posix()


def _text(report: ValidationReport, prefixes: Prefixes) -> Iterator[str]:
    for finding in report:
        place = file_of(finding, report.root) or "(no file)"
        if finding.line is not None:
            place = f"{place}:{finding.line}"
        yield f"{place}: {finding.severity}: {_with_claims(finding, prefixes)}"


def _with_claims(finding: Finding, prefixes: Prefixes) -> str:
    if not finding.claims:
        return finding.message
    claims = ", ".join(prefixes.shorten(claim) for claim in finding.claims)
    return f"{finding.message} (claim{'s' * (len(finding.claims) != 1)} {claims})"


def _json(report: ValidationReport, prefixes: Prefixes) -> Iterator[str]:
    data = {
        "conforms": report.conforms,
        "violations": len(report.violations),
        "warnings": len(report.warnings),
        "engine": report.engine,
        "counts": dict(report.counts),
        "notChecked": list(report.not_checked),
        "results": [
            {
                "severity": str(finding.severity),
                "message": finding.message,
                "focus": _plain(finding.focus),
                "path": finding.path,
                "value": None if finding.value is None else _plain(finding.value),
                "claims": [claim.value for claim in finding.claims],
                "file": file_of(finding, report.root) or None,
                "line": finding.line,
                "shape": finding.shape.value,
                "component": finding.component.value,
            }
            for finding in report
        ],
    }
    yield json.dumps(data, indent=2, ensure_ascii=False)


def _plain(term: Term) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


_LEVELS: Final = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def _sarif(report: ValidationReport, prefixes: Prefixes) -> Iterator[str]:
    from standoff import __version__

    shapes = sorted({finding.shape.value for finding in report})
    texts = {finding.shape.value: finding.shape.value.rsplit("#", 1)[-1] for finding in report}
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "standoff",
                "version": __version__,
                "informationUri": "https://w3id.org/standoff/",
                "rules": [{"id": shape, "name": texts[shape]} for shape in shapes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(finding, report, shapes, prefixes) for finding in report],
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [
                    {"level": "note", "message": {"text": _sentence(text)}} for text in report.not_checked
                ],
            }
        ],
    }
    yield json.dumps(
        {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]},
        indent=2,
        ensure_ascii=False,
    )


def _sarif_result(finding: Finding, report: ValidationReport, shapes: list[str], prefixes: Prefixes) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.shape.value,
        "ruleIndex": shapes.index(finding.shape.value),
        "level": _LEVELS[finding.severity],
        "message": {"text": _with_claims(finding, prefixes)},
    }
    file = file_of(finding, report.root)
    if file:
        place: dict[str, Any] = {"artifactLocation": {"uri": _uri(file)}}
        if finding.line is not None:
            place["region"] = {"startLine": finding.line}
        result["locations"] = [{"physicalLocation": place}]
    if finding.claims:
        result["properties"] = {"claims": [claim.value for claim in finding.claims]}
    return result


def _uri(file: str) -> str:
    from urllib.parse import quote

    return ("file://" if file.startswith("/") else "") + quote(file)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def _github(report: ValidationReport, prefixes: Prefixes) -> Iterator[str]:
    commands = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
    for finding in report:
        properties = []
        file = file_of(finding, report.root)
        if file:
            properties.append(f"file={_property(file)}")
            if finding.line is not None:
                properties.append(f"line={finding.line}")
        properties.append(f"title={_property(finding.shape.value.rsplit('#', 1)[-1])}")
        yield f"::{commands[finding.severity]} {','.join(properties)}::{_data(_with_claims(finding, prefixes))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


FORMATS: Final[dict[str, Callable[[ValidationReport, Prefixes], Iterator[str]]]] = {
    "text": _text,
    "json": _json,
    "turtle": write_turtle,
    "sarif": _sarif,
    "github": _github,
}
"""The formats by name: lines, JSON, the standard SHACL report, SARIF 2.1.0, workflow annotations."""
