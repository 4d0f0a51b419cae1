"""A tagger trains faster than the same network on torch.nn's layers over packed sequences; how much, this measures.

Three rivals have the same weights and take turns to train on the same batches of ud_english_ewt:

- as it is usually written: the characters of every token and the words as PackedSequences through torch.nn.LSTM, and
  a CRF whose forward algorithm is a loop over the steps, differentiated by autograd;
- the same, but each spelling of a batch is read once, as cellwright does;
- torch.nn.LSTM in the place of cellwright's layers, all else as in cellwright, its CRF too.

Losses and gradients are compared before anything is measured. Times are those of the CPU; with several threads, those
of the clock on the wall.

python benchmarks/tasks/a_tagger_trains_faster_than_on_packed_torch_layers.py [--batches 12] [--threads 1]
"""

from __future__ import annotations

import argparse
import copy
import statistics
import time
from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

import cellwright as cw
from cellwright.data.datasets import dataset
from cellwright.data.examples import Batch
from cellwright.fit.adam import Adam
from cellwright.nn.crf import Potentials
from cellwright.nn.lookup import Lookup
from cellwright.tasks.tagger_network import TagNetwork

BATCH_SIZES, RATE, ROUNDS = (1, 4, 16, 32), 1e-6, 5


def torchs(layer: cw.Recurrent) -> torch.nn.LSTM:
    """The layer of torch.nn with the same weights."""
    own = torch.nn.LSTM(layer.input_size, layer.hidden_size, batch_first=True, bidirectional=True)
    own.load_state_dict(layer.state_dict())
    return own


class OnTorch(torch.nn.Module):
    """A tagger's network on torch.nn's layers.

    Args:
        network: whose weights it has.
        once: whether each spelling of a batch is read once.
        loop: whether the forward algorithm is a loop over the steps.
    """

    def __init__(self, network: TagNetwork, *, once: bool, loop: bool) -> None:
        super().__init__()
        self.network = copy.deepcopy(network)
        self.spelling, self.recurrent = torchs(network.tokens.spelling), torchs(network.recurrent)
        self.once, self.loop = once, loop

    def forward(self, words: Tensor, lengths: Tensor, forms: Tensor, characters: Tensor) -> Potentials:
        """The potentials of the tags."""
        tokens = self.network.tokens
        vectors = torch.cat([tokens.words(words), self.read(forms, characters)], -1)
        packed = pack_padded_sequence(vectors, lengths, batch_first=True, enforce_sorted=False)
        outputs, _ = pad_packed_sequence(self.recurrent(packed)[0], batch_first=True)
        return self.network.crf(self.network.head(outputs), lengths)

    def read(self, forms: Tensor, characters: Tensor) -> Tensor:
        """What is read in the characters of each token."""
        inside = forms.flatten() > 0
        if self.once:
            different, places = torch.unique(forms.flatten()[inside], return_inverse=True)
            one = different.new_zeros(len(different)).scatter(0, places, torch.arange(int(inside.sum())))
        else:
            one = places = torch.arange(int(inside.sum()))
        spelled = characters.flatten(0, 1)[inside][one]
        given = self.network.tokens.characters(spelled)
        packed = pack_padded_sequence(given, (spelled != 0).sum(1), batch_first=True, enforce_sorted=False)
        _, (h, _) = self.spelling(packed)
        read = h.transpose(0, 1).flatten(1)[places]
        full = read.new_zeros(forms.numel(), read.shape[1]).index_copy(0, inside.nonzero().flatten(), read)
        return full.view(*forms.shape, -1)

    def loss(self, batch: Batch) -> Tensor:
        """The negative log-likelihood of a token."""
        potentials = self(*batch.inputs)
        partition = usual_partition(potentials) if self.loop else potentials.log_partition()
        return (partition - potentials.score(batch.targets[0])).sum() / batch.inputs[1].sum()


def usual_partition(potentials: Potentials) -> Tensor:
    """The forward algorithm as it is usually written."""
    alpha = potentials.first + potentials.emissions[:, 0]
    for step in range(1, potentials.emissions.shape[1]):
        reached = (alpha.unsqueeze(2) + potentials.transitions).logsumexp(1) + potentials.emissions[:, step]
        alpha = torch.where((step < potentials.lengths).unsqueeze(1), reached, alpha)
    return (alpha + potentials.last).logsumexp(-1)


