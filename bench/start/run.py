"""Start-up: a cold `standoff query` beside a minimal script, and a build of nothing new beside `standoff --help`.

    python bench/start/run.py [--runs 25] [--write]

Whole processes, in turn (A B A B ...), user and system time as the operating system accounts for it; the figure is
the median of the pairs' ratios. `--write` keeps it in RESULTS.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def cpu(command: list[str]) -> float:
    """User and system seconds of one run."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=ROOT)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command} failed")
    return usage.ru_utime + usage.ru_stime


def compare(a: list[str], b: list[str], runs: int) -> tuple[float, float, float]:
    """Median seconds of A, of B, and the median of the pairs' ratios A/B, after a warm-up of each."""
    cpu(a), cpu(b)
    pairs = [(cpu(a), cpu(b)) for _ in range(runs)]
    return (
        statistics.median(x for x, _ in pairs),
        statistics.median(y for _, y in pairs),
        statistics.median(x / y for x, y in pairs),
    )


def main() -> None:
    """Measure and print; write when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=25)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    program = [str(Path(sys.executable).parent / "standoff")]
    subprocess.run([*program, "build"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    current = (ROOT / ".standoff" / "current").read_text(encoding="utf-8").strip()
    minimal = [
        sys.executable,
        str(HERE / "minimal.py"),
        str(ROOT / ".standoff" / current / "store"),
        str(ROOT / "queries" / "mediators.rq"),
    ]
    cold = compare([*program, "query", "mediators"], minimal, options.runs)
    again = compare([*program, "build"], [*program, "--help"], options.runs)
    rows = [
        ("cold `standoff query mediators`", "minimal.py", 1.3, cold),
        ("`standoff build`, nothing changed", "`standoff --help`", 1.5, again),
    ]
    lines = [
        f"Python {platform.python_version()}, {os.cpu_count()} cores, {options.runs} pairs, "
        "`python bench/start/run.py --write`.",
        "",
        "| work | against | s | s | ratio | at most |",
        "|---|---|---|---|---|---|",
        *(f"| {a} | {b} | {x:.3f} | {y:.3f} | **{r:.2f}** | {most} |" for a, b, most, (x, y, r) in rows),
    ]
    text = "\n".join(lines) + "\n"
    print(text)
    if options.write:
        (HERE / "RESULTS.md").write_text("# Start-up\n\n" + text, encoding="utf-8")


if __name__ == "__main__":
    main()
