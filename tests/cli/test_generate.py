"""Text from the command line: as the library writes it, piece by piece; and a conversation."""

from __future__ import annotations

import io
import json
import sys

import pytest
from small_models import fitted, fitted_subject

import cellwright as cw
from cellwright.cli import main


def run(*words):
    with pytest.raises(SystemExit) as end:
        main(words)
    return end.value.code or 0


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return str(fitted_subject("LanguageModel").save(tmp_path_factory.mktemp("models") / "plays.cw"))


class Pieces(io.StringIO):
    """What is written, and when."""

    def __init__(self):
        super().__init__()
        self.shown = []

    def flush(self):
        self.shown.append(self.getvalue())


def test_text_is_shown_as_it_is_written(model, monkeypatch):
    out = Pieces()
    monkeypatch.setattr(sys, "stdout", out)
    assert run("generate", model, "--prompt", "to be", "--length", "9", "--seed", "3") == 0
    expected = "to be" + "".join(fitted_subject("LanguageModel").generate("to be", length=9, seed=3))
    assert out.getvalue() == expected + "\n"
    assert [text for text in out.shown if text.startswith("to be")][:10] == [expected[:n] for n in range(5, 15)]


def test_several_texts_and_json(model, capsys):
    assert run("generate", model, "--length", "9", "--texts", "2", "--seed", "3", "--temperature", "0.5", "--json") == 0
    first, second = json.loads(capsys.readouterr().out)["texts"]
    assert first == "".join(fitted_subject("LanguageModel").generate(length=9, seed=3, temperature=0.5))
    assert first != second
    assert run("generate", model, "--length", "9", "--texts", "2", "--seed", "3", "--temperature", "0.5") == 0
    assert capsys.readouterr().out == f"{first}\n\n{second}\n"
    assert run("generate", model, "--prompt", r"to be\n", "--length", "0", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"texts": ["to be\n"]}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--prompt", "Ж"), "the prompt has 'Ж', token 1 of 1, which the model has never seen; it knows"),
        (("--temperature", "-1"), "temperature must be a number of at least 0"),
        (("--top-p", "2"), "top_p must be a number above 0 and at most 1"),
    ],
)
def test_what_is_asked_wrongly_is_said(model, words, told, capsys):
    assert run("generate", model, *words) == 1
    assert told in capsys.readouterr().err


def test_only_a_language_model_writes(tmp_path, capsys):
    path = str(fitted().save(tmp_path / "waves.cw"))
    for verb in ("generate", "chat"):
        assert run(verb, path) == 1
        assert "holds a Forecaster, which writes no text" in capsys.readouterr().err


def test_a_conversation_goes_on_with_what_was_said(model, capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("to be\nЖ\nnot\n\nnever read\n"))
    options = ("--length", "6", "--temperature", "0", "--stop", "QQ", "--after", ":")
    assert run("chat", model, *options) == 0
    found = capsys.readouterr()
    writer = fitted_subject("LanguageModel")
    first = "".join(writer.generate("to be:", length=6, temperature=0))
    then = "".join(writer.generate(f"to be:{first}not:", length=6, temperature=0))
    assert found.out == f"{first}\n{then}\n"
    assert "the prompt has 'Ж'" in found.err


def test_documents_are_parted_by_ends_of_lines_as_a_shell_writes_them(tmp_path):
    (tmp_path / "tunes.txt").write_text("abcd\n\nabab\n\n" * 20, encoding="utf-8")
    small = ("--max-epochs", "1", "--hidden-size", "8", "--num-layers", "1", "--steps", "10")
    told = (
        "fit",
        "language",
        str(tmp_path / "tunes.txt"),
        "--out",
        str(tmp_path / "m.cw"),
        "--separator",
        r"\n\n",
        *small,
    )
    assert run(*told) == 0
    model = cw.load(tmp_path / "m.cw")
    assert (model.separator, model.learned_["documents"]) == ("\n\n", True)


@pytest.mark.parametrize("words", [(), ("--checkpoint", "run")])
def test_an_interrupted_command_says_so(words, tmp_path, capsys, monkeypatch):
    def stopped(self, *_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(cw.LanguageModel, "fit", stopped)
    (tmp_path / "tunes.txt").write_text("abcd", encoding="utf-8")
    told = ("fit", "language", str(tmp_path / "tunes.txt"), "--out", str(tmp_path / "m.cw"))
    assert run(*told, *words) == 130
    goes_on = "; the same command goes on from what its checkpoint holds" if words else ""
    assert capsys.readouterr().err == f"interrupted{goes_on}\n"
    assert [path.name for path in tmp_path.iterdir()] == ["tunes.txt"]
