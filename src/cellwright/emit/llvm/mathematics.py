"""How each op of the language is spelled for registers of numbers.

Every spelling gives NaN for NaN and its limit for infinity. The exponential is 2^n (1 + r q(r)) with a whole n and |r|
at most half of ln 2; n is rounded by adding a number so large that no fraction remains beside it, and then stands in
the low bits of that sum, ready to become an exponent.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cellwright.emit.llvm.writer import Writer


@dataclass(frozen=True)
class Format:
    """What the spellings know of a number type.

    Attributes:
        mantissa: bits of the mantissa.
        bias: of the exponent.
        ln2: ln 2 as a sum of numbers of the type, as many as are worth their time.
        growth: coefficients of q, where e^r = 1 + r q(r) for |r| <= ln(2) / 2 (nearly the least relative error).
        overflow: exp(x) is infinite from here on.
        underflow: exp(-x) is taken as zero from here on.
        saturation: tanh(x) is 1 from here on.
        terms: how many terms of the series of atanh the logarithm takes.
    """

    mantissa: int
    bias: int
    ln2: tuple[float, ...]
    growth: tuple[float, ...]
    overflow: float
    underflow: float
    saturation: float
    terms: int


FORMATS = {
    "float32": Format(
        mantissa=23,
        bias=127,
        ln2=(0.6931471824645996,),
        growth=(
            1.0,
            0.4999999701976776,
            0.1666654348373413,
            0.04166720062494278,
            0.008366520516574383,
            0.0013882521307095885,
        ),
        overflow=88.73,
        underflow=86.6,
        saturation=9.5,
        terms=5,
    ),
    "float64": Format(
        mantissa=52,
        bias=1023,
        ln2=(0.6931471805599453, 2.3190468138462996e-17),
        growth=(
            1.0,
            0.5000000000000006,
            0.1666666666666667,
            0.04166666666657314,
            0.008333333333326141,
            0.0013888888932488599,
            0.00019841269874800493,
            2.4801504346997686e-05,
            2.7557255425746435e-06,
            2.7626357241447223e-07,
            2.510520637395701e-08,
        ),
        overflow=709.79,
        underflow=707.0,
        saturation=20.0,
        terms=13,
    ),
}


def _clamped(w: Writer, x: str, low: float, high: float) -> str:
    # written so that a comparison with NaN keeps x
    below, above = w.types.splat(low), w.types.splat(high)
    x = w.choose("ogt", x, above, above, x)
    return w.choose("olt", x, below, below, x)


def _polynomial(w: Writer, x: str, coefficients: Sequence[float]) -> str:
    value = w.types.splat(coefficients[-1])
    for coefficient in coefficients[-2::-1]:
        value = w.fma(value, x, w.types.splat(coefficient))
    return value


def _power(w: Writer, x: str, scale: float, shift: int = 0) -> tuple[str, str, str]:
    """(2^(n + shift), r, q) where exp(scale * x) = 2^n (1 + r q), for x within bounds; `scale` is a power of two."""
    types, shape = w.types, FORMATS[w.types.dtype]
    large = types.splat(1.5 * 2.0**shape.mantissa + shape.bias + shift)
    total = w.fma(x, types.splat(scale / math.log(2)), large)
    whole = w.binary("fsub", total, large)
    # r is left in units of 1 / scale, and the coefficients carry the rest
    r = x
    for part in shape.ln2:
        r = w.fma(whole, types.splat(-part / scale), r)
    bits = w.let(f"bitcast {types.vector} {total} to {types.integers}")
    exponent = w.let(f"shl {types.integers} {bits}, {types.splat_integer(shape.mantissa)}")
    power = w.let(f"bitcast {types.integers} {exponent} to {types.vector}")
    return power, r, _polynomial(w, r, [c * scale ** (k + 1) for k, c in enumerate(shape.growth)])


def _estimated_quotient(w: Writer, a: str, b: str) -> str:
    """The quotient a / b from an estimate of 1 / b and one step of Newton's; where b is infinite, `a` must be one."""
    one, near = w.types.splat(1.0), w.estimate(b)
    quotient = near if a == one else w.binary("fmul", a, near)
    rest = w.fma(w.negative(b), quotient, a)
    if a == one:
        # the rest is small, but NaN where b is infinite, and must not spoil a quotient of zero
        rest = w.choose("olt", rest, one, rest, one)
    return w.fma(rest, near, quotient)


def _divided(w: Writer, a: str, b: str) -> str:
    return _estimated_quotient(w, a, b) if w.estimates else w.binary("fdiv", a, b)


def exp(w: Writer, x: str) -> str:
    """e^x; zero where the result would be within a factor of four of the smallest normal number, or below it."""
    shape, one, two = FORMATS[w.types.dtype], w.types.splat(1.0), w.types.splat(2.0)
    # half the result first, so that the largest finite results do not overflow on the way
    power, r, q = _power(w, _clamped(w, x, -shape.underflow, shape.overflow), 1.0, shift=-1)
    value = w.binary("fmul", w.binary("fmul", power, w.fma(r, q, one)), two)
    return w.choose("olt", x, w.types.splat(-shape.underflow), "zeroinitializer", value)


