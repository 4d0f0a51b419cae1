"""An LSTM trains 1.35 times as fast as torch.nn.LSTM in the mean, 1.1 times everywhere, close to the peak."""

from __future__ import annotations

from verdicts import Claim, conclude, of_peak, options

from cellwright.inspect.bench import bench
from cellwright.inspect.speed import Shape, Timing

LARGE = Shape(32, 100, 128, 256)


def large_alone(row: Timing) -> bool:
    return row.shape == LARGE and row.threads == 1


def main() -> None:
    asked = options(__doc__, shapes="all")
    timings = bench(["LSTM"], asked.shapes, train=True, thread_counts=asked.threads, seconds=asked.seconds)
    claims = (
        Claim("torch.nn", 1.35, mean=True),
        Claim("torch.nn", 1.1),
        of_peak(0.85, large_alone, f" at ({LARGE}) on one thread"),
    )
    conclude(timings, claims)


if __name__ == "__main__":
    main()
