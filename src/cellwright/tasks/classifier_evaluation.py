"""The evaluation of a classifier, and its report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from cellwright.data.labels import Labels
from cellwright.data.sequences import Cases, Texts
from cellwright.evaluate.bag_of_features import logistic_regression, majority
from cellwright.evaluate.classification import LOWER_IS_BETTER, METRICS, Judged
from cellwright.evaluate.verdict import standing
from cellwright.inspect.classification import confusion, precision_recall, reliability_diagram, roc
from cellwright.inspect.evaluation import Evaluation
from cellwright.inspect.report import Report, Section, Table
from cellwright.tasks.sections import closing_sections, counted, network_in_words, scores_table
from cellwright.tasks.sequence_baselines import said_by_baselines

if TYPE_CHECKING:
    from cellwright.tasks.classifier import SequenceClassifier

Floats = npt.NDArray[np.float64]
MEASURE = "log loss"
# a confusion matrix of more classes than this cannot be read
MOST_CLASSES_DRAWN = 30
MOST_ERRORS_LISTED = 10


def classifier_evaluation(model: SequenceClassifier, cases: Cases, *, baselines: bool) -> Evaluation:
    """The scores of a classifier and of the baselines on the same sequences."""
    labels = Labels.from_json(model.learned_["targets"])
    numbers = labels.numbers(cases.targets)
    truth = np.eye(len(labels.classes), dtype=np.int64)[numbers] if labels.exclusive else numbers
    found = {model.name: model.predict_proba(cases)}
    notes = [f"{counted(len(cases), 'sequence')} of {counted(len(labels.classes), 'class', 'classes')}."]
    if baselines:
        beside, note = _baselines(getattr(model, "data_", None), cases, labels)
        found |= beside
        notes += [note] if note else []
    judged = {name: Judged(truth, probability, labels.exclusive) for name, probability in found.items()}
    scores = {name: {metric: METRICS[metric](each) for metric in METRICS} for name, each in judged.items()}
    sentence = standing(scores, MEASURE)
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
    models = {
        "Majority": majority(labels.exclusive),
        "LogisticRegression": logistic_regression(unseen.inputs, labels.exclusive),
    }
    numbers = labels.numbers(unseen.targets)
    seen = numbers if known is None else labels.numbers(known.targets)
    found, note = said_by_baselines(
        models,
        "predict_proba",
        None if known is None else (known.inputs, seen),
        (unseen.inputs, numbers),
        min(np.bincount(numbers)) if labels.exclusive else len(numbers),
    )
    return {name: _spread(values, np.unique(seen), labels) for name, values in found.items()}, note


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
    sections = [Section("Scores", " ".join(notes), table=scores_table(scores, LOWER_IS_BETTER))]
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
    return Table(["sequence", "", "true", "predicted"], rows, texts=[1])
