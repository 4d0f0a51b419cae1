"""Equations as a reader writes them: one line a named value, in the order of the computation.

W stands for the weights of what comes in, R for those of what recurs, b and c for their biases, p for a diagonal, P for
other matrices; the gate is the index. Where both biases of a gate stand in one sum, b is their sum, as in the papers.
"""

from __future__ import annotations

from cellwright.equation.cell import Cell
from cellwright.equation.node import Node, Weight

LETTERS = {"weight_ih": "W", "weight_hh": "R", "bias_ih": "b", "bias_hh": "c", "weight_diag": "p"}
SYMBOLS = {"sigmoid": "σ", "absolute": "abs"}
# the sign between the operands, and how tightly it binds
OPERATORS = {"add": ("+", 1), "sub": ("-", 1), "mul": ("*", 2), "div": ("/", 2)}
ATOM = 4


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
    updates = [(f"{state.label}'", update) for state, update in zip(cell.states, cell.updates, strict=True)]
    results = {update: name for name, update in reversed(updates)}
    names = {**cell.names, **results}
    names.update((node, name) for name, node in cell.outputs if node not in names)
    order = {node: index for index, node in enumerate(cell.names)}
    # the user's own order as far as it is known, then that of the computation
    named = [node for node in cell.nodes if node in names and node.sources]
    named.sort(key=lambda node: order.get(node, len(order)))
    lines = [f"{names[node]} = {_text(node, names, 0, top=True)}" for node in named]
    # a state that takes another's value, or one that no operation made
    plain = [(name, node) for name, node in updates if name != names[node] or not node.sources]
    return lines + [f"{name} = {_text(node, names, 0, top=name == names[node])}" for name, node in plain]


def letter(weight: Weight) -> str:
    """The symbol of a weight, for example W_i."""
    return f"{LETTERS.get(weight.stack, 'P')}_{weight.gate}"


def _text(node: Node, names: dict[Node, str], binds: int, *, top: bool = False) -> str:
    if node in names and not top:
        return names[node]
    if node.op in {"input", "state"}:
        return node.label
    if node.op == "constant":
        return f"{node.number:g}"
    if node.op == "vector":
        return letter(node.weight)
    if node.op in {"matmul", "matmul_t"}:
        mark = "ᵀ" if node.op == "matmul_t" else ""
        return f"{letter(node.weight)}{mark} {_text(node.sources[0], names, ATOM)}"
    if node.op == "neg":
        return f"-{_text(node.sources[0], names, 3)}"
    if node.op == "add":
        text = " + ".join(_terms(_opened(node, names), names))
        return f"({text})" if OPERATORS["add"][1] < binds else text
    if node.op in OPERATORS:
        sign, level = OPERATORS[node.op]
        left, right = node.sources
        # the right operand of - and / needs brackets where + and * need none
        text = f"{_text(left, names, level)} {sign} {_text(right, names, level + (sign in '-/'))}"
        return f"({text})" if level < binds else text
    arguments = ", ".join(_text(source, names, 0) for source in node.sources)
    return f"{SYMBOLS.get(node.op, node.op)}({arguments})"


def _opened(node: Node, names: dict[Node, str]) -> list[Node]:
    """The terms of a sum."""
    if node.op != "add":
        return [node]
    left, right = (_opened(source, names) if source not in names else [source] for source in node.sources)
    return left + right


def _terms(terms: list[Node], names: dict[Node, str]) -> list[str]:
    biases = [term.weight for term in terms if term.op == "vector" and term.weight.is_bias]
    seconds = {weight.gate for weight in biases if weight.stack == "bias_hh"}
    both = {weight.gate for weight in biases if weight.stack == "bias_ih" and weight.gate in seconds}
    texts = []
    for term in terms:
        if term.op == "vector" and term.weight.is_bias and term.weight.gate in both:
            if term.weight.stack == "bias_hh":
                texts.append(f"b_{term.weight.gate}")
        else:
            texts.append(_text(term, names, OPERATORS["add"][1]))
    return texts
