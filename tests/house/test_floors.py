"""The house rules that a machine can check: which floor may use which, where torch begins, what the face shows."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

TESTS = Path(__file__).parents[1]
SOURCE = TESTS.parent / "src" / "cellwright"

# An import may only point to an earlier floor (or the same one).
# "testing" stands on layers: its laws are about what a user calls, and need nothing from above.
FLOORS = (
    "errors", "equation", "cells", "plan", "emit", "run", "nn", "testing", "data", "fit", "modelfile", "evaluate",
    "inspect", "tasks", "comparison", "runtime", "serve", "export", "cli", "__init__", "__main__",
)  # fmt: skip
TORCH_FREE = ("errors", "equation", "cells", "plan", "emit", "run")
TORCH_ALLOWED = {"run/eager.py", "run/scan.py"}
MOST_LINES, MOST_LINES_OF_A_FUNCTION = 400, 60
FORBIDDEN_NAMES = {"utils.py", "helpers.py", "common.py", "misc.py"}

FILES = sorted(SOURCE.rglob("*.py"))


def floor_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def module_of(file: Path) -> str:
    parts = ("cellwright", *file.relative_to(SOURCE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 2 else parts)


def imported(tree: ast.AST) -> list[tuple[str, ast.AST]]:
    """Every imported module, with the node that imports it."""
    found: list[tuple[str, ast.AST]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, node) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            found += [(name if node.module == "cellwright" else node.module, node) for name in names]
    return found


def upward_imports(module: str, tree: ast.AST) -> list[str]:
    here = FLOORS.index(floor_of(module))
    own = {name for name, _ in imported(tree) if name.split(".")[0] == "cellwright"}
    return sorted(name for name in own if floor_of(name) not in FLOORS or FLOORS.index(floor_of(name)) > here)


def own_imports_in_functions(tree: ast.AST) -> list[str]:
    functions = [n for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]
    return [name for f in functions for name, _ in imported(f) if name.split(".")[0] == "cellwright"]


def sizes_of_functions(file: Path) -> list[tuple[int, str]]:
    tree = ast.parse(file.read_text())
    functions = [n for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]
    return [((n.end_lineno or 0) - n.lineno + 1, f"{file.relative_to(SOURCE)}:{n.name}") for n in functions]


def hidden_names(packages: dict[str, ModuleType]) -> list[str]:
    """Names that packages offer and that modules of the same name hide, since these were imported later."""
    return [
        f"{package}.{name}"
        for package, module in packages.items()
        for name in getattr(module, "__all__", ())
        if isinstance(getattr(module, name), ModuleType) and name not in FLOORS
    ]


def test_no_module_hides_what_its_package_offers():
    modules = {
        module_of(file): importlib.import_module(module_of(file)) for file in FILES if "__main__" not in str(file)
    }
    assert hidden_names({name: module for name, module in modules.items() if hasattr(module, "__path__")}) == []


def test_a_hidden_name_is_seen():
    package = ModuleType("package")
    package.__dict__.update(__all__=("affine", "cell"), affine=ModuleType("package.affine"), cell=len)
    assert hidden_names({"package": package}) == ["package.affine"]


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(SOURCE)))
def test_no_import_points_upward(file):
    assert upward_imports(module_of(file), ast.parse(file.read_text())) == []


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(SOURCE)))
def test_no_own_import_inside_a_function(file):
    assert own_imports_in_functions(ast.parse(file.read_text())) == []


def test_no_torch_below_nn():
    below = [f for f in FILES if floor_of(module_of(f)) in TORCH_FREE]
    users = {
        str(f.relative_to(SOURCE))
        for f in below
        for name, _ in imported(ast.parse(f.read_text()))
        if name.split(".")[0] == "torch"
    }
    assert users <= TORCH_ALLOWED


def test_importing_the_package_loads_no_framework():
    frameworks = ("torch", "pandas", "matplotlib", "sklearn")
    code = f"import sys, cellwright; print([m for m in {frameworks} if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_the_face_is_sorted_and_complete():
    import cellwright

    assert cellwright.__all__ == sorted(cellwright.__all__)
    assert all(hasattr(cellwright, name) for name in cellwright.__all__)
    assert set(cellwright._LAZY) <= set(cellwright.__all__)


def test_no_drawer_without_a_name():
    assert {f.name for f in FILES} & FORBIDDEN_NAMES == set()


def test_no_two_test_files_have_one_name():
    """Pytest refuses to collect a file whose name another folder has too, but only if it is asked for both at once."""
    names = Counter(file.name for file in TESTS.rglob("test_*.py"))
    assert [name for name, files in names.items() if files > 1] == []


def test_sizes(capsys):
    files = sorted(((len(f.read_text().splitlines()), str(f.relative_to(SOURCE))) for f in FILES), reverse=True)
    functions = sorted((row for f in FILES for row in sizes_of_functions(f)), reverse=True)
    with capsys.disabled():
        print("\nlargest files:    ", ", ".join(f"{name} {lines}" for lines, name in files[:5]))
        print("largest functions:", ", ".join(f"{name} {lines}" for lines, name in functions[:5]))
    assert [row for row in files if row[0] > MOST_LINES] == []
    assert [row for row in functions if row[0] > MOST_LINES_OF_A_FUNCTION] == []


def test_the_checkers_can_fail():
    tree = ast.parse("from cellwright.nn import LSTM\ndef f():\n    import cellwright.cells\n")
    assert upward_imports("cellwright.plan.tile", tree) == ["cellwright.nn"]
    assert own_imports_in_functions(tree) == ["cellwright.cells"]
