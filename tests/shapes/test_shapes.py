"""Each shape has an example that breaks it, and says so in a sentence with file, line and claim."""
# ruff: noqa: E501

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import parse
from tests.validation.small_kb import ARTICLE, GOOD, REFERENCE, TEXT, SmallKB, claim, names, of_shape, record

from standoff.rdf.terms import RDF, SH
from standoff.validation import Severity
from standoff.validation.shapes import TARGETS

SHAPES = Path(__file__).resolve().parents[2] / "shapes"
D = '"^^xsd:date'


@dataclass(frozen=True)
class Example:
    """Something wrong: the shape it breaks, how gravely, in which file, and by whose claims."""

    shape: str
    claims: tuple[str, ...] = ()
    severity: Severity = Severity.VIOLATION
    file: str = "claims.trig"
    by: tuple[str, ...] = ("c",)
    reference: str = ""
    article: str = ARTICLE
    links: str = ""
    background: str = REFERENCE
    with_texts: bool = False
    says: str = field(default="")


def in_claim(shape: str, content: str, says: str = "", severity: Severity = Severity.VIOLATION, **more: str) -> Example:
    """A claim with this content breaks the shape on its own."""
    return Example(shape, (claim(":c", content),), severity, says=says, **more)  # type: ignore[arg-type]


def in_record(shape: str, says: str = "", **changes: object) -> Example:
    return Example(shape, (claim(":c", GOOD, **changes),), says=says)


def in_reference(shape: str, statements: str, severity: Severity = Severity.VIOLATION, says: str = "") -> Example:
    return Example(shape, (), severity, "all.ttl", (), reference=statements, says=says)


