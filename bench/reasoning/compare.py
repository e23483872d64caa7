"""Standoff beside owlrl, reasonable and sparq-rdf, on generated claims of growing size.

    python bench/reasoning/compare.py [--sizes 10000 100000 1000000] [--owlrl-to 100000] [--write]

Each engine runs in a process of its own, one after the other; the closures are compared as sets. With --write the table
goes to bench/reasoning/RESULTS.md and the curves beside it as SVG (needs matplotlib). Figures are ratios of one run on
one machine: repeat it on yours.
"""

from __future__ import annotations

import argparse
import json
import math
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from generate import claims as generated
from generate import write

HERE = Path(__file__).resolve().parent
ENGINES = ("standoff", "sparq", "reasonable", "owlrl")
Told = dict[str, Any]


def measure(engine: str, ontology: Path, claims: Path, closure: Path | None) -> Told | None:
    """Run an engine; None when it fails or is not installed."""
    command = [sys.executable, str(HERE / "engines.py"), engine, str(ontology), str(claims)]
    if closure is not None:
        command += ["--closure", str(closure)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode:
        print(f"{engine}: {ended.stderr.strip().splitlines()[-1]}", file=sys.stderr)
        return None
    told: Told = json.loads(ended.stdout)
    return told


def differences(ours: Path, theirs: Path) -> str:
    """Whether two closures are equal, and by how many facts they differ if not."""
    one, other = (set(path.read_text(encoding="utf-8").splitlines()) for path in (ours, theirs))
    if one == other:
        return "equal"
    return f"{len(one - other)} facts fewer, {len(other - one)} more"


def compare(folder: Path, sizes: list[int], owlrl_to: int) -> list[Told]:
    """Run all engines on all sizes."""
    results = []
    for size in sizes:
        claims = write(folder, size)
        ontology = folder / "ontology.ttl"
        for engine in ENGINES:
            if engine == "owlrl" and size > owlrl_to:
                continue
            told = measure(engine, ontology, claims, folder / f"closure-{engine}.nt")
            if told is None:
                continue
            told["quads"] = size
            mine, theirs = folder / "closure-standoff.nt", folder / f"closure-{engine}.nt"
            told["closure"] = "" if engine == "standoff" else differences(mine, theirs)
            results.append(told)
            print(json.dumps(told), file=sys.stderr)
    return results


def incremental(folder: Path, size: int) -> Told:
    """Adding an article of 100 claims, taking it out again, and a lens, against building all; CPU seconds."""
    import random

    import numpy as np
    from pyoxigraph import RdfFormat, parse

    from standoff.reasoning import Derivation, update
    from standoff.reasoning.reasoner import reason
    from standoff.reasoning.reasons import Reasons

    claims = write(folder, size)
    clock = time.process_time()
    reason([claims], schema=[folder / "ontology.ttl"]).derivation.save(folder / "derivation")
    told: Told = {"quads": size, "building all": time.process_time() - clock}
    lines = [
        f"{s} {p} {o} {name.replace('claim', 'added')} ."
        for at, (name, said) in enumerate(generated(12_000, seed=99))
        if 500 <= at < 600
        for s, p, o in said
    ]
    added = [(quad.graph_name, quad.triple) for quad in parse("\n".join(lines), RdfFormat.N_QUADS)]
    clock = time.process_time()
    derivation = Derivation.open(folder / "derivation")
    grown = update(derivation, add_claims=added)
    grown.save(folder / "derivation")
    told["adding an article"] = time.process_time() - clock
    clock = time.process_time()
    update(grown, remove_claims=[name for name, _ in added])
    told["taking it out again"] = time.process_time() - clock
    names = list(derivation.claims)
    chosen = np.zeros(len(grown.claims), bool)
    chosen[random.Random(1).sample(range(len(names)), len(names) // 2)] = True
    reasons = Reasons(grown)
    reasons.project(~chosen)  # indexes are made once and kept
    clock = time.process_time()
    reasons.project(chosen)
    told["a lens of half the claims"] = time.process_time() - clock
    kept = {names[at].value for at in np.flatnonzero(chosen).tolist()}
    half = folder / "half.nq"
    with half.open("w", encoding="utf-8") as out, claims.open(encoding="utf-8") as source:
        out.writelines(line for line in source if line.rsplit(" ", 2)[1][1:-1] in kept)
    clock = time.process_time()
    reason([half], schema=[folder / "ontology.ttl"])
    told["building under that lens"] = time.process_time() - clock
    return told


def page(results: list[Told], updates: Told) -> str:
    """The results as Markdown."""
    ours = {told["quads"]: told for told in results if told["engine"] == "standoff"}
    lines = [
        "# The reasoner beside others",
        "",
        "Written by `python bench/reasoning/compare.py --write` "
        f"(Python {platform.python_version()}, {platform.machine()}).",
        "Content quads in claims of seven, contradiction-free. Seconds from opening files to the closure in memory.",
        "Only Standoff keeps the reasons and tells the claims apart; writing them to disk is not in the total and",
        "stands below.",
        "sparq's further facts are domains and ranges of inverse properties and of sub-datatypes, which the rules of",
        "OWL 2 RL do not conclude; reasonable skips property chains.",
        "",
        "On a machine that does other work at the same time the seconds say little and CPU seconds are the measure.",
        "The closure alone is without starting, parsing and encoding.",
        "",
        "| quads | engine | seconds | CPU s | of ours | closure alone, CPU s | of ours | MB | its closure |",
        "|---:|---|---:|---:|---:|---:|---:|---:|---|",
    ]
    for told in results:
        mine = ours[told["quads"]]
        lines.append(
            f"| {told['quads']:,} | {told['engine']} | {told['phases']['total']:.2f} "
            f"| {told['cpu']:.2f} | {told['cpu'] / mine['cpu']:.2f} "
            f"| {told['closing']:.2f} | {told['closing'] / mine['closing']:.2f} "
            f"| {told['megabytes']:.0f} | {told['closure'] or 'ours, with all reasons'} |"
        )
    sizes = sorted(ours)
    lines += ["", "## Where Standoff's time goes", "", "| quads | firings | facts | " + " | ".join(PHASES) + " |"]
    lines.append("|---:|---:|---:|" + "---:|" * len(PHASES))
    for size in sizes:
        phases = ours[size]["phases"]
        whole = sum(phases.get(name, 0) for name in PHASES)
        shares = " | ".join(f"{100 * phases.get(name, 0) / whole:.0f} %" for name in PHASES)
        lines.append(f"| {size:,} | {phases['firings']:,} | {ours[size]['size']:,} | {shares} |")
    if len(sizes) > 1:
        first, last = ours[sizes[0]]["cpu"], ours[sizes[-1]]["cpu"]
        exponent = math.log(last / first) / math.log(sizes[-1] / sizes[0])
        lines += ["", f"From {sizes[0]:,} to {sizes[-1]:,} quads the CPU time grows with exponent {exponent:.2f}."]
    lines += ["", f"## Changes, at {updates['quads']:,} quads", "", "| work | CPU seconds |", "|---|---:|"]
    lines += [f"| {name} | {took:.3f} |" for name, took in updates.items() if name != "quads"]
    adding = updates["building all"] / updates["adding an article"]
    looking = updates["building under that lens"] / updates["a lens of half the claims"]
    lines += [
        "",
        f"Building all takes {adding:.0f} times as long as adding an article of 100 claims (open, add, save),",
        f"and building under a lens {looking:.0f} times as long as looking through it.",
        "",
        "![seconds by quads](seconds.svg) ![memory by quads](memory.svg)",
        "",
    ]
    return "\n".join(lines)


PHASES = ("parsing and encoding", "background", "fixpoint", "layout", "writing")


def draw(results: list[Told], name: str, label: str, value: Any) -> None:
    """Write a picture of a curve for each engine."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot

    mpl.rcParams["svg.hashsalt"] = "standoff"
    figure, axes = pyplot.subplots(figsize=(5, 3.5))
    for engine in ENGINES:
        points = [(told["quads"], value(told)) for told in results if told["engine"] == engine]
        if points:
            axes.loglog(*zip(*points, strict=True), marker="o", label=engine)
    axes.set_xlabel("content quads")
    axes.set_ylabel(label)
    axes.legend()
    figure.tight_layout()
    figure.savefig(HERE / f"{name}.svg", metadata={"Date": None})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--owlrl-to", type=int, default=100_000, help="the largest size that owlrl is given (minutes)")
    parser.add_argument("--results", type=Path, help="what an earlier run told; only changes are measured")
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if chosen.results:
            results = [json.loads(line) for line in chosen.results.read_text().splitlines() if line.startswith("{")]
        else:
            results = compare(Path(folder), chosen.sizes, chosen.owlrl_to)
        updates = incremental(Path(folder), max(chosen.sizes))
    text = page(results, updates)
    print(text)
    if chosen.write:
        (HERE / "RESULTS.md").write_text(text, encoding="utf-8")
        draw(results, "seconds", "CPU seconds", lambda told: told["cpu"])
        draw(results, "memory", "megabytes", lambda told: told["megabytes"])


if __name__ == "__main__":
    main()
