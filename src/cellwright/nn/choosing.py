"""From what attention saw to how probable each token is: the end of a network that writes, as one compiled step."""

from __future__ import annotations

from functools import lru_cache
from math import prod

import numpy as np
import numpy.typing as npt
import torch

from cellwright.equation import Cell
from cellwright.equation.ops import exp, log, tanh
from cellwright.equation.reduce import largest, total
from cellwright.equation.trace import cell
from cellwright.equation.vector import Vector, affine
from cellwright.plan.schedule import dense
from cellwright.plan.weights import FULL, WeightFormat
from cellwright.run.chain import Chain
from cellwright.run.kernel import address_of, aligned
from cellwright.run.stream import Stream
from cellwright.run.threads import threads_for

Floats = npt.NDArray[np.floating]


def _said(attended: Vector, tokens: int) -> tuple[Vector, Vector]:
    logits = affine("token", None, attended, size=tokens)
    top = largest(logits)
    return logits, top + log(total(exp(logits - top)))


@cell(states={"attended": "hidden", "norm": "one"})
def choosing(x: Vector, attended: Vector, norm: Vector, *, tokens: int = 2) -> tuple[Vector, ...]:
    """The logits of all tokens; what they follow from (Luong et al. 2015), and log Σ exp of them, stay as states."""
    attended = tanh(affine("attended", x))
    logits, norm = _said(attended, tokens)
    return logits, attended, norm


@cell(states={"attended": "hidden", "norm": "one"})
def completing(x: Vector, attended: Vector, norm: Vector, *, tokens: int = 2) -> tuple[Vector, ...]:
    """The same where a part was multiplied before, and is put into `attended` before each step; x is the other part."""
    attended = tanh(affine("attended", x) + attended)
    logits, norm = _said(attended, tokens)
    return logits, attended, norm


@lru_cache(maxsize=64)
def _among(tokens: int, *, before: bool) -> Cell:
    """The same among so many tokens: its equations are read once."""
    return (completing if before else choosing).variant(tokens=tokens)


@cell(states={"query": "hidden"})
def asking(x: Vector, query: Vector) -> Vector:  # noqa: ARG001
    """A product and nothing else."""
    return affine("query", x)


def asker(weight: torch.Tensor, bias: torch.Tensor, rows: int) -> Stream:
    """The product with a matrix (outputs, inputs), and a bias, as a compiled step of so many rows.

    Example:
        >>> layer = torch.nn.Linear(3, 2)
        >>> x, step = torch.ones(4, 3), asker(layer.weight, layer.bias, 4)
        >>> bool(np.allclose(step.step(x.numpy()), layer(x).detach().numpy(), atol=1e-6))
        True
    """
    sizes = (("input", weight.shape[1]), ("hidden", weight.shape[0]))
    given = [{"weight_ih": weight.detach().cpu().numpy(), "bias_ih": bias.detach().cpu().numpy()}]
    return Stream(asking, [sizes], lambda: given, rows, given[0]["bias_ih"].dtype, threads=torch.get_num_threads())


class Product:
    """The product of any number of rows with a matrix (outputs, inputs) as it is now, compiled.

    Example:
        >>> matrix, x = torch.randn(2, 3), np.ones((4, 5, 3), np.float32)
        >>> bool(np.allclose(Product(matrix)(x), x @ matrix.numpy().T, atol=1e-6))
        True
    """

    def __init__(self, matrix: torch.Tensor) -> None:
        stream = asker(matrix, matrix.new_zeros(len(matrix)), 1)
        chain = stream.projecting()
        assert chain.before is not None
        self._kernel, self._columns, self._width = chain.before, len(matrix), chain.input.shape[1]
        self._packed, self._threads = stream.packed(chain.before, 0), torch.get_num_threads()
        self._found = aligned(0, stream.dtype)

    def __call__(self, x: Floats) -> Floats:
        """Of x (..., inputs), whole in memory; (..., outputs), whose rows may lie some numbers apart.

        The next call writes over them: fresh memory for many rows would cost as much as a tenth of the product.
        """
        *shape, _ = x.shape
        rows = prod(shape)
        if self._found.size != rows * self._width:
            self._found = aligned(rows * self._width, x.dtype.name)
        arrays = {"input": address_of(x), "projected": address_of(self._found)}
        threads = threads_for(self._kernel.plan.operations * rows, self._threads)
        self._kernel.run(dense(1, rows), self._packed, arrays, threads)
        product: Floats = self._found.reshape(*shape, self._width)[..., : self._columns]
        return product


class Chooser:
    """The layer that combines what was seen, and the product with the vectors of all tokens.

    Args:
        combine: what was seen (features) to what a token is chosen by.
        vectors: of the tokens (tokens, size).
        bias: of each token (tokens,); -inf is never chosen.
        rows: the most rows of a step.
        matrices: the numbers in which the weights are kept.
        before: of so many features, the first ones, a step is given what `combine` makes of them, in place of them.

    Attributes:
        attended: what the tokens of the last step were chosen by (rows, size); it changes with the next.
        ahead: what multiplies the features before; None if there are none.

    Example:
        >>> chooser = Chooser(torch.nn.Linear(3, 2), torch.randn(7, 2), torch.zeros(7), rows=4)
        >>> logits, norms = chooser(np.ones((4, 3), np.float32))
        >>> np.allclose(np.exp(logits - norms[:, None]).sum(1), 1, atol=1e-5)
        True
    """

    def __init__(
        self,
        combine: torch.nn.Linear,
        vectors: torch.Tensor,
        bias: torch.Tensor,
        rows: int,
        matrices: WeightFormat = FULL,
        before: int = 0,
    ) -> None:
        sizes = (("input", combine.in_features - before), ("hidden", combine.out_features))
        own = combine.weight.detach()[:, before:]
        self.ahead = Product(combine.weight[:, :before]) if before else None
        given = {"weight_ih": own, "bias_ih": combine.bias, "weight_hh": vectors, "bias_hh": bias}
        weights = [{name: part.detach().cpu().numpy() for name, part in given.items()}]
        self.rows, threads = rows, torch.get_num_threads()
        self._stream = Stream(
            _among(len(vectors), before=before > 0),
            [sizes],
            lambda: weights,
            rows,
            weights[0]["weight_ih"].dtype,
            threads=threads,
            matrices=matrices,
        )
        self.attended: Floats = self._stream.view("attended")[0]
        self._norms: Floats = self._stream.view("norm")[0, :, 0]

    @property
    def chain(self) -> Chain:
        """What does a step, and the arrays that it reads and writes."""
        return self._stream.chain

    @property
    def beside(self) -> Floats:
        """Where what the first features come to is put before a step (rows, size), if it is multiplied before."""
        beside: Floats = self.chain.states[0][0]
        return beside

    @property
    def norms(self) -> Floats:
        """Log Σ exp of the logits of each row (rows, 1), in the last step."""
        norms: Floats = self.chain.states[1][0]
        return norms

    def said(self, rows: int) -> tuple[Floats, Floats]:
        """The logits (rows, tokens) of the last step, and log Σ exp of each row; the next one writes over both."""
        return self.chain.output[:rows], self._norms[:rows]

    def __call__(self, seen: Floats) -> tuple[Floats, Floats]:
        """The logits (rows, tokens) of what was seen (rows, features), and log Σ exp of each row (rows,).

        Both are what the next call writes over, and the logits may be used up.
        """
        count = len(seen)
        logits = self._stream.advance(seen, None if count == self.rows else slice(count))
        return logits, self._norms[:count]

    def reset(self) -> None:
        """Begin afresh: nothing was chosen by anything."""
        self._stream.reset()
