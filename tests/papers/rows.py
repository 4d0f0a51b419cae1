"""The rows of the tests: a cell, its reference, and where the paper's weights lie in our parameters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from gated import (
    cifg,
    elman,
    greff,
    greff_fgr,
    gru_after,
    gru_before,
    lstm,
    lstm1997,
    min_gru,
    min_lstm,
    mut1,
    mut2,
    mut3,
    peephole,
)
from layered import depth_gated, grid, multiscale
from memories import clockwork, nested, slstm
from written import Array, Layout, Step, gates

from cellwright import Cell
from cellwright.cells import CATALOGUE


@dataclass(frozen=True)
class Row:
    """One cell beside its reference.

    Attributes:
        cell: as the catalogue has it.
        step: one step of one sequence, from the paper.
        layout: the weights of the paper in each of our parameters.
        states: how each first state is drawn: "h" any number, "n" above zero, "z" 0 or 1, "t" a step number.
    """

    cell: Cell
    step: Step
    layout: Layout
    states: str = "h"

    def initial(self, rng: np.random.Generator, batch: int, hidden: int) -> tuple[Array, ...]:
        draw = {
            "h": lambda: rng.normal(size=(batch, hidden)) / 2,
            "n": lambda: rng.uniform(0.5, 1.5, size=(batch, hidden)),
            "z": lambda: rng.integers(0, 2, size=(batch, 1)).astype(float),
            "t": lambda: rng.integers(0, 9, size=(batch, 1)).astype(float),
        }
        return tuple(draw[kind]() for kind in self.states)


def cell(name: str, **options: object) -> Cell:
    return CATALOGUE[name].variant(**options) if options else CATALOGUE[name]


def depth_gated_layout(layers: int) -> Layout:
    found: dict[str, str] = {}
    for k in range(layers):
        recurrent = [f"{gate}{k}" for gate in "ifgo"]
        found |= gates([*recurrent, f"d{k}"] if k else recurrent, recurrent, suffix=f"_l{k}")
        if k:
            found[f"weight_diag_l{k}"] = f"p_d{k} q_d{k}"
    return found


def grid_layout(layers: int) -> Layout:
    found = {"weight_ih_l0": "W_h W_c", "bias_ih_l0": "b_h b_c"}
    for k in range(layers):
        names = [f"{gate}_{dimension}{k}" for dimension in ("time", "depth") for gate in "ifgo"]
        for parameter, letter in {"weight_hh": "R", "bias_hh": "c", "weight_hh_depth": "D"}.items():
            found[f"{parameter}_l{k}"] = " ".join(f"{letter}_{name}" for name in names)
    return found


def multiscale_layout(layers: int, output: str) -> Layout:
    found = {}
    for k in range(layers):
        names = [f"{gate}{k}" for gate in "ifog"] + ([f"z{k}:1"] if k < layers - 1 else [])
        letters = {"weight_ih": "W", "weight_hh": "R", "bias_hh": "c"} | (
            {"weight_hh_down": "U"} if len(names) > 4 else {}
        )
        found |= {f"{p}_l{k}": " ".join(f"{letter}_{name}" for name in names) for p, letter in letters.items()}
    if output == "gated":
        every = range(layers)
        found["weight_hh_output_l0"] = " ".join(" ".join([*(f"w_{k}_{j}:1" for j in every), f"W_e{k}"]) for k in every)
    return found


def greff_rows() -> Iterator[tuple[str, Row]]:
    for variant in ("V", "NIG", "NFG", "NOG", "NIAF", "NOAF", "CIFG", "NP"):
        left_out = {"NIG": "i", "NFG": "f", "NOG": "o", "CIFG": "f"}.get(variant, "")
        fed = "".join(gate for gate in "ifgo" if gate != left_out)
        peepholes = "" if variant == "NP" else "".join(gate for gate in fed if gate != "g")
        found = cell("greff_lstm", variant=variant)
        yield f"greff_lstm {variant}", Row(found, greff(variant), gates(fed, peepholes=peepholes), "hh")
    recurrent = [name for g in "ifgo" for name in (g, *(f"{g}_from_{other}" for other in "ifo" if g != "g"))]
    layout = gates("ifgo", peepholes="ifo") | {"weight_hh_l0": " ".join(f"R_{name}" for name in recurrent)}
    yield "greff_lstm FGR", Row(cell("greff_lstm", variant="FGR"), greff_fgr, layout, "hhhhh")


def rows() -> Iterator[tuple[str, Row]]:
    for name in ("tanh", "relu"):
        yield f"rnn {name}", Row(cell("rnn", nonlinearity=name), elman(name), gates("h"))
    yield "lstm1997", Row(cell("lstm1997"), lstm1997, gates("igo"), "hh")
    yield "lstm", Row(cell("lstm"), lstm, gates("ifgo"), "hh")
    yield "cifg_lstm", Row(cell("cifg_lstm"), cifg, gates("igo"), "hh")
    for seeing in ("i", "f", "o", "if", "io", "fo", "ifo"):
        layout = gates("ifgo", peepholes=seeing)
        yield f"peephole_lstm {seeing}", Row(cell("peephole_lstm", peepholes=seeing), peephole(seeing), layout, "hh")
    yield from greff_rows()
    yield "gru", Row(cell("gru"), gru_after, gates("rzn"))
    yield "gru reset before", Row(cell("gru", reset_after=False), gru_before, gates("rzn"))
    yield "mut1", Row(cell("mut1"), mut1, gates("zrn", "rn"))
    yield "mut2", Row(cell("mut2"), mut2, gates("zrn"))
    yield "mut3", Row(cell("mut3"), mut3, gates("zrn"))
    yield "min_lstm", Row(cell("min_lstm"), min_lstm, gates("fih", ""))
    yield "min_gru", Row(cell("min_gru"), min_gru, gates("zh", ""))
    inner = [f"inner_{gate}" for gate in "ifgo"]
    yield "nested_lstm", Row(cell("nested_lstm"), nested, gates("ifgo") | gates(inner, suffix="_inner_l0"), "hhh")
    for layers in (1, 2, 3):
        found = cell("depth_gated_lstm", layers=layers)
        yield f"depth_gated_lstm {layers}", Row(found, depth_gated(layers), depth_gated_layout(layers), "hh" * layers)
    for layers, tied in ((1, False), (2, False), (3, False), (2, True), (3, True)):
        found, layout = cell("grid_lstm", layers=layers, tied=tied), grid_layout(1 if tied else layers)
        yield f"grid_lstm {layers}{' tied' * tied}", Row(found, grid(layers, tied), layout, "hh" * layers)
    for periods in ((1, 2, 4, 8), (1, 2), (1, 3, 4), (1,), (2, 3)):
        yield (
            f"clockwork_rnn {periods}",
            Row(cell("clockwork_rnn", periods=periods), clockwork(periods), gates("h"), "ht"),
        )
    for heads, forget in ((4, "sigmoid"), (1, "sigmoid"), (1, "exp"), (3, "exp")):
        found = cell("slstm", heads=heads, forget=forget)
        yield f"slstm {heads} {forget}", Row(found, slstm(heads, forget), gates("ifzo"), "hhnh")
    for layers, output in ((2, "top"), (2, "gated"), (3, "top"), (3, "gated")):
        found, layout = cell("hm_lstm", layers=layers, output=output), multiscale_layout(layers, output)
        states = "hh" * layers + "z" * (layers - 1)
        yield f"hm_lstm {layers} {output}", Row(found, multiscale(layers, output), layout, states)


ROWS = dict(rows())
every_row = pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
