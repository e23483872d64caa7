"""JSON-LD 1.1 with the prefixes as its context, one node to a subject, in the same order on every run.

Every literal is an object with its lexical form and datatype, so no reader turns `0.60` into a number. The
context published with the ontology (`ontology/context.jsonld`) is a superset: it names the terms besides.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby

from standoff.errors import InputError
from standoff.rdf.rdfxml import parts
from standoff.rdf.turtle import Names, Record

__all__ = ["write_jsonld"]

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def write_jsonld(records: Iterable[Record], names: Names) -> Iterator[str]:
    """One JSON object: `@context`, and `@graph` with the subjects and then the named graphs.

    Raises:
        InputError: there is a triple term of RDF 1.2, which JSON-LD 1.1 has not.
    """
    context = {"@version": 1.1, **dict(names.header)}
    yield f'{{\n"@context": {json.dumps(context, ensure_ascii=False, indent=1)},\n"@graph": ['
    between = "\n"
    for graph, lines in groupby(records, key=lambda record: record[1]):
        subjects = groupby(lines, key=lambda record: record[2])
        if not graph:
            for subject, said in subjects:
                yield between + _node(subject, said, names)
                between = ",\n"
            continue
        yield f'{between}{{"@id": {_json(_id(graph, names))}, "@graph": ['
        within = "\n"
        for subject, said in subjects:
            yield f"{within} {_node(subject, said, names)}"
            within = ",\n"
        yield "\n]}"
        between = ",\n"
    yield "\n]\n}\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _id(iri: str, names: Names) -> str:
    return iri if iri.startswith("_:") else names.curie(iri) or iri


def _node(subject: str, said: Iterable[Record], names: Names) -> str:
    node: dict[str, object] = {"@id": _id(subject, names)}
    for predicate, group in groupby(said, key=lambda record: record[3]):
        values = [record[4] for record in group]
        if predicate == _TYPE and not any(value[0] == '"' for value in values):
            types = [_id(value[1:-1] if value[0] == "<" else value, names) for value in values]
            node["@type"] = types[0] if len(types) == 1 else types
        else:
            written = [_value(value, names) for value in values]
            node[_id(predicate, names)] = written[0] if len(written) == 1 else written
    return _json(node)


def _value(text: str, names: Names) -> dict[str, str]:
    if text.startswith("<<("):
        raise InputError("JSON-LD cannot write RDF 1.2 triple terms", hint="choose turtle, trig or nquads")
    if text[0] != '"':
        return {"@id": _id(text[1:-1] if text[0] == "<" else text, names)}
    lexical, language, datatype = parts(text)
    if language is not None:
        return {"@value": lexical, "@language": language}
    if datatype is None:
        return {"@value": lexical}
    return {"@value": lexical, "@type": _id(datatype, names)}
