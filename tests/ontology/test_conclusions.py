"""What the ontology concludes, axiom by axiom, and what it must never conclude."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse
from small_world import ROOT, World

from standoff.rdf.terms import OWL, RDF, ST


def test_the_small_world_is_free_of_contradictions() -> None:
    assert World().contradictions() == []


# -- what must follow ------------------------------------------------------------------------------------------------


def test_whoever_brokered_an_agreement_is_a_mediator() -> None:
    world = World(":truce st:brokeredBy :empire .")
    assert world.members("Mediator") == {"empire"}
    assert world.holds(":empire st:brokered :truce .")


def test_whoever_mediates_talks_is_a_mediator_and_a_participant() -> None:
    world = World(":talks a st:Talks ; st:mediatedBy :empire ; st:participant :northland , :southland .")
    assert world.members("Mediator") == {"empire"}
    assert world.values("talks", "participant") == {"empire", "northland", "southland"}


def test_a_broker_mediated_in_the_war_that_the_agreement_ended() -> None:
    assert World(":truce st:brokeredBy :empire .", ":truce st:ends :war .").holds(":empire st:mediatedIn :war .")


def test_a_mediator_of_talks_mediated_in_the_conflict_that_they_seek_to_settle() -> None:
    world = World(":talks st:mediatedBy :empire ; st:seeksToSettle :long-conflict .")
    assert world.holds(":empire st:mediatedIn :long-conflict . :talks st:concerns :long-conflict .")


def test_whoever_fought_is_a_belligerent_and_so_is_the_state_whose_army_fought() -> None:
    world = World(":war st:belligerent :northern-army , :southland .")
    assert world.members("Belligerent") == {
        "northern-army",
        "northern-ministry",
        "northern-government",
        "northland",
        "southland",
    }
    assert world.holds(":northland st:foughtIn :war .")


def test_whoever_fought_in_a_part_of_a_war_fought_in_the_war() -> None:
    world = World(":night st:belligerent :southland .", ":night st:partOf :war .", ":war st:partOf :long-conflict .")
    assert world.values("southland", "foughtIn") == {"night", "war", "long-conflict"}


def test_an_event_belongs_to_the_war_that_its_clash_belongs_to() -> None:
    world = World(
        ":shelling a st:Shelling ; st:partOf :night .", ":night st:partOf :war .", ":outbreak st:outbreakOf :night ."
    )
    assert world.holds(":shelling st:partOf :war . :outbreak st:partOf :war .")


def test_an_event_lies_in_whatever_its_place_lies_in() -> None:
    world = World(":shelling a st:Shelling ; st:occursAt :village .")
    assert world.values("shelling", "occursAt") == {"village", "district", "province", "northern-land"}


def test_a_place_belongs_to_the_state_in_whose_land_it_lies() -> None:
    assert World().values("village", "territoryOf") == {"northland"}


def test_organs_speak_for_their_state_at_every_remove() -> None:
    assert World().values("northern-army", "speaksFor") == {"northern-ministry", "northern-government", "northland"}


def test_the_holder_of_an_office_speaks_for_its_state() -> None:
    world = World()
    assert world.values("leader", "speaksFor") == {"southland"}
    assert world.values("leader", "hasHeldOffice") == {"presidency"}


def test_an_act_of_an_army_is_imputed_to_its_state() -> None:
    world = World(":shelling a st:Shelling ; st:perpetrator :northern-army .")
    assert world.values("shelling", "imputedTo") == {
        "northern-army", "northern-ministry", "northern-government", "northland",
    }  # fmt: skip


def test_what_an_organ_is_party_to_binds_its_state() -> None:
    world = World(":pact st:party :northern-government , :empire .")
    assert world.values("pact", "party") == {"northern-government", "northland", "empire"}
    assert world.holds(":northland st:partyTo :pact .")


def test_members_of_an_organisation_are_parties_to_its_treaty() -> None:
    assert World().values("collective-treaty", "party") == {"northland", "empire"}


def test_adherents_of_facing_sides_oppose_each_other_and_an_organ_stands_with_its_state() -> None:
    world = World()
    north = {"northland", "northern-government", "northern-ministry", "northern-army"}
    assert world.values("southern-army", "opposes") == north
    assert world.values("northern-army", "opposes") == {"southland", "southern-army"}


def test_whoever_deploys_or_serves_is_a_peacekeeper_and_monitors_the_truce() -> None:
    world = World(
        ":force a st:PeacekeepingDeployment ; st:deployedBy :empire ; st:deployedTo :district .",
        ":force st:oversees :truce .",
    )
    assert world.members("Peacekeeper") == {"empire"}
    assert world.values("truce", "monitoredBy") == {"empire"}


def test_a_drone_strike_was_made_with_drones() -> None:
    assert World(":strike a st:DroneStrike .").values("strike", "weapon") == {
        "https://w3id.org/standoff/ontology#Drone"
    }


def test_a_relay_step_relays_the_claim() -> None:
    world = World(":said a st:Claim ; st:relay :step . :step st:passedOnBy :agency ; st:position 1 .")
    assert world.holds(":said st:relayedBy :agency .")


def test_whoever_a_claim_is_attributed_to_is_a_speaker() -> None:
    assert "witness" in World(":said a st:Claim ; prov:wasAttributedTo :witness .").members("Speaker")


def test_two_casualty_reports_that_agree_entirely_are_one() -> None:
    report = "a st:CasualtyReport ; st:reportsOn :night ; st:sufferedBy :southern-army ; st:outcome st:Killed ;"
    same = report + ' st:asOf "2022-09-13"^^xsd:date ; st:exactCount 2 .'
    world = World(f":first {same}", f":second {same}")
    assert ("first", "second") in world.identities() or ("second", "first") in world.identities()
    assert world.contradictions() == []


# -- what must collide -----------------------------------------------------------------------------------------------


COLLIDING = {
    "two sides that opened one outbreak": (":outbreak st:openedBy :north .", ":outbreak st:openedBy :south ."),
    "two sides in control at one time": (":control st:heldBy :north .", ":control st:heldBy :south ."),
    "two acts that each answer the other": (":a st:respondsTo :b .", ":b st:respondsTo :a ."),
    "who gained and lost one place": (":change st:gainedBy :northland .", ":change st:lostBy :northland ."),
    "an intention that is told as an event": (":plan a st:Intention .", ":plan a st:Shelling ."),
    "a state told as a place": (":northland st:within :district .",),
    "two dates apart": (':war st:beganOn "2020"^^xsd:gYear .', ':war st:beganOn "1992-05-08"^^xsd:date .'),
    "a denial of what another affirms": (
        ":shelling st:perpetrator :southland .",
        "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :shelling ;"
        " owl:assertionProperty st:perpetrator ; owl:targetIndividual :southland .",
    ),
    "a denial by the state of what its army is said to have done": (
        ":shelling st:perpetrator :southern-army .",
        "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :shelling ;"
        " owl:assertionProperty st:imputedTo ; owl:targetIndividual :southland .",
    ),
}


@pytest.mark.parametrize("name", COLLIDING)
def test_accounts_that_cannot_both_be_true_collide(name: str) -> None:
    claims = COLLIDING[name]
    assert World(*claims).contradictions() != []
    for claim in claims if len(claims) > 1 else ():
        assert World(claim).contradictions() == []


def report(name: str, count: str, *, as_of: str = "2022-09-13", outcome: str = "Killed") -> str:
    """A claim of a casualty report of the small world."""
    return (
        f":{name} a st:CasualtyReport ; st:reportsOn :night ; st:sufferedBy :southern-army ; st:outcome st:{outcome} ;"
        f' st:asOf "{as_of}"^^xsd:date ; {count} .'
    )


def test_tolls_collide_only_when_their_bounds_are_apart() -> None:
    two = report("two", "st:exactCount 2")
    assert World(two, report("many", "st:minimumCount 13")).contradictions() == ["st-bounds"]
    assert World(two, report("few", "st:maximumCount 1")).contradictions() == ["st-bounds"]
    assert World(two, report("some", "st:minimumCount 1")).contradictions() == []
    assert World(two, report("about", "st:approximateCount 2000")).contradictions() == []
    assert World(two, report("withheld", "st:countNotGiven true")).contradictions() == []


# -- what must not collide, and what must never follow -----------------------------------------------------------------

LOOK_ALIKES = {
    "a rising toll": (report("tuesday", "st:exactCount 49"), report("friday", "st:exactCount 77", as_of="2022-09-16")),
    "dead and injured": (report("dead", "st:exactCount 2"), report("hurt", "st:exactCount 13", outcome="Injured")),
    "a year and a day of it": (':war st:beganOn "2020"^^xsd:gYear .', ':war st:beganOn "2020-09-27"^^xsd:date .'),
    "a month and a day of it": (
        ':war st:beganOn "2020-09"^^xsd:gYearMonth .',
        ':war st:beganOn "2020-09-27"^^xsd:date .',
    ),
    "a state and its army": (":shelling st:perpetrator :southland .", ":shelling st:perpetrator :southern-army ."),
    "several who acted together": (":raid st:perpetrator :southland .", ":raid st:perpetrator :militia ."),
    "two accounts that agree": (":outbreak st:openedBy :north .", ":outbreak st:openedBy :north ."),
    "a town that another calls a city": (":village a st:City .", ":village a st:Town ."),
    "two states that claim one place": (
        ":district st:territoryOf :northland .",
        ":district st:territoryOf :southland .",
    ),
    "a mediator that also fought": (":truce st:brokeredBy :empire .", ":war st:belligerent :empire ."),
    "an authority that another calls a state": (":enclave a st:State .", ":enclave a st:DeFactoAuthority ."),
    "a council that is an organ of its organisation": (":council a st:InternationalOrganisation ; st:organOf :bloc .",),
    "counter-accusations of different acts": (
        ":their-shelling a st:Shelling ; st:perpetrator :southland .",
        ":their-mining a st:Mining ; st:perpetrator :northern-army .",
    ),
    "a status that changes": (":war st:status st:Ongoing .", ":war st:status st:Ended ."),
    "what is large to one and local to another": (":raid st:scale st:LargeScale .", ":raid st:scale st:LocalScale ."),
}


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_accounts_that_only_look_contradictory_do_not_collide(name: str) -> None:
    assert World(*LOOK_ALIKES[name]).contradictions() == []


def test_a_mediator_or_peacekeeper_is_no_belligerent() -> None:
    world = World(
        ":truce st:brokeredBy :empire ; st:ends :war .",
        ":war st:belligerent :northland , :southland .",
        ":force st:deployedBy :empire ; st:oversees :truce .",
    )
    assert world.members("Belligerent") == {"northland", "southland"}
    assert world.members("Mediator") == {"empire"}


def test_talks_about_a_treaty_make_no_conflict_of_the_treaty() -> None:
    world = World(":talks st:mediatedBy :empire ; st:concerns :future-treaty .")
    assert "future-treaty" not in world.members("Conflict") | world.members("Agreement")
    assert world.values("empire", "mediatedIn") == set()


def test_blame_merges_no_states() -> None:
    world = World(":outbreak st:openedBy :north .", ":outbreak st:openedBy :south .")
    assert world.identities() == set()
    assert world.values("outbreak", "openedBy") == {"north", "south"}


def test_allies_and_members_answer_for_nothing_and_speak_for_nobody() -> None:
    world = World(
        ":raid a st:Raid ; st:perpetrator :enclave-army .",
        ":ambush a st:Raid ; st:perpetrator :militia .",
        ":strike a st:AirStrike ; st:perpetrator :northland .",
    )
    assert world.values("raid", "imputedTo") == {"enclave-army", "enclave"}
    assert world.values("ambush", "imputedTo") == {"militia"}
    assert world.values("strike", "imputedTo") == {"northland"}
    assert world.values("enclave-army", "speaksFor") == {"enclave"}
    assert world.values("northland", "speaksFor") == set()


def test_a_private_person_speaks_for_no_state() -> None:
    assert World().values("citizen", "speaksFor") == set()


def test_an_act_of_a_person_in_office_is_not_imputed_through_the_office() -> None:
    world = World(":killing a st:Killing ; st:perpetrator :leader .")
    assert world.values("killing", "imputedTo") == {"leader"}


def test_fire_toward_a_place_or_near_it_is_not_at_it() -> None:
    world = World(":shelling a st:Shelling ; st:directedAt :village ; st:occursNear :district .")
    assert world.values("shelling", "occursAt") == set()


def test_near_places_are_not_within_each_other() -> None:
    world = World()
    assert world.holds(":border st:near :village .")
    assert world.values("border", "within") == set()
    assert world.values("border", "territoryOf") == set()


def test_the_holders_of_one_office_and_the_states_stay_apart() -> None:
    assert World().identities() == set()


def test_a_toll_of_one_event_is_not_a_toll_of_another() -> None:
    one = report("one", "st:exactCount 2")
    other = one.replace(":one ", ":other ").replace(":night", ":war").replace("exactCount 2", "exactCount 6500")
    world = World(one, other)
    assert (world.contradictions(), world.identities()) == ([], set())


def test_a_population_is_of_a_place_and_makes_no_event_of_it() -> None:
    world = World(
        ":census a st:PopulationReport ; st:reportsOn :district ; st:countedAmong :residents ; st:outcome st:Resident ;"
        " st:countNotGiven true . :residents a st:Community ."
    )
    assert "district" not in world.members("Event")
    assert world.contradictions() == []


def test_what_a_silence_or_an_intention_names_did_not_happen() -> None:
    world = World(
        ":hush a st:Silence ; st:silentParty :northland ; st:silentAbout st:Killed .",
        ":plan a st:Intention ; st:intendedBy :northern-government ; st:invokes :pact ; st:appealsTo :bloc .",
    )
    assert world.members("CasualtyReport") == set()
    assert world.values("pact", "invokedBy") == set()
    assert world.members("Appeal") == set()


def test_every_class_can_have_a_member() -> None:
    """No class is below two classes that are disjoint: one member of each class, and nothing collides."""
    classes = sorted(
        quad.subject.value
        for quad in parse(path=ROOT / "ontology" / "standoff.ttl", format=RdfFormat.TURTLE)
        if quad.predicate == RDF["type"] and quad.object == OWL["Class"] and ST.has(quad.subject)
        if isinstance(quad.subject, NamedNode)
    )
    assert World(*(f":member-{n} a <{name}> ." for n, name in enumerate(classes))).contradictions() == []
