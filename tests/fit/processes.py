"""Starting `small_runs.py` as programs of their own, to be killed, stopped or joined in a group."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np

PROGRAM = Path(__file__).with_name("small_runs.py")


def started(path, *, limit=None, environment=(), **orders):
    """A process that trains as it is ordered; no file it writes may be longer than `limit` bytes."""
    command = [sys.executable, str(PROGRAM), str(path), json.dumps(orders)]
    if limit is not None:
        command = [sys.executable, "-c", _LIMITED.format(limit=limit), *command[2:]]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **dict(environment)}
    )


# a file that grows beyond the limit gives an OSError, as a full disk does
_LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
import small_runs
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
small_runs.main(*sys.argv[1:])
"""


def ended(process):
    """The exit status of a process and what it wrote to standard error."""
    _, errors = process.communicate(timeout=120)
    return process.returncode, errors


def trained_elsewhere(path, **orders):
    """What a process that is not disturbed comes to."""
    code, errors = ended(started(path, **orders))
    assert code == 0, errors
    return loaded(path)


def loaded(path):
    with np.load(path) as content:
        return {name: content[name] for name in content.files}


def different(one, other):
    """The names of what is not the same, bit for bit."""
    assert set(one) == set(other)
    return [name for name in one if one[name].tobytes() != other[name].tobytes()]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
