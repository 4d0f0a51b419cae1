"""GRU and RNN train at least 2.5 times as fast as torch.nn, and their inference is at least as fast."""

from __future__ import annotations

from rivals import Claim, conclude, options

from cellwright.inspect.bench import bench


def main() -> None:
    asked = options(__doc__)
    timings = [
        timing
        for train in (True, False)
        for timing in bench(
            ["GRU", "RNN"], asked.shapes, train=train, thread_counts=asked.threads, seconds=asked.seconds / 2
        )
    ]
    claims = (
        Claim("torch.nn", 2.5, lambda row: row.task == "GRU training", " in training a GRU"),
        Claim("torch.nn", 2.5, lambda row: row.task == "RNN training", " in training an RNN"),
        Claim("torch.nn", 1.0, lambda row: row.task.endswith("inference"), " in inference"),
    )
    conclude(timings, claims)


if __name__ == "__main__":
    main()
