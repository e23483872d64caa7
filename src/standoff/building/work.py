"""One build, from the scan to the new current build."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from standoff import __version__
from standoff.building.builds import FORMAT, Build, Builds, FileState
from standoff.building.scanning import Changes, changes, is_current
from standoff.errors import CheckFailedError

if TYPE_CHECKING:
    from standoff.building.differences import Difference
    from standoff.progress import Progress
    from standoff.reasoning.derivation import Derivation
    from standoff.sources import Sources

__all__ = ["BuildReport", "build"]

_INCREMENTAL: Final = frozenset({"claims", "articles", "links", "drafts", "queries", "shapes"})
"""The roles whose changes need no reasoning from nothing."""


@dataclass
class BuildReport:
    """What a build did: what had changed, how many claims came and went, what it found, how long each phase took."""

    build: Build
    changed: Changes | None = None
    from_nothing: bool = False
    claims: int = 0
    facts: int = 0
    contested: int = 0
    undecided: int = 0
    warnings: int = 0
    validated: bool = True
    seconds: float = 0.0
    phases: dict[str, float] = field(default_factory=dict)

    @property
    def is_unchanged(self) -> bool:
        """Whether there was nothing to do."""
        return self.changed is None


def build(
    sources: Sources,
    builds: Builds,
    *,
    validate: bool = True,
    from_nothing: bool = False,
    note: Callable[[str], None] | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Bring the build up to date with the sources.

    Raises:
        CheckFailedError: a claim breaks a shape, or the background contradicts itself; the last build stands.
        InputError: a source cannot be read; the last build stands.
        LimitError: the disk is full; the last build stands.
    """
    started = time.monotonic()
    last = builds.current()
    if last is not None and not from_nothing:
        # Nothing to do is the common case: it must not wait for a build that runs, nor need a writable folder.
        changed, now = is_current(sources, last)
        if changed is None and now == last.files:
            return _unchanged(last, started)
    with builds.locked(lambda: note("another build is running: waiting for it") if note else None):
        last = builds.current()
        at = time.time_ns()
        changed, now = is_current(sources, last)
        if last is not None and changed is None and not from_nothing:
            if now != last.files:
                last = builds.touch(last, {**last.manifest, "files": _states(now), "scanned": at})
            return _unchanged(last, started)
        with builds.new() as folder:
            work = _Work(sources, builds, folder, last, changed or changes({}, now), now, progress)
            report = work.run(validate, from_nothing)
            report.build = builds.publish(folder, work.manifest(at, report))
    report.seconds = time.monotonic() - started
    if progress is not None:
        progress.close()
    return report


def _unchanged(last: Build, started: float) -> BuildReport:
    manifest = last.manifest
    return BuildReport(
        last,
        claims=manifest["claims"],
        facts=manifest["facts"],
        contested=manifest["contested"],
        undecided=manifest["undecided"],
        warnings=manifest["warnings"],
        validated=manifest["validated"],
        seconds=time.monotonic() - started,
    )


def _states(files: dict[str, FileState]) -> dict[str, list[Any]]:
    return {path: [state.role, state.size, state.changed, state.digest] for path, state in files.items()}


