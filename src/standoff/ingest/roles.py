"""Who does it, to whom, where: the roles of an event, read off the grammar around the word that announces it."""

# A pattern or a message is clearer on one line.
# ruff: noqa: E501, SIM102
from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from standoff.ingest.gazetteer import Entity
from standoff.ingest.records import Role, Slot

if TYPE_CHECKING:
    from spacy.tokens import Token
else:
    Token = Any

from standoff.ingest.events import LIGHT, Trigger
from standoff.ingest.scene import Scene

__all__ = ["roles_of"]

_PLACE_PREPS: Final = {"in": "occursAt", "at": "occursAt", "inside": "occursAt", "across": "occursAt", "within": "occursAt", "over": "occursAt", "around": "occursNear", "near": "occursNear", "outside": "occursNear", "close": "occursNear", "along": "occursAt", "on": "occursAt",
                       "toward": "directedAt", "towards": "directedAt", "against": "directedAt", "into": "directedAt"}  # fmt: skip


def roles_of(trigger: Trigger, scene: Scene) -> list[Role]:
    """Who does it, to whom, where: read off the grammar around a trigger."""
    token = trigger.token
    if token is None:
        return _roles_by_order(trigger, scene)
    entry = trigger.entry
    roles: list[Role] = []
    agent = entry.get("agent")
    patient = entry.get("patient")

    def keep(prop: str, entity: Entity, span: tuple[int, int], how: str, rule: str) -> None:
        reading = "Inferred" if how.startswith("new") else "Stated"
        roles.append(Role(prop, entity, _slot(scene, prop, entity, reading, f"{rule}+{how}", span)))

    def add(prop: str | None, node: Token | None, rule: str) -> None:
        if prop is None or node is None:
            return
        for each in [node, *[c for c in node.conjuncts if c.i > node.i]]:
            if prop in (
                "changesControlOf",
                "directedAt",
                "occursAt",
                "occursNear",
                "deployedTo",
                "displacedFrom",
                "disputedOver",
                "returnedTo",
            ):
                place = scene.place(each)
                if place is not None:
                    entity, span, how = place
                    if any(r.property == prop and r.entity.iri == entity.iri for r in roles):
                        continue
                    keep(prop, entity, span, how, rule)
                continue
            if prop in ("target", "damaged"):
                thing = scene.thing(each)
                if thing is not None:
                    entity, span, how = thing
                    keep(prop, entity, span, how, rule)
                    continue
            found = scene.actor(each)
            if found is None and prop in ("target",):
                place = scene.place(each)
                if place is not None:
                    roles.append(
                        Role(
                            "directedAt",
                            place[0],
                            _slot(scene, "directedAt", place[0], "Stated", f"{rule}+{place[2]}", place[1]),
                        )
                    )
                continue
            if found is None:
                continue
            resolved, span = found
            for entity in resolved.entities:
                if any(r.property == prop and r.entity.iri == entity.iri for r in roles):
                    continue
                roles.append(
                    Role(prop, entity, _slot(scene, prop, entity, resolved.reading, f"{rule}+{resolved.rule}", span))
                )

    verb = token
    if token.pos_ in ("NOUN", "PROPN", "ADJ"):
        for child in token.children:
            if child.dep_ in ("poss", "amod", "nmod", "compound") and agent and child.idx != token.idx:
                _adjectival(child, agent, scene, roles)
            if child.dep_ in ("prep", "agent"):
                _prepositional(child, entry, add)
        above = token
        for _ in range(3):
            if (
                above.dep_ in ("dobj", "pobj", "prep", "attr", "nsubjpass", "conj", "compound", "amod", "nsubj")
                and above.head.i != above.i
            ):
                above = above.head
                if above.pos_ in ("VERB", "AUX"):
                    break
            else:
                break
        verb = above if above.pos_ in ("VERB", "AUX") else None
        if verb is not None:
            adjunct = any(
                t.dep_ == "prep" and t.lower_ not in ("in", "out", "under", "with") for t in _between(token, verb)
            )
            light = (
                (not adjunct and verb.lemma_.lower() in LIGHT)
                or (not adjunct and verb.lemma_.lower() in ("come", "use", "be"))
                or trigger.start <= verb.idx < trigger.end
            )
            if light and token.dep_ != "nsubj":
                passive = [c for c in verb.children if c.dep_ == "nsubjpass"]
                if verb.lemma_.lower() in ("come", "suffer", "be") and re.match(
                    r"under|came|come", scene.text[verb.idx : trigger.end].lower().replace("came ", "")
                ):
                    add(patient, next((c for c in verb.children if c.dep_ == "nsubj"), None), "under")
                elif not passive:
                    subject = _subject(verb)
                    add(agent, subject, "subject")
                for child in verb.children:
                    if child.dep_ == "agent":
                        add(agent, next((c for c in child.children if c.dep_ == "pobj"), None), "by")
                    if child.dep_ == "prep":
                        _prepositional(child, entry, add)
            elif token.dep_ == "nsubjpass" or token.dep_ == "nsubj":
                for child in verb.children:
                    if child.dep_ == "agent":
                        add(agent, next((c for c in child.children if c.dep_ == "pobj"), None), "by")
                    if child.dep_ == "prep":
                        _prepositional(child, entry, add)
                if token.dep_ == "nsubj" and verb.lemma_.lower() in (
                    "hit",
                    "strike",
                    "target",
                    "destroy",
                    "damage",
                    "kill",
                ):
                    add(patient, next((c for c in verb.children if c.dep_ == "dobj"), None), "object")
            else:
                for child in verb.children:
                    if (
                        child.dep_ == "prep"
                        and child.lower_ in ("in", "at", "near", "on", "along", "outside")
                        and child.i > verb.i
                    ):
                        _prepositional(child, entry, add)
                if (
                    verb.dep_ in ("relcl", "pcomp", "advcl", "acl")
                    and agent in ("perpetrator",)
                    and verb.lemma_.lower() in LIGHT
                ):
                    add(agent, _subject(verb), "subject")
    else:
        acted_on = next((c for c in token.children if c.dep_ == "nsubjpass"), None)
        if acted_on is not None:
            add(patient, acted_on, "passive-subject")
            for child in verb.children:
                if child.dep_ == "agent":
                    add(agent, next((c for c in child.children if c.dep_ == "pobj"), None), "by")
        elif re.search(r"\bunder\b", scene.text[trigger.start : trigger.end]):
            add(patient, _subject(verb), "under")
            for child in verb.children:
                if child.dep_ in ("agent", "prep") and child.lower_ == "by":
                    add(agent, next((c for c in child.children if c.dep_ == "pobj"), None), "by")
                    break
            for t in verb.subtree:
                if t.lower_ == "by" and t.dep_ in ("prep", "agent") and t.head.i != verb.i:
                    add(agent, next((c for c in t.children if c.dep_ == "pobj"), None), "by")
        elif entry["kind"] in ("Displacement", "Return") or agent:
            add(agent, _subject(verb), "subject")
            add(patient, next((c for c in verb.children if c.dep_ in ("dobj", "dative")), None), "object")
        for child in verb.children:
            if child.dep_ == "prep":
                _prepositional(child, entry, add)
            if child.dep_ == "dobj":
                for sub in child.children:
                    if sub.dep_ == "prep":
                        _prepositional(sub, entry, add)
    if entry.get("agreement"):
        _agreement(trigger, scene, roles)
    if entry["kind"] == "PeacekeepingDeployment":
        for m in scene.mentions:
            if (
                m.start - scene.base < trigger.end
                and m.end - scene.base >= trigger.start - 1
                and m.entity.kind == "ArmedForce"
            ):
                roles.append(
                    Role(
                        "peacekeeper",
                        m.entity,
                        _slot(
                            scene, "peacekeeper", m.entity, "Stated", "name", (m.start - scene.base, m.end - scene.base)
                        ),
                    )
                )
    return _sound(roles)


