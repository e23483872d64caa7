"""Reading an article: from its text to statements and propositions, with every slot's rule."""

# A pattern or a message is clearer on one line.
# ruff: noqa: E501

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any, Final

from standoff.ingest import parser as parsing
from standoff.ingest.attribution import attributions
from standoff.ingest.casualties import Count, find_counts
from standoff.ingest.dates import DateExpression, find_dates
from standoff.ingest.events import Trigger, find_triggers, weapons_in
from standoff.ingest.gazetteer import Entity, Gazetteer, Mention
from standoff.ingest.grammar import Said
from standoff.ingest.lexicon import load_toml
from standoff.ingest.modality import modality_of, polarity_of
from standoff.ingest.numbers import NUMBER, bounded
from standoff.ingest.plain import plain_attributions
from standoff.ingest.records import Proposition, Reading, Role, Slot, Statement, between
from standoff.ingest.roles import roles_of
from standoff.ingest.scene import Scene
from standoff.ingest.speakers import Actors, Resolved

__all__ = ["RULES_VERSION", "masked", "read"]

RULES_VERSION: Final = "1"
"""Goes up whenever rules or word lists change what is read."""

_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_DATELINE = re.compile(
    r"\A\s*(?P<place>[A-Z][\w.’' -]{1,40}?(?:,\s[A-Z][\w.]+(?:\s[A-Z][\w.]+)?)?)\s*(?P<rest>(?:,\s(?:\w+\.?\s\d{1,2}|\d{1,2}\s\w+)(?:,?\s\d{4})?\s*)?(?:\((?P<agency>[A-Z][\w .-]{1,24})\)\s*)?(?:[-–—]{1,2}\s|(?<=\w):\s|(?<=\)):?\s))"
)


def masked(text: str) -> str:
    """The text with invisible and control characters blanked out, each by one space, so that offsets stay."""
    return _HIDDEN.sub(" ", text)


def read(
    text: str,
    gazetteer: Gazetteer,
    *,
    base: str,
    issued: dt.date | None = None,
    parser: bool | None = None,
    visible: str | None = None,
) -> Reading:
    """Read a text; offsets in the result are code points of `text`.

    Args:
        text: the article.
        gazetteer: the names that are known.
        base: where the IRIs of proposed entities begin.
        issued: the article's date, for "on Tuesday".
        parser: False reads by rule alone; None uses the parser if it is there.
        visible: the text with markup blanked out, as long as `text`.

    Raises:
        OutsideError: the language model is not the official one.
    """
    use_parser = parsing.has_parser() if parser is None else parser
    shown = masked(visible if visible is not None else text)
    dated = shown
    shown = _without_dateline(shown, gazetteer)
    work = _Work(shown, gazetteer, base, issued, find_dates(dated, issued))
    work.reading.parser = use_parser
    blocks = list(parsing.blocks(shown))
    for paragraph in parsing.parse(shown, blocks, parser=use_parser):
        work.paragraph(paragraph)
    work.reading.proposed = dict(work.actors.proposed)
    if not use_parser:
        work.reading.notes.append(
            "read by rule alone, without the parser: fewer statements are found (install standoff[ingest])"
        )
    return work.reading


def _without_dateline(text: str, gazetteer: Gazetteer) -> str:
    """The text with its dateline ("KYIV, 3 May (Agency) -") blanked out: it is no part of the first sentence."""
    at = 0
    for _ in range(4):
        m = _DATELINE.match(text[at : at + 110])
        if m is not None and _is_dateline(m, gazetteer):
            return text[:at] + re.sub(r"[^\n]", " ", text[at : at + m.end()]) + text[at + m.end() :]
        newline = text.find("\n", at + 1)
        if newline < 0 or newline > 600:
            break
        at = newline
    return text


def _is_dateline(m: re.Match[str], gazetteer: Gazetteer) -> bool:
    place = m["place"]
    if m["agency"] or place.isupper():
        return True
    return len(place.split()) <= 3 and (
        bool(gazetteer.find(place)) or m["rest"].strip().startswith((":", "-", "–", "—"))
    )


