"""Statements by the verb or noun that hands over to them, one grammatical frame at a time.

The verbs of each frame are data (`lexicon/reporting.toml`).
"""

# A pattern or a message is clearer on one line.
# ruff: noqa: E501, SIM102

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from standoff.ingest.quotes import Quote

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
else:
    Doc = Token = Any

from standoff.ingest.content import adjacent_quote, after_medium, begins_anew, clause_content, cut_out, end_of_wish
from standoff.ingest.grammar import (
    Piece,
    Said,
    behind_statement,
    is_negated,
    noun_phrase,
    owner_of,
    span_of,
    speakers_of,
    subjects_of,
    subtree_span,
    who_says,
    word_list,
)

__all__ = ["frames_of", "statement_of"]


# -- frames
def frames_of(token: Token, doc: Doc, text: str, quotes: list[Quote]) -> Iterator[Said]:
    """The statements that a verb or a noun hands over to."""
    pos = token.pos_
    if pos in ("NOUN", "PROPN"):
        if token.lemma_.lower() in word_list("statement_nouns"):
            yield from _nominal(token, text)
        return
    if pos in ("PUNCT", "ADP", "DET", "ADJ", "NUM", "PRON", "CCONJ", "PART", "SPACE", "SCONJ") and token.lower_ not in (
        "said",
        "says",
    ):
        return
    lemma = token.lemma_.lower()
    if token.pos_ not in ("VERB", "AUX") and not (
        token.tag_ in ("VBD", "VBZ", "VBG") or token.lower_ in ("said", "says")
    ):
        return
    if any(q.has(token.idx) and q.length > 20 for q in quotes):
        return
    if lemma in word_list("quote"):
        made = list(_quoting(token, doc, text, quotes))
        if made:
            yield from made
            return
    if lemma in word_list("blame"):
        made = list(_blaming(token, text))
        if made:
            yield from made
            return
    if token.dep_ == "xcomp" and token.head.lemma_.lower() in ("decline", "refuse"):
        return
    if lemma in ("ask", "request") and re.match(
        r"\s+not\s+to\s+be\s+(?:named|identified|quoted)", text[token.idx + len(token) :]
    ):
        return
    if lemma == "make" or lemma == "give" or lemma == "decline" or lemma == "refuse":
        made = list(_silences(token, text))
        if made:
            yield from made
            return
    if lemma in word_list("describe"):
        made = list(_describing(token, text, quotes))
        if made:
            yield from made
            return
    says, believes = lemma in word_list("say"), lemma in word_list("believe")
    if lemma in word_list("intend") and not any(c.dep_ == "ccomp" and c.i > token.i for c in token.children):
        made = list(_intending(token, text))
        if made:
            yield from made
            return
    if says or believes:
        made = list(_saying(token, doc, text, quotes, believes and not says))
        if made:
            yield from made
            return
    if lemma in word_list("request"):
        made = list(_requesting(token, text))
        if made:
            yield from made
            return
    if lemma in word_list("intend"):
        made = list(_intending(token, text))
        if made:
            yield from made
            return
    if lemma in word_list("object"):
        yield from _with_object(token, text, quotes)


