"""What of a network's output is explained, and the network as a function of what it is explained by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import torch
from torch import Tensor

from cellwright.data.examples import Batch
from cellwright.errors import ArgumentError
from cellwright.nn.evidence import Evidence
from cellwright.nn.token_vectors import TokenVectors

# what a network gives: a tensor, or whatever its task understands
Output: TypeAlias = Any


def _mean(output: Output, chosen: Tensor) -> Tensor:  # noqa: ARG001
    mean: Tensor = output.flatten(1).mean(1)
    return mean


def _nothing(output: Output, batch: Batch) -> Tensor:  # noqa: ARG001
    nothing: Tensor = output.new_zeros(len(output))
    return nothing


def _untold(chosen: Tensor) -> Sequence[str]:
    return [""] * len(chosen)


@dataclass(frozen=True)
class Question:
    """One number an example, whose causes are asked for.

    Attributes:
        says: what the number is, in words: "the median forecast 3 steps ahead".
        answer: the number (batch,) from the output and from what was chosen for each example.
        choose: what is chosen for each example (batch, ...) from the whole output, such as the predicted class, or from
            the batch, such as its targets; it stays while inputs are changed.
        tell: what was chosen for each example, in a few words; nothing where that goes without saying.
        names: what each example is called; their numbers if empty.
        features: what the features of a step are called; their numbers if empty.
        tokens: of each example, where the inputs are token numbers.
        between: what stands between two tokens: a space, or nothing.
        absent: the vector of no token, from those of all tokens (tokens, size); zeros if it is not told.
    """

    says: str = "the mean of the output"
    answer: Callable[[Output, Tensor], Tensor] = _mean
    choose: Callable[[Output, Batch], Tensor] = _nothing
    tell: Callable[[Tensor], Sequence[str]] = _untold
    names: Sequence[str] = ()
    features: Sequence[str] = ()
    tokens: Sequence[Sequence[str]] = ()
    between: str = " "
    absent: Callable[[Tensor], Tensor] | None = None


class Asked:
    """A network as a function of its first input, everything else held as it is.

    Where that are tokens, the function is one of how much of each token there is (batch, steps, 1), from none to 1: its
    vector is multiplied by it, and what is missing of it is the vector of no token.

    Args:
        module: the network, in evaluation.
        batch: some examples; the first input is (batch, steps, features) of numbers, or (batch, steps) of tokens, and
            integers (batch,) among the others are the lengths.
        question: what is asked of the output.

    Attributes:
        chosen: what the question has chosen for each example.
        inputs: what the answer is a function of (batch, steps, features).
        others: what else it is made from, each (batch, ...).
        lengths: the steps of each example.
        tokens: whether the first input are tokens.

    Raises:
        ArgumentError: the first input is neither numbers for each step nor tokens that are embedded.
    """

    def __init__(self, module: torch.nn.Module, batch: Batch, question: Question) -> None:
        self.module, self.question = module, question
        first, *others = batch.inputs
        self.tokens = not first.is_floating_point()
        self._embedding = _embedding(module) if self.tokens else None
        self._absent: Tensor | float = 0.0
        if self._embedding is not None and question.absent is not None:
            self._absent = question.absent(next(self._embedding.parameters()).detach())
        if first.ndim != (2 if self.tokens else 3):
            raise ArgumentError(
                f"what is explained are the steps of sequences: numbers (batch, steps, features) or tokens "
                f"(batch, steps); {type(module).__name__} is given {tuple(first.shape)} of {first.dtype}"
            )
        with torch.no_grad():
            self.chosen = question.choose(module(*batch.inputs), batch)
        self.lengths = _lengths(first, others)
        if self._embedding is None:
            self.inputs, self.others = first, (self.chosen, *others)
        else:
            self.inputs = next(self._embedding.parameters()).new_ones(*first.shape, 1)
            self.others = (self.chosen, first, *others)

    @property
    def inside(self) -> Tensor:
        """Which steps (batch, steps) lie before the end of their sequence."""
        return torch.arange(self.inputs.shape[1]) < self.lengths.unsqueeze(1)

    def __call__(self, inputs: Tensor, chosen: Tensor, *others: Tensor) -> Tensor:
        """The answers (batch,) for these inputs (batch, steps, features)."""
        if self._embedding is None:
            return self.question.answer(self.module(inputs, *others), chosen)
        tokens, *rest = others
        if isinstance(self._embedding, torch.nn.Embedding) and self._embedding.padding_idx is not None:
            tokens = tokens.masked_fill(inputs.squeeze(-1) == 0, self._embedding.padding_idx)
        with _present(self.module, self._embedding, inputs, self._absent):
            return self.question.answer(self.module(tokens, *rest), chosen)

    def many(self, inputs: Tensor, at_once: int = 1024) -> Tensor:
        """The answers (times, batch) for inputs (times, batch, steps, features), without gradients."""
        times, batch = inputs.shape[:2]
        flat = inputs.flatten(0, 1)
        others = [part.repeat(times, *[1] * (part.ndim - 1)) for part in self.others]
        with torch.no_grad():
            parts = [
                self(flat[start : start + at_once], *(part[start : start + at_once] for part in others))
                for start in range(0, len(flat), at_once)
            ]
        return torch.cat(parts).view(times, batch)


def _embedding(module: torch.nn.Module) -> torch.nn.Embedding | TokenVectors:
    """What makes the vectors of tokens; a part that makes them of several others comes before these."""
    found = next((part for part in module.modules() if isinstance(part, (TokenVectors, torch.nn.Embedding))), None)
    if found is None:
        raise ArgumentError(
            f"the first input of {type(module).__name__} are integers, and it has no torch.nn.Embedding to take their "
            f"vectors from"
        )
    return found


@contextmanager
def _present(
    module: torch.nn.Module, embedding: torch.nn.Module, presence: Tensor, absent: Tensor | float
) -> Iterator[None]:
    """A network whose tokens are there as much as `presence` (batch, steps, 1) says."""
    missing = absent * (1 - presence)
    hooks = [embedding.register_forward_hook(lambda part, given, vectors: vectors * presence + missing)]
    for part in module.modules():
        if isinstance(part, Evidence):
            hooks.append(part.register_forward_hook(lambda part, given, _: part.forward(*given, presence.squeeze(-1))))
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


def _lengths(first: Tensor, others: Sequence[Any]) -> Tensor:
    batch, steps = first.shape[:2]
    for part in others:
        if part.shape == (batch,) and not part.is_floating_point():
            lengths: Tensor = part.cpu().long()
            return lengths
    return torch.full((batch,), steps)
