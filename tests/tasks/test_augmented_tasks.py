"""Law: every task can change what it trains on; a seed repeats it, and what does not suit is refused."""

from __future__ import annotations

import pytest
import torch
from small_models import SUBJECTS, frame, gestures, labels_only, model

import cellwright as cw

# what the names of subjects have in them that read tokens
OF_TOKENS = ("texts", "event", "LanguageModel")


def losses(estimator):
    return [epoch.loss for run in estimator.history_ for epoch in run.epochs]


@pytest.mark.parametrize("name", SUBJECTS)
def test_augmented_training_is_another_and_repeats(name):
    subject = SUBJECTS[name]
    strong = {"token_dropout": 0.5} if any(word in name for word in OF_TOKENS) else {"jitter": 0.5}
    options = {"max_epochs": 2, "train_on_all": False, "dropout": 0.0}
    changed, again, plain = (
        subject.make(augment=augment, **options).fit(subject.data()) for augment in (strong, strong, None)
    )
    assert losses(changed) == losses(again)
    assert losses(changed) != losses(plain)
    for weight, same in zip(changed.module_.parameters(), again.module_.parameters(), strict=True):
        assert torch.equal(weight, same)


def test_flags_of_gaps_are_never_jittered():
    seen = []

    class Watching(cw.SequenceClassifier):
        def augmented(self, batch, encoded):
            after = super().augmented(batch, encoded)
            seen.append((batch.inputs[0][..., encoded.measured :], after.inputs[0][..., encoded.measured :]))
            assert not torch.equal(batch.inputs[0], after.inputs[0])
            return after

    Watching(hidden_size=4, max_epochs=1, augment="jitter", random_state=0, progress=False).fit(
        labels_only(gestures(gaps=True))
    )
    assert seen[0][0].shape[-1] > 0
    assert all(torch.equal(before, after) for before, after in seen)


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
