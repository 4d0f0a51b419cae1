"""Law: blocks of units that are not joined do not meet: no product is spent on the zeros between them.

A product with zero would be seen, for a number that is missing (NaN) would come through it.
"""

from __future__ import annotations

import numpy as np
import pytest
import torch

import cellwright as cw
from cellwright.equation.blocks import PATTERNS, block_of, joined_blocks, joined_numbers, pattern_mask
from cellwright.plan.layer import inference, training
from cellwright.plan.machine import AVX512

# a block of units is as wide as the widest tile of any machine, so that no tile reaches into two
UNITS, STEPS = 256, 3
HEADS = UNITS // 4


@cw.cell
def upper(x: cw.Vector, h: cw.Vector) -> cw.Vector:
    """Each block sees itself and those behind it."""
    return cw.tanh(cw.affine("h", x, h, pattern="upper 4"))


@cw.cell
def lower(x: cw.Vector, h: cw.Vector) -> cw.Vector:
    """Each block sees itself and those before it."""
    return cw.tanh(cw.affine("h", x, h, pattern="lower 4"))


def reached(cell: cw.Cell, block: int, batch: int) -> tuple[list[bool], list[bool]]:
    """The blocks of the output, and those of the gradient of h, that a missing number in one block of h reaches."""
    torch.manual_seed(0)
    layer = cw.Recurrent(cell, 3, UNITS, backend="cpu")
    h = torch.zeros(1, batch, UNITS)
    h[..., block * HEADS] = float("nan")
    others = [torch.zeros(1, batch, UNITS) for _ in cell.states[1:]]
    outputs, _ = layer(torch.randn(STEPS, batch, 3), (h, *others) if others else h)

    start = torch.zeros(1, batch, UNITS, requires_grad=True)
    clean, _ = layer(torch.randn(STEPS, batch, 3), (start, *others) if others else start)
    outside = torch.ones_like(clean)
    outside[..., block * HEADS] = float("nan")
    (gradient,) = torch.autograd.grad(clean, start, outside)
    return [tensor.isnan().reshape(-1, 4, HEADS).any(2).any(0).tolist() for tensor in (outputs.detach(), gradient)]


@pytest.mark.parametrize("batch", [1, 7])
@pytest.mark.parametrize("block", [0, 2])
@pytest.mark.parametrize("name", ["diagonal", "upper", "lower"])
def test_a_missing_number_stays_among_the_blocks_that_are_joined(name, block, batch):
    cell = {"diagonal": cw.cells.slstm, "upper": upper, "lower": lower}[name]
    forward, backward = reached(cell, block, batch)
    joined = np.array([[PATTERNS[name](row, column) for column in range(4)] for row in range(4)])
    assert forward == joined[:, block].tolist()
    assert backward == joined[block].tolist()


def test_whole_matrices_join_all():
    forward, backward = reached(cw.cells.rnn, 0, 2)
    assert all(forward + backward)


@pytest.mark.parametrize("pattern", ["diagonal 3", "upper 4", "lower 5"])
@pytest.mark.parametrize(("rows", "columns"), [(5, 5), (37, 37), (8, 13), (64, 5)])
def test_blocks_are_those_of_the_mask(pattern, rows, columns):
    mask = np.zeros((rows, columns), dtype=bool)
    for own, joined in joined_blocks(pattern, rows, columns):
        mask[np.ix_(own, joined)] = True
    assert np.array_equal(mask, pattern_mask(pattern, rows, columns))
    assert joined_numbers(pattern, rows, columns) == mask.sum()
    assert len(set(block_of(rows, 3))) == 3


def test_parameters_that_are_not_joined_get_no_share():
    layer = cw.Recurrent(cw.cells.slstm, 3, 21, backend="cpu")
    layer(torch.randn(5, 4, 3))[0].sum().backward()
    mask = torch.as_tensor(pattern_mask("diagonal 4", 21, 21)).repeat(4, 1)
    assert layer.weight_hh_l0.grad.ne(0).equal(mask)


def test_operations_count_what_is_joined():
    sizes = (("input", 3), ("hidden", 64))
    plans = [inference(cell, sizes, "float32", AVX512) for cell in (cw.cells.slstm, cw.cells.lstm)]
    assert [plan.operations for plan in plans] == [2 * 4 * 64 * (3 + units) for units in (16, 64)]
    assert training(cw.cells.slstm, sizes, "float32", AVX512).backward.operations == 2 * 4 * 64 * 16
