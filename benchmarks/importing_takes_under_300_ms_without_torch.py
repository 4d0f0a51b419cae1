"""Importing cellwright takes under 0.3 seconds, and loads no torch."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys

from rivals import options

from cellwright.inspect.speed import duration

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
    print("| import | median | loads torch |\n|---|---:|---|")
    results = {module: imported(module, asked.rounds) for module in ("cellwright", "cellwright.nn", "torch", "numpy")}
    for module, (seconds, torch) in results.items():
        print(f"| {module} | {duration(seconds)} | {'yes' if torch else 'no'} |")
    seconds, torch = results["cellwright"]
    holds = seconds < MOST and not torch
    print(
        f"\n- **claim {'holds' if holds else 'does not hold'}**: {duration(seconds)}, {'with' if torch else 'no'} torch"
    )


if __name__ == "__main__":
    main()
