"""Machine code from LLVM text, kept on disk from one run of the program to the next.

The name of a file is a hash of what its text follows from: what is to be computed, the source of the planner and the
emitter, the versions of LLVM and llvmlite, and the processor. So the text need not even be written to find the code.
The file begins with a hash of its content: a damaged one is compiled again instead of being run.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import llvmlite
import llvmlite.binding as llvm

from cellwright.plan.machine import Machine
from cellwright.run.host import start_llvm

DIGEST = hashlib.sha256().digest_size
# the packages that the text of a kernel comes from
SOURCES = ("equation", "plan", "emit")


def object_code(identity: str, text: Callable[[], str], machine: Machine) -> bytes:
    """The object file of an LLVM module, from the cache or compiled now.

    Args:
        identity: what the module computes, as text; equal identities have equal text.
        text: writes the module; it is called only if it must be compiled.
        machine: the processor that it is compiled for; it need not be the host.
    """
    path = cache_folder() / f"{_key(identity, machine)}.o"
    code = _read(path)
    if code is None:
        code = compile_text(text(), machine)
        _write(path, code)
    return code


def compile_text(text: str, machine: Machine) -> bytes:
    """The object file of an LLVM module, compiled now."""
    start_llvm()
    module = llvm.parse_assembly(text)
    module.verify()
    target = llvm.Target.from_triple(machine.triple)
    code: bytes = target.create_target_machine(
        cpu=machine.cpu, features=machine.features, opt=3, reloc="pic"
    ).emit_object(module)
    return code


def cache_folder() -> Path:
    """Where compiled kernels are kept: $CELLWRIGHT_CACHE, or the user's cache folder."""
    if chosen := os.environ.get("CELLWRIGHT_CACHE"):
        return Path(chosen)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "cellwright" / "kernels"


def _key(identity: str, machine: Machine) -> str:
    versions = (llvmlite.__version__, str(llvm.llvm_version_info), _source_digest())
    target = (machine.triple, machine.cpu, machine.features)
    kinds = (machine.estimates, machine.dot, machine.pairs)
    facts = (machine.vector_bytes, machine.registers, machine.fma, machine.cache, *kinds)
    return hashlib.sha256("\0".join(map(str, (identity, *versions, *target, *facts))).encode()).hexdigest()


@lru_cache(maxsize=1)
def _source_digest() -> str:
    """A hash of the source that kernels are written by."""
    digest = hashlib.sha256()
    package = Path(__file__).parents[1]
    for folder in SOURCES:
        for file in sorted((package / folder).rglob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _read(path: Path) -> bytes | None:
    with suppress(OSError):
        content = path.read_bytes()
        digest, code = content[:DIGEST], content[DIGEST:]
        if hashlib.sha256(code).digest() == digest:
            return code
    return None


def _write(path: Path, code: bytes) -> None:
    # a cache that cannot be written (read-only home, full disk) costs time, not results
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(code).digest() + code)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
