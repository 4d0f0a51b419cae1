"""The tools around torch: torch.compile, export, deepcopy, pickle, DDP, functional_call, checkpoints, meta devices."""

from __future__ import annotations

import copy
import gc
import io
import pickle

import pytest
import torch
import torch.multiprocessing as mp
from subjects import LAYER_SUBJECTS, every_layer_subject, state_widths
from torch.library import opcheck

import cellwright as cw
from cellwright.nn.ops import forward


class Model(torch.nn.Module):
    def __init__(self, cell="lstm", **options):
        super().__init__()
        self.recurrent = cw.Recurrent(cell, 3, 5, batch_first=True, **options)
        self.head = torch.nn.Linear(5, 2)

    def forward(self, x):
        y, _ = self.recurrent(x)
        return self.head(y[:, -1])


@every_layer_subject
def test_the_operator_keeps_torchs_contract(cell):
    torch.manual_seed(0)
    layer = cw.Recurrent(cell, 3, 5, backend="cpu")
    initial = [torch.randn(2, n, requires_grad=True) for n in state_widths(cell, 5)]
    stacks = [layer._parameter(name) for name in layer._directions[0].parameters.values()]
    stacks = [dict(zip(layer._directions[0].parameters, stacks, strict=True))[name] for name in cell.stacks]
    stacks += [torch.randint(0, 2, (8, 5)).float() for _ in cell.noises]
    x = torch.randn(8, 3, requires_grad=True)
    tests = opcheck(forward, (x, initial, stacks, None, cell.key, 5, False, False))
    assert set(tests.values()) == {"SUCCESS"}
    opcheck(forward, (x, initial, stacks, torch.tensor([2, 2, 2, 1, 1]), cell.key, 5, True, True))


@pytest.mark.parametrize("copies", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])  # noqa: S301
def test_copies_are_independent(copies):
    torch.manual_seed(0)
    model, x = Model(), torch.randn(4, 7, 3)
    with torch.no_grad():
        before = model(x)
        twin = copies(model)
        assert torch.equal(twin(x), before)
        for parameter in twin.parameters():
            parameter.mul_(0.5)
        assert torch.equal(model(x), before)
        assert not torch.equal(twin(x), before)


def test_weights_changed_behind_torchs_back_are_seen():
    torch.manual_seed(0)
    layer, x = cw.LSTM(3, 5), torch.randn(7, 2, 3)
    with torch.no_grad():
        before, _ = layer(x)
        version = layer.weight_hh_l0._version
        layer.weight_hh_l0.data[3, 2] += 1.0
        assert layer.weight_hh_l0._version == version  # torch did not count this change
        after, _ = layer(x)
        expected, _ = copy.deepcopy(layer)(x)
    assert not torch.equal(before, after)
    assert torch.equal(after, expected)


def test_functional_call():
    torch.manual_seed(0)
    model, x = Model(), torch.randn(4, 7, 3)
    others = {name: value + 0.1 for name, value in model.named_parameters()}
    twin = copy.deepcopy(model)
    twin.load_state_dict(others)
    torch.testing.assert_close(torch.func.functional_call(model, others, (x,)), twin(x))


def test_functional_gradients():
    torch.manual_seed(0)
    model, x = Model(), torch.randn(4, 7, 3)
    values = {name: value.detach() for name, value in model.named_parameters()}

    def loss(values):
        return torch.func.functional_call(model, values, (x,)).square().sum()

    with pytest.warns(UserWarning, match="the eager backend runs"):
        found = torch.func.grad(loss)(values)
    expected = torch.autograd.grad(model(x).square().sum(), list(model.parameters()))
    for a, b in zip(found.values(), expected, strict=True):
        torch.testing.assert_close(a, b)


def test_vmap_runs_eagerly_and_says_so():
    torch.manual_seed(0)
    model, x = Model(), torch.randn(2, 4, 7, 3)
    with pytest.warns(UserWarning, match="the eager backend runs, because a transform of torch.func"):
        found = torch.vmap(model)(x)
    torch.testing.assert_close(found[1], model(x[1]))
    with pytest.raises(cw.BackendError, match="use backend='eager' or 'auto'"):
        torch.vmap(Model(backend="cpu"))(x)


