"""What a fitted tagger tells about its network."""

from __future__ import annotations

from typing import Any

import torch

from cellwright.data.examples import Batch
from cellwright.inspect.question import Question
from cellwright.inspect.reach import Reach, gradient_over_distance
from cellwright.inspect.trace import Trace, trace
from cellwright.tasks.insight import MOST, Insight
from cellwright.tasks.tagger_network import Scored, TagNetwork
from cellwright.tasks.tagger_question import tag_question
from cellwright.tasks.task import Encoded


class TaggerInsight(Insight):
    """The part of a tagger that looks into its network: into the layers that read words, not those of characters."""

    def question(self, encoded: Encoded, about: Any) -> Question:
        """What `explain` explains: the log-odds of a tag of each sentence, see `tag_question`."""
        return tag_question(encoded.learned["tags"]["tags"], encoded.data, about)

    def trace(self, data: Any = None, *, most: int = MOST) -> Trace:
        """Every named value of the equations of the layers that read words, at every token: see `cw.trace`.

        Args:
            data: as for `predict`.
            most: no more sentences than this, the first ones.

        Raises:
            NotFittedError: `fit` was not called.
            DataError: the data cannot be used.
        """
        return trace(*self._above(data, most))

    def reach(self, data: Any = None, *, most: int = MOST) -> Reach:
        """How far back a gradient survives in the layers that read words.

        Args:
            data: as for `predict`.
            most: no more sentences than this, the first ones.

        Raises:
            NotFittedError: `fit` was not called.
            DataError: the data cannot be used.
        """
        module, *inputs = self._above(data, most)
        return Reach(gradient_over_distance(module, Batch(tuple(inputs))))

    def _above(self, data: Any, most: int) -> tuple[torch.nn.Module, torch.Tensor, torch.Tensor]:
        """The network above the vectors of tokens, and what it is called with for some sentences."""
        batch, _ = self._some(data, most)
        words, lengths, *spelling = batch.inputs
        assert isinstance(self.module_, TagNetwork)
        with torch.no_grad():
            return Scored(self.module_), self.module_.tokens(words, *spelling), lengths
