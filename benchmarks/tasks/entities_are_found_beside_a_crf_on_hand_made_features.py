"""Entities of posts (wnut17) and of Japanese sentences (ja_ner_wikipedia), beside a CRF on features made by hand.

A run takes two to five minutes of one core. Settings were chosen on the dev parts (`--part dev`).

python benchmarks/tasks/entities_are_found_beside_a_crf_on_hand_made_features.py [NAME ...] [--seeds 3]
"""

from __future__ import annotations

from tag_trial import Case, main

CASES = (
    Case("wnut17", "F1"),
    Case("ja_ner_wikipedia", "F1"),
)

if __name__ == "__main__":
    main(CASES)
