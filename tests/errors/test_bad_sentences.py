"""Bad sentences, tags, CoNLL files and vectors: every message, word for word; nothing is written."""

from __future__ import annotations

import pytest
from bad_input import Row, every_row, raises_exactly

import cellwright as cw
from cellwright.data.embeddings import read_embeddings

DATA = [[("Ann", "B-name"), ("ran", "O")], [("so", "O")]] * 12
EXPECTED = (
    "expected a list of sentences, each a list of tokens or of (token, tag) pairs; a list of texts; a list of "
    "{'text': ..., 'entities': [{'span': [start, end], 'type': ...}]}; a table with a list of tokens in each row; or "
    "the path of a CoNLL, CoNLL-U, .json or .txt file"
)
UD = "1\tAnn\t_\tPROPN\t_\t_\t_\t_\t_\t_\n"


def tagger(**options):
    return cw.Tagger(**{"hidden_size": 4, "max_epochs": 1, "random_state": 0, "progress": False, **options})


def fitting(name, data, message, error=cw.DataError, y=None, **options):
    return Row(name, lambda folder: tagger(**options).fit(data, y), error, message)


def file(name, file_name, content, message, error=cw.DataError, **options):
    """A row for a file that is fitted on."""

    def fit(folder):
        path = folder / file_name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        tagger(**options).fit(path)

    return Row(name, fit, error, message)


def fitted(name, call, message, error=cw.DataError):
    return Row(name, lambda folder: call(tagger(train_on_all=False).fit(DATA), folder), error, message)


def written(path, content):
    path.write_text(content)
    return path


def vectors(name, content, message):
    def read(folder):
        (folder / "v.txt").write_bytes(content)
        read_embeddings(folder / "v.txt")

    return Row(name, read, cw.DataError, message)


