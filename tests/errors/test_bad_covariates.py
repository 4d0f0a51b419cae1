"""Bad covariates of forecasters: every message, word for word."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from bad_input import Row, every_row, raises_exactly

import cellwright as cw

DAYS, HORIZON = 40, 2
FRAME = pd.DataFrame(
    {
        "unique_id": "a", "ds": pd.date_range("2024-01-01", periods=DAYS), "y": np.sin(np.arange(DAYS)) + 3,
        "price": np.arange(DAYS) % 5 + 1.0, "sky": ["sun", "rain"] * (DAYS // 2), "size": 3,
    }
)  # fmt: skip
FUTURE = pd.DataFrame(
    {"unique_id": "a", "ds": pd.date_range("2024-02-10", periods=HORIZON), "price": 2.0, "sky": "sun"}
)
ROLES = {"futr_exog": ["price", "sky"]}
NEEDS = (
    "; it needs a row for each of the 2 stamps behind the end of each series, with a value in each column of futr_exog"
)


def model(**options):
    settings = {"season_length": 7, "hidden_size": 4, "max_epochs": 1, "random_state": 0, "progress": False}
    return cw.Forecaster(HORIZON, **{**settings, **options})


@cache
def fitted():
    return model(**ROLES).fit(FRAME)


def fitting(name, data, message, error=cw.DataError, **options):
    return Row(name, lambda folder: model(**options).fit(data), error, message)


def predicting(name, message, future=None, history=None):
    return Row(name, lambda folder: fitted().predict(history, future), cw.DataError, message)


ROWS = [
    fitting("no list of names", FRAME, "futr_exog must be a list of column names; got 'price'", cw.ArgumentError,
            futr_exog="price"),
    fitting(
        "two roles", FRAME,
        "the column 'price' has two roles; name it in one of id_col, time_col, target_col, futr_exog, hist_exog and "
        "stat_exog",
        cw.ArgumentError, futr_exog=["price"], hist_exog=["price"],
    ),
    fitting(
        "no such cycle", FRAME,
        "calendar must be \"auto\", a list of 'minute', 'hour', 'weekday', 'year', or None; got ['moon']",
        cw.ArgumentError, calendar=["moon"],
    ),
    fitting(
        "a calendar of integers", [1.0, 2.0, 3.0] * 9, "calendar=['hour'] needs dates, but the stamps are integers",
        cw.ArgumentError, calendar=["hour"],
    ),
    fitting(
        "no such column", FRAME,
        "there is no column 'cost'; the table has 'unique_id', 'ds', 'y', 'price', 'sky', 'size'. Rename it, or say "
        "which column it is with hist_exog=",
        hist_exog=["cost"],
    ),
    fitting("an array has no columns", np.arange(30.0),
            "a single array has no column 'price'; give a table that has it",
            futr_exog=["price"]),
    fitting("nothing but gaps", FRAME.assign(price=np.nan), "price has no value at all; leave it out of the covariates",
            futr_exog=["price"]),
    fitting("infinite", FRAME.assign(price=np.inf),
            "price is inf in row 0; expected a finite number, or NaN if it is missing", hist_exog=["price"]),
    fitting(
        "names, not categories", pd.concat([FRAME] * 3).assign(unique_id=np.repeat(list("abc"), DAYS),
                                                               sky=[f"text {i}" for i in range(3 * DAYS)]),
        "sky holds 120 different texts, such as 'text 0'; a covariate is a number or one of at most 100 categories. "
        "Leave it out, or group its texts",
        hist_exog=["sky"],
    ),
    fitting(
        "a feature of the series that changes", FRAME,
        "price is static, but changes within series 'a'; name it in hist_exog or futr_exog instead",
        stat_exog=["price"],
    ),
    predicting("no future", f"predict needs futr_df, which says what 'price' is at 2024-02-10 in series 'a'{NEEDS}"),
    predicting("no such stamp", f"futr_df does not say what 'price' is at 2024-02-11 in series 'a'{NEEDS}", FUTURE[:1]),
    predicting("no value", f"futr_df does not say what 'sky' is at 2024-02-10 in series 'a'{NEEDS}",
               FUTURE.assign(sky=[None, "sun"])),
    predicting("another series", f"futr_df does not say what 'price' is at 2024-02-10 in series 'a'{NEEDS}",
               FUTURE.assign(unique_id="b")),
    predicting(
        "a column less",
        "there is no column 'sky'; the table has 'unique_id', 'ds', 'price'. Rename it, or say which column it is with "
        "futr_exog=",
        FUTURE.drop(columns="sky"),
    ),
    predicting(
        "another category",
        "sky is 'hail' in row 1, which it never was in the training data: 'rain', 'sun'. Correct it, or fit the model "
        "on data that have it",
        FUTURE.assign(sky=["sun", "hail"]),
    ),
    fitting(
        "a past that is needed ahead", FRAME,
        "hist_exog=['price'] is known up to the present, but a forecast of 2 steps in blocks of 1 needs it further on; "
        "name the columns in futr_exog, leave them out, or fit a model with horizon=2 and decoding=\"direct\"",
        cw.ArgumentError, hist_exog=["price"], decoding="recursive",
    ),
    Row("a past that is needed farther on",
        lambda folder: model(hist_exog=["price"]).fit(FRAME).predict(horizon=3), cw.ArgumentError,
        "hist_exog=['price'] is known up to the present, but a forecast of 3 steps in blocks of 2 needs it further on; "
        "name the columns in futr_exog, leave them out, or fit a model with horizon=3 and decoding=\"direct\""),
    Row("a future that is too short",
        lambda folder: model(futr_exog=["price"]).fit(FRAME).predict(None, FUTURE, horizon=3), cw.DataError,
        "futr_df does not say what 'price' is at 2024-02-12 in series 'a'; it needs a row for each of the 3 stamps "
        "behind the end of each series, with a value in each column of futr_exog"),
    Row("observations to come that nobody knows",
        lambda folder: model(freq="irregular").fit(FRAME).predict(), cw.DataError,
        "predict needs futr_df, which says when the next 2 observations of series 'a' come, in a row for each; "
        "there are 0 behind the end of the series"),
    Row("too few observations to come",
        lambda folder: model(freq="irregular").fit(FRAME).predict(None, FUTURE[:1]), cw.DataError,
        "futr_df must say when the next 2 observations of series 'a' come, in a row for each; there are 1 behind the "
        "end of the series"),
    fitting("stamps that no number holds", FRAME.assign(ds=np.arange(DAYS) + 2**60),
            "ds is 1152921504606846976 in row 0; irregular stamps lie between the years 1684 and 2255, or -2**53 and "
            "2**53",
            freq="irregular"),
    Row("a future that is not needed", lambda folder: model().fit(FRAME).predict(None, FUTURE), cw.ArgumentError,
        "futr_df is given, but the model was fitted without futr_exog"),
]  # fmt: skip


@every_row(ROWS)
def test_the_message_is_exact(row, tmp_path):
    raises_exactly(row, tmp_path)
