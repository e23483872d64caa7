"""`standoff query` as a person uses it: what is printed, where, and the exit code."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from standoff import KnowledgeBase

Run = Callable[..., tuple[int, str, str]]
Ask = Callable[..., tuple[int, str, str]]

MEDIATORS = """\
Mediator        Role      What                                       Conflict                     According to
--------------  --------  -----------------------------------------  ---------------------------  -----------------------
European Union  mediated  Brussels talks of April 2022                                            the article's own voice
European Union  mediated  Brussels talks of May 2022                                              the article's own voice
Russia          brokered  2020 Nagorno-Karabakh ceasefire agreement  Second Nagorno-Karabakh War  the article's own voice
"""  # noqa: E501


@pytest.fixture(scope="module")
def folder(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built copy of the knowledge base."""
    target = tmp_path_factory.mktemp("query") / "kb"
    target.mkdir()
    shutil.copy2(root / "standoff.toml", target)
    for name in ("ontology", "shapes", "kb", "queries"):
        shutil.copytree(root / name, target / name)
    KnowledgeBase.open(target).build(validate=False)
    return target


@pytest.fixture
def ask(run: Run, folder: Path) -> Ask:
    """Run `standoff query` on the built copy."""
    return lambda *arguments: run("query", *arguments, "--kb", folder, "--no-build")


def test_a_table_reads_as_an_analyst_would_write_it(ask: Ask) -> None:
    code, out, err = ask("mediators")
    assert (code, out, err) == (0, MEDIATORS, "")


def test_without_a_name_the_queries_are_listed_with_what_they_answer(ask: Ask, root: Path) -> None:
    code, out, _ = ask()
    assert code == 0
    assert all(path.stem in out for path in (root / "queries").glob("*.rq"))
    assert "Who blames whom, and for what" in out


def test_a_query_describes_itself(ask: Ask) -> None:
    code, out, _ = ask("events-at", "--describe")
    assert code == 0
    assert "place (iri st:Place, required)" in out
    assert "SELECT DISTINCT ?event" in out


def test_csv_and_json_have_names_and_iris(ask: Ask) -> None:
    _, out, _ = ask("mediators", "-f", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert ("Russia", "https://w3id.org/standoff/actor/russia") in {(r["mediator"], r["mediator_iri"]) for r in rows}
    _, out, _ = ask("mediators", "--format", "json")
    assert {row["mediatorLabel"]["value"] for row in json.loads(out)["results"]["bindings"]} == {
        "Russia",
        "European Union",
    }


def test_the_format_follows_the_file(ask: Ask, tmp_path: Path) -> None:
    code, out, _ = ask("ceasefires", "-o", tmp_path / "ceasefires.md")
    assert (code, out) == (0, "")
    assert (tmp_path / "ceasefires.md").read_text(encoding="utf-8").startswith("| Ceasefire |")
    code, _, err = ask("ceasefires", "-o", tmp_path / "ceasefires.xyz")
    assert code == 2
    assert "format cannot be told" in err


def test_sparql_of_ones_own_knows_the_prefixes(ask: Ask) -> None:
    code, out, _ = ask("--sparql", "SELECT ?who { ?who a st:Mediator } ORDER BY ?who")
    assert (code, out.splitlines()[2:]) == (0, ["European Union", "Russia"])
    assert ask("--sparql", "ASK { actor:russia a st:Mediator }")[:2] == (0, "yes\n")
    code, out, _ = ask("--sparql", "CONSTRUCT { ?a st:brokered ?b } WHERE { ?a st:brokered ?b }")
    assert "actor:russia st:brokered agreement:ceasefire-2020 ." in out
    assert ask("--sparql", "ASK { event:outbreak-2022-09 st:openedBy side:armenian }")[:2] == (0, "yes\n")
    code, out, _ = ask("--sparql", "DESCRIBE actor:interfax", "-f", "ntriples")
    assert "<https://w3id.org/standoff/actor/interfax>" in out


def test_sparql_comes_from_a_file_or_from_standard_input(folder: Path, tmp_path: Path, ask: Ask) -> None:
    query = tmp_path / "own.rq"
    query.write_text("SELECT ?who { ?who a st:Mediator } ORDER BY ?who", encoding="utf-8")
    code, out, _ = ask("--file", query)
    assert (code, len(out.splitlines())) == (0, 4)
    command = [sys.executable, "-m", "standoff", "query", "--file", "-", "--kb", str(folder), "--no-build"]
    done = subprocess.run(command, input=query.read_bytes(), capture_output=True, check=False)
    assert (done.returncode, done.stdout.decode()) == (0, out)
    done = subprocess.run(command, input=b"\xff\xfe", capture_output=True, check=False)
    assert done.returncode == 2
    assert b"not UTF-8" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["mediator"], 2, "did you mean mediators?"),
        (["timeline", "-p", "sinc=2020"], 2, "did you mean since?"),
        (["timeline", "-p", "since=soon"], 2, "is not a date"),
        (["timeline", "-p", "since"], 2, "write -p NAME=VALUE"),
        (["timeline", "-p", "since=2020", "-p", "since=2021"], 2, "given twice"),
        (["events-at"], 2, "needs the parameter place"),
        (["events-at", "-p", "place=Gorris"], 2, "did you mean 'Goris'"),
        (["events-at", "-p", "place=Interfax"], 2, "'Interfax' is no place"),
        (["claims-by", "-p", "speaker=actor:armenai"], 2, "actor:armenai is no speaker"),
        (["claims-about", "-p", "entity=nobody:x"], 2, "nobody"),
        (["claims-about", "-p", "entity=https://example.org/a b"], 2, "is not an IRI"),
        (["claims-about", "-p", 'entity=x> } UNION { ?s ?p "'], 2, "is called"),
        (["mediators", "--format", "jsn"], 2, "did you mean json?"),
        (["mediators", "--format", "turtle"], 2, "a format for graphs"),
        (["mediators", "--sparql", "ASK {}"], 2, "exclude each other"),
        (["mediators", "--timeout", "0"], 2, "more than 0 seconds"),
        (["--sparql", "SELECT * { ?s ?p }"], 2, "query:1:"),
        (["--sparql", "SELECT * { ?s foo:bar ?o }"], 2, "prefix foo: is not declared"),
        (["--sparql", "DROP ALL"], 2, "is an update"),
        (["--sparql", "SELECT * { SERVICE <http://localhost:1/> { ?s ?p ?o } }"], 2, "would call another server"),
        (["--sparql", "SELECT * " + "{" * 5000 + "}" * 5000], 2, "nests deeper"),
        (["--sparql", ""], 2, "the query is empty"),
        (["--file", "no-such-file.rq"], 2, "cannot be read"),
        (["--file", "."], 2, "cannot be read"),
        (["mediators", "--limit", "1"], 4, "more rows than the limit of 1"),
        (
            ["--sparql", "SELECT (COUNT(*) AS ?n) { ?a a ?b . ?c a ?d FILTER(STR(?a) > STR(?c)) }", "--timeout", "0.1"],
            4,
            "0.1 seconds",
        ),
    ],
)
def test_a_mistake_or_a_limit_is_one_line_and_the_documented_code(
    ask: Ask, arguments: list[str], code: int, told: str
) -> None:
    found, _, err = ask(*arguments)
    assert found == code
    assert told in err
    assert len(err.splitlines()) == 1
    assert "Traceback" not in err


