"""Items from a reconciliation service (W3C Reconciliation Service API 0.2) that speaks of Wikidata.

Candidates come by name; what they are and where they lie comes from the service's data extension, where it has one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from standoff.errors import OutsideError
from standoff.links.client import Client, host_of
from standoff.links.judgements import WIKIDATA
from standoff.links.things import Coordinate, Item, Span, Subject
from standoff.links.wikibase import FIRST, LAST, with_ancestors
from standoff.rdf.terms import Literal, NamedNode

__all__ = ["Reconciliation"]

BATCH: Final = 10
_NEAR: Final = ("P17", "P131", "P36", "P1376", "P159", "P710", "P607", "P361", "P39", "P463", "P945", "P1001")
_PROPERTIES: Final = ("P31", "P625", "P1566", *dict.fromkeys((*FIRST, *LAST)), *_NEAR)


@dataclass
class Reconciliation:
    """A reconciliation service over Wikidata."""

    client: Client
    url: str

    @property
    def name(self) -> str:
        """What it is called in messages."""
        return f"the reconciliation service {self.url}"

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        """What the service says of itself.

        Raises:
            OutsideError: it failed, is no such service, or speaks of something else than Wikidata.
        """
        found, _ = self.client.json(self.url, {})
        host = host_of(self.url)
        if not isinstance(found, dict) or "identifierSpace" not in found:
            raise OutsideError(f"{host} is no reconciliation service", hint="give the address of its manifest")
        if found["identifierSpace"] != WIKIDATA:
            raise OutsideError(
                f"{host} reconciles with {found['identifierSpace']}", hint=f"choose one that reconciles with {WIKIDATA}"
            )
        return found

    def search(self, subject: Subject, limit: int = 10) -> list[Item]:
        """The candidates for each name of an entity.

        Raises:
            OutsideError: the service failed.
        """
        extends = "extend" in self.manifest
        found: dict[str, dict[str, Any]] = {}
        names = list(dict.fromkeys(name.value for name in subject.names))
        for at in range(0, len(names), BATCH):
            queries = {f"q{n}": {"query": name, "limit": limit} for n, name in enumerate(names[at : at + BATCH])}
            answer, _ = self.client.json(self.url, {"queries": json.dumps(queries, ensure_ascii=False)})
            for key in queries:
                for candidate in (answer.get(key) or {}).get("result", []):
                    name = str(candidate.get("id", ""))
                    if re.fullmatch(r"Q[1-9]\d*", name):
                        found.setdefault(name, candidate)
        values = self._extend(list(found), _PROPERTIES) if extends else {}
        items = [_item(name, candidate, values.get(name, {})) for name, candidate in found.items()]
        above = with_ancestors({c for item in items for c in item.classes}, self._above if extends else lambda _: {})
        return [_widened(item, above) for item in items]

    def items(self, names: Sequence[str], languages: Iterable[str] = ()) -> dict[str, Item | None]:
        """Not what a reconciliation service can answer.

        Raises:
            OutsideError: always.
        """
        raise OutsideError(
            "a reconciliation service cannot tell which items were merged or deleted",
            hint="check with --endpoint or with Wikidata itself",
        )

    def _above(self, classes: Sequence[str]) -> dict[str, set[str]]:
        rows = self._extend(classes, ("P279",))
        return {name: {v["id"] for v in row.get("P279", ()) if "id" in v} for name, row in rows.items()}

    def _extend(self, names: Sequence[str], properties: Iterable[str]) -> dict[str, Mapping[str, list[dict[str, Any]]]]:
        found: dict[str, Mapping[str, list[dict[str, Any]]]] = {}
        wanted = [{"id": name} for name in properties]
        for at in range(0, len(names), 50):
            query = {"ids": list(names[at : at + 50]), "properties": wanted}
            answer, _ = self.client.json(self.url, {"extend": json.dumps(query)})
            rows = answer.get("rows", {}) if isinstance(answer, dict) else {}
            if isinstance(rows, dict):
                found.update(rows)
            else:  # the draft after 0.2 lists them
                for row in rows:
                    found[row["id"]] = {p["id"]: p.get("values", []) for p in row.get("properties", [])}
        return found


def _widened(item: Item, above: Mapping[str, frozenset[str]]) -> Item:
    from dataclasses import replace

    return replace(item, classes=frozenset(u for name in item.classes for u in above.get(name, {name})))


def _item(name: str, candidate: Mapping[str, Any], said: Mapping[str, Sequence[Mapping[str, Any]]]) -> Item:
    def texts(pid: str) -> list[str]:
        return [str(v.get("str") or v.get("date") or "") for v in said.get(pid, ())]

    def items(*pids: str) -> frozenset[str]:
        return frozenset(str(v["id"]) for pid in pids for v in said.get(pid, ()) if "id" in v)

    def years(pids: Iterable[str]) -> list[int]:
        return [int(m[1]) for pid in pids for text in texts(pid) if (m := re.match(r"[+]?(-?\d+)", text))]

    types = {str(t["id"] if isinstance(t, Mapping) else t) for t in candidate.get("type", ())}
    return Item(
        iri=NamedNode(WIKIDATA + name),
        labels=(Literal(str(candidate.get("name", name)), language="en"),),
        description=str(candidate.get("description", "")),
        classes=items("P31") or frozenset(types),
        place=next((place for text in texts("P625") if (place := _place(text)) is not None), None),
        related=items(*_NEAR),
        was=Span(min(years(FIRST), default=None), max(years(LAST), default=None)),
        identifiers=frozenset(f"GeoNames {text}" for text in texts("P1566") if text),
    )


def _place(text: str) -> Coordinate | None:
    found = re.fullmatch(r"\s*(-?[\d.]+)\s*,\s*(-?[\d.]+)\s*", text)
    return Coordinate(float(found[1]), float(found[2])) if found else Coordinate.from_wkt(text)
