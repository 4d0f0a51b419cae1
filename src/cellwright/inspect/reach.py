"""How far back a gradient survives in a recurrent network: the reason why long dependencies are learned, or not.

Hochreiter (1991) and Bengio, Simard and Frasconi (1994) explain by it why simple recurrent networks forget. It is
measured on the inputs of the layers, not on their states, so that it means the same for a cell of any states.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch

from cellwright.data.examples import Batch
from cellwright.inspect.calls import Call, recurrent_calls
from cellwright.inspect.figures import TEXT, drawing, finished, look
from cellwright.inspect.report import Report, Section, write_report
from cellwright.nn import Recurrent

Floats = npt.NDArray[np.float64]

# below this share of the gradient at lag 0 it is called gone
GONE = 0.01
# what lies below is drawn no more: a gradient of this size has never moved a weight
LOWEST = 1e-6
EXPLAINED = (
    "The size of the gradient of the last output with respect to the input so many steps before it, as a share of the "
    "gradient at the last step. Where it has vanished, training learns nothing from what happened there (Hochreiter "
    "1991). The dotted line is a hundredth."
)


@dataclass(frozen=True, eq=False)
class Reach:
    """How far back a gradient survives in a network. Printed, it is the answer for people.

    Attributes:
        curve: the size (steps,) of the gradient of the last output with respect to the input 0, 1, 2, ... steps before.
    """

    curve: Floats

    @property
    def steps(self) -> float:
        """The distance at which the curve falls below a hundredth of its start for good; infinite if it does not."""
        return reach(self.curve)

    def to_frame(self) -> pd.DataFrame:
        """The curve as a pandas frame: steps back, and the size of the gradient there."""
        columns = {"steps_back": np.arange(len(self.curve)), "gradient": self.curve}
        frame: pd.DataFrame = pd.DataFrame(columns)
        return frame

    def plot(self) -> str:
        """The curve as an SVG text for a page."""
        return gradient_figure({"": self.curve}, "", width=8.5)

    def save(self, path: str | Path) -> Path:
        """Write a page with the curve: one HTML file that needs nothing else.

        Raises:
            DataError: it cannot be written; what was there before is unchanged.
        """
        return write_report(Report("How far back a gradient survives", str(self), {}, [self.section()]), path)

    def section(self) -> Section:
        """The part of a report that shows it."""
        return Section("How far back a gradient survives", EXPLAINED, figures=[self.plot()])

    def __str__(self) -> str:
        if self.steps == 0:
            return "No gradient reaches the input of the recurrent layers."
        if math.isinf(self.steps):
            return f"The gradient of the last output is alive {len(self.curve) - 1} steps back, at the first input."
        return (
            f"The gradient of the last output falls below a hundredth of its start {self.steps:.3g} steps back: what "
            f"lies further back, training can hardly make use of."
        )


def reach_of(call: Call) -> Reach | None:
    """How far back a gradient survives in recurrent layers; None where there is none to be had.

    Quantised layers have no gradients, and empty sequences no steps.
    """
    empty = not call.lengths.numel() or not int(call.lengths.max())
    return None if call.layer.matrices.narrow or empty else Reach(_gradient(call))


def gradient_over_distance(module: torch.nn.Module, batch: Batch) -> Floats:
    """The size (steps,) of the gradient of the last output with respect to the input 0, 1, 2, ... steps before.

    It is the root mean square, over the sequences of the batch, of |Jᵀ v|: J is the Jacobian of the last output of the
    recurrent layers, v a random vector of independent normal numbers for each sequence, so that its mean square is
    that of J. The recurrent layers are those that the module calls first; nothing is dropped.

    Args:
        module: a network with recurrent layers.
        batch: what the module is called with; it lies where the module does.

    Raises:
        ArgumentError: the module calls no recurrent layer.

    Example:
        >>> import cellwright as cw
        >>> @cw.cell
        ... def half(x, h):
        ...     return 0.5 * h + cw.affine("in", x)
        >>> sequence = torch.zeros(1, 4, 1)
        >>> curve = gradient_over_distance(cw.Recurrent(half, 1, 1, batch_first=True), Batch((sequence,)))
        >>> curve / curve[0]
        array([1.   , 0.5  , 0.25 , 0.125])
    """
    training = module.training
    module.eval()
    try:
        return _gradient(recurrent_calls(module, batch.inputs)[0])
    finally:
        module.train(training)


def _gradient(call: Call) -> Floats:
    layer, lengths, x = call.layer, call.lengths, call.x.detach().clone().requires_grad_()
    with torch.enable_grad():
        steps = _steps_first(layer(x, call.state, **call.keywords)[0], layer)
        last = steps[lengths - 1, torch.arange(len(lengths))]
        direction = torch.randn(last.shape, generator=torch.Generator().manual_seed(0)).to(last)
        [gradient] = torch.autograd.grad(last, x, direction)
    squares = _steps_first(gradient, layer).double().square().sum(-1)
    return _by_distance(squares.cpu().numpy(), lengths.numpy())


def reach(curve: Floats, share: float = GONE) -> float:
    """The distance at which a curve falls below a share of its start for good, between steps on its logarithm.

    It is infinite where the curve ends before that, and 0 where there is no gradient at all.

    Example:
        >>> round(reach(0.5 ** np.arange(10.0)), 3), math.log(0.01) / math.log(0.5)  # doctest: +ELLIPSIS
        (6.644, 6.643...)
    """
    start = curve[0] or curve.max()
    if start <= 0:
        return 0.0
    last = int(np.flatnonzero(curve >= share * start)[-1])
    if last == len(curve) - 1:
        return math.inf
    if curve[last + 1] == 0:
        return last + 1.0
    high, low = math.log(curve[last] / start), math.log(curve[last + 1] / start)
    return last + (high - math.log(share)) / (high - low)


def gradient_figure(
    curves: Mapping[str, Floats], title: str, looks: Mapping[str, int] | None = None, width: float = 5.4
) -> str:
    """Curves of a gradient over distance, each as a share of its start, on a logarithmic scale.

    Args:
        curves: by name; a single one may be nameless.
        title: what stands above them.
        looks: the number of the look of each; in their order if not given.
        width: in inches.
    """
    figure, axes = drawing(width)
    shares = {name: curve / (curve[0] or curve.max() or 1.0) for name, curve in curves.items()}
    for number, (name, share) in enumerate(shares.items()):
        style = look(number if looks is None else looks[name])
        axes.plot(np.arange(len(share)), np.where(share >= LOWEST, share, np.nan), label=name, **style)
    axes.axhline(GONE, color=TEXT, lw=0.8, ls=":")
    axes.set_yscale("log")
    axes.set_ylim(bottom=max(LOWEST, _floor(shares.values())))
    axes.set_xlim(0, max(1, *(len(share) - 1 for share in shares.values())))
    axes.set_xlabel("steps back")
    return finished(figure, title, f"Gradient over distance, {title.lower()}".rstrip(", "))


def _floor(curves: Iterable[Floats]) -> float:
    """The power of ten below all that is drawn."""
    smallest = min((float(curve[curve > 0].min()) for curve in curves if (curve > 0).any()), default=GONE)
    return float(10 ** math.floor(math.log10(min(smallest, GONE) / 2)))


def _steps_first(values: torch.Tensor, layer: Recurrent) -> torch.Tensor:
    return values.transpose(0, 1) if layer.batch_first else values


def _by_distance(squares: Floats, lengths: npt.NDArray[np.int64]) -> Floats:
    """The root of the mean of squares (steps, sequences) at each distance from the last step of its sequence."""
    steps, sequences = squares.shape
    places = lengths[None, :] - 1 - np.arange(steps)[:, None]
    inside = places >= 0
    values = np.where(inside, squares[np.maximum(places, 0), np.arange(sequences)], 0.0)
    return np.asarray(np.sqrt(values.sum(1) / np.maximum(inside.sum(1), 1))[: lengths.max()])
