"""The sentence that says who wins."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

# closer than this, two errors are called equal
SAME = 0.02


def standing(scores: Mapping[str, Mapping[str, float]], measure: str) -> str:
    """How the first of several models stands against the others, in plain words.

    Args:
        scores: of each model, by measure, on the same examples.
        measure: the error that is compared; lower is better.

    Example:
        >>> standing({"LSTM": {"MAE": 0.4}, "Mean": {"MAE": 0.5}}, "MAE")
        'LSTM beats Mean by 20 % (MAE 0.400 against 0.500).'
        >>> standing({"LSTM": {"MAE": 0.4}}, "MAE")
        'LSTM was compared with nothing.'
    """
    own, *others = scores
    rivals = {name: (scores[own][measure], scores[name][measure]) for name in others}
    return verdict(own, measure, rivals) if rivals else f"{own} was compared with nothing."


def verdict(name: str, measure: str, rivals: Mapping[str, tuple[float, float]]) -> str:
    """How a model stands against each rival, in plain words.

    Args:
        name: the model.
        measure: the error that is compared; lower is better.
        rivals: for each rival, the model's error and the rival's, on the same windows.

    Example:
        >>> verdict("LSTM", "MASE", {"ETS": (0.5, 0.4)})
        'LSTM does not win: ETS is better by 20 % (MASE 0.400 against 0.500).'
    """
    better, equal, worse = [], [], []
    for rival, (own, other) in rivals.items():
        if own < other * (1 - SAME):
            better.append(f"{rival} by {_percent(own, other)} ({measure} {own:.3f} against {other:.3f})")
        elif other < own * (1 - SAME):
            worse.append(f"{rival} is better by {_percent(other, own)} ({measure} {other:.3f} against {own:.3f})")
        elif math.isfinite(own) and math.isfinite(other):
            equal.append(f"{rival} ({measure} {own:.3f} against {other:.3f})")
    parts = []
    if worse:
        parts.append(f"{name} does not win: {listed(worse)}.")
    if better:
        parts.append(f"{name} beats {listed(better)}.")
    if equal:
        parts.append(f"{name} is about as good as {listed(equal)}.")
    return " ".join(parts) or f"{name} cannot be compared: no window has both its error and a baseline's."


def _percent(small: float, large: float) -> str:
    return f"{100 * (1 - small / large):.0f} %" if large else "all"


def listed(texts: Sequence[str]) -> str:
    """Some names in a sentence.

    Example:
        >>> listed(["rnn", "gru", "lstm"])
        'rnn, gru and lstm'
    """
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"
