"""GRU and RNN infer at least as fast as torch.nn's."""

from __future__ import annotations

from verdicts import Claim, conclude, options

from cellwright.inspect.bench import bench


def main() -> None:
    asked = options(__doc__)
    timings = bench(["GRU", "RNN"], asked.shapes, thread_counts=asked.threads, seconds=asked.seconds / 2)
    conclude(timings, [Claim("torch.nn", 1.0)])


if __name__ == "__main__":
    main()
