"""Who says what: the statements of a paragraph, from all frames, trimmed to their words and sorted out.

Offsets here count from the paragraph's start.
"""

# A pattern or a message is clearer on one line.
# ruff: noqa: E501

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from standoff.ingest.quotes import Quote, find_quotes

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
else:
    Doc = Token = Any

from standoff.ingest.content import cut_out
from standoff.ingest.frames import frames_of
from standoff.ingest.grammar import Piece, Said
from standoff.ingest.surface import according_to, at_the_end, by_pattern, overlap

__all__ = ["attributions"]

_CLAUSES: Final = frozenset({"ccomp", "xcomp"})


_MEDIA = re.compile(
    r"\b(?:agency|agencies|media|newspapers?|television|TV|radio|daily|website|channel|broadcasters?|press|news|reports?|outlets?|Reuters|AFP|AP|TASS|Tass|Interfax|Xinhua|"
    r"BBC|CNN|NPR|Times|Post|Telegraph|Guardian|Journal|Insider|Politico|Bloomberg|magazine|paper)\b"
)


def attributions(doc: Doc, text: str) -> list[Said]:
    """The statements of one paragraph, by where their content begins; quotations without a cue included."""
    quotes = find_quotes(text)
    found: list[Said] = []
    for token in doc:
        found.extend(frames_of(token, doc, text, quotes))
    found.extend(according_to(doc, text, quotes))
    found.extend(at_the_end(doc, text, quotes, found))
    found.extend(by_pattern(doc, text, quotes, found))
    found = _tidied(found, text, quotes)
    found.extend(_continued(doc, text, quotes, found))
    return sorted(found, key=lambda s: (s.start, -s.end))


_EDGE = " \t\r\n\u00a0,;:"


def _trimmed(piece: Piece, text: str, quotes: list[Quote]) -> Piece | None:
    start, end = piece
    changed = True
    while changed and start < end:
        changed = False
        while start < end and text[start] in _EDGE + ".":
            start, changed = start + 1, True
        while end > start and text[end - 1] in _EDGE:
            end, changed = end - 1, True
        lead = re.match(r"(?:that|but|and)\s+(?=\S)", text[start:end], re.IGNORECASE)
        if lead and end - start > 12:
            start, changed = start + lead.end(), True
        # a mark whose partner lies outside the piece goes; a pair around the whole goes too
        if end - start > 1 and text[start] in '"“«':
            partner = next((q for q in quotes if q.start == start), None)
            if (
                partner is None
                or partner.end >= end
                or not partner.closed
                or text[partner.end : end].strip(" .,") == ""
            ):
                start, changed = start + 1, True
                if partner is not None and partner.end <= end and partner.closed:
                    end = partner.inner_end
                continue
        if end - start > 1 and text[end - 1] in '"”»':
            partner = next((q for q in quotes if q.end == end), None)
            if partner is None or partner.start < start:
                end, changed = end - 1, True
        if text[end - 1] == "." and not re.search(r"\b(?:[A-Z]|Mr|Dr|a\.m|p\.m|U\.S|U\.N)\.$", text[start:end]):
            end, changed = end - 1, True
    if end - start < 2:
        return None
    cut = next(
        (
            q
            for q in quotes
            if q.closed and start <= q.start and q.start < end < q.end and not text[end : q.inner_end].strip(" .,")
        ),
        None,
    )
    return start, cut.end if cut is not None and cut.start > start else end


