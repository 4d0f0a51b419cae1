"""Values that the equations are given besides inputs and states: parameters, settings, fixed vectors, random masks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from numbers import Real

import numpy as np

from cellwright.equation.node import ONE, SETTINGS, Mask, Weight, stack_name
from cellwright.equation.tape import equation_error
from cellwright.equation.vector import Vector, checked_name


def parameter(name: str, like: Vector, *, layer: int = 0, initial: float | None = None) -> Vector:
    """A trained vector of the size of `like` that stands in the equations by itself.

    Args:
        name: under which it is kept (it joins the parameter `vector`).
        like: any vector of its size.
        layer: the layer, in a cell that has several of them in its equations.
        initial: the number that it starts from; drawn at random if None.

    Example:
        >>> import cellwright as cw
        >>> @cw.cell
        ... def leaky(x, h):
        ...     keep = cw.sigmoid(cw.parameter("keep", h, initial=1.0))
        ...     return keep * h + (1 - keep) * cw.tanh(cw.affine("h", x, h))
        >>> leaky.parameters(input=2, hidden=3)["vector"]
        (3,)
    """
    checked_name("parameter", name)
    _check_like("parameter", like)
    weight = Weight(stack_name("vector", layer), name, like.size, initial=initial)
    return Vector(like.tape.leaf("vector", like.size, weight), like.tape)


def setting(name: str, like: Vector, value: float) -> Vector:
    """One number that the user may change while a layer is in use, and that training leaves alone.

    It is kept in the layer's buffer `settings_l0`, for example a slope that grows from epoch to epoch.

    Args:
        name: under which it is kept.
        like: any vector of the same equations.
        value: what it is at first.

    Example:
        >>> import cellwright as cw
        >>> @cw.cell
        ... def sharp(x, h):
        ...     return cw.sigmoid(cw.setting("slope", h, 1.0) * cw.affine("h", x, h))
        >>> layer = cw.Recurrent(sharp, 2, 3)
        >>> layer.settings_l0
        tensor([1.])
    """
    checked_name("setting", name)
    _check_like("setting", like)
    if not _finite(value):
        raise equation_error(f"setting({name!r}, ...) begins at a finite number; got {value!r}")
    weight = Weight(SETTINGS, name, ONE, initial=float(value))
    return Vector(like.tape.leaf("vector", ONE, weight), like.tape)


def blocks(numbers: Sequence[float], like: Vector) -> Vector:
    """A fixed vector of the size of `like`: one number for each of so many blocks of units, as equal as can be.

    Example:
        >>> import cellwright as cw
        >>> @cw.cell
        ... def two_speeds(x, h):
        ...     rate = cw.blocks([1.0, 0.1], h)
        ...     return h + rate * (cw.tanh(cw.affine("h", x, h)) - h)
    """
    _check_like("blocks", like)
    given = tuple(numbers) if isinstance(numbers, (Sequence, np.ndarray)) else ()
    if not given or not all(map(_finite, given)):
        raise equation_error(f"blocks takes a list of at least one number, all finite; got {numbers!r}")
    return Vector(like.tape.leaf("blocks", like.size, tuple(map(float, given))), like.tape)


def named(name: str, v: Vector) -> Vector:
    """The same value, under a name by which equations, traces and drawings call it.

    Values that the function of a cell assigns to variables bear their names already; this is for values that come from
    helper functions or loops.

    Example:
        >>> import cellwright as cw
        >>> from cellwright.equation.show import equations
        >>> @cw.cell
        ... def two(x, h, k):
        ...     h, k = (cw.tanh(cw.named(f"a{n}", cw.affine(f"a{n}", x, s))) for n, s in ((1, h), (2, k)))
        ...     return h, k
        >>> equations(two)[0]
        'a1 = W_a1 x + R_a1 h + b_a1'
    """
    v.tape.names[v.node] = name
    return v


def noise(name: str, like: Vector, keep: float, *, each: str = "step") -> Vector:
    """A random vector of zeros and ones in training; in inference the number `keep`, its expectation.

    The masks are drawn by torch's generator, so that `torch.manual_seed` makes them repeatable.

    Args:
        name: tells the masks of a cell apart.
        like: any vector of its size.
        keep: the probability of a one.
        each: "step" for a new mask at every step, "sequence" for one that a sequence keeps.

    Raises:
        EquationError: `keep` is no probability, or `each` is something else.

    Example:
        >>> import cellwright as cw
        >>> @cw.cell
        ... def zoneout_rnn(x, h):
        ...     new = cw.noise("h", h, 0.9)
        ...     return new * cw.tanh(cw.affine("h", x, h)) + (1 - new) * h
    """
    checked_name("noise", name)
    _check_like("noise", like)
    if each not in {"step", "sequence"}:
        raise equation_error(f'a mask is drawn for each "step" or each "sequence", not for each {each!r}')
    if not 0 <= keep <= 1:
        raise equation_error(f"keep is the probability of a one, between 0 and 1; got {keep!r}")
    return Vector(like.tape.leaf("noise", like.size, Mask(name, float(keep), each)), like.tape)


def _check_like(function: str, like: object) -> None:
    if not isinstance(like, Vector):
        raise equation_error(
            f"{function} takes the size of a vector of the equations, for example of a state; got {type(like).__name__}"
        )


def _finite(value: object) -> bool:
    return isinstance(value, Real) and math.isfinite(value)
