"""The growing table of facts that a run works on, over what an earlier run left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from standoff.reasoning.relations import EMPTY, TYPE, FactIndex, Ints, Keys, Relation, distinct, pack, relation_numbers

if TYPE_CHECKING:
    from standoff.reasoning.derivation import Derivation

MOST_PARTS = 4
"""How many rounds' additions a relation may have in parts before looking up merges them."""

__all__ = ["Delta", "FactTable"]

Delta = dict[int, Relation]
"""The facts that a round added, by relation."""


class _Growing:
    """A relation to which rounds add; what they add is merged when a join needs it in one piece."""

    def __init__(self, whole: Relation) -> None:
        self._whole = whole
        self._recent: list[Relation] = []

    def add(self, more: Relation) -> None:
        """Add facts that it does not have yet."""
        self._recent.append(more)

    def relation(self) -> Relation:
        """All of it, sorted."""
        while self._recent:
            self._whole = self._whole.merged(self._recent.pop(0))
        return self._whole

    def find(self, keys: Keys) -> Ints:
        """The fact number of each key, -1 where there is none."""
        if len(self._recent) > MOST_PARTS:
            self.relation()
        found = self._whole.find(keys)
        for part in self._recent:
            found = np.maximum(found, part.find(keys))
        return found


class FactTable:
    """Relations by number, sorted by subject and (once asked for) by object, and the numbering of facts.

    Facts get their numbers in the order in which they are added, round after round, so that "older than this
    round" is a comparison of numbers. Relation 0, the union of all classes' relations, is only kept when a rule
    asks for it.
    """

    def __init__(self, base: Derivation | None = None) -> None:
        self.base = base
        self.first = self.count = base.n_facts if base is not None else 0
        self._forward: dict[int, _Growing] = {}
        self._inverse: dict[int, _Growing] = {}
        self._added: dict[int, list[Relation]] = {}
        self._hidden: dict[int, Relation] = {}
        self._base_numbers = base.relation_numbers() if base is not None else frozenset[int]()

    def numbers(self) -> set[int]:
        """The numbers of all relations that have facts."""
        return {*self._base_numbers, *(number for number in self._forward if number != TYPE)}

    def _growing(self, number: int) -> _Growing:
        found = self._forward.get(number)
        if found is None:
            if number == TYPE:
                whole = self._union([n for n in self.numbers() if n < 0])
            elif self.base is not None and number in self._base_numbers:
                whole = self.base.relation(number)
            else:
                return _Growing(EMPTY)
            found = self._forward[number] = _Growing(whole)
        return found

    def forward(self, number: int) -> Relation:
        """A relation sorted by subject."""
        return self._growing(number).relation()

    def inverse(self, number: int) -> Relation:
        """A relation sorted by object."""
        found = self._inverse.get(number)
        if found is None:
            if number in self._base_numbers and number not in self._hidden and number not in self._added:
                assert self.base is not None
                whole = self.base.inverse(number)
            else:
                whole = self.forward(number).inverted()
            if not len(whole):
                return EMPTY
            found = self._inverse[number] = _Growing(whole)
        return found.relation()

    def _union(self, numbers: list[int]) -> Relation:
        parts = [self.forward(number) for number in numbers]
        if not parts:
            return EMPTY
        keys = np.concatenate([part.keys for part in parts])
        order = np.argsort(keys, kind="stable")
        return Relation(keys[order], np.concatenate([part.facts for part in parts])[order])

    def hide(self, number: int, asserted: Relation) -> None:
        """Keep facts that are asserted but that no rule may use: impossible or reflexive identities."""
        self._hidden[number] = self._hidden.get(number, EMPTY).merged(asserted)
        new = asserted.facts >= self.first
        if new.any():
            self._added.setdefault(number, []).append(Relation(asserted.keys[new], asserted.facts[new]))
        elif self.base is not None:
            whole = self.base.relation(number)
            shown = ~np.isin(whole.facts, asserted.facts)
            self._forward[number] = _Growing(Relation(whole.keys[shown], whole.facts[shown]))

    def find(self, number: int, keys: Keys) -> Ints:
        """The number of each fact of a relation that rules may use, -1 where there is none."""
        return self._growing(number).find(keys)

    def known(self, number: int, keys: Keys) -> Ints:
        """The number of each fact of a relation, hidden ones included, -1 where there is none."""
        found = self._growing(number).find(keys)
        if number in self._hidden:
            found = np.maximum(found, self._hidden[number].find(keys))
        return found

    def claim_numbers(self, keys: Keys) -> Relation:
        """Number new facts of one relation; `keys` are sorted and unique, and none is in the table yet."""
        numbers = np.arange(self.count, self.count + len(keys), dtype=np.int32)
        self.count += len(keys)
        return Relation(keys, numbers)

    def merge(self, delta: Delta) -> None:
        """Put a round's facts into the table."""
        for number, added in delta.items():
            if number == TYPE:
                continue
            self._added.setdefault(number, []).append(added)
            self._put(number, added)
        if TYPE in self._forward:
            classes = [added for number, added in delta.items() if number < 0]
            for added in classes:
                self._put(TYPE, added)

    def _put(self, number: int, added: Relation) -> None:
        growing = self._growing(number)
        growing.add(added)
        self._forward[number] = growing
        inverse = self._inverse.get(number)
        if inverse is not None:
            inverse.add(added.inverted())

    def add(self, subject: Ints, predicate: Ints, obj: Ints) -> tuple[Ints, Delta]:
        """Number these facts; gives the number of each, and those that are new (which are not merged yet)."""
        if not len(subject):
            return np.empty(0, np.int32), {}
        relations = relation_numbers(predicate, obj)
        keys = pack(subject, obj)
        order = np.lexsort((keys, relations))
        numbers = np.empty(len(keys), np.int32)
        present, starts = np.unique(relations[order], return_index=True)
        ends = np.append(starts[1:], len(order))
        delta: Delta = {}
        for number, low, high in zip(present.tolist(), starts.tolist(), ends.tolist(), strict=True):
            here = order[low:high]
            wanted = keys[here]
            found = self.known(number, wanted)
            new = found < 0
            if new.any():
                added = self.claim_numbers(distinct(wanted[new]))
                found[new] = added.find(wanted[new])
                delta[number] = added
            numbers[here] = found
        return numbers, delta

    def columns(self) -> tuple[Ints, Ints, Ints]:
        """Subject, predicate and object of the facts added since the base, in the order of their numbers."""
        size = self.count - self.first
        subject, predicate, obj = (np.empty(size, np.int32) for _ in range(3))
        for number, parts in self._added.items():
            for part in parts:
                at = part.facts - self.first
                subject[at] = part.high
                predicate[at] = TYPE if number < 0 else number
                obj[at] = part.low
        return subject, predicate, obj

    def index(self) -> FactIndex:
        """An index of the facts added since the base."""
        parts: dict[int, Relation] = {}
        for number, added in self._added.items():
            if number not in self._base_numbers and number not in self._hidden:
                parts[number] = self.forward(number)
                continue
            merged = added[0]
            for more in added[1:]:
                merged = merged.merged(more)
            parts[number] = merged
        return FactIndex.join(parts)

    def inverse_index(self) -> FactIndex | None:
        """An index by object of the relations that joins asked for so; None over a base, whose deltas are small."""
        if self.base is not None:
            return None
        return FactIndex.join({n: found.relation() for n, found in self._inverse.items() if n != TYPE})