def _saying(verb: Token, doc: Doc, text: str, quotes: list[Quote], belief: bool) -> Iterator[Said]:
    lemma = verb.lemma_.lower()
    clauses = [c for c in verb.children if c.dep_ in ("ccomp",) and c.i != verb.i]
    if not clauses and lemma in ("say", "report") and any(c.dep_ == "auxpass" for c in verb.children):
        return
    if (
        verb.tag_ == "VBN"
        and verb.dep_ in ("advcl", "acl")
        and not any(c.dep_ in ("aux", "auxpass") for c in verb.children)
    ):
        return  # "asked whether …, she replied"
    # "…, the ministry said": the parse sometimes hangs the verb under its own content
    if (
        not clauses
        and lemma in word_list("core")
        and verb.dep_ in ("parataxis", "ccomp", "advcl")
        and verb.head.pos_ in ("VERB", "AUX", "NOUN")
        and verb.head.i < verb.i
        and not (verb.dep_ == "ccomp" and verb.head.lemma_.lower() in word_list("say") | word_list("believe"))
    ):
        subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
        if subject is not None and not belief and not any(c.dep_ in ("mark",) for c in verb.children):
            whole = subtree_span(verb.head, [verb])
            own = subtree_span(verb)
            sent = verb.sent
            if (
                whole is not None
                and own is not None
                and sent.end - verb.i < 22
                and verb.i - sent.start > 2
                and own[0] > whole[0]
            ):
                pieces = cut_out(whole, own)
                if pieces:
                    yield statement_of(verb, doc, text, quotes, pieces, "inverted")
                    return
    if not clauses:
        after = [c for c in verb.children if c.dep_ in ("acomp", "oprd", "attr") and c.i > verb.i]
        passive = any(c.dep_ == "auxpass" for c in verb.children)
        piece = adjacent_quote(verb, text, quotes) if lemma in word_list("core") and not passive else None
        if piece is not None and not belief:
            yield statement_of(verb, doc, text, quotes, piece, "quotation")
            return
        if verb.lower_ in ("saying", "adding", "claiming", "stating", "announcing", "declaring") and verb.dep_ in (
            "acl",
            "advcl",
            "xcomp",
            "dep",
            "pcomp",
        ):
            rest = text[verb.idx + len(verb) : verb.sent.end_char]
            if len(rest) > 20:
                yield statement_of(verb, doc, text, quotes, ((verb.idx + len(verb), verb.sent.end_char),), "indirect")
                return
        if lemma in word_list("core") and not belief and not passive:
            told = after_medium(verb, doc, text)
            if told is not None:
                yield statement_of(verb, doc, text, quotes, (told,), "indirect")
                return
        if lemma in ("say", "tell", "add") and after:
            span = span_of(t for c in after for t in c.subtree)
            if span:
                yield statement_of(verb, doc, text, quotes, (span,), "indirect")
        return
    if (
        lemma
        in (
            "ask",
            "wonder",
            "know",
            "see",
            "find",
            "learn",
            "understand",
            "recall",
            "determine",
            "judge",
            "point",
            "agree",
            "decide",
        )
        and not any(
            c.dep_ in ("mark", "advmod", "det")
            and c.lower_ in ("that", "whether", "if", "how", "why", "what", "when", "where")
            for k in clauses
            for c in k.children
        )
        and not any(k.i < verb.i for k in clauses)
        and not (lemma in ("find", "ask", "recall", "wonder") and quotes)
    ) and not any(c.tag_ in ("VBD", "VBZ", "VBP", "MD") or c.dep_ == "aux" for k in clauses for c in [k, *k.children]):
        return
    content = clause_content(verb, clauses, text)
    if content:
        yield statement_of(verb, doc, text, quotes, content, "belief" if belief else "indirect")


def statement_of(verb: Token, doc: Doc, text: str, quotes: list[Quote], content: tuple[Piece, ...], frame: str) -> Said:
    """The statement that a verb of saying makes of its content: speaker, relays, denial, silence."""
    lemma = verb.lemma_.lower()
    speaker, others = who_says(speakers_of(verb, doc, text))
    denied = lemma in word_list("deny")
    negated = is_negated(verb)
    modality = "Reported"
    if lemma == "threaten":
        modality = "Threatened"
    relays: tuple[Piece, ...] = ()
    citing = [
        c
        for c in doc[verb.sent.start : verb.sent.end]
        if c.lower_ in ("citing", "quoting") and (c.head.i == verb.i or abs(c.i - verb.i) < 14)
    ]
    for participle in citing:
        sources = [x for x in participle.children if x.dep_ == "dobj"]
        if sources and speaker is not None:
            relays = (speaker,)
            speaker, others = who_says(behind_statement(sources[0]))
            break
    told = (
        [c for c in verb.children if c.dep_ in ("dobj", "dative") and c.pos_ in ("NOUN", "PROPN")]
        if lemma in ("tell", "inform", "brief")
        else []
    )
    return Said(content, speaker, (verb.idx, verb.idx + len(verb)), frame, lemma,
                denied=denied and not negated, silent=negated and lemma in ("say", "mention", "comment", "confirm", "specify", "report", "disclose", "give", "reveal", "elaborate", "explain"),
                modality=modality, speakers=others, relays=relays or tuple(noun_phrase(t) for t in told))  # fmt: skip


