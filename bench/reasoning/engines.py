"""One engine on one data set, in a process of its own: prints what it took as JSON.

    python engines.py ENGINE ONTOLOGY CLAIMS [--closure FILE]

Every engine reads the same triples: the ontology, and the claims (which the others take without their graphs). With
`--closure` the closure is written as sorted N-Triples, less owlrl's tautologies, to be compared.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

Phases = dict[str, float]
Result = tuple[Phases, int, Callable[[], Iterable[tuple[str, str, str]]]]


def standoff(ontology: Path, claims: Path) -> Result:
    """This program: firings kept, claims told apart."""
    import numpy as np

    from standoff.reasoning.derive import derive_encoded
    from standoff.reasoning.reasoner import Reasoned, read

    clock = time.perf_counter()
    inputs = read([claims], [ontology], None)
    start = time.process_time()
    derivation = derive_encoded(inputs.encoded, seconds={"parsing and encoding": inputs.seconds})
    closing = time.process_time() - start
    report = derivation.report
    assert report is not None
    phases = {**report.seconds, "total": time.perf_counter() - clock, "cpu": time.process_time(), "closing": closing}
    reasoned = Reasoned(inputs, derivation, np.ones(derivation.n_facts, bool), 0, with_tautologies=False)
    with tempfile.TemporaryDirectory() as folder:
        clock = time.perf_counter()
        reasoned.derivation.save(Path(folder) / "derivation")
        phases["writing"] = time.perf_counter() - clock
    phases["firings"] = report.firings
    return phases, report.facts, lambda: ((str(t.subject), str(t.predicate), str(t.object)) for t in reasoned.triples())


def _plain(ontology: Path, claims: Path) -> Path:
    """Ontology and claims as one Turtle file without graphs."""
    place = claims.with_suffix(".ttl")
    with place.open("w", encoding="utf-8") as out, claims.open(encoding="utf-8") as source:
        out.write(ontology.read_text(encoding="utf-8"))
        out.writelines(line.rsplit(" ", 2)[0] + " .\n" for line in source)
    return place


def sparq(ontology: Path, claims: Path) -> Result:
    """sparq-rdf: no reasons kept."""
    import sparq as engine

    place = _plain(ontology, claims)
    clock = time.perf_counter()
    graph = engine.Graph.load(str(place))
    loaded, start = time.perf_counter(), time.process_time()
    graph.reason("owl")
    closed, closing = time.perf_counter(), time.process_time() - start

    def closure() -> Iterable[tuple[str, str, str]]:
        found = json.loads(graph.query_json("SELECT ?s ?p ?o { ?s ?p ?o }"))
        for row in found["results"]["bindings"]:
            yield _sparql(row["s"]), _sparql(row["p"]), _sparql(row["o"])

    phases = {
        "parsing and encoding": loaded - clock,
        "fixpoint": closed - loaded,
        "total": closed - clock,
        "closing": closing,
    }
    return phases, len(graph), closure


def _sparql(value: dict[str, str]) -> str:
    if value["type"] == "uri":
        return f"<{value['value']}>"
    if value["type"] == "bnode":
        return f"_:{value['value']}"
    from pyoxigraph import Literal, NamedNode

    if "xml:lang" in value:
        return str(Literal(value["value"], language=value["xml:lang"]))
    if "datatype" in value:
        return str(Literal(value["value"], datatype=NamedNode(value["datatype"])))
    return str(Literal(value["value"]))


def reasonable(ontology: Path, claims: Path) -> Result:
    """reasonable: no reasons kept, and it skips property chains without saying so."""
    import reasonable as engine

    place = _plain(ontology, claims)
    clock = time.perf_counter()
    reasoner = engine.PyReasoner()
    reasoner.load_file(str(place))
    loaded, start = time.perf_counter(), time.process_time()
    triples = reasoner.reason()
    closed, closing = time.perf_counter(), time.process_time() - start
    return (
        {
            "parsing and encoding": loaded - clock,
            "fixpoint": closed - loaded,
            "total": closed - clock,
            "closing": closing,
        },
        len(triples),
        lambda: ((s.n3(), p.n3(), o.n3()) for s, p, o in triples),
    )


def owlrl(ontology: Path, claims: Path) -> Result:
    """owlrl, the oracle."""
    import owlrl as engine
    from rdflib import Graph

    place = _plain(ontology, claims)
    clock = time.perf_counter()
    graph = Graph().parse(str(place))
    loaded, start = time.perf_counter(), time.process_time()
    engine.OWLRL_Semantics(graph, False, False, False).closure()
    closed, closing = time.perf_counter(), time.process_time() - start
    return (
        {
            "parsing and encoding": loaded - clock,
            "fixpoint": closed - loaded,
            "total": closed - clock,
            "closing": closing,
        },
        len(graph),
        lambda: ((s.n3(), p.n3(), o.n3()) for s, p, o in graph),
    )


ENGINES: dict[str, Callable[[Path, Path], Result]] = {
    "standoff": standoff,
    "sparq": sparq,
    "reasonable": reasonable,
    "owlrl": owlrl,
}

_VOCABULARIES = ("<http://www.w3.org/1999/02/22-rdf-syntax-ns#", "<http://www.w3.org/2000/01/rdf-schema#")
_VOCABULARIES += ("<http://www.w3.org/2002/07/owl#", "<http://www.w3.org/2001/XMLSchema#")
_TYPE, _SAME = _VOCABULARIES[0] + "type>", _VOCABULARIES[2] + "sameAs>"
_THING = _VOCABULARIES[2] + "Thing>"


def comparable(triples: Iterable[tuple[str, str, str]]) -> list[str]:
    """The closure's facts about the data and its terms: no tautologies, no blank nodes, nothing of vocabularies."""
    kept = set()
    for s, p, o in triples:
        if s.startswith(('"', "_:", *_VOCABULARIES)) or o.startswith("_:") or (p == _SAME and s == o) or o == _THING:
            continue
        if s == o and p.startswith(_VOCABULARIES):
            continue
        if p == _TYPE and o.startswith(_VOCABULARIES):
            continue
        kept.add(f"{s} {p} {_typed(o)}")
    return sorted(kept)


def _typed(term: str) -> str:
    return term.replace("^^<http://www.w3.org/2001/XMLSchema#string>", "")


def main(arguments: list[str]) -> None:
    name, ontology, claims, *rest = arguments
    clock = time.process_time()
    phases, size, closure = ENGINES[name](Path(ontology), Path(claims))
    told: dict[str, Any] = {
        "engine": name,
        "phases": phases,
        "size": size,
        "closing": phases.pop("closing"),
        "cpu": phases.pop("cpu", time.process_time()) - clock,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    if rest:
        Path(rest[1]).write_text("\n".join(comparable(closure())) + "\n", encoding="utf-8")
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1:])
