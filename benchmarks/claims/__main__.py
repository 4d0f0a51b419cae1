"""The claims of the papers at small scale, in turn: `python benchmarks/claims`; with `--save page.md` as a page.

Names of claims, or parts of them, run only those; on a page that is there already the others stay as they are.
`--seeds` and `--budget` are handed to every script.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from judgement import RULES, table

from cellwright.inspect.speed import machine

HERE = Path(__file__).parent
CLAIMS = (
    "lstm_solves_the_adding_problem_and_rnn_does_not",
    "continual_reber_needs_the_forget_gate",
    "peepholes_help_to_measure_spike_distances",
    "clockwork_rnn_generates_waveforms_better_than_rnn_and_lstm",
    "grid_lstm_learns_parity_where_plain_depth_does_not",
    "hm_lstm_finds_boundaries_at_spaces",
    "modifiers_help_a_character_language_model",
    "no_variant_of_the_lstm_beats_the_vanilla_one",
)
PAGE = """# Claims of the papers, at small scale

Does each cell of the catalogue show here the point of its paper? The networks are tiny and trained for seconds, so that
a claim is made plausible or not, no more; sizes and numbers of updates were chosen after trial runs, so that a verdict
speaks for these settings. This page is printed by `python benchmarks/claims --save docs/claims.md`; nothing in it is
written by hand. A seed repeats its figures on the same machine. Real data come from the folder that
the environment variable `CELLWRIGHT_DATA` names. Figures are mean ± standard deviation over seeds.

Machine: {machine}; one thread, beside other work, so that seconds are only rough.

{summary}

{rules}
"""
SECTION = re.compile(r"^<!-- (\w+) -->\n(.*?)(?=^<!-- |\Z)", re.DOTALL | re.MULTILINE)
TITLE, VERDICT, TAKEN = (
    re.compile(p, re.MULTILINE) for p in (r"^## (.+)$", r"\*\*Verdict: (.+?)\.\*\*", r", (\d+ s) on")
)


def section(claim: str, arguments: Sequence[str]) -> str:
    """What a script prints, and how long it took; the program ends if the script fails."""
    begin = time.perf_counter()
    command = [sys.executable, str(HERE / f"{claim}.py"), *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603
    if done.returncode:
        sys.exit(f"{claim} failed with exit status {done.returncode}")
    seconds = time.perf_counter() - begin
    return f"{done.stdout.strip()}\n\n`{claim}.py`, {seconds:.0f} s on one thread.\n"


def sections(page: str) -> dict[str, str]:
    """The sections of a page by their claims."""
    return {claim: text.strip() + "\n" for claim, text in SECTION.findall(page)}


def page(found: dict[str, str]) -> str:
    """The whole page: rules, a table of the verdicts, and a section a claim."""
    rows = []
    for claim in CLAIMS:
        if claim in found:
            title, verdict, taken = (pattern.findall(found[claim])[0] for pattern in (TITLE, VERDICT, TAKEN))
            link = re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
            rows.append([f"[{title}](#{link})", verdict, taken])
    head = PAGE.format(machine=machine(), summary=table(["claim", "verdict", "time"], rows), rules=RULES)
    return "\n".join([head, *(f"<!-- {claim} -->\n{found[claim]}" for claim in CLAIMS if claim in found)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="claims to run, or parts of their names (default: all)")
    parser.add_argument("--save", type=Path, metavar="PAGE", help="write the page here")
    asked, arguments = parser.parse_known_args()
    wanted = [claim for claim in CLAIMS if not asked.names or any(name in claim for name in asked.names)]
    if not wanted:
        sys.exit(f"no claim is called {' or '.join(asked.names)}; there are {', '.join(CLAIMS)}")
    found = sections(asked.save.read_text()) if asked.save and asked.save.exists() else {}
    for claim in wanted:
        found[claim] = section(claim, arguments)
        print(found[claim], flush=True)
        if asked.save:
            asked.save.write_text(page(found))


if __name__ == "__main__":
    main()
