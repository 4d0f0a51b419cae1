"""The rest of the library, imported when a command needs it: `--help` must not wait for torch."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def library(name: str) -> Any:
    """What `cellwright.name` is.

    Example:
        >>> library("cells").lstm.name
        'lstm'
    """
    return getattr(import_module("cellwright"), name)


def module(name: str) -> Any:
    """The module `cellwright.name`."""
    return import_module(f"cellwright.{name}")
