"""The JSON-LD context of the ontology: its terms by their names, and the prefixes."""

from __future__ import annotations

import json
from collections.abc import Iterable

from standoff.rdf.prefixes import WELL_KNOWN, Prefixes
from standoff.rdf.terms import OWL, RDF, RDFS, ST, XSD, NamedNode, Quad

__all__ = ["jsonld_context"]


def jsonld_context(ontology: Iterable[Quad], prefixes: Prefixes) -> str:
    """The text of a context document in which `perpetrator` means `st:perpetrator`, whose values are IRIs.

    A property with one datatype as its range has values of that datatype.
    """
    said = list(ontology)
    kinds: dict[str, set[object]] = {}
    ranges: dict[str, set[NamedNode]] = {}
    for quad in said:
        if not ST.has(quad.subject) or not isinstance(quad.subject, NamedNode):
            continue
        name = quad.subject.value.removeprefix(str(ST))
        if quad.predicate == RDF["type"]:
            kinds.setdefault(name, set()).add(quad.object)
        elif quad.predicate == RDFS["range"] and XSD.has(quad.object):
            ranges.setdefault(name, set()).add(quad.object)  # type: ignore[arg-type]
    context: dict[str, object] = {"@version": 1.1, "id": "@id", "type": "@type"}
    context |= dict(sorted({**WELL_KNOWN, **prefixes.own}.items()))
    for name in sorted(kinds):
        if OWL["ObjectProperty"] in kinds[name]:
            context[name] = {"@id": f"st:{name}", "@type": "@id"}
        elif OWL["DatatypeProperty"] in kinds[name]:
            datatypes = sorted(found.value.removeprefix(str(XSD)) for found in ranges.get(name, ()))
            one = len(datatypes) == 1
            context[name] = {"@id": f"st:{name}", "@type": f"xsd:{datatypes[0]}"} if one else f"st:{name}"
        elif name not in context:
            context[name] = f"st:{name}"
    return json.dumps({"@context": context}, ensure_ascii=False, indent=2) + "\n"
