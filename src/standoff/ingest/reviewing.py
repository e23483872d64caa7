"""The review: one draft at a time, as sentences for a person and as TriG for an editor."""

# A pattern or a message is clearer on one line.
# ruff: noqa: E501

from __future__ import annotations

import os
import re
import shlex
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from standoff.errors import InputError, UsageError
from standoff.ingest.drafts import slice_digest, text_fragment
from standoff.ingest.pending import Pending, label_of, pending_from
from standoff.ingest.store import ArticleFolder
from standoff.rdf.parsing import parse_bytes
from standoff.rdf.serialising import serialise
from standoff.rdf.terms import OA, RDF, ST, DefaultGraph, Literal, NamedNode, Quad
from standoff.sources import Sources

__all__ = ["article_to_review", "as_text", "edited", "passage", "rows", "split_text"]


def article_to_review(sources: Sources, name: str | None) -> ArticleFolder:
    """The article that is meant: by slug, CURIE, IRI or title; without a name, the one with most drafts left.

    Raises:
        UsageError: there is no such article, or none has drafts.
    """
    folders = [ArticleFolder(a.iri, a.slug, a.path.parent) for a in sources.articles.values() if a.path is not None]
    if name is None:
        waiting = [f for f in folders if f.drafts.is_file()]
        if not waiting:
            raise UsageError("there are no drafts to review", hint="make some with: standoff ingest FILE")
        return max(waiting, key=lambda f: (f.drafts.stat().st_size, f.slug))
    for folder in folders:
        article = sources.articles[folder.iri]
        if name in (folder.slug, folder.iri.value, f"article:{folder.slug}", article.title, str(folder.path)):
            return folder
    known = ", ".join(sorted(f.slug for f in folders)[:8]) or "none yet"
    raise UsageError(f"no article is called {name!r}", hint=f"articles are {known}")


def passage(text: str | None, start: int, end: int, *, around: int = 220) -> tuple[str, str, str] | None:
    """The words at an anchor with what stands around them in their paragraph."""
    if text is None or not 0 <= start < end <= len(text):
        return None
    low = max(text.rfind("\n", 0, start) + 1, start - around)
    newline = text.find("\n", end)
    high = min(newline if newline >= 0 else len(text), end + around)
    return text[low:start], text[start:end], text[end:high]


def rows(draft: Pending, sources: Sources) -> Iterator[tuple[str, str]]:
    """What a draft says, as name and value: who, how, what, when, and how each slot was read."""
    names = sources.names

    def label(node: NamedNode | None) -> str:
        if node is None:
            return "?"
        if node.value.endswith("#narrator"):
            return "the article itself"
        if node in draft.proposals:
            return f"{label_of(draft.proposals[node])} (new)"
        return names.label(node)

    yield "says", draft.claim.description
    yield "speaker", label(draft.speaker)
    if draft.claim.relays:
        yield "relayed by", ", ".join(label(r) for r in draft.claim.relays)
    polarity = draft.polarity.value.rpartition("#")[2] if draft.polarity else "?"
    modality = draft.claim.modality.value.rpartition("#")[2] if draft.claim.modality else "?"
    speech = draft.claim.speech.value.rpartition("#")[2] if draft.claim.speech else "?"
    yield "how", f"{polarity}, {modality}, {speech}; confidence {draft.confidence:.2f}"
    for quad in draft.content:
        subject = (
            sources.config.prefixes.shorten(quad.subject) if isinstance(quad.subject, NamedNode) else str(quad.subject)
        )
        object_ = quad.object
        if isinstance(object_, NamedNode):
            shown = label(object_) if not ST.has(object_) else f"st:{object_.value.rpartition('#')[2]}"
        else:
            shown = str(getattr(object_, "value", object_))
        predicate = "a" if quad.predicate == RDF["type"] else sources.config.prefixes.shorten(quad.predicate)
        yield "content", f"{subject} {predicate} {shown}"
    for slot, value, reading, rule in draft.slots:
        yield "slot", f"{slot}: {value} — {_HOW.get(reading, reading)} by {rule}"
    for entity, quads in draft.proposals.items():
        kinds = [
            q.object.value.rpartition("#")[2]
            for q in quads
            if q.predicate == RDF["type"] and isinstance(q.object, NamedNode) and q.object != ST["Proposal"]
        ]
        if not kinds:
            continue
        yield "new", f"{label_of(quads)} ({', '.join(kinds)}), {sources.config.prefixes.shorten(entity)}"
    for claim in draft.duplicates:
        known = sources.claims.get(claim)
        yield "like", f"{sources.config.prefixes.shorten(claim)}: {known.description if known else ''}"
    for sentence in draft.lacks:
        yield "lacks", sentence


_HOW = {"Stated": "read", "Resolved": "resolved", "Inferred": "inferred"}