LISTS = [
    fitting("nothing", [], "there is no sentence; give at least one"),
    fitting("no list", 7, f"found int; {EXPECTED}"),
    fitting("an empty sentence", [["a"], []], f"sentence 1 is '[]'; {EXPECTED}"),
    fitting("numbers", [[1, 2]], f"sentence 0 is '[1, 2]'; {EXPECTED}"),
    fitting("no tags", [["a"]], "there are no tags; give them as y, or sentences of (token, tag) pairs"),
    fitting(
        "too few lists of tags", [["a"], ["b"]], "there are 2 sentences and tags for 1; give one list of tags for each",
        y=[["X"]],
    ),
    fitting(
        "too few tags", [["a", "b"]],
        "sentence 0 has 2 tokens and the tags ['X']; expected a list with a string that is not empty for each token",
        y=[["X"]],
    ),
    fitting(
        "some without tags", [[("a", "X")], ["b"]], "sentence 1 has no tags, but others have; give all of them pairs"
    ),
    fitting("one tag", [[("a", "X"), ("b", "X")]], "every token has the tag 'X'; there is nothing to tell apart"),
    fitting("an empty text", [{"text": " ", "entities": []}], "the text in row 0 is empty: ' '; leave it out"),
    fitting("no document", [{"txt": "a"}], f"document 0 is \"{{'txt': 'a'}}\"; {EXPECTED}"),
    fitting(
        "an entity inside of a token", [{"text": "in Rome", "entities": [{"span": [3, 5], "type": "place"}]}],
        "the entity 'place' of text 0, characters 3 to 5 ('Ro'), does not begin and end where tokens do; write "
        "tokeniser='characters', or correct it",
    ),
    fitting(
        "entities in each other",
        [{"text": "in old Rome", "entities": [{"span": [3, 11], "type": "a"}, {"span": [7, 11], "type": "b"}]}],
        "the entity 'b' of text 0 begins at 7, inside of another one",
    ),
]  # fmt: skip
SCHEMES = [
    fitting(
        "an unknown scheme", DATA,
        "scheme must be one of 'plain', 'bio', 'iob1', 'bioes', 'bilou', or None; got 'bmes'",
        cw.ArgumentError, scheme="bmes",
    ),
    fitting(
        "mixed prefixes", [[("a", "B-x"), ("b", "U-x"), ("c", "E-x")]],
        "the tags have the prefixes B, E, U, which no scheme has: bio has B I, bioes B I E S, bilou B I L U; for tags "
        "that mark no entities write scheme='plain'",
    ),
    fitting(
        "an I without a B", [[("a", "B-x"), ("b", "O"), ("c", "I-x")]],
        "sentence 0, token 2 ('c'): 'I-x' begins an entity, but in bio only B- does; correct it, write scheme= if it "
        "is another one, or repair=True to read such tags generously",
    ),
    fitting(
        "an I of another type", [[("a", "B-x"), ("b", "I-y")]],
        "sentence 0, token 1 ('b'): 'I-y' cannot follow 'B-x' in bio; correct it, write scheme= if it is another one, "
        "or repair=True to read such tags generously",
    ),
    fitting(
        "an open end", [[("a", "S-x"), ("b", "B-x")]],
        "sentence 0, token 1 ('b'): the sentence ends with 'B-x', inside of an entity; correct it, write scheme= if it "
        "is another one, or repair=True to read such tags generously",
    ),
    fitting(
        "not the scheme that was said", [[("a", "NOUN"), ("b", "O")]],
        "sentence 0, token 0 ('a'): 'NOUN' is no tag of bio, which has B- I- and O; correct it, write scheme= if it is "
        "another one, or repair=True to read such tags generously",
        scheme="bio",
    ),
]  # fmt: skip
FILES = [
    Row("no file", lambda folder: tagger().fit(folder / "a.conll"), cw.DataError, "there is no file {folder}/a.conll"),
    file(
        "an empty file", "a.conll", "\n\n",
        "{folder}/a.conll has no sentence: expected a token a line, and an empty line behind each sentence",
    ),
    file(
        "a missing column", "a.conll", "Ann\tB-x\nran\n\n",
        "{folder}/a.conll, line 2: found 1 column, parted by tabs; expected 2: 'ran'",
    ),
    file(
        "spaces, then tabs", "a.conll", "Ann B-x\nran\tO\n\n",
        "{folder}/a.conll, line 2: its columns are parted by tabs, those of the first token by spaces; write tabs: "
        "'ran\\tO'",
    ),
    file(
        "tabs, then spaces", "a.conll", "Ann\tB-x\n\nran O\n\n",
        "{folder}/a.conll, line 3: its columns are parted by spaces, those of the first token by tabs; write tabs: "
        "'ran O'",
    ),
    file(
        "an empty tag", "a.conll", "Ann\tB-x\nran\t\n\n", "{folder}/a.conll, line 2: column 1 is empty: 'ran\\t'",
    ),
    file(
        "an I without a B in a file", "a.conll", "Ann B-x\n\nran O\nto I-x\n\n",
        "{folder}/a.conll, line 4: 'I-x' begins an entity, but in bio only B- does; correct it, write scheme= if it is "
        "another one, or repair=True to read such tags generously",
    ),
    file(
        "too few columns of CoNLL-U", "a.conllu", "1\tAnn\tPROPN\n\n",
        "{folder}/a.conllu, line 1: found 3 columns, parted by tabs; expected 10: '1\\tAnn\\tPROPN'",
    ),
    file(
        "no empty line between sentences", "a.conllu", UD + UD,
        "{folder}/a.conllu, line 2: the token has the number '1', expected 2; tokens are counted from 1, and an empty "
        "line stands behind each sentence",
    ),
    file(
        "a comment inside of a sentence", "a.conllu", UD + "# here\n",
        "{folder}/a.conllu, line 2: found 1 column, parted by tabs; expected 10: '# here'",
    ),
    file(
        "no such column of CoNLL-U", "a.conllu", UD,
        "{folder}/a.conllu has no column 'ner'; its columns are one of id, form, lemma, upos, xpos, feats, head, "
        "deprel, deps, misc",
        cw.ArgumentError, column="ner",
    ),
    file(
        "no such column", "a.conll", "Ann O\n", "{folder}/a.conll has no column 2; it has 2, counted from 0",
        cw.ArgumentError, column=2,
    ),
    file(
        "a name for a number", "a.conll", "Ann O\n",
        "{folder}/a.conll has no column 'upos'; its columns are a number, 0 to 1",
        cw.ArgumentError, column="upos",
    ),
    file(
        "one column", "a.conll", "Ann\nran\n",
        "{folder}/a.conll has its tokens in column 0, and no other column for the tags",
    ),
    file(
        "no UTF-8", "a.conll", "Ann O\nJosé O\n".encode("latin-1"),
        "cannot read {folder}/a.conll: line 2 is not UTF-8 (byte 0xe9 at position 9); save it as UTF-8",
    ),
    file("no gzip", "a.conll.gz", "Ann O\n", "cannot read {folder}/a.conll.gz: Not a gzipped file (b'An')"),
    file("no JSON", "a.json", "{", "cannot read {folder}/a.json: it is no JSON: …"),
    file("an empty list of texts", "a.txt", "\n", "{folder}/a.txt is empty; expected a text a line"),
]  # fmt: skip
LATER = [
    Row(
        "no such column, of a file that was read before",
        lambda folder: tagger(column="ner").fit(tagger(column="ner").read(written(folder / "a.conllu", UD))),
        cw.ArgumentError,
        "{folder}/a.conllu has no column 'ner'; its columns are one of id, form, lemma, upos, xpos, feats, head, "
        "deprel, deps, misc",
    ),
    fitted(
        "a broken tag where a tagger is judged",
        lambda model, _: model.evaluate([[("Ann", "O"), ("went", "I-name")]]),
        "sentence 0, token 1 ('went'): 'I-name' begins an entity, but in bio only B- does; correct it; a tagger that "
        "was fitted with repair=True reads such tags generously",
    ),
    fitted(
        "nothing to tag", lambda model, _: model.predict(),
        "a tagger needs sentences to tag; give them, or the path of a file",
    ),
    fitted(
        "tags none of which was there", lambda model, _: model.evaluate([[("Rome", "B-place")]]),
        "sentence 0, token 0 ('Rome'): the tag 'B-place' was not there when the tagger was fitted, and no other tag of "
        "these sentences was; it knows B-name, E-name, I-name, O, S-name",
    ),
    fitted(
        "CoNLL-U of a list", lambda model, folder: model.write(model.table([["a"]]), [["a"]], folder / "a.conllu"),
        "cannot write {folder}/a.conllu: the sentences came from no CoNLL-U file; write a .conll file",
    ),
    fitted(
        "JSON of a list", lambda model, folder: model.write(model.table([["a"]]), [["a"]], folder / "a.json"),
        "only raw texts are written as JSON with their entities; write a .conll file",
    ),
]  # fmt: skip
VECTORS = [
    vectors("no vectors", b"", "{folder}/v.txt has no vector; expected a word and its numbers a line"),
    vectors("a word alone", b"the\n", "{folder}/v.txt, line 1: found 'the\\n'; expected a word and its numbers"),
    vectors("too few numbers", b"the 1 2\nof 1\n", "{folder}/v.txt, line 2: found 1 numbers, expected 2: 'of 1\\n'"),
    vectors(
        "a number that is none", b"the 1 2\nof 1 x\n",
        "{folder}/v.txt, line 2: could not convert string to float: 'x'; expected a word and 2 numbers",
    ),
    vectors("not finite", b"the 1 nan\n", "{folder}/v.txt, line 1: the vector of 'the' is not finite"),
    vectors(
        "binary vectors", b"1 2\nthe \xff\xfe\n",
        "cannot read {folder}/v.txt: line 2 is not UTF-8 (byte 0xff at position 8); vectors are read from text files, "
        "not from binary ones",
    ),
]  # fmt: skip


@every_row([*LISTS, *SCHEMES, *FILES, *LATER, *VECTORS])
def test_bad_sentences(row, tmp_path):
    raises_exactly(row, tmp_path)


def test_vectors_of_another_size(tmp_path):
    (tmp_path / "v.txt").write_text("the 1 2\n")
    with pytest.raises(cw.ArgumentError, match=r"have 2 numbers; write embedding_size=2$"):
        tagger(embeddings=str(tmp_path / "v.txt")).fit(DATA)
