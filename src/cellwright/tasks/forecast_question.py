"""What is explained of a forecast: the middle of it, at one step ahead or as the mean over all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from cellwright.data.calendar import CYCLES
from cellwright.data.examples import Batch
from cellwright.data.windows import Windows
from cellwright.errors import ArgumentError
from cellwright.inspect.question import Question

if TYPE_CHECKING:
    from cellwright.tasks.forecaster import Forecaster
    from cellwright.tasks.task import Encoded


def forecast_question(model: Forecaster, encoded: Encoded, about: Any, middle: int) -> Question:
    """The question of a forecaster, on the scale of the data.

    Args:
        model: the forecaster.
        encoded: the windows.
        about: the step ahead, counted from 1; None for the mean over the horizon.
        middle: which output says where the forecast lies.

    Raises:
        ArgumentError: there is no such step.
    """
    if about is not None and (not isinstance(about, int) or not 1 <= about <= model.block):
        at_once = "" if model.block == model.horizon else " that the network says at once"
        raise ArgumentError(
            f"about must be a step ahead{at_once}, 1 to {model.block}, or None for their mean; got {about!r}"
        )
    windows = encoded.examples
    assert isinstance(windows, Windows)
    centers, scales = windows.scales(np.arange(len(windows)))
    scaling = torch.from_numpy(np.concatenate([scales, centers], 1))
    steps = slice(None) if about is None else slice(about - 1, about)

    def answer(output: Tensor, chosen: Tensor) -> Tensor:
        scale, center = chosen.unbind(1)
        return output[:, steps, middle].mean(1) * scale + center

    def choose(output: Tensor, batch: Batch) -> Tensor:  # noqa: ARG001
        # a window's own scale stays as it is while its values are changed
        return scaling[: len(output)].to(output)

    mean = f"the mean of the median forecast over the {model.block} steps ahead"
    one = f"the median forecast {about} {'step' if about == 1 else 'steps'} ahead"
    return Question(
        says=mean if about is None else one,
        answer=answer,
        choose=choose,
        names=[str(encoded.data.names[series]) for series in windows.series],
        features=_features(windows),
    )


def _features(windows: Windows) -> list[str]:
    """What the features of a step are called, in the order of `Windows.batch`."""
    columns, features = windows.panel.columns, windows.features
    names = ["+".join(columns.targets), "observed"]
    for column in (*columns.hist, *columns.futr):
        if column == columns.time:
            names.append("time since the last")
            continue
        texts = features.categories.get(column, ())
        names += [f"{column} = {text}" for text in texts] or [column]
    for cycle in features.calendar:
        names += [f"{cycle} {place}" for place in range(1, CYCLES[cycle].width + 1)]
    return names
