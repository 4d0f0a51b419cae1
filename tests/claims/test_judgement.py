"""A verdict follows from the figures by the stated rules: each condition can hold, fail and stay open."""

from __future__ import annotations

import pytest
from judgement import (
    FAILS,
    HOLDS,
    OPEN,
    Condition,
    conclude,
    does_not_learn,
    higher,
    learns,
    lower,
    not_lower,
    spread,
    table,
    verdict,
)

LOW, HIGH, BETWEEN = [1.0, 1.1, 0.9], [2.0, 2.1, 1.9], [0.2, 3.0, 1.3]


@pytest.mark.parametrize(
    ("low", "high", "standing"),
    [
        (LOW, HIGH, HOLDS),
        (HIGH, LOW, FAILS),
        (LOW, BETWEEN, OPEN),
        (LOW, LOW, OPEN),
        ([1.0, 1.0], [2.0, 2.0], HOLDS),
        ([2.0, 2.0], [1.0, 1.0], FAILS),
        ([1.0, 1.0], [1.0, 1.0], OPEN),
        ([0.0, 0.0, 0.0], [1.0, 1.1, 0.9], HOLDS),
        ([1.0], [2.0], OPEN),
    ],
)
def test_one_mean_below_another(low, high, standing):
    assert lower("", low, high).standing == standing
    assert higher("", high, low).standing == standing
    assert not_lower("", high, low).standing == (FAILS if standing == FAILS else HOLDS)


def test_tests_share_their_level():
    near = [1.0, 1.1, 1.2, 1.3], [1.2, 1.3, 1.4, 1.5]
    assert not_lower("", *near).standing == FAILS
    assert not_lower("", *near, tests=8).standing == HOLDS


@pytest.mark.parametrize(
    ("passed", "learned", "unlearned"),
    [([True, True], HOLDS, FAILS), ([True, False], OPEN, OPEN), ([False, False], OPEN, HOLDS)],
)
def test_a_mark_that_seeds_pass(passed, learned, unlearned):
    assert learns("", passed).standing == learned
    assert does_not_learn("", passed).standing == unlearned
    assert learns("", passed).figures == f"{sum(passed)} of 2 runs"


def test_a_claim_is_as_good_as_its_worst_condition():
    hold, stay, fail = (Condition("", standing, "") for standing in (HOLDS, OPEN, FAILS))
    assert verdict([hold, hold]) == HOLDS
    assert verdict([hold, stay]) == OPEN
    assert verdict([stay, fail, hold]) == FAILS


def test_a_conclusion_shows_conditions_with_their_figures(capsys):
    conclude([lower("a is lower than b", LOW, HIGH), learns("c learns", [True, False])])
    *_, first, second, _, last = capsys.readouterr().out.splitlines()
    assert first == "- holds: a is lower than b (1 ± 0.1 against 2 ± 0.1)"
    assert second == "- not shown within this budget: c learns (1 of 2 runs)"
    assert last == "**Verdict: not shown within this budget.**"


def test_tables_are_aligned():
    lines = table(["cell", "error"], [["lstm", spread(LOW)], ["clockwork", 3]]).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert lines[0].startswith("| cell ")
    assert lines[1].endswith(":|")
    assert spread([2.0]) == "2"
