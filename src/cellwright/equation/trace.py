"""From a plain Python function to a Cell: `@cw.cell` calls it once with symbolic vectors and keeps what it wrote."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping, Sequence
from numbers import Real
from typing import Any, overload

from cellwright.equation.cell import Cell
from cellwright.equation.node import HIDDEN, INPUT, ONE, Node, ordered
from cellwright.equation.tape import Tape, size_in_words
from cellwright.equation.vector import Vector
from cellwright.errors import EquationError

Equations = Callable[..., "Vector | tuple[Vector, ...]"]
STATE_SIZES = (HIDDEN, ONE, INPUT)
States = Mapping[str, str | int] | Callable[..., Mapping[str, str | int]]


@overload
def cell(function: Equations) -> Cell: ...


@overload
def cell(*, states: States) -> Callable[[Equations], Cell]: ...


def cell(function: Equations | None = None, *, states: States | None = None) -> Cell | Callable[[Equations], Cell]:
    """Turn a function of one step into a Cell: `(x, *states) -> new states`, the first of which is the output.

    The first parameter is the input, the other positional parameters are the states, and keyword-only parameters
    with defaults are options (see `Cell.variant`). The body is ordinary Python that runs once, with symbolic
    vectors; gates are declared where they are used, by `affine` and `diag`.

    Args:
        function: returns the new value of each state, in the order of its parameters; or the output, and then the
            new value of each state.
        states: the name and size of each state, where not all are of the hidden size or their number is an option:
            a dictionary, or a function of the options that gives one. "one" is the size of a single number, and a
            size may be so many numbers.

    Raises:
        EquationError: the equations are not understood; the message shows the line.

    Example:
        >>> import cellwright as cw
        >>> @cw.cell
        ... def coupled(x, h, c):
        ...     i = cw.sigmoid(cw.affine("i", x, h))
        ...     c = (1 - i) * c + i * cw.tanh(cw.affine("g", x, h))
        ...     return cw.sigmoid(cw.affine("o", x, h)) * cw.tanh(c), c
        >>> coupled
        <Cell coupled: (x, h, c) -> (h, c), gates i g o>
        >>> @cw.cell(states={"h": "hidden", "t": "one"})
        ... def every_other(x, h, t):
        ...     new = cw.modulo(t, 2.0)
        ...     return new * cw.tanh(cw.affine("h", x, h)) + (1 - new) * h, t + 1
    """
    return _cell(function, states) if function is not None else lambda given: _cell(given, states)


def _cell(function: Equations, states: States | None) -> Cell:
    given: object = function
    # what is called in another way has no name to give the cell, such as a functools.partial
    if isinstance(given, Cell) or not callable(given) or not hasattr(given, "__name__"):
        found = repr(given) if isinstance(given, Cell) else type(given).__name__
        raise EquationError(f"@cw.cell turns a function of one step into a cell; got {found}")

    def retrace(**options: Any) -> Cell:
        known = _options(function)
        unknown = sorted(set(options) - set(known))
        if unknown:
            takes = ", ".join(known) or "none"
            raise EquationError(f"cell {function.__name__!r} has no option {unknown[0]!r}; its options: {takes}")
        return _traced(function, states, {**known, **options}, retrace)

    return retrace()


def _traced(function: Equations, states: States | None, options: dict[str, Any], retrace: Callable[..., Cell]) -> Cell:
    input_name, sizes = _signature(function, _sizes(function, states, options))
    tape = Tape(traced=getattr(function, "__code__", None))
    x = tape.leaf("input", INPUT, input_name)
    old = tuple(tape.leaf("state", size, name) for name, size in sizes.items())
    try:
        result = function(Vector(x, tape), *(Vector(state, tape) for state in old), **options)
    except RecursionError as error:
        raise EquationError(f"cell {function.__name__!r} calls itself without end while it is traced") from error
    output, updates = _results(function, tape, old, result if isinstance(result, tuple) else (result,))
    nodes = ordered([output, *updates])
    used = {node.argument for node in nodes}
    return Cell(
        name=function.__name__,
        inputs=(x,),
        states=old,
        outputs=(("output", output),),
        updates=updates,
        weights=tuple(weight for weight in tape.weights if weight in used),
        names=_in_order(tape, {**_names(function, nodes), **tape.names}, nodes),
        options=options,
        summary=(inspect.getdoc(function) or "").partition("\n")[0],
        retrace=retrace,
    )


def _sizes(function: Equations, states: States | None, options: dict[str, Any]) -> Mapping[str, str] | None:
    """The name and size of each state, where they are given."""
    if states is None:
        return None
    if callable(states):
        try:
            inspect.signature(states).bind(**options)
        except TypeError as error:
            raise EquationError(
                f"cell {function.__name__!r}: the function states= takes the options of the cell, "
                f"({', '.join(options)}), by their names; {error}"
            ) from None
    sizes = states(**options) if callable(states) else states
    if not isinstance(sizes, Mapping):
        raise _no_size(function, sizes)
    return {name: _size(function, size) for name, size in sizes.items()}


def _size(function: Equations, size: object) -> str:
    """The size of a state by its name; numbers have numerals for names."""
    if isinstance(size, int) and not isinstance(size, bool) and size >= 1:
        return str(size) if size > 1 else ONE
    if size not in STATE_SIZES:
        raise _no_size(function, size)
    return str(size)


def _no_size(function: Equations, found: object) -> EquationError:
    return EquationError(
        f"cell {function.__name__!r}: states= gives each state a size, {', '.join(map(repr, STATE_SIZES))} or so many "
        f'numbers, for example {{"h": "hidden", "t": "one", "m": 6}}; got {found!r}'
    )


def _options(function: Equations) -> dict[str, Any]:
    parameters = inspect.signature(function).parameters.values()
    return {p.name: p.default for p in parameters if p.kind is inspect.Parameter.KEYWORD_ONLY}


def _signature(function: Equations, states: Mapping[str, str] | None) -> tuple[str, dict[str, str]]:
    """The name of the input, and the name and size of each state."""
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    parameters = inspect.signature(function).parameters.values()
    names = [p.name for p in parameters if p.kind in positional and p.default is inspect.Parameter.empty]
    others = [p for p in parameters if p.name not in names and p.kind is not inspect.Parameter.KEYWORD_ONLY]
    open_options = [name for name, default in _options(function).items() if default is inspect.Parameter.empty]
    found = f"found {function.__name__}{inspect.signature(function)}"
    if states is not None:
        collects = [p.kind for p in others] == [inspect.Parameter.VAR_POSITIONAL]
        takes = list(states)[: len(names) - 1] if collects else list(states)
        if not states or not names or open_options or names[1:] != takes or (others and not collects):
            raise EquationError(
                f"a cell with states= takes its input and these states, in this order: "
                f"{', '.join(states) or 'at least one'}; {found}"
            )
        if names[0] in states:
            raise EquationError(f"cell {function.__name__!r}: {names[0]!r} is both its input and a state; rename one")
        return names[0], dict(states)
    if len(names) < 2 or others or open_options:
        raise EquationError(
            f"a cell is a function of its input and at least one state, and of keyword-only options with defaults; "
            f"{found}; write for example def {function.__name__}(x, h, c, *, option=1.0)"
        )
    return names[0], dict.fromkeys(names[1:], HIDDEN)


def _results(
    function: Equations, tape: Tape, states: Sequence[Node], result: Sequence[object]
) -> tuple[Node, tuple[Node, ...]]:
    """The output, and the new value of each state."""
    where = f"cell {function.__name__!r}"
    if len(result) not in {len(states), len(states) + 1}:
        labels = ", ".join(state.label for state in states)
        found = _in_words(result[0]) if len(result) == 1 else f"{len(result)} values"
        raise EquationError(
            f"{where} must return the new value of each of its states ({labels}), in this order, "
            f"or its output and then those; it returned {found}"
        )
    output = result[0]
    if len(result) > len(states) and not (isinstance(output, Vector) and output.size):
        raise EquationError(f"{where} must return vectors, but its output is {_in_words(output)}")
    updates = []
    for state, value in zip(states, result[-len(states) :], strict=True):
        if not isinstance(value, Vector):
            raise EquationError(f"{where} must return vectors, but the new {state.label!r} is {_in_words(value)}")
        if value.tape is not tape:
            raise EquationError(f"{where}: the new {state.label!r} is a vector of another cell, or of an earlier call")
        if value.size != state.size:
            at = f"\n  in {value.node.line}" if value.node.line else ""
            raise EquationError(
                f"{where}: the new {state.label!r} has {size_in_words(value.size)}, "
                f"but the state has {size_in_words(state.size)}; bring it there with affine(...){at}"
            )
        updates.append(value.node)
    return output.node if isinstance(output, Vector) else updates[0], tuple(updates)


def _in_words(value: object) -> str:
    """What a function returned in place of a vector, and what may be meant."""
    if isinstance(value, Vector):
        return "one value" if value.size else "a number"
    if isinstance(value, Cell):
        return f"the cell {value.name!r}; cells share equations by plain functions of vectors that both call"
    hints = {"NoneType": "nothing; is there a return at the end?", "list": "a list; write return h, c"}
    kind = type(value).__name__
    return hints.get(kind, f"{kind}; a fixed number is written 0.0 * h + 1" if isinstance(value, Real) else kind)


def _in_order(tape: Tape, names: Mapping[Node, str], nodes: Sequence[Node]) -> dict[Node, str]:
    """The names of the nodes that are used, in the order in which the function wrote them down."""
    used = set(nodes)
    return {node: names[node] for node in tape.nodes if node in used and node in names}


def _names(function: Equations, nodes: Sequence[Node]) -> dict[Node, str]:
    """What the function calls its values: the last value made in a statement `name = ...` bears the name."""
    try:
        source, first = inspect.getsourcelines(function)
        tree = ast.parse(textwrap.dedent("".join(source)))
    except (OSError, TypeError, SyntaxError):
        return {}
    names: dict[Node, str] = {}
    for statement in ast.walk(tree):
        if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
            continue
        start, end = statement.lineno + first - 1, (statement.end_lineno or statement.lineno) + first - 1
        made = [node for node in nodes if node.sources and node.line and start <= node.line.statement <= end]
        if made:
            names[made[-1]] = statement.targets[0].id
    return names
