"""Law: a matrix (rows, columns) is as many univariate sequences, so scikit-learn's checks of estimators hold."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks
from small_models import classifier, opinions, regressor

# in float64, since the checks allow a difference of 1e-7 between batches
EXACT = {"precision": "float64", "learning_rate": 1e-2}
LEARNING = {**EXACT, "max_epochs": 40, "dropout": 0.0}
# a sequence may have any length, so columns are no features: there is no n_features_in_, and no error for more columns
ANY_LENGTH = "sequences may differ in length"
NOT_APPLICABLE = {
    "check_n_features_in": ANY_LENGTH,
    "check_n_features_in_after_fitting": ANY_LENGTH,
}
# these train until something is learned, four times each: the tests below ask for the same, once
IN_OUR_OWN_WORDS = ("check_classifiers_train", "check_regressors_train")


@parametrize_with_checks(
    [classifier(**EXACT), regressor(**EXACT)], expected_failed_checks=lambda estimator: NOT_APPLICABLE
)
@pytest.mark.filterwarnings("ignore")
def test_scikit_learns_checks(estimator, check):
    if check.func.__name__ in IN_OUR_OWN_WORDS:
        pytest.skip("see the tests below")
    check(estimator)


def blobs():
    generator = np.random.default_rng(0)
    y = np.repeat(["one", "three", "two"], 30)
    return generator.normal(size=(90, 3)) + 4 * np.eye(3)[np.unique(y, return_inverse=True)[1]], y


def test_a_classifier_learns_what_the_check_asks_for():
    X, y = blobs()
    model = classifier(**LEARNING).fit(X, y)
    assert model.score(X, y) > 0.83
    probability, decision = model.predict_proba(X), model.decision_function(X)
    np.testing.assert_allclose(probability.sum(1), 1)
    np.testing.assert_array_equal(model.classes_[probability.argmax(1)], model.predict(X))
    np.testing.assert_array_equal(decision.argmax(1), probability.argmax(1))
    two = y != "two"
    binary = classifier(**LEARNING).fit(X[two], y[two])
    assert binary.decision_function(X).shape == (90,)
    np.testing.assert_array_equal(binary.predict(X), binary.classes_[(binary.decision_function(X) > 0).astype(int)])


def test_a_regressor_learns_what_the_check_asks_for():
    X, _ = blobs()
    y = X @ [1.0, 0.5, -0.5]
    assert regressor(**{**LEARNING, "hidden_size": 16}).fit(X, y).score(X, y) > 0.5
    assert regressor().fit(X, np.column_stack([y, -y])).predict(X).shape == (90, 2)


def test_search_finds_the_better_of_two():
    X, y = blobs()
    search = GridSearchCV(classifier(learning_rate=1e-2), {"max_epochs": [1, 15], "linear": [False]}, cv=2, n_jobs=2)
    assert search.fit(X, y).best_params_["max_epochs"] == 15
    assert search.best_score_ > 0.8
    first, second = search.cv_results_["mean_test_score"]
    assert second > first


def test_a_pipeline_is_cross_validated():
    generator = np.random.default_rng(0)
    X = generator.normal(5, [1.0, 100.0, 1.0], size=(90, 3))
    pipeline = make_pipeline(StandardScaler(), regressor())
    assert (cross_val_score(pipeline, X, X @ [1.0, 0.01, -1.0], cv=3) > 0.8).all()
    # what is said of each row is said by a model that has not seen it: noise cannot be told
    assert (cross_val_score(pipeline, X, generator.normal(size=90), cv=3) < 0.3).all()


def test_texts_are_searched_too():
    texts, labels = opinions()
    search = GridSearchCV(classifier(), {"pooling": ["max", "attention"]}, cv=2, scoring="neg_log_loss").fit(
        texts, labels
    )
    assert set(search.predict(texts)) <= {"good", "bad"}


def test_what_a_score_is():
    X, y = blobs()
    model = classifier().fit(X, y)
    assert model.score(X, y) == (model.predict(X) == y).mean()
    numbers = regressor().fit(X, X.mean(1))
    error = np.square(numbers.predict(X) - X.mean(1)).sum() / np.square(X.mean(1) - X.mean()).sum()
    np.testing.assert_allclose(numbers.score(X, X.mean(1)), 1 - error)