WARNING = Severity.WARNING
EXAMPLES = (
    in_record("ClaimSpeaker", "exactly one speaker", speaker=None),
    in_record("ClaimSpeaker", speaker=":northland , :southland"),
    in_record("ClaimSpeakerKind", "neither an actor", speaker=":village"),
    in_record("ClaimArticle", "exactly one article", article=None),
    in_record("ClaimArticle", article=":war"),
    in_record("ClaimAnchored", "has no anchor", anchor=False),
    in_record("ClaimSpeech", speech="st:Denied"),
    in_record("ClaimPolarity", polarity="st:Affirmed , st:Denied"),
    in_record("ClaimModality", modality="st:Affirmed"),
    Example("ClaimDescription", (":c { " + GOOD + " }", record(":c").replace("dcterms:description", "rdfs:comment"))),
    Example("ClaimRelayedBy", (claim(":c", GOOD), ":c st:relayedBy :village .")),
    Example("ClaimRelay", (claim(":c", GOOD), ":c st:relay :village .")),
    Example("ClaimTargetSource", (claim(":c", GOOD, article=":other"),), article=ARTICLE + ARTICLE.replace(":article", ":other").replace("article#", "other#")),
    Example("RelayActor", (claim(":c", GOOD), ":c st:relay :r . :r a st:Relay ; st:position 1 .")),
    Example("RelayPosition", (claim(":c", GOOD), ":c st:relay :r . :r a st:Relay ; st:passedOnBy :ann ; st:position 0 .")),
    in_record("ArticleHoldsAnchors", "past the end of its article", end=len(TEXT) + 1),
    in_record("PositionOrder", "reversed or empty", start=20, end=10),
    in_record("PositionOrder", start=20, end=20),
    in_record("PositionStart", start=-1),
    in_record("PositionEnd", start=0, end=0),
    in_record("PositionDigest", slice_digest="sha256:0"),
    in_record("FragmentValue", fragment="Northland"),
    Example("TargetSource", (claim(":c", GOOD).replace("oa:hasSource :article", "oa:hasSource :war"),)),
    Example("StatementAnchorStatement", (claim(":c", GOOD), "<https://example.org/c#target> oa:hasSelector :s . :s a st:StatementSelector .")),
    Example("StatementAnchorDigest", (claim(":c", GOOD), '<https://example.org/c#target> oa:hasSelector :s . :s a st:StatementSelector ; st:answerDigest "md5" .')),
    Example("Digest", (claim(":c", GOOD, slice_digest="sha256:" + "0" * 64),), with_texts=True, says="not those that were read"),
    Example("Fragment", (claim(":c", GOOD, fragment=":~:text=Southland,dawn"),), with_texts=True),
    Example("PastTheText", (claim(":c", GOOD, end=len(TEXT) + 1),), with_texts=True),
    Example("TextLength", (), file="article.ttl", by=(), with_texts=True, article=ARTICLE.replace(f"st:textLength {len(TEXT)}", "st:textLength 7")),
    Example("TextDigest", (), file="article.ttl", by=(), with_texts=True, article=ARTICLE.replace("sha256:", "sha256:0").replace('0" ;', '" ;')),
    Example("Article", (), file="article.ttl", by=(), article=":a a st:Article ."),
    Example("NarratorArticle", (), file="article.ttl", by=(), article=ARTICLE + ":n a st:Narrator ."),
    Example("Duplicate", (claim(":c", GOOD), claim(":d", GOOD)), WARNING, by=("c", "d"), says="one speaker, one anchor"),
    in_claim("UndeclaredTerm", ":shelling a st:Shelling ; st:perpetratr :southland .", "st:perpetratr is not declared"),
    in_claim("UndeclaredTerm", ":shelling a st:Sheling ."),
    in_claim("UndeclaredTerm", ":shelling a st:Shelling ; <http://example.com/p> 1 ."),
    in_claim("UndeclaredTerm", ":shelling a st:Shelling ; st:weapon st:Canon ."),
    in_reference("UndeclaredTerm", ":ann st:organ :northland ."),
    in_claim("UnknownIndividual", ":shelling a st:Shelling ; st:perpetrator :southlnd .", "Nothing says what"),
    in_claim("EndsAfterBeginning", f':truce st:beganOn "2020-11-10{D} ; st:endedOn "2020-11-09{D} .', "before it began"),
    in_claim("EndsAfterBeginning", ':truce st:beganOn "2020-11-10"^^xsd:date ; st:endedOn "2019"^^xsd:gYear .'),
    in_claim("EndsAfterBeginning", ':war st:notBefore "2020-11"^^xsd:gYearMonth ; st:notAfter "2020-10-01"^^xsd:date .'),
    in_claim("AgreementAfterItsWar", f':truce st:ends :late ; st:signedOn "2020-11-10{D} .', "began only after",
             reference=f':late a st:War ; rdfs:label "late"@en ; st:beganOn "2021-01-01{D} .'),
    in_claim("WithinItsConflict", f':shelling a st:Shelling ; st:partOf :brief ; st:occurredOn "2020-01-01{D} .', "outside the dates",
             reference=f':brief a st:War ; rdfs:label "brief"@en ; st:beganOn "2020-09-27{D} ; st:endedOn "2020-11-10{D} .'),
    in_claim("WithinItsConflict", ':shelling a st:Shelling ; st:partOf :night ; st:occurredOn "2021"^^xsd:gYear .',
             reference=f':night a st:Clash ; st:partOf :brief . :brief a st:War ; rdfs:label "brief"@en ; st:endedOn "2020-11-10{D} .'),
    in_claim("DateOrTime", ":truce st:beganOn 2020 ."),
    in_claim("CasualtySide", ":dead a st:CasualtyReport ; st:reportsOn :war ; st:outcome st:Killed ; st:minimumCount 3 .", "whose losses"),
    in_claim("CasualtyOutcome", ":dead a st:CasualtyReport ; st:sufferedBy :army ; st:minimumCount 3 ."),
    in_claim("MinimumUpToMaximum", ":dead a st:CasualtyReport ; st:outcome st:Killed ; st:sufferedBy :army ; st:minimumCount 9 ; st:maximumCount 3 .", "above its maximum"),
    in_claim("MinimumUpToExact", ":dead a st:CasualtyReport ; st:outcome st:Killed ; st:sufferedBy :army ; st:minimumCount 9 ; st:exactCount 3 ."),
    in_claim("ExactUpToMaximum", ":dead a st:CasualtyReport ; st:outcome st:Killed ; st:sufferedBy :army ; st:maximumCount 2 ; st:exactCount 3 ."),
    in_claim("CountNotNegative", ":dead a st:CasualtyReport ; st:outcome st:Killed ; st:sufferedBy :army ; st:exactCount -3 .", "negative"),
    in_claim("OneEvent", ":shelling a st:Shelling ; st:perpetrator :southland . :raid a st:Raid ; st:perpetrator :northland .", "one event or report"),
    in_claim("OneEvent", ":shelling a st:Shelling ; st:perpetrator :southland . :dead a st:CasualtyReport ; st:outcome st:Killed ; st:sufferedBy :army ."),
    in_claim("SchemaAxiom", "st:Shelling rdfs:subClassOf st:Raid ."),
    in_claim("SchemaAxiom", ":hurt a owl:ObjectProperty ."),
    in_claim("Identity", ":northland owl:sameAs :southland .", "identity is a judgement"),
    in_claim("AssertsWhatItDenies", ":no a owl:NegativePropertyAssertion ; owl:sourceIndividual :war ; owl:assertionProperty st:belligerent ; owl:targetIndividual :northland . :war st:belligerent :northland ."),
    in_claim("Denial", ":no a owl:NegativePropertyAssertion ; owl:sourceIndividual :war ; owl:assertionProperty st:belligerent ."),
    in_claim("DenialSource", ":no a owl:NegativePropertyAssertion ; owl:targetIndividual :war ; owl:assertionProperty st:belligerent ."),
    in_claim("DenialProperty", ":no a owl:NegativePropertyAssertion ; owl:sourceIndividual :war ; owl:targetIndividual :northland ."),
    in_claim("Mediator", ":truce st:brokeredBy :island ; st:ends :war .", "is a party to it", WARNING, reference=":war st:belligerent :island ."),
    in_claim("Mediator", ":island st:mediatedIn :war .", "is a party to it", WARNING, reference=":war st:belligerent :island ."),
    in_claim("PartOfAnActor", ":shelling a st:Shelling ; st:perpetrator :village .", "is no actor"),
    in_claim("SideNotActor", ":outbreak st:openedBy :northland .", "answered by a side"),
    in_claim("ExistingDate", f':shelling a st:Shelling ; st:occurredOn "2022-02-30{D} .', "does not exist"),
    in_claim("ExistingDate", ':shelling a st:Shelling ; st:occurredOn "2022-13"^^xsd:gYearMonth .'),
    in_reference("ExistingDate", f':presidency st:beganOn "2021-02-29{D} .'),
    in_claim("ActorLabel", ":stranger a st:Person .", "has no name"),
    in_reference("ActorLabel", ":nobody a st:ArmedGroup ."),
    in_reference("TenureHolder", ":t a st:Tenure ; st:ofOffice :presidency ."),
    in_reference("TenureOffice", ":t a st:Tenure ; st:holder :ann ."),
    in_reference("OfficesOfOneState", f':t a st:Tenure ; st:holder :ann ; st:ofOffice :ministry ; st:beganOn "2020-01-01{D} .', says="of another state at the same time"),
    in_reference("PlaceNotInItself", ":northern-soil st:within :village .", says="inside itself"),
    in_claim("PlaceNotInItself", ":northern-soil st:within :village ."),
    in_claim("PlaceInOneState", ":village st:within :southern-soil .", "and in that of another state", WARNING),
    Example("BlankNode", ('_:x st:perpetrator :northland .',), by=(), says="A blank node"),
    Example("BlankNode", (claim(":c", ":war st:occursAt [ a st:Village ] ."),)),
    in_reference("BlankNode", ":ann rdfs:seeAlso [] ."),
    Example("ClaimWithoutContent", (record(":c"),), by=()),
    Example("ContentWithoutClaim", (":c { " + GOOD + " }",)),
    Example("LinkItem", (), file="wikidata.ttl", by=(), links=":l a st:Link ; st:entity :war ; st:item <http://dbpedia.org/resource/War> ; st:verdict st:Same ."),
    Example("LinkEntity", (), file="wikidata.ttl", by=(), links=":l a st:Link ; st:item <http://www.wikidata.org/entity/Q1> ; st:verdict st:Same ."),
    Example("LinkVerdict", (), file="wikidata.ttl", by=(), links=":l a st:Link ; st:entity :war ; st:item <http://www.wikidata.org/entity/Q1> ; st:verdict st:Affirmed ."),
    Example("LinkedItem", (), file="wikidata.ttl", by=(), links=":war owl:sameAs <http://www.wikidata.org/wiki/Q1> .", says="no item of Wikidata"),
)  # fmt: skip


