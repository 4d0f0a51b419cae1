"""Writing text with a language model, token by token: reading one, and drawing the next one, are one native call."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from cellwright.data.lexicon import END, PADDING, START, UNKNOWN, Lexicon
from cellwright.errors import ArgumentError
from cellwright.nn.choosing import asker
from cellwright.run.line import Line
from cellwright.run.mixing import Mix
from cellwright.run.parts import Draw, hand_over, reader
from cellwright.tasks.language_network import LanguageNetwork
from cellwright.tasks.language_ngram import Beside
from cellwright.tasks.sampling import Sampling

Floats = npt.NDArray[np.floating]
# what is never written
NEVER = (PADDING, UNKNOWN, START)


class TokenStream:
    """A language network, one step at a time for several texts beside each other.

    Args:
        network: what it is; its weights of this moment are taken.
        batch: how many texts there are.
        never: the tokens that never follow; their logits are -inf.
        beside: what has a say beside the network, if anything has.

    Example:
        >>> network = LanguageNetwork("lstm", 9, embedding_size=4, hidden_size=5, num_layers=2, tied=True, dropout=0,
        ...     input_dropout=0, embedding_dropout=0, weight_dropout=0, activation=0, slowness=0).eval()
        >>> TokenStream(network, batch=3).step(np.array([4, 5, 6])).shape
        (3, 9)
    """

    def __init__(
        self, network: LanguageNetwork, batch: int = 1, never: Sequence[int] = (), beside: Beside | None = None
    ) -> None:
        self.batch = batch
        streams = [layer.stream(batch) for layer in network.recurrent]  # type: ignore[operator]
        last, bias = network.output_weight, network.bias.detach().clone()
        bias[[] if beside else list(never)] = -torch.inf
        output = asker(last if network.projection is None else last @ network.projection.weight, bias, batch)
        self._look_up, first = reader(_array(network.embedding.weight), streams[0])
        chains = [first, *(stream.chain for stream in (*streams[1:], output))]
        self.logits: Floats = chains[-1].output
        # what a step of some texts alone must leave as it is, for the others
        self._rows = [self.logits, *(level for each in chains[:-1] for state in each.states for level in state)]
        between = ((hand_over(below.output, above.input), above) for below, above in pairwise(chains))
        parts = [self._look_up, first, *chain.from_iterable(between)]
        if beside is not None:
            mix = Mix(
                self.logits,
                self._look_up.tokens,
                beside.orders,
                beside.ngram.anything,
                share=beside.share,
                end=END,
                never=never,
            )
            parts, self.logits = [*parts, mix], mix.mixed
            self._rows += [mix.mixed, mix.history]
        self._draw = Draw(self.logits, self._look_up.tokens)
        # with given tokens, and with those that are drawn first
        self._reading, self._writing = (Line(own) for own in (parts, (self._draw, *parts)))

    def step(self, numbers: Sequence[int], rows: Sequence[int] | None = None) -> Floats:
        """Read one token for each text, or for these of them; the logits (texts, vocabulary) of what follows in each.

        They are what the next step writes over.
        """
        others = None if rows is None else np.setdiff1d(np.arange(self.batch), rows)
        kept = () if others is None else [array[others] for array in self._rows]
        self._look_up.tokens[... if rows is None else list(rows)] = numbers
        self._reading.step(self.batch)
        for array, values in zip(self._rows, kept, strict=False):
            array[others] = values
        return self.logits

    def draw(self, random: Sequence[float], temperature: float) -> list[int]:
        """Draw a token for each text from its logits, and read it.

        Args:
            random: a number in [0, 1) for each.
            temperature: what logits are divided by; with 0 the likeliest token is taken, whatever the numbers are.
        """
        if temperature != self._draw.divisor:
            self._draw.temperature(temperature)
        for row, number in enumerate(random if temperature else ()):
            self._draw.random[row] = number
        self._writing.step(self.batch)
        drawn: list[int] = self._look_up.tokens.tolist()
        return drawn


@dataclass
class Draft:
    """A text that is being written.

    Attributes:
        random: where its chance comes from.
        piece: what says what text a token adds.
        tokens: all numbers so far.
        waiting: text that may be the beginning of a stop string.
        over: whether it has ended.
    """

    random: np.random.Generator
    piece: Callable[[str], str]
    tokens: list[int] = field(default_factory=list)
    waiting: str = ""
    over: bool = False

    def add(self, text: str, stops: Sequence[str]) -> str:
        """What can be shown of the text once this is added; it is over where a stop string stands."""
        if not stops:
            return text
        self.waiting += text
        ends = [place for place in (self.waiting.find(stop) for stop in stops) if place >= 0]
        if ends:
            self.over = True
            return self._shown(min(ends))
        held = max((_begun(self.waiting, stop) for stop in stops), default=0)
        return self._shown(len(self.waiting) - held)

    def rest(self) -> str:
        """What was held back, when nothing more comes."""
        return self._shown(len(self.waiting))

    def _shown(self, end: int) -> str:
        shown, self.waiting = self.waiting[:end], "" if self.over else self.waiting[end:]
        return shown


class Writer:
    """Texts that a language model goes on with; it remembers what it has read and written.

    Args:
        network: the network of the model, in evaluation.
        lexicon: its tokens.
        documents: whether it knows ends of documents.
        batch: how many texts are written beside each other.
        seed: each text has its own random numbers from it.
        beside: what has a say beside the network, if anything has.

    Example:
        >>> import cellwright as cw
        >>> model = cw.LanguageModel(hidden_size=8, max_epochs=1, random_state=0, progress=False).fit("to be " * 40)
        >>> writer = model.writer(seed=1)
        >>> writer.read("to be")
        >>> len("".join([piece for [piece] in writer.write(10, Sampling())]))
        10
    """

    def __init__(
        self,
        network: LanguageNetwork,
        lexicon: Lexicon,
        *,
        documents: bool,
        batch: int = 1,
        seed: int | None = None,
        beside: Beside | None = None,
    ) -> None:
        self._stream = TokenStream(network, batch, NEVER if documents else (*NEVER, END), beside)
        self._lexicon = lexicon
        seeds = np.random.SeedSequence(seed).spawn(batch)
        self._drafts = [Draft(np.random.default_rng(each), lexicon.tokeniser.pieces()) for each in seeds]
        # every text begins behind the end of another
        self._stream.step([END] * batch)

    def read(self, *texts: str) -> None:
        """Read on in each text, as if it had been written.

        Raises:
            ArgumentError: a text has a token that the model does not know; or there are not as many as are written.
        """
        if len(texts) != len(self._drafts):
            raise ArgumentError(f"{len(self._drafts)} texts are written; got {len(texts)} to read")
        numbers = [known_numbers(text, self._lexicon) for text in texts]
        for place in range(max(map(len, numbers))):
            rows = [row for row, own in enumerate(numbers) if place < len(own)]
            given = [int(numbers[row][place]) for row in rows]
            for row, number in zip(rows, given, strict=True):
                # what a token adds to a text may depend on whether it is the first
                self._drafts[row].piece(self._lexicon.named(number))
            self._read(rows, given)

    def write(self, length: int | None, how: Sampling, stops: Sequence[str] = ()) -> Iterator[list[str]]:
        """Write on: after each token what it adds to each text, which may be nothing.

        Args:
            length: the most tokens; None goes on until every text ends.
            how: how tokens are drawn.
            stops: a text is over where one of these stands; the stop itself is not given.
        """
        for draft in self._drafts:
            draft.over = False
        open_rows, written = list(range(len(self._drafts))), 0
        while open_rows and written != length:
            pieces = [""] * len(self._drafts)
            for row, number in zip(open_rows, self._drawn(open_rows, how), strict=True):
                pieces[row] = self._added(self._drafts[row], number, stops)
            yield pieces
            written += 1
            open_rows = [row for row in open_rows if not self._drafts[row].over]
        rest = [draft.rest() for draft in self._drafts]
        if any(rest):
            yield rest

    def _drawn(self, rows: Sequence[int], how: Sampling) -> list[int]:
        """The next token of each of these texts, which is then read."""
        drafts = [self._drafts[row] for row in rows]
        if how.plain and len(drafts) == len(self._drafts):
            random = [draft.random.random() for draft in drafts] if how.temperature else ()
            numbers = self._stream.draw(random, how.temperature)
            for draft, number in zip(drafts, numbers, strict=True):
                draft.tokens.append(number)
            return numbers
        numbers = [
            how.draw(self._stream.logits[row], draft.tokens, draft.random)
            for row, draft in zip(rows, drafts, strict=True)
        ]
        self._read(rows, numbers)
        return numbers

    def _added(self, draft: Draft, number: int, stops: Sequence[str]) -> str:
        """What a token adds to a text."""
        if number == END:
            draft.over = True
            return draft.rest()
        return draft.add(draft.piece(self._lexicon.named(number)), stops)

    def _read(self, rows: Sequence[int], numbers: Sequence[int]) -> None:
        for row, number in zip(rows, numbers, strict=True):
            self._drafts[row].tokens.append(number)
        self._stream.step(numbers, None if len(rows) == len(self._drafts) else rows)


def known_numbers(text: str, lexicon: Lexicon) -> npt.NDArray[np.int64]:
    """The numbers of a text's tokens.

    Raises:
        ArgumentError: one is unknown.
    """
    numbers = lexicon.encode(text)
    if (numbers == UNKNOWN).any():
        place = int(np.argmax(numbers == UNKNOWN))
        token = lexicon.tokeniser.split(text)[place]
        some = "".join(repr(each)[1:-1] + " " for each in sorted(lexicon.tokens)[:80])
        raise ArgumentError(
            f"the prompt has {token!r}, token {place + 1} of {len(numbers)}, which the model has never seen; it knows "
            f"{len(lexicon.tokens)} {lexicon.tokeniser.name}, such as {some.strip()}. Write the prompt with those"
        )
    return numbers


def _array(tensor: Any) -> Floats:
    array: Floats = tensor.detach().cpu().numpy()
    return array


def _begun(text: str, stop: str) -> int:
    """How many of the last characters of a text are the beginning of a stop string."""
    return next((size for size in range(min(len(text), len(stop) - 1), 0, -1) if text.endswith(stop[:size])), 0)
