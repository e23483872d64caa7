"""RDF/XML for parsers that know nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from standoff.errors import InputError
from standoff.rdf.turtle import Names, Record

__all__ = ["write_rdfxml"]

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")
_TAIL = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)(?:--(?:ltr|rtl))?|\^\^<([^>]*)>)?\Z')
_ESCAPE = re.compile(r'\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([tbnrf"\'\\]))')
_CHARACTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def unescaped(text: str) -> str:
    """The characters that an N-Triples string stands for."""

    def character(found: re.Match[str]) -> str:
        if found[3]:
            return _CHARACTERS[found[3]]
        return chr(int(found[1] or found[2], 16))

    return _ESCAPE.sub(character, text)


def parts(text: str) -> tuple[str, str | None, str | None]:
    """Lexical form, language and datatype of a literal that N-Triples writes so."""
    found = _LITERAL.match(text)
    if found is None:
        raise InputError(f"this is no literal: {text[:60]}", hint="RDF 1.2 terms need turtle, trig or nquads")
    return unescaped(found[1]), found[2], found[3]


def write_rdfxml(records: Iterable[Record], names: Names) -> Iterator[str]:
    """RDF/XML, one description for each subject.

    Raises:
        InputError: a predicate has no local name, or a literal has a character that XML 1.0 has not.
    """
    spaces = {"rdf": _RDF, **dict(names.header)}
    declared = "".join(f'\n    xmlns:{name}="{_attribute(space)}"' for name, space in sorted(spaces.items()))
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{declared}>\n'
    by_space = {space: name for name, space in sorted(spaces.items(), reverse=True)}
    for subject, said in groupby(records, key=lambda record: record[2]):
        yield f"\n  <rdf:Description {_resource('about', subject)}>\n"
        for _, _, _, predicate, value in said:
            yield f"    {_property(predicate, value, by_space)}\n"
        yield "  </rdf:Description>\n"
    yield "\n</rdf:RDF>\n"


def _resource(attribute: str, iri: str) -> str:
    if iri.startswith("_:"):
        return f'rdf:nodeID="{iri[2:]}"'
    return f'rdf:{attribute}="{_attribute(iri)}"'


def _property(predicate: str, value: str, by_space: dict[str, str]) -> str:
    space = predicate[: max(predicate.rfind("#"), predicate.rfind("/")) + 1]
    tail = predicate[len(space) :]
    prefix = by_space.get(space)
    if prefix is not None and _NAME.match(tail):
        start = end = f"{prefix}:{tail}"
    else:
        found = _TAIL.search(predicate)
        if found is None:
            raise InputError(
                f"RDF/XML cannot write the predicate <{predicate}>", hint="choose turtle, ntriples or jsonld"
            )
        end = f"p:{found[0]}"
        start = f'{end} xmlns:p="{_attribute(predicate[: found.start()])}"'
    if value.startswith("<<("):
        raise InputError("RDF/XML cannot write RDF 1.2 triple terms", hint="choose turtle, trig or nquads")
    if value.startswith(("<", "_:")):
        return f"<{start} {_resource('resource', value[1:-1] if value[0] == '<' else value)}/>"
    lexical, language, datatype = parts(value)
    if bad := _NOT_XML.search(lexical):
        raise InputError(
            f"XML cannot hold the character U+{ord(bad[0]):04X} of the literal {value[:40]}",
            hint="choose turtle, ntriples or jsonld",
        )
    about = f' xml:lang="{language}"' if language else ""
    about += f' rdf:datatype="{_attribute(datatype)}"' if datatype else ""
    return f"<{start}{about}>{_text(lexical)}</{end}>"


def _text(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("\r", "&#xD;")


def _attribute(text: str) -> str:
    return _text(text).replace('"', "&quot;").replace("\n", "&#xA;").replace("\t", "&#x9;")
