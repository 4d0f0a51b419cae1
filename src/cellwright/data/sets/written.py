"""Texts and what they become: translations and summaries."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

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
)
