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
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rivals import machine

HERE = Path(__file__).parent
STATISTICS = Path("/proc/stat")
SCRIPTS = (
    "lstm_infers_faster_than_torch_and_onnxruntime",
    "lstm_trains_faster_than_torch",
    "gru_and_rnn_train_two_and_a_half_times_as_fast_as_torch",
    "peephole_lstm_trains_as_fast_as_lstm",
    "recomputing_halves_what_training_keeps_at_a_quarter_more_time",
    "weights_of_16_bits_infer_half_again_as_fast_at_batch_1",
    "weights_of_8_bits_infer_half_again_as_fast_as_full_ones_and_onnxruntime",
    "a_streaming_step_is_four_times_as_fast_as_onnxruntime",
    "compiling_takes_under_a_second_and_20_ms_from_cache",
    "importing_takes_under_300_ms_without_torch",
)
PAGE = """# Benchmarks

This page is printed by `{command}`; nothing in it is written by hand. Every script compares results before it measures.
Rivals take turns of 20 ms within one process, and the medians of their runs are compared; "x rival" says how many times
as fast as the rival we are, so that below 1 we lose. "of peak" is the share of the fused multiply-adds that the
processor was measured to do at best, with as many threads, right after the row. Where other processes took much of the
processor's time, the figures of several threads say little.

Machine: {machine}. Printed on {day}. {note}
"""


def printed(script: str, arguments: Sequence[str]) -> Iterator[str]:
    """The lines that a script prints, as it prints them."""
    command = [sys.executable, str(HERE / f"{script}.py"), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--save", type=Path, metavar="PAGE", help="write the page here")
    parser.add_argument("--note", default="", help="what else a reader of the page must know of this run")
    asked, arguments = parser.parse_known_args()
    command = " ".join(["python benchmarks", *arguments])
    page = [PAGE.format(command=command, machine=machine(), day=datetime.date.today(), note=asked.note)]
    for script in SCRIPTS:
        page.append("\n")
        share = others_share()
        for line in printed(script, arguments):
            print(line, end="", flush=True)
            page.append(line)
        page.append(f"\n{share()}\n")
        print(page[-1])
    if asked.save:
        asked.save.write_text("".join(page))


if __name__ == "__main__":
    main()
