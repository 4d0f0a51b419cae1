"""Law: cells drawn at random from the language compute what the eager backend does, with the same bits always.

What nobody would write down as a test found sums of two sizes, sums that met the input twice and rounding that depended
on what else was stored.
"""

from __future__ import annotations

import numpy as np
import pytest
import torch
from random_cells import random_cell

import cellwright as cw
from cellwright.equation.show import equations
from cellwright.testing.conditions import poisoned_memory

# of one to four states each; other numbers are other cells, and any may be tried
SEEDS = range(100, 112)
STEPS, BATCH = 5, 3


def as_list(state):
    return list(state) if isinstance(state, tuple) else [state]


@pytest.fixture(params=SEEDS, ids=str)
def layers(request):
    """A random cell on both backends, with equal parameters and odd sizes."""
    cell, hidden = random_cell(request.param), 3 + 7 * request.param % 19
    print(*equations(cell), sep="\n")
    torch.manual_seed(request.param)
    compiled, eager = (cw.Recurrent(cell, 3, hidden, dtype=torch.float64, backend=b) for b in ("cpu", "eager"))
    eager.load_state_dict(compiled.state_dict())
    # no state of zeros: where values are equal, the gradients of maximum and largest are a matter of taste
    given = tuple(0.5 * torch.randn(1, BATCH, hidden, dtype=torch.float64) for _ in cell.states)
    return compiled, eager, torch.randn(STEPS, BATCH, 3, dtype=torch.float64), given[0] if len(given) == 1 else given


def trained(layer, x, given):
    x = x.clone().requires_grad_()
    y, last = layer(x, given)
    results = [y, *as_list(last)]
    loss = sum((value * torch.linspace(-1, 1, value.numel(), dtype=x.dtype).view_as(value)).sum() for value in results)
    gradients = torch.autograd.grad(loss, [x, *layer.parameters()], allow_unused=True)
    values = [result.detach() for result in results]
    return values, [torch.zeros(()) if gradient is None else gradient for gradient in gradients]


def test_values_and_gradients_are_those_of_the_eager_backend(layers):
    compiled, eager, *given = layers
    with poisoned_memory():
        found = trained(compiled, *given)
    for ours, theirs in zip(found, trained(eager, *given), strict=True):
        for mine, other in zip(ours, theirs, strict=True):
            # sums of some hundred terms of float64, over five steps that may stretch their errors
            torch.testing.assert_close(mine, other, rtol=1e-8, atol=1e-8 * max(1.0, float(other.abs().max())))


def test_every_way_gives_the_same_bits(layers):
    layer, _, x, given = layers
    values, _ = trained(layer, x, given)
    with torch.no_grad():
        y, last = layer(x, given)
        assert all(map(torch.equal, [y, *as_list(last)], values)), "inference and training differ"
        state, pieces = given, []
        for step in x:
            piece, state = layer(step.unsqueeze(0), state)
            pieces.append(piece)
        assert torch.equal(torch.cat(pieces), y), "step by step and whole sequences differ"
        alone, _ = layer(x[:, :1], tuple(s[:, :1].contiguous() for s in as_list(given)))
        assert torch.equal(alone, y[:, :1]), "company changes results"
        stream = layer.stream(BATCH)
        streamed = np.stack([stream.step(step).copy() for step in x.numpy()])
        assert np.array_equal(streamed, layer(x)[0].numpy()), "a stream differs"
