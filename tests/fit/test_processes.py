"""Law: several processes under torchrun's rules train the model that one process trains, and only the first writes."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from processes import ended, free_port, loaded, started
from small_runs import trained

from cellwright.fit.processes import Processes


def group(path, **orders):
    """Two processes: what each of them is ordered, with torchrun's environment; each tells its own end."""
    port = str(free_port())
    return [
        started(
            path / f"{rank}.npz",
            environment={
                "WORLD_SIZE": "2",
                "RANK": str(rank),
                "LOCAL_RANK": str(rank),
                "MASTER_ADDR": "127.0.0.1",
                "MASTER_PORT": port,
            },
            **orders,
        )
        for rank in range(2)
    ]


def together(path, **orders):
    for process in group(path, **orders):
        code, errors = ended(process)
        assert code == 0, errors
    return loaded(path / "0.npz"), loaded(path / "1.npz")


def assert_close(one, other):
    for name in one:
        if name != "ended":
            np.testing.assert_allclose(one[name], other[name], rtol=1e-9, atol=1e-12, err_msg=name)
    assert one["ended"] == other["ended"]


@pytest.mark.slow
@pytest.mark.parametrize("penalty", [0.0, 0.01])
def test_two_processes_equal_one(penalty, tmp_path):
    # 33 examples: the last batch has a single one, which both processes are given
    orders = {"dropout": 0.0, "count": 33, "options": {"l1": penalty, "l2": penalty, "gradient_clip": 0.5}}
    # in double precision only the order of the sums can differ
    orders["options"]["precision"] = "float64"
    first, second = together(tmp_path, **orders)
    assert all(first[name].tobytes() == second[name].tobytes() for name in first)
    assert_close(first, trained(**orders))
    with pytest.raises(AssertionError):
        assert_close(first, trained(**{**orders, "count": 32}))


@pytest.mark.slow
def test_a_group_resumes_and_only_its_first_process_writes(tmp_path):
    saved = tmp_path / "saved"
    orders = {"checkpoint": str(saved), "options": {"max_epochs": 2}}
    first, _ = together(tmp_path, **orders)
    written = {path.name: path.read_bytes() for path in saved.iterdir()}
    assert len(written) == 2
    assert len(json.loads(written["state.json"])["progress"]["records"]) == 2
    again, _ = together(tmp_path, **orders)
    assert all(first[name].tobytes() == again[name].tobytes() for name in first)
    assert {path.name: path.read_bytes() for path in saved.iterdir()} == written


@pytest.mark.parametrize("count", [1, 2, 3, 5])
@pytest.mark.parametrize("size", [1, 2, 3, 8])
def test_the_parts_of_a_batch_are_the_batch(count, size):
    rows = np.arange(size)
    cpu = torch.device("cpu")
    parts = [Processes(cpu, rank, count).part_of(rows) for rank in range(count)]
    times = Processes(cpu, 0, count).times(rows)
    assert sorted(np.concatenate(parts)) == sorted(np.tile(rows, times))
    assert min(map(len, parts)) >= 1


def test_alone_nothing_is_asked_of_others():
    alone = Processes.of_this_run(torch.device("cpu"))
    module, number = torch.nn.Linear(1, 1), torch.tensor(2.0, requires_grad=True)
    assert alone.first
    assert alone.wrapped(module) is module
    assert alone.sum(number).item() == alone.agreed(2.0) == 2.0


@pytest.mark.parametrize(("asked", "given"), [("cuda", "cuda:1"), ("cuda:0", "cuda:0"), ("cpu", "cpu")])
def test_each_process_of_a_machine_has_a_card_of_its_own(asked, given, monkeypatch):
    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.setenv("LOCAL_RANK", "1")
    for name, answer in {"is_initialized": True, "get_rank": 1, "get_world_size": 2}.items():
        monkeypatch.setattr(torch.distributed, name, lambda answer=answer: answer)
    assert Processes.of_this_run(torch.device(asked)) == Processes(torch.device(given), 1, 2)
