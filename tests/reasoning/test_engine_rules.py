"""Single rules, by small cases: literals, identity against the background, our own two rules, the schema's oddities."""

from __future__ import annotations

import pytest
from ontologies import triples
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from standoff.reasoning import Derivation, derive

PREFIXES = """
@prefix : <https://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix st: <https://w3id.org/standoff/ontology#> .
"""


def derived(background: str, claims: str = "") -> Derivation:
    """A derivation from Turtle and TriG."""
    said = [
        (quad.graph_name, quad.triple)
        for quad in parse(PREFIXES + claims, RdfFormat.TRIG)
        if isinstance(quad.graph_name, NamedNode)
    ]
    return derive((quad.triple for quad in parse(PREFIXES + background, RdfFormat.TURTLE)), said)


def holds(derivation: Derivation, text: str) -> bool:
    """Whether a triple in Turtle is a fact."""
    [triple] = [quad.triple for quad in parse(PREFIXES + text, RdfFormat.TURTLE)]
    return derivation.fact(triple.subject, triple.predicate, triple.object) is not None


def collisions(derivation: Derivation) -> list[tuple[str, str]]:
    """The rule and subject of each contradiction."""
    return [
        (derivation.rule(firing).name, str(derivation.terms.term(int(subject))) if subject >= 0 else "")
        for firing, subject in zip(derivation.false_firings.tolist(), derivation.false_subject.tolist(), strict=True)
    ]


DIFFERENT = "[] a owl:AllDifferent ; owl:members ( :armenia :azerbaijan :turkey ) ."
DIFFERENT += " :openedBy a owl:FunctionalProperty ."
BLAME = ":c1 { :outbreak :openedBy :armenia } :c2 { :outbreak :openedBy :azerbaijan }"


def test_an_identity_against_the_background_is_a_contradiction_and_merges_nothing() -> None:
    derivation = derived(DIFFERENT + " :armenia :p :x .", BLAME)
    assert collisions(derivation) == [("prp-fp", "<https://example.org/outbreak>")]
    assert not holds(derivation, ":armenia owl:sameAs :azerbaijan .")
    assert not holds(derivation, ":azerbaijan :p :x .")
    [firing] = derivation.false_firings.tolist()
    assert len(derivation.premises(firing)) == 2
    assert len(derivation.rule(firing).difference) == 8  # the type, the list's head, and two facts a member


@pytest.mark.parametrize(
    "background", [DIFFERENT, ":armenia owl:differentFrom :azerbaijan .", ":azerbaijan owl:differentFrom :armenia ."]
)
def test_a_claimed_identity_against_the_background_is_its_own_contradiction(background: str) -> None:
    derivation = derived(background + " :armenia :p :x .", ":c { :armenia owl:sameAs :azerbaijan }")
    assert [name.startswith("eq-diff") for name, _ in collisions(derivation)] == [True]
    assert holds(derivation, ":armenia owl:sameAs :azerbaijan .")
    assert not holds(derivation, ":azerbaijan :p :x .")


def test_a_difference_that_only_a_claim_states_does_not_forbid_an_identity() -> None:
    derivation = derived("", ":c1 { :a owl:sameAs :b . :a :p :x } :c2 { :a owl:differentFrom :b }")
    assert holds(derivation, ":b :p :x .")
    assert "eq-diff1" in {name for name, _ in collisions(derivation)}


def test_a_difference_that_the_background_derives_forbids_an_identity_used_before_it_was_known() -> None:
    background = ":differs rdfs:subPropertyOf owl:differentFrom . :a :p :x ; owl:sameAs :b ; :differs :b . :x :q :y ."
    derivation = derived(background)
    assert not holds(derivation, ":b :p :x .")
    assert collisions(derivation)


def test_events_may_be_found_identical_by_a_key() -> None:
    derivation = derived(
        ":Event owl:hasKey ( :day :place ) .",
        """:c1 { :e1 a :Event ; :day "2020-09-27"^^xsd:date ; :place :goris ; :p :x }
           :c2 { :e2 a :Event ; :day "2020-09-27"^^xsd:date ; :place :goris }
           :c3 { :e3 a :Event ; :day "2020-09-28"^^xsd:date ; :place :goris }""",
    )
    assert holds(derivation, ":e2 :p :x .")
    assert not holds(derivation, ":e3 :p :x .")


LITERALS = [
    ("1", '"01"^^xsd:integer', True),
    ("1", "1.0", True),
    ("1", "2", False),
    ('"a"', '"a"@en', False),
    ('"1"^^xsd:float', '"1"^^xsd:double', False),
    ('"2020-01-01T12:00:00Z"^^xsd:dateTime', '"2020-01-01T14:00:00+02:00"^^xsd:dateTime', True),
    ('"true"^^xsd:boolean', '"1"^^xsd:boolean', True),
    ('"x"^^:unknown', '"y"^^:unknown', True),
]


