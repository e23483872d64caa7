"""From the shared lens options to a lens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from standoff.kb import KnowledgeBase
    from standoff.model import Lens

__all__ = ["lens_of"]


def lens_of(
    knowledge: KnowledgeBase,
    *,
    lens: str | None = None,
    according_to: Sequence[str] | None = None,
    with_narration: bool = False,
    as_of: str | None = None,
    article: Sequence[str] | None = None,
    undisputed: bool = False,
    corroborated: int = 0,
    with_links: bool = False,
) -> Lens | None:
    """The lens that the options ask for; None for the default one."""
    if not any((lens, according_to, with_narration, as_of, article, undisputed, corroborated, with_links)):
        return None
    return knowledge.lens(
        lens,
        according_to=according_to or (),
        with_narration=with_narration,
        as_of=as_of,
        articles=article or (),
        undisputed=undisputed,
        corroborated=corroborated,
        with_links=with_links,
    )
