"""Bad input of layers: every message, word for word."""

from __future__ import annotations

import torch
from bad_input import Row, every_row, raises_exactly

import cellwright as cw
from cellwright.cells import CATALOGUE
from cellwright.nn.named import LAYER_ARGUMENTS

X = torch.zeros(4, 2, 3)
CELLS = f"The catalogue has {', '.join(sorted(CATALOGUE))}; or pass a function decorated with @cw.cell"
ARGUMENTS = ", ".join(LAYER_ARGUMENTS)


@cw.cell
def fading(x, h):
    return 0.5 * h


@cw.cell
def twice(x, h):
    a = cw.tanh(cw.affine("a", x, h))
    return cw.tanh(cw.affine("b", x, a))


@cw.cell(states={"n": "one", "h": "hidden"})
def counting(x, n, h):
    return cw.affine("n", x, size="one"), cw.tanh(cw.affine("h", x, h))


def making(name, make, message, error=cw.ArgumentError):
    return Row(name, lambda folder: make(), error, message)


def with_a_wide_parameter():
    layer = cw.LSTM(3, 5)
    layer.weight_hh_l0 = torch.nn.Parameter(torch.zeros(20, 6))
    return layer


def calling(name, *inputs, message, **options):
    return Row(name, lambda folder: cw.LSTM(3, 5)(*inputs, **options), cw.ArgumentError, message)


def packed(lengths=(4, 2)):
    return torch.nn.utils.rnn.pack_padded_sequence(X, list(lengths), enforce_sorted=False)


