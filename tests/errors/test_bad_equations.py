"""Mistakes in the equations of a cell: every message, word for word, and the user's own line below it."""

# ruff: noqa: PLW0108 - the function of a row has the parameters of a cell, and no defaults

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest
import torch
from bad_input import Row, every_row, raises_exactly

import cellwright as cw

LINE = "\n  in …"
COMPARED = "vectors cannot be compared; write step(a - b), which is 1 where a > b and else 0" + LINE
EACH = (
    "a vector cannot be gone through number by number; the equations are about whole vectors: write total, mean or "
    "largest for all of its numbers" + LINE
)
RETURNS = (
    "cell '<lambda>' must return the new value of each of its states (h, c), in this order, or its output and then "
    "those; it returned "
)
SIGNATURE = (
    "a cell is a function of its input and at least one state, and of keyword-only options with defaults; found "
    "<lambda>({0}); write for example def <lambda>(x, h, c, *, option=1.0)"
)
SIZE = (
    "cell '<lambda>': states= gives each state a size, 'hidden', 'one', 'input' or so many numbers, for example "
    '{"h": "hidden", "t": "one", "m": 6}; got '
)
LIKE = " takes the size of a vector of the equations, for example of a state; got int"
ANOTHER = " was given a symbolic vector; write "

kept: list[cw.Vector] = []


@cw.cell
def keeps_a_vector(x, h):
    kept.append(h)
    return cw.tanh(cw.affine("h", x, h))


def a(x, h, gate="h"):
    return cw.tanh(cw.affine(gate, x, h))


def writing(name, function, message, **options):
    return Row(name, lambda folder: cw.cell(function, **options), cw.EquationError, message)


