"""Laws of journeys: a cell and its layer come back from text, pickles, copies and state dicts as they were."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator

import numpy as np

from cellwright.equation import Cell
from cellwright.equation.show import equations
from cellwright.nn import Recurrent
from cellwright.testing.finding import Comparison, compared
from cellwright.testing.trial import Trial, inferred


def restored(trial: Trial) -> Iterator[Comparison]:
    """Text, pickle, a copy and a state dict keep the whole cell and the whole layer."""
    cell, layer, data = trial.cell, trial.layer(), trial.data()
    wanted = inferred(layer, data)
    again = pickle.loads(pickle.dumps(cell))  # noqa: S301
    read = Cell.from_text(cell.key, cell.name)
    facts = {
        "the equations after a journey through text": read == cell and hash(read) == hash(cell),
        "the equations after a pickle": again == cell,
        "the names of values after a pickle": equations(again) == equations(cell),
    }
    for name, fact in facts.items():
        yield Comparison(f"whether {name} are the same", np.array(fact), np.array(True))
    loaded = Recurrent(read, trial.input, trial.hidden, backend="cpu", dtype=trial.torch_dtype).eval()
    loaded.load_state_dict(layer.state_dict())
    others = {
        "a state dict": loaded,
        "a pickle": pickle.loads(pickle.dumps(layer)),  # noqa: S301
        "a copy": copy.deepcopy(layer),
    }
    for name, other in others.items():
        yield from compared(inferred(other, data), wanted, when=f" of the layer after {name}")
