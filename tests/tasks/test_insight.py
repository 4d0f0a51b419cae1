"""Every task can be looked into: traces, explanations and reach, in Python and on the command line."""

from __future__ import annotations

import json
import re
from functools import partial
from html import escape

import numpy as np
import pytest
import torch
from pages import checked
from small_models import (
    HORIZON,
    SUBJECTS,
    classifier,
    fitted,
    fitted_subject,
    frame,
    gestures,
    labels_only,
    language_model,
    model,
    translator,
)

import cellwright as cw
from cellwright.cli import main
from cellwright.data.tokenisers import TOKENISERS

every_subject = pytest.mark.parametrize("name", SUBJECTS)


@every_subject
def test_every_task_is_looked_into(name, tmp_path):
    task, data = fitted_subject(name), SUBJECTS[name].new()
    # with layer normalisation, which language models have, the way from the base to the input bends sharply
    points = {"effort": 1024} if getattr(task, "norm", None) else {}
    trace, why, reach = task.trace(data), task.explain(data, **points), task.reach(data)
    count = len(why.names)
    assert trace["h", 0, "forward"].shape[0] == count
    assert len(why.features) == why.values.shape[2]
    assert np.isfinite(why.answer).all()
    # what the attributions do not explain is less than a hundredth of what they should
    assert why.gap.sum() < 0.01 * np.abs(why.answer - why.base).sum() + 1e-3
    assert reach.steps > 0
    for found in (trace, why):
        text = found.save(tmp_path / "page.html").read_text(encoding="utf-8")
        assert checked(text).fetched == []
        # the letters of an image spell anything
        told = re.sub(r"base64,[\w+/=\s]+", "", text)
        assert "nan" not in told.lower().replace("finance", "")
    assert len(why.to_frame()) == int(why.lengths.sum()) * len(why.features)


def _first_tag(task, data):
    found = []
    for tokens, tags in zip(task.encode(data, task.learned_).data.tokens, task.predict(data), strict=True):
        place = next((place for place, tag in enumerate(tags) if tag != "O"), 0)
        found.append(f"{tags[place]} for {tokens[place]!r}")
    return found


def _likeliest_next(task, data):
    nats = {token: task.surprise(data + token)[-1][1] for token in task.lexicon_.tokens}
    return [f"{min(nats, key=nats.get)!r} next"]


# what the explanation of each example is about, told by what the task says of it
SAYS = {
    "SequenceClassifier": lambda task, data: [str(label) for label in task.predict(data)],
    "SequenceClassifier of texts": lambda task, data: [str(label) for label in task.predict(data)],
    "Tagger of texts": _first_tag,
    "Tagger of characters in texts": _first_tag,
    "Translator of texts": lambda task, data: [repr(text) for text in task.predict(data)],
    "Summarizer of texts": lambda task, data: [repr(text) for text in task.predict(data)],
    "LanguageModel": _likeliest_next,
    "Forecaster": lambda task, data: [""] * len(task.explain(data, effort=1).names),
}


@pytest.mark.parametrize("name", SAYS)
def test_the_page_says_what_is_explained_of_each_example(name, tmp_path):
    task, data = fitted_subject(name), SUBJECTS[name].new()
    found = task.explain(data, effort=1)
    expected = SAYS[name](task, data)[: len(found.names)]
    assert list(found.chosen) == expected
    page = found.save(tmp_path / "why.html").read_text(encoding="utf-8")
    for one, other in zip(found.names[:6], expected, strict=False):
        assert escape(f"{one}, {other} (" if other else f"{one} (") in page
    assert found.to_json()["chosen"] == (dict(zip(found.names, expected, strict=True)) if any(expected) else {})


@pytest.mark.parametrize("tokeniser", TOKENISERS)
@pytest.mark.parametrize("make", [partial(translator, max_epochs=1), partial(language_model, steps=40)])
def test_tokens_of_an_explanation_are_the_text_as_it_is(make, tokeniser):
    text = "two dogs see one bone ."
    data = [text] * 20 if make.func is language_model else ([text] * 20, [text] * 20)
    task = make(tokeniser=tokeniser).fit(data)
    [shown] = task.explain(text if make.func is language_model else [text], effort=1).question.tokens
    assert "".join(shown) == ("</s>" + text if make.func is language_model else text + "</s>")


@every_subject
def test_without_data_it_is_looked_at_what_was_learned_from(name, tmp_path):
    task = fitted_subject(name)
    assert task.trace(most=2)["h", 0, "forward"].shape[0] <= 2
    loaded = cw.load(task.save(tmp_path / "a.cw"))
    if name.startswith("Forecaster"):  # which knows the ends of its series
        assert len(loaded.explain(most=1).names) == 1
        return
    with pytest.raises(cw.ArgumentError, match=rf"^a loaded {type(task).__name__} has no training data to look at"):
        loaded.trace()


