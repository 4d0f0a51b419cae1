"""Law: every task is an estimator of scikit-learn."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.utils import estimator_checks
from small_models import FAST, fitted, frame, model

import cellwright as cw
from cellwright.tasks import TASKS

# a small instance of every task
INSTANCES = {"Forecaster": lambda: cw.Forecaster(**FAST)}
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

every_task = pytest.mark.parametrize("name", TASKS)


def test_every_task_has_an_instance():
    assert INSTANCES.keys() == TASKS.keys()


@every_task
@pytest.mark.parametrize("check", CHECKS)
def test_scikit_learns_own_checks(name, check):
    getattr(estimator_checks, check)(name, INSTANCES[name]())


@every_task
def test_parameters_are_stored_as_given(name):
    task = INSTANCES[name]()
    for parameter, value in task.get_params().items():
        assert getattr(task, parameter) is value
    wrong = clone(task).set_params(hidden_size=-1)
    assert wrong.hidden_size == -1  # checked when it is fitted, not before


@every_task
def test_unfitted_tasks_say_so(name):
    task = INSTANCES[name]()
    for verb in (task.predict, task.evaluate, lambda: task.save("never.cw")):
        with pytest.raises(NotFittedError):
            verb()


def test_fitting_returns_itself_and_leaves_the_parameters():
    one = model(hidden_size=5)
    before = one.get_params()
    assert one.fit(frame()) is one
    assert one.get_params() == before


def test_a_fitted_task_survives_pickle_and_a_clone_forgets():
    one = fitted()
    again = pickle.loads(pickle.dumps(one))  # noqa: S301
    np.testing.assert_array_equal(again.predict().LSTM, one.predict().LSTM)
    assert not hasattr(clone(one), "module_")


def test_fitting_twice_is_fitting_anew():
    one = model().fit(frame())
    first = one.predict()
    np.testing.assert_array_equal(one.fit(frame()).predict().LSTM, first.LSTM)


def test_seeds_repeat_bit_for_bit_and_differ_otherwise():
    same, other = model().fit(frame()), model(random_state=1).fit(frame())
    np.testing.assert_array_equal(same.predict().LSTM, fitted().predict().LSTM)
    assert (other.predict().LSTM != same.predict().LSTM).any()