@pytest.mark.parametrize(("one", "other", "agree"), LITERALS)
def test_two_values_of_a_functional_property_collide_when_they_are_not_equal(one: str, other: str, agree: bool) -> None:
    derivation = derived(":f a owl:FunctionalProperty .", f":c1 {{ :x :f {one} }} :c2 {{ :x :f {other} }}")
    assert [name for name, _ in collisions(derivation)] == ([] if agree else ["prp-fp"])


def test_equal_literals_stand_for_each_other() -> None:
    assert holds(derived(":a :n 1 . :b :n 1.0 ."), ":a :n 1.0 .")


def test_a_value_outside_its_range_is_a_contradiction() -> None:
    derivation = derived(":n rdfs:range xsd:nonNegativeInteger .", ":c1 { :x :n -1 } :c2 { :x :n 1 }")
    assert [name for name, _ in collisions(derivation)] == ["dt-not-type"]


def test_an_ill_typed_literal_is_a_contradiction_about_its_subject() -> None:
    assert collisions(derived("", ':c { :x :n "abc"^^xsd:integer }')) == [("dt-not-type", "<https://example.org/x>")]


def test_a_definition_by_a_datatype_classifies() -> None:
    derivation = derived(
        "[ a owl:Restriction ; owl:onProperty :n ; owl:someValuesFrom xsd:integer ] rdfs:subClassOf :Counted .",
        ':c { :x :n 5 . :y :n "five" }',
    )
    assert holds(derivation, ":x a :Counted .")
    assert not holds(derivation, ":y a :Counted .")


def report(name: str, counts: str, day: str = "2020-10-01", event: str = ":war") -> str:
    return (
        f":{name} {{ :{name} st:reportsOn {event} ; st:countedAmong :armenia ; st:outcome st:Killed ;"
        f' st:asOf "{day}"^^xsd:date ; {counts} . }}'
    )


TOLLS = [
    ("st:exactCount 5", "st:exactCount 6", True),
    ("st:exactCount 5", "st:exactCount 5", False),
    ("st:minimumCount 6500", "st:exactCount 6000", True),
    ("st:minimumCount 6500", "st:exactCount 7000", False),
    ("st:minimumCount 10", "st:maximumCount 9", True),
    ("st:maximumCount 9", "st:exactCount 9", False),
    ("st:approximateCount 2000", "st:exactCount 6000", False),
    ('st:exactCount "5"^^xsd:integer', 'st:exactCount "05"^^xsd:nonNegativeInteger', False),
]


@pytest.mark.parametrize(("one", "other", "collide"), TOLLS)
def test_two_tolls_collide_only_when_their_bounds_exclude_each_other(one: str, other: str, collide: bool) -> None:
    derivation = derived("", report("r1", one) + report("r2", other))
    assert collisions(derivation) == ([("st-bounds", "<https://example.org/war>")] if collide else [])


def test_a_rising_toll_is_no_contradiction() -> None:
    derivation = derived("", report("r1", "st:exactCount 5") + report("r2", "st:exactCount 60", day="2020-10-05"))
    assert not collisions(derivation)


def test_tolls_of_different_sides_or_events_do_not_collide() -> None:
    other = report("r2", "st:exactCount 60").replace(":armenia", ":azerbaijan")
    elsewhere = report("r3", "st:exactCount 70", event=":other")
    assert not collisions(derived("", report("r1", "st:exactCount 5") + other + elsewhere))


def test_one_report_with_a_minimum_above_its_maximum_contradicts_itself() -> None:
    derivation = derived("", report("r", "st:minimumCount 7 ; st:maximumCount 3"))
    [firing] = derivation.false_firings.tolist()
    assert len(derivation.premises(firing)) == len(set(derivation.premises(firing))) == 6


DATES = [
    ('"2020"^^xsd:gYear', '"2020-09-27"^^xsd:date', False),
    ('"2020"^^xsd:gYear', '"2021-01-01"^^xsd:date', True),
    ('"2020-09"^^xsd:gYearMonth', '"2020-09-27T08:03:00"^^xsd:dateTime', False),
    ('"2020-09-27"^^xsd:date', '"2020-09-28"^^xsd:date', True),
    ('"2020-09-27"^^xsd:date', '"2020-09-28Z"^^xsd:date', False),
    ('"2020-09-27"^^xsd:date', '"2020-09-29Z"^^xsd:date', True),
    ('"2020-09-27"^^xsd:date', '"a while ago"', False),
]


