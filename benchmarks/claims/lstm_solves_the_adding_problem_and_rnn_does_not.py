"""The LSTM solves the adding problem over 100 to 1000 steps, an RNN does not, and the gradient shows why.

Hochreiter and Schmidhuber, "Long Short-Term Memory" (1997), experiment 4: two marked numbers among T are to be added at
the end. A memory cell carries its error back without loss; the gradient of an RNN vanishes on the way. As in the paper
the input gates start almost closed, and so do the forget gates' opposite: units are drawn to remember for 1 to T steps
(Tallec and Ollivier, "Can Recurrent Neural Networks Warp Time?", 2018). Solved means a mean squared error below 0.01 on
fresh sequences; always to answer 1 has 0.167. The gradient is that of the last output with respect to the input T - 1
steps before, beside that with respect to the last input, before training.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial

import torch
from judgement import Condition, conclude, does_not_learn, higher, learns, spread, table
from problems import Random, adding
from study import Network, Options, bias, options, sow, train

import cellwright as cw
from cellwright.data.examples import Batch
from cellwright.inspect.reach import gradient_over_distance

CELLS = ("rnn", "lstm1997", "lstm")
UPDATES = {100: 1500, 1000: 1200}
# an RNN diverges at the rate of the others
RATES = {"rnn": 1e-3, "lstm1997": 1e-2, "lstm": 1e-2}
HIDDEN, BATCH, SOLVED, LOOKS = 24, 32, 0.01, 50


def network(cell: str, steps: int) -> Network:
    made = Network(cw.Recurrent(cell, 2, HIDDEN), 1)
    remembered = torch.log(torch.empty(HIDDEN).uniform_(1, steps))
    bias(made.layer, "i", -remembered)
    bias(made.layer, "f", remembered)
    return made


def loss(made: Network, random: Random, steps: int, batch: int) -> torch.Tensor:
    x, target = adding(random, steps, batch)
    said = made(x)[0][-1, :, 0]
    return (said - target).square().mean()


def losses(made: Network, random: Random, steps: int) -> Iterator[Callable[[], torch.Tensor]]:
    while True:
        yield partial(loss, made, random, steps, BATCH)


def error(made: Network, steps: int) -> float:
    with torch.no_grad():
        return float(loss(made, sow(10**6), steps, 200))


def run(cell: str, steps: int, seed: int, asked: Options) -> tuple[float, int]:
    """The error on fresh sequences, and after how many updates it was low enough or the budget was spent."""
    random = sow(seed)
    made = network(cell, steps)

    def solved(update: int) -> bool:
        return update % LOOKS == 0 and error(made, steps) < SOLVED

    updates = asked.updates(UPDATES[steps])
    taken = train(made, losses(made, random, steps), updates=updates, rate=RATES[cell], until=solved)
    return error(made, steps), taken


def gradient_at_first(cell: str, steps: int, seed: int) -> float:
    """The gradient of the last output with respect to the first input, before training, in powers of ten."""
    random = sow(seed)
    made = network(cell, steps)
    curve = gradient_over_distance(made, Batch((adding(random, steps, 16)[0],)))
    return math.log10(max(float(curve[-1] / curve[0]), 1e-45))


def conditions(errors: dict[tuple[str, int], list[float]], reaches: dict[str, list[float]]) -> list[Condition]:
    passed = {key: [value < SOLVED for value in values] for key, values in errors.items()}
    found = []
    for steps in UPDATES:
        found += [learns(f"{cell} solves T = {steps}", passed[cell, steps]) for cell in CELLS[1:]]
        found.append(does_not_learn(f"rnn does not solve T = {steps}", passed["rnn", steps]))
    why = "before training, more of the gradient of {} than of rnn reaches back 99 steps, in powers of ten"
    found += [higher(why.format(cell), reaches[cell], reaches["rnn"]) for cell in CELLS[1:]]
    return found


def main() -> None:
    asked = options(__doc__, seeds=3)
    errors, rows = {}, []
    for steps in UPDATES:
        for cell in CELLS:
            runs = [run(cell, steps, seed, asked) for seed in range(asked.seeds)]
            errors[cell, steps] = [mse for mse, _ in runs]
            far = [gradient_at_first(cell, steps, seed) for seed in range(asked.seeds)]
            counts = ", ".join(str(taken) if mse < SOLVED else "–" for mse, taken in runs)
            rows.append([cell, steps, spread(errors[cell, steps]), counts, f"10^{sum(far) / len(far):.1f}"])
    head = ["cell", "T", "mean squared error", "solved after updates", "gradient, T - 1 steps back"]
    print(table(head, rows), flush=True)
    reaches = {cell: [gradient_at_first(cell, 100, seed) for seed in range(asked.seeds)] for cell in CELLS}
    conclude(conditions(errors, reaches))


if __name__ == "__main__":
    main()
