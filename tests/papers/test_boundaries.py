"""The gradient of hm_lstm is that of a straight-through estimator, for any slope; boundaries do what the paper says."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from boundaries import multiscale
from drawn import Drawn, difference
from rows import ROWS
from written import named

SAME = 1e-10
SIZE = (3, 5, 4, 7)  # input, hidden, batch, steps
CASES = pytest.mark.parametrize(("layers", "output"), [(2, "top"), (2, "gated"), (3, "top"), (3, "gated")])


def by_autograd(case, layers, output, slope):
    """What `case.followed()` gives, by the reference in torch."""
    parameters = {name: torch.tensor(p, requires_grad=True) for name, p in case.parameters.items()}
    x = torch.tensor(case.x, requires_grad=True)
    states = [torch.tensor(state[None], requires_grad=True) for state in case.states]
    weights = named(case.row.layout, parameters, case.hidden)
    outputs = multiscale(weights, x, tuple(state[0] for state in states), layers, output, slope)
    return outputs, {"x": x, **{f"state {n}": state for n, state in enumerate(states)}, **parameters}


def gradients(outputs, leaves):
    outside = [torch.linspace(-1, 1, o.numel(), dtype=o.dtype).view_as(o) for o in outputs]
    found = torch.autograd.grad(outputs, list(leaves.values()), outside)
    return [gradient.numpy() for gradient in found]


def with_slope(layers, output, slope):
    """Weights small enough for the hard sigmoid to have a slope at most steps."""
    case = Drawn(ROWS[f"hm_lstm {layers} {output}"], SIZE, seed=3)
    case.parameters = {name: p * 0.5 for name, p in case.parameters.items()}
    case.layer.load_state_dict({n: torch.tensor(p) for n, p in case.parameters.items()}, strict=False)
    case.layer.settings_l0.fill_(slope)
    return case


@CASES
@pytest.mark.parametrize("slope", [1.0, 2.5])
def test_gradients_pass_straight_through(layers, output, slope):
    case = with_slope(layers, output, slope)
    outputs, leaves = case.followed()
    expected, of_reference = by_autograd(case, layers, output, slope)
    values = [[part.detach().numpy() for part in parts] for parts in (outputs, expected)]
    assert difference(*values) < SAME
    assert list(leaves) == list(of_reference)
    found, right = gradients(outputs, leaves), gradients(expected, of_reference)
    wrong = [name for name, a, b in zip(leaves, found, right, strict=True) if difference([a], [b]) > SAME]
    assert wrong == []


def test_a_wrong_slope_is_seen():
    """The comparison can fail: the slope matters to gradients, and to nothing else."""
    case = with_slope(3, "gated", 2.5)
    (right, leaves), (other, of_other) = (by_autograd(case, 3, "gated", slope) for slope in (2.5, 1.0))
    assert difference([o.detach().numpy() for o in right], [o.detach().numpy() for o in other]) == 0
    assert difference(gradients(right, leaves), gradients(other, of_other)) > 1e-3


@CASES
def test_all_three_operations_are_run(layers, output):
    """The random numbers of these tests reach copies, updates and flushes; both implementations agree on them."""
    case = with_slope(layers, output, 1.0)
    *_, before = case.states
    boundaries = [before]
    for stop in range(1, len(case.x) + 1):
        kept, case.x = case.x, case.x[:stop]
        boundaries.append(case.found()[-1])
        case.x = kept
    found = np.array(boundaries)
    assert set(np.unique(found)) == {0.0, 1.0}
    assert 0.1 < found[1:].mean() < 0.9
