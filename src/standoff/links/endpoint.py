"""Items from any SPARQL endpoint that has Wikidata's data, through SPARQLWrapper."""

from __future__ import annotations

import json
import re
import urllib.error
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from standoff.links.cache import Answer
from standoff.links.client import LONG, Client, Raw, Refused, check_json, host_of, telling, user_agent
from standoff.links.judgements import WIKIDATA
from standoff.links.kinds import known_classes
from standoff.links.things import Coordinate, Item, Span, Subject
from standoff.rdf.terms import Literal, NamedNode

__all__ = ["Endpoint"]

BATCH: Final = 50
_HEAD: Final = """PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <http://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX wd: <http://www.wikidata.org/entity/>
PREFIX wdt: <http://www.wikidata.org/prop/direct/>
"""


@dataclass
class Endpoint:
    """A SPARQL endpoint with Wikidata's data."""

    client: Client
    url: str

    @property
    def name(self) -> str:
        """What it is called in messages."""
        return f"the endpoint {self.url}"

    # ------------------------------------------------------------------- asking

    def select(self, query: str) -> list[dict[str, Mapping[str, str]]]:
        """The rows of a SELECT query.

        Raises:
            OutsideError: the endpoint failed, or answered what is no result.
        """
        answer = self.client.ask(self.url, query, lambda: self._wrapped(query, "json"), _check_rows)
        found: list[dict[str, Mapping[str, str]]] = json.loads(answer.body)["results"]["bindings"]
        return found

    def construct(self, query: str) -> Answer:
        """The graph of a CONSTRUCT query as it was answered, in N-Triples or Turtle.

        Raises:
            OutsideError: the endpoint failed, or answered what is no graph.
        """
        return self.client.ask(self.url, query, lambda: self._wrapped(query, "turtle"), _check_graph)

    def _wrapped(self, query: str, form: str) -> Raw:
        from SPARQLWrapper import GET, JSON, POST, TURTLE, URLENCODED, SPARQLWrapper
        from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

        host_of(self.url)
        wrapper = SPARQLWrapper(self.url, agent=user_agent())
        wrapper.timeout = self.client.timeout  # type: ignore[assignment]  # setTimeout would cut off fractions
        wrapper.setRequestMethod(URLENCODED)
        wrapper.setMethod(POST if len(query) >= LONG else GET)
        wrapper.setQuery(query)
        wrapper.setReturnFormat(JSON if form == "json" else TURTLE)
        with telling(self.url):
            try:
                response = wrapper.query().response
                return Raw(response.read(), response.headers.get("content-type", ""))
            except urllib.error.URLError:
                raise
            except SPARQLWrapperException as error:
                raise Refused(f"refuses the query: {_short(error)}") from None

    # ------------------------------------------------------------------- items

    def search(self, subject: Subject, limit: int = 50) -> list[Item]:
        """The items that bear exactly one of an entity's names, as label or alias.

        Raises:
            OutsideError: the endpoint failed.
        """
        names = sorted({_literal(name) for name in subject.names} | {_literal(n, "en") for n in subject.names})
        rows = self.select(
            f"{_HEAD}SELECT DISTINCT ?item WHERE {{ VALUES ?name {{ {' '.join(names)} }} "
            f"{{ ?item rdfs:label ?name }} UNION {{ ?item skos:altLabel ?name }} "
            f'FILTER(STRSTARTS(STR(?item), "{WIKIDATA}Q")) }} ORDER BY ?item LIMIT {limit}'
        )
        found = [row["item"]["value"].removeprefix(WIKIDATA) for row in rows]
        languages = {name.language for name in subject.names if name.language}
        return [item for item in dict.fromkeys(self.items(found, languages).values()) if item is not None]

    def items(self, names: Sequence[str], languages: Iterable[str] = ()) -> dict[str, Item | None]:
        """Items by the identifiers asked for; None for those of which the endpoint knows nothing.

        Raises:
            OutsideError: the endpoint failed.
        """
        found: dict[str, Item | None] = {}
        for at in range(0, len(names), BATCH):
            part = names[at : at + BATCH]
            moved = self._redirects(part)
            rows = self.select(_details(sorted({moved.get(name, name) for name in part}), languages))
            by_item: dict[str, list[tuple[str, Mapping[str, str]]]] = {}
            for row in rows:
                name = row["item"]["value"].removeprefix(WIKIDATA)
                by_item.setdefault(name, []).append((row["what"]["value"], row["value"]))
            for name in part:
                now = moved.get(name, name)
                found[name] = _item(now, by_item[now], name) if now in by_item else None
        return found

    def _redirects(self, names: Sequence[str]) -> dict[str, str]:
        rows = self.select(
            f"{_HEAD}SELECT ?item ?to WHERE {{ VALUES ?item {{ {_wd(names)} }} ?item owl:sameAs ?to . "
            f'FILTER(STRSTARTS(STR(?to), "{WIKIDATA}Q")) }} ORDER BY ?item ?to'
        )
        return {row["item"]["value"].removeprefix(WIKIDATA): row["to"]["value"].removeprefix(WIKIDATA) for row in rows}


