"""Lenses: whose claims count, by the background alone; and corroboration."""

from __future__ import annotations

import numpy as np
import pytest
import strait
from strait import SPEAKERS, node

from standoff.model import Claim, Lens
from standoff.rdf.terms import NamedNode, Triple
from standoff.reasoning import derive
from standoff.reasoning.contradictions import Contradictions
from standoff.reasoning.corroboration import corroborated, independent
from standoff.reasoning.lenses import Lens as ReasoningLens
from standoff.reasoning.periods import period
from standoff.reasoning.reasons import Reasons
from standoff.reasoning.selection import Selection, select
from standoff.reasoning.voices import Voices

ARTICLE = NamedNode("https://example.org/article/strait")


def records(issued: str | None = "2020-10-10") -> dict[NamedNode, Claim]:
    """What is known about the claims of the strait, all published on one day."""
    found = {}
    for name, speaker in SPEAKERS.items():
        iri = NamedNode(strait.CLAIMS + name)
        who = NamedNode(ARTICLE.value + "#narrator") if speaker == "narrator" else node(speaker)
        found[iri] = Claim(iri, who, ARTICLE, issued=issued)
    return found


def chosen(selection: Selection) -> set[str]:
    """The claims chosen, by name."""
    return set(strait.names(frozenset(selection.mask.nonzero()[0].tolist())))


def through(lens: Lens, issued: str | None = "2020-10-10") -> Selection:
    """What a lens chooses of the strait's claims."""
    return select(lens, strait.derivation().claims, records(issued), Voices(strait.reasons()))


def said_by(*speakers: str) -> set[str]:
    return {name for name, speaker in SPEAKERS.items() if speaker in speakers}


def test_an_account_takes_the_claims_of_the_organs_and_of_who_held_office_then() -> None:
    assert chosen(through(Lens(according_to=(node("vesk"),)))) == said_by(
        "vesk", "vesk-army", "vesk-ministry", "ilva-renn"
    )
    assert chosen(through(Lens(according_to=(node("talmar"),)))) == said_by("talmar", "talmar-ministry")


def test_who_was_not_yet_or_no_longer_in_office_does_not_speak_for_the_state() -> None:
    for day in ("2018-12-31", "2021-07-01", "2018"):
        assert "raid-by-other-ally" not in chosen(through(Lens(according_to=(node("vesk"),)), day))
    for day in ("2019-03-01", "2021-06-30", "2019", "2020-10"):
        assert "raid-by-other-ally" in chosen(through(Lens(according_to=(node("vesk"),)), day))


def test_without_a_date_no_office_counts_and_the_lens_says_so() -> None:
    selection = through(Lens(according_to=(node("vesk"),)), None)
    assert "raid-by-other-ally" not in chosen(selection)
    assert selection.unplaced == 1
    assert any("in office" in note for note in selection.notes)


def test_an_organ_does_not_take_in_what_its_state_says() -> None:
    assert chosen(through(Lens(according_to=(node("vesk-ministry"),)))) == said_by("vesk-ministry")


def test_a_claim_never_widens_a_lens() -> None:
    """That somebody speaks for a state counts when the background says so, and not when a claim does."""
    speaks = strait.term("speaksFor")
    claims = [*strait.said(), (NamedNode(strait.CLAIMS + "usurper"), Triple(node("norrin"), speaks, node("vesk")))]
    derivation = derive(strait.background(), claims)
    known = records() | {NamedNode(strait.CLAIMS + "usurper"): Claim(NamedNode("x:usurper"), node("norrin"))}
    known[NamedNode(strait.CLAIMS + "raid-by-ally")] = Claim(NamedNode("x:ally"), node("norrin"), ARTICLE)
    selection = select(Lens(according_to=(node("vesk"),)), derivation.claims, known, Voices(Reasons(derivation)))
    names = {derivation.claims[n].value.removeprefix(strait.CLAIMS) for n in selection.mask.nonzero()[0].tolist()}
    assert not names & {"usurper", "raid-by-ally"}


def test_the_articles_own_voice_joins_an_account_only_when_asked() -> None:
    known = records()
    narrated = NamedNode(strait.CLAIMS + "raid-year")
    known[narrated] = Claim(narrated, NamedNode(ARTICLE.value + "#narrator"), ARTICLE, issued="2020-10-10")
    voices = Voices(strait.reasons())
    alone = select(Lens(according_to=(node("vesk"),)), strait.derivation().claims, known, voices)
    both = select(Lens(according_to=(node("vesk"),), with_narration=True), strait.derivation().claims, known, voices)
    assert chosen(both) - chosen(alone) == {"raid-year"}


