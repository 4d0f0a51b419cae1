"""Translating, greedily and with a beam of 5, is faster than the same loop over torch.nn.LSTMCell."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
import torch.nn.functional as F
from verdicts import Claim, conclude, options

from cellwright.data.lexicon import END, START
from cellwright.data.vocabulary import PADDING
from cellwright.inspect.speed import Shape, Timing, race, threads
from cellwright.nn.beam import Beam, Hypothesis, beam_search
from cellwright.tasks.seq2seq_network import Memory, Seq2SeqNetwork
from cellwright.tasks.seq2seq_step import WritingStep

# texts at once, tokens of each on both sides, hidden size, vocabulary
TOKENS, VECTOR = 20, 256
PLACES = (
    (1, 256, 64), (1, 256, 1000), (1, 256, 4000), (32, 256, 64), (32, 256, 1000), (32, 256, 4000),
)  # fmt: skip
Found = list[list[Hypothesis]]


class TorchStep:
    """What `WritingStep` does, over torch.nn.LSTMCell and torch's own operations."""

    def __init__(self, network: Seq2SeqNetwork, memory: Memory) -> None:
        self.network, self.memory, self.source = network, memory, torch.arange(len(memory.steps))
        self.cell = torch.nn.LSTMCell(network.decoder.input_size, network.decoder.hidden_size)
        weights = network.decoder.state_dict().items()
        self.cell.load_state_dict({name.removesuffix("_l0"): value for name, value in weights})
        self.states = [part[0] for part in memory.states]

    @torch.inference_mode()
    def __call__(self, tokens: np.ndarray, parents: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """As `cellwright.nn.beam.Step`."""
        network, memory, places = self.network, self.memory, torch.from_numpy(parents)
        self.source = self.source[places]
        x = F.embedding(torch.from_numpy(tokens), network.vectors) * network.scale
        self.states = self.cell(x, tuple(part[places] for part in self.states))
        hidden, own = self.states[0], self.source
        queries = hidden.unsqueeze(1)
        context, weights = network.attention(queries, memory.steps[own], memory.lengths[own], memory.keys[own])
        seen = torch.cat([context.squeeze(1), hidden], 1)
        logits = F.linear(torch.tanh(network.combine(seen)), network.vectors, network.bias)
        return logits.log_softmax(1).numpy(), weights.squeeze(1).numpy()


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


def timing(texts: int, hidden: int, vocabulary: int, size: int, seconds: float) -> Timing:
    model, beam = network(hidden, vocabulary), Beam(size, START, END)
    source, lengths = torch.randint(4, vocabulary, (texts, TOKENS)), torch.full((texts,), TOKENS)
    with torch.inference_mode():
        memory = model.read(source, lengths)

    def search(step: Callable[[], WritingStep | TorchStep]) -> Callable[[], Found]:
        return lambda: beam_search(step(), lengths.tolist(), [TOKENS] * texts, beam)

    rivals = {
        "cellwright": search(lambda: WritingStep(model, memory, texts * size)),
        "LSTMCell": search(lambda: TorchStep(model, memory)),
    }
    with threads(1):
        mine, theirs = (rival() for rival in rivals.values())
        for one, other in zip(mine, theirs, strict=True):
            np.testing.assert_allclose(one[0].score, other[0].score, rtol=1e-4)
        parts = (model.decoder.parameters(), model.attention.parameters(), model.combine.parameters(), [model.vectors])
        flops = 2 * texts * size * TOKENS * sum(weight.numel() for part in parts for weight in part)
        shape = Shape(texts, TOKENS, vocabulary, hidden)
        name = "greedy" if size == 1 else f"beam {size}"
        return race(f"{name}, vocabulary for input", shape, rivals, operations=flops, count=1, seconds=seconds)


def main() -> None:
    asked = options(__doc__)
    timings = [timing(*place, size, asked.seconds) for size in (1, 5) for place in PLACES]
    # 5 x was hoped for; what both spend on matrices that are the same leaves less
    conclude(timings, [Claim("LSTMCell", 1.0), Claim("LSTMCell", 5.0)])


if __name__ == "__main__":
    main()
