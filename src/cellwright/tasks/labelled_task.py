"""What classifier and regressor share: targets of whole sequences, and a linear model beside the network."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import torch
from sklearn.utils.validation import check_is_fitted

from cellwright.data.examples import Examples
from cellwright.data.padded import Padded
from cellwright.data.sequences import Cases
from cellwright.evaluate.calibration import mixed
from cellwright.fit.options import flag, number, option
from cellwright.inspect.evaluation import Evaluation
from cellwright.nn.evidence import Evidence
from cellwright.nn.summaries import Summaries
from cellwright.tasks.sequence_network import SequenceNetwork
from cellwright.tasks.sequence_task import SequenceTask
from cellwright.tasks.warm_start import Start

Fitted = TypeVar("Fitted", bound="LabelledTask")


@dataclass(kw_only=True, eq=False, repr=False)
class LabelledTask(SequenceTask):
    """A task that says one thing about a sequence, and learns it from sequences about which it is known."""

    linear: bool = option(
        flag(), "whether a linear model of summaries, or of words and pairs of words, has a say, too", default=True
    )

    @abstractmethod
    def judged(self, cases: Cases, *, baselines: bool) -> Evaluation:
        """The evaluation on sequences about which it is known."""

    @abstractmethod
    def fit_beside(self, module: Evidence | Summaries, examples: Padded) -> None:
        """Fit what stands beside the network."""

    def fit(
        self: Fitted,
        X: Any,
        y: Any = None,
        *,
        checkpoint: str | Path | None = None,
        init_from: Start | None = None,
    ) -> Fitted:
        """Fit the network, and what stands beside it.

        Args:
            X: numbers as an array (sequences, steps, channels) or (sequences, steps), or a list of arrays of any
                lengths, NaN where nothing was observed; texts as a list of strings; a frame (pandas, polars, pyarrow)
                with a row for each step of each sequence (`unique_id, ds`, channels, `y`) or a row for each text
                (`text, y`); a Hugging Face data set; the path of a CSV, Parquet, `.ts` or UCR `.tsv` file.
            y: of a classifier a label for each sequence (strings, integers, booleans), or for several labels a sequence
                a matrix of zeros and ones, or a list of sets of labels; of a regressor a number for each, or several
                (sequences, numbers). None where X has them.
            checkpoint: a folder in which the run is saved as it goes; the same call takes up a run that was stopped.
            init_from: a fitted model, or the path of one, to begin with the weights of, where they fit; `taken_over_`
                says which do. It may be of another task.

        Raises:
            ArgumentError: an option is not what it must be, or no weight of `init_from` fits.
            DataError: the data cannot be used; the message names the row.
        """
        self.check()
        return self._fit(self._required(self._cases(X, y)), checkpoint, init_from)

    def evaluate(self, X: Any = None, y: Any = None, *, baselines: bool = True, seeds: int = 1) -> Evaluation:
        """How good the model is on unseen sequences, beside what guesses, and a linear model of simple features.

        Args:
            X: sequences that the model has not seen, as for `fit`. None holds out a part of the training data, and
                judges a fresh model that was fitted without it.
            y: what is known of them; None where X has it.
            baselines: whether the baselines are computed: the majority class and a logistic regression, or the mean and
                a ridge regression.
            seeds: how many models are judged in all, each with another seed.

        Raises:
            NotFittedError: `fit` was not called.
            DataError: the data cannot be used, or have labels that were not there when the model was fitted.
        """
        check_is_fitted(self, "module_")
        if X is None:
            fresh, unseen = self._fresh()
            return fresh.evaluate(unseen, baselines=baselines, seeds=seeds)
        cases = self._required(self._cases(X, y))
        return self.with_seeds(self.judged(cases, baselines=baselines), cases, seeds)

    @property
    def has_evidence(self) -> bool:
        """Whether a linear model stands beside the network."""
        return self.linear

    def start(self, module: torch.nn.Module, examples: Examples) -> None:
        """Begin with the vectors that were given, and let what stands beside the network be fitted first."""
        super().start(module, examples)
        assert isinstance(module, SequenceNetwork)
        assert isinstance(examples, Padded)
        if module.evidence is not None:
            self.fit_beside(module.evidence, examples)

    def parts(self, output: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor | None]:
        """What the network says, and what the linear model says beside it if there is one."""
        if not self.linear:
            return output, None
        own, evidence = output.tensor_split(2, -1)
        return own, evidence

    def mixed(self, output: torch.Tensor, learned: Mapping[str, Any]) -> torch.Tensor:
        """What both say by their shares, at its temperature."""
        own, evidence = self.parts(output)
        if evidence is None:
            evidence, share = torch.zeros_like(own), 0.0
        else:
            share = learned.get("evidence", 0.0)
        found: torch.Tensor = mixed(own, evidence, float(learned.get("temperature", 1.0)), share)
        return found

    def check_learned(self, learned: Mapping[str, Any]) -> None:
        """Raise if the temperature, or the share of the linear model, is none, too."""
        super().check_learned(learned)
        temperature, share = learned.get("temperature", 1.0), learned.get("evidence", 0.0)
        if not (number(0, above=True).holds(temperature) and number(0, 1).holds(share)):
            raise ValueError(f"the temperature is {temperature!r}, the share of the linear model {share!r}")
