"""Every error that cellwright raises on purpose, in one tree.

    CellwrightError
    ├── EquationError       a cell's equations cannot be understood; the message shows the user's own line
    ├── ArgumentError       an argument has a wrong value, shape or type          (also a ValueError)
    ├── BackendError        the backend that was asked for cannot run this layer
    ├── DataError           a table, series or array cannot be used as it is      (also a ValueError)
    ├── ModelFileError      a model file is damaged, foreign, hostile or too new
    └── MissingExtraError   an optional package is needed and not installed       (also an ImportError)

A message says what was found, what was expected, and what to write instead.
"""

from __future__ import annotations


class CellwrightError(Exception):
    """The root: catch this to catch every error that cellwright raises on purpose."""


class EquationError(CellwrightError):
    """The equations of a cell cannot be understood or planned."""


class ArgumentError(CellwrightError, ValueError):
    """An argument of a layer, task or command has a wrong value, shape or type."""


class BackendError(CellwrightError):
    """The backend that was asked for cannot run this layer on this machine."""


class DataError(CellwrightError, ValueError):
    """A table, series or array cannot be used as it is."""


class ModelFileError(CellwrightError):
    """A model file is damaged, foreign, hostile or newer than this version of cellwright."""


class MissingExtraError(CellwrightError, ImportError):
    """An optional package is needed for what was asked, and is not installed."""

    @classmethod
    def of(cls, extra: str, says: str) -> MissingExtraError:
        """What needs which package, and how an extra of ours brings it.

        Example:
            >>> str(MissingExtraError.of("bpe", "byte pairs need tokenizers"))
            "byte pairs need tokenizers; write pip install 'cellwright[bpe]'"
        """
        # in quotes: some shells look for files that match brackets
        return cls(f"{says}; write pip install 'cellwright[{extra}]'")
