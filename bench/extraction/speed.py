"""How long the reading takes beside the parser alone, and how much memory a folder takes.

`python bench/extraction/speed.py [--articles N]`: one article of 1,000 words against spaCy's own time on the same text,
in one process after a warm-up; then a folder of N articles, with time and peak memory at a tenth of it and at its end.
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

from standoff.ingest.ingesting import Ingester
from standoff.ingest.initialising import initialise
from standoff.ingest.parser import language
from standoff.sources import Sources

ROOT = Path(__file__).resolve().parents[2]
REPORTS = sorted((ROOT / "tests" / "data" / "reports").glob("*.txt"))


def thousand_words() -> str:
    """A text of about 1,000 words."""
    words: list[str] = []
    for path in REPORTS:
        words.append(path.read_text(encoding="utf-8"))
        if sum(len(w.split()) for w in words) >= 1000:
            break
    return "\n\n".join(words)


def ratio(rounds: int = 7) -> tuple[float, float, float]:
    """Median seconds of the parser, of the whole ingest (reading, drafts, duplicates, writing), and their ratio."""
    text = thousand_words()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "kb"
        initialise(root)
        path = Path(folder) / "a.txt"
        path.write_text(text, encoding="utf-8")
        ingester = Ingester(Sources.open(root))
        parser = language()
        ingester.ingest(path, issued=dt.date(2024, 1, 1), again=True)
        parser(text)
        alone, whole = [], []
        for _ in range(rounds):
            begun = time.process_time()
            parser(text)
            parsed = time.process_time()
            ingester.ingest(path, issued=dt.date(2024, 1, 1), again=True)
            whole.append(time.process_time() - parsed)
            alone.append(parsed - begun)
        return statistics.median(alone), statistics.median(whole), statistics.median(whole) / statistics.median(alone)


def folder(articles: int) -> list[tuple[int, float, int]]:
    """Number of articles, seconds, and peak memory in MiB, at a tenth and at the end."""
    told = []
    with tempfile.TemporaryDirectory() as place:
        root = Path(place) / "kb"
        initialise(root)
        ingester = Ingester(Sources.open(root))
        begun = time.monotonic()
        for n in range(articles):
            path = Path(place) / f"a{n}.txt"
            base = REPORTS[n % len(REPORTS)].read_text(encoding="utf-8")
            path.write_text(f"{base}\nReport number {n} was filed.\n", encoding="utf-8")
            ingester.ingest(path, issued=dt.date(2024, 1, 1))
            if n + 1 in (max(1, articles // 10), articles):
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
                told.append((n + 1, time.monotonic() - begun, peak))
    return told


def main() -> None:
    """Print the figures."""
    parse = argparse.ArgumentParser(description=__doc__)
    parse.add_argument("--articles", type=int, default=0, help="how many articles the folder has; 0 leaves it out")
    given = parse.parse_args()
    alone, whole, share = ratio()
    sys.stdout.write(f"parser {alone:.3f} s, ingest {whole:.3f} s, ratio {share:.2f}\n")
    for number, seconds, peak in folder(given.articles) if given.articles else []:
        sys.stdout.write(f"{number} articles: {seconds:.1f} s, peak {peak} MiB\n")


if __name__ == "__main__":
    main()
