"""Counts of people: killed, injured, missing, captured, displaced; how many, with which bounds, and of which side."""

# A pattern or a message is clearer on one line.
# ruff: noqa: E501, SIM102

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from standoff.ingest.lexicon import load_toml
from standoff.ingest.numbers import NUMBER, Amount, bounded, value_of

__all__ = ["Count", "find_counts"]


@dataclass(frozen=True, slots=True)
class Count:
    """`amount` people, called `victims` in the text, suffered `outcome` (Killed, Injured, Missing, ...).

    `start`-`end` is the whole phrase, `who` the span of the noun phrase that names the victims. `none` means that
    there were none at all. `rule` names the pattern.
    """

    start: int
    end: int
    amount: Amount
    outcome: str
    victims: str
    who: tuple[int, int]
    rule: str
    none: bool = False
    cause: tuple[int, int] | None = None


_NOT_PEOPLE = re.compile(
    r"^\s*[-–]?\s*(?:(?:per\s?cent|percent|kilomet(?:re|er)s?|km|miles?|met(?:er|re)s?|feet|hours?|hrs|minutes?|seconds?|days?|weeks?|months?|years?|decades?|centur(?:y|ies)|times?|"
    r"rockets?|missiles?|shells?|drones?|mortars?|tanks?|vehicles?|aircraft|helicopters?|jets?|planes?|warplanes?|buildings?|houses?|homes?|villages?|towns?|cities|districts?|positions?|"
    r"tonnes?|tons|dollars|euros|barrels|rounds?|strikes?|attacks?|air\s?strikes?|wars?|states?|countries|sides?|neighbou?rs|parties|regions?|GMT|UTC|a\.?m\b|p\.?m\b|o'clock|posts?|bridges?|ships?|boats?|sorties|of\s+the\s+(?:country|district|town|strikes|attacks|missiles|rockets|drones|shells)|"
    r"fold|point|violations?|incidents?|clashes|articles?|provinces|nations|rebels?\s+groups|groups?\b|hospitals?|schools?|occasions?|separate|statements?|explosions?|blasts?|trucks?|cars?|bus(?:es)?)\b|%|[:.]\d|st\b|nd\b|rd\b|th\b)",
    re.IGNORECASE,
)
_MONTH_AFTER = re.compile(
    r"^\s+(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
_MONTH_BEFORE = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan\.|Feb\.|Aug\.|Sept\.|Oct\.|Nov\.|Dec\.)\s+$"
)


@cache
def _outcome_of() -> dict[str, str]:
    return {word: kind for kind, words in load_toml("casualties.toml")["outcomes"].items() for word in words}


