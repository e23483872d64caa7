"""The link judgements as an SSSOM mapping set (https://mapping-commons.github.io/sssom/spec/), as TSV.

A judgement *same* is a mapping; *different* is one with the modifier Not; an undecided one is left out, since SSSOM
has no word for it.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from standoff.rdf.prefixes import Prefixes
from standoff.rdf.terms import OWL, PROV, RDF, RDFS, SKOS, ST, Literal, NamedNode, Quad, Term

__all__ = ["sssom"]

_COLUMNS: Final = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "object_label",
    "mapping_justification",
    "author_id",
    "mapping_tool",
    "mapping_date",
    "comment",
)
_FIXED: Final = {
    "owl": str(OWL),
    "skos": str(SKOS),
    "semapv": "https://w3id.org/semapv/vocab/",
    "wd": "http://www.wikidata.org/entity/",
    "geonames": "https://sws.geonames.org/",
}
_PREDICATES: Final = (OWL["sameAs"], SKOS["exactMatch"], SKOS["closeMatch"])
_LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"


def sssom(
    links: Iterable[Quad], named: Iterable[Quad], base: str, title: str, prefixes: Prefixes | None = None
) -> Iterator[str]:
    """The text of the mapping set, piece by piece; `named` gives the subjects' labels."""
    said: dict[Term, dict[NamedNode, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for quad in links:
        said[quad.subject][quad.predicate].append(quad.object)
    labels = _labels(named)
    rows = []
    used: set[str] = {"semapv", "skos"}
    curies = _Curies(prefixes or Prefixes(), used, base)
    for link in sorted((link for link in said if ST["Link"] in said[link].get(RDF["type"], ())), key=str):
        row = _row(said[link], said, labels, curies)
        if row is not None:
            rows.append([row.get(column, "") for column in _COLUMNS])
    yield from _header(base, title, curies)
    kept = [place for place, _ in enumerate(_COLUMNS) if any(row[place] for row in rows) or place in {0, 2, 4, 6}]
    yield "\t".join(_COLUMNS[place] for place in kept) + "\n"
    for cells in sorted(rows):
        yield "\t".join(cells[place] for place in kept) + "\n"


def _header(base: str, title: str, curies: _Curies) -> Iterator[str]:
    yield f"#mapping_set_id: {base}links\n"
    yield f"#mapping_set_title: {json.dumps(_text(title), ensure_ascii=False)}\n"
    yield f"#license: {_LICENCE}\n"
    yield "#curie_map:\n"
    for name, space in sorted(curies.used().items()):
        yield f"#  {name}: {space}\n"


def _row(
    link: Mapping[NamedNode, list[Term]],
    said: Mapping[Term, Mapping[NamedNode, list[Term]]],
    labels: Mapping[Term, str],
    curies: _Curies,
) -> dict[str, str] | None:
    entity, item, verdict = (_first(link, ST[name]) for name in ("entity", "item", "verdict"))
    if not isinstance(entity, NamedNode) or not isinstance(item, NamedNode):
        return None
    if verdict not in {ST["Same"], ST["Different"]}:
        return None
    stated = [predicate for predicate in _PREDICATES if item in said.get(entity, {}).get(predicate, ())]
    judge, when = _first(link, PROV["wasAttributedTo"]), _first(link, PROV["generatedAtTime"])
    is_tool = isinstance(judge, NamedNode) and judge.value.endswith("standoff-link")
    return {
        "subject_id": curies.of(entity),
        "subject_label": _text(labels.get(entity, "")),
        "predicate_id": curies.of(stated[0] if stated else SKOS["exactMatch"]),
        "predicate_modifier": "Not" if verdict == ST["Different"] else "",
        "object_id": curies.of(item),
        "object_label": _text(_value(_first(link, RDFS["label"]))),
        "mapping_justification": "semapv:CompositeMatching" if is_tool else "semapv:ManualMappingCuration",
        "author_id": curies.of(judge) if isinstance(judge, NamedNode) and not is_tool else "",
        "mapping_tool": "standoff link" if is_tool else "",
        "mapping_date": _value(when)[:10] if re.match(r"\d{4}-\d\d-\d\d", _value(when)) else "",
        "comment": _text(_value(_first(link, SKOS["editorialNote"]))),
    }


class _Curies:
    """CURIEs, and the prefixes they need; an IRI that no prefix fits gets one of its own."""

    def __init__(self, prefixes: Prefixes, used: set[str], base: str) -> None:
        self._spaces = {**dict(prefixes.items()), **_FIXED, "standoff": base}
        self._by_length = sorted(self._spaces.items(), key=lambda item: (-len(item[1]), item[0]))
        self._used = used

    def of(self, node: NamedNode) -> str:
        """The CURIE of a node."""
        iri = node.value
        for name, space in self._by_length:
            if iri.startswith(space) and len(iri) > len(space):
                self._used.add(name)
                return f"{name}:{iri[len(space) :]}"
        stem = iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]
        name = f"ns{sum(key.startswith('ns') for key in self._spaces) + 1}"
        self._spaces[name] = stem
        self._by_length.insert(0, (name, stem))
        self._used.add(name)
        return f"{name}:{iri[len(stem) :]}"

    def used(self) -> dict[str, str]:
        """The prefixes of the CURIEs that were made."""
        return {name: self._spaces[name] for name in self._used if name in self._spaces}


def _labels(named: Iterable[Quad]) -> dict[Term, str]:
    found: dict[Term, str] = {}
    for quad in named:
        value = quad.object
        if quad.predicate != RDFS["label"] or not isinstance(value, Literal):
            continue
        if value.language in {None, "en"} or quad.subject not in found:
            found[quad.subject] = value.value
    return found


def _first(said: Mapping[NamedNode, list[Term]], predicate: NamedNode) -> Term | None:
    values = said.get(predicate, ())
    return min(values, key=str) if values else None


def _value(term: Term | None) -> str:
    return term.value if isinstance(term, Literal) else ""


def _text(text: str) -> str:
    """A text that fits into one cell."""
    return " ".join(text.split())
