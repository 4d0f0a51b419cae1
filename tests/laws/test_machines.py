"""Law: every cell is planned and compiled for every kind of processor, also for those that this one is not."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from machines import every_machine
from subjects import every_subject

import cellwright as cw
from cellwright.emit.llvm.gradient import gradient_text
from cellwright.emit.llvm.kernel import module_text
from cellwright.plan.layer import inference, training
from cellwright.plan.machine import AVX2, AVX512, MACHINES, NEON, SSE
from cellwright.plan.projection import project
from cellwright.plan.tile import registers_needed
from cellwright.plan.weights import AUTOCAST, FULL
from cellwright.run.host import can_run, host
from cellwright.run.objects import compile_text

SIZES = (("input", 3), ("hidden", 21), ("proj", 5))


def plans_of(cell, machine, dtype):
    kernels = training(cell, SIZES, dtype, machine)
    alone = inference(cell, SIZES, dtype, machine)
    parts = [kernels.forward, kernels.backward, kernels.input_gradient]
    split = project(alone)
    return [alone, *(part for part in parts if part), *([split.before, split.loop] if split else [])]


@every_machine
@every_subject
def test_every_plan_compiles(cell, machine):
    for plan in plans_of(cell, machine, "float32"):
        code = compile_text(module_text(plan), machine)
        assert code[:4] == b"\x7fELF"
        assert b"kernel" in code
        assert b"pack" in code


@every_machine
@pytest.mark.parametrize(("dtype", "matrices"), [("float32", FULL), ("float64", FULL), ("float32", AUTOCAST)])
def test_the_gradient_module_compiles(machine, dtype, matrices):
    assert b"gradients" in compile_text(gradient_text(machine, dtype, matrices), machine)


@every_machine
@every_subject
def test_tiles_fit_the_registers(cell, machine):
    for dtype in ("float32", "float64"):
        for plan in plans_of(cell, machine, dtype):
            for phase in plan.phases:
                sums = len(phase.accumulators)
                for tile in (phase.tile, *phase.few) if phase.operands else ():
                    assert registers_needed(tile, sums) <= machine.registers
                    assert tile.rows >= 1


def test_width_comes_from_the_machine():
    text = {
        machine: module_text(inference(cw.cells.rnn, SIZES, "float32", machine)) for machine in (AVX512, AVX2, NEON)
    }
    assert "<16 x float>" in text[AVX512]
    assert "<8 x float>" in text[AVX2]
    assert "<16 x float>" not in text[AVX2]
    assert "<4 x float>" in text[NEON]


def test_no_fused_multiply_add_where_there_is_none():
    assert "llvm.fma" not in module_text(inference(cw.cells.lstm, SIZES, "float32", SSE))


def test_the_host_runs_itself_and_nothing_wider():
    assert can_run(host())
    assert not can_run(replace(AVX512, vector_bytes=128))
    assert can_run(NEON) == host().triple.startswith(("aarch64", "arm64"))


@pytest.mark.parametrize("name", [name for name, machine in MACHINES.items() if can_run(machine)])
def test_a_process_can_be_told_to_use_a_narrower_machine(name):
    code = "import cellwright as cw; print(cw.LSTM(3, 5).plan)"
    environment = {"CELLWRIGHT_MACHINE": name, "PATH": ""}
    result = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert f"with {name}: registers of {MACHINES[name].lanes('float32')} x float32" in result.stdout


def test_a_machine_that_is_none_is_refused():
    code = "import cellwright as cw; cw.LSTM(3, 5).plan"
    environment = {"CELLWRIGHT_MACHINE": "Z80", "PATH": ""}
    result = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert "CELLWRIGHT_MACHINE is 'Z80'; this processor can run" in result.stderr


@pytest.mark.parametrize("first", ["once", "again"])
def test_a_layer_says_the_name_of_its_own_cell_whoever_was_planned_before(first):
    @cw.cell
    def once(x, h):
        return cw.tanh(cw.affine(first, x, h))

    again = replace(once, name="again")
    assert once == again
    for cell in (once, again) if first == "once" else (again, once):
        told = [line for line in str(cw.Recurrent(cell, 3, 5).plan).splitlines()[2:] if not line.startswith(" ")]
        assert len(told) > 1
        assert all(line.startswith(f"{cell.name} ") for line in told)
