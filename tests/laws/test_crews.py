"""Law: what a team says along a line, letter by letter or by a search, is what one thread says, to the last bit."""

from __future__ import annotations

import ctypes

import numpy as np
import pytest
import torch
from machines import every_machine

import cellwright as cw
from cellwright.data.lexicon import END, START
from cellwright.emit.llvm.line import BY_COLUMNS, BY_ONE, BY_ROWS, ENTRY, LINE, MEET, line_text
from cellwright.evaluate.kneser_ney import KneserNey
from cellwright.nn.beam import Beam, beam_search
from cellwright.nn.choosing import asker
from cellwright.run import line, threads
from cellwright.run.line import Crew, Line
from cellwright.run.objects import compile_text
from cellwright.run.parts import LookUp, Move, hand_over
from cellwright.run.team import Barrier, PythonTeam
from cellwright.tasks.language_network import LanguageNetwork
from cellwright.tasks.language_ngram import Beside
from cellwright.tasks.seq2seq_network import Seq2SeqNetwork
from cellwright.tasks.seq2seq_step import WritingStep
from cellwright.tasks.writer import TokenStream

COUNTS = [1, 2, 3]
KINDS = {
    "greedy": (1, {}, None),
    "a beam": (3, {}, None),
    "two layers, a beam": (2, {"num_layers": 2, "attention": "dot"}, None),
    "fed": (1, {"input_feeding": True}, None),
    "fed, a beam": (3, {"input_feeding": True, "attention": "additive"}, None),
    "copying": (2, {"copying": True}, None),
    "narrow weights": (1, {}, "int8"),
    "halves, a beam": (3, {}, "bfloat16"),
}


@pytest.fixture(params=[0, float("inf")], ids=["columns of one row", "columns of many"])
def eager(monkeypatch, request):
    """Whatever can be shared is shared; how many threads there were in each call of a team."""
    used = []
    monkeypatch.setattr(threads, "FEW_PER_CACHE", request.param)
    for name in ("WORTH_MEETING", "WORTH_JOINING"):
        monkeypatch.setattr(line, name, 0)
    monkeypatch.setattr(threads, "WORTH_A_MEETING", 0)
    run = threads.Together.__call__
    monkeypatch.setattr(threads.Together, "__call__", lambda self: used.append(self.members) or run(self))
    return used


@every_machine
def test_it_compiles_for_every_machine(machine):
    assert compile_text(line_text(machine, "float32"), machine)[:4] == b"\x7fELF"


def counted():
    """An n-gram of random tokens."""
    tokens = np.random.default_rng(1).integers(3, 39, 500)
    tokens[::50] = END
    return Beside(KneserNey.fitted(tokens, order=3, vocabulary=39, end=END), 0.4)


def letters(count, batch, beside=None):
    """Tokens that are drawn, and the logits of the last one."""
    torch.set_num_threads(count)
    torch.manual_seed(0)
    nothing = ("dropout", "input_dropout", "embedding_dropout", "weight_dropout", "activation", "slowness")
    sizes = {"embedding_size": 24, "hidden_size": 48, "num_layers": 2}
    network = LanguageNetwork("lstm", 39, **sizes, tied=True, **dict.fromkeys(nothing, 0.0)).eval()
    stream, random = TokenStream(network, batch, beside=beside), np.random.default_rng(0)
    stream.step([END] * batch)
    drawn = [stream.draw(random.random(batch), 1.5) for _ in range(20)]
    return drawn, stream.logits.copy()


@pytest.mark.parametrize("beside", [None, counted()], ids=["alone", "an n-gram beside"])
@pytest.mark.parametrize("batch", [1, 2, 7])
def test_letters_are_those_of_one_thread(batch, beside, eager):
    tokens, logits = letters(1, batch, beside)
    assert not eager
    assert len({token for step in tokens for token in step}) > 9
    for count in COUNTS[1:]:
        others, same = letters(count, batch, beside)
        assert tokens == others
        np.testing.assert_array_equal(logits, same)
    assert set(eager) == {2, 3}


