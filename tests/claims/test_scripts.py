"""Every claim is run and opens with what it claims; the page keeps what is not run again; a script prints a verdict."""

from __future__ import annotations

import ast
import re
import sys
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

import cellwright as cw

CLAIMS = Path(__file__).parents[2] / "benchmarks" / "claims"
SHARED = {"__main__", "archives", "judgement", "problems", "study"}
SCRIPTS = sorted({path.stem for path in CLAIMS.glob("*.py")} - SHARED)
SECTION = """## A claim of a paper: it is so

Text.

- holds: something (1 against 2)

**Verdict: holds.** Since it is so.

`{}.py`, 12 s on one thread.
"""


@pytest.fixture
def runner():
    spec = spec_from_file_location("claims_runner", CLAIMS / "__main__.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_script_is_listed(runner):
    assert sorted(runner.CLAIMS) == SCRIPTS


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_opens_with_its_claim_and_its_paper(script):
    import_module(script)  # what it needs is there
    claim, paper = ast.get_docstring(ast.parse((CLAIMS / f"{script}.py").read_text())).split("\n\n", 1)
    assert claim.endswith(".")
    assert "(19" in paper or "(20" in paper


def test_a_page_has_all_sections_and_a_table_of_verdicts(runner):
    found = {claim: SECTION.format(claim) for claim in runner.CLAIMS[:3]}
    page = runner.page(found)
    assert runner.sections(page) == found
    assert page.count("[A claim of a paper: it is so](#a-claim-of-a-paper-it-is-so)") == 3
    assert re.findall(r"\) +\| +holds \| 12 s \|", page)
    assert runner.page(runner.sections(page)) == page


def test_a_name_that_is_no_claim_is_refused(runner, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["claims", "nothing_like_it"])
    with pytest.raises(SystemExit, match="no claim is called nothing_like_it; there are lstm_solves"):
        runner.main()


def test_a_script_prints_its_claim_a_table_and_a_verdict(monkeypatch, capsys):
    script = import_module("peepholes_help_to_measure_spike_distances")
    monkeypatch.setattr(sys, "argv", ["script", "--seeds", "2", "--budget", "0.001"])
    script.main()
    claim, *rest = [line for line in capsys.readouterr().out.splitlines() if line]
    assert claim == "## Peepholes help an LSTM to measure the distance between spikes"
    assert sum(line.startswith("| ") for line in rest) == 3
    assert rest[-1].startswith("**Verdict: ")


def test_the_published_page_has_every_claim(runner):
    page = (CLAIMS.parents[1] / "docs" / "claims.md").read_text()
    assert list(runner.sections(page)) == list(runner.CLAIMS)
    assert cw.__version__ in page
