"""LSTM inference is faster than torch.nn.LSTM and onnxruntime, and twice as fast as torch at batch 1."""

from __future__ import annotations

import torch
from rivals import Claim, OnnxLSTM, conclude, options

import cellwright as cw
from cellwright.inspect.bench import check_agreement, inference, operations
from cellwright.inspect.speed import Shape, Timing, race, threads


def timing(shape: Shape, count: int, seconds: float) -> Timing:
    torch.manual_seed(0)
    torchs, ours = torch.nn.LSTM(shape.input, shape.hidden), cw.LSTM(shape.input, shape.hidden)
    ours.load_state_dict(torchs.state_dict())
    onnx = OnnxLSTM(torchs, count)
    x = torch.randn(shape.steps, shape.batch, shape.input)
    array, zeros = x.numpy(), torch.zeros(1, shape.batch, shape.hidden).numpy()
    with threads(count), torch.no_grad():
        output, states = ours(x)
        check_agreement([output, *states], [torchs(x)[0], *torchs(x)[1]])
        y, *finals = map(torch.from_numpy, onnx.run(array, zeros, zeros))
        check_agreement([output, *states], [y[:, 0], *finals])
    rivals = {
        "cellwright": inference(ours, x),
        "torch.nn": inference(torchs, x),
        "onnxruntime": lambda: onnx.run(array, zeros, zeros),
    }
    work = operations(ours, shape)
    return race("LSTM inference", shape, rivals, operations=work, count=count, seconds=seconds)


def main() -> None:
    asked = options(__doc__)
    timings = [timing(shape, count, asked.seconds) for count in asked.threads for shape in asked.shapes]
    claims = (
        Claim("torch.nn", 1.0),
        Claim("torch.nn", 2.0, lambda row: row.shape.batch == 1, " at batch 1"),
        Claim("onnxruntime", 1.0),
    )
    conclude(timings, claims)


if __name__ == "__main__":
    main()
