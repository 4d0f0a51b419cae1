"""Law: recurrent batch normalisation keeps the promises of a layer, in training and in evaluation.

In training the rows of a batch are coupled, so that "any grouping of rows gives the same" does not hold, by intent.
"""

from __future__ import annotations

import copy
import pickle
from itertools import product

import numpy as np
import pytest
import torch
from subjects import SOME, SUBJECTS
from torch.nn.utils.rnn import pack_padded_sequence

import cellwright as cw

LENGTHS = [6, 4, 1, 6, 2]
# sums in another order
SAME = {"rtol": 1e-9, "atol": 1e-9}


# but those that are normalised already
NORMABLE = [name for name in SOME if not name.endswith("_norm")]
some_subjects = pytest.mark.parametrize("cell", [SUBJECTS[name] for name in NORMABLE], ids=NORMABLE)


def a_layer(cell="lstm", **options):
    torch.manual_seed(0)
    return cw.Recurrent(cell, 3, 5, **{"norm": "batch", "max_steps": 4, "dtype": torch.float64, **options})


def a_batch(steps=6, batch=5):
    torch.manual_seed(1)
    return torch.randn(steps, batch, 3, dtype=torch.float64)


def trained(cell="lstm", **options):
    layer = a_layer(cell, **options)
    for scale in (1.0, 2.0):
        layer(a_batch() * scale, lengths=LENGTHS)
    return layer.eval()


def as_tuple(state):
    return (state,) if isinstance(state, torch.Tensor) else tuple(state)


@some_subjects
def test_evaluation_is_compiled_and_equals_the_eager_backend(cell):
    if cell.name == "hm_lstm":
        pytest.skip("a memory that nothing was written to has no variance, so that roundings grow a hundredfold a step")
    layer = trained(cell, bidirectional=True, backend="auto")
    eager = a_layer(cell, bidirectional=True, backend="eager").eval()
    eager.load_state_dict(layer.state_dict())
    assert layer.plan.backend == "cpu"
    resets = torch.rand(6, 5) < 0.2
    for learning, options in product((True, False), ({"lengths": LENGTHS}, {"resets": resets}, {})):
        # with gradients other kernels run than without
        with torch.set_grad_enabled(learning):
            ours, theirs = layer(a_batch(), **options), eager(a_batch(), **options)
        for one, other in zip([ours[0], *as_tuple(ours[1])], [theirs[0], *as_tuple(theirs[1])], strict=True):
            torch.testing.assert_close(one, other, **SAME)


@some_subjects
def test_steps_and_streams_are_the_whole_in_evaluation(cell):
    layer, x = trained(cell), a_batch()
    whole, last = layer(x)
    state, pieces = None, []
    for piece in x.split([1, 3, 2]):
        y, state = layer(piece, state)
        pieces.append(y)
    torch.testing.assert_close(torch.cat(pieces), whole, **SAME)
    for ours, theirs in zip(as_tuple(state), as_tuple(last), strict=True):
        torch.testing.assert_close(ours, theirs, **SAME)
    stream = layer.stream(batch=5)
    steps = np.stack([stream.step(step.numpy()) for step in x])
    np.testing.assert_allclose(steps, whole.detach().numpy(), **SAME)
    stream.reset([1, 3])
    again = stream.step(x[0, [1, 3]].numpy(), rows=[1, 3])
    np.testing.assert_allclose(again, whole[0, [1, 3]].detach().numpy(), **SAME)


@some_subjects
def test_padding_counts_for_nothing_in_training(cell):
    x, padded = a_batch(), a_batch()
    for row, length in enumerate(LENGTHS):
        padded[length:, row] = float("nan")
    results = []
    for given in (x, padded, pack_padded_sequence(x, torch.tensor(LENGTHS), enforce_sorted=False)):
        layer, torch_seed = a_layer(cell, bidirectional=True), 2
        torch.manual_seed(torch_seed)
        y, _ = layer(given, lengths=None if given is not x and given is not padded else LENGTHS)
        if not isinstance(y, torch.Tensor):
            y, _ = torch.nn.utils.rnn.pad_packed_sequence(y)
        y.square().sum().backward()
        results.append([y, *(p.grad for p in layer.parameters()), *layer.buffers()])
    for other in results[1:]:
        assert all(map(torch.equal, results[0], other))


@pytest.mark.parametrize("cell", ["gru", "min_lstm", "slstm"])
def test_the_reverse_direction_is_the_forward_one_on_reversed_sequences(cell):
    both, x = a_layer(cell, bidirectional=True), a_batch()
    one = a_layer(cell)
    one.load_state_dict({n[: -len("_reverse")]: v for n, v in both.state_dict().items() if n.endswith("_reverse")})
    backwards = torch.zeros_like(x)
    for row, length in enumerate(LENGTHS):
        backwards[:length, row] = x[:length, row].flip(0)
    y, _ = both(x, lengths=LENGTHS)
    expected, _ = one(backwards, lengths=LENGTHS)
    for row, length in enumerate(LENGTHS):
        torch.testing.assert_close(y[:length, row, 5:], expected[:length, row].flip(0), **SAME)
    for name, buffer in one.named_buffers():
        torch.testing.assert_close(both.get_buffer(f"{name}_reverse"), buffer, **SAME)


