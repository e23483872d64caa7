"""`init`: a new knowledge base with one example."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from standoff.errors import InputError, UsageError

__all__ = ["SPACES", "initialise"]

SPACES: Final = (
    "actor",
    "agreement",
    "article",
    "claim",
    "event",
    "intention",
    "link",
    "office",
    "place",
    "report",
    "side",
    "silence",
    "situation",
    "weapon",
)


def initialise(folder: Path, *, title: str | None = None, base: str | None = None) -> list[Path]:
    """Make a new knowledge base in `folder`; returns the files that were written. No file is overwritten.

    Raises:
        UsageError: the folder has something in it already, or the base is no IRI.
        InputError: it cannot be written to.
    """
    if (folder / "standoff.toml").exists():
        raise UsageError(f"{folder} is a knowledge base already", hint="choose another folder")
    if folder.exists() and (not folder.is_dir() or any(p for p in folder.iterdir() if p.name != ".git")):
        raise UsageError(f"{folder} is not empty", hint="choose a new or an empty folder")
    name = title or folder.resolve().name
    space = base or f"https://example.org/{folder.resolve().name}/"
    if not space.startswith(("http://", "https://", "urn:")) or any(c in space for c in ' <>"{}|\\^`'):
        raise UsageError(f"{space!r} is no IRI", hint="for example --base https://example.org/my-conflict/")
    if not space.endswith(("/", "#", ":")):
        space += "/"
    given = {
        "title": name.replace('"', "'"),
        "base": space,
        "prefixes": "\n".join(f'{p} = "{space}{p}/"' for p in SPACES),
    }
    template = files("standoff.templates") / "knowledge-base"
    written: list[Path] = []
    try:
        for part in ("kb/articles", "kb/links", "kb/reference", "texts"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        for source, target in (
            ("standoff.toml", "standoff.toml"),
            ("README.md", "README.md"),
            ("reference.ttl", "kb/reference/names.ttl"),
            ("texts/example.txt", "texts/example.txt"),
        ):
            written.append(_write(template, source, folder / target, given))
        ignore = folder / ".gitignore"
        ignore.write_text(".standoff/\n", encoding="utf-8")
        written.append(ignore)
    except OSError as error:
        raise InputError(
            f"cannot be written: {error.strerror}", path=folder, hint="choose a folder you may write to"
        ) from None
    return written


def _write(template: Traversable, source: str, target: Path, given: dict[str, str]) -> Path:
    text = template
    for part in source.split("/"):
        text = text / part
    content = text.read_text(encoding="utf-8")
    for key, value in given.items():
        content = content.replace("{" + key + "}", value)
    target.write_text(content, encoding="utf-8")
    return target