class _Work:
    """One build on its way."""

    def __init__(
        self,
        sources: Sources,
        builds: Builds,
        folder: Path,
        last: Build | None,
        changed: Changes,
        now: dict[str, FileState],
        progress: Progress | None,
    ) -> None:
        from standoff.building.differences import Copies

        self.sources = sources
        self.folder = folder
        self.last = last
        self.changed = changed
        self.now = now
        self.progress = progress
        self.copies = Copies(builds.folder / "sources")
        self.phases: dict[str, float] = {}
        self.disputed: list[str] = []

    def run(self, validate: bool, from_nothing: bool) -> BuildReport:
        """Parse, validate, reason, index."""
        from standoff.building.differences import KEPT, difference, everything

        last = None if from_nothing else self._usable(self.last)
        report = BuildReport(Build(self.folder, {}), self.changed, from_nothing=last is None, validated=validate)
        with _Phase(self, "read"):
            if last is None:
                found = everything(self.sources)
            else:
                found = difference(self.sources, self.copies, dict(last.files), self.changed)
        if validate:
            with _Phase(self, "validate"):
                self._validate(report, whole=last is None)
        with _Phase(self, "reason"):
            derivation = self._derive(found, last)
            self._refuse_contradictory_background(derivation)
        with _Phase(self, "index"):
            self._index(derivation, found, last, report)
        with _Phase(self, "keep"):
            derivation.save(self.folder / "derivation")
            for path, state in self.now.items():
                if state.role in KEPT:
                    self.copies.keep(self.sources.root / path, state)
        report.phases = self.phases
        report.claims = len(derivation.claims)
        return report

    def _usable(self, last: Build | None) -> Build | None:
        """The last build, when this one may start from it."""
        from standoff.building.differences import KEPT

        if last is None or last.manifest["program"] != __version__ or not self.changed.roles <= _INCREMENTAL:
            return None
        gone = [last.files[path] for role in KEPT for path in self.changed.of(role)[0]]
        return last if all(self.copies.path(state).exists() for state in gone) else None

    def _validate(self, report: BuildReport, *, whole: bool) -> None:
        from standoff.validation import validate

        if whole or self.changed.roles & {"shapes", "links", "articles"}:
            result = validate(self.sources)
        else:
            changed = [self.sources.root / path for path in self.changed.of("claims")[1]]
            if not changed:
                return
            result = validate(self.sources, changed)
        report.warnings = len(result.warnings)
        if result.violations:
            first, count = result.violations[0], len(result.violations)
            raise CheckFailedError(
                f"{first.message.rstrip('.')} ({count} violation{'s' * (count != 1)} in all)",
                path=first.file,
                line=first.line,
                hint="list them with: standoff validate; the last build stands",
            )

    def _derive(self, found: Difference, last: Build | None) -> Derivation:
        from standoff.building.indexing import claimed
        from standoff.reasoning.derivation import Derivation
        from standoff.reasoning.derive import derive

        if last is None:
            return derive((quad.triple for quad in self.sources.background()), claimed(found.content))
        target = self.folder / "derivation"
        link_tree(last.derivation, target)
        derivation = Derivation.open(target)
        if not found.content and not found.content_gone:
            return derivation
        from standoff.reasoning.update import update

        return update(derivation, add_claims=claimed(found.content), remove_claims=claimed(found.content_gone))

    def _refuse_contradictory_background(self, derivation: Derivation) -> None:
        from standoff.reasoning.contradictions import Contradictions
        from standoff.reasoning.reasons import Reasons

        self.reasons = Reasons(derivation)
        self.contradictions = Contradictions(self.reasons)
        firing = self.contradictions.background
        if firing is None:
            return
        rule = derivation.rule(firing).name
        stated = [derivation.triple(fact) for fact in derivation.body(firing)]
        shorten = self.sources.config.prefixes.shorten
        first = stated[0]
        place = self.sources.find_statement(first.subject, first.predicate, first.object)
        said = ((triple.subject, triple.predicate, triple.object) for triple in stated)
        facts = "; ".join(" ".join(_short(shorten, term) for term in terms) for terms in said)
        raise CheckFailedError(
            f"the background contradicts itself by {rule}: {facts}",
            path=place[0] if place else None,
            line=place[1] if place else None,
            hint="mend the reference; the last build stands",
        )

    def _index(self, derivation: Derivation, found: Difference, last: Build | None, report: BuildReport) -> None:
        from standoff.building.closures import Closures
        from standoff.building.indexing import Index

        path = self.folder / "store"
        index = Index.new(path, self.progress) if last is None else Index.copy_of(last, path, self.progress)
        closures = Closures(self.sources.config, self.reasons, self.contradictions, index, self.folder, last)
        closures.write(found)
        index.close()
        report.facts = closures.facts
        report.contested = closures.contested
        report.undecided = closures.undecided
        self.disputed = closures.disputed

    def manifest(self, at: int, report: BuildReport) -> dict[str, Any]:
        """What the next build, and every reader, must know of this one."""
        config = self.sources.config
        return {
            "format": FORMAT,
            "program": __version__,
            "scanned": at,
            "title": config.title,
            "base": config.base,
            "prefixes": dict(config.prefixes.own),
            "lenses": sorted(config.lenses),
            "claims": report.claims,
            "facts": report.facts,
            "contested": report.contested,
            "undecided": report.undecided,
            "disputed": self.disputed,
            "warnings": report.warnings,
            "validated": report.validated,
            "files": _states(self.now),
        }


class _Phase:
    """Times a phase, and tells a person which one runs."""

    def __init__(self, work: _Work, name: str) -> None:
        self.work = work
        self.name = name

    def __enter__(self) -> None:
        self.since = time.monotonic()
        if self.work.progress is not None:
            self.work.progress.step(self.name)

    def __exit__(self, *exception: object) -> None:
        self.work.phases[self.name] = round(time.monotonic() - self.since, 4)


def _short(shorten: Callable[[Any], str], term: Any) -> str:
    from standoff.rdf.terms import NamedNode

    return shorten(term) if isinstance(term, NamedNode) else str(term)


def link_tree(source: Path, target: Path) -> None:
    """A copy of a folder whose files are never written again: hard links where the file system has them."""

    def link(old: str, new: str) -> None:
        try:
            os.link(old, new)
        except OSError:
            shutil.copy2(old, new)

    shutil.copytree(source, target, copy_function=link)
