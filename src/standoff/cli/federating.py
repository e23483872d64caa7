"""From a saved query that asks other servers to one that can be run here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from standoff.cli.context import Application
    from standoff.kb import KnowledgeBase
    from standoff.model import Lens
    from standoff.queries import SavedQuery

__all__ = ["federated"]


def federated(
    app: Application,
    knowledge: KnowledgeBase,
    asked: SavedQuery,
    parameters: Mapping[str, str],
    lens: Lens | None,
    *,
    offline: bool = False,
    timeout: float | None = None,
) -> SavedQuery:
    """The query with its parameters bound and its SERVICE clauses answered by the hosts that standoff.toml allows.

    Raises:
        UsageError: a host is not allowed.
        OutsideError: a service failed, or there is no network and no kept answer.
    """
    from standoff.links.client import Client
    from standoff.links.federation import Rows, federate
    from standoff.queries import bind, read_values

    text = bind(asked.text, read_values(asked, parameters, knowledge.find))
    lines = [f"PREFIX {name}: <{space}>" for name, space in knowledge.prefixes.items() if f"PREFIX {name}:" not in text]
    client = Client(
        knowledge.builds.folder / "answers", offline=offline, timeout=min(timeout or 60.0, 60.0), note=app.note
    )

    def local(query: str) -> tuple[Sequence[str], Rows]:
        answer = knowledge.sparql(query, lens, timeout=timeout)
        return [column.variable for column in answer.columns], answer

    answered = federate("\n".join([*lines, text]), knowledge.sources.config.federated, local, client)
    return replace(asked, text=answered, parameters=())
