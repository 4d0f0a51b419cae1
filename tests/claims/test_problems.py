"""The problems of the claims have the properties that make them what they are, and a seed repeats them."""

from __future__ import annotations

import re
from itertools import islice

import numpy as np
import pytest
import torch
from problems import NOTHING, SYMBOLS, adding, parity, reber, reber_streams, spikes, waveform

# the embedded Reber grammar as a pattern of its own: what a walk through the automaton must match
REBER = re.compile(r"B([TP])B(?:TS*(?:XS|XX(?P<a>T*V(?:PXT*V)*(?:PS|V)))|P(?P<b>T*V(?:PXT*V)*(?:PS|V)))E\1E")


def random():
    return np.random.default_rng(3)


def text(symbols, column):
    numbers = symbols.inputs[:, column].argmax(-1)[symbols.inputs[:, column].any(-1)]
    return "".join(SYMBOLS[number] for number in numbers)


def same(one, other):
    return all(torch.equal(a, b) for a, b in zip(one, other, strict=True))


DRAWS = {
    "adding": lambda r: adding(r, 11, 7),
    "parity": lambda r: parity(r, 5, 7),
    "spikes": lambda r: spikes(r, 50, 7, 3, 9),
    "waveform": lambda r: (waveform(r, 50, 3, 5, 20),),
    "reber": lambda r: vars(reber(r, 7)).values(),
    "streams": lambda r: [v for s in islice(reber_streams(r, 3, 20), 2) for v in vars(s).values()],
}


@pytest.mark.parametrize("draw", DRAWS.values(), ids=DRAWS)
def test_a_seed_repeats_and_another_does_not(draw):
    assert same(draw(random()), draw(random()))
    other = draw(np.random.default_rng(4))
    assert [v.shape for v in other] != [v.shape for v in draw(random())] or not same(draw(random()), other)


def test_the_target_of_adding_is_the_sum_of_the_two_marked_numbers():
    x, target = adding(random(), 11, 50)
    numbers, marks = x.unbind(-1)
    assert set(marks.flatten().tolist()) == {0.0, 1.0}
    assert (marks[:5].sum(0) == 1).all()
    assert (marks[5:].sum(0) == 1).all()
    assert ((numbers >= 0) & (numbers <= 1)).all()
    torch.testing.assert_close(target, (numbers * marks).sum(0))
    assert ((target >= 0) & (target <= 2)).all()


def test_parity_is_that_of_the_ones():
    x, odd = parity(random(), 5, 100)
    assert x.shape == (1, 100, 5)
    assert set(x.flatten().tolist()) == {-1.0, 1.0}
    # an odd number of ones among five leaves an even number of minus ones
    assert torch.equal(x[0].prod(-1), 2 * odd - 1)


def test_distances_are_those_between_spikes():
    train, distance, asked = spikes(random(), 60, 20, 3, 9)
    for column in range(20):
        places = train[:, column, 0].nonzero()[:, 0]
        found = places.diff()
        assert ((found >= 3) & (found <= 9)).all()
        assert torch.equal(asked[:, column].nonzero()[:, 0], places[1:])
        torch.testing.assert_close(distance[places[1:], column], found / 9)


def test_a_waveform_has_its_largest_size_and_its_period():
    wave = waveform(random(), 60, 1, 12, 12)
    assert wave.abs().max() == 1
    torch.testing.assert_close(wave[12:], wave[:-12], atol=1e-5, rtol=0)


def test_strings_are_those_of_the_grammar():
    symbols = reber(random(), 300)
    for column in range(300):
        assert REBER.fullmatch(text(symbols, column) + "E")


@pytest.mark.parametrize("wrong", ["BTBTXSEPE", "BTBTXSETEB", "BPBPTEPE", "BTBTSEXTE", "BTTXSETE"])
def test_the_pattern_refuses_what_the_grammar_does(wrong):
    assert not REBER.fullmatch(wrong)


def test_what_follows_a_string_is_its_next_symbol_and_legal():
    symbols = reber(random(), 300)
    asked = symbols.following != NOTHING
    assert torch.equal(asked, symbols.inputs.any(-1))
    assert symbols.legal.gather(-1, symbols.following.clamp(min=0)[..., None])[asked].all()
    ahead = symbols.inputs[1:].argmax(-1)
    assert torch.equal(symbols.following[:-1][asked[1:]], ahead[asked[1:]])


def test_the_last_symbol_but_one_is_the_only_one_that_the_grammar_settles_from_afar():
    symbols = reber(random(), 300)
    for column in range(300):
        string = text(symbols, column) + "E"
        choices = symbols.legal[: len(string) - 1, column].sum(-1).tolist()
        # B, the frame, B, then two ways at each symbol, then E, the frame and E
        assert choices == [2, 1, *[2] * (len(string) - 6), 1, 1, 1]
        assert string[-2] == string[1]


def test_streams_are_strings_one_after_another_over_pieces():
    pieces = list(islice(reber_streams(random(), 3, 40), 20))
    for column in range(3):
        whole = "".join(text(piece, column) for piece in pieces)
        strings = re.findall(r".*?E[TP]E(?=B|$)", whole)
        assert all(REBER.fullmatch(string) for string in strings[:-1])
        assert len("".join(strings)) > 0.9 * len(whole)
        ends = torch.cat([piece.last[:, column] for piece in pieces]).nonzero()[:, 0]
        assert ends.tolist()[: len(strings) - 1] == (np.cumsum([len(s) for s in strings[:-1]]) - 1).tolist()
        following = torch.cat([piece.following[:, column] for piece in pieces])
        assert "".join(SYMBOLS[number] for number in following[:-1]) == whole[1:]
