"""Explanations as text: a tree for the terminal, nested lists in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from standoff.rdf.terms import NamedNode

if TYPE_CHECKING:
    from standoff.accounts.why import Said, Step, Why, WhyNot
    from standoff.accounts.words import Words
    from standoff.model import Claim

__all__ = ["Teller", "Writer"]

Writer = Callable[[str], str]


class Teller:
    """Tells explanations in lines of text."""

    def __init__(self, words: Words, label: Callable[[NamedNode], str], *, mark: tuple[str, str] = ("«", "»")) -> None:
        self._words = words
        self._label = label
        self._mark = mark

    # -- claims ------------------------------------------------------------------------------------------

    def claim(self, claim: Claim) -> str:
        """A claim in one line: its name, what it says, who says so, through whom, and where."""
        who = "nobody named"
        if claim.is_narration:
            who = "the article itself"
        elif claim.speaker is not None:
            who = self._label(claim.speaker)
        through = ", ".join(self._label(relay) for relay in claim.relays)
        where = claim.article.value.rstrip("/").rsplit("/", 1)[-1] if claim.article is not None else ""
        anchors = "; ".join(str(anchor) for anchor in claim.anchors)
        parts = [f"{claim.name}: {claim.description or 'no description'}", f"says {who}"]
        if through:
            parts.append(f"through {through}")
        if where:
            parts.append(f"in {where}" + (f", {anchors}" if anchors else ""))
        return " - ".join(parts)

    def said(self, said: Said) -> Iterator[str]:
        """A claim, and its words where the text is at hand."""
        yield self.claim(said.claim)
        if said.words is not None:
            before, at, after = said.words
            yield f"“{before}{self._mark[0]}{at}{self._mark[1]}{after}”"

    # -- why ---------------------------------------------------------------------------------------------

    def why(self, why: Why) -> Iterator[str]:
        """An explanation as a tree."""
        yield f"{why.sentence}: {self.verdict(why)}"
        if why.why_not is not None:
            yield from self.why_not(why.why_not)
            return
        for number, grounds in enumerate(why.grounds, 1):
            if len(why.grounds) > 1:
                yield ""
                yield f"Support {number} of {len(why.grounds)}{'' if why.complete else ' shown'}: " + (
                    ", ".join(claim.name for claim in grounds.claims) or "the reference alone"
                )
            yield from self.tree(grounds.proof)
        if not why.complete and len(why.grounds) > 1:
            yield ""
            yield "There are more supports than shown."

    def verdict(self, why: Why) -> str:
        """The verdict in words."""
        through = f" ({why.lens})" if why.lens else ""
        return why.verdict.value + (", disputed" if why.disputed else "") + through

    def tree(self, step: Step, *, head: bool = True) -> Iterator[str]:
        """A proof as a tree, the conclusion first."""
        yield from self._branch(step, "", "", head=head)

    def _branch(self, step: Step, first: str, rest: str, *, head: bool = False) -> Iterator[str]:
        place = f" ({step.place})" if step.place else ""
        reference = f" - reference{place}" if step.is_reference else ""
        yield f"{first}{step.sentence}{reference}"
        if step.rule is not None:
            where = f" ({step.axiom_place})" if step.axiom_place else ""
            yield f"{rest}  by {step.rule}" + (f": {step.axiom}" if step.axiom else "") + where
        for said in step.claims:
            for place_, line in enumerate(self.said(said)):
                yield f"{rest}  {'' if place_ else '> '}{'  ' if place_ else ''}{line}"
        for number, premise in enumerate(step.premises):
            last = number == len(step.premises) - 1
            yield from self._branch(premise, f"{rest}{'└─ ' if last else '├─ '}", f"{rest}{'   ' if last else '│  '}")

    def why_not(self, why_not: WhyNot) -> Iterator[str]:
        """What keeps a fact from holding."""
        yield f"  {why_not.reason}"
        for claim in why_not.outside:
            yield f"  left out: {self.claim(claim)}"
        if why_not.contradicting:
            yield "  These claims cannot all be true:"
            yield from (f"  > {self.claim(claim)}" for claim in why_not.contradicting)
        if why_not.contradiction is not None:
            yield from ("  " + line for line in self.tree(why_not.contradiction))
        if why_not.missing is not None:
            missing = why_not.missing
            axiom = self._words.rule(missing.rule, missing.axioms)
            rules = ", then ".join((missing.rule, *reversed(missing.then)))
            yield f"  It would follow by {rules}" + (f" ({axiom})" if axiom else "")
            yield from (f"    given: {self._words.fact(spo)}" for spo in missing.present)
            for subject, predicate, value in missing.lacking:
                names = [
                    "something" if term is None else self._words.term(term) for term in (subject, predicate, value)
                ]
                is_type = predicate is not None and predicate == _TYPE
                yield "    missing: " + (f"{names[0]} is a {names[2]}" if is_type else " ".join(names))

    # -- Markdown ------------------------------------------------------------------------------------------

    def markdown(self, why: Why) -> Iterator[str]:
        """An explanation as Markdown."""
        yield f"**{why.sentence}**: {self.verdict(why)}"
        yield ""
        if why.why_not is not None:
            yield from (f"- {line.strip()}" for line in self.why_not(why.why_not))
            return
        for number, grounds in enumerate(why.grounds, 1):
            if len(why.grounds) > 1:
                yield f"### Support {number}"
                yield ""
            yield from self._items(grounds.proof, 0)
            yield ""
        if not why.complete and len(why.grounds) > 1:
            yield "There are more supports than shown."

    def _items(self, step: Step, depth: int) -> Iterator[str]:
        indent = "  " * depth
        reference = f" (reference{', `' + step.place + '`' if step.place else ''})" if step.is_reference else ""
        rule = ""
        if step.rule is not None:
            rule = f", by `{step.rule}`" + (f": {step.axiom}" if step.axiom else "")
        yield f"{indent}- {step.sentence}{reference}{rule}"
        for said in step.claims:
            line, *words = self.said(said)
            yield f"{indent}  - {line}"
            yield from (f"{indent}    > {text}" for text in words)
        for premise in step.premises:
            yield from self._items(premise, depth + 1)


_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
