"""Cells as one writes them in PyTorch: all inputs multiplied at once, then a loop over the steps.

These are the rivals of variants that torch.nn does not have; with the step given to torch.compile they are others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F

from cellwright.nn import Recurrent

Tensors = tuple[torch.Tensor, ...]
# from the projected input, the states, the recurrent matrix and the peepholes, to the new states; h comes first
Step = Callable[[torch.Tensor, Tensors, torch.Tensor, torch.Tensor | None], Tensors]
FULL_RECURRENCE = "FGR"
# where the blocks of its matrix lie: for each gate those that h, i, f and o are multiplied by; 13 is one of zeros
FULL_BLOCKS = (0, 1, 2, 3, 4, 5, 6, 7, 8, 13, 13, 13, 9, 10, 11, 12)


class PlainLoop(torch.nn.Module):
    """One layer with the weights of one of ours, a step after the other."""

    def __init__(self, layer: Recurrent, step: Step) -> None:
        super().__init__()
        self.step, self.states = step, len(layer.cell.states)
        for name, value in layer.named_parameters():
            self.register_parameter(name, torch.nn.Parameter(value.detach().clone()))

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, Tensors]:
        """The output of every step, and the last states."""
        projected = F.linear(x, self.weight_ih_l0, self.bias_ih_l0 + self.bias_hh_l0)
        recurrent, diagonal = self.recurrent().t(), getattr(self, "weight_diag_l0", None)
        states = (x.new_zeros(x.shape[1], self.weight_hh_l0.shape[1]),) * self.states
        outputs = []
        for given in projected.unbind(0):
            states = self.step(given, states, recurrent, diagonal)
            outputs.append(states[0])
        return torch.stack(outputs), states

    def recurrent(self) -> torch.Tensor:
        """The matrix that the states are multiplied by."""
        return self.weight_hh_l0


class FullLoop(PlainLoop):
    """The variant whose gates see the gates of the step before; h, i, f and o are multiplied at once."""

    def recurrent(self) -> torch.Tensor:
        """The matrix of all gates, with zeros where the candidate sees no gate."""
        size = self.weight_hh_l0.shape[1]
        blocks = torch.cat([self.weight_hh_l0.view(-1, size, size), self.weight_hh_l0.new_zeros(1, size, size)])
        return blocks[list(FULL_BLOCKS)].view(4, 4, size, size).transpose(1, 2).reshape(4 * size, 4 * size)


class ClockworkLoop(PlainLoop):
    """Modules that tick at periods of their own; the state of a module waits in between."""

    def __init__(self, layer: Recurrent, periods: Sequence[int], step: Step) -> None:
        super().__init__(layer, step)
        module = torch.arange(layer.hidden_size) * len(periods) // layer.hidden_size
        self.periods = torch.tensor(periods)[module]
        self.fed = (module[:, None] <= module).float()

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, Tensors]:
        """The output of every step, and the last state."""
        projected = F.linear(x, self.weight_ih_l0, self.bias_ih_l0 + self.bias_hh_l0)
        recurrent = (self.weight_hh_l0 * self.fed).t()
        ticking = torch.arange(len(x))[:, None] % self.periods == 0
        h = x.new_zeros(x.shape[1], len(recurrent))
        outputs = []
        for given, ticks in zip(projected.unbind(0), ticking.unbind(0), strict=True):
            (h,) = self.step(given, (h,), recurrent, ticks)
            outputs.append(h)
        return torch.stack(outputs), (h,)


class DepthGatedLoop(torch.nn.Module):
    """Two layers whose memories are joined by a gate, layer after layer."""

    def __init__(self, layer: Recurrent, lower: Step, upper: Step) -> None:
        super().__init__()
        self.lower, self.upper = lower, upper
        for name, value in layer.named_parameters():
            self.register_parameter(name, torch.nn.Parameter(value.detach().clone()))

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, Tensors]:
        """The output of every step of the upper layer, and its last states."""
        size = self.weight_hh_l0.shape[1]
        projected = F.linear(x, self.weight_ih_l0, self.bias_ih_l0 + self.bias_hh_l0)
        states: Tensors = (x.new_zeros(x.shape[1], size),) * 2
        below = []
        for given in projected.unbind(0):
            states = self.lower(given, states, self.weight_hh_l0.t(), None)
            below.append(states)
        outputs, memories = (torch.stack(kind) for kind in zip(*below, strict=True))
        projected = F.linear(outputs, self.weight_ih_l1, self.bias_ih_l1 + F.pad(self.bias_hh_l1, (0, size)))
        states = (x.new_zeros(x.shape[1], size),) * 2
        above = []
        for given, memory in zip(projected.unbind(0), memories.unbind(0), strict=True):
            states = self.upper(given, (*states, memory), self.weight_hh_l1.t(), self.weight_diag_l1)
            above.append(states[0])
        return torch.stack(above), states


def lstm_step(variant: str = "NP") -> Step:
    """A step of one of the nine variants of Greff et al. 2015."""
    missing = {"NIG": "i", "NFG": "f", "CIFG": "f", "NOG": "o"}.get(variant, "")
    gates = [gate for gate in "ifgo" if gate != missing]
    squash_input = torch.Tensor.clone if variant == "NIAF" else torch.tanh
    squash_output = torch.Tensor.clone if variant == "NOAF" else torch.tanh

    def step(given: torch.Tensor, states: Tensors, recurrent: torch.Tensor, diagonal: torch.Tensor | None) -> Tensors:
        h, c, *old = states
        seen = torch.cat([h, *old], 1) if old else h
        a = dict(zip(gates, torch.addmm(given, seen, recurrent).chunk(len(gates), 1), strict=True))
        peepholes: dict[str, torch.Tensor] = {}
        if diagonal is not None:
            peepholes = dict(zip([g for g in gates if g != "g"], diagonal.chunk(len(gates) - 1), strict=True))

        def gate(name: str, memory: torch.Tensor) -> torch.Tensor | float:
            if name not in a:
                return 1.0
            return (torch.addcmul(a[name], peepholes[name], memory) if peepholes else a[name]).sigmoid()

        i = gate("i", c)
        f = 1 - i if variant == "CIFG" else gate("f", c)
        c = f * c + i * squash_input(a["g"])
        o = gate("o", c)
        return (o * squash_output(c), c, *((i, f, o) if old else ()))

    return step


def depth_gated_step(
    given: torch.Tensor, states: Tensors, recurrent: torch.Tensor, diagonal: torch.Tensor | None
) -> Tensors:
    """A step of the upper layer of a depth-gated LSTM; the lower one's memory is the third state."""
    assert diagonal is not None
    h, c, lower = states
    own, below = diagonal.chunk(2)
    size = c.shape[1]
    i, f, g, o = torch.addmm(given[:, : 4 * size], h, recurrent).chunk(4, 1)
    d = (given[:, 4 * size :] + own * c + below * lower).sigmoid()
    c = d * lower + f.sigmoid() * c + i.sigmoid() * g.tanh()
    return o.sigmoid() * c.tanh(), c


def clockwork_step(
    given: torch.Tensor, states: Tensors, recurrent: torch.Tensor, ticks: torch.Tensor | None
) -> Tensors:
    """A step of a clockwork RNN; `ticks` says which units move."""
    assert ticks is not None
    (h,) = states
    return (torch.where(ticks, torch.addmm(given, h, recurrent).tanh(), h),)
