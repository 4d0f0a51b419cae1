"""Tasks: one file each, and one row here. A task is imported when it is needed, since tasks need torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cellwright.tasks.task import Task


@dataclass(frozen=True)
class Entry:
    """A row of the list of tasks.

    Attributes:
        verb: what the command line calls it: `cellwright fit VERB`.
        module: where its class is.
        says: what it trains, in a few words.
        example: a command line that fits one.
    """

    verb: str
    module: str
    says: str
    example: str


# the class, which is also the name in model files -> its row
TASKS: Mapping[str, Entry] = {
    "Forecaster": Entry(
        "forecast",
        "cellwright.tasks.forecaster",
        "Train a forecaster of one or many series.",
        "cellwright fit forecast co2.csv --time date --target co2 --horizon 52 --out co2.cw",
    ),
    "SequenceClassifier": Entry(
        "classify",
        "cellwright.tasks.classifier",
        "Train a classifier of sequences or texts.",
        "cellwright fit classify reviews.csv --text review --target opinion --out reviews.cw",
    ),
    "SequenceRegressor": Entry(
        "regress",
        "cellwright.tasks.regressor",
        "Train a model that says a number about each sequence or text.",
        "cellwright fit regress engines.csv --id engine --time cycle --target life --out engines.cw",
    ),
    "AnomalyDetector": Entry(
        "detect",
        "cellwright.tasks.detector",
        "Train a detector of anomalies in series, or among events.",
        "cellwright fit detect pump.csv --time datetime --label anomaly --out pump.cw",
    ),
    "Tagger": Entry(
        "tag",
        "cellwright.tasks.tagger",
        "Train a tagger of the tokens of sentences: parts of speech, entities.",
        "cellwright fit tag train.conllu --column upos --out tagger.cw",
    ),
    "LanguageModel": Entry(
        "language",
        "cellwright.tasks.language_model",
        "Train a model of texts: how likely they are, and what comes next.",
        "cellwright fit language plays.txt --out plays.cw",
    ),
    "Translator": Entry(
        "translate",
        "cellwright.tasks.translator",
        "Train a translator on pairs of texts.",
        "cellwright fit translate train.en train.de --out en-de.cw",
    ),
    "Summarizer": Entry(
        "summarise",
        "cellwright.tasks.summarizer",
        "Train a network that makes short texts of long ones.",
        "cellwright fit summarise articles.csv --source article --target summary --out short.cw",
    ),
    "Pretrainer": Entry(
        "pretrain",
        "cellwright.tasks.pretrainer",
        "Train a network to guess steps of sequences without labels, for others to begin with.",
        "cellwright fit pretrain unlabelled.csv --text review --out start.cw",
    ),
}

__all__ = ["TASKS", "Entry", "task_class", "task_of_verb"]


def task_class(name: str) -> type[Task]:
    """The class of a task by its name."""
    found: type[Task] = getattr(import_module(TASKS[name].module), name)
    return found


def task_of_verb(verb: str) -> type[Task]:
    """The class of the task that the command line calls so."""
    return task_class(next(name for name, entry in TASKS.items() if entry.verb == verb))
