"""Why a fact holds, or does not: proofs down to claims, their words, and lines of the reference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from standoff.accounts.words import Spo, Words
from standoff.rdf.terms import BlankNode, NamedNode
from standoff.reasoning.labels import minimise
from standoff.reasoning.lenses import Verdict
from standoff.reasoning.proofs import Proof, prove, prove_contradiction
from standoff.reasoning.supports import Supports, supports

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from standoff.accounts.missing import Missing
    from standoff.model import Claim
    from standoff.reasoning.labels import Label
    from standoff.reasoning.lenses import Lens

__all__ = ["Explainer", "Grounds", "Said", "Step", "Why", "WhyNot"]

_SHOWN: Final = 25


@dataclass(frozen=True, slots=True)
class Said:
    """A claim as a proof cites it: its record, and its words when the text is at hand (before, at, after)."""

    claim: Claim
    words: tuple[str, str, str] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """FACT, which is said by CLAIMS, or stands in the background at PLACE, or follows by RULE from PREMISES."""

    spo: Spo | None
    sentence: str
    rule: str | None = None
    axiom: str = ""
    axiom_place: str | None = None
    premises: tuple[Step, ...] = ()
    claims: tuple[Said, ...] = ()
    is_reference: bool = False
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Grounds:
    """One support of a fact, with its smallest proof."""

    claims: tuple[Claim, ...]
    proof: Step


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What keeps a fact from holding: claims outside the lens, a contradiction, or premises that are missing."""

    reason: str
    outside: tuple[Claim, ...] = ()
    """Claims from which it would follow, but which the lens leaves out (those of one support)."""
    contradiction: Step | None = None
    """A proof that the claims it needs contradict each other."""
    contradicting: tuple[Claim, ...] = ()
    missing: Missing | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """Whether a fact holds through a lens, and why."""

    spo: Spo
    sentence: str
    lens: str
    verdict: Verdict
    disputed: bool
    grounds: tuple[Grounds, ...]
    complete: bool
    """Whether `grounds` are all the supports without contradiction, when all were asked for."""
    why_not: WhyNot | None = None

    @property
    def holds(self) -> bool:
        """Whether it holds; undecided is not holding."""
        return self.verdict is Verdict.HOLDS


