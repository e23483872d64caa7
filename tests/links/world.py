"""A small Wikidata for tests: the article's entities and look-alikes, in the full statement model and as JSON.

Written for these tests. What is said of real items are plain facts (Wikidata is CC0), shortened; items from Q90000000
on are invented, each to be mistaken for a real one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, Store

WD = "http://www.wikidata.org/entity/"
PROP = "http://www.wikidata.org/prop/"
WIKIBASE = "http://wikiba.se/ontology#"
XSD = "http://www.w3.org/2001/XMLSchema#"
RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
RDFS_LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
SKOS_ALT = NamedNode("http://www.w3.org/2004/02/skos/core#altLabel")
SAME_AS = NamedNode("http://www.w3.org/2002/07/owl#sameAs")
DESCRIPTION = NamedNode("http://schema.org/description")


@dataclass(frozen=True)
class Said:
    """A statement: the value is a Q-id, a day or year ("2020-09-27"), a number, (latitude, longitude), or text."""

    pid: str
    value: Any
    rank: str = "normal"
    qualifiers: tuple[tuple[str, Any], ...] = ()
    reference: str | None = None
    bounds: tuple[int, int] | None = None


@dataclass(frozen=True)
class Thing:
    qid: str
    labels: dict[str, str]
    said: tuple[Said, ...] = ()
    aliases: dict[str, list[str]] = field(default_factory=dict)
    description: str = ""


def thing(qid: str, en: str, *said: Any, aliases: str = "", description: str = "", **labels: str) -> Thing:
    made = tuple(s if isinstance(s, Said) else Said(*s) for s in said)
    also = {"en": aliases.split("|")} if aliases else {}
    return Thing(qid, {"en": en, **labels}, made, also, description)


CLASSES = [
    thing("Q486972", "human settlement"),
    thing("Q515", "city", ("P279", "Q486972")),
    thing("Q3957", "town", ("P279", "Q486972")),
    thing("Q56061", "administrative territorial entity"),
    thing("Q34876", "province", ("P279", "Q56061")),
    thing("Q90000900", "district of that country", ("P279", "Q56061")),
    thing("Q7275", "state"),
    thing("Q3624078", "sovereign state", ("P279", "Q7275")),
    thing("Q6256", "country"),
    thing("Q3024240", "historical country", ("P279", "Q6256")),
    thing("Q5", "human"),
    thing("Q11446", "ship"),
    thing("Q11424", "film"),
    thing("Q180684", "conflict"),
    thing("Q350604", "armed conflict", ("P279", "Q180684")),
    thing("Q198", "war", ("P279", "Q350604")),
    thing("Q4164871", "position"),
    thing("Q90000901", "head of state of that country", ("P279", "Q4164871")),
    thing("Q192350", "ministry"),
    thing("Q192283", "news agency"),
    thing("Q245065", "intergovernmental organization"),
    thing("Q1127126", "military alliance", ("P279", "Q245065")),
    thing("Q82794", "geographic region"),
]

REAL = [
    thing(
        "Q399",
        "Armenia",
        ("P31", "Q3624078"),
        ("P31", "Q6256"),
        ("P36", "Q1953"),
        ("P571", "1991-09-21"),
        ("P463", "Q1065"),
        ("P463", "Q318693"),
        aliases="Republic of Armenia",
        hy="Հայաստան",
        ru="Армения",
        az="Ermənistan",
        description="country in the South Caucasus",
    ),
    thing(
        "Q227",
        "Azerbaijan",
        ("P31", "Q3624078"),
        ("P36", "Q9248"),
        ("P571", "1991-10-18"),
        ("P463", "Q1065"),
        aliases="Republic of Azerbaijan",
        az="Azərbaycan",
        hy="Ադրբեջան",
        ru="Азербайджан",
    ),
    thing("Q159", "Russia", ("P31", "Q3624078"), ("P36", "Q649"), ("P463", "Q318693"), ru="Россия"),
    thing(
        "Q15180",
        "Soviet Union",
        ("P31", "Q3024240"),
        ("P571", "1922-12-30"),
        ("P576", "1991-12-26"),
        ru="СССР",
        aliases="USSR|Union of Soviet Socialist Republics",
    ),
    thing(
        "Q381375",
        "First Nagorno-Karabakh War",
        ("P31", "Q198"),
        ("P580", "1988-02-20"),
        ("P582", "1994-05-12"),
        ("P710", "Q399"),
        ("P710", "Q227"),
        aliases="Nagorno-Karabakh War|First Karabakh War",
        ru="Первая карабахская война",
    ),
    thing(
        "Q99659280",
        "Second Nagorno-Karabakh War",
        ("P31", "Q198"),
        Said("P580", "2020-09-27", reference="https://example.org/began"),
        ("P582", "2020-11-10"),
        ("P710", "Q399"),
        ("P710", "Q227"),
        ("P710", "Q90000010"),
        ("P361", "Q90000011"),
        Said(
            "P1120",
            7000,
            qualifiers=(("P1480", "Q5727902"), ("P585", "2021-03-01")),
            reference="https://example.org/toll",
        ),
        Said("P1120", 100, rank="deprecated"),
        aliases="Nagorno-Karabakh War|Second Karabakh War|2020 Nagorno-Karabakh war",
        ru="Вторая карабахская война",
    ),
    thing(
        "Q57371",
        "Ilham Aliyev",
        ("P31", "Q5"),
        ("P39", "Q205602"),
        ("P27", "Q227"),
        ("P569", "1961-12-24"),
        az="İlham Əliyev",
        ru="Ильхам Алиев",
        description="politician",
    ),
    thing(
        "Q7035479",
        "Nikol Pashinyan",
        ("P31", "Q5"),
        ("P39", "Q1123764"),
        ("P27", "Q399"),
        ("P569", "1975-06-01"),
        hy="Նիկոլ Փաշինյան",
        ru="Никол Пашинян",
    ),
    thing("Q205602", "President of Azerbaijan", ("P31", "Q90000901"), ("P17", "Q227"), ("P1001", "Q227")),
    thing("Q1123764", "Prime Minister of Armenia", ("P31", "Q90000901"), ("P17", "Q399"), ("P1001", "Q399")),
    thing(
        "Q1953",
        "Yerevan",
        ("P31", "Q515"),
        ("P17", "Q399"),
        ("P1376", "Q399"),
        ("P625", (40.1814, 44.5144)),
        ("P1566", "616052"),
        Said("P1082", 1075800, qualifiers=(("P585", "2017-01-01"),)),
        hy="Երևան",
        ru="Ереван",
    ),
    thing(
        "Q9248",
        "Baku",
        ("P31", "Q515"),
        ("P17", "Q227"),
        ("P1376", "Q227"),
        ("P625", (40.3667, 49.8352)),
        ("P1566", "587084"),
        az="Bakı",
        ru="Баку",
    ),
    thing(
        "Q39556",
        "Jermuk",
        ("P31", "Q3957"),
        ("P17", "Q399"),
        ("P131", "Q200124"),
        ("P625", (39.8417, 45.6722)),
        ("P1566", "174884"),
        hy="Ջերմուկ",
        ru="Джермук",
    ),
    thing(
        "Q319735",
        "Goris",
        ("P31", "Q3957"),
        ("P17", "Q399"),
        ("P625", (39.5078, 46.3386)),
        ("P1566", "174895"),
        hy="Գորիս",
        ru="Горис",
    ),
    thing(
        "Q1000883",
        "Lachin",
        ("P31", "Q3957"),
        ("P17", "Q227"),
        ("P131", "Q301832"),
        ("P625", (39.6408, 46.5469)),
        aliases="Berdzor",
        az="Laçın",
        ru="Лачин",
        hy="Բերձոր",
    ),
    thing(
        "Q301832",
        "Lachin District",
        ("P31", "Q90000900"),
        ("P17", "Q227"),
        ("P36", "Q1000883"),
        ("P625", (39.67, 46.53)),
        aliases="Lachin",
        az="Laçın rayonu",
        ru="Лачинский район",
    ),
    thing(
        "Q1643630",
        "Kalbajar",
        ("P31", "Q3957"),
        ("P17", "Q227"),
        ("P625", (40.1025, 46.0364)),
        aliases="Kelbajar",
        az="Kəlbəcər",
        ru="Кельбаджар",
    ),
    thing(
        "Q457513",
        "Kalbajar District",
        ("P31", "Q90000900"),
        ("P17", "Q227"),
        ("P36", "Q1643630"),
        ("P625", (40.1, 46.04)),
        aliases="Kalbajar",
        az="Kəlbəcər rayonu",
    ),
    thing(
        "Q2332472",
        "Dashkasan",
        ("P31", "Q3957"),
        ("P17", "Q227"),
        ("P131", "Q457494"),
        ("P625", (40.5239, 46.0819)),
        az="Daşkəsən",
        ru="Дашкесан",
    ),
    thing(
        "Q457494",
        "Dashkasan District",
        ("P31", "Q90000900"),
        ("P17", "Q227"),
        ("P36", "Q2332472"),
        ("P625", (40.5, 46.08)),
        aliases="Dashkasan",
        az="Daşkəsən rayonu",
        ru="Дашкесанский район",
    ),
    thing(
        "Q200124",
        "Vayots Dzor Province",
        ("P31", "Q34876"),
        ("P17", "Q399"),
        ("P625", (39.75, 45.33)),
        aliases="Vayots Dzor",
        hy="Վայոց ձոր",
    ),
    thing("Q1065", "United Nations", ("P31", "Q245065"), ("P527", "Q37470"), aliases="UN|United Nations Organisation"),
    thing(
        "Q318693",
        "Collective Security Treaty Organization",
        ("P31", "Q1127126"),
        ("P527", "Q159"),
        aliases="CSTO",
        ru="ОДКБ",
    ),
    thing("Q379271", "Interfax", ("P31", "Q192283"), ru="Интерфакс", aliases="Interfax news agency"),
    thing(
        "Q3319270",
        "Ministry of Defence of Armenia",
        ("P31", "Q192350"),
        ("P17", "Q399"),
        ("P1001", "Q399"),
        aliases="Armenian Ministry of Defense",
    ),
]

LOOK_ALIKES = [
    thing(
        "Q90000001",
        "Armenian Soviet Socialist Republic",
        ("P31", "Q3024240"),
        ("P571", "1920-12-02"),
        ("P576", "1991-09-21"),
        ("P36", "Q1953"),
        aliases="Armenia|Republic of Armenia",
        hy="Հայաստան",
        ru="Армения",
    ),
    thing(
        "Q90000002",
        "Azerbaijan",
        ("P31", "Q3624078"),
        ("P571", "1918-05-28"),
        ("P576", "1920-04-28"),
        ("P36", "Q9248"),
        az="Azərbaycan",
        ru="Азербайджан",
        description="state of 1918 to 1920",
    ),
    thing("Q90000003", "Ilham Aliyev", ("P31", "Q11446"), ("P17", "Q227"), az="İlham Əliyev", description="ship"),
    thing("Q90000004", "Ilham Aliyev", ("P31", "Q5"), ("P569", "1990-03-03"), description="footballer"),
    thing(
        "Q90000005",
        "Lachin",
        ("P31", "Q90000900"),
        ("P17", "Q227"),
        ("P625", (39.67, 46.53)),
        az="Laçın",
        description="district, with the town's name",
    ),
    thing("Q90000006", "Goris", ("P31", "Q11424"), description="film"),
    thing(
        "Q90000007",
        "Goris",
        ("P31", "Q3957"),
        ("P17", "Q227"),
        ("P625", (40.9, 47.8)),
        ru="Горис",
        description="another town of that name",
    ),
    thing("Q90000008", "Jermuk", ("P31", "Q34876"), ("P17", "Q399"), ("P625", (39.9, 45.6)), description="province"),
    thing(
        "Q90000009",
        "Second Nagorno-Karabakh War",
        ("P31", "Q198"),
        ("P580", "1992-06-01"),
        ("P582", "1994-05-12"),
        ("P710", "Q399"),
        ("P710", "Q227"),
        description="an older war that some call so",
    ),
    thing("Q90000012", "Nikol Pashinyan", ("P31", "Q11424"), description="film about the politician"),
    thing("Q90000013", "Baku", ("P31", "Q11446"), description="ship"),
    thing("Q90000014", "Yerevan", ("P31", "Q34876"), ("P17", "Q399"), ("P625", (40.2, 44.5)), description="province"),
    thing("Q90000015", "Interfax", ("P31", "Q11446"), description="ship"),
]

WORLD = [*CLASSES, *REAL, *LOOK_ALIKES]


# ------------------------------------------------------------------ statement model


def _statement(qid: str, place: int) -> str:
    return f"{WD}statement/{qid}-{place:08x}-0000-4000-8000-000000000000"


def quads(things: Iterable[Thing]) -> Iterator[Quad]:
    """The things as the query service has them: wdt, p, ps, psv, pq, prov and pr."""
    for t in things:
        item = NamedNode(WD + t.qid)
        yield Quad(item, RDF_TYPE, NamedNode(WIKIBASE + "Item"))
        for language, text in t.labels.items():
            yield Quad(item, RDFS_LABEL, Literal(text, language=language))
        for language, texts in t.aliases.items():
            for text in texts:
                yield Quad(item, SKOS_ALT, Literal(text, language=language))
        if t.description:
            yield Quad(item, DESCRIPTION, Literal(t.description, language="en"))
        for place, s in enumerate(t.said):
            node = NamedNode(_statement(t.qid, place))
            value = term(s.pid, s.value)
            yield Quad(item, NamedNode(f"{PROP}{s.pid}"), node)
            yield Quad(node, NamedNode(f"{PROP}statement/{s.pid}"), value)
            rank = {"normal": "NormalRank", "preferred": "PreferredRank", "deprecated": "DeprecatedRank"}[s.rank]
            yield Quad(node, NamedNode(WIKIBASE + "rank"), NamedNode(WIKIBASE + rank))
            if s.rank != "deprecated":
                yield Quad(item, NamedNode(f"{PROP}direct/{s.pid}"), value)
            yield from _value_node(s, node, f"{WD[:-7]}value/{t.qid}-{place}")
            for pid, qualifier in s.qualifiers:
                yield Quad(node, NamedNode(f"{PROP}qualifier/{pid}"), term(pid, qualifier))
            if s.reference:
                ref = NamedNode(f"http://www.wikidata.org/reference/{t.qid}{place}")
                yield Quad(node, NamedNode("http://www.w3.org/ns/prov#wasDerivedFrom"), ref)
                yield Quad(ref, NamedNode(f"{PROP}reference/P854"), NamedNode(s.reference))


def _value_node(s: Said, node: NamedNode, name: str) -> Iterator[Quad]:
    if s.pid in TIMES:
        full = NamedNode(name)
        yield Quad(node, NamedNode(f"{PROP}statement/value/{s.pid}"), full)
        yield Quad(full, RDF_TYPE, NamedNode(WIKIBASE + "TimeValue"))
        yield Quad(full, NamedNode(WIKIBASE + "timeValue"), term(s.pid, s.value))
        precision = 11 if len(str(s.value)) > 7 else 9
        yield Quad(full, NamedNode(WIKIBASE + "timePrecision"), Literal(precision))
    elif s.bounds is not None:
        full = NamedNode(name)
        yield Quad(node, NamedNode(f"{PROP}statement/value/{s.pid}"), full)
        yield Quad(full, RDF_TYPE, NamedNode(WIKIBASE + "QuantityValue"))
        for part, number in zip(("Amount", "LowerBound", "UpperBound"), (s.value, *s.bounds), strict=True):
            yield Quad(full, NamedNode(f"{WIKIBASE}quantity{part}"), term(s.pid, number))


TIMES = {"P580", "P582", "P571", "P576", "P569", "P585"}


def term(pid: str, value: Any) -> NamedNode | Literal:
    if isinstance(value, tuple):
        point = f"Point({value[1]} {value[0]})"
        return Literal(point, datatype=NamedNode("http://www.opengis.net/ont/geosparql#wktLiteral"))
    if isinstance(value, int):
        return Literal(f"+{value}", datatype=NamedNode(XSD + "decimal"))
    if re.fullmatch(r"Q\d+", value):
        return NamedNode(WD + value)
    if pid in TIMES:
        return Literal(
            f"{value}T00:00:00Z" if len(value) > 7 else f"{value}-01-01T00:00:00Z", datatype=NamedNode(XSD + "dateTime")
        )
    return Literal(value)


def store(things: Iterable[Thing] = WORLD) -> Store:
    found = Store()
    found.extend(quads(things))
    return found


# ------------------------------------------------------------------- the API's JSON


def entity(t: Thing) -> dict[str, Any]:
    """An entity as wbgetentities gives it."""
    claims: dict[str, list[Any]] = {}
    for place, s in enumerate(t.said):
        snak = {"snaktype": "value", "property": s.pid, "datavalue": _datavalue(s.pid, s.value)}
        statement = {"mainsnak": snak, "rank": s.rank, "id": _statement(t.qid, place).rsplit("/", 1)[-1]}
        claims.setdefault(s.pid, []).append(statement)
    return {
        "type": "item",
        "id": t.qid,
        "labels": {k: {"language": k, "value": v} for k, v in t.labels.items()},
        "aliases": {k: [{"language": k, "value": v} for v in many] for k, many in t.aliases.items()},
        "descriptions": {"en": {"language": "en", "value": t.description}} if t.description else {},
        "claims": claims,
    }


def _datavalue(pid: str, value: Any) -> dict[str, Any]:
    if isinstance(value, tuple):
        return {"type": "globecoordinate", "value": {"latitude": value[0], "longitude": value[1]}}
    if isinstance(value, int):
        return {"type": "quantity", "value": {"amount": f"+{value}", "unit": "1"}}
    if re.fullmatch(r"Q\d+", value):
        return {
            "type": "wikibase-entityid",
            "value": {"entity-type": "item", "numeric-id": int(value[1:]), "id": value},
        }
    if pid in TIMES:
        return {"type": "time", "value": {"time": f"+{value}T00:00:00Z", "precision": 11}}
    return {"type": "string", "value": value}


def without(things: Iterable[Thing], *qids: str) -> list[Thing]:
    return [t for t in things if t.qid not in qids]


def changed(things: Iterable[Thing], qid: str, **changes: Any) -> list[Thing]:
    return [replace(t, **changes) if t.qid == qid else t for t in things]
