"""Importing cellwright takes under 0.3 seconds, and loads no torch."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys

from verdicts import Verdict, announce, options

from cellwright.inspect.speed import duration, table_of

MOST = 0.3
IMPORT = """
import json, sys, time
start = time.perf_counter()
import {module}
print(json.dumps([time.perf_counter() - start, "torch" in sys.modules]))
"""


def imported(module: str, rounds: int) -> tuple[float, bool]:
    """Median seconds that a new process takes to import a module, and whether torch came with it."""
    runs = []
    for _ in range(rounds):
        command = [sys.executable, "-c", IMPORT.format(module=module)]
        runs.append(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))  # noqa: S603
    return statistics.median(seconds for seconds, _ in runs), any(torch for _, torch in runs)


def main() -> None:
    asked = options(__doc__)
    modules = ("cellwright", "cellwright.nn", "torch", "numpy")
    results = {module: imported(module, asked.rounds) for module in modules}
    rows = [
        {"import": module, "median": duration(seconds), "loads torch": "yes" if torch else "no"}
        for module, (seconds, torch) in results.items()
    ]
    print(table_of(rows), end="\n\n")
    seconds, torch = results["cellwright"]
    assert not torch, "importing cellwright has loaded torch"
    asked_for = f"at most {1e3 * MOST:g} ms to import cellwright"
    announce([Verdict(asked_for, 1e3 * MOST, {"cellwright": 1e3 * seconds}, most=True, form="{:.0f} ms")])


if __name__ == "__main__":
    main()