def test_teams_of_plain_threads_say_the_same(eager, monkeypatch):
    tokens, logits = letters(1, 3)
    team = PythonTeam()
    monkeypatch.setattr(threads, "_team", lambda *_: team)
    others, same = letters(3, 3)
    assert tokens == others
    np.testing.assert_array_equal(logits, same)
    assert set(eager) == {3}


def test_a_line_in_which_nobody_waits_is_seen(eager, monkeypatch):
    """The checks above can fail."""

    def deaf(members):
        barrier = Barrier(members)
        barrier._block[barrier._start] = ctypes.cast(NO_WAIT, ctypes.c_void_p).value
        return barrier

    alone = letters(1, 1)
    monkeypatch.setattr(line, "Barrier", deaf)
    others = (letters(3, 1) for _ in range(40))
    assert any(tokens != alone[0] or (logits != alone[1]).any() for tokens, logits in others)
    assert set(eager) == {3}


NO_WAIT = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64)(lambda *_: None)


def searched(kind, count):
    """What a search finds for sources of several lengths, some of which are at their most tokens before others."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    size, options, weights = KINDS[kind]
    plain = {
        "attention": "general", "input_feeding": False, "copying": False, "sampled": 0.0, "convolution": None,
        "self_attention": None, "bidirectional": True, "num_layers": 1, "embedding_size": 33, "hidden_size": 40,
    }  # fmt: skip
    network = Seq2SeqNetwork("lstm", source=31, target=31, dropout=0.0, **{**plain, **options}).eval()
    cw.quantize(network, weights)
    lengths = torch.tensor([7, 4, 1, 6])
    with torch.no_grad():
        network.vectors.mul_(4)
        source = torch.randint(4, 31, (4, 7))
        memory = network.read(source, lengths, source if network.copying is not None else None)
    torch.set_num_threads(count)
    step = WritingStep(network, 4 * size, size)
    # the same step is used again
    for _ in range(2):
        step.begin(memory)
        found = beam_search(step, lengths.tolist(), [12, 9, 3, 12], Beam(size, START, END), best=size)
    return [hypothesis for each in found for hypothesis in each]


@pytest.mark.parametrize("kind", KINDS)
def test_searches_find_what_one_thread_finds(kind, eager):
    alone = searched(kind, 1)
    assert not eager
    assert len({len(one.tokens) for one in alone}) > 2
    for count in COUNTS[1:]:
        for one, other in zip(alone, searched(kind, count), strict=True):
            assert (one.score, one.log_probability) == (other.score, other.log_probability)
            np.testing.assert_array_equal(one.tokens, other.tokens)
            np.testing.assert_array_equal(one.attention, other.attention)
    assert set(eager) == {2, 3}


def test_members_meet_where_one_reads_what_others_have_written(eager):
    """Between rows and columns, and around what one of them does alone."""
    torch.set_num_threads(2)
    weight, bias, rows = torch.randn(64, 64), torch.zeros(64), 1
    first, second = (asker(weight, bias, rows).chain for _ in range(2))
    read, move = LookUp(np.eye(64, dtype=np.float32), first.input), Move([first.output], "float32")
    parts = [read, first, hand_over(first.output, second.input), move, read, second, read]
    crew = Crew(parts, 2, whole=True)
    ways = crew.tables[0][len(LINE) :].reshape(-1, len(ENTRY))[:, ENTRY.index("way")].tolist()
    assert ways == [BY_ROWS + MEET, BY_COLUMNS, BY_ROWS + MEET, BY_ONE + MEET, BY_ROWS + MEET, BY_COLUMNS, BY_ROWS]
    assert not any(way & MEET for way in Crew(parts, 1, whole=True).tables[0][len(LINE) + 2 :: len(ENTRY)])


def test_few_rows_of_small_weights_are_for_one_thread():
    torch.set_num_threads(4)
    small, wide = (asker(torch.randn(size, size), torch.zeros(size), 4).chain for size in (16, 1024))
    assert [Line([chain]).crew(rows).members for chain, rows in ((small, 4), (wide, 1), (wide, 4))] == [1, 1, 4]
    assert Line([wide], steps=32).crew(4).members == 4
