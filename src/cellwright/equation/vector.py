"""What the user's equations are written with: symbolic vectors that write each operation down on their tape."""

from __future__ import annotations

from typing import NoReturn

from cellwright.equation.blocks import parsed
from cellwright.equation.node import HIDDEN, NUMBER, Node, Weight, stack_name
from cellwright.equation.tape import Tape, equation_error


class Vector:
    """A symbolic vector: an input, a state, or a value computed from them.

    It supports `+ - * /` and unary `-` with vectors of the same size and with numbers, and the functions of
    `cellwright.equation`. It has no numbers in it, so Python's `if`, `while`, `float()` and NumPy or torch
    functions cannot look inside: they raise an EquationError that says what to write instead.
    """

    __array_ufunc__ = None  # numpy then leaves `array * vector` to this class, which refuses it
    __slots__ = ("node", "tape")

    def __init__(self, node: Node, tape: Tape) -> None:
        self.node = node
        self.tape = tape

    @property
    def size(self) -> str:
        """The name of its size: "input", "hidden", "proj", "one", or "" for a number."""
        return self.node.size

    def __repr__(self) -> str:
        return f"Vector({self.node.op}, size={self.size!r})"

    def __add__(self, other: Vector | float) -> Vector:
        return apply("add", self, other)

    def __radd__(self, other: float) -> Vector:
        return apply("add", other, self)

    def __sub__(self, other: Vector | float) -> Vector:
        return apply("sub", self, other)

    def __rsub__(self, other: float) -> Vector:
        return apply("sub", other, self)

    def __mul__(self, other: Vector | float) -> Vector:
        return apply("mul", self, other)

    def __rmul__(self, other: float) -> Vector:
        return apply("mul", other, self)

    def __truediv__(self, other: Vector | float) -> Vector:
        return apply("div", self, other)

    def __rtruediv__(self, other: float) -> Vector:
        return apply("div", other, self)

    def __neg__(self) -> Vector:
        return apply("neg", self)

    def __pow__(self, exponent: object) -> NoReturn:
        raise equation_error(f"a vector cannot be raised to the power {exponent!r}; write v * v, sqrt or exp")

    def __matmul__(self, other: object) -> NoReturn:
        raise equation_error('@ is not part of the language; write affine("name", x, h) for W x + R h + b')

    def __getitem__(self, index: object) -> NoReturn:
        raise equation_error('a vector cannot be indexed; give each part its own gate, for example affine("i", x, h)')

    def __bool__(self) -> NoReturn:
        raise equation_error(
            "a vector is neither true nor false while the equations are written down: they are the same at "
            "every step; write maximum, minimum or step instead of if, and, or, not"
        )

    def __lt__(self, other: object) -> NoReturn:
        raise equation_error("vectors cannot be compared; write step(a - b), which is 1 where a > b and else 0")

    __le__ = __gt__ = __ge__ = __lt__

    def __float__(self) -> NoReturn:
        raise equation_error(
            "a function of math, numpy or torch was given a symbolic vector; "
            "write cellwright.equation's own sigmoid, tanh, exp, ..."
        )

    __int__ = __index__ = __iter__ = __len__ = __array__ = __float__


def apply(op: str, *operands: Vector | float) -> Vector:
    """The element-wise operation `op` on vectors and numbers; at least one operand is a vector."""
    for operand in operands:
        if not isinstance(operand, (Vector, float, int)):
            raise equation_error(
                f"{op} was given {type(operand).__name__}; it takes vectors and numbers of the equations only"
            )
    tapes = {operand.tape for operand in operands if isinstance(operand, Vector)}
    if len(tapes) != 1:
        raise equation_error(f"{op} needs vectors of one and the same cell")
    tape = tapes.pop()
    nodes = (
        operand.node if isinstance(operand, Vector) else tape.leaf("constant", NUMBER, float(operand))
        for operand in operands
    )
    return Vector(tape.apply(op, *nodes), tape)


def affine(
    gate: str,
    x: Vector | None = None,
    h: Vector | None = None,
    *,
    bias: bool = True,
    size: str = HIDDEN,
    layer: int = 0,
    part: str = "",
    pattern: str = "",
) -> Vector:
    """W x + R h + b: the pre-activation of a gate, as torch.nn keeps it, with one bias for W and one for R.

    `x` is what comes in (its weight joins the parameter `weight_ih`), `h` what recurs (`weight_hh`); either may
    be any vector of the equations, and either may be left out.

    Args:
        gate: its name, under which the weights are kept.
        x: what comes in, or None.
        h: what recurs, or None.
        bias: whether b is added.
        size: the size of the result: "hidden", "proj", or "one" for a single number.
        layer: the layer, in a cell that has several of them in its equations; each has parameters of its own.
        part: a part of the cell with parameters of its own ("weight_ih_inner"), such as a memory that is a cell itself.
        pattern: which blocks of R are not zero: "diagonal 4" for four heads that see themselves only, "upper 4" or
            "lower 4" for modules that see themselves and the later or the earlier ones.

    Raises:
        EquationError: no vector was given, the pattern is none, or `gate` already maps vectors of another size.

    Example:
        >>> import cellwright as cw
        >>> @cw.cell
        ... def rnn(x, h):
        ...     return cw.tanh(cw.affine("h", x, h))
        >>> [f"{weight.stack}: {weight.rows} x {weight.columns or 1}" for weight in rnn.weights]
        ['weight_ih: hidden x input', 'bias_ih: hidden x 1', 'weight_hh: hidden x hidden', 'bias_hh: hidden x 1']
    """
    if not isinstance(gate, str):
        raise equation_error(
            f"affine's first argument is the gate's name, a text like \"i\"; got {type(gate).__name__}"
        )
    if pattern:
        parsed(pattern)
    total: Vector | None = None
    for kind, vector, blocks in (("ih", x, ""), ("hh", h, pattern)):
        if vector is None:
            continue
        if not isinstance(vector, Vector):
            raise equation_error(f"affine({gate!r}, ...) maps vectors, but got {type(vector).__name__}")
        tape = vector.tape
        weight = Weight(stack_name(f"weight_{kind}", layer, part), gate, size, vector.size, blocks)
        product = Vector(tape.linear("matmul", weight, vector.node), tape)
        if bias:
            shift = Weight(stack_name(f"bias_{kind}", layer, part), gate, size)
            product = product + Vector(tape.leaf("vector", size, shift), tape)
        total = product if total is None else total + product
    if total is None:
        raise equation_error(f"affine({gate!r}) needs a vector to map: write affine({gate!r}, x, h)")
    return total


def diag(gate: str, v: Vector, *, layer: int = 0, initial: float | None = None) -> Vector:
    """The product p * v with a weight vector p: a peephole (it joins the parameter `weight_diag`).

    Args:
        gate: its name, under which p is kept.
        v: the vector.
        layer: the layer, in a cell that has several of them in its equations.
        initial: the number that p starts from; drawn at random if None.

    Example:
        >>> import cellwright as cw
        >>> @cw.cell
        ... def leaky(x, h):
        ...     return cw.diag("h", h) + cw.affine("h", x)
    """
    if not isinstance(v, Vector):
        raise equation_error(f"diag({gate!r}, ...) takes a vector, but got {type(v).__name__}")
    weight = Weight(stack_name("weight_diag", layer), gate, v.size, initial=initial)
    return Vector(v.tape.leaf("vector", v.size, weight), v.tape) * v
