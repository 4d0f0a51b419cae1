"""Anomalies among events: a key is as strange as it is improbable after the keys before it in its session.

A recurrent network reads the keys and gives each key a probability to be the next, as in Du et al., DeepLog: Anomaly
Detection and Diagnosis from System Logs through Deep Learning (CCS 2017). The score of an event is its surprise in
bits, -log2 of its probability; or, with `top_k`, its rank among all keys, the most probable first, as in DeepLog.

A key that was never seen is at most as probable as the least probable one, and as one event in all that were learned
from and one more; its rank comes after all. Where sessions were learned from, their end is one more key: a session that
ends too early is strange, and the score of its last event is that of its end, if this is the higher one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from cellwright.data.augment import UNKNOWN
from cellwright.data.events import events_of
from cellwright.data.examples import Batch, Examples, Rows
from cellwright.data.readings import Readings, Roles
from cellwright.evaluate.anomalies import POINT_METRICS
from cellwright.evaluate.detectors import EVENT_BASELINES
from cellwright.fit import Score
from cellwright.nn import Recurrent
from cellwright.tasks.detection_method import Flags, Floats, Learned, Network, Stretch

Codes = npt.NDArray[np.int64]

# what stands before the first event; that of a key never seen is UNKNOWN, and those of the keys follow
START = 0
# the longest piece of a session that is trained on at once
LONGEST = 128
LARGEST_EMBEDDING = 32
EVENTS_AT_ONCE = 2**15
# with fewer sessions there is no telling how they end
LEAST_SESSIONS = 5


class NextKey(torch.nn.Module):
    """Tokens of the keys before each event (batch, steps) to how likely each key is then, as logits (.., keys).

    Args:
        keys: how many there are; behind them comes the end.
        network: the recurrent part.
    """

    def __init__(self, keys: int, network: Network) -> None:
        super().__init__()
        size = min(LARGEST_EMBEDDING, keys + 1)
        # what was never seen is nothing in particular: zeros, which are not trained
        self.embedding = torch.nn.Embedding(keys + 2, size, padding_idx=UNKNOWN)
        self.recurrent = Recurrent(
            network.cell,
            size,
            network.hidden_size,
            num_layers=network.num_layers,
            batch_first=True,
            dropout=network.dropout,
            **network.layers,
        )
        self.head = torch.nn.Linear(network.hidden_size, keys + 1)

    def forward(self, before: torch.Tensor) -> torch.Tensor:
        """The logits of the next key."""
        states, _ = self.recurrent(self.embedding(before))
        logits: torch.Tensor = self.head(states)
        return logits


@dataclass(frozen=True, eq=False)
class Pieces:
    """Pieces of sessions to train on.

    Attributes:
        codes: (points,), of the events; the number of keys where one was never seen.
        begins: (points,), where a session begins.
        keys: how many there are.
        places: (pieces, 3), where each begins and ends, and 1 if its session ends there too.
    """

    codes: Codes
    begins: npt.NDArray[np.bool_]
    keys: int
    places: Codes

    def __len__(self) -> int:
        return len(self.places)

    def batch(self, rows: Rows) -> Batch:
        """The tokens before (batch, steps) of the longest piece; the codes, and where there is one to learn."""
        starts, ends, closed = self.places[rows].T
        places = starts[:, None] + np.arange(int((ends + closed - starts).max()))
        flat = np.minimum(places, len(self.codes) - 1)
        first = self.begins[flat] & (places < ends[:, None])
        before = np.where(first, START, _tokens(self.codes[np.clip(places - 1, 0, len(self.codes) - 1)], self.keys))
        over = places >= ends[:, None]
        codes = np.where(over, self.keys, self.codes[flat])
        # what was never seen has the code of the end, but is none
        known = np.where(over, (places == ends[:, None]) & (closed[:, None] == 1), codes < self.keys)
        return Batch((torch.from_numpy(before),), (torch.from_numpy(codes), torch.from_numpy(known)))


class ByNextEvent:
    """The surprise of an event.

    Args:
        top_k: if not None, scores are ranks.
    """

    metrics = POINT_METRICS
    baselines = EVENT_BASELINES
    by_session = True

    def __init__(self, top_k: int | None = None) -> None:
        self._ranks = top_k is not None

    def read(self, data: Any, roles: Roles, labels: Any) -> Readings:
        """Sessions of whatever holds keys."""
        return events_of(data, roles, labels)

    def learn(self, readings: Readings, training: Stretch, window: int | None) -> tuple[dict[str, int], dict[str, Any]]:  # noqa: ARG002
        """The keys that are seen in training, how many events, and whether there are sessions that end."""
        learned_from = readings.between(training.starts, training.ends).values
        keys = [readings.vocabulary[code] for code in np.unique(learned_from).astype(int)]
        ends = int((training.ends > training.starts).sum()) >= LEAST_SESSIONS
        return {"keys": len(keys)}, {"keys": keys, "ends": ends, "events": len(learned_from)}

    def check(self, sizes: Mapping[str, int], learned: Learned) -> None:
        """Raise if these are not so many different keys."""
        keys = learned["keys"]
        if len(set(keys)) != sizes["keys"] or len(keys) != sizes["keys"]:
            raise ValueError("the keys are not as many different ones as the network has")
        if not (all(type(key) is int for key in keys) or all(isinstance(key, str) for key in keys)):
            raise ValueError("keys must be all integers or all strings")
        if type(learned["ends"]) is not bool or type(learned["events"]) is not int or learned["events"] < 1:
            raise ValueError("what is known of the ends and the number of events must be a flag and a number")

    def examples(self, readings: Readings, stretch: Stretch, learned: Learned) -> Examples:
        """Whole sessions, or pieces of long ones; sessions with an anomaly are left out."""
        codes = _codes(readings, learned["keys"])
        begins = np.zeros(len(codes), np.bool_)
        begins[readings.bounds[:-1]] = True
        places = [np.zeros((0, 3), np.int64)]
        for part, start, end in zip(readings.slices(), stretch.starts, stretch.ends, strict=True):
            if end > start and (readings.labels is None or not readings.labels[part].any()):
                first = part.start + np.arange(start, end, LONGEST)
                last = np.minimum(first + LONGEST, part.start + end)
                places.append(np.stack([first, last, (last == part.stop) & learned["ends"]], 1))
        return Pieces(codes, begins, len(learned["keys"]), np.concatenate(places))

    def build(self, sizes: Mapping[str, int], network: Network) -> torch.nn.Module:
        """The network."""
        return NextKey(sizes["keys"], network)

    def loss(self, output: torch.Tensor, batch: Batch) -> Score:
        """The mean surprise, in nats."""
        codes, known = batch.targets
        count = known.sum().to(output.dtype)
        codes = torch.where(known, codes, 0)
        surprise = torch.nn.functional.cross_entropy(output.transpose(1, 2), codes, reduction="none")
        return Score((surprise * (known / count.clamp(min=1))).sum(), count)

    def evidence(self, module: torch.nn.Module, readings: Readings, learned: Learned) -> Floats:
        """Surprise in bits, or the rank, of each event (points, 1)."""
        assert isinstance(module, NextKey)
        codes = _codes(readings, learned["keys"])
        errors = np.empty((len(codes), 1))
        # sessions of one length go through the network together
        lengths = readings.lengths
        for length in np.unique(lengths).tolist():
            starts = readings.bounds[:-1][lengths == length]
            for first in range(0, len(starts), max(EVENTS_AT_ONCE // length, 1)):
                places = starts[first : first + max(EVENTS_AT_ONCE // length, 1), None] + np.arange(length)
                errors[places, 0] = self._of_sessions(module, codes[places], learned)
        return errors

    def _of_sessions(self, module: NextKey, codes: Codes, learned: Learned) -> Floats:
        """The errors (sessions, events) of sessions of one length, by their codes."""
        keys = len(learned["keys"])
        start = np.full((len(codes), 1), START)
        with torch.inference_mode():
            before = torch.from_numpy(np.concatenate([start, _tokens(codes, keys)], 1)).to(module.head.weight.device)
            logits = module(before).cpu().numpy()
        errors = self.error(logits[:, :-1].reshape(-1, keys + 1), codes.ravel(), learned).reshape(codes.shape)
        if learned["ends"]:
            errors[:, -1] = np.maximum(errors[:, -1], self.error_of_end(logits[:, -1], learned))
        return errors

    def error(self, logits: npt.NDArray[Any], codes: Codes, learned: Learned) -> Floats:
        """Surprise or rank of the keys (events,) of these codes, by logits (events, keys + 1)."""
        keys = len(learned["keys"])
        unseen = codes >= keys
        own = logits[np.arange(len(codes)), np.where(unseen, logits[:, :keys].argmin(1), codes)]
        if self._ranks:
            return np.asarray(np.where(unseen, keys + 2.0, _rank(logits, own)))
        surprise = _surprise(logits, own)
        return np.where(unseen, np.maximum(surprise, np.log2(learned["events"] + 1)), surprise)

    def error_of_end(self, logits: npt.NDArray[Any], learned: Learned) -> Floats:
        """Surprise or rank of the end (sessions,), by the logits (sessions, keys + 1) behind the last key."""
        own = logits[:, len(learned["keys"])]
        return _rank(logits, own) if self._ranks else _surprise(logits, own)

    def calibrated(
        self,
        evidence: Floats,  # noqa: ARG002
        series: Sequence[slice],  # noqa: ARG002
        parts: Sequence[Flags],  # noqa: ARG002
        memory: int,  # noqa: ARG002
        smoothing: int,  # noqa: ARG002
    ) -> dict[str, Any]:
        """Nothing: a surprise is a score as it is."""
        return {}

    def scores(self, evidence: Floats, calibration: Mapping[str, Any]) -> Floats:  # noqa: ARG002
        """The surprises, or ranks."""
        return evidence[:, 0]

    def session(self, module: torch.nn.Module, learned: Learned, calibration: Mapping[str, Any]) -> EventSession:  # noqa: ARG002
        """A session from its beginning."""
        assert isinstance(module, NextKey)
        return EventSession(module, learned, self)


class EventSession:
    """A session whose events come one at a time, through the compiled step of the network."""

    def __init__(self, module: NextKey, learned: Learned, method: ByNextEvent) -> None:
        self._stream = module.recurrent.stream()
        self._embedding = module.embedding.weight.detach().cpu().numpy()
        self._head, self._bias = (part.detach().cpu().numpy() for part in (module.head.weight, module.head.bias))
        self._code = {key: code for code, key in enumerate(learned["keys"])}
        self._learned, self._method = learned, method
        self._logits = self._read(START)

    def step(self, x: str | int) -> float:
        """The score of the next event."""
        code = self._code.get(x.item() if isinstance(x, np.generic) else x, len(self._code))
        error = self._method.error(self._logits, np.array([code]), self._learned)
        self._logits = self._read(int(_tokens(np.array(code), len(self._code))))
        return float(error[0])

    def end(self) -> float:
        """The score of an end behind the last event; NaN if it was not learned how sessions end."""
        if not self._learned["ends"]:
            return float("nan")
        return float(self._method.error_of_end(self._logits, self._learned)[0])

    def _read(self, token: int) -> npt.NDArray[Any]:
        """The logits (1, keys + 1) of what follows."""
        state = self._stream.step(self._embedding[token])
        logits: npt.NDArray[Any] = (self._head @ state + self._bias)[None]
        return logits


def _tokens(codes: npt.NDArray[np.int64], keys: int) -> Codes:
    """What the network reads for codes: those of keys behind the two other tokens."""
    return np.where(codes >= keys, UNKNOWN, codes + 2)


def _rank(logits: npt.NDArray[Any], own: npt.NDArray[Any]) -> Floats:
    """How many are as probable as each, or more: 1 is the most probable."""
    return np.asarray((logits > own[:, None]).sum(1) + 1.0)


def _surprise(logits: npt.NDArray[Any], own: npt.NDArray[Any]) -> Floats:
    """-log2 of the probability of each."""
    logits = logits.astype(np.float64)
    highest = logits.max(1)
    total = highest + np.log(np.exp(logits - highest[:, None]).sum(1))
    return np.asarray((total - own) / np.log(2))


def _codes(readings: Readings, keys: Sequence[str | int]) -> npt.NDArray[np.int64]:
    """The code of each event among the keys of the network, their number where it has none."""
    code = {key: number for number, key in enumerate(keys)}
    translated = np.array([code.get(key, len(keys)) for key in readings.vocabulary], np.int64)
    return np.asarray(translated[readings.values[:, 0].astype(np.int64)])
