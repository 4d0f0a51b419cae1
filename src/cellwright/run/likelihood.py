"""The likelihood of tags under a linear-chain CRF, and its gradients, compiled."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from struct import Struct
from typing import Any

import numpy as np
import numpy.typing as npt

from cellwright.emit.llvm.likelihood import BACK, LIKELIHOOD, likelihood_text
from cellwright.plan.machine import CACHE_LINE
from cellwright.run.host import host
from cellwright.run.kernel import address_of
from cellwright.run.library import KERNEL, Library
from cellwright.run.objects import object_code

Array = npt.NDArray[Any]
CONTEXT = Struct(f"{len(LIKELIHOOD)}q")


class _Functions:
    """The compiled functions for one number type."""

    def __init__(self, dtype: str) -> None:
        machine = host()
        code = object_code(f"likelihood {dtype}", lambda: likelihood_text(machine, dtype), machine)
        self._library = Library(code)
        self.forward, self.backward = (KERNEL(self._library.address(name)) for name in ("forward", "backward"))


@lru_cache(maxsize=2)
def _functions(dtype: str) -> _Functions:
    return _Functions(dtype)


def forward(given: Mapping[str, Array]) -> dict[str, Array]:
    """The log-likelihoods ("value") of tags, and what `backward` needs.

    Args:
        given: by the names of `cellwright.emit.llvm.likelihood.GIVEN`, all but the powers, contiguous: "emissions"
            (sentences, steps, tags), "lengths" (sentences,), at least 1, the tags that were "said" (sentences, steps),
            "transitions" (tags, tags), "first" and "last" (tags,).

    Example:
        >>> tags, numbers = np.array([[1]]), np.array([1])
        >>> scores = {"emissions": np.zeros((1, 1, 2)), "transitions": np.zeros((2, 2))}
        >>> found = forward({**scores, "first": np.zeros(2), "last": np.zeros(2), "lengths": numbers, "said": tags})
        >>> float(np.exp(found["value"][0]).round(6))
        0.5
    """
    emissions, powers = given["emissions"], np.exp(given["transitions"])
    sentences, steps, tags = emissions.shape
    whole = CACHE_LINE // emissions.itemsize
    stride = -(-tags // whole) * whole
    rows = np.empty((2, sentences, steps, stride), emissions.dtype)
    arrays = {
        **given,
        "powers": _padded(powers, stride),
        "turned": _padded(powers.T, stride),
        "chances": rows[0],
        "sums": rows[1],
        "ends": np.empty((sentences, stride), emissions.dtype),
        "value": np.empty(sentences, emissions.dtype),
    }
    _functions(emissions.dtype.name).forward(_context(arrays, (steps, tags, stride)), 0, sentences)
    return arrays


def backward(arrays: Mapping[str, Array], gradient: Array) -> tuple[Array, Array, Array, Array]:
    """The gradients of emissions, transitions, first and last scores.

    Args:
        arrays: of `forward`.
        gradient: that of each value (sentences,).
    """
    emissions, powers = arrays["emissions"], arrays["powers"]
    (sentences, steps, tags), stride = emissions.shape, powers.shape[1]
    d_emissions, moves = np.zeros_like(emissions), np.zeros((tags, tags), emissions.dtype)
    d_first, d_last = np.zeros((2, tags), emissions.dtype)
    d_powers = np.zeros_like(powers)
    added = gradient, np.empty((2, stride), emissions.dtype), d_emissions, d_first, d_last, d_powers, moves
    context = _context({**arrays, **dict(zip(BACK, added, strict=True))}, (steps, tags, stride))
    _functions(emissions.dtype.name).backward(context, 0, sentences)
    moves += (d_powers * powers)[:, :tags]
    return d_emissions, moves, d_first, d_last


def _padded(matrix: Array, columns: int) -> Array:
    """A matrix with zeros behind its columns."""
    wider = np.zeros((len(matrix), columns), matrix.dtype)
    wider[:, : matrix.shape[1]] = matrix
    return wider


def _context(arrays: Mapping[str, Array], sizes: tuple[int, ...]) -> bytes:
    addresses = [address_of(arrays[name]) if name in arrays else 0 for name in LIKELIHOOD[: -len(sizes)]]
    return CONTEXT.pack(*addresses, *sizes)
