"""Tagged sentences to be written: CoNLL as it was read but for the tags, texts with entities as JSON, a table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from cellwright.data.conll import Column, as_conll
from cellwright.data.sentences import Sentences
from cellwright.errors import DataError

Tags = Sequence[Sequence[str]]


def with_tags(
    sentences: Sentences, tags: Tags, column: Column = None, columns: int | None = None, path: Path | None = None
) -> str:
    r"""The text of a CoNLL file with these tags.

    Args:
        sentences: if they are those of a file, all else stays as it stands there.
        tags: one for each token.
        column: of the tags; None is upos in CoNLL-U, elsewhere the last, or one that is added behind it.
        columns: how many there are with the tags; None if that is not known.
        path: what it is for.

    Raises:
        DataError: the sentences do not suit the file.

    Example:
        >>> with_tags(Sentences((("Ann", "ran"),)), [["B-name", "O"]])
        'Ann\tB-name\nran\tO\n\n'
    """
    file = sentences.file
    if path is not None and path.suffix == ".conllu" and not (file is not None and file.universal):
        raise DataError(f"cannot write {path}: the sentences came from no CoNLL-U file; write a .conll file")
    if file is None:
        return as_conll(sentences.tokens, tags)
    if file.universal:
        return file.with_column(file.place(column, 3), tags)
    lacks = file.width == 1 if columns is None else file.width == columns - 1
    if not lacks and columns is not None and file.width != columns:
        raise DataError(f"{file.name} has {file.width} columns; the tagger was fitted on {columns}, or one less to tag")
    return file.with_column(None if lacks else file.place(column, -1), tags)


def tags_as_table(sentences: Sentences, tags: Tags, probability: npt.NDArray[np.float64]) -> pd.DataFrame:
    """A row for each token: its sentence, the token, its place in a raw text, its tag, and how probable that is.

    Example:
        >>> tags_as_table(Sentences((("Ann", "ran"),)), [["B-name", "O"]], np.array([0.9, 0.8])).columns.tolist()
        ['sentence', 'token', 'tag', 'probability']
    """
    columns: dict[str, Any] = {
        "sentence": np.repeat(np.arange(len(sentences)), sentences.lengths),
        "token": [token for tokens in sentences.tokens for token in tokens],
    }
    if sentences.places is not None:
        columns |= {"start": [start for own in sentences.places for start, _ in own]}
        columns |= {"end": [end for own in sentences.places for _, end in own]}
    columns |= {"tag": [tag for own in tags for tag in own], "probability": probability}
    table: pd.DataFrame = pd.DataFrame(columns)
    return table


def entities_as_json(sentences: Sentences, tags: Tags) -> str:
    """Texts with their entities, as `Tagger.fit` reads them again; spans are in characters.

    Raises:
        DataError: the sentences are no raw texts.
    """
    if sentences.texts is None:
        raise DataError("only raw texts are written as JSON with their entities; write a .conll file")
    documents = []
    for row, (text, own) in enumerate(zip(sentences.texts, tags, strict=True)):
        found = [
            {"name": text[span.start : span.end], "span": [span.start, span.end], "type": span.type}
            for span in sentences.spans(row, own)
        ]
        documents.append({"text": text, "entities": found})
    return json.dumps(documents, ensure_ascii=False, indent=1) + "\n"
