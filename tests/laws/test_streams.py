"""Law: a stream gives step by step what the layer gives for the whole sequence, bit for bit."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys

import numpy as np
import pytest
import torch
from subjects import SUBJECTS, every_layer_subject

import cellwright as cw

STEPS, BATCH = 9, 5


def as_tuple(state):
    return state if isinstance(state, tuple) else (state,)


def arrays(state):
    return tuple(part.numpy() for part in as_tuple(state))


def whole(layer, x):
    """The output and the last states of the layer, as arrays."""
    with torch.no_grad():
        output, state = layer(torch.from_numpy(x))
    return output.numpy(), arrays(state)


def stepwise(stream, x):
    return np.stack([stream.step(row) for row in x]), as_tuple(stream.state)


def check_equal(mine, theirs):
    """Fail unless output and states agree in every bit."""
    for a, b in zip((mine[0], *mine[1]), (theirs[0], *theirs[1]), strict=True):
        assert a.dtype == b.dtype
        np.testing.assert_array_equal(a, b)


def random(*shape, dtype="float32"):
    return np.random.default_rng(0).standard_normal(shape).astype(dtype)


def made(cell, *sizes, **options):
    torch.manual_seed(0)
    return cw.Recurrent(cell, *sizes, backend="cpu", **options).eval()


@every_layer_subject
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.usefixtures("poisoned")
def test_steps_equal_the_whole(cell, dtype):
    layer = made(cell, 3, 21, num_layers=2, dtype=getattr(torch, dtype))
    x = random(STEPS, 3, dtype=dtype)
    check_equal(stepwise(layer.stream(), x), whole(layer, x))
    x = random(STEPS, BATCH, 3, dtype=dtype)
    check_equal(stepwise(layer.stream(batch=BATCH), x), whole(layer, x))


@pytest.mark.parametrize(
    "options",
    [{"num_layers": 1}, {"num_layers": 3, "residual": True}, {"proj_size": 7, "num_layers": 2}, {"bias": False}],
)
@pytest.mark.parametrize("sizes", [(32, 64), (5, 33)])
def test_every_form_of_a_layer(sizes, options):
    layer, x = made("lstm", *sizes, **options), random(STEPS, BATCH, sizes[0])
    check_equal(stepwise(layer.stream(batch=BATCH), x), whole(layer, x))


def test_threads_change_nothing():
    layer, x = made("lstm", 64, 128, num_layers=2, residual=True), random(3, 67, 64)
    before = torch.get_num_threads()
    results = []
    for count in (1, 2):
        torch.set_num_threads(count)
        stream = layer.stream(batch=67)
        assert stream._threads == count
        results.append(stepwise(stream, x))
    torch.set_num_threads(before)
    check_equal(*results)


@every_layer_subject
@pytest.mark.usefixtures("poisoned")
def test_some_rows_advance_alone(cell):
    layer, x = made(cell, 3, 21, num_layers=2), random(STEPS, BATCH, 3)
    stream, outputs = layer.stream(batch=BATCH), np.zeros((STEPS, BATCH, 21), np.float32)
    at = np.zeros(BATCH, dtype=int)
    generator = np.random.default_rng(1)
    while (at < STEPS).any():
        rows = generator.permutation(np.flatnonzero((at < STEPS) & (generator.random(BATCH) < 0.5)))
        outputs[at[rows], rows] = stream.step(x[at[rows], rows], rows=rows)
        at[rows] += 1
    check_equal((outputs, as_tuple(stream.state)), whole(layer, x))


def test_rows_are_a_mask_too():
    layer, x = made("gru", 3, 5), random(BATCH, 3)
    streams = [layer.stream(batch=BATCH) for _ in range(2)]
    mask = np.array([True, False, True, True, False])
    one, other = (s.step(x[mask], rows=rows) for s, rows in zip(streams, (mask, [0, 2, 3]), strict=True))
    np.testing.assert_array_equal(one, other)
    assert streams[0].step(x[:0], rows=[]).shape == (0, 5)


def test_the_first_rows_advance_where_they_are():
    layer, x = made("lstm", 3, 21, num_layers=2), random(STEPS, BATCH, 3)
    streams = [layer.stream(batch=BATCH) for _ in range(2)]
    for step, count in zip(x, (5, 3, 1, 4, 5, 2, 2, 5, 3), strict=True):
        one, other = (s.step(step[:count], rows) for s, rows in zip(streams, (slice(count), range(count)), strict=True))
        np.testing.assert_array_equal(one, other)
    check_equal(*((x, as_tuple(stream.state)) for stream in streams))


@every_layer_subject
def test_rows_go_on_from_where_others_are(cell):
    layer, x = made(cell, 3, 21, num_layers=2), random(STEPS, BATCH, 3)
    stream, parents = layer.stream(batch=BATCH), [4, 1, 1, 0]
    stepwise(stream, x[:4])
    names = [state.label for state in layer.cell.states]
    before, seen = as_tuple(stream.state), [stream.view(name) for name in names]
    stream.gather(parents)
    check_equal((x, seen), (x, [part[:, [*parents, 4]] for part in before]))
    stepwise(stream, x[4:])
    check_equal((x, seen), (x, as_tuple(stream.state)))
    with pytest.raises(ValueError, match="read-only"):
        seen[0][...] = 0


def test_a_state_can_be_kept_and_set():
    layer, x = made("lstm", 3, 5, num_layers=2), random(STEPS, 3)
    stream = layer.stream()
    stepwise(stream, x[:4])
    kept = stream.state
    rest = stepwise(stream, x[4:])
    other = layer.stream()
    other.state = kept
    for part in stream.state:
        part[...] = np.nan
    check_equal(stepwise(other, x[4:]), rest)
    check_equal((rest[0][-1], as_tuple(stream.state)), (rest[0][-1], rest[1]))


def test_a_stream_begins_where_the_layer_ended():
    layer, x = made("gru", 3, 5), random(STEPS, 3)
    _, state = whole(layer, x[:4])
    stream = layer.stream()
    (stream.state,) = state
    np.testing.assert_array_equal(stepwise(stream, x[4:])[0], whole(layer, x)[0][4:])


def test_reset_begins_afresh():
    layer, x = made("lstm", 3, 5), random(BATCH, 3)
    stream = layer.stream(batch=BATCH)
    fresh = stream.step(x)
    later = stream.step(x)
    stream.reset()
    np.testing.assert_array_equal(stream.step(x), fresh)
    stream.reset(rows=np.arange(BATCH) == 2)
    after = stream.step(x)
    np.testing.assert_array_equal(after[2], fresh[2])
    np.testing.assert_array_equal(np.delete(after, 2, 0), np.delete(later, 2, 0))


def test_outputs_are_the_callers_own():
    stream, x = made("gru", 3, 5).stream(), random(3)
    first = stream.step(x)
    kept = first.copy()
    stream.step(x)
    np.testing.assert_array_equal(first, kept)


def test_weights_are_a_snapshot_until_refreshed():
    layer, x = made("lstm", 3, 5), random(3)
    stream = layer.stream()
    before = stream.step(x)
    with torch.no_grad():
        layer.weight_ih_l0 *= 2
    stream.reset()
    np.testing.assert_array_equal(stream.step(x), before)
    stream.reset()
    stream.refresh()
    np.testing.assert_array_equal(stream.step(x), whole(layer, x[None])[0][0])


def test_an_array_need_not_be_contiguous():
    stream, x = made("gru", 3, 5).stream(), random(3)
    first = stream.step(x)
    stream.reset()
    np.testing.assert_array_equal(stream.step(np.repeat(x, 2)[::2]), first)


def test_nan_stays_in_its_own_row():
    layer, x = made("lstm", 3, 5, num_layers=2), random(BATCH, 3)
    clean, poisoned = layer.stream(batch=BATCH), layer.stream(batch=BATCH)
    expected = clean.step(x)
    x[2, 1] = np.nan
    output = poisoned.step(x)
    assert np.isnan(output[2]).all()
    np.testing.assert_array_equal(np.delete(output, 2, 0), np.delete(expected, 2, 0))


def test_weights_of_other_number_types():
    layer, x = cw.LSTM(3, 5, dtype=torch.bfloat16), random(3)
    wide = cw.LSTM(3, 5)
    wide.load_state_dict(layer.state_dict())
    np.testing.assert_array_equal(layer.stream(dtype="float32").step(x), wide.stream().step(x))
    assert wide.stream(dtype=np.float64).step(x.astype(float)).dtype == np.float64


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickle.dumps])
def test_a_stream_is_not_copied_with_foreign_addresses(copied):
    with pytest.raises(cw.ArgumentError, match=r"other\.state = stream\.state"):
        copied(made("gru", 3, 5).stream())


def test_no_torch_is_needed():
    code = """
import sys
sys.modules["torch"] = None
import numpy as np, cellwright as cw
from cellwright.run.stream import Stream
sizes = (("input", 3), ("hidden", 5))
weights = {name: np.ones(shape, np.float32) for name, shape in cw.cells.lstm.parameters(**dict(sizes)).items()}
stream = Stream(cw.cells.lstm, [sizes], lambda: [weights], batch=200, threads=2)
stream.step(np.ones((200, 3), np.float32))
stream.step(np.ones((1, 3), np.float32), rows=[7])
print(stream, stream.state[0].shape)
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "<Stream lstm: 3 -> 5, batch=200, float32> (1, 200, 5)\n"


def test_a_lost_state_is_seen():
    layer, x = made(SUBJECTS["gru"], 3, 21), random(STEPS, 3)
    stream, outputs = layer.stream(), []
    for row in x:
        stream.reset()
        outputs.append(stream.step(row))
    with pytest.raises(AssertionError):
        check_equal((np.stack(outputs), as_tuple(stream.state)), whole(layer, x))
