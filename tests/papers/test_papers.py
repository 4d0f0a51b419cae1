"""Each cell is that of its paper: references in plain NumPy give the same outputs, states and slopes."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from drawn import Drawn, difference
from memories import slstm_unscaled
from rows import ROWS, Row, every_row
from written import named, sequence

from cellwright.cells import CATALOGUE

# input, hidden, batch, steps; few, as each is compiled
SIZES = [(3, 5, 2, 6), (1, 12, 3, 9)]
# sums in another order, and our own exponentials: some hundred roundings of float64
SAME = 1e-11
# a slope by differences of this width is right to its square, and to a rounding divided by it
WIDTH, SAME_SLOPE = 1e-5, 1e-7
# their slopes are not those of their values; test_boundaries.py has them
JUMPING = {name for name in ROWS if name.startswith("hm_lstm")}


@every_row
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_outputs_and_states(row, size):
    case = Drawn(row, size)
    assert all(np.isfinite(part).all() for part in case.found())
    assert difference(case.found(), case.expected()) < SAME


def slope_along(case, ways, outside):
    """The slope of the reference's outputs, weighed from outside, when everything moves its own way."""
    x, states, parameters = case.x, case.states, case.parameters
    weighed = []
    for distance in (WIDTH, -WIDTH):
        case.x = x + distance * ways["x"]
        case.states = tuple(s + distance * ways[f"state {n}"] for n, s in enumerate(states))
        case.parameters = {name: p + distance * ways[name] for name, p in parameters.items()}
        weighed.append(sum((a * b).sum() for a, b in zip(case.expected(), outside, strict=True)))
    case.x, case.states, case.parameters = x, states, parameters
    return (weighed[0] - weighed[1]) / (2 * WIDTH)


@pytest.mark.parametrize("name", [name for name in ROWS if name not in JUMPING])
def test_slopes(name):
    case, rng = Drawn(ROWS[name], (3, 7, 2, 4), seed=1), np.random.default_rng(2)
    outputs, leaves = case.followed()
    assert difference([part.detach().numpy() for part in outputs], case.expected()) < SAME
    outside = [rng.normal(size=tuple(o.shape)) for o in outputs]
    # a clock has no slope
    clocks = {f"state {n}" for n, kind in enumerate(case.row.states) if kind == "t"}
    moving = {leaf: value for leaf, value in leaves.items() if leaf not in clocks}
    sum((o * torch.tensor(d)).sum() for o, d in zip(outputs, outside, strict=True)).backward()
    for _ in range(3):
        ways = {leaf: rng.normal(size=tuple(value.shape)) for leaf, value in moving.items()}
        parts = [(moving[leaf].grad.numpy() * way).sum() for leaf, way in ways.items()]
        flat = {leaf: way[0] if leaf.startswith("state") else way for leaf, way in ways.items()}
        slope = slope_along(case, {**dict.fromkeys(clocks, 0.0), **flat}, outside)
        assert abs(sum(parts) - slope) < SAME_SLOPE * max(1.0, sum(map(abs, parts)))


def test_every_cell_is_here():
    # the quantum LSTM has a file of its own
    assert {row.cell.name for row in ROWS.values()} | {"quantum_lstm"} == set(CATALOGUE)


@every_row
def test_a_wrong_weight_is_seen(row):
    """The comparison can fail: each parameter matters to the reference as it does to the cell."""
    case = Drawn(row, SIZES[1])
    found = case.found()
    for name, kept in dict(case.parameters).items():
        case.parameters[name] = kept + 0.01
        assert difference(found, case.expected()) > 1e-6, name
        case.parameters[name] = kept


@pytest.mark.parametrize(
    ("name", "other"),
    [("mut2", "mut3"), ("greff_lstm V", "peephole_lstm if"), ("gru", "gru reset before"), ("lstm1997", "cifg_lstm")],
)
def test_a_wrong_reference_is_seen(name, other):
    """The comparison can fail: the neighbour of a cell is not the cell."""
    row = ROWS[name]
    case = Drawn(Row(row.cell, ROWS[other].step, row.layout, row.states), SIZES[1])
    assert difference(case.found(), case.expected()) > 1e-3


@pytest.mark.parametrize(
    ("name", "theirs"), [("rnn tanh", "RNN"), ("rnn relu", "RNN"), ("lstm", "LSTM"), ("gru", "GRU")]
)
def test_references_are_those_of_torch(name, theirs):
    """Where torch has the cell, it agrees with the reference, on weights in the same places."""
    case = Drawn(ROWS[name], SIZES[0])
    options = dict(case.row.cell.options) if theirs == "RNN" else {}
    layer = getattr(torch.nn, theirs)(3, 5, dtype=torch.float64, **options)
    layer.load_state_dict({parameter: torch.tensor(p) for parameter, p in case.parameters.items()})
    states = tuple(torch.tensor(state[None]) for state in case.states)
    with torch.no_grad():
        y, last = layer(torch.tensor(case.x), states if len(states) > 1 else states[0])
    parts = last if isinstance(last, tuple) else (last,)
    assert difference([y.numpy(), *(part[0].numpy() for part in parts)], case.expected()) < SAME


@pytest.mark.parametrize(("heads", "forget"), [(4, "sigmoid"), (1, "sigmoid"), (1, "exp"), (3, "exp")])
def test_the_stabiliser_of_slstm_changes_nothing(heads, forget):
    """For small numbers the formula without m gives the same output, and exp(m) times our memory."""
    case = Drawn(ROWS[f"slstm {heads} {forget}"], SIZES[1])
    h, c, n, m = case.states
    y, h_new, c_new, n_new, m_new = case.found()
    weights = named(case.row.layout, case.parameters, case.hidden)
    unscaled = (h, c * np.exp(m), n * np.exp(m))
    expected = sequence(slstm_unscaled(heads, forget), weights, case.x, unscaled)
    assert difference([y, h_new, c_new * np.exp(m_new), n_new * np.exp(m_new)], expected) < SAME


@pytest.mark.parametrize("forget", ["sigmoid", "exp"])
def test_the_stabiliser_of_slstm_keeps_large_numbers(forget):
    """Gates of a few thousand overflow without m; with it, the last step that is larger than all before is all."""
    case = Drawn(ROWS[f"slstm 1 {forget}"], SIZES[0])
    case.parameters = {name: p * 0 for name, p in case.parameters.items()}
    hidden = case.hidden
    case.parameters["weight_ih_l0"][:hidden, 0] = 1.0  # the input gate alone sees the first number of the input
    case.parameters["weight_ih_l0"][2 * hidden : 3 * hidden, 1] = 1.0  # and z the second
    case.layer.load_state_dict({n: torch.tensor(p) for n, p in case.parameters.items()}, strict=False)
    case.x[:, :, 0] = np.linspace(1000, 3000, len(case.x))[:, None]
    found = case.found()
    assert difference(found, case.expected()) < SAME
    expected = np.broadcast_to(0.5 * np.tanh(case.x[:, :, 1:2]), found[0].shape)
    assert difference([found[0]], [expected]) < SAME
