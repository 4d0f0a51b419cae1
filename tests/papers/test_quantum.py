"""The quantum LSTM is that of Chen et al. (2020): a state vector in plain NumPy, gate by gate, gives the same."""

from __future__ import annotations

import builtins
import copy
import pickle

import numpy as np
import pytest
import torch

import cellwright as cw
from cellwright.equation import circuits
from cellwright.equation.interpret import interpret
from cellwright.equation.latex import latex
from cellwright.equation.show import equations
from cellwright.inspect.cell_page import cell_page

# 16 amplitudes, and as many rotations: some hundred roundings of float64
SAME = 1e-12
INPUT, HIDDEN, BATCH, STEPS = 2, 3, 2, 3


def turned(state, matrix, qubit):
    """A qubit of a state (2, ..., 2), turned by a matrix."""
    return np.moveaxis(np.tensordot(matrix, state, (1, qubit)), 0, qubit)


def rotation_y(angle):
    c, s = np.cos(angle / 2), np.sin(angle / 2)
    return np.array([[c, -s], [s, c]])


def rotation_z(angle):
    return np.diag([np.exp(-0.5j * angle), np.exp(0.5j * angle)])


def flipped(state, control, target):
    """The target is flipped where the control is 1."""
    state = state.copy()
    one = [slice(None)] * state.ndim
    one[control] = 1
    axis = target - (target > control)
    state[tuple(one)] = np.flip(state[tuple(one)], axis)
    return state


def measured(v, angles):
    """Expectations of Z for one vector."""
    qubits = len(v)
    state = np.zeros((2,) * qubits, complex)
    state[(0,) * qubits] = 1
    for qubit, number in enumerate(v):
        state = turned(state, np.array([[1, 1], [1, -1]]) / np.sqrt(2), qubit)
        state = turned(state, rotation_y(np.arctan(number)), qubit)
        state = turned(state, rotation_z(np.arctan(number**2)), qubit)
    for layer in angles.reshape(-1, 3, qubits):
        for distance in (1, 2):
            for qubit in range(qubits):
                if distance % qubits:
                    state = flipped(state, qubit, (qubit + distance) % qubits)
        for qubit, (first, second, third) in enumerate(layer.T):
            state = turned(state, rotation_z(third) @ rotation_y(second) @ rotation_z(first), qubit)
    weights = np.abs(state) ** 2
    sums = [weights.sum(tuple(axis for axis in range(qubits) if axis != qubit)) for qubit in range(qubits)]
    return np.array([zero - one for zero, one in sums])


@pytest.mark.parametrize(("qubits", "depth"), [(2, 1), (3, 2), (4, 1), (5, 3)])
def test_a_circuit_is_that_of_the_paper(qubits, depth):
    rng = np.random.default_rng(0)
    v, angles = rng.normal(size=(3, qubits)), rng.normal(size=(3 * depth, qubits))
    expected = np.stack([measured(row, angles) for row in v])
    assert np.abs(circuits.expectations(v, angles) - expected).max() < SAME
    tensors = torch.tensor(v), torch.tensor(angles)
    assert np.abs(circuits.expectations(*tensors).numpy() - expected).max() < SAME
    # the comparison can fail
    assert np.abs(np.stack([measured(row, angles + 0.01) for row in v]) - expected).max() > 1e-4


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def reference(p, x, h, c):
    """All steps of all sequences, one by one."""
    output = np.zeros((*x.shape[:2], HIDDEN))
    h, c = h.copy(), c.copy()
    for t, b in np.ndindex(x.shape[:2]):
        inner = p["weight_ih_l0"] @ x[t, b] + p["bias_ih_l0"] + p["weight_hh_l0"] @ h[b] + p["bias_hh_l0"]
        parts = [measured(v, a) for v, a in zip(np.split(inner, 4), np.split(p["circuit_l0"], 4), strict=True)]
        outer = zip(np.split(p["weight_hh_out_l0"], 4), np.split(p["bias_hh_out_l0"], 4), parts, strict=True)
        i, f, g, o = (weight @ part + bias for weight, bias, part in outer)
        c[b] = sigmoid(f) * c[b] + sigmoid(i) * np.tanh(g)
        h[b] = output[t, b] = sigmoid(o) * np.tanh(c[b])
    return output, h, c


def drawn(**options):
    torch.manual_seed(0)
    layer = cw.QuantumLSTM(INPUT, HIDDEN, qubits=3, depth=2, dtype=torch.float64, **options)
    for parameter in layer.parameters():
        torch.nn.init.normal_(parameter)
    return layer, torch.randn(STEPS, BATCH, INPUT, dtype=torch.float64)


def test_the_cell_is_the_reference():
    layer, x = drawn()
    states = [torch.randn(1, BATCH, HIDDEN, dtype=torch.float64) for _ in range(2)]
    parameters = {name: p.detach().numpy() for name, p in layer.named_parameters()}
    y, (h, c) = layer(x, tuple(states))
    expected = reference(parameters, x.numpy(), *(state[0].numpy() for state in states))
    for ours, theirs in zip((y, h[0], c[0]), expected, strict=True):
        assert np.abs(ours.detach().numpy() - theirs).max() < SAME


