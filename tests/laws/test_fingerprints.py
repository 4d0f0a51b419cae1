"""Law: whoever changes weights gets another fingerprint, also where one change looks like the undoing of another."""

from __future__ import annotations

import numpy as np
import pytest
from machines import every_runnable_machine

from cellwright.run.packed import Fingerprint

# words; a power of two, as weights have, and more than any period of the mixing
WORDS = 1 << 13
DISTANCES = [1, 2, 3, 7, *(1 << power for power in range(2, 13))]


def swapped(words, here, there):
    words[[here, there]] = words[[there, here]]


def negated(words, here, there):
    words[[here, there]] ^= np.int32(-(1 << 31))


def moved(words, here, there):
    words[here] += 1
    words[there] -= 1


@pytest.mark.parametrize("change", [swapped, negated, moved])
@every_runnable_machine
def test_two_changes_do_not_cancel_out(machine, change):
    words = np.random.default_rng(0).standard_normal(WORDS).astype(np.float32).view(np.int32)
    fingerprint = Fingerprint(machine, [words.nbytes])
    before = fingerprint([words.ctypes.data])
    for distance in DISTANCES:
        for here in range(0, WORDS - distance, 37):
            changed = words.copy()
            change(changed, here, here + distance)
            assert fingerprint([changed.ctypes.data]) != before, (distance, here)


@every_runnable_machine
def test_every_number_counts(machine):
    for count in (1, 5, 64, 300):
        words = np.zeros(count, np.int32)
        fingerprint = Fingerprint(machine, [words.nbytes])
        seen = {fingerprint([words.ctypes.data])}
        for place in range(count):
            words[:] = 0
            words[place] = 1
            seen.add(fingerprint([words.ctypes.data]))
        assert len(seen) == count + 1
