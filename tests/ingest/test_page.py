"""The review on a page: self-contained, safe with any text, and its decisions taken over."""

# ruff: noqa: E501

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Run

TEXT = (
    "Sudan's army said rebels had shelled the town of Kosti, killing nine civilians.\n\n"
    "“</script><script>alert(1)</script> is no argument,” the general said — naïvely, 😀 as it were.\n"
)


@pytest.fixture
def paged(new_kb: Path, tmp_path: Path, run: Run) -> tuple[Path, Path, dict[str, object]]:
    """A knowledge base with drafts, their page, and the data in it."""
    path = tmp_path / "kosti.txt"
    path.write_text(TEXT, encoding="utf-8")
    run("ingest", path, "--kb", new_kb, "--issued", "2024-03-05", "--name", "kosti")
    page = tmp_path / "review.html"
    code, _, err = run("review", "kosti", "--html", page, "--kb", new_kb)
    assert code == 0, err
    html = page.read_text(encoding="utf-8")
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert found
    return new_kb, page, json.loads(found[1])


def test_the_page_loads_nothing_and_the_text_cannot_break_out(paged: tuple[Path, Path, dict[str, object]]) -> None:
    html = paged[1].read_text(encoding="utf-8")
    assert "alert(1)</script>" not in html
    assert "default-src 'none'" in html
    assert not re.search(r"(?:src|href)\s*=\s*[\"']?https?:", html)
    assert "@import" not in html
    assert html.count("<script") == 2


def decisions(data: dict[str, object], rulings: list[tuple[str, str]]) -> dict[str, object]:
    drafts = data["drafts"]
    assert isinstance(drafts, list)
    return {
        "format": "standoff-decisions/1", "article": data["article"], "digest": data["digest"], "by": "Ines",
        "decisions": [{"draft": d["iri"], "ruling": r, "reason": why, "content": d["content_digest"]} for d, (r, why) in zip(drafts, rulings, strict=False)],
    }  # fmt: skip


def test_decisions_of_the_page_are_taken_over(
    paged: tuple[Path, Path, dict[str, object]], tmp_path: Path, run: Run
) -> None:
    kb, _, data = paged
    file = tmp_path / "decisions.json"
    file.write_text(json.dumps(decisions(data, [("Accepted", ""), ("Rejected", "a rumour")])), encoding="utf-8")
    code, out, err = run("review", "--apply", file, "--kb", kb)
    assert code == 0, err
    assert "1 accepted, 1 rejected" in out
    assert "a rumour" in next(kb.rglob("decisions.ttl")).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda d: d.update(digest="sha256:0"), "another text"),
        (lambda d: d.update(format="other"), "not a file of decisions"),
        (lambda d: d["decisions"][0].update(content="sha256:0"), "has changed since"),
        (lambda d: d["decisions"][0].update(draft="https://example.org/none"), "no such draft"),
        (lambda d: d["decisions"][0].update(ruling="Deleted"), "no ruling"),
    ],
)
def test_decisions_about_something_else_are_refused(
    paged: tuple[Path, Path, dict[str, object]], tmp_path: Path, run: Run, change: Callable[[Any], None], what: str
) -> None:
    kb, _, data = paged
    given = decisions(data, [("Accepted", "")])
    change(given)
    file = tmp_path / "decisions.json"
    file.write_text(json.dumps(given), encoding="utf-8")
    code, out, err = run("review", "--apply", file, "--kb", kb)
    assert code in (1, 2)
    assert what in out + err
    assert not list(kb.rglob("claims.trig"))


@pytest.mark.server
def test_the_page_works_in_a_real_browser(paged: tuple[Path, Path, dict[str, object]]) -> None:
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no browser is installed: the page was not opened")
    _, page, data = paged
    shown = page.read_text(encoding="utf-8").replace("</body>", "</body>")
    page.write_text(shown, encoding="utf-8")
    done = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=5000", "--dump-dom", page.as_uri()],
        capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip
    drafts = data["drafts"]
    assert isinstance(drafts, list)
    assert 'data-ready="yes"' in done.stdout
    assert done.stdout.count('class="card') == len(drafts)
    assert "<mark" in done.stdout
    for draft in drafts:
        assert isinstance(draft["start"], int)
