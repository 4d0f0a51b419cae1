"""On the eager backend a scan trains minGRU and minLSTM on one sequence of 1000 steps 5 times as fast as a loop."""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F
from verdicts import Claim, conclude, options

import cellwright as cw
from cellwright.inspect.bench import check_agreement, operations, training
from cellwright.inspect.speed import Shape, Timing, race, threads

SHAPES = (Shape(1, 1000, 32, 64), Shape(8, 1000, 32, 64), Shape(32, 1000, 32, 64), Shape(1, 100, 32, 64))
SINGLE = SHAPES[0]
Tensors = tuple[torch.Tensor, torch.Tensor]


class Loop(torch.nn.Module):
    """A minimal cell as one writes it in PyTorch: all products at once, then a loop over the steps."""

    def __init__(self, layer: cw.Recurrent, coefficients: Callable[[torch.Tensor], Tensors]) -> None:
        super().__init__()
        self.coefficients = coefficients
        self.weight_ih_l0 = torch.nn.Parameter(layer.weight_ih_l0.detach().clone())
        self.bias_ih_l0 = torch.nn.Parameter(layer.bias_ih_l0.detach().clone())

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """The output of every step, and the last state."""
        factors, shifts = self.coefficients(F.linear(x, self.weight_ih_l0, self.bias_ih_l0))
        h = torch.zeros_like(shifts[0])
        outputs = []
        for factor, shift in zip(factors.unbind(0), shifts.unbind(0), strict=True):
            h = torch.addcmul(shift, factor, h)
            outputs.append(h)
        return torch.stack(outputs), h


def min_gru(a: torch.Tensor) -> Tensors:
    z, candidate = a.chunk(2, -1)
    z = z.sigmoid()
    return 1 - z, z * candidate


def min_lstm(a: torch.Tensor) -> Tensors:
    f, i, candidate = a.chunk(3, -1)
    f, i = f.sigmoid(), i.sigmoid()
    return f / (f + i), i / (f + i) * candidate


CELLS = {"min_gru": min_gru, "min_lstm": min_lstm}


def timing(cell: str, shape: Shape, count: int, seconds: float) -> Timing:
    torch.manual_seed(0)
    scanned = cw.Recurrent(cell, shape.input, shape.hidden, backend="eager")
    loop, x = Loop(scanned, CELLS[cell]), torch.randn(shape.steps, shape.batch, shape.input)
    rivals = {
        "scan": training(scanned, x),
        "loop": training(loop, x),
        "compiled": training(cw.Recurrent(cell, shape.input, shape.hidden), x),
    }
    with threads(count):
        check_agreement(scanned(x)[:1], loop(x)[:1])
        check_agreement(rivals["scan"](), rivals["loop"]())
    work = 3 * operations(scanned, shape)
    return race(f"{cell} training", shape, rivals, operations=work, count=count, seconds=seconds)


def main() -> None:
    asked = options(__doc__)
    timings = [timing(cell, *place, asked.seconds) for cell in CELLS for place in asked.places(SHAPES)]
    conclude(
        timings,
        [
            Claim("loop", 5.0, lambda row: row.shape == SINGLE, " for one sequence of 1000 steps"),
            Claim("loop", 1.0, lambda row: row.shape != SINGLE, " elsewhere"),
        ],
    )


if __name__ == "__main__":
    main()
