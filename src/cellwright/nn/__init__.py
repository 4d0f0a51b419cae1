"""The torch modules."""

from cellwright.nn.accelerate import Acceleration, accelerate
from cellwright.nn.plan import LayerPlan
from cellwright.nn.recurrent import Recurrent
from cellwright.nn.torchlike import GRU, LSTM, RNN

__all__ = ["GRU", "LSTM", "RNN", "Acceleration", "LayerPlan", "Recurrent", "accelerate"]
