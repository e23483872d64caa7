"""Immutable records of the domain: claims, anchors, articles, lenses."""

from __future__ import annotations

from standoff.model.anchor import Anchor, StatementAnchor, TextAnchor
from standoff.model.article import Article
from standoff.model.claim import Claim
from standoff.model.lens import ALL, Lens

__all__ = ["ALL", "Anchor", "Article", "Claim", "Lens", "StatementAnchor", "TextAnchor"]
