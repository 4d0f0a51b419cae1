"""The LSTM of 1997 learns the embedded Reber grammar, but its continual stream needs the forget gate.

Hochreiter and Schmidhuber (1997), experiment 1: which symbol stands last but one in a string of the embedded Reber
grammar was said near its begin. Gers, Schmidhuber and Cummins, "Learning to Forget" (2000): where strings follow each
other without end and nobody resets the states, the LSTM of 1997 (`lstm1997`), which cannot forget, breaks down, and the
one with forget gates (`lstm`) does not. A string is understood if at each of its symbols all those that may follow
are thought likelier than all others; `rnn` stands beside them. Streams are trained in pieces of 50 symbols and scored
on 4000 new ones of each of 16 streams, after 1000 that are not scored; separate strings on 500 new ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice

import torch
import torch.nn.functional as F
from judgement import Condition, conclude, higher, learns, spread, table
from problems import NOTHING, SYMBOLS, Random, Symbols, reber, reber_streams
from study import Network, Options, detached, options, sow, train

import cellwright as cw

CELLS = ("rnn", "lstm1997", "lstm")
HIDDEN, RATE, BATCH, STEPS = 12, 1e-2, 16, 50
STRING_UPDATES, STREAM_UPDATES = 2000, 2500
UNSCORED, SCORED = 20, 80
UNDERSTOOD = 0.99


def surprise(scores: torch.Tensor, symbols: Symbols) -> torch.Tensor:
    """The cross-entropy of the symbols that follow."""
    return F.cross_entropy(scores.flatten(0, 1), symbols.following.flatten(), ignore_index=NOTHING)


def ranked(scores: torch.Tensor, symbols: Symbols) -> torch.Tensor:
    """Whether all legal symbols are thought likelier than all others (steps, batch); true where nothing is asked."""
    worst = scores.masked_fill(~symbols.legal, float("inf")).amin(-1)
    best = scores.masked_fill(symbols.legal, -float("inf")).amax(-1)
    return (worst > best) | (symbols.following == NOTHING)


def of_strings(network: Network, random: Random) -> Iterator[Callable[[], torch.Tensor]]:
    def loss() -> torch.Tensor:
        symbols = reber(random, BATCH)
        return surprise(network(symbols.inputs)[0], symbols)

    while True:
        yield loss


def of_streams(network: Network, random: Random) -> Iterator[Callable[[], torch.Tensor]]:
    """The states go on from piece to piece, and are never reset."""
    state = None

    def loss(symbols: Symbols) -> torch.Tensor:
        nonlocal state
        scores, state = network(symbols.inputs, detached(state))
        return surprise(scores, symbols)

    yield from (partial(loss, symbols) for symbols in reber_streams(random, BATCH, STEPS))


@torch.no_grad()
def strings_understood(network: Network, random: Random) -> float:
    """The share of separate strings that are ranked rightly throughout."""
    symbols = reber(random, 500)
    return float(ranked(network(symbols.inputs)[0], symbols).all(0).float().mean())


@torch.no_grad()
def stream_understood(network: Network, random: Random) -> float:
    """The share of the strings within streams that are ranked rightly throughout."""
    state, right, ends = None, [], []
    for piece, symbols in enumerate(islice(reber_streams(random, BATCH, STEPS), UNSCORED + SCORED)):
        scores, state = network(symbols.inputs, state)
        if piece >= UNSCORED:
            right.append(ranked(scores, symbols))
            ends.append(symbols.last)
    return whole_strings(torch.cat(right), torch.cat(ends))


def whole_strings(right: torch.Tensor, ends: torch.Tensor) -> float:
    """The share of strings right at every symbol; the first of each stream, which may be cut, does not count."""
    wrong = (~right).long().cumsum(0)
    verdicts = []
    for column in range(right.shape[1]):
        at_ends = wrong[ends[:, column], column]
        verdicts.append(at_ends.diff() == 0)
    return float(torch.cat(verdicts).float().mean())


def run(cell: str, seed: int, asked: Options) -> tuple[float, float]:
    """The share of strings that are understood: apart, and in a stream by a network that was trained on streams."""
    random = sow(seed)
    apart = Network(cw.Recurrent(cell, len(SYMBOLS), HIDDEN), len(SYMBOLS))
    train(apart, of_strings(apart, random), updates=asked.updates(STRING_UPDATES), rate=RATE)
    endless = Network(cw.Recurrent(cell, len(SYMBOLS), HIDDEN), len(SYMBOLS))
    train(endless, of_streams(endless, random), updates=asked.updates(STREAM_UPDATES), rate=RATE)
    unseen = sow(10**6)
    return strings_understood(apart, unseen), stream_understood(endless, unseen)


def conditions(apart: dict[str, list[float]], endless: dict[str, list[float]]) -> list[Condition]:
    understood = [share > 100 * UNDERSTOOD for share in apart["lstm1997"]]
    return [
        learns("lstm1997 understands more than 99 % of separate strings", understood),
        higher("in streams, lstm understands more than lstm1997", endless["lstm"], endless["lstm1997"]),
        higher("lstm1997 understands more strings apart than in streams", apart["lstm1997"], endless["lstm1997"]),
    ]


def main() -> None:
    asked = options(__doc__, seeds=5)
    shares = {cell: [run(cell, seed, asked) for seed in range(asked.seeds)] for cell in CELLS}
    apart = {cell: [100 * strings for strings, _ in runs] for cell, runs in shares.items()}
    endless = {cell: [100 * stream for _, stream in runs] for cell, runs in shares.items()}
    rows = [[cell, spread(apart[cell]), spread(endless[cell])] for cell in CELLS]
    print(table(["cell", "strings apart, understood %", "strings in a stream, understood %"], rows))
    conclude(conditions(apart, endless))


if __name__ == "__main__":
    main()
