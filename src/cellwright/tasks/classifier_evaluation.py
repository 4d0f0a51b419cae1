"""The evaluation of a classifier, and its report."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import cross_val_predict

from cellwright.cells import resolve_cell
from cellwright.data.labels import Labels
from cellwright.data.sequences import Cases, Texts
from cellwright.evaluate.bag_of_features import features_of, logistic_regression, majority
from cellwright.evaluate.classification import LOWER_IS_BETTER, METRICS, Judged
from cellwright.evaluate.verdict import verdict
from cellwright.inspect.classification import confusion, precision_recall, reliability_diagram, roc
from cellwright.inspect.evaluation import Evaluation
from cellwright.inspect.report import Report, Section, Table
from cellwright.tasks.sections import closing_sections, counted, network_in_words

if TYPE_CHECKING:
    from cellwright.tasks.classifier import SequenceClassifier

Floats = npt.NDArray[np.float64]
MEASURE = "log loss"
# a loaded model has no training data; its baselines are then cross-validated, in so many parts
FOLDS = 5
# a confusion matrix of more classes than this cannot be read
MOST_CLASSES_DRAWN = 30
MOST_ERRORS_LISTED = 10


def classifier_evaluation(model: SequenceClassifier, cases: Cases, *, baselines: bool) -> Evaluation:
    """The scores of a classifier and of the baselines on the same sequences."""
    labels = Labels.from_json(model.learned_["targets"])
    numbers = labels.numbers(cases.targets)
    truth = np.eye(len(labels.classes), dtype=np.int64)[numbers] if labels.exclusive else numbers
    found = {resolve_cell(model.cell).name.upper(): model.predict_proba(cases)}
    notes = [f"{counted(len(cases), 'sequence')} of {counted(len(labels.classes), 'class', 'classes')}."]
    if baselines:
        beside, note = _baselines(getattr(model, "data_", None), cases, labels)
        found |= beside
        notes += [note] if note else []
    judged = {name: Judged(truth, probability, labels.exclusive) for name, probability in found.items()}
    scores = {name: {metric: METRICS[metric](each) for metric in METRICS} for name, each in judged.items()}
    own, *others = scores
    rivals = {name: (scores[own][MEASURE], scores[name][MEASURE]) for name in others}
    sentence = verdict(own, MEASURE, rivals) if rivals else f"{own} was compared with nothing."
    return Evaluation(
        scores,
        sentence,
        tuple(notes),
        judged,
        MEASURE,
        "sequence",
        {name: each.surprise() for name, each in judged.items()},
        partial(_report, model, cases, labels, judged, scores, sentence, notes),
    )


def _baselines(known: Cases | None, unseen: Cases, labels: Labels) -> tuple[Mapping[str, Floats], str]:
    """The probabilities of the simple baselines, and what should be known about them."""
    makers: dict[str, Callable[[bool], Any]] = {
        "Majority": majority,
        "LogisticRegression": partial(logistic_regression, unseen.inputs),
    }
    models = {name: make(labels.exclusive) for name, make in makers.items()}
    features, note = features_of(unseen.inputs), ""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a class that a fold lacks, a penalty that converges slowly
        if known is not None:
            seen, numbers = features_of(known.inputs), labels.numbers(known.targets)
            found = {name: _probabilities(each.fit(seen, numbers), features, labels) for name, each in models.items()}
            return found, note
        numbers = labels.numbers(unseen.targets)
        smallest = min(np.bincount(numbers)) if labels.exclusive else len(numbers)
        if min(smallest, len(numbers)) < FOLDS:
            return (
                {},
                f"No baseline: a loaded model has no training data, and a class has fewer than {FOLDS} sequences.",
            )
        found = {
            name: cross_val_predict(each, features, numbers, cv=FOLDS, method="predict_proba")
            for name, each in models.items()
        }
        kept = {name: _spread(values, np.unique(numbers), labels) for name, values in found.items()}
    return kept, (
        f"A loaded model has no training data: the baselines were cross-validated on these sequences, in {FOLDS} parts."
    )


def _probabilities(fitted: Any, features: Any, labels: Labels) -> Floats:
    return _spread(fitted.predict_proba(features), fitted[-1].classes_, labels)


def _spread(values: Floats, classes: Any, labels: Labels) -> Floats:
    """The probabilities of some classes among all."""
    if not labels.exclusive:
        return values
    probability = np.zeros((len(values), len(labels.classes)))
    probability[:, np.asarray(classes, np.int64)] = values
    return probability


def _report(
    model: SequenceClassifier,
    cases: Cases,
    labels: Labels,
    judged: Mapping[str, Judged],
    scores: Mapping[str, Mapping[str, float]],
    sentence: str,
    notes: Sequence[str],
) -> Report:
    own = next(iter(judged))
    names = [str(label) for label in labels.classes]
    texts = isinstance(cases.inputs, Texts)
    facts = {
        "Sequences": f"{len(cases)} {'texts' if texts else 'sequences'} that the network had not seen",
        "Classes": counted(len(names), "class", "classes") + ("" if labels.exclusive else ", several a sequence"),
        "Network": f"{network_in_words(model)}, {model.pooling} pooling",
        "Probabilities": f"divided by a temperature of {model.learned_['temperature']:.2f}"
        if "temperature" in model.learned_
        else "as the network gives them",
    }
    sections = [Section("Scores", " ".join(notes), table=_scores_table(scores))]
    if len(names) <= MOST_CLASSES_DRAWN:
        says = "Rows are what is true, columns what was predicted; each row is shaded by its shares."
        figures = [confusion(judged[own], names)] if labels.exclusive else []
        sections.append(Section("Which classes are taken for which", says, figures, _classes_table(judged[own], names)))
    sections += [
        Section(
            "How well classes are told apart",
            "The ROC curve and the precision at each recall, each class against the rest, their mean drawn bold; the "
            "dashed line is what guessing gives.",
            [roc(judged), precision_recall(judged)],
        ),
        Section(
            "Whether probabilities mean what they say",
            "Of the predictions with a confidence of 80 %, 80 % should be right: points on the diagonal.",
            [reliability_diagram(judged)],
        ),
        Section(
            "What surprised the network most",
            "The sequences whose true label it thought least likely.",
            table=_surprises(cases, judged[own], names),
        ),
        *closing_sections(model, "The cross-entropy", cases),
    ]
    what = "texts" if texts else "sequences"
    return Report(f"Classification of {what} into {', '.join(names[:4])}{', ...' if len(names) > 4 else ''}", sentence,
                  facts, sections)  # fmt: skip


def _scores_table(scores: Mapping[str, Mapping[str, float]]) -> Table:
    rows = [[name, *(f"{values[metric]:.4g}" for metric in METRICS)] for name, values in scores.items()]
    best = {}
    for column, metric in enumerate(METRICS, start=1):
        values = np.array([each[metric] for each in scores.values()])
        if np.isfinite(values).any():
            best[column] = int(np.nanargmin(values) if metric in LOWER_IS_BETTER else np.nanargmax(values))
    return Table(["", *METRICS], rows, best)


def _classes_table(judged: Judged, names: Sequence[str]) -> Table:
    true, said = judged.truth.sum(0), judged.predicted.sum(0)
    both = (judged.truth * judged.predicted).sum(0)
    rows = [
        [name, str(true[k]), _share(both[k], said[k]), _share(both[k], true[k]), _share(2 * both[k], true[k] + said[k])]
        for k, name in enumerate(names)
    ]
    return Table(["class", "sequences", "precision", "recall", "F1"], rows)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def _surprises(cases: Cases, judged: Judged, names: Sequence[str]) -> Table:
    worst = np.argsort(-judged.surprise(), kind="stable")[:MOST_ERRORS_LISTED]
    rows = []
    for row in worst:
        true = ", ".join(name for name, here in zip(names, judged.truth[row], strict=True) if here) or "none"
        said = ", ".join(name for name, here in zip(names, judged.predicted[row], strict=True) if here) or "none"
        inputs = cases.inputs
        shown = inputs.texts[row][:80] if isinstance(inputs, Texts) else f"{inputs.lengths[row]} steps"
        rows.append([str(inputs.ids[row]), shown, true, said])
    return Table(["sequence", "", "true", "predicted"], rows)
