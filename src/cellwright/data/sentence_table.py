"""Whatever holds sentences - lists of tokens, raw texts, texts with entities, files - as one checked `Sentences`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from cellwright.data.conll import Column, Conll
from cellwright.data.frames import frame_of, names_of_numbers
from cellwright.data.readers import read_file
from cellwright.data.schemes import Span
from cellwright.data.sentences import Sentences, with_entities
from cellwright.data.text_files import read_text
from cellwright.errors import DataError

EXPECTED = (
    "expected a list of sentences, each a list of tokens or of (token, tag) pairs; a list of texts; a list of "
    "{'text': ..., 'entities': [{'span': [start, end], 'type': ...}]}; a table with a list of tokens in each row; or "
    "the path of a CoNLL, CoNLL-U, .json or .txt file"
)
# the column of tokens in a table
TOKENS = "tokens"


@dataclass(frozen=True)
class Reading:
    """How sentences are read.

    Attributes:
        tokens: the column of the tokens: a name in CoNLL-U, a number in CoNLL; None is "form", or the first.
        tags: the column of the tags; None is "upos", or the last.
        tokeniser: what splits raw texts; None is what suits their script.
    """

    tokens: Column = None
    tags: Column = None
    tokeniser: str | None = None


def read_sentences(data: Any, tags: Any = None, how: Reading | None = None, *, tagged: bool = False) -> Sentences:
    """The sentences that `data` holds.

    Args:
        data: as `EXPECTED` says; a pair of sentences and their tags is taken as `data`, too.
        tags: a list of tags for each sentence; None if the data have them, or if they are not known.
        how: how they are read.
        tagged: whether there must be tags.

    Raises:
        DataError: they cannot be read; the message says where.
        ArgumentError: a file has no such column.
    """
    how = how or Reading()
    if isinstance(data, tuple) and len(data) == 2 and tags is None and not all(isinstance(each, str) for each in data):
        data, tags = data
    if isinstance(data, Sentences):
        found = data
    elif isinstance(data, (str, Path)):
        found = _from_file(Path(data), how, tagged)
    elif not isinstance(data, Mapping) and (frame := frame_of(data)) is not None:
        found = _from_frame(data, frame, how, tagged)
    else:
        found = _from_list(data, how)
    if tags is not None:
        found = found.tagged(tags)
    if not len(found):
        raise DataError("there is no sentence; give at least one")
    if tagged and found.tags is None and found.file is not None:
        found = sentences_of(found.file, how, tagged=True)  # which says what is missing
    if tagged and found.tags is None:
        raise DataError("there are no tags; give them as y, or sentences of (token, tag) pairs")
    return found


def _from_frame(data: Any, frame: nw.DataFrame[Any], how: Reading, tagged: bool) -> Sentences:
    """A table or data set with a list of tokens in each row, and a list of tags in another column."""
    tokens = how.tokens if isinstance(how.tokens, str) else TOKENS
    if tokens not in frame.columns:
        raise DataError(
            f"a table of sentences has a column {tokens!r} with a list of tokens in each row; this one has "
            f"{', '.join(map(repr, frame.columns))}: name it with token_column="
        )
    found = _from_list(frame[tokens].to_list(), how)
    others = [name for name in frame.columns if name != tokens and _is_list(frame[name][0])]
    tags = how.tags if isinstance(how.tags, str) else others[0] if len(others) == 1 else None
    if tags is None and tagged and others:
        raise DataError(f"the tags may be in {', '.join(map(repr, others))}; name their column with column=")
    if tags not in frame.columns:
        return found
    names = names_of_numbers(data, str(tags))
    own = [list(each) for each in frame[str(tags)].to_list()]
    return found.tagged(own if names is None else [[names[tag] for tag in each] for each in own])


def _is_list(cell: Any) -> bool:
    return isinstance(cell, (list, tuple, np.ndarray))


def _from_list(data: Any, how: Reading) -> Sentences:
    if isinstance(data, Mapping) or not hasattr(data, "__iter__"):
        raise DataError(f"found {type(data).__name__}; {EXPECTED}")
    parts = list(data)
    if not parts:
        raise DataError("there is no sentence; give at least one")
    if all(isinstance(part, str) for part in parts):
        return Sentences.split(parts, how.tokeniser)
    if all(isinstance(part, Mapping) for part in parts):
        return _from_documents(parts, how)
    tokens, tags = [], []
    for row, part in enumerate(parts):
        own = [] if isinstance(part, (str, Mapping)) or not hasattr(part, "__iter__") else list(part)
        pairs = all(isinstance(each, (tuple, list)) and len(each) == 2 for each in own)
        words = [each[0] for each in own] if pairs else own
        if not words or not all(isinstance(word, str) and word for word in words):
            raise DataError(f"sentence {row} is {str(part)[:60]!r}; {EXPECTED}")
        tokens.append(tuple(words))
        tags.append([each[1] for each in own] if pairs else None)
    known = [each for each in tags if each is not None]
    if known and len(known) < len(tags):
        raise DataError(f"sentence {tags.index(None)} has no tags, but others have; give all of them pairs")
    found = Sentences(tuple(tokens))
    return found.tagged(known) if known else found


def _from_documents(documents: Sequence[Mapping[str, Any]], how: Reading) -> Sentences:
    texts, entities = [], []
    for row, document in enumerate(documents):
        try:
            texts.append(_text(document["text"]))
            own = document.get("entities")
            entities.append(None if own is None else [_span(each) for each in own])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise DataError(f"document {row} is {str(document)[:60]!r}; {EXPECTED}") from error
    if any(each is None for each in entities):
        return Sentences.split(texts, how.tokeniser)
    return with_entities(texts, [each for each in entities if each is not None], how.tokeniser)


def _span(entity: Mapping[str, Any]) -> Span:
    start, end = entity["span"]
    return Span(_whole(start), _whole(end), _text(entity["type"]))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _whole(value: Any) -> int:
    if not isinstance(value, int):
        raise TypeError(value)
    return value


def _texts(path: Path, how: Reading, tagged: bool) -> Sentences:  # noqa: ARG001
    lines = [line.rstrip("\r") for line in read_text(path).split("\n") if line.strip()]
    if not lines:
        raise DataError(f"{path} is empty; expected a text a line")
    return Sentences.split(lines, how.tokeniser)


def _documents(path: Path, how: Reading, tagged: bool) -> Sentences:
    text = read_text(path)
    try:
        lines = path.name.lower().removesuffix(".gz").endswith(".jsonl")
        found = [json.loads(line) for line in text.split("\n") if line.strip()] if lines else json.loads(text)
    except ValueError as error:
        raise DataError(f"cannot read {path}: it is no JSON: {error}") from error
    if isinstance(found, list) and found and all(isinstance(each, dict) and "text" not in each for each in found):
        frame = pd.DataFrame(found)
        return _from_frame(frame, nw.from_native(frame, eager_only=True), how, tagged)
    return _from_list(found, how)


def sentences_of(file: Conll, how: Reading, *, tagged: bool) -> Sentences:
    """The sentences of a CoNLL file; with their tags if there must be any, or if every line has one."""
    place = file.place(how.tokens, 1 if file.universal else 0)
    usual = 3 if file.universal else -1
    tags = None
    if tagged or file.has(how.tags, usual):
        column = file.place(how.tags, usual)
        if tagged and column == place:
            raise DataError(f"{file.name} has its tokens in column {place}, and no other column for the tags")
        tags = None if column == place else file.column(column)
    return Sentences(file.column(place), tags, lines=file.rows, file=file)


def _columns(path: Path, how: Reading, tagged: bool) -> Sentences:
    return sentences_of(Conll.read(path, how.tokens), how, tagged=tagged)


def _table(path: Path, how: Reading, tagged: bool) -> Sentences:
    frame = read_file(path)
    return _from_frame(frame, nw.from_native(frame, eager_only=True), how, tagged)


# how a file is read, by the end of its name; any other is CoNLL, whose files have many endings
READERS: Mapping[str, Callable[[Path, Reading, bool], Sentences]] = {
    ".txt": _texts,
    ".json": _documents,
    ".jsonl": _documents,
    ".parquet": _table,
}


def _from_file(path: Path, how: Reading, tagged: bool) -> Sentences:
    if not path.exists() and len(path.parts) == 1 and " " in path.name:
        raise DataError(f"there is no file {path}; a single text is given as a list: [{str(path)!r:.60}]")
    name = path.name.lower().removesuffix(".gz")
    read = next((read for suffix, read in READERS.items() if name.endswith(suffix)), _columns)
    return read(path, how, tagged)
