"""The semi-naive fixpoint: rows of the rule table run over facts, round by round, with every firing kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from standoff.reasoning.datatype_rules import DatatypeRules
from standoff.reasoning.facts import Delta, FactTable
from standoff.reasoning.firings import Firings, RuleTable
from standoff.reasoning.identity import Differences, replacements
from standoff.reasoning.joins import Matches, match
from standoff.reasoning.relations import TYPE, Ints, Keys, Relation, distinct, pack
from standoff.reasoning.rules import COLLISION, COMPOSED, TWOFOLD, Row
from standoff.reasoning.schema import COMPOSABLE, SCHEMA_RELATIONS, Schema, compile_rows
from standoff.reasoning.tautologies import axiomatic, reflexive
from standoff.reasoning.vocabulary import known

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from standoff.reasoning.literals import Literals

__all__ = ["Fixpoint"]

_SAME = known("owl:sameAs")
_EQUALITY = frozenset({"eq-trans", "eq-rep-s", "eq-rep-p", "eq-rep-o"})
_PART = 20_000

EQUALITY_LIMIT = 30_000_000
"""How many reasons by equality a run keeps: n things that are one have n³ of them for their identities alone."""


@dataclass(frozen=True, slots=True)
class _Conclusions:
    """What one row concluded in a round: keys of one relation, the rule that did, and its premises."""

    rule: int
    name: str
    keys: Keys
    bodies: list[Ints]
    subjects: Keys


class Fixpoint:
    """A run of the reasoner over a fact table.

    `differences` are the identities to refuse. `plain` are the facts of composable schema relations that have a
    reason of their own (see `rules.COMPOSED`).
    """

    def __init__(
        self,
        facts: FactTable,
        rules: RuleTable,
        literals: Literals,
        *,
        differences: Differences,
        plain: set[int] | None = None,
        tautologies: bool = False,
    ) -> None:
        self.facts = facts
        self.rules = rules
        self.literals = literals
        self.differences = differences
        self.firings = Firings()
        self.plain: set[int] = plain if plain is not None else set()
        self.background: Ints = np.empty(0, np.int32)
        self.rounds = 0
        self.cut = False
        """Whether reasons were left out, see `EQUALITY_LIMIT`; facts never are."""
        self._equalities = 0
        self.refused = False
        """Whether an identity was refused that something said to differ forbids."""
        self.tautologies = tautologies
        self._rows: dict[Row, int] = {}
        self._triggers: dict[int, list[tuple[Row, int]]] = defaultdict(list)
        self._needed: set[int] = set()
        self._pending: dict[int, list[_Conclusions]] = {}
        self._stale = True
        self._datatypes = DatatypeRules(self.facts, literals, self.conclude, self.contradict)

    # ------------------------------------------------------------------- running

    def compile(self) -> list[Row]:
        """Compile the rule table from the schema as it stands; gives the rows that are new."""
        self._stale = False
        schema = Schema(self.facts.forward, self.literals.small_number, lambda fact: fact not in self.plain)
        fresh = [row for row in compile_rows(schema, tautologies=self.tautologies) if row not in self._rows]
        for row in fresh:
            self._rows[row] = self.rules.number(row.name, row.axioms)
            for at, atom in enumerate(row.body):
                self._triggers[atom.relation].append((row, at))
                if atom.relation < 0:
                    self._needed.add(atom.relation)
        return fresh

    def rows(self) -> list[Row]:
        """The rows compiled so far."""
        return list(self._rows)

    def assert_facts(self, subject: Ints, predicate: Ints, obj: Ints) -> tuple[Ints, Delta]:
        """Number facts that are asserted; gives the number of each, and those that are new."""
        numbers, delta = self.facts.add(subject, predicate, obj)
        schema = np.isin(predicate, np.fromiter(COMPOSABLE, np.int32))
        self._make_plain(numbers[schema])
        return numbers, delta

    def resume(self) -> None:
        """Stand where an earlier run ended: its rows have seen all facts of the base."""
        self._datatypes.begin(self._needed)
        self._hide(self.facts.forward(_SAME))

    def reflect(self) -> None:
        """Conclude that everything is the same as itself (eq-ref); no rule needs it."""
        if self.tautologies:
            added = self.facts.claim_numbers(reflexive(self.facts))
            self.facts.hide(_SAME, added)
            self.firings.record(self.rules.number("eq-ref"), added.facts, [])

    def values(self) -> tuple[NDArray[np.uint64], Ints]:
        """What the literals that were newly asserted denote, for the next update."""
        return self._datatypes.values()

    def run(self, asserted: Delta) -> None:
        """Apply all rules until nothing new follows; `asserted` are the facts that no rule has seen yet."""
        before = min((int(added.facts.min()) for added in asserted.values()), default=self.facts.count)
        self._datatypes.asserted(asserted)
        delta = self._usable(asserted)
        self.facts.merge(delta)
        self._note(delta)
        if not self._rows:
            # The rows with premises are triggered by the delta, which is everything.
            if self.tautologies:
                for rule, relation, keys in axiomatic(self.literals):
                    self.conclude(rule, relation, keys, [])
            self._start([row for row in self.compile() if not row.body])
        while True:
            while delta:
                self.rounds += 1
                self._apply(delta, before)
                before, delta = self.facts.count, self._conclude()
            if self._stale:
                self._start(self.compile())
            self._datatypes.settle(self._needed)
            before, delta = self.facts.count, self._conclude()
            if not delta and not self._stale:
                return

    def _note(self, delta: Delta) -> None:
        if any(number in SCHEMA_RELATIONS for number in delta):
            self._stale = True

    def _usable(self, asserted: Delta) -> Delta:
        """Asserted facts less the identities that are impossible or reflexive."""
        same = asserted.get(_SAME)
        if same is None:
            return asserted
        hidden = self._hide(same)
        rest = Relation(same.keys[~hidden], same.facts[~hidden])
        return {**{n: r for n, r in asserted.items() if n != _SAME}, **({_SAME: rest} if len(rest) else {})}

    def _hide(self, same: Relation) -> NDArray[np.bool_]:
        """Take identities that are impossible or reflexive out of use; contradictions that are new are recorded."""
        hidden = same.high == same.low
        for found in self.differences.split(same.keys):
            hidden |= found.mask
            self.refused = True
            told = same.facts[found.mask]
            new = told >= self.facts.first
            bodies = [told] if found.facts is None else [told, found.facts[found.mask]]
            number = self.rules.number(found.rule, found.axioms)
            self.firings.record_false(number, same.high[found.mask][new], [body[new] for body in bodies])
        if hidden.any():
            self.facts.hide(_SAME, Relation(same.keys[hidden], same.facts[hidden]))
        return np.asarray(hidden, bool)

    def _apply(self, delta: Delta, before: int) -> None:
        types = self._triggers.get(TYPE)
        if types:
            parts = [added for number, added in delta.items() if number < 0]
            if parts:
                keys = np.concatenate([part.keys for part in parts])
                order = np.argsort(keys, kind="stable")
                delta = {**delta, TYPE: Relation(keys[order], np.concatenate([p.facts for p in parts])[order])}
        for number, added in delta.items():
            for row, at in self._triggers.get(number, ()):
                for part in _parts(added) if row.name == "eq-trans" else (added,):
                    self._found(row, match(row.body, at, part, self.facts, before))
        self._datatypes.follow(delta)
        for made in replacements(self.facts, delta, before):
            self.conclude(made.rule, made.relation, made.keys, made.premises)

    def _start(self, rows: list[Row]) -> None:
        """Run rows over everything there is, for the first time."""
        for row in rows:
            if row.body:
                first = self.facts.forward(row.body[0].relation)
                if len(first):
                    self._found(row, match(row.body, 0, first, self.facts, self.facts.count))
            elif row.head is None:
                self.firings.record_false(self._rows[row], np.full(1, -1, np.int64), [])
            else:
                keys = pack(np.array([row.head.subject]), np.array([row.head.object]))
                self._collect(row.head.relation, _Conclusions(self._rows[row], row.name, keys, [], keys))

    def _found(self, row: Row, found: Matches | None) -> None:
        if found is None:
            return
        if row.compare is not None:
            found = found.take(self._compare(row, found))
            if not len(found):
                return
        bodies = [found.facts[at] for at in range(len(row.body))]
        rule = self._rows[row]
        if row.head is None:
            self.firings.record_false(rule, self._subjects(found), bodies)
            return
        keys = pack(found.column(row.head.subject), found.column(row.head.object))
        self._collect(row.head.relation, _Conclusions(rule, row.name, keys, bodies, self._subjects(found)))

    def _subjects(self, found: Matches) -> Keys:
        return found.columns[COLLISION] if COLLISION in found.columns else np.full(len(found), -1, np.int64)

    def _compare(self, row: Row, found: Matches) -> NDArray[np.bool_]:
        assert row.compare is not None
        how, left, right = row.compare
        one, other = found.column(left), found.column(right)
        if how == "listed":
            members = np.fromiter(row.members, np.int64)
            listed = np.isin(one, members) & np.isin(other, members) & (one != other)
            return np.asarray(listed, bool)
        return self.literals.compare(how, one, other)

    # ---------------------------------------------------------------- concluding

    def conclude(self, rule: str, relation: int, keys: Keys, bodies: list[Ints]) -> None:
        """Conclude facts of a relation by a rule that has no axioms."""
        self._collect(relation, _Conclusions(self.rules.number(rule), rule, keys, bodies, keys >> 32))

    def contradict(self, rule: str, subjects: Keys, bodies: list[Ints]) -> None:
        """Record contradictions found by a rule that has no axioms."""
        self.firings.record_false(self.rules.number(rule), subjects, bodies)

    def _collect(self, relation: int, made: _Conclusions) -> None:
        if relation == TYPE:  # the class is a variable: one relation for each class
            for cls in np.unique(made.keys & 0xFFFFFFFF).tolist():
                self._collect(~cls, _take(made, (made.keys & 0xFFFFFFFF) == cls))
            return
        if relation == _SAME:
            for part in self._possible(made):
                self._pending.setdefault(relation, []).append(part)
            return
        if relation < 0 and self.literals.datatype(~relation) is not None:
            trimmed = self._typed(relation, made)
            if trimmed is None:
                return
            made = trimmed
        self._pending.setdefault(relation, []).append(made)

    def _typed(self, relation: int, made: _Conclusions) -> _Conclusions | None:
        """Of literals said to be of a datatype, only those that are not, unless a rule asks for the others."""
        if relation in self._needed or made.name == "dt-type2":
            return made
        subjects = made.keys >> 32
        telling = ~self.literals.are(subjects) | self.literals.outside(subjects, ~relation)
        if telling.all():
            return made
        return _take(made, telling) if telling.any() else None

    def _possible(self, made: _Conclusions) -> list[_Conclusions]:
        """Identities less the reflexive ones; the impossible ones are recorded as contradictions."""
        apart = (made.keys >> 32) != (made.keys & 0xFFFFFFFF)
        if not apart.all():
            made = _take(made, apart)
        possible = np.ones(len(made.keys), bool)
        for found in self.differences.split(made.keys):
            possible &= ~found.mask
            self.refused = True
            rule = self.rules.rules[made.rule]
            bodies = [body[found.mask] for body in made.bodies]
            if found.facts is not None:
                bodies.append(found.facts[found.mask])
            number = self.rules.number(rule.name, rule.axioms, found.axioms)
            self.firings.record_false(number, made.subjects[found.mask], bodies)
        if not possible.all():
            made = _take(made, possible)
        return [made] if len(made.keys) else []

    def _conclude(self) -> Delta:
        """Turn what rules concluded into facts and firings; gives the facts that are new."""
        delta: Delta = {}
        for relation, parts in self._pending.items():
            keys = parts[0].keys if len(parts) == 1 else np.concatenate([part.keys for part in parts])
            first_new = self.facts.count
            numbers = self.facts.find(relation, keys)
            new = numbers < 0
            if new.any():
                added = self.facts.claim_numbers(distinct(keys[new]))
                numbers[new] = added.find(keys[new])
                delta[relation] = added
            at = 0
            for part in parts:
                heads = numbers[at : at + len(part.keys)]
                at += len(part.keys)
                if part.name in _EQUALITY:
                    heads, part = self._within_limit(heads, part, first_new)
                self.firings.record(part.rule, heads, part.bodies, doubtful=part.name in TWOFOLD)
                if relation in COMPOSABLE and part.name not in COMPOSED:
                    self._make_plain(heads)
        self._pending = {}
        self._note(delta)
        self.facts.merge(delta)
        return delta

    def _within_limit(self, heads: Ints, made: _Conclusions, first_new: int) -> tuple[Ints, _Conclusions]:
        """Beyond the limit, only the first reason of each new fact that replacing equals concludes."""
        self._equalities += len(heads)
        if self._equalities <= EQUALITY_LIMIT:
            return heads, made
        self.cut = True
        new = np.flatnonzero(heads >= first_new)
        _, first = np.unique(heads[new], return_index=True)
        mask = np.zeros(len(heads), bool)
        mask[new[first]] = True
        return heads[mask], _take(made, mask)

    def _make_plain(self, facts: Ints) -> None:
        more = set(facts.tolist()) - self.plain
        if more:
            self.plain |= more
            self._stale = True


def _parts(delta: Relation) -> Iterator[Relation]:
    """Identities in parts, so that putting them together does not need all memory at once."""
    for at in range(0, len(delta), _PART):
        yield Relation(delta.keys[at : at + _PART], delta.facts[at : at + _PART])


def _take(made: _Conclusions, mask: NDArray[np.bool_]) -> _Conclusions:
    return _Conclusions(
        made.rule, made.name, made.keys[mask], [body[mask] for body in made.bodies], made.subjects[mask]
    )
