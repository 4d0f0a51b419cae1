"""Law: the gradient over distance is that of the layers, for cells of any states."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from subjects import every_layer_subject
from torch.nn.utils.rnn import pack_padded_sequence

import cellwright as cw
from cellwright.data.examples import Batch
from cellwright.inspect.reach import GONE, gradient_over_distance, reach


def leaky(share):
    """A linear cell: h' = share * h + W x."""

    @cw.cell
    def cell(x: cw.Vector, h: cw.Vector) -> cw.Vector:
        return share * h + cw.affine("in", x)

    return cell


class Around(torch.nn.Module):
    """Something around a layer, as the networks of tasks are."""

    def __init__(self, layer, **options):
        super().__init__()
        self.first, self.layer, self.options = torch.nn.Linear(3, layer.input_size), layer, options
        self.dropout = torch.nn.Dropout(0.5)

    def forward(self, x):
        return self.dropout(self.layer(self.first(x), **self.options)[0])


@pytest.mark.parametrize("share", [0.3, 0.9, -0.8])
@pytest.mark.parametrize("batch_first", [True, False])
def test_a_linear_cell_reaches_as_far_as_the_formula_says(share, batch_first):
    torch.manual_seed(0)
    layer = cw.Recurrent(leaky(share), 4, 5, batch_first=batch_first, dtype=torch.float64)
    module = Around(layer).double()
    x = torch.randn(7, 81, 3, dtype=torch.float64)
    curve = gradient_over_distance(module, Batch((x if batch_first else x.transpose(0, 1),)))
    assert curve.shape == (81,)
    np.testing.assert_allclose(curve / curve[0], abs(share) ** np.arange(81.0), rtol=1e-9)
    assert reach(curve) == pytest.approx(math.log(GONE) / math.log(abs(share)), rel=1e-9)


def test_where_it_is_not_gone_by_the_first_step_the_reach_has_no_end():
    assert reach(np.array([1.0, 0.5, 0.2])) == math.inf
    assert reach(np.array([1.0, 0.0, 0.0])) == 1
    assert reach(np.array([1.0, 0.001, 0.5, 0.0])) == 3  # it comes back, so it was not gone
    assert reach(np.array([0.0, 1.0, 0.5, 0.001])) == pytest.approx(2 + math.log(50) / math.log(500))
    assert reach(np.zeros(4)) == 0


@every_layer_subject
def test_it_is_the_jacobian_of_the_layers(cell):
    torch.manual_seed(1)
    layer = cw.Recurrent(cell, 2, 5, num_layers=2, batch_first=True, backend="eager", dtype=torch.float64)
    x = torch.randn(3, 6, 2, dtype=torch.float64)
    layer.eval()  # noise is for training
    jacobian = torch.autograd.functional.jacobian(lambda x: layer(x)[0][:, -1], x)
    direction = torch.randn((3, 5), generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    gradient = torch.einsum("nh,nhmti->mti", direction, jacobian)
    expected = gradient.square().sum(-1).mean(0).sqrt().flip(0)
    compiled = cw.Recurrent(cell, 2, 5, num_layers=2, batch_first=True, dtype=torch.float64)
    compiled.load_state_dict(layer.state_dict())
    for each in (layer, compiled):
        np.testing.assert_allclose(gradient_over_distance(each, Batch((x,))), expected, rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("packed", [False, True])
def test_each_sequence_is_followed_back_from_its_own_end(packed):
    torch.manual_seed(0)
    layer, lengths = cw.Recurrent(leaky(0.5), 3, 3, batch_first=True, dtype=torch.float64), [9, 4, 1]

    class Ragged(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = layer

        def forward(self, x):
            if packed:
                return self.layer(pack_padded_sequence(x, lengths, batch_first=True))[0]
            return self.layer(x, lengths=lengths)[0]

    curve = gradient_over_distance(Ragged(), Batch((torch.randn(3, 11, 3, dtype=torch.float64),)))
    assert curve.shape == (9,)
    # beyond its end a sequence has no say: what is left is the first one alone
    np.testing.assert_allclose(curve[5:] / curve[4], 0.5 ** np.arange(1.0, 5.0), rtol=1e-9)


def test_one_sequence_without_a_batch():
    curve = gradient_over_distance(cw.RNN(2, 3), Batch((torch.randn(5, 2),)))
    assert curve.shape == (5,)
    assert (curve > 0).all()


def test_training_mode_and_parameters_are_left_as_they_were():
    module = Around(cw.LSTM(4, 5, batch_first=True)).train()
    before = {name: value.clone() for name, value in module.state_dict().items()}
    gradient_over_distance(module, Batch((torch.randn(2, 5, 3),)))
    assert module.training
    assert all(parameter.grad is None for parameter in module.parameters())
    assert all(torch.equal(value, before[name]) for name, value in module.state_dict().items())


def test_a_network_without_recurrence_says_so():
    with pytest.raises(cw.ArgumentError, match=r"^Linear calls no recurrent layer"):
        gradient_over_distance(torch.nn.Linear(2, 2), Batch((torch.ones(1, 2),)))
