"""Recordings in which something unusual happens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import numpy as np

from cellwright.data.sets.entry import Dataset, Opened, by_name
from cellwright.data.sets.formats import Floats
from cellwright.data.sets.source import files_like
from cellwright.data.sets.values import Recording

# the first and last unusual row of each channel's test, from labeled_anomalies.csv of khundman/telemanom
UNUSUAL = {
    "P-1": ((2149, 2349), (3539, 3779), (4536, 4844)),
    "S-1": ((5300, 5747),),
    "E-1": ((5000, 5030), (5610, 6086)),
    "A-1": ((4690, 4774),),
    "D-2": ((4319, 8536),),
}
# how much of a recording is to learn from: the share in NAB, the rows in SKAB
PROBATION, NORMAL_ROWS = 0.15, 400
# the longest time without an unusual beat, and how many samples around the peak of a beat are its own
USUAL_BEATS, REACH_OF_BEAT = slice(2200, 3160), 20


def _marked(length: int, events: tuple[tuple[int, int], ...]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """1 from the first to the last place of each event."""
    labels = np.zeros(length, np.int64)
    for first, last in events:
        labels[first : last + 1] = 1
    return labels


def _telemetry(opened: Opened) -> tuple[Recording, ...]:
    recordings = []
    for name, events in UNUSUAL.items():
        train, test = (opened(f"smap_telemetry/smap/{part}/{name}.npy") for part in ("train", "test"))
        channels = ("telemetry", *(f"command_{place}" for place in range(1, train.shape[1])))
        recordings.append(Recording(name, train, test, _marked(len(test), events), channels))
    return tuple(recordings)


def _numenta(opened: Opened) -> tuple[Recording, ...]:
    windows = opened("nab/labels/combined_windows.json")
    recordings = []
    for file in files_like(("nab/data/*",)):
        frame = opened(file.name)
        name = file.name.removeprefix("nab/data/")
        stamps = frame["timestamp"].to_numpy("datetime64[s]")
        spans = [[np.datetime64(datetime.fromisoformat(end), "s") for end in window] for window in windows[name]]
        labels = np.zeros(len(frame), np.int64)
        for first, last in spans:
            labels[(stamps >= first) & (stamps <= last)] = 1
        values = frame[["value"]].to_numpy(float)
        # the benchmark's own probation: a share of the rows, of the first 5,000 at most
        end = int(PROBATION * min(len(frame), 5000))
        name = name.removesuffix(".csv")
        recordings.append(Recording(name, values[:end], values[end:], labels[end:], ("value",), stamps[end:]))
    return tuple(recordings)


def _pump(opened: Opened) -> tuple[Recording, ...]:
    recordings = []
    for file in files_like(("skab/*",)):
        frame = opened(file.name)
        channels = [name for name in frame.columns if name not in {"datetime", "anomaly", "changepoint"}]
        values = frame[channels].to_numpy(float)
        labels = frame["anomaly"].to_numpy(np.int64)[NORMAL_ROWS:]
        stamps = frame["datetime"].to_numpy("datetime64[s]")[NORMAL_ROWS:]
        name = file.name.removeprefix("skab/").removesuffix(".csv")
        recordings.append(Recording(name, values[:NORMAL_ROWS], values[NORMAL_ROWS:], labels, tuple(channels), stamps))
    return tuple(recordings)


def _bleeding(opened: Opened) -> tuple[Recording, ...]:
    recordings = []
    for file in files_like(("ucr_anomaly/*",)):
        values: Floats = np.array([[float(line)] for line in opened(file.name)])
        name = file.name.removeprefix("ucr_anomaly/").removesuffix(".txt")
        end, first, last = map(int, name.split("_")[-3:])
        labels = _marked(len(values), ((first, last),))
        recordings.append(Recording(name, values[:end], values[end:], labels[end:], ("value",)))
    return tuple(recordings)


def _heart(opened: Opened) -> tuple[Recording, ...]:
    # below the names of its columns are their units
    leads = opened("mba_ecg_anomaly/train.xlsx")[["ECG1", "ECG2"]].iloc[1:].to_numpy(float)
    beats = opened("mba_ecg_anomaly/labels.xlsx")
    # the kind of a beat stands one column too far left: N is a usual one
    peaks = beats["Sample"][beats["#"] != "N"].to_numpy(int)
    labels = _marked(len(leads), tuple((peak - REACH_OF_BEAT, peak + REACH_OF_BEAT) for peak in peaks.tolist()))
    end = USUAL_BEATS.stop
    return (Recording("ecg", leads[USUAL_BEATS], leads[end:], labels[end:], ("lead_1", "lead_2")),)


ANOMALIES: Mapping[str, Dataset] = by_name(
    Dataset(
        "smap_telemetry",
        "Five channels of the spacecraft SMAP, each with 24 commands",
        "anomaly",
        "BSD-3-Clause (the repository); data of NASA/JPL",
        "Hundman, Constantinou, Laporte, Colwell and Soderstrom (2018), KDD",
        _telemetry,
        ("smap_telemetry/*",),
    ),
    Dataset(
        "nab",
        "42 series of servers, traffic, machines and made ones, with windows around what is unusual",
        "anomaly",
        "MIT",
        "Lavin and Ahmad (2015), ICMLA; Ahmad, Lavin, Purdy and Agha (2017), Neurocomputing 262",
        _numenta,
        ("nab/*",),
        "the probation of the benchmark is to learn from: 15 % of the first 5,000 rows",
    ),
    Dataset(
        "skab",
        "34 experiments with a water pump, eight sensors each",
        "anomaly",
        "GPL-3.0",
        "Katser and Kozitsin (2020), Skoltech Anomaly Benchmark",
        _pump,
        ("skab/*",),
        "the first 400 rows of each are to learn from",
    ),
    Dataset(
        "ucr_anomaly",
        "Four series of blood pressure with one anomaly each",
        "anomaly",
        "none stated; free with citation",
        "Wu and Keogh (2021), IEEE Transactions on Knowledge and Data Engineering; Keogh et al. (2021), KDD",
        _bleeding,
        ("ucr_anomaly/*",),
    ),
    Dataset(
        "mba_ecg_anomaly",
        "A minute of two leads of an electrocardiogram with ventricular and fused beats",
        "anomaly",
        "ODC-By 1.0; the repository BSD-3-Clause",
        "Moody and Mark (2001), IEEE Engineering in Medicine and Biology; Tuli, Casale and Jennings (2022), PVLDB",
        _heart,
        ("mba_ecg_anomaly/*",),
        "the longest time of usual beats is to learn from and what follows to be judged by, where an unusual beat is "
        "20 samples on either side of its peak; the source has the same file for both",
    ),
)
