"""Language models: how likely a text is, token by token, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import clone
from sklearn.utils.validation import check_is_fitted

from cellwright.data.columns import Columns
from cellwright.data.examples import Batch
from cellwright.data.lexicon import END, Lexicon
from cellwright.data.passages import Passages, passages_of
from cellwright.data.token_file import Tokens, tokens_of
from cellwright.errors import ArgumentError, DataError
from cellwright.fit.options import optional, whole
from cellwright.inspect.evaluation import Evaluation
from cellwright.inspect.question import Question
from cellwright.tasks.insight import first_examples
from cellwright.tasks.language_evaluation import language_evaluation
from cellwright.tasks.language_network import LanguageNetwork, nats_of
from cellwright.tasks.language_question import next_token
from cellwright.tasks.language_task import LanguageTask
from cellwright.tasks.sampling import Sampling
from cellwright.tasks.task import Encoded
from cellwright.tasks.warm_start import Start
from cellwright.tasks.writer import Writer

# the share of the training data that evaluate() holds out, if the options do not say
SHARE_JUDGED = 0.1


@dataclass(kw_only=True, eq=False, repr=False)
class LanguageModel(LanguageTask):
    """A model of texts in any language, or in any notation: it says how likely they are, and writes.

    It reads a text in columns beside each other, and learns by truncated backpropagation through time: its state is
    carried from chunk to chunk, so that what is learned may lie further back than one chunk.

    Args:
        tokeniser: "characters", "words", "spaced" (tokens with spaces between them) or "bpe" (byte pairs, which need
            the extra `bpe`).
        vocabulary_size: the most tokens that are known.
        min_count: how often a token must occur to be known.
        separator: what parts documents in a text or file; a state never goes from one to the next.
        steps: of a chunk; gradients go back no further.
        batch_size: how many columns a text is read in; None is a column for each 16,384 tokens, but 4 to 16.
        max_epochs: the most epochs to train for; None is 8, or as many as make 500 updates; of a text of more than
            a million tokens fewer, so that what is read in all grows with the root of its length.
        embedding_size: of a token's vector.
        embeddings: a text file of vectors of words to begin with; those of tokens that it lacks are drawn.
        tied: whether the output's weights are those vectors (Press and Wolf 2017); None is where the tokens outnumber
            the units, since few tokens are learned faster apart.
        dropout, input_dropout, embedding_dropout, weight_dropout, activation, slowness: the regularisers of the
            AWD-LSTM (Merity, Keskar and Socher 2018).
        ngram: the tokens of the longest n-grams that are counted and have a say beside the network; 0 for none.
        norm: "layer" for layer normalisation, or None.
        hidden_size: the size of the recurrent state; None is 192 for a text of fewer than 262,144 tokens and 384 for
            others, or that of a warm start; all other options are those of every task.

    Attributes:
        lexicon_: the tokens that it knows.
        module_: the trained network.
        beside_: the n-gram beside it, and its share in what they say; None if there is none.
        history_: how each training run went; losses are in nats a token.

    Example:
        >>> model = LanguageModel(hidden_size=32, batch_size=4, steps=10, max_epochs=9, random_state=0, progress=False)
        >>> _ = model.set_params(num_layers=1, learning_rate=0.02).fit("to be or not " * 50)
        >>> "".join(model.generate("to be ", length=5, temperature=0, seed=0))[:2]
        'or'
    """

    def fit(
        self,
        X: Any,
        y: None = None,  # noqa: ARG002
        *,
        checkpoint: str | Path | None = None,
        init_from: Start | None = None,
    ) -> LanguageModel:
        """Fit the model to texts.

        Args:
            X: a text (str); the Path of a text file in UTF-8, which may be longer than memory; or a list of texts or
                Paths, each a document.
            y: nothing; it is here for scikit-learn.
            checkpoint: a folder in which the run is saved as it goes; the same call takes up a run that was stopped.
            init_from: a fitted model, or the path of one, to begin with the weights of, where they fit.

        Raises:
            ArgumentError: an option is not what it must be, or no weight of `init_from` fits.
            DataError: the text is empty or no UTF-8; the message says where.
        """
        self.check()
        return self._fit(passages_of(X, self.separator), checkpoint, init_from)

    def read(self, *paths: Path) -> Path | list[Path]:
        """A text file, or several: each is a document."""
        return paths[0] if len(paths) == 1 else list(paths)

    def split(self, data: Any, share: float) -> tuple[Passages, Passages]:
        """The beginning of a text to fit on, and about this share at its end; whole documents, if there are any."""
        return passages_of(data, self.separator).split(share)

    def predict(self, X: Any = None) -> pd.DataFrame:
        """How likely texts are: a row for each document, with its tokens, nats, nats a token, and perplexity.

        The nats of a text are the sum of -log p over its tokens, each after those before it, and over its end if the
        model knows ends. Unknown tokens count as what they are to the model: one token for them all.

        Raises:
            NotFittedError: `fit` was not called.
            DataError: the text is empty or no UTF-8.
        """
        check_is_fitted(self, "module_")
        tokens = self._tokens(X)
        nats = self._nats(tokens)
        ends = np.flatnonzero(tokens == END)
        bounds = ends[:-1] if len(ends) > 1 and ends[-1] == len(nats) else ends
        counts = np.diff(np.append(bounds, len(nats)))
        sums = np.add.reduceat(nats.astype(np.float64), bounds)
        table: pd.DataFrame = pd.DataFrame(
            {
                "text": np.arange(len(bounds)),
                "tokens": counts,
                "nats": sums,
                "nats_a_token": sums / counts,
                "perplexity": np.exp(sums / counts),
            }
        )
        return table

    def surprise(self, X: Any) -> list[tuple[str, float]]:
        """Each token of a text, as it stands there, with how many nats it was unexpected by after those before it.

        A character that is split into several byte pairs stands with the last of them; the others are empty.

        Raises:
            NotFittedError: `fit` was not called.
            DataError: the text is empty or no UTF-8.
        """
        check_is_fitted(self, "module_")
        tokens, lexicon = self._tokens(X), self.lexicon_
        nats = self._nats(tokens)
        return list(zip(lexicon.shown(tokens[1:].tolist()), nats.tolist(), strict=True))

    def _nats(self, tokens: Tokens) -> npt.NDArray[np.floating]:
        """The nats of each token but the first."""
        own = nats_of(self.module_, tokens)
        return own if self.beside_ is None else self.beside_.nats(own, tokens)

    def _tokens(self, X: Any) -> Tokens:
        """The numbers of the tokens of a text to judge."""
        if X is None:
            raise DataError("there is no text; give predict() a text, the Path of a file, or a list of texts")
        return tokens_of(passages_of(X, self.separator), self.lexicon_)

    def evaluate(self, X: Any = None, *, baselines: bool = True, seeds: int = 1) -> Evaluation:
        """Nats and bits a character and perplexity, beside a 5-gram with modified Kneser-Ney smoothing.

        Args:
            X: a text that the model has not seen. None takes the parts of the training text that were held out to
                stop training by; or, where none were, a fresh model is fitted without the end.
            baselines: whether the 5-gram is computed.
            seeds: how many models are judged, this one and others that are fitted with other seeds.

        Raises:
            NotFittedError: `fit` was not called.
            DataError: the text is empty or no UTF-8.
            ArgumentError: a loaded model has no training text to be judged by.
        """
        check_is_fitted(self, "module_")
        model, known, unseen = self, getattr(self, "data_", None), X
        if X is None:
            if known is None:
                raise ArgumentError("a loaded model has no training text to be judged by; write evaluate(text)")
            if self.validation_split and not self.train_on_all:
                known, unseen = known.spread(self.validation_split)
            else:
                known, unseen = known.split(self.validation_split or SHARE_JUDGED)
                model = clone(self).fit(known, init_from=self.start_)
        passages = passages_of(unseen, self.separator)
        evaluation = language_evaluation(model, passages, known if baselines else None, baselines=baselines)
        return self.with_seeds(evaluation, X, seeds)

    def score(self, X: Any, y: None = None) -> float:  # noqa: ARG002
        """How likely texts are: the nats of a token, with a minus before them.

        Raises:
            NotFittedError: `fit` was not called.
            DataError: there is no text.
        """
        said = self.predict(X)
        return -float(said["nats"].sum() / said["tokens"].sum())

    def writer(self, *, texts: int = 1, seed: int | None = None) -> Writer:
        """What reads and writes texts step by step, and remembers them: for a conversation, for example.

        Args:
            texts: how many are written beside each other.
            seed: the same seed writes the same text, if it is asked the same.

        Raises:
            NotFittedError: `fit` was not called.
            ArgumentError: the seed is none.
        """
        check_is_fitted(self, "module_")
        assert isinstance(self.module_, LanguageNetwork)
        if not optional(whole(0)).holds(seed):
            raise ArgumentError(f"seed must be {optional(whole(0)).says}; got {seed!r}")
        return Writer(
            self.module_,
            self.lexicon_,
            documents=self.learned_["documents"],
            batch=texts,
            seed=seed,
            beside=self.beside_,
        )

    def generate(
        self,
        prompt: str | Sequence[str] = "",
        *,
        length: int | None = 500,
        stop: str | Sequence[str] = (),
        seed: int | None = None,
        **sampling: Any,
    ) -> Iterator[Any]:
        """Go on with a text: its continuation piece by piece, as it is written.

        Args:
            prompt: what the text begins with; or several, which are written beside each other.
            length: the most tokens that are written; None goes on until the text ends, if ever.
            stop: the text is over where this stands, or one of these; it is not given.
            seed: the same seed writes the same text.
            sampling: temperature, top_k, top_p, repetition_penalty, window, no_repeat: see
                `cellwright.tasks.sampling.Sampling`.

        Returns:
            An iterator of str; for several prompts, of lists of str, one for each text.

        Raises:
            NotFittedError: `fit` was not called.
            ArgumentError: a prompt has tokens that the model does not know, or an option is not what it must be.

        Example:
            >>> model = LanguageModel(hidden_size=8, max_epochs=1, random_state=0, progress=False).fit("ab " * 99)
            >>> [len(text) for text in map("".join, zip(*model.generate(["a", "b"], length=7, seed=0)))]
            [7, 7]
        """
        if length is not None and not whole(0).holds(length):
            raise ArgumentError(f"length must be an integer of at least 0, or None; got {length!r}")
        stops = [stop] if isinstance(stop, str) else list(stop)
        if not all(isinstance(each, str) and each for each in stops):
            raise ArgumentError(f"stop must be a text, or several, none of them empty; got {stop!r}")
        prompts = [prompt] if isinstance(prompt, str) or not isinstance(prompt, Sequence) else list(prompt)
        if not prompts or not all(isinstance(each, str) for each in prompts):
            raise ArgumentError(f"prompt must be a text, or a list of texts; got {prompt!r:.80}")
        writer, how = self.writer(texts=len(prompts), seed=seed), Sampling.of(sampling)
        writer.read(*prompts)
        pieces = writer.write(length, how, stops)
        return (piece for [piece] in pieces) if isinstance(prompt, str) else pieces

    def question(self, encoded: Encoded, about: Any) -> Question:
        """What `explain` explains: how likely a token is to come next; about=None is the likeliest one."""
        assert isinstance(encoded.examples, Columns)
        return next_token(encoded.examples, Lexicon.from_json(encoded.learned["lexicon"]), about)

    def _some(self, data: Any, most: int) -> tuple[Batch, Encoded]:
        """The first chunks of the columns: each begins afresh; a short text is one, whole."""
        check_is_fitted(self, "module_")
        encoded = self.encode(self._data_or(data), self.learned_)
        columns = encoded.examples
        assert isinstance(columns, Columns)
        if columns.count <= columns.steps and columns.tokens[-1] != END:
            # its last token is to be guessed, but here it is read, and what comes behind it is looked at
            columns = replace(columns, tokens=np.append(columns.tokens, END), steps=columns.steps + 1)
        return first_examples(self.module_, columns, min(most, columns.columns)), replace(encoded, examples=columns)
