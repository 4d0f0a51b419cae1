"""Layer normalisation and zoneout help an LSTM to model War and Peace by characters.

Networks of one layer of 192 units read nine tenths of the first 800,000 characters five times, with the same settings,
and are judged by the last tenth of these. Which one gains how much, and at what cost, is the table. Layer
normalisation costs the most time: the plain LSTM stands there once more, trained for as long as that takes.

python benchmarks/tasks/variants_of_the_lstm_model_war_and_peace.py [--seeds 2] [--only gru]
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from language_trial import arguments, conclude, fitted, judged, spread

from cellwright.data.datasets import dataset

CHARACTERS = 800_000
# nothing is held out: a cosine over so few epochs needs no early end, and all rows have as many updates
COMMON = {"hidden_size": 192, "num_layers": 1, "dropout": 0.1, "max_epochs": 5, "validation_split": 0.0, "norm": None}
ROWS: Mapping[str, dict[str, Any]] = {
    "lstm": {},
    "lstm, seven epochs": {"max_epochs": 7},
    "lstm, layer norm": {"norm": "layer"},
    "lstm, zoneout 0.05": {"zoneout": 0.05},
    "lstm, recurrent dropout 0.05": {"recurrent_dropout": 0.05},
    "peephole_lstm": {"cell": "peephole_lstm"},
    "gru": {"cell": "gru"},
}


def main() -> None:
    asked = arguments(__doc__)
    text = dataset("war_and_peace")[:CHARACTERS]
    known, unseen = text[: int(0.9 * len(text))], text[int(0.9 * len(text)) :]
    found: dict[str, list[float]] = {}
    seconds: dict[str, list[float]] = {}
    baseline = float("inf")
    for seed in range(asked.seeds):
        for name, options in ROWS.items():
            if asked.only in (None, name):
                began = time.process_time()
                model = fitted(name.replace(", ", "-").replace(" ", "_"), {**COMMON, **options}, known, asked, seed)
                seconds.setdefault(name, []).append(time.process_time() - began)
                own, *rest = judged(model, unseen, baselines=not found).values()
                found.setdefault(name, []).append(own)
                baseline = rest[0] if rest else baseline
    means = {name: sum(values) / len(values) for name, values in found.items()}
    print("\n| network | nats a character | against lstm | s of CPU |\n|---|---|---|---|")
    print(f"| 5-gram | {baseline:.4f} | | |")
    for name, values in found.items():
        gain = f"{means[name] - means['lstm']:+.4f}" if "lstm" in means and name != "lstm" else ""
        print(f"| {name} | {spread(values)} | {gain} | {sum(seconds[name]) / len(seconds[name]):.0f} |")
    for name in ("lstm, layer norm", "lstm, zoneout 0.05"):
        if name in means and "lstm" in means:
            conclude(f"{name} has fewer nats than lstm", lambda name=name: means[name] < means["lstm"])


if __name__ == "__main__":
    main()