def as_text(draft: Pending, sources: Sources, note: str = "") -> str:
    """A draft as TriG for an editor, without the slot readings."""
    slots = {q.object for q in draft.about if q.predicate == ST["slotReading"]}
    about = [q for q in draft.about if q.subject not in slots and q.predicate != ST["slotReading"]]
    quads = [*draft.content, *about, *(q for given in draft.proposals.values() for q in given)]
    body = "".join(serialise(dict.fromkeys(quads), "trig", sources.config.prefixes))
    head = "# Change what is wrong and save; close without a change to leave the draft as it is.\n# Digest and fragment of the anchor are made anew from its start and end.\n"
    return head + (f"# {note}\n" if note else "") + "\n" + body


def edited(
    draft: Pending, sources: Sources, text: str | None, *, note: str = "", given: str | None = None
) -> list[Pending]:
    """The draft as it comes back from $EDITOR; several when the person wrote several.

    Raises:
        InputError: what came back is not TriG, has no draft in it, or an anchor outside the text.
        UsageError: there is no editor.
    """
    before = given if given is not None else as_text(draft, sources, note)
    after = _through_editor(before)
    if after == before:
        return [draft]
    quads = list(parse_bytes(after.encode("utf-8"), "trig", "the edited draft"))
    found = pending_from(quads)
    if not found:
        raise InputError("the edited text has no st:Draft in it", hint="keep the line `a st:Draft`")
    slots = [
        q
        for q in draft.about
        if q.predicate == ST["slotReading"] or (isinstance(q.subject, NamedNode) and "#slot-" in q.subject.value)
    ]
    result = []
    for pending in found:
        about = _anchored(pending, text)
        if pending.iri == draft.iri:
            about = [*about, *slots]
        result.append(
            Pending(
                pending.iri,
                pending.claim,
                pending.content,
                tuple(dict.fromkeys(about)),
                pending.proposals,
                draft.activity,
            )
        )
    return [
        pending_from([*p.content, *p.about, *(q for given_ in p.proposals.values() for q in given_), *p.activity])[0]
        for p in result
    ]


def _anchored(pending: Pending, text: str | None) -> list[Quad]:
    """The quads about a draft, with digest and fragment made from the offsets."""
    if text is None:
        return list(pending.about)
    start, end = pending.start, pending.end
    if not 0 <= start < end <= len(text):
        raise InputError(
            f"the anchor {start}-{end} lies outside the text (0-{len(text)})", hint="mend oa:start and oa:end"
        )
    position, fragment = NamedNode(f"{pending.iri.value}#position"), NamedNode(f"{pending.iri.value}#fragment")
    kept = [
        q
        for q in pending.about
        if not (q.subject == position and q.predicate == ST["sliceDigest"])
        and not (q.subject == fragment and q.predicate == RDF["value"])
    ]
    words = text[start:end]
    positions = {q.subject for q in kept if q.predicate == OA["start"]}
    where = (
        position
        if position in positions
        else next((s for s in positions if isinstance(s, NamedNode) and "#slot-" not in s.value), position)
    )
    return [
        *kept,
        Quad(where, ST["sliceDigest"], Literal(slice_digest(words)), DefaultGraph()),
        Quad(fragment, RDF["value"], Literal(text_fragment(words)), DefaultGraph()),
    ]


def split_text(draft: Pending, sources: Sources) -> str:
    """A draft written twice, as two drafts, for an editor: each is to keep its part."""
    body = as_text(draft, sources)
    head, _, rest = body.partition("\n\n")
    prefixes = "\n".join(line for line in rest.splitlines() if line.startswith("@prefix"))
    plain = "\n".join(line for line in rest.splitlines() if not line.startswith("@prefix"))
    copies = []
    for letter in "ab":
        copy = plain.replace(f"<{draft.iri.value}#", f"<{draft.iri.value}-{letter}#")
        short = sources.config.prefixes.shorten(draft.iri)
        copy = re.sub(rf"{re.escape(short)}(?=[\s;.])", f"{short}-{letter}", copy)
        copies.append(copy.replace(f"<{draft.iri.value}>", f"<{draft.iri.value}-{letter}>"))
    return head + "\n# Keep in each of the two what belongs to it.\n\n" + prefixes + "\n" + "\n".join(copies)


def _through_editor(before: str) -> str:
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not command:
        raise UsageError("there is no editor", hint="set EDITOR, for example: export EDITOR=nano")
    handle, name = tempfile.mkstemp(suffix=".trig", prefix="standoff-")
    path = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(before)
        try:
            done = subprocess.run([*shlex.split(command), str(path)], check=False)
        except OSError as error:
            raise UsageError(
                f"the editor {command!r} cannot be started ({error.strerror})", hint="set EDITOR"
            ) from None
        if done.returncode != 0:
            raise UsageError(f"the editor {command!r} ended with code {done.returncode}; nothing was changed")
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InputError("the edited draft is not UTF-8; nothing was changed") from None
    finally:
        path.unlink(missing_ok=True)
