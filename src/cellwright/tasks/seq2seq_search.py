"""What a network writes for each text: a beam search over its compiled step, and the texts of what it finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from cellwright.data.lexicon import Lexicon
from cellwright.data.translations import Translations, batch_of, written_tokens
from cellwright.fit import batches
from cellwright.nn.beam import Beam, Hypothesis, beam_search
from cellwright.tasks.seq2seq_network import Seq2SeqNetwork
from cellwright.tasks.seq2seq_step import WritingStep

Floats = npt.NDArray[np.floating]


@dataclass(frozen=True, eq=False)
class Said:
    """A text that the network wrote.

    Attributes:
        text: what it wrote.
        score: what such texts are ranked by.
        source: the tokens that were read, the last one the end.
        tokens: those that were written.
        attention: how much each token of the source was looked at for each one written (tokens, source).
    """

    text: str
    score: float
    source: tuple[str, ...]
    tokens: tuple[str, ...]
    attention: Floats


def searched(
    network: Seq2SeqNetwork, examples: Translations, beam: Beam, best: int, longest: int, batch_size: int
) -> list[list[Hypothesis]]:
    """The best hypotheses for each source: at most twice as long as the source and 10 tokens more.

    Args:
        network: in evaluation.
        examples: the sources; what they become is not looked at.
        beam: how the search goes.
        best: how many hypotheses are given for each.
        longest: the most tokens of a hypothesis.
        batch_size: how many sources are searched for at once, those of like length together.
    """
    lengths = np.diff(examples.sources.bounds)
    order = np.argsort(lengths, kind="stable")
    found: list[list[Hypothesis]] = [[] for _ in order]
    # a text is about as long as its source, or as the longest that is written
    share = np.minimum(lengths, longest).sum() / max(lengths.sum(), 1)
    step = WritingStep(network, min(len(order), batch_size) * beam.size, beam.size * float(share))
    for places in batches(len(order), batch_size):
        rows = order[places]
        with torch.inference_mode():
            step.begin(network.read(*batch_of(examples, rows)))
        most = np.minimum(2 * lengths[rows] + 10, longest)
        for row, hypotheses in zip(
            rows, beam_search(step, lengths[rows].tolist(), most.tolist(), beam, best), strict=True
        ):
            found[row] = hypotheses
    return found


def said(hypothesis: Hypothesis, source: str, read: Lexicon, written: Lexicon, most: int | None) -> Said:
    """The text of a hypothesis; nothing becomes nothing.

    Args:
        hypothesis: what was found.
        source: the text that was read.
        read: the lexicon of the source.
        written: that of what is written.
        most: the most tokens of the source that were read.
    """
    own = read.tokeniser.split(source)[:most]
    tokens = written_tokens(hypothesis.tokens, hypothesis.attention, own, read, written) if own else []
    attention = hypothesis.attention[: len(tokens)]
    text = written.tokeniser.join(tokens)
    return Said(text, hypothesis.score, (*readable(own, read), "</s>"), readable(tokens, written), attention)


def readable(tokens: Sequence[str], lexicon: Lexicon) -> tuple[str, ...]:
    """Tokens as people read them: byte pairs are written in an alphabet of their own, and some are no whole letter."""
    return tuple(lexicon.tokeniser.join([token]) or token for token in tokens)
