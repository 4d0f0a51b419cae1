"""Layer norm, GRU with reset before, nested, projected and grid LSTMs train within twice our LSTM's time a product."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping

import torch
from rivals import equal_lstm
from verdicts import Claim, conclude, options

import cellwright as cw
from cellwright.inspect.bench import check_agreement, operations, training
from cellwright.inspect.speed import Shape, Timing, race, threads

SHAPES = (Shape(32, 100, 32, 64), Shape(32, 100, 128, 256), Shape(8, 100, 64, 128))
LAYERS: Mapping[str, Callable[..., cw.Recurrent]] = {
    "layer-norm LSTM": lambda *sizes, **others: cw.LSTM(*sizes, norm="layer", **others),
    "GRU, reset before": lambda *sizes, **others: cw.GRU(*sizes, reset_after=False, **others),
    "nested LSTM": cw.NestedLSTM,
    "projected LSTM": lambda *sizes, **others: cw.LSTM(*sizes, proj_size=sizes[1] // 2, **others),
    "grid LSTM": cw.GridLSTM,
}


def check(ours: cw.Recurrent, eager: cw.Recurrent, x: torch.Tensor) -> None:
    """Compare in double precision: normalised states amplify what single precision rounds a thousand times."""
    twins = [copy.deepcopy(layer).double() for layer in (ours, eager)]
    check_agreement(*(layer(x.double())[:1] for layer in twins))
    check_agreement(*(training(layer, x.double())() for layer in twins))


def timing(name: str, shape: Shape, count: int, seconds: float) -> Timing:
    torch.manual_seed(0)
    make, sizes = LAYERS[name], (shape.input, shape.hidden)
    ours, eager = make(*sizes), make(*sizes, backend="eager")
    eager.load_state_dict(ours.state_dict())
    x = torch.randn(shape.steps, shape.batch, shape.input)
    rivals = {
        "cellwright": training(ours, x),
        "LSTM of as many operations": training(equal_lstm(ours, shape), x),
        "eager": training(eager, x),
    }
    with threads(count):
        check(ours, eager, x)
    work = 3 * operations(ours, shape)
    return race(f"{name} training", shape, rivals, operations=work, count=count, seconds=seconds)


def main() -> None:
    asked = options(__doc__)
    timings = [timing(name, *place, asked.seconds / 2) for name in LAYERS for place in asked.places(SHAPES)]
    conclude(timings, [Claim("LSTM of as many operations", 0.5), Claim("eager", 3.0)])


if __name__ == "__main__":
    main()
