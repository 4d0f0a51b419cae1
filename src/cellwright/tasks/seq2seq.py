"""What translators and summarizers share: a text is read, and another one is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import numpy as np
import pandas as pd
import torch
import torch.nn.functional as F
from sklearn.utils.validation import check_is_fitted

from cellwright.data.embeddings import vectors_of
from cellwright.data.examples import Batch, Examples
from cellwright.data.lexicon import END, START, Lexicon
from cellwright.data.pairs import Pairs, read_pairs
from cellwright.data.sampling import sample
from cellwright.data.translations import Translations, translations
from cellwright.errors import ArgumentError
from cellwright.fit import Score, check_options
from cellwright.fit.options import whole
from cellwright.inspect.evaluation import Evaluation
from cellwright.inspect.explain import Explanation, explain
from cellwright.inspect.question import Question
from cellwright.nn.beam import Beam, Hypothesis
from cellwright.tasks.insight import MOST, first_examples
from cellwright.tasks.layers import layers_of
from cellwright.tasks.seq2seq_evaluation import Judging, written_evaluation
from cellwright.tasks.seq2seq_network import Likelihood, Seq2SeqNetwork
from cellwright.tasks.seq2seq_options import Seq2SeqOptions
from cellwright.tasks.seq2seq_question import likelihood_question
from cellwright.tasks.seq2seq_search import Said, said, searched
from cellwright.tasks.sequence_task import LEAST_TO_HOLD_OUT
from cellwright.tasks.task import Encoded
from cellwright.tasks.warm_start import Start

Fitted = TypeVar("Fitted", bound="Seq2Seq")


@dataclass(kw_only=True, eq=False, repr=False)
class Seq2Seq(Seq2SeqOptions):
    """A network that reads a text and writes another; its subclasses say what for."""

    judging: ClassVar[Judging]

    def fit(
        self: Fitted,
        X: Any,
        y: Any = None,
        *,
        checkpoint: str | Path | None = None,
        init_from: Start | None = None,
    ) -> Fitted:
        """Fit on texts and what they become; pairs with an empty side are left out.

        Args:
            X: a list of texts, a frame or a table that has a column of them, or the path of a file that has one a line.
            y: as many texts, or the path of a file that has one a line; None if X has them, in a column.
            checkpoint: a folder in which the run is saved as it goes; the same call takes up a run that was stopped.
            init_from: a fitted model, or the path of one, to begin with the weights and the vocabulary of.

        Raises:
            ArgumentError: an option is not what it must be, or no weight of `init_from` fits.
            DataError: the data cannot be used; the message names the row or the line.
            MissingExtraError: texts are to be split by bpe, and tokenizers is not installed.
        """
        self.check()
        return self._fit(self._pairs(X, y).complete(), checkpoint, init_from)

    def predict(self, X: Any = None) -> list[str]:
        """What texts become; nothing becomes nothing.

        Raises:
            NotFittedError: `fit` was not called.
            ArgumentError: the beam is larger than the vocabulary.
            DataError: the data cannot be used.
        """
        return [best[0].text for best in self.n_best(X, 1)]

    def n_best(self, X: Any, count: int | None = None) -> list[list[Said]]:
        """The best texts that each text may become, with their scores; at most `count`, or as many as the beam has.

        Raises:
            NotFittedError: `fit` was not called.
            ArgumentError: the beam is larger than the vocabulary, or the count larger than the beam.
            DataError: the data cannot be used.
        """
        check_is_fitted(self, "module_")
        encoded = self.encode(self._pairs(X), self.learned_)
        assert isinstance(self.module_, Seq2SeqNetwork)
        assert isinstance(encoded.examples, Translations)
        check_options(self)  # the search may be changed after the fit
        self._check_beam(self.lexicons_[1])
        penalties = self.length_penalty, self.coverage_penalty
        beam = Beam(self.beam, START, END, *penalties, self.no_repeat, self.min_length)
        best = self.beam if count is None else count
        found = searched(self.module_, encoded.examples, beam, best, self.learned_["longest"], self.batch_size)
        return self.decode(found, encoded)

    def attention(self, X: Any) -> list[Said]:
        """What each text becomes, with what was looked at for each token: see `Said.attention`.

        Raises:
            NotFittedError: `fit` was not called.
            DataError: the data cannot be used.
        """
        return [best[0] for best in self.n_best(X, 1)]

    def table(self, data: Any = None) -> pd.DataFrame:
        """The texts and what they become, as a pandas frame."""
        pairs = self._pairs(data)
        said = [best[0] for best in self.n_best(pairs, 1)]
        columns = {
            self.source_col: pairs.sources,
            "prediction": [s.text for s in said],
            "score": [s.score for s in said],
        }
        frame: pd.DataFrame = pd.DataFrame(columns)
        return frame

    def read(self, *paths: Path) -> Any:
        """What files hold: a table, or texts and what they become in two files, line for line."""
        if len(paths) > 2:
            raise ArgumentError(
                f"a {type(self).__name__} reads a table, or texts and what they become in two files; got "
                f"{', '.join(map(str, paths))}"
            )
        return self._pairs(*paths)

    def evaluate(self, X: Any = None, y: Any = None, *, baselines: bool = True, seeds: int = 1) -> Evaluation:
        """How good what is written is, beside what needs no network.

        Args:
            X: texts that the network has not seen, as for `fit`. None holds out a part of the training data, and judges
                a fresh model that was fitted without it.
            y: what they become, as for `fit`; for each text one that is right, or a list of several.
            baselines: whether the baselines are computed.
            seeds: how many models are judged in all, each with another seed.

        Raises:
            NotFittedError: `fit` was not called.
            DataError: the data cannot be used, or it is not known what the texts become.
            MissingExtraError: the package that judges is not installed.
        """
        check_is_fitted(self, "module_")
        if X is None:
            fresh, unseen = self._fresh()
            return fresh.evaluate(unseen, baselines=baselines, seeds=seeds)
        pairs = self._pairs(X, y).complete()
        return self.with_seeds(written_evaluation(self, self.judging, pairs, baselines=baselines), pairs, seeds)

    def score(self, X: Any, y: Any = None) -> float:
        """How like what is written is to what is right, 0 to 1: the mean over the texts of chrF, or of ROUGE-L.

        Raises:
            NotFittedError: `fit` was not called.
            DataError: the data cannot be used, or it is not known what the texts become.
            MissingExtraError: the package that judges is not installed.
        """
        check_is_fitted(self, "module_")
        pairs = self._pairs(X, y).complete()
        assert pairs.targets is not None
        return 1 - float(self.judging.scores(self.predict(pairs), pairs.targets).errors.mean())

    def check_judge(self) -> None:
        """Find out whether the package that judges texts is installed.

        Raises:
            MissingExtraError: it is not.
        """
        self.judging.scores(["a"], [["a"]])

    def explain(self, data: Any = None, *, about: Any = None, most: int = MOST, **options: Any) -> Explanation:
        """How much each token that is read adds to how probable what is written is: see `Task.explain`.

        Args:
            data: as for `predict`.
            about: the number of the token that is explained, from 0; None for all of them.
            most: no more texts than this, the first ones.
            options: as in `Task.explain`.

        Raises:
            NotFittedError: `fit` was not called.
            DataError: the data cannot be used.
            ArgumentError: an option has a wrong value.
            MissingExtraError: captum is not installed.
        """
        batch, encoded = self._some(data, most)
        assert isinstance(self.module_, Seq2SeqNetwork)
        return explain(Likelihood(self.module_), Likelihood.batch(batch), self.question(encoded, about), **options)

    def question(self, encoded: Encoded, about: Any) -> Question:
        """How probable what is written is, or one token of it."""
        assert isinstance(encoded.examples, Translations)
        longest = int(np.diff(encoded.examples.wanted.bounds).max())
        if whole(0).holds(about) and about >= longest:
            raise ArgumentError(f"about={about} is behind the last token of what is written, which is {longest - 1}")
        written = [right[0] for right in encoded.data.targets]
        return likelihood_question(encoded.data.sources, written, self.lexicons_, self.max_length, about)

    @property
    def lexicons_(self) -> tuple[Lexicon, Lexicon]:
        """The tokens that are read, and those that are written."""
        return lexicons_of(self.learned_)

    def split(self, data: Any, share: float) -> tuple[Pairs, Pairs]:
        """Pairs to fit on, and about this share of them to evaluate on."""
        pairs = self._pairs(data).complete()
        held_out = sample(len(pairs), share, self.random_state or 0)
        return pairs.take(np.setdiff1d(np.arange(len(pairs)), held_out)), pairs.take(held_out)

    def encode(self, data: Any, learned: Mapping[str, Any] | None = None, held_out: float = 0.0) -> Encoded:
        """Token numbers of both sides."""
        pairs = self._pairs(data)
        if learned is not None:
            return Encoded(pairs, self._examples(pairs, lexicons_of(learned)), None, {}, learned)
        pairs = pairs.complete()
        held = np.array([], np.int64)
        if held_out and len(pairs) >= LEAST_TO_HOLD_OUT:
            held = sample(len(pairs), held_out, self.random_state or 0)
        kept = np.setdiff1d(np.arange(len(pairs)), held)
        lexicons = self._learned_lexicons(pairs.take(kept) if len(held) else pairs)
        self._check_beam(lexicons[1])
        examples = self._examples(pairs, lexicons)
        longest = int(np.diff(examples.wanted.bounds).max())
        learned = {
            "source": lexicons[0].to_json(),
            "target": None if self.copy else lexicons[1].to_json(),
            "longest": longest,
        }
        if self.embeddings is not None:
            given = vectors_of(self.embeddings, lexicons[0].numbers, self.embedding_size)
            examples = replace(examples, vectors=given)
        sizes = {"source": lexicons[0].size, "target": lexicons[1].size}
        if not len(held):
            return Encoded(pairs, examples, None, sizes, learned)
        return Encoded(pairs, examples.take(kept), examples.take(held), sizes, learned)

    def build(self, sizes: Mapping[str, int]) -> torch.nn.Module:
        """The network for vocabularies of these sizes."""
        return Seq2SeqNetwork(
            self.cell,
            **sizes,
            embedding_size=self.embedding_size,
            attention=self.alignment,
            input_feeding=self.input_feeding,
            copying=self.copy,
            sampled=self.scheduled_sampling,
            convolution=self.convolution,
            self_attention=self.self_attention,
            bidirectional=self.bidirectional,
            norm=self.norm,
            **layers_of(self),
        )

    def start(self, module: torch.nn.Module, examples: Examples) -> None:
        """Begin with the vectors that were given, if any were, as long as those that are drawn."""
        assert isinstance(module, Seq2SeqNetwork)
        assert isinstance(examples, Translations)
        if examples.vectors is not None and len(examples.vectors[1]):
            vectors, numbers = (torch.from_numpy(part) for part in examples.vectors)
            with torch.no_grad():
                module.embedding.weight[numbers] = vectors / (vectors.std() * module.scale)

    def loss(self, output: torch.Tensor, batch: Batch) -> Score:
        """The mean cross-entropy of a token; it is smoothed in training alone."""
        [wanted] = batch.targets
        smoothing = self.label_smoothing if torch.is_grad_enabled() else 0.0
        loss = F.cross_entropy(output, wanted, label_smoothing=smoothing)
        right = (output.detach().argmax(1) == wanted).to(loss.dtype).mean()
        return Score(loss, torch.tensor(float(len(wanted))), {"accuracy": right})

    def decode(self, output: Sequence[Sequence[Hypothesis]], encoded: Encoded) -> list[list[Said]]:
        """The texts of hypotheses."""
        read, written = lexicons_of(encoded.learned)
        return [
            [said(each, source, read, written, self.max_length) for each in best]
            for best, source in zip(output, encoded.data.sources, strict=True)
        ]

    def check_learned(self, learned: Mapping[str, Any]) -> None:
        """Raise if these are not lexicons that fit the sizes of the network."""
        source, target = lexicons_of(learned)
        if {"source": source.size, "target": target.size} != self.sizes_ or not whole(1).holds(learned["longest"]):
            raise ValueError("what was learned of the data does not fit the sizes of the network")

    def _some(self, data: Any, most: int) -> tuple[Batch, Encoded]:
        """Some texts, with what the network writes as what they become."""
        check_is_fitted(self, "module_")
        pairs = self._pairs(self._data_or(data))
        pairs = pairs.take(np.arange(min(most, len(pairs))))
        written = [said.text or "." for said in self.attention(pairs)]
        encoded = self.encode(Pairs(pairs.sources, tuple((text,) for text in written)), self.learned_)
        return first_examples(self.module_, encoded.examples, most), encoded

    def _pairs(self, data: Any, targets: Any = None) -> Pairs:
        return read_pairs(data, targets, self.source_col, self.target_col)

    def _learned_lexicons(self, pairs: Pairs) -> tuple[Lexicon, Lexicon]:
        """Those of a warm start, for which alone its weights mean something; or those of the texts."""
        start = getattr(self, "start_", None)
        if isinstance(start, Seq2Seq):
            return lexicons_of(start.learned_)
        assert pairs.targets is not None
        targets = [right[0] for right in pairs.targets]
        sides = [[*pairs.sources, *targets]] if self.copy else [pairs.sources, targets]
        found = [
            Lexicon.fitted(side, self.tokeniser, min_count=self.min_count, most=self.vocabulary_size) for side in sides
        ]
        return found[0], found[-1]

    def _examples(self, pairs: Pairs, lexicons: tuple[Lexicon, Lexicon]) -> Translations:
        targets = [""] * len(pairs) if pairs.targets is None else [right[0] for right in pairs.targets]
        most = self.max_length, self.max_target_length
        return translations(pairs.sources, targets, lexicons, copying=self.copy, most=most)

    def _check_beam(self, lexicon: Lexicon) -> None:
        if self.beam > lexicon.size:
            raise ArgumentError(
                f"beam={self.beam} is larger than the vocabulary of what is written, which has {lexicon.size} tokens; "
                f"write a smaller beam"
            )


def lexicons_of(learned: Mapping[str, Any]) -> tuple[Lexicon, Lexicon]:
    """The lexicons of both sides; one and the same if tokens are copied."""
    source = Lexicon.from_json(learned["source"])
    return source, source if learned["target"] is None else Lexicon.from_json(learned["target"])
