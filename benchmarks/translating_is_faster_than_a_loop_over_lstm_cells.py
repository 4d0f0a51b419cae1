"""Translating, greedily and with a beam of 5, is faster than the same loop over torch.nn.LSTMCell."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import numpy as np
import torch
import torch.nn.functional as F
from verdicts import Claim, conclude, options

import cellwright as cw
from cellwright.data.lexicon import END, START
from cellwright.data.vocabulary import PADDING
from cellwright.inspect.speed import Shape, Timing, race, threads
from cellwright.nn.beam import Beam, Hypothesis, Next, beam_search
from cellwright.tasks.seq2seq_network import Memory, Seq2SeqNetwork
from cellwright.tasks.seq2seq_step import WritingStep

# texts at once, hidden size, vocabulary; tokens of each text on both sides
TOKENS, VECTOR = 20, 256
PLACES = (
    (1, 256, 64), (1, 256, 1000), (1, 256, 4000), (32, 256, 64), (32, 256, 1000), (32, 256, 4000),
)  # fmt: skip
Found = list[list[Hypothesis]]
Logits = tuple[torch.Tensor, torch.Tensor]


class TorchStep:
    """What `WritingStep` does, over torch.nn.LSTMCell and torch's own operations."""

    def __init__(self, network: Seq2SeqNetwork) -> None:
        self.network = network
        self.cell = torch.nn.LSTMCell(network.decoder.input_size, network.decoder.hidden_size)
        weights = network.decoder.state_dict().items()
        self.cell.load_state_dict({name.removesuffix("_l0"): value for name, value in weights})

    def begin(self, memory: Memory) -> None:
        """Begin with other sources."""
        self.memory, self.states = memory, tuple(part[0] for part in memory.states)
        self.seen = memory.steps, memory.lengths, memory.keys

    def advance(self, tokens: torch.Tensor, parents: torch.Tensor | None) -> Logits:
        """The logarithms of the probabilities of the next token, and the weights of attention."""
        if parents is not None:
            self.states = tuple(part[parents] for part in self.states)
            self.seen = tuple(part[parents] for part in self.seen)
        network = self.network
        x = F.embedding(tokens, network.vectors) * network.scale
        self.states = self.cell(x, self.states)
        hidden = self.states[0]
        context, weights = network.attention(hidden.unsqueeze(1), *self.seen)
        seen = torch.cat([context.squeeze(1), hidden], 1)
        logits = F.linear(torch.tanh(network.combine(seen)), network.vectors, network.bias)
        return logits.log_softmax(1), weights.squeeze(1)

    @torch.inference_mode()
    def __call__(self, tokens: np.ndarray, parents: np.ndarray | None) -> Next:
        """As `cellwright.nn.beam.Step`."""
        places = None if parents is None else torch.from_numpy(parents)
        logarithms, weights = self.advance(torch.from_numpy(tokens), places)
        return Next(logarithms.numpy(), np.zeros(len(tokens), np.float32), weights.numpy())

    @torch.inference_mode()
    def search(self, texts: int, size: int) -> tuple[torch.Tensor, torch.Tensor]:
        """A search in torch alone, as one writes it where no text ends: the best tokens (texts, steps), their sums."""
        sums, tokens, parents = torch.zeros(texts, 1), torch.full((texts,), START), None
        kept, looked_at = [], []
        first = torch.arange(texts).unsqueeze(1)
        for _ in range(TOKENS):
            logarithms, weights = self.advance(tokens, parents)
            looked_at.append(weights)
            rows, columns = sums.shape[1], logarithms.shape[1]
            total = (sums.unsqueeze(2) + logarithms.view(texts, rows, columns)).view(texts, -1)
            sums, chosen = total.max(1, keepdim=True) if size == 1 else total.topk(size, 1)
            own = chosen // columns
            kept.append((own, chosen % columns))
            tokens = kept[-1][1].view(-1)
            parents = None if size == 1 else (own + first * rows).view(-1)
        row, found = torch.zeros(texts, 1, dtype=torch.int64), []
        for own, said in reversed(kept):
            found.append(said.gather(1, row))
            row = own.gather(1, row)
        return torch.cat(found[::-1], 1), sums[:, 0]


def network(hidden: int, vocabulary: int) -> Seq2SeqNetwork:
    """A network that was not trained, and never ends: a token costs the same."""
    torch.manual_seed(0)
    made = Seq2SeqNetwork(
        "lstm", source=vocabulary, target=vocabulary, embedding_size=VECTOR, hidden_size=hidden, attention="general",
        input_feeding=False, copying=False, sampled=0.0, convolution=None, self_attention=None, bidirectional=True,
        dropout=0.0, num_layers=1,
    ).eval()  # fmt: skip
    with torch.no_grad():
        made.bias[[PADDING, START, END]] = -torch.inf
    return made


def timing(texts: int, hidden: int, vocabulary: int, size: int, count: int, seconds: float) -> Timing:
    model, beam = network(hidden, vocabulary), Beam(size, START, END)
    source, lengths = torch.randint(4, vocabulary, (texts, TOKENS)), torch.full((texts,), TOKENS)
    with torch.inference_mode():
        memory = model.read(source, lengths)

    def search(step: WritingStep | TorchStep) -> Callable[[], Found]:
        def found() -> Found:
            step.begin(memory)
            return beam_search(step, lengths.tolist(), [TOKENS] * texts, beam)

        return found

    with threads(count):
        theirs, rows = TorchStep(model), texts * size
        narrow = WritingStep(cw.quantize(deepcopy(model), "int8"), rows, size)
        rivals = {
            "cellwright": search(WritingStep(model, rows, size)),
            "LSTMCell": lambda: (theirs.begin(memory), theirs.search(texts, size))[1],
            "LSTMCell, our search": search(theirs),
            "int8 weights": search(narrow),
        }
        mine, (_, sums), same, _ = (rival() for rival in rivals.values())
        # of texts that are equally probable but for rounding, either may be found
        for [one], total, [other] in zip(mine, sums, same, strict=True):
            np.testing.assert_allclose([total, other.log_probability], one.log_probability, rtol=1e-4)
        # what a token comes to in the first layer, keys of attention, and what the layer behind attention makes of each
        # token that was read, need not be worked out at each step
        seen, own = model.combine.weight.split([model.combine.in_features - hidden, hidden], 1)
        a_row = sum(weight.numel() for weight in (model.decoder.weight_hh_l0, own, model.vectors))
        flops = 2 * texts * TOKENS * (seen.numel() + size * a_row)
        shape = Shape(texts, TOKENS, vocabulary, hidden)
        name = "greedy" if size == 1 else f"beam {size}"
        return race(f"{name}, vocabulary for input", shape, rivals, operations=flops, count=count, seconds=seconds)


def main() -> None:
    asked = options(__doc__)
    timings = [timing(*place, size, count, asked.seconds) for count in (1, 2) for size in (1, 5) for place in PLACES]
    narrow = Claim("LSTMCell, our search", 5.0, where=" with weights of 8 bits", figure=by_narrow)
    # in float32, 5 x is at the peak of the processor or beyond it where texts are many
    conclude(timings, [Claim("LSTMCell", 1.0), Claim("LSTMCell, our search", 5.0), narrow])


def by_narrow(timing: Timing) -> float:
    """How many times as fast weights of 8 bits are as torch's cell in the same search."""
    return timing.ratio("int8 weights", "LSTMCell, our search")


if __name__ == "__main__":
    main()
