"""The saved queries of a knowledge base: found by name, listed by tag."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from standoff.errors import InputError, UsageError
from standoff.queries.header import SavedQuery, parse_query

__all__ = ["by_tag", "find_query", "name_of", "read_queries", "read_query"]


def name_of(path: Path) -> str:
    """A saved query's name: its file's, with the folders below `queries/` before it."""
    parts = path.with_suffix("").parts
    folders = [index for index, part in enumerate(parts[:-1]) if part == "queries"]
    return "/".join(parts[folders[-1] + 1 :]) if folders else parts[-1]


def read_query(path: Path, name: str | None = None) -> SavedQuery:
    """The saved query in a file.

    Raises:
        InputError: the file cannot be read as UTF-8, or its header is broken.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InputError("is not UTF-8", path=path, hint="save the file as UTF-8") from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path, hint="check the name and the rights") from None
    return parse_query(text, name or name_of(path), path)


def read_queries(paths: Iterable[Path]) -> list[SavedQuery]:
    """The saved queries in files, by name."""
    return sorted((read_query(path) for path in paths), key=lambda query: query.name)


def find_query(paths: Iterable[Path], name: str) -> SavedQuery:
    """The saved query called `name`; only its own file is read.

    Raises:
        UsageError: there is none; the message suggests the nearest name.
    """
    known = {name_of(path): path for path in paths}
    if name in known:
        return read_query(known[name], name)
    import difflib

    close = difflib.get_close_matches(name.lower().replace("_", "-"), known, 1, 0.5)
    hint = f"did you mean {close[0]}?" if close else "standoff query lists them"
    raise UsageError(f"there is no saved query {name!r}", hint=hint)


def by_tag(queries: Iterable[SavedQuery]) -> Iterator[tuple[str, list[SavedQuery]]]:
    """The queries under their first tag, tags in the order of the alphabet; untagged ones last."""
    groups: dict[str, list[SavedQuery]] = {}
    for query in queries:
        groups.setdefault(query.tags[0] if query.tags else "", []).append(query)
    for tag in sorted(groups, key=lambda tag: (not tag, tag)):
        yield tag, groups[tag]
