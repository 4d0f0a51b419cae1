"""Law: random masks are repeatable, drawn as stated, and replaced by their expectation in inference."""

from __future__ import annotations

import pytest
import torch

import cellwright as cw

LENGTHS = [4, 7, 1, 7, 0, 3, 5]


@cw.cell
def seen_through(x, h, *, keep=0.75, each="step"):
    """The output is the mask."""
    return cw.noise("h", h, keep, each=each) + 0.0 * (h + cw.affine("h", x))


@cw.cell
def dropped(x, h, c):
    """Two masks, in gates and before a matrix."""
    new = cw.noise("c", c, 0.6)
    c_new = new * cw.tanh(cw.affine("c", x, h * cw.noise("h", h, 0.5, each="sequence") / 0.5)) + (1 - new) * c
    return cw.sigmoid(cw.affine("o", x, h)) * c_new, c_new


def a_layer(cell, **options):
    torch.manual_seed(0)
    return cw.Recurrent(cell, 3, 21, **options)


@pytest.mark.parametrize("backend", ["cpu", "eager"])
@pytest.mark.parametrize("lengths", [None, LENGTHS])
def test_masks_are_zeros_and_ones_as_often_as_stated(backend, lengths):
    layer = a_layer(seen_through, backend=backend)
    torch.manual_seed(1)
    y, _ = layer(torch.zeros(7, 7, 3), lengths=lengths)
    masks = y[torch.arange(7).unsqueeze(1) < torch.tensor(lengths or [7] * 7)]
    assert set(masks.unique().tolist()) == {0.0, 1.0}
    # five standard deviations
    assert abs(masks.mean() - 0.75) < 5 * (0.75 * 0.25 / masks.numel()) ** 0.5
    assert not torch.equal(y[0], y[1])


@pytest.mark.parametrize("backend", ["cpu", "eager"])
@pytest.mark.parametrize("lengths", [None, LENGTHS])
def test_a_sequence_keeps_its_mask(backend, lengths):
    layer = a_layer(seen_through.variant(each="sequence"), backend=backend)
    y, _ = layer(torch.zeros(7, 7, 3), lengths=lengths)
    for b, length in enumerate(lengths or [7] * 7):
        assert all(torch.equal(y[t, b], y[0, b]) for t in range(length))
    assert not torch.equal(y[0, 0], y[0, 1])


def test_the_same_seed_gives_the_same_masks_for_any_backend():
    x, results = torch.randn(7, 5, 3), []
    for backend in ("cpu", "cpu", "eager"):
        layer = a_layer(dropped, backend=backend, num_layers=2)
        torch.manual_seed(3)
        y, _ = layer(x)
        y.sum().backward()
        results.append((y, [p.grad for p in layer.parameters()]))
    (first, gradients), (again, same), (eager, close) = results
    assert torch.equal(first, again)
    assert all(torch.equal(a, b) for a, b in zip(gradients, same, strict=True))
    torch.testing.assert_close(first, eager, atol=1e-5, rtol=1e-5)
    for a, b in zip(gradients, close, strict=True):
        torch.testing.assert_close(a, b, atol=1e-4, rtol=1e-4)
    with torch.no_grad():
        torch.manual_seed(3)
        assert torch.equal(layer(x)[0], eager)


def test_inference_takes_the_expectation():
    layer = a_layer(seen_through, backend="cpu").eval()
    assert (layer(torch.zeros(4, 2, 3))[0] == 0.75).all()
    with torch.no_grad():
        assert (layer(torch.zeros(4, 2, 3))[0] == 0.75).all()


def test_a_compiled_model_draws_masks():
    torch._dynamo.reset()
    layer = a_layer(dropped, backend="cpu")
    compiled = torch.compile(layer, fullgraph=True, backend="aot_eager")
    y, _ = compiled(torch.randn(7, 5, 3))
    z, _ = compiled(torch.randn(7, 5, 3))
    assert not torch.equal(y, z)


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (lambda h: cw.noise("m", h, 1.5), "keep is the probability of a one, between 0 and 1; got 1.5"),
        (lambda h: cw.noise("m", h, 0.5, each="batch"), 'for each "step" or each "sequence", not for each \'batch\''),
        (lambda h: cw.blocks([], h), "blocks takes at least one number"),
        (lambda h: cw.affine("a", h=h, pattern="round 3"), "'round 3' is not a pattern of blocks"),
        (lambda h: h + cw.mean(2.0), "total takes a vector of the equations"),
    ],
    ids=range(5),
)
def test_what_is_no_equation_is_refused(write, message):
    with pytest.raises(cw.EquationError, match=message):
        cw.cell(lambda x, h: h + write(h))