def test_a_hostile_value_is_a_name_that_nobody_has(ask: Ask) -> None:
    code, out, err = ask("claims-by", "-p", 'speaker="} ; DROP ALL #')
    assert (code, out) == (2, "")
    assert "is called" in err


def test_the_saved_queries_pass_the_linter(ask: Ask) -> None:
    code, out, _ = ask("mediators", "--lint")
    assert (code, out) == (0, "")


def test_a_table_marks_what_is_disputed(ask: Ask) -> None:
    _, out, _ = ask("who-blames-whom")
    disputed = [line for line in out.splitlines() if line.endswith("disputed")]
    assert len(disputed) == 3
    assert all("Outbreak of the September 2022 border clashes" in line for line in disputed)


def test_a_side_is_heard_alone(ask: Ask) -> None:
    code, out, _ = ask("who-blames-whom", "--according-to", "Armenia", "-f", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert {row["accused"] for row in rows} == {"Azerbaijan"}
    assert {row["accuser"] for row in rows} == {"Armenia", "Ministry of Defence of Armenia"}


def test_the_rows_cite_the_claims_they_rest_on(ask: Ask) -> None:
    _, out, _ = ask("ceasefires", "--cite", "-f", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert rows
    assert all("claim:" in row["claims"] for row in rows)


def on_a_terminal(folder: Path, width: int, **environment: str) -> str:
    """What `standoff query mediators` writes to a terminal of some width."""
    ours, theirs = pty.openpty()
    names = {key: value for key, value in os.environ.items() if key not in {"NO_COLOR", "TERM"}}
    command = [sys.executable, "-m", "standoff", "query", "mediators", "--kb", str(folder), "--no-build"]
    with subprocess.Popen(
        command, stdout=theirs, stderr=theirs, env={**names, "TERM": "xterm", "COLUMNS": str(width), **environment}
    ) as process:
        os.close(theirs)
        read = b""
        try:
            while piece := os.read(ours, 65536):
                read += piece
        except OSError:
            pass
        process.wait()
    os.close(ours)
    return read.decode().replace("\r\n", "\n")


def test_on_a_terminal_the_table_fits_and_no_color_is_kept(folder: Path) -> None:
    coloured = on_a_terminal(folder, 90)
    assert "\x1b[1m" in coloured
    plain = on_a_terminal(folder, 90, NO_COLOR="1")
    assert "\x1b" not in plain
    assert max(len(line) for line in plain.splitlines()) <= 90
    assert "Russia" in on_a_terminal(folder, 30, NO_COLOR="1")


def test_a_plain_query_loads_no_heavy_library(folder: Path) -> None:
    program = (
        "import sys; from standoff.cli.main import run; "
        f"code = run(['query', 'mediators', '--kb', {str(folder)!r}, '--no-build'], False); "
        "heavy = {'rdflib', 'pyshacl', 'owlrl', 'numpy', 'rich', 'pydantic'} & set(sys.modules); "
        "print(code, sorted(heavy), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stderr == "0 []\n"
    assert done.stdout == MEDIATORS


def test_ctrl_c_is_answered_at_once_while_the_engine_counts(folder: Path) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    command = [sys.executable, "-m", "standoff", "query", "--kb", str(folder), "--no-build", "-f", "csv"]
    with subprocess.Popen([*command, "--sparql", endless], stderr=subprocess.PIPE, text=True) as process:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=4)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == "standoff: interrupted\n"