def gradients(module: torch.nn.Module, loss: Callable[[Batch], Tensor], batch: Batch) -> tuple[float, float]:
    module.zero_grad()
    value = loss(batch)
    value.backward()
    squares = [p.grad.double().square().sum() for p in module.parameters() if p.grad is not None]
    return float(value.detach()), float(torch.stack(squares).sum().sqrt())


def our_step(module: torch.nn.Module, loss: Callable[[Batch], Tensor]) -> Callable[[Batch], None]:
    """A step of training as `cellwright.fit` takes it."""
    optimizer = Adam(module.parameters(), lr=RATE)
    for part in module.modules():
        if isinstance(part, Lookup):
            part.sparse, part.before = True, optimizer.catch_up

    def step(batch: Batch) -> None:
        optimizer.zero_grad(set_to_none=True)
        loss(batch).backward()
        optimizer.step(most=1.0)

    return step


def torchs_step(module: torch.nn.Module, loss: Callable[[Batch], Tensor]) -> Callable[[Batch], None]:
    """A step of training as one writes it with torch, and torch's quickest optimizer."""
    optimizer = torch.optim.Adam(module.parameters(), lr=RATE, fused=True)

    def step(batch: Batch) -> None:
        optimizer.zero_grad(set_to_none=True)
        loss(batch).backward()
        torch.nn.utils.clip_grad_norm_(module.parameters(), 1.0)
        optimizer.step()

    return step


def passed(train: Callable[[Batch], None], batches: Sequence[Batch], clock: Callable[[], float]) -> float:
    """The seconds that it takes to train on some batches, one behind the other, as a training run does."""
    begin = clock()
    for batch in batches:
        train(batch)
    return clock() - begin


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--batches", type=int, default=12)
    parser.add_argument("--threads", type=int, default=1)
    asked = parser.parse_args()
    count, clock = asked.batches, time.process_time if asked.threads == 1 else time.perf_counter
    torch.set_num_threads(asked.threads)
    # no dropout: with the same weights, losses and gradients must be the same
    tagger = cw.Tagger(dropout=0.0, word_dropout=0.0, random_state=0)
    encoded = tagger.encode(dataset("ud_english_ewt").train)
    network = tagger.untrained(encoded, 0).train()
    kinds = {
        "torch.nn, as usual": {"once": False, "loop": True},
        "torch.nn, spellings once": {"once": True, "loop": True},
        "torch.nn, with our CRF": {"once": True, "loop": False},
    }
    print(f"network: {sum(p.numel() for p in network.parameters()):,} parameters")
    for size in BATCH_SIZES:
        own = copy.deepcopy(network)
        losses = {"cellwright": (own, lambda batch, own=own: tagger.loss(own(*batch.inputs), batch).loss)}
        rivals = {name: OnTorch(network, **options) for name, options in kinds.items()}
        losses |= {name: (rival, rival.loss) for name, rival in rivals.items()}
        order = encoded.examples.order(np.random.default_rng(0), size)
        batches = [encoded.examples.batch(order[start * size :][:size]) for start in range(count)]
        tokens = sum(int(batch.inputs[1].sum()) for batch in batches)
        found = [gradients(module, loss, batches[0]) for module, loss in losses.values()]
        np.testing.assert_allclose(found, [found[0]] * len(found), rtol=1e-3)
        steps = {
            name: (our_step if module is own else torchs_step)(module, loss) for name, (module, loss) in losses.items()
        }
        rounds = [{name: passed(train, batches, clock) for name, train in steps.items()} for _ in range(1 + ROUNDS)]
        # in the first round, what is needed is compiled
        seconds = {name: statistics.median(each[name] for each in rounds[1:]) for name in steps}
        for name, spent in seconds.items():
            ratio = spent / seconds["cellwright"]
            print(
                f"batch {size:3}: {name:26} {tokens / spent:9,.0f} tokens a second, {ratio:5.2f} x the time", flush=True
            )


if __name__ == "__main__":
    main()