def test_the_cell_of_the_paper_is_a_special_case():
    """With as many qubits as numbers in x and h, nothing is mapped: the circuits are given both as they are."""
    layer = cw.QuantumLSTM(1, 3, qubits=4, dtype=torch.float64)
    with torch.no_grad():
        for name, parameter in layer.named_parameters():
            if name != "circuit_l0":
                parameter.zero_()
        for gate in range(4):
            layer.weight_ih_l0[4 * gate + 3, 0] = 1
            layer.weight_hh_l0[4 * gate : 4 * gate + 3] = torch.eye(3)
            layer.weight_hh_out_l0[3 * gate : 3 * gate + 3, :3] = torch.eye(3)
        y, (h, c) = layer(torch.tensor([[[0.3]], [[-0.7]]], dtype=torch.float64))
    state, memory = np.zeros(3), np.zeros(3)
    for number in (0.3, -0.7):
        given = np.append(state, number)
        i, f, g, o = (measured(given, a)[:3] for a in np.split(layer.circuit_l0.detach().numpy(), 4))
        memory = sigmoid(f) * memory + sigmoid(i) * np.tanh(g)
        state = sigmoid(o) * np.tanh(memory)
    assert np.abs(h.numpy() - state).max() < SAME
    assert np.abs(c.numpy() - memory).max() < SAME
    assert torch.equal(y[-1], h[0])


def test_gradients_are_those_of_differences():
    layer, x = drawn()
    given = (x.requires_grad_(), *layer.parameters())
    assert torch.autograd.gradcheck(lambda x, *_: layer(x)[0], given, fast_mode=True)


def test_lengths_steps_and_the_interpreter():
    layer, x = drawn()
    whole, last = layer(x)
    state, steps = None, []
    for step in x.split(1):
        y, state = layer(step, state)
        steps.append(y)
    torch.testing.assert_close(torch.cat(steps), whole, rtol=SAME, atol=SAME)
    torch.testing.assert_close(state, last, rtol=SAME, atol=SAME)
    padded = x.clone()
    padded[1:, 1] = float("nan")
    short, (h, _) = layer(padded, lengths=[3, 1])
    torch.testing.assert_close(short[:, 0], whole[:, 0], rtol=SAME, atol=SAME)
    torch.testing.assert_close(h[0, 1], whole[0, 1], rtol=SAME, atol=SAME)
    stacks = {stack: getattr(layer, f"{stack}_l0").detach().numpy() for stack in layer.cell.stacks}
    zeros = [np.zeros((BATCH, HIDDEN))] * 2
    rows, _ = interpret(layer.cell, list(x.numpy()), zeros, stacks, {"input": INPUT, "hidden": HIDDEN})
    assert np.abs(np.stack(rows) - whole.detach().numpy()).max() < SAME


def test_a_layer_is_saved_and_copied():
    layer, x = drawn()
    loaded = drawn()[0]
    loaded.load_state_dict(layer.state_dict())
    for other in (loaded, copy.deepcopy(layer), pickle.loads(pickle.dumps(layer))):  # noqa: S301
        assert torch.equal(other(x)[0], layer(x)[0])
    assert cw.Cell.from_text(layer.cell.key) == layer.cell
    assert cw.QuantumLSTM(INPUT, HIDDEN)(x.float())[0].dtype == torch.float32


def test_the_plan_and_the_page_say_why_it_is_not_compiled():
    reason = "PennyLane simulates its quantum circuits, and there are no kernels for them"
    layer, x = drawn()
    assert str(layer.plan).endswith(f"backend 'eager', because {reason}")
    assert reason in cell_page(cw.cells.quantum_lstm).backends["cpu"]
    with pytest.raises(cw.BackendError, match=f"backend='cpu' cannot run this layer: {reason}"):
        drawn(backend="cpu")[0](x)
    with pytest.raises(cw.BackendError, match=reason):
        layer.stream()


def test_equations_show_the_circuits():
    assert equations(cw.cells.quantum_lstm)[0] == "i = σ(R[out]_i circuit(W_qi x + R_qi h + b_qi; θ_i) + c[out]_i)"
    assert r"\operatorname{circuit}" in latex(cw.cells.quantum_lstm)[0]


def test_without_pennylane_a_layer_is_refused_when_it_is_made(monkeypatch):
    monkeypatch.setattr(circuits, "SIMULATOR", "pennylane_that_nobody_installed")
    with pytest.raises(cw.MissingExtraError, match=r"cellwright\[quantum\]"):
        cw.QuantumLSTM(2, 3)
    # to look at its equations, or to make another layer, takes no simulator
    assert "circuit" in "".join(equations(cw.cells.quantum_lstm))
    assert cw.LSTM(2, 3)(torch.zeros(1, 1, 2))[0].shape == (1, 1, 3)


def test_without_pennylane_a_call_names_the_extra(monkeypatch):
    layer, x = drawn()
    usual = builtins.__import__

    def without(name, *others, **options):
        if name == "pennylane":
            raise ImportError(name)
        return usual(name, *others, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(cw.MissingExtraError, match=r"cellwright\[quantum\]"):
        layer(x)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda x, h: cw.circuit("h", h), "takes a number for each qubit, affine.*got a vector of the hidden size"),
        (lambda x, h: cw.circuit("h", cw.affine("v", x, size=4), depth=0) * h, "an integer of at least 1; got 0"),
        (lambda x, h: cw.affine("v", x, size=4) * h, "needs vectors of one size"),
        (lambda x, h: cw.affine("v", x, size=0), "or of so many numbers, not 0"),
    ],
)
def test_bad_circuits_are_refused(make, message):
    with pytest.raises(cw.EquationError, match=message):
        cw.cell(make)
