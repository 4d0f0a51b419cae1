"""What a fitted tagger tells about its network."""

from __future__ import annotations

from typing import Any

import torch

from cellwright.data.examples import Batch
from cellwright.inspect.question import Question
from cellwright.tasks.insight import Insight
from cellwright.tasks.tagger_network import Scored, TagNetwork
from cellwright.tasks.tagger_question import tag_question
from cellwright.tasks.task import Encoded


class TaggerInsight(Insight):
    """The part of a tagger that looks into its network: into the layers that read words, not those of characters."""

    def question(self, encoded: Encoded, about: Any) -> Question:
        """What `explain` explains: the log-odds of a tag of each sentence, see `tag_question`."""
        return tag_question(encoded.learned["tags"]["tags"], encoded.data, about)

    def _looked_into(self, data: Any, most: int) -> tuple[torch.nn.Module, Batch]:
        """The network above the vectors of tokens, and what it is called with for some sentences."""
        batch, _ = self._some(data, most)
        words, lengths, *spelling = batch.inputs
        assert isinstance(self.module_, TagNetwork)
        with torch.no_grad():
            return Scored(self.module_), Batch((self.module_.tokens(words, *spelling), lengths))
