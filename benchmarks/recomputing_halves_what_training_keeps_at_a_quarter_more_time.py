"""`memory="recompute"` halves what training keeps for the backward pass, for at most a quarter more time."""

from __future__ import annotations

import torch
from verdicts import Claim, Verdict, announce, conclude, options

import cellwright as cw
from cellwright.inspect.bench import operations
from cellwright.inspect.speed import Shape, Timing, race, threads

SHAPES = (Shape(32, 100, 64, 128), Shape(32, 100, 128, 256), Shape(64, 100, 128, 128), Shape(20, 140, 256, 256))


def kept(layer: torch.nn.Module, x: torch.Tensor) -> int:
    """Bytes that the forward pass keeps besides parameters, input and output, which are there in any case."""
    sizes: dict[int, int] = {}

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        sizes[tensor.data_ptr()] = tensor.nbytes
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        output = layer(x)[0]
    own = {tensor.data_ptr() for tensor in (x, output, *layer.parameters())}
    return sum(size for address, size in sizes.items() if address not in own)


def timing(cell: str, shape: Shape, seconds: float) -> tuple[Timing, float]:
    torch.manual_seed(0)
    keeping = cw.Recurrent(cell, shape.input, shape.hidden)
    again = cw.Recurrent(cell, shape.input, shape.hidden, memory="recompute")
    again.load_state_dict(keeping.state_dict())
    x = torch.randn(shape.steps, shape.batch, shape.input, requires_grad=True)

    def train(layer: torch.nn.Module) -> list[torch.Tensor]:
        return list(torch.autograd.grad(layer(x)[0].sum(), [x, *layer.parameters()]))

    with threads(1):
        assert all(map(torch.equal, train(again), train(keeping)))
        share = kept(again, x) / kept(keeping, x)
    print(f"- {cell} ({shape}): keeps {share:.2f} of {kept(keeping, x) / 2**20:.1f} MiB")
    rivals = {"recompute": lambda: train(again), "keep": lambda: train(keeping)}
    work = 3 * operations(keeping, shape)
    return race(f"{cell} training", shape, rivals, operations=work, count=1, seconds=seconds), share


def main() -> None:
    asked = options(__doc__)
    rows = [timing(cell, shape, asked.seconds) for cell in ("lstm", "gru") for shape in SHAPES]
    print()
    conclude([row for row, _ in rows], [Claim("keep", 0.8)])
    shares = {f"{row.task} ({row.shape})": share for row, share in rows}
    announce([Verdict("at most half is kept", 0.5, shares, most=True, form="{:.2f}")])


if __name__ == "__main__":
    main()