ROWS = [
    # what is returned
    writing("a forgotten state", lambda x, h, c: a(x, h) * c, RETURNS + "one value"),
    writing("a list", lambda x, h, c: [a(x, h), c], RETURNS + "a list; write return h, c"),
    writing("too many", lambda x, h, c: (h, h, c, c), RETURNS + "4 values"),
    writing(
        "no return", lambda x, h: None,
        "cell '<lambda>' must return vectors, but the new 'h' is nothing; is there a return at the end?",
    ),
    writing(
        "a number", lambda x, h: 0.5,
        "cell '<lambda>' must return vectors, but the new 'h' is float; a fixed number is written 0.0 * h + 1",
    ),
    writing(
        "a number for an output", lambda x, h, c: (1.0, h, c),
        "cell '<lambda>' must return vectors, but its output is float; a fixed number is written 0.0 * h + 1",
    ),
    writing(
        "a cell", lambda x, h: cw.cells.rnn,
        "cell '<lambda>' must return vectors, but the new 'h' is the cell 'rnn'; cells share equations by plain "
        "functions of vectors that both call",
    ),
    writing(
        "a vector of another size", lambda x, h: x,
        "cell '<lambda>': the new 'h' has the input size, but the state has the hidden size; bring it there with "
        "affine(...)" + LINE,
    ),
    writing(
        "a vector of an earlier call", lambda x, h: kept[0],
        "cell '<lambda>': the new 'h' is a vector of another cell, or of an earlier call",
    ),
    # Python's own words
    writing("if", lambda x, h: h if h > 0 else -h, COMPARED),
    writing("max", lambda x, h: max(h, 0), COMPARED),
    writing(
        "equal", lambda x, h: h if h == 0 else -h,
        "vectors cannot be compared; 1 - step(absolute(a - b)) is 1 where a is b and else 0" + LINE,
    ),
    writing(
        "and", lambda x, h: h and x,
        "a vector is neither true nor false while the equations are written down: they are the same at every step; "
        "write maximum, minimum or step instead of if, and, or, not" + LINE,
    ),
    writing("for", lambda x, h: next(iter(h)), EACH),
    writing("sum", lambda x, h: sum(h), EACH),
    writing("len", lambda x, h: h / len(h), EACH),
    writing("power", lambda x, h: h**2, "a vector cannot be raised to the power 2; write v * v, sqrt or exp" + LINE),
    writing("exponent", lambda x, h: 2**h, "a vector cannot be an exponent of 2; write exp(v * 0.693147)" + LINE),
    writing(
        "remainder", lambda x, h: h % 2,
        "% and // are not part of the language; write modulo(v, period) and floor(v / period)" + LINE,
    ),
    writing("round", lambda x, h: round(h), "a vector cannot be rounded by round; write floor(v + 0.5)" + LINE),
    writing(
        "matrix product", lambda x, h: x @ h,
        '@ is not part of the language; write affine("name", x, h) for W x + R h + b' + LINE,
    ),
    writing(
        "index", lambda x, h: h[0],
        'a vector cannot be indexed; give each part its own gate, for example affine("i", x, h)' + LINE,
    ),
    writing(
        "method", lambda x, h: h.tanh(),
        "a vector has no 'tanh': it has no numbers yet; write cellwright.tanh(v)" + LINE
    ),
    writing(
        "shape", lambda x, h: h / h.shape,
        "a vector has no 'shape': it has no numbers yet; write mean or total" + LINE
    ),
    # other libraries
    writing("numpy", lambda x, h: np.tanh(h), f"numpy.tanh{ANOTHER}cellwright.tanh(v)" + LINE),
    writing("numpy's where", lambda x, h: np.where(h, 1, 0), f"numpy.where{ANOTHER}step" + LINE),
    writing(
        "an array", lambda x, h: np.ones(3) * h,
        f"numpy.multiply{ANOTHER}the functions of cellwright: affine, sigmoid, tanh, exp, mean, ..." + LINE,
    ),
    writing(
        "an array on the right", lambda x, h: h * np.ones(3),
        "mul was given ndarray; it takes vectors and numbers of the equations only" + LINE,
    ),
    writing("torch", lambda x, h: torch.sigmoid(h), f"torch's sigmoid{ANOTHER}cellwright.sigmoid(v)" + LINE),
    writing(
        "math", lambda x, h: math.exp(h),
        "a function of math, numpy or torch was given a symbolic vector; write cellwright's own sigmoid, tanh, exp, "
        "..." + LINE,
    ),
    # numbers
    writing(
        "not a number", lambda x, h: h * float("nan"),
        "mul was given nan; a number of the equations must be finite" + LINE
    ),
    writing(
        "a text", lambda x, h: h * "2", "mul was given str; it takes vectors and numbers of the equations only" + LINE
    ),
    writing(
        "numbers only", lambda x, h: h * cw.exp(2.0),
        "exp was given numbers only; compute that with Python's math, or give it a vector" + LINE,
    ),
    writing(
        "two sizes", lambda x, h: cw.tanh(x + h),
        "add needs vectors of one size, but got the input size and the hidden size; bring one to the size of the other "
        'first, for example with affine("name", v)' + LINE,
    ),
    writing(
        "a vector from elsewhere", lambda x, h: h * kept[0],
        "mul needs vectors of one and the same cell, from one and the same call of its function" + LINE,
    ),
    # gates and given values
    writing(
        "a gate without a name", lambda x, h: cw.affine(x, h),
        "affine's first argument is a name, a text like \"i\"; got Vector" + LINE,
    ),
    writing(
        "a gate of no letters", lambda x, h: a(x, h, ""),
        "affine's first argument is a name, a text like \"i\"; got an empty text" + LINE,
    ),
    writing(
        "peephole the other way", lambda x, h: cw.diag(h, "p"),
        "diag's first argument is a name, a text like \"i\"; got Vector" + LINE,
    ),
    writing(
        "a size that is none", lambda x, h: cw.affine("h", x, h, size="wide"),
        "affine('h', ...) gives a vector of the size 'hidden', 'proj' or 'one', or of so many numbers, not 'wide'; the "
        "numbers that the names stand for are given to the layer" + LINE,
    ),
    writing(
        "one gate, two shapes", lambda x, h: cw.affine("i", x) + cw.affine("i", h),
        "the weight weight_ih['i'] is used with two shapes, (hidden, input) and (hidden, hidden); give the second use "
        "another gate name" + LINE,
    ),
    writing(
        "one gate, two patterns", lambda x, h: cw.affine("i", h=h) + cw.affine("i", h=h, pattern="upper 2"),
        "the weight weight_hh['i'] is used with two patterns, '' and 'upper 2'; give the second use another gate name"
        + LINE,
    ),
    writing(
        "a state where the input stands", lambda x, h, c: (cw.affine("a", x) + cw.affine("b", h), c),
        "cell '<lambda>': the gates of weight_ih map vectors of different sizes: 'a' (input), 'b' (hidden); in "
        "affine(gate, x, h) the first vector comes from outside, the second from the states, which may stand alone: "
        "affine(gate, h=h); for vectors of another size write part=, and a name",
    ),
    writing(
        "one mask, two uses", lambda x, h: cw.noise("m", h, 0.5) * h + cw.noise("m", h, 0.7),
        "the mask 'm' is used in two ways; give the second another name" + LINE,
    ),
    writing("a parameter of numbers", lambda x, h: h * cw.parameter("p", 3), "parameter" + LIKE + LINE),
    writing(
        "a setting of letters", lambda x, h: h * cw.setting("s", h, "x"),
        "setting('s', ...) begins at a finite number; got 'x'" + LINE,
    ),
    writing(
        "blocks of a number", lambda x, h: h * cw.blocks(3, h),
        "blocks takes a list of at least one number, all finite; got 3" + LINE,
    ),
    # the function itself
    writing("no state", lambda x: x, SIGNATURE.format("x")),
    writing("a default", lambda x, h=1: h, SIGNATURE.format("x, h=1")),
    writing("an option without a default", lambda x, h, *, k: h, SIGNATURE.format("x, h, *, k")),
    writing("no function", 3, "@cw.cell turns a function of one step into a cell; got int"),
    writing("a partial", partial(lambda x, h: h), "@cw.cell turns a function of one step into a cell; got partial"),
    writing(
        "a misspelt size", lambda x, h: a(x, h), SIZE + "'hiden'", states={"h": "hiden"},
    ),
    writing(
        "a state called like the input", lambda x, *h: a(x, *h),
        "cell '<lambda>': 'x' is both its input and a state; rename one", states={"x": "hidden"},
    ),
    writing(
        "states of other options", lambda x, h: a(x, h),
        "cell '<lambda>': the function states= takes the options of the cell, (), by their names; missing "
        "a required argument: 'n'",
        states=lambda n: {"h": "hidden"},
    ),
]  # fmt: skip


