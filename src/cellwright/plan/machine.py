"""What a kernel must know of the processor it is made for: facts in a value, never literals in the code."""

from __future__ import annotations

from dataclasses import dataclass

BYTES = {"float32": 4, "float64": 8}
CACHE_LINE = 64


@dataclass(frozen=True)
class Machine:
    """A processor as a kernel sees it.

    Attributes:
        name: how messages speak of it.
        triple: LLVM's name of the target.
        cpu: LLVM's name of the processor.
        features: LLVM's list of features ("" for those of `cpu`).
        vector_bytes: the width of a vector register.
        registers: how many vector registers there are.
        fma: whether a fused multiply-add is one instruction; else a product is rounded before it is added.
        estimates: whether it has a quick estimate of 1 / x in float32, good to 14 bits.
        cores: how many threads can run at once.
        cache: bytes of the second-level cache of a core.
        dot: the instruction that multiplies bytes or halves and adds the products in each lane; "" if there is none.
        pairs: the same for pairs of bfloat16 in registers of this width.

    Example:
        >>> AVX512.lanes("float32"), AVX2.lanes("float64")
        (16, 4)
    """

    name: str
    triple: str
    cpu: str
    features: str
    vector_bytes: int
    registers: int
    fma: bool
    estimates: bool = False
    cores: int = 1
    cache: int = 1 << 20
    dot: str = ""
    pairs: str = ""

    def lanes(self, dtype: str) -> int:
        """How many numbers of `dtype` a vector register holds."""
        return self.vector_bytes // BYTES[dtype]


AVX512 = Machine("AVX-512", "x86_64-unknown-linux-gnu", "x86-64-v4", "", 64, 32, True, estimates=True, dot="pmaddwd")
AVX2 = Machine("AVX2", "x86_64-unknown-linux-gnu", "x86-64-v3", "", 32, 16, True, dot="pmaddwd")
SSE = Machine("SSE", "x86_64-unknown-linux-gnu", "x86-64", "", 16, 16, False, dot="pmaddwd")
NEON = Machine("NEON", "aarch64-unknown-linux-gnu", "generic", "+neon", 16, 32, True)

MACHINES = {machine.name: machine for machine in (AVX512, AVX2, SSE, NEON)}