class Explainer:
    """Explains facts through one lens, with the claims' records, labels, and where things are written."""

    def __init__(
        self,
        lens: Lens,
        lens_name: str,
        words: Words,
        claims: Mapping[NamedNode, Claim],
        locate: Callable[[Spo], tuple[Path, int | None] | None],
        excerpt: Callable[[Claim], tuple[str, str, str] | None] = lambda claim: None,
    ) -> None:
        self.lens = lens
        self.lens_name = lens_name
        self.words = words
        self._claims = claims
        self._locate = locate
        self._excerpt = excerpt
        self._derivation = lens.reasons.derivation
        self._said: dict[NamedNode, Said] = {}
        self.leaves_out_disputed = False
        """Whether the lens is one for undisputed facts."""
        self.also_needed: Callable[[int], str | None] = lambda fact: None
        """What more a lens asks of a fact than a support: says what is lacking."""

    # -- why ---------------------------------------------------------------------------------------------

    def why(
        self, spo: Spo, *, every: bool = False, limit: int = _SHOWN, within: Iterable[NamedNode] | None = None
    ) -> Why:
        """Explain a fact by its smallest support, or with `every` by each of up to `limit`.

        With `within`, by a support inside these claims, if there is one.
        """
        fact = self._derivation.fact(*spo)
        sentence = self.words.fact(spo)
        if fact is None:
            return Why(spo, sentence, self.lens_name, Verdict.DOES_NOT_HOLD, False, (), True, self._not_derived(spo))
        answer = self.lens.holds(fact)
        if not answer:
            why_not = self._why_not(spo, fact, answer.verdict, answer.reason)
            return Why(spo, sentence, self.lens_name, answer.verdict, False, (), True, why_not)
        lacking = self.also_needed(fact)
        if lacking is not None:
            return Why(spo, sentence, self.lens_name, Verdict.DOES_NOT_HOLD, False, (), True, WhyNot(lacking))
        found = self.lens.supports((fact,), limit if every else 1)
        if within is not None:
            found = self._inside(fact, within) or found
        grounds = tuple(self._grounds(fact, support) for support in found.sets)
        return Why(spo, sentence, self.lens_name, answer.verdict, answer.disputed, grounds, found.complete)

    def _inside(self, fact: int, within: Iterable[NamedNode]) -> Supports | None:
        names = set(within)
        numbers = [number for number, claim in enumerate(self._derivation.claims) if claim in names]
        found = supports(self.lens.reasons, fact, 1, mask=self.lens.reasons.mask(numbers) & self.lens.mask)
        return found if found and self.lens.contradictions.clean(found.sets[0]) else None

    def _grounds(self, fact: int, support: Label) -> Grounds:
        proof = prove(self.lens.reasons, fact, support)
        assert proof is not None, "a support derives its fact"
        return Grounds(self.records(support), self.step(proof))

    def records(self, claims: Iterable[int]) -> tuple[Claim, ...]:
        """The records of some claims, in the derivation's order."""
        return tuple(self.record(self._derivation.claims[claim]) for claim in sorted(claims))

    def record(self, claim: NamedNode) -> Claim:
        """What is known about a claim; just its name when nothing is."""
        from standoff.model import Claim

        return self._claims.get(claim) or Claim(claim)

    def said(self, claim: NamedNode) -> Said:
        """A claim with its words."""
        if claim not in self._said:
            record = self.record(claim)
            self._said[claim] = Said(record, self._excerpt(record))
        return self._said[claim]

    def step(self, proof: Proof) -> Step:
        """A proof in words."""
        done: dict[int, Step] = {}
        for part in proof.steps():
            done[part.fact] = self._step(part, done)
        return done[proof.fact]

    def _step(self, proof: Proof, done: Mapping[int, Step]) -> Step:
        sentence = "contradiction" if proof.triple is None else self.words.fact(proof.triple)
        if proof.rule is None:
            return Step(
                proof.triple,
                sentence,
                claims=tuple(self.said(claim) for claim in proof.claims),
                is_reference=proof.background,
                place=self.place(proof.triple) if proof.background and proof.triple is not None else None,
            )
        axioms = [axiom.triple for axiom in proof.axioms if axiom.triple is not None]
        return Step(
            proof.triple,
            sentence,
            rule=proof.rule,
            axiom=self.words.rule(proof.rule, axioms),
            axiom_place=next((found for axiom in proof.axioms if (found := self._axiom_place(axiom))), None),
            premises=(
                *(done[part.fact] for part in proof.premises),
                *(done[part.fact] for part in proof.axioms if not part.is_leaf or part.claims),
            ),
        )

    def _axiom_place(self, axiom: Proof) -> str | None:
        return self.place(axiom.triple) if axiom.background and axiom.triple is not None else None

    def place(self, spo: Spo) -> str | None:
        """`file:line` of a background statement."""
        if isinstance(spo[0], BlankNode):
            return None
        found = self._locate(spo)
        if found is None:
            return None
        path, line = found
        return f"{path}:{line}" if line is not None else str(path)

    # -- why not -----------------------------------------------------------------------------------------

    def _not_derived(self, spo: Spo) -> WhyNot:
        from standoff.accounts.missing import nearest

        missing = nearest(self.lens, spo)
        if missing is None:
            return WhyNot("nobody says so, and no rule that could conclude it comes near")
        return WhyNot("nobody says so, and no rule concludes it", missing=missing)

    def _why_not(self, spo: Spo, fact: int, verdict: Verdict, reason: str) -> WhyNot:
        lens = self.lens
        reasons, contradictions = lens.reasons, lens.contradictions
        if contradictions.background is not None:
            proof = prove_contradiction(reasons, (), contradictions.background)
            return WhyNot(reason, contradiction=None if proof is None else self.step(proof))
        if not lens.possible[fact]:
            found = supports(reasons, fact, 1, mask=lens.trusted)
            if not found:
                return WhyNot("follows from no trusted claim")
            outside = [claim for claim in sorted(found.sets[0]) if not lens.mask[claim]]
            contested = contradictions.contested_within(lens.trusted).claims if self.leaves_out_disputed else ()
            if any(claim in contested for claim in outside):
                told = "follows only with claims in contradictions, which this lens leaves out (standoff contested)"
                return WhyNot(told, outside=self.records(outside))
            return WhyNot("follows only with claims that this lens leaves out", outside=self.records(outside))
        found = supports(reasons, fact, 1, mask=lens.mask)
        if not found:
            return WhyNot(reason)
        broken = found.sets[0]
        if verdict is Verdict.UNDECIDED and contradictions.clean(broken):
            return WhyNot(reason)
        least = minimise(contradictions.contains, broken)
        proof = prove_contradiction(reasons, least)
        return WhyNot(
            reason,
            contradiction=None if proof is None else self.step(proof),
            contradicting=self.records(least),
        )
