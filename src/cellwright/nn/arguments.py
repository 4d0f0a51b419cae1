"""Checks of the arguments of layers; each says what was found and what is expected."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from cellwright.errors import ArgumentError


def positive(name: str, value: Any) -> int:
    """A whole number of at least 1."""
    return in_range(name, value, 1, None)


def in_range(name: str, value: Any, low: int, high: int | None) -> int:
    """A whole number between two bounds; `high` may be None."""
    if isinstance(value, bool) or not isinstance(value, int) or value < low or (high is not None and value > high):
        span = f"an integer of at least {low}" if high is None else f"an integer in {low}..{high}"
        raise ArgumentError(f"{name} must be {span}; got {value!r}")
    return value


def probability(name: str, value: Any) -> float:
    """A number between 0 and 1."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise ArgumentError(f"{name} must be a number in 0..1, the probability of dropping a value; got {value!r}")
    return float(value)


def one_of(name: str, value: Any, known: Collection[str]) -> str:
    """One of some names."""
    if value not in known:
        raise ArgumentError(f"{name} must be one of {', '.join(map(repr, known))}; got {value!r}")
    return str(value)
