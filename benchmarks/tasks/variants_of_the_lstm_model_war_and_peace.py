"""Layer normalisation and zoneout help an LSTM to model War and Peace by characters.

Networks of one layer of 128 units read nine tenths of the first 800,000 characters once, with the same settings, and
are judged by the last tenth of these. Which one gains how much, and at what cost, is the table.

python benchmarks/tasks/variants_of_the_lstm_model_war_and_peace.py [--seeds 2] [--only gru]
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from language_trial import arguments, conclude, fitted, judged, spread

from cellwright.data.datasets import dataset

CHARACTERS = 800_000
# one epoch: nothing is held out, since no text is read twice
COMMON = {"hidden_size": 128, "num_layers": 1, "dropout": 0.0, "max_epochs": 1, "validation_split": 0.0}
ROWS: Mapping[str, dict[str, Any]] = {
    "lstm": {},
    "lstm, layer norm": {"norm": "layer"},
    "lstm, zoneout": {"zoneout": 0.05},
    "lstm, recurrent dropout": {"recurrent_dropout": 0.05},
    "peephole_lstm": {"cell": "peephole_lstm"},
    "gru": {"cell": "gru"},
}


def main() -> None:
    asked = arguments(__doc__)
    text = dataset("war_and_peace")[:CHARACTERS]
    known, unseen = text[: int(0.9 * len(text))], text[int(0.9 * len(text)) :]
    found: dict[str, list[float]] = {}
    seconds: dict[str, float] = {}
    baseline = float("inf")
    for seed in range(asked.seeds):
        for name, options in ROWS.items():
            if asked.only in (None, name):
                began = time.process_time()
                model = fitted(name.replace(", ", "-").replace(" ", "_"), {**COMMON, **options}, known, asked, seed)
                seconds[name] = time.process_time() - began
                own, *rest = judged(model, unseen, baselines=not found).values()
                found.setdefault(name, []).append(own)
                baseline = rest[0] if rest else baseline
    print("\n| network | nats a character | against lstm | s of CPU |\n|---|---|---|---|")
    print(f"| 5-gram | {baseline:.4f} | | |")
    for name, values in found.items():
        gain = sum(found.get("lstm", values)) / asked.seeds - sum(values) / len(values)
        print(f"| {name} | {spread(values)} | {-gain:+.4f} | {seconds[name]:.0f} |")
    means = {name: sum(values) / len(values) for name, values in found.items()}
    for name in ("lstm, layer norm", "lstm, zoneout"):
        if name in means and "lstm" in means:
            conclude(f"{name} has fewer nats than lstm", lambda name=name: means[name] < means["lstm"])


if __name__ == "__main__":
    main()
