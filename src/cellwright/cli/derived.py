"""Options of a command from the fields of a task: every hyper-parameter has one, under its own name and with its help.

A column is named without its suffix (`--time` is `time_col`), and `--seed` is `random_state`.
"""

from __future__ import annotations

import dataclasses
import inspect
import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin, get_type_hints

import typer

from cellwright.cli.library import module
from cellwright.cli.output import unescaped
from cellwright.errors import CellwrightError

if TYPE_CHECKING:
    from cellwright.fit.options import Rule

# what a command line can say as it is; anything else is read as JSON, or as words with commas between them
PLAIN = (int, float, str, bool)
RENAMED = {"random_state": "seed"}
# these the command itself decides
LEFT_OUT = frozenset({"progress"})
# these may be ends of lines
SPELLED = frozenset({"separator"})
# on a command line a run can always be repeated
SEED = 0
UNIONS = (Union, UnionType)
# name=value, as messages write an argument; the value may be a text or a list, or left out
ARGUMENT = re.compile(r"""\b([a-z_]\w*)=("[^"]*"|'[^']*'|\[[^]]*\]|[\w.+-]*)""")


def with_options(verb: str, body: Callable[..., None]) -> Callable[..., None]:
    """A command with the arguments of `body` and an option for each hyper-parameter of a task.

    Args:
        verb: what the command line calls the task.
        body: it is called with the class of the task, a dictionary of what was given for its fields, and its own
            arguments.
    """
    task = module("tasks").task_of_verb(verb)
    hints = get_type_hints(task)
    shown = [each for each in dataclasses.fields(task) if each.name not in LEFT_OUT]
    rules = {each.name: each.metadata["rule"] for each in shown}
    as_text = {each.name for each in shown if not _is_plain(hints[each.name], each.default)}
    derived = [_parameter(task, each, str if each.name in as_text else _kinds(hints[each.name])[0]) for each in shown]

    def command(**given: Any) -> None:
        values = {each.name: given.pop(each.name) for each in derived}
        options = {
            name: _kept(_value(value), rules[name]) if name in as_text else value for name, value in values.items()
        }
        options |= {name: unescaped(options[name]) for name in SPELLED & options.keys() if options[name] is not None}
        try:
            body(task, options, **given)
        except CellwrightError as error:
            raise type(error)(as_flags(str(error), {each.name: _flag(each.name) for each in shown})) from error

    _, _, *own = inspect.signature(body, eval_str=True).parameters.values()
    # what must be given comes first, then what is special to the command
    ordered = sorted([*own, *derived], key=lambda each: each.default is not inspect.Parameter.empty)
    parameters = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in ordered]
    command.__name__, command.__doc__ = body.__name__, body.__doc__
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {each.name: each.annotation for each in parameters}
    return command


def named_only(body: Callable[..., None]) -> Callable[..., None]:
    """A command that is listed with the others, but has no options yet: these would have to wait for torch."""

    def command() -> None: ...

    command.__name__, command.__doc__ = body.__name__, body.__doc__
    return command