def _sound(roles: list[Role]) -> list[Role]:
    """No actor both does a thing and has it done to it, unless the words name two."""
    agents = {r.entity.iri for r in roles if r.property in ("perpetrator", "gainedBy", "belligerent")}
    kept = [r for r in roles if not (r.property in ("target", "lostBy") and r.entity.iri in agents)]
    unique: dict[tuple[str, str], Role] = {}
    for role in kept:
        unique.setdefault((role.property, role.entity.iri.value), role)
    return list(unique.values())


def _between(token: Token, above: Token) -> list[Token]:
    """The tokens on the way up from a token to one above it."""
    path = []
    node = token
    while node.i != above.i and node.head.i != node.i:
        path.append(node)
        node = node.head
    return path


def _slot(scene: Scene, name: str, entity: Entity, reading: str, rule: str, span: tuple[int, int]) -> Slot:
    return Slot(name, entity.label, reading, rule, scene.base + span[0], scene.base + span[1])


def _subject(verb: Token) -> Token | None:
    node = verb
    for _ in range(5):
        subject = next((c for c in node.children if c.dep_ in ("nsubj", "nsubjpass")), None)
        if subject is not None:
            if subject.lower_ in ("who", "which", "that") and node.dep_ == "relcl":
                return node.head
            return subject
        if node.dep_ == "relcl" and node.head.pos_ in ("NOUN", "PROPN"):
            return None
        if node.dep_ == "acl" and node.head.pos_ in ("NOUN", "PROPN"):
            return node.head if node.tag_ == "VBG" else None
        if node.dep_ == "pcomp" and node.head.head.pos_ in ("VERB", "AUX"):
            prep, above = node.head, node.head.head
            if prep.lower_ in ("of", "for") and above.lemma_.lower() in (
                "accuse",
                "blame",
                "suspect",
                "charge",
                "condemn",
                "criticise",
                "criticize",
            ):
                return next((c for c in above.children if c.dep_ in ("dobj", "nsubjpass")), None)
            node = above
            continue
        if (
            node.dep_ in ("conj", "xcomp", "advcl", "ccomp")
            and node.head.pos_ in ("VERB", "AUX")
            and node.head.i != node.i
        ):
            if node.dep_ == "ccomp":
                return None
            if node.dep_ == "xcomp":
                obj = next((c for c in node.head.children if c.dep_ in ("dobj",)), None)
                if obj is not None and node.head.lemma_.lower() in (
                    "urge",
                    "ask",
                    "order",
                    "force",
                    "tell",
                    "allow",
                    "help",
                    "see",
                    "accuse",
                ):
                    return obj
            node = node.head
            continue
        return None
    return None


