"""`cellwright midi FILE`: tunes in ABC notation as MIDI, and as sound."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cellwright.cli.library import module
from cellwright.cli.output import AsJson, print_json
from cellwright.errors import ArgumentError, DataError


def midi(
    file: Annotated[Path, typer.Argument(help="Tunes in ABC notation; each begins with a line X:.")],
    out: Annotated[Path, typer.Option(help="The folder that they are written to.")],
    wav: Annotated[
        bool, typer.Option("--wav", help="Play them into WAV files, too, if a synthesiser is there.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write tunes in ABC notation, such as a language model of tunes generates, as MIDI files.

    A tune that cannot be read is named and left out.

    Example: cellwright generate tunes.cw --texts 10 > tunes.abc && cellwright midi tunes.abc --out tunes
    """
    music = module("data.abc_notation")
    if wav:
        # before anything is written
        music.synthesiser()
    written, left_out = [], []
    for number, tune in enumerate(music.tunes_of(file), start=1):
        try:
            path = music.write_midi(tune, out / f"{file.stem}-{number:03}.mid")
        except DataError as error:
            left_out.append(f"tune {number}: {error}")
            continue
        written += [path, music.write_wav(path, path.with_suffix(".wav"))] if wav else [path]
    if not written:
        raise ArgumentError(f"none of the tunes in {file} can be read; the first: {left_out[0]}")
    if as_json:
        print_json({"written": written, "left_out": left_out})
        return
    typer.echo("\n".join(map(str, written)))
    if left_out:
        typer.echo("\n".join(left_out), err=True)
