"""A small knowledge base to break: two states at odds, a text of our own, and one good claim."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from standoff.sources import Sources
from standoff.validation import Finding, ValidationReport, validate

PREFIXES = """
@prefix : <https://example.org/> .
@prefix st: <https://w3id.org/standoff/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

TEXT = "Northland said that Southland had shelled the village at dawn. Southland denied it. Nobody counted the dead."

REFERENCE = """
:northland a st:State ; rdfs:label "Northland"@en .
:southland a st:State ; rdfs:label "Southland"@en .
:island a st:State ; rdfs:label "Island"@en .
:army a st:ArmedForce ; rdfs:label "Army of Northland"@en ; st:organOf :northland .
:ann a st:Person ; rdfs:label "Ann"@en .
:presidency a st:Office ; rdfs:label "President of Northland"@en ; st:officeOf :northland .
:ministry a st:Office ; rdfs:label "Minister of Southland"@en ; st:officeOf :southland .
:term a st:Tenure ; st:holder :ann ; st:ofOffice :presidency ; st:beganOn "2015-01-01"^^xsd:date .
:north a st:Side ; rdfs:label "the north"@en .
:village a st:Village ; rdfs:label "the village"@en ; st:within :district .
:district a st:District ; rdfs:label "the district"@en ; st:within :northern-soil .
:northern-soil a st:StateTerritory ; rdfs:label "the north's soil"@en ; st:territoryOf :northland .
:southern-soil a st:StateTerritory ; rdfs:label "the south's soil"@en ; st:territoryOf :southland .
:war a st:War ; rdfs:label "the war"@en .
:truce a st:Ceasefire ; rdfs:label "the truce"@en .
:outbreak a st:Outbreak ; rdfs:label "the outbreak"@en .
"""


def digest(words: str) -> str:
    return "sha256:" + hashlib.sha256(words.encode()).hexdigest()


ARTICLE = f"""
:article a st:Article ; rdfs:label "An article"@en ; st:textDigest "{digest(TEXT)}" ; st:textLength {len(TEXT)} .
<https://example.org/article#narrator> a st:Narrator ; rdfs:label "its own voice"@en ; st:voiceOf :article .
"""

GOOD = ":shelling a st:Shelling ; st:perpetrator :southland ; st:directedAt :village ."


def record(
    name: str,
    *,
    speaker: str | None = ":northland",
    article: str | None = ":article",
    start: int = 0,
    end: int = 62,
    kind: str = "st:Claim",
    speech: str = "st:IndirectSpeech",
    polarity: str = "st:Affirmed",
    modality: str = "st:Reported",
    anchor: bool = True,
    slice_digest: str | None = None,
    fragment: str | None = None,
) -> str:
    """What is known about a claim, as it should be but for what is asked for."""
    words = TEXT[start:end]
    lines = [
        f'{name} a {kind} ; dcterms:description "In our own words."@en ; st:speech {speech} ;',
        f"    st:polarity {polarity} ; st:modality {modality} ",
    ]
    if speaker:
        lines.append(f"; prov:wasAttributedTo {speaker} ")
    if article:
        lines.append(f"; prov:wasQuotedFrom {article} ")
    if not anchor:
        return "".join([*lines, ".\n"])
    own = "https://example.org/" + name.removeprefix(":")
    fragments = f" , <{own}#fragment>" if fragment else ""
    lines.append(f"; oa:hasTarget <{own}#target> .\n<{own}#target> oa:hasSource :article ; ")
    lines.append(f"oa:hasSelector <{own}#position>{fragments} .\n")
    lines.append(f"<{own}#position> a oa:TextPositionSelector ; oa:start {start} ; oa:end {end} ; ")
    lines.append(f'st:sliceDigest "{slice_digest or digest(words)}" .\n')
    if fragment:
        lines.append(f'<{own}#fragment> a oa:FragmentSelector ; rdf:value "{fragment}" .\n')
    return "".join(lines)


def claim(name: str, content: str, **changes: object) -> str:
    """A claim: its content and its record."""
    return f"{name} {{\n    {content}\n}}\n" + record(name, **changes)  # type: ignore[arg-type]


@dataclass
class SmallKB:
    """The knowledge base in a folder of its own."""

    folder: Path
    claims: list[str] = field(default_factory=list)

    def write(
        self,
        *claims: str,
        reference: str = "",
        article: str = ARTICLE,
        links: str = "",
        drafts: str = "",
        background: str = REFERENCE,
    ) -> SmallKB:
        """Write its files anew: the good background with what is added, and these claims."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "standoff.toml").write_text('[prefixes]\nex = "https://example.org/"\n')
        self._file("kb/reference/all.ttl", background + reference)
        self._file("kb/articles/one/article.ttl", article)
        self._file("kb/articles/one/claims.trig", "\n".join(claims))
        if links:
            self._file("kb/links/wikidata.ttl", links)
        if drafts:
            self._file("kb/articles/one/drafts.trig", drafts)
        return self

    def _file(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PREFIXES + text, encoding="utf-8")

    @property
    def sources(self) -> Sources:
        return Sources.open(self.folder)

    @property
    def texts(self) -> Path:
        """The folder with the article's text."""
        place = self.folder / "texts"
        place.mkdir(exist_ok=True)
        (place / "article.txt").write_text(TEXT, encoding="utf-8")
        return place

    def validate(self, engine: str | None = None, *, with_texts: bool = False) -> ValidationReport:
        return validate(self.sources, texts=self.texts if with_texts else None, engine=engine)


def of_shape(report: ValidationReport, shape: str) -> list[Finding]:
    """The findings of one shape, by the last part of its IRI."""
    return [finding for finding in report if finding.shape.value.rsplit("#", 1)[-1] == shape]


def names(finding: Finding) -> list[str]:
    """The last parts of the claims' IRIs."""
    return [c.value.rsplit("/", 1)[-1] for c in finding.claims]
