"""The review on a page: one file with the article and its drafts, no network; and the decisions it saves, taken over."""

# A pattern or a message is clearer on one line.
# ruff: noqa: E501

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from standoff.atomic import replacing
from standoff.errors import CheckFailedError, InputError
from standoff.ingest.decisions import Desk, person_named
from standoff.ingest.pending import Pending
from standoff.ingest.reviewing import article_to_review, rows
from standoff.rdf.serialising import serialise
from standoff.rdf.terms import ST
from standoff.sources import Sources

__all__ = ["FORMAT", "apply_decisions", "page", "write_page"]

FORMAT: Final = "standoff-decisions/1"


def content_digest(draft: Pending) -> str:
    """The digest of what a draft says: a decision is about these very triples."""
    text = "".join(serialise(draft.content, "nquads"))
    return "sha256:" + hashlib.sha256(text.encode("utf-8")).hexdigest()


def _data(sources: Sources, desk: Desk, text: str) -> dict[str, Any]:
    article = sources.articles[desk.folder.iri]
    drafts = []
    for draft in desk.in_order():
        said: dict[str, list[str]] = {}
        for name, value in rows(draft, sources):
            said.setdefault(name, []).append(value)
        tags = [
            t
            for t in (draft.polarity, draft.claim.modality, draft.claim.speech)
            if t is not None and t not in (ST["Affirmed"], ST["Reported"])
        ]
        drafts.append({
            "iri": draft.iri.value, "name": draft.name, "kind": draft.kind, "description": draft.claim.description,
            "speaker": said.get("speaker", ["?"])[0], "relays": said.get("relayed by", []), "confidence": draft.confidence,
            "tags": [t.value.rpartition("#")[2] for t in tags], "start": draft.start, "end": draft.end,
            "notes": [*(["lacks", f"Lacks: {v}"] for v in said.get("lacks", ())), *(["like", f"Perhaps said already by {v}"] for v in said.get("like", ())), *(["new", f"Proposed as new: {v}"] for v in said.get("new", ()))],
            "details": [*said.get("content", ()), *said.get("slot", ())], "content_digest": content_digest(draft),
        })  # fmt: skip
    return {
        "article": desk.folder.iri.value,
        "slug": desk.folder.slug,
        "digest": article.digest,
        "title": article.title or desk.folder.slug,
        "text": text,
        "drafts": drafts,
    }


def page(sources: Sources, desk: Desk, text: str) -> str:
    """The page as HTML: styles, script and data inside, and a policy that forbids it to load anything."""
    assets = files("standoff.ingest") / "assets"
    style = (assets / "review.css").read_text(encoding="utf-8")
    script = (assets / "review.js").read_text(encoding="utf-8")
    data = _data(sources, desk, text)
    told = json.dumps(data, ensure_ascii=True).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    allowed = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode()
    title = html.escape(str(data["title"]))
    return (
        "<!doctype html>\n"
        f'<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'\">\n"
        f"<title>Review: {title}</title>\n<style>\n{style}</style></head>\n"
        f'<body><header><h1>{title}</h1><span class="count" id="count"></span><span class="count">a accept · r reject · u undo · j/k next, previous</span>'
        '<span class="push"><label class="count" for="by">decided by</label><input id="by" autocomplete="name"><button id="save">Save the decisions</button></span></header>\n'
        '<main><article id="text" lang="en" dir="auto"></article><div id="drafts"></div></main>\n'
        f'<script type="application/json" id="data">{told}</script>\n<script>{script}</script></body></html>\n'
    )


def write_page(path: Path, sources: Sources, desk: Desk, text: str) -> None:
    """Write the page as a whole or not at all."""
    with replacing(path) as stream:
        stream.write(page(sources, desk, text))


def apply_decisions(sources: Sources, path: Path, by: str | None = None) -> Iterator[str]:
    """Take over the decisions that a page saved; tells what was done, draft by draft where it was not.

    Raises:
        InputError: the file is none of ours, or about another text.
        CheckFailedError: some decisions could not be taken over; the others were.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError("no such file", path=path, hint="save the decisions on the page first") from None
    except (ValueError, UnicodeDecodeError):
        raise InputError("is not JSON", path=path, hint="give the file that the review page saved") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("decisions"), list):
        raise InputError("is not a file of decisions", path=path, hint="give the file that the review page saved")
    folder = article_to_review(sources, str(data.get("article")))
    if sources.articles[folder.iri].digest != data.get("digest"):
        raise InputError(
            f"was made for another text of {folder.slug}", path=path, hint="write the page anew with --html"
        )
    desk = Desk(sources, folder, person_named(by or str(data.get("by") or "") or None))
    by_iri = {d.iri.value: d for d in desk.drafts.values()}
    accepted: list[Pending] = []
    done = {"accepted": 0, "rejected": 0}
    refused: list[str] = []
    for item in data["decisions"]:
        if not isinstance(item, dict):
            refused.append("a decision that is no record")
            continue
        draft = by_iri.get(str(item.get("draft")))
        name = str(item.get("draft")).rsplit("/", 1)[-1]
        ruling = item.get("ruling")
        if draft is None:
            refused.append(f"{name}: there is no such draft any more")
        elif item.get("content") != content_digest(draft):
            refused.append(f"{name}: the draft has changed since the page was made")
        elif ruling == "Accepted":
            accepted.append(draft)
        elif ruling == "Rejected":
            desk.reject(draft, str(item.get("reason") or ""))
            done["rejected"] += 1
        else:
            refused.append(f"{name}: {ruling!r} is no ruling that a page can give")
    if accepted:
        for iri, sentences in desk.accept_all(accepted).items():
            if sentences:
                refused.append(f"{iri.value.rsplit('/', 1)[-1]}: {sentences[0]}")
            else:
                done["accepted"] += 1
    yield f"{done['accepted']} accepted, {done['rejected']} rejected, {len(refused)} not taken over, {len(desk.drafts)} drafts left."
    yield from (f"  {line}" for line in refused)
    yield "Next: standoff build, then standoff query"
    if refused:
        raise CheckFailedError(
            f"{len(refused)} decisions could not be taken over",
            path=path,
            hint="they are named above; the others are done",
        )
