"""Laws of an epoch's order: every example comes once, and the examples' own wish is followed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from small_runs import Pairs, network, pairs, run

from cellwright.data.order import by_length, order_of

SIZES = [(1, 1), (7, 3), (301, 4), (64, 8)]


@pytest.mark.parametrize(("count", "batch_size"), SIZES)
def test_by_length_every_example_comes_once(count, batch_size):
    generator = np.random.default_rng(3)
    rows = by_length(generator.integers(1, 90, count), generator, batch_size)
    assert sorted(rows.tolist()) == list(range(count))


def test_batches_by_length_pad_less_and_differ_between_epochs():
    generator = np.random.default_rng(4)
    lengths = generator.integers(1, 90, 301)

    def padded(rows):
        parts = [lengths[rows[start : start + 4]] for start in range(0, len(rows), 4)]
        return sum(int((part.max() - part).sum()) for part in parts)

    one, other = (by_length(lengths, generator, 4) for _ in range(2))
    assert padded(one) < 0.2 * padded(generator.permutation(301))
    assert one.tolist() != other.tolist()


@dataclass
class Backwards(Pairs):
    """Examples that are wanted from the last to the first."""

    def order(self, generator, batch_size):  # noqa: ARG002
        return np.arange(len(self))[::-1].copy()

    def batch(self, rows):
        self.seen.append(rows.tolist())
        return super().batch(rows)


def test_a_run_follows_the_order_that_examples_ask_for():
    examples = Backwards(*vars(pairs(10)).values())
    examples.seen = []
    run(network(), examples=examples, batch_size=4, max_epochs=2)
    assert examples.seen == 2 * [[9, 8, 7, 6], [5, 4, 3, 2], [1, 0]]
    assert sorted(order_of(pairs(10), np.random.default_rng(0), 4)) == list(range(10))
