"""Speakers, gestures and heartbeats are told apart as well as by the shapes of MiniRocket.

Both are as they are by default, with one thread, fitted to the same sequences and judged by the same others: aeon's
MiniRocket (Dempster et al. 2021: 10,000 shapes and a ridge regression), which takes sequences of one length, so that
shorter ones are filled up with zeros for it; and cellwright's classifier, calibrated probabilities included. Seconds
are of the processor; MiniRocket's are those of a second fit, since the first compiles it. Recurrent classifiers of aeon
want TensorFlow, and are left out. It is skipped where aeon is not installed, which asks for a numba that is older than
the LLVM of cellwright, and works with a newer one:

    pip install aeon==1.3.0 && pip install cellwright && pip install --no-deps numba==0.63.1
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

import cellwright as cw
from cellwright.data.datasets import dataset

try:
    from aeon.classification.convolution_based import MiniRocketClassifier
except ImportError:
    MiniRocketClassifier = None

NAMES = ("japanese_vowels", "basic_motions", "ecg200")
# a data set and a seed -> the labels of what it is judged by
Way = Callable[[Any, int], Any]


def ours(data: Any, seed: int) -> Any:
    """The labels that cellwright says."""
    return cw.SequenceClassifier(random_state=seed, progress=False).fit(data.X_train, data.y_train).predict(data.X_test)


def theirs(data: Any, seed: int) -> Any:
    """The labels that MiniRocket says."""
    steps = max(len(each) for each in (*data.X_train, *data.X_test))
    model = MiniRocketClassifier(random_state=seed, n_jobs=1)
    return model.fit(filled(data.X_train, steps), np.asarray(data.y_train)).predict(filled(data.X_test, steps))


def filled(sequences: Sequence[Any], steps: int) -> Any:
    """Sequences of one length (sequences, channels, steps), zeros behind the end of the shorter ones."""
    parts = [np.asarray(each, np.float64).reshape(len(each), -1) for each in sequences]
    return np.stack([np.pad(part, ((0, steps - len(part)), (0, 0))).T for part in parts])


def tried(way: Way, data: Any, seed: int) -> tuple[float, float]:
    """The share of right labels, and the seconds of fitting and saying them."""
    processor = time.process_time()
    said = way(data, seed)
    return float(np.mean(np.asarray(said) == np.asarray(data.y_test))), time.process_time() - processor


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=3)
    seeds = parser.parse_args().seeds
    if MiniRocketClassifier is None:
        print("aeon is not installed here, so nothing is compared; the docstring says how to install it")
        return
    # on cores that others keep busy, threads of torch wait for each other by spinning
    torch.set_num_threads(1)
    print("| | accuracy, cellwright | MiniRocket | s of the processor, cellwright | MiniRocket |")
    print("|---|---:|---:|---:|---:|")
    for name in NAMES:
        data = dataset(name)
        tried(theirs, data, 0)
        found = {way: np.array([tried(way, data, seed) for seed in range(seeds)]) for way in (ours, theirs)}
        right = " | ".join(f"{each[:, 0].mean():.3f} ± {each[:, 0].std():.3f}" for each in found.values())
        taken = " | ".join(f"{each[:, 1].mean():.1f}" for each in found.values())
        print(f"| {name} | {right} | {taken} |", flush=True)


if __name__ == "__main__":
    main()