def _quoting(verb: Token, doc: Doc, text: str, quotes: list[Quote]) -> Iterator[Said]:
    """X quoted (a statement by) Y as saying Z; Y was quoted (by X) as saying Z."""
    passive = [c for c in verb.children if c.dep_ == "nsubjpass"]
    objects = [c for c in verb.children if c.dep_ == "dobj"]
    saying = [
        t for t in verb.subtree if t.lower_ in ("saying", "telling", "reporting", "claiming", "stating", "announcing")
    ]
    if not saying and verb.lemma_.lower() != "quote":
        return
    if not saying and not (
        objects and any(q.start > verb.idx or q.end <= verb.idx for q in quotes) and verb.tag_ != "VBG"
    ):
        return
    relay = None
    if passive:
        source = behind_statement(passive[0])
        agents = [
            x
            for c in verb.children
            if c.dep_ in ("agent", "prep") and c.lower_ == "by"
            for x in c.children
            if x.dep_ == "pobj"
        ]
        relay = agents[0] if agents else None
    elif objects:
        source = behind_statement(objects[0])
        if source[0].i == objects[0].i and objects[0].lemma_.lower() in word_list("statement_nouns"):
            by = [t for t in doc[objects[0].i : verb.sent.end] if t.lower_ == "by"]
            pobj = [c for b in by[:1] for c in b.children if c.dep_ == "pobj"]
            source = pobj or source
        subjects = subjects_of(verb)
        relay = subjects[0] if subjects else None
    else:
        return
    content: tuple[Piece, ...] | None = None
    if saying:
        clause = [c for c in saying[0].children if c.dep_ in ("ccomp", "dobj")]
        if clause:
            spans = [s for c in clause if (s := subtree_span(c)) is not None]
            content = ((min(s[0] for s in spans), max(s[1] for s in spans)),)
    if content is None:
        content = adjacent_quote(verb, text, quotes)
    if content is None and saying:
        clause = [c for c in verb.children if c.dep_ == "ccomp"]
        span = subtree_span(clause[0], [verb]) if clause else None
        content = (span,) if span and span[1] <= verb.idx else None
    if content is None:
        return
    speaker, others = who_says(source)
    yield Said(content, speaker, (verb.idx, verb.idx + len(verb)), "quoted-as-saying", "quote", speakers=others,
               relays=(noun_phrase(relay),) if relay is not None else ())  # fmt: skip


def _blaming(verb: Token, text: str) -> Iterator[Said]:
    """X accused Y of Z; X blamed Y for Z; X blamed Z on Y; Y was accused by X of Z."""
    objects = [c for c in verb.children if c.dep_ in ("dobj", "nsubjpass")]
    if not objects:
        return
    wanted = ("of", "for", "on", "over", "with")
    preps = [c for c in verb.children if c.dep_ == "prep" and c.lower_ in wanted and c.i > verb.i]
    preps += [c for o in objects for c in o.children if c.dep_ == "prep" and c.lower_ in ("of", "for") and c.i > verb.i]
    lemma = verb.lemma_.lower()
    if not preps and lemma not in ("accuse", "blame"):
        return
    if lemma in ("charge", "hold", "suspect", "condemn", "denounce", "thank") and not any(
        p.lower_ in ("of", "for", "with") for p in preps
    ):
        return
    if lemma == "hold" and "responsible" not in verb.sent.text:
        return
    speaker, others = who_says(subjects_of(verb))
    if speaker is None and not any(c.dep_ == "auxpass" for c in verb.children):
        return
    target = objects[0]
    if lemma == "blame" and preps and preps[0].lower_ == "on":
        pobj = [c for c in preps[0].children if c.dep_ == "pobj"]
        target = pobj[0] if pobj else target
    start = min(objects[0].left_edge.idx, *(p.idx for p in preps)) if preps else objects[0].left_edge.idx
    if objects[0].dep_ == "nsubjpass":
        start = preps[0].idx if preps else objects[0].left_edge.idx
    ends = [p.right_edge for p in preps]
    if ends:
        last = max(ends, key=lambda t: t.i)
    else:
        stop = noun_phrase(objects[0])[1]
        last = next(t for t in verb.doc if t.idx + len(t) >= stop)
    end = last.idx + len(last)
    for comma in verb.doc[(preps[0].i if preps else last.i) : last.i]:
        if (
            comma.text == ","
            and comma.i + 1 < len(verb.doc)
            and verb.doc[comma.i + 1].lower_ in ("after", "when", "following", "saying", "but")
        ):
            last, end = comma, comma.idx
            break
    doc = verb.doc
    for token in doc[last.i + 1 : verb.sent.end]:
        if token.is_space:
            continue
        if (
            begins_anew(token, verb)
            or not verb.is_ancestor(token)
            or (
                token.text in (",", ";")
                and token.i + 1 < len(doc)
                and doc[token.i + 1].lower_
                in (
                    "after",
                    "when",
                    "as",
                    "following",
                    "while",
                    "hours",
                    "days",
                    "but",
                    "and",
                    "saying",
                    "an",
                    "a",
                    "the",
                    "who",
                    "which",
                )
            )
            or token.lower_ in ("after", "when", "hours")
            or (token.text in (",", ";") and token.i + 1 < len(doc) and doc[token.i + 1].tag_ == "VBG")
        ):
            break
        end = token.idx + len(token)
    goal = noun_phrase(target)
    linked = re.search(r"\s(?:of|for)\s", text[goal[0] : goal[1]])
    if linked and preps and goal[0] + linked.start() + 1 == preps[0].idx:
        goal = (goal[0], goal[0] + linked.start())
    reciprocal = bool(re.match(r"(?:each|the)\s+other\b", text[objects[0].left_edge.idx :], re.IGNORECASE)) or bool(
        speaker and re.match(r"(?:each|both|either|the\s+two)\b", text[speaker[0] :], re.IGNORECASE)
    )
    frame = "blame" if lemma in ("accuse", "blame", "charge", "hold", "fault", "suspect", "implicate") else "judgement"
    yield Said(((start, end),), speaker, (verb.idx, verb.idx + len(verb)), frame, lemma, speakers=others,
               target=goal, reciprocal=reciprocal, denied=False, silent=is_negated(verb))  # fmt: skip


