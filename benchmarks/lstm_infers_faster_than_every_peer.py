"""LSTM inference is 1.1 times as fast as torch.nn everywhere, 3 times at batch 1, 1.25 times the best peer's."""

from __future__ import annotations

from collections.abc import Callable

import torch
from rivals import OnnxLSTM, jax_lstm
from verdicts import Claim, conclude, of_best, of_peak, options

import cellwright as cw
from cellwright.inspect.bench import check_agreement, inference, operations
from cellwright.inspect.speed import Shape, Timing, race, threads

PEERS = ("torch.nn", "onnxruntime", "JAX scan")


def timing(shape: Shape, count: int, seconds: float) -> Timing:
    torch.manual_seed(0)
    torchs, ours = torch.nn.LSTM(shape.input, shape.hidden), cw.LSTM(shape.input, shape.hidden)
    ours.load_state_dict(torchs.state_dict())
    onnx = OnnxLSTM(torchs, count)
    x = torch.randn(shape.steps, shape.batch, shape.input)
    array, zeros = x.numpy(), torch.zeros(1, shape.batch, shape.hidden).numpy()
    rivals: dict[str, Callable[[], object]] = {
        "cellwright": inference(ours, x),
        "torch.nn": inference(torchs, x),
        "onnxruntime": lambda: onnx.run(array, zeros, zeros),
    }
    with threads(count), torch.no_grad():
        output, states = ours(x)
        check_agreement([output, *states], [torchs(x)[0], *torchs(x)[1]])
        y, *finals = map(torch.from_numpy, onnx.run(array, zeros, zeros))
        check_agreement([output, *states], [y[:, 0], *finals])
        if count == 1 and (scan := jax_lstm(torchs, array)):
            check_agreement([output], [torch.tensor(scan())])
            rivals["JAX scan"] = scan
    return race("LSTM inference", shape, rivals, operations=operations(ours, shape), count=count, seconds=seconds)


def wide(row: Timing) -> bool:
    return row.shape.batch >= 8 and row.shape.hidden >= 128


def main() -> None:
    asked = options(__doc__, shapes="all")
    timings = [timing(shape, count, asked.seconds) for count in asked.threads for shape in asked.shapes]
    claims = (
        Claim("torch.nn", 1.1),
        Claim("torch.nn", 3.0, lambda row: row.shape.batch == 1, " at batch 1"),
        of_best(1.25, PEERS),
        of_peak(0.85, wide, " from batch 8 and hidden size 128 on"),
    )
    conclude(timings, claims)


if __name__ == "__main__":
    main()
