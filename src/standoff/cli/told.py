"""What happened, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from standoff.building.work import BuildReport

__all__ = ["build_sentences", "counted"]


def counted(number: int, thing: str, things: str | None = None) -> str:
    """A number with its noun: "1 claim", "2,000 claims"."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def build_sentences(report: BuildReport) -> Iterator[str]:
    """What a build did and did not do."""
    state = f"{counted(report.claims, 'claim')}, {counted(report.facts, 'fact')}"
    if report.is_unchanged:
        yield f"Nothing has changed: {state}."
    else:
        changed = report.changed
        assert changed is not None
        if report.from_nothing:
            yield f"Built {state} in {report.seconds:.1f} s."
        else:
            files = len(changed.added) + len(changed.changed) + len(changed.removed)
            yield f"Brought up to date with {counted(files, 'changed file')} in {report.seconds:.1f} s: {state}."
    if report.contested:
        yield f"In contradictions: {counted(report.contested, 'claim')} (standoff contested shows them)."
    if report.undecided:
        yield f"Undecided, and not shown as holding: {counted(report.undecided, 'fact')}."
    if report.warnings:
        yield f"Warnings: {report.warnings:,} (standoff validate lists them)."
    if not report.validated:
        yield "The shapes were not checked (--no-validate)."