@cache
def engines() -> tuple[str, ...]:
    import importlib.util

    return ("pyshacl", "shacl") if importlib.util.find_spec("shacl") else ("pyshacl",)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.shape)
def test_each_shape_catches_what_it_is_for(example: Example, tmp_path: Path) -> None:
    kb = SmallKB(tmp_path / "kb").write(
        *example.claims, reference=example.reference, article=example.article, links=example.links
    )
    report = kb.validate(engines()[-1], with_texts=example.with_texts)
    found = of_shape(report, example.shape)
    assert found, f"{example.shape} found nothing; others: {[str(f.shape) + f.message for f in report]}"
    first = found[0]
    assert first.severity is example.severity
    assert first.file is not None
    assert first.file.name == example.file
    assert first.line is not None
    assert tuple(names(first)) == example.by
    assert example.says in first.message
    assert first.message.endswith(".")
    assert report.conforms is (example.severity is WARNING and not report.violations)


def test_the_small_knowledge_base_itself_conforms(tmp_path: Path) -> None:
    kb = SmallKB(tmp_path / "kb").write(claim(":c", GOOD, fragment=":~:text=Northland%20said,dawn."))
    for engine in engines():
        report = kb.validate(engine, with_texts=True)
        assert report.conforms
        assert not report.findings
        assert report.counts["anchors verified"] == 1
        assert not report.not_checked


def test_every_shape_with_a_message_has_an_example() -> None:
    tried = {example.shape for example in EXAMPLES}
    for path in sorted(SHAPES.glob("*.ttl")):
        if path.name != "house-rules.ttl":
            graph = list(parse(path=str(path)))
            for quad in graph:
                if quad.predicate == SH["message"] and str(quad.subject).startswith("<"):
                    name = quad.subject.value.rsplit("#", 1)[-1]
                    assert name in tried | {"StrayGraph", "DescribedTwice"}, name
            own = {q.subject for q in graph if q.predicate in TARGETS}
            for subject in own:
                assert any(q.subject == subject and q.predicate == RDF["type"] for q in graph)
