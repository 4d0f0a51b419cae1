"""CoNLL and CoNLL-U files: a token a line, its columns beside it, an empty line behind each sentence.

A file is kept as its lines, so that a column can be written anew with every other character as it was: comments, the
other columns, and in CoNLL-U the lines of multiword tokens (1-2) and of empty nodes (1.1), which are no tokens here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cellwright.data.text_files import read_text
from cellwright.errors import ArgumentError, DataError

# https://universaldependencies.org/format.html
UNIVERSAL = ("id", "form", "lemma", "upos", "xpos", "feats", "head", "deprel", "deps", "misc")
BLANK = " \t"
NO_TOKEN = re.compile(r"\d+[-.]\d+")
# what parts documents in the files of CoNLL 2003 stands where a sentence would
DOCUMENT = "-DOCSTART-"
Column = str | int | None


@dataclass(frozen=True, eq=False)
class Conll:
    """A file of annotated sentences.

    Attributes:
        name: what messages call it.
        lines: all of its lines, without their ends.
        rows: for each sentence the numbers of the lines of its tokens, counted from 0.
        universal: whether it is CoNLL-U, whose columns have names.
        separator: what parts columns: a tab, or None for spaces.
    """

    name: str
    lines: tuple[str, ...]
    rows: tuple[tuple[int, ...], ...]
    universal: bool
    separator: str | None

    @classmethod
    def read(cls, path: Path, tokens: Column = None) -> Conll:
        """The file at a path, with its column of tokens; one that ends in .conllu, gzipped or not, is CoNLL-U.

        Raises:
            DataError: it cannot be read; the message names the line, counted from 1.
        """
        universal = path.name.lower().removesuffix(".gz").endswith(".conllu")
        return cls.parsed(read_text(path), str(path), universal=universal, tokens=tokens)

    @classmethod
    def parsed(cls, text: str, name: str = "the text", *, universal: bool = False, tokens: Column = None) -> Conll:
        r"""The sentences in a text; where the first column is not that of the tokens, no sentence begins with a #.

        Raises:
            DataError: it is malformed; the message names the line, counted from 1.

        Example:
            >>> Conll.parsed("Ann\tB-name\n\nran\tO\n").rows
            ((0,), (2,))
        """
        lines = tuple(line.removesuffix("\r") for line in text.split("\n"))
        separator = "\t" if universal or any("\t" in line.strip(BLANK) for line in lines) else None
        file = cls(name, lines, (), universal, separator)
        rows: list[tuple[int, ...]] = []
        now: list[int] = []
        width, first = len(UNIVERSAL) if universal else None, ""
        marked = universal or tokens not in (None, 0)
        for number, line in enumerate([*lines, ""]):
            if not line.strip(BLANK):
                if now and file.cells(now[0])[0] != DOCUMENT:
                    rows.append(tuple(now))
                now = []
                continue
            cells = file.cells(number)
            if not now and line.startswith("#" if marked else "# ") and (marked or len(cells) != width):
                continue  # a comment
            if not now and cells[0] == DOCUMENT and not universal:
                now.append(number)  # it may have fewer columns than tokens have
                continue
            if width is None:
                width, first = len(cells), line
            if len(cells) != width:
                raise DataError(f"{name}, line {number + 1}: {_misfit(line, first, cells, width, separator)}")
            if not (universal and NO_TOKEN.fullmatch(cells[0])):
                now.append(number)
        if not rows:
            raise DataError(f"{name} has no sentence: expected a token a line, and an empty line behind each sentence")
        found = cls(name, lines, tuple(rows), universal, separator)
        if universal:
            found._check_numbers()
        return found

    def cells(self, line: int) -> list[str]:
        """The columns of a line."""
        text = self.lines[line]
        if self.separator is None:
            return [cell for cell in text.split(" ") if cell]
        return text.split(self.separator)

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.cells(self.rows[0][0]))

    def _check_numbers(self) -> None:
        for sentence in self.rows:
            for place, line in enumerate(sentence, start=1):
                number = self.cells(line)[0]
                if number != str(place):
                    raise DataError(
                        f"{self.name}, line {line + 1}: the token has the number {number!r}, expected {place}; tokens "
                        f"are counted from 1, and an empty line stands behind each sentence"
                    )

    def place(self, column: Column, usual: int) -> int:
        """The number of a column, by its name or its number; by default a usual one.

        Raises:
            ArgumentError: there is no such column.
        """
        if column is None:
            column = usual
        if isinstance(column, str):
            if self.universal and column.lower() in UNIVERSAL:
                return UNIVERSAL.index(column.lower())
            known = f"one of {', '.join(UNIVERSAL)}" if self.universal else f"a number, 0 to {self.width - 1}"
            raise ArgumentError(f"{self.name} has no column {column!r}; its columns are {known}")
        if not -self.width <= column < self.width:
            raise ArgumentError(f"{self.name} has no column {column}; it has {self.width}, counted from 0")
        return column % self.width

    def has(self, column: Column, usual: int) -> bool:
        """Whether there is such a column, and something in it on every line."""
        try:
            self.column(self.place(column, usual))
        except (ArgumentError, DataError):
            return False
        return True

    def column(self, place: int) -> tuple[tuple[str, ...], ...]:
        """What stands in a column: a tuple for each sentence.

        Raises:
            DataError: a line has nothing there.
        """
        found = []
        for sentence in self.rows:
            found.append(tuple(self.cells(line)[place] for line in sentence))
            for line, value in zip(sentence, found[-1], strict=True):
                if not value:
                    raise DataError(f"{self.name}, line {line + 1}: column {place} is empty: {self.lines[line][:60]!r}")
        return tuple(found)

    def with_column(self, place: int | None, values: Sequence[Sequence[str]]) -> str:
        r"""The text of the file with other values in a column; None adds one behind the last.

        Example:
            >>> Conll.parsed("# one\nAnn O\nran O\n").with_column(1, [["B-name", "O"]])
            '# one\nAnn B-name\nran O\n'
        """
        lines = list(self.lines)
        for sentence, own in zip(self.rows, values, strict=True):
            for line, value in zip(sentence, own, strict=True):
                cells = self.cells(line)
                cells[len(cells) if place is None else place :] = [
                    value,
                    *([] if place is None else cells[place + 1 :]),
                ]
                lines[line] = (self.separator or " ").join(cells)
        return "\n".join(lines)


def as_conll(tokens: Sequence[Sequence[str]], tags: Sequence[Sequence[str]]) -> str:
    r"""The text of a CoNLL file of two columns, parted by tabs.

    Example:
        >>> as_conll([["Ann", "ran"]], [["B-name", "O"]])
        'Ann\tB-name\nran\tO\n\n'
    """
    pairs = (zip(own, said, strict=True) for own, said in zip(tokens, tags, strict=True))
    return "".join("".join(f"{token}\t{tag}\n" for token, tag in sentence) + "\n" for sentence in pairs)


def _misfit(line: str, first: str, cells: Sequence[str], width: int, separator: str | None) -> str:
    """What is wrong with a line whose columns are not as many as those of the first one."""
    by, first_by = (_separator(text) for text in (line, first))
    if {by, first_by} == {"tabs", "spaces"}:
        return f"its columns are parted by {by}, those of the first token by {first_by}; write tabs: {line[:60]!r}"
    return (
        f"found {counted(len(cells))}, parted by {'tabs' if separator else 'spaces'}; expected {width}: {line[:60]!r}"
    )


def _separator(line: str) -> str:
    inside = line.strip(BLANK)
    return "tabs" if "\t" in inside else "spaces" if " " in inside else "nothing"


def counted(columns: int) -> str:
    """So many columns, in words."""
    return "1 column" if columns == 1 else f"{columns} columns"
