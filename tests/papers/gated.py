"""Cells of one layer, from their papers: each function is one step of one sequence."""

from __future__ import annotations

import numpy as np
from written import Array, Step, Weights, affine, sigma

Memory = tuple[Array, tuple[Array, Array]]
Plain = tuple[Array, tuple[Array]]


def elman(activation: str) -> Step:
    """Elman (1990)."""
    squash = {"tanh": np.tanh, "relu": lambda v: v * (v > 0)}[activation]

    def step(w: Weights, x: Array, h: Array) -> Plain:
        new = squash(affine(w, "h", x, h))
        return new, (new,)

    return step


def lstm1997(w: Weights, x: Array, h: Array, c: Array) -> Memory:
    """Hochreiter & Schmidhuber (1997): the carousel forgets nothing."""
    c = c + sigma(affine(w, "i", x, h)) * np.tanh(affine(w, "g", x, h))
    h = sigma(affine(w, "o", x, h)) * np.tanh(c)
    return h, (h, c)


def lstm(w: Weights, x: Array, h: Array, c: Array) -> Memory:
    """Gers, Schmidhuber & Cummins (2000)."""
    c = sigma(affine(w, "f", x, h)) * c + sigma(affine(w, "i", x, h)) * np.tanh(affine(w, "g", x, h))
    h = sigma(affine(w, "o", x, h)) * np.tanh(c)
    return h, (h, c)


def cifg(w: Weights, x: Array, h: Array, c: Array) -> Memory:
    """Greff et al. (2015), coupled gates, without peepholes: what comes in takes the place of what goes."""
    i = sigma(affine(w, "i", x, h))
    c = (1 - i) * c + i * np.tanh(affine(w, "g", x, h))
    h = sigma(affine(w, "o", x, h)) * np.tanh(c)
    return h, (h, c)


def peephole(seeing: str) -> Step:
    """Gers & Schmidhuber (2000): the gates named see the memory, the output gate the new one."""

    def step(w: Weights, x: Array, h: Array, c: Array) -> Memory:
        def gate(name: str, memory: Array) -> Array:
            seen = w[f"p_{name}"] * memory if name in seeing else 0
            return sigma(affine(w, name, x, h) + seen)

        new = gate("f", c) * c + gate("i", c) * np.tanh(affine(w, "g", x, h))
        h_new = gate("o", new) * np.tanh(new)
        return h_new, (h_new, new)

    return step


def greff(variant: str) -> Step:
    """Greff et al. (2015), section 3 and appendix: the vanilla LSTM, with one thing changed."""

    def step(w: Weights, x: Array, y: Array, c: Array) -> Memory:
        def gate(name: str, memory: Array) -> Array:
            return sigma(affine(w, name, x, y) + (0 if variant == "NP" else w[f"p_{name}"] * memory))

        z = affine(w, "g", x, y)
        z = z if variant == "NIAF" else np.tanh(z)
        i = 1 if variant == "NIG" else gate("i", c)
        f = 1 if variant == "NFG" else 1 - i if variant == "CIFG" else gate("f", c)
        c = z * i + c * f
        o = 1 if variant == "NOG" else gate("o", c)
        y = (c if variant == "NOAF" else np.tanh(c)) * o
        return y, (y, c)

    return step


def greff_fgr(
    w: Weights, x: Array, y: Array, c: Array, i: Array, f: Array, o: Array
) -> tuple[Array, tuple[Array, ...]]:
    """Greff et al. (2015), full gate recurrence: each gate sees all three gates of the step before."""

    def gate(name: str, memory: Array) -> Array:
        of_gates = w[f"R_{name}_from_i"] @ i + w[f"R_{name}_from_f"] @ f + w[f"R_{name}_from_o"] @ o
        return sigma(affine(w, name, x, y) + w[f"p_{name}"] * memory + of_gates)

    i_new, f_new = gate("i", c), gate("f", c)
    c = np.tanh(affine(w, "g", x, y)) * i_new + c * f_new
    o_new = gate("o", c)
    y = np.tanh(c) * o_new
    return y, (y, c, i_new, f_new, o_new)


def gru_after(w: Weights, x: Array, h: Array) -> Plain:
    """Cho et al. (2014) as torch and cuDNN have it: the reset gate stands behind the matrix and its bias."""
    r, z = sigma(affine(w, "r", x, h)), sigma(affine(w, "z", x, h))
    n = np.tanh(w["W_n"] @ x + w["b_n"] + r * (w["R_n"] @ h + w["c_n"]))
    new = (1 - z) * n + z * h
    return new, (new,)


def gru_before(w: Weights, x: Array, h: Array) -> Plain:
    """Cho et al. (2014), equations 5 to 8: the reset gate stands before the matrix."""
    r, z = sigma(affine(w, "r", x, h)), sigma(affine(w, "z", x, h))
    n = np.tanh(affine(w, "n", x, r * h))
    new = z * h + (1 - z) * n
    return new, (new,)


def mut1(w: Weights, x: Array, h: Array) -> Plain:
    """Jozefowicz et al. (2015), section 4: the update gate does not see h, the input stands in a tanh of its own.

    The paper adds tanh(x) as it is; where x is as wide as h, that is a map by the identity.
    """
    z = sigma(w["W_z"] @ x + w["b_z"])
    r = sigma(affine(w, "r", x, h))
    new = np.tanh(w["R_n"] @ (r * h) + w["c_n"] + np.tanh(w["W_n"] @ x + w["b_n"])) * z + h * (1 - z)
    return new, (new,)


def mut2(w: Weights, x: Array, h: Array) -> Plain:
    """Jozefowicz et al. (2015): as the paper has x in the reset gate without a matrix, ours has a map there."""
    z, r = sigma(affine(w, "z", x, h)), sigma(affine(w, "r", x, h))
    new = np.tanh(affine(w, "n", x, r * h)) * z + h * (1 - z)
    return new, (new,)


def mut3(w: Weights, x: Array, h: Array) -> Plain:
    """Jozefowicz et al. (2015): the update gate sees tanh(h)."""
    z, r = sigma(affine(w, "z", x, np.tanh(h))), sigma(affine(w, "r", x, h))
    new = np.tanh(affine(w, "n", x, r * h)) * z + h * (1 - z)
    return new, (new,)


def min_gru(w: Weights, x: Array, h: Array) -> Plain:
    """Feng et al. (2024), minGRU: nothing but the mixing sees the step before."""
    z = sigma(w["W_z"] @ x + w["b_z"])
    new = (1 - z) * h + z * (w["W_h"] @ x + w["b_h"])
    return new, (new,)


def min_lstm(w: Weights, x: Array, h: Array) -> Plain:
    """Feng et al. (2024), minLSTM: two gates, scaled to a sum of one."""
    f, i = (sigma(w[f"W_{gate}"] @ x + w[f"b_{gate}"]) for gate in "fi")
    new = f / (f + i) * h + i / (f + i) * (w["W_h"] @ x + w["b_h"])
    return new, (new,)
