"""sLSTM, the scalar memory of xLSTM: exponential gates, kept in bounds by a stabiliser."""

from __future__ import annotations

from cellwright.equation import Vector, absolute, affine, cell, exp, log, maximum, minimum, sigmoid, tanh
from cellwright.errors import EquationError


@cell
def slstm(
    x: Vector, h: Vector, c: Vector, n: Vector, m: Vector, *, heads: int = 4, forget: str = "sigmoid"
) -> tuple[Vector, Vector, Vector, Vector]:
    """SLSTM (Beck et al. 2024): exponential input gate, normaliser n, stabiliser m; heads recur among themselves.

    `forget` is "sigmoid" or "exp", the function of the forget gate.
    """
    if forget not in {"sigmoid", "exp"}:
        raise EquationError(f'slstm\'s forget gate is "sigmoid" or "exp", not {forget!r}')
    heads_only = f"diagonal {heads}" if heads > 1 else ""
    i = affine("i", x, h, pattern=heads_only)
    f = affine("f", x, h, pattern=heads_only)
    z = tanh(affine("z", x, h, pattern=heads_only))
    o = sigmoid(affine("o", x, h, pattern=heads_only))
    # the logarithm of the sigmoid, without a small number under the logarithm
    log_f = f if forget == "exp" else minimum(f, 0.0) - log(1 + exp(-absolute(f)))
    m_new = maximum(log_f + m, i)
    kept, new = exp(log_f + m - m_new), exp(i - m_new)
    c = kept * c + new * z
    n = kept * n + new
    return o * c / n, c, n, m_new
