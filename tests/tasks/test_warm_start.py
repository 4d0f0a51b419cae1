"""Law: a warm start begins with the weights that fit, says which these are, and refuses when none does."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from small_models import HORIZON, SUBJECTS, fitted, fitted_subject, frame, model

import cellwright as cw
from cellwright.tasks.warm_start import ANEW

# no step of training: the smallest learning rate leaves the weights where they began
STILL = {"learning_rate": 1e-30, "max_epochs": 1, "train_on_all": False, "random_state": 7}


def weights(estimator):
    return estimator.module_.state_dict()


def test_a_warm_start_begins_with_the_weights_of_the_model():
    start = fitted()
    warm = model(**STILL).fit(frame(), init_from=start)
    assert set(warm.taken_over_) == {name for name in weights(start) if not name.startswith(ANEW)}
    for name in warm.taken_over_:
        torch.testing.assert_close(weights(warm)[name], weights(start)[name], rtol=0, atol=1e-20)
    cold = model(**STILL).fit(frame())
    assert cold.taken_over_ == ()
    assert any((weights(cold)[name] != weights(start)[name]).any() for name in weights(start))


@pytest.mark.parametrize("name", SUBJECTS)
def test_every_task_begins_where_another_of_it_ended(name):
    subject, start = SUBJECTS[name], fitted_subject(name)
    warm = subject.make(**STILL, freeze=1).fit(subject.data(), init_from=start)
    # what stands beside the network is fitted to the new examples, whose classes may be others
    assert set(warm.taken_over_) == {key for key in weights(start) if not key.startswith(ANEW)}
    for key in warm.taken_over_:
        assert torch.equal(weights(warm)[key], weights(start)[key])
    other = "Pretrainer of texts" if "texts" in name else "Pretrainer"
    if name.startswith("Sequence"):
        warm = subject.make(**STILL).fit(subject.data(), init_from=fitted_subject(other))
        assert any(key.startswith("recurrent.") for key in warm.taken_over_)
        assert not any(key.startswith("head.") for key in warm.taken_over_)


def test_the_file_of_a_model_is_as_good(tmp_path):
    path = fitted().save(tmp_path / "start.cw")
    one, other = (model(**STILL).fit(frame(), init_from=start) for start in (path, str(path)))
    assert one.taken_over_ == other.taken_over_
    np.testing.assert_array_equal(one.predict().LSTM, model(**STILL).fit(frame(), init_from=fitted()).predict().LSTM)


def test_a_head_of_another_shape_is_new():
    warm = model(horizon=HORIZON + 2, **STILL).fit(frame(), init_from=fitted())
    assert all(name.startswith("recurrent.") for name in warm.taken_over_)
    assert len(warm.taken_over_) == 4
    assert weights(warm)["head.weight"].shape != weights(fitted())["head.weight"].shape


def test_the_start_is_not_touched_and_training_goes_on_from_it():
    start = fitted()
    before = {name: value.clone() for name, value in weights(start).items()}
    warm = model(random_state=7).fit(frame(), init_from=start)
    assert all(torch.equal(before[name], value) for name, value in weights(start).items())
    cold = model(random_state=7).fit(frame())
    assert warm.history_[0].epochs[0].loss < cold.history_[0].epochs[0].loss


def test_what_is_frozen_stays_for_so_many_epochs():
    options = {"train_on_all": False, "early_stopping": None, "validation_split": 0.0}
    start = fitted()
    held = model(max_epochs=2, freeze=2, horizon=HORIZON + 2, **options).fit(frame(), init_from=start)
    for name in held.taken_over_:
        assert torch.equal(weights(held)[name], weights(start)[name])
    assert (weights(held)["linear.weight"] != 0).any(), "the new part is trained meanwhile"
    freed = model(max_epochs=3, freeze=2, horizon=HORIZON + 2, **options).fit(frame(), init_from=start)
    for name in freed.taken_over_:
        assert not torch.equal(weights(freed)[name], weights(start)[name])


def test_other_seeds_begin_there_too():
    warm = model(**STILL).fit(frame(), init_from=fitted())
    evaluation = warm.evaluate(seeds=2, baselines=False)
    assert evaluation.scores


@pytest.mark.parametrize(
    ("options", "start", "message"),
    [
        (
            {"hidden_size": 9},
            fitted,
            "no recurrent weight of init_from fits: it has 1 x 8 units, this model 1 x 9. Wri",
        ),
        ({"cell": "gru"}, fitted, "init_from has the cell 'lstm', this model 'gru'; write cell='lstm'"),
        ({}, lambda: 7, "init_from must be a fitted model, or the path of one; got 7"),
        (
            {"freeze": 2},
            lambda: None,
            "freeze=2 holds weights that were taken over; give fit a model as init_from, too",
        ),
        ({"freeze": -1}, fitted, "freeze must be an integer of at least 0; got -1"),
    ],
)
def test_what_does_not_fit_is_refused(options, start, message):
    with pytest.raises(cw.ArgumentError) as caught:
        model(**options).fit(frame(), init_from=start())
    assert message in str(caught.value)


def test_a_missing_or_damaged_file_is_refused(tmp_path):
    with pytest.raises(cw.ModelFileError, match="there is no model file"):
        model().fit(frame(), init_from=tmp_path / "none.cw")


def test_a_checkpoint_of_a_warm_run_is_of_this_start_only(tmp_path):
    model(max_epochs=1).fit(frame(), init_from=fitted(), checkpoint=tmp_path / "run")
    with pytest.raises(cw.ArgumentError, match="belongs to another run"):
        model(max_epochs=1).fit(frame(), checkpoint=tmp_path / "run")
