"""The options of translators and summarizers: how texts are split, what the network is made of, how it is searched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cellwright.data.augment import Augmentation
from cellwright.data.tokenisers import TOKENISERS
from cellwright.fit.options import OPTIMIZERS, Rule, file, flag, number, one_of, option, optional, text, whole
from cellwright.fit.schedules import SCHEDULES
from cellwright.nn.attention import ATTENTIONS
from cellwright.tasks.sequence_task import are_layers
from cellwright.tasks.task import Task, augmentation_among

LAYERS = Rule("a list of (filters, kernel size), such as [(64, 5)], or None", are_layers)


@dataclass(kw_only=True, eq=False, repr=False)
class Seq2SeqOptions(Task):
    """The fields of `cellwright.Translator` and `cellwright.Summarizer`, which say what they mean."""

    augment: Augmentation | None = option(  # noqa: RUF009  # the alias confuses ruff: option() makes a field
        augmentation_among(("token_dropout",)),
        "how what is read is changed each time it is drawn; what it becomes stays",
        default=None,
    )
    alignment: str = option(one_of(*ATTENTIONS), "how what is written is aligned with what was read", default="general")
    input_feeding: bool = option(
        flag(), "whether each step is told what the one before was chosen by; it trains step by step", default=False
    )
    copy: bool = option(flag(), "whether words can be copied from what was read", default=False)
    convolution: Sequence[Sequence[int]] | None = option(
        LAYERS, "layers of convolution before the encoder, as (filters, kernel size)", default=None
    )
    self_attention: int | None = option(
        optional(whole(1)), "the heads of a block of self-attention on top of the encoder", default=None
    )
    scheduled_sampling: float = option(
        number(0, 1, below=True), "the share of tokens that training takes from the network itself", default=0.0
    )
    label_smoothing: float = option(
        number(0, 1, below=True), "the share of probability that training spreads over all tokens", default=0.1
    )
    beam: int = option(whole(1), "how many texts are kept while one is searched for; 1 is greedy", default=5)
    length_penalty: float = option(number(0, 10), "how much longer texts are preferred, usually 0 to 1", default=1.0)
    coverage_penalty: float = option(number(0), "how much it costs to leave out parts of what was read", default=0.0)
    no_repeat: int | None = option(
        optional(whole(1)), "no run of so many tokens is written twice; None lets them", default=None
    )
    min_length: int = option(whole(0), "the fewest tokens that are written, unless nothing was read", default=1)
    tokeniser: str = option(one_of(*TOKENISERS), "how texts are split", default="bpe")
    vocabulary_size: int = option(whole(1), "the most tokens that are known of each side", default=4000)
    min_count: int = option(whole(1), "how often a token must occur to be known, unless it is of bpe", default=2)
    max_length: int | None = option(
        optional(whole(1)), "the most tokens of a text that are read, from its start", default=None
    )
    max_target_length: int | None = option(
        optional(whole(1)), "the most tokens of a text to learn that are read, from its start", default=None
    )
    embeddings: str | Path | None = option(  # noqa: RUF009
        optional(file()),
        "a text file of vectors of words to read by, as of word2vec or fastText",
        default=None,
    )
    embedding_size: int = option(whole(1), "the size of the vector of a token", default=256)
    source_col: str = option(text(), "the column of texts", default="source")
    target_col: str = option(text(), "the column of what they become", default="target")
    hidden_size: int = option(whole(1), "the size of the recurrent state, in each direction", default=256)
    bidirectional: bool = option(flag(), "whether the encoder reads from the end, too", default=True)
    norm: str | None = option(optional(one_of("layer")), "normalisation inside of the cell", default=None)
    optimizer: str = option(one_of(*OPTIMIZERS), "the optimizer", default="adamw")
    schedule: str = option(
        one_of(*SCHEDULES), "how the learning rate goes: cosine falls to nothing at max_epochs", default="cosine"
    )
    learning_rate: float = option(number(0, above=True), "the step size of the optimizer", default=2e-3)
    max_epochs: int = option(whole(1), "the most epochs to train for", default=20)
    early_stopping: int | None = option(
        optional(whole(1)), "epochs without a better validation loss before training stops", default=5
    )
    validation_split: float = option(
        number(0, 1, below=True), "the share of the data held out to stop training by", default=0.03
    )
    dropout: float = option(
        number(0, 1, below=True),
        "the share of values dropped: of tokens, between layers, before the choice",
        default=0.3,
    )
