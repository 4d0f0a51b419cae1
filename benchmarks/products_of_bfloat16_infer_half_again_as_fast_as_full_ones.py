"""Products of bfloat16 infer half again as fast as full ones from hidden size 128 on, where a processor has them."""

from __future__ import annotations

import copy

import torch
from verdicts import Claim, conclude, options

import cellwright as cw
from cellwright.inspect.bench import inference, operations
from cellwright.inspect.speed import Shape, Timing, race, threads
from cellwright.run.host import host

SHAPES = (
    Shape(1, 100, 32, 64),
    Shape(1, 100, 128, 256),
    Shape(1, 100, 512, 1024),
    Shape(8, 100, 64, 128),
    Shape(32, 100, 32, 64),
    Shape(32, 100, 64, 128),
    Shape(32, 100, 128, 256),
    Shape(64, 100, 256, 512),
    Shape(128, 50, 128, 128),
    Shape(20, 35, 650, 650),
    Shape(7, 93, 17, 43),
)
# both sides of a product are off by at most 2^-9 of themselves; gates and states are bounded
TOLERANCE = 2e-2
WIDE = 128


def timing(shape: Shape, seconds: float) -> Timing:
    torch.manual_seed(0)
    torchs, full = torch.nn.LSTM(shape.input, shape.hidden).eval(), cw.LSTM(shape.input, shape.hidden).eval()
    full.load_state_dict(torchs.state_dict())
    narrow, theirs = cw.quantize(copy.deepcopy(full), weights="bfloat16_dot"), torchs.bfloat16()
    x = torch.randn(shape.steps, shape.batch, shape.input)
    with threads(1), torch.no_grad():
        expected = full(x)[0]
        errors = [(narrow(x)[0] - expected).abs(), (theirs(x.bfloat16())[0].float() - expected).abs()]
        assert all(0 < error.max() < TOLERANCE for error in errors), errors
        ours, others = (f"{error.max():.1e} at most, {error.mean():.1e} in the mean" for error in errors)
        print(f"- ({shape}): outputs in -1..1 differ by {ours}; torch's by {others}")
    rivals = {
        "bfloat16_dot": inference(narrow, x),
        "float32": inference(full, x),
        "torch.nn in bfloat16": inference(theirs, x.bfloat16()),
    }
    return race("LSTM inference", shape, rivals, operations=operations(full, shape), count=1, seconds=seconds)


def main() -> None:
    asked = options(__doc__)
    if not host().pairs:
        print("This processor has no products of bfloat16, so nothing is claimed.")
        return
    timings = [timing(shape, asked.seconds) for shape in SHAPES]
    print()
    wide = Claim("float32", 1.5, lambda row: row.shape.hidden >= WIDE, f" from hidden size {WIDE} on")
    conclude(timings, [wide, Claim("torch.nn in bfloat16", 1.0)])


if __name__ == "__main__":
    main()