def _tidied(found: list[Said], text: str, quotes: list[Quote]) -> list[Said]:
    """Spans trimmed to words, direct speech marked, doubles dropped, nested statements handed to their speaker."""
    cleaned: list[Said] = []
    for said in found:
        pieces = tuple(p for piece in said.content if (p := _trimmed(piece, text, quotes)) is not None)
        if said.cue is not None:
            pieces = tuple(
                p
                for piece in pieces
                for p in (cut_out(piece, said.cue) if piece[0] <= said.cue[0] < piece[1] else (piece,))
            )
            pieces = tuple(p for piece in pieces if (p := _trimmed(piece, text, quotes)) is not None)
        if not pieces:
            continue
        if len(pieces) > 1:
            pieces = (
                tuple(
                    p
                    for p in pieces
                    if text[p[0] : p[1]].lower() not in ("which", "who", "that", "said", "it", "and", "but")
                )
                or pieces
            )
        opening = next(
            (
                q
                for q in quotes
                if q.closed and q.length >= 8 and abs(q.inner_start - pieces[0][0]) <= 1 and q.inner_end < pieces[0][1]
            ),
            None,
        )
        if opening is not None and (text[opening.end - 2] in ",.!?" or text[opening.end : opening.end + 1] == ","):
            pieces = ((opening.inner_start, opening.inner_end), *pieces[1:])
        inside = [q for q in quotes if q.length >= 8 and all(q.start <= s and e <= q.end for s, e in pieces[:1])]
        if inside and said.frame in ("indirect", "quotation", "inverted", "quoted-as-saying") and said.cue is not None:
            q = inside[0]
            if (
                not q.has(said.cue[0])
                and pieces[0] != (q.inner_start, q.inner_end)
                and (text[q.end : said.cue[0]].count(".") == 0 if q.end <= said.cue[0] else True)
            ):
                pieces = ((q.inner_start, q.inner_end), *(p for p in pieces[1:] if p[0] >= q.end))
        if (
            inside
            and said.frame
            in (
                "indirect",
                "quotation",
                "inverted",
                "quoted-as-saying",
                "quotation-pattern",
                "belief",
            )
        ) or (len(pieces) > 1 and all(any(q.start <= s and e <= q.end for q in quotes) for s, e in pieces)):
            said = replace(said, direct=True)
        cleaned.append(replace(said, content=pieces))
    cleaned.sort(key=lambda s: (s.start, -(s.end - s.start)))
    kept: list[Said] = []
    for said in cleaned:
        twin = next((k for k in kept if k.cue == said.cue or (_same(k, said) and k.speaker == said.speaker)), None)
        if twin is None:
            kept.append(said)
    return _relayed(_split(_one_each(kept), text, quotes), text)


_RANK: Final = {"quoted-as-saying": 0, "blame": 1, "according-to": 2, "indirect": 3, "quotation": 4, "inverted": 5, "colon": 6,
                "quotation-pattern": 7, "colon-pattern": 8}  # fmt: skip


def _one_each(found: list[Said]) -> list[Said]:
    """Of two readings of the same words keep the one whose rule is the surer."""
    kept: list[Said] = []
    for said in sorted(found, key=lambda s: (_RANK.get(s.frame, 5), s.speaker is None)):
        size = sum(e - s for s, e in said.content)
        if any(
            _shared(k, said) > 0.8 * max(size, sum(e - s for s, e in k.content))
            for k in kept
            if k.frame in _RANK and said.frame in _RANK and not _nested(k, said) and not _nested(said, k)
        ):
            continue
        kept.append(said)
    return sorted(kept, key=lambda s: (s.start, -(s.end - s.start)))


def _nested(outer: Said, inner: Said) -> bool:
    return inner.cue is not None and any(s <= inner.cue[0] < e for s, e in outer.content)


def _shared(a: Said, b: Said) -> int:
    return sum(max(0, min(e, f) - max(s, t)) for s, e in a.content for t, f in b.content)


def _same(a: Said, b: Said) -> bool:
    return a.content == b.content


