"""Weights of 16 bits make inference at batch 1 half again as fast where full ones exceed the second-level cache."""

from __future__ import annotations

import copy

import torch
from verdicts import Claim, conclude, options

import cellwright as cw
from cellwright.inspect.bench import inference, operations
from cellwright.inspect.speed import Shape, Timing, race, threads
from cellwright.run.host import host

SHAPES = (
    Shape(1, 100, 128, 256),
    Shape(1, 100, 256, 512),
    Shape(1, 100, 512, 512),
    Shape(1, 100, 512, 1024),
    Shape(1, 1, 512, 1024),
    Shape(8, 100, 512, 1024),
)
# a weight is off by at most 2^-9 of itself; gates and states are bounded, and so is what becomes of it
TOLERANCE = 2e-2


def timing(shape: Shape, seconds: float) -> Timing:
    torch.manual_seed(0)
    full = cw.LSTM(shape.input, shape.hidden).eval()
    narrow = cw.quantize(copy.deepcopy(full), weights="bfloat16")
    x = torch.randn(shape.steps, shape.batch, shape.input)
    with threads(1), torch.no_grad():
        error = (narrow(x)[0] - full(x)[0]).abs()
        assert 0 < error.max() < TOLERANCE, error.max()
        print(f"- ({shape}): outputs in -1..1 differ by {error.max():.1e} at most, {error.mean():.1e} in the mean")
    rivals = {"bfloat16": inference(narrow, x), "float32": inference(full, x)}
    return race("LSTM inference", shape, rivals, operations=operations(full, shape), count=1, seconds=seconds)


def exceeds_cache(row: Timing) -> bool:
    shape = row.shape
    return shape.batch == 1 and 16 * shape.hidden * (shape.input + shape.hidden) > host().cache


def main() -> None:
    asked = options(__doc__)
    timings = [timing(shape, asked.seconds) for shape in SHAPES]
    print()
    conclude(timings, [Claim("float32", 1.5, exceeds_cache, " at batch 1 where full weights exceed the cache")])


if __name__ == "__main__":
    main()
