"""Laws of checkpoints: a run that was stopped anywhere ends as one that was not, and a save is whole or not there."""

from __future__ import annotations

import json
import signal
import time
from itertools import count
from pathlib import Path

import pytest
import torch
from processes import different, ended, loaded, started, trained_elsewhere
from small_runs import Network, network, pairs, run, trained, weights

import cellwright as cw
from cellwright.data.files import whole_file
from cellwright.fit import Checkpoint
from cellwright.fit.options import OPTIMIZERS, PRECISIONS

TESTS = {"PYTHONPATH": str(Path(__file__).parent)}


def checkpoint(folder, run="a run"):
    return Checkpoint(folder, run, seconds=0.0)


class StoppedError(Exception):
    pass


class Stopping(Network):
    """It stops the run in one of its training calls."""

    def __init__(self, dropout, left):
        super().__init__(dropout)
        self.left = left

    def forward(self, x):
        self.left -= self.training
        if self.left == 0:
            raise StoppedError
        return super().forward(x)


def stopping(left):
    module = Stopping(0.3, left)
    module.load_state_dict(network().state_dict())
    return module


def stop_and_resume(folder, left, **options):
    """A run that was stopped in its step number `left` and taken up again."""
    with pytest.raises(StoppedError):
        run(stopping(left), checkpoint=checkpoint(folder), validation=pairs(12, seed=5), **options)
    module = network()
    history = run(module, checkpoint=checkpoint(folder), validation=pairs(12, seed=5), **options)
    return weights(module), history


def uninterrupted(**options):
    module = network()
    history = run(module, validation=pairs(12, seed=5), **options)
    return weights(module), history


@pytest.mark.parametrize("schedule", ["constant", "cosine"])
@pytest.mark.parametrize("left", [1, 2, 4, 5, 6, 12])
def test_a_run_resumes_exactly(left, schedule, tmp_path):
    assert stop_and_resume(tmp_path, left, schedule=schedule) == uninterrupted(schedule=schedule)


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_resumes_exactly(optimizer, precision, tmp_path):
    options = {"optimizer": optimizer, "precision": precision, "max_epochs": 4}
    assert stop_and_resume(tmp_path, 6, **options) == uninterrupted(**options)


def test_a_run_that_forgets_its_optimizer_is_seen(tmp_path, monkeypatch):
    monkeypatch.setattr("cellwright.fit.checkpoint._restore", lambda optimizer, state: None)
    assert stop_and_resume(tmp_path, 6) != uninterrupted()


def test_a_finished_run_is_not_trained_again(tmp_path):
    one, other = network(), network()
    first = run(one, checkpoint=checkpoint(tmp_path), validation=pairs(12, seed=5))
    second = run(other, checkpoint=checkpoint(tmp_path), validation=pairs(12, seed=5), examples=[])
    assert (weights(one), first) == (weights(other), second)


def test_early_stopping_counts_on_over_a_stop(tmp_path):
    options = {"learning_rate": 1e-9, "early_stopping": 2, "max_epochs": 9, "optimizer": "sgd"}
    assert stop_and_resume(tmp_path, 6, **options) == uninterrupted(**options)


def test_tied_weights_are_saved(tmp_path):
    module = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(12, 12), torch.nn.Linear(12, 12))
    module[1].weight = module[2].weight
    run(module, checkpoint=checkpoint(tmp_path), max_epochs=1)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_loss_that_is_no_number_in_json_is_kept(tmp_path):
    def score(output, batch):
        return cw.fit.Score(output.mean(), torch.tensor(1.0), {"odd": torch.tensor(float("nan"))})

    run(network(), checkpoint=checkpoint(tmp_path), scorer=score, max_epochs=1)
    history = run(network(), checkpoint=checkpoint(tmp_path), scorer=score, max_epochs=1)
    assert str(history.epochs[0].metrics) == "{'odd': nan}"


def test_saves_keep_their_distance_in_time(tmp_path):
    rare = Checkpoint(tmp_path / "rare", "a run", seconds=3600.0)
    with pytest.raises(StoppedError):
        run(stopping(10), checkpoint=rare)
    state = json.loads((tmp_path / "rare" / "state.json").read_text())
    assert (state["progress"]["step"], state["progress"]["records"]) == (1, [])  # the first, and none since
    run(network(), checkpoint=rare)
    assert len(list((tmp_path / "rare").iterdir())) == 2  # the end is always saved


