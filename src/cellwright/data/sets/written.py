"""Texts and what they become: translations and summaries."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from cellwright.data.pairs import Pairs
from cellwright.data.sets.entry import Dataset, Opened, by_name
from cellwright.data.sets.formats import text
from cellwright.data.sets.values import Paired

CAPTIONS = "multi30k/tok/{part}.lc.norm.tok.{language}"


def _lines(content: bytes) -> tuple[str, ...]:
    """All lines: an empty one keeps its place."""
    return tuple(text(content).removesuffix("\n").split("\n"))


def _captions(language: str, opened: Opened) -> Paired:
    parts = []
    for part in ("train", "val", "test_2016_flickr"):
        read, written = (opened(CAPTIONS.format(part=part, language=each), _lines) for each in ("en", language))
        parts.append(Pairs(read, tuple((each,) for each in written)))
    return Paired(*parts)


def _records(content: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text(content).split("\n") if line]


def _papers(opened: Opened) -> Paired:
    parts = []
    for part in ("train", "dev", "test"):
        papers = opened(f"scitldr/{part}.jsonl", _records)
        # a line a sentence
        sources = tuple("\n".join(paper["source"]) for paper in papers)
        parts.append(Pairs(sources, tuple(tuple(paper["target"]) for paper in papers)))
    return Paired(*parts)


def _dialogues(opened: Opened) -> Paired:
    read, judged = (opened(f"dialogsum/dialogsum.{part}.jsonl", _records) for part in ("dev", "test"))
    known = Pairs(tuple(each["dialogue"] for each in read), tuple((each["summary"],) for each in read))
    rights = tuple(tuple(each[f"summary{number}"] for number in (1, 2, 3)) for each in judged)
    places = np.arange(len(known))
    learned, chosen = (known.take(places[inside]) for inside in (places % 10 != 9, places % 10 == 9))
    return Paired(learned, chosen, Pairs(tuple(each["dialogue"] for each in judged), rights))


WRITTEN: Mapping[str, Dataset] = by_name(
    *(
        Dataset(
            f"multi30k_en_{language}",
            f"31,014 captions in English and {name}, in lower case and tokenised; the test is test_2016_flickr",
            "translate",
            "none stated; for research, not for money",
            "Elliott, Frank, Sima'an and Specia (2016), Multi30K: Multilingual English-German Image Descriptions, VL",
            partial(_captions, language),
            ("multi30k/tok/*.en", f"multi30k/tok/*.{language}"),
        )
        for language, name in (("de", "German"), ("fr", "French"))
    ),
    Dataset(
        "scitldr",
        "Abstracts of 3,229 papers, a line a sentence, and what they say in one sentence; several such for the test",
        "summarise",
        "Apache-2.0",
        "Cachola, Lo, Cohan and Weld (2020), TLDR: Extreme Summarization of Scientific Documents, Findings of EMNLP",
        _papers,
        ("scitldr/*",),
    ),
    Dataset(
        "dialogsum",
        "1,000 dialogues of daily life, a line a turn, and what each comes to, in short; three such texts for the test",
        "summarise",
        "CC BY-NC-SA 4.0: not for money; the dialogues belong to those who wrote them",
        "Chen, Liu, Chen and Zhang (2021), DialogSum: A Real-Life Scenario Dialogue Summarization Dataset, Findings of "
        "ACL-IJCNLP",
        _dialogues,
        ("dialogsum/*",),
        "of the 500 dialogues for development every tenth is to choose by, the others to learn from (the 12,460 for "
        "training are not here); the 500 for the test are to be judged by",
    ),
)
