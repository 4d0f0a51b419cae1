"""A hierarchical multiscale LSTM finds boundaries at spaces.

Chung, Ahn and Bengio, "Hierarchical Multiscale Recurrent Neural Networks" (2016), section 4.1: trained on characters
alone, the first layer says a boundary at the ends of words. Here it reads plays of Shakespeare; the slope of the hard
sigmoid grows from 1 to 5 during training. A boundary is counted at the character that the layer has just read: at
white space or, as in some of the paper's own figures, at the last character before it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count

import torch
import torch.nn.functional as F
from archives import Text, shakespeare
from judgement import conclude, higher, lower, table
from study import Network, Options, bias, detached, options, sow, train

import cellwright as cw

LAYERS, HIDDEN, RATE, UPDATES, BATCH, STEPS = 2, 48, 3e-3, 8000, 16, 50
TRAINING, VALIDATION, LOOKED_AT = 400_000, 20_000, 200
STEEPEST, FIRST = 5.0, 0.3
SPACE = " \n"


def losses(network: Network, text: Text, updates: int) -> Iterator[Callable[[], torch.Tensor]]:
    """Cross-entropies of pieces of the text, again and again; states go on, and the slope grows."""
    state: object = None

    def loss(x: torch.Tensor, following: torch.Tensor, update: int) -> torch.Tensor:
        nonlocal state
        network.layer.settings_l0.fill_(1.0 + (STEEPEST - 1.0) * update / updates)
        scores, state = network(text.one_hot(x), detached(state))
        return F.cross_entropy(scores.flatten(0, 1), following.flatten())

    done = count()
    while True:
        state = None
        for x, following in text.pieces(text.training, BATCH, STEPS):
            yield partial(loss, x, following, next(done))


@torch.no_grad()
def look(network: Network, text: Text) -> tuple[float, torch.Tensor, torch.Tensor]:
    """The bits a character of the validation text, its characters (steps, batch), and where the first layer says z."""
    state, boundaries, nats = None, [], 0.0
    network.eval()
    [(x, following)] = list(text.pieces(text.validation, VALIDATION // LOOKED_AT - 1, LOOKED_AT - 1))[:1]
    inputs, place = text.one_hot(x), [node.label for node in network.layer.cell.states].index("z1")
    for step, after in enumerate(following):
        scores, state = network(inputs[step : step + 1], state)
        nats += float(F.cross_entropy(scores[0], after))
        boundaries.append(state[place][0, :, 0] > 0.5)
    return nats / len(x) / math.log(2), x, torch.stack(boundaries)


def shares(text: Text, x: torch.Tensor, boundaries: torch.Tensor) -> dict[str, float]:
    """How often a boundary is said at white space, at what stands before it, and elsewhere; and over all."""
    blank = torch.isin(x, torch.tensor([text.symbols.index(symbol) for symbol in SPACE]))
    before = torch.zeros_like(blank)
    before[:-1] = blank[1:] & ~blank[:-1]
    places = {"at": blank, "before": before, "elsewhere": ~(blank | before), "all": torch.ones_like(blank)}
    return {name: 100 * float(boundaries[place].float().mean()) for name, place in places.items()}


def run(text: Text, seed: int, asked: Options) -> dict[str, float]:
    """The shares of boundaries in percent, and the bits a character."""
    sow(seed)
    updates = asked.updates(UPDATES)
    symbols = len(text.symbols)
    cell = cw.cells.hm_lstm.variant(layers=LAYERS)
    network = Network(cw.Recurrent(cell, symbols, HIDDEN), symbols)
    # a boundary at every character to begin with: one that is never said has nothing to learn from
    bias(network.layer, "z", FIRST)
    train(network, losses(network, text, updates), updates=updates, rate=RATE)
    bits, x, boundaries = look(network, text)
    return {**shares(text, x, boundaries), "bits": bits}


def main() -> None:
    asked = options(__doc__, seeds=3)
    text = shakespeare(TRAINING, VALIDATION)
    runs = [run(text, seed, asked) for seed in range(asked.seeds)]
    head = ["seed", "bits a character", "z at white space, %", "just before it, %", "elsewhere, %", "over all, %"]
    rows = [
        [seed, f"{found['bits']:.3f}", *(f"{found[place]:.1f}" for place in ("at", "before", "elsewhere", "all"))]
        for seed, found in enumerate(runs)
    ]
    print(table(head, rows))
    at, before, elsewhere = ([found[place] for found in runs] for place in ("at", "before", "elsewhere"))
    ends = [max(pair) for pair in zip(at, before, strict=True)]
    bits = [found["bits"] for found in runs]
    conclude(
        [
            higher("boundaries are likelier at white space, or just before it, than elsewhere", ends, elsewhere),
            higher("they are at least twice as likely there", ends, [2 * share for share in elsewhere]),
            lower(
                "the network has learned: fewer than 3 bits a character",
                bits,
                [3.0] * len(runs),
            ),
        ]
    )


if __name__ == "__main__":
    main()
