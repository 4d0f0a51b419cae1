"""Tokenisers that can be undone: what is generated from tokens is text again, with its spaces where they belong.

Each is a class with `fitted`, `split`, `pieces` and JSON, and a row of `TOKENISERS`. `join(split(text)) == text` for
every text, but for `Spaced`, which takes texts whose tokens have single spaces between them already.
"""

from __future__ import annotations

import codecs
import json
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from typing import Any, ClassVar

from cellwright.data.vocabulary import WITHOUT_SPACES
from cellwright.errors import ArgumentError, DataError, MissingExtraError

# a letter of a script without spaces; a word, with what an apostrophe joins to it, or one sign, each with the space
# before it; any other space
WORD = re.compile(rf"{WITHOUT_SPACES.pattern}| ?(?:(?!{WITHOUT_SPACES.pattern})\w)+(?:['’]\w+)*| ?[^\w\s]|\s")
BPE_TOKENS = 4000


class Tokeniser(ABC):
    """What makes tokens of texts, and texts of tokens."""

    name: ClassVar[str]

    @classmethod
    def fitted(cls, texts: Iterable[str], most: int | None = None) -> Tokeniser:  # noqa: ARG003
        """The tokeniser that suits these texts, with at most so many tokens; here, there is nothing to learn."""
        return cls()

    @property
    def tokens(self) -> Sequence[str]:
        """All tokens that it can ever give, if they are known beforehand; here, they are not."""
        return ()

    @abstractmethod
    def split(self, text: str) -> list[str]:
        """The tokens of a text."""

    def pieces(self) -> Callable[[str], str]:
        """A function that is given one token after the other, and says what text each adds; here, itself."""
        return str

    def join(self, tokens: Iterable[str]) -> str:
        """The text of these tokens."""
        return "".join(map(self.pieces(), tokens))

    def to_json(self) -> dict[str, Any]:
        """What `tokeniser_from_json` reads."""
        return {"name": self.name}

    @classmethod
    def from_json(cls, saved: Mapping[str, Any]) -> Tokeniser:  # noqa: ARG003
        """The tokeniser of a model file.

        Raises:
            ValueError: it is none.
        """
        return cls()


@dataclass(frozen=True)
class Characters(Tokeniser):
    r"""Every character is a token, as it is: nothing is normalised, for a text is to come out as it went in.

    Example:
        >>> Characters().split("été\n")
        ['é', 't', 'é', '\n']
    """

    name: ClassVar[str] = "characters"

    def split(self, text: str) -> list[str]:
        """The characters."""
        return list(text)


@dataclass(frozen=True)
class Words(Tokeniser):
    r"""Words and signs, with the space before them; letters of scripts without spaces one by one.

    Example:
        >>> Words().split("It isn't so.\nNo!")
        ['It', " isn't", ' so', '.', '\n', 'No', '!']
    """

    name: ClassVar[str] = "words"

    def split(self, text: str) -> list[str]:
        """The words."""
        return WORD.findall(text)


@dataclass(frozen=True)
class Spaced(Tokeniser):
    """The tokens of texts that are tokenised already, and have spaces between them.

    Example:
        >>> Spaced().join(Spaced().split("two dogs , one bone ."))
        'two dogs , one bone .'
    """

    name: ClassVar[str] = "spaced"

    def split(self, text: str) -> list[str]:
        """What stands between spaces."""
        return text.split()

    def pieces(self) -> Callable[[str], str]:
        """Tokens with a space before each but the first."""
        first = True

        def piece(token: str) -> str:
            nonlocal first
            first, before = False, "" if first else " "
            return before + token

        return piece


