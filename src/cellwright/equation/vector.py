"""What the user's equations are written with: symbolic vectors that write each operation down on their tape."""

from __future__ import annotations

import math
from collections.abc import Mapping
from numbers import Real
from typing import Any, NoReturn

from cellwright.equation.blocks import parsed
from cellwright.equation.node import HIDDEN, NUMBER, ONE, PROJ, Node, Weight, stack_name
from cellwright.equation.tape import Tape, equation_error

RESULTS = (HIDDEN, PROJ, ONE)
# what numpy's own numbers ask for when they stand on the left: np.float64(2) * v
NUMPY: Mapping[str, str] = {"add": "add", "subtract": "sub", "multiply": "mul", "divide": "div"}
# what people write, and what it is called here; a method or function of the same name needs no row
OTHER_NAMES: Mapping[str, str] = {
    "abs": "absolute", "sum": "total", "max": "largest", "amax": "largest", "logistic": "sigmoid", "expit": "sigmoid",
    "clip": "minimum and maximum", "clamp": "minimum and maximum", "where": "step", "heaviside": "step",
    "square": "v * v", "matmul": "affine", "dot": "affine", "mm": "affine", "linear": "affine", "concatenate": "affine",
    "cat": "affine", "chunk": "affine", "split": "affine", "shape": "mean or total", "remainder": "modulo",
    "softmax": "exp, total and largest", "var": "mean", "std": "mean and sqrt",
}  # fmt: skip
OWN_NAMES = frozenset({
    "sigmoid", "tanh", "relu", "exp", "log", "sqrt", "absolute", "maximum", "minimum", "floor", "mean", "total",
})  # fmt: skip


class Vector:
    """A symbolic vector: an input, a state, or a value computed from them.

    It supports `+ - * /` and unary `-` with vectors of the same size and with numbers, and the functions of
    `cellwright.equation`. It has no numbers in it, so Python's `if`, `while`, `float()` and NumPy or torch
    functions cannot look inside: they raise an EquationError that says what to write instead.
    """

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

    def __abs__(self) -> Vector:
        return apply("absolute", self)

    def __pow__(self, exponent: object) -> NoReturn:
        raise equation_error(f"a vector cannot be raised to the power {exponent!r}; write v * v, sqrt or exp")

    def __rpow__(self, base: object) -> NoReturn:
        raise equation_error(f"a vector cannot be an exponent of {base!r}; write exp(v * {_logarithm(base)})")

    def __mod__(self, period: object) -> NoReturn:
        raise equation_error("% and // are not part of the language; write modulo(v, period) and floor(v / period)")

    __rmod__ = __floordiv__ = __rfloordiv__ = __mod__

    def __round__(self, _digits: int = 0) -> NoReturn:
        raise equation_error("a vector cannot be rounded by round; write floor(v + 0.5)")

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

    def __eq__(self, other: object) -> bool:
        raise equation_error("vectors cannot be compared; 1 - step(absolute(a - b)) is 1 where a is b and else 0")

    __hash__ = object.__hash__

    def __float__(self) -> NoReturn:
        raise equation_error(
            "a function of math, numpy or torch was given a symbolic vector; "
            "write cellwright's own sigmoid, tanh, exp, ..."
        )

    __int__ = __index__ = __array__ = __float__

    def __iter__(self) -> NoReturn:
        raise equation_error(
            "a vector cannot be gone through number by number; the equations are about whole vectors: "
            "write total, mean or largest for all of its numbers"
        )

    __len__ = __iter__

    def __array_ufunc__(self, function: Any, method: str, *operands: Any, **options: Any) -> Vector:
        op = NUMPY.get(function.__name__)
        if op and method == "__call__" and all(isinstance(operand, (Vector, Real)) for operand in operands):
            return apply(op, *operands)
        raise equation_error(f"numpy.{function.__name__} was given a symbolic vector; {_instead(function.__name__)}")

    def __array_function__(self, function: Any, *_: Any) -> NoReturn:
        raise equation_error(f"numpy.{function.__name__} was given a symbolic vector; {_instead(function.__name__)}")

    @classmethod
    def __torch_function__(cls, function: Any, *_: Any) -> NoReturn:
        raise equation_error(f"torch's {function.__name__} was given a symbolic vector; {_instead(function.__name__)}")

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("_"):  # a protocol that some library asks for
            raise AttributeError(f"'Vector' object has no attribute {name!r}")
        raise equation_error(f"a vector has no {name!r}: it has no numbers yet; {_instead(name)}")


def _instead(name: str) -> str:
    """What to write in place of a function of another library."""
    if name in OWN_NAMES:
        return f"write cellwright.{name}(v)"
    return f"write {OTHER_NAMES.get(name, 'the functions of cellwright: affine, sigmoid, tanh, exp, mean, ...')}"


def _logarithm(base: object) -> str:
    return f"{math.log(base):.6g}" if isinstance(base, (int, float)) and base > 0 else "log(base)"


def apply(op: str, *operands: Vector | Real | float) -> Vector:
    """The element-wise operation `op` on vectors and numbers; at least one operand is a vector."""
    for operand in operands:
        if not isinstance(operand, (Vector, Real)):
            raise equation_error(
                f"{op} was given {type(operand).__name__}; it takes vectors and numbers of the equations only"
            )
        if isinstance(operand, Real) and not math.isfinite(operand):
            raise equation_error(f"{op} was given {operand}; a number of the equations must be finite")
    tapes = {operand.tape for operand in operands if isinstance(operand, Vector)}
    if not tapes:
        raise equation_error(f"{op} was given numbers only; compute that with Python's math, or give it a vector")
    if len(tapes) > 1:
        raise equation_error(f"{op} needs vectors of one and the same cell, from one and the same call of its function")
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
    size: str | int = HIDDEN,
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
        size: the size of the result: "hidden", "proj", "one" for a single number, or so many numbers.
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
    checked_name("affine", gate)
    size = _checked_size(gate, size)
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
    checked_name("diag", gate)
    if not isinstance(v, Vector):
        raise equation_error(f"diag({gate!r}, ...) takes a vector, but got {type(v).__name__}")
    weight = Weight(stack_name("weight_diag", layer), gate, v.size, initial=initial)
    return Vector(v.tape.leaf("vector", v.size, weight), v.tape) * v


def checked_name(function: str, name: object) -> None:
    """Refuse what is no name of a gate, parameter, setting or mask."""
    if not isinstance(name, str) or not name:
        found = "an empty text" if isinstance(name, str) else type(name).__name__
        raise equation_error(f'{function}\'s first argument is a name, a text like "i"; got {found}')


def _checked_size(gate: str, size: object) -> str:
    if isinstance(size, int) and not isinstance(size, bool) and size >= 1:
        return str(size) if size > 1 else ONE
    if not isinstance(size, str) or size not in RESULTS:
        raise equation_error(
            f"affine({gate!r}, ...) gives a vector of the size {', '.join(map(repr, RESULTS[:-1]))} or {ONE!r}, or of "
            f"so many numbers, not {size!r}; the numbers that the names stand for are given to the layer"
        )
    return size
