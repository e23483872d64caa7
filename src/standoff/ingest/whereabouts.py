"""Where the user keeps the texts: remembered beside the build, never in the knowledge base itself."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from standoff.model import Article
from standoff.sources import Sources
from standoff.texts import Texts

__all__ = ["remember", "text_of"]

_NAME = "texts.json"


def _place(sources: Sources) -> Path:
    return sources.root / ".standoff" / _NAME


def _remembered(sources: Sources) -> dict[str, str]:
    try:
        data = json.loads(_place(sources).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(k): str(v) for k, v in data.items()} if isinstance(data, dict) else {}


def remember(sources: Sources, digest: str, path: Path) -> None:
    """Note where the text with a digest lies; what cannot be noted is only asked for later."""
    known = _remembered(sources)
    known[digest] = str(path.resolve())
    place = _place(sources)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_suffix(".part")
        part.write_text(json.dumps(known, indent=1, sort_keys=True), encoding="utf-8")
        part.replace(place)
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
    known = _remembered(sources).get(article.digest or "")
    if known is None:
        return None
    try:
        data = Path(known).read_bytes()
    except OSError:
        return None
    if "sha256:" + hashlib.sha256(data).hexdigest() != article.digest:
        return None
    return data.decode("utf-8", "replace")
