"""All benchmarks in turn: `python benchmarks`; with `--save page.md` what they print becomes a page.

Other options are those of the scripts (`--seconds`, `--shapes`).
"""

from __future__ import annotations

import argparse
import datetime
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from verdicts import REMEMBERED, Verdict, remembered

from cellwright.inspect.speed import machine, table_of

HERE = Path(__file__).parent
STATISTICS = Path("/proc/stat")
VERSIONS = ("cellwright", "torch", "onnxruntime", "llvmlite")
# each script, and what it speaks of in the summary
SCRIPTS = {
    "lstm_infers_faster_than_every_peer": "LSTM inference",
    "lstm_trains_a_third_faster_than_torch": "LSTM training",
    "gru_rnn_and_projected_lstm_train_three_times_as_fast_as_torch": "GRU, RNN, projected LSTM: training",
    "gru_and_rnn_infer_as_fast_as_torch": "GRU, RNN: inference",
    "loops_over_cells_are_faster_than_over_torchs": "loops over cells, step by step",
    "ragged_lengths_train_four_times_as_fast_as_packed_torch": "packed or ragged lengths, LSTM",
    "variants_train_as_fast_as_lstm_and_four_times_as_fast_as_loops": "variants: training",
    "cells_of_several_phases_cost_at_most_twice_an_lstm": "cells of several phases: training",
    "blocks_that_are_not_joined_save_their_time": "blocks that are not joined",
    "a_scan_trains_single_sequences_five_times_as_fast_as_an_eager_loop": "scan on the eager backend: training",
    "a_streaming_step_is_four_times_as_fast_as_onnxruntime": "one streaming step from Python",
    "generating_text_is_five_times_as_fast_as_a_loop_over_lstm_cells": "text, letter by letter",
    "translating_is_faster_than_a_loop_over_lstm_cells": "translations, token by token",
    "weights_of_16_bits_infer_half_again_as_fast_at_batch_1": "bfloat16 weights: inference",
    "products_of_bfloat16_infer_half_again_as_fast_as_full_ones": "products of bfloat16: inference",
    "training_under_autocast_is_faster_than_torchs": "training under autocast",
    "weights_of_8_bits_infer_half_again_as_fast_as_full_ones_and_onnxruntime": "int8 inference",
    "two_cores_are_1_8_times_as_fast_as_one": "two cores against one",
    "threads_are_as_fast_as_processes_beside_each_other": "two threads against two processes",
    "threads_yield_on_busy_cores": "two threads on busy cores",
    "training_takes_no_more_memory_than_torch": "memory in training",
    "recomputing_halves_what_training_keeps_at_a_quarter_more_time": "recomputing in training",
    "time_grows_linearly_with_steps_and_batch": "cost as work grows",
    "compiling_takes_under_half_a_second_and_20_ms_from_cache": "first call",
    "importing_takes_under_300_ms_without_torch": "import",
    "predicting_for_one_sequence_takes_at_most_a_millisecond": "predict for one sequence",
}
SUMMARY = ("what", "asked", "worst", "geometric mean", "verdict")
WORDS = ({"holds"}, {"holds", "does not hold"})
PAGE = """# Benchmarks

This page is printed by `{command}`; nothing in it is written by hand. Every script compares results before it measures.
Rivals take turns of 20 ms within one process, and the medians of their runs are compared; "x rival" says how many times
as fast as the rival we are, so that below 1 we lose. "of peak" is the share of the fused multiply-adds that the
processor was measured to do at best, with as many threads, right after the row. Where other processes took much of the
processor's time, the figures of several threads say little. Training has all gradients. `--shapes all` measures every
row at all 13 sizes; if not asked, the LSTM's rows have all of them, and the others one of each kind. `--seconds` is
about how long a row is measured. Where a claim does not hold, "at the peak" is what we would have if we did nothing but
products, all of them at that peak; it is told where it is near what was asked. [limits.md](limits.md) says what stands
in the way.

Machine: {machine}. Printed on {day}. {note}
"""


def printed(script: str, arguments: Sequence[str], verdicts: Path) -> Iterator[str]:
    """The lines that a script prints, as it prints them; its verdicts go to a file."""
    command = [sys.executable, str(HERE / f"{script}.py"), *arguments]
    environment = {**os.environ, REMEMBERED: str(verdicts)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:  # noqa: S603
        assert process.stdout
        yield from process.stdout
    if process.returncode:
        sys.exit(f"{script} failed with exit status {process.returncode}")


def others_share() -> Callable[[], str]:
    """A function that says, when it is called, which share of the processor other processes have taken since now."""
    begin = [time.perf_counter(), *_seconds_of_work()]

    def say() -> str:
        now = [time.perf_counter(), *_seconds_of_work()]
        wall, everybody, ours = (after - before for after, before in zip(now, begin, strict=True))
        share = max(0.0, everybody - ours) / (wall * (os.cpu_count() or 1))
        return f"Other processes took {100 * share:.0f} % of the processor's time during these measurements."

    return say if STATISTICS.exists() else lambda: "What other processes did meanwhile is not known on this system."


def _seconds_of_work() -> tuple[float, float]:
    """What all processes, and the scripts that have ended, have worked until now."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    ours = usage.ru_utime + usage.ru_stime
    if not STATISTICS.exists():
        return ours, ours
    user, nice, system = map(int, STATISTICS.read_text().split()[1:4])
    return (user + nice + system) / os.sysconf("SC_CLK_TCK"), ours


def summary(verdicts: Mapping[str, Sequence[Verdict]]) -> str:
    """One row for each verdict, by what its script speaks of."""
    rows = [
        dict(zip(SUMMARY, [what, *verdict.cells()], strict=True)) for what, each in verdicts.items() for verdict in each
    ]
    held, judged = (sum(verdict.word() in words for each in verdicts.values() for verdict in each) for words in WORDS)
    return f"## Summary\n\n{table_of(rows)}\n\n{held} of {judged} claims hold.\n"


def run(script: str, arguments: Sequence[str]) -> tuple[str, list[Verdict]]:
    """What a script has printed, here too, and its verdicts."""
    share, lines = others_share(), ["\n"]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "verdicts"
        file.touch()
        for line in printed(script, arguments, file):
            print(line, end="", flush=True)
            lines.append(line)
        lines.append(f"\n{share()}\n")
        print(lines[-1])
        return "".join(lines), remembered(file)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--save", type=Path, metavar="PAGE", help="write the page here, and figures beside it")
    parser.add_argument("--note", default="", help="what else a reader of the page must know of this run")
    parser.add_argument("--only", default="", metavar="WORD", help="run only scripts with this word in their names")
    asked, arguments = parser.parse_known_args()
    command = " ".join(["python benchmarks", *arguments])
    begin, verdicts, printed_pages = time.perf_counter(), {}, []
    figures = ["--figures", str(asked.save.parent)] if asked.save else []
    for script, what in SCRIPTS.items():
        if asked.only in script:
            page, verdicts[what] = run(script, [*arguments, *figures])
            printed_pages.append(page)
    minutes = f"It took {(time.perf_counter() - begin) / 60:.0f} minutes."
    end = summary(verdicts)
    print(end)
    if asked.save:
        note = " ".join(part for part in (minutes, asked.note) if part)
        head = PAGE.format(command=command, machine=machine(VERSIONS), day=datetime.date.today(), note=note)
        asked.save.write_text("".join([head, "\n", end, *printed_pages]))


if __name__ == "__main__":
    main()
