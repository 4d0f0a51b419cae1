"""The torch modules."""

from cellwright.nn.accelerate import Acceleration, accelerate
from cellwright.nn.named import GRU, LSTM, RNN, Named
from cellwright.nn.plan import LayerPlan
from cellwright.nn.quantize import quantize
from cellwright.nn.recurrent import Recurrent

__all__ = ["GRU", "LSTM", "RNN", "Acceleration", "LayerPlan", "Named", "Recurrent", "accelerate", "quantize"]
