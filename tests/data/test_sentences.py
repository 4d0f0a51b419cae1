"""Sentences come in as lists, CoNLL, raw texts and texts with entities, and go out again as they came."""

from __future__ import annotations

import gzip
import json

import numpy as np
import pandas as pd
import pytest

from cellwright.data.conll import Conll
from cellwright.data.embeddings import read_embeddings
from cellwright.data.order import by_length
from cellwright.data.schemes import Span
from cellwright.data.sentence_table import Reading, read_sentences
from cellwright.data.sentences import Sentences
from cellwright.data.tag_set import TagSet
from cellwright.data.tagged import TaggedExamples
from cellwright.data.tagged_files import entities_as_json, with_tags
from cellwright.data.token_vocabulary import MOST_CHARACTERS, UNSPELLED, TokenVocabulary

UNIVERSAL = """\
# sent_id = 1
# text = Don't go
1-2\tDon't\t_\t_\t_\t_\t_\t_\t_\t_
1\tDo\tdo\tAUX\tVB\t_\t3\taux\t_\t_
2\tn't\tnot\tPART\tRB\t_\t3\tadvmod\t_\t_
3\tgo\tgo\tVERB\tVB\t_\t0\troot\t_\tSpaceAfter=No
3.1\tgone\tgo\tVERB\tVB\t_\t_\t_\t_\t_

# sent_id = 2
1\tNo\tno\tINTJ\tUH\t_\t0\troot\t_\t_

"""
COLUMNS = "-DOCSTART- O\n\nAnn NNP B-name\n# CD O\nran VBD O\n\nRome NNP B-place\n"
TWEETS = "# a comment\n@ann\tB-name\n#rome\tB-place\n\t\nso\u00a0what\tO\n"


def written(path, text):
    path.write_bytes(text.encode())
    return path


def test_conll_u_has_words_comments_ranges_and_empty_nodes(tmp_path):
    found = read_sentences(written(tmp_path / "a.conllu", UNIVERSAL))
    assert found.tokens == (("Do", "n't", "go"), ("No",))
    assert found.tags == (("AUX", "PART", "VERB"), ("INTJ",))
    assert read_sentences(tmp_path / "a.conllu", None, Reading("lemma", "deprel")).tags[0] == ("aux", "advmod", "root")
    assert found.where(1, 0) == f"{tmp_path}/a.conllu, line 10"
    packed = tmp_path / "b.conllu.gz"
    packed.write_bytes(gzip.compress(UNIVERSAL.encode()))
    assert read_sentences(packed).tokens == found.tokens


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_columns_may_be_parted_by_spaces_or_tabs(tmp_path, line_end):
    spaces = read_sentences(written(tmp_path / "a.conll", COLUMNS.replace("\n", line_end)))
    assert spaces.tokens == (("Ann", "#", "ran"), ("Rome",))
    assert spaces.tags == (("B-name", "O", "O"), ("B-place",))
    assert read_sentences(tmp_path / "a.conll", None, Reading(tags=1)).tags[1] == ("NNP",)
    tabs = read_sentences(written(tmp_path / "b.bio", TWEETS.replace("\n", line_end)))
    assert tabs.tokens == (("@ann", "#rome"), ("so\u00a0what",))


def test_no_sentence_begins_with_a_comment_where_tokens_are_in_another_column(tmp_path):
    text = "#\thttp://a.de\t[2010-07-04]\t\n1\tRom\tB-LOC\tO\n2\t#\tO\tO\n\n# b\n1\tist\tO\tO\n"  # as GermEval 2014
    found = read_sentences(written(tmp_path / "a.tsv", text), None, Reading(1, 2))
    assert found.tokens == (("Rom", "#"), ("ist",))
    assert found.tags == (("B-LOC", "O"), ("O",))
    # where they are in the first, one may be such a sign
    assert read_sentences(tmp_path / "a.tsv", None, Reading(0, 2)).tokens[0] == ("#", "1", "2")


@pytest.mark.parametrize(("name", "text"), [("a.conllu", UNIVERSAL), ("a.conll", COLUMNS), ("a.bio", TWEETS)])
def test_a_file_is_written_as_it_was_but_for_its_tags(tmp_path, name, text):
    found = read_sentences(written(tmp_path / name, text))
    # a file without carriage returns comes back to the last character
    assert with_tags(found, found.tags) == text
    other = [["X"] * len(tags) for tags in found.tags]
    again = read_sentences(written(tmp_path / f"b{name}", with_tags(found, other)))
    assert [list(tags) for tags in again.tags] == other
    assert again.tokens == found.tokens
    changed = zip(text.split("\n"), with_tags(found, other).split("\n"), strict=True)
    assert sum(a != b for a, b in changed) == found.count


def test_tags_are_added_where_there_are_none(tmp_path):
    found = read_sentences(written(tmp_path / "a.conll", "Ann\nran\n\nRome\n"))
    assert found.tags is None
    assert with_tags(found, [["B-name", "O"], ["B-place"]], columns=2) == "Ann B-name\nran O\n\nRome B-place\n"


def test_raw_texts_keep_where_their_tokens_stand():
    texts = ["It's  late, Ann.", "العربية نص", "ＡＢＣ全角"]
    found = Sentences.split(texts, "words")
    for text, places, tokens in zip(texts, found.places, found.tokens, strict=True):
        assert [text[start:end] for start, end in places] == list(tokens)
    assert found.tokens[0] == ("It's", "late", ",", "Ann", ".")
    assert found.spans(0, ["O", "O", "O", "B-name", "O"]) == [Span(12, 15, "name")]
    characters = Sentences.split(["京都 に\u3000行く"])
    assert characters.tokeniser == "characters"
    assert characters.spans(0, ["B-place", "I-place", "O", "O", "O"]) == [Span(0, 2, "place")]
    assert characters.spans(0, ["O", "O", "O", "B-act", "I-act"]) == [Span(5, 7, "act")]


