"""Which source files there are, and which have changed since a build."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from standoff import __version__
from standoff.building.builds import FileState
from standoff.config import MARKER, ROLES
from standoff.errors import InputError

if TYPE_CHECKING:
    from standoff.building.builds import Build
    from standoff.sources import Sources

__all__ = ["Changes", "changes", "is_current", "scan", "sha256_of"]

RACY: Final = 2_000_000_000
"""Nanoseconds: a file that changed so shortly before it was read may change again within its time stamp's grain."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two scans: paths added, changed and removed, with the role of each."""

    added: Mapping[str, str]
    changed: Mapping[str, str]
    removed: Mapping[str, str]

    @property
    def roles(self) -> frozenset[str]:
        """The roles in which anything differs."""
        return frozenset((*self.added.values(), *self.changed.values(), *self.removed.values()))

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.added or self.changed or self.removed)

    def of(self, role: str) -> tuple[list[str], list[str]]:
        """The paths of a role to take away, and those to bring in."""
        gone = [path for path, its in (*self.removed.items(), *self.changed.items()) if its == role]
        new = [path for path, its in (*self.added.items(), *self.changed.items()) if its == role]
        return sorted(gone), sorted(new)


def scan(sources: Sources, before: Mapping[str, FileState] | None = None, at: int = 0) -> dict[str, FileState]:
    """The state of every source file, by path relative to the root.

    A file of the same size and time as `before` is not read again, unless it changed so shortly before the scan of
    then (`at`, in nanoseconds) that a later change could bear the same time.

    Raises:
        InputError: a file cannot be read.
    """
    found: dict[str, FileState] = {}
    root = sources.root
    _add(found, root, root / MARKER, "configuration", before, at)
    for role in ROLES:
        for path in sources.files(role):
            _add(found, root, path, role, before, at)
    return found


def _add(
    found: dict[str, FileState], root: Path, path: Path, role: str, before: Mapping[str, FileState] | None, at: int
) -> None:
    name = str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
    try:
        status = path.stat()
        old = before.get(name) if before else None
        if (
            old is not None
            and old.role == role
            and (old.size, old.changed) == (status.st_size, status.st_mtime_ns)
            and status.st_mtime_ns + RACY < at
        ):
            found[name] = old
            return
        found[name] = FileState(role, status.st_size, status.st_mtime_ns, sha256_of(path))
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path, hint="make the file readable") from None


def sha256_of(path: Path) -> str:
    """`sha256:` and the digest of a file's bytes."""
    import hashlib

    with path.open("rb") as stream:
        return "sha256:" + hashlib.file_digest(stream, "sha256").hexdigest()


def changes(before: Mapping[str, FileState], now: Mapping[str, FileState]) -> Changes:
    """What differs in content or role between two scans."""

    def same(path: str) -> bool:
        return before[path].digest == now[path].digest and before[path].role == now[path].role

    return Changes(
        added={path: state.role for path, state in now.items() if path not in before},
        changed={path: state.role for path, state in now.items() if path in before and not same(path)},
        removed={path: state.role for path, state in before.items() if path not in now},
    )


def is_current(sources: Sources, last: Build | None) -> tuple[Changes | None, dict[str, FileState]]:
    """What changed since a build (None when nothing did), and the state of the files now."""
    if last is None:
        now = scan(sources)
        return changes({}, now), now
    before = last.files
    now = scan(sources, before, last.manifest["scanned"])
    found = changes(before, now)
    if not found and last.manifest["program"] == __version__:
        return None, now
    return found, now
