"""Golden texts: what the planner and the emitter write is reviewed as a diff, and a refactor leaves it as it is.

`pytest tests/golden --update-golden` writes the files anew; the diff then says what has changed.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from cellwright.cells import CATALOGUE
from cellwright.emit.llvm.fingerprint import fingerprint_text
from cellwright.emit.llvm.gradient import gradient_text
from cellwright.emit.llvm.kernel import module_text
from cellwright.equation.modify import with_layer_norm
from cellwright.plan.layer import inference, training
from cellwright.plan.machine import MACHINES, SSE
from cellwright.plan.projection import project
from cellwright.plan.show import describe

GOLDEN = Path(__file__).parent
# odd, so that each machine pads in its own way
SIZES = (("input", 17), ("hidden", 43))
FEW = (("input", 2), ("hidden", 3))
# with so few registers a tile is one row: kernels short enough to be read
TINY = replace(SSE, name="tiny", registers=6, fma=True)


@pytest.fixture(autouse=True)
def _planned_anew():
    """Cells of equal equations share a plan, with the name of whoever came first; here none came before."""
    inference.cache_clear()
    training.cache_clear()


def plans_text(cell, machine):
    alone, kernels = inference(cell, SIZES, "float32", machine), training(cell, SIZES, "float32", machine)
    split = project(alone)
    parts = [alone, *((split.before, split.loop) if split else ()), kernels.forward, kernels.backward]
    return "\n".join(describe(plan) for plan in (*parts, kernels.input_gradient) if plan) + "\n"


def kernel_text(cell, part):
    plan = inference(cell, FEW, "float32", TINY)
    if part != "inference":
        plan = getattr(training(cell, FEW, "float32", TINY), part)
    return module_text(plan)


TEXTS: dict[str, Callable[[], str]] = {
    **{
        f"plans/{machine.name}/{name}.txt": partial(plans_text, cell, machine)
        for name, cell in {**CATALOGUE, "layer_norm_lstm": with_layer_norm(CATALOGUE["lstm"])}.items()
        for machine in MACHINES.values()
        if not cell.eager_only
    },
    **{
        f"kernels/{name}_{part}.ll": partial(kernel_text, CATALOGUE[name], part)
        for name, part in (("rnn", "inference"), ("lstm", "forward"), ("lstm", "backward"))
    },
    "kernels/rnn_inference_columns_shared.ll": lambda: module_text(
        inference(CATALOGUE["rnn"], FEW, "float32", TINY).with_shared_columns
    ),
    "kernels/gradient.ll": partial(gradient_text, TINY, "float32"),
    "kernels/fingerprint.ll": partial(fingerprint_text, TINY),
}


def compare(path: Path, text: str, *, update: bool) -> None:
    """Fail unless the file holds the text; or write it."""
    if update:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return
    advice = "if that is meant, run pytest tests/golden --update-golden and review the diff"
    if not path.exists():
        pytest.fail(f"there is no golden text {path.name!r}; {advice}", pytrace=False)
    before = path.read_text(encoding="utf-8")
    if text != before:
        names = f"{path.name}, golden", f"{path.name}, now"
        diff = difflib.unified_diff(before.splitlines(), text.splitlines(), *names, lineterm="")
        pytest.fail("\n".join([f"the golden text {path.name!r} has changed; {advice}", *diff]), pytrace=False)


@pytest.mark.parametrize("name", TEXTS)
def test_the_text_is_golden(name, request):
    compare(GOLDEN / name, TEXTS[name](), update=request.config.getoption("--update-golden"))


def test_no_golden_text_is_left_over():
    files = {str(file.relative_to(GOLDEN)) for file in GOLDEN.rglob("*") if file.suffix in {".txt", ".ll"}}
    assert files - set(TEXTS) == set()


def test_a_changed_text_fails_and_shows_the_change(tmp_path):
    path = tmp_path / "rnn.txt"
    path.write_text("one\ntwo\nthree\n")
    compare(path, "one\ntwo\nthree\n", update=False)
    with pytest.raises(pytest.fail.Exception, match=r"'rnn\.txt' has changed") as failure:
        compare(path, "one\ntoo\nthree\n", update=False)
    assert "\n one\n-two\n+too\n three" in str(failure.value)


def test_a_missing_text_fails_and_says_how_to_write_it(tmp_path):
    with pytest.raises(pytest.fail.Exception, match=r"no golden text 'rnn\.txt'; .* --update-golden"):
        compare(tmp_path / "rnn.txt", "one\n", update=False)


def test_update_writes_the_text(tmp_path):
    path = tmp_path / "plans" / "rnn.txt"
    compare(path, "σ\n", update=True)
    compare(path, "σ\n", update=False)
