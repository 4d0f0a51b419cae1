"""A training step of an LSTM takes no more memory at its peak than torch.nn's."""

from __future__ import annotations

import multiprocessing

import torch
from verdicts import Verdict, announce, options

import cellwright as cw
from cellwright.inspect.bench import check_agreement, training
from cellwright.inspect.memory import peak_memory
from cellwright.inspect.speed import Shape, table_of

MORE = (Shape(32, 100, 64, 128), Shape(64, 100, 256, 512), Shape(128, 50, 128, 128))
# below this much, what is measured is the pages of the allocator
LEAST = 100 * 64 * 32
LAYERS = {"cellwright": cw.LSTM, "torch.nn": torch.nn.LSTM}


def peak(name: str, shape: Shape) -> int | None:
    """Bytes at the peak of the first training step of this size in this process, beyond the layer and its input."""
    torch.set_num_threads(1)
    layer = LAYERS[name](shape.input, shape.hidden)
    x = torch.randn(shape.steps, shape.batch, shape.input)
    # what is compiled or set up once is no part of it
    training(layer, x[:1, :1])()
    step = training(layer, x)
    with peak_memory(x.device) as measured:
        gradients = step()
    del gradients
    return measured.bytes


def peaks_of(shape: Shape) -> dict[str, int | None]:
    """The peak of each, in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        return {name: pool.apply(peak, (name, shape)) for name in LAYERS}


def check(shape: Shape) -> None:
    torch.manual_seed(0)
    ours, theirs = (make(shape.input, shape.hidden) for make in LAYERS.values())
    ours.load_state_dict(theirs.state_dict())
    x = torch.randn(shape.steps, shape.batch, shape.input)
    check_agreement(training(ours, x)(), training(theirs, x)())


def main() -> None:
    asked = options(__doc__)
    shapes = [s for s in dict.fromkeys((*asked.shapes, *MORE)) if s.batch * s.steps * s.hidden >= LEAST]
    rows, figures = [], {}
    for shape in shapes:
        check(shape)
        peaks = peaks_of(shape)
        ours, theirs = peaks.values()
        if ours and theirs:
            figures[f"({shape})"] = ours / theirs
            sizes = {name: f"{number / 2**20:.1f} MiB" for name, number in zip(peaks, (ours, theirs), strict=True)}
            rows.append({"batch, steps, input, hidden": str(shape), **sizes, "of torch.nn": f"{ours / theirs:.2f}"})
    print(f"Gradients agree in all {len(shapes)} rows. Each peak is that of a process of its own, on one thread.\n")
    print(table_of(rows) if rows else "Memory cannot be measured on this system.", end="\n\n")
    announce([Verdict("at most 1 x torch.nn's peak", 1.0, figures, most=True)])


if __name__ == "__main__":
    main()
