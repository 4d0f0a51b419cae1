"""The network of a language model: vectors of tokens, recurrent layers that go on where they stopped, logits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F

from cellwright.cells import resolve_cell
from cellwright.data.columns import Columns
from cellwright.data.token_file import Tokens
from cellwright.equation import Cell
from cellwright.nn.dropouts import DroppingEmbedding, LockedDropout, WeightDroppingRecurrent
from cellwright.tasks.language_ngram import NGram

# the states of one layer, each (1, batch, size)
States = tuple[torch.Tensor, ...]
# the first vectors are small where they are weights of the output, too
SMALL = 0.1
# what is judged is read in columns of at least so many tokens, so many columns at most, in chunks of so many
LEAST_COLUMN, MOST_COLUMNS, CHUNK = 2**14, 16, 256


class Guess(NamedTuple):
    """What the network says in training.

    Attributes:
        logits: of the token that follows each, (batch, steps, vocabulary).
        penalty: what regularises the activations, a number to be added to the loss.
    """

    logits: torch.Tensor
    penalty: torch.Tensor


class Carried(torch.nn.Module):
    """The states that a batch left behind for the next one; in training and in evaluation it has its own.

    Those of training are a part of the state dict in training: a run that is taken up again goes on with them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.states: dict[bool, tuple[States, ...]] = {}

    def get(self) -> tuple[States, ...] | None:
        """The states of all layers."""
        return self.states.get(self.training)

    def put(self, states: Sequence[States]) -> None:
        """Keep states, without their gradients."""
        self.states[self.training] = tuple(tuple(part.detach() for part in layer) for layer in states)

    def _save_to_state_dict(self, destination: dict[str, Any], prefix: str, keep_vars: bool) -> None:  # noqa: ARG002
        for layer, parts in enumerate(self.states.get(True, ()) if self.training else ()):
            destination |= {f"{prefix}{layer}.{place}": part for place, part in enumerate(parts)}

    def _load_from_state_dict(self, state_dict: dict[str, Any], prefix: str, *_: Any) -> None:
        found: dict[int, dict[int, torch.Tensor]] = {}
        for name, part in state_dict.items():
            if name.startswith(prefix):
                layer, place = map(int, name.removeprefix(prefix).split("."))
                found.setdefault(layer, {})[place] = part
        if found:
            # a file does not keep the order of its tensors
            ordered = [found[layer] for layer in sorted(found)]
            self.states[True] = tuple(tuple(parts[place] for place in sorted(parts)) for parts in ordered)


