"""One streaming step from Python, (1, 1, 32, 64), is four times as fast as onnxruntime's and takes at most 2 µs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from rivals import OnnxLSTM
from verdicts import Claim, Verdict, announce, conclude, options

import cellwright as cw
from cellwright.inspect.bench import check_agreement, operations
from cellwright.inspect.speed import Shape, Timing, race, threads

SMALLEST = Shape(1, 1, 32, 64)
STEPS = (SMALLEST, Shape(1, 1, 64, 128), Shape(1, 1, 128, 256), Shape(8, 1, 32, 64))
CHECKED = 20
MOST = 2e-6


def by_stream(layer: cw.LSTM, x: np.ndarray) -> Callable[[], np.ndarray]:
    """Our session: NumPy in, NumPy out; plain vectors where there is one sequence."""
    single = len(x) == 1
    stream, row = layer.stream(None if single else len(x)), x[0] if single else x
    return lambda: stream.step(row)


def by_onnxruntime(layer: torch.nn.LSTM, x: np.ndarray, count: int) -> Callable[[], np.ndarray]:
    session, x = OnnxLSTM(layer, count), x[None]
    h = c = np.zeros((1, x.shape[1], layer.hidden_size), np.float32)

    def step() -> np.ndarray:
        nonlocal h, c
        _, h, c = session.run(x, h, c)
        return h[0]

    return step


def by_layer(layer: torch.nn.Module, x: torch.Tensor) -> Callable[[], torch.Tensor]:
    state, x = None, x[None]

    @torch.no_grad()
    def step() -> torch.Tensor:
        nonlocal state
        output, state = layer(x, state)
        return output[0]

    return step


def by_cell(cell: torch.nn.LSTMCell, x: torch.Tensor) -> Callable[[], torch.Tensor]:
    state = None

    @torch.no_grad()
    def step() -> torch.Tensor:
        nonlocal state
        state = cell(x, state)
        return state[0]

    return step


def timing(shape: Shape, count: int, seconds: float) -> Timing:
    torch.manual_seed(0)
    torchs, ours = torch.nn.LSTM(shape.input, shape.hidden), cw.LSTM(shape.input, shape.hidden)
    cell = torch.nn.LSTMCell(shape.input, shape.hidden)
    ours.load_state_dict(torchs.state_dict())
    cell.load_state_dict({name.removesuffix("_l0"): value for name, value in torchs.state_dict().items()})
    x = torch.randn(shape.batch, shape.input)
    with threads(count):
        rivals = {
            "cellwright": by_stream(ours, x.numpy()),
            "onnxruntime": by_onnxruntime(torchs, x.numpy(), count),
            "torch.nn": by_layer(torchs, x),
            "LSTMCell": by_cell(cell, x),
            "our layer": by_layer(ours, x),
        }
        for _ in range(CHECKED):
            mine, *others = [torch.as_tensor(step()).view(shape.batch, -1) for step in rivals.values()]
            for other in others:
                check_agreement([mine], [other])
    return race("LSTM step", shape, rivals, operations=operations(ours, shape), count=count, seconds=seconds)


def smallest(row: Timing) -> bool:
    return row.shape == SMALLEST


def within(timings: list[Timing]) -> Verdict:
    """Whether the smallest step takes as little time as is claimed."""
    figures = {f"{row.threads} threads": 1e6 * row.seconds["cellwright"] for row in timings if smallest(row)}
    return Verdict(f"at most {1e6 * MOST:g} µs at ({SMALLEST})", 1e6 * MOST, figures, most=True, form="{:.2f} µs")


def main() -> None:
    asked = options(__doc__)
    timings = [timing(shape, count, asked.seconds) for count in asked.threads for shape in STEPS]
    claims = [
        Claim("onnxruntime", 4.0, smallest, f" at ({SMALLEST})"),
        Claim("torch.nn", 20.0, smallest, f" at ({SMALLEST})"),
        Claim("onnxruntime", 1.1),
        Claim("torch.nn", 2.0),
        Claim("LSTMCell", 2.0),
    ]
    conclude(timings, claims)
    announce([within(timings)])


if __name__ == "__main__":
    main()
