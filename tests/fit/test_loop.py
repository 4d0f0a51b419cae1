"""Laws of the training loop: what a step does, when a run ends, and which weights it ends with."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from small_runs import Pairs, network, pairs, run, weights

import cellwright as cw
from cellwright.data.examples import Batch
from cellwright.fit import Score, Training, check_options, outputs
from cellwright.fit.loop import SCHEDULES
from cellwright.fit.options import OPTIMIZERS, PRECISIONS
from cellwright.fit.processes import Processes


@pytest.mark.parametrize("threads", [1, 2])
def test_a_seed_repeats_a_run_bit_for_bit(threads):
    torch.set_num_threads(threads)
    runs = []
    for caller_state in (3, 4):
        torch.manual_seed(caller_state)  # what the caller draws has no part in it
        module = network()
        history = run(module, validation=pairs(12, seed=5))
        runs.append((weights(module), history))
    assert runs[0] == runs[1]


def test_another_seed_is_another_run():
    one, other = network(), network()
    run(one, seed=1)
    run(other, seed=2)
    assert weights(one) != weights(other)


class Drawing(torch.nn.Module):
    """It keeps the random numbers that it draws."""

    def __init__(self):
        super().__init__()
        self.scale, self.drawn = torch.nn.Parameter(torch.ones(1)), []

    def forward(self, x):
        self.drawn.append(torch.rand(1).item())
        return x.mean((1, 2)).unsqueeze(-1) * self.scale


def drawn(**options):
    module = Drawing()
    run(module, max_epochs=3, **options)
    return module.drawn


def test_every_step_and_every_process_draws_its_own_random_numbers(monkeypatch):
    first = drawn()
    assert len(set(first)) == len(first) == 12
    assert drawn() == first
    monkeypatch.setattr(Processes, "of_this_run", lambda device: Processes(device, rank=1))
    assert not set(drawn()) & set(first)


def test_the_callers_random_numbers_are_left_alone():
    torch.manual_seed(7)
    expected = torch.rand(3)
    torch.manual_seed(7)
    run(network())
    assert torch.equal(torch.rand(3), expected)


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_trains(optimizer, precision):
    module = network(dropout=0.0)
    history = run(module, optimizer=optimizer, precision=precision, max_epochs=10, learning_rate=0.02)
    assert history.epochs[-1].loss < 0.9 * history.epochs[0].loss
    assert {p.dtype for p in module.parameters()} == {PRECISIONS[precision]}


class Scalar(torch.nn.Module):
    """One matrix and one bias, whose gradients are known by hand."""

    def __init__(self, weight=2.0):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.tensor([[weight]]))
        self.bias = torch.nn.Parameter(torch.tensor([0.5]))

    def forward(self, x):
        return x @ self.weight + self.bias


def ones(count=8):
    return Pairs(torch.ones(count, 1), torch.zeros(count, 1), torch.ones(count, 1, dtype=torch.bool))


def one_step(**options):
    """The change of the weight and of the bias in a step of plain gradient descent with the rate 1/4."""
    module = Scalar()
    run(module, examples=ones(), optimizer="sgd", learning_rate=0.25, max_epochs=1, **options)
    return 2.0 - module.weight.item(), 0.5 - module.bias.item()


def test_a_step_by_hand():
    # the loss is (2 + 0.5)², so both gradients are 5; the penalties are of the matrix alone
    assert one_step(gradient_clip=None) == (1.25, 1.25)
    assert one_step(gradient_clip=None, l1=0.5) == (0.25 * 5.5, 1.25)
    assert one_step(gradient_clip=None, l2=0.5) == (0.25 * (5 + 0.5 * 2 * 2), 1.25)
    assert one_step(gradient_clip=None, l1=0.25, l2=0.5) == (0.25 * 7.25, 1.25)


@pytest.mark.parametrize("norm", [0.1, 3.0, 100.0])
def test_clipping_by_hand(norm):
    expected = 0.25 * 5 * min(1, norm / math.hypot(5, 5))
    assert one_step(gradient_clip=norm) == pytest.approx((expected, expected), rel=1e-5)


def test_penalties_of_a_module_without_matrices():
    module = torch.nn.Sequential(torch.nn.PReLU())
    history = run(module, examples=ones(), l1=0.1, l2=0.1, max_epochs=1)
    assert history.epochs[0].loss == 1


def test_the_loss_that_is_told_is_without_penalty():
    assert run(Scalar(), examples=ones(), l2=100.0, max_epochs=1).epochs[0].loss == 2.5**2


def validation_losses(losses):
    """A scorer whose validation losses are given, one an epoch; training pushes the weight down by 1/4 a step."""
    left = iter(losses)

    def score(output, batch):
        if torch.is_grad_enabled():
            return Score(output.mean(), torch.tensor(1.0))
        return Score(torch.tensor(next(left)), torch.tensor(1.0))

    return score


@pytest.mark.parametrize(
    ("losses", "patience", "best", "ended"),
    [
        ([3.0, 2.0, 5.0, 4.0], 2, 2, "by early stopping"),
        ([3.0, 3.0, 3.0], 2, 1, "by early stopping"),
        ([3.0, 2.0, 2.5, 1.0, 4.0, 4.0], 2, 4, "by early stopping"),
        ([5.0, 4.0, 3.0, 2.0, 1.0, 0.5], 1, 6, "after max_epochs"),
        ([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], None, 1, "after max_epochs"),
    ],
)
def test_the_weights_of_the_best_epoch_are_kept(losses, patience, best, ended):
    module = Scalar()
    history = run(
        module,
        examples=ones(),
        validation=ones(),
        scorer=validation_losses(losses),
        optimizer="adagrad",
        max_epochs=6,
        early_stopping=patience,
    )
    assert (history.best, history.ended, len(history.epochs)) == (best, ended, len(losses))
    assert [epoch.validation_loss for epoch in history.epochs] == losses
    alone = Scalar()
    run(alone, examples=ones(), scorer=validation_losses([]), optimizer="adagrad", max_epochs=best)
    assert weights(module) == weights(alone)
    shorter = Scalar()
    run(shorter, examples=ones(), scorer=validation_losses([]), optimizer="adagrad", max_epochs=best + 1)
    assert weights(module) != weights(shorter)


@pytest.mark.parametrize(
    ("losses", "errors", "patience", "best", "ended"),
    [
        ([1.0, 2.0, 3.0, 4.0], [0.9, 0.5, 0.6, 0.7], 2, 2, "by early stopping"),
        # where nothing is found at first, the loss tells that something is learned
        ([3.0, 2.0, 1.0, 1.5, 4.0, 5.0], [1.0, 1.0, 1.0, 1.0, 0.8, 0.8], 2, 5, "after max_epochs"),
        ([3.0, 2.0, 2.0, 2.5], [0.0, 0.0, 0.0, 0.0], 2, 2, "by early stopping"),
    ],
)
def test_the_best_epoch_is_told_by_the_error_and_then_by_the_loss(losses, errors, patience, best, ended):
    left = iter(errors)
    history = run(
        Scalar(),
        examples=ones(),
        validation=ones(),
        scorer=validation_losses(losses),
        error=lambda output, batch: Score(torch.tensor(next(left)), torch.tensor(1)),
        max_epochs=6,
        early_stopping=patience,
    )
    assert (history.best, history.ended, len(history.epochs)) == (best, ended, len(losses))
    assert [epoch.validation_error for epoch in history.epochs] == pytest.approx(errors)
    assert [epoch.number for epoch in history.epochs if epoch.best][-1] == best


def test_errors_are_means_weighed_by_their_counts():
    # validation goes in batches of 32: one of 32 examples and one of 8, whose mean error counts three times as much
    def error(output, batch):
        count = len(batch.targets[0])
        return Score(torch.tensor(float(count == 8)), torch.tensor(count if count == 32 else 3 * 32))

    history = run(Scalar(), examples=ones(), validation=ones(40), error=error, max_epochs=1)
    assert history.epochs[0].validation_error == 0.75
    assert run(Scalar(), examples=ones(), error=error, max_epochs=1).epochs[0].validation_error is None


def test_without_anything_held_out_the_last_epoch_is_kept():
    history = run(Scalar(), examples=ones(), early_stopping=1, max_epochs=4)
    assert (history.best, len(history.epochs)) == (4, 4)


def test_means_are_over_targets_not_over_batches():
    # batches of 8, 8 and 1 example, of which the last is far off
    examples = ones(17)
    examples.targets[:] = torch.arange(17.0)[:, None]
    module = Scalar()
    expected = (2.5 - examples.targets).square().mean()
    history = run(module, examples=examples, validation=examples, learning_rate=1e-9, max_epochs=1, batch_size=8)
    assert history.epochs[0].loss == pytest.approx(float(expected))
    assert history.epochs[0].validation_loss == pytest.approx(float(expected))


def test_every_example_is_seen_once_an_epoch_in_a_new_order():
    seen = []

    class Watched(Pairs):
        def batch(self, rows):
            seen.extend(rows.tolist())
            return super().batch(rows)

    data = pairs(30)
    run(network(), examples=Watched(data.inputs, data.targets, data.known), max_epochs=3)
    epochs = [seen[start : start + 30] for start in (0, 30, 60)]
    assert all(sorted(epoch) == list(range(30)) for epoch in epochs)
    assert epochs[0] != epochs[1] != epochs[2]
    seen.clear()
    run(network(), examples=Watched(data.inputs, data.targets, data.known), max_epochs=2, epoch_size=20)
    assert len(seen) == 40
    assert len(set(seen[:20])) == len(set(seen[20:])) == 20


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_schedules_stay_within_the_learning_rate(schedule):
    shares = [SCHEDULES[schedule](done) for done in np.linspace(0, 1, 101)]
    assert all(0 <= share <= 1 for share in shares)
    assert shares[0] > 0
    if schedule == "cosine":
        assert shares[-1] == pytest.approx(0, abs=1e-9)
        assert np.argmax(shares) in range(3, 8)


def test_the_learning_rate_may_be_any_real_number():
    one, other = network(), network()
    run(one, learning_rate=0.25)
    run(other, learning_rate=np.float32(0.25))
    assert weights(one) == weights(other)


@pytest.mark.parametrize("loss", [float("nan"), float("inf")])
def test_a_loss_that_is_not_finite_ends_the_run_before_the_weights_are_spoilt(loss):
    module = Scalar()
    message = f"^the loss became {loss} in step 1; lower learning_rate, which is 0.01$"
    with pytest.raises(cw.ArgumentError, match=message):
        run(module, examples=ones(), scorer=lambda output, batch: Score(output.mean() * loss, torch.tensor(1.0)))
    assert module.weight.item() == 2


def test_a_validation_loss_that_is_not_finite_ends_the_run():
    message = "^the validation loss became nan in epoch 2; lower learning_rate, which is 0.01$"
    with pytest.raises(cw.ArgumentError, match=message):
        run(Scalar(), examples=ones(), validation=ones(), scorer=validation_losses([1.0, float("nan")]))


@pytest.mark.parametrize("batch_size", [1, 7, 30, 100])
def test_outputs_do_not_depend_on_the_batch(batch_size):
    module, examples = network(), pairs(30)
    found = outputs(module, examples, batch_size)
    with torch.no_grad():
        torch.testing.assert_close(found, module.eval()(examples.inputs))


def test_a_run_ends_when_its_time_is_over_but_not_before_its_first_epoch():
    history = run(Scalar(), examples=ones(), max_epochs=4, max_seconds=1e-9)
    assert (len(history.epochs), history.ended) == (1, "after max_seconds")
    history = run(Scalar(), examples=ones(), max_epochs=4, max_seconds=1e9)
    assert (len(history.epochs), history.ended) == (4, "after max_epochs")


WRONG = {
    "max_epochs": (0, "max_epochs must be an integer of at least 1; got 0"),
    "max_seconds": (0, "max_seconds must be a number above 0, or None; got 0"),
    "batch_size": (True, "batch_size must be an integer of at least 1; got True"),
    "learning_rate": (0, "learning_rate must be a number above 0; got 0"),
    "optimizer": (
        "Adam",
        "optimizer must be one of 'adam', 'adamw', 'nadam', 'radam', 'rmsprop', 'adagrad', 'sgd'; got 'Adam'",
    ),
    "schedule": ("Cosine", "schedule must be one of 'constant', 'cosine'; got 'Cosine'"),
    "gradient_clip": (-1, "gradient_clip must be a number above 0, or None; got -1"),
    "dropout": (1, "dropout must be a number of at least 0 and below 1; got 1"),
    "recurrent_dropout": (1, "recurrent_dropout must be a number of at least 0 and below 1; got 1"),
    "zoneout": (-0.1, "zoneout must be a number of at least 0 and below 1; got -0.1"),
    "l1": (-0.5, "l1 must be a number of at least 0; got -0.5"),
    "l2": (float("nan"), "l2 must be a number of at least 0; got nan"),
    "validation_split": (1.0, "validation_split must be a number of at least 0 and below 1; got 1.0"),
    "early_stopping": (0, "early_stopping must be an integer of at least 1, or None; got 0"),
    "device": ("", "device must be a string that is not empty; got ''"),
    "precision": ("half", "precision must be one of 'float32', 'float64'; got 'half'"),
    "random_state": (-1, "random_state must be an integer of at least 0, or None; got -1"),
    "progress": (1, "progress must be True or False; got 1"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_option_is_named_with_its_rule(name):
    value, message = WRONG[name]
    with pytest.raises(cw.ArgumentError) as caught:
        check_options(Training(**{name: value}))
    assert str(caught.value) == message


def test_every_option_has_its_row_and_the_defaults_keep_their_rules():
    check_options(Training())
    assert set(WRONG) == set(vars(Training()))


@pytest.mark.parametrize("device", ["cuda:99", "nothing"])
def test_a_device_that_is_not_there_is_named(device):
    with pytest.raises(cw.ArgumentError, match=f"^device '{device}' cannot be used here: "):
        run(network(), device=device)


def test_what_is_trained_on_is_augmented_and_nothing_else():
    seen = []

    def louder(batch):
        seen.append(len(batch.inputs[0]))
        return Batch((batch.inputs[0] + torch.randn_like(batch.inputs[0]),), batch.targets)

    plain, changed, again = network(), network(), network()
    run(plain, validation=pairs(12, seed=5), augment=lambda batch: batch)
    history = run(changed, validation=pairs(12, seed=5), augment=louder)
    # 30 examples, 8 a step, in each epoch; the 12 held out never
    assert seen == [8, 8, 8, 6] * len(history.epochs)
    assert weights(plain) != weights(changed)
    run(again, validation=pairs(12, seed=5), augment=louder)
    assert weights(again) == weights(changed)
    off = network()
    run(off, validation=pairs(12, seed=5))
    assert weights(off) == weights(plain)