@dataclass(frozen=True)
class BytePairs(Tokeniser):
    """Pieces of words, learned by joining what is most often side by side, from bytes on: no text has unknown tokens.

    Its tokens are written in the alphabet of GPT-2, in which each byte has a character that can be seen.

    Attributes:
        known: the tokens, in the order of their numbers.
        merges: which pairs are joined, in this order.

    Source: Sennrich, Haddow and Birch, Neural machine translation of rare words with subword units, ACL 2016; the
    bytes: Radford et al., Language models are unsupervised multitask learners, 2019. Needs the extra `bpe`.

    Example:
        >>> pairs = BytePairs.fitted(["low lower lowest"] * 9, most=260)
        >>> pairs.split("lower 日"), pairs.join(pairs.split("lower 日"))
        (['low', 'e', 'r', 'Ġ', 'æ', 'Ĺ', '¥'], 'lower 日')
    """

    known: tuple[str, ...]
    merges: tuple[tuple[str, str], ...]
    name: ClassVar[str] = "bpe"

    @classmethod
    def fitted(cls, texts: Iterable[str], most: int | None = None) -> BytePairs:
        """The pairs of these texts, for so many tokens in all; 4,000 if `most` is None.

        Raises:
            MissingExtraError: the package tokenizers is not installed.
            ArgumentError: there are not even as many tokens as bytes.
        """
        most = BPE_TOKENS if most is None else most
        if most < 256:
            raise ArgumentError(f"byte pairs begin with the 256 bytes; got room for {most} tokens")
        library = _tokenizers()
        model = _byte_level(library.models.BPE())
        trainer = library.trainers.BpeTrainer(
            vocab_size=most, initial_alphabet=sorted(_letters()), show_progress=False, min_frequency=2
        )
        model.train_from_iterator(map(_text, texts), trainer)
        numbers = model.get_vocab()
        return cls(tuple(sorted(numbers, key=numbers.__getitem__)), _merges(model))

    @property
    def tokens(self) -> Sequence[str]:
        """All of them."""
        return self.known

    def split(self, text: str) -> list[str]:
        """The pieces of its words."""
        tokens: list[str] = self._model.encode(_text(text)).tokens
        return tokens

    def pieces(self) -> Callable[[str], str]:
        """The characters that are complete with each token: one may be of several."""
        letters, decoder = _letters(), codecs.getincrementaldecoder("utf-8")(errors="replace")
        return lambda token: decoder.decode(bytes(letters[letter] for letter in token if letter in letters))

    def to_json(self) -> dict[str, Any]:
        """What `tokeniser_from_json` reads."""
        return {"name": self.name, "tokens": list(self.known), "merges": [list(pair) for pair in self.merges]}

    @classmethod
    def from_json(cls, saved: Mapping[str, Any]) -> BytePairs:
        """The tokeniser of a model file.

        Raises:
            ValueError: it is none.
        """
        known, merges = tuple(saved["tokens"]), tuple((left, right) for left, right in saved["merges"])
        letters, own = _letters(), set(known)
        if len(own) < len(known) or not all(isinstance(token, str) for token in known):
            raise ValueError("the byte pairs are no list of tokens, each once")
        if not (set(letters) <= own and all({*pair, "".join(pair)} <= own for pair in merges)):
            raise ValueError("the byte pairs lack a byte, or a token that they are joined from or to")
        return cls(known, merges)

    @cached_property
    def _model(self) -> Any:
        numbers = {token: number for number, token in enumerate(self.known)}
        return _byte_level(_tokenizers().models.BPE(vocab=numbers, merges=list(self.merges)))

    def __getstate__(self) -> dict[str, Any]:
        return {"known": self.known, "merges": self.merges}


TOKENISERS: Mapping[str, type[Tokeniser]] = {each.name: each for each in (Characters, Words, Spaced, BytePairs)}


def tokeniser_from_json(saved: Mapping[str, Any]) -> Tokeniser:
    """The tokeniser of a model file.

    Raises:
        ValueError, LookupError, TypeError: it is none.
    """
    return TOKENISERS[saved["name"]].from_json(saved)


def _tokenizers() -> Any:
    try:
        return import_module("tokenizers")
    except ImportError as error:
        raise MissingExtraError.of("bpe", "byte pairs need tokenizers") from error


def _text(text: str) -> str:
    """The text, if it can be written as bytes."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise DataError(
            f"{text[error.start]!r} at position {error.start} of {text!r:.60} is half a character, which has no bytes; "
            f'replace such with text.encode(errors="replace").decode()'
        ) from error
    return text


def _byte_level(model: Any) -> Any:
    library = _tokenizers()
    tokenizer = library.Tokenizer(model)
    tokenizer.pre_tokenizer = library.pre_tokenizers.ByteLevel(add_prefix_space=False)
    return tokenizer


def _merges(model: Any) -> tuple[tuple[str, str], ...]:
    saved = json.loads(model.to_str())["model"]["merges"]
    # older versions write a pair as one text
    pairs = (pair.split(" ") if isinstance(pair, str) else pair for pair in saved)
    return tuple((left, right) for left, right in pairs)


@cache
def _letters() -> Mapping[str, int]:
    """The character that stands for each byte: itself where it can be seen, or else the next ones from 256 on."""
    seen = {*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)}
    hidden = [byte for byte in range(256) if byte not in seen]
    return {**{chr(byte): byte for byte in sorted(seen)}, **{chr(256 + n): byte for n, byte in enumerate(hidden)}}
