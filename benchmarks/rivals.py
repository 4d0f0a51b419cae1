"""The LSTMs of other libraries."""

from __future__ import annotations

import logging
import math
import os
import tempfile
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

import cellwright as cw
from cellwright.inspect.bench import operations
from cellwright.inspect.speed import Shape

ONNX_GATES = ("i", "o", "f", "g")
TORCH_GATES = ("i", "f", "g", "o")


def equal_lstm(layer: cw.Recurrent, shape: Shape) -> cw.LSTM:
    """Our own LSTM with as many operations as a layer, as nearly as a whole hidden size allows."""
    products = operations(layer, replace(shape, batch=1, steps=1)) / 2
    hidden = (math.sqrt(shape.input**2 + products) - shape.input) / 2
    return cw.LSTM(shape.input, max(1, round(hidden)))


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


def jax_lstm(layer: torch.nn.LSTM, x: np.ndarray) -> Callable[[], np.ndarray] | None:
    """A scan of JAX on one thread with the weights of a torch.nn.LSTM; None where JAX is not installed.

    JAX takes its number of threads when it starts, so it cannot take part on several.
    """
    if find_spec("jax") is None:
        return None
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    import jax
    import jax.numpy as jnp

    w, r, *biases = (jnp.asarray(value.detach().numpy()) for value in layer.parameters())

    def step(states, given):
        h, c = states
        i, f, g, o = jnp.split(given + h @ r.T, 4, axis=1)
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
        h = jax.nn.sigmoid(o) * jnp.tanh(c)
        return (h, c), h

    @jax.jit
    def run(x):
        first = jnp.zeros((x.shape[1], layer.hidden_size))
        return jax.lax.scan(step, (first, first), x @ w.T + sum(biases))[1]

    given = jnp.asarray(x)
    return lambda: np.asarray(run(given))
