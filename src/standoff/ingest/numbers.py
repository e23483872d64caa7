"""Numbers as agency texts write them: digits, words, vague amounts, and the bounds put on them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from standoff.ingest.lexicon import load_toml

__all__ = ["NUMBER", "Amount", "bounded", "value_of"]


@dataclass(frozen=True, slots=True)
class Amount:
    """How many: exactly, at least, at most, about; or a count that is spoken of and not given.

    `word` is the phrase as written; bounds are inclusive whole numbers.
    """

    exact: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    approximate: int | None = None
    word: str = ""
    rule: str = "number"

    @property
    def given(self) -> bool:
        """Whether any figure at all is given."""
        return any(n is not None for n in (self.exact, self.minimum, self.maximum, self.approximate))

    def __str__(self) -> str:
        """The amount in words: `at least 12`, `about 2000`, `not given`."""
        if self.exact is not None:
            return str(self.exact)
        if self.approximate is not None:
            return f"about {self.approximate}"
        if self.minimum is not None and self.maximum is not None:
            return f"{self.minimum} to {self.maximum}"
        if self.minimum is not None:
            return f"at least {self.minimum}"
        if self.maximum is not None:
            return f"at most {self.maximum}"
        return "not given"


@cache
def _lexicon() -> tuple[dict[str, int], dict[str, int], dict[str, int], dict[str, str]]:
    data = load_toml("numbers.toml")
    bounds = {phrase: kind for kind, phrases in data["bounds"].items() for phrase in phrases}
    return data["units"], data["magnitudes"], data["vague"], bounds


def _alternatives(words: object) -> str:
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(words, key=len, reverse=True))  # type: ignore[call-overload]


def _pattern() -> str:
    units, magnitudes, vague, _ = _lexicon()
    unit, magnitude = _alternatives(units), _alternatives(magnitudes)
    words = (
        rf"(?:half\s+a\s+(?:dozen|million)|(?:a|two|three|four)\s+dozen|a\s+few\s+dozen)\b"
        rf"|(?:(?:{unit})\b|an?\b(?!\s+(?:few|couple|handful)\b))(?:[-\s](?:and\s+)?(?:{unit}|{magnitude})\b)*"
    )
    digits = rf"(?:\d{{1,3}}(?:[,\u00a0\u202f]\d{{3}})+|\d+)(?:\.\d+)?(?:[-\s](?:{magnitude})\b|(?=\D|$))"
    return rf"(?<![\w.,])(?:(?:{_alternatives(vague)})\b|{words}|{digits})"


NUMBER = _pattern()
"""A regular expression (to be used without case) for an amount, bounds not included."""

_DIGITS = re.compile(r"(\d[\d,\u00a0\u202f]*(?:\.\d+)?)(?:[-\s]+(\w+))?$")


def value_of(phrase: str) -> tuple[int, bool] | None:
    """The number that a phrase writes, and whether it is exact; None when it writes none."""
    units, magnitudes, vague, _ = _lexicon()
    text = " ".join(phrase.lower().replace("\u2011", "-").split())
    if text in vague:
        return vague[text], False
    if text.startswith("half a "):
        return {"dozen": (6, True), "million": (500_000, True)}.get(text[7:])
    dozen = re.fullmatch(r"(a few|a|two|three|four)\s+dozen", text)
    if dozen:
        return {"a": 12, "two": 24, "three": 36, "four": 48, "a few": 36}[dozen[1]], dozen[1] != "a few"
    digits = _DIGITS.match(text)
    if digits:
        number = float(re.sub(r"[,\u00a0\u202f]", "", digits[1]))
        if digits[2]:
            number *= magnitudes.get(digits[2], 1)
        return (int(number), True) if number < 10**12 else None
    total = current = 0
    seen = False
    for word in re.split(r"[-\s]+", text):
        if word == "and":
            continue
        if word in ("a", "an") and not seen:
            current = 1
        elif word in units:
            current += units[word]
        elif word in magnitudes:
            size = magnitudes[word]
            current = max(current, 1) * size
            if size >= 1000:
                total, current = total + current, 0
        else:
            return None
        seen = True
    return (total + current, True) if seen else None


@cache
def _bound_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    bounds = _alternatives(_lexicon()[3])
    return (
        re.compile(rf"(?:^|[\s(\"“])((?:{bounds}))\s+$", re.IGNORECASE),
        re.compile(r"^\s+(or more|or fewer|or so|or less|at least|at most)\b", re.IGNORECASE),
    )


def bounded(text: str, start: int, end: int, *, low: int = 0) -> tuple[Amount, int, int] | None:
    """The amount written at `text[start:end]` with the bounds around it, and the span of the whole phrase."""
    read = value_of(text[start:end])
    if read is None:
        return None
    number, exact = read
    before, after = _bound_patterns()
    left = before.search(text, max(low, start - 24), start)
    right = after.search(text[end : end + 12])
    kind = _lexicon()[3][" ".join(left[1].lower().split())] if left else ""
    begin, finish = (left.start(1) if left else start), end
    if right and not left:
        kind = {"or more": "minimum", "at least": "minimum", "or so": "approximate"}.get(right[1].lower(), "maximum")
        finish = end + right.end()
    word = text[begin:finish]
    if not exact:
        return Amount(minimum=number, word=word, rule="vague-number"), begin, finish
    amount = {
        "": Amount(exact=number, word=word, rule="number"),
        "minimum": Amount(minimum=number, word=word, rule="at-least"),
        "above": Amount(minimum=number, word=word, rule="more-than"),
        "maximum": Amount(maximum=number, word=word, rule="at-most"),
        "below": Amount(maximum=number, word=word, rule="fewer-than"),
        "approximate": Amount(approximate=number, word=word, rule="about"),
    }[kind]
    return amount, begin, finish
