"""Language models: how likely a text is, token by token, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch
from sklearn.base import clone
from sklearn.utils.validation import check_is_fitted

from cellwright.data.columns import Columns, GivenVectors
from cellwright.data.embeddings import vectors_of
from cellwright.data.examples import Batch, Examples
from cellwright.data.lexicon import END, PADDING, Lexicon
from cellwright.data.passages import Passages, Texts, passages_of
from cellwright.data.token_file import Tokens, tokens_of
from cellwright.errors import ArgumentError, DataError
from cellwright.fit import Score, Training
from cellwright.fit.options import whole
from cellwright.fit.progress import reading_bar
from cellwright.inspect.evaluation import Evaluation
from cellwright.inspect.question import Question
from cellwright.tasks.insight import first_examples
from cellwright.tasks.language_evaluation import language_evaluation, nats_of
from cellwright.tasks.language_network import Guess, LanguageNetwork
from cellwright.tasks.language_options import LanguageOptions, usual_columns, usual_epochs
from cellwright.tasks.language_question import next_token
from cellwright.tasks.layers import layers_of
from cellwright.tasks.sampling import Sampling
from cellwright.tasks.task import Encoded
from cellwright.tasks.warm_start import Start
from cellwright.tasks.writer import Writer

# how often a token must occur to be known, if the options do not say: a model learns what is unknown from what is rare
LEAST_COUNTS = {"words": 2, "spaced": 2}
# the share of the training data that evaluate() holds out, if the options do not say
SHARE_JUDGED = 0.1


@dataclass(kw_only=True, eq=False, repr=False)
class LanguageModel(LanguageOptions):
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
        max_epochs: the most epochs to train for; None is 8, or as many as make 1,000 updates; of a text of more than
            a million tokens fewer, so that what is read in all grows with the root of its length.
        embedding_size: of a token's vector.
        embeddings: a text file of vectors of words to begin with; those of tokens that it lacks are drawn.
        tied: whether the output's weights are those vectors (Press and Wolf 2017); None is where the tokens outnumber
            the units, since few tokens are learned faster apart.
        dropout, input_dropout, embedding_dropout, weight_dropout, activation, slowness: the regularisers of the
            AWD-LSTM (Merity, Keskar and Socher 2018).
        norm: "layer" for layer normalisation, or None.
        hidden_size: the size of the recurrent state; all other options are those of every task.

    Attributes:
        lexicon_: the tokens that it knows.
        module_: the trained network.
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

    def check(self) -> None:
        """Check the options.

        Raises:
            ArgumentError: names the first that is not what it must be; or the network would see what it is to guess.
        """
        super().check()
        if self.bidirectional:
            raise ArgumentError("a language model must not see what comes; write bidirectional=False")

    @property
    def lexicon_(self) -> Lexicon:
        """The tokens that a fitted model knows."""
        return Lexicon.from_json(self.learned_["lexicon"])

    def read(self, *paths: Path) -> Path | list[Path]:
        """A text file, or several: each is a document."""
        return paths[0] if len(paths) == 1 else list(paths)

    def split(self, data: Any, share: float) -> tuple[Passages, Passages]:
        """The beginning of a text to fit on, and about this share at its end; whole documents, if there are any."""
        return passages_of(data, self.separator).split(share)

    def encode(self, data: Any, learned: Mapping[str, Any] | None = None, held_out: float = 0.0) -> Encoded:
        """Columns of token numbers; without `learned`, the tokens are learned, and the end of the text held out."""
        passages = passages_of(data, self.separator)
        if learned is not None:
            tokens = tokens_of(passages, Lexicon.from_json(learned["lexicon"]))
            columns = min(self.columns_for(len(tokens)), len(tokens) // self.steps)
            return Encoded(passages, Columns.of(tokens, columns, self.steps), None, {}, learned)
        known, unseen = passages.spread(held_out) if held_out else (passages, None)
        # what is known is read twice: its tokens are learned, and numbered
        with reading_bar("reading", len(known) + len(passages), shown=self.progress) as told:
            lexicon = self._lexicon(replace(known, told=told))
            examples, validation = (
                None if part is None else self._columns(tokens_of(replace(part, told=told), lexicon))
                for part in (known, unseen)
            )
        assert examples is not None
        if self.embeddings is not None:
            examples = replace(examples, vectors=self._given_vectors(lexicon))
        sizes, learned = {"vocabulary": lexicon.size}, {"lexicon": lexicon.to_json(), "documents": known.has_ends}
        return Encoded(passages, examples, validation, sizes, learned)

    def training(self, encoded: Encoded) -> Training:
        """How to train on these columns: as the options say, or else as suits the length of the text."""
        columns = encoded.examples
        assert isinstance(columns, Columns)
        epochs = usual_epochs(columns) if self.max_epochs is None else self.max_epochs
        return replace(super().training(encoded), batch_size=columns.columns, max_epochs=epochs)

    def columns_for(self, tokens: int) -> int:
        """In how many columns a text of so many tokens is read."""
        return usual_columns(tokens) if self.batch_size is None else self.batch_size

    def _lexicon(self, passages: Passages) -> Lexicon:
        """The tokens of a text; those of a warm start, for which alone its vectors mean something."""
        start = getattr(self, "start_", None)
        if isinstance(start, LanguageModel):
            return start.lexicon_
        count = self.min_count or LEAST_COUNTS.get(self.tokeniser, 1)
        return Lexicon.fitted(Texts(passages), self.tokeniser, min_count=count, most=self.vocabulary_size)

    def _given_vectors(self, lexicon: Lexicon) -> GivenVectors:
        """The vectors of the file, for tokens with and without the space before them, and the tokens' numbers."""
        assert self.embeddings is not None
        return vectors_of(self.embeddings, lexicon.numbers, self.embedding_size)

    def start(self, module: torch.nn.Module, examples: Examples) -> None:
        """Begin with the vectors that were given, if any were."""
        assert isinstance(module, LanguageNetwork)
        if isinstance(examples, Columns) and examples.vectors is not None:
            vectors, numbers = examples.vectors
            with torch.no_grad():
                module.embedding.weight[torch.from_numpy(numbers)] = torch.from_numpy(vectors)

    def _columns(self, tokens: Tokens) -> Columns:
        if len(tokens) < 3:
            raise DataError(f"a text of {len(tokens) - 1} tokens is too short to learn from")
        return Columns.of(tokens, self.columns_for(len(tokens)), self.steps)

    def build(self, sizes: Mapping[str, int]) -> torch.nn.Module:
        """The network for so many tokens."""
        # few tokens need no long vectors, and these cost as much as the state does
        usual = min(self.hidden_size, 16 * max(1, round(sizes["vocabulary"] ** 0.5 / 2)))
        return LanguageNetwork(
            self.cell,
            sizes["vocabulary"],
            embedding_size=self.embedding_size or usual,
            tied=sizes["vocabulary"] > self.hidden_size if self.tied is None else self.tied,
            input_dropout=self.input_dropout,
            embedding_dropout=self.embedding_dropout,
            weight_dropout=self.weight_dropout,
            activation=self.activation,
            slowness=self.slowness,
            norm=self.norm,
            **layers_of(self),
        )

    def loss(self, output: torch.Tensor | Guess, batch: Batch) -> Score:
        """The nats of a token, in training with the penalty of the activations."""
        logits, penalty = output if isinstance(output, Guess) else (output, 0.0)
        [following] = batch.targets
        count = (following != PADDING).sum().to(logits.dtype)
        nats = torch.nn.functional.cross_entropy(
            logits.flatten(0, 1), following.flatten(), ignore_index=PADDING, reduction="sum"
        ) / count.clamp(min=1)
        return Score(nats + penalty, count, {"nats": nats.detach()})

    def decode(self, output: torch.Tensor, encoded: Encoded) -> npt.NDArray[np.float64]:  # noqa: ARG002
        """How likely each token is to follow the last of each example (examples, vocabulary)."""
        return output[:, -1].double().softmax(-1).numpy()

    def check_learned(self, learned: Mapping[str, Any]) -> None:
        """Raise if this is no lexicon of the network's size."""
        if Lexicon.from_json(learned["lexicon"]).size != self.sizes_["vocabulary"]:
            raise ValueError("the lexicon does not have the size of the network")
        if not isinstance(learned["documents"], bool):
            raise ValueError("what was learned does not say whether there are ends of documents")

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
        nats = nats_of(self.module_, tokens)
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
        """Each token of a text, with how many nats it was unexpected by after those before it.

        Raises:
            NotFittedError: `fit` was not called.
            DataError: the text is empty or no UTF-8.
        """
        check_is_fitted(self, "module_")
        tokens, lexicon = self._tokens(X), self.lexicon_
        nats = nats_of(self.module_, tokens)
        return [(lexicon.named(int(number)), float(each)) for number, each in zip(tokens[1:], nats, strict=True)]

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

    def writer(self, *, texts: int = 1, seed: int | None = None) -> Writer:
        """What reads and writes texts step by step, and remembers them: for a conversation, for example.

        Args:
            texts: how many are written beside each other.
            seed: the same seed writes the same text, if it is asked the same.

        Raises:
            NotFittedError: `fit` was not called.
        """
        check_is_fitted(self, "module_")
        assert isinstance(self.module_, LanguageNetwork)
        return Writer(self.module_, self.lexicon_, documents=self.learned_["documents"], batch=texts, seed=seed)

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
        prompts = [prompt] if isinstance(prompt, str) else list(prompt)
        writer, how = self.writer(texts=len(prompts), seed=seed), Sampling.of(sampling)
        writer.read(*prompts)
        pieces = writer.write(length, how, stops)
        return (piece for [piece] in pieces) if isinstance(prompt, str) else pieces

    def question(self, encoded: Encoded, about: Any) -> Question:
        """What `explain` explains: how likely a token is to come next; about=None is the likeliest one."""
        assert isinstance(encoded.examples, Columns)
        return next_token(encoded.examples, Lexicon.from_json(encoded.learned["lexicon"]), about)

    def _some(self, data: Any, most: int) -> tuple[Batch, Encoded]:
        """The first chunks of the columns: they begin afresh, and stand beside each other."""
        check_is_fitted(self, "module_")
        encoded = self.encode(data, self.learned_)
        assert isinstance(encoded.examples, Columns)
        return first_examples(self.module_, encoded.examples, min(most, encoded.examples.columns)), encoded
