"""accelerate: models we did not write keep their results, their parameters and their optimisers."""

from __future__ import annotations

import pytest
import torch

import cellwright as cw


class Translator(torch.nn.Module):
    """Two layers, one of them shared under two names, and others that cannot be swapped."""

    def __init__(self):
        super().__init__()
        self.embedding = torch.nn.Embedding(11, 6)
        self.encoder = torch.nn.LSTM(6, 5, num_layers=2, bidirectional=True, dropout=0.1, batch_first=True)
        self.parts = torch.nn.ModuleList([torch.nn.GRU(10, 4, batch_first=True), torch.nn.Linear(4, 11)])
        self.again = self.parts[0]
        self.hooked = torch.nn.RNN(10, 4, nonlinearity="relu", batch_first=True)
        self.hooked.register_forward_hook(lambda *_: None)

    def forward(self, words):
        self.encoder.flatten_parameters()
        y, _ = self.encoder(self.embedding(words))
        z, _ = self.parts[0](y)
        r, _ = self.hooked(y)
        again, _ = self.again(y)
        return self.parts[1](z + r + again)


@pytest.fixture
def model():
    torch.manual_seed(0)
    return Translator().eval()


def test_results_stay(model):
    words = torch.randint(0, 11, (3, 7))
    before = model(words)
    report = cw.accelerate(model)
    torch.testing.assert_close(model(words), before)
    assert report.swapped == ("encoder", "again", "parts.0")
    assert list(report.left) == ["hooked"]
    assert "hooks" in report.left["hooked"]
    assert type(model.encoder) is cw.LSTM
    assert model.again is model.parts[0]
    assert not model.encoder.training


def test_parameters_stay_the_same_objects(model):
    before = dict(model.named_parameters())
    state = model.state_dict()
    cw.accelerate(model)
    assert all(value is before[name] for name, value in model.named_parameters())
    model.load_state_dict(state, strict=True)


def test_training_goes_on(model):
    """An optimiser made before goes on, and takes the same steps as it would have taken without."""
    words, target = torch.randint(0, 11, (3, 7)), torch.randint(0, 11, (3, 7))

    def trained(accelerated):
        torch.manual_seed(0)
        net = Translator().eval()
        optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
        if accelerated:
            cw.accelerate(net)
        for _ in range(3):
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(net(words).flatten(0, 1), target.flatten()).backward()
            optimizer.step()
        return [parameter.detach().clone() for parameter in net.parameters()]

    for a, b in zip(trained(True), trained(False), strict=True):
        torch.testing.assert_close(a, b, rtol=1e-4, atol=1e-5)


class Custom(torch.nn.LSTM):
    pass


@pytest.mark.parametrize(
    ("layer", "reason"),
    [
        (Custom(3, 4), "a class of its own"),
        (torch.nn.LSTM(3, 4).to(torch.bfloat16), "bfloat16"),
        (torch.nn.utils.parametrizations.weight_norm(torch.nn.GRU(3, 4), "weight_hh_l0"), "computed"),
        (torch.nn.LSTM(3, 4, device="meta"), "'meta'"),
    ],
)
def test_what_cannot_be_swapped_is_left_and_says_why(layer, reason):
    model = torch.nn.Sequential(layer)
    report = cw.accelerate(model)
    assert model[0] is layer
    assert reason in report.left["0"]
    assert "0: " in str(report)


def test_the_model_itself():
    report = cw.accelerate(torch.nn.LSTM(3, 4))
    assert "write cellwright.LSTM in its place" in report.left[""]


def test_not_a_model():
    with pytest.raises(cw.ArgumentError, match=r"takes a torch\.nn\.Module; got dict"):
        cw.accelerate({})
