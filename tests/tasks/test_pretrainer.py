"""Pretraining without labels: what is guessed cannot be seen, it is learned, and other tasks begin with it."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from small_models import classifier, fitted_subject, gestures, labels_only, opinions, pretrainer, without_labels

import cellwright as cw
from cellwright.data.guesses import Guesses
from cellwright.data.padded import Padded

LENGTHS = np.array([7, 1, 4, 2])
BOUNDS = np.concatenate([[0], np.cumsum(LENGTHS)])
ROWS = np.array([2, 0, 1, 3])


def padded(kind):
    steps = np.arange(1, BOUNDS[-1] + 1)
    if kind == "tokens":
        return Padded(steps + 1, BOUNDS), None
    return Padded(np.stack([steps, -steps, steps * 0 + 1], -1).astype(np.float32), BOUNDS), 2


every_kind = pytest.mark.parametrize("kind", ["numbers", "tokens"])


@every_kind
@pytest.mark.parametrize("judged", [True, False])
def test_what_is_masked_is_hidden_and_all_else_is_as_it_was(kind, judged):
    examples, measured = padded(kind)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        batch = Guesses(examples, "masked", measured, 0.4, judged).batch(ROWS)
    whole, lengths = examples.batch(ROWS).inputs
    hidden, found = batch.inputs
    wanted, known = batch.targets
    assert torch.equal(found, lengths)
    inside = torch.arange(whole.shape[1]) < lengths[:, None]
    assert known.any(1).all(), "each sequence has a step to guess"
    assert not known[~inside].any()
    assert torch.equal(hidden[~known], whole[~known])
    assert torch.equal(wanted[known], (whole if measured is None else whole[..., :measured])[known])
    assert (hidden[known] == (1 if measured is None else 0)).all()


@every_kind
def test_the_next_step_is_the_one_behind_each_step(kind):
    examples, measured = padded(kind)
    batch = Guesses(examples, "next", measured, 0.4).batch(ROWS)
    whole, lengths = examples.batch(ROWS).inputs
    wanted, known = batch.targets
    assert torch.equal(batch.inputs[0], whole)
    assert known.sum(1).tolist() == (lengths - 1).tolist()
    for row, length in enumerate(lengths.tolist()):
        behind = whole[row, 1:length]
        assert torch.equal(wanted[row, : length - 1], behind if measured is None else behind[..., :measured])


def test_masks_are_fixed_where_they_judge_and_drawn_where_they_teach():
    examples, measured = padded("numbers")
    fixed, drawn = (Guesses(examples, "masked", measured, 0.4, judged) for judged in (True, False))
    with torch.random.fork_rng():
        masks = {
            name: [tuple(each.batch(ROWS).targets[1].flatten().tolist()) for _ in range(6)]
            for name, each in {"fixed": fixed, "drawn": drawn}.items()
        }
    assert len(set(masks["fixed"])) == 1
    assert len(set(masks["drawn"])) > 1


@pytest.mark.parametrize(("objective", "bidirectional"), [("masked", True), ("masked", False), ("next", False)])
def test_it_learns_to_guess(objective, bidirectional):
    generator = np.random.default_rng(0)
    waves = np.sin(np.arange(30) * 0.5 + generator.uniform(0, 6, (60, 1)))
    model = pretrainer(
        objective=objective, bidirectional=bidirectional, hidden_size=16, max_epochs=25, learning_rate=0.01, dropout=0.0
    )
    evaluation = model.fit(waves[:40]).evaluate(waves[40:])
    rivals = [score["MSE"] for name, score in evaluation.scores.items() if name != "LSTM"]
    assert len(rivals) == (2 if objective == "next" else 1)
    assert evaluation.scores["LSTM"]["MSE"] < 0.5 * min(rivals)


def test_the_errors_are_those_of_a_slow_obvious_loop():
    model = fitted_subject("Pretrainer")
    evaluation = model.evaluate(without_labels(gestures(seed=1)), baselines=False)
    examples = model.encode(without_labels(gestures(seed=1)), model.learned_).examples
    total, count = 0.0, 0
    for start in range(0, len(examples), model.batch_size):
        batch = examples.batch(np.arange(start, min(start + model.batch_size, len(examples))))
        with torch.no_grad():
            output = model.module_(*batch.inputs)
        for row, step in batch.targets[1].nonzero().tolist():
            total += float(((output[row, step] - batch.targets[0][row, step]) ** 2).mean())
            count += 1
    assert evaluation.scores["LSTM"]["MSE"] == pytest.approx(total / count, rel=1e-5)


@pytest.mark.parametrize("kind", ["Pretrainer", "Pretrainer of texts"])
def test_others_begin_with_it(kind, tmp_path):
    start = fitted_subject(kind)
    path = start.save(tmp_path / "start.cw")
    data = labels_only(gestures()) if kind == "Pretrainer" else opinions()
    still = {"learning_rate": 1e-30, "max_epochs": 1, "train_on_all": False}
    warm = classifier(**still).fit(data, init_from=path)
    expected = {name for name in start.module_.state_dict() if name.startswith(("recurrent.", "embedding."))}
    assert set(warm.taken_over_) == expected
    for name in expected:
        torch.testing.assert_close(
            warm.module_.state_dict()[name], start.module_.state_dict()[name], rtol=0, atol=1e-20
        )
    assert warm.inputs_ == start.inputs_, "its scales or its vocabulary, for which alone the weights mean something"


def test_pretraining_pays_where_labels_are_few():
    generator = np.random.default_rng(3)
    frequency = np.where(np.arange(400) % 2, 0.35, 0.5)
    noise = generator.normal(0, 0.4, (400, 40))
    X = np.sin(np.arange(40) * frequency[:, None] + generator.uniform(0, 6, (400, 1))) + noise
    y = np.where(frequency > 0.4, "fast", "slow")
    options = {"hidden_size": 16, "dropout": 0.0, "random_state": 0, "progress": False, "learning_rate": 0.01}
    start = cw.Pretrainer(**options, objective="next", bidirectional=False, max_epochs=12).fit(X[:300])
    few = {**options, "bidirectional": False, "pooling": "last", "max_epochs": 12, "train_on_all": False}
    cold = cw.SequenceClassifier(**few).fit(X[:16], y[:16])
    warm = cw.SequenceClassifier(**few).fit(X[:16], y[:16], init_from=start)
    assert warm.score(X[300:], y[300:]) > cold.score(X[300:], y[300:])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"objective": "next"}, "objective='next' needs a network that sees no step before its time; write bidirectio"),
        (
            {"objective": "next", "bidirectional": False, "self_attention": 2},
            "objective='next' needs a network that sees no step",
        ),
        ({"objective": "last"}, "objective must be one of 'masked', 'next'; got 'last'"),
        ({"mask_share": 0}, "mask_share must be a number above 0 and below 1; got 0"),
        (
            {"augment": "time_warp"},
            "augment must be one or several of 'jitter', 'channel_dropout', 'token_dropout', or",
        ),
    ],
)
def test_options_that_cannot_be_are_refused(options, message):
    with pytest.raises(cw.ArgumentError) as caught:
        pretrainer(**options).fit(without_labels(gestures()))
    assert str(caught.value).startswith(message)
