"""Trusty URIs: names that hold a digest of what they name, so that any reader can check it.

The module RA of https://trustyuri.net/spec/: the digest is over all quads, sorted, with the artefact code in their
IRIs replaced by a space.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from typing import Final

from standoff.rdf.terms import XSD, BlankNode, DefaultGraph, Literal, NamedNode, Quad, Term, Triple

__all__ = ["artefact_code", "code_of", "is_trusty"]

_CODE: Final = re.compile(r"RA[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")
_STRING: Final = XSD["string"].value

Key = tuple[str, str, str, tuple[int, str, int, str, int, str]]


def code_of(iri: str) -> str | None:
    """The artefact code in a trusty URI."""
    found = _CODE.search(iri)
    return found[0] if found else None


def artefact_code(quads: Iterable[Quad], placeholder: str) -> str:
    """The artefact code of some quads, in whose IRIs `placeholder` stands where the code is to be.

    Raises:
        ValueError: there is a blank node or a triple term, which have no place in it.
    """

    def iri(value: str) -> str:
        return value.replace(placeholder, " ")

    keyed: dict[Key, str] = {}
    for quad in quads:
        graph = quad.graph_name
        name = "" if isinstance(graph, DefaultGraph) else iri(_iri(graph))
        subject, predicate = iri(_iri(quad.subject)), iri(quad.predicate.value)
        value = quad.object
        if isinstance(value, Literal):
            order, text = _literal(value)
        else:
            target = iri(_iri(value))
            order, text = (0, target, 0, "", 0, ""), target
        keyed[name, subject, predicate, order] = f"{name}\n{subject}\n{predicate}\n{text}\n"
    digest = hashlib.sha256("".join(keyed[key] for key in sorted(keyed)).encode()).digest()
    return "RA" + base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _iri(term: Term) -> str:
    if isinstance(term, BlankNode | Triple | Literal):
        raise ValueError(f"{term} cannot be hashed; give it an IRI")
    return term.value


def _literal(value: Literal) -> tuple[tuple[int, str, int, str, int, str], str]:
    """A literal's place among others, and its text: by lexical form, then datatype, then language."""
    escaped = value.value.replace("\\", "\\\\").replace("\n", "\\n")
    if value.language is not None:
        language = value.language.lower()
        return (1, value.value, 0, "", 1, language), f"@{language} {escaped}"
    datatype = value.datatype.value
    return (1, value.value, 1, datatype, 0, ""), f"^{datatype or _STRING} {escaped}"


def is_trusty(quads: Iterable[Quad], name: NamedNode) -> bool:
    """Whether the code in a name is the one of the quads."""
    code = code_of(name.value)
    return code is not None and artefact_code(quads, code) == code
