"""What a fitted task tells about its network, written once for all: what happened inside, and why it answers so."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from sklearn.utils.validation import check_is_fitted

from cellwright.data.examples import Batch, Examples
from cellwright.errors import ArgumentError
from cellwright.inspect.explain import Explanation, explain
from cellwright.inspect.question import Question
from cellwright.inspect.reach import Reach, gradient_over_distance
from cellwright.inspect.trace import Trace, trace

if TYPE_CHECKING:
    from cellwright.tasks.task import Encoded

# no more examples than this are looked at unless more are asked for
MOST = 32


class Insight:
    """The part of a task that looks into its network."""

    module_: torch.nn.Module
    learned_: Mapping[str, Any]
    data_: Any

    @abstractmethod
    def encode(self, data: Any, learned: Mapping[str, Any] | None = None, held_out: float = 0.0) -> Encoded:
        """As in `Task`."""

    def question(self, encoded: Encoded, about: Any) -> Question:  # noqa: ARG002
        """What `explain` explains, and what examples and features are called; here, the mean of the output.

        Args:
            encoded: the data, as `encode` gives them for prediction.
            about: what the user wants explained, in the words of the task; None for what is usual.
        """
        return Question()

    def trace(self, data: Any = None, *, most: int = MOST) -> Trace:
        """Every named value of the equations of the recurrent layers at every step: see `cw.trace`.

        Args:
            data: as for `predict`; None is what it was fitted on.
            most: no more examples than this, the first ones.

        Raises:
            NotFittedError: `fit` was not called.
            DataError: the data cannot be used.
        """
        module, batch = self._looked_into(data, most)
        return trace(module, *batch.inputs)

    def explain(self, data: Any = None, *, about: Any = None, most: int = MOST, **options: Any) -> Explanation:
        """How much each step and feature adds to what the network says, and whether to believe it.

        Args:
            data: as for `predict`; None is what it was fitted on.
            about: what is explained, in the words of the task; None for what is usual.
            most: no more examples than this, the first ones.
            options: method ("integrated_gradients", "lime", "shap"), base ("zeros", "mean"), effort, segments, draws:
                see `cellwright.inspect.explain.explain`.

        Raises:
            NotFittedError: `fit` was not called.
            DataError: the data cannot be used.
            ArgumentError: an option has a wrong value.
            MissingExtraError: captum is not installed.
        """
        batch, encoded = self._some(data, most)
        return explain(self.module_, batch, self.question(encoded, about), **options)

    def reach(self, data: Any = None, *, most: int = MOST) -> Reach:
        """How far back a gradient survives in the network: what lies further back, it can hardly learn from.

        Args:
            data: as for `predict`; None is what it was fitted on.
            most: no more examples than this, the first ones.

        Raises:
            NotFittedError: `fit` was not called.
            DataError: the data cannot be used.
        """
        return Reach(gradient_over_distance(*self._looked_into(data, most)))

    def _data_or(self, data: Any) -> Any:
        """The data, or those that it was fitted on."""
        if data is None and not hasattr(self, "data_"):
            raise ArgumentError(f"a loaded {type(self).__name__} has no training data to look at; give it data")
        return self.data_ if data is None else data

    def _looked_into(self, data: Any, most: int) -> tuple[torch.nn.Module, Batch]:
        """The network whose recurrent layers are looked into, and examples for it; here, all of it."""
        batch, _ = self._some(data, most)
        return self.module_, batch

    def _some(self, data: Any, most: int) -> tuple[Batch, Encoded]:
        check_is_fitted(self, "module_")
        encoded = self.encode(self._data_or(data), self.learned_)
        return first_examples(self.module_, encoded.examples, most), encoded


def first_examples(module: torch.nn.Module, examples: Examples, most: int) -> Batch:
    """The first examples as a batch that lies where the module does."""
    like = next(module.parameters())
    return examples.batch(np.arange(min(most, len(examples)))).to(like.device, like.dtype)
