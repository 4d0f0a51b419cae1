"""Traces of networks: a mapping of arrays, a frame, and a page that says what the gates did."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest
import torch
from pages import checked
from subjects import SUBJECTS

import cellwright as cw
from cellwright.inspect.heatmap import MOST_PIXELS, coloured
from cellwright.nn.trace import traced


class Network(torch.nn.Module):
    """Two recurrent parts around each other, as in an encoder and a decoder."""

    def __init__(self):
        super().__init__()
        self.encoder = cw.LSTM(3, 4, num_layers=2, batch_first=True, dropout=0.5)
        self.decoder = cw.GRU(4, 5, bidirectional=True)

    def forward(self, x, lengths):
        y, _ = self.encoder(x, lengths=lengths)
        return self.decoder(y.transpose(0, 1), lengths=lengths)[0]


def a_trace():
    torch.manual_seed(0)
    network = Network().train()
    return network, cw.trace(network, torch.randn(3, 7, 3), [7, 2, 5])


def test_layers_are_counted_through_the_network():
    network, trace = a_trace()
    assert [layer.module for layer in trace.layers] == ["encoder", "encoder", "decoder"]
    assert [layer.cell.name for layer in trace.layers] == ["lstm", "lstm", "gru"]
    assert trace["c", 1].shape == (3, 7, 4)
    assert trace["z", 2, "reverse"].shape == (3, 7, 5)
    assert network.training
    assert (~np.isnan(trace["c", 0]).any(-1)).sum(1).tolist() == [7, 2, 5]


def test_nothing_is_dropped():
    network, trace = a_trace()
    x = torch.from_numpy(trace["x", 0])[:1]
    expected = traced(network.encoder.eval(), x)["h", 1, "forward"]
    assert torch.equal(torch.from_numpy(trace["h", 1])[:1], expected)


def test_a_key_may_be_short_where_it_is_clear():
    _, trace = a_trace()
    assert trace["z", 2, "forward"] is trace["z", 2, "forward"]
    assert trace["c", 0] is trace["c", 0, "forward"]
    assert "c" not in list(trace)
    with pytest.raises(cw.ArgumentError, match=r"^2 values are meant by 'z': \('z', 2, 'forward'\)"):
        trace["z"]
    with pytest.raises(KeyError, match="'q' is not one of x, i, f"):
        trace["q"]
    assert ("q", 0) not in trace
    assert len(trace) == len(list(trace)) == len(trace.plot())


def test_the_frame_has_every_number():
    _, trace = a_trace()
    frame = trace.to_frame()
    assert len(frame) == (7 + 2 + 5) * (4 + 4 + 2 * 5)
    row = frame.query("sequence == 2 and step == 4 and layer == 1 and unit == 3").iloc[0]
    assert row["f"] == trace["f", 1][2, 4, 3]
    row = frame.query("sequence == 1 and step == 0 and layer == 2 and direction == 'reverse' and unit == 4").iloc[0]
    assert row["r"] == trace["r", 2, "reverse"][1, 0, 4]
    assert np.isnan(row["x"])  # it has but four inputs
    assert np.isnan(row["c"])


def test_saturation_counts_what_is_there():
    layer = cw.LSTM(1, 2, batch_first=True)
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.zero_()
        layer.bias_ih_l0[:2] = 9.0  # the input gates are open, the forget gate of one unit is closed
        layer.bias_ih_l0[2] = -9.0
    trace = cw.trace(layer, torch.zeros(2, 3, 1), lengths=[3, 1])
    frame = trace.saturation().set_index("gate")
    assert frame.loc["i", ["below 0.1", "above 0.9"]].tolist() == [0, 1]
    assert frame.loc["f", ["below 0.1", "above 0.9"]].tolist() == [0.5, 0]
    assert frame.loc["o", "mean"] == 0.5


@pytest.mark.parametrize("cell", [SUBJECTS[name] for name in ("rnn", "lstm", "hm_lstm", "blocky", "lstm_layer_norm")])
def test_every_kind_of_cell_has_a_page(cell, tmp_path):
    torch.manual_seed(0)
    trace = cw.trace(cw.Recurrent(cell, 3, 6, batch_first=True), torch.randn(2, 5, 3), lengths=[2, 5])
    text = trace.save(tmp_path / "trace.html", sequence=1).read_text(encoding="utf-8")
    pictures = re.findall(r"<svg.*?</svg>", text, flags=re.DOTALL)
    assert len(pictures) >= len(trace)
    for picture in pictures:
        ElementTree.fromstring(picture.replace("<svg ", '<svg xmlns:xlink="http://www.w3.org/1999/xlink" ', 1))  # noqa: S314  # our own
    checker = checked(text)
    assert (checker.scripts, checker.fetched) == (0, [])


def test_sequences_that_are_not_there():
    _, trace = a_trace()
    for wrong in (3, -1):
        with pytest.raises(cw.ArgumentError, match=f"^there is no sequence {wrong}; the trace has 3, counted from 0$"):
            trace.plot(wrong)


def test_a_network_without_recurrent_layers():
    with pytest.raises(cw.ArgumentError, match=r"^Linear calls no recurrent layer of cellwright; .*cw\.accelerate"):
        cw.trace(torch.nn.Linear(2, 2), torch.ones(1, 2))


def test_a_quantised_layer_is_traced_and_has_no_reach():
    layer, x = cw.GRU(3, 5).eval(), torch.randn(4, 2, 3)
    exact = cw.trace(layer, x)
    narrow = cw.trace(cw.quantize(layer), x)
    assert narrow.reach is None
    np.testing.assert_array_equal(narrow["z"], exact["z"])


@pytest.mark.parametrize("shape", [(2, 0, 3), (0, 4, 3)])
def test_nothing_to_trace(shape):
    trace = cw.trace(cw.LSTM(3, 5, batch_first=True), torch.zeros(shape))
    assert trace["c"].shape == (*shape[:2], 5)
    assert trace.reach is None
    assert len(trace.to_frame()) == 0


def test_colours_are_clear_at_zero_and_behind_the_end():
    pixels = coloured(np.array([[0.0, np.nan, 2.0, -2.0, 1.0]]), 2.0)
    assert pixels[0, :, 3].tolist() == [0, 0, 255, 255, 128]
    assert (pixels[0, 2] != pixels[0, 3]).any()
    assert coloured(np.zeros((1, 2)), 0.0)[..., 3].tolist() == [[0, 0]]


def test_long_sequences_are_averaged():
    trace = cw.trace(cw.RNN(1, 3), torch.randn(3 * MOST_PIXELS + 1, 1, 1))
    (picture,) = (svg for key, svg in trace.plot().items() if key[0] == "h")
    assert len(picture) < 100_000
