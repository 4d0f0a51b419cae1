"""What the tasks share that say one thing about each sequence: a class, or a number."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import torch
from sklearn.utils.validation import check_is_fitted

from cellwright.data.channels import SCALINGS, Channels
from cellwright.data.embeddings import Embeddings, read_embeddings
from cellwright.data.examples import Examples
from cellwright.data.padded import Padded
from cellwright.data.sequence_table import Names, read_cases
from cellwright.data.sequences import Cases, Sequences, Texts, steps_of
from cellwright.data.vocabulary import TOKENISERS, Vocabulary, tokeniser_to_learn
from cellwright.errors import ArgumentError, DataError
from cellwright.fit import batches
from cellwright.fit.options import OPTIMIZERS, Rule, file, flag, number, one_of, option, optional, text, whole
from cellwright.inspect.memory import free_memory
from cellwright.inspect.question import Question
from cellwright.nn.pooling import POOLINGS
from cellwright.tasks.layers import layers_of
from cellwright.tasks.sequence_network import SequenceNetwork
from cellwright.tasks.sequence_question import called
from cellwright.tasks.task import Encoded, Task

Floats = npt.NDArray[np.float64]

# what is learned of the inputs, by its name in model files
INPUTS: Mapping[str, type[Channels] | type[Vocabulary]] = {each.kind: each for each in (Channels, Vocabulary)}
# fewer sequences than this are all trained on: what could be held out of them would decide nothing
LEAST_TO_HOLD_OUT = 20
# the network reads no more of a sequence where nobody said how much: time grows with it, and what it teaches does not
MOST_STEPS = 1000
# of a file of vectors so many are kept whose words no text has; each is as dear as any token
MOST_OTHERS = 10_000
# vectors that differ less than this are not made as long as others
LEAST_DEVIATION = 1e-6
# numbers that training keeps for each step and unit of a layer, about
NUMBERS_A_UNIT = 12


def are_layers(value: Any) -> bool:
    """Whether these are layers of convolution, as (filters, kernel size), or None."""
    if value is None:
        return True
    return isinstance(value, (list, tuple)) and len(value) > 0 and all(_is_layer(layer) for layer in value)


def _is_layer(layer: Any) -> bool:
    return isinstance(layer, (list, tuple)) and len(layer) == 2 and all(whole(1).holds(each) for each in layer)


def _are_columns(value: Any) -> bool:
    names = [value] if isinstance(value, str) else value
    return isinstance(names, (list, tuple)) and len(names) > 0 and all(isinstance(n, str) and n for n in names)


@dataclass(kw_only=True, eq=False, repr=False)
class SequenceTask(Task):
    """A task that says one thing about each sequence; its subclasses say what."""

    network: ClassVar[type[SequenceNetwork]] = SequenceNetwork

    pooling: str = option(one_of(*POOLINGS), "how the steps of a sequence become one vector", default="max")
    convolution: Sequence[Sequence[int]] | None = option(
        Rule("a list of (filters, kernel size), such as [(64, 5)], or None", are_layers),
        "layers of convolution before the recurrent ones, as (filters, kernel size)",
        default=None,
    )
    self_attention: int | None = option(
        optional(whole(1)), "the heads of a block of self-attention on top of the recurrent layers", default=None
    )
    scaling: str | None = option(
        Rule('"standard", "minmax" or None', lambda v: v in SCALINGS), "how each channel is scaled", default="standard"
    )
    tokeniser: str | None = option(
        optional(one_of(*TOKENISERS)), "how texts are split; by default what suits their script", default=None
    )
    min_count: int = option(whole(1), "how often a token must occur to be known", default=2)
    embedding_size: int = option(whole(1), "the size of the vector of a token", default=128)
    embeddings: str | Path | None = option(  # noqa: RUF009
        optional(file()), "a text file of vectors of words to begin with (word2vec, fastText, GloVe)", default=None
    )
    embedding_dropout: float = option(
        number(0, 1, below=True), "the share of the values of tokens' vectors dropped", default=0.5
    )
    max_length: int | None = option(
        optional(whole(1)), "the most steps of a sequence that the network reads, from its start", default=MOST_STEPS
    )
    id_col: str = option(text(), "the column that names the sequences", default="unique_id")
    time_col: str = option(text(), "the column of times", default="ds")
    target_col: str | Sequence[str] = option(
        Rule("the name of a column, or a list of names", _are_columns), "the column to predict", default="y"
    )
    text_col: str = option(text(), "the column of texts, or of whole sequences", default="text")
    bidirectional: bool = option(flag(), "whether a second cell reads from the end", default=True)
    train_on_all: bool = option(flag(), "train again on everything, for the epochs found best", default=True)
    optimizer: str = option(one_of(*OPTIMIZERS), "the optimizer", default="adamw")
    batch_size: int = option(whole(1), "sequences in a step", default=16)
    dropout: float = option(
        number(0, 1, below=True), "the share of values dropped between layers and before the head", default=0.3
    )

    def split(self, data: Any, share: float) -> tuple[Cases, Cases]:
        """Sequences to fit on, and about this share of them to evaluate on."""
        cases = self._cases(data)
        held_out = self._held_out(self.numbers_of(cases.targets, None)[0], share)
        rows = np.arange(len(cases))
        return cases.take(np.setdiff1d(rows, held_out)), cases.take(held_out)

    def encode(self, data: Any, learned: Mapping[str, Any] | None = None, held_out: float = 0.0) -> Encoded:
        """Padded sequences with their targets."""
        cases = self._cases(data)
        if learned is not None:
            return Encoded(cases, self._examples(cases, learned, ()), None, {}, learned, _measured(cases))
        targets, about = self.numbers_of(cases.targets, None)
        held = self._held_out(targets, held_out) if held_out and len(cases) >= LEAST_TO_HOLD_OUT else np.array([], int)
        kept = np.setdiff1d(np.arange(len(cases)), held)
        seen = cases.inputs.take(kept) if len(held) else cases.inputs
        given = None if self.embeddings is None else self._given_vectors(cases.inputs)
        inputs = self._learned_inputs(seen, () if given is None else given.words)
        learned = {"inputs": {"kind": inputs.kind, **inputs.to_json()}, "targets": about}
        examples = self._examples(cases, learned, self.with_weights(targets, about))
        if given is not None and isinstance(inputs, Vocabulary):
            examples = replace(examples, vectors=given.of(inputs.numbers))
        self._check_memory(examples)
        sizes = {**inputs.sizes, "outputs": self.outputs_for(about)}
        if not len(held):
            return Encoded(cases, examples, None, sizes, learned, _measured(cases))
        return Encoded(cases, examples.take(kept), examples.take(held), sizes, learned, _measured(cases))

    @abstractmethod
    def numbers_of(self, targets: Any, about: Mapping[str, Any] | None) -> tuple[npt.NDArray[Any], Mapping[str, Any]]:
        """Targets as numbers, with what is learned `about` them, or by what was learned before."""

    @abstractmethod
    def with_weights(self, targets: npt.NDArray[Any], about: Mapping[str, Any]) -> tuple[npt.NDArray[Any], ...]:
        """The targets of examples, and what each of them counts."""

    @abstractmethod
    def outputs_for(self, about: Mapping[str, Any]) -> int:
        """How many outputs the network has."""

    @abstractmethod
    def _held_out(self, targets: npt.NDArray[Any], share: float) -> npt.NDArray[np.int64]:
        """About this share of the rows, at random, sorted."""

    @property
    def inputs_(self) -> Channels | Vocabulary:
        """How a fitted task reads sequences: the scales of their channels, or their vocabulary."""
        return inputs_of(self.learned_)

    def check_learned(self, learned: Mapping[str, Any]) -> None:
        """Raise if these are not channels or a vocabulary, and targets, that fit the sizes of the network."""
        inputs = inputs_of(learned)
        if {**inputs.sizes, "outputs": self.outputs_for(learned["targets"])} != self.sizes_:
            raise ValueError("what was learned of the data does not fit the sizes of the network")

    def build(self, sizes: Mapping[str, int]) -> torch.nn.Module:
        """The network for sequences of these sizes."""
        return self.network(
            self.cell,
            **sizes,
            embedding_size=self.embedding_size,
            embedding_dropout=self.embedding_dropout,
            convolution=self.convolution,
            self_attention=self.self_attention,
            pooling=self.pooling,
            most_steps=self.max_length,
            evidence=self.has_evidence,
            bidirectional=self.bidirectional,
            **layers_of(self),
        )

    @property
    def has_evidence(self) -> bool:
        """Whether a linear model stands beside the network; here, not."""
        return False

    @property
    def most_given(self) -> int | None:
        """How many steps of a sequence examples hold: all of them where a linear model reads on."""
        return None if self.has_evidence else self.max_length

    def question(self, encoded: Encoded, about: Any) -> Question:
        """What `explain` explains: see `question_about`; with the names of sequences, and of channels or tokens."""
        return called(self.question_about(about), encoded.data, inputs_of(encoded.learned), self.most_given)

    def question_about(self, about: Any) -> Question:  # noqa: ARG002
        """Which of the outputs is explained; here, their mean."""
        return Question()

    def attention(self, X: Any) -> list[Floats]:
        """How much each step of each sequence counts, (steps,) of sum 1: the weights of pooling="attention".

        Raises:
            NotFittedError: `fit` was not called.
            DataError: the pooling is another one, or X cannot be used.
        """
        check_is_fitted(self, "module_")
        if self.pooling != "attention":
            raise DataError(f"pooling is {self.pooling!r}; only a model with pooling='attention' has these weights")
        examples = self.encode(X, self.learned_).examples
        found: list[Floats] = []
        assert isinstance(self.module_, SequenceNetwork)
        with torch.inference_mode():
            for rows in batches(len(examples), self.batch_size):
                batch = examples.batch(rows)
                self.module_(*batch.inputs)
                assert self.module_.pooling.weights is not None
                weights = self.module_.pooling.weights.double().numpy()
                found += [own[:length] for own, length in zip(weights, batch.inputs[1].tolist(), strict=True)]
        return found

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.input_tags.three_d_array = True
        return tags

    def _cases(self, data: Any, targets: Any = None) -> Cases:
        return read_cases(data, targets, Names(self.id_col, self.time_col, self.target_col, self.text_col))

    def _required(self, cases: Cases) -> Cases:
        if cases.targets is None:
            raise DataError(
                f"{type(self).__name__} requires y to be passed, but the target y is None: give y, or a frame with the "
                f"column {self.target_col!r}; another name is said with target_col="
            )
        return cases

    def start(self, module: torch.nn.Module, examples: Examples) -> None:
        """Begin with the vectors that were given, if any were, as long as those that are drawn."""
        assert isinstance(module, SequenceNetwork)
        assert isinstance(examples, Padded)
        if examples.vectors is not None and len(examples.vectors[1]):
            vectors, numbers = (torch.from_numpy(part) for part in examples.vectors)
            assert module.embedding is not None
            with torch.no_grad():
                module.embedding.weight[numbers] = vectors / vectors.std().clamp(min=LEAST_DEVIATION)

    def _given_vectors(self, inputs: Sequences | Texts) -> Embeddings:
        """The vectors of the file: those of the words of the texts, and of the most frequent others."""
        assert self.embeddings is not None
        if not isinstance(inputs, Texts):
            raise ArgumentError("embeddings are vectors of words, and X holds numbers; write embeddings=None")
        split = TOKENISERS[self.tokeniser or tokeniser_to_learn(inputs.texts)]
        wanted = {token for own in inputs.texts for token in split(own)}
        return read_embeddings(self.embeddings, wanted, MOST_OTHERS, size=self.embedding_size)

    def _learned_inputs(self, inputs: Sequences | Texts, also: Collection[str] = ()) -> Channels | Vocabulary:
        """The scales or the vocabulary: those of a warm start, for which alone its weights mean something."""
        start = getattr(self, "start_", None)
        if isinstance(start, SequenceTask) and isinstance(inputs, Texts) == (start.inputs_.kind == Vocabulary.kind):
            return start.inputs_
        if isinstance(inputs, Texts):
            return Vocabulary.fitted(inputs, self.tokeniser, self.min_count, also)
        return Channels.fitted(inputs, self.scaling)

    def _examples(self, cases: Cases, learned: Mapping[str, Any], targets: Any) -> Padded:
        inputs = inputs_of(learned)
        given, expected = isinstance(cases.inputs, Texts), isinstance(inputs, Vocabulary)
        if given != expected:
            kinds = {True: "texts", False: "numbers"}
            raise DataError(f"X holds {kinds[given]}; the model was fitted on {kinds[expected]}")
        steps, bounds = inputs.encoded(cases.inputs)  # type: ignore[arg-type]  # the kinds agree
        if self.most_given is not None:
            places, bounds = steps_of(bounds, np.arange(len(cases)), self.most_given)
            steps = steps[places]
        return Padded(steps, bounds, targets)

    def _check_memory(self, examples: Padded) -> None:
        lengths = np.minimum(np.diff(examples.bounds), self.max_length or np.inf).astype(np.int64)
        row = int(lengths.argmax())
        width = self.hidden_size * (1 + self.bidirectional) * self.num_layers * NUMBERS_A_UNIT
        width += examples.steps.shape[1] if examples.steps.ndim == 2 else 3 * self.embedding_size
        needed = 4 * width * int(np.sort(lengths)[-self.batch_size :].sum())
        if (free := free_memory()) is not None and needed > free:
            raise DataError(
                f"the sequence in row {row} has {lengths[row]} steps; a batch of {self.batch_size} such sequences "
                f"needs about {needed / 2**30:.1f} GiB, and {free / 2**30:.1f} GiB are free. Write max_length= to read "
                f"only the first steps of each, lower batch_size or hidden_size, or leave it out"
            )


def _measured(cases: Cases) -> int | None:
    """How many features of a step are channels; behind them come flags and times."""
    return None if isinstance(cases.inputs, Texts) else cases.inputs.values.shape[1]


def inputs_of(learned: Mapping[str, Any]) -> Channels | Vocabulary:
    """How sequences are read, of what was learned of the data."""
    saved = learned["inputs"]
    return INPUTS[saved["kind"]].from_json(saved)