def _adjectival(child: Token, prop: str, scene: Scene, roles: list[Role]) -> None:
    low, high = child.left_edge.idx, child.idx + len(child)
    hyphen = scene.text[high : high + 1] == "-"
    for m in scene.inside((low, high)):
        entity = m.entity
        if scene.gazetteer.is_place(entity):
            continue
        if (
            entity.kind
            in (
                "State",
                "ArmedGroup",
                "ArmedForce",
                "InternationalOrganisation",
                "SecurityBloc",
                "Ministry",
                "Government",
                "Coalition",
            )
            and not hyphen
        ):
            roles.append(
                Role(
                    prop,
                    entity,
                    _slot(
                        scene,
                        prop,
                        entity,
                        "Resolved" if m.role == "adjective" else "Stated",
                        f"modifier-{m.role}",
                        (low + m.start, low + m.end),
                    ),
                )
            )


def _prepositional(prep: Token, entry: dict[str, Any], add: Any) -> None:
    word = prep.lower_
    if word in ("according", "due", "because", "thanks", "instead", "unlike", "despite"):
        return
    objects = [c for c in prep.children if c.dep_ == "pobj"]
    if not objects:
        inner = [c for c in prep.children if c.dep_ == "prep"]
        for p in inner:
            _prepositional(p, entry, add)
        return
    obj = objects[0]
    kind = entry["kind"]
    if word == "by":
        add(entry.get("agent"), obj, "by")
        return
    if word == "between" and entry.get("agent"):
        add(entry["agent"], obj, "between")
        return
    if word == "with" and entry.get("agent") in ("participant", "belligerent"):
        add(entry["agent"], obj, "with")
        return
    if word in ("against", "on", "at", "to", "of", "toward", "towards") and entry.get("patient") == "target":
        if word != "of" or kind in ("Killing", "Shelling", "Bombing", "Abduction"):
            add("target", obj, word)
    if word in ("in", "direction") and obj.lower_ == "direction":
        for p in obj.children:
            if p.dep_ == "prep" and p.lower_ == "of":
                _places(p, "directedAt", add)
        return
    if entry.get("conflict") and word == "over":
        add("disputedOver", obj, "over")
        return
    if kind in ("Capture", "Recapture", "Cession", "Withdrawal", "ControlSituation"):
        if word in ("of", "over", "from", "in"):
            add("changesControlOf", obj, word)
        elif word == "to" and kind == "Cession":
            add("gainedBy", obj, "to")
        return
    if kind == "Displacement":
        if word == "from":
            add("displacedFrom", obj, "from")
        return
    if kind == "Return" and word == "to":
        add("returnedTo", obj, "to")
        return
    if kind == "PeacekeepingDeployment" and word in ("in", "to", "along"):
        add("deployedTo", obj, word)
        return
    prop = _PLACE_PREPS.get(word)
    if prop is None or (word in ("of", "from", "on") and obj.pos_ != "PROPN" and "border" not in obj.text):
        if word in ("across", "near") and prop:
            add(prop, obj, word)
        return
    if prop == "directedAt" and not entry.get("towards"):
        prop = "occursAt" if word == "into" else None
    if prop:
        add(prop, obj, word)
        for p in obj.children:
            if p.dep_ == "prep" and p.lower_ == "of":
                _places(p, prop, add)


def _places(prep: Token, prop: str, add: Any) -> None:
    for obj in prep.children:
        if obj.dep_ == "pobj":
            add(prop, obj, prep.lower_)
            for p in obj.children:
                if p.dep_ == "prep" and p.lower_ == "of":
                    _places(p, prop, add)


