"""Tables for people: aligned columns that fit the terminal, or Markdown."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

__all__ = ["markdown", "merged", "table", "width_of"]

_GAP: Final = "  "
_LEAST: Final = 12


def width_of(text: str) -> int:
    """How many terminal cells a text takes: two for wide East Asian characters, none for combining ones."""
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.combining(char) or char in "\u200b\u200c\u200d\ufe0e\ufe0f"
        else 2
        if unicodedata.east_asian_width(char) in "WF"
        else 1
        for char in text
    )


def table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], width: int | None = None, bold: bool = False
) -> Iterator[str]:
    """The lines of a table; with a width, cells are wrapped to fit it, or each row becomes a block of lines."""
    columns = len(headings)
    if not columns:
        return
    natural = [max(width_of(cell) for cell in cells) for cells in zip(headings, *rows, strict=True)]
    widths = natural if width is None else _fitted(natural, headings, width)
    if widths is None:
        yield from _records(headings, rows, width or 80)
        return
    right = [bool(rows) and all(not row[i] or _is_number(row[i]) for row in rows) for i in range(columns)]
    start, end = ("\x1b[1m", "\x1b[0m") if bold else ("", "")
    for line in _row(headings, widths, right):
        yield f"{start}{line}{end}"
    yield _GAP.join("-" * size for size in widths)
    for row in rows:
        yield from _row(row, widths, right)


def merged(rows: Sequence[Sequence[str]], listed: Sequence[int]) -> list[list[str]]:
    """The rows, those that differ only in the listed columns made one, with the values of these side by side.

    Rows are left apart where joining them would say more than they do: where not every combination is a row.
    """
    groups: dict[tuple[str, ...], list[Sequence[str]]] = {}
    for row in rows:
        key = tuple("" if index in listed else cell for index, cell in enumerate(row))
        groups.setdefault(key, []).append(row)
    found: list[list[str]] = []
    for key, group in groups.items():
        values = {index: list(dict.fromkeys(row[index] for row in group)) for index in listed}
        if math.prod(len(cells) for cells in values.values()) == len({tuple(row) for row in group}):
            found.append([", ".join(values[index]) if index in values else cell for index, cell in enumerate(key)])
        else:
            found.extend(list(row) for row in group)
    return found


def _is_number(text: str) -> bool:
    return text.lstrip("+-").replace(".", "", 1).isdecimal()


def _fitted(natural: Sequence[int], headings: Sequence[str], width: int) -> list[int] | None:
    """Column widths within a total: narrow columns keep theirs, wide ones share what is left; None if too narrow."""
    room = width - len(_GAP) * (len(natural) - 1)
    if sum(natural) <= room:
        return list(natural)
    least = [min(size, max(_LEAST, _longest_word(heading))) for size, heading in zip(natural, headings, strict=True)]
    if sum(least) > room:
        return None
    widths = list(least)
    open_columns = [index for index, size in enumerate(natural) if size > widths[index]]
    left = room - sum(widths)
    while left > 0 and open_columns:
        share = max(1, left // len(open_columns))
        for index in list(open_columns):
            more = min(share, natural[index] - widths[index], left)
            widths[index] += more
            left -= more
            if widths[index] == natural[index]:
                open_columns.remove(index)
    return widths


def _longest_word(text: str) -> int:
    return max((width_of(word) for word in text.split()), default=0)


def _row(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> Iterator[str]:
    wrapped = [_wrap(cell, size) for cell, size in zip(cells, widths, strict=True)]
    for number in range(max(len(lines) for lines in wrapped)):
        parts = []
        for lines, size, to_right in zip(wrapped, widths, right, strict=True):
            text = lines[number] if number < len(lines) else ""
            space = " " * (size - width_of(text))
            parts.append(space + text if to_right else text + space)
        yield _GAP.join(parts).rstrip()


def _wrap(text: str, width: int) -> list[str]:
    if width_of(text) <= width:
        return [text]
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if width_of(joined) <= width:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        for piece in _pieces(word, width):
            if lines[-1]:
                lines.append("")
            lines[-1] = piece
    return lines


def _pieces(word: str, width: int) -> Iterator[str]:
    piece, size = "", 0
    for char in word:
        cells = width_of(char)
        if piece and size + cells > width:
            yield piece
            piece, size = "", 0
        piece, size = piece + char, size + cells
    yield piece


def _records(headings: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    margin = max(width_of(heading) for heading in headings)
    room = max(_LEAST, width - margin - len(_GAP))
    for number, row in enumerate(rows):
        if number:
            yield ""
        for heading, cell in zip(headings, row, strict=True):
            for index, line in enumerate(_wrap(cell, room)):
                name = heading if index == 0 else ""
                yield f"{name}{' ' * (margin - width_of(name))}{_GAP}{line}".rstrip()


def markdown(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The lines of a GitHub-flavoured Markdown table."""
    if not headings:
        return
    yield f"| {' | '.join(_escaped(heading) for heading in headings)} |"
    yield f"|{'|'.join(' --- ' for _ in headings)}|"
    for row in rows:
        yield f"| {' | '.join(_escaped(cell) for cell in row)} |"


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_\[\]|])", r"\\\1", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
