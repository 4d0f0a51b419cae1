"""The dropouts of language models: what is dropped stays dropped, and what is left is what it would be without it."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F

import cellwright as cw
from cellwright.nn.dropouts import DroppingEmbedding, LockedDropout, WeightDroppingRecurrent


def test_locked_dropout_is_the_same_at_all_steps_and_keeps_the_mean():
    torch.manual_seed(0)
    dropped = LockedDropout(0.25)(torch.ones(400, 3, 50))
    assert torch.equal(dropped[:, 0], dropped[:, 1])
    assert torch.equal(dropped[:, 0], dropped[:, 2])
    assert dropped.unique().tolist() == pytest.approx([0, 4 / 3])
    # 5 standard deviations of a mean of 20,000
    assert float(dropped.mean()) == pytest.approx(1, abs=5 * (1 / 3) ** 0.5 / 20_000**0.5)
    assert torch.equal(LockedDropout(0.9).eval()(dropped), dropped)


def test_rows_of_a_sequence_lose_the_same_features():
    torch.manual_seed(0)
    sequences = torch.tensor([0, 1, 2, 0, 2, 2])
    dropped = LockedDropout(0.5)(torch.ones(6, 60), sequences)
    for number in range(3):
        own = dropped[sequences == number]
        assert torch.equal(own, own[:1].expand_as(own))
    assert not torch.equal(dropped[0], dropped[1])
    assert dropped.unique().tolist() == [0, 2]


def test_a_dropped_token_has_no_vector_wherever_it_stands():
    torch.manual_seed(0)
    embedding, tokens = DroppingEmbedding(50, 4, 0.3), torch.arange(1, 50).repeat(2, 3)
    vectors = embedding(tokens).detach()
    gone = (vectors == 0).all(-1)
    assert 0 < gone.float().mean() < 0.7
    assert torch.equal(gone[0], gone[1])
    assert torch.equal(gone[:, :49], gone[:, 49:98])
    torch.testing.assert_close(vectors[~gone], embedding.weight.detach()[tokens[~gone]] / 0.7)
    torch.testing.assert_close(embedding.eval()(tokens), embedding.weight[tokens])


@pytest.mark.parametrize("cell", ["lstm", "gru", "peephole_lstm", "min_gru"])
def test_dropping_weights_is_running_with_a_thinner_matrix(cell):
    """The outputs, and the gradients of the weights that are left; the dropped ones have none."""
    torch.manual_seed(0)
    thick = WeightDroppingRecurrent(cell, 3, 5, weight_dropout=0.4)
    thin, x = cw.Recurrent(cell, 3, 5), torch.randn(7, 2, 3)
    thin.load_state_dict(thick.state_dict())
    masks = {}
    torch.manual_seed(1)
    for name in thick._dropped:
        masks[name] = F.dropout(torch.ones_like(getattr(thick, f"{name}_l0")), 0.4)
        with torch.no_grad():
            getattr(thin, f"{name}_l0").mul_(masks[name])
    torch.manual_seed(1)
    output, expected = thick(x)[0], thin(x)[0]
    torch.testing.assert_close(output, expected)
    output.square().sum().backward()
    expected.square().sum().backward()
    for name, mask in masks.items():
        own, other = getattr(thick, f"{name}_l0").grad, getattr(thin, f"{name}_l0").grad
        torch.testing.assert_close(own, other * mask)
        assert (own[mask == 0] == 0).all()
    # min_gru has no matrix that multiplies its state
    assert bool(masks) == (cell != "min_gru")
    torch.testing.assert_close(thick.eval()(x)[0], thick(x)[0])
