"""Linear-chain conditional random fields: a sequence of tags is scored as a whole, and some cannot follow others.

The forward algorithm is a recurrence, so it is a cell: its state are the scores of all beginnings that end in a tag, in
logarithms. Compiled forwards and backwards like any other, it takes ragged batches as they are. The likelihood of tags
that were said, which training asks for at each step, has a kernel of its own (`crf_likelihood`).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from cellwright.emit.llvm.likelihood import LEAST
from cellwright.equation import Vector, cell, exp, largest, log, straight_through
from cellwright.equation.vector import affine
from cellwright.nn.batch import batch_of
from cellwright.nn.crf_likelihood import log_likelihood
from cellwright.nn.direction import is_replaced, run_direction, why_not_compiled
from cellwright.run.packed import PackedCache

# the score of what cannot be: its exponential is 0, and sums with it stay finite
FORBIDDEN = -1e4


@cell
def log_forward(x: Vector, a: Vector) -> Vector:
    """The forward algorithm (Lafferty, McCallum and Pereira 2001): a' = x + log(exp(transitions) exp(a))."""
    # whatever it is, it cancels out: it has no gradient
    top = straight_through(largest(a), 0.0)
    # x has as many features as there are tags, but a cell does not know that: its matrix is the identity
    return affine("emission", x, bias=False) + top + log(affine("transition", h=exp(a - top), bias=False) + LEAST)


FORWARD = log_forward.ready()


@dataclass(frozen=True, eq=False)
class Potentials:
    """The scores of all sequences of tags for a batch of sentences.

    Attributes:
        emissions: of each tag at each step (batch, steps, tags).
        lengths: the steps of each sentence (batch,), at least 1.
        transitions: of a tag (the first index) before another (tags, tags).
        first: of each tag at the beginning (tags,).
        last: of each tag at the end (tags,).
    """

    emissions: Tensor
    lengths: Tensor
    transitions: Tensor
    first: Tensor
    last: Tensor

    def log_partition(self) -> Tensor:
        """The logarithm (batch,) of the sum of the exponentials of the scores of all sequences of tags."""
        begun = self.first + self.emissions[:, 0]
        if self.emissions.shape[1] > 1:
            begun = self._advanced(begun)
        return (begun + self.last).logsumexp(-1)

    def _advanced(self, begun: Tensor) -> Tensor:
        tags = len(self.transitions)
        batch = batch_of(self.emissions[:, 1:], self.lengths.cpu() - 1, None, batch_first=True)
        stacks = {
            "weight_ih": torch.eye(tags, dtype=begun.dtype, device=begun.device),
            "weight_hh": self.transitions.exp().T.contiguous(),
        }
        _, (ends,) = run_direction(
            FORWARD,
            batch.rows,
            [batch.first(begun, reverse=False)],
            stacks,
            batch.counts,
            sequences=batch.pieces,
            sizes=(("input", tags), ("hidden", tags)),
            reverse=False,
            backend="auto",
            cache=PackedCache(),
            place=0,
            shape=batch.shape,
        )
        return batch.last(ends, reverse=False).squeeze(0)

    def score(self, tags: Tensor) -> Tensor:
        """The score (batch,) of these tags (batch, steps); what lies behind the end of a sentence is not looked at."""
        steps = tags.shape[1]
        inside = torch.arange(steps, device=tags.device) < self.lengths.unsqueeze(1)
        own = self.emissions.gather(2, tags.unsqueeze(2)).squeeze(2)
        moves = self.transitions[tags[:, :-1], tags[:, 1:]]
        ends = tags.gather(1, (self.lengths - 1).unsqueeze(1)).squeeze(1)
        total = torch.where(inside, own, 0.0).sum(1) + torch.where(inside[:, 1:], moves, 0.0).sum(1)
        return total + self.first[tags[:, 0]] + self.last[ends]

    def log_likelihood(self, tags: Tensor) -> Tensor:
        """The logarithm (batch,) of the probability of these tags (batch, steps), among all that are allowed."""
        if why_not_compiled(self.emissions) or is_replaced():
            return self.score(tags) - self.log_partition()
        scores = [part.contiguous() for part in (self.emissions, self.transitions, self.first, self.last)]
        return log_likelihood(self.lengths, tags.contiguous(), *scores)

    @torch.no_grad()
    def best(self) -> Tensor:
        """The tags (batch, steps) of the highest score, 0 behind the end of a sentence (Viterbi 1967)."""
        score = self.first + self.emissions[:, 0]
        pointers = []
        for step in range(1, self.emissions.shape[1]):
            reached, before = (score.unsqueeze(2) + self.transitions).max(1)
            going = (step < self.lengths).unsqueeze(1)
            score = torch.where(going, reached + self.emissions[:, step], score)
            # behind its end, a sentence stays at its last tag
            pointers.append(torch.where(going, before, torch.arange(score.shape[1], device=score.device)))
        tags = [(score + self.last).argmax(1, keepdim=True)]
        for pointer in reversed(pointers):
            tags.append(pointer.gather(1, tags[-1]))
        found = torch.cat(tags[::-1], 1)
        return found.masked_fill(torch.arange(found.shape[1], device=found.device) >= self.lengths.unsqueeze(1), 0)

    def marginals(self) -> Tensor:
        """The probability (batch, steps, tags) of each tag at each step: the gradient of the log-partition.

        Behind the end of a sentence it is 0.
        """
        with torch.inference_mode(mode=False), torch.enable_grad():
            emissions = self.emissions.detach().clone().requires_grad_()
            others = [part.detach().clone() for part in (self.transitions, self.first, self.last)]
            total = Potentials(emissions, self.lengths.clone(), *others).log_partition().sum()
            (found,) = torch.autograd.grad(total, emissions)
        return found