_BROKERED = re.compile(
    r"((?:[A-Z][\w.]+[\s-])?[A-Z][\w.]+)[- ](?:brokered|mediated|led|sponsored|backed)\s+(?:[\w-]+\s+){0,2}$"
)


def _agreement(trigger: Trigger, scene: Scene, roles: list[Role]) -> None:
    low = max(0, trigger.start - 60)
    before = scene.text[low : trigger.start]
    m = _BROKERED.search(before)
    if m:
        span = (low + m.start(1), low + m.end(1))
        for mention in scene.gazetteer.find(m[1]):
            entity = scene.actors.state_of(mention.entity) or mention.entity
            roles.append(Role("brokeredBy", entity, _slot(scene, "brokeredBy", entity, "Resolved", "X-brokered", span)))
            break
    after = re.match(
        r"\s*(?:[\w-]+\s+){0,4}?(?:brokered|mediated|negotiated)\s+by\s+((?:the\s+)?[A-Z][\w.’'-]*(?:\s+(?:and\s+)?(?:the\s+)?[A-Z][\w.’'-]*)*)",
        scene.text[trigger.end : trigger.end + 90],
    )
    if after:
        base = trigger.end + after.start(1)
        for mention in scene.gazetteer.find(after[1]):
            entity = scene.actors.state_of(mention.entity) or mention.entity
            roles.append(
                Role(
                    "brokeredBy",
                    entity,
                    _slot(
                        scene, "brokeredBy", entity, "Stated", "brokered-by", (base + mention.start, base + mention.end)
                    ),
                )
            )
    parties = re.match(r"[^.;]{0,30}?\b(?:between|with)\s+", scene.text[trigger.end : trigger.end + 60])
    if parties:
        base = trigger.end + parties.end()
        end = re.search(r"[.;]|,\s(?!and)|\b(?:in|on|over|after|for|that|which|to)\b", scene.text[base:])
        stretch = scene.text[base : base + (end.start() if end else 60)]
        for mention in scene.gazetteer.find(stretch):
            party = scene.actors.state_of(mention.entity) or mention.entity
            if not scene.gazetteer.is_place(party):
                roles.append(
                    Role(
                        "party",
                        party,
                        _slot(scene, "party", party, "Stated", "between", (base + mention.start, base + mention.end)),
                    )
                )


def _roles_by_order(trigger: Trigger, scene: Scene) -> list[Role]:
    """Without a parse: the nearest actor before is the agent, or the one after "by"; places after "in", "near"."""
    entry = trigger.entry
    roles: list[Role] = []
    low = max(scene.text.rfind(". ", 0, trigger.start), scene.text.rfind(";", 0, trigger.start), trigger.start - 90, 0)
    before = [
        m
        for m in scene.mentions
        if low <= m.start - scene.base
        and m.end - scene.base <= trigger.start
        and not scene.gazetteer.is_place(m.entity)
        and m.entity.kind not in ("Office", "Side", "War", "NewsAgency")
    ]
    after = scene.text[trigger.end : trigger.end + 90]
    by = re.match(r"[^.;,]{0,50}?\bby\s+", after)
    agent = entry.get("agent")
    if agent and by:
        named = [m for m in scene.mentions if 0 <= m.start - scene.base - trigger.end - by.end() < 6]
        for m in named[:1]:
            roles.append(
                Role(
                    agent,
                    m.entity,
                    _slot(scene, agent, m.entity, "Inferred", "after-by", (m.start - scene.base, m.end - scene.base)),
                )
            )
    elif agent and before and trigger.start - (before[-1].end - scene.base) < 40:
        m = before[-1]
        roles.append(
            Role(
                agent,
                m.entity,
                _slot(scene, agent, m.entity, "Inferred", "nearest-before", (m.start - scene.base, m.end - scene.base)),
            )
        )
    for found in re.finditer(
        r"\b(in|at|near|on|against|towards?)\s+(?:the\s+)?(?:[a-z]+\s+(?:of\s+)?){0,3}(?=[A-Z])", after
    ):
        at = trigger.end + found.end()
        named = [m for m in scene.mentions if m.start - scene.base == at and scene.gazetteer.is_place(m.entity)]
        prop = _PLACE_PREPS.get(found[1].lower())
        if prop == "directedAt" and not entry.get("towards"):
            prop = "occursAt"
        if named and prop:
            roles.append(
                Role(
                    prop,
                    named[0].entity,
                    _slot(
                        scene,
                        prop,
                        named[0].entity,
                        "Inferred",
                        f"after-{found[1].lower()}",
                        (at, named[0].end - scene.base),
                    ),
                )
            )
    if entry.get("agreement"):
        _agreement(trigger, scene, roles)
    return _sound(roles)
