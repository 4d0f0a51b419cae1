"""The rest of the library, imported when a command needs it: `--help` must not wait for torch.

By default the threads of torch's OpenMP spin, and on a machine with other work to do they take the cores from it and
from the threads of our kernels: training was five times as slow on two busy cores. Here they sleep while they wait.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any


def library(name: str) -> Any:
    """What `cellwright.name` is.

    Example:
        >>> library("cells").lstm.name
        'lstm'
    """
    return getattr(module(""), name)


def module(name: str) -> Any:
    """The module `cellwright.name`, or the package itself if there is no name."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # read when torch is loaded
    return import_module(f"cellwright.{name}" if name else "cellwright")
