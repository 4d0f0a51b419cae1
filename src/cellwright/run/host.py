"""The processor that this process runs on."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import llvmlite.binding as llvm

from cellwright.errors import ArgumentError
from cellwright.plan.machine import AVX2, AVX512, MACHINES, NEON, SSE, Machine

# for tests and experiments: the name of the machine to compile for instead of the host's widest
OVERRIDE = "CELLWRIGHT_MACHINE"


def start_llvm() -> None:
    """Make LLVM ready for every target; calling it again costs nothing."""
    _start_llvm()


@lru_cache(maxsize=1)
def _start_llvm() -> None:
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()


@lru_cache(maxsize=1)
def host() -> Machine:
    """The host, or the narrower machine that the environment variable CELLWRIGHT_MACHINE names.

    Raises:
        ArgumentError: there is no such machine, or the host cannot run its code.
    """
    own = _detected()
    wanted = os.environ.get(OVERRIDE, "")
    if not wanted:
        return own
    if wanted not in MACHINES or not can_run(MACHINES[wanted]):
        runs = ", ".join(name for name, machine in MACHINES.items() if can_run(machine))
        raise ArgumentError(f"{OVERRIDE} is {wanted!r}; this processor can run {runs}")
    return replace(MACHINES[wanted], triple=own.triple, cores=own.cores, cache=own.cache)


def can_run(machine: Machine) -> bool:
    """Whether the host executes code made for `machine`."""
    own = _detected()
    same_family = own.triple.partition("-")[0] == machine.triple.partition("-")[0]
    return same_family and machine.vector_bytes <= own.vector_bytes and (own.fma or not machine.fma)


@lru_cache(maxsize=1)
def _detected() -> Machine:
    start_llvm()
    triple = llvm.get_default_triple()
    features = llvm.get_host_cpu_features()
    if triple.startswith(("aarch64", "arm64")):
        kind = NEON
    elif features.get("avx512f"):
        kind = AVX512
    elif features.get("avx2") and features.get("fma"):
        kind = AVX2
    else:
        kind = SSE
    cpu = llvm.get_host_cpu_name()
    return replace(
        kind,
        triple=triple,
        cpu=cpu,
        features=features.flatten(),
        # the processors named so divide as quickly as they estimate
        estimates=kind.estimates and not cpu.startswith("znver"),
        dot=_dot(kind, features),
        pairs="vdpbf16ps" if kind is AVX512 and features.get("avx512bf16") else "",
        cores=usable_cores(),
        cache=second_level_cache() or kind.cache,
    )


def _dot(kind: Machine, features: Mapping[str, bool]) -> str:
    """The best instruction for products of bytes in registers as wide as those of `kind`."""
    if kind is NEON:
        return "sdot" if features.get("dotprod") else ""
    if features.get("avx512vnni" if kind is AVX512 else "avxvnni"):
        return "vpdpbusd"
    return "" if kind is AVX512 and not features.get("avx512bw") else kind.dot


def second_level_cache() -> int:
    """Bytes of a core's second-level cache; 0 where the system does not say."""
    with suppress(OSError, ValueError):
        text = Path("/sys/devices/system/cpu/cpu0/cache/index2/size").read_text().strip()
        return int(text.removesuffix("K")) << 10
    return 0


def usable_cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
