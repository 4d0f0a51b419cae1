"""How a language model is trained: the verbs of its contract, from a text to the loss of a chunk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from cellwright.data.columns import Columns, GivenVectors
from cellwright.data.embeddings import vectors_of
from cellwright.data.examples import Batch, Examples
from cellwright.data.lexicon import PADDING, Lexicon
from cellwright.data.passages import Passages, Texts, passages_of
from cellwright.data.token_file import Tokens, tokens_of
from cellwright.errors import ArgumentError, DataError
from cellwright.fit import History, Score, Training
from cellwright.fit.progress import reading_bar
from cellwright.tasks.language_network import Guess, LanguageNetwork, nats_of
from cellwright.tasks.language_ngram import Beside, counted_of, ngram_for, share_of, sizes_of
from cellwright.tasks.language_options import LanguageOptions, usual_columns, usual_epochs, usual_units
from cellwright.tasks.layers import layers_of
from cellwright.tasks.task import Encoded

# how often a token must occur to be known, if the options do not say: a model learns what is unknown from what is rare
LEAST_COUNTS = {"words": 2, "spaced": 2}


@dataclass(kw_only=True, eq=False, repr=False)
class LanguageTask(LanguageOptions):
    """What a language model learns from, and how."""

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
        vectors = None if self.embeddings is None else self._given_vectors(lexicon)
        # without a part that was held out, there is nothing to settle the share of an n-gram on
        counted = counted_of(examples.tokens, lexicon.size, self.ngram) if self.validation_split else None
        examples = replace(examples, vectors=vectors, counted=counted)
        sizes = {"vocabulary": lexicon.size, "units": self._units_for(examples), **sizes_of(counted)}
        learned = {"lexicon": lexicon.to_json(), "documents": known.has_ends}
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

    def units(self, sizes: Mapping[str, int]) -> int:
        """The size of the recurrent state: as the options say, or else as suits the length of the text."""
        return self.hidden_size or sizes["units"]

    def _units_for(self, columns: Columns) -> int:
        """The size that suits a text; that of a warm start, whose weights fit no other."""
        start = getattr(self, "start_", None)
        return self.hidden_size or (usual_units(columns) if start is None else start.units(start.sizes_))

    def _lexicon(self, passages: Passages) -> Lexicon:
        """The tokens of a text; those of a warm start, for which alone its vectors mean something."""
        start = getattr(self, "start_", None)
        if isinstance(start, LanguageTask):
            return start.lexicon_
        count = self.min_count or LEAST_COUNTS.get(self.tokeniser, 1)
        return Lexicon.fitted(Texts(passages), self.tokeniser, min_count=count, most=self.vocabulary_size)

    def _given_vectors(self, lexicon: Lexicon) -> GivenVectors:
        """The vectors of the file, for tokens with and without the space before them, and the tokens' numbers."""
        assert self.embeddings is not None
        return vectors_of(self.embeddings, lexicon.numbers, self.embedding_size)

    def start(self, module: torch.nn.Module, examples: Examples) -> None:
        """Begin with the vectors that were given, if any were, and let what was counted stand beside the network."""
        assert isinstance(module, LanguageNetwork)
        assert isinstance(examples, Columns)
        if module.ngram is not None and examples.counted is not None:
            module.ngram.put(examples.counted)
        if examples.vectors is not None:
            vectors, numbers = examples.vectors
            with torch.no_grad():
                module.embedding.weight[torch.from_numpy(numbers)] = torch.from_numpy(vectors)

    def settle(self, module: torch.nn.Module, held_out: Examples) -> Mapping[str, Any]:
        """The share of the n-gram that makes what was held out most likely."""
        assert isinstance(module, LanguageNetwork)
        assert isinstance(held_out, Columns)
        if module.ngram is None:
            return {}
        own, other = nats_of(module.eval(), held_out.tokens), module.ngram.model().surprise(held_out.tokens)
        return {"share": share_of(own, other)}

    def set_fitted(
        self,
        module: torch.nn.Module,
        sizes: Mapping[str, int],
        learned: Mapping[str, Any],
        history: tuple[History, ...],
    ) -> None:
        """Take over what was fitted, and what stands beside the network."""
        super().set_fitted(module, sizes, learned, history)
        assert isinstance(module, LanguageNetwork)
        self.beside_ = None if module.ngram is None else Beside(module.ngram.model(), learned.get("share", 0.0))

    def _columns(self, tokens: Tokens) -> Columns:
        if len(tokens) < 3:
            raise DataError(f"a text of {len(tokens) - 1} tokens is too short to learn from")
        return Columns.of(tokens, self.columns_for(len(tokens)), self.steps)

    def build(self, sizes: Mapping[str, int]) -> torch.nn.Module:
        """The network for so many tokens."""
        vocabulary, units = sizes["vocabulary"], self.units(sizes)
        # few tokens need no long vectors, and these cost as much as the state does
        usual = min(units, 16 * max(1, round(vocabulary**0.5 / 2)))
        return LanguageNetwork(
            self.cell,
            vocabulary,
            embedding_size=self.embedding_size or usual,
            tied=vocabulary > units if self.tied is None else self.tied,
            input_dropout=self.input_dropout,
            embedding_dropout=self.embedding_dropout,
            weight_dropout=self.weight_dropout,
            activation=self.activation,
            slowness=self.slowness,
            norm=self.norm,
            ngram=ngram_for(vocabulary, sizes),
            **{**layers_of(self), "hidden_size": units},
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

    def decode(self, output: torch.Tensor, encoded: Encoded) -> npt.NDArray[np.float64]:
        """How likely each token is to follow the last of each example (examples, vocabulary)."""
        logits = output[:, -1].double()
        if self.beside_ is None:
            return logits.softmax(-1).numpy()
        tokens = encoded.examples.batch(np.arange(len(logits))).inputs[0].tolist()
        found = [self.beside_.logits(own, before) for own, before in zip(logits.numpy(), tokens, strict=True)]
        return np.exp(np.stack(found))

    def check_learned(self, learned: Mapping[str, Any]) -> None:
        """Raise if this is no lexicon of the network's size."""
        if Lexicon.from_json(learned["lexicon"]).size != self.sizes_["vocabulary"]:
            raise ValueError("the lexicon does not have the size of the network")
        if not isinstance(learned["documents"], bool):
            raise ValueError("what was learned does not say whether there are ends of documents")
        if not 0 <= learned.get("share", 0.0) <= 1:
            raise ValueError(f"the share of the n-gram is {learned['share']!r}")
