"""A minimal gated unit (Zhou, Wu, Zhang & Zhou 2016) from its formula to a trained model; the guide explains it.

`python examples/minimal_gated_unit.py` checks the cell, trains it, and times a training step beside a loop in PyTorch.
"""

from __future__ import annotations

import numpy as np
import torch
from beside_torch import beside, fitted

import cellwright as cw


@cw.cell
def mgu(x, h):
    """A gated unit with one gate (Zhou et al. 2016)."""
    f = cw.sigmoid(cw.affine("f", x, h))
    new = cw.tanh(cw.affine("h", x, f * h))
    return (1 - f) * h + f * new


def mgu_by_hand(x, h, weights):
    """The same step in NumPy, from the paper."""
    f = 1 / (1 + np.exp(-(weights["W_f"] @ x + weights["R_f"] @ h + weights["b_f"])))
    new = np.tanh(weights["W_h"] @ x + weights["R_h"] @ (f * h) + weights["b_h"])
    return (1 - f) * h + f * new


def adding(batch, steps):
    """Two numbers of a sequence are marked; the answer is their sum (Hochreiter & Schmidhuber 1997)."""
    numbers, marks = torch.rand(steps, batch), torch.zeros(steps, batch)
    for half in (slice(0, steps // 2), slice(steps // 2, steps)):
        rows = torch.randint(half.start, half.stop, (batch,))
        marks[rows, torch.arange(batch)] = 1
    return torch.stack([numbers, marks], -1), (numbers * marks).sum(0)


def loop(layer, x):
    """The cell as one writes it in PyTorch: a loop over the steps, the products of the input before it."""
    w_f, w_h = layer.weight_ih_l0.chunk(2)
    r_f, r_h = layer.weight_hh_l0.chunk(2)
    b_f, b_h = (layer.bias_ih_l0 + layer.bias_hh_l0).chunk(2)
    from_x = zip(x @ w_f.T + b_f, x @ w_h.T + b_h, strict=True)
    h, outputs = x.new_zeros(x.shape[1], layer.hidden_size), []
    for x_f, x_h in from_x:
        f = torch.sigmoid(x_f + h @ r_f.T)
        h = (1 - f) * h + f * torch.tanh(x_h + (f * h) @ r_h.T)
        outputs.append(h)
    return torch.stack(outputs)


if __name__ == "__main__":
    print(cw.testing.check_cell(mgu, reference=mgu_by_hand))
    print(fitted(cw.Recurrent(mgu, 2, 32), lambda: adding(64, 30), updates=600))
    print(beside(mgu, loop))
