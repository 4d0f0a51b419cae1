"""What sequence tasks promise: padding changes nothing, probabilities mean what they say, several labels, weights."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
import torch
from small_models import classifier, fitted_subject, gestures, labels_only, opinions, regressor

import cellwright as cw
from cellwright.data.padded import Padded
from cellwright.data.vocabulary import words
from cellwright.errors import ArgumentError
from cellwright.evaluate.linear import LOGISTIC, OF_TEXTS, RIDGE, logistic, ridge
from cellwright.nn.kernels import DILATIONS, QUANTILES, SHAPES, SOFT, Kernels
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
    lengths = torch.tensor([7, 1, 4])
    steps = torch.randn(3, 9, 2) if "features" in sizes else torch.randint(1, 9, (3, 9))
    network.evidence.weights[1:].normal_(std=0.1)
    if "features" in sizes:
        network.evidence.kernels.set_thresholds(steps, lengths)
        network.evidence.used.fill_(len(network.evidence.weights))
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


def test_the_linear_model_of_texts_alone_is_a_logistic_regression():
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression

    texts, labels = opinions()
    model = classifier(train_on_all=False, validation_split=0.0, min_count=1, max_epochs=1).fit(texts, labels)
    evidence = model.module_.evidence
    examples = model.encode(texts, model.learned_).examples
    found = evidence(*examples.batch(np.arange(len(texts))).inputs).double().softmax(-1).numpy()
    counter = CountVectorizer(tokenizer=words, token_pattern=None, ngram_range=(1, 2))
    seen = counter.fit_transform(texts).toarray() > 0
    # no two pairs share a place here
    assert np.count_nonzero(evidence.table(examples.steps, examples.bounds).sum(0)) == seen.shape[1]
    good = np.array(labels) == "good"
    shares = [(1 + seen[rows].sum(0)) / (seen.shape[1] + seen[rows].sum()) for rows in (good, ~good)]
    scales = (np.log((1 + len(texts)) / (1 + seen.sum(0))) + 1) * np.abs(np.log(shares[0] / shares[1]))
    table = scales * seen / np.sqrt(seen.sum(1, keepdims=True))
    likely = [
        LogisticRegression(C=value, max_iter=1000).fit(table, labels).predict_proba(table) for value in OF_TEXTS.values
    ]
    assert min(np.abs(found - each).max() for each in likely) < 1e-3


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


@pytest.mark.parametrize("kind", ["numbers", "texts"])
def test_a_linear_model_stands_beside_the_regressor(kind, tmp_path):
    generator = np.random.default_rng(0)
    X = (
        generator.normal(size=(60, 12))
        if kind == "numbers"
        else [" ".join(generator.choice(list("abcd"), 8)) for _ in range(60)]
    )
    y = X.mean(1) if kind == "numbers" else np.array([text.count("a") for text in X], float)
    model = regressor(max_epochs=2).fit(X, y)
    share, about = model.learned_["evidence"], model.learned_["targets"]
    assert 0.5 < share <= 1
    batch = model.encode(X, model.learned_).examples.batch(np.arange(60))
    own, evidence = (part.double().numpy()[:, 0] for part in model.module_(*batch.inputs).detach().tensor_split(2, -1))
    both = ((1 - share) * own + share * evidence) * about["scales"] + about["centers"]
    np.testing.assert_allclose(model.predict(X), both, rtol=1e-5, atol=1e-5)
    alone = regressor(max_epochs=2, linear=False).fit(X, y)
    assert alone.module_.evidence is None
    assert alone.score(X, y) < 0.5 < model.score(X, y)
    assert cw.load(model.save(tmp_path / "m.cw")).score(X, y) == model.score(X, y)


def test_the_ridge_regression_is_that_of_scikit_learn():
    from sklearn.linear_model import Ridge
    from sklearn.preprocessing import StandardScaler

    generator = np.random.default_rng(0)
    table = generator.normal(3, 2, (90, 4))
    targets = np.column_stack([table @ generator.normal(size=4), generator.normal(size=90)])
    linear = ridge(table, targets)
    found = (table - linear.centers) @ linear.weights + linear.biases
    standard = StandardScaler().fit_transform(table)
    known = [Ridge(alpha=value).fit(standard, targets).predict(standard) for value in RIDGE.values]
    assert min(np.abs(found - each).max() for each in known) < 1e-9


def test_shapes_are_shares_of_steps():
    generator = np.random.default_rng(0)
    kernels = Kernels(features=3)
    steps = torch.from_numpy(generator.normal(size=(1, 21, 3)).astype(np.float32))
    kernels.set_thresholds(steps, torch.tensor([21]))
    found = kernels(steps, torch.tensor([21]))[0].reshape(len(DILATIONS), len(QUANTILES), len(SHAPES)).numpy()
    for place, shape in ((0, 0), (1, 40), (5, 83)):
        weights = kernels.weights[place, :, shape].numpy().reshape(9, 3).T
        # three taps of nine are high, and a constant is nothing
        np.testing.assert_allclose(sorted(weights.sum(0)), [-1] * 6 + [2] * 3, atol=1e-6)
        values = np.zeros(21)
        for step in range(21):
            for tap in range(9):
                there = step + (tap - 4) * DILATIONS[place]
                if 0 <= there < 21:
                    values[step] += steps[0, there].numpy() @ weights[:, tap]
        for row, quantile in enumerate(QUANTILES):
            above = 1 / (1 + np.exp(-(values - np.quantile(values, quantile)) / (SOFT * values.std())))
            np.testing.assert_allclose(found[place, row, shape], above.mean(), atol=1e-5)


def test_shapes_are_taken_where_they_tell_more():
    generator = np.random.default_rng(0)
    y = np.repeat([0, 1], 60)
    noise = generator.normal(size=(120, 64))
    # each step turns the sign, or keeps it: what is seen at the time is the same
    smooth = np.abs(noise) * np.cumprod(np.where(y[:, None] == 1, -1, 1) * np.ones((120, 64)), 1)
    smooth *= np.where(generator.random((120, 1)) < 0.5, -1, 1)
    quick = classifier(max_epochs=1).fit(smooth, y).module_.evidence
    assert quick.used > quick.widths[0]
    level = classifier(max_epochs=1).fit(noise + 0.3 * y[:, None], y).module_.evidence
    assert 0 < level.used <= level.widths[0]


def test_summaries_are_those_of_the_baseline():
    from cellwright.data.sequences import Sequences
    from cellwright.evaluate.bag_of_features import summaries

    values = np.random.default_rng(0).normal(size=(11, 2))
    bounds = np.array([0, 1, 4, 11])
    known = summaries(Sequences((0, 1, 2), values, bounds))[:, :12]
    batch = Padded(values, bounds).batch(np.arange(3))
    table = Summaries(2, 3).simple(*batch.inputs).numpy()
    np.testing.assert_allclose(table[:, :12], known, atol=1e-6)
    # a slope from end to end, not from step to step; and the mean of each eighth, which of one step is that step
    line = torch.arange(16.0).view(1, -1, 1)
    found = Summaries(1, 2).simple(line, torch.tensor([16]))[0]
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
        for strength in LOGISTIC.values
    ]
    logits = (table - linear.centers) @ linear.weights + linear.biases
    own = torch.from_numpy(logits[:, :3]).softmax(-1).numpy()
    assert min(np.abs(own - each).max() for each in likely) < 1e-3
    # a class that no example has is never the most probable one
    assert (logits.argmax(1) < 3).all()


@pytest.mark.parametrize("kind", ["classes", "numbers"])
def test_columns_that_are_the_same_are_fitted_once(kind, monkeypatch):
    generator = np.random.default_rng(0)
    values = generator.normal(3, 2, (90, 3))
    # constants, and copies within the first width and behind it
    table = np.column_stack([np.ones(90), values, values[:, 1], values, np.zeros(90), values[:, 1]])
    signs = values @ generator.normal(size=3) + generator.normal(size=90)

    def said(table):
        if kind == "classes":
            linear = logistic(table, (signs > signs.mean()).astype(int), 2, np.ones(90), (5, 10))
        else:
            linear = ridge(table, signs[:, None], (5, 10))
        weights = np.zeros((table.shape[1], linear.weights.shape[1]))
        weights[: len(linear.weights)] = linear.weights
        return (table[:, : len(linear.centers)] - linear.centers) @ linear.weights + linear.biases, weights

    merged, weights = said(table)
    # what tells columns apart takes each for another
    numbers = itertools.count()
    monkeypatch.setattr("cellwright.evaluate.linear._named", lambda column: str(next(numbers)).encode())
    apart, each = said(table)
    np.testing.assert_allclose(merged, apart, atol=1e-3)
    assert np.count_nonzero(weights.any(1)) < np.count_nonzero(each.any(1))


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
    changed = X.copy()
    changed[:, 3:] = 100.0
    alone = classifier(max_length=3, linear=False).fit(X, y)
    np.testing.assert_array_equal(alone.predict_proba(X), alone.predict_proba(changed))
    # the linear model reads on, and the network beside it does not
    both = classifier(max_length=3).fit(X, X[:, 7] > 0)
    assert alone.fit(X, X[:, 7] > 0).score(X, X[:, 7] > 0) < both.score(X, X[:, 7] > 0)
    said = [
        both.module_(*both.encode(each, both.learned_).examples.batch(np.arange(40)).inputs) for each in (X, changed)
    ]
    own, evidence = ([both.parts(each)[part].detach().numpy() for each in said] for part in (0, 1))
    np.testing.assert_array_equal(*own)
    assert (evidence[0] != evidence[1]).all()


@pytest.mark.parametrize("linear", [True, False])
def test_what_is_read_of_long_texts_is_explained(linear):
    texts, y = ["a fine film", "a dull film"] * 20, [1, 0] * 20
    model = classifier(max_length=1, linear=linear).fit([f"{text} {text}" for text in texts], y)
    found = model.explain(["a fine film , fine"]).values[0]
    assert len(found) == (5 if linear else 1)


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


def test_vectors_of_words_are_begun_with_and_known_without_a_text_that_has_them(tmp_path):
    path = tmp_path / "words.vec"
    path.write_text("3 4\ngood 1 2 3 4\nzebra 4 3 2 1\nTwo words 1 1 1 1\n", encoding="utf-8")
    texts, labels = opinions()
    task = classifier(embeddings=path, embedding_size=4)
    encoded = task.encode((texts, labels))
    weight = task.untrained(encoded, 0).embedding.weight.detach()
    plain = classifier(embedding_size=4).untrained(encoded, 0).embedding.weight.detach()
    tokens = encoded.learned["inputs"]["tokens"]
    assert "zebra" in tokens
    assert "two words" not in tokens
    given = [tokens.index(word) + 2 for word in ("good", "zebra")]
    np.testing.assert_allclose(weight[given] / weight[given, :1], [[1, 2, 3, 4], [1, 3 / 4, 1 / 2, 1 / 4]], rtol=1e-5)
    others = np.setdiff1d(np.arange(len(weight)), given)
    assert (weight[others] == plain[others]).all()
    assert cw.load(task.fit(texts, labels).save(tmp_path / "a.cw")).embeddings == str(path)
