"""Law: a trace is what the interpreter computes, for every value that has a name, every length and every reset."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from subjects import SUBJECTS, every_layer_subject, some_subjects
from torch.nn.utils.rnn import pack_padded_sequence

import cellwright as cw
from cellwright.equation.interpret import NUMPY, sliced, step
from cellwright.equation.node import widths
from cellwright.nn.trace import named_values, traced

STEPS, LENGTHS = 6, [4, 6, 1, 0, 6, 3]
# float64, and sums of at most a few dozen numbers of moderate size
CLOSE = {"rtol": 1e-9, "atol": 1e-11, "equal_nan": True}


def a_layer(cell, **options):
    torch.manual_seed(0)
    options = {"backend": "cpu", "bidirectional": True, "dtype": torch.float64, **options}
    return cw.Recurrent(cell, 3, 5, **options).eval()


def a_batch():
    """Input (steps, sequences, features) and resets: none, several, at the first step, behind the end."""
    resets = torch.zeros(STEPS, len(LENGTHS), dtype=torch.bool)
    for sequence, steps in enumerate([[2], [], [0, 3], [0], [1, 2], [5]]):
        resets[steps, sequence] = True
    return torch.randn(STEPS, len(LENGTHS), 3, dtype=torch.float64), resets


def by_hand(layer, x, lengths, resets, masks=None):
    """Every named value of a single direction after the other, one step of one sequence at a time, in NumPy."""
    cell = layer.cell if layer.training else layer._quiet_cell
    found, inputs, outputs = {}, x.numpy(), []
    for direction in layer._directions:
        sizes = widths(dict(direction.sizes))
        stacks = {name: stack.detach().numpy() for name, stack in layer._stacks(direction, cell).items()}
        weights = sliced(cell, stacks, sizes, NUMPY)
        way = "reverse" if direction.reverse else "forward"
        output = np.zeros((STEPS, len(lengths), sizes[cell.outputs[0][1].size]))
        for sequence, length in enumerate(lengths):
            states = begin = [np.zeros(sizes[state.size]) for state in cell.states]
            for t in reversed(range(length)) if direction.reverse else range(length):
                fresh = t + 1 if direction.reverse else t
                if fresh < length and resets[fresh, sequence]:
                    states = begin
                key = direction.layer, way
                noises = [masks[(node.mask.name, *key)][sequence, t].numpy() for node in cell.noises]
                values = step(cell, [inputs[t, sequence]], states, weights, NUMPY, noises)
                states = [values[update] for update in cell.updates]
                output[t, sequence] = values[cell.outputs[0][1]]
                for name, node in named_values(cell).items():
                    shape = (len(lengths), STEPS, sizes[node.size])
                    found.setdefault((name, *key), np.full(shape, np.nan))[sequence, t] = values[node]
        outputs.append(output)
        if len(outputs) == 1 + layer.bidirectional:
            inputs, outputs = np.concatenate(outputs, -1), []
    return found


def assert_same(trace, expected):
    assert list(trace) == list(expected)
    for key, values in trace.items():
        np.testing.assert_allclose(values.numpy(), expected[key], err_msg=str(key), **CLOSE)


@every_layer_subject
def test_a_trace_is_what_the_interpreter_computes(cell, poisoned):
    layer, (x, resets) = a_layer(cell), a_batch()
    trace = traced(layer, x, lengths=LENGTHS, resets=resets)
    assert_same(trace, by_hand(layer, x, LENGTHS, resets))
    y, _ = layer(x, lengths=LENGTHS, resets=resets)
    name = next(
        name for name, node in named_values(layer._quiet_cell).items() if node is layer._quiet_cell.outputs[0][1]
    )
    both = torch.cat([trace[name, 0, "forward"], trace[name, 0, "reverse"]], -1)
    torch.testing.assert_close(both.nan_to_num().transpose(0, 1), y, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("backend", ["cpu", "eager"])
@some_subjects
def test_several_layers_and_no_lengths(cell, backend):
    levels = {} if "layers" in cell.options else {"num_layers": 2}
    layer, (x, _) = a_layer(cell, backend=backend, **levels), a_batch()
    nothing = torch.zeros(STEPS, len(LENGTHS), dtype=torch.bool)
    assert_same(traced(layer, x), by_hand(layer, x, [STEPS] * len(LENGTHS), nothing))


@pytest.mark.parametrize("backend", ["cpu", "eager"])
@pytest.mark.parametrize("name", ["noisy", "lstm_zoneout", "gru_dropout"])
def test_in_training_the_masks_are_values_too(name, backend):
    layer, (x, resets) = a_layer(SUBJECTS[name], backend=backend).train(), a_batch()
    trace = traced(layer, x, lengths=LENGTHS, resets=resets)
    masks = {node.mask.name: label for label, node in named_values(layer.cell).items() if node.op == "noise"}
    given = {
        (mask, *key): trace[(label, *key)] for mask, label in masks.items() for key in [(0, "forward"), (0, "reverse")]
    }
    assert given
    assert_same(trace, by_hand(layer, x, LENGTHS, resets, given))


def test_every_form_of_input_is_the_same():
    layer, (x, _) = a_layer("gru"), a_batch()
    lengths = [length or 1 for length in LENGTHS]
    expected = traced(layer, x, lengths=lengths)
    packed = traced(layer, pack_padded_sequence(x, lengths, enforce_sorted=False))
    single = traced(layer, x[: lengths[0], 0])
    layer.batch_first = True
    turned = traced(layer, x.transpose(0, 1), lengths=lengths)
    for key, values in expected.items():
        assert torch.equal(values.nan_to_num(), packed[key].nan_to_num())
        assert torch.equal(values.nan_to_num(), turned[key].nan_to_num())
        assert torch.equal(values[:1, : lengths[0]], single[key])


def test_first_states_are_those_given():
    layer, (x, _) = a_layer("lstm"), a_batch()
    _, last = layer(x[:2])
    whole, rest = traced(layer, x), traced(layer, x[2:], last)
    torch.testing.assert_close(whole["c", 0, "forward"][:, 2:], rest["c", 0, "forward"], rtol=1e-12, atol=1e-12)


def test_the_law_can_fail():
    layer, (x, resets) = a_layer("lstm"), a_batch()
    trace = traced(layer, x, lengths=LENGTHS, resets=resets)
    expected = by_hand(layer, x, LENGTHS, resets)
    swapped = {**trace, ("i", 0, "forward"): trace["f", 0, "forward"]}
    late = {key: values.roll(1, 1) for key, values in trace.items()}
    for wrong in (swapped, late):
        with pytest.raises(AssertionError):
            assert_same(wrong, expected)


def test_cells_of_equal_equations_keep_their_own_names():
    """Their kernels differ in nothing but what they keep."""

    @cw.cell
    def plain(x, h):
        return cw.tanh(cw.affine("h", x, h)) * cw.sigmoid(cw.affine("z", x, h))

    @cw.cell
    def names(x, h):
        gate = cw.sigmoid(cw.affine("z", x, h))
        return cw.tanh(cw.affine("h", x, h)) * gate

    @cw.cell
    def other_names(x, h):
        new = cw.tanh(cw.affine("h", x, h))
        return new * cw.sigmoid(cw.affine("z", x, h))

    x, resets = a_batch()
    for cell in (plain, names, other_names, names):
        layer = a_layer(cell)
        assert_same(traced(layer, x, resets=resets), by_hand(layer, x, [STEPS] * len(LENGTHS), resets))
