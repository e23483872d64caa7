"""The invented conflict of `data/`, reasoned over, and as a knowledge base of its own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from standoff.rdf.parsing import parse_file
from standoff.rdf.terms import NamedNode, Triple
from standoff.reasoning import derive
from standoff.reasoning.contradictions import Contradictions
from standoff.reasoning.derivation import Derivation
from standoff.reasoning.reasons import Reasons

DATA = Path(__file__).parent / "data"
ONTOLOGY = Path(__file__).resolve().parents[2] / "ontology" / "standoff.ttl"
NAMES = "https://example.org/strait/"
CLAIMS = "https://example.org/claim/"
ST = "https://w3id.org/standoff/ontology#"

SPEAKERS = {
    "vesk-blames": "vesk",
    "talmar-blames": "talmar",
    "ministry-blames": "talmar-ministry",
    "toll-high": "observers",
    "toll-low": "vesk-ministry",
    "toll-later": "observers",
    "wounded-one": "vesk-ministry",
    "wounded-two": "observers",
    "landing-early": "talmar",
    "landing-late": "vesk",
    "raid-year": "observers",
    "raid-day": "vesk-army",
    "held-by-vesk": "vesk",
    "held-by-talmar": "talmar",
    "one-state": "observers",
    "struck": "talmar",
    "not-struck": "vesk-ministry",
    "raid-by-state": "talmar",
    "raid-by-army": "talmar-ministry",
    "raid-by-ally": "vesk",
    "raid-by-other-ally": "ilva-renn",
}
"""Who makes each claim."""


def node(name: str) -> NamedNode:
    """Something of the strait."""
    return NamedNode(NAMES + name)


def term(name: str) -> NamedNode:
    """A term of the vocabulary."""
    return NamedNode(ST + name)


def background() -> list[Triple]:
    """Ontology and reference."""
    return [quad.triple for path in (ONTOLOGY, DATA / "strait-reference.ttl") for quad in parse_file(path)]


def said() -> list[tuple[NamedNode, Triple]]:
    """The claims' content."""
    found = []
    for quad in parse_file(DATA / "strait-claims.trig"):
        assert isinstance(quad.graph_name, NamedNode)
        found.append((quad.graph_name, quad.triple))
    return found


@cache
def derivation() -> Derivation:
    """All of it, reasoned over."""
    return derive(background(), said())


@cache
def reasons() -> Reasons:
    """Its reasons."""
    return Reasons(derivation())


@cache
def contradictions() -> Contradictions:
    """Its contradictions."""
    return Contradictions(reasons())


def numbers(*names: str) -> frozenset[int]:
    """The numbers of claims by name."""
    return frozenset(list(derivation().claims).index(NamedNode(CLAIMS + name)) for name in names)


def names(claims: frozenset[int]) -> frozenset[str]:
    """The names of claims by number."""
    return frozenset(derivation().claims[claim].value.removeprefix(CLAIMS) for claim in claims)


def write_kb(folder: Path) -> Path:
    """The strait as a knowledge base's folder."""
    claims = folder / "kb" / "articles" / "strait"
    claims.mkdir(parents=True)
    (folder / "kb" / "reference").mkdir()
    (folder / "standoff.toml").write_text(
        'format = 1\ntitle = "The strait"\nbase = "https://example.org/"\n\n[files]\n'
        'reference = ["kb/reference/*.ttl"]\narticles = ["kb/articles/*/article.ttl"]\n'
        'claims = ["kb/articles/*/claims.trig"]\nqueries = ["queries/*.rq"]\n\n[prefixes]\n'
        f's = "{NAMES}"\nclaim = "{CLAIMS}"\narticle = "https://example.org/article/"\n\n'
        '[lenses.vesk]\naccording-to = "s:vesk"\n',
        encoding="utf-8",
    )
    (folder / "queries").mkdir()
    reference = (DATA / "strait-reference.ttl").read_text(encoding="utf-8")
    (folder / "kb" / "reference" / "strait.ttl").write_text(reference, encoding="utf-8")
    (claims / "article.ttl").write_text(
        "@prefix st: <https://w3id.org/standoff/ontology#> . @prefix dcterms: <http://purl.org/dc/terms/> .\n"
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        '<https://example.org/article/strait> a st:Article ; rdfs:label "The strait, told"@en ;\n'
        '    dcterms:issued "2020-10-10"^^xsd:date ; st:textLength 1000 ; st:textDigest "sha256:00" .\n'
        "<https://example.org/article/strait#narrator> a st:Narrator ;\n"
        "    st:voiceOf <https://example.org/article/strait> .\n",
        encoding="utf-8",
    )
    content = (DATA / "strait-claims.trig").read_text(encoding="utf-8")
    records = [
        "@prefix prov: <http://www.w3.org/ns/prov#> . @prefix dcterms: <http://purl.org/dc/terms/> .\n"
        "@prefix oa: <http://www.w3.org/ns/oa#> .\n"
    ]
    for place, (name, speaker) in enumerate(SPEAKERS.items()):
        records.append(
            f'c:{name} a st:Claim ; dcterms:description "{speaker} tells of {name}."@en ;\n'
            f"    prov:wasAttributedTo :{speaker} ; prov:wasQuotedFrom <https://example.org/article/strait> ;\n"
            f"    st:speech st:DirectSpeech ; st:polarity st:Affirmed ; st:modality st:Reported ;\n"
            f"    oa:hasTarget <{CLAIMS}{name}#target> .\n"
            f"<{CLAIMS}{name}#target> oa:hasSource <https://example.org/article/strait> ;\n"
            f"    oa:hasSelector <{CLAIMS}{name}#position> .\n"
            f"<{CLAIMS}{name}#position> a oa:TextPositionSelector ; oa:start {place * 10} ; oa:end {place * 10 + 9} .\n"
        )
    (claims / "claims.trig").write_text(content + "\n" + "\n".join(records), encoding="utf-8")
    return folder