@some_subjects
def test_gradients_can_be_differentiated_twice_in_training(cell):
    if cell.name in {"binary", "hm_lstm"}:
        pytest.skip("the equations jump: their gradient is not that of their values")
    layer, x = a_layer(cell, max_steps=2), a_batch(3, 4).requires_grad_()

    def outputs(x, *_):
        torch.manual_seed(3)
        return layer(x, lengths=[3, 3, 2, 3])[0]

    given = (x, *layer.parameters())
    assert torch.autograd.gradcheck(outputs, given, fast_mode=True, atol=1e-4)
    assert torch.autograd.gradgradcheck(outputs, given, fast_mode=True, atol=1e-4)


def test_the_first_batches_are_averaged_and_later_ones_blended():
    layer = a_layer(momentum=0.4)
    seen = []
    for number in range(4):
        layer(a_batch() + number)
        alone = a_layer()
        alone(a_batch() + number)
        seen.append(alone.running_mean_ih_l0[:, 0])
    mean = (seen[0] + seen[1]) / 2
    for new in seen[2:]:
        mean = 0.6 * mean + 0.4 * new
    torch.testing.assert_close(layer.running_mean_ih_l0[:, 0], mean, **SAME)
    assert layer.num_batches_tracked_l0.tolist() == [4, 4, 4, 4]


def test_steps_that_no_batch_had_take_the_statistics_before_them():
    layer, x = a_layer(), a_batch()
    # the third step has a single row, which tells nothing of a variance
    layer(x[:3], lengths=[2, 2, 3, 1, 1])
    assert layer.num_batches_tracked_l0.tolist() == [1, 1, 0, 0]
    short = a_layer(max_steps=2).eval()
    state = {n: b[..., :2] if "running" in n or "tracked" in n else b for n, b in layer.state_dict().items()}
    short.load_state_dict(state)
    torch.testing.assert_close(layer.eval()(x)[0], short(x)[0], **SAME)


def test_a_layer_that_was_never_trained_evaluates_with_unit_statistics():
    layer = a_layer(cw.cell(lambda x, h: cw.affine("h", x, h, bias=False))).eval()
    y = layer(a_batch()[:1])[0]
    torch.testing.assert_close(y[0], 0.1 * (a_batch()[0] @ layer.weight_ih_l0.T) / (1 + 1e-5) ** 0.5, **SAME)


def test_several_batches_before_a_backward_pass_are_what_they_are_one_by_one():
    together, alone, x = a_layer(), a_layer(), a_batch()
    sum(together(x * scale)[0].square().sum() for scale in (1, 2, 3)).backward()
    for scale in (1, 2, 3):
        alone(x * scale)[0].square().sum().backward()
    for ours, theirs in zip(together.parameters(), alone.parameters(), strict=True):
        torch.testing.assert_close(ours.grad, theirs.grad, **SAME)
    for ours, theirs in zip(together.buffers(), alone.buffers(), strict=True):
        assert torch.equal(ours, theirs)


def test_evaluation_leaves_statistics_alone_and_sees_new_ones():
    layer, x = trained(), a_batch()
    before, kept = layer(x)[0], copy.deepcopy(list(layer.buffers()))
    loss = layer(x)[0].square().sum()
    loss.backward()
    assert all(map(torch.equal, layer.buffers(), kept))
    layer.train()(x * 3)
    after = layer.eval()(x)[0]
    assert not torch.equal(after, before)
    fresh = a_layer().eval()
    fresh(x)
    fresh.load_state_dict(layer.state_dict())
    for other in (fresh, copy.deepcopy(layer), pickle.loads(pickle.dumps(layer))):  # noqa: S301
        assert torch.equal(other(x)[0], after)
    given = {**dict(layer.named_parameters()), **dict(layer.named_buffers())}
    torch.testing.assert_close(torch.func.functional_call(a_layer().eval(), given, (x,))[0], after, **SAME)


def test_a_graph_around_a_layer_in_evaluation_has_no_break():
    layer, x = trained(), a_batch()
    compiled = torch.compile(lambda x: layer(x)[0], fullgraph=True, backend="eager")
    torch.testing.assert_close(compiled(x), layer(x)[0], **SAME)


def test_weights_of_16_bits():
    layer, x = trained().float(), a_batch().float()
    exact = layer(x)[0]
    assert 0 < (cw.quantize(layer, weights="bfloat16")(x)[0] - exact).abs().max() < 0.02


def test_the_plan_says_what_trains_eagerly_and_why():
    said = "training runs on the eager backend, because batch normalisation couples the rows of a batch in training"
    assert said in str(a_layer().plan)
    with pytest.raises(cw.BackendError, match="cannot run this layer: batch normalisation couples the rows"):
        a_layer(backend="cpu")(a_batch())
    assert a_layer(backend="cpu").eval()(a_batch())[0].isfinite().all()


def test_a_clock_of_the_cell_keeps_its_name():
    assert [state.label for state in a_layer("clockwork_rnn").cell.states] == ["h", "t", "t_norm"]


def test_a_changed_table_is_seen():
    """The comparison with the eager backend can fail."""
    layer, x = trained(), a_batch()
    before = layer(x)[0]
    layer.running_var_hh_l0[:, 2] *= 1.01
    after = layer(x)[0]
    assert torch.equal(before[:2], after[:2])
    assert not torch.allclose(before[2:], after[2:], **SAME)
