"""Law: a small training step, in two native calls, gives what its kernels give one by one, to the last bit."""

from __future__ import annotations

from itertools import product

import pytest
import torch
from subjects import LAYER_SUBJECTS, SUBJECTS

import cellwright as cw
from cellwright.nn import function
from cellwright.nn.training_alone import TrainingAlone
from cellwright.run import forward
from cellwright.testing.conditions import shared_among

STEPS, SEQUENCES, HIDDEN = 7, 3, 19
# what draws masks, or reads statistics of the batch, does not come here
COMING = {name: cell for name, cell in LAYER_SUBJECTS.items() if not cell.noises and not cell.batch_norms}
# where the input has few numbers, gradients of weights are added up across
INPUTS = (5, 21)


@pytest.fixture
def went_alone(monkeypatch):
    """The backward passes that were one call."""
    went, real = [], TrainingAlone.backward
    monkeypatch.setattr(TrainingAlone, "backward", lambda *given: went.append(given) or real(*given))
    return went


@pytest.fixture
def one_by_one(monkeypatch):
    """What makes kernels begin one by one."""

    def forbid():
        monkeypatch.setattr(TrainingAlone, "is_small", lambda *_: False)
        function.padded_run.cache_clear()

    yield forbid
    function.padded_run.cache_clear()


def found_by(layer, x, states, outside):
    """The output, the last states, and the gradients of all that wants one."""
    output, last = layer(x, states if len(states) > 1 else states[0])
    results = [output, *(last if isinstance(last, tuple) else [last])]
    pairs = zip(results, outside, strict=True)
    loss = sum((result * weights).sum() for result, weights in pairs if weights is not None)
    wanted = [tensor for tensor in (x, *states, *layer.parameters()) if tensor.requires_grad]
    return results + list(torch.autograd.grad(loss, wanted, allow_unused=True))


def compare(make, went_alone, one_by_one, *, dtype=torch.float32, levels=1, sequences=SEQUENCES):
    layer = make().to(dtype)
    torch.manual_seed(1)
    x = torch.randn(STEPS, sequences, layer.input_size, dtype=dtype)
    output, last = layer(x)
    states = [torch.randn_like(part).abs() for part in (last if isinstance(last, tuple) else [last])]
    everything = [torch.randn_like(part) for part in (output, *states)]
    some = [name for name, _ in layer.named_parameters()][::2]
    # what wants gradients (x, states, all parameters or some), and which results have one
    cases = [
        (wants, [part if has else None for part, has in zip(everything, given, strict=True)])
        for wants, given in product(
            product([True, False], [True, False], [True, False]),
            ([True] * len(everything), [True, *[False] * len(states)], [False, *[True] * len(states)]),
        )
    ]

    def run():
        found = []
        for (wants_x, wants_states, wants_all), outside in cases:
            for name, parameter in layer.named_parameters():
                parameter.requires_grad_(wants_all or name in some)
            given = [state.clone().requires_grad_(wants_states) for state in states]
            found.append(found_by(layer, x.clone().requires_grad_(wants_x), given, outside))
        return found

    alone = run()
    assert len(went_alone) == levels * len(cases)
    one_by_one()
    for one, other in zip(alone, run(), strict=True):
        for a, b in zip(one, other, strict=True):
            assert (a is None) == (b is None)
            assert a is None or (torch.equal(a, b) and not a.isnan().any())
    assert len(went_alone) == levels * len(cases)


@pytest.mark.parametrize("size", INPUTS)
@pytest.mark.parametrize("cell", COMING.values(), ids=COMING)
def test_every_cell(cell, size, went_alone, one_by_one, poisoned):
    compare(lambda: cw.Recurrent(cell, size, HIDDEN, backend="cpu"), went_alone, one_by_one)


@pytest.mark.parametrize("options", [{"bidirectional": True}, {"num_layers": 2}, {"proj_size": 11}])
def test_every_kind_of_layer(options, went_alone, one_by_one, poisoned):
    levels = 1 if "proj_size" in options else 2
    compare(lambda: cw.LSTM(5, HIDDEN, **options), went_alone, one_by_one, levels=levels)


def test_a_single_sequence(went_alone, one_by_one, poisoned, monkeypatch):
    # tests multiply the inputs of single sequences first; a user's small layers do not
    monkeypatch.setattr(forward, "SECOND_KERNEL", 1 << 30)
    function.padded_run.cache_clear()
    compare(lambda: cw.LSTM(5, HIDDEN), went_alone, one_by_one, sequences=1)


def test_numbers_of_64_bits(went_alone, one_by_one, poisoned):
    compare(lambda: cw.GRU(5, HIDDEN), went_alone, one_by_one, dtype=torch.float64)


def test_work_for_several_threads_is_shared_as_ever(went_alone):
    layer, x = cw.Recurrent(SUBJECTS["lstm"], 5, HIDDEN), torch.randn(STEPS, SEQUENCES, 5, requires_grad=True)
    alone = torch.autograd.grad(layer(x)[0].sum(), x)
    with shared_among(2):
        function.padded_run.cache_clear()
        shared = torch.autograd.grad(layer(x)[0].sum(), x)
        function.padded_run.cache_clear()
    assert torch.equal(*alone, *shared)
    assert len(went_alone) == 1


def test_what_is_kept_can_be_used_twice(went_alone):
    layer, x = cw.LSTM(5, HIDDEN), torch.randn(STEPS, SEQUENCES, 5, requires_grad=True)
    loss = layer(x)[0].sin().sum()
    first, second = (torch.autograd.grad(loss, x, retain_graph=True) for _ in range(2))
    assert torch.equal(*first, *second)
    torch.autograd.grad(loss, x)
    with pytest.raises(RuntimeError, match="second time"):
        torch.autograd.grad(loss, x)
    assert len(went_alone) == 3
