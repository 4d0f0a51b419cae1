"""How each op of the language is spelled for registers of numbers.

Every spelling gives NaN for NaN and its limit for infinity. The exponential is 2^n (1 + f q(f)) with a whole n and |f| at
most one half; n is rounded by adding a number so large that no fraction remains beside it, and then stands in the low
bits of that sum, ready to become an exponent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cellwright.emit.llvm.writer import Writer

# 1 / ln 2, and what the first number leaves out
LOG2_E, LOG2_E_REST = 1.4426950408889634, 2.0355273740931033e-17


@dataclass(frozen=True)
class Format:
    """What the spellings know of a number type.

    Attributes:
        mantissa: bits of the mantissa.
        bias: of the exponent.
        power: coefficients of q, where 2^f = 1 + f q(f) for |f| <= 1/2 (Chebyshev interpolation of (2^f - 1) / f).
        overflow: exp(x) is infinite from here on.
        underflow: exp(-x) is taken as zero from here on.
        saturation: tanh(x) is 1 from here on.
        terms: how many terms of the series of atanh the logarithm takes.
    """

    mantissa: int
    bias: int
    power: tuple[float, ...]
    overflow: float
    underflow: float
    saturation: float
    terms: int


FORMATS = {
    "float32": Format(
        23,
        127,
        (
            0.6931471824645996,
            0.24022650718688965,
            0.055503569543361664,
            0.009618083015084267,
            0.0013390863314270973,
            0.00015453163359779865,
        ),
        88.73,
        86.6,
        9.5,
        5,
    ),
    "float64": Format(
        52,
        1023,
        (
            0.6931471805599453,
            0.24022650695910097,
            0.0555041086648216,
            0.009618129107606888,
            0.0013333558146416936,
            0.0001540353044173605,
            1.525273382983612e-05,
            1.321544258792169e-06,
            1.0178062445845774e-07,
            7.072585949269223e-09,
            4.4549605981865186e-10,
        ),
        709.79,
        707.0,
        20.0,
        13,
    ),
}


def _clamped(w: Writer, x: str, low: float, high: float) -> str:
    # written so that a comparison with NaN keeps x
    below, above = w.types.splat(low), w.types.splat(high)
    x = w.choose("ogt", x, above, above, x)
    return w.choose("olt", x, below, below, x)


def _polynomial(w: Writer, x: str, coefficients: tuple[float, ...]) -> str:
    value = w.types.splat(coefficients[-1])
    for coefficient in coefficients[-2::-1]:
        value = w.fma(value, x, w.types.splat(coefficient))
    return value


def _power(w: Writer, x: str, scale: float, shift: int = 0) -> tuple[str, str]:
    """(2^(n + shift), f q(f)) where exp(scale * x) = 2^n (1 + f q(f)), for x within bounds."""
    types, shape = w.types, FORMATS[w.types.dtype]
    high = types.rounded(scale * LOG2_E)
    factor, low = types.splat(high), types.splat(scale * LOG2_E - high + scale * LOG2_E_REST)
    large = types.splat(1.5 * 2.0**shape.mantissa + shape.bias + shift)
    sum_ = w.fma(x, factor, large)
    whole = w.binary("fsub", sum_, large)
    # the factor has more digits than one number holds: without the second share large results lose their last bits
    fraction = w.fma(x, low, w.fma(x, factor, w.let(f"fneg {types.vector} {whole}")))
    bits = w.let(f"bitcast {types.vector} {sum_} to {types.integers}")
    exponent = w.let(f"shl {types.integers} {bits}, {types.splat_integer(shape.mantissa)}")
    power = w.let(f"bitcast {types.integers} {exponent} to {types.vector}")
    return power, w.binary("fmul", fraction, _polynomial(w, fraction, shape.power))


def _grown(w: Writer, power: str, rest: str) -> str:
    # a product, not a fused sum: an infinite power must not meet a negative rest
    return w.binary("fmul", power, w.binary("fadd", rest, w.types.splat(1.0)))


def exp(w: Writer, x: str) -> str:
    """e^x; zero where the result would be within a factor of four of the smallest normal number, or below it."""
    shape, two = FORMATS[w.types.dtype], w.types.splat(2.0)
    # half the result first, so that the largest finite results do not overflow on the way
    power, rest = _power(w, _clamped(w, x, -shape.underflow, shape.overflow), 1.0, shift=-1)
    value = w.binary("fmul", _grown(w, power, rest), two)
    return w.choose("olt", x, w.types.splat(-shape.underflow), "zeroinitializer", value)


def sigmoid(w: Writer, x: str) -> str:
    """1 / (1 + e^-x)."""
    shape, one = FORMATS[w.types.dtype], w.types.splat(1.0)
    power, rest = _power(w, _clamped(w, x, -shape.overflow, shape.underflow), -1.0)
    return w.binary("fdiv", one, w.binary("fadd", _grown(w, power, rest), one))


def tanh(w: Writer, x: str) -> str:
    """m / (m + 2) with m = e^2x - 1, which is exact to the last bits around zero too."""
    shape, one, two = FORMATS[w.types.dtype], w.types.splat(1.0), w.types.splat(2.0)
    power, rest = _power(w, _clamped(w, x, -shape.saturation, shape.saturation), 2.0)
    growth = w.fma(power, rest, w.binary("fsub", power, one))
    return w.binary("fdiv", growth, w.binary("fadd", growth, two))


def log(w: Writer, x: str) -> str:
    """k ln 2 + ln m with x = 2^k m and m around 1; ln m = 2 atanh((m - 1) / (m + 1))."""
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
    value = w.fma(w.binary("fsub", k, extra), types.splat(1 / LOG2_E), w.binary("fmul", s, series))
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
    "neg": lambda w, x: w.let(f"fneg {w.types.vector} {x}"),
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
}
