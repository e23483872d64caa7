"""Files written as a whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from standoff.errors import InputError

__all__ = ["replacing", "replacing_bytes"]


@contextmanager
def replacing(path: Path) -> Iterator[IO[str]]:
    """A text stream whose content becomes the file at `path` when the block ends, and vanishes when it fails.

    Raises:
        InputError: the folder is missing or cannot be written to, or `path` is a folder.
    """
    with replacing_bytes(path) as raw:
        import io

        text = io.TextIOWrapper(raw, encoding="utf-8", newline="\n", write_through=False)
        yield text
        text.flush()
        text.detach()


@contextmanager
def replacing_bytes(path: Path) -> Iterator[IO[bytes]]:
    """Like `replacing`, for bytes."""
    if path.is_dir():
        raise InputError("is a directory", path=path, hint="name a file in it")
    if path.exists() and not path.is_file():  # a pipe or a device cannot be replaced
        with path.open("wb") as device:
            yield device
        return
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    except FileNotFoundError:
        raise InputError("no such folder", path=path.parent, hint="make it first") from None
    except PermissionError:
        raise InputError("permission denied", path=path.parent, hint="choose a folder you may write to") from None
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        part.chmod(mode)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
