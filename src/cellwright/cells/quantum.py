"""The quantum LSTM: its gates are variational quantum circuits, simulated by PennyLane."""

from __future__ import annotations

from cellwright.equation import Vector, affine, cell, circuit, sigmoid, tanh


@cell
def quantum_lstm(x: Vector, h: Vector, c: Vector, *, qubits: int = 4, depth: int = 1) -> tuple[Vector, Vector]:
    """LSTM whose four gate maps are variational quantum circuits (Chen et al. 2020), of some qubits and some depth.

    In the paper x and h together have as many numbers as there are qubits, and are what the circuits are given. Here
    affine maps lead to the qubits and back, so that any size will do; the paper's cell is a special case of theirs.
    """

    def gate(name: str) -> Vector:
        measured = circuit(name, affine(f"q{name}", x, h, size=qubits), depth=depth)
        return affine(name, h=measured, part="out")

    i = sigmoid(gate("i"))
    f = sigmoid(gate("f"))
    g = tanh(gate("g"))
    o = sigmoid(gate("o"))
    c = f * c + i * g
    return o * tanh(c), c
