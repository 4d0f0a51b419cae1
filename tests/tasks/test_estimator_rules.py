"""Law: every task is an estimator of scikit-learn, and the same one out of its file."""

from __future__ import annotations

import json
import pickle

import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.utils import estimator_checks
from small_models import SUBJECTS, fitted_subject

import cellwright as cw
from cellwright.tasks import TASKS

# scikit-learn's own checks that do not feed a matrix of features, which a series is not
CHECKS = (
    "check_estimator_cloneable",
    "check_estimator_repr",
    "check_no_attributes_set_in_init",
    "check_get_params_invariance",
    "check_set_params",
    "check_mixin_order",
    "check_valid_tag_types",
)

every_subject = pytest.mark.parametrize("name", SUBJECTS)


def same_predictions(one, other, data):
    pd.testing.assert_frame_equal(one.table(data), other.table(data), check_exact=True, check_dtype=False)


def differ(one, other, data):
    return not one.table(data).equals(other.table(data))


def test_every_task_is_a_subject():
    assert {name.split(" ")[0] for name in SUBJECTS} == set(TASKS)


@every_subject
@pytest.mark.parametrize("check", CHECKS)
def test_scikit_learns_own_checks(name, check):
    getattr(estimator_checks, check)(name, SUBJECTS[name].make())


@every_subject
def test_parameters_are_stored_as_given(name):
    task = SUBJECTS[name].make()
    for parameter, value in task.get_params().items():
        assert getattr(task, parameter) is value
    wrong = clone(task).set_params(hidden_size=-1)
    assert wrong.hidden_size == -1  # checked when it is fitted, not before


@every_subject
def test_unfitted_tasks_say_so(name):
    task, data = SUBJECTS[name].make(), SUBJECTS[name].new()
    for verb in (lambda: task.predict(data), task.evaluate, lambda: task.save("never.cw")):
        with pytest.raises(NotFittedError):
            verb()


@every_subject
def test_fitting_returns_itself_and_leaves_the_parameters(name):
    one = SUBJECTS[name].make(hidden_size=5)
    before = one.get_params()
    assert one.fit(SUBJECTS[name].data()) is one
    assert one.get_params() == before


@every_subject
def test_a_fitted_task_survives_pickle_and_a_clone_forgets(name):
    one = fitted_subject(name)
    same_predictions(pickle.loads(pickle.dumps(one)), one, SUBJECTS[name].new())  # noqa: S301
    assert not hasattr(clone(one), "module_")


@every_subject
def test_fitting_twice_is_fitting_anew_and_seeds_repeat_bit_for_bit(name):
    subject = SUBJECTS[name]
    once = fitted_subject(name)
    twice = subject.make().fit(subject.data()).fit(subject.data())
    same_predictions(once, twice, subject.new())


@every_subject
def test_another_seed_is_another_model(name):
    other = SUBJECTS[name].make(random_state=1).fit(SUBJECTS[name].data())
    assert differ(other, fitted_subject(name), SUBJECTS[name].new())


@every_subject
def test_a_stopped_run_is_taken_up_again(name, tmp_path):
    subject = SUBJECTS[name]
    once = subject.make().fit(subject.data(), checkpoint=tmp_path)
    same_predictions(once, subject.make().fit(subject.data(), checkpoint=tmp_path), subject.new())


@every_subject
@pytest.mark.parametrize("path", ["model.cw", "model"], ids=["zip", "folder"])
def test_saving_and_loading_change_nothing(name, path, tmp_path):
    one = fitted_subject(name)
    again = cw.load(one.save(tmp_path / "deep" / path))
    same_predictions(again, one, SUBJECTS[name].new())
    assert json.dumps(again.get_params()) == json.dumps(one.get_params())  # tuples are lists in JSON
    assert again.history_ == one.history_
    first, second = one.save(tmp_path / "1" / "a.cw"), again.save(tmp_path / "2" / "a.cw")
    assert first.read_bytes() == second.read_bytes()