def test_parametrised_weights_and_frozen_ones():
    torch.manual_seed(0)
    model, x = Model(), torch.randn(4, 7, 3)
    torch.nn.utils.parametrizations.weight_norm(model.recurrent, "weight_hh_l0")
    model.recurrent.weight_ih_l0.requires_grad_(False)
    model(x).sum().backward()
    assert model.recurrent.weight_ih_l0.grad is None
    assert model.recurrent.parametrizations.weight_hh_l0.original1.grad.abs().sum() > 0


def test_gradients_flow_into_chosen_states_and_inputs_only():
    layer = cw.LSTM(3, 5)
    x, h = torch.randn(7, 2, 3), torch.randn(1, 2, 5, requires_grad=True)
    for parameter in layer.parameters():
        parameter.requires_grad_(False)
    layer(x, (h, torch.zeros(1, 2, 5)))[0].sum().backward()
    assert h.grad.abs().sum() > 0


@pytest.mark.parametrize("name", LAYER_SUBJECTS)
def test_backward_twice_with_a_kept_graph(name):
    layer, x = cw.Recurrent(LAYER_SUBJECTS[name], 3, 5), torch.randn(7, 2, 3, requires_grad=True)
    loss = layer(x)[0].square().sum()
    (first,) = torch.autograd.grad(loss, x, retain_graph=True)
    (second,) = torch.autograd.grad(loss, x)
    assert torch.equal(first, second)


def turned(tensor):
    return tensor.transpose(0, -1)


@pytest.mark.parametrize("options", [{}, {"num_layers": 2, "bidirectional": True}, {"memory": "recompute"}], ids=str)
@pytest.mark.parametrize("shape", [(7, 2, 3), (40, 33, 3)], ids=["small", "large"])
def test_what_is_saved_may_come_back_in_another_form(shape, options):
    torch.manual_seed(0)
    layer, x = cw.LSTM(3, 21, **options), torch.randn(*shape)

    def gradients(pack, unpack):
        with torch.autograd.graph.saved_tensors_hooks(pack, unpack):
            y, _ = layer(x)
        return torch.autograd.grad(y.square().sum(), list(layer.parameters()))

    plain = gradients(lambda tensor: tensor, lambda tensor: tensor)
    assert all(map(torch.equal, gradients(lambda tensor: turned(tensor).contiguous(), turned), plain))


@pytest.mark.filterwarnings("ignore:.*torch.jit:DeprecationWarning")  # of torch itself
@pytest.mark.filterwarnings("ignore:Converting a tensor to a Python")
@pytest.mark.parametrize("options", [{}, {"num_layers": 2, "bidirectional": True, "batch_first": True}], ids=str)
@pytest.mark.parametrize("training", [False, True])
def test_a_traced_layer_takes_other_sizes(training, options):
    torch.manual_seed(0)
    layer = cw.GRU(3, 5, **options)
    with torch.set_grad_enabled(training):
        traced = torch.jit.trace(layer, (torch.randn(7, 2, 3),))
        file = io.BytesIO()
        torch.jit.save(traced, file)
        file.seek(0)
        for found in (traced, torch.jit.load(file)):
            for shape in ((7, 2, 3), (4, 9, 3)):
                x = torch.randn(*shape)
                torch.testing.assert_close(found(x), layer(x))
        if training:
            parameters = list(layer.parameters())
            found, expected = (torch.autograd.grad(each(x)[0].square().sum(), parameters) for each in (traced, layer))
            torch.testing.assert_close(found, expected)


