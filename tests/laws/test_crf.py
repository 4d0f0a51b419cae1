"""Law: a CRF is what one gets by going through every sequence of tags, one by one."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
import torch
from machines import every_machine

import cellwright as cw
from cellwright.data.schemes import SCHEMES, allowed
from cellwright.data.tag_set import INNER
from cellwright.emit.llvm.likelihood import likelihood_text
from cellwright.nn.crf import CRF
from cellwright.run.objects import compile_text

LENGTHS = [4, 1, 3, 2]
EXACT = {torch.float64: 1e-10, torch.float32: 1e-4}


def random_crf(tags, dtype=torch.float64, forbidden=None, seed=0):
    """A CRF with random scores, and those of some sentences; forbidden transitions are drawn if none are given."""
    torch.manual_seed(seed)
    crf = CRF(tags).to(dtype)
    for parameter in crf.parameters():
        torch.nn.init.normal_(parameter)
    if forbidden is None:
        forbidden = torch.rand(tags + 1, tags + 1) < 0.3
        # one tag may stand anywhere, so that there is a way through
        forbidden[0, :] = forbidden[:, 0] = False
    crf.allow(~forbidden)
    emissions = torch.randn(len(LENGTHS), max(LENGTHS), tags, dtype=dtype, requires_grad=True)
    return crf, emissions


def one_by_one(crf, emissions):
    """The log-partition, the best tags and the marginals of each sentence, by going through all sequences of tags."""
    for scores, length in zip(emissions, LENGTHS, strict=True):
        found = {}
        for tags in product(range(scores.shape[1]), repeat=length):
            places = [-1, *tags, -1]
            if all(crf.allowed[a, b] for a, b in pairwise(places)):
                total = crf.first[tags[0]] + crf.last[tags[-1]] + sum(scores[t, tag] for t, tag in enumerate(tags))
                found[tags] = total + sum(crf.transitions[a, b] for a, b in pairwise(tags))
        partition = torch.stack(list(found.values())).logsumexp(0)
        marginals = torch.zeros(length, scores.shape[1], dtype=scores.dtype)
        for tags, score in found.items():
            for step, tag in enumerate(tags):
                marginals[step, tag] += (score - partition).exp().detach()
        yield partition, list(max(found, key=found.get)), marginals, found


@pytest.mark.parametrize("dtype", EXACT)
@pytest.mark.parametrize("tags", [1, 2, 5])
def test_partition_best_tags_and_marginals(tags, dtype):
    crf, emissions = random_crf(tags, dtype)
    potentials = crf(emissions, torch.tensor(LENGTHS))
    partition, best, marginals = potentials.log_partition(), potentials.best(), potentials.marginals()
    with torch.no_grad():
        torch.testing.assert_close(potentials.log_partition(), partition, rtol=0, atol=0)
    for row, (expected, tags_of_it, of_each, found) in enumerate(one_by_one(crf, emissions)):
        length = LENGTHS[row]
        torch.testing.assert_close(partition[row], expected, rtol=0, atol=EXACT[dtype])
        assert best[row].tolist() == tags_of_it + [0] * (max(LENGTHS) - length)
        torch.testing.assert_close(marginals[row, :length], of_each, rtol=0, atol=EXACT[dtype])
        assert (marginals[row, length:] == 0).all()
        given = torch.zeros(len(LENGTHS), max(LENGTHS), dtype=torch.int64)
        given[row, :length] = torch.tensor(next(iter(found)))
        likelihood = potentials.log_likelihood(given)[row]
        torch.testing.assert_close(likelihood, next(iter(found.values())) - expected, rtol=0, atol=EXACT[dtype])


def test_gradients_are_those_of_going_through_all():
    crf, emissions = random_crf(3)
    wanted = (emissions, *crf.parameters())
    own = torch.autograd.grad(crf(emissions, torch.tensor(LENGTHS)).log_partition().sum(), wanted)
    expected = torch.autograd.grad(sum(partition for partition, *_ in one_by_one(crf, emissions)), wanted)
    for first, second in zip(own, expected, strict=True):
        torch.testing.assert_close(first, second, rtol=0, atol=1e-10)


@pytest.mark.parametrize("lengths", [[4, 1, 3, 2], [1, 1, 1, 1], [4, 4, 4, 4]])
@pytest.mark.parametrize("dtype", EXACT)
def test_a_likelihood_and_its_gradients_are_those_of_score_and_partition(dtype, lengths):
    crf, emissions = random_crf(5, dtype)
    said, weights = torch.randint(0, 5, emissions.shape[:2]), torch.randn(len(lengths), dtype=dtype)
    found = []
    for of in (lambda p: p.log_likelihood(said), lambda p: p.score(said) - p.log_partition()):
        likelihood = of(crf(emissions, torch.tensor(lengths)))
        found.append([likelihood, *torch.autograd.grad((likelihood * weights).sum(), (emissions, *crf.parameters()))])
    for one, other in zip(*found, strict=True):
        # what is forbidden has a score of -10,000
        torch.testing.assert_close(one, other, rtol=1e-6, atol=EXACT[dtype])


def test_padding_and_order_change_nothing():
    crf, emissions = random_crf(4)
    whole = crf(emissions, torch.tensor(LENGTHS))
    spoiled = emissions.detach().clone()
    for row, length in enumerate(LENGTHS):
        spoiled[row, length:] = 1e3
    order = torch.tensor([2, 0, 3, 1])
    other = crf(spoiled[order], torch.tensor(LENGTHS)[order])
    torch.testing.assert_close(other.log_partition(), whole.log_partition()[order], rtol=0, atol=1e-12)
    assert torch.equal(other.best(), whole.best()[order])


def test_scores_far_apart_neither_overflow_nor_vanish():
    crf, emissions = random_crf(4, torch.float32)
    potentials = crf(200 * emissions, torch.tensor(LENGTHS))
    best = potentials.score(potentials.best())
    # the best sequence has all the probability there is
    torch.testing.assert_close(potentials.log_partition(), best, rtol=1e-5, atol=1e-2)
    (gradient,) = torch.autograd.grad(potentials.log_partition().sum(), emissions)
    assert gradient.isfinite().all()


@pytest.mark.parametrize("scheme", ["bio", "bioes", "bilou", "iob1"])
def test_what_a_scheme_forbids_is_never_said_and_has_no_probability(scheme):
    own = SCHEMES[scheme]
    tags = [*sorted(f"{prefix}-{kind}" for prefix in own.prefixes for kind in "ab"), "O"]
    forbidden = torch.from_numpy(~allowed(tags, own))
    crf, emissions = random_crf(len(tags), forbidden=forbidden)
    potentials = crf(5 * emissions, torch.tensor(LENGTHS))
    for row, length in enumerate(LENGTHS):
        said = [tags[number] for number in potentials.best()[row, :length]]
        assert all(own.follows(tag, before) for before, tag in zip(["O", *said], [*said, "O"], strict=True))
    single = potentials.marginals()[1, 0]
    never = [number for number, tag in enumerate(tags) if not (own.follows(tag, "O") and own.follows("O", tag))]
    assert single[never].sum() == 0
    assert single.sum().item() == pytest.approx(1)
    wrong = torch.zeros(len(LENGTHS), max(LENGTHS), dtype=torch.int64)
    wrong[:, 0] = never[0] if never else 0
    if never:
        assert potentials.log_likelihood(wrong)[1] < -1e3


def test_the_network_of_entities_sees_bioes():
    assert INNER.name == "bioes"
    assert np.array_equal(allowed(["O"], INNER), np.ones((2, 2), bool))


def test_a_likelihood_is_not_differentiated_again():
    crf, emissions = random_crf(3)
    likelihood = crf(emissions, torch.tensor(LENGTHS)).log_likelihood(torch.zeros(4, 4, dtype=torch.int64))
    (gradient,) = torch.autograd.grad(likelihood.sum(), emissions, create_graph=True)
    with pytest.raises(cw.BackendError, match="cannot be differentiated again"):
        gradient.square().sum().backward()


@every_machine
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_likelihood_compiles_for_every_machine(machine, dtype):
    assert compile_text(likelihood_text(machine, dtype), machine)[:4] == b"\x7fELF"