@pytest.mark.parametrize(
    ("issued", "as_of", "inside"),
    [
        ("2020-10-10", "2020-10-10", True),
        ("2020-10-10", "2020-10-09", False),
        ("2020-10-10", "2020-10", True),
        ("2020-10-10", "2020", True),
        ("2020-10", "2020-10-15", False),
        ("2020-09", "2020-10-15", True),
        ("2020-10-10T09:00:00Z", "2020-10-10", True),
    ],
)
def test_as_of_a_date_takes_what_was_surely_published_by_then(issued: str, as_of: str, inside: bool) -> None:
    assert bool(len(through(Lens(as_of=as_of), issued))) == inside


def test_undated_claims_are_left_out_and_counted() -> None:
    selection = through(Lens(as_of="2020"), None)
    assert len(selection) == 0
    assert selection.undated == len(SPEAKERS)
    assert any("No claim meets this lens" in note for note in selection.notes)
    assert any(f"{len(SPEAKERS)} claims" in note for note in selection.notes)


def test_lenses_combine_by_leaving_out_what_either_does() -> None:
    assert chosen(through(Lens(according_to=(node("vesk"),), as_of="2020-10-10"))) == chosen(
        through(Lens(according_to=(node("vesk"),)))
    )
    assert not chosen(through(Lens(according_to=(node("vesk"),), as_of="2019")))
    assert not chosen(through(Lens(articles=(NamedNode("https://example.org/article/other"),))))


def test_each_sides_lens_holds_its_own_answer_and_not_the_others() -> None:
    opened = {
        side: strait.derivation().fact(node("outbreak"), strait.term("openedBy"), node(f"{side}-side"))
        for side in ("vesk", "talmar")
    }
    for mine, other in (("vesk", "talmar"), ("talmar", "vesk")):
        mask = through(Lens(according_to=(node(mine),))).mask
        lens = ReasoningLens(strait.reasons(), mask, strait.contradictions())
        theirs, ours = opened[other], opened[mine]
        assert theirs is not None
        assert ours is not None
        answer = lens.holds(theirs)
        assert answer
        assert answer.disputed
        assert not lens.holds(ours)


def corroboration(number: int) -> set[str]:
    """The facts on perpetrators and counts that are corroborated by so many."""
    voices = Voices(strait.reasons())
    day = period("2020-10-10")
    speakers = [node(SPEAKERS[claim.value.removeprefix(strait.CLAIMS)]) for claim in strait.derivation().claims]
    actors = {speaker: voices.actors_of(speaker, day) for speaker in speakers}
    everyone = strait.reasons().everything
    found = corroborated(strait.reasons(), strait.contradictions(), everyone, speakers, actors, number)
    assert not found.undecided.any()
    derivation = strait.derivation()
    facts = (found.holds & ~strait.reasons().core).nonzero()[0].tolist()
    return {" ".join(str(term).rsplit("/", 1)[-1].rstrip(">") for term in derivation.spo(fact)) for fact in facts}


def test_two_organs_of_one_state_are_one_voice() -> None:
    """Talmar and its ministry both blame Vesk; the observers and Vesk's army both tell of the raid."""
    twice = corroboration(2)
    assert not any(fact.startswith("outbreak") and "vesk-side" in fact for fact in twice)
    assert any(fact.startswith("lamp-raid") for fact in twice), "the observers and Vesk's army: two voices"
    once = corroboration(1)
    assert twice < once
    assert any(fact.startswith("outbreak") and "vesk-side" in fact for fact in once)


def test_a_claim_that_contradicts_the_reference_corroborates_nothing() -> None:
    assert not any("sameAs" in fact and "vesk talmar" in fact for fact in corroboration(1))


def test_few_claims_are_projected_as_many_are() -> None:
    whole, local = Reasons(strait.derivation()), Reasons(strait.derivation())
    assert local.uses
    for claim in range(whole.claim_count):
        mask = whole.mask((claim,))
        assert (local._grown(local.core.copy(), np.array(local.facts_of(claim))) == whole.project(mask)).all()
        assert (local.project(mask) == whole.project(mask)).all()


def test_independent_speakers_are_as_many_as_can_be() -> None:
    a, b, c, d = (NamedNode(f"x:{name}") for name in "abcd")
    hub = frozenset((a, b, c))
    found, exact = independent([hub, frozenset((a,)), frozenset((b,)), frozenset((c, d)), frozenset((d,))])
    assert exact
    assert len(found) == 3
    many, exact = independent([frozenset((NamedNode(f"x:{n}"),)) for n in range(200)])
    assert len(many) == 200
    assert exact
    some, exact = independent([frozenset((NamedNode(f"x:{n}"), NamedNode(f"x:{n + 1}"))) for n in range(60)])
    assert len(some) == 30
    assert not exact


def test_undisputed_holds_nothing_that_rests_on_a_contested_claim() -> None:
    lens = ReasoningLens(strait.reasons(), None, Contradictions(strait.reasons()))
    contested = strait.contradictions().contested.claims
    for fact in lens.undisputed_facts.nonzero()[0].tolist():
        assert strait.reasons().core[fact] or any(
            not support & contested for support in lens.supports((fact,), 20).sets
        )
