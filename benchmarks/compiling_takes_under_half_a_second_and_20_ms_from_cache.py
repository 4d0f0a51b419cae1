"""The first call of a layer compiles it in under half a second, and takes under 20 ms when the cache on disk has it."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile

from verdicts import Verdict, announce, options

from cellwright.inspect.speed import duration, table_of

MOST = {"compiled": 0.5, "from the cache": 0.02}
# a process of its own for each number: within one, a kernel is compiled once
CALL = """
import json, time, torch, cellwright as cw
torch.set_num_threads(1)
layer, x = cw.Recurrent({cell!r}, 32, 64), torch.randn(20, 8, 32)
start = time.perf_counter()
with torch.no_grad():
    inferred = layer(x)[0]
inference = time.perf_counter() - start
start = time.perf_counter()
trained = layer(x)[0]
trained.sum().backward()
training = time.perf_counter() - start
torch.testing.assert_close(trained.detach(), inferred)
eager = cw.Recurrent({cell!r}, 32, 64, backend="eager")
eager.load_state_dict(layer.state_dict())
torch.testing.assert_close(inferred, eager(x)[0].detach(), rtol=1e-4, atol=1e-5)
print(json.dumps([inference, training]))
"""


def first_calls(cell: str, cache: str) -> list[float]:
    """Seconds of the first inference and of the first training step in a new process."""
    environment = {**os.environ, "CELLWRIGHT_CACHE": cache}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", CALL.format(cell=cell)], env=environment, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def measured(cell: str, rounds: int) -> dict[tuple[str, str], float]:
    """Median seconds by what is called and by how its kernels are had."""
    calls: dict[str, list[list[float]]] = {"compiled": [], "from the cache": []}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as cache:
            calls["compiled"].append(first_calls(cell, cache))
            calls["from the cache"].append(first_calls(cell, cache))
    return {
        (task, how): statistics.median(times)
        for how, pairs in calls.items()
        for task, times in zip(("inference", "training step"), zip(*pairs, strict=True), strict=True)
    }


def main() -> None:
    asked = options(__doc__)
    print("Results agree with the eager backend in every process.\n")
    rows, figures = [], {how: {} for how in MOST}
    for cell in ("lstm", "peephole_lstm", "gru", "rnn"):
        medians = measured(cell, asked.rounds)
        for task in ("inference", "training step"):
            rows.append({"cell": cell, "first": task, **{how: duration(medians[task, how]) for how in MOST}})
            for how in MOST:
                figures[how][f"{cell} {task}"] = 1e3 * medians[task, how]
    print(table_of(rows), end="\n\n")
    announce(
        Verdict(f"at most {1e3 * most:g} ms {how}", 1e3 * most, figures[how], most=True, form="{:.1f} ms")
        for how, most in MOST.items()
    )


if __name__ == "__main__":
    main()
