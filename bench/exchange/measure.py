"""Export and push of many quads beside Oxigraph's own dump and load: seconds, and the most memory each took.

usage: python bench/exchange/measure.py [QUADS]      default 1,000,000; needs the oxigraph command for the comparison
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

BASE = "https://example.org/kb/"
PER_CLAIM = 7


def lines(count: int) -> Iterator[str]:
    """N-Quads as a knowledge base has them: a third in the default graph, the rest in claims of seven."""
    for number in range(count):
        claim = number // PER_CLAIM
        value = f'"reported as number {number}"@en' if number % 3 else f"<{BASE}place/p{number % 5000}>"
        graph = "" if number % 3 == 0 else f" <{BASE}claim/c{claim}>"
        yield f"<{BASE}event/e{number // 4}> <https://w3id.org/standoff/ontology#p{number % 40}> {value}{graph} .\n"


def child(task: str, source: str, target: str) -> None:
    """One measured task in a process of its own."""
    from pyoxigraph import RdfFormat, parse

    quads = parse(path=source, format=RdfFormat.N_QUADS)
    started = time.perf_counter()
    if task.startswith("export "):
        from standoff.rdf.prefixes import Prefixes
        from standoff.rdf.serialising import serialise

        prefixes = Prefixes({"event": f"{BASE}event/", "place": f"{BASE}place/", "claim": f"{BASE}claim/"})
        with Path(target).open("w", encoding="utf-8") as out:
            for piece in serialise(quads, task.partition(" ")[2], prefixes):
                out.write(piece)
    else:
        from standoff.exchange.pushing import push

        report = push(quads, target, BASE)
        assert not report.missing
    took = time.perf_counter() - started
    print(json.dumps([took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))


def measured(task: str, source: Path, target: str) -> tuple[float, float]:
    done = subprocess.run(
        [sys.executable, __file__, "--child", task, str(source), target], capture_output=True, text=True, check=True
    )
    took, memory = json.loads(done.stdout.splitlines()[-1])
    return took, memory


def timed(*command: str) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


def main() -> None:
    count = int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else 1_000_000
    binary = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "data.nq")
        with source.open("w") as out:
            out.writelines(lines(count))
        print(f"{count:,} quads")
        print(f"{'task':<28}{'seconds':>9}{'memory':>12}")
        if binary:
            place = str(Path(folder, "store"))
            print(f"{'oxigraph load':<28}{timed(binary, 'load', '-l', place, '-f', str(source)):>9.1f}")
            dumped = timed(binary, "dump", "-l", place, "-f", str(Path(folder, "dump.nq")))
            print(f"{'oxigraph dump':<28}{dumped:>9.1f}")
        for name in ("nquads", "trig", "turtle", "jsonld"):
            took, memory = measured(f"export {name}", source, str(Path(folder, "export")))
            print(f"{'export ' + name:<28}{took:>9.1f}{memory:>9.0f} MB")
        if binary:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                port = free.getsockname()[1]
            server = subprocess.Popen(
                [binary, "serve", "-l", str(Path(folder, "served")), "-b", f"127.0.0.1:{port}"],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            try:
                url = f"http://127.0.0.1:{port}"
                for _ in range(100):
                    try:
                        urllib.request.urlopen(url, timeout=1)
                        break
                    except OSError:
                        time.sleep(0.1)
                for name in ("push, verified", "push again"):
                    took, memory = measured("push", source, url)
                    print(f"{name:<28}{took:>9.1f}{memory:>9.0f} MB")
            finally:
                server.terminate()
                server.wait(20)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(*sys.argv[2:5])
    else:
        main()
