"""The real data of the claims: texts, utterances and pen strokes, in the folder that CELLWRIGHT_DATA names."""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from problems import Random

VARIABLE = "CELLWRIGHT_DATA"
SHAKESPEARE = "tinyshakespeare/input.txt"
TUNES = "nottingham/ABC_cleaned/jigs.abc"
STROKES = "pendigits/pendigits.csv"
# the custom is to train on these first ones, which are of other writers than the rest
STROKES_TO_TRAIN = 7494
VOWELS = "japanese_vowels/JapaneseVowels_{}.ts"


def archive(name: str) -> Path:
    """The path of a file of the data folder; ends the program with a sentence where it is absent."""
    folder = os.environ.get(VARIABLE)
    if not folder:
        sys.exit(f"set {VARIABLE} to the folder that has {name}; this claim is shown on real data")
    path = Path(folder) / name
    if not path.exists():
        sys.exit(f"{VARIABLE} is {folder!r}, which has no {name}; this claim is shown on real data")
    return path


class Text:
    """A text as numbers, cut into a part for training and one for validation.

    Args:
        text: the characters.
        training: how many of them are trained on.
        validation: how many of those behind are scored.
    """

    def __init__(self, text: str, training: int, validation: int) -> None:
        self.symbols = sorted(set(text))
        numbers = {symbol: number for number, symbol in enumerate(self.symbols)}
        codes = torch.tensor([numbers[symbol] for symbol in text[: training + validation]])
        self.training, self.validation = codes[:training], codes[training:]

    def one_hot(self, codes: torch.Tensor) -> torch.Tensor:
        """Each character as a vector, a new last dimension."""
        return torch.nn.functional.one_hot(codes, len(self.symbols)).float()

    def pieces(self, codes: torch.Tensor, batch: int, steps: int) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        """Inputs (steps, batch) and what follows each, from lanes that run through the text side by side, once."""
        columns = codes[: len(codes) // batch * batch].view(batch, -1).T
        for begin in range(0, len(columns) - steps, steps):
            yield columns[begin : begin + steps], columns[begin + 1 : begin + steps + 1]


def shakespeare(training: int, validation: int) -> Text:
    """Plays of Shakespeare."""
    return Text(archive(SHAKESPEARE).read_text(), training, validation)


def tunes(training: int, validation: int) -> Text:
    """Jigs of the Nottingham collection in ABC notation: the lines of notes, without titles and other heads."""
    lines = archive(TUNES).read_text(encoding="latin-1").splitlines()
    notes = [line for line in lines if line and line[1:2] != ":" and not line.startswith("%")]
    return Text("\n".join(notes), training, validation)


@dataclass(frozen=True)
class Labelled:
    """Sequences (steps, examples, features) with their lengths and labels.

    Attributes:
        inputs: the sequences, zero behind their ends.
        lengths: how long each is.
        labels: the class of each, from 0.
        classes: how many there are.
    """

    inputs: torch.Tensor
    lengths: torch.Tensor
    labels: torch.Tensor
    classes: int

    def some(self, chosen: torch.Tensor) -> Labelled:
        """The examples of these numbers."""
        return Labelled(self.inputs[:, chosen], self.lengths[chosen], self.labels[chosen], self.classes)

    def draw(self, random: Random, count: int) -> Labelled:
        """So many examples, drawn at random."""
        return self.some(torch.as_tensor(random.integers(0, len(self.labels), count)))


def strokes() -> tuple[Labelled, Labelled]:
    """Handwritten digits, each eight points of a pen, in units of the box: those of training and the first to test."""
    with archive(STROKES).open() as file:
        numbers = np.array([row[1:] for row in list(csv.reader(file))[1:]], dtype=np.float32)
    points = torch.as_tensor(numbers[:, :-1]).view(len(numbers), -1, 2).transpose(0, 1) / 50.0 - 1.0
    everything = Labelled(points, torch.full((len(numbers),), 8), torch.as_tensor(numbers[:, -1]).long(), 10)
    training, test = torch.arange(len(numbers)).tensor_split([STROKES_TO_TRAIN])
    return everything.some(training), everything.some(test)


def vowels() -> tuple[Labelled, Labelled]:
    """Utterances of two Japanese vowels, frames of 12 numbers, by nine speakers: to train on and to test."""
    return _utterances("TRAIN"), _utterances("TEST")


def _utterances(part: str) -> Labelled:
    lines = archive(VOWELS.format(part)).read_text().splitlines()
    rows = [line.split(":") for line in lines if line and line[0] not in "#@"]
    sequences = [
        torch.tensor([[float(v) for v in channel.split(",")] for channel in channels]).T for *channels, _ in rows
    ]
    frames = [sequence[~sequence.isnan().any(1)] for sequence in sequences]
    padded = torch.nn.utils.rnn.pad_sequence(frames)
    labels = torch.tensor([int(label) - 1 for *_, label in rows])
    return Labelled(padded, torch.tensor([len(frame) for frame in frames]), labels, 9)
