"""What the claims share: training repeats with its seed, sizes are equal, real data are read, or missed with words."""

from __future__ import annotations

import sys
from itertools import repeat

import pytest
import torch
from archives import VARIABLE, Text, archive, strokes, tunes, vowels
from study import Network, bias, detached, options, parameters, size_for, sow, train

import cellwright as cw


def trained(seed, updates=30, until=lambda update: False):
    random = sow(seed)
    network = Network(cw.Recurrent("lstm", 2, 5), 1)
    x = torch.as_tensor(random.random((7, 3, 2)), dtype=torch.float32)
    losses = []

    def loss():
        losses.append((network(x)[0] - 1).square().mean())
        return losses[-1]

    return losses, train(network, repeat(loss), updates=updates, rate=1e-2, until=until)


def test_training_lowers_the_loss_and_repeats_with_its_seed():
    losses, updates = trained(0)
    assert updates == len(losses) == 30
    assert losses[-1] < losses[0]
    assert trained(0)[0] == losses
    assert trained(1)[0] != losses


def test_training_ends_when_it_may():
    losses, updates = trained(0, until=lambda update: update == 4)
    assert updates == len(losses) == 4


def test_states_lose_their_history():
    layer = cw.Recurrent("lstm", 2, 5)
    state = layer(torch.zeros(3, 1, 2))[1]
    assert state[0].requires_grad
    assert not any(part.requires_grad for part in detached(state))
    assert detached(None) is None


def test_parameters_of_parts_that_are_not_joined_do_not_count():
    # 4 x 4 in two blocks: the slow one sees only itself
    layer = cw.Recurrent(cw.cells.clockwork_rnn.variant(periods=(1, 2)), 3, 4)
    assert parameters(layer) == 4 * 3 + (16 - 4) + 2 * 4
    assert parameters(cw.Recurrent("rnn", 3, 4)) == 4 * 3 + 16 + 2 * 4


def test_the_size_is_that_with_the_nearest_number():
    def make(size):
        return cw.Recurrent("rnn", 1, size)

    assert size_for(make, parameters(make(7)) + 1, range(3, 12)) == 7


@pytest.mark.parametrize("layers", [1, 2])
def test_a_bias_is_that_of_its_gate(layers):
    cell = cw.cells.grid_lstm.variant(layers=layers)
    layer = cw.Recurrent(cell, 3, 5)
    before = {name: value.clone() for name, value in layer.named_parameters()}
    bias(layer, "f_depth", 2.0)
    changed = {name: value != before[name] for name, value in layer.named_parameters()}
    assert {name for name, where in changed.items() if where.any()} == {f"bias_hh_l{level}" for level in range(layers)}
    for level in range(layers):
        assert (getattr(layer, f"bias_hh_l{level}") == 2.0).sum() == 5


def test_both_biases_of_a_gate_together_are_what_was_asked_for():
    layer = cw.LSTM(3, 5)
    bias(layer, "f", torch.arange(5.0))
    assert torch.equal((layer.bias_ih_l0 + layer.bias_hh_l0)[5:10], torch.arange(5.0))
    before = layer.bias_ih_l0.clone()
    bias(layer, "nothing", 3.0)
    assert torch.equal(layer.bias_ih_l0, before)


def test_options_print_the_claim_and_scale_the_updates(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["claim.py", "--budget", "0.5"])
    asked = options("A claim.\n\nA paper.", seeds=3)
    assert (asked.seeds, asked.updates(7), asked.updates(1)) == (3, 4, 1)
    printed = capsys.readouterr().out
    assert printed.startswith("## A claim\n\nA paper.\n\n3 seeds")


def test_pieces_of_a_text_follow_each_other_in_lanes():
    text = Text("abcdefghijklmnopqrstuvwxyz", 20, 6)
    assert (len(text.training), len(text.validation)) == (20, 6)
    (first, following), (second, _), _ = text.pieces(text.training, 2, 3)
    assert first.T.tolist() == [[0, 1, 2], [10, 11, 12]]
    assert following.T.tolist() == [[1, 2, 3], [11, 12, 13]]
    assert second.T.tolist() == [[3, 4, 5], [13, 14, 15]]
    assert text.one_hot(first).argmax(-1).equal(first)


def test_a_missing_archive_is_said(monkeypatch, tmp_path):
    monkeypatch.delenv(VARIABLE, raising=False)
    with pytest.raises(SystemExit, match=f"set {VARIABLE} to the folder that has it.txt"):
        archive("it.txt")
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    with pytest.raises(SystemExit, match=r"has no it\.txt"):
        archive("it.txt")
    (tmp_path / "it.txt").touch()
    assert archive("it.txt") == tmp_path / "it.txt"


def test_archives_are_read_as_they_are_written(monkeypatch, tmp_path):
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    for name, content in ARCHIVES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    assert tunes(4, 3).symbols == sorted(set("ab|\nc|d"))
    training, test = vowels()
    assert training.inputs.shape == (3, 2, 2)
    assert training.lengths.tolist() == [3, 2]
    assert training.labels.tolist() == [0, 8]
    assert training.inputs[:, 1].tolist() == [[7.0, 9.0], [8.0, 10.0], [0.0, 0.0]]
    assert test.some(torch.tensor([1])).labels.tolist() == [8]
    digits, unseen = strokes()
    assert digits.inputs.shape == (8, 2, 2)
    assert digits.inputs[0].tolist() == [[-1.0, 1.0], [1.0, -1.0]]
    assert digits.labels.tolist() == [8, 2]
    assert len(unseen.labels) == 0


UTTERANCES = "# a comment\n@data\n1,2,3:4,5,6:1\n7,8,NaN:9,10,NaN:9\n"
POINTS = '"","c1","class"\n' + "".join(
    f'"{row}",{",".join(str(value) for value in values)},{label}\n'
    for row, values, label in [(1, [0, 100] * 8, 8), (2, [100, 0] * 8, 2)]
)
ARCHIVES = {
    "nottingham/ABC_cleaned/jigs.abc": "X: 1\nT:A tune\n% said\nab|\nc|d\n",
    "japanese_vowels/JapaneseVowels_TRAIN.ts": UTTERANCES,
    "japanese_vowels/JapaneseVowels_TEST.ts": UTTERANCES,
    "pendigits/pendigits.csv": POINTS,
}
