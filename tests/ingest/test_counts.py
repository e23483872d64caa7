"""Counts of people: how many, what became of them, with which bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.ingest.casualties import find_counts
from standoff.ingest.numbers import value_of


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("two of its soldiers had been killed and over a dozen injured", ["Killed 2", "Injured at least 12"]),
        ("At least 12 civilians were killed and 30 others wounded", ["Killed at least 12", "Injured 30"]),
        ("the fighting claimed more than 6,500 lives", ["Killed at least 6500"]),
        ("it had lost a soldier", ["Killed 1"]),
        ("Twenty-three people, most of them women and children, were killed", ["Killed 23"]),
        ("Rebels killed 14 soldiers and captured nine others", ["Killed 14", "Captured 9"]),
        ("between 30 and 40 people were killed", ["Killed 30 to 40"]),
        ("put the toll at 31 dead and 88 wounded", ["Killed 31", "Injured 88"]),
        ("Some 3,000 people have fled their homes", ["Displaced about 3000"]),
        ("Four servicemen are missing", ["Missing 4"]),
        ("two civilians, a man of 61 and his wife, died", ["Killed 2"]),
        ("211 people died there, among them 64 children", ["Killed 211", "Killed 64"]),
        ("the deaths of hundreds of the garrison's soldiers", ["Killed at least 200"]),
        ("There were losses among our soldiers", ["UnspecifiedLosses not given"]),
        ("the army lost two tanks and fired 36 shells", []),
        ("Seventeen rockets struck near the base", []),
        ("the war lasted six weeks and two days", []),
        ("In 2020 the ministry killed the plan", []),
    ],
)
def test_a_sentence_tells_how_many(sentence: str, told: list[str]) -> None:
    assert [f"{c.outcome} {c.amount}" for c in find_counts(sentence)] == told


@pytest.mark.parametrize(
    "sentence",
    ["No soldiers were injured.", "There were no casualties on its side.", "nobody was hurt", "We have lost no one."],
)
def test_none_at_all_is_marked_as_none(sentence: str) -> None:
    counts = find_counts(sentence)
    assert counts
    assert all(c.none and c.amount.exact == 0 for c in counts)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("a dozen", 12),
        ("half a dozen", 6),
        ("one hundred and five", 105),
        ("6,500", 6500),
        ("1.5 million", 1_500_000),
        ("forty-one", 41),
    ],
)
def test_numbers_in_words_are_read(words: str, number: int) -> None:
    assert value_of(words) == (number, True)


@given(st.text(max_size=300))
def test_any_text_gives_counts_inside_it(text: str) -> None:
    for count in find_counts(text):
        assert 0 <= count.start < count.end <= len(text)
