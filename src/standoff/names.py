"""Names: from what people write (labels, CURIEs, IRIs) to entities, and back to labels."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from standoff.errors import UsageError
from standoff.rdf.prefixes import Prefixes
from standoff.rdf.terms import RDFS, SKOS, Literal, NamedNode, Quad

__all__ = ["NAMING", "Names", "fold"]

NAMING = (RDFS["label"], SKOS["prefLabel"], SKOS["altLabel"])
"""The properties whose values name an entity; the first two are main labels."""


def fold(text: str) -> str:
    """A name without case, accents and double spaces, for comparing: "Daşkəsən " and "daskəsən" meet."""
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(bare.casefold().split())


class Names:
    """The names of a knowledge base's entities: each entity has one main label, a name may have many entities."""

    def __init__(self, quads: Iterable[Quad], prefixes: Prefixes) -> None:
        self._prefixes = prefixes
        self._by_name: dict[str, set[NamedNode]] = {}
        self._labels: dict[NamedNode, tuple[int, str]] = {}
        for quad in quads:
            entity, value = quad.subject, quad.object
            if not isinstance(entity, NamedNode) or not isinstance(value, Literal):
                continue
            if quad.predicate not in NAMING:
                continue
            self._by_name.setdefault(fold(value.value), set()).add(entity)
            if quad.predicate != NAMING[2]:
                rank = _language_rank(value.language)
                if entity not in self._labels or (rank, value.value) < self._labels[entity]:
                    self._labels[entity] = (rank, value.value)

    def __iter__(self) -> Iterator[NamedNode]:
        """Every entity that has a main label."""
        return iter(self._labels)

    def __contains__(self, entity: object) -> bool:
        """Whether an entity has a main label."""
        return entity in self._labels

    def label(self, entity: NamedNode) -> str:
        """An entity's main label, English first; its CURIE where it has none."""
        found = self._labels.get(entity)
        if found is not None:
            return found[1]
        return self._prefixes.shorten(entity)

    def named(self, name: str) -> frozenset[NamedNode]:
        """The entities that bear a name, main or alternative, without regard to case and accents."""
        return frozenset(self._by_name.get(fold(name), ()))

    def find(self, text: str, among: Iterable[NamedNode] | None = None, kind: str = "entity") -> NamedNode:
        """The entity that `text` names: an IRI, a CURIE or a label; `among` narrows what is meant by `kind`.

        Raises:
            UsageError: nothing or more than one thing is called so; the message lists the candidates.
        """
        allowed = None if among is None else set(among)
        if text.startswith("<") or "://" in text or (":" in text and text.partition(":")[0] in self._prefixes):
            node = self._prefixes.expand(text)
            if allowed is not None and node not in allowed:
                raise UsageError(f"{text} is no {kind}", hint=self._suggestion(text.rpartition(":")[2], allowed))
            return node
        found = self.named(text)
        if allowed is not None and found:
            if not found & allowed:
                raise UsageError(f"{text!r} is no {kind}", hint=self._suggestion(text, allowed))
            found = found & allowed
        if len(found) > 1:
            main = {entity for entity in found if fold(self.label(entity)) == fold(text)}
            if len(main) == 1:
                found = frozenset(main)
        if len(found) == 1:
            return next(iter(found))
        if found:
            listed = ", ".join(sorted(self._prefixes.shorten(entity) for entity in found))
            raise UsageError(f"{text!r} could be {listed}", hint="write one of these instead")
        raise UsageError(f"no {kind} is called {text!r}", hint=self._suggestion(text, allowed))

    def _suggestion(self, text: str, allowed: set[NamedNode] | None) -> str:
        import difflib

        names = (
            name for name, entities in self._by_name.items() if allowed is None or not entities.isdisjoint(allowed)
        )
        close = difflib.get_close_matches(fold(text), names, 3, 0.6)
        if not close:
            return "write a label, a CURIE such as actor:armenia, or an IRI"
        entities = {min(self._by_name[name], key=lambda node: node.value) for name in close}
        return "did you mean " + " or ".join(
            f"{self.label(entity)!r} ({self._prefixes.shorten(entity)})"
            for entity in sorted(entities, key=lambda node: node.value)
        )


def _language_rank(language: str | None) -> int:
    if language == "en":
        return 0
    if language is not None and language.startswith("en-"):
        return 1
    return 2 if language is None else 3