def _silences(verb: Token, text: str) -> Iterator[Said]:
    """X made no mention of Z; X gave no figures; X declined to comment."""
    lemma = verb.lemma_.lower()
    speaker, others = who_says(subjects_of(verb))
    if speaker is None:
        return
    if lemma in ("make", "give"):
        nouns = [
            c
            for c in verb.children
            if c.dep_ in ("dobj",)
            and c.lemma_.lower()
            in (
                "mention",
                "comment",
                "figure",
                "detail",
                "number",
                "statement",
                "toll",
                "reference",
                "word",
                "information",
            )
        ]
        if not nouns or not (any(g.lower_ == "no" for g in nouns[0].children) or is_negated(verb)):
            return
        span = subtree_span(nouns[0])
        if span:
            yield Said(
                ((verb.idx, span[1]),),
                speaker,
                (verb.idx, verb.idx + len(verb)),
                "no-mention",
                lemma,
                silent=True,
                speakers=others,
            )
        return
    clause = [
        c
        for c in verb.children
        if c.dep_ == "xcomp"
        and c.lemma_.lower()
        in ("comment", "say", "elaborate", "confirm", "discuss", "answer", "give", "disclose", "specify", "identify")
    ]
    if clause:
        span = subtree_span(clause[0])
        if span:
            yield Said(
                ((verb.idx, span[1]),),
                speaker,
                (verb.idx, verb.idx + len(verb)),
                "declined-to-say",
                lemma,
                silent=True,
                speakers=others,
            )


def _describing(verb: Token, text: str, quotes: list[Quote]) -> Iterator[Said]:
    """X called Y Z; X described Y as Z."""
    objects = [c for c in verb.children if c.dep_ in ("dobj", "nsubj", "nsubjpass") and c.i > verb.i]
    lemma = verb.lemma_.lower()
    tail: list[Token] = [c for c in verb.children if c.dep_ in ("oprd", "attr", "acomp") and c.i > verb.i]
    if lemma in ("call", "brand", "label", "dub", "term", "name"):
        tail += [
            c
            for c in verb.children
            if c.dep_ in ("ccomp", "xcomp") and c.i > verb.i and c.pos_ in ("NOUN", "ADJ", "PROPN")
        ]
        for c in verb.children:
            if c.dep_ == "ccomp" and c.i > verb.i and c.pos_ in ("NOUN", "ADJ", "PROPN") and not objects:
                objects = [x for x in c.children if x.dep_ == "nsubj"]
    tail += [c for c in verb.children if c.dep_ == "prep" and c.lower_ == "as" and c.i > verb.i]
    for o in objects:
        tail += [c for c in o.children if c.dep_ == "prep" and c.lower_ == "as"]
    if not tail:
        return
    speaker, others = who_says(subjects_of(verb))
    if speaker is None:
        return
    spans = [s for t in (*objects, *tail) if (s := subtree_span(t)) is not None]
    if not spans:
        return
    start, end = min(s[0] for s in spans), max(s[1] for s in spans)
    yield Said(((start, end),), speaker, (verb.idx, verb.idx + len(verb)), "description", lemma, speakers=others,
               target=noun_phrase(objects[0]) if objects else None)  # fmt: skip