def _wd(names: Iterable[str]) -> str:
    return " ".join(f"wd:{name}" for name in names if re.fullmatch(r"Q[1-9]\d*", name))


def _details(names: Sequence[str], languages: Iterable[str]) -> str:
    tags = ", ".join(f'"{tag}"' for tag in sorted({"en", *languages}) if re.fullmatch(r"[A-Za-z-]+", tag))
    parts = [
        ("label", f"?item rdfs:label ?value FILTER(LANG(?value) IN ({tags}))"),
        ("alias", f"?item skos:altLabel ?value FILTER(LANG(?value) IN ({tags}))"),
        ("description", '?item schema:description ?value FILTER(LANG(?value) = "en")'),
        ("class", f"VALUES ?value {{ {_wd(sorted(known_classes()))} }} ?item wdt:P31/wdt:P279* ?value"),
        ("direct", "?item wdt:P31 ?value"),
        ("place", "?item wdt:P625 ?value"),
        ("first", "?item wdt:P580|wdt:P571|wdt:P569|wdt:P585 ?value"),
        ("last", "?item wdt:P582|wdt:P576|wdt:P570|wdt:P585 ?value"),
        ("geonames", "?item wdt:P1566 ?value"),
        (
            "near",
            '?item ?property ?value FILTER(STRSTARTS(STR(?property), "http://www.wikidata.org/prop/direct/P") && '
            f'STRSTARTS(STR(?value), "{WIKIDATA}Q") && ?property NOT IN (wdt:P31, wdt:P1889))',
        ),
    ]
    unions = " UNION ".join(f'{{ {pattern} BIND("{what}" AS ?what) }}' for what, pattern in parts)
    wanted = f"VALUES ?item {{ {_wd(names)} }} {unions}"
    return f"{_HEAD}SELECT ?item ?what ?value WHERE {{ {wanted} }} ORDER BY ?item ?what ?value"


def _item(name: str, said: Sequence[tuple[str, Mapping[str, str]]], asked: str) -> Item:
    def texts(what: str) -> tuple[Literal, ...]:
        return tuple(Literal(v["value"], language=v.get("xml:lang") or "en") for w, v in said if w == what)

    def values(what: str) -> list[str]:
        return [v["value"] for w, v in said if w == what]

    def years(what: str) -> list[int]:
        return [int(m[1]) for text in values(what) if (m := re.match(r"[+]?(-?\d+)-", text))]

    def names(what: str) -> frozenset[str]:
        return frozenset(v.removeprefix(WIKIDATA) for v in values(what) if v.startswith(WIKIDATA))

    places = [place for text in values("place") if (place := Coordinate.from_wkt(text)) is not None]
    return Item(
        iri=NamedNode(WIKIDATA + name),
        labels=texts("label"),
        aliases=texts("alias"),
        description=next(iter(values("description")), ""),
        classes=names("class") | names("direct"),
        place=places[0] if places else None,
        related=names("near"),
        was=Span(min(years("first"), default=None), max(years("last"), default=None)),
        identifiers=frozenset(f"GeoNames {value}" for value in values("geonames")),
        redirected_from=asked if asked != name else None,
    )


def _literal(name: Literal, language: str | None = None) -> str:
    return str(Literal(name.value, language=language or name.language or "en"))


def _check_rows(raw: Raw) -> None:
    check_json(raw)
    found: Any = json.loads(raw.body)
    if not isinstance(found, dict) or not isinstance(found.get("results", {}).get("bindings"), list):
        raise Refused("answers JSON that is no result of a query")


def _check_graph(raw: Raw) -> None:
    from standoff.errors import InputError
    from standoff.rdf.parsing import parse_bytes

    if raw.content_type.startswith("text/html") or raw.body.lstrip()[:9].lower() == b"<!doctype":
        raise Refused("answers with a web page instead of a graph")
    try:
        for _ in parse_bytes(raw.body, "turtle", "the answer"):
            pass
    except InputError:
        raise Refused("broke off in the middle of the answer, or it is no Turtle", again=True) from None


def _short(error: Exception) -> str:
    text = " ".join(str(error).replace("\\n", " ").split())
    return text[:160]