@pytest.mark.slow
def test_a_process_that_is_killed_resumes_exactly(tmp_path):
    orders = {"checkpoint": str(tmp_path / "saved"), "dropout": 0.3}
    code, _ = ended(started(tmp_path / "never.npz", killed_at=7, **orders))
    assert code == -signal.SIGKILL
    assert not (tmp_path / "never.npz").exists()
    resumed = trained_elsewhere(tmp_path / "resumed.npz", **orders)
    assert different(trained(dropout=0.3), resumed) == []
    assert different(trained(dropout=0.2), resumed) != []


@pytest.mark.slow
def test_a_process_that_is_killed_at_any_moment_leaves_a_checkpoint(tmp_path):
    orders = {"checkpoint": str(tmp_path / "saved"), "options": {"max_epochs": 60, "early_stopping": None}}
    for _ in range(2):
        process = started(tmp_path / "never.npz", **orders)
        state = tmp_path / "saved" / "state.json"
        before = state.read_text() if state.exists() else ""
        while process.poll() is None and (not state.exists() or state.read_text() == before):
            time.sleep(0.01)
        process.kill()
        ended(process)
        module = network()
        found = checkpoint(tmp_path / "saved").restored(module, torch.optim.Adam(module.parameters()))
        assert found.records or found.step
    assert different(trained(options=orders["options"]), trained(**orders)) == []


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


class Failing:
    """`whole_file`, which fails at one of its writes, before or after the file has taken its place."""

    def __init__(self, at, error, *, late=False):
        self.number, self.at, self.error, self.late = count(1), at, error, late

    def __call__(self, path):
        return self._writing(path, fails=next(self.number) == self.at)

    def _writing(self, path, *, fails):
        if not fails:
            return whole_file(path)
        return _Late(path, self.error) if self.late else _Early(path, self.error)


class _Early:
    def __init__(self, path, error):
        self.inner, self.error = whole_file(path), error

    def __enter__(self):
        self.inner.__enter__().write(b"half of")
        return self

    def write(self, _):
        raise self.error

    def __exit__(self, *error):
        return self.inner.__exit__(*error)


class _Late(_Early):
    def __enter__(self):
        return self.inner.__enter__()

    def __exit__(self, *error):
        self.inner.__exit__(*error)
        raise self.error


@pytest.mark.parametrize("at", [5, 6])
def test_a_save_that_fails_leaves_the_one_before(at, tmp_path, monkeypatch):
    # two files a save: the third save fails at its tensors, or at its state
    left_behind = []
    for patch in (False, True):
        if patch:
            full = OSError(28, "No space left on device")
            monkeypatch.setattr("cellwright.fit.checkpoint.whole_file", Failing(at, full))
        with pytest.raises((StoppedError, cw.ModelFileError)) as caught:
            run(stopping(10 if patch else 3), checkpoint=checkpoint(tmp_path / str(patch)))
        left_behind.append(files(tmp_path / str(patch)))
    assert left_behind[0] == left_behind[1]
    assert str(caught.value) == (
        f"cannot save the checkpoint in {tmp_path / 'True'}: No space left on device; the one before is unchanged"
    )


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("at", [5, 6])
def test_ctrl_c_within_a_save_leaves_a_checkpoint(at, late, tmp_path, monkeypatch):
    with monkeypatch.context() as context:
        context.setattr("cellwright.fit.checkpoint.whole_file", Failing(at, KeyboardInterrupt(), late=late))
        with pytest.raises(KeyboardInterrupt):
            run(network(), checkpoint=checkpoint(tmp_path), validation=pairs(12, seed=5))
    assert len(files(tmp_path)) == 2
    module = network()
    history = run(module, checkpoint=checkpoint(tmp_path), validation=pairs(12, seed=5))
    assert (weights(module), history) == uninterrupted()