def sigmoid(w: Writer, x: str) -> str:
    """1 / (1 + exp(-x))."""
    shape, one = FORMATS[w.types.dtype], w.types.splat(1.0)
    power, r, q = _power(w, _clamped(w, x, -shape.overflow, shape.underflow), -1.0)
    # a product, not a fused sum: an infinite power must not meet a negative rest
    decay = w.binary("fmul", power, w.fma(r, q, one))
    return _divided(w, one, w.binary("fadd", decay, one))


def tanh(w: Writer, x: str) -> str:
    """The quotient m / (m + 2) with m = exp(2x) - 1, which is exact to the last bits around zero too."""
    shape, one, two = FORMATS[w.types.dtype], w.types.splat(1.0), w.types.splat(2.0)
    power, r, q = _power(w, _clamped(w, x, -shape.saturation, shape.saturation), 2.0)
    m = w.fma(power, w.binary("fmul", r, q), w.binary("fsub", power, one))
    return _divided(w, m, w.binary("fadd", m, two))


def log(w: Writer, x: str) -> str:
    """The sum k ln 2 + ln m with x = 2^k m and m around 1; ln m = 2 atanh((m - 1) / (m + 1))."""
    types, shape = w.types, FORMATS[w.types.dtype]
    integers, one = types.integers, types.splat(1.0)
    # numbers below the normal ones are scaled up first
    tiny = types.splat(2.0 ** (1 - shape.bias))
    small = w.let(f"fcmp olt {types.vector} {x}, {tiny}")
    scaled = w.binary("fmul", x, types.splat(2.0**shape.mantissa))
    normal = w.let(f"select <{types.lanes} x i1> {small}, {types.vector} {scaled}, {types.vector} {x}")
    bits = w.let(f"bitcast {types.vector} {normal} to {integers}")
    # adding this carries into the exponent exactly where m passes the square root of 2
    half = (1 << shape.mantissa) - int((2**0.5 - 1) * 2**shape.mantissa)
    raised = w.let(f"add {integers} {bits}, {types.splat_integer(half)}")
    exponent = w.let(f"lshr {integers} {raised}, {types.splat_integer(shape.mantissa)}")
    shift = w.let(f"sub {integers} {exponent}, {types.splat_integer(shape.bias)}")
    lowered = w.let(f"shl {integers} {shift}, {types.splat_integer(shape.mantissa)}")
    mantissa = w.let(f"bitcast {integers} {w.let(f'sub {integers} {bits}, {lowered}')} to {types.vector}")
    k = w.let(f"sitofp {integers} {shift} to {types.vector}")
    extra = w.let(
        f"select <{types.lanes} x i1> {small}, {types.vector} {types.splat(float(shape.mantissa))}, "
        f"{types.vector} zeroinitializer"
    )
    s = w.binary("fdiv", w.binary("fsub", mantissa, one), w.binary("fadd", mantissa, one))
    square = w.binary("fmul", s, s)
    series = _polynomial(w, square, tuple(2.0 / (2 * term + 1) for term in range(shape.terms)))
    value = w.fma(w.binary("fsub", k, extra), types.splat(math.log(2)), w.binary("fmul", s, series))
    infinite, nan = types.splat(float("inf")), types.splat(float("nan"))
    value = w.choose("oeq", x, infinite, infinite, value)
    value = w.choose("oeq", x, "zeroinitializer", types.splat(float("-inf")), value)
    value = w.choose("olt", x, "zeroinitializer", nan, value)
    return w.choose("uno", x, x, x, value)


def _instruction(op: str) -> Callable[..., str]:
    return lambda w, a, b: w.binary(op, a, b)


def _intrinsic(name: str) -> Callable[..., str]:
    return lambda w, *operands: w.call(
        w.types.vector, w.types.intrinsic(name), *((w.types.vector, operand) for operand in operands)
    )


def _step(w: Writer, x: str) -> str:
    value = w.choose("ogt", x, "zeroinitializer", w.types.splat(1.0), "zeroinitializer")
    return w.choose("uno", x, x, x, value)


SPELLINGS: Mapping[str, Callable[..., str]] = {
    "add": _instruction("fadd"),
    "sub": _instruction("fsub"),
    "mul": _instruction("fmul"),
    "div": _instruction("fdiv"),
    "neg": lambda w, x: w.negative(x),
    "sigmoid": sigmoid,
    "tanh": tanh,
    "relu": lambda w, x: w.choose("olt", x, "zeroinitializer", "zeroinitializer", x),
    "exp": exp,
    "log": log,
    "sqrt": _intrinsic("sqrt"),
    "absolute": _intrinsic("fabs"),
    "maximum": _intrinsic("maximum"),
    "minimum": _intrinsic("minimum"),
    "step": _step,
    "floor": _intrinsic("floor"),
    "straight_through": lambda w, hard, soft: hard,
}
