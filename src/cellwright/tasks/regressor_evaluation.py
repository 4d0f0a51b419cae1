"""The evaluation of a regressor of sequences, and its report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cellwright.data.sequences import Cases, Texts
from cellwright.evaluate.bag_of_features import mean_value, ridge
from cellwright.evaluate.regression import HIGHER_IS_BETTER, METRICS
from cellwright.evaluate.verdict import standing
from cellwright.inspect.evaluation import Evaluation
from cellwright.inspect.figures import FIRST, TEXT, drawing, finished
from cellwright.inspect.report import Report, Section
from cellwright.tasks.sections import closing_sections, counted, network_in_words, scores_table
from cellwright.tasks.sequence_baselines import said_by_baselines

if TYPE_CHECKING:
    from cellwright.tasks.regressor import SequenceRegressor

Floats = npt.NDArray[np.float64]
MEASURE = "MAE"
MOST_TARGETS_DRAWN = 4


def regressor_evaluation(model: SequenceRegressor, cases: Cases, *, baselines: bool) -> Evaluation:
    """The scores of a regressor and of the baselines on the same sequences."""
    actual = _table(model.numbers_of(cases.targets, model.learned_["targets"])[0])
    found = {model.name: _table(model.predict(cases))}
    notes = [f"{counted(len(cases), 'sequence')}, {counted(actual.shape[1], 'number')} for each."]
    if baselines:
        beside, note = _baselines(model, cases, actual)
        found |= beside
        notes += [note] if note else []
    scores = {name: {metric: METRICS[metric](actual, values) for metric in METRICS} for name, values in found.items()}
    sentence = standing(scores, MEASURE)
    return Evaluation(
        scores,
        sentence,
        tuple(notes),
        {"actual": actual, **found},
        MEASURE,
        "sequence",
        {name: np.abs(actual - values).mean(1) for name, values in found.items()},
        partial(_report, model, cases, actual, found, scores, sentence, notes),
    )


def _table(values: Floats) -> Floats:
    return values.reshape(len(values), -1)


def _baselines(model: SequenceRegressor, unseen: Cases, actual: Floats) -> tuple[Mapping[str, Floats], str]:
    """What the simple baselines say, and what should be known about it."""
    models = {"Mean": mean_value(), "Ridge": ridge(unseen.inputs, actual)}
    known: Cases | None = getattr(model, "data_", None)
    seen = None if known is None else (known.inputs, _table(model.numbers_of(known.targets, None)[0]))
    found, note = said_by_baselines(models, "predict", seen, (unseen.inputs, actual), len(actual))
    return {name: _table(values) for name, values in found.items()}, note


def _report(
    model: SequenceRegressor,
    cases: Cases,
    actual: Floats,
    found: Mapping[str, Floats],
    scores: Mapping[str, Mapping[str, float]],
    sentence: str,
    notes: Sequence[str],
) -> Report:
    own = next(iter(found))
    what = "texts" if isinstance(cases.inputs, Texts) else "sequences"
    names = model.target_names()
    facts = {
        "Sequences": f"{len(cases)} {what} that the network had not seen",
        "Network": f"{network_in_words(model)}, {model.pooling} pooling",
    }
    drawn = list(enumerate(names))[:MOST_TARGETS_DRAWN]
    sections = [
        Section("Scores", " ".join(notes), table=scores_table(scores, METRICS.keys() - HIGHER_IS_BETTER)),
        Section(
            "Predicted and observed",
            "Each point is a sequence; on the dashed line both are equal.",
            [_scatter(actual[:, k], found[own][:, k], name) for k, name in drawn],
        ),
        Section(
            "What the errors look like",
            "A good model leaves errors around zero that do not depend on what was predicted.",
            [picture for k, name in drawn for picture in _residuals(actual[:, k], found[own][:, k], name)],
        ),
        *closing_sections(model, "The mean squared error, on the network's own scale,", cases),
    ]
    return Report(f"{', '.join(names[:MOST_TARGETS_DRAWN])} of {what}", sentence, facts, sections)


def _scatter(actual: Floats, predicted: Floats, name: str) -> str:
    figure, axes = drawing()
    ends = [min(actual.min(), predicted.min()), max(actual.max(), predicted.max())]
    axes.plot(ends, ends, color=TEXT, lw=0.8, ls="--")
    axes.plot(predicted, actual, ".", ms=4, color=FIRST, alpha=0.6)
    axes.set_xlabel("predicted")
    axes.set_ylabel("observed")
    return finished(figure, name, f"Observed {name} against what was predicted")


def _residuals(actual: Floats, predicted: Floats, name: str) -> list[str]:
    errors = actual - predicted
    over, axes = drawing()
    axes.plot(predicted, errors, ".", ms=4, color=FIRST, alpha=0.6)
    axes.axhline(0, color=TEXT, lw=0.8)
    axes.set_xlabel("predicted")
    spread, axes = drawing()
    axes.hist(errors, bins=min(40, max(8, errors.size // 8)), color=FIRST, alpha=0.8)
    axes.axvline(0, color=TEXT, lw=0.8)
    return [
        finished(over, f"{name}: observed - predicted", f"Errors of {name} against what was predicted"),
        finished(spread, "How large they are", f"Histogram of the errors of {name}"),
    ]
