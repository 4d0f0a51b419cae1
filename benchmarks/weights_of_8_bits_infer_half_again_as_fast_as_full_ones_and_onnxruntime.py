"""Weights of 8 bits infer half again as fast as full ones and as onnxruntime's at batch 1 from hidden size 256 on."""

from __future__ import annotations

import copy
from functools import partial

import torch
from rivals import OnnxLSTM
from verdicts import Claim, conclude, options

import cellwright as cw
from cellwright.data.datasets import dataset
from cellwright.inspect.bench import inference, operations
from cellwright.inspect.speed import Shape, Timing, race, threads
from cellwright.run.host import host

SHAPES = (
    Shape(1, 100, 32, 64),
    Shape(1, 100, 128, 256),
    Shape(1, 1, 128, 256),
    Shape(1, 100, 256, 512),
    Shape(1, 100, 512, 1024),
    Shape(1, 1, 512, 1024),
    Shape(8, 100, 128, 256),
    Shape(32, 100, 128, 256),
)
# each side of a product is off by at most 1 / 254 of its largest number
TOLERANCE = 0.05
WEIGHTS = (None, "bfloat16", "int8")


def timing(shape: Shape, seconds: float) -> Timing:
    torch.manual_seed(0)
    torchs, full = torch.nn.LSTM(shape.input, shape.hidden), cw.LSTM(shape.input, shape.hidden).eval()
    full.load_state_dict(torchs.state_dict())
    narrow = cw.quantize(copy.deepcopy(full), weights="int8")
    onnx = OnnxLSTM(torchs, 1, quantised=True)
    x = torch.randn(shape.steps, shape.batch, shape.input)
    array, zeros = x.numpy(), torch.zeros(1, shape.batch, shape.hidden).numpy()
    with threads(1), torch.no_grad():
        expected = full(x)[0]
        ours = (narrow(x)[0] - expected).abs()
        theirs = (torch.from_numpy(onnx.run(array, zeros, zeros)[0][:, 0]) - expected).abs()
        assert 0 < ours.max() < TOLERANCE, ours.max()
        assert theirs.max() < 2 * TOLERANCE, theirs.max()
    print(
        f"- ({shape}): outputs differ by {ours.max():.1e} at most, {ours.mean():.1e} in the mean; "
        f"onnxruntime's by {theirs.max():.1e} and {theirs.mean():.1e}"
    )
    if shape.steps == 1:
        # a single step is what streams are for
        steps = [partial(layer.stream().step, array[0, 0]) for layer in (narrow, full)]
    else:
        steps = [inference(layer, x) for layer in (narrow, full)]
    rivals = {"int8": steps[0], "float32": steps[1], "onnxruntime": lambda: onnx.run(array, zeros, zeros)}
    return race("LSTM inference", shape, rivals, operations=operations(full, shape), count=1, seconds=seconds)


def accuracy(epochs: int) -> None:
    """A forecaster of a real series, scored with each kind of weights."""
    frame = dataset("co2")
    model = cw.Forecaster(horizon=52, hidden_size=64, max_epochs=epochs, random_state=0, progress=False)
    model.fit(frame[:-104])
    print(f"\nA forecaster of the CO2 series, {epochs} epochs, on the last 104 weeks, which it has not seen:\n")
    for weights in WEIGHTS:
        cw.quantize(model.module_, weights=weights)
        scores = next(iter(model.evaluate(frame).scores.values()))
        print(f"- weights {weights or 'float32'}: MASE {scores['MASE']:.4f}, MAE {scores['MAE']:.4f} ppm")


def large_and_alone(row: Timing) -> bool:
    return row.shape.batch == 1 and row.shape.hidden >= 256


def main() -> None:
    asked = options(__doc__)
    print(f"Products of bytes by {host().dot or 'shifts and plain products, so that they save memory only'}.\n")
    timings = [timing(shape, asked.seconds) for shape in SHAPES]
    accuracy(2 * asked.rounds)
    print()
    where = " at batch 1 from hidden size 256 on"
    rivals = ("float32", "onnxruntime")
    conclude(timings, [Claim(rival, 1.5, large_and_alone, where, bounded=False) for rival in rivals])


if __name__ == "__main__":
    main()
