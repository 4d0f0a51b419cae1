"""Folk tunes are written in ABC notation that parse in 95 of 100 cases, and are modelled better than by a 5-gram.

The model learns the Nottingham tunes but every tenth, which it is judged by. A tune parses if music21 reads it and
finds notes in it; how many of its bars have the length that the metre asks for is told beside, and the same of the
tunes that people wrote. All settings are the defaults.

python benchmarks/tasks/folk_tunes_are_written_that_parse.py [--folder runs]
"""

from __future__ import annotations

from pathlib import Path

from language_trial import MEASURE, arguments, conclude, fitted, judged

from cellwright.data.abc_notation import read_tune, write_midi
from cellwright.data.datasets import dataset
from cellwright.errors import DataError

COUNT, LEAST, KEPT, TEMPERATURE = 100, 0.95, 10, 0.8


def main() -> None:
    asked = arguments(__doc__)
    tunes = dataset("nottingham")
    unseen = tunes[9::10]
    known = [tune for place, tune in enumerate(tunes) if place % 10 != 9]
    model = fitted("nottingham", {}, known, asked, 0)
    own, *_, baseline = judged(model, unseen, baselines=True, report=asked.report).values()
    pieces = model.generate([""] * COUNT, length=1500, temperature=TEMPERATURE, seed=0)
    written = ["".join(each) for each in zip(*pieces, strict=True)]
    share, bars = parsed(written)
    _, bars_of_people = parsed(unseen)
    copies = sum(body(tune) in {body(each) for each in known} for tune in written)
    print(
        f"{share:.0%} of {COUNT} tunes at a temperature of {TEMPERATURE} parse; {copies} are copies of tunes it learned"
    )
    print(f"bars of the right length: {bars:.0%}; in the tunes of people: {bars_of_people:.0%}")
    if asked.folder is not None:
        keep(written, asked.folder / "tunes")
    conclude(f"at least {LEAST:.0%} parse", lambda: share >= LEAST)
    conclude(f"fewer {MEASURE} than a 5-gram", lambda: own < baseline)


def body(tune: str) -> str:
    """The notes of a tune, without its name and numbers."""
    return "".join("".join(line for line in tune.splitlines() if line[1:2] != ":").split())


def parsed(tunes: list[str]) -> tuple[float, float]:
    """The share that can be read, and the share of bars that have their length."""
    read, right, bars = 0, 0, 0
    for text in tunes:
        try:
            tune = read_tune(text)
        except DataError:
            continue
        read, right, bars = read + 1, right + tune.right_bars, bars + tune.bars
    return read / len(tunes), right / max(bars, 1)


def keep(tunes: list[str], folder: Path) -> None:
    """The first tunes that parse, as ABC and MIDI."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = 0
    for text in tunes:
        try:
            write_midi(text, folder / f"tune-{kept + 1:02}.mid")
        except DataError:
            continue
        (folder / f"tune-{kept + 1:02}.abc").write_text(text, encoding="utf-8")
        kept += 1
        if kept == KEPT:
            return


if __name__ == "__main__":
    main()
