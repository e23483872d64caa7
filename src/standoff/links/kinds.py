"""Which classes of Wikidata the kinds of our vocabulary go with, and which they do not.

Wikidata says of most things what they are in a class some steps below these; whoever reads an item brings the classes
above along. The vocabulary's alignments say more exactly what corresponds to what; here it is enough to tell a town
from a district and a person from a ship.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

__all__ = ["KINDS", "Kind", "agreement", "known_classes", "reach"]


@dataclass(frozen=True, slots=True)
class Kind:
    """The classes that an item of a kind is below (`of`), those that it is not below, and how far a place reaches.

    `reach` is in kilometres: two descriptions of one thing of this kind put it no further apart.
    """

    of: frozenset[str]
    never: frozenset[str] = frozenset()
    reach: float = 10.0


def _kind(of: str, never: str = "", reach: float = 10.0) -> Kind:
    return Kind(frozenset(of.split()), frozenset(never.split()), reach)


_SETTLEMENT: Final = "Q486972"
_TOWNS: Final = f"{_SETTLEMENT} Q515 Q3957 Q532 Q7930989 Q1549591 Q1637706 Q5119"
_STATE: Final = "Q7275 Q6256 Q3624078 Q3024240"
_ORGANISATION: Final = "Q43229"

KINDS: Final[dict[str, Kind]] = {
    # from the special to the general: the first that an entity is of counts
    "Person": _kind("Q5"),
    "State": _kind(_STATE, "Q5", 500),
    "Government": _kind("Q7188 Q35798"),
    "Ministry": _kind("Q192350"),
    "ArmedForce": _kind("Q772547 Q176799 Q20082270 Q17149090"),
    "Legislature": _kind("Q11204"),
    "ArmedGroup": _kind("Q17149090 Q176799 Q772547"),
    "SecurityBloc": _kind("Q1127126 Q484652 Q245065"),
    "InternationalOrganisation": _kind(f"Q484652 Q245065 {_ORGANISATION}", _STATE),
    "NewsAgency": _kind("Q192283"),
    "Community": _kind("Q16334295 Q41710", "Q7275"),
    "Office": _kind("Q4164871 Q294414", "Q5"),
    "War": _kind("Q198 Q350604"),
    "Clash": _kind("Q180684 Q350604 Q997267 Q178561 Q42750320", "Q198"),
    "Offensive": _kind("Q2001676 Q645883 Q178561"),
    "Conflict": _kind("Q180684 Q350604"),
    "Attack": _kind("Q1174599 Q678146"),
    "Talks": _kind("Q7157512 Q1072326"),
    "Ceasefire": _kind("Q208383 Q107706 Q321839"),
    "PeaceTreaty": _kind("Q625298 Q131569"),
    "Treaty": _kind("Q131569"),
    "Agreement": _kind("Q321839 Q131569"),
    "PeacekeepingDeployment": _kind("Q20082270"),
    "City": _kind(_TOWNS, "", 15),
    "Town": _kind(_TOWNS),
    "Village": _kind(_TOWNS),
    "District": _kind("Q56061 Q149621", f"{_SETTLEMENT} {_STATE}", 50),
    "Province": _kind("Q56061 Q34876 Q10864048", f"{_SETTLEMENT} {_STATE}", 120),
    "Region": _kind("Q82794 Q56061 Q3455524", f"{_SETTLEMENT} {_STATE}", 120),
    "StateTerritory": _kind(_STATE, "", 500),
    "Border": _kind("Q133346", "", 500),
    "PopulatedPlace": _kind(_TOWNS),
}

OTHERS: Final = _kind(
    "Q4167410 Q13406463 Q101352 Q202444 Q11446 Q1229765 Q42889 Q11424 Q5398426 Q17537576 Q571 Q482994 Q7889 Q7397 "
    "Q16521 Q3863 Q34770 Q476028 Q4830453 Q4022 Q23397 Q8502"
).of
"""Classes that nothing of ours is of, and that often share a name with it: disambiguation pages and lists, family and
given names, ships and vehicles, films, series, works, software, taxa, asteroids, languages, clubs, firms, waters,
mountains."""


def of(kinds: Iterable[str]) -> tuple[str, Kind] | None:
    """The first of `KINDS` that something is, by the local names of its classes."""
    held = set(kinds)
    return next(((name, kind) for name, kind in KINDS.items() if name in held), None)


def known_classes() -> frozenset[str]:
    """All classes of Wikidata that the table speaks of; no others need be fetched."""
    return frozenset(item for kind in KINDS.values() for item in kind.of | kind.never) | OTHERS


def reach(kinds: Iterable[str]) -> float:
    """How many kilometres apart two descriptions of one thing may put it."""
    found = of(kinds)
    return found[1].reach if found else 10.0


def agreement(kinds: Iterable[str], classes: frozenset[str]) -> tuple[float | None, str]:
    """How far an item's classes agree with our kinds (1 yes, 0 no, 0.5 both or not known), and the kind in a word.

    Not known is also an item all of whose classes are strange to the table. None when our entity is of no kind that
    the table knows.
    """
    found = of(kinds)
    if found is None:
        return None, ""
    name, kind = found
    if not classes & known_classes():
        return 0.5, name.lower()
    fits, clashes = bool(classes & kind.of), bool(classes & kind.never)
    return (0.5 if clashes else 1.0) if fits else 0.0, name.lower()
