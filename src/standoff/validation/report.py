"""What a validation found, and what it did not look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

from standoff.rdf.terms import NamedNode, Term

__all__ = ["Finding", "Severity", "ValidationReport"]


class Severity(IntEnum):
    """How grave a finding is; only a violation makes a knowledge base not conform."""

    INFO = 0
    WARNING = 1
    VIOLATION = 2

    def __str__(self) -> str:
        """`info`, `warning` or `violation`."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Finding:
    """At FILE:LINE, what is said of FOCUS breaks SHAPE, because of CLAIMS: MESSAGE.

    No claims means that the background alone breaks the shape. More than one claim means that the finding takes
    them together: a disagreement, never graver than a warning. `path` is a predicate or a SPARQL property path.
    """

    severity: Severity
    message: str
    focus: Term
    shape: NamedNode
    component: NamedNode
    path: str | None = None
    value: Term | None = None
    claims: tuple[NamedNode, ...] = ()
    file: Path | None = None
    line: int | None = None

    @property
    def is_disagreement(self) -> bool:
        """Whether it takes two claims or more together."""
        return len(self.claims) > 1

    @property
    def order(self) -> tuple[object, ...]:
        """Where the finding stands in a report: by file, line, gravity, message."""
        return (
            str(self.file or ""),
            self.line or 0,
            -self.severity,
            self.message,
            str(self.focus),
            str(self.value or ""),
            self.shape.value,
            tuple(claim.value for claim in self.claims),
        )


@dataclass(frozen=True)
class ValidationReport:
    """What breaks the shapes in a knowledge base, how much was looked at, and what was not.

    `counts` has the number of claims, quads, shapes, anchors verified against a text and not; `not_checked` says in
    sentences what the validation could not look at.
    """

    findings: tuple[Finding, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    not_checked: tuple[str, ...] = ()
    engine: str = ""
    root: Path | None = None

    @property
    def conforms(self) -> bool:
        """Whether there is no violation; warnings do not count."""
        return not self.violations

    @property
    def violations(self) -> tuple[Finding, ...]:
        """The findings that make the knowledge base not conform."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.VIOLATION)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that are no violation."""
        return tuple(finding for finding in self.findings if finding.severity is not Severity.VIOLATION)

    @property
    def disagreements(self) -> tuple[Finding, ...]:
        """The findings that take two claims or more together."""
        return tuple(finding for finding in self.findings if finding.is_disagreement)

    def __iter__(self) -> Iterator[Finding]:
        """The findings, by file and line."""
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def __str__(self) -> str:
        """One sentence: how many violations and warnings there are."""
        found = f"{_counted(len(self.violations), 'violation')}, {_counted(len(self.warnings), 'warning')}"
        return f"conforms: {found}" if self.conforms else f"does not conform: {found}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
