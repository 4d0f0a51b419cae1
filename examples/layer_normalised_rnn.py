"""A layer-normalised RNN (Ba, Kiros & Hinton 2016, equation 4) from its formula to a trained model.

`python examples/layer_normalised_rnn.py` checks the cell, trains it, and times a step beside a loop in PyTorch.
"""

from __future__ import annotations

import numpy as np
import torch
from beside_torch import beside, fitted

import cellwright as cw
from cellwright.data.datasets import dataset


@cw.cell
def normalised_rnn(x, h):
    """A plain network whose sums are normalised over the units (Ba et al. 2016)."""
    a = cw.affine("a", x, h, bias=False)
    centred = a - cw.mean(a)
    deviation = cw.sqrt(cw.mean(centred * centred) + 1e-5)
    gain = cw.parameter("gain", h, initial=1.0)
    bias = cw.parameter("bias", h, initial=0.0)
    return cw.tanh(gain * centred / deviation + bias)


def normalised_by_hand(x, h, weights):
    """The same step in NumPy, from the paper."""
    a = weights["W_a"] @ x + weights["R_a"] @ h
    deviation = np.sqrt(np.var(a) + 1e-5)
    return np.tanh(weights["gain"] / deviation * (a - np.mean(a)) + weights["bias"])


def weekly_changes(batch, steps):
    """Weeks of carbon dioxide at Mauna Loa: from the changes of so many weeks, that of the next one."""
    levels = torch.tensor(dataset("co2")["y"].interpolate().to_numpy(), dtype=torch.float32)
    changes = levels.diff() / levels.diff().std()
    windows = changes.unfold(0, steps + 1, 1)
    chosen = windows[torch.randint(len(windows), (batch,))].T
    return chosen[:-1].unsqueeze(-1), chosen[-1]


def loop(layer, x):
    """The cell as one writes it in PyTorch."""
    gain, bias = layer.vector_l0.chunk(2)
    h, outputs = x.new_zeros(x.shape[1], layer.hidden_size), []
    for from_x in x @ layer.weight_ih_l0.T:
        a = from_x + h @ layer.weight_hh_l0.T
        h = torch.tanh(torch.nn.functional.layer_norm(a, a.shape[-1:], gain, bias, 1e-5))
        outputs.append(h)
    return torch.stack(outputs)


if __name__ == "__main__":
    print(cw.testing.check_cell(normalised_rnn, reference=normalised_by_hand))
    print(fitted(cw.Recurrent(normalised_rnn, 1, 32), lambda: weekly_changes(64, 60), updates=300))
    print(beside(normalised_rnn, loop))
