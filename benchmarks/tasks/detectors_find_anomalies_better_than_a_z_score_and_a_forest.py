"""Detectors with default settings find anomalies better than a moving z-score and an isolation forest.

    python benchmarks/tasks/detectors_find_anomalies_better_than_a_z_score_and_a_forest.py [SET ...] [--seeds 3]

Two detectors a recording, one by forecast and one by reconstruction, fitted to what its source gives to learn from;
thresholds of all detectors for the same rate of false alarms. Printed are means over seeds, their spread, seconds and
peak memory of a run over the whole set. The claim is about the detector by forecast, which is the default.

Settings were chosen on every second recording of nab, skab, smap_telemetry and ucr_anomaly, the first among them; rows
that end in "others" are of the rest.
The data are found by CELLWRIGHT_DATA, or downloaded.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Mapping, Sequence

import numpy as np

import cellwright as cw
from cellwright.data.datasets import dataset
from cellwright.evaluate.anomalies import METRICS, POINT_METRICS, Metric, Scored

# whether the test goes on where the training data end, so that the detector sees both
GOES_ON = {"smap_telemetry": False, "nab": True, "skab": True, "ucr_anomaly": True, "mba_ecg_anomaly": True}
METHODS = ("forecast", "reconstruction")
# sets with too few recordings to judge by those alone that settings were not chosen on
SINGLE = ("mba_ecg_anomaly",)
# the metrics that decide
SERIES_BY, SESSIONS_BY = ("VUS-PR", "event F1"), ("PR AUC", "F1")
DECIDE = (*SERIES_BY, "NAB")
Said = Mapping[str, Sequence[Scored]]


def recordings(name: str, seed: int) -> Said:
    """What each detector says of each recording of a set."""
    said: dict[str, list[Scored]] = {}
    for recording in dataset(name):
        test, labels, start = recording.test, recording.labels, 0
        if GOES_ON[name]:
            start = len(recording.train)
            test, labels = np.concatenate([recording.train, test]), np.concatenate([np.zeros(start, int), labels])
        for method in METHODS:
            detector = cw.AnomalyDetector(method=method, random_state=seed, progress=False).fit(recording.train)
            baselines = seed == 0 and method == METHODS[0]
            models = detector.evaluate(test, labels, start=start, baselines=baselines).details.models
            for model, scored in models.items():
                said.setdefault(method if model == detector.name else model, []).extend(scored)
    return said


def sessions(seed: int) -> Said:
    """What each detector says of the sessions of the HDFS log: the last normal ones, and all abnormal ones."""
    log = dataset("hdfs_log")
    known, judged = ([text.split() for text in texts] for texts in (log.X_train, log.X_test))
    detector = cw.AnomalyDetector(method="next_event", random_state=seed, progress=False).fit(known)
    evaluation = detector.evaluate(judged, log.y_test, baselines=seed == 0)
    models: Said = evaluation.details.models
    return models


def metrics_of(name: str) -> Mapping[str, Metric]:
    """The metrics that a set is judged by."""
    if name == "hdfs_log":
        return POINT_METRICS
    of_others = {} if name in SINGLE else {f"{metric}, others": of_every_second(METRICS[metric]) for metric in DECIDE}
    return {**METRICS, **of_others}


def of_every_second(metric: Metric) -> Metric:
    """A metric of the recordings that no setting was chosen on."""
    return lambda scored: metric(scored[1::2])


def measure(name: str, seeds: int) -> bool:
    """Print the table of a set, and say whether both metrics that decide are best."""
    metrics, rows, seconds = metrics_of(name), {}, []
    for seed in range(seeds):
        began = time.perf_counter()
        said = sessions(seed) if name == "hdfs_log" else recordings(name, seed)
        seconds.append(time.perf_counter() - began)
        for model, scored in said.items():
            rows.setdefault(model, []).append([metric(scored) for metric in metrics.values()])
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\n## {name}: {seeds} seeds, {np.mean(seconds):.0f} s a run, {memory:.0f} MB\n")
    print("| | " + " | ".join(rows) + " |")
    print("|---" * (len(rows) + 1) + "|")
    for place, metric in enumerate(metrics):
        cells = []
        for values in rows.values():
            own = np.array([each[place] for each in values])
            cells.append(f"{own.mean():.3f}" + (f" ± {own.std(ddof=1):.3f}" if len(own) > 1 else ""))
        print(f"| {metric} | " + " | ".join(cells) + " |", flush=True)
    deciding = [list(metrics).index(metric) for metric in (SESSIONS_BY if name == "hdfs_log" else SERIES_BY)]
    own, *others = [np.nan_to_num(np.mean(values, 0)) for model, values in rows.items() if model not in METHODS[1:]]
    return all(own[place] > other[place] for place in deciding for other in others)


def main() -> None:
    """Measure the sets that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="*", default=[*GOES_ON, "hdfs_log"])
    parser.add_argument("--seeds", type=int, default=3)
    arguments = parser.parse_args()
    won = {name: measure(name, arguments.seeds) for name in arguments.sets}
    print(f"\nbest in both metrics that decide: {', '.join(name for name, best in won.items() if best) or 'nowhere'}")


if __name__ == "__main__":
    main()
