"""What the saved queries answer on the article, held against a reading of it by a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

Ask = Callable[..., list[dict[str, str]]]

NAMES = (
    "actors",
    "wars",
    "belligerents",
    "ceasefires",
    "mediators",
    "agreements",
    "territories",
    "territorial-changes",
    "timeline",
    "events-at",
    "attacks",
    "weapons",
    "casualties",
    "casualty-totals",
    "claims-by",
    "claims-about",
    "who-blames-whom",
    "denials-and-silences",
    "intentions",
    "talks",
    "peacekeepers",
    "alliances",
    "clashes-after-ceasefire",
    "relays",
    "speakers",
    "wikidata-links",
    "coverage",
    "described",
)

ON_CLAIMS = (
    "ceasefires",
    "mediators",
    "belligerents",
    "who-blames-whom",
    "casualties",
    "territorial-changes",
    "peacekeepers",
    "talks",
    "wars",
    "agreements",
    "territories",
    "timeline",
    "attacks",
    "weapons",
    "casualty-totals",
    "denials-and-silences",
    "intentions",
    "alliances",
    "clashes-after-ceasefire",
    "relays",
    "speakers",
)

GIVEN = {
    "events-at": {"place": "Goris"},
    "claims-by": {"speaker": "Armenia"},
    "claims-about": {"entity": "Goris"},
    "described": {"entity": "Russia"},
}

VOICE = "the article's own voice"
CLASHES = "Armenian-Azerbaijani border clashes of September 2022"
FIRST_WAR, SECOND_WAR = "First Nagorno-Karabakh War", "Second Nagorno-Karabakh War"
CEASEFIRE = "2020 Nagorno-Karabakh ceasefire agreement"
ARMENIAN_MINISTRY, AZERBAIJANI_MINISTRY = "Ministry of Defence of Armenia", "Ministry of Defence of Azerbaijan"
ARMENIAN_ARMY, AZERBAIJANI_ARMY = "Armed Forces of Armenia", "Azerbaijani Armed Forces"


def columns(rows: list[dict[str, str]], *names: str) -> set[tuple[str, ...]]:
    return {tuple(row[name] for name in names) for row in rows}


def test_every_query_that_was_promised_is_there(root: Path) -> None:
    assert {path.stem for path in (root / "queries").glob("*.rq")} >= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_no_answer_has_a_row_twice(ask: Ask, name: str) -> None:
    rows = ask(name, **GIVEN.get(name, {}))
    assert all(count == 1 for count in Counter(tuple(row.values()) for row in rows).values())


@pytest.mark.parametrize("name", [name for name in NAMES if name != "wikidata-links"])
def test_every_query_has_an_answer_on_the_article(ask: Ask, name: str) -> None:
    assert ask(name, **GIVEN.get(name, {}))


@pytest.mark.parametrize("name", NAMES)
def test_answers_read_as_labels_and_never_as_iris(ask: Ask, name: str) -> None:
    cells = [cell for row in ask(name, **GIVEN.get(name, {})) for cell in row.values()]
    assert not [cell for cell in cells if "://" in cell]
    shown = [cell for cell in cells if ":" in cell and " " not in cell and not cell.startswith(("claim:", "wd:"))]
    assert not shown


@pytest.mark.parametrize("name", ON_CLAIMS)
def test_with_every_claim_taken_away_nothing_is_left(ask_without_claims: Ask, name: str) -> None:
    assert ask_without_claims(name, **GIVEN.get(name, {})) == []


def test_the_one_ceasefire_was_brokered_by_russia_and_ended_the_second_war(ask: Ask, curies: Ask) -> None:
    assert columns(ask("ceasefires"), "ceasefire", "conflict", "broker", "according_to") == {
        (CEASEFIRE, SECOND_WAR, "Russia", VOICE)
    }
    assert columns(curies("ceasefires"), "provides_for", "overseen_by") == {
        (provision, "event:russian-peacekeeping-deployment-2020")
        for provision in ("event:cession-of-territory-by-armenia-2020", "event:russian-peacekeeping-deployment-2020")
    }


def test_the_mediators_are_russia_of_the_truce_and_the_eu_of_the_talks(ask: Ask) -> None:
    assert columns(ask("mediators"), "mediator", "role", "mediated", "conflict", "according_to") == {
        ("Russia", "brokered", CEASEFIRE, SECOND_WAR, VOICE),
        ("European Union", "mediated", "Brussels talks of April 2022", "", VOICE),
        ("European Union", "mediated", "Brussels talks of May 2022", "", VOICE),
    }


def test_armenia_and_azerbaijan_fought_both_wars_and_the_clashes(ask: Ask) -> None:
    said = {row["conflict"]: set[str]() for row in ask("belligerents") if row["basis"] == "said"}
    for row in ask("belligerents"):
        assert row["belligerent"] in {"Armenia", "Azerbaijan"}
        if row["basis"] == "said":
            said[row["conflict"]].add(row["belligerent"])
    assert said == {war: {"Armenia", "Azerbaijan"} for war in (FIRST_WAR, SECOND_WAR, CLASHES)}


def test_each_state_blames_the_other_for_the_outbreak_and_for_acts(ask: Ask) -> None:
    rows = ask("who-blames-whom")
    outbreaks = {row["accuser"]: row["accused"] for row in rows if row["kind"] == "outbreak"}
    assert outbreaks["Armenia"] == "Azerbaijan"
    assert outbreaks["Azerbaijan"] == "Armenia"
    armenian = {"Armenia", ARMENIAN_MINISTRY}
    for row in rows:
        if row["accuser"] in armenian:
            assert row["accused"] == "Azerbaijan"
        else:
            assert row["accuser"] in {"Azerbaijan", AZERBAIJANI_MINISTRY}
            assert row["accused"] in {"Armenia", ARMENIAN_ARMY}
    kinds = {(row["accuser"], row["kind"]) for row in rows}
    assert {
        (ARMENIAN_MINISTRY, "shelling"),
        (ARMENIAN_MINISTRY, "provocation"),
        ("Armenia", "killing"),
        (AZERBAIJANI_MINISTRY, "sabotage"),
        (AZERBAIJANI_MINISTRY, "shelling"),
        ("Azerbaijan", "mining"),
        ("Azerbaijan", "intelligence activity"),
        ("Azerbaijan", "arms movement"),
    } <= kinds
    relayed = {row["relayed_by"] for row in rows if (row["accuser"], row["kind"]) == (AZERBAIJANI_MINISTRY, "shelling")}
    assert relayed == {"Russian news agencies"}


def test_the_casualties_are_those_that_somebody_reports(curies: Ask) -> None:
    rows = curies("casualties")
    clashes, war = "event:border-clashes-2022-09", "event:second-nagorno-karabakh-war"
    army, ministry = "actor:azerbaijan-armed-forces", "actor:azerbaijan-defence-ministry"
    losses = (army, "unspecified losses", "not given")
    told = columns(rows, "side", "outcome", "bound", "event", "as_of", "according_to")
    killing = next(row["event"] for row in rows if row["side"] == "actor:armenia-armed-forces")
    assert killing.startswith("event:killing-of-an-armenian-soldier")
    assert {(*row[:-1], row[-1].rpartition("#")[2]) for row in told} == {
        (
            "actor:armenia-armed-forces",
            "killed",
            "exactly",
            killing,
            "",
            "actor:armenia",
        ),
        (army, "killed", "exactly", "", "2022-08", "actor:azerbaijan"),
        (army, "killed", "not given", clashes, "", "narrator"),
        (*losses, clashes, "", "actor:azerbaijan"),
        (*losses, clashes, "", ministry),
        (*losses, "event:shelling-of-azerbaijani-positions", "", ministry),
        ("actor:karabakh-army", "killed", "exactly", "", "2022-08", "actor:karabakh-army"),
        ("actor:karabakh-army", "injured", "at least", "", "2022-08", "actor:karabakh-army"),
        ("side:all", "killed", "at least", war, "", "narrator"),
    }
    numbers = {(row["side"], row["outcome"]): row["count"] for row in rows if row["count"]}
    assert numbers.pop(("actor:karabakh-army", "injured")) in {"12", "13"}
    assert numbers.pop(("side:all", "killed")) in {"6500", "6501"}
    assert numbers == {
        ("actor:armenia-armed-forces", "killed"): "1",
        (army, "killed"): "1",
        ("actor:karabakh-army", "killed"): "2",
    }


def test_totals_never_add_what_two_speakers_say(ask: Ask) -> None:
    rows = ask("casualty-totals")
    killed = {row["according_to"]: row["at_least"] for row in rows if row["outcome"] == "killed"}
    assert killed["Armenia"] == killed["Azerbaijan"] == "1"
    assert killed["Karabakh army"] == "2"
    assert killed[VOICE] in {"6500", "6501", "not given"}
    losses = [row for row in rows if row["outcome"] == "unspecified losses"]
    assert {row["at_least"] for row in losses} == {"not given"}


def test_four_changes_of_territory_are_told(curies: Ask) -> None:
    rows = curies("territorial-changes")
    near, ceded = "place:territory-near-nagorno-karabakh", "place:territory-ceded-in-2020"
    war, ceasefire = "event:second-nagorno-karabakh-war", "agreement:ceasefire-2020"
    told = columns(rows, "kind", "territory", "gained_by", "lost_by", "agreement")
    assert told == {
        ("capture", near, "actor:armenian-forces-1980s", "", ""),
        ("recapture", near, "actor:azerbaijan", "", ""),
        ("recapture", "place:nagorno-karabakh", "actor:azerbaijan", "", ""),
        ("cession", ceded, "", "actor:armenia", ceasefire),
    }
    assert {row["during"] for row in rows if row["kind"] == "recapture"} == {war}


def test_some_two_thousand_russian_peacekeepers_oversee_the_truce(ask: Ask) -> None:
    assert columns(ask("peacekeepers"), "deployed_by", "bound", "strength", "oversees", "agreement") == {
        ("Russia", "about", "2000", CEASEFIRE, CEASEFIRE)
    }


def test_the_talks_in_brussels_and_the_meetings_of_the_leaders(ask: Ask) -> None:
    rows = ask("talks")
    assert columns(rows, "date", "place", "mediator", "participant") == {
        (date, place, mediator, leader)
        for date, place, mediator in (
            ("2022-04", "Brussels", "European Union"),
            ("2022-05", "Brussels", "European Union"),
            ("", "", ""),
        )
        for leader in ("Ilham Aliyev", "Nikol Pashinyan")
    }


def test_the_silences_are_armenias_of_losses_and_the_ministrys_of_figures(ask: Ask) -> None:
    rows = ask("denials-and-silences")
    assert columns(rows, "party", "form", "according_to") == {
        ("Armenia", "is silent", VOICE),
        (AZERBAIJANI_MINISTRY, "is silent", VOICE),
    }


def test_a_denial_is_told_with_what_it_denies(curies_in: Callable[[Store], Ask]) -> None:
    text = """
        @prefix st: <https://w3id.org/standoff/ontology#> . @prefix prov: <http://www.w3.org/ns/prov#> .
        @prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix dcterms: <http://purl.org/dc/terms/> .
        @prefix claim: <https://w3id.org/standoff/claim/> . @prefix event: <https://w3id.org/standoff/event/> .
        @prefix actor: <https://w3id.org/standoff/actor/> .
        claim:one a st:Claim ; st:polarity st:Denied ; prov:wasAttributedTo actor:armenia ;
            dcterms:description "It did not shell the town."@en .
        claim:one { claim:denial a owl:NegativePropertyAssertion ; owl:sourceIndividual event:shelling ;
            owl:assertionProperty st:perpetrator ; owl:targetIndividual actor:armenia . }
        """
    store = Store()
    store.load(text.encode(), format=RdfFormat.TRIG)
    (row,) = curies_in(store)("denials-and-silences")
    assert row == {
        "party": "actor:armenia",
        "form": "denies",
        "about": "event:shelling",
        "says": "It did not shell the town.",
        "according_to": "actor:armenia",
    }


def test_the_intentions_are_three_appeals_and_what_the_leaders_aim_at(ask: Ask) -> None:
    rows = ask("intentions")
    government = {(row["form"], row["toward"], row["relayed_by"]) for row in rows if "Government" in row["who"]}
    assert government == {
        ("appeal", "Collective Security Treaty Organisation", "Interfax"),
        ("appeal", "United Nations Security Council", "Interfax"),
        ("invocation", "Armenian-Russian cooperation agreement", "Interfax"),
    }
    assert {row["who"] for row in rows if row["form"] == "aim"} == {"Ilham Aliyev", "Nikol Pashinyan"}


def test_the_wars_have_their_times_parties_and_causes(ask: Ask) -> None:
    rows = [row for row in ask("wars") if row["kind"] == "war"]
    assert columns(rows, "conflict", "from", "until", "over", "between") == {
        (war, start, end, "Nagorno-Karabakh", state)
        for war, start, end in ((FIRST_WAR, "1990", "1999"), (SECOND_WAR, "2020-09", "2020-11"))
        for state in ("Armenia", "Azerbaijan")
    }


def test_the_timeline_is_in_order_and_can_be_narrowed(ask: Ask) -> None:
    rows = ask("timeline")
    dates = [row["from"] or row["to"] for row in rows]
    assert dates == sorted(dates)
    later = ask("timeline", since="2022-08")
    assert later == [row for row in rows if max(row["from"], row["to"]) >= "2022-08"]
    until = ask("timeline", until="2020")
    assert {row["event"] for row in until} >= {FIRST_WAR, SECOND_WAR}
    assert not [row for row in until if row["from"] >= "2021"]


def test_an_event_toward_a_town_is_found_by_its_province_and_its_state(ask: Ask) -> None:
    for place in ("Goris", "Syunik Province", "Territory of Armenia"):
        rows = [row for row in ask("events-at", place=place) if row["at"] == "Goris"]
        assert columns(rows, "kind", "how", "according_to") == {("shelling", "toward", ARMENIAN_MINISTRY)}


def test_claims_by_a_state_are_those_of_its_organs_too(ask: Ask) -> None:
    speakers = {row["according_to"] for row in ask("claims-by", speaker="Armenia")}
    assert {"Armenia", "Government of Armenia", ARMENIAN_MINISTRY} <= speakers
    assert not [speaker for speaker in speakers if "Azerbaijan" in speaker or "voice" in speaker]
    assert {row["according_to"] for row in ask("claims-by", speaker=ARMENIAN_MINISTRY)} == {ARMENIAN_MINISTRY}


def test_the_clashes_came_after_the_ceasefire(ask: Ask) -> None:
    rows = ask("clashes-after-ceasefire")
    assert {row["ceasefire"] for row in rows} == {CEASEFIRE}
    assert "Shelling toward Goris, Sotk and Jermuk" in {row["event"] for row in rows}
    assert FIRST_WAR not in {row["event"] for row in rows}


def test_interfax_relays_the_government_and_the_agencies_the_ministry(ask: Ask) -> None:
    assert columns(ask("relays"), "relay", "according_to") == {
        ("Interfax", "Government of Armenia"),
        ("Russian news agencies", AZERBAIJANI_MINISTRY),
    }
