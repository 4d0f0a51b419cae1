"""Shakespeare is modelled at 1.5 nats a character, by characters: the last tenth after the first nine.

All settings are the defaults. A run takes some ten minutes of one core; with --folder it can be stopped and taken up
again.

python benchmarks/tasks/shakespeare_is_modelled_at_1_5_nats_a_character.py [--seeds 3] [--folder runs]
"""

from __future__ import annotations

from language_trial import MEASURE, arguments, conclude, fitted, judged, spread

from cellwright.data.datasets import dataset

MOST = 1.50


def main() -> None:
    asked = arguments(__doc__)
    text = dataset("tinyshakespeare")
    known, unseen = text[: int(0.9 * len(text))], text[int(0.9 * len(text)) :]
    found, baseline = [], float("inf")
    for seed in range(asked.seeds):
        model = fitted("tinyshakespeare", {}, known, asked, seed)
        own, *rest = judged(model, unseen, baselines=seed == 0, report=asked.report if seed == 0 else None).values()
        found.append(own)
        baseline = rest[-1] if rest else baseline
    print(f"{MEASURE}: {spread(found)}; 5-gram {baseline:.4f}")
    conclude(
        f"at most {MOST} {MEASURE}, and fewer than a 5-gram", lambda: sum(found) / len(found) <= min(MOST, baseline)
    )


if __name__ == "__main__":
    main()
