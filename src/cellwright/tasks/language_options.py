"""The options of a language model, in one place."""

from __future__ import annotations

from dataclasses import dataclass

from cellwright.data.augment import Augmentation
from cellwright.data.tokenisers import TOKENISERS
from cellwright.fit.options import flag, number, one_of, option, optional, text, whole
from cellwright.fit.schedules import SCHEDULES
from cellwright.tasks.task import Task, augmentation_among


@dataclass(kw_only=True, eq=False, repr=False)
class LanguageOptions(Task):
    """What can be chosen about a language model."""

    tokeniser: str = option(one_of(*TOKENISERS), "how texts are split into tokens", default="characters")
    vocabulary_size: int | None = option(optional(whole(1)), "the most tokens that are known", default=None)
    min_count: int | None = option(
        optional(whole(1)), "how often a token must occur to be known; by default twice for words", default=None
    )
    separator: str | None = option(
        optional(text()), "what parts documents in a text; the state begins afresh there", default=None
    )
    steps: int = option(whole(1), "tokens in a chunk: gradients go back no further", default=100)
    embedding_size: int | None = option(
        optional(whole(1)), "the size of a token's vector; by default what suits the vocabulary", default=None
    )
    embeddings: str | None = option(
        optional(text()), "a text file of vectors of words to begin with (word2vec, fastText, GloVe)", default=None
    )
    tied: bool | None = option(
        optional(flag()),
        "whether the weights of the output are the vectors of the tokens; by default if these are more than the units",
        default=None,
    )
    norm: str | None = option(optional(one_of("layer")), "normalisation inside of the cell", default=None)
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
    hidden_size: int = option(whole(1), "the size of the recurrent state", default=384)
    num_layers: int = option(whole(1), "how many recurrent layers lie above each other", default=2)
    batch_size: int = option(whole(1), "columns that a text is read in", default=16)
    max_epochs: int = option(whole(1), "the most epochs to train for", default=12)
    learning_rate: float = option(number(0, above=True), "the step size of the optimizer", default=6e-3)
    schedule: str = option(one_of(*SCHEDULES), "how the learning rate goes", default="cosine")
    validation_split: float = option(
        number(0, 1, below=True), "the share of the text, from all over it, held out to stop training by", default=0.05
    )
