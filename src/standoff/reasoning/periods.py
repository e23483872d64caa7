"""Dates of less than a day's precision, as the days they may mean."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import NamedTuple

__all__ = ["Period", "period"]

_DATE = re.compile(r"(-?\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T.*)?(?:Z|[+-]\d{2}:\d{2})?")


class Period(NamedTuple):
    """The days from FIRST to LAST, both included."""

    first: date
    last: date


def period(text: str | None) -> Period | None:
    """The days that an ISO 8601 year, month, day or time may mean; none when it is no such thing.

    >>> period("2022-02")
    Period(first=datetime.date(2022, 2, 1), last=datetime.date(2022, 2, 28))
    """
    match = _DATE.fullmatch(text or "")
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        last_month = month or 12
        last_day = day or calendar.monthrange(first.year, last_month)[1]
        return Period(first, date(first.year, last_month, last_day))
    except ValueError:
        return None
