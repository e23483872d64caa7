"""Quotation marks: what stands between them, running quotations included."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Quote", "find_quotes"]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words in quotation marks: `start`-`end` with the marks, `inner_start`-`inner_end` without them.

    `closed` is False for one that runs to the end of its paragraph without a closing mark (a running quotation).
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    closed: bool = True

    def has(self, at: int) -> bool:
        """Whether an offset lies between the marks."""
        return self.start <= at < self.end

    @property
    def length(self) -> int:
        """Its length in code points, without the marks."""
        return self.inner_end - self.inner_start


_MARKS = re.compile(r"[\"“”„«»]|``|''|(?<!\w)[‘']{1}(?=\w)|(?<=[\w.,!?])[’'](?!\w)")


def find_quotes(text: str) -> list[Quote]:
    """The quotations of one paragraph, in order; single quotation marks only where they enclose several words."""
    found: list[Quote] = []
    opened: tuple[int, int] | None = None
    for m in re.finditer(r"[\"“”„«»]|``|''", text):
        mark = m[0]
        opens = mark in "“„«" or mark == "``"
        closes = mark in "”»" or mark == "''"
        if mark == '"':
            before = text[m.start() - 1 : m.start()]
            after = text[m.end() : m.end() + 1]
            opens = opened is None and (not after.isspace() or not before.strip() or before in "([—–-")
            closes = opened is not None
            if (
                opened is not None
                and before in " ("
                and after[:1].isalnum()
                and text.find('"', m.end()) < 0
                and m.start() - opened[0] < 3
            ):
                closes = False
        if opened is None and opens:
            opened = m.span()
        elif opened is not None and closes:
            found.append(_quote(text, opened, m.span()))
            opened = None
    if opened is not None and len(text) - opened[1] > 1:
        found.append(_quote(text, opened, (len(text), len(text)), closed=False))
    if not found:
        for m in re.finditer(r"(?<!\w)[‘']([A-Z][^‘’'\n]*(?:[’'](?=\w)[^‘’'\n]*)*[,.!?])[’'](?!\w)", text):
            found.append(_quote(text, (m.start(), m.start() + 1), (m.end() - 1, m.end())))
    return found


def _quote(text: str, opening: tuple[int, int], closing: tuple[int, int], *, closed: bool = True) -> Quote:
    start, end = opening[1], closing[0]
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == ","):
        end -= 1
    return Quote(opening[0], closing[1], start, end, closed)
