"""Peepholes help an LSTM to measure the distance between spikes.

Gers and Schmidhuber, "Recurrent Nets that Time and Count" (2000), and with Schraudolph, "Learning Precise Timing with
LSTM Recurrent Networks" (2002): while the output gate is closed, the gates of an LSTM cannot see its memory, unless by
peepholes. At each spike the network says how many steps ago the one before was, 10 to 30. What is
compared is the mean squared error in steps on fresh trains; always to say the mean distance has one of 36.7.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from judgement import conclude, lower, spread, table
from problems import Random, spikes
from study import Network, Options, bias, options, sow, train

import cellwright as cw

CELLS = ("lstm", "peephole_lstm")
SHORTEST, LONGEST = 10, 30
HIDDEN, RATE, UPDATES, BATCH, STEPS = 3, 1e-2, 1500, 32, 120


def loss(network: Network, random: Random, batch: int) -> torch.Tensor:
    """The mean squared error, in units of the longest distance, where a distance is asked for."""
    x, distance, asked = spikes(random, STEPS, batch, SHORTEST, LONGEST)
    return (network(x)[0][..., 0] - distance)[asked].square().mean()


def losses(network: Network, random: Random) -> Iterator[Callable[[], torch.Tensor]]:
    while True:
        yield lambda: loss(network, random, BATCH)


def error(cell: str, seed: int, asked: Options) -> float:
    """The mean squared error in steps after training."""
    random = sow(seed)
    network = Network(cw.Recurrent(cell, 1, HIDDEN), 1)
    bias(network.layer, "f", 2.0)
    train(network, losses(network, random), updates=asked.updates(UPDATES), rate=RATE)
    with torch.no_grad():
        return float(loss(network, sow(10**6), 200)) * LONGEST**2


def main() -> None:
    asked = options(__doc__, seeds=5)
    errors = {cell: [error(cell, seed, asked) for seed in range(asked.seeds)] for cell in CELLS}
    rows = [[cell, spread(values), f"{min(values):.3g}", f"{max(values):.3g}"] for cell, values in errors.items()]
    print(table(["cell", "squared error, steps²", "best seed", "worst seed"], rows))
    conclude([lower("peephole_lstm errs less than lstm", errors["peephole_lstm"], errors["lstm"])])


if __name__ == "__main__":
    main()
