"""The report in each format, and the command's exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib
from tests.validation.small_kb import GOOD, SmallKB, claim

SHACL = rdflib.Namespace("http://www.w3.org/ns/shacl#")
Run = Callable[..., tuple[int, str, str]]
EARLY = ':shelling a st:Shelling ; st:partOf :war ; st:occurredOn "2020-01-01"^^xsd:date .'


@pytest.fixture
def broken(tmp_path: Path) -> SmallKB:
    """One violation in a claim's graph, one in its record, one disagreement."""
    return SmallKB(tmp_path / "kb").write(
        claim(":c", EARLY),
        claim(":d", ':war st:beganOn "2020-09-27"^^xsd:date .', start=9),
        claim(":e", ":truce st:beganOn 2020 .", start=12, speaker=None),
    )


def test_text_has_file_line_severity_message_and_claims(broken: SmallKB, run: Run) -> None:
    code, out, err = run("validate", "--kb", broken.folder)
    assert code == 1
    lines = out.splitlines()
    assert len(lines) == 3
    assert lines == sorted(lines, key=lambda line: int(line.split(":")[1]))
    assert lines[0].startswith("kb/articles/one/claims.trig:13: warning: ex:shelling lies outside")
    assert lines[0].endswith("(claims ex:c, ex:d)")
    assert "violation: A date of ex:truce" in lines[1]
    assert lines[1].endswith("(claim ex:e)")
    assert "exactly one speaker" in lines[2]
    assert "does not conform: 2 violations, 1 warning" in err
    assert "not checked: 3 anchors were not verified" in err


def test_warnings_alone_do_not_fail(broken: SmallKB, run: Run) -> None:
    broken.write(claim(":c", EARLY), claim(":d", ':war st:beganOn "2020-09-27"^^xsd:date .', start=9))
    assert run("validate", "--kb", broken.folder)[0] == 0


def test_turtle_is_the_standard_report(broken: SmallKB, run: Run) -> None:
    code, out, _ = run("validate", "--kb", broken.folder, "--format", "turtle")
    assert code == 1
    graph = rdflib.Graph().parse(data=out, format="turtle")
    (report,) = graph.subjects(rdflib.RDF.type, SHACL.ValidationReport)
    assert graph.value(report, SHACL.conforms) == rdflib.Literal(False)
    results = list(graph.objects(report, SHACL.result))
    assert len(results) == 3
    for result in results:
        for required in (SHACL.focusNode, SHACL.resultSeverity, SHACL.sourceConstraintComponent, SHACL.sourceShape):
            assert graph.value(result, required) is not None
    severities = sorted(str(graph.value(result, SHACL.resultSeverity)).rsplit("#")[-1] for result in results)
    assert severities == ["Violation", "Violation", "Warning"]
    paths = [graph.value(result, SHACL.resultPath) for result in results]
    assert any(isinstance(path, rdflib.BNode) and (path, SHACL.alternativePath, None) in graph for path in paths)


def test_json_says_what_the_text_says(broken: SmallKB, run: Run) -> None:
    data = json.loads(run("validate", "--kb", broken.folder, "--format", "json")[1])
    assert data["conforms"] is False
    assert (data["violations"], data["warnings"]) == (2, 1)
    assert [len(result["claims"]) for result in data["results"]] == [2, 1, 1]
    assert data["results"][0]["file"] == "kb/articles/one/claims.trig"
    assert data["notChecked"]


def test_sarif_has_what_its_schema_requires(broken: SmallKB, run: Run, tmp_path: Path) -> None:
    target = tmp_path / "report.sarif"
    code, out, _ = run("validate", "--kb", broken.folder, "-o", target)
    assert (code, out) == (1, "")
    log = json.loads(target.read_text())
    assert log["version"] == "2.1.0"
    (sarif_run,) = log["runs"]
    rules = sarif_run["tool"]["driver"]["rules"]
    assert sarif_run["tool"]["driver"]["name"] == "standoff"
    for result in sarif_run["results"]:
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        (place,) = result["locations"]
        assert place["physicalLocation"]["region"]["startLine"] >= 1
        assert not place["physicalLocation"]["artifactLocation"]["uri"].startswith("/")


def test_annotations_are_escaped_for_workflows(broken: SmallKB, run: Run) -> None:
    lines = run("validate", "--kb", broken.folder, "--format", "github")[1].splitlines()
    assert [line.split(" ")[0] for line in lines] == ["::warning", "::error", "::error"]
    assert lines[0].startswith("::warning file=kb/articles/one/claims.trig,line=13,title=WithinItsConflict::")


def test_exit_codes_tell_violations_from_what_cannot_be_read(broken: SmallKB, run: Run, tmp_path: Path) -> None:
    good = tmp_path / "good.trig"
    broken._file("../good.trig", claim(":n", GOOD, start=40))
    assert run("validate", good, "--kb", broken.folder)[0] == 0
    good.write_text("this is not TriG")
    code, out, err = run("validate", good, "--kb", broken.folder)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "good.trig:1" in err
    assert run("validate", "--kb", broken.folder, "--format", "nope")[0] == 2
    assert run("validate", "--kb", broken.folder, "--texts", tmp_path / "none")[0] == 2
