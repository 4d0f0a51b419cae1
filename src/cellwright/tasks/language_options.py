"""The options of a language model, in one place."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from cellwright.data.augment import Augmentation
from cellwright.data.columns import Columns
from cellwright.data.tokenisers import TOKENISERS
from cellwright.fit.options import file, flag, number, one_of, option, optional, text, whole
from cellwright.fit.schedules import SCHEDULES
from cellwright.tasks.task import Task, augmentation_among

# a network for a text of fewer tokens than MANY, and one for others
FEW_UNITS, MANY_UNITS, MANY = 192, 384, 2**18
# a text is read in so many columns, if the options do not say, so that none is shorter than COLUMN if that can be
LEAST_COLUMNS, MOST_COLUMNS, COLUMN = 4, 16, 2**14
# and for so many epochs, fewer of texts longer than LONG tokens; but for so many updates at least
USUAL_EPOCHS, LONG, LEAST_UPDATES = 8, 2**20, 500


@dataclass(kw_only=True, eq=False, repr=False)
class LanguageOptions(Task):
    """What can be chosen about a language model."""

    tokeniser: str = option(one_of(*TOKENISERS), "how texts are split into tokens", default="characters")
    vocabulary_size: int | None = option(optional(whole(1)), "the most tokens that are known", default=None)
    min_count: int | None = option(
        optional(whole(1)), "how often a token must occur to be known; by default twice for words", default=None
    )
    separator: str | None = option(
        optional(text()), r"what parts documents in a text, such as \n\n; the state begins afresh there", default=None
    )
    steps: int = option(whole(1), "tokens in a chunk: gradients go back no further", default=100)
    embedding_size: int | None = option(
        optional(whole(1)), "the size of a token's vector; by default what suits the vocabulary", default=None
    )
    embeddings: str | Path | None = option(  # noqa: RUF009
        optional(file()), "a text file of vectors of words to begin with (word2vec, fastText, GloVe)", default=None
    )
    tied: bool | None = option(
        optional(flag()),
        "whether the weights of the output are the vectors of the tokens; by default if these are more than the units",
        default=None,
    )
    ngram: int = option(
        whole(0), "the tokens of the longest n-grams that have a say beside the network; with 0 it is alone", default=5
    )
    norm: str | None = option(optional(one_of("layer")), "normalisation inside of the cell", default="layer")
    dropout: float = option(
        number(0, 1, below=True), "the share of features dropped between layers and before the output", default=0.3
    )
    input_dropout: float = option(number(0, 1, below=True), "the share of features of vectors dropped", default=0.0)
    embedding_dropout: float = option(number(0, 1, below=True), "the share of tokens without a vector", default=0.0)
    weight_dropout: float = option(
        number(0, 1, below=True), "the share of weights dropped that multiply the state", default=0.0
    )
    activation: float = option(number(0), "the weight of squared activations in the loss", default=0.0)
    slowness: float = option(number(0), "the weight of their squared changes in the loss", default=0.0)
    augment: Augmentation | None = option(  # noqa: RUF009  # the alias confuses ruff: option() makes a field
        augmentation_among(("token_dropout",)), "how texts are changed each time they are read", default=None
    )
    # what is None here is settled when the text is known: `units`, `columns_for`, `training`
    hidden_size: int | None = option(  # type: ignore[assignment]
        optional(whole(1)),
        "the size of the recurrent state; by default 192 of a short text, 384 of a long one",
        default=None,
    )
    num_layers: int = option(whole(1), "how many recurrent layers lie above each other", default=2)
    batch_size: int | None = option(  # type: ignore[assignment]
        optional(whole(1)), "columns that a text is read in; by default 4 to 16, as suits its length", default=None
    )
    max_epochs: int | None = option(  # type: ignore[assignment]
        optional(whole(1)),
        "the most epochs to train for; by default 8, more of short texts and fewer of long ones",
        default=None,
    )
    learning_rate: float = option(number(0, above=True), "the step size of the optimizer", default=6e-3)
    schedule: str = option(one_of(*SCHEDULES), "how the learning rate goes", default="cosine")
    validation_split: float = option(
        number(0, 1, below=True), "the share of the text, from all over it, held out to stop training by", default=0.05
    )


def usual_units(columns: Columns) -> int:
    """How large a state suits a text: a large one learns a short text by heart before it has learned from it."""
    return FEW_UNITS if columns.count < MANY else MANY_UNITS


def usual_columns(tokens: int) -> int:
    """In how many columns a text of so many tokens is read: a short one in few, so that an epoch has updates enough."""
    return min(MOST_COLUMNS, max(LEAST_COLUMNS, tokens // COLUMN))


def usual_epochs(columns: Columns) -> int:
    """For how many epochs a text is read: a short one for enough updates, a long one for an end in reach.

    What is read of a long text in all grows with the root of its length.
    """
    share = min(1.0, math.sqrt(LONG / columns.count))
    return max(math.ceil(USUAL_EPOCHS * share), math.ceil(LEAST_UPDATES / columns.chunks))
