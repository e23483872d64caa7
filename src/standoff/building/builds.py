"""Where builds are kept: `.standoff/` beside the sources, one folder a build, a small file that names the current one.

A build becomes current by atomically replacing that file; a published build is never written again. A reader holds
a shared lock on the build it reads, and a build that is no longer current goes when nobody holds one. One build runs
at a time.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from standoff.errors import InputError, LimitError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyoxigraph import Store

__all__ = ["FORMAT", "Build", "Builds", "FileState"]

FORMAT: Final = 2
"""The version of the layout of `.standoff/`."""

_POINTER: Final = "current"
_MANIFEST: Final = "manifest.json"


@dataclass(frozen=True, slots=True)
class FileState:
    """A source file as it was built from: its role, size in bytes, time of change in nanoseconds, and digest."""

    role: str
    size: int
    changed: int
    digest: str


@dataclass
class Build:
    """One finished build: a folder that is never written again."""

    folder: Path
    manifest: Mapping[str, Any]
    _lock: Any = field(default=None, repr=False)

    @property
    def files(self) -> Mapping[str, FileState]:
        """The files it was built from, by path (relative to the root where they lie below it)."""
        return {path: FileState(*state) for path, state in self.manifest["files"].items()}

    @property
    def lenses(self) -> tuple[str, ...]:
        """The named lenses that have a closure graph in the store."""
        return tuple(self.manifest["lenses"])

    @property
    def derivation(self) -> Path:
        """The folder of the derivation's arrays."""
        return self.folder / "derivation"

    def hold(self) -> bool:
        """Keep the build from being removed until the process ends; False when it has gone already."""
        if self._lock is None:
            try:
                handle = os.open(self.folder / "in-use", os.O_RDONLY)
            except OSError:
                return False
            fcntl.flock(handle, fcntl.LOCK_SH)
            self._lock = handle
        return (self.folder / _MANIFEST).exists()

    def store(self) -> Store:
        """The store, opened read-only.

        Raises:
            InputError: it is damaged or gone.
        """
        from pyoxigraph import Store

        try:
            return Store.read_only(str(self.folder / "store"))
        except (OSError, ValueError) as error:
            raise InputError(
                f"the built store cannot be opened: {error}",
                path=self.folder,
                hint="remove the folder and run: standoff build",
            ) from None


class Builds:
    """The builds of one knowledge base."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = self._choose(root)

    @staticmethod
    def _choose(root: Path) -> Path:
        """`.standoff/` in the knowledge base, or a folder of the user's cache.

        The latter when the knowledge base is read-only, or is the installed program's own: what is built must not
        lie among installed files, which know nothing of it when they are removed.
        """
        beside = root / ".standoff"
        installed = root == Path(__file__).resolve().parent.parent / "data"
        if not installed and os.access(beside if beside.exists() else root, os.W_OK):
            return beside
        import hashlib

        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        return cache / "standoff" / hashlib.sha256(str(root).encode()).hexdigest()[:16]

    def current(self) -> Build | None:
        """The current build, held against removal; None when there is none yet.

        Raises:
            InputError: it was made by a newer program, or is damaged.
        """
        for _ in range(10):
            try:
                name = (self.folder / _POINTER).read_text(encoding="utf-8").strip()
                text = (self.folder / name / _MANIFEST).read_text(encoding="utf-8")
            except (FileNotFoundError, NotADirectoryError):
                if not (self.folder / _POINTER).exists():
                    return None
                time.sleep(0.05)  # the pointer moved on while we read
                continue
            build = self._read(self.folder / name, text)
            if build is None or build.hold():
                return build
        raise InputError("the last build is damaged", path=self.folder, hint="remove the folder and build again")

    def _read(self, folder: Path, text: str) -> Build | None:
        """The build of a folder; None when an older program made it, so that it is built anew."""
        try:
            manifest = json.loads(text)
            version = manifest["format"]
        except (ValueError, KeyError, TypeError):
            raise InputError(
                "the last build's manifest is damaged", path=folder, hint="remove the folder and build again"
            ) from None
        if version > FORMAT:
            raise InputError(
                f"was built by a newer standoff (layout {version}, this program knows {FORMAT})",
                path=self.folder,
                hint="update standoff, or remove the folder and build again",
            )
        return Build(folder, manifest) if version == FORMAT else None

    @contextlib.contextmanager
    def locked(self, waiting: Callable[[], None] | None = None) -> Iterator[None]:
        """Be the only one who builds; `waiting` is called once when another build runs.

        Raises:
            InputError: the folder cannot be written to.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            ignore = self.folder / ".gitignore"
            if not ignore.exists():
                ignore.write_text("*\n", encoding="utf-8")
            handle = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
        except PermissionError:
            raise InputError("permission denied", path=self.folder, hint="make the folder writable") from None
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if waiting is not None:
                    waiting()
                fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    @contextlib.contextmanager
    def new(self) -> Iterator[Path]:
        """A new folder to build in; it vanishes when the block fails, whatever the reason.

        Raises:
            LimitError: the disk is full.
        """
        numbers = [int(path.name[1:]) for path in self.folder.glob("b[0-9]*") if path.name[1:].isdigit()]
        folder = self.folder / f"b{max(numbers, default=0) + 1:06d}"
        folder.mkdir()
        (folder / "in-use").touch()
        try:
            yield folder
        except BaseException as error:
            shutil.rmtree(folder, ignore_errors=True)
            if isinstance(error, OSError) and "No space left" in str(error):
                raise LimitError(
                    "the disk is full", path=self.folder, hint="free some space; the last build stands"
                ) from None
            raise

    def publish(self, folder: Path, manifest: Mapping[str, Any]) -> Build:
        """Make a finished folder the current build, then remove builds that nobody reads."""
        self._write(folder / _MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=0))
        self._write(self.folder / _POINTER, folder.name + "\n")
        build = Build(folder, manifest)
        build.hold()
        self.collect()
        return build

    def touch(self, build: Build, manifest: Mapping[str, Any]) -> Build:
        """Write a build's manifest again, when files changed in time but not in content."""
        self._write(build.folder / _MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=0))
        return Build(build.folder, manifest, build._lock)

    @staticmethod
    def _write(path: Path, text: str) -> None:
        part = path.with_name(path.name + ".part")
        with part.open("w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)

    def collect(self) -> None:
        """Remove the builds that are neither current nor read by anybody, and what killed builds left."""
        name = (self.folder / _POINTER).read_text(encoding="utf-8").strip()
        for folder in self.folder.glob("b[0-9]*"):
            if folder.name == name or not folder.is_dir():
                continue
            try:
                handle = os.open(folder / "in-use", os.O_RDONLY)
            except OSError:
                shutil.rmtree(folder, ignore_errors=True)
                continue
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                (folder / _MANIFEST).unlink(missing_ok=True)  # from here on nobody can take hold of it
                shutil.rmtree(folder, ignore_errors=True)
            except BlockingIOError:
                pass
            finally:
                os.close(handle)
        self._collect_copies(name)

    def _collect_copies(self, name: str) -> None:
        copies = self.folder / "sources"
        if not copies.is_dir():
            return
        with contextlib.suppress(OSError, ValueError):
            manifest = json.loads((self.folder / name / _MANIFEST).read_text(encoding="utf-8"))
            wanted = {state[3].partition(":")[2] for state in manifest["files"].values()}
            for path in copies.iterdir():
                if path.name.partition(".")[0] not in wanted:
                    path.unlink(missing_ok=True)
