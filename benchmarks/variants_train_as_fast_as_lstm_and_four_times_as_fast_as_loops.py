"""Variants train within 15 % of our own LSTM, 4 times as fast as an eager loop and twice as fast as torch.compile."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass

import torch
from loops import ClockworkLoop, DepthGatedLoop, FullLoop, PlainLoop, clockwork_step, depth_gated_step, lstm_step
from rivals import equal_lstm
from verdicts import Claim, conclude, options

import cellwright as cw
from cellwright.cells.greff import VARIANTS
from cellwright.inspect.bench import check_agreement, operations, training
from cellwright.inspect.speed import Shape, Timing, race, threads

Compile = Callable[[Callable], Callable]
SHAPES = (Shape(32, 100, 32, 64), Shape(32, 100, 128, 256), Shape(8, 100, 64, 128))
# a step takes torch.compile many seconds, so it takes part at the first shape and on one thread
COMPILED = SHAPES[0]
PERIODS = (1, 2, 4, 8)


@dataclass(frozen=True)
class Variant:
    """One of our layers, the LSTM of its size, and the same as a loop whose steps may be compiled."""

    name: str
    layer: Callable[[int, int], cw.Recurrent]
    loop: Callable[[cw.Recurrent, Compile], torch.nn.Module]
    size: str = "hidden"

    def lstm(self, layer: cw.Recurrent, shape: Shape) -> cw.LSTM:
        """Equal in hidden size and layers; equal in operations where gates see gates, which no LSTM does."""
        if self.size == "operations":
            return equal_lstm(layer, shape)
        return cw.LSTM(shape.input, shape.hidden, num_layers=layer.num_layers)


def _plain(variant: str) -> Callable[[cw.Recurrent, Compile], torch.nn.Module]:
    kind = FullLoop if variant == "FGR" else PlainLoop
    return lambda layer, compiled: kind(layer, compiled(lstm_step(variant)))


def _greff(variant: str) -> Variant:
    size = "operations" if variant == "FGR" else "hidden"
    return Variant(f"Greff {variant}", lambda *s: cw.GreffLSTM(*s, variant=variant), _plain(variant), size)


ROWS = (
    Variant("peephole LSTM", cw.PeepholeLSTM, _plain("V")),
    # without peepholes, which the variant of the study has
    Variant("CIFG LSTM", cw.CIFGLSTM, _plain("CIFG")),
    *(_greff(variant) for variant in VARIANTS),
    Variant(
        "depth-gated LSTM",
        lambda *s: cw.DepthGatedLSTM(*s, num_layers=2),
        lambda layer, compiled: DepthGatedLoop(layer, compiled(lstm_step()), compiled(depth_gated_step)),
    ),
    Variant(
        "clockwork RNN",
        lambda *s: cw.ClockworkRNN(*s, periods=PERIODS),
        lambda layer, compiled: ClockworkLoop(layer, PERIODS, compiled(clockwork_step)),
    ),
)


def timing(variant: Variant, shape: Shape, count: int, seconds: float) -> Timing:
    torch.manual_seed(0)
    ours = variant.layer(shape.input, shape.hidden)
    loops = {"eager loop": variant.loop(ours, lambda step: step)}
    if shape == COMPILED and count == 1 and shutil.which("g++"):
        loops["torch.compile"] = variant.loop(ours, torch.compile)
    x = torch.randn(shape.steps, shape.batch, shape.input)
    rivals = {
        "cellwright": training(ours, x),
        "our LSTM": training(variant.lstm(ours, shape), x),
        **{name: training(loop, x) for name, loop in loops.items()},
    }
    with threads(count):
        for name, loop in loops.items():
            check_agreement(ours(x)[:1], loop(x)[:1])
            check_agreement(rivals["cellwright"](), rivals[name]())
    work = 3 * operations(ours, shape)
    return race(f"{variant.name} training", shape, rivals, operations=work, count=count, seconds=seconds)


def main() -> None:
    asked = options(__doc__)
    if not shutil.which("g++"):
        print("There is no C++ compiler here, so torch.compile takes no part.\n")
    timings = [timing(variant, *place, asked.seconds / 3) for variant in ROWS for place in asked.places(SHAPES)]
    # 15 % more time is a ratio of 1 / 1.15
    conclude(timings, [Claim("our LSTM", 0.87), Claim("eager loop", 4.0), Claim("torch.compile", 2.0)])


if __name__ == "__main__":
    main()
