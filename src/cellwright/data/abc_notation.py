"""Tunes in ABC notation, as MIDI and sound: read by music21, played by a synthesiser if one is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from cellwright.data.passages import passages_of
from cellwright.data.write import write_bytes
from cellwright.errors import DataError, MissingExtraError

# the command of each synthesiser that makes a WAV file of a MIDI file
SYNTHESISERS: Mapping[str, Callable[[str, str, str], list[str]]] = {
    "fluidsynth": lambda program, midi, wav: [program, "-ni", "-F", wav, "-r", "44100", midi],
    "timidity": lambda program, midi, wav: [program, midi, "-Ow", "-o", wav],
}


@dataclass(frozen=True)
class Tune:
    """A tune that was read.

    Attributes:
        score: music21's score of it.
        notes: how many notes and chords it has.
        bars: how many bars, but for the first and last of each part, which may be incomplete.
        right_bars: how many of these have the length that the metre asks for.
    """

    score: Any
    notes: int
    bars: int
    right_bars: int


def tunes_of(path: Path) -> list[str]:
    """The tunes of a file, each from its line X: on.

    Raises:
        DataError: it cannot be read, is no UTF-8, or there is no tune in it.
    """
    text = "".join(passages_of(path).texts())
    tunes = [part for part in re.split(r"^(?=X:)", text, flags=re.MULTILINE) if part.startswith("X:")]
    if not tunes:
        raise DataError(f"there is no tune in {path}: in ABC notation each begins with a line such as X:1")
    return tunes


def read_tune(text: str) -> Tune:
    r"""A tune in ABC notation: one that has a key (K:) and notes.

    Raises:
        DataError: it cannot be read.
        MissingExtraError: music21 is not installed.

    Example:
        >>> tune = read_tune("X:1\nM:3/4\nL:1/4\nK:G\nGAB|cde|fga|bag|")
        >>> tune.notes, tune.bars, tune.right_bars
        (12, 2, 2)
    """
    library = _music21()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            score = library.converter.parse(text, format="abc")
            notes = sum(1 for note in score.recurse().notes if "ChordSymbol" not in note.classes)
            parts = [part.getElementsByClass("Measure")[1:-1] for part in score.parts]
            bars = [bar for part in parts for bar in part]
            right = sum(abs(bar.duration.quarterLength - bar.barDuration.quarterLength) < 1e-6 for bar in bars)
    # what it raises depends on what is wrong
    except Exception as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise DataError(f"this is no tune in ABC notation that music21 can read: {reason}") from error
    if not notes:
        raise DataError("this is no tune in ABC notation: there are no notes behind a key such as K:G")
    return Tune(score, notes, len(bars), right)


def write_midi(text: str, path: str | Path) -> Path:
    """Write a tune in ABC notation as a MIDI file, with the chords above it.

    Raises:
        DataError: it cannot be read or written; what was there before is unchanged.
        MissingExtraError: music21 is not installed.
    """
    tune, library = read_tune(text), _music21()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for part in tune.score.parts:
                library.harmony.realizeChordSymbolDurations(part)
            content = library.midi.translate.music21ObjectToMidiFile(tune.score).writestr()
    except Exception as error:
        raise DataError(f"music21 cannot write this tune as MIDI: {' '.join(str(error).split())[:200]}") from error
    return write_bytes(content, path)


def synthesiser() -> tuple[str, str]:
    """The name and the program of what plays MIDI files here.

    Raises:
        DataError: none is installed.
    """
    for name in SYNTHESISERS:
        if program := shutil.which(name):
            return name, program
    raise DataError(f"sound needs a synthesiser: install {' or '.join(SYNTHESISERS)}, then run this again")


def write_wav(midi: str | Path, path: str | Path) -> Path:
    """Play a MIDI file into a WAV file.

    Raises:
        DataError: no synthesiser is installed, or it fails.
    """
    name, program = synthesiser()
    command = SYNTHESISERS[name](program, str(midi), str(path))
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode or not Path(path).is_file():
        raise DataError(f"{name} made no sound of {midi}: {done.stderr.strip()[-200:] or 'it wrote nothing'}")
    return Path(path)


def _music21() -> Any:
    try:
        return import_module("music21")
    except ImportError as error:
        raise MissingExtraError.of("music", "ABC notation needs music21") from error
