"""A grid LSTM learns the parity of k bits, which plain layers of the same depth do not.

Kalchbrenner, Danihelka and Graves, "Grid Long Short-Term Memory" (2015), section 4.1: all bits are seen at once, so
that depth alone has to count them; memory cells along depth do that, tied or not, for more bits than tanh or ReLU
layers can. Here the grid has one step, so that only its depth works. All networks have the same depth and width and
see the same number of fresh examples. Learned means 99 % right on 2000 fresh examples; guessing has 50 %.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from statistics import mean

import torch
import torch.nn.functional as F
from judgement import conclude, does_not_learn, learns, table
from problems import Random, parity
from study import Network, Options, bias, options, sow, train

import cellwright as cw

BITS = (6, 8, 10)
DEPTH, WIDTH = 4, 32
UPDATES, BATCH, LOOKS, LEARNED = 2000, 64, 100, 0.99


def plain(activation: type[torch.nn.Module]) -> Callable[[int], torch.nn.Module]:
    """Makes layers of one activation, as deep and wide as the grid."""

    def make(bits: int) -> torch.nn.Module:
        into = [bits] + [WIDTH] * (DEPTH - 1)
        parts = [part for inputs in into for part in (torch.nn.Linear(inputs, WIDTH), activation())]
        return torch.nn.Sequential(*parts, torch.nn.Linear(WIDTH, 1))

    return make


def grid(*, tied: bool) -> Callable[[int], torch.nn.Module]:
    """Makes a grid whose memory along depth starts open."""

    def make(bits: int) -> torch.nn.Module:
        layer = cw.Recurrent(cw.cells.grid_lstm.variant(layers=DEPTH, tied=tied), bits, WIDTH)
        bias(layer, "f_depth", 2.0)
        return Network(layer, 1)

    return make


# how each is made, and at which learning rate it learns best
NETWORKS = {
    "grid_lstm": (grid(tied=False), 1e-2),
    "grid_lstm, tied": (grid(tied=True), 1e-2),
    "tanh layers": (plain(torch.nn.Tanh), 3e-3),
    "ReLU layers": (plain(torch.nn.ReLU), 3e-3),
}


def scores(network: torch.nn.Module, x: torch.Tensor) -> torch.Tensor:
    """What the network says of each example (batch,): above 0 for odd."""
    said = network(x)
    return (said[0] if isinstance(said, tuple) else said)[0, :, 0]


def losses(network: torch.nn.Module, random: Random, bits: int) -> Iterator[Callable[[], torch.Tensor]]:
    def loss() -> torch.Tensor:
        x, odd = parity(random, bits, BATCH)
        return F.binary_cross_entropy_with_logits(scores(network, x), odd)

    while True:
        yield loss


@torch.no_grad()
def accuracy(network: torch.nn.Module, bits: int) -> float:
    x, odd = parity(sow(10**6), bits, 2000)
    return float(((scores(network, x) > 0) == (odd > 0.5)).float().mean())


def run(name: str, bits: int, seed: int, asked: Options) -> float:
    random = sow(seed)
    make, rate = NETWORKS[name]
    network = make(bits)

    def learned(update: int) -> bool:
        return update % LOOKS == 0 and accuracy(network, bits) >= LEARNED

    train(network, losses(network, random, bits), updates=asked.updates(UPDATES), rate=rate, until=learned)
    return accuracy(network, bits)


def main() -> None:
    asked = options(__doc__, seeds=3)
    right = {
        (name, bits): [run(name, bits, seed, asked) for seed in range(asked.seeds)]
        for name in NETWORKS
        for bits in BITS
    }
    rows = [[name, *(f"{100 * mean(right[name, bits]):.1f}" for bits in BITS)] for name in NETWORKS]
    print(table(["network", *(f"k = {bits}, % right" for bits in BITS)], rows))
    passed = {key: [share >= LEARNED for share in shares] for key, shares in right.items()}
    grids, others = list(NETWORKS)[:2], list(NETWORKS)[2:]
    conclude(
        [learns(f"{name} learns k = {bits}", passed[name, bits]) for name in grids for bits in BITS]
        + [does_not_learn(f"{name} do not learn k = {BITS[-1]}", passed[name, BITS[-1]]) for name in others],
        "In the paper plain layers manage up to 30 bits, and the grid up to 250; this budget ends far below.",
    )


if __name__ == "__main__":
    main()
