"""Statements without a parser: quotations and the commonest turns of phrase, by pattern. It finds less."""

# A pattern or a message is clearer on one line.
# ruff: noqa: E501

from __future__ import annotations

import re
from dataclasses import replace

from standoff.ingest.grammar import Said
from standoff.ingest.lexicon import load_toml
from standoff.ingest.parser import sentences_by_rule
from standoff.ingest.quotes import find_quotes

__all__ = ["plain_attributions"]

_IRREGULAR = {
    "say": ["said", "says"],
    "tell": ["told", "tells"],
    "deny": ["denied", "denies"],
    "write": ["wrote", "writes"],
}


def _forms() -> dict[str, str]:
    data = load_toml("reporting.toml")
    forms: dict[str, str] = {}
    for lemma in sorted({*data["core"], "deny", "confirm", "announce"}):
        for form in _IRREGULAR.get(lemma, [lemma + ("d" if lemma.endswith("e") else "ed"), lemma + "s"]):
            forms[form] = lemma
    forms.update(
        {
            "replied": "reply",
            "replies": "reply",
            "added": "add",
            "stressed": "stress",
            "admitted": "admit",
            "claimed": "claim",
        }
    )
    return forms


_FORMS = _forms()
_VERB = "|".join(sorted(_FORMS, key=len, reverse=True))
_SPEAKER = r"(?P<who>(?:(?:[A-Z][\w’'.-]*|the|an?|its|his|her|it|he|she|they|It|He|She|They|of|for|and|in)\s+|(?:defen[cs]e|foreign|interior|health|prime|military|army|police|state|security|local|senior|government|rebel|hospital|medical|news|armed|spokes\w+|official|officials|minister|ministry|president|general|commander|sources?|agenc\w+|media|forces|statement|group|movement|authorities|troops|witnesses|residents|side)\s+){1,9}?)"
_MIDDLE = re.compile(
    rf"(?:^|(?<=[,;]\s)|(?<=\band\s)|(?<=\bbut\s)){_SPEAKER}(?:also\s+|later\s+|on\s+\w+day\s+)?(?P<verb>{_VERB})\b(?:\s+in\s+(?:a|an|its|his|her)\s+(?:\w+\s+)?statement|\s+(?:reporters|journalists)|\s+on\s+[A-Z]\w+day)?,?\s+(?:that\s+)?(?=[\"“]?\w)"
)
_END = re.compile(rf",[\"”]?\s+{_SPEAKER}(?P<verb>{_VERB})\b[^.;\"“]{{0,60}}[.]?$")
_INVERTED = re.compile(rf",[\"”]?\s+(?P<verb>{_VERB})\s+(?P<who>[^.;,\"“]{{2,70}})[^.;\"“]{{0,60}}[.]?$")
_ACCORDING = re.compile(r"[Aa]ccording\s+to\s+(?P<who>(?:the\s+|an?\s+)?[^,.;]{2,70}?)(?=,|\.?$|\.)")
_ACCUSED = re.compile(rf"{_SPEAKER}(?P<verb>accused|blamed)\s+(?P<target>[A-Z][\w’' -]{{1,40}}?)\s+(?:of|for)\s+")


def plain_attributions(text: str) -> list[Said]:
    """The statements of one paragraph by pattern alone; offsets count from the paragraph's start."""
    found: list[Said] = []
    for start, end in sentences_by_rule(text):
        found.extend(_in_sentence(text, start, end))
    for quote in find_quotes(text):
        if quote.length < 20:
            continue
        inside = next(
            (k for k, s in enumerate(found) if s.start <= quote.inner_end and quote.inner_start <= s.end), None
        )
        if inside is None:
            found.append(
                Said(
                    ((quote.inner_start, quote.inner_end),),
                    None,
                    None,
                    "continued-quotation",
                    "",
                    direct=True,
                    running=not quote.closed,
                )
            )
        elif quote.start <= found[inside].start and found[inside].end <= quote.end + 1:
            found[inside] = replace(found[inside], content=((quote.inner_start, quote.inner_end),), direct=True)
    return sorted(found, key=lambda s: s.start)


def _in_sentence(text: str, start: int, end: int) -> list[Said]:
    sentence = text[start:end]
    accused = _ACCUSED.search(sentence)
    if accused:
        return [
            Said(
                ((start + accused.start("target"), _stop(text, end)),),
                _at(accused, "who", start),
                _at(accused, "verb", start),
                "blame",
                "accuse",
                target=_at(accused, "target", start),
            )
        ]
    for pattern in (_END, _INVERTED):
        m = pattern.search(sentence)
        if m and m.start() > 8:
            lemma = _FORMS[m["verb"]]
            first = start + (1 if sentence[:1] in '"“' else 0)
            return [
                Said(
                    ((first, start + m.start()),),
                    _at(m, "who", start),
                    _at(m, "verb", start),
                    "indirect",
                    lemma,
                    denied=lemma == "deny",
                )
            ]
    m = _ACCORDING.search(sentence)
    if m:
        if m.start() < 6:
            begin = start + m.end() + (2 if sentence[m.end() : m.end() + 1] == "," else 1)
            pieces = ((begin, _stop(text, end)),)
        else:
            stop = start + m.start()
            while stop > start and text[stop - 1] in " ,":
                stop -= 1
            pieces = ((start, stop),)
        return (
            [
                Said(
                    pieces,
                    _at(m, "who", start),
                    (start + m.start(), start + m.start("who")),
                    "according-to",
                    "according",
                )
            ]
            if pieces[0][1] - pieces[0][0] > 5
            else []
        )
    m = _MIDDLE.search(sentence)
    if m and end - (start + m.end()) > 4:
        lemma = _FORMS[m["verb"]]
        begin = start + m.end() + (1 if sentence[m.end() : m.end() + 1] in '"“' else 0)
        return [
            Said(
                ((begin, _stop(text, end)),),
                _at(m, "who", start),
                _at(m, "verb", start),
                "indirect",
                lemma,
                denied=lemma == "deny",
            )
        ]
    return []


def _stop(text: str, end: int) -> int:
    while end > 0 and text[end - 1] in ".!?\"”' ":
        end -= 1
    return end


def _at(m: re.Match[str], group: str, base: int) -> tuple[int, int]:
    start, end = m.span(group)
    while end > start and m.string[end - 1].isspace():
        end -= 1
    return base + start, base + end
