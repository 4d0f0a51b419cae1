"""Honest numbers: metrics, simple baselines on the same windows, and a sentence that says who wins."""
