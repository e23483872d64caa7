"""Who speaks for whom, and when: by the background alone, never because a claim says so.

An organ speaks for its actor, always. A person speaks for the actor of an office while holding it, as the tenures of
the reference say. `st:speaksFor` itself has no date, so what it owes to tenures is worked out here anew.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from standoff.rdf.terms import ST, Literal, NamedNode
from standoff.reasoning.periods import Period, period

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from standoff.rdf.terms import Term
    from standoff.reasoning.reasons import Reasons

__all__ = ["Tenure", "Voices"]

_UNDATED_RULES: Final = frozenset({"prp-trp", "prp-spo2"})
"""Rules through which `st:speaksFor` may follow from a tenure, without its date."""


@dataclass(frozen=True, slots=True)
class Tenure:
    """HOLDER held an office of ACTOR, from BEGAN to ENDED as far as these are known."""

    holder: NamedNode
    actor: NamedNode
    began: Period | None
    ended: Period | None

    def covers(self, day: Period) -> bool:
        """Whether the office may have been held on a day (an unknown end is taken for none)."""
        after_start = self.began is None or self.began.first <= day.last
        before_end = self.ended is None or day.first <= self.ended.last
        return after_start and before_end


class Voices:
    """The speakers of a derivation's background and the actors they speak for."""

    def __init__(self, reasons: Reasons) -> None:
        self._reasons = reasons

    def _background_facts(self, predicate: NamedNode) -> Iterator[tuple[int, Term, Term]]:
        """The facts of a predicate that follow from the background alone."""
        derivation = self._reasons.derivation
        number = derivation.terms.find(predicate)
        if number is None:
            return
        for fact in np.flatnonzero(self._reasons.core & (np.asarray(derivation.predicate) == number)).tolist():
            subject, _, value = derivation.spo(fact)
            yield fact, subject, value

    def _values(self, predicate: NamedNode) -> dict[NamedNode, list[Term]]:
        found: dict[NamedNode, list[Term]] = defaultdict(list)
        for _, subject, value in self._background_facts(predicate):
            if isinstance(subject, NamedNode):
                found[subject].append(value)
        return found

    @cached_property
    def organs(self) -> dict[NamedNode, frozenset[NamedNode]]:
        """Of each speaker: the actors it speaks for whatever the date, by one step."""
        reasons = self._reasons
        derivation = reasons.derivation
        found: dict[NamedNode, set[NamedNode]] = defaultdict(set)
        for fact, speaker, actor in self._background_facts(ST["speaksFor"]):
            if not (isinstance(speaker, NamedNode) and isinstance(actor, NamedNode)):
                continue
            asserted = bool(derivation.background[fact])
            if asserted or any(
                derivation.rule(firing).name not in _UNDATED_RULES
                and all(reasons.core[member] for member in derivation.body(firing))
                for firing in reasons.firings_of(fact)
            ):
                found[speaker].add(actor)
        return {speaker: frozenset(actors) for speaker, actors in found.items()}

    @cached_property
    def tenures(self) -> tuple[Tenure, ...]:
        """The tenures of the reference, one for each holder and actor."""
        offices, actors = self._values(ST["ofOffice"]), self._values(ST["officeOf"])
        began, ended = self._values(ST["beganOn"]), self._values(ST["endedOn"])

        def day(values: dict[NamedNode, list[Term]], tenure: NamedNode) -> Period | None:
            known = [period(value.value) for value in values.get(tenure, ()) if isinstance(value, Literal)]
            return next((value for value in known if value is not None), None)

        return tuple(
            Tenure(holder, actor, day(began, tenure), day(ended, tenure))
            for tenure, holders in self._values(ST["holder"]).items()
            for holder in holders
            for office in offices.get(tenure, ())
            if isinstance(office, NamedNode) and isinstance(holder, NamedNode)
            for actor in actors.get(office, ())
            if isinstance(actor, NamedNode)
        )

    @cached_property
    def _offices_held(self) -> dict[NamedNode, tuple[Tenure, ...]]:
        held: dict[NamedNode, list[Tenure]] = defaultdict(list)
        for tenure in self.tenures:
            held[tenure.holder].append(tenure)
        return {holder: tuple(tenures) for holder, tenures in held.items()}

    def actors_of(self, speaker: NamedNode, day: Period | None = None) -> frozenset[NamedNode]:
        """The speaker, and all for whom it spoke on a day; without a day no office counts."""
        found = {speaker}
        todo = [speaker]
        while todo:
            voice = todo.pop()
            next_actors = set(self.organs.get(voice, ()))
            if day is not None:
                next_actors |= {t.actor for t in self._offices_held.get(voice, ()) if t.covers(day)}
            todo.extend(next_actors - found)
            found |= next_actors
        return frozenset(found)

    def actors_over(self, speaker: NamedNode, days: Iterable[Period | None]) -> frozenset[NamedNode]:
        """The speaker, and all for whom it spoke on any of some days; on an unknown day every office may count."""
        found = self.actors_of(speaker)
        for day in set(days):
            found |= self._ever(speaker) if day is None else self.actors_of(speaker, day)
        return found

    def _ever(self, speaker: NamedNode) -> frozenset[NamedNode]:
        """The speaker, and all for whom it ever spoke."""
        found = {speaker}
        todo = [speaker]
        while todo:
            voice = todo.pop()
            step = set(self.organs.get(voice, ())) | {t.actor for t in self._offices_held.get(voice, ())}
            todo.extend(step - found)
            found |= step
        return frozenset(found)

    def holds_office_for(self, speaker: NamedNode, actor: NamedNode) -> bool:
        """Whether the speaker ever spoke for an actor, whatever the date."""
        return actor in self._ever(speaker)
