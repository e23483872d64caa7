"""The derivation graph: all facts and all rule firings between them, as arrays, in memory or memory-mapped.

The layout is the contract between the fixpoint that writes it and everything that reads reasons from it
(supports, contradictions, lenses, proofs). Facts, firings and leaves are numbered from 0; -1 stands for
*false*, the head of a firing that found a contradiction.

It is kept in segments: a base, and one delta for each update since. Every public array is the concatenation of
its parts, made when it is first asked for; within a segment the firings are sorted by head.
"""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from standoff.errors import InputError
from standoff.rdf.terms import NamedNode, Term, Triple
from standoff.reasoning.relations import EMPTY, TYPE, FactIndex, Ints, Relation, pack, relation_numbers
from standoff.reasoning.segments import FALSE, ClaimNames, Rule, Segment, load, named
from standoff.reasoning.terms_table import TermTable

if TYPE_CHECKING:
    from standoff.reasoning.report import Report

__all__ = ["FALSE", "ClaimNames", "Derivation", "Rule", "Segment"]

FORMAT = 1
"""The version of the layout on disk."""


class Derivation:
    """All facts that are asserted or derived, who asserts them, and every rule firing between them."""

    def __init__(
        self,
        terms: TermTable,
        claims: Sequence[NamedNode],
        rules: Sequence[Rule],
        segments: Sequence[Segment],
        indexes: Sequence[FactIndex],
        *,
        inverses: Sequence[FactIndex | None] = (),
        certain: int = 0,
        lineage: str | None = None,
        cut: bool = False,
        folder: Path | None = None,
    ) -> None:
        self.terms = terms
        self.claims: ClaimNames = claims if isinstance(claims, ClaimNames) else named(terms, claims)
        """The name of each claim, by its number."""
        self.rules: Sequence[Rule] = rules
        self.segments: tuple[Segment, ...] = tuple(segments)
        self.indexes: tuple[FactIndex, ...] = tuple(indexes)
        self.inverses: tuple[FactIndex | None, ...] = tuple(inverses) or (None,) * len(self.indexes)
        self.certain = certain
        """Facts numbered below this follow from the background alone (0 when that was not computed)."""
        self.lineage = lineage or uuid.uuid4().hex
        """Derivations of one lineage number their terms alike."""
        self.cut = cut
        """Whether reasons by equality were left out (see `fixpoint.EQUALITY_LIMIT`): then no list of supports of what
        rests on an identity is complete."""
        self.folder = folder
        self.report: Report | None = None

    @classmethod
    def from_arrays(
        cls,
        terms: TermTable,
        *,
        subject: Sequence[int] | Ints,
        predicate: Sequence[int] | Ints,
        object: Sequence[int] | Ints,
        background: Sequence[bool] | NDArray[np.bool_],
        claims: Sequence[NamedNode] = (),
        leaves: Iterable[tuple[int, int]] = (),
        rules: Sequence[Rule] = (),
        firings: Iterable[tuple[int, int, Sequence[int]]] = (),
        false_subject: Iterable[int] | None = None,
    ) -> Derivation:
        """A derivation from plain values: leaves are (fact, claim), firings are (head, rule row, body facts).

        `terms` must number rdf:type as 0. `false_subject` follows the order of the FALSE firings given.
        """
        s, p, o = (np.asarray(a, np.int32) for a in (subject, predicate, object))
        pairs = sorted(leaves)
        given = list(firings)
        order = sorted(range(len(given)), key=lambda i: given[i][0])
        bodies = [given[i][2] for i in order]
        false_count = sum(head == FALSE for head, _, _ in given)
        segment = Segment(
            s,
            p,
            o,
            np.nonzero(np.asarray(background, bool))[0].astype(np.int32),
            np.array([f for f, _ in pairs], np.int32),
            np.array([c for _, c in pairs], np.int32),
            np.array([given[i][0] for i in order], np.int32),
            np.array([given[i][1] for i in order], np.int32),
            np.concatenate([[0], np.cumsum([len(b) for b in bodies])]).astype(np.int64),
            np.array([f for b in bodies for f in b], np.int32),
            np.array(list(false_subject) if false_subject is not None else [-1] * false_count, np.int32),
            np.empty(0, np.uint64),
            np.empty(0, np.int32),
        )
        return cls(terms, claims, rules, [segment], [FactIndex.build(s, p, o)])

    # ------------------------------------------------------------------ facts

    def _column(self, name: str) -> Any:
        parts = [getattr(segment, name) for segment in self.segments]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    @cached_property
    def n_facts(self) -> int:
        """How many facts there are."""
        return sum(len(segment.subject) for segment in self.segments)

    def __len__(self) -> int:
        """How many facts there are."""
        return self.n_facts

    @cached_property
    def subject(self) -> Ints:
        """The term number of each fact's subject."""
        return self._column("subject")  # type: ignore[no-any-return]

    @cached_property
    def predicate(self) -> Ints:
        """The term number of each fact's predicate."""
        return self._column("predicate")  # type: ignore[no-any-return]

    @cached_property
    def object(self) -> Ints:
        """The term number of each fact's object."""
        return self._column("object")  # type: ignore[no-any-return]

    @cached_property
    def background(self) -> NDArray[np.bool_]:
        """Whether each fact is asserted in the background."""
        asserted = np.zeros(self.n_facts, bool)
        for segment in self.segments:
            asserted[segment.background_fact] = True
        return asserted

    @cached_property
    def leaf_fact(self) -> Ints:
        """Facts asserted by claims, beside `leaf_claim`."""
        return self._column("leaf_fact")  # type: ignore[no-any-return]

    @cached_property
    def leaf_claim(self) -> Ints:
        """The claim that asserts each of `leaf_fact`."""
        return self._column("leaf_claim")  # type: ignore[no-any-return]

    def is_asserted(self, fact: int) -> bool:
        """Whether the background or a claim states a fact."""
        for segment in self.segments:
            for stated in (segment.background_fact, segment.leaf_fact):
                at = int(np.searchsorted(stated, np.int32(fact)))
                if at < len(stated) and stated[at] == fact:
                    return True
        return False

    def fact(self, subject: Term, predicate: Term, obj: Term) -> int | None:
        """The number of a fact, or None when it neither is asserted nor follows."""
        numbers = [self.terms.find(term) for term in (subject, predicate, obj)]
        if any(number is None for number in numbers):
            return None
        s, p, o = (number for number in numbers if number is not None)
        key = pack(np.array([s]), np.array([o]))
        for index in self.indexes:
            found = int(index.relation(~o if p == TYPE else p).find(key)[0])
            if found >= 0:
                return found
        return None

    def numbers_of(self, other: Derivation, facts: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
        """The numbers here of some facts of another derivation, -1 for those that this one does not have."""
        columns = [column[facts].astype(np.int64) for column in (other.subject, other.predicate, other.object)]
        if self.lineage != other.lineage:
            used = np.unique(np.concatenate(columns))
            mapping = np.full(len(other.terms), -1, np.int64)
            for number in used.tolist():
                found = self.terms.find(other.terms.term(number))
                mapping[number] = -1 if found is None else found
            columns = [mapping[column] for column in columns]
        numbers = np.full(len(columns[0]), -1, np.int64)
        known = (columns[0] >= 0) & (columns[1] >= 0) & (columns[2] >= 0)
        places = np.nonzero(known)[0]
        relations = relation_numbers(columns[1], columns[2])[places]
        keys = pack(columns[0], columns[2])[places]
        order = np.argsort(relations, kind="stable")
        distinct, starts = np.unique(relations[order], return_index=True)
        for relation, chosen in zip(distinct.tolist(), np.split(order, starts[1:]), strict=True):
            for index in self.indexes:
                found_here = index.relation(relation).find(keys[chosen])
                numbers[places[chosen]] = np.maximum(numbers[places[chosen]], found_here)
        return numbers

    def spo(self, fact: int) -> tuple[Term, Term, Term]:
        """A fact's three terms; the subject may be a literal (generalised RDF)."""
        first = 0
        for segment in self.segments:
            if fact < first + len(segment.subject):
                at = fact - first
                return (
                    self.terms.term(int(segment.subject[at])),
                    self.terms.term(int(segment.predicate[at])),
                    self.terms.term(int(segment.object[at])),
                )
            first += len(segment.subject)
        raise IndexError(fact)

    def triple(self, fact: int) -> Triple:
        """A fact as a triple. Raises TypeError when its subject is a literal or its predicate no IRI."""
        s, p, o = self.spo(fact)
        return Triple(s, p, o)  # type: ignore[arg-type]

    def relation(self, number: int) -> Relation:
        """All facts of a predicate, or of a class (see `relations`), in every segment."""
        found = self.indexes[0].relation(number)
        for index in self.indexes[1:]:
            found = found.merged(index.relation(number))
        return found

    def inverse(self, number: int) -> Relation:
        """All facts of a relation, sorted by object."""
        whole = EMPTY
        for index, inverse in zip(self.indexes, self.inverses, strict=True):
            part = index.relation(number)
            if len(part):
                kept = inverse.relation(number) if inverse is not None else EMPTY
                whole = whole.merged(kept if len(kept) == len(part) else part.inverted())
        return whole

    def literals_with(self, digest: int) -> list[int]:
        """The literals whose value has this digest (see `datatypes.digest`)."""
        found: list[int] = []
        for segment in self.segments:
            wanted = np.uint64(digest)
            low = int(np.searchsorted(segment.value_hash, wanted))
            high = int(np.searchsorted(segment.value_hash, wanted, side="right"))
            found += segment.value_literal[low:high].tolist()
        return found

    def relation_numbers(self) -> frozenset[int]:
        """The numbers of all relations that have facts."""
        return frozenset(number for index in self.indexes for number in index.relations.tolist())

    # ---------------------------------------------------------------- firings

    @cached_property
    def n_firings(self) -> int:
        """How many rule firings there are."""
        return sum(len(segment.firing_head) for segment in self.segments)

    @cached_property
    def firing_head(self) -> Ints:
        """The fact that each firing concludes, or FALSE."""
        return self._column("firing_head")  # type: ignore[no-any-return]

    @cached_property
    def firing_rule(self) -> Ints:
        """The row of `rules` that each firing applied."""
        return self._column("firing_rule")  # type: ignore[no-any-return]

    @cached_property
    def firing_body(self) -> Ints:
        """The premises of all firings, one behind the other (without the axioms)."""
        return self._column("firing_body")  # type: ignore[no-any-return]

    @cached_property
    def firing_ptr(self) -> NDArray[np.int64]:
        """Firing i has the premises firing_body[firing_ptr[i]:firing_ptr[i + 1]]."""
        if len(self.segments) == 1:
            return self.segments[0].firing_ptr
        parts, offset = [np.zeros(1, np.int64)], 0
        for segment in self.segments:
            parts.append(segment.firing_ptr[1:] + offset)
            offset += int(segment.firing_ptr[-1])
        return np.concatenate(parts)

    @cached_property
    def _firsts(self) -> tuple[int, ...]:
        """The number of each segment's first firing."""
        lengths = [len(segment.firing_head) for segment in self.segments]
        return tuple(int(n) for n in np.cumsum([0, *lengths[:-1]]))

    def firings_of(self, fact: int) -> NDArray[np.int64]:
        """The numbers of the firings that conclude a fact, or FALSE; ascending."""
        found = []
        for first, segment in zip(self._firsts, self.segments, strict=True):
            low, high = np.searchsorted(segment.firing_head, np.array([fact, fact + 1], np.int32))
            found.append(np.arange(first + int(low), first + int(high)))
        return found[0] if len(found) == 1 else np.concatenate(found)

    @cached_property
    def false_firings(self) -> NDArray[np.int64]:
        """The numbers of the firings that found a contradiction."""
        return self.firings_of(FALSE)

    @cached_property
    def false_subject(self) -> Ints:
        """The term that each of `false_firings` is about (the collision's subject), -1 when there is none."""
        return self._column("false_subject")  # type: ignore[no-any-return]

    @cached_property
    def by_head(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Firing numbers ordered by head, and where each fact's begin: order[ptr[f]:ptr[f + 1]]."""
        heads = self.firing_head
        order = (
            np.arange(len(heads), dtype=np.int64)
            if len(self.segments) == 1
            else np.argsort(heads, kind="stable").astype(np.int64)
        )
        return order, np.searchsorted(heads[order], np.arange(self.n_facts + 1, dtype=np.int32))

    def premises(self, firing: int) -> tuple[int, ...]:
        """The instance facts a firing used, without its rule's axioms."""
        at = len(self._firsts) - 1
        while self._firsts[at] > firing:
            at -= 1
        segment, local = self.segments[at], firing - self._firsts[at]
        span = slice(int(segment.firing_ptr[local]), int(segment.firing_ptr[local + 1]))
        return tuple(segment.firing_body[span].tolist())

    def rule(self, firing: int) -> Rule:
        """The row of the rule table that a firing applied."""
        at = len(self._firsts) - 1
        while self._firsts[at] > firing:
            at -= 1
        return self.rules[int(self.segments[at].firing_rule[firing - self._firsts[at]])]

    def body(self, firing: int) -> tuple[int, ...]:
        """Everything a firing rests on: its premises, its rule's axioms, and what told two things apart."""
        rule = self.rule(firing)
        return (*self.premises(firing), *rule.axioms, *rule.difference)

    # ---------------------------------------------------------------- on disk

    def save(self, folder: Path | str) -> None:
        """Write to `folder`. What is already saved there is kept, and only the segments since are added."""
        folder = Path(folder)
        saved = len(self.segments) - 1 if self.folder == folder else 0
        if saved == 0 or not (folder / "manifest.json").exists():
            saved = 0
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        _Store(folder).write(self, saved)
        self.folder = folder

    @classmethod
    def open(cls, folder: Path | str) -> Derivation:
        """Memory-map a saved derivation. Raises InputError when it is missing, damaged, or of another version."""
        try:
            return _Store(Path(folder)).read()
        except (EOFError, FileNotFoundError, KeyError, ValueError) as error:
            raise InputError("the derivation is damaged", path=folder, hint="remove it and build again") from error


class _Store:
    """A folder with a manifest, a base and its deltas."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, derivation: Derivation, saved: int) -> None:
        manifest: dict[str, Any] = self._manifest() if saved else {"parts": []}
        manifest |= {"format": FORMAT, "lineage": derivation.lineage}
        manifest |= {"certain": derivation.certain, "cut": derivation.cut}
        parts: list[dict[str, Any]] = manifest["parts"]
        del parts[saved:]
        terms = sum(part["terms"] for part in parts)
        claims = sum(part["claims"] for part in parts)
        rules = sum(len(part["rules"]) for part in parts)
        for at in range(saved, len(derivation.segments)):
            place = self.folder / f"part-{at}"
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            derivation.segments[at].save(place)
            for name, index in (("index", derivation.indexes[at]), ("inverse", derivation.inverses[at])):
                for field in fields(FactIndex) if index is not None else ():
                    np.save(place / f"{name}.{field.name}.npy", getattr(index, field.name))
            # Terms, claims and rows are only ever appended, so whatever is unsaved goes with the first new part.
            first = at == saved
            if first:
                derivation.terms.save(place, terms)
                np.save(place / "claims.npy", derivation.claims.numbers[claims:])
            parts.append(
                {
                    "terms": len(derivation.terms) - terms if first else 0,
                    "claims": len(derivation.claims) - claims if first else 0,
                    "rules": [[r.name, r.axioms, r.difference] for r in derivation.rules[rules:]] if first else [],
                }
            )
        scratch = self.folder / "manifest.json.new"
        scratch.write_text(json.dumps(manifest), encoding="utf-8")
        scratch.replace(self.folder / "manifest.json")

    def _manifest(self) -> dict[str, Any]:
        path = self.folder / "manifest.json"
        try:
            manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise InputError("no derivation is saved here", path=self.folder, hint="build again") from error
        if manifest.get("format") != FORMAT:
            raise InputError("the derivation is of another version", path=self.folder, hint="build again")
        return manifest

    def read(self) -> Derivation:
        manifest = self._manifest()
        parts = manifest["parts"]
        places = [self.folder / f"part-{at}" for at in range(len(parts))]
        terms = TermTable.open(place for place, part in zip(places, parts, strict=True) if part["terms"])
        claims = [load(place / "claims.npy") for place, part in zip(places, parts, strict=True) if part["claims"]]
        return Derivation(
            terms,
            ClaimNames(terms, np.concatenate([np.empty(0, np.int32), *claims])),
            [Rule(n, tuple(a), tuple(d)) for part in parts for n, a, d in part["rules"]],
            [Segment.open(place) for place in places],
            [_index(place, "index") for place in places],
            inverses=[_index(place, "inverse") if (place / "inverse.keys.npy").exists() else None for place in places],
            certain=manifest["certain"],
            lineage=manifest["lineage"],
            cut=manifest["cut"],
            folder=self.folder,
        )


def _index(place: Path, name: str) -> FactIndex:
    return FactIndex(**{field.name: load(place / f"{name}.{field.name}.npy") for field in fields(FactIndex)})
