"""The most that a processor can multiply and add: independent fused multiply-adds on registers, nothing else."""

from __future__ import annotations

from cellwright.emit.llvm.writer import Types, Writer
from cellwright.plan.machine import Machine

# enough sums to hide the latency of two units, few enough for any register file
SUMS = 12
WRITTEN_OUT = 4
# registers of memory that each part has: two operands, and so many that no two parts share a cache line
NUMBERS = 16


def peak_text(machine: Machine, dtype: str) -> str:
    """The LLVM module with `peak(context, part, rounds)`: SUMS * WRITTEN_OUT multiply-adds of registers a round.

    The context is the address of memory, of which each part has NUMBERS registers.
    """
    types = Types(machine, dtype)
    declarations: dict[str, None] = {}
    w = Writer(types, "peak", ("ptr noalias %context", "i64 %part", "i64 %rounds"), declarations)
    start = w.times("%part", NUMBERS * types.lanes)
    memory = w.at(w.load_pointer("%context", 0), start)
    a, b = w.load(memory), w.load(w.at(memory, types.lanes))

    def body(_: str, sums: list[str]) -> list[str]:
        for _copy in range(WRITTEN_OUT):
            sums = [w.fma(a, b, total) for total in sums]
        return sums

    total, *others = w.repeat("%rounds", [(types.vector, a)] * SUMS, body)
    for other in others:
        total = w.binary("fadd", total, other)
    w.store(total, memory)
    return "\n\n".join(["\n".join(declarations), w.text()]) + "\n"


def operations_a_round(machine: Machine, dtype: str) -> int:
    """Multiplications and additions of one round."""
    return 2 * SUMS * WRITTEN_OUT * machine.lanes(dtype)
