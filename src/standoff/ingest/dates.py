"""Dates as agency texts write them, resolved against the article's own date.

Every expression says how it was read: *stated* (the text gives the calendar date itself), *resolved* (counted
from the article's date or from a date named before it), or *inferred* (a guess: a month without a year).
"""

# A pattern or a message is clearer on one line.
# ruff: noqa: E501

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from standoff.ingest.numbers import value_of

__all__ = ["DateExpression", "find_dates"]

_MONTHS: Final = {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
_MONTHS.update({"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9,
                "oct": 10, "nov": 11, "dec": 12})  # fmt: skip
_WEEKDAYS: Final = {name.lower(): i for i, name in enumerate(calendar.day_name)}
_SEASONS: Final = {
    "spring": ("SP", 3),
    "summer": ("SU", 6),
    "autumn": ("FA", 9),
    "fall": ("FA", 9),
    "winter": ("WI", 12),
}
_PARTS: Final = {"morning": "TMO", "afternoon": "TAF", "evening": "TEV", "night": "TNI", "overnight": "TNI",
                 "midnight": "T24:00", "noon": "T12:00", "dawn": "TMO", "dusk": "TEV"}  # fmt: skip

_MON = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
)
_WD = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:1\d{3}|20\d{2})"
_PART = r"(?:morning|afternoon|evening|night|overnight|midnight|noon|dawn|dusk)"
_NUM = (
    r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|several|a\s+few|a\s+couple\s+of)"
)
_UNIT = r"(?:day|week|month|year|decade|century|hour|minute|fortnight)"
_FUTURE = re.compile(
    r"\b(?:will|due\s+(?:to|on|in)|scheduled|set\s+(?:to|for)|plan(?:s|ned|ning)?\s+to|expected\s+to|upcoming|ahead\s+of|is\s+to|are\s+to|to\s+be\s+held|later\s+this|until|would)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DateExpression:
    """At `start`-`end` the text names a date, read as `value` by the rule `rule`.

    `value` is written as in ISO 8601 and TimeML (2020-09-27, 2020-09, 2020, 199 for a decade, 2020-FA, 2022-W36,
    a `T…` for a time or a part of the day). `earliest` and `latest` bound it in days; both are None when the
    article's date would be needed and is not known.
    """

    start: int
    end: int
    text: str
    value: str
    precision: str
    reading: str
    rule: str
    earliest: dt.date | None = None
    latest: dt.date | None = None
    time: str | None = None

    @property
    def is_time(self) -> bool:
        """Whether it is only a time of the day, without a day."""
        return self.precision == "ToTheMinute" and self.earliest is None

    @property
    def resolved(self) -> bool:
        """Whether it is known which days it means."""
        return self.earliest is not None


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _day(value: dt.date, rule: str, reading: str, part: str = "") -> dict[str, object]:
    return {"value": value.isoformat() + part, "precision": "ToTheDay", "reading": reading, "rule": rule,
            "earliest": value, "latest": value, "time": None}  # fmt: skip


def _month(year: int, month: int, rule: str, reading: str) -> dict[str, object]:
    return {"value": f"{year:04d}-{month:02d}", "precision": "ToTheMonth", "reading": reading, "rule": rule,
            "earliest": dt.date(year, month, 1), "latest": _month_end(year, month), "time": None}  # fmt: skip


def _year(year: int, rule: str, reading: str) -> dict[str, object]:
    return {"value": f"{year:04d}", "precision": "ToTheYear", "reading": reading, "rule": rule,
            "earliest": dt.date(year, 1, 1), "latest": dt.date(year, 12, 31), "time": None}  # fmt: skip


def _decade(first: int, rule: str, reading: str, part: str = "") -> dict[str, object]:
    low, high = {"early": (first, first + 3), "mid": (first + 4, first + 6), "late": (first + 6, first + 9)}.get(
        part, (first, first + 9)
    )
    return {"value": f"{first // 10:03d}", "precision": "ToTheDecade", "reading": reading, "rule": rule,
            "earliest": dt.date(low, 1, 1), "latest": dt.date(high, 12, 31), "time": None}  # fmt: skip


def _week(day: dt.date, rule: str, reading: str) -> dict[str, object]:
    monday = day - dt.timedelta(days=day.weekday())
    year, week, _ = monday.isocalendar()
    return {"value": f"{year}-W{week:02d}", "precision": "ToTheWeek", "reading": reading, "rule": rule,
            "earliest": monday, "latest": monday + dt.timedelta(days=6), "time": None}  # fmt: skip


def _season(year: int, season: str, rule: str, reading: str) -> dict[str, object]:
    code, month = _SEASONS[season]
    end_year, end_month = (year + 1, 2) if code == "WI" else (year, month + 2)
    return {"value": f"{year}-{code}", "precision": "ToTheSeason", "reading": reading, "rule": rule,
            "earliest": dt.date(year, month, 1), "latest": _month_end(end_year, end_month), "time": None}  # fmt: skip


def _unknown(value: str, precision: str, rule: str) -> dict[str, object]:
    return {"value": value, "precision": precision, "reading": "Inferred", "rule": rule, "earliest": None,
            "latest": None, "time": None}  # fmt: skip


class _Reader:
    """What reading one text needs to remember: the article's date, and the dates named so far."""

    def __init__(self, text: str, issued: dt.date | None) -> None:
        self.text = text
        self.issued = issued
        self.last: DateExpression | None = None  # the last day or month named, for "the next day"
        self.year: tuple[int, int] | None = None  # (year, where): the last year named in so many words

    # -- context
    def future(self, start: int) -> bool:
        low = max(self.text.rfind(".", 0, start), self.text.rfind("\n", 0, start), start - 70, 0)
        return bool(_FUTURE.search(self.text, low, start))

    def narrative_year(self, start: int) -> int | None:
        """The year that a date without one most likely means, from a year named shortly before it."""
        if self.year is None:
            return None
        year, where = self.year
        if self.issued is None:
            return year
        if year == self.issued.year:
            return None
        paragraph = self.text.rfind("\n\n", where, start)
        return year if paragraph < 0 and start - where < 600 else None

    def following_year(self, end: int) -> int | None:
        later = re.match(
            rf"\s*(?:to|and|until|till|through|or|[-–—,])\s*(?:{_DAY}\s+(?:of\s+)?{_MON}|{_MON}(?:\s+{_DAY})?),?\s+({_YEAR})\b",
            self.text[end : end + 48],
        )
        return int(later[1]) if later else None

    def month_day(self, start: int, end: int, month: int, day: int, rule: str) -> dict[str, object] | None:
        year = self.following_year(end)
        if year is not None:
            return self._safe(year, month, day, rule, "Stated")
        year = self.narrative_year(start)
        if year is not None:
            return self._safe(year, month, day, rule + "-of-year-named-before", "Resolved")
        if self.issued is None:
            return _unknown(f"XXXX-{month:02d}-{day:02d}", "ToTheDay", rule)
        candidate = self._date(self.issued.year, month, day)
        if candidate is None:
            return None
        if candidate > self.issued and not (self.future(start) or (candidate - self.issued).days <= 14):
            candidate = self._date(self.issued.year - 1, month, day) or candidate
        elif self.future(start) and (self.issued - candidate).days > 200:
            candidate = self._date(self.issued.year + 1, month, day) or candidate
        return _day(candidate, rule, "Resolved")

    def month_only(self, start: int, end: int, month: int, rule: str) -> dict[str, object]:
        year = self.following_year(end)
        if year is not None:
            return _month(year, month, rule, "Stated")
        year = self.narrative_year(start)
        if year is not None:
            return _month(year, month, rule + "-of-year-named-before", "Resolved")
        if self.issued is None:
            return _unknown(f"XXXX-{month:02d}", "ToTheMonth", rule)
        year = self.issued.year
        if month > self.issued.month and not self.future(start):
            year -= 1
        elif month < self.issued.month and self.future(start) and self.issued.month - month > 6:
            year += 1
        return _month(year, month, rule, "Resolved")

    def weekday(self, start: int, name: str, before: str) -> dict[str, object]:
        if self.issued is None:
            return _unknown(f"XXXX-WXX-{_WEEKDAYS[name] + 1}", "ToTheDay", "weekday")
        back = (self.issued.weekday() - _WEEKDAYS[name]) % 7
        if before == "next":
            return _day(self.issued + dt.timedelta(days=7 - back), "next-weekday", "Resolved")
        if before in ("last", "past", "previous") and back == 0:
            return _day(self.issued - dt.timedelta(days=7), "last-weekday", "Resolved")
        if back and (before in ("this", "coming") or self.future(start)) and before != "last":
            return _day(self.issued + dt.timedelta(days=7 - back), "coming-weekday", "Resolved")
        return _day(self.issued - dt.timedelta(days=back), "weekday", "Resolved")

    @staticmethod
    def _date(year: int, month: int, day: int) -> dt.date | None:
        try:
            return dt.date(year, month, day)
        except ValueError:
            return None

    def _safe(self, year: int, month: int, day: int, rule: str, reading: str) -> dict[str, object] | None:
        value = self._date(year, month, day)
        return None if value is None else _day(value, rule, reading)


def _num(word: str) -> int:
    read = value_of(word)
    return read[0] if read else 1


def _mon(word: str) -> int:
    return _MONTHS[word.lower().rstrip(".")]


def _daynum(word: str) -> int:
    return int(re.sub(r"\D", "", word))


def _shift_months(day: dt.date, months: int) -> tuple[int, int]:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return year, month + 1


_Rule = Callable[[_Reader, "re.Match[str]"], "dict[str, object] | None"]
_RULES: list[tuple[re.Pattern[str], _Rule, int]] = []


def _rule(pattern: str, flags: int = 0, group: int = 0) -> Callable[[_Rule], _Rule]:
    def register(function: _Rule) -> _Rule:
        _RULES.append((re.compile(pattern, flags), function, group))
        return function

    return register


_I = re.IGNORECASE


@_rule(r"(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?![\d-])")
def _iso(r: _Reader, m: re.Match[str]) -> dict[str, object] | None:
    return r._safe(int(m[1]), int(m[2]), int(m[3]), "iso-date", "Stated")


@_rule(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{4})(?![\d.])")
def _dotted(r: _Reader, m: re.Match[str]) -> dict[str, object] | None:
    return r._safe(int(m[3]), int(m[2]), int(m[1]), "day.month.year", "Stated")


@_rule(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?![\d/])")
def _slashed(r: _Reader, m: re.Match[str]) -> dict[str, object] | None:
    first, second, year = int(m[1]), int(m[2]), int(m[3])
    year = year if year > 99 else (1900 + year if year > 50 else 2000 + year)
    if first > 12:
        return r._safe(year, second, first, "day/month/year", "Stated")
    return r._safe(year, first, second, "month/day/year", "Stated" if second > 12 else "Inferred")


@_rule(rf"(?:\b{_WD},?\s+(?:the\s+)?)?\b({_MON})\s+({_DAY})(?:,?\s+|\s*,\s*)({_YEAR})\b")
def _mdy(r: _Reader, m: re.Match[str]) -> dict[str, object] | None:
    return r._safe(int(m[3]), _mon(m[1]), _daynum(m[2]), "month-day-year", "Stated")


@_rule(rf"(?:\b{_WD},?\s+(?:the\s+)?)?\b({_DAY})\s+(?:of\s+)?({_MON}),?\s+({_YEAR})\b")
def _dmy(r: _Reader, m: re.Match[str]) -> dict[str, object] | None:
    return r._safe(int(m[3]), _mon(m[2]), _daynum(m[1]), "day-month-year", "Stated")


@_rule(rf"\b({_DAY})(?=\s*(?:[-–]|and|to|or)\s*{_DAY}\s+(?:of\s+)?({_MON}),?\s+({_YEAR})\b)")
def _day_of_range(r: _Reader, m: re.Match[str]) -> dict[str, object] | None:
    return r._safe(int(m[3]), _mon(m[2]), _daynum(m[1]), "first-day-of-range", "Stated")


@_rule(rf"\b(?:(early|late|mid)[-\s]|the\s+(?:beginning|start|end)\s+of\s+)?\b({_MON}),?\s+(?:of\s+)?({_YEAR})\b")
def _my(_r: _Reader, m: re.Match[str]) -> dict[str, object] | None:
    return _month(int(m[3]), _mon(m[2]), "month-year", "Stated")


@_rule(
    rf"(?:\b{_WD},?\s+)?\b({_MON})\s+({_DAY})\b(?!\s*(?:,\s*)?\d{{4}})(?!\s*(?:percent|per\s+cent|%|:|,\d{{3}}))(?:\s+(?:at\s+)?({_PART}))?"
)
def _md(r: _Reader, m: re.Match[str]) -> dict[str, object] | None:
    return r.month_day(m.start(1), m.end(), _mon(m[1]), _daynum(m[2]), "month-day")


@_rule(rf"(?:\b{_WD},?\s+(?:the\s+)?)?\b({_DAY})\s+(?:of\s+)?({_MON})\b(?!\s*,?\s*\d{{4}})")
def _dm(r: _Reader, m: re.Match[str]) -> dict[str, object] | None:
    if m[2].lower() in ("may", "march", "mar") and re.match(
        r"\s+(?:be|have|not|on|to|into)\b", r.text[m.end() : m.end() + 6]
    ):
        return None
    return r.month_day(m.start(1), m.end(), _mon(m[2]), _daynum(m[1]), "day-month")


@_rule(r"\b(?:the\s+)?(?:(early|late|mid)[-\s](?:to\s+late\s+)?)?((?:1\d|20)\d0)['’]?s\b", _I)
def _decades(_r: _Reader, m: re.Match[str]) -> dict[str, object] | None:
    return _decade(int(m[2]), "decade", "Stated", (m[1] or "").lower())


@_rule(
    r"\b(?:the\s+)?(early|late|mid)?[-\s]?(twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)\b", _I
)
def _word_decades(_r: _Reader, m: re.Match[str]) -> dict[str, object] | None:
    words = ["twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"]
    return _decade(1920 + 10 * words.index(m[2].lower()), "decade-in-words", "Inferred", (m[1] or "").lower())


@_rule(r"\b(?:the\s+)?(?:(early|late|mid)[-\s])?(\d{1,2})(?:st|nd|rd|th)[-\s]century\b", _I)
def _century(_r: _Reader, m: re.Match[str]) -> dict[str, object] | None:
    n = int(m[2])
    return {"value": f"{n - 1:02d}", "precision": "ToTheDecade", "reading": "Stated", "rule": "century",
            "earliest": dt.date(max((n - 1) * 100, 1), 1, 1), "latest": dt.date(n * 100 - 1, 12, 31), "time": None} if 1 <= n <= 21 else None  # fmt: skip


@_rule(rf"\b(?:the\s+)?(?:(?:early|late|mid)[-\s])?(spring|summer|autumn|fall|winter)\s+(?:of\s+)?({_YEAR})\b", _I)
def _season_year(_r: _Reader, m: re.Match[str]) -> dict[str, object] | None:
    return _season(int(m[2]), m[1].lower(), "season-of-year", "Stated")


@_rule(r"\b(last|this|next|past)\s+(spring|summer|autumn|fall|winter)\b", _I)
def _season_relative(r: _Reader, m: re.Match[str]) -> dict[str, object] | None:
    which, season = m[1].lower(), m[2].lower()
    if r.issued is None:
        return _unknown(f"XXXX-{_SEASONS[season][0]}", "ToTheSeason", "relative-season")
    year, month = r.issued.year, _SEASONS[season][1]
    if which in ("last", "past"):
        year -= 0 if month + 2 < r.issued.month else 1
    elif which == "next":
        year += 0 if month > r.issued.month else 1
    return _season(year, season, "relative-season", "Resolved")


@_rule(
    r"\b(?:the\s+)?(first|second|third|fourth|1st|2nd|3rd|4th)[-\s]quarter(?:\s+(?:of\s+)?(?:(?:fiscal\s+)?(\d{4})|(last|this)\s+year))?\b",
    _I,
)
def _quarter(r: _Reader, m: re.Match[str]) -> dict[str, object] | None:
    quarter = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}[m[1].lower()]
    if m[2]:
        year, reading = int(m[2]), "Stated"
    elif r.issued is None:
        return _unknown(f"XXXX-Q{quarter}", "ToTheSeason", "quarter")
    else:
        year, reading = r.issued.year - (1 if (m[3] or "").lower() == "last" else 0), "Resolved"
        if not m[3] and quarter * 3 - 2 > r.issued.month:
            year -= 1
    first = quarter * 3 - 2
    return {"value": f"{year}-Q{quarter}", "precision": "ToTheSeason", "reading": reading, "rule": "quarter",
            "earliest": dt.date(year, first, 1), "latest": _month_end(year, first + 2), "time": None}  # fmt: skip


