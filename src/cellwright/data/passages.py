"""Texts to read from beginning to end: strings, documents, or files that are longer than memory."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np

from cellwright.data.frames import frame_of
from cellwright.errors import DataError

# characters that are read at once; also the longest stretch without a line's end that is tokenised as a whole
BLOCK = 2**20
# how far the end of a line may be from where a text is cut
NEAR = 200
# from so many places of one text a part is held out
STRETCHES = 10
# the column of texts in a table of several; and what is as long as this is no name of a file
TEXT, LONGEST_NAME = "text", 1000
# what stands at the beginning of some UTF-8 files
MARK = codecs.BOM_UTF8
# what stands at the beginning of files of gzip, which cannot be read from their middle
GZIPPED = b"\x1f\x8b"


@dataclass(frozen=True)
class Stretch:
    """A file of UTF-8 text, or a stretch of its bytes.

    Attributes:
        path: the file.
        start: its first byte.
        end: behind its last.
    """

    path: Path
    start: int
    end: int

    def blocks(self) -> Iterator[str]:
        """Its text, no more than a block of it in memory at a time; blocks end where a line ends, if there is one.

        Raises:
            DataError: it cannot be read, or is not UTF-8; the message says where.
        """
        decoder = codecs.getincrementaldecoder("utf-8")()
        rest, place = "", self.start
        try:
            with self.path.open("rb") as file:
                file.seek(self.start)
                while place < self.end:
                    content = file.read(min(BLOCK, self.end - place))
                    place += len(content)
                    text = rest + _decoded(decoder, content, place, self, final=place >= self.end or not content)
                    if not content:
                        break
                    whole, rest = _cut(text)
                    if whole:
                        yield whole
        except OSError as error:
            raise DataError(f"cannot read {self.path}: {error.strerror}") from error
        if rest:
            yield rest

    def cut(self, place: int) -> tuple[Stretch, Stretch]:
        """What lies before about this byte, and the rest: no character is cut, nor a line if its end is near."""
        place = min(place, len(self))
        with self.path.open("rb") as file:
            file.seek(self.start + place)
            following = file.read(min(NEAR, len(self) - place))
        line = following.find(b"\n") + 1
        # bytes 10xxxxxx go on with a character
        character = next((n for n, byte in enumerate(following) if byte & 0xC0 != 0x80), 0)
        middle = self.start + place + (line or character)
        return Stretch(self.path, self.start, middle), Stretch(self.path, middle, self.end)

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True)
class Passages:
    """What a language model reads, in order.

    Attributes:
        parts: texts in memory, and stretches of files.
        documents: whether a document ends with each part; otherwise the parts are one text.
        separator: what ends a document inside of a part as well; it is no part of either.
        told: called while they are read, with how much more of their length was.
    """

    parts: tuple[str | Stretch, ...]
    documents: bool = False
    separator: str | None = field(default=None)
    told: Callable[[int], None] | None = field(default=None, compare=False)

    @property
    def has_ends(self) -> bool:
        """Whether documents end in it."""
        return self.documents or self.separator is not None

    def pieces(self) -> Iterator[str | None]:
        """The text in blocks, with None where a document ends.

        Example:
            >>> list(Passages(("one", "two--three"), documents=True, separator="--").pieces())
            ['one', None, 'two', None, 'three', None]
        """
        for part in self.parts:
            written = False
            for piece in self._of(part):
                if piece is not None or written:
                    yield piece
                written = piece is not None
            if self.has_ends and written:
                yield None

    def _of(self, part: str | Stretch) -> Iterator[str | None]:
        blocks = iter((part,)) if isinstance(part, str) else part.blocks()
        blocks = blocks if self.told is None else self._telling(blocks, part)
        return blocks if self.separator is None else _parted(blocks, self.separator)

    def _telling(self, blocks: Iterator[str], part: str | Stretch) -> Iterator[str]:
        """The same blocks; it is told how long each was when the next one is asked for."""
        assert self.told is not None
        for block in blocks:
            yield block
            self.told(len(block) if isinstance(part, str) else len(block.encode()))

    def texts(self) -> Iterator[str]:
        """The text in blocks, whatever document they belong to."""
        return (piece for piece in self.pieces() if piece is not None)

    def split(self, share: float) -> tuple[Passages, Passages]:
        """The beginning, and about this share at the end; of several documents every so many, from all over them.

        Raises:
            DataError: there is too little of it.
        """
        if len(self.parts) > 1:
            # the last of every so many: 0.1 is the 10th, the 20th, ...
            ends = np.floor((np.arange(len(self.parts)) + 1) * share + 1e-9)
            held = np.diff(ends, prepend=0) > 0
            held[-1] |= not held.any()
            known, unseen = (
                self._with(tuple(part for part, own in zip(self.parts, held, strict=True) if own == side))
                for side in (False, True)
            )
            return known, unseen
        [part] = self.parts
        if len(part) < 2:
            raise DataError("the text is too short to hold a part of it out")
        known, unseen = _cut_at(part, len(part) - min(len(part) - 1, max(1, round(share * len(part)))))
        return self._with((known,)), self._with((unseen,) if len(unseen) else (known,))

    def spread(self, share: float) -> tuple[Passages, Passages]:
        """The same, but of one text some stretches from all over it are held out, if it is long enough.

        What stands at the end of a text, such as the names of its last act, is then no stranger to what is learned.

        Raises:
            DataError: there is too little of it.
        """
        size = int(share * len(self)) // STRETCHES
        if len(self.parts) > 1 or size < NEAR:
            return self.split(share)
        rest, every = self.parts[0], len(self) // STRETCHES
        known, unseen = [], []
        for _ in range(STRETCHES):
            before, rest = _cut_at(rest, (every - size) // 2)
            held, rest = _cut_at(rest, size)
            behind, rest = _cut_at(rest, max(0, every - len(before) - len(held)))
            known += [before, behind]
            unseen.append(held)
        return self._with((*known, rest)), self._with(tuple(unseen))

    def _with(self, parts: tuple[str | Stretch, ...]) -> Passages:
        return replace(self, parts=parts)

    def __len__(self) -> int:
        """How long it is: characters of texts, bytes of files."""
        return sum(len(part) for part in self.parts)


class Texts(Iterable[str]):
    """The texts of passages, as often as they are gone through."""

    def __init__(self, passages: Passages) -> None:
        self._passages = passages

    def __iter__(self) -> Iterator[str]:
        return self._passages.texts()


def passages_of(data: Any, separator: str | None = None) -> Passages:
    """Whatever holds texts, as passages.

    Args:
        data: a text (str); the path of a text file (Path), or several, read one after the other as one text each;
            a list, array or column of texts, each a document; a frame or data set of one column, or with one that is
            called "text"; or passages.
        separator: what ends a document inside of a text or file.

    Raises:
        DataError: there is no text, or what there is, is none; the message names the row.

    Example:
        >>> passages_of(["a tune", "another"]).documents
        True
    """
    if isinstance(data, Passages):
        return data
    if isinstance(data, (str, Path)):
        data, documents = [_no_name(data)], False
    else:
        data, documents = _documents(data), True
    parts = tuple(_part(each, row) for row, each in enumerate(data))
    if not any(len(part) for part in parts):
        raise DataError("the text is empty: there is nothing to learn from or to judge; give a text, or texts")
    return Passages(tuple(part for part in parts if len(part)), documents, separator)


def _documents(data: Any) -> list[Any]:
    """The texts of a table, which has one column or one called "text", of a column, or of anything else."""
    frame = frame_of(data)
    if frame is not None:
        names = frame.columns if len(frame.columns) == 1 else [name for name in frame.columns if name == TEXT]
        if not names:
            raise DataError(
                f"a table of texts has one column, or one called {TEXT!r}; this one has "
                f"{', '.join(map(repr, frame.columns))}: give the column that holds the texts"
            )
        return list(frame.get_column(names[0]).to_list())
    column = nw.from_native(data, pass_through=True, allow_series=True)
    if isinstance(column, nw.Series):
        return list(column.to_list())
    if isinstance(column, (bytes, bytearray)) or not hasattr(column, "__iter__"):
        raise DataError(f"found {str(data)[:40]!r}, no text; give a str, the Path of a file, or a list of these")
    return list(column)


def _no_name(text: str | Path) -> str | Path:
    """A text, if it is not the name of a file, of which nobody wants to learn the letters."""
    if isinstance(text, str) and len(text) < LONGEST_NAME and "\n" not in text and Path(text).suffix:
        try:
            there = Path(text).is_file()
        except (OSError, ValueError):
            there = False
        if there:
            raise DataError(f"the text {text!r} is the name of a file; to read the file write Path({text!r})")
    return text


def _cut_at(part: str | Stretch, place: int) -> tuple[Any, Any]:
    """A text or stretch in two, behind the end of a line if one is near."""
    if isinstance(part, Stretch):
        return part.cut(place)
    place = part.find("\n", place, place + NEAR) + 1 or place
    return part[:place], part[place:]


def _part(each: Any, row: int) -> str | Stretch:
    if isinstance(each, str):
        return str(each)
    if not isinstance(each, Path):
        raise DataError(
            f"row {row} is no text but a {type(each).__name__}: {str(each)[:40]!r}; give a str, the Path of a file, "
            f"or a list of these"
        )
    if not each.is_file():
        raise DataError(f"there is no file {each}; a text itself is given as a str, a file as a Path")
    try:
        with each.open("rb") as file:
            first = file.read(len(MARK))
    except OSError as error:
        raise DataError(f"cannot read {each}: {error.strerror}") from error
    if first.startswith(GZIPPED):
        raise DataError(f"{each} is compressed; unpack it, for example with gunzip, and give the file that this makes")
    return Stretch(each, len(MARK) if first == MARK else 0, each.stat().st_size)


def _decoded(decoder: Any, content: bytes, end: int, stretch: Stretch, *, final: bool) -> str:
    waiting = len(decoder.getstate()[0])
    try:
        text: str = decoder.decode(content, final)
    except UnicodeDecodeError as error:
        place = end - len(content) - waiting + error.start
        raise DataError(
            f"{stretch.path} is not UTF-8: byte 0x{error.object[error.start]:02x} at position {place} (line "
            f"{_line(stretch.path, place)}) begins no character; convert the file, for example with iconv -t UTF-8"
        ) from error
    return text


def _line(path: Path, place: int) -> int:
    """The number of the line that this byte is in."""
    lines = 1
    with path.open("rb") as file:
        while place > 0 and (content := file.read(min(BLOCK, place))):
            lines += content.count(b"\n")
            place -= len(content)
    return lines


def _cut(text: str) -> tuple[str, str]:
    """A text up to its last line's end, and what follows; where no line ends in a block, all of it."""
    place = text.rfind("\n") + 1
    return (text[:place], text[place:]) if place or len(text) < BLOCK else (text, "")


def _parted(blocks: Iterable[str], separator: str) -> Iterator[str | None]:
    """Blocks with None where a separator stood; one may lie across the border of two blocks."""
    rest = ""
    for block in blocks:
        *ended, rest = (rest + block).split(separator)
        for document in ended:
            yield from (document, None) if document else (None,)
        # no more than could be the beginning of a separator waits for the next block
        keep = len(separator) - 1
        if len(rest) > BLOCK:
            yield rest[: len(rest) - keep]
            rest = rest[len(rest) - keep :]
    if rest:
        yield rest