class _Work:
    """One article being read, paragraph by paragraph."""

    def __init__(
        self, text: str, gazetteer: Gazetteer, base: str, issued: dt.date | None, dates: list[DateExpression]
    ) -> None:
        self.text = text
        self.gazetteer = gazetteer
        self.issued = issued
        self.reading = Reading()
        self.mentions = gazetteer.find(text)
        self.reading.dates = dates
        self.actors = Actors(gazetteer, base, issued.isoformat() if issued else None)
        self.actors.read_article(text, self.mentions)
        self.actors.learn_persons(m.entity for m in self.mentions)
        self._last_speaker: tuple[Entity, tuple[int, int] | None] | None = None
        self._last_side: Entity | None = None
        self._last_event: int | None = None

    # -- one paragraph
    def paragraph(self, paragraph: parsing.Paragraph) -> None:
        base = paragraph.block.start
        if paragraph.block.heading:
            self.reading.headings.append((base, paragraph.block.end))
            return
        local_mentions = self._slice(self.mentions, base, paragraph.block.end)
        scene = Scene(paragraph.text, paragraph.doc, base, local_mentions, self.actors, self.gazetteer)
        scene.dates = [(d.start - base, d.end - base) for d in between(self.reading.dates, base, paragraph.block.end)]
        found = (
            attributions(paragraph.doc, paragraph.text)
            if paragraph.doc is not None
            else plain_attributions(paragraph.text)
        )
        sentences = [(base + s, base + e) for s, e in paragraph.sentences]
        self.reading.sentences.extend(sentences)
        for s, e in paragraph.sentences:
            self._note_subject(paragraph, scene, s, e)
        statements: list[tuple[Said, list[Statement]]] = []
        for said in sorted(found, key=lambda s: (s.cue or (s.start, s.start))[0]):
            made = self._statements(said, scene, paragraph)
            if made:
                statements.append((said, made))
        used = [False] * len(sentences)
        for said, made in statements:
            for statement in made:
                self.reading.statements.append(statement)
                before = len(self.reading.propositions)
                self._propositions(statement, said, scene, paragraph)
                if len(self.reading.propositions) > before:
                    for k, (s, e) in enumerate(sentences):
                        if any(s < ce and cs < e for cs, ce in statement.content):
                            used[k] = True
        self._narration(paragraph, scene, list(found), used)
        self.reading.empty.extend(s for s, u in zip(sentences, used, strict=True) if not u)
        self._last_side = None if not paragraph.sentences else self._last_side

    @staticmethod
    def _slice(mentions: list[Mention], start: int, end: int) -> list[Mention]:
        import bisect

        low = bisect.bisect_left(mentions, start, key=lambda m: m.start)
        high = bisect.bisect_left(mentions, end, key=lambda m: m.start)
        return mentions[low:high]

    # -- who says it
    def _statements(self, said: Said, scene: Scene, paragraph: parsing.Paragraph) -> list[Statement]:
        base = paragraph.block.start
        content = tuple((base + s, base + e) for s, e in said.content)
        words = (base + said.speaker[0], base + said.speaker[1]) if said.speaker else None
        resolved: list[tuple[Entity, Slot]] = []
        if said.speaker is None:
            if said.cue is not None or self._last_speaker is None:
                if said.cue is not None:
                    return []
                return []
            entity = self._last_speaker[0]
            resolved.append((entity, Slot("speaker", entity.label, "Resolved", "goes-on-speaking")))
        else:
            for k, span in enumerate((said.speaker, *said.speakers)):
                who = self._who(span, scene, before=base + (said.cue or said.speaker)[0])
                if who is None:
                    continue
                for entity in who.entities:
                    slot = Slot("speaker", entity.label, who.reading, who.rule, base + span[0], base + span[1])
                    resolved.append((entity, slot))
                if len(who.entities) == 1:
                    self.actors.note(base + span[0], who.entity)
                    if k == 0:
                        self._last_speaker = (who.entity, words)
        speech = "DirectSpeech" if said.direct else "IndirectSpeech"
        relays = self._relays(said, scene)
        target = self._target(said, scene)
        narrated = said.silent or (said.frame == "intention" and said.lemma in _TOLD)
        made: list[Statement] = []
        if narrated and not said.silent:
            resolved = resolved[:1]
        for entity, slot in resolved:
            polarity = "Denied" if said.denied else "Affirmed"
            goal: Entity | None = target
            if said.reciprocal and len(resolved) == 2:
                goal = next((e for e, _ in resolved if e.iri != entity.iri), target)
            speaker = None if narrated else entity
            spoken = Slot("speaker", "the article itself", "Stated", "narration") if narrated else slot
            slots = [
                spoken,
                Slot(
                    "polarity",
                    polarity,
                    "Stated" if said.denied else "Inferred",
                    f"verb-{said.lemma}" if said.denied else "no-denial",
                ),
            ]
            made.append(
                Statement(
                    content,
                    speaker,
                    spoken,
                    None if narrated else words,
                    (base + said.cue[0], base + said.cue[1]) if said.cue else None,
                    "Narration" if narrated else speech,
                    said.frame,
                    polarity,
                    said.modality,
                    relays,
                    goal,
                    said.silent,
                    tuple(slots),
                )
            )
            if narrated and said.silent:
                made[-1] = replace(made[-1], target=entity)
                self._silence(made[-1], entity, slot, said, scene)
        if narrated and said.silent:
            self.reading.statements.extend(made)
            return []
        return made

    def _who(self, span: tuple[int, int], scene: Scene, before: int) -> Resolved | None:
        phrase = scene.text[span[0] : span[1]]
        return self.actors.resolve(phrase, scene.inside(span), before=before)

    def _relays(self, said: Said, scene: Scene) -> tuple[tuple[Entity, Slot], ...]:
        relays: list[tuple[Entity, Slot]] = []
        for span in said.relays:
            who = self._who(span, scene, before=scene.base + span[0])
            if who is None:
                continue
            phrase = scene.text[span[0] : span[1]].lower()
            if said.lemma in ("tell", "inform", "brief") and who.entity.kind != "NewsAgency":
                continue
            if phrase in ("reporters", "journalists", "parliament", "the media"):
                continue
            relays.append(
                (
                    who.entity,
                    Slot(
                        "relay",
                        who.entity.label,
                        who.reading,
                        f"told-{who.rule}" if said.lemma == "tell" else who.rule,
                        scene.base + span[0],
                        scene.base + span[1],
                    ),
                )
            )
        return tuple(relays)

    def _target(self, said: Said, scene: Scene) -> Entity | None:
        if said.target is None or said.reciprocal:
            return None
        phrase = scene.text[said.target[0] : said.target[1]]
        if said.frame in ("description", "judgement") and not scene.inside(said.target):
            return None
        if not any(c.isupper() for c in phrase) and phrase.lower() not in ("it", "them", "him", "her"):
            return None
        who = self.actors.resolve(phrase, scene.inside(said.target), before=scene.base + said.target[0])
        return who.entity if who is not None else None

    # -- what is said
    def _propositions(self, statement: Statement, said: Said, scene: Scene, paragraph: parsing.Paragraph) -> None:
        scene.speaker = statement.speaker or (statement.target if statement.silent else None)
        before = len(self.reading.propositions)
        for piece in said.content:
            for start, end in _sentences_in(piece, paragraph.sentences):
                self._in_span(statement, scene, paragraph, start, end, said)
        if said.frame == "blame":
            self._blame(statement, said, scene)
        if len(self.reading.propositions) == before:
            self._bare(statement, said, scene)
        scene.speaker = None

    def _in_span(
        self, statement: Statement, scene: Scene, paragraph: parsing.Paragraph, start: int, end: int, said: Said | None
    ) -> None:
        text = paragraph.text
        start, end = _trim(text, start, end)
        if end - start < 3:
            return
        counts = find_counts(text[start:end])
        triggers = find_triggers(paragraph.doc, text, start, end)
        triggers = [t for t in triggers if not (t.entry.get("only_agent") and t.token is None and counts)]
        if statement.polarity == "Denied":
            # a denial is of what its main words say; a war or a truce that they mention stands as it was
            acts = [t for t in triggers if not (t.entry.get("conflict") or t.entry.get("agreement"))]
            triggers = acts[:1] or triggers[:1]
        seen: set[tuple[str, int]] = set()
        main: int | None = None
        narrow = statement.speaker is None and paragraph.doc is not None
        for trigger in triggers:
            if trigger.kind in ("Displacement", "Return") and any(c.outcome == "Displaced" for c in counts):
                pass
            anchor = _clause(trigger.token, text, start, end) if narrow else (start, end)
            clause = _clause_id(trigger.token)
            if (trigger.kind, clause) in seen:
                continue
            seen.add((trigger.kind, clause))
            proposition = self._event_of(trigger, statement, scene, anchor, (start, end), said)
            if proposition is None:
                continue
            self.reading.propositions.append((statement, proposition))
            if proposition.family == "event" and main is None:
                main = len(self.reading.propositions) - 1
            if (
                proposition.family == "event"
                and trigger.entry.get("agent") == "perpetrator"
                and proposition.subject is None
                and proposition.modality == "Reported"
            ):
                self._last_event = len(self.reading.propositions) - 1
        for count in counts:
            self._count_of(count, statement, scene, paragraph, start, end, main, narrow)
        self._strength(statement, scene, text, start, end, main, counts)

    def _event_of(
        self,
        trigger: Trigger,
        statement: Statement,
        scene: Scene,
        anchor: tuple[int, int],
        span: tuple[int, int],
        said: Said | None,
    ) -> Proposition | None:
        entry = trigger.entry
        base = scene.base
        roles = roles_of(trigger, scene)
        if (
            said is not None
            and said.frame == "blame"
            and statement.target is not None
            and entry.get("agent") in ("perpetrator",)
        ) and not any(r.property == "perpetrator" for r in roles):
            roles.append(
                Role(
                    "perpetrator",
                    statement.target,
                    Slot("perpetrator", statement.target.label, "Resolved", "who-is-blamed"),
                )
            )
        if entry.get("only_agent") and not any(r.property == "perpetrator" for r in roles):
            return None
        if (
            entry.get("agent") == "perpetrator"
            and not roles
            and trigger.token is not None
            and trigger.token.pos_ == "NOUN"
            and any(c.lower_ in ("the", "this", "that", "these", "those", "such") for c in trigger.token.children)
        ):
            return None  # "after the attack": it speaks of an event that was told before, and tells nothing of it
        text = scene.text
        modality, polarity = statement.modality, statement.polarity
        slots: list[Slot] = [
            Slot(
                "kind",
                trigger.kind,
                "Stated",
                f"lexicon-{text[trigger.start : trigger.end].lower()[:40]}",
                base + trigger.start,
                base + trigger.end,
            )
        ]
        low = span[0]
        meant = modality_of(text, trigger, low, span[1])
        if modality == "Reported" and meant is not None:
            modality = meant[0]
            slots.append(Slot("modality", modality, "Stated", f"word-{meant[1].lower()}"))
        negated = polarity_of(text, trigger, low)
        lacks: list[str] = []
        if negated is not None:
            if polarity == "Denied":
                lacks.append("it is denied twice over: read the words before deciding what is meant")
            polarity = "Denied"
            slots.append(Slot("polarity", "Denied", "Stated", f"word-{negated[1].lower()}"))
        date = self._date_for(base + trigger.start, base + anchor[0], base + anchor[1], base + span[0], base + span[1])
        if date is not None:
            slots.append(Slot("date", date.value, date.reading, date.rule, date.start, date.end))
        weapons: tuple[str, ...] = ()
        if entry.get("agent") == "perpetrator" and entry["kind"] not in (
            "Killing",
            "Provocation",
            "Violation",
            "IntelligenceActivity",
            "ArmsMovement",
            "TroopMovement",
        ):
            weapons = weapons_in(text[anchor[0] : anchor[1]])
            if not weapons and entry.get("weapon"):
                weapons = (str(entry["weapon"]),)
        subject = self._known(trigger, scene, date)
        if subject is not None:
            slots.append(Slot("subject", subject.label, "Resolved", "known-by-name-or-year"))
        slots.extend(r.slot for r in roles)
        family = (
            "agreement"
            if entry.get("agreement")
            else "situation"
            if entry.get("situation")
            else "damage"
            if entry.get("report")
            else "outbreak"
            if entry.get("outbreak")
            else "event"
        )
        if modality in ("Intended", "Threatened", "Requested") and family not in ("situation",):
            family = "intention"
        confidence = _confidence(statement, roles, modality, lacks)
        cause = self._denied_event(trigger.kind, entry) if polarity == "Denied" and subject is None else None
        if cause is not None:
            slots.append(Slot("event", trigger.kind, "Inferred", "the-event-before-is-denied"))
            roles = self._as_it_was_laid(roles, cause)
        return Proposition(trigger.kind, family, base + anchor[0], base + anchor[1], (base + trigger.start, base + trigger.end), tuple(roles), polarity, modality,
                           date=date, weapons=weapons, subject=subject, slots=tuple(slots), lacks=tuple(lacks), confidence=confidence, about=text[trigger.start : trigger.end],
                           cause=cause, same=cause is not None)  # fmt: skip

    def _as_it_was_laid(self, roles: list[Role], cause: int) -> list[Role]:
        """A state whose forces are blamed denies it for its forces, and the other way round: what is denied is what was said."""
        laid = {r.property: r.entity for r in self.reading.propositions[cause][1].roles}
        result = []
        for role in roles:
            other = laid.get(role.property)
            mine = self.actors.state_of(role.entity) or role.entity
            theirs = (self.actors.state_of(other) or other) if other is not None else None
            if other is not None and theirs is not None and theirs.iri == mine.iri and other.iri != role.entity.iri:
                role = Role(
                    role.property,
                    other,
                    replace(role.slot, value=other.label, reading="Inferred", rule=f"{role.slot.rule}+as-it-was-laid"),
                )
            result.append(role)
        return result

    def _denied_event(self, kind: str, entry: dict[str, Any]) -> int | None:
        """The event told of before that a denial is about: the last of its kind, or the last attack."""
        told = [
            k
            for k, (_, p) in enumerate(self.reading.propositions)
            if p.family == "event" and p.polarity != "Denied" and p.subject is None and p.modality == "Reported"
        ]
        for k in reversed(told):
            if self.reading.propositions[k][1].kind == kind:
                return k
        if entry.get("agent") == "perpetrator":
            for k in reversed(told):
                if self.reading.propositions[k][1].kind in _ATTACKS:
                    return k
        return None

    def _known(self, trigger: Trigger, scene: Scene, date: DateExpression | None) -> Entity | None:
        """A war or an agreement that the knowledge base knows by the name or the year that stands here."""
        wanted = {
            "War": ("War", "Conflict"),
            "Conflict": ("War", "Conflict"),
            "Clash": ("Clash", "War"),
            "Ceasefire": ("Ceasefire",),
            "PeaceTreaty": ("PeaceTreaty", "ProposedAgreement"),
            "CooperationAgreement": ("CooperationAgreement",),
            "Offensive": ("War",),
        }.get(trigger.kind)
        if wanted is None:
            return None
        at = scene.base + trigger.start
        for m in scene.mentions:
            if m.entity.kind in wanted and m.start <= at < m.end:
                return m.entity
        around = scene.text[max(0, trigger.start - 30) : trigger.end + 40]
        years = re.findall(r"\b(?:19|20)\d\d\b", around)
        if not years:
            return None
        found = {
            e.iri: e
            for name, e in self.gazetteer.by_name.items()
            if e.kind in wanted[:1] and any(y in name.split() for y in years)
        }
        if trigger.kind == "Clash" and not found:
            found = {
                e.iri: e
                for name, e in self.gazetteer.by_name.items()
                if e.kind == "War" and any(y in name.split() for y in years)
            }
        return next(iter(found.values())) if len(found) == 1 else None

    def _date_for(self, at: int, low: int, high: int, wide_low: int, wide_high: int) -> DateExpression | None:
        """The date that goes with an event: nearest in its clause, else in its sentence."""
        for a, b in ((low, high), (wide_low, wide_high)):
            near = [d for d in between(self.reading.dates, a, b) if d.resolved or not d.is_time]
            if near:
                exact = [d for d in near if d.time and d.resolved]
                return exact[0] if exact else min(near, key=lambda d: abs(d.start - at))
        return None

    def _count_of(
        self,
        count: Count,
        statement: Statement,
        scene: Scene,
        paragraph: parsing.Paragraph,
        start: int,
        end: int,
        main: int | None,
        narrow: bool,
    ) -> None:
        text, base = paragraph.text, paragraph.block.start
        phrase = text[start:end]
        who_span = (start + count.who[0], start + count.who[1])
        side, slots = self._side(count, statement, scene, who_span, phrase)
        head = _token_at(paragraph.doc, start + count.start)
        anchor = _clause(head, text, start, end, (start + count.start, start + count.end)) if narrow else (start, end)
        trigger = Trigger(start + count.start, start + count.end, {"kind": "CasualtyReport"}, head, 0)
        meant = modality_of(text, trigger, start, end)
        modality = statement.modality if statement.modality != "Reported" else (meant[0] if meant else "Reported")
        polarity = "Denied" if count.none or statement.polarity == "Denied" else "Affirmed"
        if count.none and statement.polarity == "Denied":
            polarity = "Affirmed"
        lacks: list[str] = []
        date = self._date_for(base + start + count.start, base + anchor[0], base + anchor[1], base + start, base + end)
        all_slots = [Slot("count", str(count.amount), "Stated", count.amount.rule, base + start + count.start, base + start + count.end),
                     Slot("outcome", count.outcome, "Stated", count.rule, base + start + count.start, base + start + count.end), *slots]  # fmt: skip
        if date is not None:
            all_slots.append(Slot("date", date.value, date.reading, date.rule, date.start, date.end))
        if count.none and statement.polarity == "Denied":
            lacks.append("it is denied twice over: read the words before deciding what is meant")
        kind = "DisplacementReport" if count.outcome == "Displaced" else "CasualtyReport"
        prop = "countedAmong" if kind == "DisplacementReport" else "sufferedBy"
        roles: tuple[Role, ...] = ()
        if side is not None:
            roles = tuple(Role(prop, e, s) for e, s in side)
            if side[0][1].rule in ("victims-noun-phrase", "nationality-of-victims", "name-of-victims"):
                self._last_side = side[0][0]
        else:
            lacks.append("the side that suffered it")
        cause = main
        self.reading.propositions.append((statement, Proposition(kind, "count", base + anchor[0], base + anchor[1], (base + start + count.start, base + start + count.end), roles, polarity, modality,
                                                                 count=count, date=date, slots=tuple(all_slots), lacks=tuple(lacks), confidence=_confidence(statement, list(roles), modality, lacks), cause=cause)))  # fmt: skip

    def _side(
        self, count: Count, statement: Statement, scene: Scene, span: tuple[int, int], phrase: str
    ) -> tuple[list[tuple[Entity, Slot]] | None, list[Slot]]:
        words = load_toml("casualties.toml")
        victims = re.sub(
            r"^(?:(?:of|its|their|his|her|our|the|own|them|whom|those)\s+)+", "", count.victims.strip(" ()")
        )
        low = count.victims.lower()
        mentions = scene.inside(span)
        military = _military().search(low)
        position = (scene.base + span[0], scene.base + span[1])

        def slot(entity: Entity, reading: str, rule: str) -> list[tuple[Entity, Slot]]:
            return [(entity, Slot("side", entity.label, reading, rule, *position))]

        def of_state(state: Entity, reading: str, rule: str) -> list[tuple[Entity, Slot]]:
            if military:
                found = self.actors.resolve(
                    f"{state.label} armed forces", self.gazetteer.find(f"{state.label} armed forces")
                )
                if found is not None and found.entity.kind == "ArmedForce":
                    return slot(found.entity, reading, rule)
            return slot(state, reading, rule)

        states = [s for m in mentions if (s := self.actors.state_of(m.entity)) is not None]
        organisations = [
            m.entity
            for m in mentions
            if not self.gazetteer.is_place(m.entity) and m.entity.kind not in ("Office", "Side", "State", "War")
        ]
        if organisations and not states:
            return slot(organisations[0], "Stated", "name-of-victims"), []
        if states:
            return of_state(states[0], "Resolved", "nationality-of-victims"), []
        possessive = re.search(
            r"\b(?:of\s+)?(its|their|our|his|her)\b", scene.text[max(0, span[0] - 4) : span[1]], re.IGNORECASE
        )
        if possessive is not None and possessive[1].lower() in ("his", "her", "their") and not military:
            possessive = None
        if (possessive and scene.speaker is not None) or (
            re.search(
                r"\b(?:we|it|they)\s+(?:had\s+|have\s+|has\s+)?(?:lost|suffered|sustained)\b",
                phrase[: max(0, count.end)],
                re.IGNORECASE,
            )
            and scene.speaker is not None
        ):
            owner = scene.speaker
            subject = self._subject_near(scene, span)
            if possessive and statement.frame == "blame" and statement.speaker is not None:
                owner = statement.speaker
            elif (
                possessive
                and subject is not None
                and subject.entity.iri != owner.iri
                and statement.frame != "blame"
                and subject.rule != "new-noun-phrase"
            ):
                owner = subject.entity
            return self._own(owner, bool(military), slot, of_state, "possessive-is-speaker"), []
        if possessive:
            subject = self._subject_near(scene, span)
            if subject is not None:
                return self._own(subject.entity, bool(military), slot, of_state, "possessive-is-subject"), []
        if (
            military
            and scene.speaker is not None
            and scene.speaker.kind in ("ArmedForce", "Ministry", "State", "Government", "ArmedGroup")
            and count.rule not in ("left-of-number",)
        ):
            return self._own(scene.speaker, True, slot, of_state, "soldiers-of-the-speaker", "Inferred"), []
        lost = re.search(r"\b(lost|suffered|sustained|losing)\b", phrase[: count.start + 12])
        if lost and statement.speaker is None:
            subject = self._subject_near(scene, span)
            if subject is not None:
                return self._own(subject.entity, bool(military), slot, of_state, "who-lost-them"), []
        if (
            count.none
            and scene.speaker is not None
            and scene.speaker.kind in ("ArmedForce", "Ministry", "ArmedGroup", "State")
        ):
            return self._own(scene.speaker, bool(military), slot, of_state, "own-losses", "Inferred"), []
        if (
            victims.lower() in ("others", "other", "more", "")
            and self._last_side is not None
            and not count.none
            and not re.search(r"\btoll\b|\bdead\b", phrase[: count.end + 8])
        ):
            return slot(self._last_side, "Resolved", "same-as-counted-before"), []
        general = not victims or victims.lower() in words["nobody_in_particular"] or count.none
        if general:
            side = next(
                (e for e in self.gazetteer.entities.values() if e.kind == "Side" and e.label.lower().startswith("all")),
                None,
            )
            if side is None:
                side = self.actors._propose("All sides together", "side", "Side", None, "all")
            return slot(side, "Inferred", "not-broken-down-by-side"), []
        entity = self.actors._propose(" ".join(victims.split()), "actor", "Community")
        return slot(entity, "Stated", "victims-noun-phrase"), []

    def _own(
        self, owner: Entity, military: bool, slot: Any, of_state: Any, rule: str, reading: str = "Resolved"
    ) -> list[tuple[Entity, Slot]]:
        state = self.actors.state_of(owner)
        if owner.kind in ("ArmedForce", "ArmedGroup") or state is None:
            return slot(owner, reading, rule)  # type: ignore[no-any-return]
        return of_state(state, reading, rule)  # type: ignore[no-any-return]

    def _subject_near(self, scene: Scene, span: tuple[int, int]) -> Resolved | None:
        if scene.doc is None:
            before = [
                m for m in scene.mentions if m.end - scene.base <= span[0] and not self.gazetteer.is_place(m.entity)
            ]
            return (
                Resolved((before[-1].entity,), "Inferred", "nearest-before")
                if before and span[0] - (before[-1].end - scene.base) < 60
                else None
            )
        token = _token_at(scene.doc, span[0])
        node = token
        for _ in range(12):
            if node is None or node.head.i == node.i:
                break
            if node.pos_ in ("VERB", "AUX"):
                subject = next((c for c in node.children if c.dep_ == "nsubj"), None)
                if subject is not None and not (span[0] <= subject.idx < span[1]):
                    found = scene.actor(subject)
                    if found is not None:
                        return found[0]
            node = node.head
        if node is not None and node.pos_ in ("VERB", "AUX"):
            subject = next((c for c in node.children if c.dep_ == "nsubj"), None)
            if subject is not None and not (span[0] <= subject.idx < span[1]):
                found = scene.actor(subject)
                if found is not None:
                    return found[0]
        return None

    def _strength(
        self,
        statement: Statement,
        scene: Scene,
        text: str,
        start: int,
        end: int,
        main: int | None,
        counts: Iterable[Count],
    ) -> None:
        """“some 2,000 peacekeepers”: how many were deployed, or are there."""
        taken = [(c.start + start, c.end + start) for c in counts]
        if not _FORCES.search(text, start, end):
            return
        for m in _STRENGTH.finditer(text[start:end]):
            at = start + m.start()
            if any(s < start + m.end() and at < e for s, e in taken) or re.fullmatch(
                r"(?:an?|one)", m[1], re.IGNORECASE
            ):
                continue
            window = text[max(start, at - 60) : min(end, start + m.end() + 60)]
            if not re.search(
                r"deploy|station|sent|send|moved|mass|based|there\s+are|contingent|force\s+of|strength|mobili|withdr|pull|dispatch|call(?:ed)?\s+up|strong|house|remain",
                window,
                re.IGNORECASE,
            ):
                continue
            read = bounded(text, start + m.start(1), start + m.end(1))
            if read is None:
                continue
            amount, s, _ = read
            span = (start + m.start(2), start + m.end(3))
            resolved = self.actors.resolve(text[span[0] : span[1]], scene.inside(span))
            if resolved is None:
                continue
            count = Count(
                s - start, m.end(), amount, "Deployed", text[span[0] : span[1]], (m.start(2), m.end(3)), "strength"
            )
            position = (scene.base + s, scene.base + start + m.end())
            slots = (
                Slot("count", str(amount), "Stated", amount.rule, *position),
                Slot(
                    "side",
                    resolved.entity.label,
                    resolved.reading,
                    resolved.rule,
                    scene.base + span[0],
                    scene.base + span[1],
                ),
            )
            self.reading.propositions.append((statement, Proposition("StrengthReport", "count", *position, position, (Role("countedAmong", resolved.entity, slots[1]),), statement.polarity, statement.modality,
                                                                     count=count, slots=slots, confidence=0.7, cause=main)))  # fmt: skip

    def _blame(self, statement: Statement, said: Said, scene: Scene) -> None:
        """“blamed the other for the outbreak”: a claim about who opened it."""
        text = scene.text[said.start : said.end]
        if statement.target is None or not re.search(
            r"\b(?:outbreak|escalation|start(?:ing)?|fighting|violence|war|clashes|hostilities|flare-up|conflict)\b",
            text,
            re.IGNORECASE,
        ):
            return
        made = [p for s, p in self.reading.propositions if s is statement]
        if any(p.family == "outbreak" for p in made):
            return
        if any(p.kind not in ("Clash", "War", "Conflict", "Outbreak") for p in made):
            return
        keep = [k for k, (s, _) in enumerate(self.reading.propositions) if s is statement]
        if (
            keep
            and keep[-1] == len(self.reading.propositions) - 1
            and keep == list(range(keep[0], len(self.reading.propositions)))
        ):
            del self.reading.propositions[keep[0] :]
        slot = Slot("openedBy", statement.target.label, "Resolved", "who-is-blamed")
        self.reading.propositions.append((statement, Proposition("Outbreak", "outbreak", scene.base + said.start, scene.base + said.end, (scene.base + said.start, scene.base + said.end), (Role("openedBy", statement.target, slot),),
                                                                 statement.polarity, statement.modality, slots=(Slot("kind", "Outbreak", "Resolved", "blamed-for"), slot), confidence=0.7)))  # fmt: skip

    def _silence(self, statement: Statement, party: Entity, slot: Slot, said: Said, scene: Scene) -> None:
        base = scene.base
        text = scene.text[said.start : said.end]
        about = next((c.outcome for c in find_counts(text)), None)
        if about is None:
            m = re.search(r"\b(losses|casualties|deaths|injuries|figures|details|number|toll)\b", text)
            about = {"deaths": "Killed", "injuries": "Injured"}.get(m[1], "UnspecifiedLosses") if m else "Statement"
        self.reading.propositions.append((statement, Proposition("Silence", "silence", base + said.start, base + said.end, (base + said.start, base + said.end), (Role("silentParty", party, replace(slot, name="silentParty")),),
                                                                 about=about, slots=(Slot("kind", "Silence", "Stated", said.frame), replace(slot, name="silentParty")), confidence=0.75)))  # fmt: skip

    def _bare(self, statement: Statement, said: Said, scene: Scene) -> None:
        """What was said has no kind that the ontology knows: who said it, and where, is still worth a draft."""
        base = scene.base
        start, end = said.start, said.end
        roles: tuple[Role, ...] = ()
        if statement.polarity == "Denied" and statement.speaker is not None:
            self._denied(statement, said, scene)
            return
        if (said.frame == "blame" and statement.target is not None) or (
            said.lemma == "claim" and re.match(r"(?:responsibility|credit)\b", scene.text[start:end])
        ):
            culprit = statement.target if said.frame == "blame" else statement.speaker
            if culprit is not None and self._blamed_before(statement, culprit, said, scene):
                return
        if statement.speaker is not None:
            roles = (Role("participant", statement.speaker, replace(statement.speaker_slot, name="participant")),)
        elif said.speaker is not None:
            return
        family, kind = ("event", "Statement")
        if said.frame == "request":
            kind = "Appeal"
            if statement.target is not None:
                roles = (
                    *roles,
                    Role(
                        "addressee",
                        statement.target,
                        Slot("addressee", statement.target.label, "Resolved", "who-is-asked"),
                    ),
                )
        modality = statement.modality
        if modality == "Reported" and said.frame not in ("request",):
            root = _root_of(scene.doc, start, end)
            if root is not None:
                trigger = Trigger(root.idx, root.idx + len(root), {"kind": "Statement"}, root, 0)
                meant = modality_of(scene.text, trigger, start, end)
                if meant is not None:
                    modality = meant[0]
                    subject = next((c for c in root.children if c.dep_ in ("nsubj", "nsubjpass")), None)
                    who = (
                        scene.actor(subject) if subject is not None and modality in ("Intended", "Threatened") else None
                    )
                    if who is not None:
                        roles = tuple(
                            Role(
                                "intendedBy",
                                e,
                                Slot(
                                    "intendedBy",
                                    e.label,
                                    who[0].reading,
                                    who[0].rule,
                                    base + who[1][0],
                                    base + who[1][1],
                                ),
                            )
                            for e in who[0].entities
                        )
        if kind == "Statement" and modality in ("Intended", "Threatened"):
            family, kind = "intention", "Intention"
        self.reading.propositions.append((statement, Proposition(kind, family, base + start, base + end, (base + start, base + end), roles, "Affirmed", modality,
                                                                 slots=(Slot("kind", kind, "Inferred" if kind != "Appeal" else "Stated", "no-kind-recognised" if kind != "Appeal" else f"verb-{said.lemma}"),),
                                                                 lacks=() if kind == "Appeal" else ("what is said has no kind that the word lists know: describe it, or reject the draft",), confidence=0.5 if kind == "Appeal" else 0.3, about=said.frame)))  # fmt: skip

    def _denied(self, statement: Statement, said: Said, scene: Scene) -> None:
        """A denial whose content has no kind: "rejected the accusation" denies what was last laid to the speaker's door."""
        base = scene.base
        entity = statement.speaker
        assert entity is not None
        cause = self._laid_to(entity, scene, said)
        kind = self.reading.propositions[cause][1].kind if cause is not None else "Event"
        slot = Slot("perpetrator", entity.label, "Inferred", "denies-for-itself")
        self.reading.propositions.append((statement, Proposition(kind, "event", base + said.start, base + said.end, (base + said.start, base + said.end), (Role("perpetrator", entity, slot),), "Denied", statement.modality,
                                                                 slots=(Slot("kind", kind, "Inferred", "what-was-said-before" if cause is not None else "no-kind-recognised"), slot), lacks=("what exactly is denied",), confidence=0.4, cause=cause, same=cause is not None)))  # fmt: skip

    def _laid_to(self, entity: Entity, scene: Scene, said: Said) -> int | None:
        """The event told of before that was laid to an actor's door, when "the accusation" is all that is denied."""
        words = scene.text[said.start : said.end]
        if not re.match(
            r"(?:(?:the|these|those|such|any|all)\s+)?(?:accusations?|allegations?|claims?|charges?|reports?|involvement|responsibility|it)\b(?!\s+(?:of|that)\b)",
            words,
            re.IGNORECASE,
        ):
            return None
        mine = self.actors.state_of(entity) or entity
        for k in range(len(self.reading.propositions) - 1, -1, -1):
            earlier = self.reading.propositions[k][1]
            if scene.base - earlier.end > 1500:
                return None
            doers = [self.actors.state_of(r.entity) or r.entity for r in earlier.roles if r.property == "perpetrator"]
            if earlier.family == "event" and earlier.polarity == "Affirmed" and any(d.iri == mine.iri for d in doers):
                return k
        return None

    def _blamed_before(self, statement: Statement, culprit: Entity, said: Said, scene: Scene) -> bool:
        """“blamed X”, "claimed responsibility": X did what the text told of last."""
        k = self._last_event
        if k is None or scene.base - self.reading.propositions[k][1].end > 1500:
            return False
        event = self.reading.propositions[k][1]
        base = scene.base
        slot = Slot("perpetrator", culprit.label, "Inferred", "blamed-for-the-event-before")
        self.reading.propositions.append((statement, Proposition(event.kind, "event", base + said.start, base + said.end, (base + said.start, base + said.end), (Role("perpetrator", culprit, slot),), "Affirmed", statement.modality,
                                                                 slots=(Slot("kind", event.kind, "Inferred", "the-event-before"), slot), confidence=0.5, cause=k, same=True)))  # fmt: skip
        return True

    # -- the article's own voice
    def _narration(self, paragraph: parsing.Paragraph, scene: Scene, found: list[Said], used: list[bool]) -> None:
        base, text = paragraph.block.start, paragraph.text
        for k, (s, e) in enumerate(paragraph.sentences):
            for start, end in _uncovered(s, e, found):
                start, end = _trim(text, start, end)
                if end - start < 12:
                    continue
                statement = Statement(((base + start, base + end),), None, Slot("speaker", "the article itself", "Stated", "narration"), None, None, "Narration", "narration",
                                      slots=(Slot("speaker", "the article itself", "Stated", "narration"),))  # fmt: skip
                before = len(self.reading.propositions)
                self._in_span(statement, scene, paragraph, start, end, None)
                self._without_figures(statement, scene, text, start, end, found)
                if len(self.reading.propositions) > before:
                    self.reading.statements.append(statement)
                    used[k] = True

    def _without_figures(
        self, statement: Statement, scene: Scene, text: str, start: int, end: int, found: list[Said]
    ) -> None:
        m = re.search(
            r"\bwithout\s+(?:giving|providing|specifying|offering|elaborating|saying|naming|mentioning|citing|disclosing)\b(?:\s+(?:any\s+|further\s+|more\s+|exact\s+)?(figures|details|numbers?|evidence|how\s+many|names?|casualties|a\s+toll))?",
            text[start:end],
        )
        if m is None or self._last_speaker is None:
            return
        party = self._last_speaker[0]
        about = "UnspecifiedLosses" if m[1] and re.match(r"figures|number|how|casualt|a\s+toll", m[1]) else "Statement"
        at = (scene.base + start + m.start(), scene.base + start + m.end())
        slot = Slot("silentParty", party.label, "Resolved", "last-speaker")
        self.reading.propositions.append(
            (
                statement,
                Proposition(
                    "Silence",
                    "silence",
                    *at,
                    at,
                    (Role("silentParty", party, slot),),
                    about=about,
                    slots=(Slot("kind", "Silence", "Stated", "without-giving"), slot),
                    confidence=0.7,
                ),
            )
        )

    def _note_subject(self, paragraph: parsing.Paragraph, scene: Scene, start: int, end: int) -> None:
        if paragraph.doc is None:
            return
        for token in paragraph.doc:
            if token.dep_ == "ROOT" and start <= token.idx < end:
                subject = next((c for c in token.children if c.dep_ in ("nsubj", "nsubjpass")), None)
                if subject is not None and subject.pos_ == "PROPN":
                    span = scene.actor(subject)
                    if span is not None and (
                        span[0].rule
                        in ("name", "organ-of-state", "title-and-name", "full-name", "surname", "abbreviation")
                    ):
                        self.actors.note(scene.base + subject.idx, span[0].entity)
                return


