"""The barrier at which all members of a team meet: each counts itself in, and waits until all of this turn have come.

A barrier is memory in cache lines. The first holds what members only read (`FIXED`), the second how many have come
since the team began, then comes a line for each member with the nanoseconds that it has waited in vain. Who waits long
lets other processes run: on busy cores the one who is missing may be waiting for this core.
"""

from __future__ import annotations

from cellwright.plan.machine import CACHE_LINE, Machine

# addresses: `meet` itself, the C library's clock_gettime and its sched_yield
FIXED = ("meet", "clock", "yield")
LINE = CACHE_LINE // 8
# how often a member looks before it lets others run: some microseconds, more than members of one size differ
LOOKS = 2000
PAUSES = {
    "x86_64": ("declare void @llvm.x86.sse2.pause()", "call void @llvm.x86.sse2.pause()"),
    "aarch64": ("declare void @llvm.aarch64.hint(i32)", "call void @llvm.aarch64.hint(i32 1)"),
}

BARRIER = """\
{declaration}

define void @meet(ptr %barrier, i64 %member, i64 %members) {{
entry:
  %come = getelementptr i64, ptr %barrier, i64 {line}
  %before = atomicrmw add ptr %come, i64 1 acq_rel, align 8
  %turn = udiv i64 %before, %members
  %next = add i64 %turn, 1
  %all = mul i64 %next, %members
  br label %look
look:
  %looks = phi i64 [ 0, %entry ], [ %more, %pause ]
  %seen = load atomic i64, ptr %come acquire, align 8
  %done = icmp uge i64 %seen, %all
  br i1 %done, label %end, label %on
on:
  %more = add i64 %looks, 1
  %long = icmp ugt i64 %more, {looks}
  br i1 %long, label %wait, label %pause
pause:
  {pause}
  br label %look
wait:
  %clock.slot = getelementptr i64, ptr %barrier, i64 {clock}
  %clock = load ptr, ptr %clock.slot
  %yield.slot = getelementptr i64, ptr %barrier, i64 {yield}
  %yield = load ptr, ptr %yield.slot
  %begin = call i64 @now(ptr %clock, i32 {own_clock})
  br label %again
again:
  %zero = call i32 %yield()
  %seen.late = load atomic i64, ptr %come acquire, align 8
  %done.late = icmp uge i64 %seen.late, %all
  br i1 %done.late, label %note, label %again
note:
  %now = call i64 @now(ptr %clock, i32 {own_clock})
  %took = sub i64 %now, %begin
  %lines = add i64 %member, 2
  %place = mul i64 %lines, {line}
  %waited.slot = getelementptr i64, ptr %barrier, i64 %place
  %waited = load i64, ptr %waited.slot
  %sum = add i64 %waited, %took
  store i64 %sum, ptr %waited.slot
  br label %end
end:
  ret void
}}
"""


def barrier_text(machine: Machine, own_clock: int) -> str:
    """The function `meet(barrier, member, members)`; `now` must be beside it."""
    declaration, pause = PAUSES.get(machine.triple.partition("-")[0].replace("arm64", "aarch64"), ("", ""))
    places = {name: FIXED.index(name) for name in ("clock", "yield")}
    return BARRIER.format(declaration=declaration, pause=pause, line=LINE, looks=LOOKS, own_clock=own_clock, **places)


def barrier_numbers(members: int) -> int:
    """How many numbers of 64 bits a barrier has."""
    return (2 + members) * LINE


def waited_at(member: int) -> int:
    """Where the time is that a member has waited."""
    return (2 + member) * LINE