@every_row(ROWS)
def test_the_message_is_exact(row, tmp_path):
    raises_exactly(row, tmp_path)


@every_row([row for row in ROWS if row.message.endswith(LINE)])
def test_the_line_is_the_users_own(row, tmp_path):
    with pytest.raises(cw.EquationError) as caught:
        row.call(tmp_path)
    where = str(caught.value).splitlines()[-2]
    assert __file__ in where


def test_a_cell_that_traces_itself_says_so():
    def endless(x, h, *, depth=0):
        return cw.cell(endless)

    with pytest.raises(cw.EquationError, match="'endless' calls itself without end while it is traced"):
        cw.cell(endless)


@pytest.mark.parametrize(
    "write",
    [
        lambda h: np.float64(2) * h,
        lambda h: h * np.float32(2),
        lambda h: np.float32(2) * h,
        lambda h: h * np.int64(2),
        lambda h: h * True + h,
    ],
)
def test_numbers_of_any_kind_are_numbers(write):
    assert cw.cell(lambda x, h: write(h)).key in {
        cw.cell(lambda x, h: 2.0 * h).key,
        cw.cell(lambda x, h: h * 2.0).key,
        cw.cell(lambda x, h: h * 1.0 + h).key,
    }


def test_the_absolute_value_of_python_is_ours():
    assert cw.cell(lambda x, h: abs(h)) == cw.cell(lambda x, h: cw.absolute(h))


def test_protocols_of_other_libraries_are_not_disturbed():
    assert not hasattr(kept[0], "__array_interface__")
    assert hash(kept[0]) == hash(kept[0])
