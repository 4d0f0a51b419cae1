"""Small series and sequences, and models of them that are trained in an instant: the subjects of the laws of tasks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import numpy as np
import pandas as pd
import small_detectors

import cellwright as cw

HORIZON, SEASON = 5, 7
FAST = {"horizon": HORIZON, "season_length": SEASON, "hidden_size": 8, "max_epochs": 3, "progress": False}
FAST_SEQUENCES = {"hidden_size": 8, "max_epochs": 3, "progress": False}


def wave(points=90, seed=0, trend=0.1):
    """A season of 7 days, a trend and some noise."""
    place = np.arange(points)
    noise = np.random.default_rng(seed).normal(0, 0.2, points)
    return 20 + trend * place + 5 * np.sin(2 * np.pi * place / SEASON) + noise


def frame(series=("a", "b"), points=90, start="2024-01-01"):
    """A long frame of some waves."""
    parts = [
        pd.DataFrame({"unique_id": name, "ds": pd.date_range(start, periods=points), "y": wave(points, seed)})
        for seed, name in enumerate(series)
    ]
    return pd.concat(parts, ignore_index=True)


def model(**options):
    """A forecaster that is trained in an instant."""
    return cw.Forecaster(**{**FAST, "random_state": 0, **options})


@cache
def fitted(**options):
    """The same, fitted to the frame of two waves; shared, so not to be fitted again."""
    return model(**options).fit(frame())


def gestures(count=40, seed=0, gaps=False):
    """A long frame of sequences of 4 to 9 steps and two channels that rise or fall."""
    generator = np.random.default_rng(seed)
    parts = []
    for number in range(count):
        steps = int(generator.integers(4, 10))
        rises = number % 2 == 0
        slope = np.arange(steps) * (1.0 if rises else -1.0)
        channels = {name: slope + generator.normal(0, 0.5, steps) for name in ("east", "north")}
        if gaps:
            channels["north"] = np.where(generator.random(steps) < 0.3, np.nan, channels["north"])
        label = "rise" if rises else "fall"
        parts.append(
            pd.DataFrame({"unique_id": f"s{number}", "ds": range(steps), **channels, "y": label, "end": slope[-1]})
        )
    return pd.concat(parts, ignore_index=True)


def opinions(count=40):
    """Texts and what they say."""
    good, bad = (
        ["a fine film", "fine acting and a fine end", "good , really good"],
        ["a bad film", "dull", "bad , so bad"],
    )
    texts = [(good if row % 2 else bad)[row // 2 % 3] for row in range(count)]
    return texts, ["good" if row % 2 else "bad" for row in range(count)]


def classifier(**options):
    """A classifier that is trained in an instant."""
    return cw.SequenceClassifier(**{**FAST_SEQUENCES, "random_state": 0, **options})


def regressor(**options):
    """A regressor that is trained in an instant."""
    return cw.SequenceRegressor(**{**FAST_SEQUENCES, "random_state": 0, **options})


def pretrainer(**options):
    """A pretrained network that is trained in an instant."""
    return cw.Pretrainer(**{**FAST_SEQUENCES, "random_state": 0, **options})


def plays(count=12):
    """A text with a rhythm, of some acts."""
    acts = ("to be or not to be,\n", "that is the question:\n", "whether 'tis nobler\n")
    return "".join(acts[number % 3] * (1 + number % 2) for number in range(count))


def tunes(count=24):
    """Documents of a few notes."""
    return [("abcd", "abab", "dcba", "ccdd")[number * number % 4] for number in range(count)]


def language_model(**options):
    """A language model that is trained in an instant."""
    small = {"batch_size": 4, "steps": 10, "num_layers": 1, "validation_split": 0.2, "random_state": 0}
    return cw.LanguageModel(**{**FAST_SEQUENCES, **small, **options})


FAST_TEXTS = {
    "hidden_size": 8, "embedding_size": 8, "max_epochs": 3, "beam": 2, "batch_size": 8, "tokeniser": "spaced",
    "min_count": 1, "progress": False,
}  # fmt: skip


def phrases(count=40, seed=0):
    """Pairs of texts of 2 to 5 words, each word of which becomes another one."""
    generator = np.random.default_rng(seed)
    read, written = ["one", "two", "three", "four"], ["ein", "zwei", "drei", "vier"]
    rows = [generator.integers(0, 4, generator.integers(2, 6)) for _ in range(count)]
    return [" ".join(read[n] for n in row) for row in rows], [" ".join(written[n] for n in row) for row in rows]


def shortened(count=40):
    """Texts, and what they begin with."""
    texts, _ = phrases(count)
    return [f"{text} . and so on" for text in texts], texts


def translator(**options):
    """A translator that is trained in an instant."""
    return cw.Translator(**{**FAST_TEXTS, "random_state": 0, **options})


def summarizer(**options):
    """A summarizer that is trained in an instant."""
    return cw.Summarizer(**{**FAST_TEXTS, "random_state": 0, **options})


def without_labels(data):
    return data.drop(columns=["y", "end"])


def sentences(count=40, seed=0):
    """Sentences as (token, tag) pairs: who went where."""
    generator = np.random.default_rng(seed)
    names, places = ["Ann", "Bob", "Eve"], ["Rome", "Oslo", "New York"]
    made = []
    for _ in range(count):
        name, place = generator.choice(names), generator.choice(places).split(" ")
        pairs = [(name, "B-name"), ("went", "O"), ("to", "O"), (place[0], "B-place")]
        pairs += [(part, "I-place") for part in place[1:]]
        made.append([*pairs, *[("again", "O")] * int(generator.integers(0, 3))])
    return made


def visits(count=30, seed=0):
    """Japanese texts with the places in them, by their characters."""
    generator = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        place = str(generator.choice(["京都", "東京都", "札幌"]))
        text = f"{place}に行く" if generator.random() < 0.5 else f"明日は{place}へ"
        start = text.index(place)
        made.append({"text": text, "entities": [{"span": [start, start + len(place)], "type": "place"}]})
    return made


def tagger(**options):
    """A tagger that is trained in an instant."""
    small = {"embedding_size": 6, "character_size": 4, "character_hidden_size": 3, "early_stopping": None}
    return cw.Tagger(**{**FAST_SEQUENCES, **small, "train_on_all": False, "random_state": 0, **options})


@dataclass(frozen=True)
class Subject:
    """A task that every law of tasks is tried on.

    Attributes:
        make: an unfitted task, with the options given.
        data: what it is fitted on.
        new: what it then predicts for.
    """

    make: Callable[..., Any]
    data: Callable[[], Any]
    new: Callable[[], Any]


def labels_only(data):
    return data.drop(columns="end")


def ends_only(data):
    return data.drop(columns="y").rename(columns={"end": "y"})


# a task has at least one; behind its name stands what it is tried on
SUBJECTS = {
    **{
        f"AnomalyDetector by {method}": Subject(partial(small_detectors.detector, method), *data)
        for method, data in small_detectors.DATA.items()
    },
    "Forecaster": Subject(model, frame, lambda: frame(points=97)),
    "SequenceClassifier": Subject(classifier, lambda: labels_only(gestures()), lambda: labels_only(gestures(seed=1))),
    "SequenceClassifier of gaps": Subject(
        classifier, lambda: labels_only(gestures(gaps=True)), lambda: labels_only(gestures(seed=1, gaps=True))
    ),
    "SequenceClassifier of texts": Subject(classifier, opinions, lambda: ["good or bad ?", "a fine end"]),
    "LanguageModel": Subject(language_model, plays, lambda: "not to be"),
    "LanguageModel of documents": Subject(
        partial(language_model, num_layers=2, weight_dropout=0.2, slowness=1.0), tunes, lambda: ["abcd", "dd"]
    ),
    "Pretrainer": Subject(pretrainer, lambda: without_labels(gestures()), lambda: without_labels(gestures(seed=1))),
    "Pretrainer of texts": Subject(pretrainer, lambda: opinions()[0], lambda: ["good or bad ?", "a fine end"]),
    "Tagger of texts": Subject(tagger, sentences, lambda: [["Ann", "went", "home"], ["Rome", "?"]]),
    "Tagger of characters in texts": Subject(tagger, visits, lambda: ["札幌に行く", "京都"]),
    "Translator of texts": Subject(translator, phrases, lambda: phrases(8, seed=1)[0]),
    "Translator of texts by input feeding": Subject(
        partial(translator, input_feeding=True, alignment="additive", self_attention=2, scheduled_sampling=0.3),
        phrases,
        lambda: phrases(8, seed=1)[0],
    ),
    "Summarizer of texts": Subject(summarizer, shortened, lambda: ["two five . and so on", "four four one . so on"]),
    "SequenceRegressor": Subject(regressor, lambda: ends_only(gestures()), lambda: ends_only(gestures(seed=1))),
}


@cache
def fitted_subject(name):
    """A subject, fitted; shared, so not to be fitted again."""
    return SUBJECTS[name].make().fit(SUBJECTS[name].data())
