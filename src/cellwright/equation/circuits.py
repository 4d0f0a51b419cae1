"""Variational quantum circuits: a vector turns qubits, trained angles turn them on, and expectations are measured."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

from cellwright.equation.node import CIRCUIT, Node, Weight
from cellwright.equation.tape import equation_error
from cellwright.equation.vector import Vector, checked_name
from cellwright.errors import MissingExtraError

# the angles of a general rotation of one qubit
ANGLES = 3
# a package that is looked for without being loaded, since that takes seconds
SIMULATOR = "pennylane"


def circuit(gate: str, v: Vector, *, depth: int = 1) -> Vector:
    """The expectations of a variational quantum circuit with a qubit for each number of v (Chen et al. 2020).

    Each qubit is put into superposition and turned by arctan(v) about y and by arctan(v²) about z. Then, `depth` times,
    each qubit is entangled with the next and with the one after it, in a ring, and turned by three angles of its own.
    The results are the expectations of Z, between -1 and 1. Circuits are simulated by PennyLane, on the eager backend
    only.

    Args:
        gate: its name, under which the angles are kept (they join the parameter `circuit`).
        v: a vector of so many numbers: affine(..., size=4) gives one.
        depth: how often the qubits are entangled and turned.

    Raises:
        EquationError: v is of a size that is no number, or the depth is less than 1.

    Example:
        >>> import cellwright as cw
        >>> @cw.cell
        ... def quantum_rnn(x, h):
        ...     return cw.tanh(cw.affine("h", h=cw.circuit("h", cw.affine("v", x, h, size=4)), part="out"))
        >>> quantum_rnn.parameters(input=2, hidden=3)["circuit"]
        (3, 4)
    """
    checked_name("circuit", gate)
    if not isinstance(v, Vector) or not v.size.isdigit():
        found = f"a vector of the {v.size} size" if isinstance(v, Vector) else type(v).__name__
        raise equation_error(
            f"circuit({gate!r}, ...) takes a vector of so many qubits, affine(..., size=4); got {found}"
        )
    if not isinstance(depth, int) or isinstance(depth, bool) or depth < 1:
        raise equation_error(f"the depth of circuit({gate!r}, ...) is an integer of at least 1; got {depth!r}")
    angles = Weight("circuit", gate, str(ANGLES * depth), v.size)
    return Vector(v.tape.weighted("circuit", angles, v.node), v.tape)


def expectations(v: Any, angles: Any) -> Any:
    """What is measured, (..., qubits), for vectors v (..., qubits) and angles (3 * depth, qubits), of NumPy or torch.

    Raises:
        MissingExtraError: PennyLane is not installed.
    """
    qubits = v.shape[-1]
    measured = _node(qubits)(v.reshape(-1, qubits), angles)
    result = _pennylane().math.stack(measured, -1).reshape(v.shape)
    return _pennylane().math.cast_like(result, v)


def check_simulator(nodes: Iterable[Node]) -> None:
    """Refuse nodes that cannot be computed here, before somebody has made ready what they are to be fed with.

    Raises:
        MissingExtraError: there is a circuit among them, and PennyLane is not installed.
    """
    if any(node.op == CIRCUIT for node in nodes) and find_spec(SIMULATOR) is None:
        raise _missing()


def _pennylane() -> Any:
    try:
        import pennylane  # noqa: PLC0415
    except ImportError as error:
        raise _missing() from error
    return pennylane


def _missing() -> MissingExtraError:
    return MissingExtraError.of("quantum", "quantum circuits need PennyLane")


@lru_cache
def _node(qubits: int) -> Callable[[Any, Any], Any]:
    """The circuit for so many qubits, of as many layers as there are angles for."""
    qml = _pennylane()

    def run(v: Any, angles: Any) -> Any:
        for qubit in range(qubits):
            qml.Hadamard(qubit)
            qml.RY(qml.math.arctan(v[:, qubit]), qubit)
            qml.RZ(qml.math.arctan(v[:, qubit] ** 2), qubit)
        for first in range(0, angles.shape[0], ANGLES):
            for distance in (1, 2):
                for qubit in range(qubits):
                    if distance % qubits:
                        qml.CNOT([qubit, (qubit + distance) % qubits])
            for qubit in range(qubits):
                qml.Rot(*(angles[first + angle, qubit] for angle in range(ANGLES)), wires=qubit)
        return [qml.expval(qml.PauliZ(qubit)) for qubit in range(qubits)]

    node: Callable[[Any, Any], Any] = qml.QNode(run, qml.device("default.qubit", wires=qubits), diff_method="backprop")
    return node
