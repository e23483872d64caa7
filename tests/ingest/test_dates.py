"""Dates, resolved against the article's own."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.ingest.dates import find_dates

TUESDAY = dt.date(2022, 9, 13)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("on Tuesday", "2022-09-13"),
        ("on Monday night", "2022-09-12TNI"),
        ("last Tuesday", "2022-09-06"),
        ("early on Wednesday", "2022-09-07"),
        ("last week", "2022-W36"),
        ("yesterday", "2022-09-12"),
        ("overnight", "2022-09-13TNI"),
        ("in August", "2022-08"),
        ("in December", "2021-12"),
        ("the autumn of 2020", "2020-FA"),
        ("the late 1980s", "198"),
        ("two years ago", "2020"),
        ("27 September 2020", "2020-09-27"),
        ("September 27, 2020", "2020-09-27"),
        ("2020-09-27", "2020-09-27"),
        ("on 3 October", "2021-10-03"),
        ("the third quarter of 2019", "2019-Q3"),
        ("late last month", "2022-08"),
        ("the 2020 war", "2020"),
    ],
)
def test_a_date_is_resolved_against_the_articles_own(words: str, value: str) -> None:
    found = find_dates(f"It happened {words}, he said.", TUESDAY)
    assert [d.value for d in found] == [value]


def test_a_time_keeps_its_zone_when_the_text_lets_it_be_known() -> None:
    time = next(d for d in find_dates("At 00:35 a.m. (2035 GMT) on Tuesday, it began.", TUESDAY) if d.time)
    assert (time.time, time.value) == ("00:35:00+04:00", "2022-09-13T00:35")


def test_a_number_of_troops_is_no_year() -> None:
    assert find_dates("Some 2000 troops and 1990 rockets were counted.", TUESDAY) == []


def test_the_next_day_is_counted_from_the_day_named_before() -> None:
    assert [d.value for d in find_dates("On 2 May 2020 it rained. The next day it did not.", TUESDAY)][
        1
    ] == "2020-05-03"


def test_a_month_after_a_named_year_is_of_that_year() -> None:
    text = "The war began on 27 September 2020. In October the town fell."
    assert [d.value for d in find_dates(text, TUESDAY)] == ["2020-09-27", "2020-10"]


def test_without_the_articles_date_a_weekday_stays_unresolved_and_says_so() -> None:
    found = find_dates("It happened on Tuesday.", None)
    assert not found[0].resolved
    assert found[0].reading == "Inferred"


def test_a_date_that_does_not_exist_is_not_read() -> None:
    assert [d for d in find_dates("on 31 February 2020", TUESDAY) if d.precision == "ToTheDay"] == []


@given(st.dates(dt.date(1950, 1, 1), dt.date(2030, 12, 31)))
def test_every_day_written_out_is_read_back(day: dt.date) -> None:
    found = find_dates(f"On {day.day} {day.strftime('%B')} {day.year} they met.", TUESDAY)
    assert [d.value for d in found] == [day.isoformat()]
    assert found[0].reading == "Stated"


@given(st.text(max_size=300))
def test_any_text_gives_dates_that_are_slices_of_it(text: str) -> None:
    for date in find_dates(text, TUESDAY):
        assert text[date.start : date.end] == date.text
