"""Pretraining on sequences without labels: a network that guesses steps, whose weights other tasks begin with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch
from sklearn.utils.validation import check_is_fitted

from cellwright.data.augment import Augmentation
from cellwright.data.channels import Channels
from cellwright.data.examples import Batch, Examples
from cellwright.data.guesses import MASKED, NEXT, Guesses
from cellwright.data.padded import Padded
from cellwright.data.sampling import sample
from cellwright.data.sequences import Cases
from cellwright.data.vocabulary import Vocabulary
from cellwright.errors import ArgumentError
from cellwright.fit import Score, batches
from cellwright.fit.options import number, one_of, option
from cellwright.inspect.evaluation import Evaluation
from cellwright.tasks.pretrainer_evaluation import guess_errors, pretrainer_evaluation
from cellwright.tasks.sequence_network import GuessNetwork, SequenceNetwork
from cellwright.tasks.sequence_task import SequenceTask, inputs_of
from cellwright.tasks.task import Encoded, augmentation_among
from cellwright.tasks.warm_start import Start

# changes of what is seen that leave the steps where they are: what is guessed is then free of them
NOISES = ("jitter", "channel_dropout", "token_dropout")
Floats = npt.NDArray[np.float64]


@dataclass(kw_only=True, eq=False, repr=False)
class Pretrainer(SequenceTask):
    """A network that learns to guess steps of sequences, numbers or texts, for which no labels are needed.

    It is a beginning for others: `SequenceClassifier(...).fit(X, y, init_from=pretrainer)` takes over its recurrent
    layers, the vectors of its tokens, and how it reads sequences (scales, vocabulary).

    Args:
        objective: "masked": hidden steps are guessed from those around them (Devlin et al. 2019); "next": each step
            from those before it (Dai and Le 2015), which must not be bidirectional.
        mask_share: the share of the steps that are hidden.
        hidden_size: the size of the recurrent state; all other options are those of `SequenceClassifier`.

    Attributes:
        module_: the trained network.
        history_: how each training run went.

    Example:
        >>> import numpy as np
        >>> waves = np.sin(np.arange(12) + np.arange(20)[:, None])
        >>> start = Pretrainer(hidden_size=4, max_epochs=2, random_state=0, progress=False).fit(waves)
        >>> start.predict(waves).shape
        (20, 8)
    """

    network: ClassVar[type[SequenceNetwork]] = GuessNetwork

    augment: Augmentation | None = option(  # noqa: RUF009  # the alias confuses ruff: option() makes a field
        augmentation_among(NOISES),
        "how sequences are changed each time they are drawn; what is guessed stays",
        default=None,
    )
    objective: str = option(one_of(MASKED, NEXT), "which steps are guessed", default=MASKED)
    mask_share: float = option(
        number(0, 1, above=True, below=True), "the share of the steps that are hidden", default=0.15
    )

    def fit(
        self,
        X: Any,
        y: None = None,  # noqa: ARG002
        *,
        checkpoint: str | Path | None = None,
        init_from: Start | None = None,
    ) -> Pretrainer:
        """Fit the network on sequences, as `SequenceClassifier.fit` takes them; labels are not looked at.

        Args:
            X: the sequences or texts.
            y: nothing; it is here for scikit-learn.
            checkpoint: a folder in which the run is saved as it goes; the same call takes up a run that was stopped.
            init_from: a fitted model, or the path of one, to begin with the weights of, where they fit.

        Raises:
            ArgumentError: an option is not what it must be, or no weight of `init_from` fits.
            DataError: the data cannot be used; the message names the row.
        """
        return self._fit(X, checkpoint, init_from)

    def check(self) -> None:
        """Check the options.

        Raises:
            ArgumentError: names the first that is not what it must be; or the network would see what it is to guess.
        """
        super().check()
        if self.objective == NEXT and (self.bidirectional or self.convolution or self.self_attention):
            raise ArgumentError(
                "objective='next' needs a network that sees no step before its time; write bidirectional=False, "
                "convolution=None and self_attention=None, or objective='masked'"
            )

    def predict(self, X: Any = None) -> Floats:
        """A vector for each sequence (sequences, size): the mean of what the recurrent layers say of its steps.

        Raises:
            NotFittedError: `fit` was not called.
            DataError: the data cannot be used.
        """
        check_is_fitted(self, "module_")
        assert isinstance(self.module_, GuessNetwork)
        examples = self.encode(X, self.learned_).examples
        assert isinstance(examples, Guesses)
        with torch.inference_mode():
            parts = [
                self.module_.meaning(*examples.padded.batch(rows).inputs)
                for rows in batches(len(examples), self.batch_size)
            ]
        return torch.cat(parts).double().numpy()

    def table(self, data: Any = None) -> pd.DataFrame:
        """The name of each sequence and its vector, as a pandas frame."""
        cases, vectors = self._cases(data), self.predict(data)
        names = [f"v{place}" for place in range(vectors.shape[1])]
        ids = pd.DataFrame({self.id_col: cases.inputs.ids})
        table: pd.DataFrame = pd.concat([ids, pd.DataFrame(vectors, columns=names)], axis=1)
        return table

    def evaluate(self, X: Any = None, *, baselines: bool = True, seeds: int = 1) -> Evaluation:
        """How well the steps of unseen sequences are guessed, beside what needs no network.

        Args:
            X: sequences that the network has not seen. None holds out a part of the training data, and judges a fresh
                model that was fitted without it.
            baselines: whether the baselines are computed: the step before or the mean; for texts the frequent tokens.
            seeds: how many models are judged in all, each with another seed.

        Raises:
            NotFittedError: `fit` was not called.
            DataError: the data cannot be used.
        """
        check_is_fitted(self, "module_")
        if X is None:
            fresh, unseen = self._fresh()
            return fresh.evaluate(unseen, baselines=baselines, seeds=seeds)
        cases = self._cases(X)
        examples = self.encode(cases, self.learned_).examples
        assert isinstance(examples, Guesses)
        evaluation = pretrainer_evaluation(self, examples, baselines=baselines)
        return self.with_seeds(evaluation, cases, seeds)

    def start(self, module: torch.nn.Module, examples: Examples) -> None:
        """Begin with the vectors that were given, if any were."""
        assert isinstance(examples, Guesses)
        super().start(module, examples.padded)

    def split(self, data: Any, share: float) -> tuple[Cases, Cases]:
        """Sequences to fit on, and about this share of them to evaluate on."""
        cases = self._cases(data)
        held_out = self._held_out(np.arange(len(cases)), share)
        return cases.take(np.setdiff1d(np.arange(len(cases)), held_out)), cases.take(held_out)

    def encode(self, data: Any, learned: Mapping[str, Any] | None = None, held_out: float = 0.0) -> Encoded:
        """Sequences with steps to guess."""
        cases = self._cases(data)
        encoded = super().encode(Cases(cases.inputs, np.arange(len(cases))), learned, held_out)
        parts = (encoded.examples, encoded.validation)
        examples, validation = (self._guesses(part, encoded.measured) for part in parts)
        assert examples is not None
        sizes = dict(encoded.sizes)
        if learned is None:
            examples = replace(examples, judged=False)
            sizes["outputs"] = self._guessed(inputs_of(encoded.learned))
        return replace(encoded, data=cases, examples=examples, validation=validation, sizes=sizes)

    def _guesses(self, examples: Examples | None, measured: int | None) -> Guesses | None:
        if examples is None:
            return None
        assert isinstance(examples, Padded)
        return Guesses(examples, self.objective, measured, self.mask_share)

    def _guessed(self, inputs: Channels | Vocabulary) -> int:
        """How many outputs a guess has: one a channel, or one a token."""
        return inputs.sizes["vocabulary"] if isinstance(inputs, Vocabulary) else len(inputs.centers)

    def check_learned(self, learned: Mapping[str, Any]) -> None:
        """Raise if these are not channels or a vocabulary that fit the sizes of the network."""
        inputs = inputs_of(learned)
        if {**inputs.sizes, "outputs": self._guessed(inputs)} != self.sizes_:
            raise ValueError("what was learned of the data does not fit the sizes of the network")

    def numbers_of(self, targets: Any, about: Mapping[str, Any] | None) -> tuple[Any, Mapping[str, Any]]:  # noqa: ARG002
        """Sequences have no targets."""
        return targets, {}

    def with_weights(self, targets: Any, about: Mapping[str, Any]) -> tuple[Any, ...]:  # noqa: ARG002
        """Sequences have no targets."""
        return ()

    def outputs_for(self, about: Mapping[str, Any]) -> int:  # noqa: ARG002
        """Sequences have no targets; what is guessed of a step follows from what is read."""
        return 1

    def _held_out(self, targets: Any, share: float) -> npt.NDArray[np.int64]:
        return sample(len(targets), share, self.random_state or 0)

    def loss(self, output: torch.Tensor, batch: Batch) -> Score:
        """The mean squared error of the steps to guess, on the network's scale; for tokens their cross-entropy."""
        each, known = guess_errors(output, batch)
        count = known.sum().to(each.dtype)
        return Score((each * known).sum() / count.clamp(min=1), count, {})

    def decode(self, output: torch.Tensor, encoded: Encoded) -> Any:  # noqa: ARG002
        """The guesses, on the network's scale."""
        return output.numpy()
