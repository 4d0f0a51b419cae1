"""The catalogue is whole: every cell has its class, its paper, its advice, and options that no argument hides."""

from __future__ import annotations

import copy
import pickle

import pytest
import torch

import cellwright as cw
from cellwright.cells import CATALOGUE, ENTRIES
from cellwright.nn.named import LAYER_ARGUMENTS, Named

every_entry = pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)


@every_entry
def test_every_cell_has_its_class(entry):
    assert entry.layer in cw.__all__
    layer = getattr(cw, entry.layer)
    assert issubclass(layer, Named)
    assert layer.cell_name == entry.cell.name
    assert layer.__doc__
    # the class is the cell's name, spelled as the field does
    assert layer.__name__.lower() == entry.cell.name.replace("_", "")


@every_entry
def test_options_of_a_cell_are_arguments_of_its_class(entry):
    layer = getattr(cw, entry.layer)(3, 5, **entry.cell.options)
    assert layer.cell == entry.cell
    assert set(entry.cell.options).isdisjoint(LAYER_ARGUMENTS)
    assert all(f"{name}=" in layer.__doc__ for name in entry.cell.options)


@every_entry
def test_every_cell_has_a_paper_and_advice(entry):
    assert all(paper.links and all(link.startswith("https://") for link in paper.links) for paper in entry.papers)
    assert entry.papers
    assert entry.advice.endswith(".")
    assert entry.cell.summary.endswith(".")


@every_entry
def test_a_layer_is_copied_pickled_and_loaded(entry):
    torch.manual_seed(0)
    make = getattr(cw, entry.layer)
    layer = make(3, 5, num_layers=2)
    x = torch.randn(4, 2, 3)
    expected = layer(x)[0]
    loaded = make(3, 5, num_layers=2)
    loaded.load_state_dict(layer.state_dict())
    for other in (copy.deepcopy(layer), pickle.loads(pickle.dumps(layer)), loaded):  # noqa: S301
        assert type(other) is make
        assert torch.equal(other(x)[0], expected)


def test_an_option_changes_the_cell():
    assert cw.PeepholeLSTM(3, 5, peepholes="f").cell == CATALOGUE["peephole_lstm"].variant(peepholes="f")
    assert cw.GRU(3, 5, reset_after=False).cell == CATALOGUE["gru"].variant(reset_after=False)
    assert cw.RNN(3, 5, 2, "relu").cell == cw.RNN(3, 5, num_layers=2, nonlinearity="relu").cell


def test_a_class_of_ones_own_stays_its_own():
    class Mine(cw.PeepholeLSTM):
        def __init__(self, size):
            super().__init__(size, size, peepholes="io")

    assert Mine(3).cell == CATALOGUE["peephole_lstm"].variant(peepholes="io")
