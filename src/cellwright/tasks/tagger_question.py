"""What is explained of a tagger: the log-odds of one tag of each sentence; and what tokens and sentences are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from cellwright.data.examples import Batch
from cellwright.data.schemes import OUTSIDE, parts
from cellwright.data.sentences import Sentences
from cellwright.errors import ArgumentError
from cellwright.inspect.question import Question
from cellwright.nn.crf import FORBIDDEN, Potentials


def tag_question(tags: Sequence[str], sentences: Sentences, about: Any) -> Question:
    """How likely the tag of a token is: the logarithm of its odds, over all sequences of tags.

    Args:
        tags: those that the network chooses from.
        sentences: what it reads.
        about: a token, counted from 0, whose tag is explained; or a tag or a type of entities, which is explained where
            it is most probable; None for the first token whose tag is not O, or the first of all if there is none.

    Raises:
        ArgumentError: it is neither, or a sentence has no such token.
    """
    wanted = _wanted(tags, sentences, about)

    def choose(output: Potentials, batch: Batch) -> Tensor:  # noqa: ARG001
        """The token and the tag (batch, 2) of each sentence."""
        if isinstance(about, str):
            likely = output.marginals()[..., wanted]
            token = likely.amax(2).argmax(1)
            own = likely[torch.arange(len(token)), token].argmax(1)
            return torch.stack([token, torch.tensor(wanted, device=token.device)[own]], 1)
        found = output.best()
        token = torch.full((len(found),), about or 0, device=found.device)
        if about is None:
            inside = torch.arange(found.shape[1], device=found.device) < output.lengths.unsqueeze(1)
            other = found != (tags.index(OUTSIDE) if OUTSIDE in tags else -1)
            token = (inside & other).int().argmax(1)
        return torch.stack([token, found[torch.arange(len(found)), token]], 1)

    def tell(chosen: Tensor) -> list[str]:
        places = enumerate(chosen.tolist())
        return [f"{tags[tag]} for {sentences.tokens[row][token]!r}" for row, (token, tag) in places]

    which = "the first tag that is not O, or else the first" if about is None else f"the tag of token {about}"
    which = f"{about!r} where it is most probable" if isinstance(about, str) else which
    names = [f"sentence {row}" for row in range(len(sentences))]
    says = f"the log-odds of {which}"
    return Question(says, log_odds, choose, tell, names, ("token",), sentences.tokens, sentences.between)


def _wanted(tags: Sequence[str], sentences: Sentences, about: Any) -> list[int]:
    """The numbers of the tags that are meant."""
    if isinstance(about, str):
        found = [number for number, tag in enumerate(tags) if about in {tag, parts(tag)[1]}]
        if found:
            return found
    elif about is None or (isinstance(about, int) and 0 <= about < int(sentences.lengths.min())):
        return list(range(len(tags)))
    raise ArgumentError(
        f"about must be a token that every sentence has, counted from 0, a tag or a type of {', '.join(tags[:10])}, or "
        f"None; got {about!r}"
    )


def log_odds(output: Potentials, chosen: Tensor) -> Tensor:
    """The log-odds (batch,) that a token has a tag, both chosen (batch, 2)."""
    rows = torch.arange(len(chosen))
    token, tag = chosen.unbind(1)
    only = torch.zeros_like(output.emissions)
    only[rows, token] = FORBIDDEN
    only[rows, token, tag] = 0.0
    without = torch.zeros_like(only)
    without[rows, token, tag] = FORBIDDEN
    first, second = (replace(output, emissions=output.emissions + mask).log_partition() for mask in (only, without))
    return first - second