_FORCES = re.compile(
    r"\b(?:peacekeepers|troops|soldiers|fighters|personnel|reinforcements|militants|mercenaries|servicemen|reservists)\b"
)
_STRENGTH = re.compile(
    rf"({NUMBER})\s+((?:[\w.’'-]+\s+){{0,3}}?)(peacekeepers|troops|soldiers|fighters|personnel|reinforcements|militants|mercenaries|servicemen|reservists)\b",
    re.IGNORECASE,
)


@cache
def _military() -> re.Pattern[str]:
    words = [*load_toml("casualties.toml")["military"], "forces", "army", "military", "fighters", "units"]
    return re.compile(rf"\b(?:{'|'.join(re.escape(w) for w in words)})\b")


_ATTACKS: Final = frozenset(
    {
        "Attack",
        "Shelling",
        "DroneStrike",
        "AirStrike",
        "MissileStrike",
        "SmallArmsFire",
        "Bombing",
        "Mining",
        "Raid",
        "Sabotage",
        "Killing",
        "Abduction",
    }
)
_TOLD: Final = frozenset(
    {"agree", "decide", "refuse", "decline", "prepare", "resolve", "seek", "aim", "commit", "plan", "intend"}
)


def _confidence(statement: Statement, roles: list[Role], modality: str, lacks: list[str]) -> float:
    score = {"DirectSpeech": 0.85, "IndirectSpeech": 0.8, "Narration": 0.7}[statement.speech]
    score -= {"Stated": 0.0, "Resolved": 0.05, "Inferred": 0.2}[statement.speaker_slot.reading]
    score -= 0.1 if not roles else 0.0
    score -= 0.05 * sum(r.slot.reading == "Inferred" for r in roles)
    score -= 0.1 if modality != "Reported" else 0.0
    score -= 0.15 * len(lacks)
    return max(0.05, round(score, 2))


