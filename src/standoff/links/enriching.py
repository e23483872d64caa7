"""Bringing in what Wikidata states, as claims by Wikidata: one for each statement, anchored at it.

What becomes of a statement is data: the CONSTRUCT queries in queries/wikidata that are tagged `enrich`. They run over
the recorded answer and what is known of the linked entities, once for each statement.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pyoxigraph import QueryTriples, Store, Variable

from standoff.atomic import replacing
from standoff.errors import InputError
from standoff.links.judgements import WIKIDATA
from standoff.rdf.parsing import parse_bytes, parse_file
from standoff.rdf.serialising import serialise
from standoff.rdf.terms import (
    DCTERMS,
    OA,
    OWL,
    PROV,
    RDF,
    RDFS,
    ST,
    XSD,
    DefaultGraph,
    Literal,
    NamedNode,
    Namespace,
    Quad,
    Triple,
)

if TYPE_CHECKING:
    from standoff.links.endpoint import Endpoint
    from standoff.links.linking import Links

__all__ = ["QUERY_SERVICE", "EnrichReport", "enrich"]

QUERY_SERVICE: Final = "https://query.wikidata.org/sparql"
_P: Final = Namespace("http://www.wikidata.org/prop/")
_WIKIBASE: Final = Namespace("http://wikiba.se/ontology#")
_QUALIFIER: Final = "http://www.wikidata.org/prop/qualifier/P"
_REFERENCE: Final = "http://www.wikidata.org/prop/reference/P"
_HEADER: Final = (
    "# What Wikidata states of linked entities, one claim a statement. Written by standoff link enrich.\n\n"
)
_CC0: Final = NamedNode("https://creativecommons.org/publicdomain/zero/1.0/")


@dataclass
class EnrichReport:
    """What was brought in from Wikidata, and what was not."""

    folder: Path | None = None
    claims: Counter[str] = field(default_factory=Counter)
    """How many claims each mapping made."""
    deprecated: int = 0
    """Statements that Wikidata itself has deprecated."""
    unmapped: Counter[str] = field(default_factory=Counter)
    """Statements that no mapping made anything of, by property: mostly values that nothing is linked to."""
    empty: list[NamedNode] = field(default_factory=list)
    """Entities whose item has nothing that the mappings speak of."""

    def lines(self) -> Iterator[str]:
        """The report in sentences."""
        yield f"{sum(self.claims.values())} claims by Wikidata"
        yield from (f"  {count} by {name}" for name, count in sorted(self.claims.items()))
        if self.unmapped:
            told = ", ".join(f"{name} {count}" for name, count in sorted(self.unmapped.items()))
            yield f"{sum(self.unmapped.values())} statements not brought in (a value that nothing is linked to): {told}"
        if self.deprecated:
            yield f"{self.deprecated} deprecated statements left out"
        if self.empty:
            yield f"{len(self.empty)} items have nothing that the mappings speak of"


@dataclass(frozen=True, slots=True)
class _Mapping:
    name: str
    text: str

    @property
    def properties(self) -> frozenset[str]:
        """The properties of Wikidata that it speaks of."""
        return frozenset(re.findall(r"\bp:(P\d+)\b", self.text))


def enrich(links: Links, entities: Iterable[NamedNode], endpoint: Endpoint, *, write: bool = True) -> EnrichReport:
    """Bring in what Wikidata states of linked entities; what an earlier run on the same day brought is replaced.

    Raises:
        OutsideError: the endpoint failed, or there is no network and no kept answer; nothing is written.
        InputError: a mapping cannot be read, or the folder cannot be written to.
    """
    work = _Work(links, endpoint)
    quads: list[Quad] = []
    items = []
    for entity in entities:
        for item in sorted(work.items.get(entity, ()), key=lambda node: node.value):
            items.append(item)
            quads += work.claims_of(entity, item)
    if write and (quads or work.folder.exists()):
        work.write(quads, items)
        work.report.folder = work.folder
    return work.report


class _Work:
    def __init__(self, links: Links, endpoint: Endpoint) -> None:
        self.links = links
        self.endpoint = endpoint
        self.base = links.base
        self.report = EnrichReport()
        self.day = endpoint.client.now.date().isoformat()
        self.article = NamedNode(f"{self.base}article/wikidata-{self.day}")
        self.speaker = NamedNode(f"{self.base}actor/wikidata")
        self.everyone = NamedNode(f"{self.base}side/all")
        self.folder = links.sources.root / "kb" / "articles" / f"wikidata-{self.day}"
        self.items: dict[NamedNode, set[NamedNode]] = {}
        for judgement in links.judgements:
            if judgement.verdict == "Same" and judgement.item.value.startswith(WIKIDATA):
                self.items.setdefault(judgement.entity, set()).add(judgement.item)

    @cached_property
    def mappings(self) -> Sequence[_Mapping]:
        """The queries tagged `enrich`."""
        found = []
        for path in self.links.sources.files("queries"):
            if path.parent.name != "wikidata":
                continue
            text = path.read_text(encoding="utf-8")
            tags = re.search(r"^#\+ tags: \[([^\]]*)\]", text, re.MULTILINE)
            if tags and "enrich" in [tag.strip() for tag in tags[1].split(",")]:
                found.append(_Mapping(path.stem, text))
        if not found:
            raise InputError("no mapping", path="queries/wikidata", hint="tag CONSTRUCT queries with enrich")
        return found

    @cached_property
    def known(self) -> list[Quad]:
        """What mappings may ask of our side: which item each linked entity is, its kinds, its labels."""
        found = []
        subjects = self.links.subjects
        for entity, items in self.items.items():
            found += [Quad(entity, OWL["sameAs"], item) for item in items]
            found += [Quad(entity, RDF["type"], kind) for kind in subjects.kinds(entity)]
            found.append(Quad(entity, RDFS["label"], Literal(self.links.sources.names.label(entity), language="en")))
        for side in (self.everyone,):
            found += [Quad(side, RDF["type"], kind) for kind in subjects.kinds(side)]
        return found

    def claims_of(self, entity: NamedNode, item: NamedNode) -> list[Quad]:
        """The claims that the statements of one item make."""
        answer = self.endpoint.construct(self._question(item))
        recorded = list(parse_bytes(answer.body, "turtle", f"the answer on {item.value}"))
        store = Store()
        store.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in recorded)
        store.extend(self.known)
        found: list[Quad] = []
        stated = 0
        for quad in sorted(store.quads_for_pattern(item, None, None), key=str):
            statement = quad.object
            if not _P.has(quad.predicate) or not isinstance(statement, NamedNode):
                continue
            stated += 1
            rank = next((q.object for q in store.quads_for_pattern(statement, _WIKIBASE["rank"], None)), None)
            if rank == _WIKIBASE["DeprecatedRank"]:
                self.report.deprecated += 1
                continue
            made = self._mapped(store, entity, item, statement, answer.digest)
            if not made:
                self.report.unmapped[quad.predicate.value.removeprefix(str(_P))] += 1
            found += made
        if not stated:
            self.report.empty.append(entity)
        return found

    def _question(self, item: NamedNode) -> str:
        wanted = sorted({name for mapping in self.mappings for name in mapping.properties})
        listed = " ".join(f"p:{name}" for name in wanted)
        return (
            "PREFIX p: <http://www.wikidata.org/prop/>\nPREFIX prov: <http://www.w3.org/ns/prov#>\n"
            f"CONSTRUCT {{ <{item.value}> ?property ?statement . ?statement ?says ?value . ?node ?part ?detail }}\n"
            f"WHERE {{ VALUES ?property {{ {listed} }} <{item.value}> ?property ?statement .\n"
            "  ?statement ?says ?value .\n"
            "  OPTIONAL { ?statement ?leads ?node . ?node ?part ?detail\n"
            '    FILTER(?leads = prov:wasDerivedFrom || STRSTARTS(STR(?node), "http://www.wikidata.org/value/")) } }'
        )

    def _mapped(
        self, store: Store, entity: NamedNode, item: NamedNode, statement: NamedNode, digest: str
    ) -> Iterator[Quad] | list[Quad]:
        short = hashlib.sha256(statement.value.encode()).hexdigest()[:10]
        name = f"wikidata-{item.value.rsplit('/', 1)[-1]}-{short}"
        claim = NamedNode(f"{self.base}claim/wikidata-{self.day}-{name.removeprefix('wikidata-')}")
        bound = {
            Variable("statement"): statement,
            Variable("entity"): entity,
            Variable("item"): item,
            Variable("claim"): claim,
            Variable("node"): NamedNode(f"{self.base}report/{name}"),
            Variable("everyone"): self.everyone,
        }
        for mapping in self.mappings:
            used = {variable: node for variable, node in bound.items() if f"?{variable.value}" in mapping.text}
            try:
                result = store.query(mapping.text, substitutions=dict(used))
            except SyntaxError as error:
                raise InputError(f"is not SPARQL: {error}", path=f"queries/wikidata/{mapping.name}.rq") from None
            if not isinstance(result, QueryTriples):
                raise InputError("is no CONSTRUCT query", path=f"queries/wikidata/{mapping.name}.rq")
            triples = list(dict.fromkeys(result))
            content = [triple for triple in triples if triple.subject != claim]
            if content:
                self.report.claims[mapping.name] += 1
                about = [triple for triple in triples if triple.subject == claim]
                return [
                    *(Quad(t.subject, t.predicate, t.object, claim) for t in content),
                    *self._about(store, claim, about, statement, digest),
                ]
        return []

    def _about(
        self, store: Store, claim: NamedNode, about: Iterable[Triple], statement: NamedNode, digest: str
    ) -> Iterator[Quad]:
        target, selector = NamedNode(f"{claim.value}#target"), NamedNode(f"{claim.value}#statement")
        yield Quad(claim, RDF["type"], ST["Claim"])
        yield from (Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in about)
        yield Quad(claim, PROV["wasAttributedTo"], self.speaker)
        yield Quad(claim, PROV["wasQuotedFrom"], self.article)
        yield Quad(claim, ST["speech"], ST["IndirectSpeech"])
        yield Quad(claim, ST["polarity"], ST["Affirmed"])
        yield Quad(claim, ST["modality"], ST["Reported"])
        yield Quad(claim, OA["hasTarget"], target)
        yield Quad(target, RDF["type"], OA["SpecificResource"])
        yield Quad(target, OA["hasSource"], self.article)
        yield Quad(target, OA["hasSelector"], selector)
        yield Quad(selector, RDF["type"], ST["StatementSelector"])
        yield Quad(selector, ST["selectsStatement"], statement)
        yield Quad(selector, ST["answerDigest"], Literal(digest))
        yield from self._as_stated(store, statement, selector)

    @staticmethod
    def _as_stated(store: Store, statement: NamedNode, selector: NamedNode) -> Iterator[Quad]:
        """The statement's rank, qualifiers and references, on the anchor."""
        for quad in store.quads_for_pattern(statement, None, None):
            if quad.predicate == _WIKIBASE["rank"] or quad.predicate.value.startswith(_QUALIFIER):
                yield Quad(selector, quad.predicate, quad.object)
            if quad.predicate != PROV["wasDerivedFrom"] or not isinstance(quad.object, NamedNode):
                continue
            yield Quad(selector, PROV["wasDerivedFrom"], quad.object)
            for part in store.quads_for_pattern(quad.object, None, None):
                if part.predicate.value.startswith(_REFERENCE):
                    yield Quad(selector, part.predicate, part.object)

    # ------------------------------------------------------------------ writing

    def _article(self) -> Iterator[Quad]:
        yield Quad(self.article, RDF["type"], ST["Article"])
        yield Quad(self.article, RDF["type"], ST["Extract"])
        label = f"Wikidata as answered on {self.day}"
        yield Quad(self.article, RDFS["label"], Literal(label, language="en"))
        yield Quad(self.article, DCTERMS["issued"], Literal(self.day, datatype=XSD["date"]))
        yield Quad(self.article, DCTERMS["publisher"], Literal("Wikidata"))
        yield Quad(self.article, DCTERMS["source"], NamedNode(self.endpoint.url))
        yield Quad(self.article, DCTERMS["license"], _CC0)
        yield Quad(self.speaker, RDF["type"], ST["ReferenceWork"])
        yield Quad(self.speaker, RDFS["label"], Literal("Wikidata", language="en"))

    def write(self, quads: Sequence[Quad], items: Iterable[NamedNode]) -> None:
        """Write both files, each as a whole or not at all."""
        prefixes = self.links.sources.config.prefixes
        path = self.folder / "claims.trig"
        kept: list[Quad] = []
        if path.exists():
            names = {item.value.rsplit("/", 1)[-1] for item in items}
            start = f"{self.base}claim/wikidata-{self.day}-"

            def is_new(iri: str) -> bool:
                return iri.startswith(start) and iri.removeprefix(start).partition("-")[0] in names

            for quad in parse_file(path):
                owner = quad.graph_name if isinstance(quad.graph_name, NamedNode) else quad.subject
                if not (isinstance(owner, NamedNode) and is_new(owner.value)):
                    kept.append(quad)
        self.folder.mkdir(parents=True, exist_ok=True)
        with replacing(path) as out:
            out.write(_HEADER + "".join(serialise([*kept, *quads], "trig", prefixes)))
        with replacing(self.folder / "article.ttl") as out:
            out.write("".join(serialise(self._article(), "turtle", prefixes)))
        self.links.sources.forget([path, self.folder / "article.ttl"])
