"""The progress bar is on standard error, and only where it is asked for."""

from __future__ import annotations

import pytest
from small_runs import network, pairs, run

from cellwright.fit.progress import reading_bar, rounds_bar


@pytest.mark.parametrize("terminal", [True, False])
def test_standard_output_is_for_results(terminal, capsys, monkeypatch):
    monkeypatch.setenv("TTY_COMPATIBLE", "1" if terminal else "0")
    run(network(), validation=pairs(12, seed=5), progress=True, max_epochs=2)
    shown = capsys.readouterr()
    assert shown.out == ""
    if terminal:
        assert "training" in shown.err
        assert "2/2" in shown.err
        # the time taken, and the time left
        assert shown.err.count("0:00:0") >= 2
        assert "held out" in shown.err


def test_nothing_is_shown_unless_asked_for(capsys, monkeypatch):
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    run(network(), progress=False, max_epochs=2)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("terminal", [True, False])
def test_many_runs_show_which_one_goes_on(terminal, capsys, monkeypatch):
    monkeypatch.setenv("TTY_COMPATIBLE", "1" if terminal else "0")
    with rounds_bar("comparing", 3, shown=True) as show:
        show(1, "gru, seed 0")
    shown = capsys.readouterr()
    assert shown.out == ""
    if terminal:
        assert "1/3" in shown.err
        assert "gru, seed 0" in shown.err
    with rounds_bar("comparing", 3, shown=False) as show:
        show(1, "gru, seed 0")
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("terminal", [True, False])
def test_reading_shows_how_much_of_it_is_over(terminal, capsys, monkeypatch):
    monkeypatch.setenv("TTY_COMPATIBLE", "1" if terminal else "0")
    with reading_bar("reading", 200, shown=True) as told:
        told(30)
        told(20)
    shown = capsys.readouterr()
    assert shown.out == ""
    if terminal:
        assert "25%" in shown.err
        # the time taken, and the time left
        assert shown.err.count(":--") + shown.err.count("0:00:0") >= 2
    with reading_bar("reading", 200, shown=False) as told:
        told(50)
    assert capsys.readouterr() == ("", "")
