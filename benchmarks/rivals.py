"""What the scripts share: their options, the rivals that are not torch.nn, and how a claim is judged and printed.

Each script prints Markdown, so that `python benchmarks --save docs/benchmarks.md` has only to put them together.
"""

from __future__ import annotations

import argparse
import logging
import platform
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from cellwright.inspect.speed import PEAKS, SHAPES, Shape, Timing, table
from cellwright.run.host import host
from cellwright.run.peak import measured_peak

SMALL = tuple(shape for shape in SHAPES if shape.batch * shape.steps * shape.hidden**2 < 15e6)
CPUINFO = Path("/proc/cpuinfo")
ONNX_GATES = ("i", "o", "f", "g")
TORCH_GATES = ("i", "f", "g", "o")


@dataclass(frozen=True)
class Options:
    """What a script was asked for."""

    seconds: float
    shapes: tuple[Shape, ...]
    threads: tuple[int, ...]
    rounds: int


def options(description: str | None) -> Options:
    """The options of a script, and the head of what it prints: its claim and the machine."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--seconds", type=float, default=1.0, help="how long to measure each row (default: 1)")
    parser.add_argument(
        "--shapes", choices=("all", "small"), default="all", help="small: fewer shapes, or fewer rounds without shapes"
    )
    given = parser.parse_args()
    small = given.shapes == "small"
    threads = tuple(dict.fromkeys((1, host().cores)))
    print(f"## {description}\n\n{peaks(threads)}\n", flush=True)
    return Options(given.seconds, SMALL if small else SHAPES, threads, rounds=3 if small else 7)


def peaks(threads: Sequence[int]) -> str:
    """The limit of this processor now, in a sentence."""
    measured = (max(measured_peak(count) for _ in range(PEAKS)) / 1e9 for count in threads)
    parts = (f"{peak:.0f} GFLOP/s with {_threads(count)}" for count, peak in zip(threads, measured, strict=True))
    return f"Measured peak of fused multiply-adds in float32: {', '.join(parts)}."


def machine() -> str:
    """The processor and the versions, in a sentence."""
    own = host()
    lines = CPUINFO.read_text().splitlines() if CPUINFO.exists() else ()
    names = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    versions = ", ".join(f"{name} {version(name)}" for name in ("cellwright", "torch", "onnxruntime", "llvmlite"))
    return (
        f"{names[0] if names else platform.machine()} ({own.cpu}, {own.name}, {own.cores} cores, "
        f"{own.cache >> 10} KiB of second-level cache a core), Python {platform.python_version()}, {versions}"
    )


@dataclass(frozen=True)
class Claim:
    """That our own rival, the first one, is at least `factor` times as fast as `rival` in all rows `of` the table."""

    rival: str
    factor: float
    of: Callable[[Timing], bool] = lambda timing: True
    where: str = ""

    def verdict(self, timings: Sequence[Timing]) -> str:
        """Whether it holds; if not, where."""
        rows = [timing for timing in timings if self.of(timing)]
        losing = [timing for timing in rows if self._ratio(timing) < self.factor]
        text = f"at least {self.factor:g} x {self.rival}{self.where}"
        if not rows:
            return f"- **claim not measured**: {text}, in no row"
        if not losing:
            return f"- **claim holds**: {text}, in all {len(rows)} rows"
        places = [f"  - {t.task} ({t.shape}), {_threads(t.threads)}: {self._ratio(t):.2f} x" for t in losing]
        kept = len(rows) - len(losing)
        return "\n".join([f"- **claim does not hold**: {text}, in {kept} of {len(rows)} rows; not in", *places])

    def _ratio(self, timing: Timing) -> float:
        return timing.ratio(next(iter(timing.seconds)), self.rival)


def conclude(timings: Sequence[Timing], claims: Sequence[Claim]) -> None:
    """Print the table and the verdicts. The results were compared before: rivals that disagree are not timed."""
    print(f"Results agree in all {len(timings)} rows (outputs, and gradients where training is timed).\n")
    print(table(timings), end="\n\n")
    print(*(claim.verdict(timings) for claim in claims), sep="\n", flush=True)


def _threads(count: int) -> str:
    return f"{count} {'thread' if count == 1 else 'threads'}"


class OnnxLSTM:
    """onnxruntime with the weights of a torch.nn.LSTM of one layer, in one LSTM node; in bytes if `quantised`."""

    def __init__(self, layer: torch.nn.LSTM, threads: int, *, quantised: bool = False) -> None:
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = threads
        settings.inter_op_num_threads = 1
        model = _onnx_model(layer)
        content = _in_bytes(model) if quantised else model.SerializeToString()
        self._session = onnxruntime.InferenceSession(content, settings, providers=["CPUExecutionProvider"])

    def run(self, x: np.ndarray, h: np.ndarray, c: np.ndarray) -> list[np.ndarray]:
        """(steps, 1, batch, hidden) outputs and the last states, from an input and first states."""
        return self._session.run(None, {"X": x, "h": h, "c": c})


def _onnx_model(layer: torch.nn.LSTM):
    weights = {name: _onnx_order(value.detach()) for name, value in layer.named_parameters()}
    tensors = {
        "W": weights["weight_ih_l0"],
        "R": weights["weight_hh_l0"],
        "B": torch.cat([weights["bias_ih_l0"], weights["bias_hh_l0"]]),
    }
    constants = [numpy_helper.from_array(value[None].numpy(), name) for name, value in tensors.items()]
    node = helper.make_node(
        "LSTM", ["X", "W", "R", "B", "", "h", "c"], ["Y", "hn", "cn"], hidden_size=layer.hidden_size
    )
    shapes = {
        "X": ("steps", "batch", layer.input_size),
        "h": (1, "batch", layer.hidden_size),
        "c": (1, "batch", layer.hidden_size),
        "Y": ("steps", 1, "batch", layer.hidden_size),
        "hn": (1, "batch", layer.hidden_size),
        "cn": (1, "batch", layer.hidden_size),
    }
    values = {name: helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in shapes.items()}
    ends = [[values[name] for name in names] for names in (("X", "h", "c"), ("Y", "hn", "cn"))]
    graph = helper.make_graph([node], "lstm", *ends, initializer=constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)


def _in_bytes(model: onnx.ModelProto) -> bytes:
    """The model with weights in bytes, each result with its scale, and inputs rounded as they come."""
    with tempfile.TemporaryDirectory() as folder:
        full, narrow = Path(folder) / "full.onnx", Path(folder) / "narrow.onnx"
        onnx.save(model, full)
        logging.disable(logging.WARNING)
        quantize_dynamic(full, narrow, per_channel=True, weight_type=QuantType.QInt8)
        logging.disable(logging.NOTSET)
        return narrow.read_bytes()


def _onnx_order(stack: torch.Tensor) -> torch.Tensor:
    gates = dict(zip(TORCH_GATES, stack.chunk(4), strict=True))
    return torch.cat([gates[gate] for gate in ONNX_GATES])


class EagerPeephole(torch.nn.Module):
    """The peephole LSTM as one writes it in PyTorch: all inputs multiplied at once, then a loop over the steps."""

    def __init__(self, layer: torch.nn.Module) -> None:
        super().__init__()
        for name, value in layer.named_parameters():
            self.register_parameter(name, torch.nn.Parameter(value.detach().clone()))

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, tuple[torch.Tensor, torch.Tensor]]:
        """The output of every step, and the last states."""
        projected = F.linear(x, self.weight_ih_l0, self.bias_ih_l0 + self.bias_hh_l0)
        peep_i, peep_f, peep_o = self.weight_diag_l0.chunk(3)
        recurrent = self.weight_hh_l0.t()
        h = c = x.new_zeros(x.shape[1], recurrent.shape[0])
        outputs = []
        for given in projected.unbind(0):
            i, f, g, o = torch.addmm(given, h, recurrent).chunk(4, 1)
            i = torch.addcmul(i, peep_i, c).sigmoid()
            f = torch.addcmul(f, peep_f, c).sigmoid()
            c = f * c + i * g.tanh()
            o = torch.addcmul(o, peep_o, c).sigmoid()
            h = o * c.tanh()
            outputs.append(h)
        return torch.stack(outputs), (h[None], c[None])
