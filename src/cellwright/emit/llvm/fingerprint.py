"""A fingerprint of arrays: have the weights changed since they were packed?

torch counts the changes of a tensor, but not those made through `.data`, which much training code uses. Reading all
weights costs less than packing them again, and misses nothing: any change of one number changes the fingerprint, and
several changes cancel out with a probability of 2^-32.
"""

from __future__ import annotations

from cellwright.emit.llvm.writer import Types, Writer
from cellwright.plan.machine import Machine

# so many chains of operations run side by side
CHAINS = 4
# bits by which a state is turned, and by which it is shifted onto itself: turned alone, it is as before after 32 words,
# where a second change would undo a first one
TURN, SHIFT = 9, 6
# what `guarded` is given: these, an address and a number of words for each array, the end of the rows, and the context
GUARD = ("mark", "kernel", "count")


def fingerprint_text(machine: Machine) -> str:
    """The module with `fingerprint(context, count)`, a 64-bit number, and `guarded(record)`.

    The context has an address and a number of 4-byte words for each of `count` arrays. `guarded` gives their
    fingerprint, and calls `kernel(context, 0, last)` if it is the mark.
    """
    types = Types(machine, "float32")
    declarations: dict[str, None] = {}
    w = Writer(types, "fingerprint", ("ptr noalias %context", "i64 %count"), declarations, returns="i64")
    state = w.let(f"alloca [{CHAINS * types.lanes} x i32], align 64")
    for chain in range(CHAINS):
        w.do(f"store {types.integers} zeroinitializer, ptr {w.at(state, chain * types.lanes)}, align 4")
    with w.loop("%count") as index:
        _mix_array(w, state, w.let(f"getelementptr i64, ptr %context, i64 {w.times(index, 2)}"))
    total = _folded(w, state)
    return "\n\n".join(["\n".join(declarations), w.text(total), _guarded(types, declarations)]) + "\n"


def _guarded(types: Types, declarations: dict[str, None]) -> str:
    w = Writer(types, "guarded", ("ptr %record",), declarations, returns="i64")
    mark, count = (w.load_integer("%record", GUARD.index(name)) for name in ("mark", "count"))
    kernel = w.load_pointer("%record", GUARD.index("kernel"))
    table = w.let(f"getelementptr i64, ptr %record, i64 {len(GUARD)}")
    found = w.let(f"call i64 @fingerprint(ptr {table}, i64 {count})")
    same, end = w.label(), w.label()
    w.branch(w.let(f"icmp eq i64 {found}, {mark}"), same, end)
    w.begin(same)
    last = w.let(f"getelementptr i64, ptr {table}, i64 {w.times(count, 2)}")
    context = w.let(f"getelementptr i64, ptr {last}, i64 1")
    w.do(f"call void {kernel}(ptr {context}, i64 0, i64 {w.load_integer(last, 0)})")
    w.jump(end)
    w.begin(end)
    return w.text(found)


def _mix_array(w: Writer, state: str, record: str) -> None:
    types = w.types
    width = CHAINS * types.lanes
    pointer, count = w.load_pointer(record, 0), w.load_integer(record, 1)

    def mix(number: str, states: list[str]) -> list[str]:
        here = w.at(pointer, w.times(number, width))
        return [_mixed(w, value, _words(w, here, chain)) for chain, value in enumerate(states)]

    places = [w.at(state, chain * types.lanes) for chain in range(CHAINS)]
    carried = [(types.integers, w.let(f"load {types.integers}, ptr {place}, align 4")) for place in places]
    rounds = w.let(f"sdiv i64 {count}, {width}")
    states = w.repeat(rounds, carried, mix)
    done = w.times(rounds, width)
    rest, left = w.at(pointer, done), w.let(f"sub i64 {count}, {done}")
    for chain, (value, place) in enumerate(zip(states, places, strict=True)):
        active = w.mask(w.let(f"sub i64 {left}, {chain * types.lanes}"))
        w.do(f"store {types.integers} {_mixed(w, value, _words(w, rest, chain, active))}, ptr {place}, align 4")


def _words(w: Writer, pointer: str, chain: int, active: str | None = None) -> str:
    words = w.load(w.at(pointer, chain * w.types.lanes), active)
    return w.let(f"bitcast {w.types.vector} {words} to {w.types.integers}")


def _mixed(w: Writer, state: str, words: str) -> str:
    """The state, its bits mixed so that none is lost, plus the next words."""
    kind = w.types.integers
    left = w.let(f"shl {kind} {state}, {w.types.splat_integer(TURN)}")
    right = w.let(f"lshr {kind} {state}, {w.types.splat_integer(32 - TURN)}")
    shifted = w.let(f"lshr {kind} {state}, {w.types.splat_integer(SHIFT)}")
    mixed = w.let(f"xor {kind} {w.let(f'or {kind} {left}, {right}')}, {shifted}")
    return w.let(f"add {kind} {mixed}, {words}")


def _folded(w: Writer, state: str) -> str:
    """All words of the state in one number: a polynomial in an odd factor, so that none is lost."""
    words = CHAINS * w.types.lanes

    def fold(number: str, total: list[str]) -> list[str]:
        word = w.let(f"load i32, ptr {w.at(state, number)}, align 4")
        return [w.let(f"add i64 {w.times(total[0], 6364136223846793005)}, {w.let(f'zext i32 {word} to i64')}")]

    return w.repeat(words, [("i64", "0")], fold)[0]