@_rule(
    rf"\b(?:(?:[Ee]arly|[Ll]ate|[Ee]arlier|[Ll]ater)\s+(?:on\s+)?)?(?:([Ll]ast|[Nn]ext|[Tt]his|[Pp]ast|[Pp]revious|[Cc]oming|[Ff]ollowing)\s+)?({_WD})(?:[’']s)?(?:\s+(?:at\s+)?({_PART}))?\b"
)
def _weekdays(r: _Reader, m: re.Match[str]) -> dict[str, object] | None:
    before = (m[1] or "").lower()
    read = r.weekday(m.start(2), m[2].lower(), before)
    return _with_part(read, m[3])


def _with_part(read: dict[str, object], part: str | None) -> dict[str, object]:
    if part and read["earliest"] is not None:
        read["value"] = f"{read['value']}{_PARTS[part.lower()]}"
    return read


@_rule(r"\bthe\s+(?:night|day)\s+before\s+last\b|\bthe\s+day\s+before\s+yesterday\b", _I)
def _two_back(r: _Reader, _m: re.Match[str]) -> dict[str, object] | None:
    if r.issued is None:
        return _unknown("XXXX-XX-XX", "ToTheDay", "day-before-yesterday")
    return _day(r.issued - dt.timedelta(days=2), "day-before-yesterday", "Resolved")


