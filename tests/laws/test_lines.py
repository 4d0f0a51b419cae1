"""Law: what a line of compiled steps does with rows is what torch and NumPy do with them, whatever the sizes are."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from machines import every_machine

import cellwright as cw
from cellwright.emit.llvm.attention import attention_text
from cellwright.emit.llvm.drawing import drawing_text
from cellwright.emit.llvm.largest import largest_text
from cellwright.emit.llvm.mixing import mixing_text
from cellwright.emit.llvm.whole_rows import rows_text
from cellwright.nn.attention import Attention
from cellwright.nn.choosing import asker
from cellwright.plan.weights import NARROW
from cellwright.run import parts
from cellwright.run.largest import Largest
from cellwright.run.line import Line
from cellwright.run.objects import compile_text
from cellwright.run.parts import Draw, Looking, LookUp, Move, Recall, hand_over, reader

every_dtype = pytest.mark.parametrize("dtype", ["float32", "float64"])
# of sums of some dozen numbers around one
ROUNDING = {"float32": 1e-5, "float64": 1e-13}
# sources, rows, the longest source, features of a query, features that are seen
SIZES = [(1, 1, 1, 1, 1), (2, 3, 5, 7, 130), (3, 9, 33, 16, 17), (4, 4, 16, 144, 31)]


@every_machine
@every_dtype
@pytest.mark.parametrize("text", [attention_text, drawing_text, largest_text, mixing_text, rows_text])
def test_they_compile_for_every_machine(text, dtype, machine):
    assert compile_text(text(machine, dtype), machine)[:4] == b"\x7fELF"


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("kind", ["general", "additive"])
@every_dtype
def test_rows_see_what_attention_of_torch_sees(kind, sizes, dtype):
    torch.manual_seed(0)
    sources, rows, longest, size, features = sizes
    attention = Attention(kind, size, features).to(getattr(torch, dtype))
    memory, hidden = (
        torch.randn(shape, dtype=getattr(torch, dtype)) for shape in ((sources, longest, features), (rows, size))
    )
    lengths, own = torch.randint(1, longest + 1, (sources,)), torch.randint(sources, (rows,))
    with torch.no_grad():
        keys = attention.prepared(memory)
        context, weights = attention(hidden.unsqueeze(1), memory[own], lengths[own], keys[own])
        queries = attention.query(hidden) if kind == "additive" else hidden
    seen = np.full((rows, features + size), np.nan, dtype)
    score = attention.score.weight[0].detach().numpy() if kind == "additive" else None
    looking = Looking(queries.numpy(), hidden.numpy(), seen, score)
    looking.begin(keys.numpy(), memory.numpy(), lengths.numpy())
    looking.sources[:] = own
    looking.step(rows)
    np.testing.assert_allclose(looking.weights(rows), weights[:, 0], rtol=0, atol=ROUNDING[dtype])
    np.testing.assert_allclose(seen[:, :features], context[:, 0], rtol=0, atol=5 * ROUNDING[dtype])
    np.testing.assert_array_equal(seen[:, features:], hidden)
    # with nothing behind it, and steps that lie apart
    alone, wide = np.full((rows, features), np.nan, dtype), np.full((sources, longest, features + 3), np.nan, dtype)
    wide[..., :features] = memory
    looking = Looking(queries.numpy(), None, alone, score)
    looking.begin(keys.numpy(), wide[..., :features], lengths.numpy())
    looking.sources[:] = own
    looking.step(rows)
    np.testing.assert_array_equal(alone, seen[:, :features])


@pytest.mark.parametrize("columns", [1, 16, 37])
@every_dtype
def test_rows_are_looked_up_and_moved(columns, dtype):
    random = np.random.default_rng(columns)
    vectors, fed = (random.normal(size=(rows, columns + extra)).astype(dtype) for rows, extra in ((9, 0), (5, 3)))
    target, numbers = np.zeros((5, 2 * columns + 3), dtype), random.integers(2**62, size=(5, 1))
    read, parents = LookUp(vectors, target, fed), np.array([4, 0, 0, 1])
    states = [target, numbers, fed]
    move, before = Move(states, dtype), [state.copy() for state in states]
    move.parents[:4] = parents
    move.step(4)
    for state, old in zip(states, before, strict=True):
        np.testing.assert_array_equal(state, old[[*parents, 4]])
    read.tokens[:4], read.parents[:4] = [8, 2, 2, 0], parents
    read.step(4)
    np.testing.assert_array_equal(target[:4], np.concatenate([vectors[[8, 2, 2, 0]], fed[parents]], 1))


def test_a_line_does_one_thing_after_the_other():
    """A layer behind a look-up, for fewer rows than there are, more than once."""
    layer, given, found = torch.nn.Linear(3, 2), np.eye(4, 3, dtype=np.float32), np.full((4, 2), 7, np.float32)
    asked = asker(layer.weight, layer.bias, 4).chain
    first, last = LookUp(given, asked.input), hand_over(asked.output, found)
    line = Line([first, asked, last])
    for tokens in ([1, 0, 2], [2, 1, 1]):
        first.tokens[:3] = tokens
        line.step(3)
        np.testing.assert_allclose(found[:3], layer(torch.from_numpy(given[tokens])).detach(), atol=1e-6)
    assert (found[3] == 7).all()


@pytest.mark.parametrize(
    ("groups", "rows", "columns", "count"),
    [(1, 1, 1, 1), (3, 5, 69, 10), (2, 3, 4, 12), (4, 2, 700, 3), (2, 1, 3001, 1)],
)
@every_dtype
def test_the_largest_are_the_first_of_a_stable_order(groups, rows, columns, count, dtype):
    """With ties, and with numbers that are never chosen."""
    random = np.random.default_rng(columns)
    values = random.normal(size=(groups * rows, columns)).round(1).astype(dtype)
    values[:, random.integers(columns, size=columns // 3)] = -np.inf
    offsets = random.normal(size=groups * rows).round(1).astype(dtype)
    search = Largest(dtype, groups, count)
    search(values, offsets)
    total = (values + offsets[:, None]).reshape(groups, -1)
    places = np.argsort(-total, 1, kind="stable")[:, :count]
    np.testing.assert_array_equal(search.places, np.divmod(places, columns))
    np.testing.assert_array_equal(search.found, np.take_along_axis(total, places, 1))


@pytest.mark.parametrize("columns", [1, 3, 16, 69, 1000])
@every_dtype
def test_tokens_are_drawn_as_by_numpy(columns, dtype):
    random, rows = np.random.default_rng(columns), 300
    logits = (3 * random.normal(size=(rows, columns))).astype(dtype)
    # the last token is always one that is never drawn, unless there are no others
    logits[:, 1::5] = logits[:, columns // 2 + 1 :] = -np.inf
    drawn = np.zeros(rows, np.int64)
    draw = Draw(logits, drawn)
    draw.temperature(0.7)
    draw.random[:] = random.random(rows)
    draw.random[0] = np.nextafter(1, 0)
    draw.step(rows)
    powers = np.exp((logits.astype(float) - logits.max(1, keepdims=True)) / 0.7)
    sums = np.cumsum(powers, 1) / powers.sum(1, keepdims=True)
    # the random number lies in the share of the token, but for rounding
    own = np.arange(rows)
    assert (powers[own, drawn] > 0).all()
    assert (draw.random <= sums[own, drawn] + ROUNDING[dtype]).all()
    assert (draw.random >= sums[own, drawn] - powers[own, drawn] / powers.sum(1) - ROUNDING[dtype]).all()
    draw.temperature(0)
    draw.step(rows)
    np.testing.assert_array_equal(drawn, logits.argmax(1))


@pytest.mark.parametrize("weights", [None, *NARROW])
@pytest.mark.parametrize("options", [{}, {"num_layers": 2, "residual": True}, {"norm": "layer"}])
@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
def test_what_a_token_comes_to_is_the_same_to_the_last_bit(cell, options, weights):
    torch.manual_seed(0)
    layer = cw.quantize(cw.Recurrent(cell, 19, 21, **options).eval(), weights)
    stream, vectors = layer.stream(batch=3), torch.randn(7, 19).numpy()
    read, chain = reader(vectors, stream)
    assert isinstance(read, Recall)
    line = Line([read, chain])
    # some tokens come again, and some states go on from others
    for tokens in ([1, 6, 1], [0, 1, 5], [5, 5, 2]):
        read.tokens[:] = tokens
        line.step(3)
        np.testing.assert_array_equal(chain.output, stream.step(vectors[tokens]))


def test_tokens_are_looked_up_where_nothing_is_kept(monkeypatch):
    """Beside what is fed back, and where it would need too much memory."""
    stream, vectors = cw.RNN(5, 3).stream(batch=2), np.eye(4, 2, dtype=np.float32)
    read, chain = reader(vectors, stream, np.ones((2, 3), np.float32))
    assert isinstance(read, LookUp)
    assert chain is stream.chain
    monkeypatch.setattr(parts, "LARGEST_TABLE", 10)
    assert isinstance(reader(np.eye(4, 5, dtype=np.float32), stream)[0], LookUp)
