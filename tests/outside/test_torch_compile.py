"""torch.compile and torch.export around our layers: one graph, whatever the sizes, the lengths and the resets."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest
import torch
from subjects import LAYER_SUBJECTS
from torch._dynamo.utils import counters
from torch.export import Dim, export
from torch.nn.utils.rnn import pack_padded_sequence

import cellwright as cw

SHAPES = ((4, 7, 3), (4, 9, 3), (6, 5, 3), (2, 11, 3), (8, 30, 3))
EXTRAS = {
    "padded": lambda x: {},
    "lengths": lambda x: {"lengths": torch.randint(0, x.shape[1] + 1, x.shape[:1])},
    "resets": lambda x: {"resets": torch.rand(x.shape[:2]) < 0.2},
    "lengths and resets": lambda x: {**EXTRAS["lengths"](x), **EXTRAS["resets"](x)},
}


class Model(torch.nn.Module):
    def __init__(self, cell="lstm", **options):
        super().__init__()
        self.recurrent = cw.Recurrent(cell, 3, 5, num_layers=2, bidirectional=True, batch_first=True, **options)
        self.head = torch.nn.Linear(10, 2)

    def forward(self, x, **extras):
        return self.head(self.recurrent(x, **extras)[0])


def whole_graph(function, **options):
    torch._dynamo.reset()
    counters.clear()
    return torch.compile(function, fullgraph=True, backend="aot_eager", **options)


def graphs():
    return counters["stats"]["unique_graphs"]


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("extras", EXTRAS)
def test_one_graph_for_all_sizes(extras, training):
    torch.manual_seed(0)
    model = Model()
    compiled = whole_graph(model, dynamic=True)
    for shape in SHAPES:
        x = torch.randn(shape, requires_grad=training)
        given = EXTRAS[extras](x)
        with torch.set_grad_enabled(training):
            y, expected = compiled(x, **given), model(x, **given)
        torch.testing.assert_close(y, expected)
        if training:
            inputs = [x, *model.parameters()]
            found = torch.autograd.grad(y.square().sum(), inputs)
            torch.testing.assert_close(found, torch.autograd.grad(expected.square().sum(), inputs))
    assert graphs() == 1


@pytest.mark.parametrize("extras", EXTRAS)
def test_sizes_become_symbols_by_themselves(extras):
    torch.manual_seed(0)
    model = Model("gru")
    compiled = whole_graph(model)
    for index, shape in enumerate(SHAPES):
        x = torch.randn(shape)
        given = EXTRAS[extras](x)
        torch.testing.assert_close(compiled(x, **given), model(x, **given))
        assert graphs() <= min(index + 1, 3)  # all sizes fixed, then the steps are a symbol, then the batch is


@pytest.mark.parametrize("name", LAYER_SUBJECTS)
def test_every_cell(name):
    layer, x = cw.Recurrent(LAYER_SUBJECTS[name], 3, 5), torch.randn(4, 2, 3)
    torch.manual_seed(0)  # cells with noise draw it
    expected = layer(x)[0]
    torch.manual_seed(0)
    torch.testing.assert_close(whole_graph(layer)(x)[0], expected)


def test_a_layer_that_has_just_been_read_from_a_file():
    read, x = pickle.loads(pickle.dumps(Model("peephole_lstm"))), torch.randn(4, 7, 3)  # noqa: S301
    torch.testing.assert_close(whole_graph(read)(x), read(x))


def test_a_packed_sequence_passes_through():
    layer, x = cw.LSTM(3, 5), torch.randn(7, 4, 3)
    packed = pack_padded_sequence(x, torch.tensor([4, 7, 1, 3]), enforce_sorted=False)
    compiled = whole_graph(lambda packed: layer(packed)[0].data)
    torch.testing.assert_close(compiled(packed), layer(packed)[0].data)


def test_states_are_carried():
    layer = cw.LSTM(3, 5)
    compiled, state, expected = whole_graph(layer, dynamic=True), None, None
    for steps in (7, 3, 9):
        x = torch.randn(steps, 4, 3)
        y, state = compiled(x, state)
        whole, expected = layer(x, expected)
        torch.testing.assert_close(y, whole)
        state, expected = [tuple(part.detach() for part in states) for states in (state, expected)]


def test_autocast_is_traced():
    model, x = Model(), torch.randn(4, 7, 3)
    with torch.autocast("cpu", torch.bfloat16):
        torch.testing.assert_close(whole_graph(model)(x), model(x))


def test_other_weights_are_traced():
    model, x = Model(), torch.randn(4, 7, 3)
    values = {name: value.detach() + 0.1 for name, value in model.named_parameters()}

    def call(values, x):
        return torch.func.functional_call(model, values, (x,))

    torch.testing.assert_close(whole_graph(call)(values, x), call(values, x))


def test_a_wrong_length_stops_the_graph():
    layer = cw.LSTM(3, 5)
    with pytest.raises(RuntimeError, match="each of lengths must be in"):
        whole_graph(layer)(torch.randn(7, 2, 3), lengths=torch.tensor([3, 8]))


def test_the_eager_backend_says_why_it_is_no_graph():
    with pytest.raises(torch._dynamo.exc.Unsupported, match="takes its steps one by one"):
        whole_graph(cw.LSTM(3, 5, backend="eager"))(torch.randn(7, 2, 3))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.*deprecated:DeprecationWarning", "ignore:.*deprecated:FutureWarning")  # of torch
def test_an_exported_program_runs_in_another_process(tmp_path):
    layer, x = cw.GRU(3, 5, num_layers=2, batch_first=True).eval(), torch.randn(4, 7, 3)
    exported = export(layer, (x,), dynamic_shapes={"x": {0: Dim("batch"), 1: Dim("steps")}})
    torch.export.save(exported, tmp_path / "layer.pt2")
    torch._inductor.aoti_compile_and_package(exported, package_path=str(tmp_path / "ahead.pt2"))
    other = torch.randn(2, 9, 3)
    torch.save((other, layer(other)[0].detach()), tmp_path / "values.pt")
    code = """
import torch
import cellwright.nn
x, expected = torch.load("values.pt")
with torch.no_grad():
    for found in (torch.export.load("layer.pt2").module(), torch._inductor.aoti_load_package("ahead.pt2")):
        torch.testing.assert_close(found(x)[0], expected)
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path)


@pytest.mark.parametrize("extras", EXTRAS)
def test_export_is_one_operator_for_all_sizes(extras):
    layer = cw.LSTM(3, 5, batch_first=True).eval()
    sizes = {0: Dim("batch"), 1: Dim("steps")}
    x = torch.randn(4, 7, 3)
    given = EXTRAS[extras](x)
    shapes = {"x": sizes, **{name: sizes if name == "resets" else {0: sizes[0]} for name in given}}
    exported = export(layer, (x,), given, dynamic_shapes=shapes)
    operators = [str(node.target) for node in exported.graph.nodes if node.op == "call_function"]
    assert sum("cellwright" in name for name in operators) == 1
    other = torch.randn(6, 9, 3)
    given = EXTRAS[extras](other)
    torch.testing.assert_close(exported.module()(other, **given), layer(other, **given))
