"""The network of a tagger: words and their spelling, recurrent layers in both directions, a CRF."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence

from cellwright.cells import resolve_cell
from cellwright.data.vocabulary import UNKNOWN
from cellwright.equation import Cell
from cellwright.nn import Recurrent
from cellwright.nn.convolution import SequenceConvolution
from cellwright.nn.crf import CRF, Potentials
from cellwright.nn.dropouts import LockedDropout
from cellwright.nn.lookup import Lookup
from cellwright.nn.self_attention import SelfAttention
from cellwright.nn.side_by_side import side_by_side
from cellwright.nn.token_vectors import TokenVectors


class Spelled(TokenVectors):
    """The vector of a token: that of its word, and beside it what a recurrent layer reads in its characters.

    A spelling that occurs often in a batch is read once.

    Args:
        cell: of the layer that reads characters.
        words: how many word numbers there are.
        characters: how many character numbers there are.
        embedding_size: of the vector of a word.
        character_size: of the vector of a character.
        character_hidden_size: of the state of the layer that reads them, in each direction; 0 for no such layer.
        word_dropout: the share of words that training takes for unknown.
    """

    def __init__(
        self,
        cell: str | Cell,
        *,
        words: int,
        characters: int,
        embedding_size: int,
        character_size: int,
        character_hidden_size: int,
        word_dropout: float,
    ) -> None:
        super().__init__()
        self.word_dropout = word_dropout
        self.words = Lookup(words, embedding_size, padding_idx=0)
        torch.nn.init.normal_(self.words.weight, std=embedding_size**-0.5)
        self.width = embedding_size + 2 * character_hidden_size
        self.spelling: Recurrent | None = None
        if character_hidden_size:
            self.characters = torch.nn.Embedding(characters, character_size, padding_idx=0)
            self.spelling = Recurrent(cell, character_size, character_hidden_size, batch_first=True, bidirectional=True)

    def forward(self, words: Tensor, forms: Tensor, characters: Tensor) -> Tensor:
        """The vectors (..., width) of tokens.

        Args:
            words: (...), their numbers.
            forms: (...), which of the different spellings each has; 0 is none.
            characters: (..., most), the numbers of their characters, 0 behind the end.
        """
        if self.training and self.word_dropout:
            dropped = torch.rand(words.shape, device=words.device) < self.word_dropout
            words = words.masked_fill(dropped & (words != 0), UNKNOWN)
        vectors: Tensor = self.words(words)
        if self.spelling is None:
            return vectors
        letters, counts, places = (part.to(words.device) for part in read_once(forms, characters))
        _, last = self.spelling(PackedSequence(self.characters(letters), counts.cpu()))
        state = last if isinstance(last, Tensor) else last[0]
        read = state.transpose(0, 1).flatten(1)
        # a look-up has a quicker backward pass than an index
        return torch.cat([vectors, F.embedding(places, read)], -1)


def read_once(forms: Tensor, characters: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The different spellings of a batch, as one reads them side by side.

    Args:
        forms: (...), which of the different spellings each token has; 0 is none.
        characters: (..., most), the numbers of their characters, 0 behind the end.

    Returns:
        On the CPU, the first characters of all spellings, then the second ones, ..., the longest spelling first; how
        many there are of each; and which spelling each token has (...). What is no token has one character.

    Example:
        >>> forms, characters = torch.tensor([[5, 3, 5]]), torch.tensor([[[7, 0], [8, 9], [7, 0]]])
        >>> read_once(forms, characters)
        (tensor([8, 7, 9]), tensor([2, 1]), tensor([[1, 0, 1]]))
    """
    # whole numbers without a gradient, for which NumPy is quicker
    given = characters.flatten(0, -2).cpu().numpy()
    # any token of a spelling will do
    _, first, places = np.unique(forms.cpu().numpy(), return_index=True, return_inverse=True)
    spelled = given[first]
    lengths = np.maximum((spelled != 0).sum(1), 1)
    order = np.argsort(-lengths, kind="stable")
    there = np.arange(lengths.max())[:, None] < lengths[order]
    letters = spelled[order].T[: len(there)][there]
    return torch.from_numpy(letters), torch.from_numpy(there.sum(1)), torch.from_numpy(np.argsort(order)[places])


