"""Tagging the tokens of sentences: parts of speech, entities, or whatever else is said of each token."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch
from sklearn.utils.validation import check_is_fitted

from cellwright.data.embeddings import read_embeddings
from cellwright.data.examples import Batch, Examples
from cellwright.data.sampling import sample
from cellwright.data.schemes import Span
from cellwright.data.sentence_table import Reading, read_sentences
from cellwright.data.sentences import SPLITTERS, Sentences
from cellwright.data.tag_set import TagSet
from cellwright.data.tagged import TaggedExamples
from cellwright.data.tagged_files import entities_as_json, tags_as_table, with_tags
from cellwright.data.token_vocabulary import UNSPELLED, TokenVocabulary
from cellwright.data.write import WRITERS, write_table, write_text
from cellwright.errors import ArgumentError, DataError
from cellwright.evaluate.tagging import TagsJudged, error_of
from cellwright.fit import History, Score, batches, each_output
from cellwright.inspect.evaluation import Evaluation
from cellwright.nn.crf import Potentials
from cellwright.tasks.layers import layers_of
from cellwright.tasks.tagger_evaluation import tagger_evaluation
from cellwright.tasks.tagger_insight import TaggerInsight
from cellwright.tasks.tagger_network import TagNetwork
from cellwright.tasks.tagger_options import TaggerOptions
from cellwright.tasks.task import Encoded
from cellwright.tasks.warm_start import Start

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Fitted = TypeVar("Fitted", bound="Tagger")

# fewer sentences than this are all trained on
LEAST_TO_HOLD_OUT = 20


@dataclass(kw_only=True, eq=False, repr=False)
class Tagger(TaggerInsight, TaggerOptions):
    """A tagger of the tokens of sentences: parts of speech, entities, or anything else that is said of each token.

    A bidirectional LSTM reads the words of a sentence, another the characters of each word, and a conditional random
    field on top chooses the tags of a sentence as a whole (Huang et al. 2015, Lample et al. 2016). Entities may be
    marked by BIO, IOB1, BIOES or BILOU tags; the network sees BIOES, and never gives a sequence that is none.

    Early stopping goes by the F1 of the entities that are held out, or by the share of plain tags that are right; then
    everything is trained on, twice as long as was best, with a learning rate that goes down to nothing.

    Args:
        column: the column of the tags in CoNLL files: a name in CoNLL-U ("upos"), a number elsewhere; None is upos, or
            the last.
        token_column: the column of the tokens; None is form, or the first.
        scheme: "bio", "iob1", "bioes", "bilou", or "plain" for tags that mark no entities; None tells it by the tags.
        repair: whether tags that break their scheme, as an I- without a B-, are read generously instead of refused.
        tokeniser: what splits raw texts: "words" or "characters"; None is what suits their script.
        min_count: how often a word or a character must occur to be known.
        embedding_size: the size of the vector of a word.
        embeddings: a text file of vectors to begin with, as word2vec, fastText and GloVe write it.
        character_size: the size of the vector of a character.
        character_hidden_size: the size of the state that reads the characters of a word, in each direction; 0 leaves
            them out, as is done where all tokens are single characters.
        word_dropout: the share of words that training takes for unknown.
        convolution: layers of convolution over the vectors of tokens, as (filters, kernel size), whose last is read
            beside them; None for none.
        self_attention: the heads of a block of a Transformer on top of the recurrent layers; None for none.
        hidden_size: the size of the recurrent state, in each direction.
        dropout: the share of values dropped before, between and behind the recurrent layers.
        batch_size: sentences in a step. Other options are those of every task.

    Attributes:
        classes_: the tags.
        module_: the trained network.
        history_: how each training run went.

    Example:
        >>> sentences = [["Ann", "went", "to", "Rome"], ["Rome", "is", "old"]] * 10
        >>> tags = [["B-name", "O", "O", "B-place"], ["B-place", "O", "O"]] * 10
        >>> model = Tagger(hidden_size=8, max_epochs=30, random_state=0, progress=False).fit(sentences, tags)
        >>> model.predict([["Ann", "is", "old"]])
        [['B-name', 'O', 'O']]
        >>> model.entities(["Rome is old"])
        [[Span(start=0, end=4, type='place')]]
    """

    def fit(
        self,
        X: Any,
        y: Any = None,
        *,
        checkpoint: str | Path | None = None,
        init_from: Start | None = None,
    ) -> Tagger:
        """Fit the network.

        Args:
            X: sentences as lists of tokens; lists of (token, tag) pairs; texts with entities, as dictionaries
                {"text": ..., "entities": [{"span": [start, end], "type": ...}]}; the path of a CoNLL or CoNLL-U file,
                or of a .json or .jsonl file of such dictionaries.
            y: a list of tags for each sentence; None where X has them.
            checkpoint: a folder in which the run is saved as it goes; the same call takes up a run that was stopped.
            init_from: a fitted tagger, or the path of one, to begin with the weights and the vocabulary of.

        Raises:
            ArgumentError: an option is not what it must be, or no weight of `init_from` fits.
            DataError: the data cannot be used; the message names the line, or the sentence.
        """
        self.check()
        return self._fit(self._sentences(X, y, tagged=True), checkpoint, init_from)

    @property
    def classes_(self) -> list[str]:
        """The tags that the tagger knows, as it sees them: BIOES where they mark entities."""
        check_is_fitted(self, "module_")
        return list(self.tags_.tags)

    @property
    def tags_(self) -> TagSet:
        """The tags that the tagger knows, and the scheme of those that it was fitted on."""
        return TagSet.from_json(self.learned_["tags"])

    def predict(self, X: Any = None) -> list[list[str]]:
        """The tags of each sentence, in the scheme that the tagger was fitted on.

        Args:
            X: as for `fit`; texts as strings, too.

        Raises:
            NotFittedError: `fit` was not called.
            DataError: the data cannot be used.
        """
        check_is_fitted(self, "module_")
        return self._tagged(self._sentences(X), sure=False)[0]

    def predict_proba(self, X: Any) -> list[Floats]:
        """The probability (tokens, tags) of each of `classes_` for each token of each sentence.

        Raises:
            NotFittedError: `fit` was not called.
            DataError: the data cannot be used.
        """
        check_is_fitted(self, "module_")
        return self._tagged(self._sentences(X), sure=True)[1]

    def entities(self, X: Any) -> list[list[Span]]:
        """The entities of each sentence: start, end and type, in characters where X are raw texts, else in tokens.

        Raises:
            NotFittedError: `fit` was not called.
            ArgumentError: the tags mark no entities.
            DataError: the data cannot be used.
        """
        check_is_fitted(self, "module_")
        if not self.tags_.scheme.prefixes:
            raise ArgumentError(f"the tags {', '.join(self.classes_[:5])}, ... mark no entities; use predict")
        sentences = self._sentences(X)
        return [sentences.spans(row, tags) for row, tags in enumerate(self._tagged(sentences, sure=False)[0])]

    def score(self, X: Any, y: Any = None) -> float:
        """The share of the tokens whose tag is right."""
        check_is_fitted(self, "module_")
        sentences = self._judged(X, y)
        assert sentences.tags is not None
        pairs = zip(sentences.tags, self.predict(sentences), strict=True)
        right = sum(a == b for true, said in pairs for a, b in zip(true, said, strict=True))
        return right / sentences.count

    def evaluate(self, X: Any = None, y: Any = None, *, baselines: bool = True, seeds: int = 1) -> Evaluation:
        """How good the tagger is, beside the most frequent tag of each word and a CRF on features made by hand.

        Args:
            X: sentences that the tagger has not seen, as for `fit`. None holds out a part of the training data, and
                judges a fresh model that was fitted without it.
            y: their tags; None where X has them.
            baselines: whether the baselines are computed; the CRF needs the extra `tag`.
            seeds: how many models are judged in all, each with another seed.

        Raises:
            NotFittedError: `fit` was not called.
            DataError: the data cannot be used, or have no tag that was there when the model was fitted.
        """
        check_is_fitted(self, "module_")
        if X is None:
            fresh, unseen = self._fresh()
            return fresh.evaluate(unseen, baselines=baselines, seeds=seeds)
        sentences = self._judged(X, y)
        return self.with_seeds(tagger_evaluation(self, sentences, baselines=baselines), sentences, seeds)

    def split(self, data: Any, share: float) -> tuple[Sentences, Sentences]:
        """Sentences to fit on, and about this share of them to evaluate on."""
        sentences = self._sentences(data, tagged=True)
        held = sample(len(sentences), share, self.random_state or 0)
        return sentences.take(np.setdiff1d(np.arange(len(sentences)), held)), sentences.take(held)

    def table(self, data: Any = None) -> pd.DataFrame:
        """A row for each token: its sentence, the token, its tag, and how probable that is, as a pandas frame."""
        check_is_fitted(self, "module_")
        sentences = self._sentences(data)
        tags, probability = self._tagged(sentences, sure=True)
        said = self.tags_.numbers(sentences.tagged(tags))
        return tags_as_table(sentences, tags, np.concatenate(probability)[np.arange(len(said)), said])

    def read(self, *paths: Path) -> Sentences:
        """The sentences in a file.

        Raises:
            ArgumentError: there are several.
            DataError: it cannot be read; the message names the line.
        """
        return self._sentences(super().read(*paths))

    def check_form(self, path: Path) -> None:
        """Whatever is no table is written as CoNLL."""

    def write(self, prediction: Any, data: Any, path: Path) -> Path:
        """Write tags: as a table; as .json, texts with their entities; else as CoNLL.

        A CoNLL file that was read is written as it was but for the column of the tags.

        Raises:
            DataError: the file cannot be written; what was there before is unchanged.
        """
        if path.suffix in WRITERS:
            return write_table(prediction, path)
        sentences = self._sentences(data)
        tags = _by_sentence(prediction["tag"], sentences)
        if path.suffix == ".json":
            return write_text(entities_as_json(sentences, tags), path)
        return write_text(with_tags(sentences, tags, self.column, self.learned_["columns"], path), path)

    def text(self, prediction: Any, data: Any) -> str:
        """Tags as CoNLL, if they were read from there, else as CSV."""
        sentences = self._sentences(data)
        if sentences.file is None:
            return super().text(prediction, data)
        return with_tags(sentences, _by_sentence(prediction["tag"], sentences), self.column, self.learned_["columns"])

    def encode(self, data: Any, learned: Mapping[str, Any] | None = None, held_out: float = 0.0) -> Encoded:
        """Words, their spelling, and tags, as numbers."""
        if learned is not None:
            sentences = self._sentences(data)
            vocabulary = TokenVocabulary.from_json(learned["vocabulary"])
            return Encoded(sentences, TaggedExamples.of(sentences, vocabulary), None, {}, learned)
        sentences = self._sentences(data, tagged=True)
        tags = TagSet.fitted(sentences, self.scheme, repair=self.repair)
        held = self._held_out(len(sentences), held_out)
        kept = np.setdiff1d(np.arange(len(sentences)), held)
        given = None
        if self.embeddings is not None:
            given = read_embeddings(self.embeddings, sentences.words, size=self.embedding_size)
        vocabulary = self._vocabulary(sentences.take(kept), () if given is None else given.words)
        examples = replace(
            TaggedExamples.of(sentences, vocabulary, tags.numbers(sentences)),
            allowed=tags.allowed,
            vectors=None if given is None else given.of(vocabulary.numbers),
        )
        learned = {
            "vocabulary": vocabulary.to_json(),
            "tags": tags.to_json(),
            "tokeniser": sentences.tokeniser or self.tokeniser or "words",
            "columns": None if sentences.file is None else sentences.file.width,
        }
        sizes = {**vocabulary.sizes, "tags": len(tags.tags)}
        if not len(held):
            return Encoded(sentences, examples, None, sizes, learned)
        return Encoded(sentences, examples.take(kept), examples.take(held), sizes, learned)

    def _held_out(self, count: int, share: float) -> Rows:
        """The sentences that are held out, if there are enough to."""
        if not share or count < LEAST_TO_HOLD_OUT:
            return np.array([], np.int64)
        return sample(count, share, self.random_state or 0)

    def _vocabulary(self, sentences: Sentences, also: Sequence[str]) -> TokenVocabulary:
        """What is known: the words of a warm start, for which alone its weights mean something, else those here."""
        start = getattr(self, "start_", None)
        if isinstance(start, Tagger):
            return TokenVocabulary.from_json(start.learned_["vocabulary"])
        return TokenVocabulary.fitted(sentences.tokens, self.min_count, also)

    def build(self, sizes: Mapping[str, int]) -> torch.nn.Module:
        """The network for so many words, characters and tags."""
        return TagNetwork(
            self.cell,
            tags=sizes["tags"],
            tokens={
                "words": sizes["words"],
                "characters": sizes["characters"],
                "embedding_size": self.embedding_size,
                "character_size": self.character_size,
                "character_hidden_size": self.character_hidden_size if sizes["characters"] > UNSPELLED else 0,
                "word_dropout": self.word_dropout,
            },
            bidirectional=self.bidirectional,
            convolution=self.convolution,
            self_attention=self.self_attention,
            **layers_of(self),
        )

    def start(self, module: torch.nn.Module, examples: Examples) -> None:
        """Say which tags may follow which, and begin with the vectors that are known."""
        assert isinstance(module, TagNetwork)
        assert isinstance(examples, TaggedExamples)
        assert examples.allowed is not None
        module.crf.allow(torch.from_numpy(examples.allowed))
        if examples.vectors is not None:
            vectors, numbers = examples.vectors
            with torch.no_grad():
                module.tokens.words.weight[numbers] = torch.from_numpy(vectors)

    def set_fitted(
        self,
        module: torch.nn.Module,
        sizes: Mapping[str, int],
        learned: Mapping[str, Any],
        history: tuple[History, ...],
    ) -> None:
        """Take over what was fitted; which tags may follow which is not a part of the weights."""
        super().set_fitted(module, sizes, learned, history)
        assert isinstance(module, TagNetwork)
        module.crf.allow(torch.from_numpy(TagSet.from_json(learned["tags"]).allowed))

    def check_learned(self, learned: Mapping[str, Any]) -> None:
        """Raise if these are not a vocabulary and tags that fit the sizes of the network."""
        vocabulary, tags = TokenVocabulary.from_json(learned["vocabulary"]), TagSet.from_json(learned["tags"])
        if {**vocabulary.sizes, "tags": len(tags.tags)} != self.sizes_:
            raise ValueError("what was learned of the data does not fit the sizes of the network")
        width = learned["columns"]
        if learned["tokeniser"] not in SPLITTERS or not (width is None or isinstance(width, int)):
            raise ValueError("the tokeniser or the number of columns is none")

    def loss(self, output: Potentials, batch: Batch) -> Score:
        """The negative logarithm of the likelihood of the tags of a sentence, over its tokens."""
        count = batch.inputs[1].sum().to(output.emissions.dtype)
        return Score(-output.log_likelihood(batch.targets[0]).sum() / count, count, {})

    def error(self, output: Potentials, batch: Batch, encoded: Encoded) -> Score:
        """1 - F1 of entities, or the share of plain tags that are wrong."""
        tags = TagSet.from_json(encoded.learned["tags"])
        true = tags.each_named(batch.targets[0].tolist(), output.lengths.tolist())
        wrong, count = error_of(TagsJudged(true, self.decode(output, encoded), bool(tags.scheme.prefixes)))
        return Score(torch.tensor(wrong), torch.tensor(count))

    def decode(self, output: Potentials, encoded: Encoded) -> list[list[str]]:
        """The tags of the highest score, in the scheme of the data."""
        tags = TagSet.from_json(encoded.learned["tags"])
        return tags.each_named(output.best().tolist(), output.lengths.tolist())

    def _tagged(self, sentences: Sentences, *, sure: bool) -> tuple[list[list[str]], list[Floats]]:
        """The tags of each sentence, and the probabilities of all tags if these are asked for."""
        encoded = self.encode(sentences, self.learned_)
        examples = encoded.examples
        assert isinstance(examples, TaggedExamples)
        # sentences of like length side by side
        order = np.argsort(examples.lengths, kind="stable")
        tags: list[list[str]] = [[] for _ in order]
        probability: list[Floats] = [np.empty(0) for _ in order]
        parts = [order[rows] for rows in batches(len(order), 2 * self.batch_size)]
        for part, output in zip(parts, each_output(self.module_, examples, parts), strict=True):
            for row, own in zip(part, self.decode(output, encoded), strict=True):
                tags[row] = own
            if sure:
                for row, own in zip(part, output.marginals().double().numpy(), strict=True):
                    probability[row] = own[: len(tags[row])]
        return tags, probability

    def _judged(self, data: Any, tags: Any) -> Sentences:
        """Sentences whose tags are known to the tagger."""
        sentences = self._sentences(data, tags, tagged=True)
        self.tags_.check(sentences, repair=self.repair)
        return sentences

    def _sentences(self, data: Any, tags: Any = None, *, tagged: bool = False) -> Sentences:
        if data is None:
            raise DataError("a tagger needs sentences to tag; give them, or the path of a file")
        split = self.learned_["tokeniser"] if hasattr(self, "learned_") and not tagged else self.tokeniser
        return read_sentences(data, tags, Reading(self.token_column, self.column, split), tagged=tagged)


def _by_sentence(tags: Sequence[str], sentences: Sentences) -> list[list[str]]:
    flat = iter(tags)
    return [list(islice(flat, int(length))) for length in sentences.lengths]
