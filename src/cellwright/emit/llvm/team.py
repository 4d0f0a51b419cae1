"""What a team of threads does: its members call one kernel, each for its share of the work.

The team is OpenMP's, which may have fewer members than was asked for. In `apart`, member m of n takes the parts m,
m + n, ... In `together` they meet again and again, so each must be there: as many as really are share the work.
What each part and the whole took is written down, so that the next to ask knows whether threads were worth it.
"""

from __future__ import annotations

from cellwright.emit.llvm.barrier import LINE, barrier_text
from cellwright.plan.machine import Machine

# the record that `region` is given, in numbers of 64 bits: these, then a triple for each part
HEADER = (
    "parallel",  # OpenMP's function that runs another one in all members of a team
    "role",  # that function: `apart` or `together`
    "threads",  # how many members are asked for
    "number",  # OpenMP's functions that say which member this one is,
    "count",  # and of how many
    "clock",  # the C library's clock_gettime
    "kernel",
    "context",
    "barrier",  # where the members of `together` meet
    "parts",  # how many there are
    "wall",  # written at the end: the nanoseconds from begin to end
)
# the two arguments of the part, and the nanoseconds that its thread has worked on it, written at its end
PART = ("left", "right", "worked")
# the clocks of Linux; elsewhere nobody looks for OpenMP
WALL, OWN = 1, 3

TEAM = """\
define void @region(ptr %record) {{
entry:
  {loads}
  %many = trunc i64 %threads to i32
  %begin = call i64 @now(ptr %clock, i32 {wall_clock})
  call void %parallel(ptr %role, ptr %record, i32 %many, i32 0)
  %end = call i64 @now(ptr %clock, i32 {wall_clock})
  %took = sub i64 %end, %begin
  store i64 %took, ptr %wall.slot
  ret void
}}

define void @apart(ptr %record) {{
entry:
  {loads}
  %own.number = call i32 %number()
  %first = zext i32 %own.number to i64
  %members = call i32 %count()
  %stride = zext i32 %members to i64
  br label %check
check:
  %part = phi i64 [ %first, %entry ], [ %next, %work ]
  %more = icmp ult i64 %part, %parts
  br i1 %more, label %work, label %done
work:
  %behind = mul i64 %part, {part}
  %place = add i64 %behind, {header}
  %left.slot = getelementptr i64, ptr %record, i64 %place
  %left = load i64, ptr %left.slot
  %right.slot = getelementptr i64, ptr %left.slot, i64 1
  %right = load i64, ptr %right.slot
  %begin = call i64 @now(ptr %clock, i32 {own_clock})
  call void %kernel(ptr %context, i64 %left, i64 %right)
  %end = call i64 @now(ptr %clock, i32 {own_clock})
  %took = sub i64 %end, %begin
  %worked.slot = getelementptr i64, ptr %left.slot, i64 2
  store i64 %took, ptr %worked.slot
  %next = add i64 %part, %stride
  br label %check
done:
  ret void
}}

define void @together(ptr %record) {{
entry:
  {loads}
  %own.number = call i32 %number()
  %member = zext i32 %own.number to i64
  %all = call i32 %count()
  %there = zext i32 %all to i64
  %fewer = icmp ult i64 %there, %parts
  %members = select i1 %fewer, i64 %there, i64 %parts
  %takes.part = icmp ult i64 %member, %members
  br i1 %takes.part, label %work, label %done
work:
  %begin = call i64 @now(ptr %clock, i32 {own_clock})
  call void %kernel(ptr %context, i64 %member, i64 %members)
  %end = call i64 @now(ptr %clock, i32 {own_clock})
  %lines = add i64 %member, 2
  %behind.barrier = mul i64 %lines, {line}
  %waited.slot = getelementptr i64, ptr %barrier, i64 %behind.barrier
  %waited = load i64, ptr %waited.slot
  %busy = sub i64 %end, %begin
  %took = sub i64 %busy, %waited
  %behind = mul i64 %member, {part}
  %place = add i64 %behind, {worked}
  %worked.slot = getelementptr i64, ptr %record, i64 %place
  store i64 %took, ptr %worked.slot
  br label %done
done:
  ret void
}}

define private i64 @now(ptr %clock, i32 %which) {{
  %time = alloca {{ i64, i64 }}
  %zero = call i32 %clock(i32 %which, ptr %time)
  %seconds = load i64, ptr %time
  %rest.slot = getelementptr i64, ptr %time, i64 1
  %rest = load i64, ptr %rest.slot
  %whole = mul i64 %seconds, 1000000000
  %sum = add i64 %whole, %rest
  ret i64 %sum
}}
"""
NUMBERS = {"threads", "parts", "wall"}


def team_text(machine: Machine) -> str:
    """The LLVM module with `region(record)`, which plays a role in every thread of a team, the roles, and `meet`."""
    lines = []
    for place, name in enumerate(HEADER):
        lines.append(f"%{name}.slot = getelementptr i64, ptr %record, i64 {place}")
        if name != "wall":
            lines.append(f"%{name} = load {'i64' if name in NUMBERS else 'ptr'}, ptr %{name}.slot")
    sizes = {"header": len(HEADER), "part": len(PART), "worked": len(HEADER) + PART.index("worked"), "line": LINE}
    team = TEAM.format(loads="\n  ".join(lines), wall_clock=WALL, own_clock=OWN, **sizes)
    return "\n\n".join([barrier_text(machine, OWN), team])
