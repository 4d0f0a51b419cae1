"""Whatever is read from a frame is read the same from a data set of Hugging Face, whose numbers may have names."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import cellwright as cw
from cellwright.data.events import events_of
from cellwright.data.frames import frame_of, names_of_numbers
from cellwright.data.pairs import read_pairs
from cellwright.data.passages import passages_of
from cellwright.data.readings import readings_of
from cellwright.data.sentence_table import Reading, read_sentences
from cellwright.data.sequence_table import Names, read_cases
from cellwright.data.table import Columns, read_table


class Published:
    """What `datasets.Dataset` has of what is looked at: it is gone through row by row, each a dictionary."""

    def __init__(self, frame, names=None):
        self._frame = frame
        self.column_names = list(frame.columns)
        self.features = {
            column: SimpleNamespace(feature=SimpleNamespace(names=given)) for column, given in (names or {}).items()
        }

    def __iter__(self):
        return iter(self._frame.to_dict("records"))

    def __len__(self):
        return len(self._frame)

    def to_pandas(self):
        return self._frame


TEXTS = pd.DataFrame({"text": ["one dog", "two dogs"], "y": ["a", "b"]})
SUBJECTS = {
    "series": (
        lambda data: read_table(data, Columns()).values.tolist(),
        pd.DataFrame({"unique_id": ["a", "a"], "ds": [0, 1], "y": [1.0, 2.0]}),
    ),
    "sequences": (lambda data: read_cases(data, None, Names()).inputs.texts, TEXTS),
    "a column of sequences": (
        lambda data: read_cases(data, None, Names()).inputs.values.tolist(),
        pd.DataFrame({"wave": [[1.0, 2.0], [3.0]], "y": ["a", "b"]}),
    ),
    "readings": (
        lambda data: readings_of(data).values.tolist(), pd.DataFrame({"ds": [0, 1], "hot": [1.0, 2.0]}),
    ),
    "events": (
        lambda data: events_of(data).vocabulary, pd.DataFrame({"ds": [0, 1], "key": ["open", "close"]}),
    ),
    "sessions": (
        lambda data: (events_of(data).bounds.tolist(), events_of(data).labels.tolist()),
        pd.DataFrame({"keys": [["open", "close"], ["read"]], "label": [0, 1]}),
    ),
    "passages": (lambda data: passages_of(data).parts, TEXTS),
    "pairs": (
        lambda data: read_pairs(data, None, "en", "de"),
        pd.DataFrame({"en": ["a dog", "two"], "de": ["ein Hund", "zwei"]}),
    ),
    "sentences": (
        lambda data: (read_sentences(data).tokens, read_sentences(data).tags),
        pd.DataFrame({"tokens": [["a", "dog"], ["go"]], "tags": [["D", "N"], ["V"]]}),
    ),
}  # fmt: skip


def same(one, other):
    return vars(one) == vars(other) if hasattr(one, "__dict__") else one == other


@pytest.mark.parametrize("name", SUBJECTS)
def test_a_data_set_is_read_as_its_frame(name):
    read, frame = SUBJECTS[name]
    assert same(read(Published(frame)), read(frame))
    assert not same(read(frame), read(frame[:1]))
    with pytest.raises(cw.DataError, match=r"^there are several data sets, 'train', 'test'; give one .*'train'\]$"):
        frame_of({"train": Published(frame), "test": Published(frame)})


def test_numbers_that_have_names_are_tags():
    frame = pd.DataFrame({"id": ["0"], "words": [np.array(["Ann", "went"])], "ner_tags": [np.array([1, 0])]})
    data = Published(frame, {"ner_tags": ["O", "B-name"]})
    assert names_of_numbers(data, "ner_tags") == ["O", "B-name"]
    assert names_of_numbers(frame, "ner_tags") is None
    assert read_sentences(data, how=Reading(tokens="words"), tagged=True).tags == (("B-name", "O"),)
    with pytest.raises(cw.DataError, match="a column 'tokens' with a list of tokens in each row; this one has 'id', "):
        read_sentences(data)
    several = frame.assign(pos_tags=frame["ner_tags"])
    with pytest.raises(cw.DataError, match=r"^the tags may be in .ner_tags., .pos_tags.; name their column"):
        read_sentences(several, how=Reading(tokens="words"), tagged=True)


def test_translations_may_be_dictionaries_of_both_sides():
    frame = pd.DataFrame(
        {"id": [0, 1], "translation": [{"en": "a dog", "de": "ein Hund"}, {"en": "two", "de": "zwei"}]}
    )
    assert read_pairs(frame, None, "en", "de").targets == (("ein Hund",), ("zwei",))
    with pytest.raises(cw.DataError, match="no column 'source'; the table has 'en', 'de'"):
        read_pairs(frame, None, "source", "target")
