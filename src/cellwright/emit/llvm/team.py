"""What a member of a team of threads does: its share of the parts of some work, each a call of one kernel.

The team is OpenMP's, which may have fewer members than was asked for. So member m of n takes the parts m, m + n, ...
"""

from __future__ import annotations

# the record that `member` is given, in numbers of 64 bits: these, then the two arguments of each part; `number` and
# `count` are OpenMP's functions that say which member this one is, and of how many
HEADER = ("kernel", "context", "number", "count", "parts")

TEAM = """\
define void @member(ptr %record) {{
entry:
  %kernel = load ptr, ptr %record
  %context.slot = getelementptr i64, ptr %record, i64 {context}
  %context = load ptr, ptr %context.slot
  %number.slot = getelementptr i64, ptr %record, i64 {number}
  %number.of = load ptr, ptr %number.slot
  %count.slot = getelementptr i64, ptr %record, i64 {count}
  %count.of = load ptr, ptr %count.slot
  %parts.slot = getelementptr i64, ptr %record, i64 {parts}
  %parts = load i64, ptr %parts.slot
  %number = call i32 %number.of()
  %first = zext i32 %number to i64
  %count = call i32 %count.of()
  %stride = zext i32 %count to i64
  br label %check
check:
  %part = phi i64 [ %first, %entry ], [ %next, %work ]
  %more = icmp ult i64 %part, %parts
  br i1 %more, label %work, label %done
work:
  %twice = shl i64 %part, 1
  %place = add i64 %twice, {header}
  %left.slot = getelementptr i64, ptr %record, i64 %place
  %left = load i64, ptr %left.slot
  %right.slot = getelementptr i64, ptr %left.slot, i64 1
  %right = load i64, ptr %right.slot
  call void %kernel(ptr %context, i64 %left, i64 %right)
  %next = add i64 %part, %stride
  br label %check
done:
  ret void
}}
"""


def team_text() -> str:
    """The LLVM module with `member(record)`."""
    return TEAM.format(**{name: slot for slot, name in enumerate(HEADER)}, header=len(HEADER))
