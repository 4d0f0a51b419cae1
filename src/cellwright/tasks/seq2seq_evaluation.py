"""The evaluation of written texts, and its report: scores beside baselines, texts side by side, attention maps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cellwright.data.pairs import Pairs
from cellwright.evaluate.shown import score_of
from cellwright.evaluate.verdict import verdict
from cellwright.evaluate.written import References, Written
from cellwright.inspect.attention_map import attention_map
from cellwright.inspect.evaluation import Evaluation
from cellwright.inspect.report import Report, Section, Table
from cellwright.tasks.sections import closing_sections, counted, network_in_words, scores_table

if TYPE_CHECKING:
    from cellwright.tasks.seq2seq import Seq2Seq
    from cellwright.tasks.seq2seq_search import Said

# so many texts of each kind are shown, so many attention maps drawn; so many characters of a long text, and tokens
SHOWN, DRAWN, LONGEST, MOST_DRAWN = 4, 3, 400, 40
# a baseline says what each of some texts becomes; it may look at the pairs that were trained on, None where unknown
Baseline = Callable[[Sequence[str], Pairs | None], list[str] | None]


@dataclass(frozen=True)
class Judging:
    """How written texts are judged.

    Attributes:
        scores: judges texts by references.
        baselines: what needs no network, by name.
        title: of the report.
    """

    scores: Callable[[Sequence[str], References], Written]
    baselines: Mapping[str, Baseline]
    title: str


def written_evaluation(model: Seq2Seq, judging: Judging, pairs: Pairs, *, baselines: bool) -> Evaluation:
    """The scores of a model and of the baselines on the same texts."""
    own = model.name
    said = model.attention(pairs)
    texts, notes = {own: [each.text for each in said]}, [f"{counted(len(pairs), 'text')}, beam {model.beam}."]
    if baselines:
        known: Pairs | None = getattr(model, "data_", None)
        for name, baseline in judging.baselines.items():
            found = baseline(pairs.sources, known)
            if found is None:
                notes.append(f"A loaded model has no training data, which {name} needs.")
            else:
                texts[name] = found
    assert pairs.targets is not None
    judged = {name: judging.scores(each, pairs.targets) for name, each in texts.items()}
    measure = judged[own].measure
    notes.append(judged[own].signature + ".")
    scores = {name: dict(each.scores) for name, each in judged.items()}
    rivals = {name: (scores[own][measure], scores[name][measure]) for name in scores if name != own}
    sentence = verdict(own, measure, rivals) if rivals else f"{own} was compared with nothing."
    errors = {name: each.errors for name, each in judged.items()}
    report = partial(_report, model, judging, pairs, said, judged, sentence, notes)
    return Evaluation(scores, sentence, tuple(notes), texts, measure, "text", errors, report)


def _report(
    model: Seq2Seq,
    judging: Judging,
    pairs: Pairs,
    said: Sequence[Said],
    judged: Mapping[str, Written],
    sentence: str,
    notes: Sequence[str],
) -> Report:
    own = next(iter(judged))
    read, written = model.lexicons_
    facts = {
        "Texts": f"{len(pairs)} that the network had not seen",
        "Tokens": f"{model.tokeniser}: {read.size} are read, {written.size} are written",
        "Network": f"{network_in_words(model)}, {model.alignment} attention",
        "Search": f"beam {model.beam}, length penalty {model.length_penalty:g}, coverage {model.coverage_penalty:g}",
    }
    ranked = np.argsort(judged[own].errors, kind="stable")
    best, middling, worst = np.array_split(ranked, 3)
    middle = max(len(middling) - SHOWN, 0) // 2
    places = {"best": best[:SHOWN], "middling": middling[middle : middle + SHOWN], "worst": worst[-SHOWN:][::-1]}
    written_rows = [row for row in ranked if said[row].tokens]
    short = [row for row in written_rows if max(said[row].attention.shape) <= MOST_DRAWN] or written_rows
    drawn = [short[place] for place in np.linspace(0, len(short) - 1, DRAWN).round().astype(int)] if short else []
    maps = [_map(said[row]) for row in dict.fromkeys(drawn)]
    by = f"By {score_of(judged[own].measure, ())[0]}."
    sections = [
        Section("Scores", " ".join(notes), table=scores_table({name: each.scores for name, each in judged.items()})),
        *(
            Section(f"The {kind} texts", by, table=_texts_table(pairs, said, judged[own], rows))
            for kind, rows in places.items()
            if len(rows)
        ),
        Section(
            "What was looked at",
            "A row for each token that was written, a column for each token of the source: the fuller the colour, the "
            f"more it was looked at. Of longer texts there are the {MOST_DRAWN} tokens that were looked at most.",
            figures=maps,
        ),
        *closing_sections(model, "The cross-entropy of a token", pairs.sources),
    ]
    return Report(judging.title, sentence, facts, sections)


def _map(said: Said) -> str:
    """Its attention map; of a long text, the tokens that were looked at most, in their order."""
    weights = said.attention[:MOST_DRAWN]
    columns = np.sort(np.argsort(-weights.max(0), kind="stable")[:MOST_DRAWN])
    return attention_map(weights[:, columns], [said.source[column] for column in columns], said.tokens[:MOST_DRAWN])


def _texts_table(pairs: Pairs, said: Sequence[Said], judged: Written, rows: Iterable[int]) -> Table:
    assert pairs.targets is not None
    measure, scores = score_of(judged.measure, judged.errors.tolist())
    shown = [
        [
            f"{scores[row]:.3f}",
            *(_short(text) for text in (pairs.sources[row], pairs.targets[row][0], said[row].text)),
        ]
        for row in rows
    ]
    return Table([measure, "read", "right", "written"], shown, texts=[1, 2, 3])


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + " ..."
