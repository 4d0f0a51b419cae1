"""The options of a tagger: how sentences and tags are read, and what the network is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cellwright.data.augment import Augmentation
from cellwright.data.conll import Column
from cellwright.data.schemes import SCHEMES
from cellwright.data.sentences import SPLITTERS
from cellwright.fit.options import Rule, file, flag, number, one_of, option, optional, whole
from cellwright.tasks.sequence_task import are_layers
from cellwright.tasks.task import Task, augmentation_among

A_COLUMN = Rule(
    "the name of a column of CoNLL-U or of a table, or the number of a column, or None",
    lambda v: v is None or (isinstance(v, str) and v != "") or (isinstance(v, int) and not isinstance(v, bool)),
)


@dataclass(kw_only=True, eq=False, repr=False)
class TaggerOptions(Task):
    """The fields of `cellwright.Tagger`, which says what they mean."""

    column: Column = option(  # noqa: RUF009  # the alias confuses ruff: option() makes a field
        A_COLUMN, "the column of the tags: a name in CoNLL-U and tables, a number in CoNLL", default=None
    )
    token_column: Column = option(  # noqa: RUF009
        A_COLUMN, "the column of the tokens", default=None
    )
    scheme: str | None = option(
        optional(one_of(*SCHEMES)), "how tags mark entities; by default told by the tags", default=None
    )
    repair: bool = option(flag(), "whether tags that break their scheme are read generously", default=False)
    tokeniser: str | None = option(
        optional(one_of(*SPLITTERS)), "what splits raw texts; by default what suits their script", default=None
    )
    min_count: int = option(whole(1), "how often a word or character must occur to be known", default=2)
    embedding_size: int = option(whole(1), "the size of the vector of a word", default=100)
    embeddings: str | Path | None = option(  # noqa: RUF009
        optional(file()), "a text file of vectors of words to begin with (word2vec, fastText, GloVe)", default=None
    )
    character_size: int = option(whole(1), "the size of the vector of a character", default=32)
    character_hidden_size: int = option(
        whole(0), "the size of the state that reads the characters of a word; 0 leaves them out", default=50
    )
    word_dropout: float = option(
        number(0, 1, below=True), "the share of words that training takes for unknown", default=0.3
    )
    convolution: Sequence[Sequence[int]] | None = option(
        Rule("a list of (filters, kernel size), such as [(128, 3)], or None", are_layers),
        "layers of convolution over the vectors of tokens, as (filters, kernel size), read beside these",
        default=None,
    )
    self_attention: int | None = option(
        optional(whole(1)), "the heads of a block of self-attention on top of the recurrent layers", default=None
    )
    hidden_size: int = option(whole(1), "the size of the recurrent state, in each direction", default=128)
    bidirectional: bool = option(flag(), "whether a second cell reads from the end", default=True)
    train_on_all: bool = option(flag(), "train again on everything, twice as long as was found best", default=True)
    batch_size: int = option(whole(1), "sentences in a step", default=32)
    dropout: float = option(
        number(0, 1, below=True), "the share of values dropped before, between and behind the layers", default=0.5
    )
    learning_rate: float = option(number(0, above=True), "the step size of the optimizer", default=2e-3)
    validation_split: float = option(
        number(0, 1, below=True), "the share of the sentences held out to stop training by", default=0.1
    )
    max_epochs: int = option(whole(1), "the most epochs to train for", default=100)
    early_stopping: int | None = option(
        optional(whole(1)), "epochs without fewer errors in what is held out before training stops", default=5
    )
    augment: Augmentation | None = option(  # noqa: RUF009
        augmentation_among(("token_dropout",)), "how sentences are changed each time they are drawn", default=None
    )
