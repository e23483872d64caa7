"""Facts, axioms and rules in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from standoff.rdf.terms import OWL, RDF, RDFS, BlankNode, Literal, NamedNode, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from standoff.reasoning.derivation import Derivation

__all__ = ["Spo", "Words"]

Spo = tuple[Term, Term, Term]

_TEMPLATES: Final = {
    "prp-dom": "only {1.o:a} can stand before “{1.s}”",
    "prp-rng": "only {1.o:a} can stand after “{1.s}”",
    "prp-fp": "“{1.s}” has one value at most",
    "prp-ifp": "“{1.s}” is true of one thing at most for each value",
    "prp-irp": "nothing “{1.s}” itself",
    "prp-symp": "“{1.s}” holds in both directions",
    "prp-asyp": "“{1.s}” never holds in both directions",
    "prp-trp": "“{1.s}” passes on from one to the next",
    "prp-spo1": "“{1.s}” implies “{1.o}”",
    "prp-spo2": "{list:then} gives “{1.s}”",
    "prp-eqp1": "“{1.s}” and “{1.o}” mean the same",
    "prp-eqp2": "“{1.s}” and “{1.o}” mean the same",
    "prp-pdw": "“{1.s}” and “{1.o}” exclude each other",
    "prp-adp": "{list:and} exclude each other",
    "prp-inv1": "“{1.o}” is “{1.s}” read backwards",
    "prp-inv2": "“{1.o}” is “{1.s}” read backwards",
    "prp-key": "{1.s:a} is known by {list:and}",
    "prp-npa1": "what is denied cannot also be so",
    "prp-npa2": "what is denied cannot also be so",
    "cls-nothing2": "nothing is in the empty class",
    "cls-int1": "what is {classes:and} is {1.s:a}",
    "cls-int2": "{1.s:a} is {classes:and}",
    "cls-uni": "what is {classes:or} is {1.s:a}",
    "cls-oo": "{1.s} is one of a list",
    "cls-com": "nothing is both {1.s:a} and {1.o:a}",
    "cls-svf1": "what “{on}” some {of} is {restriction:a}",
    "cls-svf2": "what “{on}” anything is {restriction:a}",
    "cls-avf": "what {restriction:a} “{on}” is {of:a}",
    "cls-hv1": "{restriction:a} “{on}” {of}",
    "cls-hv2": "what “{on}” {of} is {restriction:a}",
    "cls-maxc1": "{restriction:a} “{on}” nothing",
    "cls-maxc2": "{restriction:a} “{on}” one thing at most",
    "cls-maxqc1": "{restriction:a} “{on}” none of a kind",
    "cls-maxqc2": "{restriction:a} “{on}” nothing",
    "cls-maxqc3": "{restriction:a} “{on}” one of a kind at most",
    "cls-maxqc4": "{restriction:a} “{on}” one thing at most",
    "cax-sco": "{1.s:every} is {1.o:a}",
    "cax-eqc1": "{1.s:a} is the same as {1.o:a}",
    "cax-eqc2": "{1.s:a} is the same as {1.o:a}",
    "cax-dw": "nothing is both {1.s:a} and {1.o:a}",
    "cax-adc": "nothing is two of {classes:and}",
    "eq-sym": "identity holds in both directions",
    "eq-trans": "identity passes on",
    "eq-rep-s": "what is said of one is said of the same under its other name",
    "eq-rep-p": "what is said with one property is said with the same under its other name",
    "eq-rep-o": "what is said with one value is said with the same under its other name",
    "eq-diff1": "what differs is not the same",
    "eq-diff2": "all of a list are different things",
    "eq-diff3": "all of a list are different things",
    "dt-not-type": "the value is none of its datatype",
    "st-bounds": "two counts of one thing at one time must be able to agree",
    "st-interval": "two dates of “{1.s}” must be able to agree",
}
"""What a rule says once its axioms are filled in; {1.s} is the subject of the first axiom."""


class Words:
    """Puts facts, axioms and rules into words, with the labels of a knowledge base."""

    def __init__(self, label: Callable[[NamedNode], str], derivation: Derivation) -> None:
        self._label = label
        self._derivation = derivation

    # -- terms and facts -------------------------------------------------------------------------------

    def term(self, term: Term) -> str:
        """A term's label, a literal's text, or a class expression in words."""
        if isinstance(term, NamedNode):
            return self._label(term)
        if isinstance(term, Literal):
            return term.value
        if isinstance(term, BlankNode):
            return self._expression(term)
        return str(term)

    def fact(self, spo: Spo) -> str:
        """A fact as a sentence."""
        subject, predicate, value = spo
        if predicate == RDF["type"]:
            return f"{self.term(subject)} is {_article(self.term(value))}"
        if predicate == OWL["sameAs"]:
            return f"{self.term(subject)} is the same as {self.term(value)}"
        if predicate == OWL["differentFrom"]:
            return f"{self.term(subject)} is not the same as {self.term(value)}"
        if predicate == RDFS["subClassOf"]:
            return f"every {self.term(subject)} is {_article(self.term(value))}"
        return f"{self.term(subject)} {self.term(predicate)} {self.term(value)}"

    def facts(self, facts: Sequence[Spo]) -> str:
        """Several facts that make up one position: a denial is told as one."""
        denied = self._denial(facts)
        if denied is not None or len(facts) < 2:
            return denied or "".join(self.fact(spo) for spo in facts)
        if len({subject for subject, _, _ in facts}) > 1:
            return "; ".join(self.fact(spo) for spo in facts)
        name = self.term(facts[0][0])
        return f"{name}: " + ", ".join(self.fact(spo).removeprefix(name).strip() for spo in facts)

    def _denial(self, facts: Sequence[Spo]) -> str | None:
        parts = {predicate: value for _, predicate, value in facts}
        value = parts.get(OWL["targetIndividual"]) or parts.get(OWL["targetValue"])
        source, prop = parts.get(OWL["sourceIndividual"]), parts.get(OWL["assertionProperty"])
        if source is None or prop is None or value is None:
            return None
        return f"it is denied that {self.term(source)} {self.term(prop)} {self.term(value)}"

    def _expression(self, node: BlankNode) -> str:
        """A class expression, one level deep."""
        about = self._about(node)
        on = about.get(OWL["onProperty"])
        if on is not None:
            verb = self.term(on)
            for predicate, form in (
                (OWL["someValuesFrom"], "something that {} some {}"),
                (OWL["allValuesFrom"], "something that {} only {}"),
                (OWL["hasValue"], "something that {} {}"),
            ):
                if predicate in about:
                    of = about[predicate]
                    if of == OWL["Thing"]:
                        return f"something that {verb} anything"
                    return form.format(verb, self.term(of))
            return f"something limited in what it {verb}"
        for predicate, word in ((OWL["unionOf"], " or "), (OWL["intersectionOf"], " and ")):
            if predicate in about:
                return word.join(self.term(member) for member in self._members(about[predicate])) or "something"
        if OWL["complementOf"] in about:
            return f"anything but {_article(self.term(about[OWL['complementOf']]))}"
        return "something described in the ontology"

    def _about(self, node: Term) -> dict[Term, Term]:
        derivation = self._derivation
        number = derivation.terms.find(node)
        if number is None:
            return {}
        found: dict[Term, Term] = {}
        for fact in np.flatnonzero(np.asarray(derivation.subject) == number).tolist():
            _, predicate, value = derivation.spo(fact)
            found.setdefault(predicate, value)
        return found

    def _members(self, node: Term) -> list[Term]:
        members: list[Term] = []
        for _ in range(100):
            about = self._about(node)
            if RDF["first"] not in about:
                break
            members.append(about[RDF["first"]])
            node = about.get(RDF["rest"], RDF["nil"])
        return members

    # -- rules -------------------------------------------------------------------------------------------

    def rule(self, name: str, axioms: Sequence[Spo]) -> str:
        """What a rule with its axioms says, in one clause; empty when there is nothing to add to its name."""
        template = _TEMPLATES.get(name)
        if template is None:
            return "; ".join(self.fact(axiom) for axiom in axioms if isinstance(axiom[0], NamedNode))
        found = template
        for place, text in self._slots(axioms).items():
            found = found.replace("{" + place + "}", text)
        return found if "{" not in found else "; ".join(self.fact(axiom) for axiom in axioms)

    def _slots(self, axioms: Sequence[Spo]) -> dict[str, str]:
        slots: dict[str, str] = {}
        members = [value for _, predicate, value in axioms if predicate == RDF["first"]]
        if axioms:
            subject, _, value = axioms[0]
            for place, term in (("1.s", subject), ("1.o", value)):
                text = self.term(term)
                slots |= {place: text, f"{place}:a": _article(text), f"{place}:every": _every(text, term)}
        if members:
            names = [self.term(member) for member in members]
            slots["list:then"] = ", then ".join(f"“{name}”" for name in names)
            slots["list:and"] = " and ".join(f"“{name}”" for name in names)
            slots["classes:and"] = " and ".join(_article(name) for name in names)
            slots["classes:or"] = " or ".join(_article(name) for name in names)
        for subject, predicate, value in axioms:
            if predicate == OWL["onProperty"]:
                text = self.term(subject) if isinstance(subject, NamedNode) else "such a thing"
                slots["on"] = self.term(value)
                slots["restriction:a"] = _article(text) if isinstance(subject, NamedNode) else text
            elif predicate in (OWL["someValuesFrom"], OWL["allValuesFrom"], OWL["hasValue"]):
                slots |= {"of": self.term(value), "of:a": _article(self.term(value))}
        return slots


def _article(noun: str) -> str:
    """A noun with its article, unless it stands for an expression."""
    if noun.startswith(("something", "anything", "such a")):
        return noun
    return f"an {noun}" if noun[:1].lower() in "aeiou" else f"a {noun}"


def _every(noun: str, term: Term) -> str:
    return f"every {noun}" if isinstance(term, NamedNode) else noun
