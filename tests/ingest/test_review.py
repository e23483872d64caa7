"""The review in the terminal, and accepting unread."""

# ruff: noqa: E501

from __future__ import annotations

import io
import os
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.conftest import ROOT, Run

from standoff.ingest.decisions import Desk, decided
from standoff.ingest.reviewing import article_to_review
from standoff.rdf.terms import PROV, ST
from standoff.sources import Sources

TEXT = (
    "Sudan's army said on Monday that rebels had shelled the town of Kosti.\n\n"
    "Nine civilians were killed and 14 injured, the Red Cross said.\n\n"
    "Chad closed its border with Sudan after the fighting. The United Nations urged both armies to halt the attack.\n"
)


@pytest.fixture
def drafted(new_kb: Path, tmp_path: Path, run: Run) -> Path:
    """A knowledge base with the drafts of one article."""
    path = tmp_path / "kosti.txt"
    path.write_text(TEXT, encoding="utf-8")
    code, _, err = run("ingest", path, "--kb", new_kb, "--issued", "2024-03-05", "--name", "kosti")
    assert code == 0, err
    return new_kb


def desk(kb: Path) -> Desk:
    sources = Sources.open(kb)
    return Desk(sources, article_to_review(sources, "kosti"), "Ines")


def review(run: Run, kb: Path, keys: str, monkeypatch: pytest.MonkeyPatch, *more: str) -> str:
    monkeypatch.setattr(sys, "stdin", io.StringIO(keys))
    code, out, err = run("review", "kosti", "--kb", kb, "--by", "Ines", *more)
    assert code == 0, err
    return out


def test_an_accepted_draft_becomes_a_claim_and_a_rejected_one_goes_with_its_reason(
    drafted: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(desk(drafted).drafts)
    out = review(run, drafted, "ar\nnot what it says\nq", monkeypatch)
    assert "accepted" in out
    assert "rejected" in out
    after = desk(drafted)
    assert len(after.drafts) == before - 2
    sources = Sources.open(drafted)
    assert len(sources.claims) == 1
    assert "not what it says" in after.folder.decisions.read_text(encoding="utf-8")
    assert len(decided(after.folder)) == 2


def test_a_review_goes_on_where_it_was_left(drafted: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    first = review(run, drafted, "aq", monkeypatch)
    left = len(desk(drafted).drafts)
    second = review(run, drafted, "q", monkeypatch)
    assert f"{left} drafts left" in first
    assert f"1 of {left}" in second


def test_the_riskiest_draft_comes_first(drafted: Path) -> None:
    risks = [d.risk for d in desk(drafted).in_order()]
    assert risks == sorted(risks, reverse=True)


def test_the_words_are_shown_in_their_sentence(drafted: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    out = review(run, drafted, "k" * 40, monkeypatch)
    assert "«Nine civilians were killed and 14 injured»" in out
    assert "confidence" in out


def test_each_decision_has_person_time_and_ruling(drafted: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    review(run, drafted, "aq", monkeypatch)
    from standoff.rdf.parsing import parse_file

    quads = list(parse_file(desk(drafted).folder.decisions))
    predicates = {q.predicate for q in quads}
    assert {ST["decides"], ST["ruling"], PROV["wasAssociatedWith"], PROV["endedAtTime"]} <= predicates


def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    script = tmp_path / "editor.py"
    script.write_text(
        f"import sys, pathlib\np = pathlib.Path(sys.argv[1])\nt = p.read_text(encoding='utf-8')\n{code}\np.write_text(t, encoding='utf-8')\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")
    monkeypatch.delenv("VISUAL", raising=False)


def test_an_edited_draft_is_accepted_as_edited(
    drafted: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, "t = t.replace('dcterms:description \"', 'dcterms:description \"Edited: ')")
    out = review(run, drafted, "eq", monkeypatch)
    assert "edited and accepted" in out
    assert any(c.description.startswith("Edited: ") for c in Sources.open(drafted).claims.values())


def test_what_comes_back_broken_changes_nothing(
    drafted: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = desk(drafted).folder.drafts.read_bytes()
    editor(tmp_path, monkeypatch, "t = t.replace(' .', '')")
    review(run, drafted, "eq", monkeypatch)
    assert desk(drafted).folder.drafts.read_bytes() == before
    assert not Sources.open(drafted).claims


def test_an_anchor_outside_the_text_is_refused(
    drafted: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, "import re; t = re.sub(r'oa:end \\d+', 'oa:end 99999', t)")
    out = review(run, drafted, "eq", monkeypatch)
    assert "outside the text" in out
    assert not Sources.open(drafted).claims


def test_a_draft_is_split_in_two(drafted: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = len(desk(drafted).drafts)
    editor(tmp_path, monkeypatch, "t = t + '\\n# seen\\n'")
    out = review(run, drafted, "sq", monkeypatch)
    assert "split into 2 drafts" in out
    assert len(desk(drafted).drafts) == before + 1


def test_two_drafts_of_one_speaker_are_merged(drafted: Path) -> None:
    table = desk(drafted)
    red_cross = [d for d in table.in_order() if d.kind == "CasualtyReport"]
    assert len(red_cross) == 2
    merged = table.merge(red_cross[0], red_cross[1])
    assert len(merged.content) > len(red_cross[1].content)
    assert red_cross[0].iri not in desk(drafted).drafts


def test_accepting_unread_is_loud_and_recorded(drafted: Path, run: Run) -> None:
    code, _, err = run("accept", "--all", "--min-confidence", "0.7", "--kb", drafted, "--by", "Ines")
    assert code == 0
    assert "NOBODY HAS READ" in err
    assert "accepted unread" in desk(drafted).folder.decisions.read_text(encoding="utf-8")
    assert Sources.open(drafted).claims


def test_claims_written_by_hand_keep_every_byte(drafted: Path, run: Run) -> None:
    table = desk(drafted)
    run("accept", "--all", "--min-confidence", "0.8", "--kb", drafted)
    by_hand = "# my own remark\n" + table.folder.claims.read_text(encoding="utf-8")
    table.folder.claims.write_text(by_hand, encoding="utf-8")
    run("accept", "--all", "--min-confidence", "0.1", "--kb", drafted)
    assert table.folder.claims.read_text(encoding="utf-8").startswith(by_hand.rstrip())


def test_accepted_claims_build_and_answer(drafted: Path, run: Run) -> None:
    run("accept", "--all", "--min-confidence", "0.1", "--kb", drafted)
    code, _, err = run("build", "--kb", drafted)
    assert code == 0, err
    code, out, err = run("query", "casualties", "--kb", drafted)
    assert code == 0, err
    assert "14" in out


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="this system has no pseudo-terminals")
def test_single_keys_work_on_a_terminal_without_enter(drafted: Path) -> None:
    master, slave = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "standoff", "review", "kosti", "--kb", str(drafted), "--by", "Ines"],
        stdin=slave, stdout=slave, stderr=slave, env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "TERM": "xterm"}, close_fds=True,
    )  # fmt: skip
    os.close(slave)
    seen = b""

    def until(words: bytes, seconds: float = 60) -> None:
        nonlocal seen
        end = time.monotonic() + seconds
        while words not in seen and time.monotonic() < end:
            if select.select([master], [], [], 0.2)[0]:
                try:
                    seen += os.read(master, 4096)
                except OSError:
                    return
        assert words in seen, seen[-500:]

    until(b"q quit]")
    seen = b""
    os.write(master, b"k")
    until(b"2 of")
    until(b"q quit]")
    seen = b""
    os.write(master, b"q")
    until(b"drafts left")
    assert process.wait(timeout=30) == 0
    os.close(master)
