"""VUS against a slow construction from its definition, and against numbers of its authors' package."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from cellwright.evaluate.ranges import faded, runs, vus


def series(seed):
    """Labels with some events, and scores that know a little of them; every other one has equal scores."""
    random = np.random.default_rng(seed)
    labels = np.zeros(200 + seed, bool)
    for _ in range(1 + seed % 4):
        start = random.integers(0, len(labels) - 20)
        labels[start : start + random.integers(1, 15)] = True
    if seed == 5:
        labels[:4] = labels[-3:] = True
    scores = random.normal(size=len(labels)) + labels
    return labels, scores.round(1) if seed % 2 else scores


def slowly(labels, scores, most_buffer):
    """The same volumes, step by step and threshold by threshold."""
    areas = []
    for buffer in range(most_buffer + 1):
        reach, steps = buffer // 2, len(labels)
        label = labels.astype(float)
        for start, end in runs(labels):
            for place in range(steps):
                distance = max(start - place, place - end + 1)
                if 0 < distance <= reach:
                    label[place] = min(1, label[place] + np.sqrt(1 - distance / buffer))
        near, groups = label > 0, []
        for place in range(steps):
            if near[place] and (place == 0 or not near[place - 1]):
                groups.append([])
            if near[place]:
                groups[-1].append(place)
        points = [(0.0, 0.0)]
        precision = []
        for threshold in sorted(set(scores), reverse=True):
            alarms = scores >= threshold
            hits = label[alarms].sum()
            positive = labels.sum() + label[alarms & ~labels].sum() / 2
            share = np.mean([any(alarms[place] for place in group) for group in groups])
            points.append((min(hits / positive, 1) * share, (alarms.sum() - hits) / (steps - positive)))
            precision.append(hits / alarms.sum())
        pr = sum((points[k + 1][0] - points[k][0]) * p for k, p in enumerate(precision))
        points.append((1.0, 1.0))
        roc = sum((b[1] - a[1]) * (a[0] + b[0]) / 2 for a, b in pairwise(points))
        areas.append((roc, pr))
    return np.mean(areas, 0)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("buffer", [0, 1, 7, 12])
def test_it_is_what_its_definition_says(seed, buffer):
    np.testing.assert_allclose(vus(*series(seed), buffer), slowly(*series(seed), buffer), rtol=1e-10)


# seed, buffer, VUS-ROC and VUS-PR of the package vus 0.0.6 (RangeAUC_volume_opt, with a threshold at every score)
OF_ITS_AUTHORS = [
    (0, 0, 0.6236183827806864, 0.07416273840060685),
    (1, 1, 0.8383697308278314, 0.3421176944636741),
    (2, 5, 0.8410673942872736, 0.3650846849235451),
    (3, 20, 0.8490365685083557, 0.39690659390076666),
    (4, 11, 0.7544359691338122, 0.2096018894752616),
    (5, 30, 0.8914026028565932, 0.5317223860798429),
]


@pytest.mark.parametrize(("seed", "buffer", "roc", "pr"), OF_ITS_AUTHORS)
def test_it_is_what_its_authors_package_says(seed, buffer, roc, pr):
    np.testing.assert_allclose(vus(*series(seed), buffer), (roc, pr), rtol=1e-12)


def test_the_best_scores_are_the_labels_and_one_alarm_is_not_enough():
    labels = np.zeros(100, bool)
    labels[40:60] = True
    assert vus(labels, labels * 1.0, 0) == (1.0, 1.0)
    one = np.zeros(100)
    one[50] = 1.0
    assert vus(labels, one, 0)[1] < 0.3


def test_without_events_there_is_no_volume():
    for labels in (np.zeros(5, bool), np.ones(5, bool)):
        assert np.isnan(vus(labels, np.arange(5.0), 2)).all()


def test_buffers_that_overlap_make_one_event():
    labels = np.zeros(20, bool)
    labels[[5, 8]] = True
    assert faded(labels, 0)[1].tolist() == [[5, 6], [8, 9]]
    assert faded(labels, 2)[1].tolist() == [[4, 7], [7, 10]]
    assert faded(labels, 4)[1].tolist() == [[3, 11]]


def test_runs_are_half_open():
    assert runs(np.array([True, False, True, True])).tolist() == [[0, 1], [2, 4]]
    assert runs(np.zeros(3, bool)).shape == (0, 2)
