r"""A long text as columns that are read side by side, chunk by chunk: truncated backpropagation through time.

The text is cut into as many columns as a batch has rows, and these into chunks of some steps. An example is one chunk
of one column; its number is `chunk * columns + column`. Read in order, each batch goes on where the one before ended,
so that a network can carry its state from batch to batch; an example says where it must not: where a column begins, and
at the beginning of a document.

                column 0      column 1      column 2
    chunk 0     To be, or     's the ques   obler in th
    chunk 1      not to b     tion: Wheth   e mind to s
    chunk 2     e: that i     er 'tis n     uffer
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from cellwright.data.examples import Batch, Rows
from cellwright.data.lexicon import END, PADDING
from cellwright.data.token_file import Tokens

GivenVectors = tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]
CountedText = tuple[npt.NDArray[np.int64], ...]


@dataclass(frozen=True, eq=False)
class Columns:
    """Chunks of the columns of a text, each token with the one that follows it as its target.

    Attributes:
        tokens: the numbers of all tokens; an `END` begins the text, and parts documents.
        columns: how many there are.
        steps: of a chunk.
        vectors: of some tokens, to begin with, and these tokens' numbers; None if none were given.
        counted: the n-grams of the text; None if they were not counted.
    """

    tokens: Tokens
    columns: int
    steps: int
    vectors: GivenVectors | None = None
    counted: CountedText | None = None

    @classmethod
    def of(cls, tokens: Tokens, columns: int, steps: int) -> Columns:
        """At most so many columns, none of them empty, of chunks of so many steps."""
        columns = max(1, min(columns, len(tokens) - 1))
        # with rounding up, the last columns could be empty
        columns = -(-(len(tokens) - 1) // -(-(len(tokens) - 1) // columns))
        return cls(tokens, columns, steps)

    @property
    def count(self) -> int:
        """How many tokens are to be guessed: all but the first."""
        return len(self.tokens) - 1

    @property
    def length(self) -> int:
        """The steps of a column; the last one may have fewer, which are padded."""
        return -(-self.count // self.columns)

    @property
    def chunks(self) -> int:
        """How many chunks a column has."""
        return -(-self.length // self.steps)

    def __len__(self) -> int:
        return self.chunks * self.columns

    def order(self, generator: np.random.Generator, batch_size: int) -> Rows:  # noqa: ARG002
        """All examples in order."""
        return np.arange(len(self))

    def batch(self, rows: Rows) -> Batch:
        """Tokens, and where one begins a column or document (both (columns, steps)); the tokens that follow.

        Rows of one chunk, or whole chunks one behind the other, go on with what was read before; any other rows stand
        for themselves, and each begins afresh. A target behind the end of the text is padding.

        Example:
            >>> columns = Columns(np.array([3, 10, 11, 12, 13]), columns=2, steps=1)
            >>> tokens, begins = columns.batch(np.array([2, 3])).inputs
            >>> tokens.tolist(), begins.tolist(), columns.batch(np.array([2, 3])).targets[0].tolist()
            ([[10], [12]], [[False], [False]], [[11], [13]])
        """
        chunks, columns = np.divmod(np.asarray(rows, np.int64), self.columns)
        first, last = int(chunks[0]), int(chunks[-1])
        whole = (last - first + 1) * self.columns == len(rows) and bool((np.diff(rows) == 1).all())
        if whole:
            columns = np.arange(self.columns)
        elif not (chunks == first).all():
            return self._alone(chunks, columns)
        steps = np.arange(first * self.steps, min((last + 1) * self.steps, self.length))
        return self._read(columns[:, None] * self.length + steps, steps[None] == 0)

    def _alone(self, chunks: Rows, columns: Rows) -> Batch:
        steps = chunks[:, None] * self.steps + np.arange(self.steps)
        places = np.where(steps < self.length, columns[:, None] * self.length + steps, self.count)
        return self._read(places, np.arange(self.steps)[None] == 0)

    def _read(self, places: Rows, begins: npt.NDArray[np.bool_]) -> Batch:
        inside = places < self.count
        places = np.where(inside, places, 0)
        tokens = np.where(inside, self.tokens[places].astype(np.int64), PADDING)
        following = np.where(inside, self.tokens[places + 1].astype(np.int64), PADDING)
        fresh = begins | (tokens == END)
        inputs = torch.from_numpy(tokens), torch.from_numpy(np.ascontiguousarray(fresh))
        return Batch(inputs, (torch.from_numpy(following),))