def test_a_class_is_explained_by_its_log_odds():
    task, data = fitted_subject("SequenceClassifier"), labels_only(gestures(seed=1))
    probability = task.predict_proba(data)
    logits = np.log(probability[:, 1] / probability[:, 0])
    rise, likely = task.explain(data, about="rise", most=99), task.explain(data, most=99)
    assert rise.question.says == "the log-odds of 'rise'"
    np.testing.assert_allclose(rise.answer, logits, rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(likely.answer, np.abs(logits), rtol=1e-3, atol=1e-4)
    assert rise.features == ("east", "north")
    with pytest.raises(cw.ArgumentError, match=r"^about must be one of the classes fall, rise, or None; got 'left'$"):
        task.explain(data, about="left")


def test_a_number_is_explained_on_its_own_scale():
    task, data = fitted_subject("SequenceRegressor"), SUBJECTS["SequenceRegressor"].new()
    found = task.explain(data, most=99)
    np.testing.assert_allclose(found.answer, task.predict(data), rtol=1e-4, atol=1e-4)
    assert found.question.says == "the predicted y"


@pytest.mark.parametrize("method", ["integrated_gradients", "shap"])
def test_the_word_that_decides_is_found(method):
    """Naive Bayes and the vectors of words are explained together."""
    task = fitted_subject("SequenceClassifier of texts")
    found = task.explain(["it was good or not", "it is bad or not much"], about="good", method=method, effort=None)
    first, second = (values[:length, 0] for values, length in zip(found.values, found.lengths, strict=True))
    assert found.question.tokens[0][int(first.argmax())] == "good"
    assert found.question.tokens[1][int(second.argmin())] == "bad"
    assert found.gap.max() < 0.02


def test_attention_comes_with_the_explanation():
    task = classifier(pooling="attention").fit(labels_only(gestures()))
    data = labels_only(gestures(seed=1))
    found = task.explain(data, most=3)
    for row, weights in enumerate(task.attention(data)[:3]):
        np.testing.assert_allclose(found.attention[row, : len(weights)], weights, atol=1e-6)


def test_a_trace_is_that_of_the_network():
    forecaster = fitted()
    trace = forecaster.trace()
    encoded = forecaster.encode(None, forecaster.learned_)
    windows = encoded.examples.batch(np.arange(2)).inputs[0]
    np.testing.assert_array_equal(trace["x", 0], windows.numpy())
    outputs, _ = forecaster.module_.recurrent(windows)
    np.testing.assert_allclose(trace["h", 0], outputs.detach().numpy(), atol=1e-6)
    assert forecaster.trace(most=1)["c"].shape[0] == 1


def test_what_is_explained_is_the_forecast():
    forecaster = fitted()
    table = forecaster.predict().groupby("unique_id")["LSTM"]
    whole, third = forecaster.explain(), forecaster.explain(about=3)
    assert whole.question.says == f"the mean of the median forecast over the {HORIZON} steps ahead"
    assert third.question.says == "the median forecast 3 steps ahead"
    assert whole.names == ("a", "b")
    np.testing.assert_allclose(whole.answer, table.mean(), rtol=1e-4)
    np.testing.assert_allclose(third.answer, table.nth(2), rtol=1e-4)
    assert whole.features == ("y", "observed")
    assert whole.gap.max() < 1e-3


def test_the_season_that_is_repeated_is_found():
    """An untrained forecaster is seasonal naive: each step ahead comes from one step of the last season alone."""
    forecaster = model(max_epochs=1, learning_rate=1e-9, linear=False).fit(frame())
    found = forecaster.explain(about=2)
    steps = found.values.shape[1]
    shares = np.abs(found.values[..., 0]) / np.abs(found.values).sum((1, 2), keepdims=True)[..., 0]
    assert (shares[:, steps - 7 + 1] > 0.999).all()
    assert found.believable


def test_covariates_are_named():
    data = frame()
    rng = np.random.default_rng(0)
    data["price"], data["kind"] = rng.normal(size=len(data)), rng.choice(["x", "y"], len(data))
    forecaster = model(hist_exog=["price", "kind"]).fit(data)
    found = forecaster.explain()
    assert found.features[:5] == ("y", "observed", "price", "kind = x", "kind = y")
    assert len(found.features) == found.values.shape[2]


def test_the_reach_is_that_of_the_first_layers():
    reach = fitted().reach()
    assert len(reach.curve) == fitted().sizes_["input_size"]
    assert reach.to_frame().shape == (len(reach.curve), 2)
    assert "<svg" in reach.plot()
    assert "gradient of the last output" in str(reach)


@pytest.mark.parametrize("about", [0, HORIZON + 1, "last"])
def test_steps_that_are_not_forecast(about):
    with pytest.raises(cw.ArgumentError, match=f"^about must be a step ahead, 1 to {HORIZON}, or None for their mean"):
        fitted().explain(about=about)


def test_before_it_is_fitted():
    for look in (model().trace, model().explain, model().reach):
        with pytest.raises(ValueError, match="not fitted"):
            look()


def test_the_command_line(tmp_path, capsys):
    saved, data = tmp_path / "model.cw", tmp_path / "data.csv"
    fitted().save(saved)
    frame().to_csv(data, index=False)
    for words, page in (
        (["explain", str(saved), "--about", "2", "--method", "shap"], "why.html"),
        (["trace", str(saved), str(data)], "trace.html"),
    ):
        with pytest.raises(SystemExit, match=r"^0$"):
            main([*words, "--report", str(tmp_path / page), "--json"])
        document = json.loads(capsys.readouterr().out)
        assert document["report"] == str(tmp_path / page)
        assert "<svg" in (tmp_path / page).read_text(encoding="utf-8")
        with pytest.raises(SystemExit, match=r"^0$"):
            main(words)
        assert capsys.readouterr().out
    assert [row["gate"] for row in document["gates"]] == ["i", "f", "o"]


def test_random_numbers_of_the_user_go_on():
    torch.manual_seed(0)
    expected = torch.rand(1)
    torch.manual_seed(0)
    fitted().explain(method="lime", effort=20, draws=2)
    assert torch.equal(torch.rand(1), expected)
