"""Explanations: right where the answer is known, believed only where they are right, whole on every page."""

from __future__ import annotations

import itertools
import math
import sys

import numpy as np
import pytest
import torch
from pages import checked

import cellwright as cw
from cellwright.data.examples import Batch
from cellwright.inspect.attributions import METHODS
from cellwright.inspect.explain import explain
from cellwright.inspect.fidelity import fidelity
from cellwright.inspect.question import Asked, Question
from cellwright.nn.pooling import Pooling

STEP, FEATURE, LENGTHS = 5, 1, [12, 9, 12, 7]


class OneStep(torch.nn.Module):
    """Its answer depends on one feature of one step."""

    def forward(self, x, _lengths):
        return torch.sin(x[:, STEP, FEATURE]).unsqueeze(1)


class Recurrent(torch.nn.Module):
    """A small recurrent network over ragged sequences."""

    def __init__(self, backend="auto"):
        super().__init__()
        torch.manual_seed(0)
        self.layer = cw.LSTM(3, 8, batch_first=True, backend=backend)
        self.head = torch.nn.Linear(8, 2)

    def forward(self, x, lengths):
        _, (h, _) = self.layer(x, lengths=lengths)
        return self.head(h[-1])


class Words(torch.nn.Module):
    """Its answer is the number of tokens 7; the embedding is not what it is called first."""

    def __init__(self):
        super().__init__()
        self.embedding = torch.nn.Embedding(9, 4, padding_idx=0)
        with torch.no_grad():
            self.embedding.weight.zero_()
            self.embedding.weight[7] = 0.25

    def forward(self, tokens, lengths):
        inside = torch.arange(tokens.shape[1]) < lengths.unsqueeze(1)
        return (self.embedding(tokens).sum(-1) * inside).sum(1, keepdim=True)


def a_batch(steps=12):
    torch.manual_seed(1)
    return Batch((torch.randn(4, steps, 3), torch.tensor(LENGTHS)))


def shuffled(values, lengths):
    """The attributions of each sequence, given to other steps of it."""
    other = values.clone()
    generator = torch.Generator().manual_seed(3)
    for row, length in enumerate(lengths):
        other[row, :length] = values[row, torch.randperm(length, generator=generator)]
    return other


@pytest.mark.parametrize("method", METHODS)
def test_the_step_that_decides_is_found_and_believed(method):
    batch = a_batch()
    found = explain(OneStep(), batch, method=method)
    own = np.nan_to_num(found.values)
    # a segment is one step here
    assert np.abs(own).sum((1, 2)) == pytest.approx(np.abs(own[:, STEP, FEATURE]), rel=0.05)
    # LIME's regression is sparse: it draws all coefficients a little to zero
    assert own[:, STEP, FEATURE] == pytest.approx(np.sin(batch.inputs[0][:, STEP, FEATURE].numpy()), abs=0.05)
    assert found.believable
    assert str(found.fidelity).startswith("Believe them: deleting the steps that speak most for the answer")
    assert np.isnan(found.values).any(-1).tolist() == [[step >= length for step in range(12)] for length in LENGTHS]


@pytest.mark.parametrize("module", [OneStep(), Recurrent()], ids=["one step", "recurrent"])
def test_shuffled_attributions_are_not_believed(module):
    batch = a_batch()
    asked, base = Asked(module, batch, Question()), torch.zeros(4, 12, 3)
    right = METHODS["integrated_gradients"][0](asked, base, 32, 12)
    assert fidelity(asked, right, base, 40).believable
    wrong = fidelity(asked, shuffled(right, LENGTHS), base, 40)
    assert not wrong.believable
    assert str(wrong).startswith("Do not believe them: ")
    assert not fidelity(asked, -right, base, 40).believable
    assert not fidelity(asked, torch.zeros_like(right), base, 40).believable


def test_chance_is_believed_as_rarely_as_the_test_says():
    asked, base = Asked(Recurrent(), a_batch(), Question()), torch.zeros(4, 12, 3)
    found = [fidelity(asked, torch.randn(4, 12, 3), base, 20, seed).believable for seed in range(60)]
    assert sum(found) <= 6  # at most one in twenty for each of two tests that go together: 3 ± 3


