"""Law: the equations survive every journey: to text and back, through pickle, and into state dicts."""

from __future__ import annotations

import json
import pickle

import numpy as np
import pytest
import torch
from batches import CASES
from oracle import interpreted, random_data
from subjects import SUBJECTS, every_layer_subject, every_subject

import cellwright as cw
from cellwright.equation.show import equations


@every_subject
def test_text_and_back(cell):
    again = cw.Cell.from_text(cell.key, cell.name)
    assert again == cell
    assert again.key == cell.key
    assert hash(again) == hash(cell)
    case = CASES[2]
    data = random_data(cell, case)
    np.testing.assert_array_equal(interpreted(again, case, data)[0], interpreted(cell, case, data)[0])


@every_subject
def test_pickle_keeps_the_equations_and_their_names(cell):
    again = pickle.loads(pickle.dumps(cell))  # noqa: S301
    assert again == cell
    assert equations(again) == equations(cell)
    assert (again.name, again.options, again.summary) == (cell.name, dict(cell.options), cell.summary)


def test_cells_differ_when_their_equations_do():
    # what Greff et al. call vanilla is the LSTM with peepholes, under another name
    others = {name: cell for name, cell in SUBJECTS.items() if name != "greff_lstm"}
    assert len({cell.key for cell in others.values()}) == len(others)
    assert SUBJECTS["greff_lstm"] == SUBJECTS["peephole_lstm"]


@every_layer_subject
def test_state_dict_is_the_whole_layer(cell):
    torch.manual_seed(0)
    options = {"num_layers": 2, "bidirectional": True, "merge": "sum"}
    layer, other = (cw.Recurrent(cell, 3, 5, **options).eval() for _ in range(2))
    x = torch.randn(4, 2, 3)
    assert not torch.equal(layer(x)[0], other(x)[0])
    other.load_state_dict(layer.state_dict(), strict=True)
    assert torch.equal(layer(x)[0], other(x)[0])


@every_subject
def test_the_equations_can_be_read(cell):
    lines = equations(cell)
    starts = [line.partition(" = ")[0] for line in lines]
    assert len(set(starts)) == len(starts)
    assert {f"{state.label}'" for state in cell.states} <= set(starts)


GOOD = cw.cells.gru.key


def changed(**parts):
    return json.dumps({**json.loads(GOOD), **parts})


def changed_node(index, node):
    document = json.loads(GOOD)
    document["nodes"][index] = node
    return json.dumps(document)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "this is not the text of a cell"),
        ("[]", "this is not the text of a cell"),
        (GOOD[:-20], "this is not the text of a cell"),
        (changed(format=99), "equations of format 99; this version reads 1"),
        (changed(updates=[0]), "do not have the sizes of the states"),
        (changed(outputs=[["output", 10**9]]), "IndexError"),
        (changed_node(5, ["__import__", [0], "hidden", None]), "is not part of the language"),
        (changed_node(5, ["tanh", [200], "hidden", None]), "does not stand before it"),
        (changed_node(5, ["tanh", [0, 0], "hidden", None]), "with 2 operands is not part of the language"),
        (changed_node(5, ["constant", [], "", 1e999]), "is not finite"),
        (SUBJECTS["narrowed"].key.replace("_hh_out", "_hh"), "the gates of weight_hh map vectors of different sizes"),
        ("[" * 100_000, "this is not the text of a cell"),
    ],
    ids=range(12),
)
def test_damaged_text_is_refused(text, message):
    with pytest.raises(cw.EquationError, match=message):
        cw.Cell.from_text(text)