def test_texts_with_entities_come_in_and_go_out(tmp_path):
    documents = [{"text": "明日は東京都へ", "entities": [{"name": "東京都", "span": [3, 6], "type": "地名"}]}]
    found = read_sentences(documents)
    assert found.tags == (("O", "O", "O", "B-地名", "I-地名", "I-地名", "O"),)
    assert json.loads(entities_as_json(found, found.tags)) == documents
    path = tmp_path / "a.json"
    path.write_text(entities_as_json(found, found.tags), encoding="utf-8")
    assert read_sentences(path).tags == found.tags
    lines = written(tmp_path / "a.jsonl", "\n".join(json.dumps(document) for document in documents))
    assert read_sentences(lines).tokens == found.tokens


def test_a_file_may_hold_a_table_with_a_list_of_tokens_in_each_row(tmp_path):
    table = pd.DataFrame({"tokens": [["Ann", "ran"], ["so"]], "tags": [["B-name", "O"], ["O"]]})
    table.to_parquet(tmp_path / "a.parquet")
    table.to_json(tmp_path / "a.jsonl", orient="records", lines=True)
    table.to_json(tmp_path / "a.json", orient="records")
    for name in ("a.parquet", "a.jsonl", "a.json"):
        found = read_sentences(tmp_path / name)
        assert (found.tokens, found.tags) == ((("Ann", "ran"), ("so",)), (("B-name", "O"), ("O",)))


def test_lists_pairs_and_texts():
    pairs = [[("Ann", "A"), ("ran", "B")], [("so", "B")]]
    found = read_sentences(pairs)
    same = read_sentences([["Ann", "ran"], ["so"]], [["A", "B"], ["B"]])
    assert (found.tokens, found.tags) == (same.tokens, same.tags)
    assert read_sentences((same.tokens, same.tags)).tags == same.tags
    # two-token sentences are no pairs
    assert read_sentences([["a", "b"], ["c", "d"]]).tags is None


def test_batches_are_what_stands_in_the_sentences():
    sentences = Sentences((("An", "ant", "ran"), ("Ants",), ("an", "an")))
    vocabulary = TokenVocabulary.fitted(sentences.tokens, 2)
    examples = TaggedExamples.of(sentences, vocabulary, np.arange(6))
    words, lengths, forms, characters = examples.batch(np.array([1, 0])).inputs
    assert lengths.tolist() == [1, 3]
    assert words.tolist() == [[1, 0, 0], [2, 1, 1]]
    assert (forms[0, 1:] == 0).all()
    assert (forms[1] > 0).all()
    spelled = [[vocabulary.characters[n - 2] if n > 1 else "?" for n in own[own > 0]] for own in characters[1]]
    assert ["".join(own) for own in spelled] == ["An", "ant", "?an"]
    assert examples.batch(np.array([2])).targets[0].tolist() == [[4, 5]]
    taken = examples.take(np.array([2, 0]))
    for one, other in zip(taken.batch(np.array([0, 1])).inputs, examples.batch(np.array([2, 0])).inputs, strict=True):
        assert one.tolist() == other.tolist()
    order = examples.order(np.random.default_rng(0), 2)
    assert order.tolist() == by_length(examples.lengths, np.random.default_rng(0), 2).tolist()


def test_single_characters_are_words_and_are_not_spelled():
    vocabulary = TokenVocabulary.fitted([["A", "a", "a", "京", "A"]], 2)
    assert (vocabulary.words, vocabulary.characters) == (("A", "a"), ())
    assert vocabulary.sizes["characters"] == UNSPELLED
    assert TokenVocabulary.fitted([["A", "a", "a", "京都", "A"]], 2).words == ("a",)


def test_long_words_are_read_at_both_ends():
    form = "a" * 100 + "b" * 100
    vocabulary = TokenVocabulary.fitted([[form, form]], 2)
    spelled = vocabulary.spelled(form)
    assert len(spelled) == MOST_CHARACTERS
    assert len(set(spelled)) == 2


def test_tags_become_numbers_and_tags_again():
    for scheme, tags in (("iob1", ("I-a", "B-a", "O")), ("bilou", ("U-a", "B-a", "L-a")), ("plain", ("D", "N", "N"))):
        sentences = Sentences((("x", "y", "z"),), (tags,))
        own = TagSet.fitted(sentences)
        assert own.scheme.name == scheme
        assert own.named(own.numbers(sentences)) == list(tags)
        assert TagSet.from_json(json.loads(json.dumps(own.to_json()))) == own


def test_vectors_of_words_are_read_from_text_files(tmp_path):
    plain = "the 1 2 3\nof 4 5 6\nnew york 7 8 9\nrare 0 0 1\n"
    header = written(tmp_path / "a.vec", "4 3\n" + plain.replace("\n", " \n"))
    packed = tmp_path / "b.txt.gz"
    packed.write_bytes(gzip.compress(plain.encode()))
    for path in (header, packed):
        found = read_embeddings(path, {"rare"}, most=3)
        assert found.words == ("the", "of", "new york", "rare")
        np.testing.assert_array_equal(found.vectors[2], [7, 8, 9])
    few = read_embeddings(header, {"rare"}, most=1)
    assert few.words == ("the", "rare")
    vectors, numbers = few.of({"rare": 5, "other": 6})
    assert vectors.tolist() == [[0, 0, 1]]
    assert numbers.tolist() == [5]


def test_a_file_that_is_written_can_be_parsed_again():
    file = Conll.parsed(UNIVERSAL, universal=True)
    assert Conll.parsed(file.with_column(3, file.column(3)), universal=True).lines == file.lines
