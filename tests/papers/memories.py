"""Cells whose memory is of another kind, from their papers: clocks, a memory in a memory, exponential gates."""

from __future__ import annotations

import numpy as np
from written import Array, Step, Weights, affine, sigma


def modules(units: int, count: int) -> Array:
    """The module (or head) of each unit; the first ones are larger by one where the units do not divide."""
    return np.concatenate([np.full(len(part), k) for k, part in enumerate(np.array_split(np.arange(units), count))])


def clockwork(periods: tuple[int, ...]) -> Step:
    """Koutník et al. (2014), section 3, unit by unit; t is the number of the step, from 0 on."""

    def step(w: Weights, x: Array, h: Array, t: Array) -> tuple[Array, tuple[Array, Array]]:
        period = np.array(periods)[modules(len(h), len(periods))]
        new = h.copy()
        for unit in range(len(h)):
            if t[0] % period[unit] == 0:
                # a module hears itself and those that are slower
                heard = sum(
                    w["R_h"][unit, other] * h[other] for other in range(len(h)) if period[other] >= period[unit]
                )
                new[unit] = np.tanh(w["W_h"][unit] @ x + heard + w["b_h"][unit] + w["c_h"][unit])
        return new, (new, t + 1)

    return step


def nested(w: Weights, x: Array, h: Array, c: Array, inner: Array) -> tuple[Array, tuple[Array, Array, Array]]:
    """Moniz & Krueger (2018), equations 6 to 19: the memory of the outer LSTM is the output of an inner one."""
    i, f, o = (sigma(affine(w, gate, x, h)) for gate in "ifo")
    h_inner = f * c
    x_inner = i * np.tanh(affine(w, "g", x, h))
    i, f, o_inner = (sigma(affine(w, f"inner_{gate}", x_inner, h_inner)) for gate in "ifo")
    inner = f * inner + i * np.tanh(affine(w, "inner_g", x_inner, h_inner))
    c = o_inner * np.tanh(inner)
    h = o * np.tanh(c)
    return h, (h, c, inner)


def _within_heads(w: Weights, gate: str, x: Array, h: Array, heads: int) -> Array:
    head = modules(len(h), heads)
    return w[f"W_{gate}"] @ x + np.where(head[:, None] == head, w[f"R_{gate}"], 0) @ h + w[f"b_{gate}"] + w[f"c_{gate}"]


def slstm(heads: int, forget: str) -> Step:
    """Beck et al. (2024), equations 8 to 17: the stabilised sLSTM."""
    opened = {"exp": np.exp, "sigmoid": sigma}[forget]

    def step(w: Weights, x: Array, h: Array, c: Array, n: Array, m: Array) -> tuple[Array, tuple[Array, ...]]:
        i, f, z, o = (_within_heads(w, gate, x, h, heads) for gate in "ifzo")
        m_new = np.maximum(np.log(opened(f)) + m, i)
        i_scaled, f_scaled = np.exp(i - m_new), np.exp(np.log(opened(f)) + m - m_new)
        c = f_scaled * c + i_scaled * np.tanh(z)
        n = f_scaled * n + i_scaled
        h = sigma(o) * c / n
        return h, (h, c, n, m_new)

    return step


def slstm_unscaled(heads: int, forget: str) -> Step:
    """Beck et al. (2024), equations 8 to 14: before it is stabilised; there is no m."""
    opened = {"exp": np.exp, "sigmoid": sigma}[forget]

    def step(w: Weights, x: Array, h: Array, c: Array, n: Array) -> tuple[Array, tuple[Array, ...]]:
        i, f, z, o = (_within_heads(w, gate, x, h, heads) for gate in "ifzo")
        c = opened(f) * c + np.exp(i) * np.tanh(z)
        n = opened(f) * n + np.exp(i)
        h = sigma(o) * c / n
        return h, (h, c, n)

    return step
