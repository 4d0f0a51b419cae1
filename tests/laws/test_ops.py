"""Law: every op means the same in NumPy, in torch, in LLVM and in its derivative."""

from __future__ import annotations

import ctypes

import numpy as np
import pytest
import torch
from machines import every_runnable_machine

import cellwright as cw
from cellwright.emit.llvm.mathematics import SPELLINGS
from cellwright.emit.llvm.writer import Types, Writer
from cellwright.equation.node import ordered
from cellwright.equation.ops import ARITY, OPS
from cellwright.equation.tape import Tape
from cellwright.equation.vector import Vector
from cellwright.run.eager import TORCH
from cellwright.run.library import Library
from cellwright.run.objects import compile_text

every_op = pytest.mark.parametrize("name", OPS)
# how many units in the last place a spelling may be off, where it is not exact
# (the float32 reduction by n ln 2 leaves n · 1.9e-9 behind, up to 4 units for the smallest results)
ULPS = {"exp": 4, "sigmoid": 4, "tanh": 4, "log": 4}

SPECIAL = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    np.inf,
    -np.inf,
    np.nan,
    1e-30,
    -1e-30,
    9.5,
    -9.5,
    20.0,
    -20.0,
    86.0,
    -86.0,
    1e30,
    -1e30,
]


def values(dtype):
    rng = np.random.default_rng(0)
    spread = [rng.uniform(-scale, scale, 400) for scale in (1e-3, 1.0, 12.0, 80.0)]
    return np.concatenate([SPECIAL, *spread]).astype(dtype)


def compiled_op(name, machine, dtype):
    """A function of whole registers: op(result, *operands, count)."""
    types, declarations = Types(machine, dtype), {}
    operands = [f"ptr %a{index}" for index in range(ARITY[name])]
    w = Writer(types, "op", ("ptr %result", *operands, "i64 %count"), declarations)
    with w.loop("%count", step=types.lanes) as index:
        registers = [w.load(w.at(f"%a{number}", index)) for number in range(ARITY[name])]
        w.store(SPELLINGS[name](w, *registers), w.at("%result", index))
    library = Library(compile_text("\n".join([*declarations, w.text()]), machine))
    function = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * (1 + ARITY[name]), ctypes.c_int64)(library.address("op"))

    def run(*arrays):
        padded = [np.append(a, np.zeros(-len(a) % types.lanes, dtype)) for a in arrays]
        result = np.full_like(padded[0], 7)
        function(result.ctypes.data, *(a.ctypes.data for a in padded), len(padded[0]))
        assert library
        return result[: len(arrays[0])]

    return run


def arguments(name, dtype):
    one = values(dtype)
    return [one] if ARITY[name] == 1 else [np.repeat(one[:60], 60), np.tile(one[:60], 60)]


def units_apart(found, expected):
    """The distance in units of the last place of the expected number, zero below the normal numbers."""
    info = np.finfo(found.dtype)
    unit = np.maximum(np.spacing(np.abs(expected).astype(found.dtype)).astype(np.longdouble), info.tiny)
    return np.abs(found.astype(np.longdouble) - expected) / unit


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@every_runnable_machine
@every_op
def test_the_compiled_spelling(name, machine, dtype):
    operands = arguments(name, dtype)
    found = compiled_op(name, machine, dtype)(*operands)
    with np.errstate(all="ignore"):
        expected = OPS[name].meaning(*(a.astype(np.longdouble) for a in operands))
        rounded = expected.astype(dtype)
    finite = np.isfinite(rounded)
    np.testing.assert_array_equal(found[~finite], rounded[~finite])
    # the machine without fused multiply-add rounds once more on the way
    allowed = ULPS.get(name, 0.5) * (1 if machine.fma or name not in ULPS else 40)
    assert units_apart(found[finite], expected[finite]).max() <= allowed + 1e-9


@every_op
def test_the_torch_spelling(name):
    operands = arguments(name, "float64")
    with np.errstate(all="ignore"):
        expected = OPS[name].meaning(*operands)
    found = TORCH[name](*map(torch.from_numpy, operands)).numpy()
    np.testing.assert_allclose(found, expected, rtol=1e-14)


@every_op
def test_the_derivative(name):
    """Against central differences, away from the corners of the ops that have any."""
    rng = np.random.default_rng(1)
    points = [
        rng.uniform(0.2, 2.0, 50) * (1 if name in {"log", "sqrt"} else rng.choice([-1, 1], 50))
        for _ in range(ARITY[name])
    ]
    tape = Tape()
    leaves = [tape.leaf("input", "hidden", f"a{index}") for index in range(ARITY[name])]
    gradient = tape.leaf("input", "hidden", "g")
    result = tape.apply(name, *leaves)
    shares = OPS[name].derivative(*(Vector(node, tape) for node in (gradient, result, *leaves)))
    given = {gradient: np.ones(50), **dict(zip(leaves, points, strict=True))}

    def evaluate(node):
        found = dict(given)
        for step in ordered([node]):
            if step not in found:
                operands = (found[source] for source in step.sources)
                found[step] = step.number if step.op == "constant" else OPS[step.op].meaning(*operands)
        return found[node]

    for index, share in enumerate(shares):
        up, down = ([p + (i == index) * d for i, p in enumerate(points)] for d in (1e-6, -1e-6))
        slope = (OPS[name].meaning(*up) - OPS[name].meaning(*down)) / 2e-6
        if name == "straight_through":
            slope = np.full(50, float(index))  # not its own slope: that is what it is for
        found = np.zeros(50) if share is None else evaluate(share.node)
        np.testing.assert_allclose(found, slope, atol=1e-8, rtol=1e-8)


def test_the_distance_can_fail():
    one = np.ones(1, dtype=np.float32)
    assert units_apart(np.nextafter(one, np.float32(2)), np.ones(1))[0] == pytest.approx(1.0)
    assert cw.Vector is Vector