def _split(found: list[Said], text: str, quotes: list[Quote]) -> list[Said]:
    """`A said x and B said y`: what belongs to B is no part of what A said."""
    result = []
    for outer in found:
        pieces = outer.content
        for inner in found:
            if inner is outer or inner.speaker is None or inner.cue is None or outer.cue is None:
                continue
            start = inner.speaker[0]
            if outer.direct or not any(s < start < e for s, e in pieces) or outer.cue[0] > start or inner.start < start:
                continue
            lead = text[max(0, start - 14) : start]
            joint = re.search(r"(?:,|;)?\s*\b(?:and|but|while|whereas)\s+(?:the\s+)?$|;\s*$", lead)
            if joint:
                cut = start - (len(lead) - joint.start())
                pieces = tuple((s, min(e, cut)) for s, e in pieces if s < cut)
        trimmed = tuple(p for piece in pieces if (p := _trimmed(piece, text, quotes)) is not None)
        if trimmed:
            result.append(replace(outer, content=trimmed))
    return result


def _relayed(found: list[Said], text: str) -> list[Said]:
    """A medium's statement whose content is another's statement passes it on: its speaker becomes a relay."""
    result: list[Said] = []
    passing: list[tuple[Said, Said]] = []
    for said in found:
        if (
            said.frame not in ("indirect", "inverted", "quotation", "object", "quotation-pattern")
            or said.speaker is None
            or said.cue is None
        ):
            result.append(said)
            continue
        size = sum(e - s for s, e in said.content)
        inner = [
            other for other in found
            if other is not said and other.cue is not None and other.cue != said.cue and other.speaker is not None
            and other.speaker != said.speaker
            and any(s <= other.cue[0] < e for s, e in said.content) and any(s <= other.speaker[0] < e for s, e in said.content)
            and not any(s <= said.cue[0] < e for s, e in other.content)
            and not re.search(r":\s*[\"“]", text[said.cue[1] : other.cue[0]] if said.cue[1] < other.cue[0] else "")
        ]  # fmt: skip
        covering = [o for o in inner if sum(e - s for s, e in o.content) > 0.4 * size]
        medium = bool(_MEDIA.search(text[said.speaker[0] : said.speaker[1]]))
        if covering and (medium or said.frame == "inverted"):
            passing += [(said, o) for o in inner]
        else:
            result.append(said)
    for relay, other in passing:
        for k, said in enumerate(result):
            if said.cue == other.cue and relay.speaker is not None and relay.speaker not in said.relays:
                result[k] = replace(said, relays=(*said.relays, relay.speaker))
    return [s for s in result if not _own_words(s, result, text)]


def _own_words(said: Said, found: list[Said], text: str) -> bool:
    """Whether a wish, plan or belief only tells of itself inside what its own subject says ("said it would ask …")."""
    if said.cue is None or said.frame not in (
        "request",
        "intention",
        "object",
        "description",
        "belief",
        "judgement",
        "statement-noun",
    ):
        return False
    outer = [
        o for o in found if o is not said and o.cue is not None and any(s <= said.cue[0] < e for s, e in o.content)
    ]
    if not outer or said.speaker is None:
        return False
    who = text[said.speaker[0] : said.speaker[1]].lower()
    return who in ("it", "they", "he", "she", "we", "i", "who", "which") or not any(
        s <= said.speaker[0] < e for o in outer for s, e in o.content
    )


def _continued(doc: Doc, text: str, quotes: list[Quote], found: list[Said]) -> Iterator[Said]:
    """Quotations without a cue of their own go on with the last speaker's words."""
    for quote in quotes:
        if quote.length < 8 or any(overlap(s.content, quote) > 0.3 for s in found):
            continue
        words = len(text[quote.inner_start : quote.inner_end].split())
        if words < 3 or (words < 5 and text[quote.inner_end - 1 : quote.inner_end] not in ".!?"):
            continue
        whole = re.search(r"(?:^|[.!?:;\"”]\s*)$", text[: quote.start]) is not None
        if not whole and quote.closed:
            continue
        piece = _trimmed((quote.inner_start, quote.inner_end), text, quotes)
        if piece is not None:
            yield Said((piece,), None, None, "continued-quotation", "", direct=True, running=not quote.closed)
