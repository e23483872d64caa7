"""Standoff: a knowledge base of armed conflict in which no side's account overwrites another's.

`KnowledgeBase` is the library's door::

    from standoff import KnowledgeBase

    kb = KnowledgeBase.open()
    for row in kb.query("mediators"):
        print(row)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from standoff.errors import StandoffError
    from standoff.kb import KnowledgeBase

__all__ = ["KnowledgeBase", "StandoffError", "__version__"]

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Load the public names when they are first asked for, so that importing the package costs nothing."""
    if name == "KnowledgeBase":
        from standoff.kb import KnowledgeBase

        return KnowledgeBase
    if name == "StandoffError":
        from standoff.errors import StandoffError

        return StandoffError
    raise AttributeError(f"module 'standoff' has no attribute {name!r}")
