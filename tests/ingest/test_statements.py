"""Who says what: attribution of all kinds."""

# ruff: noqa: E501

from __future__ import annotations

import pytest
from tests.ingest.conftest import Read

pytestmark = pytest.mark.usefixtures("parser")


def told(read: Read, text: str) -> list[tuple[str | None, str, str]]:
    """(speaker, words, polarity) of each statement."""
    return [
        (s.speaker.label if s.speaker else None, " … ".join(text[a:b] for a, b in s.content), s.polarity)
        for s in read(text).statements
        if s.speaker is not None
    ]


@pytest.mark.parametrize(
    ("text", "speaker", "words"),
    [
        ('"Our forces have entered the town," General Omar Said said.', "Omar Said", "Our forces have entered the town"),
        ("The convoy was hit by mortar fire, residents said on Sunday.", "residents", "The convoy was hit by mortar fire"),
        ("According to the Red Cross, the hospital was shelled twice.", "International Committee of the Red Cross", "the hospital was shelled twice"),
        ("The bridge was destroyed, according to Ukrainian officials.", "Ukrainian officials", "The bridge was destroyed"),
        ('"They fired first," said Jane Rowe of Amnesty International.', "Jane Rowe", "They fired first"),
        ("Its spokesman, Karim Adel, said the group would answer.", "Karim Adel", "the group would answer"),
        ("The army said in a statement that it had shot down a drone.", "army", "it had shot down a drone"),
        ("France's foreign minister, Luc Berger, described the attack as cowardly.", "Luc Berger", "the attack as cowardly"),
        ('Speaking in Oslo, Prime Minister Anna Berg said: "We will send aid."', "Anna Berg", "We will send aid"),
    ],
)  # fmt: skip
def test_a_statement_has_its_speaker_and_its_words(reading: Read, text: str, speaker: str, words: str) -> None:
    assert (speaker, words, "Affirmed") in told(reading, text)


def test_a_running_quotation_keeps_its_speaker(reading: Read) -> None:
    text = '"The market was full," said doctor Amal Nasser. "Nobody had warned the people."'
    assert [s for s, _, _ in told(reading, text)] == ["Amal Nasser", "Amal Nasser"]


def test_it_said_means_the_body_that_spoke_before(reading: Read) -> None:
    text = "Armenia's defence ministry said its positions were shelled.\n\nIt said drones had also been used."
    assert len({s for s, _, _ in told(reading, text)}) == 1


def test_two_statements_in_one_sentence_have_two_speakers(reading: Read) -> None:
    text = "Mali said that it lost a soldier and the United Nations said two of its peacekeepers had been killed."
    assert [(s, w) for s, w, _ in told(reading, text)] == [
        ("Mali", "it lost a soldier"),
        ("United Nations", "two of its peacekeepers had been killed"),
    ]


def test_who_passed_it_on_is_a_relay(reading: Read) -> None:
    for text in (
        "The Kenyan government said it would send troops, Reuters reported.",
        'Reuters quoted a statement by the Kenyan government as saying "We will send troops at once".',
        "The Kenyan government told Reuters it would send troops.",
    ):
        statements = [s for s in reading(text).statements if s.speaker is not None]
        assert [s.speaker.label for s in statements if s.speaker] == ["Government of Kenya"], text
        assert [e.label for e, _ in statements[0].relays] == ["Reuters"], text


def test_each_side_blaming_the_other_is_two_statements(reading: Read) -> None:
    text = "Chad and Niger sent troops to the border of Chad and Niger.\n\nEach side blamed the other for the outbreak of fighting."
    statements = [s for s in reading(text).statements if s.frame == "blame"]
    assert {(s.speaker.label, s.target.label) for s in statements if s.speaker and s.target} == {
        ("Chad", "Niger"),
        ("Niger", "Chad"),
    }


@pytest.mark.parametrize(
    "text",
    [
        "Russia denied that its forces had shelled the hospital.",
        "Russia denied shelling the hospital.",
        "The ministry rejected the claim that its forces had shelled the hospital.",
        "The general said his men had not shelled the hospital.",
        "There was no evidence that the army had shelled the hospital, the minister said.",
        "No soldier was killed in the shelling, the army said.",
    ],
)
def test_no_denial_becomes_an_assertion(reading: Read, text: str) -> None:
    shelling = [p for _, p in reading(text).propositions if p.kind in ("Shelling", "Attack", "CasualtyReport")]
    assert (
        all(p.polarity == "Denied" for p in shelling if "shell" in text[p.start : p.end] and p.kind == "Shelling")
        or "No soldier" in text
    )
    assert any(p.polarity == "Denied" for _, p in reading(text).propositions)


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("The government said it would launch an offensive.", "Intended"),
        ("Iran threatened to attack the base.", "Threatened"),
        ("The United Nations urged both armies to halt the fighting.", "Requested"),
        ("Officials said the army might attack the town.", "Possible"),
    ],
)
def test_what_is_meant_is_no_event_that_happened(reading: Read, text: str, modality: str) -> None:
    propositions = [p for _, p in reading(text).propositions]
    assert modality in {p.modality for p in propositions}
    assert "Reported" not in {p.modality for p in propositions if p.family == "event"}


@pytest.mark.parametrize(
    "text",
    [
        "Armenia made no mention of losses.",
        "The army gave no figures.",
        "The minister declined to say how many had died.",
    ],
)
def test_silence_is_told_by_the_article_itself(reading: Read, text: str) -> None:
    silences = [(s, p) for s, p in reading(text).propositions if p.kind == "Silence"]
    assert len(silences) == 1
    assert silences[0][0].speaker is None
    assert [r.property for r in silences[0][1].roles] == ["silentParty"]
    assert not any(p.count is not None and p.count.none for _, p in reading(text).propositions)


def test_every_slot_says_how_it_was_read_and_by_which_rule(reading: Read) -> None:
    text = "On Tuesday, Sudan's army said three of its soldiers had been killed near Kosti."
    for statement, proposition in reading(text).propositions:
        for slot in (*statement.slots, *proposition.slots):
            assert slot.reading in ("Stated", "Resolved", "Inferred")
            assert slot.rule
