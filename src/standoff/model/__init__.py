"""Immutable records of the domain: claims, anchors, articles, lenses; each is loaded when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from standoff.model.anchor import Anchor, StatementAnchor, TextAnchor
    from standoff.model.article import Article
    from standoff.model.claim import Claim
    from standoff.model.lens import ALL, Lens

__all__ = ["ALL", "Anchor", "Article", "Claim", "Lens", "StatementAnchor", "TextAnchor"]

_HOMES = {"ALL": "lens", "Lens": "lens", "Article": "article", "Claim": "claim"}


def __getattr__(name: str) -> object:
    """Load a record's module; a plain query needs few of them, and starts the sooner."""
    if name not in __all__:
        raise AttributeError(f"module 'standoff.model' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(f"standoff.model.{_HOMES.get(name, 'anchor')}"), name)
