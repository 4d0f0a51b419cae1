"""Kernels one after the other in one call: the layers of a step, so that Python is asked once for all of them.

`chain(record, first, last)` calls every kernel of a record for the rows first..last, in order; it has the form of a
kernel itself, so that threads can share the rows, or the columns if that is what the kernels share. `whole(record)`
does so for all rows.
`add(context, first, last)` is a kernel for residual layers: it adds the rows of one array to those of another; so does
`add_together(context, member, members)` beside kernels whose members share columns.
"""

from __future__ import annotations

from cellwright.emit.llvm.sharing import ByColumns, ByRows
from cellwright.emit.llvm.writer import Types, Writer
from cellwright.plan.machine import Machine

# the record begins with these two numbers; then come two addresses for each kernel: its own and that of its context
HEADER = ("rows", "kernels")
# the context of `add`: two addresses, the numbers in a row of both, and for a team their rows and its barrier
ADD = ("target", "source", "columns", "rows", "barrier")


def chain_text(machine: Machine, dtype: str) -> str:
    """The LLVM module with `chain`, `whole` and both `add`s for rows of numbers of `dtype`."""
    types = Types(machine, dtype)
    declarations: dict[str, None] = {}
    functions = [_chain(types), _whole(types)]
    functions += [_add(types, declarations), _add_together(types, declarations)]
    return "\n\n".join(["\n".join(declarations), *functions]) + "\n"


def _chain(types: Types) -> str:
    w = Writer(types, "chain", ("ptr %record", "i64 %first", "i64 %last"), {})
    with w.loop(w.load_integer("%record", HEADER.index("kernels"))) as index:
        link = w.let(f"getelementptr i64, ptr %record, i64 {w.add(w.times(index, 2), str(len(HEADER)))}")
        kernel, context = w.load_pointer(link, 0), w.load_pointer(link, 1)
        w.do(f"call void {kernel}(ptr {context}, i64 %first, i64 %last)")
    return w.text()


def _whole(types: Types) -> str:
    w = Writer(types, "whole", ("ptr %record",), {})
    w.do(f"call void @chain(ptr %record, i64 0, i64 {w.load_integer('%record', HEADER.index('rows'))})")
    return w.text()


def _add(types: Types, declarations: dict[str, None]) -> str:
    w = Writer(types, "add", ByRows.parameters, declarations)
    _add_rows(w, "%first", "%last")
    return w.text()


def _add_together(types: Types, declarations: dict[str, None]) -> str:
    w = Writer(types, "add_together", ByColumns.parameters, declarations)
    sharing = ByColumns(w, w.load_pointer("%context", ADD.index("barrier")))
    # the rows whose last states the member copied: nobody else may still have to read them
    _add_rows(w, *sharing.rows("0", w.load_integer("%context", ADD.index("rows"))))
    sharing.meet()
    return w.text()


def _add_rows(w: Writer, first: str, last: str) -> None:
    target, source = (w.load_pointer("%context", ADD.index(name)) for name in ("target", "source"))
    columns = w.load_integer("%context", ADD.index("columns"))
    start, stop = (w.let(f"mul i64 {row}, {columns}") for row in (first, last))
    with w.loop(stop, start=start, step=w.types.lanes) as index:
        active = w.mask(w.let(f"sub i64 {stop}, {index}"))
        here, there = (w.let(f"getelementptr {w.types.element}, ptr {of}, i64 {index}") for of in (target, source))
        w.store(w.binary("fadd", w.load(here, active), w.load(there, active)), here, active)
