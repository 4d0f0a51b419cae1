"""Options: fields of a dataclass that carry their rule and a sentence of help, checked and offered in one way.

The hyper-parameters of every task are such fields, so that messages and the command line are derived from them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import partial
from numbers import Integral, Real
from pathlib import Path
from typing import Any

import torch

from cellwright.errors import ArgumentError
from cellwright.fit.adam import adam
from cellwright.fit.schedules import SCHEDULES

# numbers from here on are no integers of 64 bits, and none of what is chosen about a model is that large
BEYOND = 2**63


@dataclass(frozen=True)
class Rule:
    """What a value must be.

    Attributes:
        says: the rule in words, behind "must be".
        holds: whether a value keeps it.
        telling: whether its words tell which values there are, so that they belong into a help, too.
    """

    says: str
    holds: Callable[[Any], bool]
    telling: bool = True


def whole(least: int) -> Rule:
    """An integer of at least `least`, and no larger than a machine counts."""
    return Rule(f"an integer of at least {least}", lambda v: _is_whole(v) and least <= v < BEYOND, telling=False)


def number(least: float, most: float = float("inf"), *, above: bool = False, below: bool = False) -> Rule:
    """A number from `least` to `most`; `above` and `below` leave these ends out."""
    low = f"above {least:g}" if above else f"of at least {least:g}"
    high = "" if most == float("inf") else f" and below {most:g}" if below else f" and at most {most:g}"

    def holds(value: Any) -> bool:
        if isinstance(value, bool) or not isinstance(value, Real):
            return False
        try:
            v = float(value)
        except OverflowError:  # an integer of hundreds of digits
            return False
        return (v > least if above else v >= least) and (v < most if below else v <= most)

    return Rule(f"a number {low}{high}", holds, telling=False)


def one_of(*values: str) -> Rule:
    """One of these words."""
    return Rule(f"one of {', '.join(map(repr, values))}", lambda v: isinstance(v, str) and v in values)


def flag() -> Rule:
    """True or False."""
    return Rule("True or False", lambda v: isinstance(v, bool), telling=False)


def text() -> Rule:
    """A string that is not empty."""
    return Rule("a string that is not empty", lambda v: isinstance(v, str) and v != "", telling=False)


def file() -> Rule:
    """The name of a file."""
    return Rule("the path of a file", lambda v: isinstance(v, Path) or (isinstance(v, str) and v != ""), telling=False)


def names() -> Rule:
    """A list of at least one name."""
    return Rule(
        "a list of names",
        lambda v: isinstance(v, (list, tuple)) and bool(v) and all(isinstance(name, str) for name in v),
        telling=False,
    )


def optional(rule: Rule) -> Rule:
    """None, or what the rule asks for."""
    return Rule(f"{rule.says}, or None", lambda v: v is None or rule.holds(v), rule.telling)


def option(rule: Rule, says: str, **default: Any) -> Any:
    """A field with a rule and a sentence of help; `default=` if it has one."""
    return field(metadata={"rule": rule, "help": says}, **default)


def check_options(options: Any) -> None:
    """Raise for the first field whose value breaks its rule.

    Raises:
        ArgumentError: names the option, its rule and what it was.
    """
    for each in fields(options):
        rule, value = each.metadata.get("rule"), getattr(options, each.name)
        if rule is not None and not rule.holds(value):
            raise ArgumentError(f"{each.name} must be {rule.says}; got {value!r}")


Optimizer = Callable[..., torch.optim.Optimizer]
# fused: one pass over the weights in place of ten
OPTIMIZERS: Mapping[str, Optimizer] = {
    "adam": adam,
    "adamw": partial(adam, weight_decay=0.01),
    "nadam": torch.optim.NAdam,
    "radam": torch.optim.RAdam,
    "rmsprop": torch.optim.RMSprop,
    "adagrad": torch.optim.Adagrad,
    "sgd": partial(torch.optim.SGD, momentum=0.9, fused=True),
}
PRECISIONS: Mapping[str, torch.dtype] = {"float32": torch.float32, "float64": torch.float64}


@dataclass(kw_only=True, eq=False, repr=False)
class Training:
    """How to train: the options that every task has, under the same names."""

    max_epochs: int = option(whole(1), "the most epochs to train for", default=100)
    max_seconds: float | None = option(
        optional(number(0, above=True)), "the most seconds to train for, to the next end of an epoch", default=None
    )
    batch_size: int = option(whole(1), "examples in a step", default=64)
    learning_rate: float = option(number(0, above=True), "the step size of the optimizer", default=1e-3)
    optimizer: str = option(one_of(*OPTIMIZERS), "the optimizer", default="adam")
    schedule: str = option(
        one_of(*SCHEDULES), "how the learning rate goes: cosine falls to nothing at max_epochs", default="constant"
    )
    gradient_clip: float | None = option(
        optional(number(0, above=True)), "the largest norm of the gradient; None leaves it as it is", default=1.0
    )
    dropout: float = option(number(0, 1, below=True), "the share of values dropped between layers", default=0.0)
    recurrent_dropout: float = option(
        number(0, 1, below=True), "the share of the state dropped from the matrices, for a whole sequence", default=0.0
    )
    zoneout: float = option(number(0, 1, below=True), "the probability that a unit keeps its old value", default=0.0)
    l1: float = option(number(0), "the weight of the absolute weights in the loss", default=0.0)
    l2: float = option(number(0), "the weight of the squared weights in the loss", default=0.0)
    validation_split: float = option(
        number(0, 1, below=True), "the share of the data held out to stop training by", default=0.2
    )
    early_stopping: int | None = option(
        optional(whole(1)), "epochs without a better one before training stops, by what is held out", default=10
    )
    device: str = option(
        text(), "where to train: cpu, cuda, cuda:1; auto is cpu, for which layers are compiled", default="auto"
    )
    precision: str = option(one_of(*PRECISIONS), "the type of the weights", default="float32")
    random_state: int | None = option(
        optional(whole(0)), "the seed; the same seed gives the same model, bit for bit", default=None
    )
    progress: bool = option(flag(), "whether to show a progress bar", default=True)


def training_of(options: Training) -> Training:
    """The training options of a task, alone.

    Example:
        >>> training_of(Training(max_epochs=3)).max_epochs
        3
    """
    return Training(**{each.name: getattr(options, each.name) for each in fields(Training)})


def device_of(name: str) -> torch.device:
    """The device of this name.

    Raises:
        ArgumentError: there is no such device here.
    """
    if name == "auto":
        return torch.device("cpu")  # on others, layers run step by step, the slow eager way
    try:
        device = torch.device(name)
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError) as error:
        raise ArgumentError(f"device {name!r} cannot be used here: {str(error).splitlines()[0]}") from error
    return device


def _is_whole(value: Any) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)
