"""Validation claim by claim finds what running an engine once per claim finds."""

from __future__ import annotations

import importlib.util
import tempfile
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, serialize
from tests.validation.small_kb import ARTICLE, REFERENCE, SmallKB, record

from standoff.rdf.terms import NamedNode, Quad, Triple
from standoff.validation.claimwise import Claimwise
from standoff.validation.dataset import Dataset
from standoff.validation.engines import Engine, Result, engine_named
from standoff.validation.shapes import Shapes

FAST = "shacl" if importlib.util.find_spec("shacl") else "pyshacl"

EVENTS = (":e1", ":e2", ":war")
ACTORS = (":northland", ":southland", ":army", ":stranger")
PLACES = (":village", ":district", ":northern-soil", ":southern-soil")
DATES = (
    '"2020-09-27"^^xsd:date',
    '"2021"^^xsd:gYear',
    '"2020-11"^^xsd:gYearMonth',
    '"2022-01-01T00:00:00Z"^^xsd:dateTime',
)


def statement(subjects: tuple[str, ...], predicate: str, objects: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.builds(lambda s, o: f"{s} {predicate} {o} .", st.sampled_from(subjects), st.sampled_from(objects))


STATEMENTS = st.one_of(
    statement(EVENTS, "a", ("st:Shelling", "st:War")),
    statement(EVENTS, "st:partOf", EVENTS),
    *(statement((*EVENTS, ":truce"), p, DATES) for p in ("st:beganOn", "st:endedOn", "st:occurredOn")),
    statement((":truce",), "st:ends", EVENTS),
    statement((":truce",), "st:brokeredBy", ACTORS),
    statement(EVENTS, "st:belligerent", ACTORS),
    statement(EVENTS, "st:perpetrator", (*ACTORS, ":village", ":e2")),
    statement((":r1", ":r2"), "a", ("st:CasualtyReport",)),
    statement((":r1", ":r2"), "st:sufferedBy", ACTORS),
    statement((":r1", ":r2"), "st:outcome", ("st:Killed",)),
    statement((":r1", ":r2"), "st:minimumCount", ("1", "5", "-1")),
    statement((":r1", ":r2"), "st:maximumCount", ("2", "9")),
    statement(PLACES, "st:within", PLACES),
    statement(PLACES, "st:territoryOf", (":northland", ":southland")),
    statement((":stranger", ":other"), "a", ("st:Person", "st:State")),
    statement((":stranger", ":other"), "rdfs:label", ('"A name"',)),
    statement((":t1", ":t2"), "st:holder", (":ann", ":stranger")),
    statement((":t1", ":t2"), "st:ofOffice", (":presidency", ":ministry")),
    statement((":t1", ":t2"), "a", ("st:Tenure",)),
    statement((":t1", ":t2"), "st:endedOn", ('"2014-01-01"^^xsd:date',)),
    statement((":outbreak",), "st:openedBy", (":north", ":northland")),
)
CLAIMS = st.lists(st.lists(STATEMENTS, min_size=1, max_size=4), min_size=1, max_size=5)


class Naive:
    """The plain meaning: one run of the engine for each choice of claims, over everything at once."""

    def __init__(self, data: Dataset, shapes: Shapes, engine: Engine) -> None:
        self.data = data
        self.engine = engine
        self.shapes = shapes.text(iri for iri, root in shapes.roots.items() if not root.for_ontology)

    def results(self, *claims: NamedNode) -> set[Result]:
        quads: list[Quad] = [*self.data.vocabulary, *self.data.background]
        for claim in claims:
            quads += self.data.content[claim]
        text = serialize((Triple(q.subject, q.predicate, q.object) for q in quads), format=RdfFormat.N_TRIPLES)
        assert text is not None
        return self.engine.results(self.shapes, text.decode())


def compare(contents: list[list[str]], engine: str) -> tuple[int, int]:
    """Hold the claims' validation against the naive one; how many violations and disagreements there were."""
    with tempfile.TemporaryDirectory() as folder:
        claims = [f":c{i} {{ {' '.join(said)} }}\n{record(f':c{i}', start=i)}" for i, said in enumerate(contents)]
        kb = SmallKB(Path(folder)).write(*claims)
        data, chosen = Dataset(kb.sources), engine_named(engine)
        shapes = Shapes(kb.sources.quads("shapes"))
        found = list(Claimwise(data, shapes, chosen).run())
        naive = Naive(data, shapes, chosen)
        background = naive.results()
        assert {a.result for a in found if not a.claims} == background
        own = {claim: naive.results(claim) - background for claim in data.content}
        expected = {(claim, result) for claim, results in own.items() for result in results}
        assert {(a.claims[0], a.result) for a in found if len(a.claims) == 1} == expected
        shared = naive.results(*data.content) - background - {result for _, result in expected}
        together = [a for a in found if len(a.claims) > 1]
        assert {a.result for a in together} == shared
        for disagreement in together:
            assert disagreement.result in naive.results(*disagreement.claims)
            for fewer in combinations(disagreement.claims, len(disagreement.claims) - 1):
                assert disagreement.result not in naive.results(*fewer)
        return len(expected), len(together)


@settings(max_examples=40)
@given(CLAIMS)
def test_claim_by_claim_is_what_one_run_per_claim_finds(contents: list[list[str]]) -> None:
    compare(contents, FAST)


@settings(max_examples=2)
@given(CLAIMS)
def test_claim_by_claim_is_what_one_run_of_pyshacl_per_claim_finds(contents: list[list[str]]) -> None:
    compare(contents, "pyshacl")


def test_a_claim_cannot_hide_what_another_lacks() -> None:
    """A casualty report without side stays one, though another claim of the same report names the side."""
    bare = [":r1 a st:CasualtyReport .", ":r1 st:outcome st:Killed ."]
    whole = [*bare, ":r1 st:sufferedBy :army ."]
    assert compare([bare, whole], "pyshacl") == (1, 0)


def test_two_claims_that_cannot_both_be_are_a_disagreement() -> None:
    event = [":e1 a st:Shelling .", ":e1 st:partOf :war .", ':e1 st:occurredOn "2019-01-01"^^xsd:date .']
    assert compare([event, [':war st:beganOn "2020-09-27"^^xsd:date .']], "pyshacl") == (0, 1)


def test_three_claims_may_be_needed_for_one_disagreement() -> None:
    one, two = [":e1 st:partOf :e2 ."], [":e2 st:partOf :war ."]
    dates = [':e1 st:occurredOn "2019-01-01"^^xsd:date .'], [':war st:beganOn "2020-09-27"^^xsd:date .']
    assert compare([one, two, *dates], "pyshacl") == (0, 1)


def test_the_same_fault_of_two_claims_is_a_violation_of_each() -> None:
    fault = [':truce st:beganOn "2021-01-01"^^xsd:date .', ':truce st:endedOn "2020-01-01"^^xsd:date .']
    assert compare([fault, fault], "pyshacl") == (2, 0)


@pytest.mark.skipif(FAST == "pyshacl", reason="the accelerator (standoff[fast]) is not installed: not compared")
@settings(max_examples=2)
@given(CLAIMS)
def test_the_accelerator_gives_the_results_of_pyshacl(contents: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        claims = [
            f":c{i} {{ {' '.join(said)} }}\n{record(f':c{i}', start=9 - i, end=8)}" for i, said in enumerate(contents)
        ]
        kb = SmallKB(Path(folder)).write(*claims, article=ARTICLE, background=REFERENCE)
        assert kb.validate("shacl").findings == kb.validate("pyshacl").findings
