"""The options that several commands share, each said once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

__all__ = [
    "AccordingToOption",
    "ArticleOption",
    "AsOfOption",
    "CorroboratedOption",
    "FormatOption",
    "KbOption",
    "LensOption",
    "NarrationOption",
    "NoBuildOption",
    "OutputOption",
    "TextsOption",
    "UndisputedOption",
    "WithLinksOption",
]

KbOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--kb",
        metavar="DIR",
        help="The knowledge base: a folder with a standoff.toml. Default: this folder or the nearest above it that "
        "has one, else the one that comes with the program.",
    ),
]
FormatOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        metavar="FORMAT",
        help="Rows: table, csv, tsv, json, xml, markdown. Graphs: turtle, trig, ntriples, nquads, jsonld, rdfxml. "
        "Guessed from the extension of -o.",
    ),
]
OutputOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="FILE", help="Write to FILE, as a whole or not at all; - is standard output."
    ),
]
NoBuildOption: TypeAlias = Annotated[
    bool, typer.Option("--no-build", help="Answer from the last build even if the sources have changed since.")
]
TextsOption: TypeAlias = Annotated[
    Path | None,
    typer.Option("--texts", metavar="DIR", help="Where the articles' texts are, to check and show their words."),
]
AccordingToOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--according-to",
        metavar="SPEAKER",
        help="Take only the claims of SPEAKER and of those who, by the reference, spoke for it at the time. "
        "Repeatable.",
    ),
]
LensOption: TypeAlias = Annotated[
    str | None, typer.Option("--lens", metavar="NAME", help="A lens that standoff.toml names.")
]
UndisputedOption: TypeAlias = Annotated[
    bool, typer.Option("--undisputed", help="Keep only what rests on claims that no trusted claim contradicts.")
]
CorroboratedOption: TypeAlias = Annotated[
    int,
    typer.Option("--corroborated", metavar="N", min=0, help="Keep only what N independent speakers each say alone."),
]
AsOfOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="DATE", help="Take only claims published by DATE; undated ones are left out and counted."
    ),
]
ArticleOption: TypeAlias = Annotated[
    list[str] | None, typer.Option("--article", metavar="ARTICLE", help="Take only the claims of ARTICLE. Repeatable.")
]
NarrationOption: TypeAlias = Annotated[
    bool, typer.Option("--with-narration", help="Add the articles' own voice to the accounts of --according-to.")
]
WithLinksOption: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--with-links",
        help="Reason over the links to Wikidata as well, each as a claim by whoever judged it.",
    ),
]
