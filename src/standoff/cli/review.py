"""`standoff review`: decide about drafts, in the terminal or on a page."""

# Help texts are kept on one line, with typographic marks.

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from standoff.cli.context import Application, application
from standoff.cli.options import KbOption, TextsOption

if TYPE_CHECKING:
    from standoff.ingest.decisions import Desk
    from standoff.ingest.pending import Pending

__all__ = ["review"]

_KEYS = "a accept   e edit   r reject   s split   m merge   k skip   t triples   ? help   q quit"
_HELP = """  a  accept: it becomes a claim, in claims.trig
  e  edit: opens it in $EDITOR; when it comes back in order, it is accepted
  r  reject: asks for the reason and keeps it
  s  split: opens two copies in $EDITOR, one for each thing that is said
  m  merge: adds it to another draft of the same speaker
  k  skip: leaves it for later
  t  show the triples and how each slot was read
  q  quit: everything decided so far is kept; standoff review goes on from here"""


def review(
    context: typer.Context,
    article: Annotated[
        str | None,
        typer.Argument(
            metavar="[ARTICLE]", help="The article: its name under kb/articles. Default: the one with most drafts left."
        ),
    ] = None,
    kb: KbOption = None,
    texts: TextsOption = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="NAME", help="Who decides; kept with each decision. Default: git's user.name."),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(
            "--html",
            metavar="FILE",
            help="Write one page with the article and its drafts to decide in; it needs no network.",
        ),
    ] = None,
    apply: Annotated[
        Path | None, typer.Option("--apply", metavar="FILE", help="Take over the decisions that such a page saved.")
    ] = None,
) -> None:
    """Show the drafts of an article one by one, riskiest first, and keep each decision at once.

    Accepted drafts become claims and are trusted from the next build on; rejected ones go, with the reason. Stop
    whenever you like: the next review goes on where this one ended.
    """
    app = application(context)
    from standoff.ingest.decisions import Desk, person_named
    from standoff.ingest.reviewing import article_to_review
    from standoff.ingest.whereabouts import text_of
    from standoff.sources import Sources

    sources = Sources.open(kb)
    if apply is not None:
        from standoff.ingest.page import apply_decisions

        for line in apply_decisions(sources, apply, by):
            app.line(line)
        return
    folder = article_to_review(sources, article)
    desk = Desk(sources, folder, person_named(by))
    text = text_of(sources, sources.articles[folder.iri], texts)
    if html is not None:
        from standoff.ingest.page import write_page

        if text is None:
            from standoff.errors import InputError

            raise InputError(f"the text of {folder.slug} is not at hand", hint="say where it is with --texts DIR")
        write_page(html, sources, desk, text)
        app.line(
            f"Written: {html} ({len(desk.drafts)} drafts). Open it in a browser, decide, save the decisions, then:"
        )
        app.line(f"Next: standoff review --apply {folder.slug}-decisions.json")
        return
    _terminal(app, desk, text)


def _terminal(app: Application, desk: Desk, text: str | None) -> None:
    order = desk.in_order()
    if not order:
        app.line(f"{desk.folder.slug} has no drafts left.")
        app.line("Next: standoff build, then standoff query")
        return
    if text is None:
        app.note("The article's text is not at hand: its words are not shown (say where it is with --texts DIR).")
    app.line(f"{desk.folder.slug}: {len(order)} drafts, riskiest first. Decisions are kept as made by {desk.person}.")
    counts: dict[str, int] = {}
    queue = [d.iri for d in order]
    number = 0
    try:
        while queue:
            iri = queue.pop(0)
            draft = desk.drafts.get(iri)
            if draft is None:
                continue
            number += 1
            ruling = _one(app, desk, draft, text, number, len(order))
            if ruling == "quit":
                break
            counts[ruling] = counts.get(ruling, 0) + 1
    except (EOFError, KeyboardInterrupt):
        app.line()
    told = ", ".join(f"{n} {what}" for what, n in counts.items()) or "nothing decided"
    left = len(desk.drafts)
    app.line(f"{told[:1].upper()}{told[1:]}; {left} drafts left.")
    app.line(
        "Next: standoff build, then standoff query"
        if not left
        else f"Next: standoff review {desk.folder.slug} goes on; standoff build takes in what was accepted"
    )


