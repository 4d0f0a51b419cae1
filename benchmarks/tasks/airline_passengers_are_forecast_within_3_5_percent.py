"""Airline passengers are forecast within 3.5 percent.

The last twelve months are held out; default settings.
"""

from __future__ import annotations

from forecast_trial import report, seeds, tried, verdict

from cellwright.data.datasets import dataset


def main() -> None:
    count = seeds(__doc__)
    frame = dataset("airline_passengers")
    trials = [tried(frame[:-12], frame, horizon=12, random_state=seed, baselines=seed == 0) for seed in range(count)]
    report("airline_passengers, 12 months", trials, ["MAPE", "MASE", "coverage"])
    errors = [trial.own["MAPE"] for trial in trials]
    holds = sum(errors) / count <= 3.5 and max(errors) <= 5
    verdict("MAPE at most 3.5 % in the mean, and at most 5 % with each seed", holds)


if __name__ == "__main__":
    main()
