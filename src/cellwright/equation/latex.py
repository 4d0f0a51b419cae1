r"""Equations in LaTeX: `i_t = \sigma(W_i x_t + R_i h_{t-1} + b_i)`, in the letters of `cellwright.equation.show`."""

from __future__ import annotations

from collections.abc import Mapping

from cellwright.equation.cell import Cell
from cellwright.equation.labels import BEFORE, Label
from cellwright.equation.node import Node, Weight
from cellwright.equation.show import leaf, letter
from cellwright.equation.spelling import PRODUCT, SUM, Form, Spelling, written

GREEK = set(
    "alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi chi psi omega".split()  # noqa: SIM905
)
# the ops whose names are LaTeX commands, or not their names at all
FUNCTIONS = {
    "sigmoid": r"\sigma",
    "tanh": r"\tanh",
    "exp": r"\exp",
    "log": r"\log",
    "maximum": r"\max",
    "minimum": r"\min",
}

FORMS: Mapping[str, Form] = {
    "sub": Form("{0} - {1}", SUM, (SUM, PRODUCT)),
    "mul": Form(r"{0} \odot {1}", PRODUCT, (PRODUCT, PRODUCT)),
    "scale": Form(r"{0} \cdot {1}", PRODUCT, (PRODUCT, PRODUCT)),
    "div": Form(r"\frac{{{0}}}{{{1}}}"),
    "neg": Form("-{0}", SUM, (PRODUCT,)),
    "sqrt": Form(r"\sqrt{{{0}}}"),
    "floor": Form(r"\left\lfloor {0} \right\rfloor"),
    "spread": Form("{0}"),
    "absolute": Form(r"\left|{0}\right|"),
}


def latex(cell: Cell) -> list[str]:
    r"""The equations of one step, a formula a line.

    Example:
        >>> import cellwright as cw
        >>> for line in latex(cw.cells.cifg_lstm):
        ...     print(line)
        i_t = \sigma(W_i x_t + R_i h_{t-1} + b_i)
        g_t = \tanh(W_g x_t + R_g h_{t-1} + b_g)
        o_t = \sigma(W_o x_t + R_o h_{t-1} + b_o)
        c_t = (1 - i_t) \odot c_{t-1} + i_t \odot g_t
        h_t = o_t \odot \tanh(c_t)
    """
    return [f"{left} = {right}" for left, right in written(cell, LATEX)]


def aligned(cell: Cell) -> str:
    """The equations of one step as one formula, a line each, aligned at the equals signs."""
    lines = [rf"{left} &= {right} \\" for left, right in written(cell, LATEX)]
    return "\n".join([r"\begin{aligned}", *lines, r"\end{aligned}"])


def _label(label: Label) -> str:
    base, _, index = label.name.strip("_").partition("_")
    time = "t-1" if label.when == BEFORE else "t"
    return _indexed(_word(base), f"{_word(index)},{time}" if index else time)


def _weight(weight: Weight) -> str:
    mark = letter(weight)
    if not mark:
        return _word(weight.gate)
    # the part and the layer of a stack stand above the letter
    part, _, layer = mark[1:].removeprefix("[").rpartition("]")
    above = ",".join([*([_word(part)] if part else []), *([layer] if layer else [])])
    return _indexed(mark[0] + (f"^{{({above})}}" if above else ""), _word(weight.gate))


def _leaf(node: Node) -> str:
    return leaf(node) if node.op in {"blocks", "fraction"} else _word(node.op)


def _indexed(base: str, index: str) -> str:
    return f"{base}_{index}" if len(index) == 1 else f"{base}_{{{index}}}"


def _word(name: str) -> str:
    """A name of one letter in italics, that of a Greek letter as the letter, a longer one upright."""
    if name in GREEK:
        return f"\\{name}"
    return name if len(name) == 1 else rf"\mathrm{{{_escaped(name)}}}"


def _escaped(name: str) -> str:
    return name.replace("_", r"\_")


LATEX = Spelling(
    forms=FORMS,
    label=_label,
    weight=_weight,
    leaf=_leaf,
    number=lambda number: f"{number:g}",
    function=lambda op: FUNCTIONS.get(op) or rf"\operatorname{{{_escaped(op)}}}",
    brackets="({})",
    transposed=r"^\top",
)
