"""An LSTM trains at least 1.1 times as fast as torch.nn.LSTM."""

from __future__ import annotations

from rivals import Claim, conclude, options

from cellwright.inspect.bench import bench


def main() -> None:
    asked = options(__doc__)
    timings = bench(["LSTM"], asked.shapes, train=True, thread_counts=asked.threads, seconds=asked.seconds)
    conclude(timings, [Claim("torch.nn", 1.1)])


if __name__ == "__main__":
    main()