def _requesting(verb: Token, text: str) -> Iterator[Said]:
    """X urged Y to do Z; X called on Y to do Z; X called for Z; X demanded Z."""
    speaker, others = who_says(subjects_of(verb))
    lemma = verb.lemma_.lower()
    if speaker is None:
        return
    clauses = [
        c
        for c in verb.children
        if c.dep_ in ("xcomp", "ccomp", "advcl")
        and c.i > verb.i
        and (c.dep_ != "advcl" or any(g.lower_ == "to" for g in c.children))
    ]
    objects = [c for c in verb.children if c.dep_ in ("dobj", "dative") and c.i > verb.i]
    preps = [
        c
        for c in verb.children
        if c.dep_ == "prep"
        and c.i > verb.i
        and c.lower_ in (("for", "on", "upon") if lemma == "call" else ("for", "to"))
    ]
    if lemma in ("call", "appeal", "press") and not preps:
        return
    if lemma not in ("call", "appeal", "press", "demand") and not clauses:
        if not (lemma in ("urge", "demand", "request", "order", "recommend", "ask") and (objects or preps)):
            return
    if (
        lemma in ("ask", "tell", "warn", "order", "advise", "invite", "instruct")
        and not any(any(g.lower_ == "to" and g.dep_ == "aux" for g in c.children) for c in clauses)
        and not (lemma == "ask" and preps)
    ):
        return
    parts = [*objects, *preps, *clauses]
    spans = [s for t in parts if (s := subtree_span(t)) is not None]
    if not spans:
        return
    target = next((x for p in preps if p.lower_ in ("on", "upon", "to") for x in p.children if x.dep_ == "pobj"), None)
    if target is None and lemma in (
        "urge",
        "ask",
        "tell",
        "order",
        "warn",
        "advise",
        "invite",
        "instruct",
        "encourage",
        "press",
    ):
        target = objects[0] if objects else next((g for c in clauses for g in c.children if g.dep_ == "nsubj"), None)
    start, end = min(s[0] for s in spans), max(s[1] for s in spans)
    end = end_of_wish(verb, start, end)
    yield Said(((start, end),), speaker, (verb.idx, verb.idx + len(verb)), "request", lemma,
               modality="Requested", speakers=others, target=noun_phrase(target) if target is not None else None, silent=is_negated(verb))  # fmt: skip


def _intending(verb: Token, text: str) -> Iterator[Said]:
    """X vowed to do Z; X plans to do Z."""
    clauses = [
        c
        for c in verb.children
        if c.dep_ in ("xcomp", "ccomp") and c.i > verb.i and any(g.lower_ == "to" for g in c.children)
    ]
    if not clauses:
        return
    speaker, others = who_says(subjects_of(verb))
    if speaker is None:
        return
    span = subtree_span(clauses[0])
    if span is None:
        return
    lemma = verb.lemma_.lower()
    span = (span[0], end_of_wish(verb, *span))
    yield Said((span,), speaker, (verb.idx, verb.idx + len(verb)), "intention", lemma, speakers=others,
               modality="Threatened" if lemma == "threaten" else "Intended", silent=is_negated(verb) or lemma in ("refuse", "decline"))  # fmt: skip