class CRF(torch.nn.Module):
    """Scores of tags behind each other; with those of each step they make `Potentials`.

    Args:
        tags: how many there are.

    Attributes:
        allowed: (tags + 1, tags + 1), which tag may follow which; the last index stands for the ends of a sentence.
            It is not a part of the state: whoever knows the tags sets it, see `allow`.

    Source: Lafferty, McCallum and Pereira, Conditional random fields, ICML 2001; on top of an LSTM: Huang, Xu and Yu,
    Bidirectional LSTM-CRF models for sequence tagging, 2015.

    Example:
        >>> crf = CRF(3)
        >>> crf.allow(torch.tensor([[1, 1, 1, 1], [1, 1, 1, 1], [1, 0, 1, 1], [1, 0, 1, 1]]).bool())
        >>> crf(torch.tensor([[[0.0, 9.0, 0.0]]]), torch.tensor([1])).best()  # 1 may not begin
        tensor([[0]])
    """

    def __init__(self, tags: int) -> None:
        super().__init__()
        self.transitions = torch.nn.Parameter(torch.zeros(tags, tags))
        self.first = torch.nn.Parameter(torch.zeros(tags))
        self.last = torch.nn.Parameter(torch.zeros(tags))
        self.allowed: Tensor
        self.register_buffer("allowed", torch.ones(tags + 1, tags + 1, dtype=torch.bool), persistent=False)
        self._free = True

    def allow(self, allowed: Tensor) -> None:
        """Say which tag may follow which (tags + 1, tags + 1)."""
        self.allowed, self._free = allowed.to(self.transitions.device), bool(allowed.all())

    def forward(self, emissions: Tensor, lengths: Tensor) -> Potentials:
        """The potentials of sentences, from the scores of each tag at each step (batch, steps, tags)."""
        if self._free:
            return Potentials(emissions, lengths, self.transitions, self.first, self.last)
        never = ~self.allowed
        return Potentials(
            emissions,
            lengths,
            self.transitions.masked_fill(never[:-1, :-1], FORBIDDEN),
            self.first.masked_fill(never[-1, :-1], FORBIDDEN),
            self.last.masked_fill(never[:-1, -1], FORBIDDEN),
        )