def _one(app: Application, desk: Desk, draft: Pending, text: str | None, number: int, of: int) -> str:
    from standoff.errors import StandoffError
    from standoff.ingest.reviewing import edited, split_text

    _show(app, desk, draft, text, number, of)
    while True:
        key = _key(app, f"[{_KEYS}] ")
        try:
            if key == "a":
                against = desk.accept(draft)
                if not against:
                    app.line("accepted")
                    return "accepted"
                for sentence in against:
                    app.line(f"  cannot be accepted: {sentence}")
                app.line("  edit it (e), reject it (r) or skip it (k)")
            elif key == "e":
                changed = edited(draft, desk.sources, text)
                if changed == [draft]:
                    app.line("not changed")
                    continue
                if len(changed) == 1 and changed[0].iri == draft.iri:
                    against = desk.accept(changed[0], ruling="Edited")
                    if not against:
                        app.line("edited and accepted")
                        return "edited"
                    for sentence in against:
                        app.line(f"  not in order: {sentence}")
                    app.line("  nothing was changed")
                else:
                    desk.replace(draft, changed, "Split")
                    app.line(f"replaced by {len(changed)} drafts")
                    return "split"
            elif key == "r":
                reason = _line(app, "reason: ")
                desk.reject(draft, reason)
                app.line("rejected")
                return "rejected"
            elif key == "s":
                parts = edited(draft, desk.sources, text, given=split_text(draft, desk.sources))
                if len(parts) < 2:
                    app.line("not split")
                    continue
                desk.replace(draft, parts, "Split")
                app.line(f"split into {len(parts)} drafts; they come up in the next review")
                return "split"
            elif key == "m":
                if _merge(app, desk, draft):
                    return "merged"
            elif key in ("k", " ", "\n"):
                return "skipped"
            elif key == "t":
                _details(app, desk, draft)
            elif key == "q":
                return "quit"
            else:
                app.line(_HELP)
        except StandoffError as error:
            app.line(f"  {error}")


def _merge(app: Application, desk: Desk, draft: Pending) -> bool:
    others = [
        d
        for d in desk.drafts.values()
        if d.iri != draft.iri and d.speaker == draft.speaker and d.polarity == draft.polarity
    ]
    if not others:
        app.line("there is no other draft of this speaker")
        return False
    others.sort(key=lambda d: abs(d.start - draft.start))
    for n, other in enumerate(others[:9], 1):
        app.line(f"  {n}  {other.claim.description}")
    answer = _line(app, "merge into number: ")
    if not answer.strip().isdigit() or not 1 <= int(answer) <= min(9, len(others)):
        app.line("not merged")
        return False
    desk.merge(draft, others[int(answer) - 1])
    app.line("merged")
    return True


def _show(app: Application, desk: Desk, draft: Pending, text: str | None, number: int, of: int) -> None:
    from standoff.ingest.reviewing import passage, rows

    app.line()
    app.line(f"── {number} of {of} · {draft.name} · {draft.kind}")
    words = passage(text, draft.start, draft.end)
    if words is not None:
        before, inside, after = (w.replace("\n", " ") for w in words)
        if app.has_colour:
            app.line(f"{before}\x1b[1;7m{inside}\x1b[0m{after}")
        else:
            app.line(f"{before}«{inside}»{after}")
    for name, value in rows(draft, desk.sources):
        if name in ("says", "speaker", "relayed by", "how", "new", "like", "lacks"):
            app.line(f"  {name:<10} {value}")


def _details(app: Application, desk: Desk, draft: Pending) -> None:
    from standoff.ingest.reviewing import rows

    for name, value in rows(draft, desk.sources):
        if name in ("content", "slot"):
            app.line(f"  {name:<10} {value}")


def _key(app: Application, prompt: str) -> str:
    """One key: on a terminal without waiting for Enter, else the next character of standard input."""
    app.write(prompt)
    app.out.flush()
    stream = sys.stdin
    if stream.isatty():
        try:
            import termios
            import tty
        except ImportError:  # no termios on this system: Enter is needed
            answer = stream.readline()
            if not answer:
                raise EOFError from None
            return answer.strip()[:1].lower() or "\n"
        handle = stream.fileno()
        before = termios.tcgetattr(handle)
        try:
            tty.setcbreak(handle, termios.TCSANOW)  # what was typed ahead is kept
            key = stream.read(1)
        finally:
            termios.tcsetattr(handle, termios.TCSADRAIN, before)
        app.line(key.strip())
        if key == "\x03":
            raise KeyboardInterrupt
    else:
        key = stream.read(1)
        while key in ("\n", "\r"):
            key = stream.read(1)
        app.line(key)
    if not key or key == "\x04":
        raise EOFError
    return key.lower()


def _line(app: Application, prompt: str) -> str:
    app.write(prompt)
    app.out.flush()
    answer = sys.stdin.readline()
    if not sys.stdin.isatty():
        if answer == "\n":  # the end of the line that the key stood on
            answer = sys.stdin.readline()
        app.line(answer.rstrip("\n"))
    if not answer:
        raise EOFError
    return answer.strip()
