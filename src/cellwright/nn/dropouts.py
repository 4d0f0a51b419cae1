"""The dropouts of language models, whose masks stay the same where plain dropout would draw anew at every step.

Source: Merity, Keskar and Socher, Regularizing and optimizing LSTM language models (AWD-LSTM), ICLR 2018.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F

from cellwright.equation import Cell
from cellwright.nn.arguments import probability
from cellwright.nn.parameters import Direction
from cellwright.nn.recurrent import Recurrent


class LockedDropout(torch.nn.Module):
    """Dropout of features of a sequence (batch, steps, features), at all of its steps alike.

    Source: Gal and Ghahramani, A theoretically grounded application of dropout in recurrent neural networks, 2016.

    Args:
        rate: the probability that a feature is dropped.

    Example:
        >>> dropped = LockedDropout(0.5)(torch.ones(2, 3, 4))
        >>> torch.equal(dropped[:, 0], dropped[:, 2])
        True
    """

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = probability("rate", rate)

    def forward(self, x: torch.Tensor, sequences: torch.Tensor | None = None) -> torch.Tensor:
        """The sequence with features dropped, in training.

        Args:
            x: (batch, steps, features), or (rows, features) of several sequences.
            sequences: the number of the sequence that each row belongs to.
        """
        if not self.training or not self.rate:
            return x
        shape = (len(x), 1) if sequences is None else (int(sequences.max()) + 1,)
        # torch's own dropout takes three times as long to draw
        kept = x.new_empty(*shape, x.shape[-1]).uniform_().ge_(self.rate).mul_(1 / (1 - self.rate))
        return x * (kept if sequences is None else kept.index_select(0, sequences))


class DroppingEmbedding(torch.nn.Embedding):
    """Vectors of tokens; in training, some tokens have none, wherever in the batch they occur.

    Args:
        tokens: how many numbers there are; number 0 pads.
        size: of a vector.
        rate: the probability that a token is dropped.
    """

    def __init__(self, tokens: int, size: int, rate: float = 0.0) -> None:
        super().__init__(tokens, size, padding_idx=0)
        self.rate = probability("rate", rate)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """The vectors (batch, steps, size)."""
        if not self.training or not self.rate:
            return super().forward(tokens)
        kept = F.dropout(self.weight.new_ones(self.num_embeddings, 1), self.rate)
        return super().forward(tokens) * F.embedding(tokens, kept)


class WeightDroppingRecurrent(Recurrent):
    """Recurrent layers whose matrices lose single weights in training, where they multiply the state.

    The weights that are dropped are the same for all steps and sequences of a call.

    Source: Wan et al., Regularization of neural networks using DropConnect, ICML 2013.

    Args:
        cell: as for `Recurrent`, like all that is not told here.
        input_size: features of the input.
        hidden_size: features of the state.
        num_layers: how many layers lie above each other.
        weight_dropout: the probability that a weight is dropped.
        options: what else `Recurrent` takes.

    Example:
        >>> layer, x = WeightDroppingRecurrent("lstm", 3, 5, weight_dropout=0.5), torch.ones(7, 2, 3)
        >>> bool((layer(x)[0] == layer(x)[0]).all()), bool((layer.eval()(x)[0] == layer(x)[0]).all())
        (False, True)
    """

    def __init__(
        self,
        cell: str | Cell,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        *,
        weight_dropout: float,
        **options: Any,
    ) -> None:
        super().__init__(cell, input_size, hidden_size, num_layers, **options)
        self.weight_dropout = probability("weight_dropout", weight_dropout)
        self._dropped = frozenset(weight.stack for weight in self.cell.weights if weight.columns == "hidden")

    def _stacks(self, direction: Direction, cell: Cell) -> dict[str, torch.Tensor]:
        own = super()._stacks(direction, cell)
        if not self.training or not self.weight_dropout:
            return own
        return {
            name: F.dropout(part, self.weight_dropout) if name in self._dropped else part for name, part in own.items()
        }
