"""What an ingest tells: a summary for a person, or everything as JSON."""

# A pattern or a message is clearer on one line.
# ruff: noqa: E501

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from standoff.ingest.ingesting import Ingested

__all__ = ["as_json", "summary"]


def summary(result: Ingested, *, dry_run: bool = False) -> Iterator[str]:
    """What was drafted, by kind and speaker; which sentences gave nothing; what was guessed; what to do next."""
    folder = result.folder
    if result.known:
        yield f"{folder.slug} is known already: nothing was read and nothing changed."
        yield f"Its drafts are in {folder.drafts.name if folder.drafts.exists() else 'no drafts file'}; read it anew with --again (claims and decisions stay)."
        yield f"Next: standoff review {folder.slug}"
        return
    drafts = result.drafts.drafts
    dated = (
        f", {result.issued.isoformat()} ({_WHENCE.get(result.issued_rule, result.issued_rule)})"
        if result.issued
        else ", date not known"
    )
    yield f"{folder.slug}: {len(drafts)} drafts from {len(result.reading.sentences)} sentences{dated}"
    yield ""
    yield from _counts("By kind", result.kinds())
    yield ""
    yield from _counts("By speaker", result.speakers())
    yield ""
    denied = sum(d.proposition.polarity == "Denied" for d in drafts)
    modal = Counter(d.proposition.modality for d in drafts if d.proposition.modality != "Reported")
    if denied or modal:
        told = [f"{denied} denied"] if denied else []
        yield "Not plain assertions: " + ", ".join([*told, *(f"{n} {m.lower()}" for m, n in modal.most_common())])
    guessed = [
        (d, s)
        for d in drafts
        for s in (*d.statement.slots, *d.proposition.slots)
        if s.reading == "Inferred" and s.rule not in ("no-denial",)
    ]
    if guessed:
        rules = Counter(s.rule for _, s in guessed)
        yield f"Guessed: {len(guessed)} slots ({', '.join(f'{rule} {n}' for rule, n in rules.most_common(5))})"
    if any(e.kind for e in result.drafts.proposals.values()):
        names = sorted(e.label for e in result.drafts.proposals.values() if e.kind)
        yield f"Proposed as new: {len(names)} ({', '.join(names[:6])}{', …' if len(names) > 6 else ''})"
    if result.duplicates:
        yield f"Likely said already: {result.duplicates} drafts stand beside a claim that says much the same"
    lacking = sum(bool(d.lacks) for d in drafts)
    if lacking:
        yield f"Lacking something: {lacking} drafts (the review says what)"
    empty = result.reading.empty
    if empty:
        yield f"Sentences that gave nothing: {len(empty)}"
        for start, end in empty[:8]:
            words = result.source.text[start:end].split()
            yield f"  {start}-{end}: {' '.join(words[:6])}{' …' if len(words) > 6 else ''}"
        if len(empty) > 8:
            yield f"  and {len(empty) - 8} more"
    for note in result.notes:
        yield f"Note: {note}"
    if result.text_kept is not None:
        yield f"The text taken from the page is in {result.text_kept}: anchors count in it, keep it."
    yield ""
    yield "Nothing was written." if dry_run else f"Written: {folder.drafts}"
    if not dry_run:
        yield f"Next: standoff review {folder.slug}   (or: standoff review {folder.slug} --html review.html)"


_WHENCE = {
    "option": "as given",
    "date-line": "read from its date line",
    "page-metadata": "read from the page",
    "front-matter": "read from its head",
    "article": "as recorded",
}


def _counts(title: str, counts: Counter[str]) -> Iterator[str]:
    yield f"{title}:"
    width = max((len(name) for name in counts), default=0)
    for name, number in counts.most_common():
        yield f"  {name:<{width}}  {number}"


def as_json(result: Ingested, *, indent: int | None = 2) -> str:
    """Everything that was read: article, sentences, statements, drafts, dates, proposals; offsets are code points."""
    text = result.source.text

    def words(start: int | None, end: int | None) -> str | None:
        return text[start:end] if start is not None and end is not None else None

    def slot(s) -> dict[str, object]:  # type: ignore[no-untyped-def]
        return {"slot": s.name, "value": s.value, "reading": s.reading, "rule": s.rule, "start": s.start, "end": s.end}

    data = {
        "article": {"iri": result.folder.iri.value, "slug": result.folder.slug, "digest": result.source.digest, "length": len(text), "issued": result.issued.isoformat() if result.issued else None, "known": result.known, "parser": result.reading.parser},
        "sentences": [list(s) for s in result.reading.sentences],
        "empty": [list(s) for s in result.reading.empty],
        "statements": [
            {
                "speaker": s.speaker.label if s.speaker else None,
                "speaker_iri": s.speaker.iri.value if s.speaker else None,
                "speaker_words": words(*s.speaker_words) if s.speaker_words else None,
                "speaker_span": list(s.speaker_words) if s.speaker_words else None,
                "cue": list(s.cue) if s.cue else None,
                "cue_words": words(*s.cue) if s.cue else None,
                "content": [list(c) for c in s.content],
                "content_words": [words(*c) for c in s.content],
                "speech": s.speech, "polarity": s.polarity, "modality": s.modality, "frame": s.frame, "silent": s.silent,
                "relays": [e.label for e, _ in s.relays],
                "target": s.target.label if s.target else None,
            }
            for s in result.reading.statements
        ],
        "dates": [
            {"start": d.start, "end": d.end, "text": d.text, "value": d.value, "precision": d.precision, "reading": d.reading, "rule": d.rule, "earliest": d.earliest.isoformat() if d.earliest else None, "latest": d.latest.isoformat() if d.latest else None, "time": d.time}
            for d in result.reading.dates
        ],
        "drafts": [
            {
                "iri": d.iri.value, "kind": d.proposition.kind, "description": d.description,
                "speaker": d.statement.speaker.label if d.statement.speaker else None,
                "relays": [e.label for e, _ in d.statement.relays],
                "speech": d.statement.speech, "polarity": d.proposition.polarity, "modality": d.proposition.modality,
                "start": d.proposition.start, "end": d.proposition.end, "words": words(d.proposition.start, d.proposition.end),
                "date": d.proposition.date.value if d.proposition.date else None,
                "count": {"outcome": d.proposition.count.outcome, "exact": d.proposition.count.amount.exact, "minimum": d.proposition.count.amount.minimum, "maximum": d.proposition.count.amount.maximum, "approximate": d.proposition.count.amount.approximate, "none": d.proposition.count.none} if d.proposition.count else None,
                "roles": [{"property": r.property, "entity": r.entity.iri.value, "label": r.entity.label, "new": not r.entity.known} for r in d.proposition.roles],
                "weapons": list(d.proposition.weapons), "confidence": d.proposition.confidence, "lacks": list(d.lacks),
                "slots": [slot(s) for s in (*d.statement.slots, *(s for _, s in d.statement.relays), *d.proposition.slots)],
            }
            for d in result.drafts.drafts
        ],
        "proposals": [{"iri": e.iri.value, "label": e.label, "kind": e.kind} for e in result.drafts.proposals.values() if e.kind],
        "notes": result.notes,
    }  # fmt: skip
    return json.dumps(data, ensure_ascii=False, indent=indent)
