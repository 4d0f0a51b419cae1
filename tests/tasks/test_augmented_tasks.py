"""Law: every task can change what it trains on; a seed repeats it, and what does not suit is refused."""

from __future__ import annotations

import numpy as np
import pytest
from small_models import frame, model

import cellwright as cw


def test_augmented_training_is_another_and_repeats():
    changed, again = (model(augment={"jitter": 0.3, "scaling": 0.2}).fit(frame()) for _ in range(2))
    np.testing.assert_array_equal(changed.predict().LSTM, again.predict().LSTM)
    assert (changed.predict().LSTM != model().fit(frame()).predict().LSTM).any()


def test_the_option_is_kept_in_the_file(tmp_path):
    path = model(augment={"jitter": 0.3}, max_epochs=1).fit(frame()).save(tmp_path / "m.cw")
    assert cw.load(path).augment == {"jitter": 0.3}


@pytest.mark.parametrize(
    ("augment", "message"),
    [
        (
            "time_warp",
            "augment must be one or several of 'jitter', 'scaling', 'magnitude_warp', or .*; got 'time_warp'",
        ),
        ("jiter", "augment must be one or several of 'jitter', 'scaling', .*; got 'jiter'"),
        ({"jitter": 2}, "augment must be one or several of .*; got {'jitter': 2}"),
    ],
)
def test_what_does_not_suit_is_refused(augment, message):
    with pytest.raises(cw.ArgumentError, match=message):
        model(augment=augment).fit(frame())
