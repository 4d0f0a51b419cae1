"""No variant of the LSTM clearly beats the vanilla one; the forget gate and the output activation matter most.

Greff, Srivastava, Koutník, Steunebrink and Schmidhuber, "LSTM: A Search Space Odyssey" (2015): nine variants that
differ in one thing each, on speech, handwriting and music, with a random search over learning rate and size for each.
Here speech is the speaker of Japanese vowels, handwriting are digits drawn with a pen (errors in percent), music is
the next character of folk tunes in ABC notation (bits a character). The same rates and sizes are drawn for all
variants, and the better half of the trials of each is compared, as the paper compares the best tenth.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle, islice

import torch
import torch.nn.functional as F
from archives import Labelled, Text, strokes, tunes, vowels
from judgement import Condition, conclude, higher, not_lower, spread, table
from study import Network, Options, bias, options, sow, train

import cellwright as cw
from cellwright.cells.greff import VARIANTS

UPDATES, BATCH, STEPS = {"speech": 100, "handwriting": 200, "music": 150}, 32, 50
RATES, SIZES = (1e-3, 3e-2), (16, 32)
TUNES_TRAINING, TUNES_VALIDATION, SCORED = 40_000, 4_000, 1000
HALF = 2


@dataclass(frozen=True)
class Trial:
    """What is drawn for a fit.

    Attributes:
        rate: the learning rate.
        hidden: the size.
        seed: of the weights and the batches.
    """

    rate: float
    hidden: int
    seed: int


def network(variant: str, inputs: int, outputs: int, trial: Trial) -> Network:
    made = Network(cw.Recurrent(cw.cells.greff_lstm.variant(variant=variant), inputs, trial.hidden), outputs)
    bias(made.layer, "f", 1.0)
    return made


def labels(made: Network, examples: Labelled) -> torch.Tensor:
    """The scores of the classes at the end of each sequence."""
    output = made(examples.inputs, lengths=examples.lengths)[0]
    return output[examples.lengths - 1, torch.arange(len(examples.labels))]


def classify(parts: tuple[Labelled, Labelled], updates: int) -> Callable[[str, Trial], float]:
    """A task whose error is the share of wrong labels, in percent."""
    training, test = parts
    test = test.some(torch.arange(min(SCORED, len(test.labels))))

    def error(variant: str, trial: Trial) -> float:
        random = sow(trial.seed)
        made = network(variant, training.inputs.shape[-1], training.classes, trial)

        def loss() -> torch.Tensor:
            batch = training.draw(random, BATCH)
            return F.cross_entropy(labels(made, batch), batch.labels)

        train(made, cycle([loss]), updates=updates, rate=trial.rate)
        with torch.no_grad():
            return 100 * float((labels(made, test).argmax(-1) != test.labels).float().mean())

    return error


def follow(text: Text, updates: int) -> Callable[[str, Trial], float]:
    """A task whose error is the bits a character of a text."""

    def nats(made: Network, x: torch.Tensor, following: torch.Tensor) -> torch.Tensor:
        scores = made(text.one_hot(x))[0]
        return F.cross_entropy(scores.flatten(0, 1), following.flatten())

    def losses(made: Network) -> Iterator[Callable[[], torch.Tensor]]:
        while True:
            for x, following in text.pieces(text.training, BATCH, STEPS):
                yield lambda x=x, following=following: nats(made, x, following)

    def error(variant: str, trial: Trial) -> float:
        sow(trial.seed)
        made = network(variant, len(text.symbols), len(text.symbols), trial)
        train(made, losses(made), updates=updates, rate=trial.rate)
        with torch.no_grad():
            [(x, following)] = islice(text.pieces(text.validation, BATCH, len(text.validation) // BATCH - 1), 1)
            return float(nats(made, x, following)) / math.log(2)

    return error


def trials(count: int) -> list[Trial]:
    """Rates drawn evenly in their logarithm, sizes at random."""
    random = sow(0)
    low, high = map(math.log, RATES)
    return [Trial(math.exp(random.uniform(low, high)), int(random.choice(SIZES)), seed) for seed in range(count)]


def conditions(best: Mapping[tuple[str, str], list[float]], tasks: list[str]) -> list[Condition]:
    found = []
    for task in tasks:
        vanilla = best["V", task]
        found += [
            not_lower(
                f"on {task}, {variant} is not clearly better than V",
                best[variant, task],
                vanilla,
                tests=len(VARIANTS) - 1,
            )
            for variant in VARIANTS[1:]
        ]
    for variant, part in (("NFG", "the forget gate"), ("NOAF", "the output activation")):
        found += [
            higher(f"on {task}, V is worse without {part}", best[variant, task], best["V", task]) for task in tasks
        ]
    return found


def tasks(asked: Options) -> dict[str, Callable[[str, Trial], float]]:
    updates = {task: asked.updates(usual) for task, usual in UPDATES.items()}
    return {
        "speech": classify(vowels(), updates["speech"]),
        "handwriting": classify(strokes(), updates["handwriting"]),
        "music": follow(tunes(TUNES_TRAINING, TUNES_VALIDATION), updates["music"]),
    }


def main() -> None:
    asked = options(__doc__, seeds=8)
    errors = tasks(asked)
    drawn = trials(asked.seeds)
    better = max(1, len(drawn) // HALF)
    best = {
        (variant, task): sorted(error(variant, trial) for trial in drawn)[:better]
        for variant in VARIANTS
        for task, error in errors.items()
    }
    head = ["variant", *(f"{task}, {'bits' if task == 'music' else '% wrong'}" for task in errors)]
    print(table(head, [[variant, *(spread(best[variant, task]) for task in errors)] for variant in VARIANTS]))
    conclude(conditions(best, list(errors)))


if __name__ == "__main__":
    main()