def _parameter(task: type, field: dataclasses.Field[Any], kind: Any) -> inspect.Parameter:
    """The option of a field."""
    flag = _flag(field.name)
    default: Any = field.default
    if field.name == "random_state":
        default = SEED
    elif default is dataclasses.MISSING:
        default = inspect.Parameter.empty
    elif default is not None and kind is str and not isinstance(default, str):
        default = json.dumps(default)
    says = field.metadata["help"]
    option = typer.Option(
        f"--{flag}/--no-{flag}" if kind is bool else f"--{flag}",
        help=f"{says[0].upper()}{says[1:]}{_telling(field.metadata['rule'])}.",
        rich_help_panel=_panel(task, field),
    )
    annotation: Any = Annotated[kind | None if default is None else kind, option]
    return inspect.Parameter(field.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _flag(name: str) -> str:
    return RENAMED.get(name, name.removesuffix("_col")).replace("_", "-")


def as_flags(message: str, flags: Mapping[str, str]) -> str:
    """A message of the library, which speaks of arguments, as one of the command line, which has options.

    Example:
        >>> as_flags("no 'ds'; say it with time_col=, or write tied=False", {"time_col": "time", "tied": "tied"})
        "no 'ds'; say it with --time, or write --no-tied"
    """

    def spelled(found: re.Match[str]) -> str:
        name, value = found[1], found[2]
        if name not in flags:
            return found[0]
        if value in {"True", "False"}:
            return f"--{'no-' if value == 'False' else ''}{flags[name]}"
        return f"--{flags[name]} {value}".rstrip()

    first, _, rest = message.partition(" must be ")
    named = f"--{flags[first]} must be {rest}" if rest and first in flags else message
    return ARGUMENT.sub(spelled, named)


def _kinds(hint: Any) -> list[Any]:
    """The types that a hint allows, besides None, and besides paths, which a command line writes as text."""
    kinds = get_args(hint) if get_origin(hint) in UNIONS else (hint,)
    return [each for each in kinds if each not in {NoneType, Path}]


def _is_plain(hint: Any, default: Any) -> bool:
    """Whether a command line can say every value as it is: one simple type, and no None but by leaving it out."""
    kinds = _kinds(hint)
    allows_none = NoneType in get_args(hint)
    return len(kinds) == 1 and kinds[0] in PLAIN and (not allows_none or default is None)


def _telling(rule: Rule) -> str:
    """Which values there are, behind the help of an option."""
    return f" ({rule.says})" if rule.telling else ""


def _kept(value: Any, rule: Rule) -> Any:
    """A value, or a list of it alone where only that keeps the rule: `--futr-exog promo` names one column of several.

    Example:
        >>> from cellwright.fit.options import Rule
        >>> _kept("promo", Rule("a list", lambda v: isinstance(v, list)))
        ['promo']
    """
    return [value] if not rule.holds(value) and rule.holds([value]) else value


def _panel(task: type, field: dataclasses.Field[Any]) -> str:
    """The heading that an option stands under: the class that first has it."""
    owners: Mapping[str, str] = {"Training": "Training", "Task": "Network"}
    first = next(each for each in reversed(task.__mro__) if field.name in getattr(each, "__annotations__", {}))
    return owners.get(first.__name__, "Task")


def _value(given: Any) -> Any:
    """What a text stands for: a list, a dictionary, a number, nothing, or itself.

    Example:
        >>> [_value(text) for text in ("[0.1, 0.5]", "0.1, 0.5", "week, month", "lstm", "none", "[(64, 5)]")]
        [[0.1, 0.5], [0.1, 0.5], ['week', 'month'], 'lstm', None, [[64, 5]]]
    """
    if not isinstance(given, str):
        return given
    if given.lower() in {"none", "null"}:
        return None
    try:
        # [(64, 5)] is how a message and a page of Python write a list of pairs
        return json.loads(given.replace("(", "[").replace(")", "]") if given.startswith("[") else given)
    except ValueError:
        parts = given.split(",")
        return [_value(part.strip()) for part in parts] if len(parts) > 1 else given


def settings_of(settings: Sequence[str], known: Collection[str]) -> dict[str, Any]:
    """The values of `name=value` settings.

    Example:
        >>> settings_of(["step_size=4", "baselines=false"], ["step_size", "baselines"])
        {'step_size': 4, 'baselines': False}
    """
    values = {}
    for setting in settings:
        name, equals, text = setting.partition("=")
        if not equals:
            raise typer.BadParameter(f"{setting!r} is no setting; write name=value", param_hint="--set")
        if name not in known:
            raise typer.BadParameter(f"{name!r} is not one of {', '.join(known)}", param_hint="--set")
        values[name] = _value(text)
    return values
