"""Where the user keeps the texts: remembered beside the build, never in the knowledge base itself."""

from __future__ import annotations

import hashlib
from pathlib import Path

from standoff.model import Article
from standoff.sources import Sources
from standoff.texts import Texts

__all__ = ["remember", "text_of"]

_NAME = "texts.tsv"


def _place(sources: Sources) -> Path:
    return sources.root / ".standoff" / _NAME


def _remembered(sources: Sources, digest: str) -> str | None:
    """The place noted last for a digest."""
    found = None
    try:
        with _place(sources).open(encoding="utf-8") as stream:
            for line in stream:
                known, _, path = line.rstrip("\n").partition("\t")
                if known == digest:
                    found = path
    except (OSError, UnicodeDecodeError):
        return None
    return found


def remember(sources: Sources, digest: str, path: Path) -> None:
    """Note where the text with a digest lies; what cannot be noted is only asked for later."""
    where = str(path.resolve())
    if "\n" in where or "\t" in where or _remembered(sources, digest) == where:
        return
    place = _place(sources)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("a", encoding="utf-8") as stream:
            stream.write(f"{digest}\t{where}\n")
    except OSError:
        return


def text_of(sources: Sources, article: Article, texts: Path | None = None) -> str | None:
    """The article's text: in `texts`, in the configured folder, or where it was read from; None when it is nowhere.

    Only a text whose digest is the article's is taken.

    Raises:
        InputError: `texts` is given and is no folder.
    """
    if texts is not None:
        found = Texts(texts).text(article)
        if found is not None:
            return found
    if sources.config.texts is not None and sources.config.texts.exists():
        found = Texts(sources.config.texts).text(article)
        if found is not None:
            return found
    known = _remembered(sources, article.digest or "")
    if known is None:
        return None
    try:
        data = Path(known).read_bytes()
    except OSError:
        return None
    if "sha256:" + hashlib.sha256(data).hexdigest() != article.digest:
        return None
    return data.decode("utf-8", "replace")