def test_integrated_gradients_are_the_integral():
    module, batch = Recurrent(), a_batch()
    found = explain(module, batch, effort=64)
    x = batch.inputs[0].double()
    module = module.double()
    total = torch.zeros_like(x)
    for place in range(400):
        on_the_way = (x * (place + 0.5) / 400).requires_grad_()
        total += torch.autograd.grad(module(on_the_way, batch.inputs[1]).mean(1).sum(), on_the_way)[0] / 400
    np.testing.assert_allclose(np.nan_to_num(found.values), (total * x).detach().numpy(), atol=2e-5)
    assert found.gap.max() < 1e-5


def test_shap_is_what_shapley_wrote():
    """Two segments of three features: every subset can be asked for."""
    module, batch = Recurrent(), Batch((a_batch().inputs[0][:1, :4], torch.tensor([4])))
    found = explain(module, batch, method="shap", segments=2, effort=2000)
    x, players = batch.inputs[0], [(segment, feature) for segment in range(2) for feature in range(3)]

    def worth(subset):
        kept = torch.zeros_like(x)
        for segment, feature in subset:
            kept[0, 2 * segment : 2 * segment + 2, feature] = x[0, 2 * segment : 2 * segment + 2, feature]
        with torch.no_grad():
            return float(module(kept, batch.inputs[1]).mean())

    for player in players:
        others = [other for other in players if other != player]
        value = sum(
            (worth([*subset, player]) - worth(subset))
            * math.factorial(size)
            * math.factorial(5 - size)
            / math.factorial(6)
            for size in range(6)
            for subset in itertools.combinations(others, size)
        )
        segment, feature = player
        assert found.values[0, 2 * segment : 2 * segment + 2, feature].sum() == pytest.approx(value, abs=2e-4)


def test_compiled_layers_explain_as_eager_ones_do():
    compiled, eager = (explain(Recurrent(backend), a_batch()) for backend in ("cpu", "eager"))
    np.testing.assert_allclose(compiled.values, eager.values, atol=1e-6)


def test_what_lies_behind_the_end_counts_for_nothing():
    batch = a_batch()
    longer = torch.cat([batch.inputs[0], torch.full((4, 5, 3), 9.0)], 1)
    one, other = explain(Recurrent(), batch), explain(Recurrent(), Batch((longer, batch.inputs[1])))
    np.testing.assert_allclose(other.values[:, :12], one.values, atol=1e-6)
    assert one.fidelity.deletion.area == pytest.approx(other.fidelity.deletion.area, abs=1e-3)


def test_the_mean_is_another_base():
    batch = Batch((a_batch().inputs[0] + 100, torch.tensor(LENGTHS)))
    mean = explain(OneStep(), batch, base="mean")
    centre = batch.inputs[0][0, : LENGTHS[0], FEATURE].mean()
    assert mean.base[0] == pytest.approx(float(torch.sin(centre)), rel=1e-4)
    assert mean.compared_with != explain(OneStep(), batch).compared_with


def test_what_is_chosen_stays_while_inputs_change():
    question = Question(
        answer=lambda output, chosen: output.gather(1, chosen).squeeze(1),
        choose=lambda output, batch: output.argmax(1, keepdim=True),
    )
    module, batch = Recurrent(), a_batch()
    found = explain(module, batch, question)
    largest, _ = module(*batch.inputs).max(1)
    np.testing.assert_allclose(found.answer, largest.detach(), rtol=1e-6)
    assert found.gap.max() < 1e-5


TEXTS = [
    ["the", "<b>plot</b>", "&", "the", "cast"],
    ["هذا", "الفيلم", "جميل"],
    list("映画 は面白い"),
]


def of_words():
    tokens = torch.randint(1, 7, (3, 7), generator=torch.Generator().manual_seed(0))
    lengths = torch.tensor([len(text) for text in TEXTS])
    for row, place in enumerate((1, 2, 4)):
        tokens[row, place] = 7
    question = Question(says="the count", tokens=TEXTS, names=["<en>", "ar", "ja"])
    return Batch((tokens, lengths)), question


@pytest.mark.parametrize("method", METHODS)
def test_the_token_that_decides_is_found(method):
    batch, question = of_words()
    found = explain(Words(), batch, question, method=method)
    assert [int(np.nanargmax(values)) for values in found.values[..., 0]] == [1, 2, 4]
    assert found.answer.tolist() == [1, 1, 1]
    assert found.base.tolist() == [0, 0, 0]
    assert found.to_frame().query("attribution > 0.5").token.tolist() == [TEXTS[0][1], TEXTS[1][2], TEXTS[2][4]]


