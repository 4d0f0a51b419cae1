"""One streaming step from Python, the state carried from call to call, is twice as fast as torch.nn.LSTM's."""

from __future__ import annotations

from collections.abc import Callable

import torch
from rivals import Claim, OnnxLSTM, conclude, options

import cellwright as cw
from cellwright.inspect.bench import check_agreement, operations
from cellwright.inspect.speed import Shape, Timing, race, threads

STEPS = (Shape(1, 1, 32, 64), Shape(1, 1, 64, 128), Shape(1, 1, 128, 256))
CHECKED = 20


def by_layer(layer: torch.nn.Module, x: torch.Tensor) -> Callable[[], torch.Tensor]:
    state = None

    @torch.no_grad()
    def step() -> torch.Tensor:
        nonlocal state
        output, state = layer(x, state)
        return output[0]

    return step


def by_cell(cell: torch.nn.LSTMCell, x: torch.Tensor) -> Callable[[], torch.Tensor]:
    state, x = None, x[0]

    @torch.no_grad()
    def step() -> torch.Tensor:
        nonlocal state
        state = cell(x, state)
        return state[0]

    return step


def by_onnxruntime(layer: torch.nn.LSTM, x: torch.Tensor, count: int) -> Callable[[], torch.Tensor]:
    session, array = OnnxLSTM(layer, count), x.numpy()
    h = c = torch.zeros(1, 1, layer.hidden_size).numpy()

    def step() -> torch.Tensor:
        nonlocal h, c
        _, h, c = session.run(array, h, c)
        return torch.from_numpy(h[0])

    return step


def timing(shape: Shape, count: int, seconds: float) -> Timing:
    torch.manual_seed(0)
    torchs, ours = torch.nn.LSTM(shape.input, shape.hidden), cw.LSTM(shape.input, shape.hidden)
    cell = torch.nn.LSTMCell(shape.input, shape.hidden)
    ours.load_state_dict(torchs.state_dict())
    cell.load_state_dict({name.removesuffix("_l0"): value for name, value in torchs.state_dict().items()})
    x = torch.randn(1, 1, shape.input)
    with threads(count):
        rivals = {
            "cellwright": by_layer(ours, x),
            "torch.nn": by_layer(torchs, x),
            "LSTMCell": by_cell(cell, x),
            "onnxruntime": by_onnxruntime(torchs, x, count),
        }
        for _ in range(CHECKED):
            mine, *others = [step() for step in rivals.values()]
            for other in others:
                check_agreement([mine], [other])
    work = operations(ours, shape)
    return race("LSTM step", shape, rivals, operations=work, count=count, seconds=seconds)


def main() -> None:
    asked = options(__doc__)
    timings = [timing(shape, count, asked.seconds) for count in asked.threads for shape in STEPS]
    conclude(timings, [Claim("torch.nn", 2.0), Claim("LSTMCell", 1.0), Claim("onnxruntime", 1.0)])


if __name__ == "__main__":
    main()