class LanguageNetwork(torch.nn.Module):
    """Token numbers (batch, steps) to how likely each token is to follow, as logits (batch, steps, vocabulary).

    Called again and again, it goes on with the states that the batch before has left behind, but where a text begins.

    Args:
        cell: the recurrent cell.
        vocabulary: how many token numbers there are.
        embedding_size: of a token's vector.
        hidden_size: of the state.
        num_layers: how many layers lie above each other.
        tied: whether the weights of the output are the vectors of the tokens.
        dropout: the share of features dropped between layers and before the output, locked.
        input_dropout: the share of features of the vectors dropped, locked.
        embedding_dropout: the share of tokens that have no vector.
        weight_dropout: the share of the weights dropped from the matrices that multiply the state.
        activation: the weight of the squared activations in the penalty.
        slowness: the weight of their squared changes from step to step.
        ngram: what stands beside it; its logits say nothing of that.
        layers: other arguments of `cellwright.nn.Recurrent`, such as zoneout and norm.

    Source of tied weights: Press and Wolf, Using the output embedding to improve language models, EACL 2017; Inan,
    Khosravi and Socher, ICLR 2017. Of the penalties: Merity, McCann and Socher, Revisiting activation regularization
    for language RNNs, 2017.
    """

    def __init__(
        self,
        cell: str | Cell,
        vocabulary: int,
        *,
        embedding_size: int,
        hidden_size: int,
        num_layers: int,
        tied: bool,
        dropout: float,
        input_dropout: float,
        embedding_dropout: float,
        weight_dropout: float,
        activation: float,
        slowness: float,
        ngram: NGram | None = None,
        **layers: Any,
    ) -> None:
        super().__init__()
        self.embedding = DroppingEmbedding(vocabulary, embedding_size, embedding_dropout)
        self.input_dropout, self.dropout = LockedDropout(input_dropout), LockedDropout(dropout)
        # a cell that has layers inside is built as a whole; else each layer stands alone, with dropout in between
        depths = [num_layers] if resolve_cell(cell).layers > 1 else [1] * num_layers
        self.recurrent = torch.nn.ModuleList(
            WeightDroppingRecurrent(
                cell,
                hidden_size if place else embedding_size,
                hidden_size,
                depth,
                batch_first=True,
                weight_dropout=weight_dropout,
                **layers,
            )
            for place, depth in enumerate(depths)
        )
        self.projection = None
        if tied and hidden_size != embedding_size:
            self.projection = torch.nn.Linear(hidden_size, embedding_size, bias=False)
        self.weight = None if tied else torch.nn.Parameter(torch.empty(vocabulary, hidden_size))
        self.bias = torch.nn.Parameter(torch.zeros(vocabulary))
        if self.weight is None:
            torch.nn.init.uniform_(self.embedding.weight, -SMALL, SMALL)
        else:
            torch.nn.init.uniform_(self.weight, -(hidden_size**-0.5), hidden_size**-0.5)
        self.activation, self.slowness = activation, slowness
        self.carried, self.ngram = Carried(), ngram

    def forward(self, tokens: torch.Tensor, begins: torch.Tensor) -> torch.Tensor | Guess:
        """The logits, in training with a penalty.

        Args:
            tokens: (batch, steps).
            begins: (batch, steps), where a text begins: nothing before it counts.
        """
        logits, states, penalty = self.read(tokens, begins, self.carried.get())
        self.carried.put(states)
        return Guess(logits, penalty) if self.training else logits

    def read(
        self, tokens: torch.Tensor, begins: torch.Tensor, states: Sequence[States] | None
    ) -> tuple[torch.Tensor, list[States], torch.Tensor]:
        """The logits, the last states of each layer, and the penalty; from these states, or from nothing."""
        x = self.input_dropout(self.embedding(tokens))
        fresh, resets = begins[:, 0], begins if bool(begins[:, 1:].any()) else None
        raw, last = x, []
        for place, layer in enumerate(self.recurrent):
            state = None if states is None or bool(fresh.all()) else _without(states[place], fresh)
            raw, after = layer(x, state, resets=resets)
            last.append(after if isinstance(after, tuple) else (after,))
            x = self.dropout(raw)
        penalty = x.new_zeros(())
        if self.training and self.activation:
            penalty = penalty + self.activation * x.square().mean()
        if self.training and self.slowness and x.shape[1] > 1:
            penalty = penalty + self.slowness * (raw[:, 1:] - raw[:, :-1]).square().mean()
        x = x if self.projection is None else self.projection(x)
        return F.linear(x, self.output_weight, self.bias), last, penalty

    @property
    def output_weight(self) -> torch.Tensor:
        """The weights of the output (vocabulary, size)."""
        return self.embedding.weight if self.weight is None else self.weight


def nats_of(module: torch.nn.Module, tokens: Tokens) -> npt.NDArray[np.float32]:
    """How unexpected each token but the first is to the network, in nats, in the order of the text.

    The text is read in chunks, in which the state is carried on: it may be longer than memory.
    """
    assert isinstance(module, LanguageNetwork)
    like = next(module.parameters())
    columns = Columns.of(tokens, min(MOST_COLUMNS, len(tokens) // LEAST_COLUMN), CHUNK)
    found = np.empty((columns.columns, columns.length), np.float32)
    states: Sequence[States] | None = None
    with torch.inference_mode():
        for chunk in range(columns.chunks):
            rows = np.arange(columns.columns) + chunk * columns.columns
            batch = columns.batch(rows).to(like.device, like.dtype)
            inputs, begins = batch.inputs
            logits, states, _ = module.read(inputs, begins, states)
            each = F.cross_entropy(logits.transpose(1, 2), batch.targets[0], reduction="none")
            found[:, chunk * CHUNK : (chunk + 1) * CHUNK] = each.cpu().numpy()
    return found.reshape(-1)[: columns.count]


def _without(states: States, fresh: torch.Tensor) -> Any:
    """States, with zeros for sequences that begin afresh; in the form that a layer takes."""
    parts = tuple(part.masked_fill(fresh[None, :, None], 0.0) for part in states) if bool(fresh.any()) else states
    return parts[0] if len(parts) == 1 else parts
