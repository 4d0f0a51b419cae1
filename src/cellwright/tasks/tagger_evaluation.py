"""The evaluation of a tagger, and its report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cellwright.data.sentences import Sentences
from cellwright.errors import MissingExtraError
from cellwright.evaluate.classification import Judged
from cellwright.evaluate.tag_baselines import TAG_BASELINES
from cellwright.evaluate.tagging import MEASURES, Mistake, TagsJudged, metrics_of
from cellwright.evaluate.verdict import verdict
from cellwright.inspect.classification import confusion
from cellwright.inspect.evaluation import Evaluation
from cellwright.inspect.report import Report, Section, Table
from cellwright.tasks.sections import closing_sections, counted, network_in_words, scores_table

if TYPE_CHECKING:
    from cellwright.tasks.tagger import Tagger

# a confusion matrix of more classes than this cannot be read
MOST_CLASSES_DRAWN = 30
MOST_CONFUSIONS, EXAMPLES_EACH = 12, 2
# so many tokens are shown on either side of a mistake
CONTEXT = 6


def tagger_evaluation(model: Tagger, sentences: Sentences, *, baselines: bool) -> Evaluation:
    """The scores of a tagger and of the baselines on the same sentences."""
    assert sentences.tags is not None
    entities = bool(model.tags_.scheme.prefixes)
    found: dict[str, Sequence[Sequence[str]]] = {model.name: model.predict(sentences)}
    notes = [f"{counted(len(sentences), 'sentence')} of {counted(sentences.count, 'token')}."]
    if unknown := model.tags_.unknown(sentences):
        names = ", ".join(name for name, _ in unknown.most_common(5)) + (", ..." if len(unknown) > 5 else "")
        notes.append(f"{counted(unknown.total(), 'token')} of kinds not trained on ({names}) count as wrong.")
    if baselines:
        beside, more = _baselines(getattr(model, "data_", None), sentences)
        found |= beside
        notes += more
    judged = {name: TagsJudged(sentences.tags, said, entities) for name, said in found.items()}
    scores = {name: metrics_of(each) for name, each in judged.items()}
    own, *others = scores
    measure = MEASURES[entities]
    rivals = {name: (scores[own][measure], scores[name][measure]) for name in others}
    sentence = verdict(own, measure, rivals) if rivals else f"{own} was compared with nothing."
    return Evaluation(
        scores,
        sentence,
        tuple(notes),
        judged,
        measure,
        "sentence",
        {name: each.wrong() for name, each in judged.items()},
        partial(_report, model, sentences, judged, scores, sentence, notes),
    )


def _baselines(known: Sentences | None, unseen: Sentences) -> tuple[dict[str, Sequence[Sequence[str]]], list[str]]:
    """What the simple taggers say, and what should be known about them."""
    if known is None:
        return {}, ["No baseline: a loaded model has no training data to fit them on."]
    found, notes = {}, []
    for name, tag in TAG_BASELINES.items():
        try:
            found[name] = tag(known, unseen)
        except MissingExtraError as error:
            notes.append(f"No {name}: {error}.")
    return found, notes


def _report(
    model: Tagger,
    sentences: Sentences,
    judged: Mapping[str, TagsJudged],
    scores: Mapping[str, Mapping[str, float]],
    sentence: str,
    notes: Sequence[str],
) -> Report:
    own = judged[next(iter(judged))]
    scheme = model.tags_.scheme
    facts = {
        "Sentences": f"{len(sentences):,} of {sentences.count:,} tokens that the network had not seen",
        "Tags": f"entities in {scheme.name}" if own.entities else counted(len(model.classes_), "tag"),
        "Network": network_in_words(model),
    }
    sections = [
        Section("Scores", " ".join(notes), table=scores_table(scores, MEASURES.values())),
        Section("Each type" if own.entities else "Each tag", _reading(own), table=_types_table(own)),
        *_confusion(own),
        Section(
            "What is taken for what, in context",
            "The most frequent mistakes, with some of their places; what is wrong stands in brackets.",
            table=_in_context(sentences, own),
        ),
        *closing_sections(model, f"The negative log-likelihood of a token, and {MEASURES[own.entities]},", sentences),
    ]
    return Report("Tags of sentences", sentence, facts, sections)


def _reading(judged: TagsJudged) -> str:
    return "An entity counts as found only if both of its ends and its type are right." if judged.entities else ""


def _types_table(judged: TagsJudged) -> Table:
    right, said, true = judged.counts()
    rows = [
        [name, str(true[name]), _share(right[name], said[name]), _share(right[name], true[name]),
         _share(2 * right[name], said[name] + true[name])]
        for name, _ in (true + said).most_common()
    ]  # fmt: skip
    return Table(["", "true", "precision", "recall", "F1"], rows)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def _confusion(judged: TagsJudged) -> list[Section]:
    """How many tokens of each type were taken for which, unless there are too many types."""
    true, said = judged.types()
    names = sorted({*true, *said})
    if len(names) > MOST_CLASSES_DRAWN:
        return []
    places = {name: place for place, name in enumerate(names)}
    rows = np.eye(len(names), dtype=np.int64)
    first, second = (rows[[places[name] for name in side]] for side in (true, said))
    figure = confusion(Judged(first, second.astype(np.float64), exclusive=True), names)
    says = "Tokens: rows are what is true, columns what was predicted; each row is shaded by its shares."
    return [Section("Which tags are taken for which", says, [figure])]


def _in_context(sentences: Sentences, judged: TagsJudged) -> Table:
    mistakes = list(judged.mistakes())
    often = Counter((each.true, each.said) for each in mistakes)
    rows = []
    for (true, said), count in often.most_common(MOST_CONFUSIONS):
        some = [each for each in mistakes if (each.true, each.said) == (true, said)][:EXAMPLES_EACH]
        for each in some:
            rows.append([f"{true} → {said}", shown(sentences, each), str(count)])
    return Table(["true → predicted", "", "how often"], rows, texts=[1])


def shown(sentences: Sentences, mistake: Mistake) -> str:
    """The tokens around a mistake, those that are wrong in brackets.

    Example:
        >>> shown(Sentences((("He", "saw", "Rome"),)), Mistake(0, 2, 3, "place", "nothing"))
        'He saw [Rome]'
    """
    tokens, between = sentences.tokens[mistake.sentence], sentences.between
    reach = CONTEXT if between else 3 * CONTEXT
    before = tokens[max(0, mistake.start - reach) : mistake.start]
    behind = tokens[mistake.end : mistake.end + reach]
    wrong = f"[{between.join(tokens[mistake.start : mistake.end])}]"
    return between.join([*before, wrong, *behind])
