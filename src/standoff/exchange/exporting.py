"""Export: a knowledge base, or what a lens shows of it, as a file that is the same on every run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final

from standoff.atomic import replacing
from standoff.errors import UsageError
from standoff.exchange.contents import Choice, Parts, chosen
from standoff.exchange.description import Counts, Distribution, describe_dataset
from standoff.progress import Progress, track
from standoff.rdf.parsing import EXTENSIONS
from standoff.rdf.serialising import FORMATS, FORMATS_WITH_GRAPHS, serialise
from standoff.rdf.terms import Quad

__all__ = ["EXPORT_FORMATS", "description_path", "export", "export_format", "export_lines"]

EXPORT_FORMATS: Final = (*FORMATS, "sssom", "context")


def export_format(given: str | None, path: Path | None) -> str:
    """The format named, else the one of the file's extension, else Turtle.

    Raises:
        UsageError: there is no such format, or the extension says none.
    """
    if given is not None:
        if given not in EXPORT_FORMATS:
            raise UsageError(f"there is no export format {given!r}", hint=f"one of {', '.join(EXPORT_FORMATS)}")
        return given
    if path is None or str(path) == "-":
        return "turtle"
    if path.name.endswith(".sssom.tsv"):
        return "sssom"
    found = EXTENSIONS.get(path.suffix.lower())
    for name, kind in FORMATS.items():
        if kind == found:
            return name
    raise UsageError(f"cannot tell the format of {str(path)!r}", hint=f"add --format {'|'.join(EXPORT_FORMATS)}")


def description_path(path: Path) -> Path:
    """Where the description of an export lies: beside it, as NAME.void.ttl."""
    return path.with_name(f"{path.name.removesuffix(path.suffix)}.void.ttl")


def export_lines(
    parts: Parts,
    choice: Choice,
    format: str = "turtle",
    *,
    reify: str | None = None,
    counts: Counts | None = None,
    progress: Progress | None = None,
) -> Iterator[str]:
    """The text of an export, piece by piece.

    Raises:
        UsageError: the format cannot say what is asked for.
    """
    graphs = FORMATS[format] in FORMATS_WITH_GRAPHS
    quads: Iterable[Quad] = chosen(parts, choice, graphs=graphs and reify is None)
    if reify is not None:
        from standoff.exchange.reification import reified

        if reify != "rdf12":
            raise UsageError(f"no reification is called {reify!r}", hint="rdf12")
        if format in {"jsonld", "rdfxml"}:
            raise UsageError(f"{format} has no triple terms", hint="use turtle, trig, ntriples or nquads")
        quads = _joined(quads, reified(parts.content()))
    observe = None if counts is None else counts.observe
    yield from serialise(track(quads, "exporting", progress), format, parts.prefixes, observe=observe)


def _joined(*streams: Iterable[Quad]) -> Iterator[Quad]:
    for stream in streams:
        yield from stream


def export(
    parts: Parts,
    choice: Choice,
    path: Path,
    format: str,
    *,
    reify: str | None = None,
    progress: Progress | None = None,
) -> Counts:
    """Write an export and its description beside it, both as a whole or not at all; returns what was counted.

    Raises:
        InputError: the file cannot be written.
        UsageError: the format cannot say what is asked for.
    """
    counts = Counts()
    with replacing(path) as out:
        _write(export_lines(parts, choice, format, reify=reify, counts=counts, progress=progress), out)
    if path.is_file():
        write_description(parts, counts, path, format)
    return counts


def write_description(parts: Parts, counts: Counts, path: Path, format: str) -> Path:
    """Write what an export says of itself beside it; returns where."""
    about = describe_dataset(
        parts.base,
        parts.title,
        counts,
        links=parts.links(),
        distribution=Distribution.of(path, format),
        lens=parts.lens,
    )
    place = description_path(path)
    with replacing(place) as out:
        _write(serialise(about, "turtle", parts.prefixes), out)
    return place


def _write(text: Iterable[str], out: IO[str]) -> None:
    for piece in text:
        out.write(piece)
