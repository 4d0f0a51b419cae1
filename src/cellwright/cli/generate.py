"""`cellwright generate MODEL` and `cellwright chat MODEL`: text, as it is written."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Annotated, Any

import typer

from cellwright.cli.library import library, module
from cellwright.cli.output import AsJson, print_json, unescaped
from cellwright.errors import ArgumentError

Model = Annotated[Path, typer.Argument(help="A saved language model.")]
Temperature = Annotated[float, typer.Option(help="Below 1 the likely becomes likelier; 0 takes the likeliest.")]
TopK = Annotated[int | None, typer.Option(help="Draw from so many of the likeliest tokens only.")]
TopP = Annotated[float | None, typer.Option(help="Draw from the likeliest tokens of this probability together only.")]
Penalty = Annotated[float, typer.Option(help="By how much a token is less likely if it stood there lately; 1 is not.")]
NoRepeat = Annotated[int | None, typer.Option(help="No run of so many tokens stands twice.")]
Seed = Annotated[int | None, typer.Option(help="The same seed writes the same text.")]


def generate(
    model: Model,
    prompt: Annotated[str, typer.Option(help=r"What the text begins with; \n is a line's end.")] = "",
    length: Annotated[int, typer.Option(help="The most tokens to write.")] = 500,
    texts: Annotated[int, typer.Option(help="Write so many texts beside each other; shown when they are whole.")] = 1,
    stop: Annotated[list[str] | None, typer.Option(help=r"End where this stands; \n is a line's end.")] = None,
    temperature: Temperature = 1.0,
    top_k: TopK = None,
    top_p: TopP = None,
    repetition_penalty: Penalty = 1.0,
    no_repeat: NoRepeat = None,
    seed: Seed = None,
    as_json: AsJson = False,
) -> None:
    """Write text with a language model, and show it as it comes.

    Example: cellwright generate plays.cw --prompt "ROMEO:" --temperature 0.8
    """
    task, prompt = _language_model(model), unescaped(prompt)
    how = {
        "temperature": temperature, "top_k": top_k, "top_p": top_p, "repetition_penalty": repetition_penalty,
        "no_repeat": no_repeat,
    }  # fmt: skip
    stops = [unescaped(each) for each in stop or ()]
    if texts == 1 and not as_json:
        _stream([prompt], task.generate(prompt, length=length, stop=stops, seed=seed, **how))
        return
    pieces = task.generate([prompt] * texts, length=length, stop=stops, seed=seed, **how)
    written = [prompt + "".join(each) for each in zip(*pieces, strict=True)] or [prompt] * texts
    if as_json:
        print_json({"texts": written})
    else:
        typer.echo("\n\n".join(written))


def chat(
    model: Model,
    length: Annotated[int, typer.Option(help="The most tokens of an answer.")] = 300,
    before: Annotated[str, typer.Option(help="What the model reads before what you say.")] = "",
    after: Annotated[str, typer.Option(help=r"What it reads after it; \n is a line's end.")] = r"\n",
    stop: Annotated[str, typer.Option(help="Where an answer ends.")] = r"\n",
    temperature: Temperature = 0.8,
    top_k: TopK = None,
    top_p: TopP = None,
    repetition_penalty: Penalty = 1.0,
    no_repeat: NoRepeat = None,
    seed: Seed = None,
) -> None:
    r"""Talk to a language model: it reads each line that you type, and answers as it comes; it remembers all of it.

    What it says is as good as what it was trained on: on dialogues it converses, on plays it goes on with the scene.
    An empty line, or the end of the input, ends the conversation.

    Example: cellwright chat plays.cw --before "JULIET:\n" --after "\n\nROMEO:\n" --stop "\n\n"
    """
    writer = _language_model(model).writer(seed=seed)
    how = module("tasks.sampling").Sampling(
        temperature=temperature, top_k=top_k, top_p=top_p, repetition_penalty=repetition_penalty, no_repeat=no_repeat
    )
    while said := _asked():
        try:
            writer.read(unescaped(before) + said + unescaped(after))
        except ArgumentError as error:  # a slip of the keyboard should not end a conversation
            typer.echo(str(error), err=True)
            continue
        _stream((), (piece for [piece] in writer.write(length, how, [unescaped(stop)])))


def _language_model(path: Path) -> Any:
    task = library("load")(path)
    if not hasattr(task, "generate"):
        raise ArgumentError(
            f"{path} holds a {type(task).__name__}, which writes no text; train a model that does with: cellwright fit "
            f"language"
        )
    return task


def _stream(first: Iterable[str], pieces: Iterable[str]) -> None:
    """Show text as it comes."""
    for piece in chain(first, pieces):
        sys.stdout.write(piece)
        sys.stdout.flush()
    sys.stdout.write("\n")


def _asked() -> str:
    """The next line that is typed; nothing at the end."""
    sys.stderr.write("> ")
    sys.stderr.flush()
    return sys.stdin.readline().rstrip("\n")