def test_autocast_leaves_the_layers_in_their_own_type():
    torch.manual_seed(0)
    model, x = torch.nn.Sequential(torch.nn.Linear(3, 3), cw.LSTM(3, 5)), torch.randn(7, 2, 3)
    layer = model[1]
    with torch.autocast("cpu", torch.bfloat16):
        made = model[0](x)
        y, (h, c) = model(x)
        carried, _ = layer(made, (h.bfloat16(), c))
        packed, _ = layer(torch.nn.utils.rnn.pack_sequence([made[:, 0]]))
        eager = cw.LSTM(3, 5, backend="eager")
        eager.load_state_dict(layer.state_dict())
        slow, _ = eager(made)
        same, _ = layer(made.float())
        y.sum().backward()
    assert made.dtype == torch.bfloat16
    assert {y.dtype, h.dtype, c.dtype, carried.dtype, packed.data.dtype, slow.dtype} == {torch.float32}
    assert torch.equal(y, same)
    torch.testing.assert_close(slow, layer(made.float())[0])
    assert model[0].weight.grad.dtype == torch.float32
    with pytest.raises(cw.ArgumentError, match=r"write x\.to"):
        layer(made)


@pytest.mark.filterwarnings("ignore:`torch.jit:DeprecationWarning")  # of torch itself
def test_forward_derivatives():
    torch.manual_seed(0)
    model, x, direction = Model(), torch.randn(4, 7, 3, requires_grad=True), torch.randn(4, 7, 3)
    with pytest.warns(UserWarning, match="the eager backend runs"):
        y, found = torch.func.jvp(lambda x: model(x).sum(), (x,), (direction,))
    (gradient,) = torch.autograd.grad(model(x).sum(), x)
    torch.testing.assert_close(y, model(x).sum())
    torch.testing.assert_close(found, (gradient * direction).sum())


@pytest.mark.filterwarnings("ignore:`torch.jit:DeprecationWarning")  # of torch itself
@pytest.mark.filterwarnings("ignore:the eager backend")
@pytest.mark.parametrize("learning", [False, True])
def test_forward_mode(learning):
    torch.manual_seed(0)
    layer, x, direction = cw.LSTM(3, 5).requires_grad_(learning), torch.randn(7, 2, 3), torch.randn(7, 2, 3)
    with torch.autograd.forward_ad.dual_level():
        y, _ = layer(torch.autograd.forward_ad.make_dual(x, direction))
        found = torch.autograd.forward_ad.unpack_dual(y).tangent
        with pytest.raises(cw.BackendError, match="or forward mode is at work"):
            cw.LSTM(3, 5, backend="cpu")(x)
        narrow = cw.quantize(cw.LSTM(3, 5).eval())
        with torch.no_grad(), pytest.raises(cw.BackendError, match=r"transforms of torch\.func and forward mode"):
            narrow(x)
    _, expected = torch.func.jvp(lambda x: layer(x)[0], (x,), (direction,))
    torch.testing.assert_close(found, expected)


@pytest.mark.parametrize("options", [{}, {"num_layers": 2, "bidirectional": True}], ids=str)
def test_several_gradients_at_once(options):
    torch.manual_seed(0)
    layer, x = cw.GRU(3, 5, **options), torch.randn(7, 2, 3, requires_grad=True)
    y, last = layer(x)
    inputs, outside = [x, *layer.parameters()], torch.randn(4, *y.shape)
    loss = [y, last.square()]
    with pytest.warns(UserWarning, match="because several are computed at once"):
        found = torch.autograd.grad(
            loss, inputs, [outside, torch.ones(4, *last.shape)], is_grads_batched=True, retain_graph=True
        )
    for number, each in enumerate(outside):
        one = torch.autograd.grad(loss, inputs, [each, torch.ones_like(last)], retain_graph=True)
        torch.testing.assert_close([gradient[number] for gradient in found], list(one))
    assert not any(gradient.requires_grad for gradient in found)
    y, _ = cw.GRU(3, 5, backend="cpu")(x)
    with pytest.raises(cw.BackendError, match="cannot compute these gradients, because several"):
        torch.autograd.grad(y, x, torch.ones(4, *y.shape), is_grads_batched=True)


def test_checkpointed_activations():
    torch.manual_seed(0)
    model, x = Model(), torch.randn(4, 7, 3)
    expected = torch.autograd.grad(model(x).sum(), list(model.parameters()))
    y = torch.utils.checkpoint.checkpoint(model, x, use_reentrant=False)
    for a, b in zip(torch.autograd.grad(y.sum(), list(model.parameters())), expected, strict=True):
        assert torch.equal(a, b)


