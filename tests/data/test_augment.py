"""Laws of every change of training examples: what must stay stays, what may change does, and a seed repeats it."""

from __future__ import annotations

import pytest
import torch

from cellwright.data.augment import (
    AUGMENTATIONS,
    OF_WINDOWS,
    Steps,
    are_augmentations,
    augmented,
    augmented_windows,
)
from cellwright.data.examples import Batch
from cellwright.errors import ArgumentError

LENGTHS = torch.tensor([17, 1, 9, 2, 13])
VALUES, FLAGS = 3, 2
SERIES = [name for name, change in AUGMENTATIONS.items() if not change.tokens]
every_change = pytest.mark.parametrize("name", AUGMENTATIONS)
every_change_of_series = pytest.mark.parametrize("name", SERIES)


def steps(name, lengths=LENGTHS):
    """Sequences with values far from 0 and flags of 0 and 1, or token numbers; zeros behind their ends."""
    generator = torch.Generator().manual_seed(5)
    longest = int(lengths.max())
    inside = torch.arange(longest) < lengths[:, None]
    if AUGMENTATIONS[name].tokens:
        return Steps(torch.randint(2, 50, (len(lengths), longest), generator=generator) * inside, lengths, 0)
    values = 3 + torch.randn(len(lengths), longest, VALUES, generator=generator, dtype=torch.float64)
    flags = (torch.rand(len(lengths), longest, FLAGS, generator=generator) > 0.5).double()
    return Steps(torch.cat([values, flags], -1) * inside[..., None], lengths, VALUES)


def changed(name, given, strength=None, seed=0):
    change = AUGMENTATIONS[name]
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return change.function(given, change.strength if strength is None else strength)


@every_change
def test_lengths_and_padding_stay(name):
    given = steps(name)
    out = changed(name, given)
    assert out.shape == given.steps.shape
    assert out.dtype == given.steps.dtype
    assert (out[~given.inside] == 0).all()
    assert torch.isfinite(out.double()).all()


@every_change
def test_a_change_changes_and_a_seed_repeats_it(name):
    given = steps(name, torch.full((40,), 17))
    first, again, other = (changed(name, given, seed=seed) for seed in (0, 0, 1))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert not torch.equal(first, given.steps)
    assert given.steps.equal(steps(name, given.lengths).steps), "what was given was written to"


@every_change
def test_no_strength_is_no_change(name):
    given = steps(name)
    torch.testing.assert_close(changed(name, given, strength=0.0), given.steps, rtol=1e-12, atol=1e-12)


@every_change_of_series
def test_flags_stay_flags(name):
    given = steps(name)
    flags = changed(name, given)[..., VALUES:]
    assert set(flags.unique().tolist()) <= {0.0, 1.0}
    if name not in {"time_warp", "window_slice"}:
        assert torch.equal(flags, given.steps[..., VALUES:])


@pytest.mark.parametrize("name", ["time_warp", "window_slice"])
def test_changes_of_time_only_read_between_the_steps(name):
    given = steps(name)
    out = changed(name, given)
    for row, length in enumerate(LENGTHS):
        low, high = given.steps[row, :length].amin(0), given.steps[row, :length].amax(0)
        assert ((out[row, :length] >= low - 1e-12) & (out[row, :length] <= high + 1e-12)).all()
    clock = Steps(torch.arange(17.0).expand(5, 17).unsqueeze(-1) * given.inside[..., None], LENGTHS, 1)
    read = changed(name, clock)[..., 0]
    for row, length in enumerate(LENGTHS):
        assert (read[row, :length].diff() >= 0).all()


def test_a_warped_sequence_begins_and_ends_where_it_did():
    given = steps("time_warp")
    out = changed("time_warp", given)
    ends = torch.arange(len(LENGTHS)), LENGTHS - 1
    torch.testing.assert_close(out[:, 0], given.steps[:, 0])
    torch.testing.assert_close(out[ends], given.steps[ends])


def test_a_slice_has_the_share_that_is_left():
    clock = Steps(torch.arange(101.0).expand(50, 101).unsqueeze(-1), torch.full((50,), 101), 1)
    read = changed("window_slice", clock, 0.25)[..., 0]
    torch.testing.assert_close(read[:, -1] - read[:, 0], torch.full((50,), 75.0))
    assert read[:, 0].unique().numel() > 40


