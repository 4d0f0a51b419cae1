"""What is explained of a sequence task: the logit of a class, or a number; and what steps and examples are called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from cellwright.data.channels import Channels
from cellwright.data.examples import Batch
from cellwright.data.sequences import Cases, Texts
from cellwright.data.vocabulary import TOKENISERS, Vocabulary
from cellwright.errors import ArgumentError
from cellwright.inspect.question import Question


def class_question(
    classes: Sequence[Any], about: Any, logits: Callable[[Tensor], Tensor], *, exclusive: bool
) -> Question:
    """How likely a class is: the logarithm of its odds.

    Args:
        classes: the labels, in the order of the outputs.
        about: the class; None for the most probable one of each example.
        logits: those of the classes (batch, classes), from the output.
        exclusive: whether a sequence has one label.

    Raises:
        ArgumentError: there is no such class.
    """
    names = [str(label) for label in classes]
    if about is not None and str(about) not in names:
        raise ArgumentError(f"about must be one of the classes {', '.join(names)}, or None; got {about!r}")

    def choose(output: Tensor, batch: Batch) -> Tensor:  # noqa: ARG001
        likely = logits(output).argmax(1, keepdim=True)
        return likely if about is None else torch.full_like(likely, names.index(str(about)))

    def answer(output: Tensor, chosen: Tensor) -> Tensor:
        each = logits(output)
        own = each.gather(1, chosen).squeeze(1)
        return own - each.scatter(1, chosen, -torch.inf).logsumexp(1) if exclusive else own

    which = "the most probable class of each" if about is None else repr(str(about))
    return Question(
        says=f"the log-odds of {which}",
        answer=answer,
        choose=choose,
        tell=lambda chosen: [names[number] for number in chosen.flatten().tolist()],
    )


def number_question(
    names: Sequence[str],
    centers: Sequence[float],
    scales: Sequence[float],
    about: Any,
    numbers: Callable[[Tensor], Tensor],
) -> Question:
    """One of the numbers that a regressor predicts, on the scale of the data.

    Args:
        names: of the numbers.
        centers: of each.
        scales: of each.
        about: the name of one; None for the first.
        numbers: those of each example (batch, numbers) on the network's own scale, from the output.

    Raises:
        ArgumentError: there is no such number.
    """
    if about is not None and about not in names:
        raise ArgumentError(f"about must be one of {', '.join(names)}, or None for the first; got {about!r}")
    place = 0 if about is None else list(names).index(about)

    def answer(output: Tensor, chosen: Tensor) -> Tensor:  # noqa: ARG001
        return numbers(output)[:, place] * scales[place] + centers[place]

    return Question(says=f"the predicted {names[place]}", answer=answer)


def called(question: Question, cases: Cases, inputs: Channels | Vocabulary, most: int | None) -> Question:
    """The question with the names of examples, and those of features or tokens.

    Args:
        question: what is explained.
        cases: the sequences.
        inputs: what was learned of them.
        most: the most steps of a sequence that are read.
    """
    names = [f"{place}" if isinstance(place, str) else f"sequence {place}" for place in cases.inputs.ids]
    if isinstance(inputs, Channels):
        return replace(question, names=names, features=inputs.feature_names)
    assert isinstance(cases.inputs, Texts)
    tokens = [TOKENISERS[inputs.tokeniser](text)[:most] for text in cases.inputs.texts]
    between = " " if inputs.tokeniser == "words" else ""
    return replace(question, names=names, features=("token",), tokens=tokens, between=between)