@_rule(
    rf"\b(today|yesterday|tomorrow|tonight|last\s+night|overnight|this\s+(?:morning|afternoon|evening))\b(?:\s+({_PART})\b)?",
    _I,
)
def _deictic(r: _Reader, m: re.Match[str]) -> dict[str, object] | None:
    word = " ".join(m[1].lower().split())
    if r.issued is None:
        return _unknown("XXXX-XX-XX", "ToTheDay", word.replace(" ", "-"))
    shift = {"yesterday": -1, "tomorrow": 1, "last night": -1}.get(word, 0)
    part = {"tonight": "night", "last night": "night", "overnight": "night"}.get(word, word.partition("this ")[2])
    return _with_part(
        _day(r.issued + dt.timedelta(days=shift), word.replace(" ", "-"), "Resolved"), m[2] or part or None
    )


@_rule(
    r"\b(?:the\s+)?(?:(?:early|earlier|late|later|mid)[-\s])?(last|this|next|past|previous|coming|current)\s+(week|weekend|month|year|decade|century)\b",
    _I,
)
def _last_unit(r: _Reader, m: re.Match[str]) -> dict[str, object] | None:
    step = {"last": -1, "past": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1}[m[1].lower()]
    unit = m[2].lower()
    if r.issued is None:
        return _unknown(
            "XXXX",
            {"week": "ToTheWeek", "weekend": "ToTheWeek", "month": "ToTheMonth", "year": "ToTheYear"}.get(
                unit, "ToTheDecade"
            ),
            f"relative-{unit}",
        )
    rule = f"relative-{unit}"
    if unit == "week":
        return _week(r.issued + dt.timedelta(weeks=step), rule, "Resolved")
    if unit == "weekend":
        monday = r.issued - dt.timedelta(days=r.issued.weekday())
        weeks = step if r.issued.weekday() < 5 or step != -1 else -1
        if m[1].lower() == "past":
            weeks = -1 if r.issued.weekday() < 6 else 0
        saturday = monday + dt.timedelta(days=5, weeks=weeks)
        year, week, _ = saturday.isocalendar()
        return {"value": f"{year}-W{week:02d}-WE", "precision": "ToTheWeek", "reading": "Resolved", "rule": rule,
                "earliest": saturday, "latest": saturday + dt.timedelta(days=1), "time": None}  # fmt: skip
    if unit == "month":
        return _month(*_shift_months(r.issued, step), rule, "Resolved")
    if unit == "year":
        return _year(r.issued.year + step, rule, "Resolved")
    if unit == "decade":
        return _decade((r.issued.year // 10 + step) * 10, rule, "Resolved")
    return _century(r, re.match(r"()(\d+)", str(r.issued.year // 100 + 1 + step)))  # type: ignore[arg-type]


@_rule(rf"\b([Ll]ast|[Tt]his|[Nn]ext|[Pp]ast|[Cc]oming)\s+({_MON})\b(?!\s+\d)")
def _last_month_name(r: _Reader, m: re.Match[str]) -> dict[str, object] | None:
    month, which = _mon(m[2]), m[1].lower()
    if r.issued is None:
        return _unknown(f"XXXX-{month:02d}", "ToTheMonth", "relative-month-name")
    year = r.issued.year
    if which in ("last", "past"):
        year -= 0 if month < r.issued.month else 1
    elif which in ("next", "coming"):
        year += 0 if month > r.issued.month else 1
    return _month(year, month, "relative-month-name", "Resolved")


@_rule(
    rf"\b(?:(?:about|some|around|nearly|almost|more\s+than|over|just|at\s+least|less\s+than)\s+)?({_NUM})\s+({_UNIT})s?\s+(ago|earlier|before|previously|later|afterwards?|from\s+now)\b(?!\s+(?:the|a|his|her|its|their)\b)",
    _I,
)
def _ago(r: _Reader, m: re.Match[str]) -> dict[str, object] | None:
    amount, unit, how = _num(m[1]), m[2].lower(), m[3].lower()
    backward = how in ("ago", "earlier", "before", "previously")
    base = r.issued
    reading, rule = "Resolved", f"{unit}s-{how.split()[0]}"
    if how not in ("ago", "from now") and not how.startswith("from"):
        base = (r.last.earliest if r.last else None) or r.issued
    if base is None:
        return _unknown("XXXX", "ToTheDay" if unit == "day" else "ToTheYear", rule)
    n = -amount if backward else amount
    try:
        if unit == "day":
            return _day(base + dt.timedelta(days=n), rule, reading)
        if unit in ("hour", "minute"):
            return None
        if unit in ("week", "fortnight"):
            return _week(base + dt.timedelta(weeks=n * (2 if unit == "fortnight" else 1)), rule, reading)
        if unit == "month":
            return _month(*_shift_months(base, n), rule, reading)
        if unit == "year":
            return _year(base.year + n, rule, reading)
        if unit == "decade":
            return _decade((base.year + 10 * n) // 10 * 10, rule, reading)
    except (OverflowError, ValueError):
        return None
    return None


@_rule(
    r"\b(?:on\s+)?(the\s+(?:next|following|previous|preceding|same)\s+(?:day|morning|afternoon|evening|night)|that\s+(?:same\s+)?(?:day|morning|afternoon|evening|night)|the\s+day\s+(?:before|after)|a\s+day\s+(?:earlier|later|before|after))\b",
    _I,
    group=1,
)
def _next_day(r: _Reader, m: re.Match[str]) -> dict[str, object] | None:
    words = m[1].lower().split()
    base = r.last.latest if r.last and r.last.precision in ("ToTheDay", "ToTheMinute") else None
    rule = "-".join(words)
    if base is None:
        return None
    if words[1] in ("next", "following") or words[-1] in ("after", "later"):
        step = 1
    elif words[1] in ("previous", "preceding") or words[-1] in ("before", "earlier"):
        step = -1
    else:
        step = 0
    part = next((w for w in words if w in _PARTS), None)
    return _with_part(_day(base + dt.timedelta(days=step), rule, "Resolved"), part)


@_rule(
    r"\b(?:(?:early|earlier|late|later)\s+)?(that|the\s+same|the\s+(?:following|next|previous))\s+(month|year|week)\b",
    _I,
)
def _that_unit(r: _Reader, m: re.Match[str]) -> dict[str, object] | None:
    base = r.last.earliest if r.last else None
    if base is None:
        return None
    which, unit = m[1].lower().split()[-1], m[2].lower()
    step = {"following": 1, "next": 1, "previous": -1}.get(which, 0)
    rule = f"{which}-{unit}"
    if unit == "year":
        return _year(base.year + step, rule, "Resolved")
    if unit == "month":
        return _month(*_shift_months(base, step), rule, "Resolved")
    return _week(base + dt.timedelta(weeks=step), rule, "Resolved")


_PREP = r"(?:[Ii]n|[Ss]ince|[Uu]ntil|till|[Bb]y|[Ff]rom|[Dd]uring|of|through|throughout|before|after|between|and|to|or|early|late|mid|early\s+in|late\s+in)"


@_rule(
    rf"\b(?:(?:early|late|mid)[-\s](?:in\s+)?|(?:the\s+)?(?:beginning|start|end|middle)\s+of\s+|{_PREP}\s+)((?:(?:early|late|mid)[-\s])?(?:January|February|March|April|May|June|July|August|September|October|November|December))\b(?!\s+(?:\d|[A-Z]))",
    0,
    group=1,
)
def _bare_month(r: _Reader, m: re.Match[str]) -> dict[str, object] | None:
    name = re.split(r"[-\s]", m[1])[-1]
    return r.month_only(m.start(1), m.end(1), _mon(name), "month")


@_rule(
    r"\b(?:(?:in|since|until|till|of|by|from|during|before|after|late|early|mid|end|and|to|between|around|through|fiscal|year|the|or|at|on|for|,|\()[\s-]?)\s*\(?((?:(?:early|late|mid)[-\s])?(?:1[5-9]|20)\d{2})\b(?![,.]\d)(?!\s*(?:GMT|UTC|hours|hrs|local|km|kilomet|met(?:er|re)s|mil(?:e|es)\b|troops|soldiers|people|persons|civilians|men|women|peacekeep|refugees|fighters|tonnes|tons|dollars|euros|homes|houses|families|residents|other|more|personnel|servicemen|deaths|prisoners|of\s+(?:them|whom|its|the)|percent|%|feet|acres|children|villagers|others|shells|rockets))",
    _I,
    group=1,
)
def _prep_year(_r: _Reader, m: re.Match[str]) -> dict[str, object] | None:
    return _year(int(m[1][-4:]), "year", "Stated")


@_rule(
    r"(?<![\d$€£#.,:/])\b((?:19|20)\d{2})(?:[-–/](?:\d{2}|\d{4}))?(?=[-\s,;.)'’]|$)(?![,.]\d)(?!\s*(?:GMT|UTC|hours|hrs|local|km|kilomet|met(?:er|re)s|mil(?:e|es)\b|troops|soldiers|people|persons|civilians|men|women|peacekeep|refugees|fighters|tonnes|tons|dollars|euros|homes|houses|families|residents|other|more|personnel|servicemen|deaths|prisoners|of\s+(?:them|whom|its|the)|percent|%|feet|acres|children|villagers|others|shells|rockets|[A-Z]?[a-z]+ian\s+(?:troops|soldiers|peacekeep)))",
    0,
    group=1,
)
def _plain_year(_r: _Reader, m: re.Match[str]) -> dict[str, object] | None:
    return _year(int(m[1]), "year", "Stated")


_TIME = re.compile(
    r"(?<![\d:])(?:at\s+)?(?:(?P<h>\d{1,2})[:.](?P<m>[0-5]\d)(?::[0-5]\d)?\s*(?P<ap>[ap]\.?\s?m\b\.?)?|(?P<h2>\d{1,2})\s*(?P<ap2>[ap]\.?m\b\.?)"
    r"|(?P<mil>[0-2]\d[0-5]\d)(?=\s*(?:GMT|UTC|hours|hrs|local)))"
    r"(?:\s*(?:local\s+time|local|hours|hrs))?(?P<zone>\s*(?:GMT|UTC))?"
    r"(?:\s*\((?P<gh>\d{1,2})[:.]?(?P<gm>[0-5]\d)\s*(?:GMT|UTC)\))?",
    re.IGNORECASE,
)


def _times(text: str) -> list[DateExpression]:
    """Times of the day; `time` is `HH:MM` with the zone's offset when the text lets it be known."""
    found = []
    for m in _TIME.finditer(text):
        if m["h"] and not m["ap"] and text[m.end("h")] == "." and not (m["zone"] or m["gh"]):
            continue
        hour = int(m["h"] or m["h2"] or m["mil"][:2])
        minute = int(m["m"] or (m["mil"][2:] if m["mil"] else 0))
        half = (m["ap"] or m["ap2"] or "").lower()[:1]
        if half == "p" and hour < 12:
            hour += 12
        elif half == "a" and hour == 12:
            hour = 0
        if hour > 24:
            continue
        offset = ""
        rule = "time"
        if m["zone"]:
            offset, rule = "+00:00", "time-in-utc"
        elif m["gh"]:
            minutes = ((hour * 60 + minute) - (int(m["gh"]) * 60 + int(m["gm"])) + 720) % 1440 - 720
            offset = f"{'+' if minutes >= 0 else '-'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
            rule = "time-with-utc-beside"
        start = m.start() + (len(m[0]) - len(re.sub(r"^at\s+", "", m[0], flags=re.IGNORECASE)))
        found.append(
            DateExpression(
                start,
                m.end(),
                text[start : m.end()],
                f"T{hour:02d}:{minute:02d}",
                "ToTheMinute",
                "Stated",
                rule,
                time=f"{hour:02d}:{minute:02d}:00{offset}",
            )
        )
    return found


def find_dates(text: str, issued: dt.date | None = None) -> list[DateExpression]:
    """All dates and times of the day that a text names, in order; offsets are code points of `text`."""
    reader = _Reader(text, issued)
    taken = _Taken()
    matches: list[tuple[int, int, re.Match[str], _Rule]] = []
    for pattern, function, group in _RULES:
        for m in pattern.finditer(text):
            start, end = m.span(group)
            if taken.free(start, end):
                taken.add(start, end)
                matches.append((start, end, m, function))
    found: list[DateExpression] = []
    for start, end, m, function in sorted(matches, key=lambda item: item[0]):
        read = function(reader, m)
        if read is None:
            continue
        expression = DateExpression(start, end, text[start:end], **read)  # type: ignore[arg-type]
        found.append(expression)
        if expression.reading == "Stated" and expression.earliest and expression.precision != "ToTheDecade":
            reader.year = (expression.earliest.year, end)
        if expression.resolved and expression.precision in ("ToTheDay", "ToTheMonth", "ToTheYear"):
            reader.last = expression
    times = [t for t in _times(text) if taken.free(t.start, t.end)]
    return sorted([*found, *_dated(times, found, text)], key=lambda e: e.start)


def _dated(times: Iterable[DateExpression], days: list[DateExpression], text: str) -> list[DateExpression]:
    """Give each time of the day the day that stands beside it."""
    result = []
    for time in times:
        near = [
            d for d in days
            if d.precision == "ToTheDay" and d.earliest
            and (
                (0 <= d.start - time.end < 16 and re.fullmatch(r"[\s,]*(?:on|of|late|early)?\s*", text[time.end : d.start]))
                or (0 <= time.start - d.end < 16
                    and re.fullmatch(r"[\s,]*(?:at|around|about|by|at\s+about|at\s+around)?\s*", text[d.end : time.start]))
            )
        ]  # fmt: skip
        if near:
            day = near[0]
            time = replace(time, earliest=day.earliest, latest=day.latest, reading=day.reading,
                           value=f"{day.value[:10]}{time.value}", rule=f"{time.rule}+{day.rule}")  # fmt: skip
        result.append(time)
    return result


class _Taken:
    """Which parts of the text a rule has read already; earlier rules come first."""

    def __init__(self) -> None:
        self._marks: dict[int, list[tuple[int, int]]] = {}

    def free(self, start: int, end: int) -> bool:
        return not any(
            start < e and s < end for block in range(start >> 7, (end >> 7) + 1) for s, e in self._marks.get(block, ())
        )

    def add(self, start: int, end: int) -> None:
        for block in range(start >> 7, (end >> 7) + 1):
            self._marks.setdefault(block, []).append((start, end))
