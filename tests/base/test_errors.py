"""Users' errors: one line, where, what to do, the documented exit code, nothing lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]

CLAIMS = "kb/articles/2022-09-13-border-clashes/claims.trig"


def replaced(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def missing_dot(folder: Path) -> None:
    replaced(folder, "kb/reference/actors.ttl", " .\n\n", "\n\n")


def unknown_prefix(folder: Path) -> None:
    replaced(folder, CLAIMS, "st:scale st:LargeScale", "nix:scale st:LargeScale")


def wrong_datatype(folder: Path) -> None:
    replaced(folder, CLAIMS, '"2022-09-13"^^xsd:date', '"yesterday"^^xsd:date')


def date_that_does_not_exist(folder: Path) -> None:
    replaced(folder, CLAIMS, '"2022-09-13"^^xsd:date', '"2022-02-30"^^xsd:date')


def not_utf8(folder: Path) -> None:
    path = folder / "kb/reference/actors.ttl"
    path.write_bytes(path.read_bytes() + b'\n<a:b> <c:d> "\xff\xfe" .\n')


def iri_with_a_space(folder: Path) -> None:
    replaced(folder, CLAIMS, "<claim/border-clashes-01#target>", "<claim/border clashes-01#target>")


def directory_for_a_file(folder: Path) -> None:
    path = folder / "standoff.toml"
    path.unlink()
    path.mkdir()


def blank_node(folder: Path) -> None:
    path = folder / "kb/reference/actors.ttl"
    path.write_text(path.read_text() + "\n[] <http://www.w3.org/2000/01/rdf-schema#label> 'nobody' .\n")


def schema_axiom_in_a_claim(folder: Path) -> None:
    replaced(folder, CLAIMS, "claim:border-clashes-01 {", "claim:border-clashes-01 { st:Actor a st:Place .")


def broken_toml(folder: Path) -> None:
    (folder / "standoff.toml").write_text("base = ")


def empty_ontology(folder: Path) -> None:
    (folder / "ontology/standoff.ttl").write_text("")


def empty_claims(folder: Path) -> None:
    (folder / CLAIMS).write_text("")


def cut_off(folder: Path) -> None:
    path = folder / CLAIMS
    path.write_text(path.read_text()[:-40])


BROKEN: dict[Callable[[Path], None], tuple[int, str]] = {
    missing_dot: (2, "actors.ttl:"),
    unknown_prefix: (2, "claims.trig:"),
    wrong_datatype: (1, "claims.trig:"),
    date_that_does_not_exist: (1, "claims.trig:"),
    not_utf8: (2, "actors.ttl:"),
    iri_with_a_space: (2, "claims.trig:"),
    directory_for_a_file: (2, "kb"),
    blank_node: (1, "actors.ttl"),
    schema_axiom_in_a_claim: (1, "claims.trig:"),
    broken_toml: (2, "standoff.toml"),
    empty_ontology: (2, "standoff.ttl: is empty"),
    empty_claims: (2, "claims.trig: is empty"),
    cut_off: (2, "claims.trig:"),
}


@pytest.fixture
def broken_folder(built_folder: Path, tmp_path: Path) -> Path:
    """A copy of a built knowledge base, its last build included."""
    return Path(shutil.copytree(built_folder, tmp_path / "kb"))


@pytest.mark.parametrize("spoil", BROKEN, ids=lambda function: function.__name__)
def test_a_build_of_broken_input_says_where_and_leaves_the_last_build(
    broken_folder: Path, run: Run, spoil: Callable[[Path], None]
) -> None:
    code, where = BROKEN[spoil]
    pointer = (broken_folder / ".standoff/current").read_text()
    spoil(broken_folder)
    got, out, err = run("build", "--kb", broken_folder)
    assert got == code, err
    assert out == ""
    assert len(err.strip().splitlines()) == 1, err
    assert where in err
    assert (broken_folder / ".standoff/current").read_text() == pointer


WRONG_USE = {
    "an unknown command": ["qwery"],
    "an unknown option": ["query", "--nonsense"],
    "an unknown query": ["query", "meditors"],
    "a parameter without a value": ["query", "events-at", "-p", "place"],
    "a missing parameter": ["query", "events-at"],
    "an unknown parameter": ["query", "mediators", "-p", "plaice=Goris"],
    "an unknown entity": ["query", "events-at", "-p", "place=Atlantis"],
    "an injected pattern": ["query", "events-at", "-p", "place=<a:b> } INSERT { <a:b> <c:d> <e:f> } #"],
    "a query with a typo": ["query", "--sparql", "SELCT * WHERE { ?s ?p ?o }"],
    "an update": ["query", "--sparql", "DELETE WHERE { ?s ?p ?o }"],
    "a call to elsewhere": ["query", "--sparql", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"],
    "parentheses without end": ["query", "--sparql", "SELECT * { FILTER(" + "(" * 20000 + " }"],
    "a missing query file": ["query", "--file", "none.rq"],
    "an unknown format": ["query", "mediators", "--format", "docx"],
    "a format of another kind": ["query", "mediators", "--format", "turtle"],
    "a missing output folder": ["query", "mediators", "-o", "none/such/file.csv"],
    "a folder as output": ["query", "mediators", "-o", ".", "-f", "csv"],
    "a knowledge base that is none": ["query", "mediators", "--kb", "/nowhere/at/all"],
    "an unknown lens": ["query", "mediators", "--lens", "nobody"],
    "a date that is none": ["query", "mediators", "--as-of", "the ides of March"],
    "an ambiguous or unknown speaker": ["query", "mediators", "--according-to", "Nobody"],
    "two queries at once": ["query", "mediators", "--sparql", "ASK {}"],
}


@pytest.mark.parametrize("name", WRONG_USE)
def test_wrong_use_is_one_line_and_exit_code_2(built_folder: Path, run: Run, name: str) -> None:
    arguments = WRONG_USE[name]
    if "--kb" not in arguments:
        arguments = [*arguments, "--kb", str(built_folder)] if arguments[0] == "query" else arguments
    code, out, err = run(*arguments)
    assert code == 2, err
    assert out == ""
    assert len(err.strip().splitlines()) == 1, err
    assert "Traceback" not in err
    assert "fault of standoff" not in err


def standoff(*arguments: object, folder: Path, **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        [sys.executable, "-m", "standoff", *map(str, arguments), "--kb", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        **more,
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full: a full disk was not tried")
def test_a_full_disk_is_a_limit_and_loses_nothing(built_folder: Path) -> None:
    done = standoff("query", "mediators", "-f", "csv", "-o", "/dev/full", folder=built_folder)
    assert done.returncode == 4
    assert "disk is full" in done.stderr
    with Path("/dev/full").open("w") as full:
        piped = subprocess.run(
            [sys.executable, "-m", "standoff", "query", "mediators", "--kb", str(built_folder)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert piped.returncode == 4
    assert piped.stderr.count("\n") == 1


def test_a_reader_that_goes_away_is_no_error(built_folder: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "standoff", "query", "claims-by", "-p", "speaker=Armenia", "--kb", str(built_folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == ""
    assert process.wait() == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere: a read-only folder was not tried")
def test_a_read_only_knowledge_base_is_built_in_the_cache(
    kb_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    kb_folder.chmod(0o555)
    try:
        code, out, _ = run("query", "mediators", "--kb", kb_folder)
    finally:
        kb_folder.chmod(0o755)
    assert code == 0
    assert "Russia" in out
    assert (tmp_path / "cache" / "standoff").is_dir()


def test_an_unknown_command_suggests_the_nearest(run: Run) -> None:
    _, _, err = run("qwery")
    assert "query" in err


def test_an_output_file_is_untouched_when_the_query_fails(built_folder: Path, run: Run, tmp_path: Path) -> None:
    target = tmp_path / "answer.csv"
    target.write_text("what was there\n")
    code, _, _ = run("query", "meditors", "-o", target, "--kb", built_folder)
    assert code == 2
    assert target.read_text() == "what was there\n"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["answer.csv"]
