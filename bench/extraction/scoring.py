"""How well an article was read, held against gold: statements, speakers, counts, dates, kinds.

A gold file has one line per fact, fields divided by bars:

    issued DATE
    S | speaker (< relay) | polarity | modality | words that the speaker is given
    C | outcome | exact N, min N, max N, about N, range N M | side | words of the count
    D | value | words of the date

A statement is found when a draft's or a statement's words cover half of it and it covers half of theirs. A speaker is
right when the names agree without regard to case, articles and the order of words, or one contains the other.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["Gold", "Score", "Scores", "read_gold", "score"]


@dataclass(frozen=True)
class GoldStatement:
    """SPEAKER is given the words at `start`-`end`."""

    speaker: str
    relay: str | None
    polarity: str
    modality: str
    start: int
    end: int


@dataclass(frozen=True)
class GoldCount:
    """A count of people: outcome, kind of bound, numbers, side."""

    outcome: str
    bound: str
    numbers: tuple[int, ...]
    side: str
    words: str


@dataclass(frozen=True)
class GoldDate:
    """A date: its value and its words."""

    value: str
    words: str


@dataclass(frozen=True)
class Gold:
    """What a person finds in one text."""

    issued: dt.date | None
    statements: tuple[GoldStatement, ...]
    counts: tuple[GoldCount, ...]
    dates: tuple[GoldDate, ...]


def read_gold(path: Path, text: str) -> Gold:
    """Read a gold file; every word in it must stand in the text."""
    issued = None
    statements, counts, dates = [], [], []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("issued "):
            issued = dt.date.fromisoformat(line[7:].strip())
            continue
        fields = [f.strip() for f in line.split("|")]
        words = fields[-1]
        at = text.find(words)
        if at < 0:
            raise ValueError(f"{path.name}:{number}: not in the text: {words!r}")
        if fields[0] == "S":
            speaker, _, relay = fields[1].partition(" < ")
            statements.append(GoldStatement(speaker, relay or None, fields[2], fields[3], at, at + len(words)))
        elif fields[0] == "C":
            bound, *numbers = fields[2].split()
            counts.append(GoldCount(fields[1], bound, tuple(int(n) for n in numbers), fields[3], words))
        elif fields[0] == "D":
            dates.append(GoldDate(fields[1], words))
        else:
            raise ValueError(f"{path.name}:{number}: begins with none of S, C, D")
    return Gold(issued, tuple(statements), tuple(counts), tuple(dates))


@dataclass
class Score:
    """How many of how many."""

    right: int = 0
    of: int = 0
    missed: list[str] = field(default_factory=list)

    def add(self, right: bool, what: str = "") -> None:
        """Count one more."""
        self.of += 1
        self.right += right
        if not right and what:
            self.missed.append(what)

    @property
    def share(self) -> float:
        """The share that is right; 1 where there is nothing to get right."""
        return self.right / self.of if self.of else 1.0


class Scores(dict[str, Score]):
    """Scores by name; a missing one begins at nothing."""

    def __missing__(self, key: str) -> Score:
        """A new score."""
        self[key] = Score()
        return self[key]

    def merge(self, other: Mapping[str, Score]) -> None:
        """Add another text's scores."""
        for name, one in other.items():
            mine = self[name]
            mine.right += one.right
            mine.of += one.of
            mine.missed.extend(one.missed)


def _overlap(a: Iterable[tuple[int, int]], start: int, end: int) -> float:
    spans = list(a)
    shared = sum(max(0, min(e, end) - max(s, start)) for s, e in spans)
    return min(shared / max(1, end - start), shared / max(1, sum(e - s for s, e in spans)))


def _words(name: str) -> set[str]:
    low = re.sub(r"[’']s\b", "", name.lower()).replace("defense", "defence")
    return set(re.findall(r"\w+", low)) - {"the", "a", "an", "of", "for", "and", "ministry"} | (
        {"ministry"} if "ministry" in low else set()
    )


_SAME = {"kaveni": "kaveni", "congolese": "democratic", "lorenian": "lorenia", "un": "united"}


def same_speaker(gold: str, found: str | None) -> bool:
    """Whether two names mean one speaker, as far as names can tell."""
    if found is None:
        return False
    a, b = _words(gold), _words(found)
    a |= {_SAME[w] for w in a if w in _SAME}
    b |= {_SAME[w] for w in b if w in _SAME}
    initials = "".join(w[0] for w in re.findall(r"[A-Za-z]+", found) if w[0].isupper())
    if gold.isupper() and (gold in initials or gold[:3] in initials):
        return True
    return bool(a and b) and (a <= b or b <= a or len(a & b) >= 0.6 * min(len(a), len(b)))


