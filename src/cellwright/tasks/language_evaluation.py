"""The evaluation of a language model beside an n-gram, and its report with texts that it writes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cellwright.data.lexicon import END, UNKNOWN, Lexicon
from cellwright.data.passages import Passages
from cellwright.data.token_file import Tokens, tokens_of
from cellwright.evaluate.kneser_ney import KneserNey
from cellwright.evaluate.verdict import verdict
from cellwright.inspect.evaluation import Evaluation
from cellwright.inspect.report import Report, Section, Table
from cellwright.tasks.language_network import nats_of
from cellwright.tasks.language_ngram import NEVER
from cellwright.tasks.sections import closing_sections, counted, network_in_words, scores_table

if TYPE_CHECKING:
    from cellwright.tasks.language_model import LanguageModel

Floats = npt.NDArray[np.float64]

MEASURE = "nats a character"
ORDER = 5
NGRAM = f"{ORDER}-gram"
# the network without the n-gram beside it
ALONE = "network alone"
# so many tokens are a unit of the scores, if there are no documents
PASSAGE = 1000
# of more text than this the n-gram learns the last part only
MOST_COUNTED = 2**23
# a loaded model has no training text; the n-gram is then cross-validated, in so many parts
FOLDS = 5
TEMPERATURES, SAMPLE = (0.5, 0.8, 1.0), 600
MOST_SURPRISES = 12


def language_evaluation(
    model: LanguageModel, passages: Passages, known: Passages | None, *, baselines: bool
) -> Evaluation:
    """The scores of a language model and of an n-gram on the same text.

    Args:
        model: the fitted model.
        passages: what it has not seen.
        known: what the n-gram learns from; None if that is not there any more.
        baselines: whether the n-gram is computed at all.
    """
    lexicon = model.lexicon_
    tokens = tokens_of(passages, lexicon)
    own = model.name
    alone = nats_of(model.module_, tokens).astype(np.float64)
    found = {own: alone if model.beside_ is None else model.beside_.nats(alone, tokens)}
    notes = _notes(tokens, lexicon)
    if model.beside_ is not None:
        notes.append(f"Beside the network of this {own} stands {model.beside_}.")
    if baselines:
        found |= {} if model.beside_ is None else {ALONE: alone}
        found[NGRAM], note = _ngram(tokens, known, lexicon)
        notes += [note] if note else []
    characters = sum(map(len, passages.texts())) + int((tokens[1:] == END).sum())
    scores = {name: _scores(nats, characters) for name, nats in found.items()}
    rivals = {name: (scores[own][MEASURE], scores[name][MEASURE]) for name in scores if name == NGRAM}
    sentence = verdict(own, MEASURE, rivals) if rivals else f"{own} was compared with nothing."
    unit, bounds = _units(tokens)
    sizes = np.diff(np.append(bounds, len(tokens) - 1))
    errors = {name: np.add.reduceat(nats, bounds) / sizes for name, nats in found.items()}
    report = partial(_report, model, passages, tokens, found[own], scores, sentence, notes)
    return Evaluation(scores, sentence, tuple(notes), found, MEASURE, unit, errors, report)


def _scores(nats: Floats, characters: int) -> dict[str, float]:
    each = float(nats.sum()) / characters
    return {MEASURE: each, "bits a character": each / math.log(2), "perplexity": float(np.exp(nats.mean()))}


def _notes(tokens: Tokens, lexicon: Lexicon) -> list[str]:
    count, unknown = len(tokens) - 1, int((tokens[1:] == UNKNOWN).sum())
    notes = [f"{counted(count, 'token')}, {lexicon.tokeniser.name}; perplexity is that of a token."]
    if unknown:
        notes.append(
            f"{unknown} of them ({unknown / count:.2%}) are unknown: they are guessed as one token, which is easier "
            f"than to spell them out, for the network and the n-gram alike."
        )
    return notes


def _units(tokens: Tokens) -> tuple[str, npt.NDArray[np.int64]]:
    """What the scores are means over, and where each unit begins among the tokens that are guessed."""
    ends = np.flatnonzero(tokens == END)
    if len(ends) > 1:
        return "document", ends[:-1] if ends[-1] == len(tokens) - 1 else ends
    return "passage", np.arange(0, max(1, len(tokens) - 1), PASSAGE)


def _ngram(tokens: Tokens, known: Passages | None, lexicon: Lexicon) -> tuple[Floats, str]:
    """The nats of the n-gram, and what should be known about it."""
    if known is not None:
        seen = tokens_of(known, lexicon)
        note = f"The n-gram learned from the last {MOST_COUNTED:,} tokens only." if len(seen) > MOST_COUNTED else ""
        return _counted(seen[-MOST_COUNTED:], lexicon).surprise(tokens), note
    parts = np.array_split(np.arange(1, len(tokens)), min(FOLDS, len(tokens) - 1))
    nats = []
    for part in parts:
        others = np.concatenate([tokens[: part[0]], tokens[part[-1] + 1 :]])
        nats.append(_counted(others, lexicon).surprise(tokens[part[0] - 1 : part[-1] + 1]))
    note = f"A loaded model has no training text: the n-gram was cross-validated on this one, in {len(parts)} parts."
    return np.concatenate(nats), note


def _counted(tokens: Tokens, lexicon: Lexicon) -> KneserNey:
    return KneserNey.fitted(tokens.astype(np.int64), order=ORDER, vocabulary=lexicon.size, end=END, never=NEVER)


def _report(
    model: LanguageModel,
    passages: Passages,
    tokens: Tokens,
    nats: Floats,
    scores: Mapping[str, Mapping[str, float]],
    sentence: str,
    notes: Sequence[str],
) -> Report:
    lexicon = model.lexicon_
    facts = {
        "Text": f"{len(tokens) - 1:,} tokens that the network had not seen",
        "Tokens": f"{lexicon.tokeniser.name}, {len(lexicon.tokens):,} of them known",
        "Network": network_in_words(model) + (", layer normalisation" if model.norm else ""),
        "Beside it": "nothing" if model.beside_ is None else str(model.beside_),
    }
    sections = [
        Section("Scores", " ".join(notes), table=scores_table(scores, next(iter(scores.values())))),
        *_samples(model),
        _surprises(tokens, nats, lexicon),
        *closing_sections(model, "The nats of a token, in training with what regularises,", passages),
    ]
    return Report("How likely a text is, and texts that were written", sentence, facts, sections)


def _samples(model: LanguageModel) -> list[Section]:
    """Texts that the model writes, warmer and warmer."""
    written = {
        heat: "".join(model.generate(length=SAMPLE, temperature=heat, seed=0)).strip("\n") for heat in TEMPERATURES
    }
    return [
        Section(
            f"What it writes at a temperature of {heat:g}",
            "With nothing before it; the first sample, not the best of several.",
            passage=sample,
        )
        for heat, sample in written.items()
    ]


def _surprises(tokens: Tokens, nats: Floats, lexicon: Lexicon) -> Section:
    """What was least expected, each with what stood before it."""
    rows = []
    for place in np.argsort(nats)[::-1][:MOST_SURPRISES]:
        before = lexicon.decode(_since_end(tokens[max(0, place - 30) : place + 1]))
        number = int(tokens[place + 1])
        came = lexicon.shown([number])[0] or lexicon.named(number)
        rows.append([f"…{before[-40:]}", repr(came), f"{nats[place]:.1f}"])
    return Section(
        "What it did not expect",
        "The least likely tokens of the text, with what stands before them, in nats.",
        table=Table(["after", "came", "nats"], rows, texts=[0]),
    )


def _since_end(tokens: Tokens) -> list[int]:
    """The tokens behind the last end."""
    ends = np.flatnonzero(tokens == END)
    return [int(each) for each in tokens[ends[-1] + 1 if len(ends) else 0 :]]
