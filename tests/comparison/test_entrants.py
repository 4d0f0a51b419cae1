"""Law: every entrant has as many parameters as asked for, as nearly as its hidden size allows."""

from __future__ import annotations

import pytest
from subjects import LAYER_SUBJECTS, every_layer_subject

import cellwright as cw
from cellwright.comparison import entrants
from cellwright.comparison.entrants import equal_size, named_cells, number_of_parameters
from cellwright.equation.transform import without_bias

SIZES = {"input_size": 14, "points": 14, "horizon": 5, "season": 7}
# a cell of blocks has not every size; within so many there is another one
AROUND = 7


def number_or_none(task, cell, size):
    try:
        return number_of_parameters(task, cell, size, SIZES)
    except cw.CellwrightError:
        return None


@every_layer_subject
@pytest.mark.parametrize("asked", [1, 400, 12_345])
def test_no_other_hidden_size_is_nearer(cell, asked):
    task = cw.Forecaster(horizon=5, num_layers=2)
    size, parameters = equal_size(task, cell, SIZES, asked)
    assert parameters == number_of_parameters(task, cell, size, SIZES)
    others = [each for each in range(max(1, size - AROUND), size + AROUND) if each != size]
    tried = [found for each in others if (found := number_or_none(task, cell, each)) is not None]
    assert tried
    assert min(abs(found - asked) for found in tried) >= abs(parameters - asked)


@pytest.mark.parametrize("size", [1, 7, 64])
def test_the_reference_is_found_again(size):
    task = cw.Forecaster(horizon=5, bidirectional=True)
    asked = number_of_parameters(task, "lstm", size, SIZES)
    assert equal_size(task, cw.cells.lstm, SIZES, asked) == (size, asked)


def test_the_count_is_that_of_the_network():
    task = cw.Forecaster(horizon=5, cell="gru", hidden_size=9)
    module = task.build(SIZES)
    assert number_of_parameters(task, "gru", 9, SIZES) == sum(each.numel() for each in module.parameters())


@pytest.mark.parametrize("multiple", [4, 6])
def test_sizes_that_cannot_be_built_are_passed_over(monkeypatch, multiple):
    def number(task, cell, size, sizes):
        if size % multiple:
            raise cw.ArgumentError(f"hidden_size must be a multiple of {multiple}; got {size}")
        return 10 * size * size

    monkeypatch.setattr(entrants, "number_of_parameters", number)
    for asked in (1, 900, 2_000, 100_000):
        size, parameters = equal_size(cw.Forecaster(horizon=5), cw.cells.rnn, SIZES, asked)
        valid = range(multiple, 200, multiple)
        assert abs(parameters - asked) == min(abs(10 * each * each - asked) for each in valid)
        assert parameters == 10 * size * size


def test_a_cell_that_can_never_be_built_says_why(monkeypatch):
    def number(task, cell, size, sizes):
        raise cw.EquationError("it has no hidden size")

    monkeypatch.setattr(entrants, "number_of_parameters", number)
    with pytest.raises(cw.EquationError, match=r"^it has no hidden size$"):
        equal_size(cw.Forecaster(horizon=5), cw.cells.rnn, SIZES, 100)


def test_variants_have_names_of_their_own():
    peepholes = [cw.cells.peephole_lstm.variant(peepholes=gates) for gates in ("i", "f")]
    assert list(named_cells(["lstm", *peepholes])) == [
        "lstm", "peephole_lstm(peepholes=i)", "peephole_lstm(peepholes=f)",
    ]  # fmt: skip
    assert list(named_cells([LAYER_SUBJECTS["three_states"]])) == ["three_states"]
    assert list(named_cells(["lstm", without_bias(cw.cells.lstm)])) == ["lstm", "lstm (2)"]