def _sentences_in(piece: tuple[int, int], sentences: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    inside = [(max(s, piece[0]), min(e, piece[1])) for s, e in sentences if s < piece[1] and piece[0] < e]
    return inside or [piece]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in ",.;:\"“”'’)–—-"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;:“(–—-"):
        end -= 1
    if end > start and text[end - 1] == "." and not re.search(r"\b(?:[A-Z]|a\.m|p\.m|U\.S|Mr|Dr)\.$", text[start:end]):
        end -= 1
    lead = re.match(r"(?:and|but|while|or|so)\s+", text[start:end])
    if lead and end - start > 20:
        start += lead.end()
    return start, end


def _uncovered(start: int, end: int, found: list[Said]) -> list[tuple[int, int]]:
    """What of a sentence no statement covers: neither its words, its cue nor its speaker."""
    marks: list[tuple[int, int]] = []
    for said in found:
        marks.extend(said.content)
        if said.frame == "intention" and said.lemma in _TOLD:
            marks = [m for m in marks if m not in said.content]
            continue
        marks.extend(span for span in (said.cue, said.speaker, *said.speakers, *said.relays) if span is not None)
    cuts = sorted((max(s, start), min(e, end)) for s, e in marks if s < end and start < e)
    free: list[tuple[int, int]] = []
    at = start
    for s, e in cuts:
        if s > at:
            free.append((at, s))
        at = max(at, e)
    if at < end:
        free.append((at, end))
    return free


def _root_of(doc: Any, start: int, end: int) -> Any:
    """The main verb of what stands between two offsets."""
    if doc is None:
        return None
    inside = [t for t in doc if start <= t.idx < end and t.pos_ in ("VERB", "AUX")]
    return next(
        (t for t in inside if not (start <= t.head.idx < end) or t.head.i == t.i), inside[0] if inside else None
    )


def _token_at(doc: Any, offset: int) -> Any:
    if doc is None:
        return None
    return next((t for t in doc if t.idx <= offset < t.idx + len(t) or t.idx >= offset), None)


_CLAUSE_HEADS: Final = frozenset({"ROOT", "relcl", "advcl", "ccomp", "acl", "parataxis", "pcomp"})


def _clause_head(token: Any) -> Any:
    node = token
    for _ in range(20):
        if node.dep_ in _CLAUSE_HEADS or node.head.i == node.i:
            return node
        if (
            node.dep_ == "conj"
            and node.pos_ in ("VERB", "AUX")
            and any(c.dep_ in ("nsubj", "nsubjpass") for c in node.children)
        ):
            return node
        node = node.head
    return node


def _clause_id(token: Any) -> int:
    return -1 if token is None else int(_clause_head(token).i)


def _clause(token: Any, text: str, start: int, end: int, keep: tuple[int, int] | None = None) -> tuple[int, int]:
    """The clause of a token inside a span: its finite verb with all that hangs on it but other full clauses."""
    if token is None:
        return start, end
    head = _clause_head(token)
    others = [
        t for t in head.subtree
        if t.i != head.i and t.dep_ == "conj" and t.pos_ in ("VERB", "AUX") and t.head.i == head.i
        and any(c.dep_ in ("nsubj", "nsubjpass") for c in t.children)
    ]  # fmt: skip
    dropped = {x.i for t in others for x in t.subtree}
    tokens = [t for t in head.subtree if t.i not in dropped and not t.is_space and not t.is_punct and t.dep_ != "cc"]
    if not tokens:
        return start, end
    low, high = max(start, tokens[0].idx), min(end, tokens[-1].idx + len(tokens[-1]))
    if keep is not None:
        low, high = min(low, keep[0]), max(high, keep[1])
    low, high = _trim(text, low, high)
    return (low, high) if high - low >= 8 else (start, end)
