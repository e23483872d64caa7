"""`standoff reason`: the reasoner as a plain tool over RDF files."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from standoff.cli.context import Application, application
from standoff.cli.options import OutputOption

if TYPE_CHECKING:
    from collections.abc import Iterable

    from standoff.rdf.terms import NamedNode, Quad, Triple
    from standoff.reasoning.reasoner import Inputs, Reasoned

__all__ = ["reason"]

SHOWN = 10
"""How many contradictions are named one by one."""

STEPS = 2_000
"""How far the claims behind each of them are searched for."""


class Engine(StrEnum):
    """Which program computes the closure."""

    standoff = "standoff"
    owlrl = "owlrl"


def reason(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...", help="RDF files, - for standard input. Named graphs are claims, the rest is background."
        ),
    ],
    schema: Annotated[
        list[Path] | None,
        typer.Option("--schema", metavar="FILE", help="A file that is background, whatever its graphs. Repeatable."),
    ] = None,
    lens: Annotated[
        list[str] | None,
        typer.Option("--lens", metavar="IRI", help="Take only this named graph. Repeatable; without it, all graphs."),
    ] = None,
    output: OutputOption = None,
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="turtle, trig, ntriples, nquads, jsonld or rdfxml; guessed from the extension of -o, else ntriples.",
        ),
    ] = None,
    input_format: Annotated[
        str | None,
        typer.Option("--input-format", metavar="FORMAT", help="What files are whose extensions do not tell."),
    ] = None,
    with_tautologies: Annotated[
        bool,
        typer.Option(
            "--with-tautologies",
            help="Write also what holds of anything: reflexive sameAs, being a Thing or of a class expression, axioms.",
        ),
    ] = False,
    proofs: Annotated[
        Path | None,
        typer.Option("--proofs", metavar="FILE", help="Write every fact and rule firing to FILE as PROV-O."),
    ] = None,
    fail_on_contradiction: Annotated[
        bool, typer.Option("--fail-on-contradiction", help="Exit with 1 if anything contradicts anything.")
    ] = False,
    engine: Annotated[
        Engine,
        typer.Option("--engine", help="owlrl computes the closure without reasons, lenses and equality; it is slow."),
    ] = Engine.standoff,
) -> None:
    """Write what follows from RDF files by OWL 2 RL, and report what was done on standard error.

    The closure holds what is asserted and what follows. Contradictions stop nothing: a fact is written if some of the
    claims it rests on contradict nothing. Axioms of the schema in a named graph are refused.
    """
    from standoff.reasoning.reasoner import read
    from standoff.reasoning.reasoner import reason as run

    app = application(context)
    chosen = None if lens is None else [_iri(text) for text in lens]
    chosen_format = _format(format, output)
    if engine is Engine.owlrl:
        if proofs is not None:
            from standoff.errors import UsageError

            raise UsageError("owlrl keeps no proofs", hint="leave out --engine or --proofs")
        inputs = read(files, schema or [], chosen, input_format)
        found = _by_owlrl(app, inputs, output, chosen_format)
        _fail(found, 0, fail_on_contradiction)
        return
    reasoned = run(files, schema=schema or [], lens=chosen, format=input_format, with_tautologies=with_tautologies)
    clock = perf_counter()
    _write_closure(app, reasoned, output, chosen_format)
    if proofs is not None:
        from standoff.reasoning.provenance import as_prov

        _write(app, as_prov(reasoned.derivation), proofs, _format(None, proofs))
    _report(app, reasoned, perf_counter() - clock)
    _fail(
        len(reasoned.derivation.false_firings),
        len(reasoned.contradictions_in_background),
        fail_on_contradiction,
    )


def _iri(text: str) -> NamedNode:
    from standoff.errors import UsageError
    from standoff.rdf.terms import NamedNode

    try:
        return NamedNode(text.strip("<>"))
    except ValueError:
        raise UsageError(f"{text!r} is not an IRI", hint="--lens takes the name of a graph") from None


def _format(format: str | None, output: Path | None) -> str:
    from standoff.rdf.parsing import EXTENSIONS, FORMATS, rdf_format
    from standoff.rdf.serialising import format_named

    if format is not None:
        format_named(format)
        return format
    if output is None or str(output) == "-" or output.suffix.lower() not in EXTENSIONS:
        return "ntriples"
    return next(name for name, value in FORMATS.items() if value == rdf_format(output))


def _write(app: Application, triples: Iterable[Triple | Quad], output: Path | None, format: str) -> None:
    from standoff.rdf.serialising import serialise
    from standoff.rdf.terms import Quad

    quads = (Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    with app.output(output) as stream:
        for text in serialise(quads, format):
            stream.write(text)


def _write_closure(app: Application, reasoned: Reasoned, output: Path | None, format: str) -> None:
    if format not in ("ntriples", "nquads"):
        _write(app, reasoned.triples(), output, format)
        return
    from standoff.rdf.serialising import serialise
    from standoff.rdf.terms import Quad

    lines, others = reasoned.lines()
    with app.output(output) as stream:
        stream.writelines(serialise((Quad(t.subject, t.predicate, t.object) for t in others), format))
        stream.writelines(lines)


def _by_owlrl(app: Application, inputs: Inputs, output: Path | None, format: str) -> int:
    """Close with owlrl and write; gives how many contradictions it named."""
    from standoff.reasoning.owlrl_engine import close

    triples, messages = close(inputs.triples())
    _write(app, triples, output, format)
    app.note(f"owlrl, without its rules for equality: {len(set(triples))} facts")
    for message in messages[:SHOWN]:
        app.note(f"contradiction: {' '.join(message.split())}")
    return len(messages)


def _report(app: Application, reasoned: Reasoned, writing: float) -> None:
    derivation, inputs = reasoned.derivation, reasoned.inputs
    report = derivation.report
    assert report is not None
    background, claimed = inputs.sizes
    app.note(
        f"{background} background triples, {claimed} in {len(derivation.claims)} claims"
        f"{f' ({inputs.graphs_left_out} outside the lens)' if inputs.graphs_left_out else ''};"
        f" {int(reasoned.holds.sum())} facts hold, by {report.firings} rule firings in {report.rounds} rounds"
    )
    for name in inputs.unmet:
        app.note(f"no graph is called {name.value}")
    if report.fired:
        app.note("rules fired: " + ", ".join(f"{name} {count}" for name, count in report.fired.items()))
    _report_contradictions(app, reasoned)
    if reasoned.undecided:
        app.note(f"undecided, and not written: {reasoned.undecided} facts (the search for clean support was cut short)")
    if report.cut:
        app.note("too many things are the same: every fact is kept, but not every reason that rests on identity")
    for sentence in report.skipped:
        app.note(f"outside OWL 2 RL: {sentence}")
    seconds = {**report.seconds, "writing": writing}
    app.note("seconds: " + ", ".join(f"{phase} {took:.3f}" for phase, took in seconds.items()))


def _report_contradictions(app: Application, reasoned: Reasoned) -> None:
    derivation = reasoned.derivation
    alone = reasoned.contradictions_in_background
    firings = [*alone, *(f for f in derivation.false_firings.tolist() if f not in set(alone))]
    app.note(f"contradictions: {len(firings)}" + (f", {len(alone)} in the background alone" if alone else ""))
    if not firings:
        return
    from standoff.reasoning.reasons import Reasons
    from standoff.reasoning.supports import joint_supports

    reasons = Reasons(derivation)
    for firing in firings[:SHOWN]:
        told = "; ".join(" ".join(map(str, derivation.spo(fact))) for fact in derivation.premises(firing))
        where = "in the background alone, " if firing in alone else ""
        best = joint_supports(reasons, derivation.body(firing), 1, steps=STEPS).sets
        said = ", ".join(str(derivation.claims[claim]) for claim in sorted(best[0])) if best else ""
        by = f" - said in {said}" if said else ""
        app.note(f"  {where}{derivation.rule(firing).name}: {told or 'its axioms'}{by}")
    if len(firings) > SHOWN:
        app.note(f"  and {len(firings) - SHOWN} more (--proofs writes them all)")


def _fail(count: int, alone: int, wanted: bool) -> None:
    if wanted and count:
        from standoff.errors import CheckFailedError

        background = f", {alone} of them in the background alone" if alone else ""
        raise CheckFailedError(f"{count} contradiction{'s' * (count != 1)} found{background}")
