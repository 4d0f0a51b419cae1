"""Why a network answers what it answers: how much each step and feature adds, and whether to believe that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch
from torch import Tensor

from cellwright.data.examples import Batch
from cellwright.errors import ArgumentError
from cellwright.inspect import explain_report
from cellwright.inspect.attributions import METHODS
from cellwright.inspect.fidelity import Fidelity, fidelity
from cellwright.inspect.question import Asked, Question
from cellwright.inspect.report import write_report
from cellwright.nn.pooling import Pooling

Floats = npt.NDArray[np.float64]

DRAWS = 40


def _zeros(asked: Asked) -> Tensor:
    return torch.zeros_like(asked.inputs)


def _mean(asked: Asked) -> Tensor:
    inside = asked.inside.unsqueeze(-1).to(asked.inputs.device)
    total = torch.where(inside, asked.inputs, 0.0).sum(1, keepdim=True)
    return (total / inside.sum(1, keepdim=True).clamp(min=1)).expand_as(asked.inputs)


# what the inputs are compared with, and how it is told
BASES: Mapping[str, tuple[Callable[[Asked], Tensor], str]] = {
    "zeros": (_zeros, "inputs of zero (the mean, where they are scaled)"),
    "mean": (_mean, "inputs at the mean of their sequence"),
}


@dataclass(frozen=True, eq=False)
class Explanation:
    """How much each step and feature adds to an answer, compared with a base. Printed, it is the answer for people.

    Attributes:
        values: the attributions (batch, steps, features), NaN behind the end of a sequence; one feature for tokens.
        inputs: what the network was given (batch, steps, features), NaN behind the end; NaN for tokens.
        answer: the number that is explained (batch,).
        base: the same number for the base (batch,).
        question: what it is, and what examples, features and tokens are called.
        method: how it was found.
        compared_with: what the base is, in words.
        fidelity: whether to believe it.
        attention: how much each step counted in the network's own attention (batch, steps), if it has any.
        chosen: what the answer of each example is about, such as its class; empty where that goes without saying.
    """

    values: Floats
    inputs: Floats
    answer: Floats
    base: Floats
    question: Question
    method: str
    compared_with: str
    fidelity: Fidelity
    attention: Floats | None = None
    chosen: tuple[str, ...] = ()

    @property
    def believable(self) -> bool:
        """Whether the attributions passed the check by deletion and insertion."""
        return self.fidelity.believable

    @property
    def gap(self) -> Floats:
        """By how much the attributions do not add up to `answer - base` (batch,); integrated gradients should."""
        return np.asarray(np.abs(np.nansum(self.values, (1, 2)) - (self.answer - self.base)))

    @property
    def features(self) -> tuple[str, ...]:
        """What the features of a step are called."""
        return tuple(self.question.features) or tuple(f"input {number}" for number in range(self.values.shape[2]))

    @property
    def names(self) -> tuple[str, ...]:
        """What the examples are called."""
        return tuple(self.question.names) or tuple(f"example {number}" for number in range(len(self.values)))

    @property
    def lengths(self) -> npt.NDArray[np.int64]:
        """The steps of each example."""
        return np.asarray((~np.isnan(self.values[..., 0])).sum(1))

    def to_frame(self) -> pd.DataFrame:
        """A pandas frame: a row for each feature of each step of each example."""
        rows = []
        for number, (name, length) in enumerate(zip(self.names, self.lengths.tolist(), strict=True)):
            for step in range(length):
                token = [self.question.tokens[number][step]] if self.question.tokens else []
                for place, feature in enumerate(self.features):
                    given, value = self.inputs[number, step, place], self.values[number, step, place]
                    rows.append([name, step, *(token or [feature, given]), value])
        head = ["token"] if self.question.tokens else ["feature", "input"]
        frame: pd.DataFrame = pd.DataFrame(rows, columns=["example", "step", *head, "attribution"])
        return frame

    def plot(self) -> Mapping[str, str]:
        """A picture of each example by its name, for a page: SVG, or coloured text where the inputs are tokens."""
        return explain_report.pictures(self)

    def save(self, path: str | Path) -> Path:
        """Write a page: the examples, their attributions, and the check.

        Raises:
            DataError: it cannot be written; what was there before is unchanged.
        """
        return write_report(explain_report.report(self), path)

    def to_json(self) -> dict[str, Any]:
        """What was found as plain JSON, without the attributions themselves."""
        return {
            "explained": self.question.says,
            "method": self.method,
            "compared_with": self.compared_with,
            "answers": dict(zip(self.names, self.answer.tolist(), strict=True)),
            "chosen": dict(zip(self.names, self.chosen, strict=True)) if any(self.chosen) else {},
            "gap": float(self.gap.max(initial=0.0)),
            **self.fidelity.to_json(),
        }

    @property
    def gap_in_words(self) -> str:
        """The gap as a share of the differences that the attributions should add up to."""
        away = np.abs(self.answer - self.base).sum()
        return f"{100 * self.gap.sum() / away:.2g} %" if away > 0 else f"{self.gap.sum():.2g}"

    def __str__(self) -> str:
        return (
            f"Why {self.question.says} is what it is, by {self.method.replace('_', ' ')}, compared with "
            f"{self.compared_with}. The attributions add up to the difference to within {self.gap_in_words}. "
            f"{self.fidelity}"
        )


def explain(
    module: torch.nn.Module,
    batch: Batch,
    question: Question | None = None,
    *,
    method: str = "integrated_gradients",
    base: str = "zeros",
    effort: int | None = None,
    segments: int = 12,
    draws: int = DRAWS,
) -> Explanation:
    """How much each step and feature of a batch adds to a network's answers.

    Args:
        module: the network; it runs as in evaluation.
        batch: what it is called with. The first of the inputs is explained, numbers (batch, steps, features) or tokens
            (batch, steps); the others are held as they are, and integers (batch,) among them are lengths.
        question: what is explained; the mean of the output if None.
        method: "integrated_gradients", or "lime" or "shap" by segments of neighbouring steps.
        base: what the inputs are compared with, "zeros" or the "mean" of each sequence.
        effort: at how many points the gradient is taken (32), or how often segments are left out (500).
        segments: how many segments of steps there are, for "lime" and "shap".
        draws: how many random orders the check compares with.

    Raises:
        ArgumentError: an argument has a wrong value, or the first input has no steps.
        BackendError: the layers are quantised, so that there are no gradients.
        MissingExtraError: captum is not installed.

    Example:
        >>> import torch, cellwright as cw
        >>> class Sum(torch.nn.Module):
        ...     def forward(self, x):
        ...         return x[:, 2:3, 0]
        >>> found = explain(Sum(), Batch((torch.randn(3, 6, 2),)))
        >>> found.believable, bool((found.values[:, [0, 1, 3, 4, 5]] == 0).all())
        (True, True)
    """
    for name, value, known in (("method", method, METHODS), ("base", base, BASES)):
        if value not in known:
            raise ArgumentError(f"{name} must be one of {', '.join(map(repr, known))}; got {value!r}")
    for name, number in (("effort", effort if effort is not None else 1), ("segments", segments), ("draws", draws)):
        if not isinstance(number, int) or number < 1:
            raise ArgumentError(f"{name} must be a whole number of at least 1; got {number!r}")
    training = module.training
    module.eval()
    try:
        return _explained(module, batch, question or Question(), method, base, effort, segments, draws)
    finally:
        module.train(training)


def _explained(
    module: torch.nn.Module,
    batch: Batch,
    question: Question,
    method: str,
    base: str,
    effort: int | None,
    segments: int,
    draws: int,
) -> Explanation:
    asked = Asked(module, batch, question)
    if asked.tokens and base != "zeros":
        raise ArgumentError(f"tokens are there or not, so base must be 'zeros'; got {base!r}")
    attention, count = attention_of(module), len(asked.inputs)
    found_by, usual = METHODS[method]
    make, says = BASES[base]
    inside = asked.inside.unsqueeze(-1).to(asked.inputs.device)
    if asked.tokens:
        says = "no tokens" if question.absent is None else "average tokens in their place"
    beside = torch.where(inside, make(asked), asked.inputs)
    values = found_by(asked, beside, effort or usual, segments)
    checked = fidelity(asked, values, beside, draws)
    answers = asked.many(torch.stack([asked.inputs, beside])).double().cpu().numpy()
    shown = torch.full_like(values, torch.nan) if asked.tokens else asked.inputs
    return Explanation(
        values=_known(values, inside),
        inputs=_known(shown, inside),
        answer=answers[0],
        base=answers[1],
        question=replace(question, names=question.names[:count], tokens=question.tokens[:count]),
        method=method,
        compared_with=says,
        fidelity=checked,
        attention=attention,
        chosen=tuple(question.tell(asked.chosen.cpu()))[:count],
    )


def attention_of(module: torch.nn.Module) -> Floats | None:
    """How much each step counted in the attention of the last call (batch, steps), if the network has any."""
    for part in module.modules():
        if isinstance(part, Pooling) and part.weights is not None:
            return np.asarray(part.weights.double().cpu().numpy())
    return None


def _known(values: Tensor, inside: Tensor) -> Floats:
    return np.asarray(torch.where(inside, values, torch.nan).detach().double().cpu().numpy())