ROWS = [
    making("misspelt cell", lambda: cw.Recurrent("lstn", 3, 5), f"unknown cell 'lstn'; did you mean 'lstm'? {CELLS}"),
    making("a cell that is none", lambda: cw.Recurrent(3, 3, 5), f"unknown cell 3. {CELLS}"),
    making("no hidden units", lambda: cw.LSTM(3, 0), "hidden_size must be an integer of at least 1; got 0"),
    making("half a unit", lambda: cw.LSTM(3, 5.5), "hidden_size must be an integer of at least 1; got 5.5"),
    making("no layers", lambda: cw.LSTM(3, 5, 0), "num_layers must be an integer of at least 1; got 0"),
    making(
        "too much dropout", lambda: cw.LSTM(3, 5, 2, dropout=1.5),
        "dropout must be a number in 0..1, the probability of dropping a value; got 1.5",
    ),
    making("wide projection", lambda: cw.LSTM(3, 5, proj_size=5), "proj_size must be an integer in 0..4; got 5"),
    making(
        "a projected state and other vectors in one parameter", lambda: cw.Recurrent(twice, 3, 5, proj_size=2),
        "cell 'twice' maps its state 'h' and others by weight_hh, such as in the gate 'b', so its output cannot be "
        "projected to another size; give the others a part= of their own, or set proj_size=0", cw.EquationError,
    ),
    making(
        "a projected number", lambda: cw.Recurrent(counting, 3, 5, proj_size=2),
        "the output of cell 'counting' is not of the hidden size; set proj_size=0", cw.EquationError,
    ),
    making(
        "projected GRU", lambda: cw.GRU(3, 5, proj_size=2),
        "cell 'gru' uses its state 'h' element by element, so its output cannot be projected to another size; "
        "set proj_size=0",
        cw.EquationError,
    ),
    making(
        "unknown merge", lambda: cw.Recurrent("gru", 3, 5, merge="avg"),
        "merge must be one of 'concat', 'sum', 'mean', 'mul'; got 'avg'",
    ),
    making(
        "unknown backend", lambda: cw.Recurrent("gru", 3, 5, backend="gpu"),
        "backend must be one of 'auto', 'cpu', 'eager'; got 'gpu'",
    ),
    making(
        "unknown nonlinearity", lambda: cw.RNN(3, 5, nonlinearity="gelu"),
        "rnn's nonlinearity is \"tanh\" or \"relu\", not 'gelu'", cw.EquationError,
    ),
    making(
        "misspelt option of the cell", lambda: cw.PeepholeLSTM(3, 5, peephole="f"),
        f"PeepholeLSTM has no argument 'peephole'; did you mean 'peepholes'? It takes peepholes, {ARGUMENTS}",
    ),
    making(
        "an option of another cell", lambda: cw.LSTM(3, 5, reset_after=True),
        f"LSTM has no argument 'reset_after'. It takes {ARGUMENTS}",
    ),
    making(
        "nothing to learn", lambda: cw.Recurrent(fading, 3, 5),
        "fading has no parameter for a layer to learn; write cw.affine, cw.diag or cw.parameter into its equations",
    ),
    making("accelerating a number", lambda: cw.accelerate(3), "accelerate takes a torch.nn.Module; got int"),
    calling(
        "features", torch.zeros(4, 2, 4),
        message="the input has 4 features a step, but input_size is 3; got shape (4, 2, 4), expected "
        "(steps, batch, input_size)",
    ),
    calling(
        "dimensions", torch.zeros(3),
        message="the input must have 3 dimensions, (steps, batch, input_size), or 2 for one sequence; got shape (3,)",
    ),
    calling(
        "precision", X.double(),
        message="the input is torch.float64, but the parameters are torch.float32; write x.to(torch.float32) or "
        "layer.to(torch.float64)",
    ),
    calling("an array", X.numpy(), message="the input must be a tensor or a PackedSequence; got ndarray"),
    calling(
        "a length too long", X, lengths=[5, 1],
        message="lengths[0] is 5, but the input has 4 steps; each length must be in 0..4",
    ),
    calling(
        "a length below zero", X, lengths=[4, -1],
        message="lengths[1] is -1, but the input has 4 steps; each length must be in 0..4",
    ),
    calling(
        "too few lengths", X, lengths=[4],
        message="lengths must have shape (2,), one for each sequence of the batch; got (1,)",
    ),
    calling(
        "lengths that are not whole", X, lengths=torch.tensor([1.0, 2.0]),
        message="lengths must be integers, one for each sequence; got torch.float32",
    ),
    calling(
        "lengths twice", packed(), lengths=[4, 2], message="a PackedSequence has its own lengths; leave lengths= out",
    ),
    calling(
        "a mask of numbers", X, resets=torch.zeros(4, 2),
        message="resets must be booleans; got torch.float32; write resets.bool()",
    ),
    calling(
        "a mask of another shape", X, resets=torch.zeros(2, 4, dtype=torch.bool),
        message="resets must have shape (4, 2), (steps, batch); got (2, 4)",
    ),
    calling(
        "a mask for one sequence", X[:, 0], resets=torch.zeros(4, 1, dtype=torch.bool),
        message="resets must have shape (4,), (steps,); got (4, 1)",
    ),
    calling(
        "a mask that is a list", X, resets=[True, False],
        message="resets must be a tensor of booleans, (steps, batch); got list",
    ),
    calling(
        "a padded mask of packed sequences", packed(), resets=torch.zeros(4, 2, dtype=torch.bool),
        message="resets of a PackedSequence must be a PackedSequence of the same lengths, one boolean a row; "
        "got Tensor; pack them as the input is packed",
    ),
    calling(
        "a packed mask of other lengths", packed(), resets=packed([4, 3]),
        message="resets of a PackedSequence must be a PackedSequence of the same lengths, one boolean a row; "
        "got one of other lengths; pack them as the input is packed",
    ),
    calling(
        "a mask packed in another order", packed([2, 4]), resets=packed([4, 2]),
        message="resets are packed in another order than the input; pack them as the input is packed",
    ),
    calling(
        "packed numbers", packed(), resets=packed(),
        message="resets must be booleans; got torch.float32; write resets.bool()",
    ),
    calling(
        "the shape of a state", X, (torch.zeros(1, 3, 5), torch.zeros(1, 2, 5)),
        message="the state h must have shape (1, 2, 5) (num_layers * directions, batch, size); got (1, 3, 5)",
    ),
    Row(
        "the shape of a parameter",
        lambda folder: with_a_wide_parameter()(X),
        cw.ArgumentError,
        "weight_hh_l0 has shape (20, 6), but this layer needs (20, 5); give it a value of that shape",
    ),
    calling("one state of two", X, torch.zeros(1, 2, 5), message="the state of lstm is (h, c), 2 tensors; got 1"),
    calling(
        "the precision of a state", X, (torch.zeros(1, 2, 5).double(), torch.zeros(1, 2, 5)),
        message="the state h is torch.float64, but the parameters are torch.float32; write x.to(torch.float32) or "
        "layer.to(torch.float64)",
    ),
]  # fmt: skip


@every_row(ROWS)
def test_the_message_is_exact(row, tmp_path):
    raises_exactly(row, tmp_path)
