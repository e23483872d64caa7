"""The reference page says what the ontology says, and the alignments name what Wikidata has."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import RDFS, Graph

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "ontology_reference.py"
PAGE = ROOT / "docs" / "ontology-reference.md"
ALIGNMENTS = ROOT / "ontology" / "alignments.ttl"


def run(*arguments: str, seed: str = "0") -> subprocess.CompletedProcess[str]:
    """Run the tool that writes the page."""
    return subprocess.run(
        [sys.executable, str(TOOL), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONHASHSEED": seed},
    )


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_reference_page_is_what_the_ontology_says(seed: str) -> None:
    """Under any order of hashing, so that the page is the same on every machine."""
    outcome = run("--check", seed=seed)
    assert outcome.returncode == 0, outcome.stdout


def test_the_tool_refuses_what_it_does_not_know() -> None:
    assert run("--chekc").returncode == 2


def test_every_term_has_its_place_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    graph = Graph().parse(ROOT / "ontology" / "standoff.ttl")
    names = {str(term).split("#")[1] for term in graph.subjects(RDFS.isDefinedBy, None)}
    assert set(re.findall(r'<a id="(\w+)">', page)) == names


def test_every_link_within_the_page_leads_somewhere() -> None:
    page = PAGE.read_text(encoding="utf-8")
    headings = {
        re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"^## (.+)$", page, re.MULTILINE)
    }
    anchors = set(re.findall(r'<a id="(\w+)">', page)) | headings
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) - anchors == set()


def test_the_alignments_name_items_and_properties_of_wikidata_rightly() -> None:
    """Each with the label that Wikidata gives it, in the comment on its line."""
    table = ROOT.parent / "shared" / "data" / "wikidata-terms.tsv"
    if not table.exists():
        pytest.skip("the table of Wikidata's terms is not here: the labels in the alignments were not checked")
    rows = [line.split("\t") for line in table.read_text(encoding="utf-8").splitlines()[1:]]
    labels = {row[0]: row[2] for row in rows}
    lines = [line for line in ALIGNMENTS.read_text(encoding="utf-8").splitlines() if re.search(r"wd:[QP]\d", line)]
    assert lines
    for line in lines:
        items = re.findall(r"wd:([QP]\d+)", line)
        assert line.split("# ", 1)[1] == ", ".join(labels[item] for item in items)