@pytest.mark.parametrize("absent", [None, lambda vectors: vectors[1:].mean(0)])
def test_what_stands_where_a_token_is_absent(absent):
    module, tokens = torch.nn.Sequential(torch.nn.Embedding(9, 4, padding_idx=0)), torch.tensor([[3, 5, 8]])
    asked = Asked(module, Batch((tokens,)), Question(absent=absent))
    vectors = module[0].weight.detach()
    nothing = vectors[0] if absent is None else absent(vectors)
    for presence in ([0.0, 0.0, 0.0], [1.0, 1.0, 1.0], [1.0, 0.0, 0.25]):
        share = torch.tensor(presence).view(1, 3, 1)
        expected = (share * vectors[tokens] + (1 - share) * nothing).mean().view(1)
        torch.testing.assert_close(asked(share, *asked.others), expected)


def test_texts_are_whole_and_escaped(tmp_path):
    batch, question = of_words()
    page = explain(Words(), batch, question).save(tmp_path / "why.html").read_text(encoding="utf-8")
    assert "<b>plot" not in page
    assert "&lt;b&gt;plot&lt;/b&gt;" in page
    assert "&lt;en&gt; (1; base 0)" in page
    assert all(f">{token}</span>" in page for text in TEXTS[1:] for token in text)
    assert page.count('dir="auto"') == 6
    checker = checked(page)
    assert (checker.scripts, checker.fetched) == (0, [])


def test_a_page_of_series(tmp_path):
    found = explain(Recurrent(), a_batch(), Question(names=["a<b", "b", "c", "d"], features=["$x$", "y", "z"]))
    page = found.save(tmp_path / "why.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 4 + 2
    assert "a&lt;b" in page
    assert checked(page).fetched == []
    assert list(found.plot()) == ["a<b", "b", "c", "d"]
    assert "Its own attention" not in page
    assert found.to_frame().shape == (sum(LENGTHS) * 3, 5)


def test_attention_is_shown_where_there_is_any(tmp_path):
    class Attending(Recurrent):
        def __init__(self):
            super().__init__()
            self.pooling = Pooling("attention", 8)

        def forward(self, x, lengths):
            return self.head(self.pooling(self.layer(x, lengths=lengths)[0], lengths))

    found = explain(Attending(), a_batch())
    np.testing.assert_allclose(found.attention.sum(1), 1, rtol=1e-6)
    assert "Its own attention" in found.save(tmp_path / "why.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "guess"}, "^method must be one of 'integrated_gradients', 'lime', 'shap'; got 'guess'$"),
        ({"base": "ones"}, "^base must be one of 'zeros', 'mean'; got 'ones'$"),
        ({"base": "mean"}, "^tokens are there or not, so base must be 'zeros'; got 'mean'$"),
        ({"draws": 0}, "^draws must be a whole number of at least 1; got 0$"),
        ({"segments": 2.5}, r"^segments must be a whole number of at least 1; got 2\.5$"),
    ],
)
def test_wrong_options(options, message):
    module, batch = (Words(), of_words()[0]) if "tokens" in message else (Recurrent(), a_batch())
    with pytest.raises(cw.ArgumentError, match=message):
        explain(module, batch, **options)


def test_inputs_that_have_no_steps():
    with pytest.raises(cw.ArgumentError, match=r"numbers \(batch, steps, features\) or tokens .* is given \(4, 3\)"):
        explain(torch.nn.Linear(3, 1), Batch((torch.ones(4, 3),)))
    with pytest.raises(cw.ArgumentError, match=r"integers, and it has no torch\.nn\.Embedding"):
        explain(torch.nn.Linear(3, 1), Batch((torch.ones(4, 3, dtype=torch.long),)))


def test_a_quantised_layer_has_no_gradients_but_segments():
    module = Recurrent().eval()
    cw.quantize(module)
    with pytest.raises(cw.BackendError, match="give no gradient"):
        explain(module, a_batch())
    assert explain(module, a_batch(), method="shap").values.shape == (4, 12, 3)


def test_without_captum(monkeypatch):
    monkeypatch.setitem(sys.modules, "captum.attr", None)
    with pytest.raises(cw.MissingExtraError, match=r"pip install 'cellwright\[explain\]'"):
        explain(Recurrent(), a_batch())
