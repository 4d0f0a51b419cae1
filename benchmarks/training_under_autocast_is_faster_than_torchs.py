"""Training under autocast is faster than torch.nn's, and than our own in float32 where layers are not small."""

from __future__ import annotations

import torch
from verdicts import Claim, conclude, options

import cellwright as cw
from cellwright.inspect.bench import operations, training
from cellwright.inspect.speed import Shape, Timing, race, threads
from cellwright.run.host import host

SHAPES = (
    Shape(1, 100, 32, 64),
    Shape(1, 100, 128, 256),
    Shape(8, 100, 64, 128),
    Shape(8, 100, 256, 512),
    Shape(32, 100, 32, 64),
    Shape(32, 100, 64, 128),
    Shape(32, 100, 128, 256),
    Shape(64, 100, 256, 512),
    Shape(128, 50, 128, 128),
    Shape(20, 35, 650, 650),
    Shape(7, 93, 17, 43),
)
# both sides of a product are off by at most 2^-9 of themselves; gradients are compared with the largest of their kind
TOLERANCE = 2e-2
WIDE, MANY = 128, 8


def under_autocast(layer: torch.nn.Module, x: torch.Tensor) -> torch.Tensor:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        return layer(x)[0].float()


def timing(shape: Shape, seconds: float) -> Timing:
    torch.manual_seed(0)
    theirs, ours = torch.nn.LSTM(shape.input, shape.hidden), cw.LSTM(shape.input, shape.hidden)
    ours.load_state_dict(theirs.state_dict())
    x = torch.randn(shape.steps, shape.batch, shape.input)
    rivals = {
        "bfloat16": training(ours, x, lambda x: under_autocast(ours, x)),
        "float32": training(ours, x),
        "torch.nn in bfloat16": training(theirs, x, lambda x: under_autocast(theirs, x)),
    }
    with threads(1):
        expected = rivals["float32"]()
        errors = []
        for name in ("bfloat16", "torch.nn in bfloat16"):
            pairs = zip(rivals[name](), expected, strict=True)
            errors.append(max(float((a - b).abs().max() / b.abs().max()) for a, b in pairs))
        assert all(0 < error < TOLERANCE for error in errors), errors
        print(f"- ({shape}): gradients differ by {errors[0]:.1e} of the largest; torch's by {errors[1]:.1e}")
    work = 3 * operations(ours, shape)
    return race("LSTM training", shape, rivals, operations=work, count=1, seconds=seconds)


def main() -> None:
    asked = options(__doc__)
    if not host().pairs:
        print("This processor has no products of bfloat16, so nothing is claimed.")
        return
    timings = [timing(shape, asked.seconds) for shape in SHAPES]
    print()
    where = f" from hidden size {WIDE} and batch {MANY} on"
    large = Claim("float32", 1.3, lambda row: row.shape.hidden >= WIDE and row.shape.batch >= MANY, where)
    conclude(timings, [Claim("torch.nn in bfloat16", 1.0, bounded=False), large])


if __name__ == "__main__":
    main()
