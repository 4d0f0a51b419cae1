"""ETTh1 is forecast as well as by a linear map.

Seven targets, standardised with their training part (12 months of 30 days); 4 months to stop training by, every window
of the next 4 is scored. A window of 336 hours in patches of 24; the median alone; the calendar and the calibration are
left out. DLinear reports a mean squared error of 0.375 and 0.405 (Zeng et al. 2023), Informer's LSTM more than 0.6.
"""

from __future__ import annotations

from forecast_trial import report, seeds, spread, tried, verdict

from cellwright.data.datasets import dataset

MONTH = 30 * 24
TARGETS = ["HUFL", "HULL", "MUFL", "MULL", "LUFL", "LULL", "y"]
SETTINGS = {
    "target_col": TARGETS,
    "input_size": 336,
    "patch_size": 24,
    "quantiles": (0.5,),
    "learning_rate": 1e-3,
    "validation_split": 0.25,
    "early_stopping": 4,
    "max_epochs": 25,
    "train_on_all": False,
    "calendar": None,
    "conformal": False,
}


def main() -> None:
    count = seeds(__doc__)
    frame = dataset("ett_hourly")
    frame = frame[frame.unique_id == "ETTh1"][: 20 * MONTH].reset_index(drop=True)
    training = frame[TARGETS][: 12 * MONTH]
    frame[TARGETS] = (frame[TARGETS] - training.mean()) / training.std(ddof=0)
    for horizon, most in ((96, 0.39), (192, 0.43)):
        trials = [
            tried(frame[: 16 * MONTH], frame, step_size=1, horizon=horizon, random_state=seed, **SETTINGS)
            for seed in range(count)
        ]
        report(f"ETTh1, {horizon} hours", trials, ["RMSE", "MAE"])
        errors = [trial.own["RMSE"] ** 2 for trial in trials]
        verdict(f"MSE {spread(errors)}, at most {most}", sum(errors) / count <= most)


if __name__ == "__main__":
    main()