class TagNetwork(torch.nn.Module):
    """Sentences to the potentials of their tags (Lample et al. 2016).

    Args:
        cell: the recurrent cell, of words and of characters.
        tags: how many there are.
        hidden_size: the size of the state, in each direction.
        dropout: the share of values dropped before, between and behind the recurrent layers.
        convolution: (filters, kernel size) of each layer of convolution, the last of which is read beside the vectors.
        self_attention: the heads of a block of self-attention on top of the recurrent layers; None for none.
        tokens: what else `Spelled` is given.
        layers: other arguments of `cellwright.nn.Recurrent`.
    """

    def __init__(
        self,
        cell: str | Cell,
        *,
        tags: int,
        hidden_size: int,
        dropout: float,
        bidirectional: bool,
        convolution: Sequence[Sequence[int]] | None,
        self_attention: int | None = None,
        tokens: dict[str, Any],
        **layers: Any,
    ) -> None:
        super().__init__()
        self.tokens = Spelled(cell, **tokens)
        self.convolution = SequenceConvolution(self.tokens.width, convolution, dropout) if convolution else None
        seen = 0 if self.convolution is None else self.convolution.features
        self.recurrent = Recurrent(
            cell,
            self.tokens.width + seen,
            hidden_size,
            batch_first=True,
            bidirectional=bidirectional,
            # layers inside a cell stand too close to each other for dropout
            dropout=0.0 if resolve_cell(cell).layers > 1 else dropout,
            **layers,
        )
        width = hidden_size * (2 if bidirectional else 1)
        self.self_attention = None if self_attention is None else SelfAttention(width, self_attention, dropout)
        self.dropout = LockedDropout(dropout)
        self.head = torch.nn.Linear(width, tags)
        self.crf = CRF(tags)

    def forward(self, words: Tensor, lengths: Tensor, forms: Tensor, characters: Tensor) -> Potentials:
        """The potentials of the tags of sentences; arguments as of `Spelled`, and the tokens of each sentence."""
        # convolution and attention read neighbours where they lie; and who explains a network looks at tokens there
        if self.training and self.convolution is None and self.self_attention is None:
            scores = self._side_by_side(words, lengths, forms, characters)
        else:
            scores = self.scored(self.tokens(words, forms, characters), lengths)
        result: Potentials = self.crf(scores, lengths)
        return result

    def _side_by_side(self, words: Tensor, lengths: Tensor, forms: Tensor, characters: Tensor) -> Tensor:
        """The same as `scored`, but tokens are looked up in the order in which they are read, and nothing is padded."""
        found = side_by_side(lengths.cpu().numpy(), words.shape[1])
        places, ranks = (torch.from_numpy(part).to(words.device) for part in (found.places, found.ranks))
        vectors = self.tokens(words.flatten()[places], forms.flatten()[places], characters.flatten(0, 1)[places])
        packed = PackedSequence(self.dropout(vectors, ranks), torch.from_numpy(found.counts))
        scores = self.head(self.dropout(self.recurrent(packed)[0].data, ranks))
        padded: Tensor = scores.new_zeros(words.numel(), scores.shape[1]).index_copy(0, places, scores)
        return padded.view(*words.shape, -1)

    def scored(self, vectors: Tensor, lengths: Tensor) -> Tensor:
        """The score of each tag for each token (batch, steps, tags)."""
        if self.convolution is not None:
            vectors = torch.cat([vectors, self.convolution(vectors, lengths)], -1)
        outputs, _ = self.recurrent(self.dropout(vectors), lengths=lengths)
        if self.self_attention is not None:
            outputs = self.self_attention(outputs, lengths)
        result: Tensor = self.head(self.dropout(outputs))
        return result


class Scored(torch.nn.Module):
    """A tagger's network above the vectors of tokens: what is to be seen of it are its recurrent layers alone.

    Args:
        network: the network.
    """

    def __init__(self, network: TagNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, vectors: Tensor, lengths: Tensor) -> Tensor:
        """The score of each tag for each token (batch, steps, tags)."""
        return self.network.scored(vectors, lengths)