def score(gold: Gold, told: Mapping[str, Any], text: str) -> Scores:
    """The scores of one text; `told` is what `standoff ingest --json` prints."""
    scores = Scores()
    statements = [s for s in told["statements"] if s["speaker"] is not None or s["silent"]]
    for wanted in gold.statements:
        words = text[wanted.start : wanted.end][:70]
        near = [
            (
                max(
                    _overlap([c], wanted.start, wanted.end)
                    for c in [*s["content"], (s["content"][0][0], s["content"][-1][1])]
                ),
                s,
            )
            for s in statements
        ]
        near = [n for n in near if n[0] >= 0.5]
        scores["statements found"].add(bool(near), f"{wanted.speaker}: {words}")
        if not near:
            continue
        near.sort(key=lambda n: (not same_speaker(wanted.speaker, n[1]["speaker"]), -n[0]))
        best = near[0][1]
        scores["speaker right"].add(
            same_speaker(wanted.speaker, best["speaker"]), f"{wanted.speaker} / {best['speaker']}: {words}"
        )
        if wanted.relay:
            scores["relay right"].add(
                any(same_speaker(wanted.relay, r) for r in best["relays"]), f"{wanted.relay} / {best['relays']}"
            )
        drafts = [
            d
            for d in told["drafts"]
            if d["speaker"] == best["speaker"] and d["start"] < wanted.end and wanted.start < d["end"]
        ]
        polarities = {d["polarity"] for d in drafts} | {best["polarity"]}
        scores["polarity right"].add(
            wanted.polarity in polarities and (wanted.polarity != "Denied" or _none_affirmed(drafts)),
            f"{wanted.polarity} / {polarities}: {words}",
        )
        modalities = {d["modality"] for d in drafts} | {best["modality"]}
        scores["modality right"].add(wanted.modality in modalities, f"{wanted.modality} / {modalities}: {words}")
    for s in statements:
        if s["speaker"] is None:
            continue
        hit = any(
            _overlap([c], g.start, g.end) >= 0.3
            or _overlap([(s["content"][0][0], s["content"][-1][1])], g.start, g.end) >= 0.3
            for g in gold.statements
            for c in s["content"]
        )
        scores["statements that are ones"].add(hit, f"{s['speaker']}: {s['content_words'][0][:70]}")
    _counts(gold, told, scores)
    _dates(gold, told, scores)
    for d in told["drafts"]:
        scores["anchors exact"].add(
            text[d["start"] : d["end"]] == d["words"] and d["words"].strip() == d["words"], d["words"][:60]
        )
    return scores


def _none_affirmed(drafts: list[Mapping[str, Any]]) -> bool:
    """Whether none of the drafts of a denied statement affirms an event that is denied."""
    return all(
        d["polarity"] == "Denied" or d["kind"] in ("Statement", "Silence", "War", "Conflict", "Agreement", "Ceasefire")
        for d in drafts
    ) or any(d["polarity"] == "Denied" for d in drafts)


def _counts(gold: Gold, told: Mapping[str, Any], scores: Scores) -> None:
    found = [
        d
        for d in told["drafts"]
        if d["count"] is not None
        and d["count"]["outcome"] not in ("Deployed",)
        and (
            d["count"]["none"] or any(d["count"][k] is not None for k in ("exact", "minimum", "maximum", "approximate"))
        )
    ]
    used: set[int] = set()
    for wanted in gold.counts:
        hit = None
        for k, d in enumerate(found):
            if k in used or not _same_count(wanted, d["count"]):
                continue
            hit = k
            break
        scores["counts found"].add(hit is not None, f"{wanted.outcome} {wanted.bound} {wanted.numbers}: {wanted.words}")
        if hit is not None:
            used.add(hit)
            sides = " ".join(r["label"] for r in found[hit]["roles"])
            scores["side right"].add(
                _same_side(wanted.side, sides, found[hit]), f"{wanted.side} / {sides}: {wanted.words}"
            )
    for k, d in enumerate(found):
        doubled = any(found[j]["count"] == d["count"] and found[j]["words"] == d["words"] for j in used)
        scores["counts that are ones"].add(k in used or doubled, f"{d['count']}: {d['words'][:70]}")


def _same_count(wanted: GoldCount, found: Mapping[str, Any]) -> bool:
    if wanted.outcome != found["outcome"] and not (wanted.numbers == (0,) and found["none"]):
        return False
    n = wanted.numbers
    right = {
        "exact": found["exact"] == n[0],
        "min": found["minimum"] == n[0],
        "max": found["maximum"] == n[0],
        "about": found["approximate"] == n[0],
        "range": found["minimum"] == n[0] and found["maximum"] == n[-1],
    }
    return bool(right[wanted.bound])


def _same_side(wanted: str, found: str, draft: Mapping[str, Any]) -> bool:
    low = found.lower()
    if wanted.lower() in ("people", "all"):
        return (
            True
            if "all sides" in low or "people" in low
            else not any(r["label"] and r["property"] == "sufferedBy" and "armed" in low for r in draft["roles"])
        )
    return wanted.lower().rstrip("s") in low or any(w in low for w in wanted.lower().split() if len(w) > 4)


def _dates(gold: Gold, told: Mapping[str, Any], scores: Scores) -> None:
    found = list(told["dates"])
    for wanted in gold.dates:
        hits = [
            d for d in found if d["text"].lower() in wanted.words.lower() or wanted.words.lower() in d["text"].lower()
        ]
        scores["dates found"].add(bool(hits), wanted.words)
        if hits:
            scores["date right"].add(
                any(_same_date(wanted.value, d["value"]) for d in hits),
                f"{wanted.words}: {wanted.value} / {[d['value'] for d in hits]}",
            )


def _same_date(wanted: str, found: str) -> bool:
    return found == wanted or (len(wanted) == 10 and found.startswith(wanted))
