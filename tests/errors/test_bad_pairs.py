"""Pairs of texts that cannot be used: each message says what was found, where, and what to write instead."""

from __future__ import annotations

import pandas as pd
import pytest
from small_models import fitted_subject, phrases, translator

import cellwright as cw
from cellwright.cli import main

READ, WRITTEN = phrases(6)


def file(folder, name, content):
    path = folder / name
    path.write_bytes(content)
    return path


def test_parallel_files_of_different_length(tmp_path, capsys):
    files = file(tmp_path, "a.en", b"one\ntwo\nthree\n"), file(tmp_path, "a.de", b"eins\nzwei\n")
    with pytest.raises(cw.DataError, match=r"a\.en has 3 texts, and .*a\.de 2: line for line, each must be what the"):
        translator().fit(*files)
    out = tmp_path / "m.cw"
    with pytest.raises(SystemExit, match=r"^1$"):
        main(["fit", "translate", *map(str, files), "--out", str(out)])
    assert "a.en has 3 texts" in capsys.readouterr().err.replace("\n", " ")
    assert not out.exists()


def test_no_utf_8_is_named_with_its_place(tmp_path):
    path = file(tmp_path, "a.en", b"one\ntwo\nna" + b"\xefve\n")
    with pytest.raises(cw.DataError, match=r"line 3 is no UTF-8: byte 0xef at position 10 of the file; save it as UTF"):
        translator().fit(path, WRITTEN)


@pytest.mark.parametrize(
    ("data", "targets", "says"),
    [
        ([], [], r"^there are no texts in the list that was given$"),
        (["", " "], ["a", "b"], r"^there is no pair of texts to learn from: of 2, each has an empty side$"),
        (
            READ,
            None,
            r"^it is not known what the texts become; give a second list or file of as many texts, or a table",
        ),
        (READ, WRITTEN[:4], r"^the list that was given has 6 texts, and the list that was given 4: line for line"),
        ([*READ[:5], None], WRITTEN, r"^row 5 of the list that was given is None; expected a text: write ''"),
        (READ, [*WRITTEN[:5], 7], r"^what the text in row 5 becomes is 7; expected a text, or a list of texts$"),
        (READ, [*WRITTEN[:5], []], r"^what the text in row 5 becomes is \[\]; expected a text, or a list of texts$"),
        ("nowhere.en", WRITTEN, r"^there is no file nowhere\.en; a single text is given as a list: \['nowhere\.en'\]$"),
        (
            pd.DataFrame({"text": READ}),
            None,
            r"^there is no column 'source'; the table has 'text': say which one holds",
        ),
        (3, None, r"^source is 3; expected a list of texts, a frame, or the path of a file$"),
    ],
)
def test_what_is_no_pairs(data, targets, says):
    with pytest.raises(cw.DataError, match=says):
        translator().fit(data, targets)


def test_an_empty_file(tmp_path):
    with pytest.raises(cw.DataError, match=r"there are no texts in .*a\.en$"):
        translator().fit(file(tmp_path, "a.en", b""), file(tmp_path, "a.de", b""))


def test_a_beam_larger_than_the_vocabulary():
    with pytest.raises(
        cw.ArgumentError, match=r"^beam=9 is larger than the vocabulary of what is written, which has 8"
    ):
        translator(beam=9).fit(*phrases())
    model = translator().fit(*phrases())
    model.beam = 0
    with pytest.raises(cw.ArgumentError, match=r"^beam must be an integer of at least 1; got 0$"):
        model.predict(READ)
    model.beam = 99
    with pytest.raises(cw.ArgumentError, match=r"^beam=99 is larger than the vocabulary"):
        model.predict(READ)
    with pytest.raises(cw.ArgumentError, match=r"^n_best=3 hypotheses cannot come out of a beam of 2; write beam=3$"):
        fitted_subject("Translator of texts").n_best(READ, 3)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"alignment": "cosine"}, r"^alignment must be one of 'general', 'dot', 'additive'; got 'cosine'$"),
        ({"self_attention": 3}, r"^3 heads cannot share 16 features evenly; write a divisor of 16$"),
        ({"label_smoothing": 1.0}, r"^label_smoothing must be a number of at least 0 and below 1; got 1.0$"),
        ({"augment": "jitter"}, r"^augment must be one or several of 'token_dropout'"),
    ],
)
def test_options_that_cannot_be(options, says):
    with pytest.raises(cw.ArgumentError, match=says):
        translator(**options).fit(*phrases())


def test_too_many_files(tmp_path):
    with pytest.raises(
        cw.ArgumentError, match=r"^a Translator reads a table, or texts and what they become in two file"
    ):
        translator().read(*[tmp_path] * 3)


def test_what_cannot_be_explained():
    with pytest.raises(
        cw.ArgumentError, match=r"^about must be the number of a token that is written, from 0, or None"
    ):
        fitted_subject("Translator of texts").explain(READ, about="ein")
    with pytest.raises(cw.ArgumentError, match=r"^about=99 is behind the last token of what is written, which is \d+$"):
        fitted_subject("Translator of texts").explain(READ, about=99)


def test_half_a_character_has_no_bytes():
    with pytest.raises(cw.DataError, match=r"^'\\ud800' at position 2 of 'a \\ud800' is half a character"):
        translator(tokeniser="bpe").fit(["a \ud800"] * 9, ["b"] * 9)