def test_strengths_are_what_they_are_called():
    # 5 standard errors of each statistic
    given = Steps(torch.ones(4000, 5, 1, dtype=torch.float64), torch.full((4000,), 5), 1)
    count = 4000
    noise = changed("jitter", given, 0.3) - 1
    assert abs(noise.std() - 0.3) < 5 * 0.3 / (2 * count * 5) ** 0.5
    factors = changed("scaling", given, 0.3)
    assert (factors == factors[:, :1]).all()
    assert abs(factors[:, 0].std() - 0.3) < 5 * 0.3 / (2 * count) ** 0.5
    dropped = (changed("channel_dropout", given, 0.3)[:, 0] == 0).double().mean()
    assert abs(dropped - 0.3) < 5 * (0.3 * 0.7 / count) ** 0.5
    tokens = Steps(torch.full((4000, 5), 7), given.lengths, 0)
    unknown = (changed("token_dropout", tokens, 0.3) == 1).double().mean()
    assert abs(unknown - 0.3) < 5 * (0.3 * 0.7 / count / 5) ** 0.5


def windows():
    generator = torch.Generator().manual_seed(1)
    inputs = torch.cat([torch.randn(6, 8, 1, generator=generator), torch.ones(6, 8, 2)], -1)
    known = torch.rand(6, 3, generator=generator) > 0.3
    return Batch((inputs, torch.ones(6, 3, 4)), (torch.randn(6, 3, generator=generator) * known, known))


@pytest.mark.parametrize("name", OF_WINDOWS)
def test_what_is_forecast_changes_with_its_window_or_not_at_all(name):
    before = windows()
    with torch.random.fork_rng():
        torch.manual_seed(0)
        after = augmented_windows(before, {name: 0.5})
    assert torch.equal(after.inputs[0][..., 1:], before.inputs[0][..., 1:])
    assert after.inputs[1] is before.inputs[1]
    assert after.targets[1] is before.targets[1]
    assert (after.targets[0][~after.targets[1]] == 0).all()
    assert not torch.equal(after.inputs[0], before.inputs[0])
    if name == "jitter":
        assert torch.equal(after.targets[0], before.targets[0])
    if name == "scaling":
        factor = after.inputs[0][:, 0, 0] / before.inputs[0][:, 0, 0]
        torch.testing.assert_close(after.targets[0], before.targets[0] * factor[:, None])


def test_a_warp_of_magnitude_goes_on_smoothly_behind_the_window():
    ones = Batch((torch.ones(20, 50, 1),), (torch.ones(20, 50), torch.ones(20, 50) > 0))
    with torch.random.fork_rng():
        torch.manual_seed(0)
        after = augmented_windows(ones, {"magnitude_warp": 0.5})
    curve = torch.cat([after.inputs[0][..., 0], after.targets[0]], 1)
    step_at_the_seam = (curve[:, 50] - curve[:, 49]).abs()
    assert (step_at_the_seam <= curve.diff(dim=1).abs().amax(1) + 1e-6).all()
    # waves of at most 3 half periods over 100 steps: no step is large
    assert curve.diff(dim=1).abs().max() < 0.2


def test_changes_that_do_not_suit_are_refused():
    series, tokens = Batch((torch.randn(2, 3, 1),)), Batch((torch.ones(2, 3, dtype=torch.int64), torch.tensor([3, 2])))
    with pytest.raises(ArgumentError, match=r"augment='token_dropout' is not for sequences of numbers; .*'jitter'"):
        augmented(series, "token_dropout")
    with pytest.raises(ArgumentError, match="augment='jitter' is not for texts; for these there is 'token_dropout'"):
        augmented(tokens, ["jitter"])
    assert augmented(tokens, "token_dropout").inputs[1] is tokens.inputs[1]


@pytest.mark.parametrize(
    "value", ["jiter", [], ["jitter", 3], {"jitter": 1}, {"jitter": "much"}, {"jitter": True}, 3, {}]
)
def test_what_names_no_changes_is_found_out(value):
    assert not are_augmentations(value)
    assert are_augmentations("jitter")
    assert are_augmentations({"jitter": 0, "scaling": 0.5})
