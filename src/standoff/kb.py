"""The knowledge base: opens a folder, builds it, and answers. This is the library's public door."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from standoff.config import find_root
from standoff.errors import InputError, UsageError
from standoff.model.lens import ALL, Lens
from standoff.sources import Sources

if TYPE_CHECKING:
    from standoff.accounts.cited import CitedAnswer
    from standoff.accounts.contested import ContestedReport
    from standoff.accounts.retracting import RetractionReport
    from standoff.accounts.why import Explainer, Why
    from standoff.accounts.words import Spo
    from standoff.building.builds import Build, Builds
    from standoff.building.work import BuildReport
    from standoff.coverage import Passage
    from standoff.describing import Description
    from standoff.exchange.pushing import Options as PushOptions
    from standoff.exchange.pushing import PushReport
    from standoff.model import Claim
    from standoff.names import Names
    from standoff.progress import Progress
    from standoff.queries import Answer, SavedQuery
    from standoff.rdf.prefixes import Prefixes
    from standoff.rdf.terms import NamedNode, Quad, Term
    from standoff.validation import ValidationReport
    from standoff.view import Built, View

__all__ = ["KnowledgeBase"]


class KnowledgeBase:
    """A folder with a standoff.toml, what was built from it, and what can be asked of that.

    Answers come from the last build; it is brought up to date first when the sources have changed, unless
    `no_build` is set, in which case `note` tells the user so.
    """

    def __init__(
        self,
        sources: Sources,
        *,
        no_build: bool = False,
        note: Callable[[str], None] | None = None,
        progress: Progress | None = None,
    ) -> None:
        self.sources = sources
        self.no_build = no_build
        self._note = note or (lambda text: None)
        self._progress = progress
        self._built: Built | None = None

    @classmethod
    def open(
        cls,
        root: Path | str | None = None,
        *,
        no_build: bool = False,
        note: Callable[[str], None] | None = None,
        progress: Progress | None = None,
    ) -> KnowledgeBase:
        """The knowledge base at `root`; None means the nearest one upwards, else the program's own.

        Raises:
            InputError: there is none, or its standoff.toml cannot be read.
        """
        return cls(Sources.open(find_root(root)), no_build=no_build, note=note, progress=progress)

    # ----------------------------------------------------------------- building

    @property
    def root(self) -> Path:
        """The knowledge base's folder."""
        return self.sources.root

    @property
    def prefixes(self) -> Prefixes:
        """The prefixes it knows."""
        return self.sources.config.prefixes

    @cached_property
    def builds(self) -> Builds:
        """Where its builds are kept."""
        from standoff.building.builds import Builds

        return Builds(self.root)

    def build(self, *, validate: bool = True, from_nothing: bool = False) -> BuildReport:
        """Parse, validate, reason and index what has changed since the last build.

        Raises:
            CheckFailedError: a claim breaks a shape, or the background contradicts itself; the last build stands.
            InputError: a source cannot be read; the last build stands.
            LimitError: the disk is full; the last build stands.
        """
        from standoff.building.work import build

        report = build(
            self.sources,
            self.builds,
            validate=validate,
            from_nothing=from_nothing,
            note=self._note,
            progress=self._progress,
        )
        self._built = None
        return report

    @property
    def built(self) -> Built:
        """The current build, made first when there is none or the sources have changed.

        Raises:
            InputError: `no_build` is set and there is none.
        """
        if self._built is None:
            from standoff.view import Built

            self._built = Built(self._current())
        return self._built

    def _current(self) -> Build:
        from standoff.building.scanning import is_current

        last = self.builds.current()
        if self.no_build:
            if last is None:
                raise InputError("has not been built yet", path=self.root, hint="leave out --no-build")
            if is_current(self.sources, last)[0] is not None:
                self._note("the sources have changed since the last build: answering from that build")
            return last
        if last is not None and is_current(self.sources, last)[0] is None:
            return last
        report = self.build()
        return report.build

    # ------------------------------------------------------------------- lenses

    def lens(
        self,
        name: str | None = None,
        *,
        according_to: Iterable[str] = (),
        with_narration: bool = False,
        as_of: str | None = None,
        articles: Iterable[str] = (),
        undisputed: bool = False,
        corroborated: int = 0,
        with_links: bool = False,
    ) -> Lens:
        """A lens: the one that standoff.toml calls `name`, narrowed by the rest. Entities by label, CURIE or IRI.

        Raises:
            UsageError: an unknown lens or entity, or what is no date.
        """
        base = self.sources.config.lens(name) if name else ALL
        accounts = tuple(self.find(text) for text in according_to)
        if accounts and base.according_to:
            raise UsageError(f"the lens {name} has its accounts already", hint="leave out --according-to")
        if with_narration and not (accounts or base.according_to):
            raise UsageError("--with-narration adds to accounts", hint="say whose with --according-to")
        if as_of is not None:
            from standoff.reasoning.periods import period

            if period(as_of) is None:
                raise UsageError(f"{as_of!r} is no date", hint="write YYYY, YYYY-MM or YYYY-MM-DD")
        dates = [date for date in (as_of, base.as_of) if date]
        return Lens(
            name=name or "",
            according_to=accounts or base.according_to,
            with_narration=with_narration or base.with_narration,
            as_of=min(dates) if dates else None,
            articles=tuple(self.find(text) for text in articles) or base.articles,
            undisputed=undisputed or base.undisputed,
            corroborated=max(corroborated, base.corroborated),
            with_links=with_links or base.with_links,
        )

    def view(self, lens: Lens | None = None) -> View:
        """The knowledge base through a lens; None is the default lens."""
        found = self.built.view(lens or ALL)
        if not found.lens.is_default:
            for note in found.notes:
                self._note(note)
        return found

    # -------------------------------------------------------------------- names

    @cached_property
    def names(self) -> Names:
        """What entities are called, in the last build."""
        from standoff.names import NAMING, Names
        from standoff.rdf.terms import DefaultGraph, NamedNode

        store = self.built.store
        graphs = (DefaultGraph(), NamedNode(f"{self.sources.config.base}links"))  # the judges' names are in links
        quads = (q for naming in NAMING for graph in graphs for q in store.quads_for_pattern(None, naming, None, graph))
        return Names(quads, self.prefixes)

    def find(self, text: str, of_class: str | None = None) -> NamedNode:
        """The entity that a label, a CURIE or an IRI names; `of_class` is a CURIE of the class meant.

        Raises:
            UsageError: nothing or more than one thing is called so; the message lists the candidates.
        """
        from standoff.rdf.terms import RDF, DefaultGraph, NamedNode

        if of_class is None:
            node = self._article(text) or self.names.find(text)
            if not self._is_known(node):
                name = self.prefixes.shorten(node)
                raise UsageError(f"nothing is known of {name}", hint="standoff query actors lists the actors")
            return node

        kind = self.prefixes.expand(of_class)
        quads = self.built.store.quads_for_pattern(None, RDF["type"], kind, DefaultGraph())
        among = {quad.subject for quad in quads if isinstance(quad.subject, NamedNode)}
        return self.names.find(text, among, self.names.label(kind))

    def _is_known(self, node: NamedNode) -> bool:
        store = self.built.store
        patterns = ((node, None, None), (None, None, node))
        return any(next(iter(store.quads_for_pattern(*pattern)), None) is not None for pattern in patterns)

    def _article(self, text: str) -> NamedNode | None:
        """An article or a claim by the last part of its IRI, which is how people know it."""
        from standoff.rdf.terms import NamedNode

        if ":" in text or " " in text:
            return None
        for prefix in ("article", "claim"):
            if prefix in self.prefixes:
                node = NamedNode(self.prefixes.namespace(prefix) + text)
                if next(iter(self.built.store.quads_for_pattern(node, None, None)), None) is not None:
                    return node
        return None

    # ------------------------------------------------------------------ answers

    def queries(self) -> list[SavedQuery]:
        """The saved queries, by name."""
        from standoff.queries import read_queries

        return read_queries(self.sources.files("queries"))

    def query(
        self,
        name: str | SavedQuery,
        lens: Lens | None = None,
        *,
        parameters: Mapping[str, str] | None = None,
        timeout: float | None = None,
        limit: int | None = None,
        allow_service: bool = False,
        **params: Any,
    ) -> Answer:
        """The answer of a saved query, through a lens; further keywords are its parameters.

        Raises:
            UsageError: no such query or parameter, or a value of the wrong type.
            LimitError: the time is up.
        """
        from standoff.queries import SavedQuery, find_query, read_values

        saved = name if isinstance(name, SavedQuery) else find_query(self.sources.files("queries"), name)
        given = {**(parameters or {}), **{key.replace("_", "-"): str(value) for key, value in params.items()}}
        values = read_values(saved, self._spelled(saved, given), self.find)
        return self._run(saved, values, lens, timeout, limit, allow_service)

    @staticmethod
    def _spelled(saved: SavedQuery, given: Mapping[str, str]) -> dict[str, str]:
        """Parameters by the names the query has: a keyword `max_rows` may mean `max-rows` or `max_rows`."""
        known = {parameter.name for parameter in saved.parameters}
        return {
            key if key in known else key.replace("-", "_") if key.replace("-", "_") in known else key: value
            for key, value in given.items()
        }

    def may_be_disputed(self, query: SavedQuery) -> bool:
        """Whether a query can meet a disputed fact; when not, its rows need no look at what they rest on."""
        from standoff.queries.tokens import may_match

        return may_match(query.text, self.built.build.manifest["disputed"], self.prefixes.as_dict())

    def sparql(
        self,
        text: str,
        lens: Lens | None = None,
        *,
        timeout: float | None = None,
        limit: int | None = None,
        allow_service: bool = False,
    ) -> Answer:
        """The answer of a SPARQL query, through a lens; the knowledge base's prefixes need no declaration.

        Raises:
            UsageError: it is no read query, or not SPARQL.
            LimitError: the time is up.
        """
        return self._run(text, {}, lens, timeout, limit, allow_service)

    def _run(
        self,
        query: SavedQuery | str,
        values: Mapping[str, Any],
        lens: Lens | None,
        timeout: float | None,
        limit: int | None,
        allow_service: bool,
    ) -> Answer:
        from standoff.queries import run

        store = self.built.store if lens is None or lens.is_default else self.view(lens).store
        return run(
            store,
            query,
            values,
            prefixes=self.prefixes.as_dict(),
            timeout=timeout,
            limit=limit,
            allow_service=allow_service,
        )

    def claims(self, lens: Lens | None = None) -> Iterator[Claim]:
        """The trusted claims, in the order of their files; with a lens, those it chooses."""
        chosen = None if lens is None else set(self.view(lens).claims())
        return (claim for iri, claim in self.sources.claims.items() if chosen is None or iri in chosen)

    def validate(self, files: Iterable[Path] = (), *, texts: Path | None = None) -> ValidationReport:
        """What breaks the shapes, in the knowledge base or in files as if they were in it.

        Raises:
            InputError: a file cannot be read.
        """
        from standoff.validation import validate

        return validate(self.sources, tuple(files), texts=texts or self.sources.config.texts)

    def facts(self, lens: Lens | None = None) -> Iterator[Quad]:
        """The facts that hold through a lens, in the default graph."""
        return self.view(lens).quads()

    def export(
        self,
        path: Path | str,
        lens: Lens | None = None,
        *,
        format: str | None = None,
        reify: str | None = None,
        **choice: Any,
    ) -> int:
        """Write the facts through a lens, with the claims, to a file, and its description beside it: how many triples.

        Further keywords are those of `standoff.exchange.contents.Choice` (asserted, inferred, provenance, ...).

        Raises:
            InputError: the file cannot be written.
            UsageError: the format is unknown, or cannot say what is asked for.
        """
        from standoff.exchange.contents import Choice
        from standoff.exchange.exporting import export, export_format
        from standoff.parts import parts_of

        chosen = Choice(**choice)
        parts = parts_of(self, lens, built=not chosen.asserted)
        counts = export(
            parts, chosen, Path(path), export_format(format, Path(path)), reify=reify, progress=self._progress
        )
        return counts.triples

    def push(self, url: str, lens: Lens | None = None, *, options: PushOptions | None = None) -> PushReport:
        """Put the built knowledge base, or the view through a lens, into another triple store, and read it back.

        Raises:
            OutsideError: the store cannot be reached, or refuses.
            UsageError: the URL or the way is wrong, or the store's default graph is not ours.
        """
        from standoff.exchange.pushing import push

        store = self.built.store if lens is None or lens.is_default else self.view(lens).store
        return push(store, url, self.sources.config.base, options, note=self._note, progress=self._progress)

    def stats(self, lens: Lens | None = None) -> list[tuple[str, int]]:
        """What the knowledge base holds, in numbers."""
        from standoff.describing import statistics

        return list(statistics(self.view(lens)))

    def show(self, entity: str | NamedNode, lens: Lens | None = None) -> Description:
        """One entity with its names, its kinds, and everything said of it.

        Raises:
            UsageError: nothing or more than one thing is called so.
        """
        from standoff.describing import describe

        node = self.find(entity) if isinstance(entity, str) else entity
        return describe(self.view(lens), node, self.sources.claims)

    # ---------------------------------------------------------------- accounts

    def explainer(self, lens: Lens | None = None, *, texts: Path | None = None) -> Explainer:
        """What explains facts through a lens; with `texts` it shows the words of the articles."""
        from standoff.accounts.opening import explainer_for

        return explainer_for(self.view(lens), self.sources, self.names.label, texts)

    def triple(self, subject: str | Term, predicate: str | NamedNode, object: str | Term) -> Spo:
        """A triple from what people write: entities by label, CURIE or IRI, values as they read or as in Turtle.

        Raises:
            UsageError: something is not known, or could be several.
        """
        from standoff.accounts.opening import term_of
        from standoff.rdf.terms import RDF, NamedNode

        first = self.find(subject) if isinstance(subject, str) else subject
        if isinstance(predicate, str):
            predicate = RDF["type"] if predicate in ("a", "is a") else self.names.find(predicate)
        if not isinstance(object, str):
            return first, predicate, object
        value = term_of(self.view(), first, predicate, object) if isinstance(first, NamedNode) else None
        return first, predicate, self.find(object) if value is None else value

    def why(
        self,
        subject: str | Term,
        predicate: str | NamedNode,
        object: str | Term,
        lens: Lens | None = None,
        *,
        every: bool = False,
        limit: int = 25,
        texts: Path | None = None,
    ) -> Why:
        """Why a fact holds through a lens, down to claims and the reference; or what keeps it from holding.

        The smallest support only, or with `every` each of up to `limit`.

        Raises:
            UsageError: something in the triple is not known, or could be several.
        """
        from standoff.accounts.opening import recorded

        spo = self.triple(subject, predicate, object)
        explainer = self.explainer(lens, texts=texts)
        return recorded(explainer, self.view(lens), spo) or explainer.why(spo, every=every, limit=limit)

    def cite(
        self,
        name: str | SavedQuery,
        lens: Lens | None = None,
        *,
        parameters: Mapping[str, str] | None = None,
        consistent: bool = False,
        timeout: float | None = None,
        limit: int | None = None,
        allow_service: bool = False,
    ) -> CitedAnswer:
        """The answer of a saved query, each row with the claims it rests on.

        With `consistent`, without the rows that no one account carries.

        Raises:
            UsageError: no such query or parameter; a value of the wrong type; a query without rows.
            LimitError: the time is up.
        """
        from standoff.accounts.cited import cited
        from standoff.queries import SavedQuery, find_query, read_values

        saved = name if isinstance(name, SavedQuery) else find_query(self.sources.files("queries"), name)
        values = read_values(saved, self._spelled(saved, parameters or {}), self.find)
        answer = self._run(saved, values, lens, timeout, limit, allow_service)
        return cited(self.view(lens), answer, saved.text, values, self.prefixes, consistent=consistent)

    def why_row(
        self,
        name: str,
        row: int,
        lens: Lens | None = None,
        *,
        parameters: Mapping[str, str] | None = None,
        texts: Path | None = None,
    ) -> list[Why]:
        """Why row number `row` (from 1) of a saved query holds: each fact that its patterns matched, explained.

        Raises:
            UsageError: no such query, parameter or row.
        """
        from standoff.accounts.opening import recorded

        found = self.cite(name, lens, parameters=parameters, limit=row)
        rows = list(found)
        if len(rows) < row:
            raise UsageError(f"{name} has {len(rows)} rows", hint=f"give --row a number from 1 to {len(rows)}")
        explainer, view = self.explainer(lens, texts=texts), self.view(lens)
        citation = rows[row - 1][1]
        facts = [self.built.derivation.spo(fact) for fact in citation.facts]
        explained = [explainer.why(spo, within=citation.claims) for spo in facts]
        told = [recorded(explainer, view, spo) for spo in citation.records]
        return [*explained, *(why for why in told if why is not None)]

    def contested(
        self, about: str | NamedNode | None = None, lens: Lens | None = None, *, every: bool = False, limit: int = 20
    ) -> ContestedReport:
        """The questions on which claims contradict each other or the reference, with the competing positions.

        `about` keeps those that concern an entity. One contradiction is given for each pair of positions, or with
        `every` each there is; at most `limit` for each question.
        """
        from standoff.accounts.contested import contested

        entity = self.find(about) if isinstance(about, str) else about
        return contested(self.explainer(lens), entity, every=every, limit=limit)

    def retract(self, *what: str | NamedNode, lens: Lens | None = None) -> RetractionReport:
        """What would fall, newly hold, or become undisputed without these claims; nothing is changed.

        `what` are claims, articles (all their claims) or speakers (all theirs).

        Raises:
            UsageError: something is none of these.
        """
        from standoff.accounts.opening import claims_of
        from standoff.accounts.retracting import retracting

        view = self.view(lens)
        records = list(self.sources.claims.values())
        nodes = [self.find(text) if isinstance(text, str) else text for text in what]
        numbers = [number for node in nodes for number in claims_of(view, records, node)]
        return retracting(self.explainer(lens), sorted(set(numbers)))

    def coverage(self, article: str | None = None, *, texts: Path | None = None) -> Iterator[Passage]:
        """Each sentence of one article, or of all, with its claims, and those without, with the reason.

        Without the texts at hand the passages are the stretches that claims are anchored at.

        Raises:
            UsageError: no such article.
        """
        from standoff.coverage import cover
        from standoff.texts import Texts

        articles = self.sources.articles
        chosen = list(articles.values()) if article is None else [articles[self._article_iri(article)]]
        place = texts or self.sources.config.texts
        held = Texts(place) if place is not None else None
        for each in chosen:
            text = held.text(each) if held is not None else None
            if held is not None and text is None:
                self._note(f"the text of {each.slug} is not in {place} (by its digest)")
            quads = self.sources.quads_of(each.path) if each.path is not None else []
            yield from cover(each, self.sources.claims, quads, text)

    def _article_iri(self, text: str) -> NamedNode:
        articles = self.sources.articles
        for iri, each in articles.items():
            if text in (each.slug, iri.value, self.prefixes.shorten(iri)):
                return iri
        known = ", ".join(each.slug for each in articles.values())
        raise UsageError(f"there is no article {text!r}", hint=f"articles are {known}" if known else "there are none")
