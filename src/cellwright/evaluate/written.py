"""How good written texts are: BLEU and chrF of translations, ROUGE of summaries, by the packages that define them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import zip_longest
from typing import Any

import numpy as np
import numpy.typing as npt

from cellwright.data.vocabulary import characters, tokeniser_for, words
from cellwright.errors import MissingExtraError

Floats = npt.NDArray[np.float64]
# each text has one or several texts that are right
References = Sequence[Sequence[str]]
# this share of ASCII letters makes a language one that the usual tokeniser of ROUGE was made for
ASCII = 0.98


@dataclass(frozen=True, eq=False)
class Written:
    """Texts, judged.

    Attributes:
        scores: by the names of the metrics, over all texts.
        errors: of each text (texts,), between 0 and 1; lower is better.
        measure: what the errors are.
        signature: how the scores were computed, for others who want to compare with them.
    """

    scores: Mapping[str, float]
    errors: Floats
    measure: str
    signature: str


def translation_scores(texts: Sequence[str], references: References) -> Written:
    """BLEU and chrF over all texts, of 0 to 100, with the signatures of sacrebleu; and 1 - chrF / 100 of each text.

    Args:
        texts: the translations.
        references: what is right for each.

    Raises:
        MissingExtraError: sacrebleu is not installed.

    Source: Post, A call for clarity in reporting BLEU scores, WMT 2018; Popović, chrF, WMT 2015.

    Example:
        >>> found = translation_scores(["a dog runs in the park"], [["a dog runs in the park", "one dog is running"]])
        >>> {name: round(score, 3) for name, score in found.scores.items()}
        {'BLEU': 100.0, 'chrF': 100.0, '1 - chrF of a text': 0.0}
    """
    metrics = _package("sacrebleu.metrics", "sacrebleu")
    # words of scripts without spaces are no words for BLEU's usual tokeniser
    script = tokeniser_for([right for each in references for right in each])
    bleu = metrics.BLEU(tokenize="char" if script == "characters" else "13a", force=True)
    chrf = metrics.CHRF()
    streams = [list(stream) for stream in zip_longest(*references)]
    whole = bleu.corpus_score(list(texts), streams).score, chrf.corpus_score(list(texts), streams).score
    pairs = zip(texts, references, strict=True)
    errors = np.array([1 - chrf.sentence_score(text, list(right)).score / 100 for text, right in pairs])
    signature = f"BLEU {bleu.get_signature()}; chrF {chrf.get_signature()}"
    scores = {"BLEU": float(whole[0]), "chrF": float(whole[1]), "1 - chrF of a text": float(errors.mean())}
    return Written(scores, errors, "1 - chrF of a text", signature)


def summary_scores(texts: Sequence[str], references: References) -> Written:
    """The F-scores of ROUGE-1, ROUGE-2 and ROUGE-L, of 0 to 100, means over the texts; and 1 - ROUGE-L of each text.

    Of several references, the one counts that the text is most like, for each score on its own.

    Raises:
        MissingExtraError: rouge-score is not installed.

    Source: Lin, ROUGE: a package for automatic evaluation of summaries, 2004.

    Example:
        >>> found = summary_scores(["the dog runs"], [["the dog ran"]])
        >>> {name: round(score, 1) for name, score in found.scores.items()}
        {'ROUGE-1': 66.7, 'ROUGE-2': 50.0, 'ROUGE-L': 66.7, '1 - ROUGE-L': 0.3}
    """
    package = _package("rouge_score.rouge_scorer", "rouge-score")
    kinds = {"ROUGE-1": "rouge1", "ROUGE-2": "rouge2", "ROUGE-L": "rougeL"}
    rights = [right for each in references for right in each]
    own, says = _rouge_tokeniser(rights)
    scorer = package.RougeScorer(list(kinds.values()), use_stemmer=own is None, tokenizer=own)
    found = [scorer.score_multi(list(right), text) for text, right in zip(texts, references, strict=True)]
    each = {name: np.array([scores[kind].fmeasure for scores in found]) for name, kind in kinds.items()}
    errors = 1 - each["ROUGE-L"]
    scores = {
        **{name: 100 * float(values.mean()) for name, values in each.items()},
        "1 - ROUGE-L": float(errors.mean()),
    }
    return Written(scores, errors, "1 - ROUGE-L", f"F-scores of rouge-score {_version('rouge-score')}, {says}")


def _rouge_tokeniser(texts: Sequence[str]) -> tuple[Any, str]:
    """The package's own tokeniser knows the letters a to z alone; other languages are split as `Vocabulary` does."""
    letters = [letter for text in texts for letter in text if letter.isalpha()]
    if sum(letter.isascii() for letter in letters) >= ASCII * len(letters):
        return None, "words in lower case, stemmed"
    name = tokeniser_for(texts)
    split: Callable[[str], list[str]] = {"words": words, "characters": characters}[name]
    return _Splitting(split), f"{name}, not stemmed"


@dataclass(frozen=True)
class _Splitting:
    split: Callable[[str], list[str]]

    def tokenize(self, text: str) -> list[str]:
        """As rouge-score asks for it."""
        return self.split(text)


def _version(package: str) -> str:
    return str(import_module("importlib.metadata").version(package))


def _package(name: str, package: str) -> Any:
    try:
        found = import_module(name)
    except ImportError as error:
        raise MissingExtraError.of("translate", f"judging written texts needs {package}") from error
    # it says at every use which tokeniser it has
    logging.getLogger("absl").setLevel(logging.WARNING)
    return found
