"""Equations as a reader writes them: one line a named value, in the order of the computation.

W stands for the weights of what comes in, R for those of what recurs, b and c for their biases, p for a diagonal, P for
other matrices; the gate is the index. Where both biases of a gate stand in one sum, b is their sum, as in the papers.
"""

from __future__ import annotations

from collections.abc import Mapping

from cellwright.equation.cell import Cell
from cellwright.equation.labels import NEW, Label
from cellwright.equation.node import Node, Weight
from cellwright.equation.spelling import PRODUCT, SUM, Form, Spelling, written

# tables of scales and shifts are known as s and d; a stack without a letter is known by the names in it
LETTERS = {
    "weight_ih": "W", "weight_hh": "R", "bias_ih": "b", "bias_hh": "c", "weight_diag": "p",
    "vector": "", "settings": "", "scale": "s", "shift": "d", "circuit": "θ",
}  # fmt: skip
SIZES = {"input": "I", "hidden": "H", "proj": "P"}
FUNCTIONS = {"sigmoid": "σ", "absolute": "abs"}

FORMS: Mapping[str, Form] = {
    "sub": Form("{0} - {1}", SUM, (SUM, PRODUCT)),
    "mul": Form("{0} * {1}", PRODUCT, (PRODUCT, PRODUCT)),
    "scale": Form("{0} * {1}", PRODUCT, (PRODUCT, PRODUCT)),
    "div": Form("{0} / {1}", PRODUCT, (PRODUCT, PRODUCT + 1)),
    "neg": Form("-{0}", SUM, (PRODUCT,)),
    "spread": Form("{0}"),
}


def letter(weight: Weight) -> str:
    """The letter of a weight, with its part and its layer if the cell has several in it: W, R1 or W[inner]."""
    stack, sign = next(((known, sign) for known, sign in LETTERS.items() if weight.base.startswith(known)), ("", "P"))
    part = weight.base.removeprefix(stack).strip("_") if stack else ""
    name = f"{sign}[{part}]" if part else sign
    return f"{name}{weight.layer}" if name and weight.layer else name


def weight_text(weight: Weight) -> str:
    """A weight as it stands in the equations: W_i."""
    return f"{letter(weight)}_{weight.gate}".strip("_")


def leaf(node: Node) -> str:
    """A leaf that has no name: a fixed vector, or 1 / n."""
    if node.op == "blocks":
        return f"[{', '.join(f'{number:g}' for number in node.numbers)}]"
    return f"1/{SIZES.get(node.label, node.label)}" if node.op == "fraction" else node.op


TEXT = Spelling(
    forms=FORMS,
    label=lambda label: f"{label.name}'" if label.when == NEW else label.name,
    weight=weight_text,
    leaf=leaf,
    number=lambda number: f"{number:g}",
    function=lambda op: FUNCTIONS.get(op, op),
    brackets="({})",
    transposed="ᵀ",
)


def equations(cell: Cell) -> list[str]:
    r"""The equations of one step; h' is the new value of h.

    Example:
        >>> import cellwright as cw
        >>> print("\n".join(equations(cw.cells.lstm)))
        i = σ(W_i x + R_i h + b_i)
        f = σ(W_f x + R_f h + b_f)
        g = tanh(W_g x + R_g h + b_g)
        o = σ(W_o x + R_o h + b_o)
        c' = f * c + i * g
        h' = o * tanh(c')
    """
    return [f"{left} = {right}" for left, right in written(cell, TEXT)]


def label_text(label: Label) -> str:
    """A label as it stands in the equations."""
    return TEXT.label(label)