def _words(words: list[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    data = load_toml("casualties.toml")
    victims = _words(data["victims"])
    passive = r"eliminated|neutrali[sz]ed|liquidated|executed|gunned\s+down|beheaded|drowned|abducted|kidnapped|killed|dead|died|slain|martyred|perished|shot\s+dead|injured|wounded|hurt|hospitali[sz]ed|maimed|missing|unaccounted|captured|taken\s+(?:prisoner|captive|hostage)|detained|displaced|fled|evacuated|uprooted|homeless"
    active = r"cost(?:ing|s)?|kill(?:ed|ing|s)?|wound(?:ed|ing|s)?|injur(?:ed|ing|es)|hurt(?:ing)?|maim(?:ed|ing)|claim(?:ed|ing|s)?(?:\s+the\s+(?:lives|life)\s+of)?|lost|losing|lose|captur(?:ed|ing|es)|displac(?:ed|ing|es)|detain(?:ed|ing)|slain|slew|took|taking|eliminated|destroyed|neutrali[sz]ed|shot\s+dead|executed|abducted|forc(?:ed|ing)"
    adverbs = r"(?:also|reportedly|already|either|all|still|since|then|later|both|seriously|badly|critically|severely|lightly|slightly|gravely|fatally|confirmed|only|so\s+far|now|allegedly|each|officially|instantly|immediately|subsequently|mortally)"
    aux = r"(?:were|was|had\s+been|have\s+been|has\s+been|are|is|being|be|been|had|have|has|remain(?:ed|s)?|went|go|lay|got|reported|confirmed|feared|believed|presumed|left|found|declared|listed\s+as|to\s+have\s+been|to\s+have)"
    return {
        "victim": re.compile(
            rf"(?:of\s+(?:its|their|his|her|our|the|those|them|whom)\s*)?(?:own\s+)?((?:[\w’'-]+\s+){{0,4}}?)({victims})\b(?!\s+(?:{victims})\b)"
        ),
        "right": re.compile(
            rf"^(?P<gap>(?:\s*,?\s*(?:mostly|most\s+of\s+them|all\s+of\s+them|many\s+of\s+them|some\s+of\s+them|half\s+of\s+them|among\s+them|including)[^,.;]{{0,60}},?)?(?:\s*\([^)]*\))?(?:,\s[^,.;]{{2,60}},)?(?:\s+(?:in|at|near|from|on|of|during|among|aboard|inside|with|along|who|that|by|outside|around)\b[^,.;:]{{0,60}}?)?(?:,\s*(?:including|among\s+them|most\s+of\s+them|all\s+of\s+them|mostly|one\s+of\s+them)[^,.;]{{0,60}},)?)"
            rf"\s*(?:,?\s*(?:who|that|which)\s+)?(?:\b{aux}\b\s*|\b{adverbs}\b\s*){{0,5}}(?P<k>{passive})\b(?P<or>\s+(?:and|or)\s+(?:wounded|injured|missing|killed|captured)\b(?!\s+(?:at|in|near|\d)))?"
        ),
        "direct": re.compile(
            rf"^\s*(?:{adverbs}\s+)?(?P<k>{passive}|deaths?|fatalities|casualties|injuries|losses|prisoners|dead)\b(?P<or>\s+(?:and|or)\s+(?:wounded|injured)\b)?",
            re.IGNORECASE,
        ),
        "left": re.compile(
            rf"\b(?P<k>{active})(?P<or>\s+(?:and|or)\s+(?:wound(?:ed|ing)?|injur(?:ed|ing)|captured|captur(?:ed|ing)|kill(?:ed|ing)))?(?:\s+(?:to\s+death|dead|off))?(?:\s+(?!and\b|or\b|but\b)(?:{adverbs}|the|its|their|up\s+to|a\s+total\s+of|an\s+estimated|another|a\s+further|at\s+least\s+another|as\s+many\s+as))*\s*$",
            re.IGNORECASE,
        ),
        "leave": re.compile(r"\b(?:left|leaving|leaves|leave)\b(?:\s+(?:behind|up\s+to))?\s*$", re.IGNORECASE),
        "deaths": re.compile(
            r"\b(?P<k>deaths?|killings?|loss|wounding|injury|injuries|capture|displacement|evacuation|murder)\s+of\s+(?:up\s+to\s+)?(?:another\s+)?$",
            re.IGNORECASE,
        ),
        "toll": re.compile(
            r"\b(?:(?P<d>death\s+toll|toll|number\s+of\s+(?:dead|deaths|people\s+killed|those\s+killed|fatalities))|(?P<i>number\s+of\s+(?:wounded|injured|injuries|people\s+(?:wounded|injured)))|(?P<c>casualt(?:y|ies)\s+(?:figure|toll|count)))\b[^.;,]{0,60}?\b(?:to|at|was|is|of|reached|hit|exceeded|surpassed|passed|topped|now)\s+(?:(?:over|more\s+than|at\s+least|about|around|nearly)\s+)?$",
            re.IGNORECASE,
        ),
        "none": re.compile(
            rf"\b(?:(?:no|zero|without(?:\s+any)?|not\s+(?:any|a\s+single)|nor\s+any|any)\s+(?:(?!{NUMBER})[\w’'-]+\s+){{0,3}}?(?P<n>casualties|casualty|injuries|injury|deaths?|losses|fatalities|victims)\b"
            rf"|(?:no\s+one|nobody|none(?:\s+of\s+(?:its|the|their|our|them|those)(?:\s+[\w’'-]+){{0,3}}?)?|no\s+(?:[\w’'-]+\s+){{0,2}}?(?:{victims}))\s+(?:(?:{aux}|{adverbs})\s*){{1,4}}(?P<p>{passive})\b"
            rf"|(?P<lost>lost|killed|hurt|injured|wounded)\s+(?:no\s+one|nobody|none|no\s+(?:[\w’'-]+\s+){{0,2}}?(?:{victims}))\b"
            rf"|(?:suffered|sustained|incurred|had|reported|took|caused|produced)\s+no\s+(?:[\w’'-]+\s+){{0,2}}?(?P<n2>casualties|injuries|deaths|losses|fatalities))",
            re.IGNORECASE,
        ),
        "unsaid": re.compile(
            rf"\b(?:(?P<n>losses|casualties|fatalities|deaths|injuries|dead|wounded|killed)\s+(?:and\s+(?:losses|injuries|wounded|damage)\s+)?(?:among|in|on|of|to|within)\s+(?P<w>(?:the\s+|its\s+|their\s+|his\s+|our\s+|\()?(?:[\w’'()-]+\s?){{1,5}})"
            rf"|(?:left|leaving|leaves)\s+(?P<w2>(?:[\w’'-]+\s+){{1,4}})(?P<k2>dead|wounded|injured|homeless)"
            rf"|(?P<w3>(?:(?:[A-Z][\w’'-]+|several|some|many|its|their|the|of\s+its|a\s+number\s+of)\s+){{1,3}}(?:{victims}))\s+(?:(?:{aux}|{adverbs})\s*){{1,4}}(?P<k3>{passive})\b"
            rf"|(?:suffered|sustained|took|inflicted|incurred)\s+(?:[\w-]+\s+)?(?P<n4>losses|casualties)\b)"
        ),
    }


def find_counts(text: str) -> list[Count]:
    """The counts of people in one sentence, in order; offsets count from the sentence's start."""
    patterns = _patterns()
    text = re.sub(r"[\"“”]", " ", text)
    found: list[Count] = []
    zero = list(patterns["none"].finditer(text))
    for m in zero:
        word = next(m[g] for g in ("n", "p", "n2", "lost") if m[g])
        second = re.match(
            r"\s+(?:or|and|nor)\s+(?:any\s+)?(casualties|injuries|deaths?|losses|fatalities|wounded|injured)\b",
            text[m.end() :],
        )
        if second:
            found.append(
                Count(
                    m.start(),
                    m.end() + second.end(),
                    Amount(exact=0, word=m[0], rule="none"),
                    _outcome(second[1]),
                    m[0],
                    m.span(),
                    "none-at-all",
                    none=True,
                )
            )
        found.append(
            Count(
                m.start(),
                m.end(),
                Amount(exact=0, word=m[0], rule="none"),
                _outcome(word),
                m[0],
                m.span(),
                "none-at-all",
                none=True,
            )
        )
    candidates = list(_candidates(text, patterns["victim"]))
    open_ones: list[int] = []
    results: list[Count | None] = []
    aside = (0, 0)
    for n, (amount, start, number_end, who_end, has_victim) in enumerate(candidates):
        if any(m.start() <= start < m.end() for m in zero):
            results.append(None)
            continue
        if aside[0] <= start < aside[1]:
            results.append(None)
            continue
        low = candidates[n - 1][3] if n else 0
        high = candidates[n + 1][1] if n + 1 < len(candidates) else len(text)
        results.append(_outcome_for(text, amount, start, number_end, who_end, has_victim, low, high, patterns))
        told = results[-1]
        if told is None:
            open_ones.append(n)
        elif told.rule == "right-of-noun":
            gap = text[who_end : told.end]
            closing = gap.rfind(",")
            if gap.lstrip().startswith(",") and closing > 1 and not re.match(r",\s*(?:including|among)", gap.lstrip()):
                aside = (who_end, who_end + closing)
    for n in open_ones:
        amount, start, number_end, who_end, has_victim = candidates[n]
        before = results[n - 1] if n else None
        link = text[before.end if before is not None else candidates[n - 1][3] : start] if n else ""
        inherited = None
        if (
            before is not None
            and re.fullmatch(
                r"\s*(?:,|and|,\s*and|or|as\s+well\s+as|plus|(?:[^,.;]{0,40})?,?\s*including(?:\s+(?:at\s+least|up\s+to))?|\(including|(?:[^,.;]{0,40})?,\s*(?:among\s+them|of\s+whom|of\s+them)(?:\s+were)?)\s*",
                link,
            )
            and has_victim
            and (before.rule not in ("right-of-noun", "direct") or re.search(r"includ|among|whom|them", link))
            and not re.match(r"\s+(?:have|has|had|were|was|are|will|would|could|may|might|did)\b", text[who_end:])
        ):
            inherited = before
        if inherited is None and n + 1 < len(candidates) and results[n + 1] is not None and has_victim:
            following = text[who_end : candidates[n + 1][1]]
            if re.fullmatch(
                r"\s*(?:,|and|,\s*and|or|as\s+well\s+as|,\s*including|\(|including)\s*", following
            ) and results[n + 1].rule in ("right-of-noun", "direct", "inherited"):  # type: ignore[union-attr]
                inherited = results[n + 1]
        if inherited is not None:
            subset = (
                inherited is before
                and re.search(r"includ|among|whom|them", link + text[number_end:who_end]) is not None
            )
            results[n] = Count(
                start,
                who_end,
                amount,
                inherited.outcome,
                text[number_end:who_end].strip(),
                (start, who_end),
                "subset" if subset else "inherited",
            )
    found.extend(r for r in results if r is not None)
    found = _with_victims(found, text)
    if not found:
        found.extend(_not_given(text, patterns["unsaid"]))
    return sorted(found, key=lambda c: c.start)


def _with_victims(found: list[Count], text: str) -> list[Count]:
    """“12 soldiers were killed and 30 wounded”: the wounded are soldiers too."""
    result: list[Count] = []
    for count in sorted(found, key=lambda c: c.start):
        whole = [r for r in result if r.rule != "subset"]
        if (
            len({r.victims for r in whole if r.outcome == whole[-1].outcome}) == 1
            and not count.none
            and not whole[-1].none
            and not re.search(r"[A-Za-z]{3}", re.sub(r"\b(?:others?|more|another|further|people)\b", "", count.victims))
            and count.outcome != whole[-1].outcome
        ):
            count = replace(count, victims=whole[-1].victims, who=whole[-1].who)
        result.append(count)
    return result


def _candidates(text: str, victim: re.Pattern[str]) -> Iterator[tuple[Amount, int, int, int, bool]]:
    """Numbers that may count people: amount, where it begins, where the number ends, where its noun phrase ends."""
    last = -1
    for m in _NUMBER.finditer(text):
        if m.start() < last:
            continue
        after = text[m.end() : m.end() + 90]
        if _NOT_PEOPLE.match(after) or _MONTH_AFTER.match(after) or _MONTH_BEFORE.search(text[: m.start()]):
            continue
        if re.match(r"[-–]\w", after) or re.search(
            r"[$€£#№]\s?$|\b(?:brigade|article|No\.|number)\s$", text[: m.start()]
        ):
            continue
        word = m[0].lower()
        noun = victim.match(after.lstrip())
        lead = len(after) - len(after.lstrip())
        ok = noun is not None and _fine_gap(noun[1]) and not re.search(r"[.,;:]", noun[0])
        if re.match(rf"\s*(?:to|or|[-–])\s*{NUMBER}\s", after, re.IGNORECASE) or (
            re.search(r"\b(?:between|from)\s+$", text[: m.start()], re.IGNORECASE)
            and re.match(rf"\s*(?:and|to)\s*{NUMBER}\s", after, re.IGNORECASE)
        ):
            continue
        if word in ("a", "an") and not ok:
            continue
        if (
            word in ("a", "an")
            and noun is not None
            and noun[2]
            in (
                "people",
                "lives",
                "more",
                "other",
                "others",
                "troops",
                "men",
                "women",
                "children",
                "police",
                "military",
                "staff",
                "personnel",
                "crew",
                "families",
            )
        ):
            continue
        if word == "one" and re.search(r"\bno\s$", text[: m.start()], re.IGNORECASE):
            continue
        if re.fullmatch(r"(?:19|20)\d\d", word) and (
            not ok or re.search(r"\b(?:in|of|since|by|until|from|during)\s+$", text[: m.start()])
        ):
            continue
        read = bounded(text, m.start(), m.end())
        if read is None:
            continue
        amount, start, number_end = read
        lower = _LOWER.search(text[max(0, m.start() - 40) : m.start()])
        if lower is not None and amount.exact is not None:
            least = value_of(lower[1])
            if least is not None and least[0] < amount.exact:
                start = m.start() - len(lower[0])
                amount = Amount(minimum=least[0], maximum=amount.exact, word=text[start:number_end], rule="range")
        who_end = m.end() + lead + noun.end() if ok and noun is not None else number_end
        yield amount, start, m.end(), max(who_end, number_end), bool(ok)
        last = max(who_end, number_end)


_LOWER = re.compile(rf"(?:\b(?:between|from)\s+)?\b({NUMBER})\s*(?:and|to|or|[-–])\s*$", re.IGNORECASE)


def _fine_gap(gap: str) -> bool:
    words = gap.split()
    return not any(
        w.lower() in _STOP and not (w == "and" and n and (words[n - 1][:1].isupper() or "-" in words[n - 1]))
        for n, w in enumerate(words)
    )


_STOP: Final = frozenset(
    [
        "claimed",
        "lost",
        "wounding",
        "killing",
        "injuring",
        "losing",
        "capturing",
        "and",
        "or",
        "but",
        "while",
        "when",
        "who",
        "that",
        "which",
        "was",
        "were",
        "had",
        "have",
        "has",
        "is",
        "are",
        "in",
        "at",
        "on",
        "near",
        "by",
        "from",
        "with",
        "to",
        "after",
        "before",
        "during",
        "as",
        "killed",
        "wounded",
        "injured",
        "dead",
        "died",
        "people",
        "including",
        "said",
        "say",
        "the",
        "a",
        "an",
        "this",
        "these",
        "since",
        "until",
        "into",
        "against",
        "between",
    ]
)
_NUMBER = re.compile(rf"{NUMBER}(?![\w])", re.IGNORECASE)


def _outcome(word: str) -> str:
    low = " ".join(word.lower().split())
    table = _outcome_of()
    if low in table:
        return table[low]
    first = low.split()[0]
    if first in table:
        return table[first]
    for stem, kind in (("kill", "Killed"), ("slain", "Killed"), ("slew", "Killed"), ("elimin", "Killed"), ("liquid", "Killed"), ("gunned", "Killed"), ("behead", "Killed"), ("drown", "Killed"), ("cost", "Killed"), ("kidnap", "Captured"), ("neutral", "Killed"), ("execut", "Killed"), ("destroy", "Killed"), ("claim", "Killed"), ("los", "Killed"), ("murder", "Killed"), ("shot", "Killed"),
                       ("wound", "Injured"), ("injur", "Injured"), ("hurt", "Injured"), ("maim", "Injured"), ("hospital", "Injured"), ("captur", "Captured"), ("detain", "Captured"), ("abduct", "Captured"), ("took", "Captured"), ("taking", "Captured"), ("taken", "Captured"),
                       ("displac", "Displaced"), ("evacu", "Displaced"), ("forc", "Displaced"), ("fled", "Displaced"), ("death", "Killed"), ("fatal", "Killed"), ("victim", "UnspecifiedLosses")):  # fmt: skip
        if low.startswith(stem):
            return kind
    return "UnspecifiedLosses"


def _outcome_for(
    text: str,
    amount: Amount,
    start: int,
    number_end: int,
    who_end: int,
    has_victim: bool,
    low: int,
    high: int,
    patterns: dict[str, re.Pattern[str]],
) -> Count | None:
    victims = text[number_end:who_end].strip()
    left = text[max(low, start - 70) : start]
    right = text[who_end : who_end + 170]
    toll = patterns["toll"].search(text[max(0, start - 110) : start])
    if toll:
        kind = "Killed" if toll["d"] else ("Injured" if toll["i"] else "UnspecifiedLosses")
        return Count(start, who_end, amount, kind, victims, (start, who_end), "toll")
    direct = patterns["direct"].match(right)
    if direct:
        active_reading = direct["k"].lower() in (
            "killed",
            "wounded",
            "injured",
            "captured",
            "displaced",
            "fled",
        ) and re.match(
            r"\s+(?:at\s+least\s+|more\s+than\s+|about\s+|some\s+)?(?:\d|two|three|four|five|six|seven|eight|nine|ten|a\s|an\s|the\s|its\s|their\s|dozens|scores|hundreds)",
            right[direct.end() :],
        )
        if not active_reading:
            kind = _outcome(direct["k"])
            if direct["or"] and " or " in direct["or"]:
                kind = "UnspecifiedLosses"
            return Count(start, who_end + direct.end(), amount, kind, victims, (start, who_end), "direct")
    lefted = patterns["left"].search(left)
    if lefted:
        kind = _outcome(lefted["k"])
        if (
            lefted["k"].lower() in ("claimed", "claiming", "claim", "claims")
            and not re.match(
                r"(?:lives|life|people|victims|soldiers|civilians)",
                text[who_end - 8 : who_end].split()[-1] if text[who_end - 8 : who_end].split() else "",
            )
            and "lives of" not in lefted["k"].lower()
            and "life" not in victims
        ):
            kind = ""
        if lefted["k"].lower() in ("took", "taking", "destroyed", "forced", "forcing", "eliminated") and not (
            has_victim
            and (
                lefted["k"].lower() == "eliminated"
                or re.match(r"\s+(?:prisoner|captive|hostage|from\s+their\s+homes|to\s+flee)", right)
            )
        ):
            kind = ""
        if lefted["k"].lower() in ("lost", "losing", "lose", "cost", "costs", "costing") and not has_victim:
            kind = ""
        if kind:
            if lefted["or"] and " or " in lefted["or"].lower():
                kind = "UnspecifiedLosses"
            return Count(start, who_end, amount, kind, victims, (start, who_end), "left-of-number")
    deaths = patterns["deaths"].search(left)
    if deaths:
        return Count(
            start,
            who_end,
            amount,
            _outcome(deaths["k"].replace("loss", "killed").replace("killings", "killed")),
            victims,
            (start, who_end),
            "deaths-of",
        )
    if patterns["leave"].search(left):
        after = re.match(
            r"\s*(?:[\w’'-]+\s+){0,2}?(?P<k>dead|killed|wounded|injured|missing|homeless|displaced)\b", right
        )
        if after:
            return Count(
                start, who_end + after.end(), amount, _outcome(after["k"]), victims, (start, who_end), "leaving"
            )
    righted = patterns["right"].match(right)
    if (
        righted
        and (has_victim or re.match(r"\s*(?:of\s+(?:them|whom|those)|were|was|had|have|are|is|remain)", right))
        and (who_end + righted.end() <= max(high, who_end + 1) or righted["gap"].lstrip().startswith((",", "(")))
    ):
        if re.search(r"\b(?:while|but|when|after|before|whose)\b", righted["gap"] or "") is None:
            active = (
                righted["k"].lower() in ("killed", "wounded", "injured", "captured", "displaced", "fled", "evacuated")
                and re.match(
                    r"\s+(?:at\s+least\s+|more\s+than\s+|about\s+|some\s+)?(?:\d|two|three|four|five|six|seven|eight|nine|ten|a\s|an\s|dozens|scores|hundreds)",
                    right[righted.end() :],
                )
                and not re.search(r"\b(?:were|was|been|are|is|being)\b", righted[0])
            )
            if not active:
                kind = _outcome(righted["k"])
                if kind == "Displaced" and re.search(
                    r"\b(?:prisoners?|inmates?|attackers?|gunm[ae]n|militants?|fighters?|soldiers?|troops|rebels?|suspects?|assailants?)\b",
                    victims,
                ):
                    return None
                if righted["or"] and " or " in righted["or"]:
                    kind = "UnspecifiedLosses"
                return Count(start, who_end + righted.end(), amount, kind, victims, (start, who_end), "right-of-noun")
    return None


def _not_given(text: str, pattern: re.Pattern[str]) -> Iterator[Count]:
    for m in pattern.finditer(text):
        word = next(m[g] for g in ("n", "k2", "k3", "n4") if m[g])
        group = next((g for g in ("w", "w2", "w3") if m[g]), None)
        if word.lower() in ("killed", "dead", "wounded") and m["n"]:
            continue
        who = m.span(group) if group else m.span()
        if re.search(r"\bno\s+(?:\w+\s+)?$", text[max(0, m.start() - 14) : m.start()]):
            continue
        yield Count(
            m.start(),
            m.end(),
            Amount(word=m[0], rule="count-not-given"),
            _outcome(word),
            m[group].strip() if group else "",
            who,
            "count-not-given",
        )