@pytest.mark.parametrize(("one", "other", "collide"), DATES)
def test_two_dates_collide_only_when_no_instant_is_in_both(one: str, other: str, collide: bool) -> None:
    derivation = derived(":began a st:IntervalProperty .", f":c1 {{ :war :began {one} }} :c2 {{ :war :began {other} }}")
    assert collisions(derivation) == ([("st-interval", "<https://example.org/war>")] if collide else [])


def test_a_denial_collides_with_what_it_denies_and_with_nothing_else() -> None:
    denial = "owl:sourceIndividual :a ; owl:assertionProperty :shelled ; owl:targetIndividual :goris ."
    derivation = derived(
        ":shelled rdfs:subPropertyOf :attacked .",
        f":c1 {{ :n a owl:NegativePropertyAssertion ; {denial} }}"
        ":c2 { :a :shelled :goris } :c3 { :a :attacked :goris }",
    )
    assert collisions(derivation) == [("prp-npa1", "<https://example.org/a>")]


SELF_REFERENCE = [
    ":p owl:propertyChainAxiom ( :p :p ) . :p owl:propertyChainAxiom ( :p :p :p ) . :a :p :a , :b . :b :p :a .",
    ":C owl:intersectionOf ( :C :C ) . :a a :C .",
    ":C owl:someValuesFrom :C ; owl:onProperty :p ; owl:equivalentClass :C . :a :p :a ; a :C .",
    ":l rdf:first :C ; rdf:rest :l . :D owl:unionOf :l . :a a :C .",
    "rdfs:subClassOf rdfs:subPropertyOf rdfs:subClassOf . rdf:type rdfs:subPropertyOf :is . :a a :C .",
    "owl:sameAs owl:sameAs :same . :a :same :b . :b owl:sameAs :c .",
    ":p owl:inverseOf :p ; a owl:FunctionalProperty , owl:InverseFunctionalProperty . :a :p :a , :b , :c .",
]


@pytest.mark.parametrize("background", SELF_REFERENCE)
def test_self_reference_ends(background: str) -> None:
    assert derived(background).n_facts > 0


def test_an_axiom_that_is_derived_during_the_run_is_put_to_use() -> None:
    background = ":isKindOf rdfs:subPropertyOf rdfs:subClassOf . :A :isKindOf :B . :a a :A ."
    assert holds(derived(background), ":a a :B .")


def test_an_axiom_that_rests_on_a_claim_makes_what_follows_from_it_rest_on_the_claim() -> None:
    derivation = derived(":A rdfs:subClassOf :B . :a a :X .", ":c { :X owl:sameAs :A }")
    [triple] = triples(":a a :B .")
    fact = derivation.fact(triple.subject, triple.predicate, triple.object)
    assert fact is not None

    def rests_on_the_claim(fact: int, seen: frozenset[int]) -> bool:
        if fact in derivation.leaf_fact:
            return True
        firings = [f for f in derivation.firings_of(fact).tolist() if not seen & set(derivation.body(f))]
        if derivation.background[fact] or not firings:
            return False
        return all(any(rests_on_the_claim(b, seen | {fact}) for b in derivation.body(f)) for f in firings)

    assert rests_on_the_claim(fact, frozenset())


def test_what_lies_outside_owl_2_rl_is_said() -> None:
    derivation = derived(
        ":C rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:minCardinality 2 ] ."
        ":D rdfs:subClassOf [ owl:unionOf ( :C :E ) ] . :F owl:oneOf :broken ."
    )
    assert derivation.report is not None
    told = "\n".join(derivation.report.skipped)
    assert "owl:minCardinality (1 time)" in told
    assert "owl:unionOf as a superclass" in told
    assert "broken" in told


def test_many_identical_things_keep_all_their_facts() -> None:
    said = "".join(f":c{n} {{ :i{n} owl:sameAs :i{n + 1} }}" for n in range(40))
    derivation = derived(":i0 :p :x .", said)
    assert all(holds(derivation, f":i{n} :p :x .") for n in range(41))
    assert not derivation.cut


def test_beyond_the_limit_reasons_are_left_out_and_the_derivation_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from standoff.reasoning import fixpoint

    monkeypatch.setattr(fixpoint, "EQUALITY_LIMIT", 100)
    said = "".join(f":c{n} {{ :i{n} owl:sameAs :i{n + 1} }}" for n in range(20))
    derivation = derived(":i0 :p :x .", said)
    assert all(holds(derivation, f":i{n} :p :x .") for n in range(21))
    assert derivation.cut
    assert derivation.report is not None and derivation.report.cut


def test_triples_may_be_told_as_triples_or_quads() -> None:
    [triple] = triples(":a :p :b .")
    assert isinstance(triple, Triple)
    assert derive([triple]).n_facts == 1
