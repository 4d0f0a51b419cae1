"""A sequence tagger of flair gives the same tags and scores, and trains faster.

    pip install flair==0.15.1 cellwright
    python benchmarks/accelerate/flair_tags_the_same_and_trains_faster.py

The tagger is flair's own: one-hot embeddings, a bidirectional LSTM over packed sentences of 5 to 40 words, a CRF.
Nothing is fetched: words and tags are drawn at random, for the time does not depend on them.
"""

from __future__ import annotations

import copy
import random

import torch
from flair.data import Dictionary, Sentence
from flair.embeddings import OneHotEmbeddings
from flair.models import SequenceTagger
from side_by_side import largest_difference, report, taking_turns

import cellwright as cw

# what a CRF scores a tag with that cannot stand there
FORBIDDEN = -1000.0
WORDS, TAGS = [f"word{n}" for n in range(500)], ["A", "B", "C", "D", "E"]


def sentences(count: int) -> list[Sentence]:
    made = []
    for _ in range(count):
        sentence = Sentence(random.choices(WORDS, k=random.randint(5, 40)))
        for token in sentence:
            token.add_label("kind", random.choice(TAGS))
        made.append(sentence)
    return made


def a_tagger(hidden: int) -> SequenceTagger:
    words, tags = Dictionary(), Dictionary(add_unk=False)
    for word in WORDS:
        words.add_item(word)
    for tag in TAGS:
        tags.add_item(tag)
    embeddings = OneHotEmbeddings(words, field="text", embedding_length=128)
    return SequenceTagger(
        embeddings,
        tags,
        "kind",
        hidden_size=hidden,
        rnn_layers=2,
        tag_format="BIO",
        word_dropout=0.0,
        locked_dropout=0.0,
    )


def gradients(tagger: SequenceTagger, batch: list[Sentence]) -> list[torch.Tensor]:
    tagger.zero_grad()
    loss, _ = tagger.forward_loss(batch)
    loss.backward()
    forgotten(batch)
    return [parameter.grad for parameter in tagger.parameters() if parameter.grad is not None]


def scores(tagger: SequenceTagger, batch: list[Sentence]) -> list[torch.Tensor]:
    with torch.no_grad():
        found = tagger.forward(*tagger._prepare_tensors(sorted(batch, key=len, reverse=True)))
    forgotten(batch)
    return [found[0][found[0] > FORBIDDEN]]


def tags(tagger: SequenceTagger, batch: list[Sentence]) -> list[str]:
    tagger.predict(batch, label_name="found", mini_batch_size=len(batch))
    return [token.get_label("found").value for sentence in batch for token in sentence]


def forgotten(batch: list[Sentence]) -> None:
    """Embeddings are kept at the words otherwise, and belong to the model that ran last."""
    for sentence in batch:
        sentence.clear_embeddings()


def main() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    random.seed(0)
    before = a_tagger(256)
    before.rnn.dropout = 0.0  # random numbers would differ
    after = copy.deepcopy(before)
    swapped = cw.accelerate(after)
    batch, rows = sentences(32), []
    for job, work, results in (("training step", gradients, gradients), ("prediction", tags, scores)):
        for tagger in (before, after):
            tagger.train(work is gradients)
        apart = largest_difference(results(before, batch), results(after, batch))
        ways = [lambda tagger=tagger, work=work: work(tagger, batch) for tagger in (before, after)]
        rows.append(taking_turns(f"{job}, 32 sentences", *ways, apart, rounds=9))
    assert tags(before, batch) == tags(after, batch), "the tags differ"
    report(str(__doc__).splitlines()[0], "flair", swapped, rows, allowed=1e-5)


if __name__ == "__main__":
    main()
