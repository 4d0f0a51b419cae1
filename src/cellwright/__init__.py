"""cellwright: you write the cell; cellwright builds the machine.

A recurrent cell is written once, as its equations; cellwright derives the backward pass and compiles both.

    import cellwright as cw

    layer = cw.LSTM(32, 64, num_layers=2)          # torch.nn.LSTM's signature, state dict and results, faster

    @cw.cell                                       # a cell of your own, at the same speed
    def leaky(x, h):
        gate = cw.sigmoid(cw.affine("gate", x, h))
        return gate * h + (1 - gate) * cw.tanh(cw.affine("new", x, h))

    layer = cw.Recurrent(leaky, 32, 64)

    model = cw.Forecaster(horizon=12).fit(frame)   # frame: unique_id, ds, y
    model.predict()
    model.evaluate().save("report.html")           # beside seasonal naive and ETS
    model.save("model.cw")                         # and cw.load("model.cw")

    cw.compare(model, frame, ["rnn", "gru", "lstm"])   # which cell is best here, and is that more than luck?

Importing this module loads neither torch nor pandas; they come with the first name that needs them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from cellwright import cells
from cellwright.equation import (
    Cell,
    Vector,
    absolute,
    adjoint,
    affine,
    blocks,
    cell,
    circuit,
    diag,
    exp,
    floor,
    largest,
    log,
    maximum,
    mean,
    minimum,
    modulo,
    named,
    noise,
    parameter,
    relu,
    setting,
    sigmoid,
    sqrt,
    step,
    straight_through,
    tanh,
    total,
)
from cellwright.errors import (
    ArgumentError,
    BackendError,
    CellwrightError,
    DataError,
    EquationError,
    MissingExtraError,
    ModelFileError,
)
from cellwright.tasks import TASKS

if TYPE_CHECKING:
    from cellwright import testing
    from cellwright.comparison import Comparison, compare
    from cellwright.inspect.trace import Trace, trace
    from cellwright.nn import Recurrent, accelerate, quantize
    from cellwright.nn.named import *  # noqa: F403
    from cellwright.tasks.classifier import SequenceClassifier
    from cellwright.tasks.detector import AnomalyDetector
    from cellwright.tasks.forecaster import Forecaster
    from cellwright.tasks.language_model import LanguageModel
    from cellwright.tasks.pretrainer import Pretrainer
    from cellwright.tasks.regressor import SequenceRegressor
    from cellwright.tasks.saved import load
    from cellwright.tasks.summarizer import Summarizer
    from cellwright.tasks.tagger import Tagger
    from cellwright.tasks.translator import Translator

__version__ = "0.1.0"

__all__ = [
    "AnomalyDetector",
    "ArgumentError",
    "BackendError",
    "CIFGLSTM",
    "Cell",
    "CellwrightError",
    "ClockworkRNN",
    "Comparison",
    "DataError",
    "DepthGatedLSTM",
    "EquationError",
    "Forecaster",
    "GRU",
    "GRUCell",
    "GreffLSTM",
    "GridLSTM",
    "HMLSTM",
    "LSTM",
    "LSTM1997",
    "LSTMCell",
    "LanguageModel",
    "MUT1",
    "MUT2",
    "MUT3",
    "MinGRU",
    "MinLSTM",
    "MissingExtraError",
    "ModelFileError",
    "NestedLSTM",
    "PeepholeLSTM",
    "Pretrainer",
    "QuantumLSTM",
    "RNN",
    "RNNCell",
    "Recurrent",
    "RecurrentCell",
    "SLSTM",
    "SequenceClassifier",
    "SequenceRegressor",
    "Summarizer",
    "Tagger",
    "Trace",
    "Translator",
    "Vector",
    "absolute",
    "accelerate",
    "adjoint",
    "affine",
    "blocks",
    "cell",
    "cells",
    "circuit",
    "compare",
    "diag",
    "exp",
    "floor",
    "largest",
    "load",
    "log",
    "maximum",
    "mean",
    "minimum",
    "modulo",
    "named",
    "noise",
    "parameter",
    "quantize",
    "relu",
    "setting",
    "sigmoid",
    "sqrt",
    "step",
    "straight_through",
    "tanh",
    "testing",
    "total",
    "trace",
]

# where each name that needs torch comes from; the catalogue knows the class of a cell, the list of tasks that of a task
_LAZY = {
    **dict.fromkeys((entry.layer for entry in cells.ENTRIES.values()), "cellwright.nn.named"),
    **dict.fromkeys(("Recurrent", "accelerate", "quantize"), "cellwright.nn"),
    **dict.fromkeys(("RecurrentCell", "LSTMCell", "GRUCell", "RNNCell"), "cellwright.nn.one_step"),
    **dict.fromkeys(("Comparison", "compare"), "cellwright.comparison"),
    **dict.fromkeys(("Trace", "trace"), "cellwright.inspect.trace"),
    **{name: entry.module for name, entry in TASKS.items()},
    "load": "cellwright.tasks.saved",
}


def __getattr__(name: str) -> Any:
    if name == "testing":
        return import_module("cellwright.testing")
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'cellwright' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