def _with_object(verb: Token, text: str, quotes: list[Quote]) -> Iterator[Said]:
    """X announced Z; X denied Z; X condemned Z."""
    objects = [c for c in verb.children if c.dep_ in ("dobj", "xcomp", "ccomp") and c.i > verb.i]
    passive = any(c.dep_ == "auxpass" for c in verb.children)
    subjects = subjects_of(verb)
    if passive:
        objects = [c for c in verb.children if c.dep_ == "nsubjpass"]
    if not objects or not subjects:
        return
    lemma = verb.lemma_.lower()
    if lemma in ("claim", "attack", "support", "back", "discuss", "cite") and re.match(
        r"(?:\S+\s+){0,4}(?:lives|victory|credit)\b", text[verb.idx + len(verb) :].lstrip()
    ):
        return
    if lemma in (
        "attack",
        "support",
        "back",
        "approve",
        "favor",
        "favour",
        "discuss",
        "oppose",
        "defend",
        "promise",
        "cite",
        "voice",
        "express",
    ) and not any(
        o.lemma_.lower() in word_list("statement_nouns")
        or o.lemma_.lower()
        in (
            "plan",
            "decision",
            "policy",
            "concern",
            "view",
            "support",
            "deal",
            "agreement",
            "confidence",
            "willingness",
            "readiness",
            "outrage",
            "regret",
            "sympathy",
            "condolence",
            "alarm",
            "optimism",
            "doubt",
            "interest",
            "bill",
            "proposal",
            "idea",
            "move",
            "strike",
            "attack",
            "need",
            "evidence",
            "risk",
        )
        for o in objects
    ):
        return
    spans = [s for o in objects if (s := subtree_span(o)) is not None]
    if not spans:
        return
    speaker, others = who_says(subjects)
    start, end = min(s[0] for s in spans), max(s[1] for s in spans)
    for o in objects:
        for relative in (t for t in o.subtree if t.dep_ == "relcl" and t.tag_ in ("VBD", "VBZ", "VBP")):
            edge = relative.left_edge
            if (
                edge.lower_ in ("that", "which", "who", "where")
                and edge.idx > start + 3
                and not any(q.has(edge.idx) for q in quotes)
            ):
                end = min(end, edge.idx)
    denied = lemma in word_list("deny")
    yield Said(((start, end),), speaker, (verb.idx, verb.idx + len(verb)), "object", lemma, speakers=others, denied=denied and not is_negated(verb),
               silent=is_negated(verb), modality="Threatened" if lemma == "threaten" else "Reported")  # fmt: skip


def _nominal(noun: Token, text: str) -> Iterator[Said]:
    """X's claim that Z; a report by X that Z; the X's denial of Z."""
    clause = [
        c
        for c in noun.children
        if c.dep_ in ("acl", "ccomp", "relcl", "advcl")
        and c.i > noun.i
        and any(g.dep_ == "mark" and g.lower_ == "that" for g in c.children)
    ]
    intent = []
    if not clause and noun.lemma_.lower() in (
        "plan",
        "promise",
        "pledge",
        "vow",
        "threat",
        "demand",
        "call",
        "proposal",
    ):
        intent = [
            c
            for c in noun.children
            if c.dep_ in ("acl", "xcomp")
            and c.i > noun.i
            and any(g.lower_ == "to" and g.dep_ == "aux" for g in c.children)
        ]
    parts = clause or intent
    if not parts:
        return
    owner = owner_of(noun)
    if owner is None:
        head = noun.head
        if noun.dep_ in ("dobj", "pobj", "attr"):
            while head.pos_ not in ("VERB", "AUX") and head.head.i != head.i:
                head = head.head
            subjects = (
                subjects_of(head)
                if head.pos_ in ("VERB", "AUX")
                and head.lemma_.lower()
                in (
                    "make",
                    "issue",
                    "express",
                    "have",
                    "reject",
                    "repeat",
                    "voice",
                    "release",
                    "give",
                    "offer",
                    "raise",
                    "reiterate",
                    "send",
                    "show",
                    "receive",
                )
                else []
            )
            owner = subjects[0] if subjects and head.lemma_.lower() not in ("reject", "receive") else None
    if owner is None:
        return
    span = subtree_span(parts[0])
    if span is None:
        return
    mark = next((g for g in parts[0].children if g.dep_ == "mark"), None)
    start = mark.idx + len(mark) if mark is not None else span[0]
    speaker, others = who_says([owner])
    yield Said(((start, span[1]),), speaker, (noun.idx, noun.idx + len(noun)), "statement-noun", noun.lemma_.lower(), speakers=others,
               denied=noun.lemma_.lower() == "denial", modality="Intended" if intent else "Reported")  # fmt: skip
