"""Sentences whose tokens are tagged: parts of speech and entities."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np

from cellwright.data.conll import Conll
from cellwright.data.sentence_table import Reading, read_sentences, sentences_of
from cellwright.data.sentences import Sentences
from cellwright.data.sets.entry import Dataset, Opened, by_name
from cellwright.data.sets.formats import text
from cellwright.data.sets.values import Tagged

PARTS = ("train", "dev", "test")


def _columns(content: bytes, name: str, *, universal: bool = False) -> Sentences:
    return sentences_of(Conll.parsed(text(content), name, universal=universal), Reading(), tagged=True)


def _treebank(opened: Opened) -> Tagged:
    names = [f"ud_english_ewt/en_ewt-ud-{part}.conllu" for part in PARTS]
    return Tagged(*(opened(name, partial(_columns, name=name, universal=True)) for name in names))


def _emerging(opened: Opened) -> Tagged:
    names = [f"wnut17/{name}" for name in ("wnut17train.conll", "emerging.dev.conll", "emerging.test.annotated")]
    return Tagged(*(opened(name, partial(_columns, name=name)) for name in names))


def _wikipedia(opened: Opened) -> Tagged:
    sentences = read_sentences(opened("ja_ner_wikipedia/ner.json"), tagged=True)
    places = np.arange(len(sentences)) % 10
    return Tagged(*(sentences.take(np.flatnonzero(here)) for here in (places < 8, places == 8, places == 9)))


TAGS: Mapping[str, Dataset] = by_name(
    Dataset(
        "ud_english_ewt",
        "254,000 words of weblogs, newsgroups, e-mails, reviews and answers, with their parts of speech",
        "tag",
        "CC BY-SA 4.0",
        "Silveira et al. (2014), A Gold Standard Dependency Corpus for English, LREC",
        _treebank,
        ("ud_english_ewt/*",),
    ),
    Dataset(
        "wnut17",
        "Posts with rare and new entities of six types; those of the test are not in the training data",
        "tag",
        "CC BY 4.0",
        "Derczynski, Nichols, van Erp and Limsopatham (2017), Results of the WNUT2017 Shared Task, W-NUT",
        _emerging,
        ("wnut17/*",),
    ),
    Dataset(
        "ja_ner_wikipedia",
        "5,343 Japanese sentences of Wikipedia with entities of eight types, by their characters",
        "tag",
        "CC BY-SA 3.0",
        "Omi (2021), Construction of a Japanese Named Entity Recognition Dataset using Wikipedia, NLP2021",
        _wikipedia,
        ("ja_ner_wikipedia/*",),
        "the ninth of every ten sentences is to choose by, the tenth to be judged by",
    ),
)
