"""A phased LSTM (Neil, Pfeiffer & Liu 2016) from its formulas to a trained model; the guide explains it.

`python examples/phased_lstm.py` checks the cell, trains it, and times a training step beside a loop in PyTorch.
"""

from __future__ import annotations

import numpy as np
import torch
from beside_torch import beside, fitted

import cellwright as cw


def openness(phase, on, leak):
    """The time gate: it opens and closes during the first part of a period, and leaks during the rest."""
    rising, falling = phase * (2 / on), 2 - phase * (2 / on)
    return cw.maximum(cw.minimum(rising, falling), leak * phase * cw.step(phase - on))


@cw.cell(states={"h": "hidden", "c": "hidden", "t": "one"})
def phased_lstm(x, h, c, t, *, on=0.25):
    """An LSTM whose units sleep and wake, each with a period of its own (Neil et al. 2016)."""
    period = cw.blocks([4.0, 8.0, 16.0, 32.0], h) * cw.exp(cw.parameter("stretch", h, initial=0.0))
    phase = cw.modulo(t - cw.parameter("shift", h), period) / period
    k = openness(phase, on, cw.setting("leak", h, 0.001))
    i = cw.sigmoid(cw.affine("i", x, h) + cw.diag("i", c))
    f = cw.sigmoid(cw.affine("f", x, h) + cw.diag("f", c))
    c_new = f * c + i * cw.tanh(cw.affine("g", x, h))
    o = cw.sigmoid(cw.affine("o", x, h) + cw.diag("o", c_new))
    h_new = o * cw.tanh(c_new)
    return k * h_new + (1 - k) * h, k * c_new + (1 - k) * c, t + 1


def phased_by_hand(x, h, c, t, weights):
    """The same step in NumPy, from the paper."""

    def gate(name, c):
        sums = weights[f"W_{name}"] @ x + weights[f"R_{name}"] @ h + weights[f"b_{name}"] + weights[f"p_{name}"] * c
        return 1 / (1 + np.exp(-sums))

    units = len(h)
    period = np.array([4.0, 8.0, 16.0, 32.0])[np.arange(units) * 4 // units] * np.exp(weights["stretch"])
    phase = ((t - weights["shift"]) % period) / period
    leak = weights["leak"] * phase
    k = np.where(phase < 0.125, 8 * phase, np.where(phase < 0.25, 2 - 8 * phase, leak))
    new = np.tanh(weights["W_g"] @ x + weights["R_g"] @ h + weights["b_g"])
    c_new = gate("f", c) * c + gate("i", c) * new
    h_new = gate("o", c_new) * np.tanh(c_new)
    return k * h_new + (1 - k) * h, k * c_new + (1 - k) * c, t + 1


def waves(batch, steps):
    """Sines of random phase: is the period between 12 and 14 steps (1), or not (0)?"""
    inside = torch.rand(batch) < 0.5
    outside = torch.where(torch.rand(batch) < 0.5, 6 + 4 * torch.rand(batch), 17 + 8 * torch.rand(batch))
    periods = torch.where(inside, 12 + 2 * torch.rand(batch), outside)
    angles = 2 * torch.pi * (torch.arange(steps).unsqueeze(1) / periods + torch.rand(batch))
    return angles.sin().unsqueeze(-1), inside.float()


def loop(layer, x):
    """The cell as one writes it in PyTorch."""
    stretch, shift = layer.vector_l0.chunk(2)
    units, peephole = layer.hidden_size, layer.weight_diag_l0.chunk(3)
    period = torch.tensor([4.0, 8.0, 16.0, 32.0])[torch.arange(units) * 4 // units] * stretch.exp()
    h = c = x.new_zeros(x.shape[1], units)
    outputs = []
    for t, from_x in enumerate(x @ layer.weight_ih_l0.T + (layer.bias_ih_l0 + layer.bias_hh_l0)):
        phase = (t - shift).remainder(period) / period
        closed = torch.where(phase < 0.25, 2 - 8 * phase, layer.settings_l0 * phase)
        k = torch.where(phase < 0.125, 8 * phase, closed)
        i, f, g, o = (from_x + h @ layer.weight_hh_l0.T).chunk(4, 1)
        c_new = torch.sigmoid(f + peephole[1] * c) * c + torch.sigmoid(i + peephole[0] * c) * torch.tanh(g)
        h_new = torch.sigmoid(o + peephole[2] * c_new) * torch.tanh(c_new)
        h, c = k * h_new + (1 - k) * h, k * c_new + (1 - k) * c
        outputs.append(h)
    return torch.stack(outputs)


if __name__ == "__main__":
    print(cw.testing.check_cell(phased_lstm, reference=phased_by_hand))
    print(fitted(cw.Recurrent(phased_lstm, 1, 32), lambda: waves(64, 60), updates=300))
    print(beside(phased_lstm, loop))
