"""Cells of several layers, from their papers; the names of the weights of layer k end in k, from 0 on."""

from __future__ import annotations

import numpy as np
from written import Array, Step, Weights, affine, sigma


def depth_gated(layers: int) -> Step:
    """Yao et al. (2015): a gate lets the new memory of the layer below into that of a layer.

    The gates of the paper also have peepholes; those of our catalogue have none.
    """

    def step(w: Weights, x: Array, *states: Array) -> tuple[Array, tuple[Array, ...]]:
        new: list[Array] = []
        for k in range(layers):
            h, c = states[2 * k : 2 * k + 2]
            i, f, o = (sigma(affine(w, f"{gate}{k}", x, h)) for gate in "ifo")
            memory = f * c + i * np.tanh(affine(w, f"g{k}", x, h))
            if k > 0:
                below = new[-1]
                d = sigma(w[f"W_d{k}"] @ x + w[f"b_d{k}"] + w[f"p_d{k}"] * c + w[f"q_d{k}"] * below)
                memory = memory + d * below
            x = o * np.tanh(memory)
            new += [x, memory]
        return x, tuple(new)

    return step


def grid(layers: int, tied: bool) -> Step:
    """Kalchbrenner et al. (2015), section 3, for two dimensions: time, and depth, which ends in the output.

    The transform of each dimension is the usual LSTM's: its output gate stands outside the tanh.
    """

    def transform(w: Weights, name: str, h_time: Array, h_depth: Array, memory: Array) -> tuple[Array, Array]:
        def gate(letter: str) -> Array:
            return w[f"R_{letter}_{name}"] @ h_time + w[f"D_{letter}_{name}"] @ h_depth + w[f"c_{letter}_{name}"]

        memory = sigma(gate("f")) * memory + sigma(gate("i")) * np.tanh(gate("g"))
        return sigma(gate("o")) * np.tanh(memory), memory

    def step(w: Weights, x: Array, *states: Array) -> tuple[Array, tuple[Array, ...]]:
        h_depth, c_depth = w["W_h"] @ x + w["b_h"], w["W_c"] @ x + w["b_c"]
        new: list[Array] = []
        for layer in range(layers):
            k = 0 if tied else layer
            h, c = states[2 * layer : 2 * layer + 2]
            # both dimensions see the same two vectors, before either has moved
            in_time = transform(w, f"time{k}", h, h_depth, c)
            h_depth, c_depth = transform(w, f"depth{k}", h, h_depth, c_depth)
            new += in_time
        return h_depth, tuple(new)

    return step


def _gates_of_layer(w: Weights, k: int, below: Array, h: Array, above: Array | None) -> dict[str, Array]:
    found = {}
    for gate in "ifog" if above is None else "ifogz":
        found[gate] = w[f"W_{gate}{k}"] @ below + w[f"R_{gate}{k}"] @ h + w[f"c_{gate}{k}"]
        if above is not None:
            found[gate] = found[gate] + w[f"U_{gate}{k}"] @ above
    return found


def multiscale(layers: int, output: str, slope: float = 1.0) -> Step:
    """Chung, Ahn & Bengio (2016), equations 1 to 7, and 11 and 12 for the output; the last layer has no detector."""

    def step(w: Weights, x: Array, *states: Array) -> tuple[Array, tuple[Array, ...]]:
        hs, cs, zs = states[0 : 2 * layers : 2], states[1 : 2 * layers : 2], states[2 * layers :]
        h_new, c_new, z_new = [], [], []
        below, z_below = x, 1.0
        for k in range(layers):
            last = k == layers - 1
            z_before = 0.0 if last else zs[k][0]
            a = _gates_of_layer(w, k, z_below * below, hs[k], None if last else z_before * hs[k + 1])
            i, f, o, g = sigma(a["i"]), sigma(a["f"]), sigma(a["o"]), np.tanh(a["g"])
            if z_before == 1:  # flush
                c = i * g
                h = o * np.tanh(c)
            elif z_below == 1:  # update
                c = f * cs[k] + i * g
                h = o * np.tanh(c)
            else:  # copy
                c, h = cs[k], hs[k]
            if not last:
                soft = np.maximum(0, np.minimum(1, (slope * a["z"] + 1) / 2))
                z_new.append(np.where(soft > 0.5, 1.0, 0.0))
                z_below = z_new[-1][0]
            h_new.append(h)
            c_new.append(c)
            below = h
        pairs = [part for pair in zip(h_new, c_new, strict=True) for part in pair]
        return _embedded(w, h_new) if output == "gated" else h_new[-1], (*pairs, *z_new)

    return step


def _embedded(w: Weights, hs: list[Array]) -> Array:
    """The output module: a gate for each layer that sees all layers, and a sum."""
    total = 0
    for k in range(len(hs)):
        gate = sigma(sum(w[f"w_{k}_{other}"] @ h for other, h in enumerate(hs)))
        total = total + gate * (w[f"W_e{k}"] @ hs[k])
    return np.maximum(total, 0)