@pytest.mark.slow
def test_a_disk_that_is_full_while_saving_is_told_and_leaves_the_one_before(tmp_path):
    folder = tmp_path / "saved"
    orders = {"checkpoint": str(folder), "dropout": 0.0}
    ended(started(tmp_path / "never.npz", killed_at=4, **orders))
    before = files(folder)
    size = max(len(content) for content in before.values())
    code, errors = ended(started(tmp_path / "never.npz", limit=size // 2, environment=TESTS, **orders))
    assert code == 1
    assert f"ModelFileError: cannot save the checkpoint in {folder}: File too large; the one before is unc" in errors
    assert files(folder) == before
    assert different(trained(**orders), trained(dropout=0.0)) == []


@pytest.mark.slow
def test_ctrl_c_keeps_the_best_so_far(tmp_path):
    epoch = 2
    # 30 examples, 8 a batch, are four steps an epoch; the signal comes in the second step of the next one
    process = started(tmp_path / "stopped.npz", killed_at=4 * epoch + 2, by=signal.SIGINT, options={"max_epochs": 50})
    code, errors = ended(process)
    assert code == 0
    assert errors == f"stopped by hand after epoch {epoch}; the best weights so far are kept\n"
    stopped = loaded(tmp_path / "stopped.npz")
    shorter = trained(options={"max_epochs": epoch})
    assert stopped["ended"] == "by hand"
    assert different(stopped, shorter) == ["ended"]


@pytest.mark.slow
def test_ctrl_c_before_the_first_epoch_is_over_ends_the_process(tmp_path):
    code, errors = ended(started(tmp_path / "stopped.npz", killed_at=2, by=signal.SIGINT))
    assert code == -signal.SIGINT
    assert "KeyboardInterrupt" in errors
    assert not (tmp_path / "stopped.npz").exists()


def written(text):
    return lambda folder: (folder / "state.json").write_text(text)


def changed(key, value):
    def change(folder):
        path = folder / "state.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), key: value}))

    return change


def truncated(pattern):
    def change(folder):
        path = next(folder.glob(pattern))
        path.write_bytes(path.read_bytes()[:-3])

    return change


def flipped(folder):
    path = next(folder.glob("tensors-*"))
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def a_digit_changed(folder):
    path = folder / "state.json"
    text = path.read_text()
    place = text.index('"loss": ') + len('"loss": 0.1')
    path.write_text(text[:place] + ("1" if text[place] != "1" else "2") + text[place + 1 :])


DAMAGE = {
    "a bit of the tensors": (flipped, "it is not what was saved (its SHA-256 differs)"),
    "a digit of the state": (a_digit_changed, "it is not what was saved (its SHA-256 differs)"),
    "tensors cut short": (truncated("tensors-*"), "it is not what was saved (its SHA-256 differs)"),
    "no tensors": (
        lambda folder: next(folder.glob("tensors-*")).unlink(),
        "[Errno 2] No such file or directory: '{tensors}'",
    ),
    "state cut short": (truncated("state.json"), "Expecting ',' delimiter: line {line} column 2 (char {length})"),
    "an empty state": (written(""), "Expecting value: line 1 column 1 (char 0)"),
    "a list": (written("[]"), "list indices must be integers or slices, not str"),
    "no progress": (changed("progress", None), "it is not what was saved (its SHA-256 differs)"),
    "a path for a hash": (changed("sha256", 7), "'int' object is not subscriptable"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_checkpoint_is_refused(name, tmp_path):
    run(network(), checkpoint=checkpoint(tmp_path), max_epochs=1)
    tensors = next(tmp_path.glob("tensors-*"))
    change, reason = DAMAGE[name]
    change(tmp_path)
    text = (tmp_path / "state.json").read_text()
    reason = reason.format(tensors=tensors, line=text.count("\n") + 1, length=len(text))
    with pytest.raises(cw.ModelFileError) as caught:
        run(network(), checkpoint=checkpoint(tmp_path), max_epochs=1)
    expected = f"the checkpoint {tmp_path}/state.json is damaged: {reason}; delete the folder to start anew"
    assert str(caught.value) == expected


def refusal(folder, module, run_text="a run"):
    before = files(folder)
    with pytest.raises(cw.ArgumentError) as caught:
        run(module, checkpoint=checkpoint(folder, run_text), max_epochs=1)
    assert files(folder) == before
    return str(caught.value)


def test_a_checkpoint_of_another_run_is_refused(tmp_path):
    run(network(), checkpoint=checkpoint(tmp_path), max_epochs=1)
    assert refusal(tmp_path, network(), "another") == (
        f"the checkpoint in {tmp_path} belongs to another run (other data or options); name another folder, "
        f"or delete it to start anew"
    )


def test_a_checkpoint_of_another_format_is_refused(tmp_path):
    run(network(), checkpoint=checkpoint(tmp_path), max_epochs=1)
    changed("format", 2)(tmp_path)
    assert refusal(tmp_path, network()) == (
        f"the checkpoint {tmp_path}/state.json is of format 2; this version reads 1. Name another folder, "
        f"or delete it to start anew"
    )


def test_a_file_is_no_folder_for_a_checkpoint(tmp_path):
    (tmp_path / "a").write_text("mine")
    with pytest.raises(cw.ArgumentError) as caught:
        run(network(), checkpoint=checkpoint(tmp_path / "a"))
    assert str(caught.value) == f"cannot keep a checkpoint in {tmp_path}/a, which is a file; name a folder"
    assert (tmp_path / "a").read_text() == "mine"
