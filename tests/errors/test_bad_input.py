"""The checker of the tables of bad input is seen to fail."""

from __future__ import annotations

import pytest
from bad_input import Row, every_row, raises_exactly

import cellwright as cw


def complain(folder):
    raise cw.DataError(f"nothing is in {folder}")


def test_the_right_row_passes(tmp_path):
    raises_exactly(Row("right", complain, cw.DataError, "nothing is in {folder}"), tmp_path)


def test_only_what_is_ours_is_compared(tmp_path):
    raises_exactly(Row("ours", complain, cw.DataError, "nothing is …"), tmp_path)


@pytest.mark.parametrize(
    "wrong",
    [
        Row("another beginning", complain, cw.DataError, "all is …"),
        Row("another message", complain, cw.DataError, "nothing is here"),
        Row("part of the message", complain, cw.DataError, "nothing is in"),
        Row("a class above", complain, cw.CellwrightError, "nothing is in {folder}"),
        Row("no error", lambda folder: None, cw.DataError, "nothing is in {folder}"),
    ],
    ids=lambda row: row.name,
)
def test_a_wrong_row_fails(wrong, tmp_path):
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        raises_exactly(wrong, tmp_path)


def test_names_are_unique():
    row = Row("one", complain, cw.DataError, "")
    with pytest.raises(AssertionError):
        every_row([row, row])