def test_vmap_over_models():
    torch.manual_seed(0)
    models, x = [Model() for _ in range(3)], torch.randn(4, 7, 3)
    parameters, buffers = torch.func.stack_module_state(models)

    def call(parameters, buffers):
        return torch.func.functional_call(models[0], (parameters, buffers), (x,))

    with pytest.warns(UserWarning, match="the eager backend runs, because a transform of torch.func"):
        found = torch.vmap(call)(parameters, buffers)
    for model, y in zip(models, found, strict=True):
        torch.testing.assert_close(y, model(x))


def test_inference_mode_and_deferred_devices():
    layer = cw.LSTM(3, 5, device="meta").to_empty(device="cpu")
    layer.reset_parameters()
    with torch.inference_mode():
        y, (h, c) = layer(torch.randn(7, 2, 3))
    assert torch.isfinite(y).all()
    assert h.shape == c.shape == (1, 2, 5)


@pytest.mark.parametrize(
    "options", [{}, {"num_layers": 2, "bidirectional": True}, {"zoneout": 0.1}, {"norm": "batch"}], ids=str
)
def test_a_default_device_is_that_of_new_tensors_only(options):
    # sizes that no other test has, since zeros are kept for each layer
    layer, x = cw.LSTM(3, 13, device="cpu", **options), torch.randn(7, 2, 3)
    packed = torch.nn.utils.rnn.pack_sequence([x[:, 0], x[:4, 1]])
    resets = torch.rand(7, 2) < 0.3
    for extra in ({}, {"lengths": [3, 7]}, {"lengths": torch.tensor([0, 5])}, {"resets": resets}):
        results = []
        for device in ("meta", "cpu"):
            twin = copy.deepcopy(layer)
            torch.manual_seed(0)
            with torch.device(device):
                y, _ = twin(x, **extra)
                rows, _ = twin(packed)
                y.square().sum().backward()
                twin.eval()
                with torch.no_grad():
                    results.append([y, rows.data, twin(x, **extra)[0], twin.weight_hh_l0.grad])
        assert all(map(torch.equal, *results))


def test_training_after_inference_mode():
    layer, x = cw.LSTM(3, 5), torch.randn(7, 19, 3)
    with torch.inference_mode():
        expected, _ = layer(x)
    output, _ = layer(x)
    output.sum().backward()
    assert torch.equal(output, expected)


def test_state_dict_survives_a_file():
    layer, other = cw.LSTM(3, 5), cw.LSTM(3, 5)
    file = io.BytesIO()
    torch.save(layer.state_dict(), file)
    file.seek(0)
    other.load_state_dict(torch.load(file, weights_only=True))
    x = torch.randn(7, 2, 3)
    assert torch.equal(other(x)[0], layer(x)[0])


def _train_one_step(rank, world, folder):
    # a file to meet at, since any port may be taken
    torch.distributed.init_process_group("gloo", init_method=f"file://{folder}/meet", rank=rank, world_size=world)
    torch.manual_seed(0)
    model = torch.nn.parallel.DistributedDataParallel(Model())
    x = torch.randn(8, 7, 3)[rank::world]
    model(x).square().mean().backward()
    if rank == 0:
        torch.save([parameter.grad for parameter in model.parameters()], folder / "gradients.pt")
    torch.distributed.barrier()
    del model
    gc.collect()  # what still holds the group would keep its threads alive, and they abort an ending process
    torch.distributed.destroy_process_group()


@pytest.mark.slow
def test_ddp_gives_the_gradients_of_one_process(tmp_path):
    mp.spawn(_train_one_step, args=(2, tmp_path), nprocs=2)
    shared = torch.load(tmp_path / "gradients.pt", weights_only=True)
    torch.manual_seed(0)
    model = Model()
    model(torch.randn(8, 7, 3)).square().mean().backward()
    for a, b in zip(shared, (parameter.grad for parameter in model.parameters()), strict=True):
        torch.testing.assert_close(a, b)
