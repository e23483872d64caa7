"""Without the extra, a reading by rule works, and says that it finds less."""

from __future__ import annotations

from tests.ingest.conftest import Read

TEXT = (
    "The Kenyan defence ministry said two soldiers had been killed near Lamu on Monday.\n\n"
    '"They came at dawn," said Peter Otieno, a resident.\n\n'
    "According to the Red Cross, 300 people have fled.\n"
)


def test_a_reading_by_rule_finds_statements_counts_and_dates(reading: Read) -> None:
    read = reading(TEXT, parser=False)
    speakers = {s.speaker.label for s in read.statements if s.speaker}
    assert "Peter Otieno" in speakers
    assert any("Red Cross" in s for s in speakers)
    assert {str(p.count.amount) for _, p in read.propositions if p.count} == {"2", "300"}
    assert read.dates[0].value == "2024-03-04"


def test_it_says_that_it_finds_less(reading: Read) -> None:
    assert any("finds less" in note or "fewer" in note for note in reading(TEXT, parser=False).notes)


def test_the_model_is_refused_when_a_file_differs(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    import pytest

    from standoff.errors import OutsideError
    from standoff.ingest import parser

    (tmp_path / "LICENSE").write_text("another")
    with pytest.raises(OutsideError, match="not the official one"):
        parser._check(tmp_path)
