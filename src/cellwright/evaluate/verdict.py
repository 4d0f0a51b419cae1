"""The sentence that says who wins."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from cellwright.evaluate.shown import alike, score_of

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
        >>> verdict("LSTM", "1 - F1", {"CRF": (0.25, 0.5)})
        'LSTM beats CRF (F1 0.750 against 0.500).'
    """
    better, equal, worse = [], [], []
    for rival, (own, other) in rivals.items():
        if own < other * (1 - SAME):
            better.append(f"{rival}{_by(measure, own, other)} ({_against(measure, own, other)})")
        elif other < own * (1 - SAME):
            worse.append(f"{rival} is better{_by(measure, other, own)} ({_against(measure, other, own)})")
        elif math.isfinite(own) and math.isfinite(other):
            equal.append(f"{rival} ({_against(measure, own, other)})")
    parts = []
    if worse:
        parts.append(f"{name} does not win: {listed(worse)}.")
    if better:
        parts.append(f"{name} beats {listed(better)}.")
    if equal:
        parts.append(f"{name} is about as good as {listed(equal)}.")
    return " ".join(parts) or f"{name} cannot be compared: no window has both its error and a baseline's."


def _by(measure: str, small: float, large: float) -> str:
    """By how much an error is smaller; of scores, of which more is better, their values say enough."""
    return "" if score_of(measure, ())[0] != measure else f" by {100 * (1 - small / large):.0f} %"


def _against(measure: str, first: float, second: float) -> str:
    name, values = score_of(measure, (first, second))
    return f"{name} {' against '.join(alike(values))}"


def listed(texts: Sequence[str]) -> str:
    """Some names in a sentence.

    Example:
        >>> listed(["rnn", "gru", "lstm"])
        'rnn, gru and lstm'
    """
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"
