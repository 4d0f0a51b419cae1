"""All that is known of a cell, on one page: for the terminal, for machines, and as the pages in docs/cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from textwrap import fill
from typing import Any

from cellwright.cells import ENTRIES
from cellwright.cells.entry import Entry
from cellwright.equation.cell import Cell
from cellwright.equation.latex import aligned, latex
from cellwright.equation.show import equations
from cellwright.errors import BackendError, EquationError
from cellwright.inspect.drawing import drawing
from cellwright.plan.cost import Cost, cost
from cellwright.plan.layer import inference, training
from cellwright.plan.machine import AVX2, MACHINES
from cellwright.plan.show import bytes_a_step

# the sizes for which a page gives numbers
SAMPLE: Mapping[str, int] = {"input": 32, "hidden": 64, "proj": 16}
DTYPE = "float32"
WIDTH = 100
COMMAND = "cellwright cells --docs docs/cells"


@dataclass(frozen=True)
class CellPage:
    """What a page about a cell says.

    Attributes:
        cell: the equations.
        entry: its row of the catalogue; None for a cell of the user's own.
        cost: parameters and operations of a step.
        traffic: bytes that a step of one sequence reads and writes, weights aside: inference, training forward and
            backward; empty where the cell cannot be compiled.
        backends: each backend that runs it, and what is to be said of that.
    """

    cell: Cell
    entry: Entry | None
    cost: Cost
    traffic: Mapping[str, int]
    backends: Mapping[str, str]


def cell_page(cell: Cell) -> CellPage:
    """Gather what is known of a cell.

    Example:
        >>> import cellwright as cw
        >>> page = cell_page(cw.cells.gru)
        >>> str(page.cost.parameters), page.traffic["inference"]
        ('3 H I + 3 H² + 6 H', 896)
    """
    entry = ENTRIES.get(cell.name)
    own = entry if entry and entry.cell == cell else None
    backends = {"eager": "torch operations one after the other, on every device"}
    try:
        traffic = _traffic(cell)
        backends = {"cpu": f"compiled for {', '.join(MACHINES)} in float32 and float64", **backends}
    except (BackendError, EquationError) as error:
        traffic = {}
        backends["cpu"] = f"not compiled: {error}"
    return CellPage(cell, own, cost(cell), traffic, backends)


def _sizes(cell: Cell) -> dict[str, int]:
    used = {node.size for node in cell.nodes}
    return {name: number for name, number in SAMPLE.items() if name in used or name != "proj"}


def _traffic(cell: Cell) -> dict[str, int]:
    sizes = tuple(_sizes(cell).items())
    trained = training(cell, sizes, DTYPE, AVX2)
    return {
        "inference": bytes_a_step(inference(cell, sizes, DTYPE, AVX2)),
        "training forward": bytes_a_step(trained.forward),
        "training backward": bytes_a_step(trained.backward),
    }


def figures(page: CellPage) -> list[tuple[str, str, str]]:
    """Rows of (what, formula, number for the sample sizes)."""
    sizes, found = _sizes(page.cell), page.cost
    rows = [
        ("parameters of a layer", found.parameters),
        ("operations in matrix products, a step", found.products),
        ("element-wise operations, a step", found.elementwise),
        ("of these exponentials, divisions and the like", found.dear),
    ]
    return [(what, str(formula), f"{formula.value(**sizes):,}") for what, formula in rows] + [
        (f"bytes a step, {what}", "", f"{number:,}") for what, number in page.traffic.items()
    ]


def sample(cell: Cell) -> str:
    """The sizes of the numbers, in words."""
    letters = {"input": "I", "hidden": "H", "proj": "P"}
    sizes = ", ".join(f"{letters[name]} = {number}" for name, number in _sizes(cell).items())
    return f"{sizes}, {DTYPE}, one sequence, weights aside"


def document(page: CellPage) -> dict[str, Any]:
    """The page for machines: everything, the drawing included."""
    cell, entry = page.cell, page.entry
    return {
        "name": cell.name,
        "summary": cell.summary,
        "class": entry.layer if entry else None,
        "options": dict(cell.options),
        "equations": equations(cell),
        "latex": latex(cell),
        "sample": dict(_sizes(cell)),
        "figures": [
            {"what": what, "formula": formula, "number": int(number.replace(",", ""))}
            for what, formula, number in figures(page)
        ],
        "backends": dict(page.backends),
        "papers": [{**asdict(paper), "links": paper.links} for paper in entry.papers] if entry else [],
        "advice": entry.advice if entry else "",
        "drawing": drawing(cell),
    }


def text(page: CellPage) -> str:
    """The page for the terminal."""
    cell, entry = page.cell, page.entry
    rows = figures(page)
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    table = [f"  {what:{widths[0]}}  {formula:{widths[1]}}  {number:>{widths[2]}}" for what, formula, number in rows]
    parts = [f"{cell.name}: {cell.summary}", "", *equations(cell), "", f"Costs ({sample(cell)})", *table, ""]
    parts += ["Backends", *(f"  {name}: {says}" for name, says in page.backends.items())]
    if entry:
        parts += [
            "",
            fill(f"Where it helps: {entry.advice}", WIDTH),
            "",
            "Papers",
            *(_wrapped(str(paper)) for paper in entry.papers),
        ]
        parts += ["", f"layer = cw.{entry.layer}({_arguments(cell)})"]
    return "\n".join(parts)


def _wrapped(reference: str) -> str:
    return fill(reference, WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)


def _arguments(cell: Cell) -> str:
    return ", ".join(["input_size", "hidden_size", *(f"{name}={value!r}" for name, value in cell.options.items())])


def markdown(page: CellPage) -> str:
    """The page in docs/cells; the drawing is in a file beside it."""
    cell, entry = page.cell, page.entry
    parts = [f"# {cell.name}", "", cell.summary, "", f"![the data flow of {cell.name}]({cell.name}.svg)", ""]
    parts += ["```math", aligned(cell), "```", "", "The same as text, h' being the new value of h:", ""]
    parts += ["```", *equations(cell), "```", ""]
    if entry:
        parts += [f"`cw.{entry.layer}({_arguments(cell)})`", "", "## Where it helps", "", entry.advice, ""]
    parts += ["## Costs", "", f"Numbers for {sample(cell)}.", "", "| | formula | number |", "|---|---|---:|"]
    parts += [f"| {what} | {formula} | {number} |" for what, formula, number in figures(page)]
    parts += ["", "## Backends", "", *(f"- `{name}`: {says}" for name, says in page.backends.items())]
    if entry:
        parts += ["", "## Papers", ""]
        for paper in entry.papers:
            links = ", ".join(f"[{name}]({link})" for name, link in zip(paper.identifiers, paper.links, strict=True))
            parts.append(f"- {paper.authors} ({paper.year}). {paper.title}. {paper.venue}. {links}")
    return "\n".join([*parts, "", f"*Written by `{COMMAND}`.*", ""])


def index(pages: list[CellPage]) -> str:
    """The table of all cells, docs/cells/README.md."""
    rows = ["| cell | class | what it is | parameters |", "|---|---|---|---|"]
    rows += [
        f"| [{p.cell.name}]({p.cell.name}.md) | `cw.{p.entry.layer}` | {p.cell.summary} | {p.cost.parameters} |"
        for p in pages
        if p.entry
    ]
    return "\n".join(["# The cells", "", LEAD, "", *rows, "", f"*Written by `{COMMAND}`.*", ""])


LEAD = """\
Every cell is written once, as its equations; what stands on its page is derived from them, as are the compiled kernels.
I is the size of the input, H that of the state.

In the drawings time runs from left to right: old states on the left, new ones on the right, the input from below. A
yellow box multiplies what comes in by learned weights (W what comes from outside, R what recurs, p unit by unit), adds
a bias and applies a function; a blue circle does something unit by unit. In the equations ⊙ is the product unit by
unit, and b is the sum of a gate's two biases; where they stand apart, c is that of R."""


def docs() -> dict[str, str]:
    """Every file of docs/cells: the table, and a page and a drawing a cell."""
    pages = [cell_page(entry.cell) for entry in ENTRIES.values()]
    files = {"README.md": index(pages)}
    for page in pages:
        files[f"{page.cell.name}.md"] = markdown(page)
        files[f"{page.cell.name}.svg"] = drawing(page.cell)
    return files
