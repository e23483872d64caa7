"""`standoff import`: RDF of others into the knowledge base."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from standoff.cli.context import application
from standoff.cli.options import KbOption

if TYPE_CHECKING:
    from standoff.exchange.importing import Import
    from standoff.kb import KnowledgeBase
    from standoff.validation import ValidationReport

__all__ = ["import_"]

_SPEECH = {"direct": "DirectSpeech", "indirect": "IndirectSpeech", "narration": "Narration"}
_POLARITY = {"affirmed": "Affirmed", "denied": "Denied"}
_MODALITY = {name.lower(): name for name in ("Reported", "Intended", "Possible", "Threatened", "Requested", "Hearsay")}


def import_(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="RDF files, of any format.")],
    as_: Annotated[
        str,
        typer.Option(
            "--as",
            metavar="claims|reference",
            help="As claims, each named graph (or subject) by a speaker; or as reference, taken as given.",
        ),
    ],
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="NAME", help="The new file's or folder's name; else the first FILE's."),
    ] = None,
    speaker: Annotated[
        str | None, typer.Option("--speaker", metavar="SPEAKER", help="Who says what no file ascribes to anybody.")
    ] = None,
    article: Annotated[
        str | None, typer.Option("--article", metavar="ARTICLE", help="Where claims without an article come from.")
    ] = None,
    description: Annotated[
        str | None, typer.Option("--description", metavar="TEXT", help="The sentence for claims without one.")
    ] = None,
    speech: Annotated[str | None, typer.Option("--speech", metavar="direct|indirect|narration")] = None,
    polarity: Annotated[str | None, typer.Option("--polarity", metavar="affirmed|denied")] = None,
    modality: Annotated[str | None, typer.Option("--modality", metavar="|".join(_MODALITY))] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace what was imported under this name before.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check it and say what would be written; write nothing.")
    ] = False,
    kb: KbOption = None,
) -> None:
    """Bring RDF of others into the knowledge base, checked against the shapes first; nothing changes if it fails.

    Claims go to kb/articles/NAME, reference to kb/reference/NAME.ttl. Blank nodes get IRIs. What is known about a claim
    (speaker, article, anchor) is read from the default graph, else taken from the options; what is missing is named.
    """
    from standoff.errors import UsageError
    from standoff.exchange.importing import AS, Defaults, import_claims, import_reference, kind, slug

    app = application(context)
    if as_ not in AS:
        raise UsageError(f"--as takes no {as_!r}", hint="claims or reference")
    knowledge = app.open(kb, no_build=True)
    config = knowledge.sources.config
    chosen = name or slug(files[0])
    if slug(Path(f"{chosen}.x")) != chosen:
        raise UsageError(f"{chosen!r} cannot name a folder here", hint="use a-z, 0-9 and hyphens")
    if as_ == "reference":
        found = import_reference(files, chosen, config.base, config.prefixes)
    else:
        names = knowledge.sources.names
        defaults = Defaults(
            speaker=names.find(speaker, kind="speaker") if speaker else None,
            article=config.prefixes.expand(article if ":" in article else f"article:{article}") if article else None,
            description=description,
            speech=kind("speech", speech, _SPEECH),
            polarity=kind("polarity", polarity, _POLARITY),
            modality=kind("modality", modality, _MODALITY),
        )
        found = import_claims(files, chosen, config.base, config.prefixes, defaults)
    for note in found.notes:
        app.note(note)
    for path in found.files:
        if (knowledge.root / path).exists() and not replace:
            raise UsageError(f"{path} is there already", hint="give another --name, or --replace it")
    _check(knowledge, found)
    if not dry_run:
        _write(knowledge.root, found)
    verb = "would write" if dry_run else "wrote"
    what = f"{found.claims:,} claims, {found.triples:,} triples" if as_ == "claims" else f"{found.triples:,} triples"
    for path in found.files:
        app.line(f"{verb} {path}")
    app.note(f"{what}; nothing breaks a shape")


def _check(knowledge: KnowledgeBase, found: Import) -> None:
    """Validate the new files as if they were in the knowledge base.

    Raises:
        CheckFailedError: something breaks a shape.
    """
    import tempfile

    from standoff.errors import CheckFailedError

    with tempfile.TemporaryDirectory(prefix="standoff-") as folder:
        paths = []
        for path, text in found.files.items():
            place = Path(folder, path.name)
            place.write_text(text, encoding="utf-8")
            paths.append(place)
        report: ValidationReport = knowledge.validate(paths)
    if not report.conforms:
        first = " ".join(str(report.violations[0]).replace(f"{folder}/", "").split())
        count = len(report.violations)
        raise CheckFailedError(
            f"not imported: {first}" + (f" (and {count - 1:,} more violations)" if count > 1 else ""),
            hint="mend the file; nothing was changed",
        )


def _write(root: Path, found: Import) -> None:
    from standoff.atomic import replacing

    written: list[tuple[Path, bytes | None]] = []
    try:
        for path, text in found.files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            written.append((target, target.read_bytes() if target.exists() else None))
            with replacing(target) as out:
                out.write(text)
    except BaseException:
        for target, before in written:
            if before is None:
                target.unlink(missing_ok=True)
            else:
                target.write_bytes(before)
        raise
