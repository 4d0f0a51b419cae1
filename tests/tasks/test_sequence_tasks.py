"""What sequence tasks promise: padding changes nothing, probabilities mean what they say, several labels, weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from small_models import classifier, fitted_subject, gestures, labels_only, opinions, regressor

import cellwright as cw
from cellwright.data.padded import Padded
from cellwright.data.vocabulary import words
from cellwright.errors import ArgumentError
from cellwright.evaluate.linear import STRENGTHS, logistic
from cellwright.nn.pooling import POOLINGS
from cellwright.nn.summaries import Summaries
from cellwright.tasks.sequence_network import SequenceNetwork

OPTIONS = {
    "outputs": 3, "embedding_size": 4, "embedding_dropout": 0.0, "evidence": True, "hidden_size": 5, "dropout": 0.0,
}  # fmt: skip


@pytest.mark.parametrize("pooling", POOLINGS)
@pytest.mark.parametrize("convolution", [None, [(6, 3), (4, 2)]], ids=["plain", "convolution"])
@pytest.mark.parametrize("heads", [None, 2], ids=["", "self-attention"])
@pytest.mark.parametrize("sizes", [{"features": 2}, {"vocabulary": 9}], ids=["numbers", "tokens"])
def test_padding_changes_nothing(pooling, convolution, heads, sizes):
    torch.manual_seed(0)
    network = SequenceNetwork(
        "lstm",
        **sizes,
        **OPTIONS,
        pooling=pooling,
        convolution=convolution,
        self_attention=heads,
        bidirectional=True,
        num_layers=2,
    ).eval()
    network.evidence.weights[1:].normal_()
    lengths = torch.tensor([7, 1, 4])
    steps = torch.randn(3, 9, 2) if "features" in sizes else torch.randint(1, 9, (3, 9))
    for row, length in enumerate(lengths):
        steps[row, length:] = 0
    together = network(steps, lengths)
    for row, length in enumerate(lengths):
        alone = network(steps[row : row + 1, :length], lengths[row : row + 1])
        torch.testing.assert_close(together[row : row + 1], alone, rtol=1e-5, atol=1e-6)


def test_the_padding_of_attention_weighs_nothing():
    data = labels_only(gestures())
    model = classifier(pooling="attention").fit(data)
    weights = model.attention(data)
    lengths = data.groupby("unique_id", sort=False).size().tolist()
    assert [len(each) for each in weights] == lengths
    np.testing.assert_allclose([each.sum() for each in weights], 1, rtol=1e-6)
    with pytest.raises(cw.DataError, match="only a model with pooling='attention'"):
        fitted_subject("SequenceClassifier").attention(data)


def test_naive_bayes_alone_is_that_of_scikit_learn():
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.naive_bayes import MultinomialNB

    texts, labels = opinions()
    model = classifier(train_on_all=False, validation_split=0.0, min_count=1, max_epochs=1).fit(texts, labels)
    evidence = model.module_.evidence
    batch = model.encode(texts, model.learned_).examples.batch(np.arange(len(texts)))
    found = evidence(*batch.inputs).numpy()
    counts = CountVectorizer(tokenizer=words, token_pattern=None, ngram_range=(1, 2), binary=True).fit(texts)
    bayes = MultinomialNB().fit(counts.transform(texts), labels)
    log_odds = bayes.predict_log_proba(counts.transform(texts)) - np.log(0.5)
    assert np.corrcoef(found[:, 1] - found[:, 0], log_odds[:, 1] - log_odds[:, 0])[0, 1] > 0.99


@pytest.mark.parametrize(
    ("name", "data"), [("SequenceClassifier", labels_only(gestures())), ("SequenceClassifier of texts", opinions())]
)
def test_what_the_linear_model_says_is_settled_on_what_was_held_out(name, data, tmp_path):
    model = fitted_subject(name)
    X = data[0] if isinstance(data, tuple) else data
    share = model.learned_["evidence"]
    assert 0 < share < 1
    batch = model.encode(X, model.learned_).examples.batch(np.arange(40))
    logits, evidence = (part.double().numpy() for part in model.module_(*batch.inputs).detach().tensor_split(2, -1))
    both = ((1 - share) * logits + share * evidence) / model.learned_["temperature"]
    np.testing.assert_allclose(model.decision_function(X), both[:, 1] - both[:, 0], rtol=1e-4, atol=1e-5)
    given = data if isinstance(data, tuple) else (data,)
    alone = classifier(linear=False).fit(*given)
    assert alone.module_.evidence is None
    assert cw.load(alone.save(tmp_path / "m.cw")).score(*given) == alone.score(*given)


def test_summaries_are_those_of_the_baseline():
    from cellwright.data.sequences import Sequences
    from cellwright.evaluate.bag_of_features import summaries

    values = np.random.default_rng(0).normal(size=(11, 2))
    bounds = np.array([0, 1, 4, 11])
    known = summaries(Sequences((0, 1, 2), values, bounds))[:, :12]
    batch = Padded(values, bounds).batch(np.arange(3))
    table = Summaries(2, 3).table(*batch.inputs).numpy()
    np.testing.assert_allclose(table[:, :12], known, atol=1e-6)
    # a slope from end to end, not from step to step; and the mean of each eighth, which of one step is that step
    line = torch.arange(16.0).view(1, -1, 1)
    found = Summaries(1, 2).table(line, torch.tensor([16]))[0]
    torch.testing.assert_close(found[6], torch.tensor(7.5))
    torch.testing.assert_close(found[7:15], torch.arange(0.5, 16, 2))
    torch.testing.assert_close(table[0, 14:30].reshape(8, 2), np.repeat(values[:1], 8, 0), check_dtype=False)


def test_the_linear_model_alone_is_a_logistic_regression():
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    generator = np.random.default_rng(0)
    table, counts = generator.normal(3, 2, (90, 4)), generator.uniform(0.5, 2, 90)
    targets = np.digitize(table @ generator.normal(size=4) + generator.normal(size=90), [0, 5])
    linear = logistic(table, targets, 4, counts)
    standard = StandardScaler().fit_transform(table)
    likely = [
        LogisticRegression(C=strength, max_iter=1000)
        .fit(standard, targets, sample_weight=counts)
        .predict_proba(standard)
        for strength in STRENGTHS
    ]
    logits = (table - linear.centers) @ linear.weights + linear.biases
    own = torch.from_numpy(logits[:, :3]).softmax(-1).numpy()
    assert min(np.abs(own - each).max() for each in likely) < 1e-3
    # a class that no example has is never the most probable one
    assert (logits.argmax(1) < 3).all()


def test_calibration_is_a_temperature():
    data = labels_only(gestures(seed=1))
    model = classifier(linear=False).fit(labels_only(gestures()))
    batch = model.encode(data, model.learned_).examples.batch(np.arange(40))
    logits = model.module_(*batch.inputs).detach().double() / model.learned_["temperature"]
    np.testing.assert_allclose(model.predict_proba(data), logits.softmax(-1).numpy(), rtol=1e-4)
    np.testing.assert_allclose(model.decision_function(data), (logits[:, 1] - logits[:, 0]).numpy(), atol=1e-5)
    assert classifier(calibrate=False).fit(data).learned_["temperature"] == 1.0


def test_several_labels_a_sequence(tmp_path):
    generator = np.random.default_rng(0)
    y = generator.integers(0, 2, (40, 2))
    X = generator.normal(0, 0.1, (40, 6)) + y[:, :1] - 0.5
    X = np.stack([X, generator.normal(0, 0.1, (40, 6)) + y[:, 1:] - 0.5], -1)
    model = classifier(max_epochs=30, learning_rate=1e-2, class_weight="balanced").fit(X, y)
    assert model.predict(X).shape == (40, 2)
    assert model.score(X, y) > 0.8
    assert model.predict_proba(X).max() <= 1
    sets = [{name for name, here in zip("ab", row, strict=True) if here} for row in y]
    named = classifier(max_epochs=30, learning_rate=1e-2).fit(list(X), sets)
    assert named.classes_.tolist() == ["a", "b"]
    assert np.mean([found == true for found, true in zip(named.predict(list(X)), sets, strict=True)]) > 0.8
    again = cw.load(named.save(tmp_path / "m.cw"))
    assert again.predict(list(X)) == named.predict(list(X))
    evaluation = named.evaluate(list(X), sets)
    assert set(evaluation.scores) == {"LSTM", "Majority", "LogisticRegression"}


def test_weights_of_classes_shift_what_is_predicted(tmp_path):
    X = np.random.default_rng(0).normal(size=(60, 5))
    y = np.array([0] * 50 + [1] * 10)
    rare = classifier(class_weight={1: 50.0}).fit(X, y)
    assert (rare.predict(X) == 1).mean() > (classifier().fit(X, y).predict(X) == 1).mean()
    again = cw.load(rare.save(tmp_path / "m.cw"))
    np.testing.assert_array_equal(again.predict(X), rare.predict(X))


def test_only_the_first_steps_are_read():
    X = np.random.default_rng(0).normal(size=(40, 8))
    y = X[:, 0] > 0
    model = classifier(max_length=3).fit(X, y)
    changed = X.copy()
    changed[:, 3:] = 100.0
    np.testing.assert_array_equal(model.predict_proba(X), model.predict_proba(changed))


def test_compare_takes_sequences():
    model = classifier(max_epochs=1)
    comparison = cw.compare(model, opinions(), ["rnn", "gru"], seeds=2)
    assert {"rnn", "gru", "Majority", "LogisticRegression"} == set(comparison.table.index)
    assert comparison.measure == "log loss"
    numbers = regressor(max_epochs=1)
    X = np.random.default_rng(0).normal(size=(40, 8))
    assert cw.compare(numbers, (X, X.mean(1)), ["rnn"], seeds=1).measure == "MAE"


@pytest.mark.parametrize("name", ["SequenceClassifier", "SequenceClassifier of texts", "SequenceRegressor"])
def test_reports(name, tmp_path):
    from small_models import SUBJECTS

    model = fitted_subject(name)
    evaluation = model.evaluate(SUBJECTS[name].data())
    page = evaluation.save(tmp_path / "report.html").read_text()
    assert evaluation.verdict.split(" ")[0] in page
    assert page.count("<svg") >= 4
    assert "NaN" not in page
    assert len(evaluation.errors["LSTM"]) == 40
    loaded = cw.load(model.save(tmp_path / "m.cw")).evaluate(SUBJECTS[name].data())
    assert loaded.scores["LSTM"] == evaluation.scores["LSTM"]
    assert "cross-validated" in " ".join(loaded.notes)
    assert set(loaded.scores) == set(evaluation.scores)


def test_evaluation_of_the_training_data_fits_anew():
    evaluation = fitted_subject("SequenceClassifier").evaluate(seeds=2)
    assert len(evaluation.details["LSTM"].truth) == 8
    assert len(evaluation.seeds) == 2


def test_a_task_that_uses_nothing_known_in_advance_says_so():
    with pytest.raises(ArgumentError, match="a SequenceClassifier uses nothing that is known in advance; leave future"):
        cw.SequenceClassifier().table_ahead(None, Path("future"))
    with pytest.raises(ArgumentError, match="a SequenceClassifier forecasts nothing; leave the horizon out"):
        cw.SequenceClassifier().table_ahead(None, None, 3)
