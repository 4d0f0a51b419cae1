"""Law: each modifier changes the equations as its paper says, for every cell where it makes sense."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from subjects import every_layer_subject, some_subjects

import cellwright as cw
from cellwright.equation.modify import with_recurrent_dropout, with_zoneout
from cellwright.equation.node import EPSILON
from cellwright.equation.transform import expected

MODIFIERS = [{"zoneout": 0.2}, {"recurrent_dropout": 0.3}, {"norm": "layer"}]


def a_layer(cell, **options):
    torch.manual_seed(0)
    return cw.Recurrent(cell, 3, 5, dtype=torch.float64, **options)


@pytest.mark.parametrize("modifier", MODIFIERS, ids=["zoneout", "recurrent dropout", "layer norm"])
@some_subjects
def test_a_modified_cell_trains_as_the_eager_backend_does(cell, modifier):
    if cell.noises:
        pytest.skip("the cell has masks of its own")
    if "norm" in modifier and any(weight.stack == "scale_ih" for weight in cell.weights):
        pytest.skip("the cell is normalised already")
    x, results = torch.randn(6, 3, 3, dtype=torch.float64), []
    for backend in ("cpu", "eager"):
        layer = a_layer(cell, backend=backend, bidirectional=True, **modifier)
        torch.manual_seed(1)
        y, _ = layer(x, lengths=[6, 4, 1])
        y.square().sum().backward()
        results.append([y, layer.eval()(x)[0], *(p.grad for p in layer.parameters())])
    for ours, theirs in zip(*results, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-9, atol=1e-9)


def lstm_step(layer, x, h, c):
    """An LSTM with layer normalisation of W x, R h and c', written from the paper with torch's own layer norm."""

    def norm(v, gain, shift=None):
        return F.layer_norm(v, v.shape[-1:], gain, shift, EPSILON)

    a = norm(x @ layer.weight_ih_l0.T, layer.norm_ih_l0) + norm(h @ layer.weight_hh_l0.T, layer.norm_hh_l0)
    i, f, g, o = (a + layer.bias_ih_l0 + layer.bias_hh_l0).chunk(4, -1)
    c = f.sigmoid() * c + i.sigmoid() * g.tanh()
    return o.sigmoid() * norm(c, layer.norm_l0, layer.bias_norm_l0).tanh(), c


def test_layer_norm_is_that_of_the_paper():
    layer = a_layer("lstm", norm="layer")
    assert all((p == 1).all() for n, p in layer.named_parameters() if n.startswith("norm"))
    assert (layer.bias_norm_l0 == 0).all()
    for parameter in layer.parameters():
        torch.nn.init.normal_(parameter)
    x = torch.randn(7, 2, 3, dtype=torch.float64)
    h = c = torch.zeros(2, 5, dtype=torch.float64)
    y, (last_h, last_c) = layer(x)
    for step, output in zip(x, y, strict=True):
        h, c = lstm_step(layer, step, h, c)
        torch.testing.assert_close(output, h, rtol=1e-12, atol=1e-12)
    torch.testing.assert_close(last_h[0], h)
    torch.testing.assert_close(last_c[0], c)


def test_products_of_another_size_are_normalised_by_themselves():
    @cw.cell
    def two(x, h):
        wide = cw.affine("few", cw.affine("few", x, size=4, bias=False), bias=False, part="wide")
        return wide + cw.affine("all", x, bias=False) + cw.affine("one", h=h, size="one", bias=False)

    layer = a_layer(two, norm="layer")
    for parameter in layer.parameters():
        torch.nn.init.normal_(parameter)
    x, first = torch.randn(1, 2, 3, dtype=torch.float64), torch.randn(1, 2, 5, dtype=torch.float64)
    few, whole = (x[0] @ layer.weight_ih_l0.T).split([4, 5], -1)
    gains = layer.norm_ih_l0.split([4, 5])
    few, whole = (
        F.layer_norm(v, v.shape[-1:], gain, None, EPSILON) for v, gain in zip((few, whole), gains, strict=True)
    )
    wide = few @ layer.weight_ih_wide_l0.T
    wide = F.layer_norm(wide, (5,), layer.norm_ih_wide_l0, None, EPSILON)
    # a number alone has no mean but itself
    number = first[0] @ layer.weight_hh_l0.T * layer.norm_hh_l0
    torch.testing.assert_close(layer(x, first)[0][0], wide + whole + number, rtol=1e-12, atol=1e-12)


def test_units_that_are_zoned_out_keep_their_value():
    layer = a_layer("gru", zoneout=0.5)
    first, x = torch.randn(1, 400, 5, dtype=torch.float64), torch.randn(1, 400, 3, dtype=torch.float64)
    y, h = layer(x, first)
    moved, _ = a_layer("gru")(x, first)
    kept = y == first
    assert torch.equal(y[~kept], moved[~kept])
    assert abs(kept.double().mean() - 0.5) < 5 * (0.25 / kept.numel()) ** 0.5
    assert torch.equal(h, y)
    torch.testing.assert_close(layer.eval()(x, first)[0], 0.5 * moved + 0.5 * first)


def test_the_output_sees_the_memory_before_zoneout():
    first = [torch.randn(1, 400, 5, dtype=torch.float64) for _ in range(2)]
    x = torch.randn(1, 400, 3, dtype=torch.float64)
    zoned, (_, c) = a_layer("lstm", zoneout={"c": 0.5})(x, tuple(first))
    plain, _ = a_layer("lstm")(x, tuple(first))
    torch.testing.assert_close(zoned, plain)
    assert (c == first[1]).any()
    assert (c != first[1]).any()


def test_recurrent_dropout_masks_what_the_matrices_see():
    # with W = 0, b = 0 and R = 1 the new state of a linear cell is the masked old one
    linear = cw.cell(lambda x, h: cw.affine("h", x, h, bias=False))
    layer = a_layer(linear, recurrent_dropout=0.25)
    torch.nn.init.zeros_(layer.weight_ih_l0)
    torch.nn.init.eye_(layer.weight_hh_l0)
    y, _ = layer(torch.zeros(2, 500, 3, dtype=torch.float64), torch.ones(1, 500, 5, dtype=torch.float64))
    assert set(y[0].unique().tolist()) == {0.0, 1 / 0.75}
    assert torch.equal(y[1] > 0, y[0] > 0)
    assert torch.equal(
        layer.eval()(torch.zeros(2, 1, 3).double(), torch.ones(1, 1, 5).double())[0], torch.ones(2, 1, 5)
    )


@every_layer_subject
def test_the_expectation_of_recurrent_dropout_is_the_cell_itself(cell):
    if not cell.noises and with_recurrent_dropout(cell, 0.5).noises:
        x = torch.randn(4, 2, 3, dtype=torch.float64)
        plain, dropped = a_layer(cell).eval(), a_layer(cell, recurrent_dropout=0.5).eval()
        torch.testing.assert_close(dropped(x)[0], plain(x)[0])


@pytest.mark.parametrize("name", [n for n in cw.cells.CATALOGUE if "lstm" in n and n not in {"lstm1997", "cifg_lstm"}])
def test_forget_bias_opens_each_forget_gate_once(name):
    cell = cw.cells.CATALOGUE[name]
    plain, opened = a_layer(cell, bidirectional=True), a_layer(cell, bidirectional=True, forget_bias=1.0)
    raised = [(b - a).detach() for a, b in zip(plain.parameters(), opened.parameters(), strict=True)]
    assert all(torch.allclose(r, r.round()) and ((r.round() == 0) | (r.round() == 1)).all() for r in raised)
    gates = {(w.gate, w.layer) for w in cell.weights if w.gate.split("_")[0] in {"f", "fi"} and w.is_bias}
    assert sum(round(float(r.sum())) for r in raised) == 2 * 5 * len(gates)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"zoneout": 1.5}, "zoneout must be a number in 0..1"),
        ({"zoneout": {"k": 0.1}}, "zoneout names 'k', but the states of lstm are h, c"),
        ({"recurrent_dropout": -1}, "recurrent_dropout must be a number in 0..1"),
        ({"norm": "group"}, 'norm must be "layer", "batch" or None; got \'group\''),
        ({"norm": "batch", "max_steps": 0}, "max_steps must be an integer of at least 1; got 0"),
        ({"norm": "batch", "momentum": 2}, "momentum must be a number in 0..1"),
    ],
    ids=range(6),
)
def test_bad_modifiers_are_refused(options, message):
    with pytest.raises(cw.ArgumentError, match=message):
        cw.LSTM(3, 5, **options)


def test_a_cell_without_a_forget_gate_has_no_forget_bias():
    with pytest.raises(cw.ArgumentError, match="gru has no forget gate with a bias"):
        cw.GRU(3, 5, forget_bias=1.0)


def test_zoneout_of_nothing_changes_nothing():
    assert with_zoneout(cw.cells.lstm, {}) == cw.cells.lstm
    assert expected(with_zoneout(cw.cells.gru, {"h": 0.0})) == cw.cells.gru
