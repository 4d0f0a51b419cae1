"""Zoneout, recurrent dropout, layer norm and batch norm are modifiers that help a character language model.

Krueger et al., "Zoneout" (2016); Gal and Ghahramani, "A Theoretically Grounded Application of Dropout in Recurrent
Neural Networks" (2016); Ba, Kiros and Hinton, "Layer Normalization" (2016); Cooijmans, Ballas, Laurent, Gülçehre and
Courville, "Recurrent Batch Normalization" (2017). Zoneout and dropout regularise: they are to help where there is
little text and many passes over it. The norms are to learn more from the first updates on much text. Every network is
an LSTM of equal size; what is compared is bits a character of unseen Shakespeare after training.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from functools import partial

import torch
import torch.nn.functional as F
from archives import Text, shakespeare
from judgement import conclude, lower, spread, table
from study import Network, Options, detached, options, sow, train

import cellwright as cw

MODIFIERS: Mapping[str, Mapping[str, object]] = {
    "none": {},
    "zoneout": {"zoneout": {"h": 0.05, "c": 0.5}},
    "recurrent dropout": {"recurrent_dropout": 0.25},
    "layer norm": {"norm": "layer"},
    # states go on from piece to piece, so that all steps share their statistics
    "batch norm": {"norm": "batch", "max_steps": 1},
}
REGULARISERS, NORMS = ("zoneout", "recurrent dropout"), ("layer norm", "batch norm")
HIDDEN, RATE, BATCH, STEPS, VALIDATION = 80, 5e-3, 32, 50, 20_000
# characters to train on, and updates: many passes over little text, or less than one over much
LITTLE, MUCH = (16_000, 1200), (800_000, 300)


def cross_entropy(network: Network, text: Text, x: torch.Tensor, following: torch.Tensor, state: object) -> tuple:
    scores, state = network(text.one_hot(x), state)
    return F.cross_entropy(scores.flatten(0, 1), following.flatten()), state


def losses(network: Network, text: Text) -> Iterator[Callable[[], torch.Tensor]]:
    """Cross-entropies of pieces of the text, again and again; states go on from piece to piece."""
    state: object = None

    def loss(x: torch.Tensor, following: torch.Tensor) -> torch.Tensor:
        nonlocal state
        value, state = cross_entropy(network, text, x, following, detached(state))
        return value

    while True:
        state = None
        yield from (partial(loss, *piece) for piece in text.pieces(text.training, BATCH, STEPS))


@torch.no_grad()
def bits(network: Network, text: Text) -> float:
    """Bits a character of the validation text."""
    network.eval()
    state, found = None, []
    for x, following in text.pieces(text.validation, BATCH, STEPS):
        nats, state = cross_entropy(network, text, x, following, state)
        found.append(float(nats))
    return sum(found) / len(found) / math.log(2)


def run(name: str, text: Text, updates: int, seed: int) -> float:
    sow(seed)
    symbols = len(text.symbols)
    layer = cw.Recurrent("lstm", symbols, HIDDEN, forget_bias=1.0, **MODIFIERS[name])
    network = Network(layer, symbols)
    train(network, losses(network, text), updates=updates, rate=RATE)
    return bits(network, text)


def scores(asked: Options, characters: int, updates: int) -> dict[str, list[float]]:
    text = shakespeare(characters, VALIDATION)
    updates = asked.updates(updates)
    return {name: [run(name, text, updates, seed) for seed in range(asked.seeds)] for name in MODIFIERS}


def main() -> None:
    asked = options(__doc__, seeds=3)
    little, much = scores(asked, *LITTLE), scores(asked, *MUCH)
    head = ["modifier", "little text, bits a character", "much text, bits a character"]
    print(table(head, [[name, spread(little[name]), spread(much[name])] for name in MODIFIERS]))
    conclude(
        [lower(f"with little text, {name} is better than none", little[name], little["none"]) for name in REGULARISERS]
        + [lower(f"with much text, {name} is better than none", much[name], much["none"]) for name in NORMS]
    )


if __name__ == "__main__":
    main()
