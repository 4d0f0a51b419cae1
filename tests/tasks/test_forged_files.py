"""Model files of every task in which one value is another one, and all hashes are right.

Such a file is refused in words, or is a model: nothing else comes of it, when it is loaded or when it is used.
"""

from __future__ import annotations

import copy
import random
import warnings
from dataclasses import replace

import pytest
import torch
from small_models import SUBJECTS, fitted_subject

import cellwright as cw
from cellwright.modelfile import read_model, write_model

FORGERIES = 25
STRANGE = (
    None, True, -1, 0, 3, 0.5, -1e308, 2**31, 2**63, 2**70, 10**400, "", "x", "lstm", "words", [], [None], ["x", "x"],
    {}, {"x": 1},
)  # fmt: skip
WEIGHTS = {
    "no number": lambda weight: weight * float("nan"),
    "infinite": lambda weight: weight - float("inf"),
    "huge": lambda weight: torch.full_like(weight, 3e38) if weight.is_floating_point() else weight - 9,
    "of another shape": lambda weight: weight[None],
}


def places(document, before=()):
    """The keys that lead to each value inside of a JSON document; of long lists, to the first and last."""
    found = []
    keys = document if isinstance(document, dict) else range(len(document)) if isinstance(document, list) else ()
    for key in keys if len(keys) < 6 or isinstance(document, dict) else (0, len(keys) - 1):
        found += [(*before, key), *places(document[key], (*before, key))]
    return found


def with_value(document, keys, value):
    """The document with another value in one place; without the place, where the value is `del`."""
    document = copy.deepcopy(dict(document))
    *way, last = keys
    inside = document
    for key in way:
        inside = inside[key]
    if value == "del":
        del inside[last]
    else:
        inside[last] = value
    return document


def forgery(file, chance):
    """A relative of a model file, and what is strange about it."""
    kind = chance.choice(["config", "learned", "weights"])
    if kind == "weights":
        name, how = chance.choice(sorted(file.weights)), chance.choice(sorted(WEIGHTS))
        return f"{name} is {how}", replace(file, weights={**file.weights, name: WEIGHTS[how](file.weights[name])})
    document = (
        {part: file.config[part] for part in ("params", "sizes", "history")} if kind == "config" else file.learned
    )
    keys, value = chance.choice(places(document)), chance.choice([*STRANGE, "del"])
    return f"{kind} {keys} is {value!r:.40}", replace(file, **{kind: with_value(document, keys, value)})


def check_forgery(file, path, use):
    """Load a forged file and use it; the refusal, or None.

    Raises:
        AssertionError: what comes of it is neither an answer nor a refusal in words.
    """
    try:
        write_model(file, path, "1")
    except cw.ModelFileError as refusal:  # what JSON cannot say
        return refusal
    try:
        model = cw.load(path)
    except cw.ModelFileError as refusal:
        assert 20 < len(str(refusal)) < 1000  # noqa: PT017 - which error it is has just been said
        return refusal
    try:
        use(model)
        model.save(path)
    except cw.CellwrightError as refusal:
        return refusal
    return None


def used(name, model):
    """What every user does with a model, and what this one is for."""
    model.predict(SUBJECTS[name].new())
    if isinstance(model, cw.LanguageModel):
        list(model.generate(length=3, seed=0))


@pytest.mark.parametrize("name", SUBJECTS)
def test_forged_files_are_refused_in_words_or_are_models(name, tmp_path):
    path = fitted_subject(name).save(tmp_path / "m.cw")
    file, chance, refused = read_model(path), random.Random(name), 0  # noqa: S311 - this is no secret
    for _ in range(FORGERIES):
        what, forged = forgery(file, chance)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                refused += check_forgery(forged, path, lambda model: used(name, model)) is not None
            except Exception as error:
                raise AssertionError(f"{what}: {type(error).__name__}: {error}") from error
    assert refused > FORGERIES // 3


def test_the_check_sees_what_is_no_refusal(tmp_path):
    path = fitted_subject("Tagger of texts").save(tmp_path / "m.cw")
    file = read_model(path)

    def fails(model):
        raise IndexError(model)

    assert check_forgery(file, path, lambda model: None) is None
    with pytest.raises(IndexError):
        check_forgery(file, path, fails)
