"""Speakers and gestures are told apart in 97 of 100 cases, heartbeats in 86, within three minutes a run on two cores.

python benchmarks/tasks/numeric_sequences_are_classified_at_97_percent.py [NAME ...] [--seeds 3]
"""

from __future__ import annotations

from classification import Case, main

CASES = (
    Case("japanese_vowels", least=0.97),
    Case("basic_motions", least=0.97),
    Case("ecg200", least=0.86),
)

if __name__ == "__main__":
    main(CASES)
