"""Law: every cell can be read, as text and as LaTeX that compiles."""

from __future__ import annotations

import pytest
from matplotlib.mathtext import MathTextParser
from subjects import every_subject

import cellwright as cw
from cellwright.equation.labels import labels
from cellwright.equation.latex import LATEX, aligned, latex
from cellwright.equation.node import Node
from cellwright.equation.show import TEXT, equations
from cellwright.equation.spelling import Writer


def compiles(line):
    """Whether a line of LaTeX is one."""
    try:
        MathTextParser("path").parse(f"${line}$")
    except ValueError:
        return False
    return True


def in_latex(label):
    return label if len(label) == 1 else f"\\mathrm{{{label}}}"


@every_subject
def test_latex_compiles(cell):
    lines = latex(cell)
    assert [line for line in lines if not compiles(line)] == []
    assert len(lines) == len(equations(cell))
    assert {line.partition(" = ")[0] for line in lines} >= {f"{in_latex(state.label)}_t" for state in cell.states}
    assert aligned(cell).count("&=") == len(lines)


@every_subject
def test_no_two_values_are_called_the_same(cell):
    found = labels(cell)
    assert len(set(found.values())) == len(found)
    left_sides = [line.partition(" = ")[0] for line in equations(cell)]
    assert len(set(left_sides)) == len(left_sides)


def test_the_checker_can_fail():
    assert not compiles(r"\frac{a}{")
    assert not compiles(r"\nosuchcommand x")


@cw.cell
def used_again(x, h):
    """A name is used for two values, and that of the state for something else."""
    a = cw.affine("a", x, h)
    a = cw.tanh(a)
    h = a * cw.sigmoid(h)
    new_gate_ = cw.exp(-(a - h)) - (h - a)
    return new_gate_ / (h / a)


def test_names_that_are_used_again_get_numbers():
    assert equations(used_again) == [
        "a = W_a x + R_a h + b_a",
        "a_2 = tanh(a)",
        "h_2 = a_2 * σ(h)",
        "new_gate_ = exp(-(a_2 - h_2)) - (h_2 - a_2)",
        "h' = new_gate_ / (h_2 / a_2)",
    ]
    assert latex(used_again)[3:] == [
        r"\mathrm{new}_{\mathrm{gate},t} = \exp(-(a_{2,t} - h_{2,t})) - (h_{2,t} - a_{2,t})",
        r"h_t = \frac{\mathrm{new}_{\mathrm{gate},t}}{\frac{h_{2,t}}{a_{2,t}}}",
    ]


@pytest.mark.parametrize(
    ("spelling", "text"), [(TEXT, "swirl_it(h, x)"), (LATEX, r"\operatorname{swirl\_it}(h_{t-1}, x_t)")]
)
def test_an_op_without_a_row_is_written_as_a_function(spelling, text):
    cell = cw.cells.rnn
    node = Node("swirl_it", (*cell.states, *cell.inputs), "hidden")
    assert Writer(spelling, labels(cell)).text(node, 0) == text
    assert spelling is TEXT or compiles(text)


def test_matrix_products_of_matrix_products_have_brackets():
    @cw.cell
    def twice(x, h):
        return cw.affine("a", h=cw.affine("b", h=h, bias=False), bias=False) * 0.5 - cw.affine("c", x)

    assert equations(twice) == ["h' = R_a (R_b h) * 0.5 - (W_c x + b_c)"]
    assert latex(twice) == [r"h_t = R_a (R_b h_{t-1}) \cdot 0.5 - (W_c x_t + b_c)"]


def test_what_the_language_has_besides_gates():
    @cw.cell
    def rich(x, h, c):
        a = cw.affine("a", x, h)
        centred = a - cw.mean(a)
        kept = cw.noise("kept", c, 0.5) * cw.blocks([1, 0.5], c) * c
        return centred * cw.floor(c) + cw.setting("slope", h, 1.0) * cw.parameter("gain", h) * h, kept

    assert equations(rich) == [
        "a = W_a x + R_a h + b_a",
        "centred = a - mean(a)",
        "c' = kept * [1, 0.5] * c",
        "h' = centred * floor(c) + slope * gain * h",
    ]
    assert all(map(compiles, latex(rich)))
    assert latex(rich)[2] == r"c_t = \mathrm{kept}_t \odot [1, 0.5] \odot c_{t-1}"
