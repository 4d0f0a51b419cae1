"""What a row of the list of data sets says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from cellwright.data.sets import formats
from cellwright.data.sets.source import Contents, PublicFile, files_like

# a function of a file's name, and of what reads it if that does not follow from the name
Opened: TypeAlias = Callable[..., Any]


@dataclass(frozen=True)
class Dataset:
    """A public data set.

    Attributes:
        name: what `dataset` calls it.
        says: what it is.
        task: what it is usually used for: forecast, classify, tag, translate, summarise, anomaly or generate.
        licence: under which terms its source gives it.
        citation: what to cite.
        reader: what makes a value of its files; it is given a function that reads a file by name.
        files: the names of its files; `*` stands for anything.
        split: how it is split, where its source does not say.
        origin: where it comes from, if not from public files.
    """

    name: str
    says: str
    task: str
    licence: str
    citation: str
    reader: Callable[[Opened], Any]
    files: tuple[str, ...] = ()
    split: str = ""
    origin: str = ""

    @property
    def public_files(self) -> tuple[PublicFile, ...]:
        """Its files, with their checksums and addresses."""
        return files_like(self.files)

    @property
    def size(self) -> int:
        """How many bytes its files have."""
        return sum(file.size for file in self.public_files)

    @property
    def sources(self) -> tuple[str, ...]:
        """The public repositories and commits that its files are from."""
        found = {file.source.partition(":")[0] for file in self.public_files if file.source}
        return (*sorted(found), *([self.origin] if self.origin else []))

    def read(self) -> Any:
        """The data: what `dataset` returns.

        Raises:
            DataError: a file is damaged, or is not here and cannot be downloaded.
        """
        contents = Contents(self.public_files)
        return self.reader(lambda name, reader=None: formats.read(name, contents[name], reader))


def by_name(*rows: Dataset) -> Mapping[str, Dataset]:
    """The rows by their names."""
    return {row.name: row for row in rows}
