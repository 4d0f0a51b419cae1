"""Bad use of narrow weights: every message, word for word."""

from __future__ import annotations

import torch
from bad_input import Row, every_row, raises_exactly

import cellwright as cw

X = torch.zeros(4, 2, 3)
KNOWN = "'bfloat16', 'bfloat16_dot', 'int8'"
UNDO = "cw.quantize(model, weights=None)"


def quantizing(name, make, message, error=cw.ArgumentError):
    return Row(name, lambda folder: make(), error, message)


def narrow():
    return cw.quantize(cw.LSTM(3, 5).eval())


def running(name, call, message):
    return quantizing(name, call, message, cw.BackendError)


ROWS = [
    quantizing(
        "unknown weights", lambda: cw.quantize(cw.LSTM(3, 5), weights="int4"),
        f"weights must be one of {KNOWN}, or None for those of the parameters; got 'int4'",
    ),
    quantizing(
        "no layer of ours", lambda: cw.quantize(torch.nn.LSTM(3, 5)),
        "LSTM has no recurrent layer of cellwright; write cw.accelerate(model) first",
    ),
    quantizing(
        "double parameters", lambda: cw.quantize(cw.LSTM(3, 5, dtype=torch.float64)),
        "bfloat16 weights are for compiled float32 layers; got torch.float64 with backend='auto'; "
        "write model.float() or backend='auto'",
    ),
    quantizing(
        "eager layer", lambda: cw.quantize(torch.nn.Sequential(cw.LSTM(3, 5, backend="eager"))),
        "bfloat16 weights are for compiled float32 layers; got torch.float32 with backend='eager'; "
        "write model.float() or backend='auto'",
    ),
    quantizing(
        "double stream", lambda: narrow().stream(dtype="float64"),
        "bfloat16 weights are for float32 streams; got float64; write dtype='float32'",
    ),
    running(
        "training", lambda: narrow().train()(X),
        "this layer was quantised to bfloat16 weights, which are for inference; "
        f"write model.eval(), or {UNDO} to train it",
    ),
    running(
        "gradient of the input", lambda: narrow()(X.clone().requires_grad_()),
        "bfloat16 weights give no gradient, but the input or a first state wants one; "
        f"run the layer under torch.no_grad(), detach them, or write {UNDO}",
    ),
    running(
        "made double later", lambda: narrow().double()(X.double()),
        "bfloat16 weights are for float32 on the CPU; got torch.float64 on 'cpu'; "
        f"write model.float().cpu(), or {UNDO}",
    ),
    running(
        "transforms", lambda: torch.vmap(narrow(), in_dims=1)(X),
        f"bfloat16 weights have no rule for transforms of torch.func and forward mode; write {UNDO}",
    ),
]  # fmt: skip


@every_row(ROWS)
def test_message(row, tmp_path):
    raises_exactly(row, tmp_path)
