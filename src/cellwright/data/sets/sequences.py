"""Numeric sequences and records to classify."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from cellwright.data.sets.entry import Dataset, Opened, by_name
from cellwright.data.sets.formats import lines, table
from cellwright.data.sets.values import Floats, Labelled, Sequences

UCR = "none stated; free with citation"
DAU = "Dau et al. (2019), The UCR Time Series Archive, IEEE/CAA Journal of Automatica Sinica 6"


def stacked(sequences: list[Floats]) -> Sequences:
    """One array, if all sequences are equally long."""
    return np.stack(sequences) if len({each.shape for each in sequences}) == 1 else sequences


def held_out(X: Any, y: npt.NDArray[Any], test: npt.NDArray[np.bool_], channels: tuple[str, ...] = ()) -> Labelled:
    """The examples, split by which of them are to be judged by."""
    parts = [[X[place] for place in np.flatnonzero(mask)] for mask in (~test, test)]
    train, judged = [stacked(part) if isinstance(part[0], np.ndarray) else part for part in parts]
    return Labelled(train, y[~test], judged, y[test], channels)


def _archive(opened: Opened, *, stem: str, end: str, channels: tuple[str, ...] = ()) -> Labelled:
    """A set of the UEA and UCR archives, which come as two files."""
    (train, y_train), (test, y_test) = (opened(f"{stem}_{part}.{end}") for part in ("TRAIN", "TEST"))
    return Labelled(stacked(train), y_train, stacked(test), y_test, channels)


def _heartbeats(opened: Opened) -> Labelled:
    beats, labels = opened("ecg200_ecg5000/ECG5000/ECG5000_TRAIN.tsv")
    return held_out(beats, labels, np.arange(len(labels)) % 5 == 4)


def _gestures(axis: str) -> Dataset:
    folder = f"gestures_wiimote/AllGestureWiimote{axis}"
    return Dataset(
        f"gestures_wiimote_{axis.lower()}",
        f"Ten gestures with a game controller: acceleration along its {axis} axis, 2 to 385 steps",
        "classify",
        UCR,
        DAU,
        partial(_archive, stem=f"{folder}/AllGestureWiimote{axis}", end="tsv"),
        (f"{folder}/*",),
    )


def _activities(opened: Opened) -> Labelled:
    members = opened("arem_activity/AReM.zip")
    names = sorted(name for name in members if name.endswith(".csv"))
    channels = ("avg_rss12", "var_rss12", "avg_rss13", "var_rss13", "avg_rss23", "var_rss23")
    # commas or spaces lie between the numbers, and some lines end in one
    rows = [[line.replace(",", " ").split() for line in lines(members[name]) if line[0] != "#"] for name in names]
    sequences = [np.array([row[1:7] for row in each], float) for each in rows]
    activities = [name.split("/")[-2] for name in names]
    numbers = [int(name.rpartition("dataset")[2].removesuffix(".csv")) for name in names]
    test = [n <= (2 if a.startswith("bending") else 3) for a, n in zip(activities, numbers, strict=True)]
    return held_out(sequences, np.array(activities), np.array(test), channels)


def _digits(opened: Opened) -> Labelled:
    frame = opened("pendigits/pendigits.csv")
    points = frame[[f"c{place}" for place in range(1, 17)]].to_numpy(float).reshape(-1, 8, 2)
    return held_out(points, frame["class"].astype(str).to_numpy(str), np.arange(len(points)) >= 7494, ("x", "y"))


def _movements(opened: Opened) -> Labelled:
    members = opened("indoor_movement/IndoorMovement.zip")
    labels = table(members["dataset/MovementAAL_target.csv"], skipinitialspace=True)
    sequences = [
        table(members[f"dataset/MovementAAL_RSS_{number}.csv"]).to_numpy(float) for number in labels["#sequence_ID"]
    ]
    y = np.where(labels["class_label"] == 1, "changes room", "stays")
    groups = table(members["groups/MovementAAL_DatasetGroup.csv"], skipinitialspace=True)["dataset_ID"].to_numpy()
    return held_out(sequences, y, groups == 3, tuple(f"anchor_{place}" for place in (1, 2, 3, 4)))


def _eyes(opened: Opened) -> Any:
    frame = opened("eeg_eye_state/EEG_Eye_State.arff")
    channels = [name for name in frame.columns if name != "eyeDetection"]
    known = {"unique_id": "eeg", "ds": np.arange(len(frame)), "label": frame["eyeDetection"].astype(int)}
    return pd.DataFrame({**known, **frame[channels]})


def _visits(opened: Opened) -> Labelled:
    """Intensive care: a row for each minute at which something was measured, NaN for what was not."""
    members = opened("physionet2012/set-a_first2000.tar.gz")
    outcomes = (line.split(",") for line in opened("physionet2012/Outcomes-a.txt")[1:])
    died = {record: death for record, *_, death in outcomes}
    records = sorted(members)
    rows = b"\n".join(members[name].partition(b"\n")[2].strip() for name in records)
    measured = pd.read_csv(io.BytesIO(rows), names=["time", "sign", "value"])
    # each file begins with the number of its record
    measured["visit"] = (measured["sign"] == "RecordID").cumsum() - 1
    y = np.array(["died" if died[Path(name).stem] == "1" else "survived" for name in records])
    return held_out(_by_visit(measured, len(records)), y, np.arange(len(y)) >= 1600, VITAL_SIGNS)


def _by_visit(measured: Any, visits: int) -> list[Floats]:
    measured = measured[measured["sign"].isin(VITAL_SIGNS)]
    hours, minutes = (measured["time"].str.slice(*part).astype(int) for part in ((0, 2), (3, 5)))
    visit, when = measured["visit"].to_numpy(), (60 * hours + minutes).to_numpy()
    keys, row = np.unique(np.stack([visit, when], -1), axis=0, return_inverse=True)
    values = np.full((len(keys), len(VITAL_SIGNS)), np.nan)
    # -1 stands for unknown; of two values at one time the later one counts
    values[row, measured["sign"].map(VITAL_SIGNS.index)] = measured["value"].replace(-1, np.nan)
    values[:, 0] = keys[:, 1] / 60
    return np.split(values, np.searchsorted(keys[:, 0], np.arange(1, visits)))


def _connections(opened: Opened) -> Labelled:
    """Each connection as a sequence of one step; symbols as one number for each that there is to learn from."""
    fields = opened("nsl_kdd/Field Names.csv")
    names = [fields.columns[0], *fields.iloc[:, 0]]
    parts = []
    for file in ("KDDTrain+_20Percent", "KDDTest+"):
        rows = io.StringIO("\n".join(opened(f"nsl_kdd/{file}.txt")))
        parts.append(pd.read_csv(rows, names=[*names, "attack", "difficulty"]))
    columns = {}
    for name in names:
        kinds = sorted(parts[0][name].unique()) if name in SYMBOLS else [None]
        for kind in kinds:
            label = name if kind is None else f"{name}={kind}"
            columns[label] = [part[name] if kind is None else part[name] == kind for part in parts]
    train, test = (np.stack([pair[k].to_numpy(float) for pair in columns.values()], -1)[:, None] for k in (0, 1))
    family = {attack: name for name, attacks in ATTACKS.items() for attack in attacks.split()}
    y_train, y_test = (np.array([family[attack] for attack in part["attack"]]) for part in parts)
    return Labelled(train, y_train, test, y_test, tuple(columns))


# the first is the time; the next five are known on admission
VITAL_SIGNS = (
    "hours", "Age", "Gender", "Height", "ICUType", "Weight", "ALP", "ALT", "AST", "Albumin", "BUN", "Bilirubin",
    "Cholesterol", "Creatinine", "DiasABP", "FiO2", "GCS", "Glucose", "HCO3", "HCT", "HR", "K", "Lactate", "MAP",
    "MechVent", "Mg", "NIDiasABP", "NIMAP", "NISysABP", "Na", "PaCO2", "PaO2", "Platelets", "RespRate", "SaO2",
    "SysABP", "Temp", "TroponinI", "TroponinT", "Urine", "WBC", "pH",
)  # fmt: skip
SYMBOLS = ("protocol_type", "service", "flag")
ATTACKS = {
    "normal": "normal",
    "dos": "back land neptune pod smurf teardrop apache2 udpstorm processtable worm mailbomb",
    "probe": "satan ipsweep nmap portsweep mscan saint",
    "r2l": "guess_passwd ftp_write imap phf multihop warezmaster warezclient spy xlock xsnoop snmpguess snmpgetattack "
    "httptunnel sendmail named",
    "u2r": "buffer_overflow loadmodule rootkit perl sqlattack xterm ps",
}

SEQUENCES: Mapping[str, Dataset] = by_name(
    Dataset(
        "japanese_vowels",
        "Nine speakers saying two vowels: 12 coefficients of linear prediction, 7 to 29 steps",
        "classify",
        "CC BY 4.0; the file BSD-3-Clause",
        "Kudo, Toyama and Shimbo (1999), Pattern Recognition Letters 20",
        partial(_archive, stem="japanese_vowels/JapaneseVowels", end="ts"),
        ("japanese_vowels/*",),
    ),
    Dataset(
        "basic_motions",
        "Standing, walking, running and badminton with a smart watch: acceleration and rotation, 100 steps",
        "classify",
        "none stated; the file BSD-3-Clause",
        "Bagnall et al. (2018), The UEA multivariate time series classification archive, arXiv:1811.00075",
        partial(_archive, stem="basic_motions/BasicMotions", end="ts"),
        ("basic_motions/*",),
    ),
    Dataset(
        "ecg200",
        "Heartbeats of 96 steps: normal (1), or of a heart attack (-1)",
        "classify",
        UCR,
        f"Olszewski (2001), CMU-CS-01-108; {DAU}",
        partial(_archive, stem="ecg200_ecg5000/ECG200/ECG200", end="tsv"),
        ("ecg200_ecg5000/ECG200/*",),
    ),
    Dataset(
        "ecg5000",
        "500 heartbeats of 140 steps, five classes of very unequal size",
        "classify",
        UCR,
        f"Goldberger et al. (2000), Circulation 101; {DAU}",
        _heartbeats,
        ("ecg200_ecg5000/ECG5000/*",),
        "every fifth beat is to be judged by; the archive's own test file is not here",
    ),
    _gestures("X"),
    _gestures("Y"),
    _gestures("Z"),
    Dataset(
        "arem_activity",
        "Seven activities by the strength of radio signals between three sensors on the body, 480 steps",
        "classify",
        "CC BY 4.0",
        "Palumbo, Gallicchio, Pucci and Micheli (2016), Journal of Ambient Intelligence and Smart Environments 8",
        _activities,
        ("arem_activity/*",),
        "the first three recordings of each activity are to be judged by, of each bending the first two",
    ),
    Dataset(
        "pendigits",
        "Handwritten digits: the pen at eight points of its way",
        "classify",
        "CC BY 4.0",
        "Alimoglu and Alpaydin (1996), Turkish Artificial Intelligence and Artificial Neural Networks Symposium",
        _digits,
        ("pendigits/*",),
        "the last 3,498 are to be judged by, of other writers",
    ),
    Dataset(
        "indoor_movement",
        "Whether somebody is about to change the room, by the strength of four radio signals, 19 to 129 steps",
        "classify",
        "CC BY 4.0",
        "Bacciu, Barsocchi, Chessa, Gallicchio and Micheli (2014), Neural Computing and Applications 24",
        _movements,
        ("indoor_movement/*",),
        "the third building is to be judged by",
    ),
    Dataset(
        "eeg_eye_state",
        "One recording of 14 electrodes and whether the eyes are closed (1): a long frame with labels",
        "classify",
        "CC BY 4.0",
        "Roesler and Suendermann (2013), A First Step towards Eye State Prediction Using EEG, AIHLS",
        _eyes,
        ("eeg_eye_state/*",),
        "split it in time, never at random",
    ),
    Dataset(
        "physionet2012",
        "2,000 patients in intensive care: irregular, incomplete measurements of 48 hours, and who died",
        "classify",
        "ODC-By 1.0",
        "Silva, Moody, Scott, Celi and Mark (2012), Computing in Cardiology 39",
        _visits,
        ("physionet2012/*",),
        "the last 400 records are to be judged by",
        "2,000 files of backup/set-a of that repository, packed",
    ),
    Dataset(
        "nsl_kdd",
        "Network connections, normal or one of four kinds of attack, some of which are in the test only",
        "classify",
        "free with citation",
        "Tavallaee, Bagheri, Lu and Ghorbani (2009), IEEE Symposium CISDA",
        _connections,
        ("nsl_kdd/*",),
    ),
)
