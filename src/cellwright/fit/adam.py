"""Adam in one compiled pass over all weights, which takes only those rows of looked-up vectors that a batch has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from cellwright.fit.late_rows import LateRows, Rows, places_of
from cellwright.run.adam import Records, advance, catch_up, pieces_of, squared_norm

BETAS, EPSILON = (0.9, 0.999), 1e-8
DTYPES = {torch.float32: "float32", torch.float64: "float64"}
# torch.nn.utils.clip_grad_norm_ adds this to a norm
BESIDE_NORM = 1e-6
# sets of weights that are moved by other numbers, such as those that were frozen at first
TABLES = 8


class Moved(NamedTuple):
    """Weights that a step moves by the same numbers.

    Attributes:
        records: where they, their gradients and moments lie.
        dtype: their number type.
        numbers: those of the step but for the scale of the gradient, as `cellwright.emit.llvm.adam.NUMBERS` names them.
        gradients: what must live until they are moved.
    """

    records: Records
    dtype: str
    numbers: tuple[float, ...]
    gradients: Sequence[Tensor]


class Adam(torch.optim.Optimizer):
    """Adam (Kingma and Ba 2015), with decoupled weight decay (Loshchilov and Hutter 2019) if that is not 0.

    Where a gradient is sparse, as that of `cellwright.nn.lookup.Lookup` can be, rows that it lacks are left as they are
    until `catch_up` or `settle` makes up for that: then they are what torch.optim.Adam makes of a gradient with zeros
    in these rows, but for rounding (and for gradients as small as 1e-7, beside which epsilon is not small: these are
    made up for to some 1e-4).

    Args:
        parameters: contiguous, on the CPU, in float32 or float64.
        lr: the step size.
        weight_decay: the share of the step size by which weights decay.

    Source: Kingma and Ba, Adam: a method for stochastic optimization, ICLR 2015; Loshchilov and Hutter, Decoupled
    weight decay regularization, ICLR 2019.

    Example:
        >>> weight = torch.nn.Parameter(torch.ones(3))
        >>> optimizer = Adam([weight], lr=0.1)
        >>> weight.sum().backward()
        >>> optimizer.step()
        >>> weight.detach()
        tensor([0.9000, 0.9000, 0.9000])
    """

    def __init__(self, parameters: Iterable[torch.nn.Parameter], lr: float, weight_decay: float = 0.0) -> None:
        super().__init__(parameters, {"lr": lr, "weight_decay": weight_decay})
        self._late: dict[Tensor, LateRows] = {}
        # by the addresses of the weights: their records, with offsets for the gradients, and whose each of them is
        self._tables: dict[tuple[int, ...], tuple[Records, Records]] = {}

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None, *, most: float | None = None) -> float | None:  # type: ignore[override]
        """Move all weights that have a gradient.

        Args:
            closure: computes the loss and the gradients anew, as for other optimizers of torch.
            most: gradients are scaled down to this joint norm, if theirs is larger.
        """
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        moved = [part for group in self.param_groups for part in self._moved(group)]
        scale, threads = 1.0, torch.get_num_threads()
        if most is not None:
            norm = sum(squared_norm(part.records, part.dtype, threads) for part in moved) ** 0.5
            # a norm that is NaN spoils all weights, as it does in torch
            scale = 1.0 if norm < most else most / (norm + BESIDE_NORM)
        for part in moved:
            advance(part.records, (scale, *part.numbers), part.dtype, threads)
        return loss

    def catch_up(self, weight: Tensor, rows: Tensor) -> None:
        """Make up for steps in which these rows of a weight had no gradient."""
        if late := self._late_of(weight):
            self._make_up(weight, late, late.behind(rows.numpy().ravel()))

    def settle(self) -> None:
        """Make up for all steps in which a row had no gradient."""
        for weight in self.state:
            self._settle(weight)

    def state_dict(self) -> dict[str, Any]:
        """As for other optimizers of torch, with what rows lack."""
        for weight, late in self._late.items():
            lacked = {"left": torch.from_numpy(late.left), "sums": torch.from_numpy(late.sums)}
            self.state[weight].update(late_steps=late.steps, **lacked)
        return super().state_dict()

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """As for other optimizers of torch."""
        super().load_state_dict(state_dict)
        self._late.clear()
        self._tables.clear()

    def _moved(self, group: dict[str, Any]) -> Iterable[Moved]:
        """What a step does to the weights of a group."""
        alike: dict[tuple[torch.dtype, int, bool], list[Tensor]] = {}
        for weight in group["params"]:
            if weight.grad is None:
                continue
            sparse = weight.grad.is_sparse
            state = self.state[weight]
            if not state:
                state.update(step=0, exp_avg=torch.zeros_like(weight), exp_avg_sq=torch.zeros_like(weight))
            state["step"] += 1
            alike.setdefault((weight.dtype, state["step"], sparse), []).append(weight)
        for (dtype, steps, sparse), weights in alike.items():
            numbers = _numbers(group["lr"], group["weight_decay"], steps)
            if sparse:
                yield from (self._rows_of(weight, numbers, DTYPES[dtype]) for weight in weights)
            else:
                yield self._all_of(weights, numbers, DTYPES[dtype])

    def _all_of(self, weights: Sequence[Tensor], numbers: tuple[float, ...], dtype: str) -> Moved:
        # a gradient that was sparse before may be dense now
        for weight in weights if self._late else ():
            self._settle(weight)
        gradients = [weight.grad.contiguous() for weight in weights if weight.grad is not None]
        key = tuple([weight.data_ptr() for weight in weights])
        if key not in self._tables:
            pieces = [pieces_of(weight.data_ptr(), *self._moments(weight), weight.numel(), dtype) for weight in weights]
            if len(self._tables) >= TABLES:
                # weights that have moved are not asked for again
                self._tables.clear()
            self._tables[key] = np.concatenate(pieces), np.repeat(np.arange(len(pieces)), [*map(len, pieces)])
        table, owners = self._tables[key]
        records = table.copy()
        records[:, 1] += np.array([gradient.data_ptr() for gradient in gradients])[owners]
        return Moved(records, dtype, numbers, gradients)

    def _rows_of(self, weight: Tensor, numbers: tuple[float, ...], dtype: str) -> Moved:
        assert weight.grad is not None
        late = self._late_of(weight)
        if late is None:
            late = self._late[weight] = LateRows(len(weight), BETAS, EPSILON)
        gradient = weight.grad.coalesce()
        rows, values = gradient.indices()[0].numpy(), gradient.values().contiguous()
        self._make_up(weight, late, late.behind(rows))
        late.add(rows, size=numbers[0], root=numbers[1], keep=numbers[-1])
        columns = weight.stride(0)
        [own] = places_of(np.arange(len(rows)), [values.data_ptr()], columns, dtype)
        first, *moments = places_of(rows, [weight.data_ptr(), *self._moments(weight)], columns, dtype)
        return Moved(np.stack([first, own, *moments, np.full_like(rows, columns)], 1), dtype, numbers, [values])

    def _settle(self, weight: Tensor) -> None:
        if late := self._late_of(weight):
            self._make_up(weight, late, late.behind())
            late.settle()

    def _make_up(self, weight: Tensor, late: LateRows, rows: Rows) -> None:
        """Bring different rows of a weight to where all steps lead."""
        if not len(rows):
            return
        columns, dtype = weight.stride(0), DTYPES[weight.dtype]
        where = places_of(rows, [weight.data_ptr(), *self._moments(weight)], columns, dtype)
        catch_up(np.stack([*where, np.full_like(rows, columns)], 1), late.lacking(rows), dtype)
        late.left[rows] = late.steps

    def _moments(self, weight: Tensor) -> tuple[int, int]:
        """Where both moments of a weight lie."""
        state = self.state[weight]
        return state["exp_avg"].data_ptr(), state["exp_avg_sq"].data_ptr()

    def _late_of(self, weight: Tensor) -> LateRows | None:
        """What the rows of a weight lack, if some of its gradients were sparse."""
        late, state = self._late.get(weight), self.state[weight]
        if late is None and "left" in state:
            late = self._late[weight] = LateRows(len(weight), BETAS, EPSILON)
            late.restore(state["late_steps"], state["left"].numpy(), state["sums"].numpy())
        return late


def _numbers(rate: float, decay: float, steps: int) -> tuple[float, ...]:
    """The numbers of a step behind the first (`cellwright.emit.llvm.adam.NUMBERS`)."""
    beta1, beta2 = BETAS
    size, root = rate / (1 - beta1**steps), (1 - beta2**steps) ** -0.5
    return size, root, EPSILON, 1 - beta1, beta2, 1 - beta2, 1 - rate * decay


def adam(parameters: Iterable[torch.nn.Parameter], lr: float, weight_decay: float = 0.0) -> torch.optim.Optimizer:
    """The quickest Adam for these parameters: compiled on the CPU, torch's own elsewhere."""
    given = list(parameters)
    if all(each.is_cpu and each.dtype in DTYPES and each.is_contiguous() for each in given):
        return Adam(given, lr, weight_decay)
    return torch.optim.AdamW(given, lr, weight_decay=weight_decay, fused=True)
