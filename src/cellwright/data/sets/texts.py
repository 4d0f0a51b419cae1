"""Texts, and other sequences of symbols: words of a sentence, calls of a program, bases of a strand."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from cellwright.data.sets.entry import Dataset, Opened, by_name
from cellwright.data.sets.formats import text
from cellwright.data.sets.sequences import held_out
from cellwright.data.sets.values import Labelled

# the files of tunes, by their kinds of dance
NOTTINGHAM = (
    "jigs", "reelsa-c", "reelsd-g", "reelsh-l", "reelsm-q", "reelsr-t", "reelsu-z", "ashover", "hpps", "morris",
    "playford", "slip", "waltzes", "xmas",
)  # fmt: skip
# an empty line, before the number that a tune begins with
BETWEEN_TUNES = re.compile(r"\n\s*\n(?=X:)")


def _reviews(opened: Opened) -> Labelled:
    parts = {label: opened(f"mr_polarity/rt-polarity.{label}") for label in ("neg", "pos")}
    texts = [line for part in parts.values() for line in part]
    labels = np.repeat(list(parts), [len(part) for part in parts.values()])
    places = np.concatenate([np.arange(len(part)) for part in parts.values()])
    return held_out(texts, labels, places % 10 == 9)


def _questions(opened: Opened) -> Labelled:
    parts = [[line.partition(" ") for line in opened(f"trec_question/TREC.{part}")] for part in ("train", "test")]
    texts = [[question for _, _, question in part] for part in parts]
    labels = [np.array([label.partition(":")[0] for label, _, _ in part]) for part in parts]
    return Labelled(texts[0], labels[0], texts[1], labels[1])


def _programs(opened: Opened) -> Labelled:
    names = dict(line.partition("=")[::-2] for line in opened("malware_api/ApiIndex.txt"))
    calls = [" ".join(names[call] for call in line.split(",")) for line in opened("malware_api/calls_le10000.txt")]
    families = np.array(opened("malware_api/types_le10000.txt"))
    return held_out(calls, families, np.arange(len(calls)) % 5 == 4)


def _splices(opened: Opened) -> Labelled:
    frame = opened("dna_splice/splice.csv").rename(columns=str.strip)
    strands = [" ".join(strand.strip()) for strand in frame["Sequence"]]
    places = frame.groupby("Class").cumcount().to_numpy()
    return held_out(strands, frame["Class"].str.strip().to_numpy(str), places % 5 == 4)


def _sessions(opened: Opened) -> Labelled:
    normal, abnormal = opened("hdfs_log/hdfs_train"), opened("hdfs_log/hdfs_test_abnormal")
    end = round(0.8 * len(normal))
    judged = normal[end:] + abnormal
    y_test = np.repeat([0, 1], [len(normal) - end, len(abnormal)])
    return Labelled(normal[:end], np.zeros(end, np.int64), judged, y_test)


def _novel(opened: Opened) -> str:
    """The book without what Project Gutenberg put before and behind it."""
    _, _, rest = opened("war_and_peace/warandpeace.txt", text).partition("*** START OF THIS PROJECT GUTENBERG EBOOK")
    book: str = rest.partition("***")[2].partition("*** END OF THIS PROJECT GUTENBERG EBOOK")[0]
    return book.strip()


def _tunes(opened: Opened) -> list[str]:
    """The tunes of all files kind by kind; lines that go on in the next one are kept."""
    files = [opened(f"nottingham/ABC_cleaned/{name}.abc", text) for name in NOTTINGHAM]
    return [
        tune.strip() + "\n" for file in files for tune in BETWEEN_TUNES.split(file) if tune.lstrip().startswith("X:")
    ]


TEXTS: Mapping[str, Dataset] = by_name(
    Dataset(
        "mr_polarity",
        "Sentences of film reviews, 5,331 in favour and as many against",
        "classify",
        "none stated; distributed for research",
        "Pang and Lee (2005), Seeing stars, ACL",
        _reviews,
        ("mr_polarity/*",),
        "every tenth sentence of either kind is to be judged by",
    ),
    Dataset(
        "trec_question",
        "Questions by what they ask for: a person, a place, a number, ...",
        "classify",
        "none stated; free for research",
        "Li and Roth (2002), Learning Question Classifiers, COLING",
        _questions,
        ("trec_question/*",),
    ),
    Dataset(
        "malware_api",
        "The calls of 717 malicious programs to Windows, 12 to 10,000 each, and their family",
        "classify",
        "MIT",
        "Catak, Yazi, Elezaj and Ahmed (2020), PeerJ Computer Science 6",
        _programs,
        ("malware_api/*",),
        "every fifth program is to be judged by",
        "other/data/100_calls.zip and 100_types.zip of that repository, without programs of more than 10,000 calls",
    ),
    Dataset(
        "dna_splice",
        "Strands of 60 bases around an end of an exon (EI), a start (IE), or neither (N)",
        "classify",
        "CC BY 4.0",
        "Noordewier, Towell and Shavlik (1991), NIPS 3",
        _splices,
        ("dna_splice/*",),
        "every fifth strand of each kind is to be judged by",
    ),
    Dataset(
        "hdfs_log",
        "Sessions of a file system as the numbers of their log messages; 1 for those that went wrong",
        "anomaly",
        "MIT (the repository)",
        "Xu et al. (2009), SOSP; Du, Li, Zheng and Srikumar (2017), DeepLog, CCS",
        _sessions,
        ("hdfs_log/*",),
        "the last fifth of the normal sessions is to be judged by, with all abnormal ones",
    ),
    Dataset(
        "war_and_peace",
        "3.2 million characters of Tolstoy's novel in English: one text",
        "generate",
        "public domain in the US; Project Gutenberg's licence is in the file",
        "Tolstoy (1869), translated by L. and A. Maude; Project Gutenberg eBook 2600",
        _novel,
        ("war_and_peace/*",),
    ),
    Dataset(
        "nottingham",
        "1,034 folk tunes in ABC notation, with chords: a list of texts, jigs first, each tune one",
        "generate",
        "GPL-3.0",
        "E. Foxley's Nottingham Music Database, cleaned by Jukedeck",
        _tunes,
        ("nottingham/*",),
        "every tenth tune is to be judged by",
    ),
    Dataset(
        "tinyshakespeare",
        "1.1 million characters of Shakespeare's plays: one text",
        "generate",
        "public domain",
        "Karpathy (2015), The Unreasonable Effectiveness of Recurrent Neural Networks",
        lambda opened: opened("tinyshakespeare/input.txt", text),
        ("tinyshakespeare/*",),
    ),
)
