"""A clockwork RNN generates a waveform better than an RNN and an LSTM of equal size.

Koutník, Greff, Gomez and Schmidhuber, "A Clockwork RNN" (2014), section 4.1: a network without input learns to put
out one waveform, so that it has to keep time on several scales by itself. Every network has about 1000 trained
numbers in its recurrent layer, and each cell the learning rate of three at which its mean error is lowest. The
waveforms are sums of five sines of periods from 8 to 160 steps; the error is the mean squared one over the variance,
so that silence has 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from statistics import mean

import torch
from judgement import conclude, lower, spread, table
from problems import waveform
from study import Network, Options, bias, options, parameters, size_for, sow, train

import cellwright as cw

PERIODS = (1, 2, 4, 8, 16, 32, 64, 128)
CELLS = {
    "rnn": cw.cells.rnn,
    "lstm": cw.cells.lstm,
    "clockwork_rnn": cw.cells.clockwork_rnn.variant(periods=PERIODS),
}
RATES = (1e-3, 3e-3, 1e-2)
STEPS, WAVES, UPDATES, PARAMETERS = 320, 5, 800, 1000


def layer(cell: str, hidden: int) -> cw.Recurrent:
    return cw.Recurrent(CELLS[cell], 1, hidden)


def error(cell: str, hidden: int, rate: float, seed: int, asked: Options) -> float:
    """The lowest error that training has come to; a new seed has a new waveform."""
    random = sow(seed)
    target = waveform(random, STEPS, WAVES, 8, 160)
    network = Network(layer(cell, hidden), 1)
    if cell == "lstm":
        bias(network.layer, "f", 5.0)  # as in the paper
    silence = torch.zeros(STEPS, 1, 1)
    reached = []

    def losses() -> Iterator[Callable[[], torch.Tensor]]:
        while True:
            yield loss

    def loss() -> torch.Tensor:
        squares = (network(silence)[0][:, 0, 0] - target).square().mean() / target.square().mean()
        reached.append(float(squares.detach()))
        return squares

    train(network, losses(), updates=asked.updates(UPDATES), rate=rate)
    return min(reached)


def main() -> None:
    asked = options(__doc__, seeds=4)
    best, rows = {}, []
    for cell in CELLS:
        hidden = size_for(lambda size, cell=cell: layer(cell, size), PARAMETERS, range(8, 64))
        tried = {rate: [error(cell, hidden, rate, seed, asked) for seed in range(asked.seeds)] for rate in RATES}
        rate = min(RATES, key=lambda rate: mean(tried[rate]))
        best[cell] = tried[rate]
        rows.append([cell, hidden, parameters(layer(cell, hidden)), f"{rate:g}", spread(best[cell])])
    print(table(["cell", "hidden", "parameters", "learning rate", "error"], rows))
    conclude(
        [lower(f"clockwork_rnn errs less than {cell}", best["clockwork_rnn"], best[cell]) for cell in ("rnn", "lstm")]
    )


if __name__ == "__main__":
    main()
