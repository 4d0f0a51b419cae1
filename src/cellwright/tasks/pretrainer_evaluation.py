"""The evaluation of a pretrained network: how well it guesses, beside what needs no network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F

from cellwright.data.examples import Batch
from cellwright.data.guesses import NEXT, Guesses
from cellwright.evaluate.verdict import standing
from cellwright.fit import batches
from cellwright.inspect.evaluation import Evaluation
from cellwright.inspect.report import Report, Section
from cellwright.tasks.sections import closing_sections, counted, network_in_words, scores_table

if TYPE_CHECKING:
    from cellwright.tasks.pretrainer import Pretrainer

Floats = npt.NDArray[np.float64]


def guess_errors(output: torch.Tensor, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
    """How wrong each step (batch, steps) was guessed, and which of them count.

    It is the mean squared error over the channels, on the network's scale; for tokens the cross-entropy.
    """
    wanted, known = batch.targets
    if wanted.is_floating_point():
        return (output - wanted).square().mean(-1), known
    return F.cross_entropy(output.transpose(1, 2), wanted, reduction="none"), known


def pretrainer_evaluation(model: Pretrainer, examples: Guesses, *, baselines: bool) -> Evaluation:
    """The errors of the network and of the baselines on the same steps."""
    measure = "cross-entropy" if examples.measured is None else "MSE"
    own = model.name
    sums: dict[str, list[Floats]] = {}
    counts = []
    frequent = _log_frequencies(examples)
    with torch.inference_mode():
        for rows in batches(len(examples), model.batch_size):
            batch = examples.batch(rows)
            outputs = {own: model.module_(*batch.inputs)}
            if baselines:
                outputs |= _baselines(examples, batch, frequent)
            for name, output in outputs.items():
                each, known = guess_errors(output, batch)
                sums.setdefault(name, []).append((each * known).sum(1).double().numpy())
            counts.append(batch.targets[1].sum(1).numpy())
    steps = np.concatenate(counts)
    totals = {name: np.concatenate(parts) for name, parts in sums.items()}
    scores = {name: {measure: float(total.sum() / max(steps.sum(), 1))} for name, total in totals.items()}
    with np.errstate(divide="ignore", invalid="ignore"):  # a sequence without a step to guess has no error
        errors = {name: np.where(steps > 0, total / steps, np.nan) for name, total in totals.items()}
    sentence = standing(scores, measure)
    notes = (f"{counted(int(steps.sum()), 'step')} of {counted(len(examples), 'sequence')} were to be guessed.",)
    report = partial(_report, model, scores, sentence, notes)
    return Evaluation(scores, sentence, notes, totals, measure, "sequence", errors, report)


def _log_frequencies(examples: Guesses) -> torch.Tensor | None:
    """How frequent each token is, of those that are judged by: a baseline that knows more than it may."""
    if examples.measured is not None:
        return None
    steps = examples.padded.steps
    return torch.from_numpy(np.log(np.bincount(steps) + 1.0) - np.log(len(steps) + steps.max() + 1.0)).float()


def _baselines(examples: Guesses, batch: Batch, frequent: torch.Tensor | None) -> Mapping[str, torch.Tensor]:
    """What is guessed without a network."""
    wanted, _ = batch.targets
    if frequent is not None:
        return {"Frequency": frequent.expand(*wanted.shape, -1)}
    # channels are scaled, so that their mean is about 0
    guesses = {"Mean": torch.zeros_like(wanted)}
    return {"Last": batch.inputs[0][..., : examples.measured], **guesses} if examples.objective == NEXT else guesses


def _report(
    model: Pretrainer, scores: Mapping[str, Mapping[str, float]], sentence: str, notes: Sequence[str]
) -> Report:
    facts = {"Network": network_in_words(model), "Objective": f"{model.objective} steps"}
    sections = [
        Section("Scores", " ".join(notes), table=scores_table(scores, next(iter(scores.values())))),
        *closing_sections(model, "The error of the guesses, on the network's own scale,"),
    ]
    return Report("Guessing steps of sequences", sentence, facts, sections)
