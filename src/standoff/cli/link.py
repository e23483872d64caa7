"""`standoff link`: judgements on which items of Wikidata our entities are."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from standoff.cli.context import Application, application
from standoff.cli.options import KbOption

if TYPE_CHECKING:
    from standoff.kb import KnowledgeBase
    from standoff.links.client import Client
    from standoff.links.linking import ItemSource, Links, Suggestion
    from standoff.rdf.terms import NamedNode

__all__ = ["app"]

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    help="Link entities to Wikidata: find candidates, judge them, undo judgements, check links, and bring in what "
    "Wikidata states as claims of its own. A link is a judgement in a file under kb/links; nothing is reasoned over "
    "it unless --with-links asks for that.",
)

EntitiesArgument: TypeAlias = Annotated[
    list[str] | None,
    typer.Argument(metavar="ENTITY", help="Labels, CURIEs or IRIs. Default: see above."),
]
EntityArgument: TypeAlias = Annotated[str, typer.Argument(metavar="ENTITY", help="A label, a CURIE or an IRI.")]
ItemArgument: TypeAlias = Annotated[
    str | None,
    typer.Argument(metavar="ITEM", help="Q39556, or geonames:174884. Default: the entity's only candidate."),
]
ByOption: TypeAlias = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help="Who judges; kept with the judgement. Default: the user.")
]
ReasonOption: TypeAlias = Annotated[
    str | None, typer.Option("--reason", metavar="TEXT", help="Why; kept with the judgement.")
]
EndpointOption: TypeAlias = Annotated[
    str | None, typer.Option("--endpoint", metavar="URL", help="Ask this SPARQL endpoint with Wikidata's data.")
]
ReconcileOption: TypeAlias = Annotated[
    str | None,
    typer.Option("--reconcile", metavar="URL", help="Ask this reconciliation service (W3C Reconciliation API)."),
]
ApiOption: TypeAlias = Annotated[
    str | None, typer.Option("--api", metavar="URL", help="Ask this Wikibase's API. Default: Wikidata's.")
]
OfflineOption: TypeAlias = Annotated[
    bool,
    typer.Option("--offline", help="Use only answers that were kept; exit 3, saying what was not asked, for the rest."),
]
TimeoutOption: TypeAlias = Annotated[
    float, typer.Option("--timeout", metavar="SECONDS", min=0.1, help="How long to wait for one answer.")
]


@app.command()
def suggest(
    context: typer.Context,
    entities: EntitiesArgument = None,
    endpoint: EndpointOption = None,
    reconcile: ReconcileOption = None,
    api: ApiOption = None,
    auto: Annotated[
        bool,
        typer.Option(
            "--auto",
            help="Accept a candidate that two independent signals agree on and that has no second near. Off by "
            "default: candidates are only written down as unsure.",
        ),
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the candidates; write nothing.")] = False,
    offline: OfflineOption = False,
    timeout: TimeoutOption = 60.0,
    kb: KbOption = None,
) -> None:
    """Look for items that may be what entities are, and write them down as unsure, with score and reasons.

    Without ENTITY, those that nobody has linked yet. How the score is made stands in docs/links.md.
    """
    from standoff.errors import OutsideError

    app_, knowledge, links = _opened(context, kb)
    source = _source(_client(app_, knowledge, offline, timeout), endpoint, reconcile, api)
    wanted = _entities(links, entities or (), linked=False)
    count = accepted = 0
    missed: list[str] = []
    for entity in wanted:
        try:
            (found,) = links.suggest([entity], source, auto=auto, write=not dry_run)
        except OutsideError:
            if not offline:
                raise
            missed.append(knowledge.prefixes.shorten(entity))
            continue
        count += bool(found.matches)
        accepted += found.accepted is not None
        _show(app_, knowledge, found)
    app_.note(
        f"{len(wanted) - len(missed)} entities asked about: {count} with candidates, {accepted} accepted"
        + ("; nothing was written" if dry_run else "; standoff link review decides on the rest")
    )
    if missed:
        raise OutsideError(
            f"offline, and without a kept answer on {len(missed)} of {len(wanted)} entities: {', '.join(missed)}",
            hint="leave out --offline once, with a network",
        )


def _show(app_: Application, knowledge: KnowledgeBase, found: Suggestion) -> None:
    name = knowledge.prefixes.shorten(found.subject.iri)
    if not found.matches:
        app_.line(f"{name}: no candidate")
        return
    app_.line(f"{name} ({found.subject.names[0].value if found.subject.names else '?'})")
    for matched in found.matches:
        mark = "accepted" if matched is found.accepted else "        "
        about = f" - {matched.item.description}" if matched.item.description else ""
        app_.line(f"  {mark} {matched.score:.2f}  {matched.item.name}  {matched.item.label}{about}")
        for evidence in matched.evidence:
            app_.line(f"                 + {evidence}")
        for told in matched.against:
            app_.line(f"                 - {told}")


@app.command()
def accept(
    context: typer.Context,
    entity: EntityArgument,
    item: ItemArgument = None,
    by: ByOption = None,
    reason: ReasonOption = None,
    kb: KbOption = None,
) -> None:
    """Judge that an entity and an item are the same; `link undo` or `link reject` takes it back."""
    _judge(context, entity, item, "Same", by, reason, kb)


@app.command()
def reject(
    context: typer.Context,
    entity: EntityArgument,
    item: ItemArgument = None,
    near: Annotated[
        bool, typer.Option("--near", help="They are close (a town and its district): joined by skos:closeMatch.")
    ] = False,
    by: ByOption = None,
    reason: ReasonOption = None,
    kb: KbOption = None,
) -> None:
    """Judge that an entity and an item are different, so that it is never suggested as the same again."""
    _judge(context, entity, item, "Different", by, reason, kb, near=near)


def _judge(
    context: typer.Context,
    entity: str,
    item: str | None,
    verdict: str,
    by: str | None,
    reason: str | None,
    kb: Path | None,
    *,
    near: bool = False,
) -> None:
    app_, _, links = _opened(context, kb)
    node = links.entity(entity)
    chosen = links.only(node, links.item(item) if item else None)
    made = links.judge(node, chosen, verdict, by, reason=reason, near=near)
    app_.line(str(made))


@app.command()
def undo(context: typer.Context, entity: EntityArgument, item: ItemArgument = None, kb: KbOption = None) -> None:
    """Take a judgement away, as if nobody had ever judged."""
    app_, _, links = _opened(context, kb)
    node = links.entity(entity)
    gone = links.undo(node, links.only(node, links.item(item) if item else None))
    app_.line(f"taken away: {gone}")


@app.command()
def review(context: typer.Context, entities: EntitiesArgument = None, by: ByOption = None, kb: KbOption = None) -> None:
    """Go through the unsure candidates one by one on a terminal: same, different, skip or quit.

    Without ENTITY, all of them, best score first. Each decision is kept at once.
    """
    import sys

    app_, knowledge, links = _opened(context, kb)
    wanted = {links.entity(text) for text in entities or ()}
    queue = [j for j in links.judgements if j.verdict == "Unsure" and (not wanted or j.entity in wanted)]
    queue.sort(key=lambda j: (-float(j.confidence or 0), j.iri.value))
    decided = 0
    for place, judgement in enumerate(queue, start=1):
        current = next((j for j in links.judgements if j.iri == judgement.iri), None)
        if current is None or current.verdict != "Unsure":
            continue
        app_.line(f"({place}/{len(queue)}) {knowledge.prefixes.shorten(judgement.entity)}")
        app_.line(f"  {judgement.item.value}" + (f"  score {judgement.confidence}" if judgement.confidence else ""))
        app_.lines(f"  + {evidence}" for evidence in judgement.evidence)
        if judgement.reason:
            app_.line(f"  - {judgement.reason}")
        app_.write("[s same   d different   k skip   q quit] ")
        app_.out.flush()
        key = sys.stdin.readline().strip().lower()[:1] or "q"
        app_.line()
        if key == "q":
            break
        if key in "sd":
            from standoff.errors import UsageError

            try:
                app_.line(str(links.judge(judgement.entity, judgement.item, {"s": "Same", "d": "Different"}[key], by)))
                decided += 1
            except UsageError as error:
                app_.note(str(error))
    app_.note(f"{decided} decided, {sum(j.verdict == 'Unsure' for j in links.judgements)} left unsure")


@app.command()
def check(
    context: typer.Context,
    entities: EntitiesArgument = None,
    endpoint: EndpointOption = None,
    api: ApiOption = None,
    alone: Annotated[
        bool,
        typer.Option("--alone", help="Check only what needs no network: the links with each other, and reasoning."),
    ] = False,
    offline: OfflineOption = False,
    timeout: TimeoutOption = 60.0,
    kb: KbOption = None,
) -> None:
    """Check the links: items merged, deleted, moved, of another kind or no longer called so; links that clash.

    Without ENTITY, all links. Exit 1 when something is wrong.
    """
    from standoff.errors import CheckFailedError
    from standoff.links.checking import check_against, check_alone, from_contradictions

    app_, knowledge, links = _opened(context, kb)
    wanted = {links.entity(text) for text in entities or ()}
    judgements = [j for j in links.judgements if not wanted or j.entity in wanted]
    names = {j.entity: knowledge.prefixes.shorten(j.entity) for j in links.judgements}
    faults = list(check_alone(links.judgements, names))
    faults += from_contradictions(links, _contradicting(knowledge))
    if wanted:
        faults = [fault for fault in faults if any(j.entity in wanted for j in fault.judgements)]
    app_.lines(str(fault) for fault in faults)
    if not alone:
        source = _source(_client(app_, knowledge, offline, timeout), endpoint, None, api)
        for fault in check_against(links, source, judgements):
            app_.line(str(fault))
            faults.append(fault)
    same = sum(judgement.verdict == "Same" for judgement in judgements)
    if faults:
        raise CheckFailedError(
            f"{len(faults)} fault{'s' * (len(faults) != 1)} in {same} links",
            hint="judge them again: standoff link reject",
        )
    app_.note(f"{same} links checked, nothing wrong")


def _contradicting(knowledge: KnowledgeBase) -> list[NamedNode]:
    """The judgements that take part in a contradiction when each is taken as a claim."""
    built = knowledge.built.with_links
    found = built.contradictions.contested.claims
    return [built.derivation.claims[number] for number in sorted(found)]


@app.command()
def enrich(
    context: typer.Context,
    entities: EntitiesArgument = None,
    endpoint: EndpointOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be brought in; write nothing.")] = False,
    offline: OfflineOption = False,
    timeout: TimeoutOption = 60.0,
    kb: KbOption = None,
) -> None:
    """Bring in what Wikidata states of linked entities as claims by Wikidata, each anchored at its statement.

    Without ENTITY, all linked ones. Writes kb/articles/wikidata-DATE; what the queries in queries/wikidata map is
    brought in, the rest is counted. From the next build on, the claims are as trusted as any other speaker's.
    """
    from standoff.links.endpoint import Endpoint
    from standoff.links.enriching import QUERY_SERVICE
    from standoff.links.enriching import enrich as bring

    app_, knowledge, links = _opened(context, kb)
    wanted = _entities(links, entities or (), linked=True)
    client = _client(app_, knowledge, offline, timeout)
    report = bring(links, wanted, Endpoint(client, endpoint or QUERY_SERVICE), write=not dry_run)
    app_.lines(str(line) for line in report.lines())
    if report.folder is not None and not dry_run:
        app_.note(f"Written: {report.folder}; next: standoff validate, then standoff build")


# -------------------------------------------------------------------------- shared


def _opened(context: typer.Context, kb: Path | None) -> tuple[Application, KnowledgeBase, Links]:
    from standoff.links.linking import Links

    app_ = application(context)
    knowledge = app_.open(kb)
    return app_, knowledge, Links(knowledge.sources)


def _client(app_: Application, knowledge: KnowledgeBase, offline: bool, timeout: float) -> Client:
    from standoff.links.client import Client

    return Client(knowledge.builds.folder / "answers", offline=offline, timeout=timeout, note=app_.note)


def _source(client: Client, endpoint: str | None, reconcile: str | None, api: str | None) -> ItemSource:
    from standoff.errors import UsageError
    from standoff.links.client import host_of
    from standoff.links.endpoint import Endpoint
    from standoff.links.reconciliation import Reconciliation
    from standoff.links.wikibase import WIKIDATA_API, Wikibase

    if sum(url is not None for url in (endpoint, reconcile, api)) > 1:
        raise UsageError("--endpoint, --reconcile and --api exclude each other", hint="give one of them")
    host_of(endpoint or reconcile or api or WIKIDATA_API)
    if endpoint is not None:
        return Endpoint(client, endpoint)
    if reconcile is not None:
        return Reconciliation(client, reconcile)
    return Wikibase(client, api or WIKIDATA_API)


def _entities(links: Links, texts: Iterable[str], *, linked: bool) -> list[NamedNode]:
    """The entities named; without names, those that are linked to Wikidata, or those that are not."""
    named = [links.entity(text) for text in texts]
    if named:
        return named
    from standoff.links.judgements import WIKIDATA

    same = {j.entity for j in links.judgements if j.verdict == "Same" and j.item.value.startswith(WIKIDATA)}
    return [entity for entity in links.subjects.entities() if (entity in same) == linked]
