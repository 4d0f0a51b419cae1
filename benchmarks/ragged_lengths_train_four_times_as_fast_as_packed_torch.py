"""With lengths between T/4 and T, an LSTM trains 4 times and infers 2.5 times as fast as torch.nn's."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence
from verdicts import Claim, conclude, options

import cellwright as cw
from cellwright.inspect.bench import check_agreement, inference, operations, training
from cellwright.inspect.speed import Shape, Timing, race, threads

MORE = (Shape(32, 100, 32, 64), Shape(32, 100, 64, 128))


def lengths(shape: Shape) -> torch.Tensor:
    """Lengths that are uniform between a quarter of the steps and all of them."""
    drawn = torch.randint(shape.steps // 4, shape.steps + 1, (shape.batch,), generator=torch.Generator().manual_seed(0))
    # the padded steps are those of the longest
    return drawn.index_fill(0, drawn.argmax(), shape.steps)


def packed(layer: torch.nn.Module, batch: PackedSequence) -> Callable[[torch.Tensor], torch.Tensor]:
    """The layer from the data of a PackedSequence to those of its output."""
    _, *order = batch
    return lambda data: layer(PackedSequence(data, *order))[0].data


def timing(shape: Shape, *, train: bool, count: int, seconds: float) -> Timing:
    torch.manual_seed(0)
    torchs, ours = torch.nn.LSTM(shape.input, shape.hidden), cw.LSTM(shape.input, shape.hidden)
    ours.load_state_dict(torchs.state_dict())
    x = torch.randn(shape.steps, shape.batch, shape.input)
    batch = pack_padded_sequence(x, lengths(shape), enforce_sorted=False)
    mine, theirs = (training(layer, batch.data, packed(layer, batch)) for layer in (ours, torchs))
    with threads(count):
        check_agreement([ours(batch)[0].data, *ours(batch)[1]], [torchs(batch)[0].data, *torchs(batch)[1]])
        check_agreement(mine(), theirs())
    rivals: dict[str, Callable[[], object]] = (
        {"cellwright": mine, "torch.nn": theirs, "all T steps": training(ours, x)}
        if train
        else {
            "cellwright": inference(ours, batch),
            "torch.nn": inference(torchs, batch),
            "all T steps": inference(ours, x),
        }
    )
    task, passes = ("ragged LSTM training", 3) if train else ("ragged LSTM inference", 1)
    work = passes * useful(shape) * operations(ours, shape)
    return race(task, shape, rivals, operations=work, count=count, seconds=seconds)


def useful(shape: Shape) -> float:
    """The share of the padded steps that belong to a sequence."""
    return float(lengths(shape).sum()) / (shape.batch * shape.steps)


def useful_rate(row: Timing) -> float:
    """Useful operations a second, beside those of a batch that needs no padding."""
    return useful(row.shape) * row.ratio("cellwright", "all T steps")


def main() -> None:
    asked = options(__doc__)
    shapes = [shape for shape in (*asked.shapes, *MORE) if shape.batch > 1]
    timings = [
        timing(shape, train=train, count=count, seconds=asked.seconds / 2)
        for train in (True, False)
        for count in asked.threads
        for shape in dict.fromkeys(shapes)
    ]
    claims = (
        Claim("torch.nn", 4.0, lambda row: row.task.endswith("training"), " in training"),
        Claim("torch.nn", 2.5, lambda row: row.task.endswith("inference"), " in inference"),
        Claim("the padded case's useful operations a second", 0.85, figure=useful_rate, form="{:.0%}"),
    )
    conclude(timings, claims)


if __name__ == "__main__":
    main()
